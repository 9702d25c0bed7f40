"""How well sequencing worked: what was tested in which tissue, phasing, agreement of methods, distributions of reads."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dashboard.schema.samples import DISTRIBUTION_QUANTITIES
from dashboard.store.columns import read_columns
from dashboard.store.release import Release
from dashboard.store.samples import METRICS
from dashboard.store.tissues import list_tissues, tissue_labels

TESTS = (
    ("eQTL", "lead_associations", ("qtl_type", "eQTL")), ("juQTL", "tandem_repeat_associations", ("qtl_type", "juQTL")), ("tuQTL", "tandem_repeat_associations", ("qtl_type", "tuQTL")),
    ("Fine-mapping", "credible_set_variants", ("cohort", "GTOP")), ("Colocalization", "colocalizations", None), ("Replication in GTEx", "effect_replication", ("comparison", "GTOP_GTEx")),
    ("ASE", "allele_specific", ("kind", "ASE")), ("ASTS", "allele_specific", ("kind", "ASTS")), ("Isoforms", "isoform_counts", ("scope", "long_read_transcripts")),
)
"""Analyses by name, the table that holds their results, and the rows of it that are theirs."""
_ALSO = {"juQTL": ("lead_associations", "colocalizations"), "tuQTL": ("lead_associations", "colocalizations"), "Isoforms": ("tissue_covariates",)}
PHASING = (
    "phased_fraction", "phased_snvs_fraction", "block_n50", "blocks", "bp_per_block_max", "bp_per_block_avg", "bp_per_block_median", "variant_per_block_avg",
    "variant_per_block_max", "phased", "unphased", "heterozygous_variants", "singletons", "variants",
)
_MAX_SAMPLES_ROWS = 40


def list_tested(release: Release) -> pl.DataFrame:
    """Tissues by analysis: tissue, label, organ_system, n_short_read, n_long_read, n_donors, n_qtl, analysis, state.

    `state` is tested (the release has results of the tissue), not tested, or absent (the release has none of any tissue).
    """
    tissues = [(t.key, t.label, t.organ_system, t.n_short_read, t.n_long_read, t.n_qtl) for t in list_tissues(release)]
    rows = []
    for analysis, _, _ in TESTS:
        found = _tissues_with(release, analysis)
        rows += [(*tissue, analysis, "tested" if tissue[0] in found else "not tested" if found else "absent") for tissue in tissues]
    return pl.DataFrame(rows, schema=["tissue", "label", "organ_system", "n_short_read", "n_long_read", "n_qtl", "analysis", "state"], orient="row", infer_schema_length=None)


def _tissues_with(release: Release, analysis: str) -> set[str]:
    _, table, rows = next(test for test in TESTS if test[0] == analysis)
    found: set[str] = set()
    for name in (table, *_ALSO.get(analysis, ())):
        if not release.has(name):
            continue
        known = release.schema(name)
        test = (pl.col(rows[0]) == rows[1]) if rows and rows[0] in known else pl.lit(True)
        columns = dict.fromkeys(["tissue", *([rows[0]] if rows and rows[0] in known else [])])
        found |= set(read_columns(release, name, *columns).filter(test).select("tissue").drop_nulls().unique().collect()["tissue"])
    return found


def list_phasing(release: Release) -> list[str]:
    """Metrics of single chromosomes that the release has, in the order to offer them."""
    found = read_columns(release, METRICS, "metric", "chromosome").filter(pl.col("chromosome").is_not_null()).select("metric").unique().collect()["metric"].to_list()
    return [*(name for name in PHASING if name in found), *sorted(set(found) - set(PHASING))]


def phasing_quantiles(release: Release, metric: str) -> pl.DataFrame:
    """One metric by chromosome and assay over donors: chromosome, assay, n, min, q1, median, q3, max, unit; null means the genome."""
    value = pl.col("value")
    rows = read_columns(release, METRICS, "assay", "metric", "chromosome", "value", "unit").filter((pl.col("metric") == metric) & value.is_not_null())
    summary = rows.group_by("chromosome", "assay").agg(
        pl.len().alias("n"), value.min().alias("min"), value.quantile(0.25, "linear").alias("q1"), value.median().alias("median"),
        value.quantile(0.75, "linear").alias("q3"), value.max().alias("max"), pl.col("unit").first(),
    ).collect()
    keys = {name: index for index, name in enumerate(sorted((c for c in summary["chromosome"].unique() if c is not None), key=_chromosome_place))}
    return summary.with_columns(pl.col("chromosome").replace_strict(keys, default=-1, return_dtype=pl.Int32).alias("place")).sort("place", "assay")


def _chromosome_place(name: str) -> tuple[int, str]:
    digits = name.removeprefix("chr")
    return (int(digits), "") if digits.isdigit() else (99, digits)


def expression_agreement(release: Release, level: str, *, bins: int = 90) -> tuple[NDArray[np.float64], NDArray[np.float64], float | None, int, int]:
    """Genes or transcripts by expression in long and short reads: counts (short × long), bin edges in log10(TPM + 1), Spearman's rho, n, and n expressed by neither."""
    rows = read_columns(release, "expression_agreement", "level", "long_read", "short_read").filter(pl.col("level") == level).drop_nulls().collect()
    if rows.is_empty():
        return np.zeros((0, 0)), np.zeros(0), None, 0, 0
    short, long = (np.log10(rows[name].to_numpy() + 1) for name in ("short_read", "long_read"))
    edges = np.linspace(0, max(float(short.max()), float(long.max())) or 1, bins + 1)
    counts, _, _ = np.histogram2d(short, long, bins=bins, range=[[0, edges[-1]], [0, edges[-1]]])
    rho = rows.select(pl.corr("long_read", "short_read", method="spearman")).item()
    return counts, edges, float(rho), rows.height, int(((short == 0) & (long == 0)).sum())


def sample_correlations(release: Release) -> pl.DataFrame:
    """Correlations of each sample between methods: metric, sample_id, tissue, value."""
    wanted = pl.col("metric").str.contains("correlation") & pl.col("value").is_not_null()
    return read_columns(release, METRICS, "metric", "sample_id", "tissue", "value").filter(wanted).collect()


def list_quantities(release: Release) -> dict[str, str]:
    """Quantities whose distribution the release has, with what they count."""
    found = set(release.frame("distributions")["quantity"])
    return {**{name: help for name, help in DISTRIBUTION_QUANTITIES.items() if name in found}, **dict.fromkeys(sorted(found - set(DISTRIBUTION_QUANTITIES)), "")}


def distribution(release: Release, quantity: str) -> pl.DataFrame:
    """Histograms of a quantity by row of the figure: row, bin_start, bin_end, n, unit, total.

    Groups that are samples are pooled by tissue; tissues come in organ-system order.
    """
    rows = release.frame("distributions").filter(pl.col("quantity") == quantity)
    labels = tissue_labels(release)
    names = dict(labels)
    if rows["group"].n_unique() > _MAX_SAMPLES_ROWS:
        samples = release.frame("samples").select("sample_id", "tissue").drop_nulls().unique("sample_id")
        rows = rows.join(samples, left_on="group", right_on="sample_id", how="left").with_columns(pl.coalesce("tissue", "group").alias("group"))
        rows = rows.group_by("group", "bin_start", "bin_end").agg(pl.col("n").sum(), pl.col("unit").first())
    order = {key: index for index, key in enumerate(labels)}
    rows = rows.with_columns(
        pl.col("group").replace_strict(names, default=pl.col("group").str.replace_all("_", " ")).alias("row"),
        pl.col("group").replace_strict(order, default=len(order), return_dtype=pl.Int32).alias("place"),
    ).sort("place", "row", "bin_start")
    total = pl.col("n").sum().over("row")
    return rows.select("row", "bin_start", "bin_end", "n", "unit", total.alias("total"))


def binned_quantiles(rows: pl.DataFrame) -> pl.DataFrame:
    """Quantiles of each row of a distribution, interpolated within bins: row, total, unit, q05, q25, q50, q75, q95."""
    found = []
    for part in rows.partition_by("row", maintain_order=True):
        edges = np.concatenate([part["bin_start"].to_numpy(), part["bin_end"].to_numpy()[-1:]])
        reached = np.concatenate([[0.0], part["n"].cum_sum().to_numpy() / part["n"].sum()])
        values = np.interp((0.05, 0.25, 0.5, 0.75, 0.95), reached, edges)
        found.append((part["row"][0], part["total"][0], part["unit"][0], *(float(value) for value in values)))
    return pl.DataFrame(found, schema=["row", "total", "unit", "q05", "q25", "q50", "q75", "q95"], orient="row")
