"""Variants themselves: numbers by technology, structural variants, consequences."""

from __future__ import annotations

from functools import partial

import polars as pl

from dashboard.ingest.flags import set_aside
from dashboard.ingest.gtop.identifiers import variant_columns
from dashboard.ingest.gtop.spellings import donor_id
from dashboard.ingest.steps import Built, Loaded, Step

PER_GENOME = "Figure_1/input/Fig1f.txt"
SMALL = "Figure_1/input/Fig.1g.RDS"
STRUCTURAL_BY_LRS = "Figure_1/input/Fig.1h.SV.LRS_vs_SRS.RDS"
STRUCTURAL_BY_SRS = "Figure_1/input/Fig.1h.SV.SRS_vs_LRS.RDS"
REPEATS = "Figure_1/input/Fig1i.txt"
LENGTHS = "Extended_Figures/input/ExtendFig1a.SV_length.profile.LRS_vs_SRS.RDS"
SMALL_DOWNSAMPLED = "Supp_Figures/input/Supp_Fig6a.small_variant_downsample.txt"
REPEATS_DOWNSAMPLED = "Supp_Figures/input/Supp_Fig6c.TR_downsample.txt"
OTHER_DATA_SETS = "Supp_Figures/input/Supp_Fig6f.SV_comapre_with_Other_Datasets.txt"
CONSEQUENCES = "Supp_Figures/input/Supp_Fig7a.txt"
STRUCTURAL_CONSEQUENCES = "Supp_Figures/input/Supp_Fig7b.txt"
REPEAT_CONSEQUENCES = "Supp_Figures/input/Supp_Fig7c.txt"

SHARED = "shared_between_technologies"
OVERLAP = {"Specific": "one technology only", "Share": "both technologies", "Overlap": "both technologies", "0": "one technology only", "1": "both technologies"}
REPEAT_KEY = pl.when(pl.col("unit") == "VNTR").then(pl.lit("VNTR")).otherwise(pl.lit("TR, unit of ") + pl.col("unit") + pl.lit(" bp"))


def build_per_genome(loaded: Loaded) -> Built:
    """Structural variants and tandem repeats of each genome by each technology."""
    return Built(loaded[PER_GENOME].select(
        pl.lit("per_genome").alias("measure"), pl.col("Major_Type").alias("variant_type"), pl.col("tec").alias("technology"),
        donor_id(pl.col("sampleID")).alias("sample_id"), pl.col("Total_count").alias("n"),
    ))


def build_small(loaded: Loaded) -> Built:
    """Small variants found by one technology and by both."""
    return _shared(loaded[SMALL].select(
        pl.lit("small variant").alias("variant_type"), pl.col("Tech").alias("technology"),
        pl.col("ShareStatus").cast(pl.String).alias("category"), pl.col("Count_variants").alias("n"),
    ))


def build_structural(loaded: Loaded, *, path: str, technology: str) -> Built:
    """Structural variants of one technology that the other finds too (1) or not (0)."""
    return _shared(loaded[path].select(
        pl.col("Var1").cast(pl.String).alias("variant_type"), pl.lit(technology).alias("technology"),
        pl.col("Var2").cast(pl.String).alias("category"), pl.col("Freq").alias("n"),
    ))


def build_repeats(loaded: Loaded) -> Built:
    """Tandem repeats by length of the unit, found by one technology and by both."""
    rows = loaded[REPEATS].with_columns(pl.col("TR_type").cast(pl.String).alias("unit"))
    return _shared(rows.select(
        REPEAT_KEY.alias("variant_type"), pl.col("tec").alias("technology"), pl.col("group").alias("category"),
        pl.col("count").alias("n"),
    ))


def _shared(rows: pl.DataFrame) -> Built:
    total = pl.col("n").sum().over("variant_type", "technology")
    return Built(rows.with_columns(
        pl.lit(SHARED).alias("measure"), pl.col("category").replace_strict(OVERLAP), pl.col("n").cast(pl.Float64),
        total.alias("total"), (pl.col("n") / total).alias("proportion"),
    ))


def build_small_downsampled(loaded: Loaded) -> Built:
    """Small variants called at each coverage, and how many of them are known."""
    rows = loaded[SMALL_DOWNSAMPLED]
    shared = [pl.col("type").alias("variant_type"), pl.lit("LRS").alias("technology"), pl.col("coverage").alias("category")]
    return Built(pl.concat([
        rows.select(pl.lit("downsampling").alias("measure"), *shared, pl.col("total_num").alias("n")),
        rows.select(
            pl.lit("downsampling_known").alias("measure"), *shared, pl.col("overlap_num").alias("n"),
            pl.col("total_num").alias("total"), (pl.col("overlap_num") / pl.col("total_num")).alias("proportion"),
        ),
    ], how="diagonal"))


def build_repeats_downsampled(loaded: Loaded) -> Built:
    """Tandem repeats called in one genome from a share of its reads.

    The share is the decimals in the name: `downsampled_125` is 12.5 %, `downsampled_5` 50 %.
    """
    share = (pl.lit("0.") + pl.col("SampleID").str.extract(r"downsampled_(\d+)$", 1)).cast(pl.Float64).fill_null(1.0) * 100
    percent = share.round(1).cast(pl.String).str.strip_suffix(".0") + pl.lit(" %")
    rows = loaded[REPEATS_DOWNSAMPLED].select(
        donor_id(pl.col("SampleID")).alias("sample_id"), percent.alias("category"),
        pl.col("STR_Count").alias("STR"), pl.col("VNTR_Count").alias("VNTR"),
    )
    return Built(rows.unpivot(index=["sample_id", "category"], variable_name="variant_type", value_name="n").with_columns(
        pl.lit("downsampling").alias("measure"), pl.lit("LRS").alias("technology"),
    ))


def build_other_data_sets(loaded: Loaded) -> Built:
    """Structural variants that other data sets report, and by type those that they do not."""
    return Built(loaded[OTHER_DATA_SETS].select(
        pl.lit("reported_elsewhere").alias("measure"), pl.col("variant_type"), pl.lit("LRS").alias("technology"),
        pl.col("overlap_category").str.strip_prefix("overlap_").str.replace_all("_", " ").alias("category"), "n", "proportion",
    ))


def build_lengths(loaded: Loaded) -> Built:
    """Length of each structural variant; negative for deletions. Short-read ids do not say the place."""
    rows = loaded[LENGTHS]
    frame = rows.select(
        pl.col("ID").alias("variant_id"), pl.col("SVtype").alias("sv_type"), pl.col("tech").alias("technology"),
        pl.col("length").cast(pl.Int64, strict=False), *variant_columns("ID")[:2],
    )
    kept, rejected = set_aside(frame, {"length is not a number": pl.col("length").is_null()})
    return Built(kept, rejected)


def build_consequences(loaded: Loaded) -> Built:
    """Variants of each class by most severe consequence."""
    return Built(loaded[CONSEQUENCES].select(
        pl.lit("all_variants").alias("source"), pl.col("type").alias("variant_type"), pl.col("Variant_class").alias("consequence"),
        pl.col("consequence_severe").alias("consequence_group"), pl.col("Count").alias("n"),
        pl.col("Count").sum().over("type").alias("total"), pl.col("percentage").alias("proportion"),
    ))


def build_typed_consequences(loaded: Loaded, *, path: str, source: str) -> Built:
    """Structural variants by type, or tandem repeats by length of the unit, by most severe consequence."""
    return Built(loaded[path].with_columns(pl.col("type").cast(pl.String).alias("unit")).select(
        pl.lit(source).alias("source"), (REPEAT_KEY if source == "tandem_repeats" else pl.col("unit")).alias("variant_type"),
        pl.col("consequence_severe").alias("consequence"), pl.col("count").alias("n"), pl.col("total_in_type").alias("total"),
        pl.col("pro").alias("proportion"),
    ))


STEPS: tuple[Step, ...] = (
    Step("variant_counts", (PER_GENOME,), build_per_genome),
    Step("variant_counts", (SMALL,), build_small),
    Step("variant_counts", (STRUCTURAL_BY_LRS,), partial(build_structural, path=STRUCTURAL_BY_LRS, technology="LRS")),
    Step("variant_counts", (STRUCTURAL_BY_SRS,), partial(build_structural, path=STRUCTURAL_BY_SRS, technology="SRS")),
    Step("variant_counts", (REPEATS,), build_repeats),
    Step("variant_counts", (SMALL_DOWNSAMPLED,), build_small_downsampled),
    Step("variant_counts", (REPEATS_DOWNSAMPLED,), build_repeats_downsampled),
    Step("variant_counts", (OTHER_DATA_SETS,), build_other_data_sets),
    Step("structural_variants", (LENGTHS,), build_lengths),
    Step("variant_consequences", (CONSEQUENCES,), build_consequences),
    Step("variant_consequences", (STRUCTURAL_CONSEQUENCES,), partial(
        build_typed_consequences, path=STRUCTURAL_CONSEQUENCES, source="structural_variants")),
    Step("variant_consequences", (REPEAT_CONSEQUENCES,), partial(
        build_typed_consequences, path=REPEAT_CONSEQUENCES, source="tandem_repeats")),
)
