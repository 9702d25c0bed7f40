"""Frequencies and effects of the same variants in several populations, cohorts and tissues."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import polars as pl

from dashboard.store.columns import read_columns
from dashboard.store.release import Release
from dashboard.store.remember import remember
from dashboard.store.tissues import list_tissues

FREQUENCIES, EFFECTS, COUNTS, REPLICATION, CORRELATIONS = "allele_frequencies", "population_effects", "population_counts", "effect_replication", "replication_correlations"
SUBJECT = "GTOP"
DIFFERENCES = (0.1, 0.3, 0.5)
"""Absolute differences of frequency that bound the classes drawn."""
MEASURES = {
    "he_qtls": "QTLs with heterogeneous effects", "he_qtls_and_egenes": "QTLs with heterogeneous effects, and their genes", "fd_qtl_genes": "Genes with frequency-differentiated QTLs",
    "gtex_support": "eGenes and their support in GTEx", "selection_qtls": "QTLs with signals of selection", "fd_qtl_gene_tissues": "Genes with frequency-differentiated QTLs, by number of tissues",
    "difference_by_direction": "Variants by difference of frequency and direction", "difference_by_commonness": "Variants by difference of frequency, rare or unobserved in Europeans",
    "rare_share_by_difference": "Share rare in Europeans, by difference of frequency", "independent_signals": "Genes by number of independent signals",
}
COMPARISONS = {
    "GTOP_GTEx": "GTOP with GTEx", "GTOP_GTEx_by_position": "GTOP with GTEx, matched by position", "pancreas_sites": "pancreas sites and liver", "ASE_eQTL": "eQTL with ASE",
    "within_GTOP": "tissues of GTOP", "pancreas_sites_pearson": "pancreas sites and liver (Pearson’s r)",
}
SIGNALS, SETS = "selection_signals", "set_membership"
SOURCES = {
    "gtop_and_european": "fine-mapped eQTLs, GTOP and Europeans", "disease_related": "disease-related variants, all groups", "fine_mapped_eqtls": "fine-mapped eQTLs",
    "fine_mapped_eqtls_rare_elsewhere": "fine-mapped eQTLs that are rare elsewhere", "fine_mapped_sqtls": "fine-mapped sQTLs",
}
COLLECTIONS = {"fd_qtl_genes": "genes with QTLs rare or unobserved in Europeans", "selection_genes": "genes with fd-QTLs, selection, archaic origin"}
"""Published sets of genes that are compared by population."""
MOST_VARIANTS = 60
"""Variants of a list that are drawn one by one."""
_GEOGRAPHY = ("AFR", "AMR", "EUR", "SAS", "EAS")


@remember(4)
def list_sources(release: Release, column: str) -> list[str]:
    """Published sets with frequencies (`af`) or with classes of frequency (`af_bin`), largest first."""
    rows = release.frame(FREQUENCIES).filter(pl.col(column).is_not_null())
    return rows.group_by("source").len().sort("len", "source", descending=[True, False])["source"].to_list()


@remember(2)
def compare_frequencies(release: Release, source: str) -> pl.DataFrame:
    """Frequencies in the subject cohort beside each other population: variant_id, group, population, af, other_af, difference (class)."""
    rows = release.frame(FREQUENCIES).filter((pl.col("source") == source) & pl.col("af").is_not_null())
    own = rows.filter(pl.col("population") == SUBJECT).select("variant_id", "proxy_variant_id", "af")
    others = rows.filter(pl.col("population") != SUBJECT).select("variant_id", "proxy_variant_id", "group", "population", pl.col("af").alias("other_af"))
    joined = own.unique(["variant_id", "proxy_variant_id"]).join(others, on=["variant_id", "proxy_variant_id"], nulls_equal=True)
    difference = (pl.col("af") - pl.col("other_af")).abs()
    bounds = [(DIFFERENCES[-1], f"{DIFFERENCES[-1]:g} or more"), *((low, f"{low:g} to {high:g}") for low, high in reversed(list(pairwise(DIFFERENCES))))]
    named = pl.coalesce(*(pl.when(difference >= low).then(pl.lit(name)) for low, name in bounds), pl.lit(f"below {DIFFERENCES[0]:g}"))
    return joined.with_columns(named.alias("difference"))


@remember(4)
def geographic_patterns(release: Release, source: str) -> pl.DataFrame:
    """Variants by their classes of frequency over populations: one column per population (class as published), n; most frequent first."""
    rows = release.frame(FREQUENCIES).filter((pl.col("source") == source) & pl.col("af_bin").is_not_null())
    wide = rows.pivot("population", index="variant_id", values="af_bin", aggregate_function="first")
    names = [name for name in _GEOGRAPHY if name in wide.columns] + sorted(set(wide.columns) - {"variant_id", *_GEOGRAPHY})
    return wide.group_by(names).agg(pl.len().alias("n")).sort("n", *names, descending=[True, *([False] * len(names))], nulls_last=True)


def geography_of(release: Release, variants: Sequence[str], source: str) -> tuple[pl.DataFrame, list[str]]:
    """Classes of frequency of each variant in a list: variant_id and a column per population, and the names without any.

    Where the chosen set lacks a variant, another published set's classes stand for it: they are of the same populations.
    """
    wanted = list(dict.fromkeys(variants))
    rows = release.frame(FREQUENCIES).filter(pl.col("af_bin").is_not_null() & pl.col("variant_id").is_in(wanted))
    kept = rows.sort(pl.col("source") != source).unique(["variant_id", "population"], keep="first", maintain_order=True)
    found = set(kept["variant_id"])
    place = {name: index for index, name in enumerate(wanted)}
    names = sorted(set(kept["population"]), key=lambda name: (_GEOGRAPHY.index(name) if name in _GEOGRAPHY else len(_GEOGRAPHY), name))
    wide = kept.pivot("population", index="variant_id", values="af_bin", aggregate_function="first") if kept.height else pl.DataFrame(schema={"variant_id": pl.String})
    return wide.select("variant_id", *names).sort(pl.col("variant_id").replace_strict(place, default=None, return_dtype=pl.Int32)), [name for name in wanted if name not in found]


@remember(2)
def list_collections(release: Release) -> dict[str, str]:
    """Published sets of genes by population that the release has."""
    found = set(release.frame(SETS)["collection"]) if release.has(SETS) else set()
    return {name: label for name, label in COLLECTIONS.items() if name in found}


@remember(2)
def correlation_choices(release: Release) -> dict[str, str]:
    """Comparisons with correlations of effects: the largest first."""
    if not release.has(CORRELATIONS):
        return {}
    rows = release.frame(CORRELATIONS).drop_nulls("r_b").group_by("comparison").len().sort("len", "comparison", descending=[True, False])
    return {name: COMPARISONS.get(name, name.replace("_", " ")) for name in rows["comparison"]}


@remember(2)
def list_measures(release: Release) -> dict[str, str]:
    """What the release counts, by name and in words."""
    found = set(release.frame(COUNTS)["measure"])
    return {**{name: label for name, label in MEASURES.items() if name in found}, **{name: name.replace("_", " ") for name in sorted(found - set(MEASURES))}}


def counts_of(release: Release, measure: str) -> pl.DataFrame:
    """Counts of a measure: row (tissue or class), series, value, unit; tissues in organ-system order."""
    order = {tissue.key: (place, tissue.label) for place, tissue in enumerate(list_tissues(release))}
    rows = release.frame(COUNTS).filter(pl.col("measure") == measure)
    by_tissue = rows["tissue"].null_count() < rows.height
    category = pl.col("category").fill_null("all")
    outer, inner = (pl.col("tissue"), pl.concat_str([pl.col("category"), pl.col("subcategory")], separator=", ", ignore_nulls=True)) if by_tissue else (pl.coalesce("subcategory", "category"), category)
    named = rows.with_columns(outer.alias("row"), inner.alias("series")).with_columns(
        pl.col("row").replace_strict({key: place for key, (place, _) in order.items()}, default=len(order), return_dtype=pl.Int32).alias("place"),
        pl.col("row").replace_strict({key: label for key, (_, label) in order.items()}, default=pl.col("row").str.replace_all("_", " "), return_dtype=pl.String).alias("row"),
        pl.col("row").str.extract(r"([\d.]+)").cast(pl.Float64, strict=False).alias("number"),
    )
    return named.sort("place", "number", "row", "series", nulls_last=True).select("row", "series", "value", "unit").with_columns(pl.col("series").replace("", "all"))


@remember(2)
def heterogeneous_effects(release: Release) -> pl.DataFrame:
    """z scores of the same effect in two cohorts: gene_id, gene_symbol, variant_id, x (the subject's z), y, cohort (the other)."""
    key = ["variant_id", "gene_id", "tissue"]
    # A pair can come several times, from tissues that the source does not name: the first of one cohort goes with the first of the other.
    rows = release.frame(EFFECTS).drop_nulls("z").select(*key, "cohort", "z").with_columns(pl.int_range(pl.len()).over(*key, "cohort").alias("time"))
    own = rows.filter(pl.col("cohort") == SUBJECT).select(*key, "time", pl.col("z").alias("x"))
    others = rows.filter(pl.col("cohort") != SUBJECT).select(*key, "time", "cohort", pl.col("z").alias("y"))
    return _named(release, own.join(others, on=[*key, "time"], nulls_equal=True).drop("time"))


@remember(2)
def list_comparisons(release: Release) -> dict[str, str]:
    """Comparisons of effects that the release has."""
    found = set(read_columns(release, REPLICATION, "comparison").unique().collect()["comparison"])
    return {**{name: label for name, label in COMPARISONS.items() if name in found}, **{name: name.replace("_", " ") for name in sorted(found - set(COMPARISONS))}}


@remember(4)
def list_pairs(release: Release, comparison: str) -> list[str]:
    """Pairs of tissues of a comparison, as `tissue|other`, largest first."""
    rows = read_columns(release, REPLICATION, "comparison", "tissue", "other_tissue").filter(pl.col("comparison") == comparison)
    return rows.group_by("tissue", "other_tissue").len().sort("len", "tissue", "other_tissue", descending=[True, False, False]).select(pl.concat_str("tissue", "other_tissue", separator="|"))\
        .collect().to_series().drop_nulls().to_list()


def compared_effects(release: Release, comparison: str, pair: str) -> pl.DataFrame:
    """Effects of a pair of tissues, or of all pairs: gene_id, gene_symbol, variant_id, tissue, x, y, p, other_p."""
    rows = read_columns(release, REPLICATION, "comparison", "gene_id", "variant_id", "tissue", "other_tissue", "slope", "other_slope", "pval_nominal", "other_pval_nominal").filter(pl.col("comparison") == comparison)
    if pair:
        tissue, _, other = pair.partition("|")
        rows = rows.filter((pl.col("tissue") == tissue) & (pl.col("other_tissue") == other))
    found = rows.select("gene_id", "variant_id", "tissue", pl.col("slope").alias("x"), pl.col("other_slope").alias("y")).drop_nulls(["x", "y"]).collect()
    return _named(release, found)


def effect_filters(comparison: str, pair: str) -> tuple[tuple[str, str], ...]:
    """Filters of `effect_replication` for a pair of tissues."""
    tissue, _, other = pair.partition("|")
    return (("comparison", comparison), *((("tissue", tissue), ("other_tissue", other)) if pair else ()))


@remember(4)
def list_correlations(release: Release, comparison: str) -> pl.DataFrame:
    """Correlations of effects between tissues: tissue and other (labels), r_b, r_b_se, n_genes; in organ-system order, other atlases' tissues by name."""
    listed = list_tissues(release)
    labels, place = {tissue.key: tissue.label for tissue in listed}, {tissue.key: index for index, tissue in enumerate(listed)}
    words = [pl.col(name).replace_strict(labels, default=pl.col(name).str.replace_all("_", " "), return_dtype=pl.String).alias(alias) for name, alias in (("tissue", "tissue"), ("other_tissue", "other"))]
    order = [pl.col(name).replace_strict(place, default=len(place), return_dtype=pl.Int32) for name in ("tissue", "other_tissue")]
    rows = release.frame(CORRELATIONS).drop_nulls("r_b").filter(pl.col("comparison") == comparison)
    return rows.sort(*order, "other_tissue").select(*words, "r_b", "r_b_se", "n_genes")


def selection_signals(release: Release) -> pl.DataFrame:
    """QTL variants with signals of selection: gene (symbol or id), variant_id, daf_eur, daf_eas, daf_afr, cms."""
    rows = release.frame(SIGNALS).drop_nulls(["daf_eur", "daf_eas"])
    return rows.select(pl.coalesce("gene_symbol", "gene_id").alias("gene"), "variant_id", "daf_eur", "daf_eas", "daf_afr", "cms")


def _named(release: Release, rows: pl.DataFrame) -> pl.DataFrame:
    if not release.has("genes"):
        return rows.with_columns(pl.lit(None, dtype=pl.String).alias("gene_symbol"))
    return rows.join(release.frame("genes").select("gene_id", "gene_symbol").unique("gene_id"), on="gene_id", how="left")


def describe_frequencies(rows: pl.DataFrame) -> dict[str, Any]:
    """n of pairs and how many differ by at least the last bound."""
    return {"n": rows.height, "far": int((rows["difference"] == f"{DIFFERENCES[-1]:g} or more").sum())}
