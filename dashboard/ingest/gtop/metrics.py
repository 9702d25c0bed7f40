"""Metrics of samples: sequencing quality, phasing, agreement of methods."""

from __future__ import annotations

from functools import partial

import polars as pl

from dashboard.ingest.flags import flag_rows, set_aside
from dashboard.ingest.gtop.samples import LONG_READ_WGS, PREFIX_NOTE, SHORT_READ_WGS
from dashboard.ingest.gtop.spellings import donor_and_code, donor_id, sample_id, tissue_key
from dashboard.ingest.gtop.tissues import LONG_READ_RNA, SHORT_READ_RNA
from dashboard.ingest.steps import Built, Loaded, Step, Unused

RNA_METRICS = "Supp_Figures/input/RNA_matrix_1586.xlsx"
LONG_READ_COUNTS = "Supp_Figures/input/supp4a.LR_read_QC_number.txt"
PHASING = "Supp_Figures/input/Figure S13.txt"
METHOD_CORRELATION = "Supp_Figures/input/supp11a.SR_transcript_expr_two_method_corr.txt"
PLATFORM_CORRELATION = "Supp_Figures/input/supp11b.LR_SR_corr.txt"
STRUCTURAL_VARIANTS = "Supp_Figures/input/Supp_Fig6k.txt"
TANDEM_REPEATS = "Supp_Figures/input/Supp_Fig6o.TR_perGenome.txt"

CONSTANT = "the same in all samples"
SAMPLE_UNNAMED = "the source does not name the sample"
DONOR_UNKNOWN = "donor is not among those of the RNA samples"
WGS_ASSAYS = {"LRS": "long_read_wgs", "SRS": "short_read_wgs"}
SUMMED = (
    "variants", "phased", "unphased", "singletons", "blocks", "variant_per_block_sum", "bp_per_block_sum",
    "heterozygous_variants", "heterozygous_snvs", "phased_snvs",
)


def unit_of(metric: pl.Expr) -> pl.Expr:
    """The unit that a metric's name shows, else null."""
    return (
        pl.when(metric.str.ends_with("%") | metric.str.ends_with("_proportion")).then(pl.lit("%"))
        .when(metric.str.contains(r"(?i)(rate$|_fraction$|gc_content$|^PCT_)")).then(pl.lit("share"))
        .when(metric.str.contains(r"(?i)(bases$|bp_per_block|read_length|insert_size|HiFi_Yield|block_n50)")).then(pl.lit("bp"))
        .when(metric.str.contains(r"(?i)(reads$|^aligned_|^all_reads)")).then(pl.lit("reads"))
        .when(metric.str.contains(r"^Coverage")).then(pl.lit("×"))
    )


def build_rna_metrics(loaded: Loaded) -> Built:
    """RNA-SeQC and STAR metrics of the short-read RNA samples; percentages lose their sign and keep their scale."""
    names = loaded[SHORT_READ_RNA].select(
        sample_id(pl.col("sample_id")).alias("sample_id"), donor_id(pl.col("Subject")).alias("donor_id"),
        tissue_key(pl.col("Tissue")).alias("tissue"),
    )
    wide = loaded[RNA_METRICS].with_columns(sample_id(pl.col("SampleID")).alias("sample_id")).drop("SampleID")
    long = (
        wide.with_columns(pl.all().exclude("sample_id").cast(pl.String)).unpivot(index="sample_id", variable_name="metric")
        .with_columns(pl.col("value").str.strip_suffix("%").cast(pl.Float64, strict=False).fill_nan(None))
        .join(names, on="sample_id", how="left")
    )
    built = _finish(long, "short_read_rna")
    alike = (pl.col("value").n_unique().over("metric") == 1) & (pl.len().over("metric") > 2)
    return Built(built.frame.with_columns(flag_rows({CONSTANT: alike})), built.rejected)


def build_genome_metrics(loaded: Loaded, *, path: str, sample: str, assay: str) -> Built:
    """Quality metrics of the genomes of one technology, one row per donor and metric."""
    wide = loaded[path].with_columns(donor_id(pl.col(sample)).alias("sample_id")).drop(sample)
    numbers = wide.with_columns(pl.all().exclude("sample_id").cast(pl.Float64))
    long = numbers.unpivot(index="sample_id", variable_name="metric")
    return _finish(long.with_columns(pl.col("sample_id").alias("donor_id")), assay)


def build_phasing(loaded: Loaded) -> Built:
    """Phasing per donor, technology and chromosome, and per genome.

    For the genome, counts are summed, shares computed from the sums, and block_n50 is the median over chromosomes.
    """
    rows = loaded[PHASING].with_columns(
        donor_id(pl.col("Indis")).alias("sample_id"), pl.col("group").replace_strict(WGS_ASSAYS).alias("assay"),
        (pl.lit("chr") + pl.col("chromosome").cast(pl.String)).alias("chromosome"),
    ).drop("Indis", "group")
    numbers = [name for name in rows.columns if name not in ("sample_id", "assay", "chromosome")]
    rows = rows.with_columns(pl.col(numbers).cast(pl.Float64))
    genome = rows.group_by("sample_id", "assay").agg(pl.col(SUMMED).sum(), pl.col("block_n50").median()).with_columns(
        (pl.col("phased") / pl.col("heterozygous_variants")).alias("phased_fraction"),
        (pl.col("phased_snvs") / pl.col("heterozygous_snvs")).alias("phased_snvs_fraction"),
    )
    long = pl.concat([
        rows.unpivot(numbers, index=["sample_id", "assay", "chromosome"], variable_name="metric"),
        genome.unpivot(index=["sample_id", "assay"], variable_name="metric"),
    ], how="diagonal")
    built = _finish(long.with_columns(pl.col("sample_id").alias("donor_id")), None)
    note = "Phasing of whole genomes: counts summed over chromosomes, shares from the sums, block_n50 the median over chromosomes."
    return Built(built.frame, built.rejected, (note,))


def build_method_correlation(loaded: Loaded) -> Built:
    """Spearman's rho between transcript expression by Salmon and by RSEM in each short-read sample."""
    rows = loaded[METHOD_CORRELATION].select(
        sample_id(pl.col("sample_id")).alias("sample_id"), donor_id(pl.col("sample_id")).alias("donor_id"),
        pl.lit("salmon_rsem_correlation").alias("metric"), pl.col("salmon_rsem").alias("value"),
        pl.lit("Spearman's rho").alias("unit"),
    )
    built = _finish(rows, "short_read_rna")
    return Built(built.frame, built.rejected, (PREFIX_NOTE,))


def build_platform_correlation(loaded: Loaded) -> Built:
    """Spearman's rho between expression by long and by short reads, for genes and for transcripts."""
    libraries = _long_read_libraries(loaded)
    rows = loaded[PLATFORM_CORRELATION].select(
        donor_and_code(pl.col("sample_id")).alias("code"),
        (pl.col("level") + "_correlation_with_short_reads").alias("metric"), pl.col("correlation").alias("value"),
        pl.lit("Spearman's rho").alias("unit"),
    )
    return _finish(rows.join(libraries, on="code", how="left").drop("code"), "long_read_rna")


def build_long_read_counts(loaded: Loaded) -> Built:
    """Reads and aligned reads of each long-read library, of which the source names only the tissue."""
    rows = loaded[LONG_READ_COUNTS].select(
        tissue_key(pl.col("Tissue")).alias("tissue"), pl.col("Number of all reads").alias("all_reads"),
        pl.col("Number of aligned reads").alias("aligned_reads"),
    ).unpivot(index="tissue", variable_name="metric")
    frame = _finish(rows.with_columns(pl.col("value").cast(pl.Float64)), "long_read_rna").frame
    return Built(frame.with_columns(pl.lit(SAMPLE_UNNAMED).alias("flags")))


def build_structural_variants(loaded: Loaded) -> Built:
    """Structural variants of each long-read genome, by type and in all."""
    rows = loaded[STRUCTURAL_VARIANTS].with_columns(donor_id(pl.col("sampleID")).alias("sample_id"))
    by_type = rows.select("sample_id", (pl.lit("sv_") + pl.col("type")).alias("metric"), pl.col("sv_type_number").alias("value"))
    all_types = rows.select("sample_id", pl.lit("sv_total").alias("metric"), pl.col("sv_number").alias("value")).unique()
    return _genome_counts(pl.concat([by_type, all_types]), loaded)


def build_tandem_repeats(loaded: Loaded) -> Built:
    """Tandem repeats of each long-read genome by length of the unit (RU1 to RU6, VNTR).

    The donor is read from the file name, as one name in the other column (C1251 for CI251) is misspelt.
    """
    rows = loaded[TANDEM_REPEATS].with_columns(
        donor_id(pl.col("File_Name").str.extract(r"([^/]+)$", 1).str.replace(r"\..*$", "")).alias("sample_id"),
    ).drop("File_Name", "Sample_ID")
    long = rows.unpivot(index="sample_id", variable_name="metric")
    return _genome_counts(long.with_columns((pl.lit("tr_") + pl.col("metric")).alias("metric")), loaded)


def _genome_counts(rows: pl.DataFrame, loaded: Loaded) -> Built:
    known = loaded[SHORT_READ_RNA].select(donor_id(pl.col("Subject"))).to_series().unique()
    rows = rows.with_columns(
        pl.col("value").cast(pl.Float64), pl.col("sample_id").alias("donor_id"), pl.lit("variants").alias("unit"),
    )
    built = _finish(rows, "long_read_wgs")
    unknown = flag_rows({DONOR_UNKNOWN: ~pl.col("donor_id").is_in(known.implode())})
    return Built(built.frame.with_columns(unknown), built.rejected)


def _long_read_libraries(loaded: Loaded) -> pl.DataFrame:
    return loaded[LONG_READ_RNA].select(
        donor_and_code(pl.col("sample")).alias("code"), sample_id(pl.col("sample")).alias("sample_id"),
        donor_id(pl.col("Subject")).alias("donor_id"), tissue_key(pl.col("Tissue")).alias("tissue"),
    )


def _finish(rows: pl.DataFrame, assay: str | None) -> Built:
    """`rows` with units; those without a value are set aside."""
    if assay is not None:
        rows = rows.with_columns(pl.lit(assay).alias("assay"))
    if "unit" not in rows.columns:
        rows = rows.with_columns(unit_of(pl.col("metric")).alias("unit"))
    kept, rejected = set_aside(rows, {"no number": pl.col("value").is_null()})
    return Built(kept, rejected)


STEPS: tuple[Step, ...] = (
    Step("sample_metrics", (RNA_METRICS, SHORT_READ_RNA), build_rna_metrics),
    Step("sample_metrics", (LONG_READ_WGS,), partial(
        build_genome_metrics, path=LONG_READ_WGS, sample="Sample", assay="long_read_wgs")),
    Step("sample_metrics", (SHORT_READ_WGS,), partial(
        build_genome_metrics, path=SHORT_READ_WGS, sample="sample", assay="short_read_wgs")),
    Step("sample_metrics", (PHASING,), build_phasing),
    Step("sample_metrics", (METHOD_CORRELATION,), build_method_correlation),
    Step("sample_metrics", (PLATFORM_CORRELATION, LONG_READ_RNA), build_platform_correlation),
    Step("sample_metrics", (LONG_READ_COUNTS,), build_long_read_counts),
    Step("sample_metrics", (STRUCTURAL_VARIANTS, SHORT_READ_RNA), build_structural_variants),
    Step("sample_metrics", (TANDEM_REPEATS, SHORT_READ_RNA), build_tandem_repeats),
)
UNUSED: tuple[Unused, ...] = (
    Unused(
        "another version of supp11a that no figure draws: the same samples, correlations that differ by at most 0.033",
        ("Supp_Figures/input/supp12a.SR_transcript_expr_two_method_corr.txt",),
    ),
    Unused("repeats supp11b", ("Supp_Figures/input/supp12b.LR_SR_corr.txt",)),
)
