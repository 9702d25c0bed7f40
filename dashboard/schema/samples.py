"""Tissues, donors, libraries and their quality."""

from __future__ import annotations

import polars as pl

from dashboard.schema.columns import Column, Table
from dashboard.schema.common import ASSAY, DONOR_ID, SAMPLE_ID, TISSUE, key, plain

ORGAN_SYSTEMS = (
    "Heart and vessels", "Respiratory", "Digestive", "Endocrine", "Blood and immune", "Muscle", "Skin and adipose",
    "Reproductive",
)

TISSUES = Table(
    "tissues", "The atlas's tissues, with sample sizes and whether QTLs were mapped in them.",
    (
        TISSUE,
        Column("label", pl.String, "Name shown to people.", "Tissue", nullable=False),
        Column("abbreviation", pl.String, "The atlas's abbreviation.", "Abbreviation"),
        Column("tissue_code", pl.String, "Four-digit code in the sample names; text, with leading zeros.", "Code"),
        Column("organ_system", pl.String, "Organ system the tissue is listed under here.", "Organ system", nullable=False,
               allowed=ORGAN_SYSTEMS),
        Column("uberon_id", pl.String, "Uberon ontology term, assigned here by name.", "Uberon"),
        Column("color", pl.String, "The atlas's colour for the tissue, as #RRGGBB.", "Colour"),
        Column("n_short_read", pl.Int32, "Short-read RNA samples.", "n short-read RNA", ge=0),
        Column("n_long_read", pl.Int32, "Long-read RNA samples.", "n long-read RNA", ge=0),
        Column("n_donors", pl.Int32, "Donors with at least one RNA sample of the tissue.", "Donors", ge=0),
        Column("qtl_mapped", pl.Boolean, "Whether cis-QTLs were mapped in the tissue.", "QTLs mapped", nullable=False),
        Column("n_qtl", pl.Int32, "Donors in the QTL mapping, where the release says it.", "n QTL", ge=0),
        Column("gtex_tissue", pl.String, "The GTEx tissue it is matched to by the atlas's authors.", "GTEx tissue"),
        Column("gtex_matched", pl.Boolean, "Whether the long-read analysis counts the tissue as GTEx-matched.", "GTEx-matched"),
        Column("display_order", pl.Int16, "Position in organ-system order.", "Order", ge=0),
    ),
    sort_by=("display_order",), subject="Samples",
)
DONORS = Table(
    "donors", "Donors and the data there are of each.",
    (
        key(DONOR_ID),
        Column("cohort", pl.String, "Cohort the donor belongs to.", "Cohort", nullable=False),
        Column("n_tissues", pl.Int32, "Tissues with short-read RNA.", "Tissues", ge=0),
        Column("n_tissues_long_read", pl.Int32, "Tissues with long-read RNA.", "Tissues, long reads", ge=0),
        Column("long_read_wgs", pl.Boolean, "Whether there is a long-read genome.", "Long-read genome"),
        Column("short_read_wgs", pl.Boolean, "Whether there is a short-read genome.", "Short-read genome"),
    ),
    sort_by=("donor_id",), subject="Samples",
)
SAMPLES = Table(
    "samples", "Every sequenced library.",
    (
        SAMPLE_ID, DONOR_ID, plain(TISSUE), key(ASSAY),
        Column("batch", pl.String, "Sequencing batch.", "Batch"),
    ),
    sort_by=("assay", "tissue", "sample_id"), subject="Samples",
)
SAMPLE_METRICS = Table(
    "sample_metrics", "Sequencing and analysis metrics of each sample, one row per metric; for genomes the sample is the "
    "donor. The sample is null where the source gives only its tissue.",
    (
        SAMPLE_ID, key(ASSAY),
        Column("metric", pl.String, "Name of the metric in the source.", "Metric", key=True),
        Column("chromosome", pl.String, "Chromosome the metric is of; null for the whole library.", "Chromosome", key=True),
        Column("donor_id", pl.String, DONOR_ID.help, "Donor"),
        plain(TISSUE),
        Column("value", pl.Float64, "Value of the metric.", "Value"),
        Column("unit", pl.String, "Unit of the value, where known.", "Unit"),
    ),
    sort_by=("assay", "metric", "sample_id"), subject="Samples", flagged=True, null_keys=True, unique_key=False,
)
SAMPLE_EMBEDDINGS = Table(
    "sample_embeddings", "Coordinates of samples in a low-dimensional map of expression.",
    (
        SAMPLE_ID, key(ASSAY),
        Column("method", pl.String, "How the map was made, as mds.", "Method", key=True),
        plain(TISSUE),
        Column("batch", pl.String, "Sequencing batch.", "Batch"),
        Column("axis_1", pl.Float64, "First coordinate.", "Axis 1", nullable=False),
        Column("axis_2", pl.Float64, "Second coordinate.", "Axis 2", nullable=False),
        Column("axis_3", pl.Float64, "Third coordinate, where the source has one.", "Axis 3"),
    ),
    sort_by=("assay", "method", "sample_id"), subject="Samples",
)
EMBEDDING_AXES = Table(
    "embedding_axes", "Share of variance along each axis of a sample map.",
    (
        key(ASSAY),
        Column("method", pl.String, "How the map was made, as mds.", "Method", key=True),
        Column("axis", pl.Int16, "Number of the axis, from 1.", "Axis", key=True, ge=1),
        Column("proportion", pl.Float64, "Share of variance: eigenvalue over the sum of positive eigenvalues, or as "
               "published.", "Variance", ge=0, le=1, format="percent"),
    ),
    sort_by=("assay", "method", "axis"), subject="Samples",
)
DISTRIBUTION_QUANTITIES: dict[str, str] = {
    "mean_q_score": "Mean Phred quality of long reads; 10,000 reads of each sample (the group).",
    "read_length": "Length of long reads; 10,000 reads of each tissue (the group).",
    "full_length_reads": "Full-length reads that support a candidate transcript, over all samples; logarithmic bins.",
    "support_samples": "Long-read samples that support a candidate transcript.",
    "peptide_length": "Length of peptides found by mass spectrometry.",
    "mapped_reads_gtop": "Mapped short reads of each GTOP sample, by tissue (the group).",
    "mapped_reads_gtex": "Mapped short reads of each GTEx sample, by GTEx tissue (the group).",
}
"""What the table `distributions` counts, by the value of `quantity`."""

DISTRIBUTIONS = Table(
    "distributions", "Histograms of quantities that were published as long lists of single reads, transcripts or peptides.",
    (
        Column("quantity", pl.String, "What is counted, as read_length or mean_q_score.", "Quantity", key=True),
        Column("group", pl.String, "Sample, tissue or class the list belongs to; “all” where there is one list.", "Group", key=True),
        Column("bin_start", pl.Float64, "Lower end of the bin, inclusive.", "From", key=True),
        Column("bin_end", pl.Float64, "Upper end of the bin, exclusive.", "To", nullable=False),
        Column("n", pl.Int64, "Members of the list in the bin.", "n", nullable=False, ge=0),
        Column("unit", pl.String, "Unit of the bins.", "Unit"),
    ),
    sort_by=("quantity", "group", "bin_start"), subject="Samples",
)
EXPRESSION_AGREEMENT = Table(
    "expression_agreement", "Expression of the same genes or transcripts by long and by short reads, in one example sample.",
    (
        Column("level", pl.String, "Gene or transcript.", "Level", key=True, allowed=("gene", "transcript")),
        Column("row", pl.Int32, "Row number in the source, which does not name its genes.", "Row", key=True, ge=0),
        Column("long_read", pl.Float64, "Expression by long reads.", "Long reads", unit="TPM", ge=0),
        Column("short_read", pl.Float64, "Expression by short reads.", "Short reads", unit="TPM", ge=0),
    ),
    sort_by=("level", "row"), subject="Samples",
)

TABLES = (TISSUES, DONORS, SAMPLES, SAMPLE_METRICS, SAMPLE_EMBEDDINGS, EMBEDDING_AXES, DISTRIBUTIONS, EXPRESSION_AGREEMENT)
