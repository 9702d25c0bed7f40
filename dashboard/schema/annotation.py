"""Genes, transcripts and their expression."""

from __future__ import annotations

import polars as pl

from dashboard.schema.columns import Column, Table
from dashboard.schema.common import (
    ASSAY,
    CHROMOSOME,
    GENE_ID,
    GENE_SYMBOL,
    GENE_VERSION,
    SAMPLE_ID,
    STRAND,
    TISSUE,
    key,
)

START = Column("start", pl.Int64, "First base, 1-based.", "Start", unit="bp", ge=1, format="position")
END = Column("end", pl.Int64, "Last base, inclusive.", "End", unit="bp", ge=1, format="position")
TRANSCRIPT_ID = Column("transcript_id", pl.String, "Transcript, with version where the source has one.", "Transcript")
STRUCTURAL_CATEGORIES = (
    "full-splice_match", "incomplete-splice_match", "novel_in_catalog", "novel_not_in_catalog", "fusion", "antisense",
    "genic", "genic_intron", "intergenic",
)


def _quantiles(unit: str) -> tuple[Column, ...]:
    rows = (("median", "Median"), ("q1", "First quartile"), ("q3", "Third quartile"), ("min", "Smallest value"), ("max", "Largest value"))
    return tuple(Column(name, pl.Float32, f"{label} over the samples.", label, unit=unit, ge=0) for name, label in rows)


GENES = Table(
    "genes", "Gene annotation.",
    (
        key(GENE_ID), GENE_VERSION, GENE_SYMBOL,
        Column("gene_name", pl.String, "Full name.", "Name"),
        Column("biotype", pl.String, "Biotype.", "Biotype"),
        CHROMOSOME, START, END, STRAND,
        Column("source", pl.String, "Where the gene's annotation comes from; novel for genes of this atlas only.", "Source"),
    ),
    sort_by=("chromosome", "start"), subject="Annotation",
)
GENE_ALIASES = Table(
    "gene_aliases", "Other names of genes.",
    (
        key(GENE_ID),
        Column("alias", pl.String, "Alias or former symbol.", "Alias", key=True),
        Column("kind", pl.String, "alias or previous_symbol.", "Kind"),
    ),
    sort_by=("alias",), subject="Annotation",
)
TRANSCRIPTS = Table(
    "transcripts", "Transcripts: their structure class, coding status and place.",
    (
        key(TRANSCRIPT_ID), GENE_ID,
        Column("transcript_name", pl.String, "Name of the transcript.", "Name"),
        CHROMOSOME, START, END, STRAND,
        Column("n_exons", pl.Int32, "Exons.", "Exons", ge=1),
        Column("length", pl.Int64, "Length without introns.", "Length", unit="bp", ge=1),
        Column("biotype", pl.String, "Biotype.", "Biotype"),
        Column("structural_category", pl.String, "SQANTI3 structural category.", "Category", allowed=STRUCTURAL_CATEGORIES),
        Column("subcategory", pl.String, "SQANTI3 subcategory.", "Subcategory"),
        Column("novel", pl.Boolean, "Whether the transcript is not in the reference annotation.", "Novel"),
        Column("coding", pl.Boolean, "Whether an open reading frame is predicted or annotated.", "Coding"),
        Column("nmd", pl.Boolean, "Whether it is predicted to be degraded by nonsense-mediated decay.", "NMD-sensitive"),
        Column("associated_transcript", pl.String, "Closest reference transcript.", "Reference transcript"),
        Column("cds_start", pl.Int64, "First coding base, 1-based, on the chromosome.", "CDS start", unit="bp", ge=1, format="position"),
        Column("cds_end", pl.Int64, "Last coding base, inclusive.", "CDS end", unit="bp", ge=1, format="position"),
        Column("n_peptides", pl.Int32, "Unique peptides that support it.", "Peptides", ge=0),
        Column("canonical", pl.Boolean, "Whether it is the gene's representative transcript.", "Canonical"),
    ),
    sort_by=("chromosome", "start"), subject="Annotation", flagged=True,
)
EXONS = Table(
    "exons", "Exons of transcripts.",
    (
        key(TRANSCRIPT_ID), GENE_ID,
        Column("exon_number", pl.Int32, "Number of the exon in the direction of transcription, from 1.", "Exon", key=True, ge=1),
        CHROMOSOME, START, END, STRAND,
        Column("cds_start", pl.Int64, "First coding base within the exon; null where there is none.", "CDS start", unit="bp", ge=1, format="position"),
        Column("cds_end", pl.Int64, "Last coding base within the exon.", "CDS end", unit="bp", ge=1, format="position"),
    ),
    sort_by=("gene_id", "transcript_id", "exon_number"), subject="Annotation",
)
PROTEIN_DOMAINS = Table(
    "protein_domains", "Protein domains on transcripts, as chromosome intervals.",
    (
        key(TRANSCRIPT_ID),
        Column("domain", pl.String, "Name of the domain.", "Domain", key=True),
        Column("domain_number", pl.Int32, "Occurrence within the transcript, from 1.", "Number", key=True, ge=1),
        GENE_ID, CHROMOSOME,
        Column("start", pl.Int64, "First base on the chromosome where known, 1-based.", "Start", unit="bp", ge=1, format="position"),
        Column("end", pl.Int64, "Last base on the chromosome.", "End", unit="bp", ge=1, format="position"),
        Column("protein_start", pl.Int32, "First residue.", "From residue", ge=0),
        Column("protein_end", pl.Int32, "Last residue.", "To residue", ge=0),
    ),
    sort_by=("transcript_id", "domain"), subject="Annotation",
)
GENE_EXPRESSION = Table(
    "gene_expression", "Expression of genes by tissue.",
    (
        key(GENE_ID), TISSUE, key(ASSAY),
        Column("cohort", pl.String, "Cohort of the samples.", "Cohort", key=True),
        Column("n", pl.Int32, "Samples.", "n", ge=1), *_quantiles("TPM"),
    ),
    sort_by=("gene_id", "tissue"), subject="Expression",
)
GENE_EXPRESSION_SAMPLES = Table(
    "gene_expression_samples", "Expression of genes in each sample.",
    (
        key(GENE_ID), SAMPLE_ID, TISSUE, key(ASSAY),
        Column("tpm", pl.Float32, "Transcripts per million.", "TPM", unit="TPM", ge=0),
    ),
    sort_by=("gene_id", "tissue"), subject="Expression", unique_key=False,
)
TRANSCRIPT_EXPRESSION = Table(
    "transcript_expression", "Expression and usage of isoforms by tissue.",
    (
        key(TRANSCRIPT_ID), TISSUE, GENE_ID,
        Column("n", pl.Int32, "Samples.", "n", ge=0),
        Column("n_detected", pl.Int32, "Samples in which it is detected.", "Detected in", ge=0),
        Column("median_tpm", pl.Float32, "Median transcripts per million.", "Median TPM", unit="TPM", ge=0),
        Column("mean_tpm", pl.Float32, "Mean transcripts per million.", "Mean TPM", unit="TPM", ge=0),
        Column("usage", pl.Float32, "Share of the gene's expression, mean over samples that express the gene.", "Usage", ge=0, le=1.0001, format="percent"),
    ),
    sort_by=("gene_id", "transcript_id", "tissue"), subject="Expression",
)
TRANSCRIPT_EXPRESSION_SAMPLES = Table(
    "transcript_expression_samples", "Expression of isoforms in each sample.",
    (
        key(TRANSCRIPT_ID), SAMPLE_ID, GENE_ID, TISSUE,
        Column("tpm", pl.Float32, "Transcripts per million.", "TPM", unit="TPM", ge=0),
        Column("count", pl.Float32, "Reads.", "Reads", ge=0),
    ),
    sort_by=("gene_id", "transcript_id", "tissue"), subject="Expression", unique_key=False,
)
ISOFORM_DIVERSITY = Table(
    "isoform_diversity", "Diversity of isoform usage, per gene and tissue, or per tissue as the mean over genes (gene null).",
    (
        TISSUE, key(GENE_ID),
        Column("index", pl.String, "Diversity index.", "Index", key=True),
        Column("rarefied", pl.Boolean, "Whether reads and samples were rarefied to the same number in all tissues.", "Rarefied", key=True),
        Column("value", pl.Float64, "Value of the index; in a row of a tissue the mean over its genes, rarefied over the genes that all tissues have.", "Value"),
        Column("lower", pl.Float64, "Lower end of the 95 % bootstrap interval.", "Lower"),
        Column("upper", pl.Float64, "Upper end of the 95 % bootstrap interval.", "Upper"),
        Column("n", pl.Int32, "Samples, or genes where the row is of a tissue.", "n", ge=0),
    ),
    sort_by=("gene_id", "tissue", "index"), subject="Isoforms", null_keys=True,
)

TABLES = (
    GENES, GENE_ALIASES, TRANSCRIPTS, EXONS, PROTEIN_DOMAINS, GENE_EXPRESSION, GENE_EXPRESSION_SAMPLES,
    TRANSCRIPT_EXPRESSION, TRANSCRIPT_EXPRESSION_SAMPLES, ISOFORM_DIVERSITY,
)
