"""Credible sets: what the fine-mapping page draws."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from dashboard.store.query import parse_query, select_all
from dashboard.store.release import Release
from dashboard.store.search_index import index_of
from dashboard.store.selection import Filters

SETS, VARIANTS, COMPARED, COUNTS, ENRICHMENTS = "credible_sets", "credible_set_variants", "credible_set_comparison", "credible_set_counts", "enrichments"
JOINT, JOINT_METHOD = "GTOP+GTEx", "SuSiEx"
WITH_SV_TR = "GTOP, SNVs with SVs and TRs"
"""The analysis of GTOP with all classes of variants."""
CAUSAL = "causal_sv_tr"
SIZE_BREAKS = (2, 3, 5, 9, 17, 33, 65, 129, 257, 513, 1025)
"""First size of each bin but the first: 1, 2, 3–4, 5–8 and so on, doubling."""
PIP_STEP = 0.1
EXAMPLE_SIZES, EXAMPLE_PIP = (5, 40), 0.4
"""Sizes among which a set is shown before one is chosen, and the best PIP it comes near to."""


@dataclass(frozen=True)
class SetKey:
    """Names one credible set; `text` is how a URL says it."""

    cohort: str
    method: str
    tissue: str
    gene_id: str
    cs_id: str

    @property
    def text(self) -> str:
        return "|".join((self.cohort, self.method, self.tissue, self.gene_id, self.cs_id))

    @property
    def filters(self) -> Filters:
        return tuple((name, getattr(self, name)) for name in ("cohort", "method", "tissue", "gene_id", "cs_id"))

    @classmethod
    def of(cls, text: str) -> SetKey | None:
        """The key of a URL's words; None where they are not five."""
        parts = text.split("|")
        return cls(*parts) if len(parts) == 5 else None


def _analysis() -> pl.Expr:
    """The cohort, and the method where a cohort has others beside the usual one."""
    other = pl.col("method").str.strip_prefix("SuSiE, ")
    return pl.when(other == pl.col("method")).then(pl.col("cohort")).otherwise(pl.concat_str("cohort", other, separator=", ")).alias("analysis")


def _rows(release: Release, table: str, filters: Filters) -> pl.LazyFrame:
    return select_all(release, table, parse_query(release.schema(table), filters))


def count_analyses(release: Release) -> pl.DataFrame:
    """Sets of each analysis, largest cohort names last: cohort, method, n, sized (sets whose size was published)."""
    return release.scan(SETS).group_by("cohort", "method").agg(pl.len().alias("n"), pl.col("cs_size").count().alias("sized")).sort("cohort", "method").collect()


def tissues_with_sets(release: Release, table: str = SETS) -> list[str]:
    """Keys of the tissues that this table of sets has: all that were fine-mapped, or with `COMPARED` those across ancestries."""
    return sorted(release.scan(table).select(pl.col("tissue").unique()).collect()["tissue"].drop_nulls())


def count_by_analysis(release: Release, filters: Filters) -> dict[str, int]:
    """Sets that meet the filters, by analysis."""
    counted = _rows(release, SETS, filters).group_by(_analysis()).agg(pl.len().alias("n")).sort("analysis").collect()
    return dict(counted.iter_rows())


def set_distributions(release: Release, filters: Filters) -> pl.DataFrame:
    """Binned sizes and best PIPs: measure (size, pip), analysis, bin (0, 1, …), n, total, median; sets without a value left out."""
    rows = _rows(release, SETS, filters).select(_analysis(), "cs_size", "lead_pip").collect()
    breaks = pl.Series(SIZE_BREAKS, dtype=pl.Int32)
    last = round(1 / PIP_STEP) - 1
    size_bin = breaks.search_sorted(rows["cs_size"].fill_null(0), side="right")
    pip_bin = (rows["lead_pip"] / PIP_STEP + 1e-9).floor().clip(0, last).cast(pl.UInt32)
    parts = []
    for measure, column, place in (("size", "cs_size", size_bin), ("pip", "lead_pip", pip_bin)):
        known = rows.select("analysis", pl.col(column).cast(pl.Float64).alias("value")).with_columns(place.cast(pl.UInt32).alias("bin")).filter(pl.col("value").is_not_null())
        totals = known.group_by("analysis").agg(pl.len().alias("total"), pl.col("value").median().alias("median"))
        parts.append(known.group_by("analysis", "bin").agg(pl.len().alias("n")).join(totals, on="analysis").select(
            pl.lit(measure).alias("measure"), "analysis", "bin", "n", "total", "median",
        ))
    return pl.concat(parts).sort("measure", "analysis", "bin")


def sets_by_tissue(release: Release, filters: Filters) -> pl.DataFrame:
    """Sets per tissue and analysis: tissue, analysis, n, median_size."""
    return _rows(release, SETS, filters).group_by("tissue", _analysis()).agg(
        pl.len().alias("n"), pl.col("cs_size").median().alias("median_size"),
    ).sort("tissue", "analysis").collect()


def comparison_filters(release: Release, filters: Filters, cohort: str, match: str) -> Filters:
    """The filters that the table of joint sets has, and those that keep the sets compared under this rule."""
    table = release.schema(COMPARED)
    own = tuple((name, value) for name, value in filters if name.split("__")[0] in table)
    if match == "gene":
        return (*own, ("smallest", "true"), (f"{cohort.lower()}_smallest_size__isnull", "false"))
    return (*own, (f"{cohort.lower()}_cs_size__isnull", "false"))


def before_column(cohort: str, match: str) -> str:
    """The column with the size in the cohort alone."""
    return f"{cohort.lower()}_{'smallest_size' if match == 'gene' else 'cs_size'}"


def change_column(cohort: str, match: str) -> str:
    return f"{cohort.lower()}_{'smallest_change' if match == 'gene' else 'change'}"


def size_pairs(release: Release, filters: Filters, cohort: str, match: str) -> pl.DataFrame:
    """How many sets have which sizes: before (in the cohort alone), after (joint), n."""
    column = before_column(cohort, match)
    return _rows(release, COMPARED, filters).group_by(pl.col(column).alias("before"), pl.col("cs_size").alias("after")).agg(
        pl.len().alias("n"),
    ).sort("n", "before", "after").collect()


def add_symbols(release: Release, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with a `gene_id`, each with the gene's symbol where the release knows it."""
    wanted = pl.Series("gene_id", [row["gene_id"] for row in rows], dtype=pl.String).unique()
    known = index_of(release).genes.genes
    found = dict(known.filter(pl.col("gene_id").is_in(wanted.implode())).select("gene_id", "gene_symbol").iter_rows())
    return [{**row, "gene_symbol": found.get(str(row["gene_id"]))} for row in rows]


def symbol_of(release: Release, gene_id: str) -> str:
    """The gene's symbol, or its id."""
    return str(add_symbols(release, [{"gene_id": gene_id}])[0]["gene_symbol"] or gene_id)


def example_set(release: Release, filters: Filters) -> SetKey | None:
    """A set of some variants, one of which stands out, among those that meet the filters; else any."""
    rows = _rows(release, SETS, filters).filter(pl.col("lead_pip").is_not_null() & (pl.col("cohort") != JOINT))
    ranked = rows.sort(
        pl.col("cs_size").is_between(*EXAMPLE_SIZES), pl.col("cohort") == "GTOP", (pl.col("lead_pip") - EXAMPLE_PIP).abs(), descending=[True, True, False],
    ).head(1).collect()
    return _key(ranked)


def find_set(release: Release, text: str) -> SetKey | None:
    """The set that a URL names, if the release has it."""
    named = SetKey.of(text)
    return _key(_rows(release, SETS, named.filters).head(1).collect()) if named else None


def _key(rows: pl.DataFrame) -> SetKey | None:
    return SetKey(*rows.select("cohort", "method", "tissue", "gene_id", "cs_id").row(0)) if rows.height else None


def set_summary(release: Release, chosen: SetKey) -> dict[str, Any]:
    """The set's row of credible_sets."""
    return _rows(release, SETS, chosen.filters).head(1).collect().row(0, named=True)


def set_members(release: Release, chosen: SetKey) -> pl.DataFrame:
    """The published variants of a set by falling PIP: variant_id, pip, variant_class, and elsewhere: the best PIP of the same variant
    for the gene and tissue in each other cohort, as columns named after them."""
    gene = release.scan(VARIANTS).filter((pl.col("tissue") == chosen.tissue) & (pl.col("gene_id") == chosen.gene_id)).collect()
    mine = pl.all_horizontal(pl.col("cohort") == chosen.cohort, pl.col("method") == chosen.method)
    rows = gene.filter(mine & (pl.col("cs_id") == chosen.cs_id)).select("variant_id", "pip", "variant_class")
    others = gene.filter(~mine & pl.col("variant_id").is_in(rows["variant_id"].implode()))
    for cohort in sorted(set(others["cohort"]) - {chosen.cohort}):
        best = others.filter(pl.col("cohort") == cohort).group_by("variant_id").agg(pl.col("pip").max().alias(cohort))
        rows = rows.join(best, on="variant_id", how="left", maintain_order="left")
    return rows.sort("pip", "variant_id", descending=[True, False])


def count_published(release: Release, measure: str) -> pl.DataFrame:
    """Rows of one measure of the published counts: qtl_type, tissue, category, subcategory, n."""
    return release.scan(COUNTS).filter(pl.col("measure") == measure).select("qtl_type", "tissue", "category", "subcategory", "n").collect()


def led_counts(release: Release, qtl_type: str) -> pl.DataFrame:
    """Sets of one QTL type by tissue and category: without SVs and TRs, with one, led by one."""
    return count_published(release, "led_by_sv_or_tr").filter(pl.col("qtl_type") == qtl_type)


def qtl_types_led(release: Release) -> list[str]:
    """QTL types for which the sets led by SV or TR were counted."""
    if not release.has(COUNTS):
        return []
    return sorted(count_published(release, "led_by_sv_or_tr")["qtl_type"].drop_nulls().unique())


def causal_odds(release: Release) -> pl.DataFrame:
    """Odds of SVs and TRs, against SNVs, to pass PIP thresholds: tissue, threshold, estimate, ci_lower, ci_upper, pval."""
    return release.scan(ENRICHMENTS).filter(pl.col("source") == CAUSAL).select(
        "tissue", "threshold", "estimate", "ci_lower", "ci_upper", "pval",
    ).sort("tissue", "threshold").collect()


def locus_presets(release: Release) -> pl.DataFrame:
    """Named loci with PIPs: locus_id, title, gene_symbol, tissue, tracks; those with most tracks first."""
    if not release.has("loci", "locus_associations"):
        return pl.DataFrame(schema={"locus_id": pl.String, "title": pl.String, "gene_symbol": pl.String, "tissue": pl.String, "tracks": pl.UInt32})
    tracks = release.scan("locus_associations").filter(pl.col("pip").is_not_null()).group_by("locus_id").agg(pl.col("track").n_unique().alias("tracks"))
    return release.scan("loci").join(tracks, on="locus_id").sort("tracks", "locus_id", descending=[True, False]).select(
        "locus_id", "title", "gene_symbol", "tissue", "tracks",
    ).collect()


def locus_pips(release: Release, locus_id: str) -> pl.DataFrame:
    """PIPs of a locus: analysis, signal (the track's credible set, if it is of one), variant_id, chromosome, position,
    pip, in_set. Rows without position or PIP are left out."""
    parts = pl.col("track").str.split_exact(" PIP", 1)
    rows = release.scan("locus_associations").filter((pl.col("locus_id") == locus_id) & pl.col("pip").is_not_null() & pl.col("position").is_not_null())
    return rows.select(
        pl.when(pl.col("track") == "PIP").then(pl.lit(WITH_SV_TR)).otherwise(parts.struct.field("field_0")).alias("analysis"),
        parts.struct.field("field_1").fill_null("").str.strip_chars(", ").alias("signal"),
        "variant_id", "chromosome", "position", "pip", pl.col("cs_id").is_not_null().alias("in_set"),
    ).collect()


def pips_by_position(pips: pl.DataFrame, least: float) -> pl.DataFrame:
    """One row per position where any analysis gives a PIP of at least `least`: position, variant_id (all names given, by “/”), a column per analysis.

    Joined on the position and not on the id: the same variant has other names, and other alleles, in other cohorts.
    """
    # Most variants of a locus have a PIP near 0: only positions that are kept are looked at closely.
    near = pips.join(pips.filter(pl.col("pip") >= least).select("position").unique(), on="position", how="semi")
    best = near.group_by("position", "analysis").agg(pl.col("pip").max(), pl.col("variant_id").unique().sort().alias("ids"))
    names = best.explode("ids").group_by("position").agg(pl.col("ids").unique().sort().str.join("/").alias("variant_id"))
    wide = best.pivot("analysis", index="position", values="pip")
    return names.join(wide, on="position").sort("position")
