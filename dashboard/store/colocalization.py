"""Colocalization and SMR of GWAS and QTL signals: each signal's state, matrices of the best of them, and published counts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from dashboard.schema.common import QTL_TYPES
from dashboard.store.query import parse_query, select_all
from dashboard.store.release import Release
from dashboard.store.remember import remember

COLOC, SMR, COUNTS, SETS = "colocalizations", "smr", "colocalization_counts", "set_membership"
SIGNAL = ["gwas_id", "qtl_type", "tissue", "phenotype_id"]
"""What a colocalization and an SMR result must share to be of one signal."""
BOTH, COLOC_ONLY, SMR_ONLY = "coloc and SMR", "coloc only", "SMR only"
STATES = (BOTH, COLOC_ONLY, SMR_ONLY)
POSTERIORS = tuple(f"pp_h{hypothesis}" for hypothesis in range(5))
Pairs = Iterable[tuple[str, str]]
Axis = Literal["trait", "gene_id", "tissue"]
_NAMES = ["trait", "trait_class", "gene_id", "gene_symbol", "locus"]


def _rows(release: Release, table: str, filters: Pairs) -> pl.LazyFrame:
    if not release.has(table):
        return pl.LazyFrame()
    return select_all(release, table, parse_query(release.schema(table), filters))


def list_signals(release: Release, filters: Pairs, heidi: float) -> pl.DataFrame:
    """One row per GWAS, QTL type, tissue and phenotype: names, `pp_h4` (best), `pval_smr`, `pval_heidi`, and its `state`.

    SMR results with a HEIDI p-value below `heidi` do not count: they speak for linkage (Zhu 2016, Nat. Genet. 48:481).
    """
    return _signals(release, tuple(filters), heidi)


@remember(2)
def _signals(release: Release, filters: tuple[tuple[str, str], ...], heidi: float) -> pl.DataFrame:
    schema = dict.fromkeys([*SIGNAL, *_NAMES], pl.String)
    coloc = pl.LazyFrame(schema={**schema, "pp_h4": pl.Float64})
    smr = pl.LazyFrame(schema={**schema, "pval_smr": pl.Float64, "pval_heidi": pl.Float64})
    if release.has(COLOC):
        coloc = _rows(release, COLOC, filters).group_by(SIGNAL).agg(*(pl.col(name).first() for name in _NAMES), pl.col("pp_h4").max())
    if release.has(SMR):
        passed = _rows(release, SMR, (*filters, ("pval_heidi__gte", repr(heidi))))
        smr = passed.sort("pval_smr", *_NAMES).group_by(SIGNAL).agg(*(pl.col(name).first() for name in (*_NAMES, "pval_smr", "pval_heidi")))
    joined = coloc.join(smr, on=SIGNAL, how="full", coalesce=True, suffix="_smr").collect()
    state = pl.when(pl.col("pp_h4").is_null()).then(pl.lit(SMR_ONLY)).when(pl.col("pval_smr").is_null()).then(pl.lit(COLOC_ONLY)).otherwise(pl.lit(BOTH))
    return joined.select(
        *SIGNAL, *(pl.coalesce(name, f"{name}_smr").alias(name) for name in _NAMES), "pp_h4", "pval_smr", "pval_heidi", state.alias("state"),
    ).sort(SIGNAL)


def count_failed(release: Release, filters: Pairs, heidi: float) -> int:
    """SMR results left out because HEIDI speaks for linkage."""
    if not release.has(SMR):
        return 0
    return int(_rows(release, SMR, (*filters, ("pval_heidi__lt", repr(heidi)))).select(pl.len()).collect().item())


@dataclass(frozen=True)
class Matrix:
    """Cells of two axes, and how many of each axis' values there are beyond those kept.

    `cells`: row, column, qtl_type (empty where types are taken together), pp_h4, state, best (QTL type and tissue of the
    best), n_both, n_coloc, n_smr. `groups` names the class of each row, where rows are traits.
    """

    row_axis: Axis
    column_axis: Axis
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    groups: tuple[str, ...]
    labels: dict[str, str]
    total_rows: int
    total_columns: int
    cells: pl.DataFrame


def build_matrix(signals: pl.DataFrame, row_axis: Axis, column_axis: Axis, *, max_rows: int, max_columns: int, apart: bool = False,
                 tissues: Sequence[str] = ()) -> Matrix:
    """The best PP.H4 and the states of each cell; columns with most rows are kept, then rows with most of those.

    Genes are in genomic order of their loci, traits by class, tissues as in `tissues`.
    """
    columns = _most(signals, column_axis, row_axis, max_columns)
    within = signals.filter(pl.col(column_axis).is_in(columns))
    rows = _most(within, row_axis, column_axis, max_rows)
    kept = within.filter(pl.col(row_axis).is_in(rows)).with_columns(pl.col(row_axis).alias("row"), pl.col(column_axis).alias("column"))
    kind = pl.col("qtl_type") if apart else pl.lit("")
    best = pl.concat_str("qtl_type", "tissue", separator="|")
    cells = kept.with_columns(kind.alias("kind")).sort("pp_h4", best, descending=[True, False], nulls_last=True).group_by("row", "column", "kind").agg(
        pl.col("pp_h4").max(), best.first().alias("best"), pl.col("pval_smr").min(),
        *((pl.col("state") == state).sum().alias(name) for state, name in zip(STATES, ("n_both", "n_coloc", "n_smr"), strict=True)),
    ).rename({"kind": "qtl_type"}).with_columns(
        pl.when(pl.col("n_both") > 0).then(pl.lit(BOTH)).when(pl.col("n_coloc") > 0).then(pl.lit(COLOC_ONLY)).otherwise(pl.lit(SMR_ONLY)).alias("state"),
    ).sort("qtl_type", "row", "column")
    names = signals.select("gene_id", "gene_symbol").drop_nulls().unique("gene_id")
    ordered_rows = _ordered(kept, row_axis, tissues)
    classes = dict(kept.select("trait", "trait_class").unique("trait").iter_rows())
    return Matrix(
        row_axis, column_axis, ordered_rows, _ordered(kept, column_axis, tissues), tuple(classes.get(row, "") or "" for row in ordered_rows) if row_axis == "trait" else (),
        dict(names.iter_rows()), within[row_axis].n_unique(), signals[column_axis].n_unique(), cells,
    )


def _most(signals: pl.DataFrame, axis: Axis, other: Axis, limit: int) -> list[str]:
    """The values of an axis with most values of the other; of those that tie, the ones with most signals."""
    counts = signals.group_by(axis).agg(pl.col(other).n_unique().alias("n"), pl.len().alias("signals"))
    return counts.sort("n", "signals", axis, descending=[True, True, False]).head(limit)[axis].to_list()


def _ordered(kept: pl.DataFrame, axis: Axis, tissues: Sequence[str]) -> tuple[str, ...]:
    if axis == "gene_id":
        place = pl.col("locus").str.extract_groups(r"^chr(\w+):(\d+)-")
        placed = kept.select(
            "gene_id", place.struct[0].replace({"X": "23", "Y": "24"}).cast(pl.Int32, strict=False).alias("chromosome"), place.struct[1].cast(pl.Int64).alias("start"),
        )
        return tuple(placed.sort("chromosome", "start", "gene_id", nulls_last=True).unique("gene_id", keep="first", maintain_order=True)["gene_id"])
    if axis == "trait":
        counts = kept.group_by("trait").agg(pl.col("trait_class").first(), pl.len().alias("n"))
        return tuple(counts.sort("trait_class", "n", "trait", descending=[False, True, False], nulls_last=True)["trait"])
    rank = {tissue: index for index, tissue in enumerate(tissues)}
    return tuple(sorted(kept[axis].unique(), key=lambda tissue: (rank.get(tissue, len(rank)), tissue)))


def list_traits(release: Release) -> pl.DataFrame:
    """Traits of either table: trait, trait_class, n (signals), by class and n."""
    frames = [release.frame(table).select("trait", "trait_class") for table in (COLOC, SMR) if release.has(table)]
    if not frames:
        return pl.DataFrame(schema={"trait": pl.String, "trait_class": pl.String, "n": pl.UInt32})
    return pl.concat(frames).drop_nulls("trait").group_by("trait").agg(pl.col("trait_class").first(), pl.len().alias("n")).sort("trait_class", "n", "trait", descending=[False, True, False])


def reported_tissues(release: Release) -> list[str]:
    """Tissues with at least one result."""
    frames = [release.frame(table).select("tissue") for table in (COLOC, SMR) if release.has(table)]
    return sorted(pl.concat(frames)["tissue"].unique()) if frames else []


def best_rows(release: Release, filters: Pairs, limit: int) -> tuple[pl.DataFrame, int]:
    """The colocalizations with the highest PP.H4, with `agreement` of the effects' signs, and how many there are in all.

    `agreement` is same sign or opposite sign; with different hits it compares two variants and says so.
    """
    rows = _rows(release, COLOC, filters).collect()
    signs = pl.when(pl.col("gwas_beta").sign() * pl.col("qtl_beta").sign() > 0).then(pl.lit("same sign")).otherwise(pl.lit("opposite signs"))
    hits = pl.when(pl.col("gwas_hit") == pl.col("qtl_hit")).then(pl.lit("")).otherwise(pl.lit(", of two variants"))
    known = pl.col("gwas_beta").is_not_null() & pl.col("qtl_beta").is_not_null()
    agreement = pl.when(known).then(signs + hits).otherwise(pl.lit("unknown")).alias("agreement")
    return rows.sort("pp_h4", "gwas_pval", descending=[True, False], nulls_last=True).head(limit).with_columns(agreement), rows.height


def named_loci(release: Release, filters: Pairs) -> list[tuple[str, str]]:
    """Loci with regional statistics of the genes that the filters keep: locus_id, title."""
    if not release.has("loci"):
        return []
    filters = tuple(filters)
    genes = {gene for table in (COLOC, SMR) if release.has(table) for gene in _rows(release, table, filters).select(pl.col("gene_symbol").unique()).collect()["gene_symbol"]}
    return release.frame("loci").filter(pl.col("gene_symbol").is_in([gene for gene in genes if gene])).sort("locus_id").select("locus_id", "title").rows()


def posteriors(release: Release, filters: Pairs) -> pl.DataFrame:
    """QTL type and PP.H4 of each colocalization."""
    return _rows(release, COLOC, filters).select("qtl_type", "pp_h4").collect()


def count_directions(release: Release, filters: Pairs) -> dict[str, int]:
    """Colocalizations with effects of the same sign and of opposite signs, among those with one shared hit."""
    rows = _rows(release, COLOC, filters).filter(pl.col("gwas_hit") == pl.col("qtl_hit"))
    same = (pl.col("gwas_beta").sign() * pl.col("qtl_beta").sign()).alias("sign")
    counts = dict(rows.select(same).drop_nulls().group_by("sign").len().collect().iter_rows())
    return {"same": int(counts.get(1.0, 0)), "opposite": int(counts.get(-1.0, 0))}


def loci_by_class(release: Release) -> pl.DataFrame:
    """Published loci explained by QTLs: trait_class, category (eQTL, sQTL or both), value, total of the class."""
    counts = release.frame(COUNTS)
    total = counts.filter(pl.col("measure") == "loci_by_trait_class").select("trait_class", pl.col("value").alias("total"))
    loci = counts.filter(pl.col("measure") == "loci_by_trait").group_by("trait_class", "category").agg(pl.col("value").sum())
    return loci.join(total, on="trait_class", how="left").sort("trait_class", "category")


def published_counts(release: Release, measure: str) -> pl.DataFrame:
    """Rows of one measure of the published counts, as they are stored."""
    return release.frame(COUNTS).filter(pl.col("measure") == measure)


@remember(4)
def set_overlaps(release: Release, collection: str) -> pl.DataFrame:
    """Sizes of the intersections of a published diagram, in the columns of figures.upset; largest first."""
    members = release.frame(SETS).filter(pl.col("collection") == collection).select("set_name", "member").unique()
    combined = members.sort("set_name").group_by("member").agg(pl.col("set_name").str.join(";").alias("shared_tissues"), pl.len().cast(pl.Int32).alias("n_shared_tissues"))
    return combined.group_by("shared_tissues", "n_shared_tissues").agg(pl.len().alias("n")).sort("n", "shared_tissues", descending=[True, False])


def types_present(signals: pl.DataFrame) -> list[str]:
    """QTL types among the signals, in the house's order."""
    found = set(signals["qtl_type"])
    return [qtl_type for qtl_type in QTL_TYPES if qtl_type in found]
