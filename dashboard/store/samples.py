"""Donors, libraries and their sequencing metrics."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dashboard.errors import QueryError
from dashboard.statistics.outliers import FAR, robust_z
from dashboard.store.areas import Area
from dashboard.store.columns import read_columns
from dashboard.store.release import Release
from dashboard.store.remember import remember
from dashboard.store.tissues import list_tissues

Pairs = tuple[tuple[str, str], ...]
METRICS, EMBEDDINGS = "sample_metrics", "sample_embeddings"
ASSAYS = {"short_read_rna": "short-read RNA", "long_read_rna": "long-read RNA", "long_read_wgs": "long-read genomes", "short_read_wgs": "short-read genomes"}
MOST_METRICS = 6
FIRST = {
    "short_read_rna": ("Mapped Reads", "Exonic Rate", "Intergenic Rate", "Genes Detected", "Median 3' bias", "rRNA Rate", "Mapping Rate"),
    "long_read_rna": ("aligned_reads", "all_reads", "gene_correlation_with_short_reads", "transcript_correlation_with_short_reads"),
    "long_read_wgs": ("HiFi_Yield", "HiFi_Read_Length_N50", "Mean_Q", "GC", "sv_total", "tr_VNTR"),
    "short_read_wgs": ("Coverage", "after_filtering__q30_rate", "after_filtering__gc_content", "MEDIAN_INSERT_SIZE", "PCT_CHIMERAS", "chrX_Autosome"),
}
"""Metrics drawn first, where the release has them."""
_SEPARATOR = ".."


@dataclass(frozen=True)
class Brush:
    """A range of a metric that samples must lie in, both ends included."""

    metric: str
    low: float
    high: float

    @classmethod
    def parse(cls, text: str) -> Brush:
        """The range that `metric=low..high` describes; QueryError where it describes none."""
        metric, _, ends = text.rpartition("=")
        low, found, high = ends.partition(_SEPARATOR)
        try:
            if metric and found and float(low) <= float(high):
                return cls(metric, float(low), float(high))
        except ValueError:
            pass
        raise QueryError(f"keep: “{text:.60}” does not describe a range of a metric and was left out.")

    @property
    def text(self) -> str:
        return f"{self.metric}={self.low:g}{_SEPARATOR}{self.high:g}"


@dataclass(frozen=True)
class Presence:
    """Which libraries there are of each donor: `states` (rows × donors) holds 0 for none, 1 short reads, 2 long reads, 3 both.

    Rows are tissues in organ-system order, then the two genomes; donors come with the most tissues first.
    """

    donors: list[str]
    rows: list[str]
    labels: list[str]
    states: NDArray[np.int8]


GENOME_ROWS = (("short_read_wgs", "Genome, short reads", 1), ("long_read_wgs", "Genome, long reads", 2))


def list_presence(release: Release) -> Presence:
    """The matrix of donors and libraries."""
    samples = release.frame("samples").filter(pl.col("donor_id").is_not_null())
    rna = samples.filter(pl.col("tissue").is_not_null())
    order = rna.group_by("donor_id").agg(pl.col("tissue").n_unique().alias("n"), pl.len().alias("libraries")).sort("n", "libraries", "donor_id", descending=[True, True, False])
    donors = [*order["donor_id"], *sorted(set(samples["donor_id"]) - set(order["donor_id"]))]
    tissues = [tissue for tissue in list_tissues(release) if tissue.key in set(rna["tissue"])]
    rows = [*(tissue.key for tissue in tissues), *(assay for assay, _, _ in GENOME_ROWS)]
    labels = [*(tissue.label for tissue in tissues), *(label for _, label, _ in GENOME_ROWS)]
    states = np.zeros((len(rows), len(donors)), dtype=np.int8)
    place = {donor: index for index, donor in enumerate(donors)}, {row: index for index, row in enumerate(rows)}
    bits = {"short_read_rna": 1, "long_read_rna": 2, **{assay: bit for assay, _, bit in GENOME_ROWS}}
    for donor, tissue, assay in samples.select("donor_id", "tissue", "assay").iter_rows():
        row = tissue if tissue is not None else assay
        if row in place[1] and assay in bits:
            states[place[1][row], place[0][donor]] |= bits[assay]
    return Presence(donors, rows, labels, states)


def count_libraries(release: Release) -> dict[str, int]:
    """Libraries of each assay that the release has."""
    counts = dict(release.frame("samples").group_by("assay").len().iter_rows())
    return {assay: counts[assay] for assay in ASSAYS if assay in counts}


def whole_library(release: Release, assay: str, *columns: str) -> pl.LazyFrame:
    """Metrics of whole libraries of an assay; those of single chromosomes are left out."""
    wanted = dict.fromkeys(("assay", "metric", "chromosome", *columns))
    return read_columns(release, METRICS, *wanted).filter((pl.col("assay") == assay) & pl.col("chromosome").is_null())


@remember(8)
def list_metrics(release: Release, assay: str) -> pl.DataFrame:
    """The metrics of an assay: metric, unit, n, constant (the same in all samples)."""
    value = pl.col("value")
    return (
        whole_library(release, assay, "value", "unit").filter(value.is_not_null()).group_by("metric")
        .agg(pl.col("unit").first(), pl.len().alias("n"), (value.min() == value.max()).alias("constant")).sort("metric").collect()
    )


def choose_metrics(metrics: pl.DataFrame, assay: str, wanted: Sequence[str]) -> list[str]:
    """The metrics to draw: those wanted that there are, else the assay's first, else any that vary; six at most."""
    known = set(metrics["metric"])
    varying = metrics.filter(~pl.col("constant"))["metric"].to_list()
    chosen = [name for name in wanted if name in known] or [name for name in FIRST[assay] if name in varying] or varying
    return chosen[:MOST_METRICS]


@remember(4)
def metric_table(release: Release, assay: str, metrics: tuple[str, ...]) -> pl.DataFrame:
    """One row per library: sample_id, donor_id, tissue, batch, and a column for each metric.

    Values whose sample the source does not name come as rows of their own, without an id.
    """
    rows = whole_library(release, assay, "sample_id", "donor_id", "tissue", "value").filter(pl.col("metric").is_in(metrics)).collect()
    named = rows.filter(pl.col("sample_id").is_not_null())
    wide = named.select("sample_id", "metric", "value").pivot("metric", index="sample_id", values="value", aggregate_function="first")
    known = release.frame("samples").filter(pl.col("assay") == assay).select("sample_id", "donor_id", "tissue", "batch")
    extra = named.filter(~pl.col("sample_id").is_in(known["sample_id"].implode())).select("sample_id", "donor_id", "tissue").unique("sample_id")
    people = pl.concat([known, extra.with_columns(pl.lit(None, dtype=pl.String).alias("batch"))])
    table = people.join(wide, on="sample_id", how="left")
    table = table.with_columns(pl.lit(None, dtype=pl.Float64).alias(name) for name in metrics if name not in table.columns)
    unnamed = rows.filter(pl.col("sample_id").is_null())
    loose = [
        unnamed.filter(pl.col("metric") == name).select(pl.col("tissue"), pl.col("value").alias(name)) for name in unnamed["metric"].unique(maintain_order=True)
    ]
    return pl.concat([table.select("sample_id", "donor_id", "tissue", "batch", *metrics), *loose], how="diagonal")


def within(table: pl.DataFrame, brushes: Iterable[Brush], tissues: Sequence[str] = (), *, ids: Sequence[str] | None = None, but: str = "") -> pl.Series:
    """Whether each row meets every brush, except one on the metric `but`, lies in the tissues, and is among `ids`."""
    tests = [pl.col(brush.metric).is_between(brush.low, brush.high).fill_null(False) for brush in brushes if brush.metric in table.columns and brush.metric != but]
    if tissues:
        tests.append(pl.col("tissue").is_in(tissues).fill_null(False))
    if ids is not None:
        tests.append(pl.col("sample_id").is_in(ids).fill_null(False))
    return table.select(pl.all_horizontal(tests).alias("kept")).to_series() if tests else pl.Series("kept", np.ones(table.height, dtype=bool))


def kept_rows(table: pl.DataFrame, kept: pl.Series, metrics: Sequence[str], labels: Mapping[str, str]) -> pl.DataFrame:
    """The libraries kept: sample_id, donor_id, tissue (label), batch, and the metrics as metric_0, metric_1, …"""
    tissue = pl.col("tissue").replace_strict(labels, default=pl.col("tissue"), return_dtype=pl.String)
    return table.filter(kept).select("sample_id", "donor_id", tissue.alias("tissue"), "batch", *(pl.col(name).alias(f"metric_{index}") for index, name in enumerate(metrics)))


def page_of(rows: pl.DataFrame, request: Mapping[str, Any] | None) -> dict[str, Any]:
    """The block of rows that a grid asks for, in its order; missing values come last."""
    asked = request or {}
    order = [part for part in asked.get("sortModel") or () if part.get("colId") in rows.columns]
    if order:
        rows = rows.sort([part["colId"] for part in order], descending=[part.get("sort") == "desc" for part in order], nulls_last=True, maintain_order=True)
    start = max(0, int(asked.get("startRow") or 0))
    end = int(asked.get("endRow") or start + 100)
    return {"rowData": rows.slice(start, max(0, end - start)).to_dicts(), "rowCount": rows.height}


@remember(2)
def find_outliers(release: Release, assay: str) -> pl.DataFrame:
    """Values with a robust z beyond five, farthest first: sample_id, tissue, metric, value, unit, median, z.

    The middle is that of all libraries of the assay, whatever their tissue.
    """
    rows = whole_library(release, assay, "sample_id", "tissue", "value", "unit").drop_nulls("value").select("sample_id", "tissue", "metric", "value", "unit").collect()
    if rows.is_empty():
        return rows.with_columns(pl.lit(None, dtype=pl.Float64).alias("median"), pl.lit(None, dtype=pl.Float64).alias("z"))
    parts = []
    for part in rows.partition_by("metric"):
        z = robust_z(part["value"].to_numpy())
        far = pl.Series("z", z).fill_nan(0)
        parts.append(part.with_columns(pl.col("value").median().alias("median"), far).filter(pl.col("z").abs() > FAR))
    return pl.concat(parts).sort(pl.col("z").abs(), "sample_id", "metric", descending=[True, False, False])


def metric_units(metrics: pl.DataFrame) -> dict[str, str]:
    """The unit of each metric that has one."""
    return {name: unit for name, unit in metrics.select("metric", "unit").iter_rows() if unit}


def list_maps(release: Release) -> list[str]:
    """Assays with a map of their samples, short reads first."""
    found = set(release.frame(EMBEDDINGS)["assay"]) if release.has(EMBEDDINGS) else set()
    return [assay for assay in ASSAYS if assay in found]


def map_points(release: Release, assay: str, metric: str = "") -> pl.DataFrame:
    """Samples of a map: sample_id, tissue, label, organ_system, batch, axis_1, axis_2, and metric where one is named."""
    tissues = pl.DataFrame([(t.key, t.label, t.organ_system) for t in list_tissues(release)], schema={"tissue": pl.String, "label": pl.String, "organ_system": pl.String}, orient="row")
    points = release.frame(EMBEDDINGS).filter(pl.col("assay") == assay).join(tissues, on="tissue", how="left", maintain_order="left")
    points = points.with_columns(pl.col("label").fill_null(pl.col("tissue")))
    if metric:
        values = whole_library(release, assay, "sample_id", "value").filter((pl.col("metric") == metric) & pl.col("sample_id").is_not_null()).select("sample_id", pl.col("value").alias("metric_value")).collect()
        return points.join(values.unique("sample_id"), on="sample_id", how="left", maintain_order="left")
    return points.with_columns(pl.lit(None, dtype=pl.Float64).alias("metric_value"))


def axis_shares(release: Release, assay: str) -> dict[int, float]:
    """Share of the variance by axis of a map."""
    if not release.has("embedding_axes"):
        return {}
    rows = release.frame("embedding_axes").filter(pl.col("assay") == assay).drop_nulls("proportion")
    return dict(rows.select("axis", "proportion").iter_rows())


def ids_in_area(release: Release, area: Area) -> list[str]:
    """Samples of a map within an area that was drawn in it."""
    points = map_points(release, area.analysis).rename({"axis_1": "pc1", "axis_2": "pc2"})
    return points.filter(area.contains(points))["sample_id"].to_list()


def row_filters(assay: str, metrics: Sequence[str], ids: Sequence[str] | None) -> Pairs:
    """Filters of `sample_metrics` for the metrics drawn, of all samples or of those named."""
    named = tuple(("sample_id", name) for name in ids) if ids is not None else ()
    return (("assay", assay), ("chromosome__isnull", "true"), *(("metric", name) for name in metrics), *named)


def map_selection(points: pl.DataFrame, tissues: Sequence[str], ids: Sequence[str] | None) -> list[str] | None:
    """Samples of a map that are kept; None where nothing filters them."""
    if ids is not None:
        return points.filter(pl.col("sample_id").is_in(ids))["sample_id"].to_list()
    return points.filter(pl.col("tissue").is_in(tissues))["sample_id"].to_list() if tissues else None


def name_tissues(rows: pl.DataFrame, labels: Mapping[str, str]) -> pl.DataFrame:
    """The same rows with tissues by their label."""
    return rows.with_columns(pl.col("tissue").replace_strict(labels, default=pl.col("tissue"), return_dtype=pl.String))


def rows_as_csv(table: pl.DataFrame, kept: pl.Series, *, only_ids: bool = False) -> str:
    """The libraries kept as CSV, with every metric under its own name, or their ids alone."""
    rows = table.filter(kept)
    return (rows.select("sample_id").drop_nulls() if only_ids else rows).write_csv()
