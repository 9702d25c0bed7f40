"""Tandem repeats known to cause disease: what they are, their lengths per donor, their QTLs; and genotype examples."""

from __future__ import annotations

import polars as pl

from dashboard.ingest.flags import flag_rows, set_aside
from dashboard.ingest.gtop.identifiers import donor_id_of, gene_columns, gene_id_of
from dashboard.ingest.steps import Built, Loaded, Step

REPEATS = "Extended_Figures/input/ExtendFig1e_PathogenicTR.txt"
COUNTS = "Extended_Figures/input/ExtendFig1e_PathogenicTR_CNV.txt"
DOSAGES = "Figure_3/input/Fig3e.pathogenic_TR_dosage.txt"
ASSOCIATIONS = "Figure_3/input/Fig3e.pathogenic_TR-xQTL.txt"
MUC1 = "Figure_3/input/Fig3f.txt"
IRGM = "Supp_Figures/input/Figure S24.txt"
IRGM_DELETION = "chr5_150823598_DEL_0M137_20103"
HETEROGENEOUS = "Extended_Figures/input/Extended_fig6g_data.RDS"

_INTERVAL = r"^(chr[^_]+_\d+_\d+)"
QTL_TYPE = pl.when(pl.col("phenotype_id").str.contains(":clu_", literal=True)).then(pl.lit("juQTL")).otherwise("QTL").alias("qtl_type")
"""The source calls junctions sQTL and transcripts tuQTL; the phenotype's id tells a junction."""


def build_repeats(loaded: Loaded) -> Built:
    """One row per repeat, from a BED file whose fourth column holds ID=gene:id;MOTIFS=…;STRUC=…."""
    attributes = pl.col("column_4")
    frame = loaded[REPEATS].select(
        attributes.str.extract(r"ID=[^:;]+:([^;]+)").alias("repeat_id"), attributes.str.extract(r"ID=([^:;]+):").alias("gene_symbol"),
        pl.col("column_1").alias("chromosome"), pl.col("column_2").alias("start"), pl.col("column_3").alias("end"),
        attributes.str.extract(r"MOTIFS=([^;]+)").alias("motifs"), attributes.str.extract(r"STRUC=([^;]+)").alias("structure"),
    )
    if DOSAGES in loaded:
        regions = loaded[DOSAGES].select(pl.col("TR_pos").alias("interval"), pl.col("GeneRegion").alias("gene_region")).unique("interval")
        interval = pl.col("repeat_id").str.extract(_INTERVAL).alias("interval")
        frame = frame.with_columns(interval).join(regions, on="interval", how="left", maintain_order="left")
    kept, rejected = set_aside(frame, {
        "no id": pl.col("repeat_id").is_null(),
        "repeat listed before": pl.col("repeat_id").is_first_distinct().not_(),
    })
    return Built(kept, rejected)


def build_associations(loaded: Loaded) -> Built:
    """QTLs of the repeats; af and ma_count, which were computed from repeat counts, are left out."""
    key = ["phenotype_id", "variant_id", "QTL", "Tissue"]
    frame = loaded[ASSOCIATIONS].select(
        pl.col("Tissue").alias("tissue"), QTL_TYPE, "phenotype_id", "variant_id", pl.col("pathogenicTR_ID").alias("repeat_id"),
        pl.col("TR_GeneName").alias("repeat_gene"), *gene_columns("GeneSymbol"), pl.col("GeneName").alias("gene_symbol"),
        pl.col("start_distance").alias("tss_distance"), "pval_nominal", "slope", "slope_se",
        flag_rows({"key repeated, last digits differ": pl.struct(key).is_duplicated()}),
    )
    return Built(frame, notes=("The source's af and ma_count mean nothing for repeats and are left out.",))


def build_dosages(loaded: Loaded) -> Built:
    """Repeat units by long reads at the repeats with QTLs."""
    return Built(loaded[DOSAGES].select(
        pl.col("TR_pos").alias("repeat_id"), donor_id_of("SampleID"), pl.lit("long_read").alias("technology"),
        pl.col("CNV").alias("dosage"), pl.col("TR_GeneName").alias("gene_symbol"), pl.col("GeneRegion").alias("gene_region"),
    ))


def build_counts(loaded: Loaded) -> Built:
    """Repeat units by long and by short reads at all repeats; what `build_dosages` has already is set aside."""
    by_technology = [
        loaded[COUNTS].select(
            pl.col("TRID").alias("repeat_id"), donor_id_of("sampleID"), pl.lit(technology).alias("technology"),
            pl.col(column).alias("dosage"), pl.col("gene").alias("gene_symbol"), pl.col(called).is_not_null().alias("called"),
        )
        for technology, column, called in (
            ("long_read", "CNV_LRS", "Sequencing_LRS"), ("short_read", "CNV_SRS", "Sequencing_SRS"),
        )
    ]
    frame = pl.concat(by_technology).filter("called").drop("called").with_columns(pl.col("repeat_id").str.extract(_INTERVAL).alias("interval"))
    repeated, differs = pl.lit(False), pl.lit(False)
    if DOSAGES in loaded:
        known = loaded[DOSAGES].select(
            pl.col("TR_pos").alias("interval"), donor_id_of("SampleID"), pl.lit("long_read").alias("technology"), pl.col("CNV").alias("known"),
        )
        frame = frame.join(known, on=["interval", "donor_id", "technology"], how="left", maintain_order="left")
        repeated, differs = pl.col("known") == pl.col("dosage"), pl.col("known") != pl.col("dosage")
    frame = frame.with_columns(flag_rows({"differs from the dosage of Figure 3e": differs, "no repeat units": pl.col("dosage") == 0}))
    kept, rejected = set_aside(frame, {"no repeat count": pl.col("dosage").is_null(), "repeats the dosage of Figure 3e": repeated})
    return Built(kept, rejected)


def build_muc1(loaded: Loaded) -> Built:
    """The MUC1 repeat against the usage of a junction."""
    return Built(loaded[MUC1].select(
        pl.lit("MUC1 repeat").alias("example"), pl.col("sample").alias("sample_id"), pl.lit("GTOP").alias("cohort"),
        pl.col("Tissue").alias("tissue"), QTL_TYPE, pl.lit("TR").alias("variant_class"), "phenotype_id",
        gene_id_of("GeneSymbol"), pl.col("GeneName").alias("gene_symbol"), "variant_id", pl.col("CNV").alias("dosage"),
        pl.col("pheno").alias("phenotype"),
    ))


def build_irgm(loaded: Loaded) -> Built:
    """The deletion near IRGM against its expression; the source does not name the tissue."""
    return Built(loaded[IRGM].select(
        pl.lit("IRGM deletion").alias("example"), pl.col("sample").alias("sample_id"), pl.lit("GTOP").alias("cohort"),
        pl.lit("eQTL").alias("qtl_type"), pl.lit("SV").alias("variant_class"), pl.lit("IRGM").alias("gene_symbol"),
        pl.lit(IRGM_DELETION).alias("variant_id"), pl.col("sv_geno").alias("dosage"), pl.col("sv").alias("genotype"),
        pl.col("pheno").alias("phenotype"),
    ))


def build_heterogeneous(loaded: Loaded) -> Built:
    """Three eQTLs whose effect differs between GTOP and GTEx; the source names neither gene, tissue nor person."""
    return Built(loaded[HETEROGENEOUS].select(
        pl.col("SNP_name").alias("example"), pl.col("row_name").alias("sample_id"), pl.col("source").alias("cohort"),
        pl.lit("eQTL").alias("qtl_type"), pl.lit("SNV").alias("variant_class"), pl.col("SNP_name").alias("variant_id"),
        pl.col("genotype_parsed").cast(pl.Float64, strict=False).alias("dosage"), pl.col("genotype_label").alias("genotype"),
        pl.col("scale_counts").alias("phenotype"),
    ))


STEPS: tuple[Step, ...] = (
    Step("tandem_repeats", (REPEATS,), build_repeats, optional=(DOSAGES,), headerless=(REPEATS,)),
    Step("tandem_repeat_associations", (ASSOCIATIONS,), build_associations),
    Step("tandem_repeat_dosages", (DOSAGES,), build_dosages),
    Step("tandem_repeat_dosages", (COUNTS,), build_counts, optional=(DOSAGES,)),
    Step("genotype_phenotypes", (MUC1,), build_muc1),
    Step("genotype_phenotypes", (IRGM,), build_irgm),
    Step("genotype_phenotypes", (HETEROGENEOUS,), build_heterogeneous),
)
