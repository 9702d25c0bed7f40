"""Histograms of long lists, and expression of one example sample by long and by short reads."""

from __future__ import annotations

from functools import partial

import polars as pl

from dashboard.ingest.gtop.samples import PREFIX_NOTE
from dashboard.ingest.gtop.spellings import gtex_tissue_key, sample_id, tissue_key
from dashboard.ingest.steps import Built, Loaded, Step, Unused

Q_SCORES = "Supp_Figures/input/supp4b.LR_read_QC_Qscore.txt.gz"
READ_LENGTHS = "Supp_Figures/input/supp4c.LR_read_QC_tissue_read_length.txt.gz"
FULL_LENGTH_READS = "Supp_Figures/input/supp9c.LR_isoform_QC_reads.txt.gz"
SUPPORT_SAMPLES = "Supp_Figures/input/supp9d.LR_isoform_QC_support_samples.txt.gz"
PEPTIDE_LENGTHS = "Supp_Figures/input/supp10a.MS_peptide_length_dist.txt"
MAPPED_READS = "Supp_Figures/input/map_reads_plot.RData"
GENES = "Supp_Figures/input/supp11c.LR_SR_expr_corr_example.Gene.txt"
TRANSCRIPTS = "Supp_Figures/input/supp11d.LR_SR_expr_corr_example.Transcript.txt"
ALL = "all"
BINS_PER_DECADE = 10


def histogram(values: pl.DataFrame, width: float) -> pl.DataFrame:
    """Counts of `value` per `group` in bins [k·width, (k+1)·width): group, bin_start, bin_end, n. Nulls are not counted."""
    # A value such as 38.45 at a width of 0.05 must not fall below its own bin by rounding.
    step = (pl.col("value") / width + 1e-9).floor()
    return (
        values.drop_nulls("value").group_by("group", step.alias("step")).agg(pl.len().cast(pl.Int64).alias("n"))
        .select("group", (pl.col("step") * width).alias("bin_start"), ((pl.col("step") + 1) * width).alias("bin_end"), "n")
        .sort("group", "bin_start")
    )


def log_histogram(values: pl.DataFrame) -> pl.DataFrame:
    """As `histogram`, with ten bins per power of ten; only positive values can be counted."""
    logs = values.filter(pl.col("value") > 0).with_columns(pl.col("value").log10())
    ends = (pl.lit(10.0).pow(pl.col(name)).alias(name) for name in ("bin_start", "bin_end"))
    return histogram(logs, 1 / BINS_PER_DECADE).with_columns(ends)


def build_columns_histogram(
    loaded: Loaded, *, path: str, quantity: str, unit: str, width: float, by_tissue: bool,
) -> Built:
    """Histogram of each column of a file whose headers read `name;#colour`, the name being a sample's or a tissue's."""
    name = pl.col("group").str.replace(r";.*$", "")
    values = loaded[path].unpivot(variable_name="group", value_name="value").with_columns(
        (tissue_key(name) if by_tissue else sample_id(name)).alias("group"), pl.col("value").cast(pl.Float64),
    )
    return _built(histogram(values, width), quantity, unit, () if by_tissue else (PREFIX_NOTE,))


def build_full_length_reads(loaded: Loaded) -> Built:
    """Histogram of supporting full-length reads per candidate transcript."""
    values = loaded[FULL_LENGTH_READS].select(pl.lit(ALL).alias("group"), pl.col("FLNC_sum").cast(pl.Float64).alias("value"))
    return _built(log_histogram(values), "full_length_reads", "reads")


def build_support_samples(loaded: Loaded) -> Built:
    """Histogram of supporting samples per candidate transcript."""
    values = loaded[SUPPORT_SAMPLES].select(pl.lit(ALL).alias("group"), pl.col("support_samples").cast(pl.Float64).alias("value"))
    return _built(histogram(values, 1), "support_samples", "samples")


def build_peptide_lengths(loaded: Loaded) -> Built:
    """The published histogram of peptide lengths."""
    start = pl.col("peptide_length").cast(pl.Float64)
    frame = loaded[PEPTIDE_LENGTHS].select(
        pl.lit(ALL).alias("group"), start.alias("bin_start"), (start + 1).alias("bin_end"), pl.col("count").alias("n"),
    )
    return _built(frame, "peptide_length", "amino acids")


def build_mapped_reads(loaded: Loaded) -> Built:
    """Histograms of mapped short reads in millions, GTOP beside GTEx."""
    rows = loaded[MAPPED_READS]
    gtop = rows.filter(pl.col("Dataset") == "GTOP").select(tissue_key(pl.col("Tissue")).alias("group"), pl.col("total_reads").alias("value"))
    gtex = rows.filter(pl.col("Dataset") == "gtex").select(
        gtex_tissue_key(pl.col("Tissue").str.strip_prefix("gtex_")).alias("group"), pl.col("total_reads").alias("value"),
    )
    parts = [
        _built(histogram(values, 5), quantity, "million reads").frame
        for values, quantity in ((gtop, "mapped_reads_gtop"), (gtex, "mapped_reads_gtex"))
    ]
    return Built(pl.concat(parts))


def _built(bins: pl.DataFrame, quantity: str, unit: str, notes: tuple[str, ...] = ()) -> Built:
    return Built(bins.with_columns(pl.lit(quantity).alias("quantity"), pl.lit(unit).alias("unit")), notes=notes)


def build_agreement(loaded: Loaded, *, path: str, level: str) -> Built:
    """Expression in TPM of every gene or transcript of the example sample; the source names neither."""
    return Built(loaded[path].with_row_index("row").select(
        pl.lit(level).alias("level"), "row", pl.col("long-read").alias("long_read"), pl.col("short-read").alias("short_read"),
    ))


STEPS: tuple[Step, ...] = (
    Step("distributions", (Q_SCORES,), partial(
        build_columns_histogram, path=Q_SCORES, quantity="mean_q_score", unit="Phred", width=0.5, by_tissue=False)),
    Step("distributions", (READ_LENGTHS,), partial(
        build_columns_histogram, path=READ_LENGTHS, quantity="read_length", unit="bp", width=100, by_tissue=True)),
    Step("distributions", (FULL_LENGTH_READS,), build_full_length_reads),
    Step("distributions", (SUPPORT_SAMPLES,), build_support_samples),
    Step("distributions", (PEPTIDE_LENGTHS,), build_peptide_lengths),
    Step("distributions", (MAPPED_READS,), build_mapped_reads),
    Step("expression_agreement", (GENES,), partial(build_agreement, path=GENES, level="gene")),
    Step("expression_agreement", (TRANSCRIPTS,), partial(build_agreement, path=TRANSCRIPTS, level="transcript")),
)
UNUSED: tuple[Unused, ...] = (
    Unused("repeats supp11c", ("Supp_Figures/input/supp12c.LR_SR_expr_corr_example.Gene.txt",)),
    Unused("repeats supp11d", ("Supp_Figures/input/supp12d.LR_SR_expr_corr_example.Transcript.txt",)),
)
