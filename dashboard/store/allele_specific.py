"""Allele-specific expression (ASE), transcript structure (ASTS) and splicing: how many genes, where, and how well methods agree."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from dashboard.store.columns import read_columns
from dashboard.store.release import Release
from dashboard.store.tissues import list_tissues

COUNTS, EVENTS, REPLICATION = "allele_specific", "allele_specific_events", "effect_replication"
EQTL_COMPARISON = "ASE_eQTL"
Pairs = tuple[tuple[str, str], ...]


def counted(release: Release, measure: str, kind: str = "") -> pl.DataFrame:
    """Rows of one measure, of one kind or of all."""
    test = (pl.col("measure") == measure) & ((pl.col("kind") == kind) if kind else pl.lit(True))
    return release.frame(COUNTS).filter(test)


def list_steps(release: Release) -> pl.DataFrame:
    """Genes left at each step of the analysis: kind (null before the kinds part), category, n; most genes first."""
    return counted(release, "genes_by_step").select("kind", "category", "n").sort("kind", "n", descending=[False, True], nulls_last=False)


def genes_by_tissue(release: Release, kind: str) -> pl.DataFrame:
    """Significant genes by tissue: tissue, label, category, n, n_samples; in organ-system order."""
    tissues = list_tissues(release)
    known = pl.DataFrame([(t.key, t.label, t.n_long_read, index) for index, t in enumerate(tissues)], schema={"tissue": pl.String, "label": pl.String, "n_samples": pl.Int32, "place": pl.Int32}, orient="row")
    rows = counted(release, "genes_per_tissue", kind).select("tissue", "category", "n")
    return rows.join(known, on="tissue", how="left").with_columns(pl.col("label").fill_null(pl.col("tissue"))).sort("place", "category")


def genes_by_sample(release: Release, kind: str) -> pl.DataFrame:
    """Genes tested and significant in each sample: sample_id, tissue, label, organ_system, tested, significant."""
    known = pl.DataFrame([(t.key, t.label, t.organ_system) for t in list_tissues(release)], schema={"tissue": pl.String, "label": pl.String, "organ_system": pl.String}, orient="row")
    rows = counted(release, "genes_per_sample", kind).filter(pl.col("category") == "significant")
    return rows.select("sample_id", "tissue", pl.col("total").alias("tested"), pl.col("n").alias("significant")).join(known, on="tissue", how="left").with_columns(pl.col("label").fill_null(pl.col("tissue")))


def splicing_by_sample(release: Release) -> pl.DataFrame:
    """Allele-specific splicing of each sample: sample_id, label, organ_system, genes, events."""
    known = pl.DataFrame([(t.key, t.label, t.organ_system) for t in list_tissues(release)], schema={"tissue": pl.String, "label": pl.String, "organ_system": pl.String}, orient="row")
    rows = counted(release, "splicing_per_sample").filter(pl.col("category").is_in(["genes", "events"]))
    if rows.is_empty():
        return pl.DataFrame(schema={"sample_id": pl.String, "label": pl.String, "organ_system": pl.String, "genes": pl.Float64, "events": pl.Float64})
    wide = rows.pivot("category", index=["sample_id", "tissue"], values="n", aggregate_function="first")
    return wide.join(known, on="tissue", how="left").with_columns(pl.col("label").fill_null(pl.col("tissue"))).select("sample_id", "label", "organ_system", "genes", "events")


def tested_counts(release: Release) -> pl.DataFrame:
    """Genes and events tested, by kind and whether they are significant: kind, measure, category, n, total."""
    rows = release.frame(COUNTS).filter(pl.col("measure").is_in(["genes", "events"]))
    return rows.select("kind", "measure", "category", "n", "total").sort("kind", pl.col("measure") != "genes", "category")


def agreement_by_coverage(release: Release) -> pl.DataFrame:
    """Share of events with the same direction in long and short reads by least coverage: kind, level, n, total, share."""
    rows = counted(release, "direction_agreement")
    total = pl.col("n").sum().over("kind", "level")
    return rows.with_columns(total.alias("whole"), (pl.col("n") / total).alias("share")).filter(pl.col("category") == "same direction").select("kind", "level", "n", pl.col("whole").alias("total"), "share").sort("kind", "level")


def by_level(release: Release, measure: str) -> pl.DataFrame:
    """Counts of a measure by its level: kind, level, n."""
    return counted(release, measure).drop_nulls("level").select("kind", "level", "n").sort("kind", "level")


def splicing_by_tissue(release: Release) -> pl.DataFrame:
    """Allele-specific splicing in joint analysis of a tissue's samples: label, category, n; in organ-system order."""
    order = {t.key: (index, t.label) for index, t in enumerate(list_tissues(release))}
    rows = counted(release, "splicing_per_tissue").select("tissue", "category", "n")
    return rows.with_columns(
        pl.col("tissue").replace_strict({key: label for key, (_, label) in order.items()}, default=pl.col("tissue"), return_dtype=pl.String).alias("label"),
        pl.col("tissue").replace_strict({key: place for key, (place, _) in order.items()}, default=len(order), return_dtype=pl.Int32).alias("place"),
    ).sort("place", "category")


def event_filters(events: str, tissues: Sequence[str], coverage: int) -> tuple[str, Pairs]:
    """The table that holds the compared effects, and the filters of those to compare."""
    chosen = tuple(("tissue", tissue) for tissue in tissues)
    if events == "eqtl":
        return REPLICATION, (("comparison", EQTL_COMPARISON), *chosen)
    limits = (("coverage__gte", str(coverage)), ("other_coverage__gte", str(coverage))) if events == "long_and_short_reads" and coverage else ()
    return EVENTS, (("measure", events), *chosen, *limits)


def compared_effects(release: Release, events: str, tissues: Sequence[str], coverage: int) -> pl.DataFrame:
    """Effects by two methods: gene_id, gene_symbol, variant_id, tissue, x, y, coverage (of both together, where known).

    x and y are log2 allelic fold changes by long and short reads, or in two donors; or eQTL slope and log2 aFC of ASE.
    """
    if events == "eqtl":
        names: tuple[str, ...] = ("comparison", "gene_id", "variant_id", "tissue", "slope", "other_slope")
        rows = read_columns(release, REPLICATION, *names).filter(pl.col("comparison") == EQTL_COMPARISON)
        rows = rows.select("gene_id", "variant_id", "tissue", pl.col("slope").alias("x"), pl.col("other_slope").alias("y"), pl.lit(None, dtype=pl.Int64).alias("coverage"))
    else:
        names = ("measure", "gene_id", "variant_id", "tissue", "value", "other_value", "coverage", "other_coverage")
        rows = read_columns(release, EVENTS, *names).filter(pl.col("measure") == events)
        if events == "long_and_short_reads" and coverage:
            rows = rows.filter((pl.col("coverage") >= coverage) & (pl.col("other_coverage") >= coverage))
        rows = rows.select("gene_id", "variant_id", "tissue", pl.col("value").alias("x"), pl.col("other_value").alias("y"), (pl.col("coverage") + pl.col("other_coverage")).alias("coverage"))
    if tissues:
        rows = rows.filter(pl.col("tissue").is_in(tissues))
    found = rows.drop_nulls(["x", "y"]).collect()
    if release.has("genes"):
        symbols = release.frame("genes").select("gene_id", "gene_symbol").unique("gene_id")
        return found.join(symbols, on="gene_id", how="left")
    return found.with_columns(pl.lit(None, dtype=pl.String).alias("gene_symbol"))


def describe_agreement(rows: pl.DataFrame) -> dict[str, Any]:
    """n, share with the same sign (both not 0), and Spearman's rho of two effects."""
    if rows.height < 3:
        return {"n": rows.height, "same": None, "rho": None}
    signed = rows.filter((pl.col("x") != 0) & (pl.col("y") != 0))
    same = float((signed["x"].sign() == signed["y"].sign()).sum()) / signed.height if signed.height else None
    return {"n": rows.height, "same": same, "rho": float(rows.select(pl.corr("x", "y", method="spearman")).item())}


def tissues_per_gene(release: Release) -> pl.DataFrame:
    """Genes by the number of tissues with ASE and with ASTS: ase, asts, n."""
    rows = release.frame(EVENTS).filter(pl.col("measure") == "tissues_per_gene")
    return rows.group_by(pl.col("value").fill_null(0).cast(pl.Int32).alias("ase"), pl.col("other_value").fill_null(0).cast(pl.Int32).alias("asts")).agg(pl.col("gene_id").n_unique().alias("n")).sort("ase", "asts")
