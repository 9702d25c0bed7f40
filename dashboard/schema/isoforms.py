"""Isoforms: counts by class and tissue, splicing, modules, allele-specific usage."""

from __future__ import annotations

import polars as pl

from dashboard.schema.columns import Column, Table
from dashboard.schema.common import (
    ALT,
    CHROMOSOME,
    GENE_ID,
    GENE_VERSION,
    POSITION,
    REF,
    TISSUE,
    VARIANT_ID,
    key,
    plain,
)

ISOFORM_SCOPES: dict[str, str] = {
    "long_read_transcripts": "Transcripts (n) by category (annotated, novel, gencode_v47) in each catalogue (subcategory: "
    "GTOP, GENCODE, GTOP + GENCODE). Categories do not overlap: gencode_v47 holds all of GENCODE, annotated those of it "
    "found by long reads, and in GTOP + GENCODE the annotated are counted under gencode_v47.",
    "long_read_genes": "Genes (n), in the categories and catalogues of long_read_transcripts.",
    "structural_category_coding_status": "Long-read transcripts (n) by SQANTI3 structural category (category) and coding "
    "status (subcategory).",
    "tissue_specificity": "Share (proportion) of annotated and of novel transcripts (category) found in exactly so many "
    "tissues (subcategory, 1 to 33).",
    "tissue_specificity_10_samples": "The same in the seven tissues with ten long-read samples, which the number of samples "
    "cannot bias.",
    "tissue_specific_transcripts": "Transcripts (n) that the atlas calls specific to this tissue, annotated and novel "
    "(category); far fewer than those seen in one tissue only. The samples, reads and RNA integrity behind them are in "
    "tissue_covariates.",
    "novel_transcripts_per_tissue": "Novel transcripts (n) found in each tissue; the subcategory says whether GTEx has the "
    "tissue.",
    "novel_transcripts_by_tissue_group": "Novel transcripts (n) found in tissues that GTEx has and has not (subcategory).",
    "database_overlap": "Transcripts (n) in exactly these catalogues (category, joined by &): GTOP, GTEx long-read, CHESS3.",
    "database_replication": "GTOP transcripts (n), annotated and novel (category), and how many of them are in at least one "
    "or two other catalogues (subcategory).",
    "short_read_expressed": "Genes and transcripts (category) expressed (n) in short reads of each tissue when quantified "
    "with GENCODE alone or with the enhanced annotation (subcategory).",
    "peptide_support": "Share (proportion) of novel and annotated transcripts (subcategory) of each tissue with unique or "
    "only shared peptides (category).",
    "unique_peptide_support": "Novel transcripts (n) of each tissue by their number of unique peptides (category).",
    "internal_priming": "Transcripts (n) by the adenines among the 20 bases after their end (category, a number) and whether "
    "they passed the filter (subcategory).",
    "filter_outcome": "Transcripts (n) by structural category (category) that passed or failed the filters (subcategory).",
}
"""What the table `isoform_counts` counts, by the value of `scope`."""
MODULE_MEASURES: dict[str, str] = {
    "modules_per_tissue": "Modules of the network (value).",
    "annotated_modules": "Modules (module) in which a gene ontology term is enriched; one row each.",
    "transcripts_in_network": "Transcripts (value), annotated and novel (category), that the network was built from.",
    "genes_by_isoform_spread": "Genes (value) with one isoform, with several in one module, or in several (category).",
    "gene_ontology": "Most enriched term of a module: id (category), name (description), genes (value), adjusted p.",
    "novel_gene_ontology": "The same for modules of novel transcripts alone.",
    "expression": "Mean expression (value) of a module in a tissue (category).",
    "novel_expression": "The same for modules of novel transcripts alone.",
}
"""What the table `module_summaries` holds, by the value of `measure`."""
ALLELE_SPECIFIC_MEASURES: dict[str, str] = {
    "genes_by_step": "Genes (n) left at each step of the analysis (category), over all samples; kind null before the kinds part.",
    "genes": "Genes (n) significant or not (category), over all samples.",
    "events": "Events (n) significant or not (category), over all samples.",
    "genes_per_sample": "Genes (n) significant or not (category) in one sample; total are the genes tested.",
    "genes_per_tissue": "Significant genes (n) of a tissue; ASTS by whether a novel transcript is involved (category).",
    "transcripts_per_gene": "Genes (n) with so many transcripts (level); the last level stands for that many or more.",
    "direction_agreement": "Significant events (n) whose direction in long and short reads is the same or different "
    "(category), at a coverage of at least level.",
    "donors_per_event": "Events (n) seen in so many donors (level).",
    "splicing_per_sample": "Allele-specific splicing events, and genes with them (category), in one sample.",
    "splicing_per_tissue": "Variants, exonic parts and genes (category) in joint analysis of a tissue's samples.",
}
"""What the table `allele_specific` counts, by the value of `measure`."""
SOURCE_FIGURE = Column("source", pl.String, "Published figure whose table the row is from.", "Source", key=True)

ISOFORM_COUNTS = Table(
    "isoform_counts", "Numbers or shares of transcripts and genes by tissue and class; tissue null means all tissues.",
    (
        TISSUE,
        Column("scope", pl.String, "What is counted and how, as long_read_transcripts or structural_category.", "Scope", key=True),
        Column("category", pl.String, "Class counted, as annotated or novel.", "Category", key=True),
        Column("subcategory", pl.String, "Class within it.", "Subcategory", key=True),
        Column("n", pl.Float64, "Count.", "n", ge=0, format="integer"),
        Column("proportion", pl.Float64, "Share of the whole named in the scope.", "Share", ge=0, le=1, format="percent"),
    ),
    sort_by=("scope", "category", "subcategory", "tissue"), subject="Isoforms", null_keys=True,
)
TISSUE_COVARIATES = Table(
    "tissue_covariates", "What confounds counts of isoforms between tissues: samples, read depth, RNA integrity.",
    (
        TISSUE,
        Column("n_samples", pl.Int32, "Long-read samples.", "n", ge=0),
        Column("median_reads", pl.Float64, "Median long reads per sample.", "Median reads", ge=0, format="integer"),
        Column("median_rin", pl.Float64, "Median RNA integrity number.", "Median RIN", ge=0, le=10),
    ),
    sort_by=("tissue",), subject="Isoforms",
)
SPLICING_EVENTS = Table(
    "splicing_events", "Local splicing events by type, in the annotation and novel.",
    (
        Column("event_type", pl.String, "Type of event.", "Event", key=True),
        Column("category", pl.String, "annotated or novel.", "Category", key=True),
        Column("n", pl.Int64, "Events.", "n", ge=0),
    ),
    sort_by=("event_type", "category"), subject="Isoforms",
)
EXPRESSION_MODULES = Table(
    "expression_modules", "Co-expression modules of transcripts (WGCNA).",
    (
        Column("network", pl.String, "Tissue or tissue group of the network.", "Network", key=True),
        Column("transcript_id", pl.String, "Transcript.", "Transcript", key=True),
        Column("module", pl.String, "Module, as ME5.", "Module", nullable=False),
    ),
    sort_by=("network", "module", "transcript_id"), subject="Isoforms",
)
MODULE_SUMMARIES = Table(
    "module_summaries", "Co-expression modules: numbers, terms and expression.",
    (
        Column("measure", pl.String, "What the row holds: " + ", ".join(MODULE_MEASURES) + ".", "Measure", key=True),
        Column("network", pl.String, "Tissue or tissue group of the network.", "Network", key=True),
        Column("module", pl.String, "Module.", "Module", key=True),
        Column("category", pl.String, "Ontology term, tissue or class.", "Category", key=True),
        Column("description", pl.String, "Name of the term.", "Description"),
        Column("value", pl.Float64, "Count, or mean expression.", "Value"),
        Column("padj", pl.Float64, "Adjusted p-value of the term.", "Adjusted p", ge=0, le=1, format="p_value"),
    ),
    sort_by=("measure", "network", "module"), subject="Isoforms", null_keys=True, unique_key=False,
)
ALLELE_SPECIFIC = Table(
    "allele_specific", "Counts of allele-specific expression (ASE) and transcript structure (ASTS).",
    (
        Column("kind", pl.String, "ASE (allele-specific expression), ASTS (transcript structure) or splicing (isoLASER).", "Kind", key=True),
        Column("measure", pl.String, "What is counted.", "Measure", key=True),
        TISSUE,
        Column("sample_id", pl.String, "Sample, where the count is of one.", "Sample", key=True),
        Column("category", pl.String, "Class counted, as significant.", "Category", key=True),
        Column("level", pl.Int32, "Threshold or number the count is for, as the measure says.", "Level", key=True, ge=0),
        SOURCE_FIGURE,
        Column("n", pl.Float64, "Count.", "n", ge=0, format="integer"),
        Column("total", pl.Float64, "What it is part of.", "Total", ge=0, format="integer"),
        Column("proportion", pl.Float64, "Share.", "Share", ge=0, le=1, format="percent"),
    ),
    sort_by=("kind", "measure", "tissue"), subject="Isoforms", null_keys=True,
)
ALLELE_SPECIFIC_EVENTS = Table(
    "allele_specific_events", "Allelic fold change of single events by two methods, and genes by number of tissues.",
    (
        Column("measure", pl.String, "What the row holds: long_and_short_reads (one event by two methods), two_donors "
               "(one event in two donors), tissues_per_gene.", "Measure", key=True),
        key(GENE_ID), GENE_VERSION, key(VARIANT_ID),
        plain(TISSUE),
        Column("sample_id", pl.String, "Sample.", "Sample", key=True),
        SOURCE_FIGURE, CHROMOSOME, POSITION, REF, ALT,
        Column("value", pl.Float64, "log2 allelic fold change by long reads or in the first donor, or tissues with ASE.", "Value", format="signed"),
        Column("other_value", pl.Float64, "log2 allelic fold change by short reads or in the second donor, or tissues with ASTS.", "Other value", format="signed"),
        Column("coverage", pl.Int64, "Reads covering the site.", "Coverage", ge=0),
        Column("other_coverage", pl.Int64, "Reads covering the site, other method.", "Other coverage", ge=0),
    ),
    sort_by=("measure", "gene_id"), subject="Isoforms", null_keys=True, unique_key=False, flagged=True,
)
VARIANCE_EXPLAINED = Table(
    "variance_explained", "Variance in the phenotypes explained by the covariates of QTL mapping.",
    (
        TISSUE,
        Column("qtl_type", pl.String, "QTL type.", "QTL type", key=True),
        Column("n_components", pl.Int32, "Components used.", "Components", ge=0),
        Column("proportion", pl.Float64, "Share of variance they explain together.", "Variance", ge=0, le=1, format="percent"),
    ),
    sort_by=("qtl_type", "tissue"), subject="Isoforms",
)

TABLES = (
    ISOFORM_COUNTS, TISSUE_COVARIATES, SPLICING_EVENTS, EXPRESSION_MODULES, MODULE_SUMMARIES, ALLELE_SPECIFIC,
    ALLELE_SPECIFIC_EVENTS, VARIANCE_EXPLAINED,
)
