"""Columns that several tables share, spelled once."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from dashboard.schema.columns import Column

QTL_TYPES = ("eQTL", "juQTL", "tuQTL", "sQTL")
VARIANT_CLASSES = ("SNV", "SV", "TR")
COHORTS = ("GTOP", "GTEx", "GTOP+GTEx")

TISSUE = Column("tissue", pl.String, "Tissue, by the key of the tissues table.", "Tissue", key=True)
QTL_TYPE = Column(
    "qtl_type", pl.String,
    "What the variant acts on: expression (eQTL), junction usage (juQTL), transcript usage (tuQTL), splicing (sQTL: "
    "juQTL and tuQTL not told apart by the source).",
    "QTL type", key=True, allowed=QTL_TYPES,
)
VARIANT_CLASS = Column(
    "variant_class", pl.String,
    "SNV: single-nucleotide variant or short indel; SV: structural variant; TR: tandem repeat.",
    "Class", key=True, allowed=VARIANT_CLASSES,
)
PHENOTYPE_ID = Column(
    "phenotype_id", pl.String, "The tested phenotype as the source names it: a gene, a junction or a transcript.",
    "Phenotype", key=True,
)
GENE_ID = Column(
    "gene_id", pl.String, "Gene id without version: Ensembl, or the atlas's own for novel genes (GTOPG…, PB.…).", "Gene id",
)
GENE_VERSION = Column("gene_version", pl.Int16, "Version of the gene id in the source.", "Gene version", ge=0)
GENE_SYMBOL = Column("gene_symbol", pl.String, "Gene symbol, where the release has one.", "Gene")
VARIANT_ID = Column("variant_id", pl.String, "The variant as the source names it.", "Variant")
CHROMOSOME = Column("chromosome", pl.String, "Chromosome, with the prefix chr.", "Chromosome")
POSITION = Column(
    "position", pl.Int64, "Position on the chromosome, 1-based; of a tandem repeat its first base (its id holds "
    "the 0-based start); null where the id does not say.", "Position", unit="bp",
    ge=1, format="position",
)
REF = Column("ref", pl.String, "Reference allele, where the id says it.", "Ref")
ALT = Column("alt", pl.String, "Alternative allele, where the id says it; slopes are per copy of it.", "Alt")
TSS_DISTANCE = Column(
    "tss_distance", pl.Int64, "Variant position minus transcription start of the gene, as the source computed it; for "
    "repeats and structural variants from their start.", "TSS distance", unit="bp", format="signed",
)
AF = Column(
    "af", pl.Float64, "Frequency of the ALT allele in the samples tested; null for tandem repeats.", "ALT frequency",
    ge=0, le=1,
)
PVAL_NOMINAL = Column("pval_nominal", pl.Float64, "Nominal p-value of the association.", "p", ge=0, le=1, format="p_value")
SLOPE = Column(
    "slope", pl.Float64, "Effect in SD of the normalised phenotype per ALT allele; per repeat unit for tandem repeats.",
    "Slope", unit="SD per ALT allele", format="signed",
)
SLOPE_SE = Column("slope_se", pl.Float64, "Standard error of the slope.", "SE of slope", unit="SD per ALT allele", ge=0)
PIP = Column(
    "pip", pl.Float64, "Posterior inclusion probability over all credible sets of the gene; sums of a set can pass 1.",
    "PIP", ge=0, le=1.0001,
)
SAMPLE_ID = Column("sample_id", pl.String, "Sample or individual, as the source names it.", "Sample", key=True)
DONOR_ID = Column("donor_id", pl.String, "Donor, in the form GTOP-AJ141.", "Donor")
ASSAYS = ("short_read_rna", "long_read_rna", "long_read_wgs", "short_read_wgs")
ASSAY = Column("assay", pl.String, "How the library was sequenced.", "Assay", allowed=ASSAYS)
CI_LOWER = Column("ci_lower", pl.Float64, "Lower end of the 95 % confidence interval of the estimate.", "95 % CI, lower")
CI_UPPER = Column("ci_upper", pl.Float64, "Upper end of the 95 % confidence interval of the estimate.", "95 % CI, upper")
STRAND = Column("strand", pl.String, "Strand of the chromosome.", "Strand", allowed=("+", "-"))


def key(column: Column) -> Column:
    """The same column as part of a table's key."""
    return replace(column, key=True)


def plain(column: Column) -> Column:
    """The same column outside the key."""
    return replace(column, key=False)


def named(column: Column, name: str, help: str | None = None, label: str | None = None) -> Column:
    """The same column under another name, outside the key."""
    return replace(column, name=name, help=help or column.help, label=label or column.label, key=False)
