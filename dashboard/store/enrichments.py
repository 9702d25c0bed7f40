"""Functional enrichment: the rows of one analysis, one scale at a time."""

from __future__ import annotations

import polars as pl

from dashboard.schema.analyses import Analysis, find_analyses
from dashboard.statistics.permutation import q_values
from dashboard.store.query import parse_query, select_all
from dashboard.store.release import Release
from dashboard.store.remember import remember
from dashboard.store.selection import Filters

TABLE = "enrichments"
FDR = 0.05
TOP_FEATURES = 40
MANY_FEATURES = 60
"""Features above which an analysis over tissues is a heatmap and one without a scatter plot."""


@remember(1)
def list_analyses(release: Release) -> list[tuple[Analysis, int]]:
    """The release's analyses with their numbers of rows; nobody may change the list."""
    counts = dict(release.scan(TABLE).group_by("source").agg(pl.len()).collect().iter_rows())
    return [(analysis, sum(counts.get(source, 0) for source in analysis.sources)) for analysis in find_analyses(counts)]


def source_filters(analysis: Analysis, *, scale: str = "") -> Filters:
    """Filters of `enrichments` that keep the analysis, or its part on one scale."""
    return (*(("source", source) for source in analysis.sources), *((("scale", scale),) if scale else ()))


@remember(2)
def analysis_rows(release: Release, analysis: Analysis) -> pl.DataFrame:
    """All rows of the analysis, with `row`, what is compared, and `series`: the part, QTL type or class where there are several."""
    filters = source_filters(analysis)
    rows = select_all(release, TABLE, parse_query(release.schema(TABLE), filters)).collect()
    classes = rows["feature"].n_unique() == 1 and rows["variant_class"].n_unique() > 1
    rows = rows.with_columns(pl.col("variant_class" if classes else "feature").alias("row"))
    if analysis.series:
        return rows.with_columns(pl.col("source").replace_strict({s: analysis.series_of(s) for s in analysis.sources}, default="").alias("series"))
    column = "qtl_type" if rows["qtl_type"].n_unique() > 1 else "variant_class" if rows["variant_class"].n_unique() > 1 and rows["feature"].n_unique() > 1 else None
    return rows.with_columns((pl.col(column).fill_null("") if column else pl.lit("")).alias("series"))


def scales_of(rows: pl.DataFrame) -> list[str]:
    """Scales of an analysis: log₂ fold before the fold, estimates before shares and means."""
    order = ("log2_fold", "odds_ratio", "mean_score", "proportion", "fold", "mean_effect")
    present = set(rows["scale"].unique())
    return [scale for scale in order if scale in present]


def kind_of(rows: pl.DataFrame) -> str:
    """How the analysis is drawn: heatmap, scatter, threshold or forest."""
    features = rows["feature"].n_unique()
    if features > MANY_FEATURES:
        return "heatmap" if rows["tissue"].n_unique() > 1 else "scatter"
    return "threshold" if rows["threshold"].drop_nulls().n_unique() > 1 else "forest"


def filled_columns(rows: pl.DataFrame) -> list[str]:
    """Columns with a value in these rows."""
    return [name for name in rows.columns if rows[name].null_count() < rows.height]


@remember(2)
def adjusted_rows(release: Release, analysis: Analysis) -> pl.DataFrame:
    """`analysis_rows` with `padj`: as published, else by Benjamini–Hochberg over all of them."""
    rows = analysis_rows(release, analysis)
    if rows["padj"].null_count() < rows.height or rows["pval"].null_count() == rows.height:
        return rows
    return rows.with_columns(pl.Series("padj", q_values(rows["pval"].to_numpy(), pi0=1.0)).fill_nan(None))


def motif_points(rows: pl.DataFrame, wanted: str = "") -> pl.DataFrame:
    """Features with the same counts as one point: n, total, estimate, padj, features (how many), example, named (whether `wanted` is among them).

    `estimate` is null where it is infinite. Most significant first.
    """
    text = wanted.strip().lower()
    known = rows.filter(pl.col("total") > 0).with_columns(((pl.col("feature").str.to_lowercase() == text) if text else pl.lit(False)).alias("named"))
    example = pl.col("feature").sort_by("named", pl.col("feature").str.len_chars(), descending=[True, False]).first().alias("example")
    return known.group_by("n", "total").agg(
        pl.col("estimate").first(), pl.col("padj").min(), pl.len().alias("features"), example, pl.col("named").any(),
    ).sort("padj", "total", "n", descending=[False, True, True], nulls_last=True)


def heatmap_rows(rows: pl.DataFrame, choice: str, wanted: str = "") -> pl.DataFrame:
    """Rows of the features to draw: those that contain the text; else the `top` ones by p, the `significant` ones in any tissue, or all."""
    if wanted.strip():
        return rows.filter(pl.col("feature").str.to_lowercase().str.contains(wanted.strip().lower(), literal=True))
    if choice == "significant":
        return rows.filter((pl.col("padj") < FDR).any().over("feature"))
    if choice == "top":
        best = rows.group_by("feature").agg(pl.col("pval").min()).sort("pval", "feature").head(TOP_FEATURES)
        return rows.join(best.select("feature"), on="feature", how="semi", maintain_order="left")
    return rows
