"""Isoforms: counts by class and tissue, splicing, modules, allele-specific usage."""

from __future__ import annotations

import polars as pl

from dashboard.schema.columns import Column, Table
from dashboard.schema.common import GENE_ID, GENE_VERSION, TISSUE, VARIANT_ID, key, plain

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
        Column("measure", pl.String, "What the row holds: modules_per_tissue, transcripts_in_network, gene_ontology, "
               "novel_gene_ontology, expression, novel_expression, members.", "Measure", key=True),
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
        Column("kind", pl.String, "ASE or ASTS.", "Kind", key=True),
        Column("measure", pl.String, "What is counted.", "Measure", key=True),
        TISSUE,
        Column("sample_id", pl.String, "Sample, where the count is of one.", "Sample", key=True),
        Column("category", pl.String, "Class counted, as significant.", "Category", key=True),
        Column("n", pl.Float64, "Count.", "n", ge=0, format="integer"),
        Column("total", pl.Float64, "What it is part of.", "Total", ge=0, format="integer"),
        Column("proportion", pl.Float64, "Share.", "Share", ge=0, le=1, format="percent"),
    ),
    sort_by=("kind", "measure", "tissue"), subject="Isoforms", null_keys=True, unique_key=False,
)
ALLELE_SPECIFIC_EVENTS = Table(
    "allele_specific_events", "Allelic fold change of single events by two methods, and genes by number of tissues.",
    (
        Column("measure", pl.String, "What the row holds: long_and_short_reads, two_samples, tissues_per_gene.", "Measure", key=True),
        key(GENE_ID), GENE_VERSION, key(VARIANT_ID),
        plain(TISSUE),
        Column("sample_id", pl.String, "Sample.", "Sample", key=True),
        Column("value", pl.Float64, "log2 allelic fold change by long reads, or tissues with ASE.", "Value", format="signed"),
        Column("other_value", pl.Float64, "log2 allelic fold change by short reads, or tissues with ASTS.", "Other value", format="signed"),
        Column("coverage", pl.Int64, "Reads covering the site.", "Coverage", ge=0),
        Column("other_coverage", pl.Int64, "Reads covering the site, other method.", "Other coverage", ge=0),
    ),
    sort_by=("measure", "gene_id"), subject="Isoforms", null_keys=True, unique_key=False,
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
