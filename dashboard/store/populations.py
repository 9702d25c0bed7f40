"""Population structure: projections, their variance, ancestry proportions, relatedness."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from dashboard.schema.populations import ANALYSES, N_PCS
from dashboard.store.areas import Area
from dashboard.store.filters import parse_filters
from dashboard.store.query import parse_query, select_all
from dashboard.store.release import Release

PCS = "genotype_pcs"
Pairs = tuple[tuple[str, str], ...]
Coloring = Literal["cohort", "superpopulation", "population", "resource"]
SUBJECT = "GTOP"
"""The cohort that the others are the reference of; in a release without it, no cohort is."""
RELATED_FROM = 0.0442
"""Kinship from which a pair counts as related in the third degree or closer (Manichaikul et al., Bioinformatics 26:2867, 2010)."""
MAX_LINK = 3_000
"""Characters of filters that a link may hold: servers refuse request lines of more than 4,094."""
_LABELS = {"global": "Global", "east_asian": "East Asian", "gtop": "GTOP alone"}


@dataclass(frozen=True)
class Projection:
    """One projection: its key, its name, the number of individuals, and how many components it has."""

    analysis: str
    label: str
    n: int
    axes: int
    help: str = ""


def list_projections(release: Release) -> tuple[Projection, ...]:
    """The projections with scores, those known by name first."""
    scores = [pl.col(f"pc{i}").is_not_null().any().cast(pl.Int32) for i in range(1, N_PCS + 1)]
    rows = release.frame(PCS).group_by("analysis").agg(pl.len().alias("n"), pl.sum_horizontal(scores).alias("axes"))
    known = list(ANALYSES)
    order = sorted(rows.iter_rows(), key=lambda row: (known.index(row[0]) if row[0] in known else len(known), row[0]))
    return tuple(Projection(name, label_analysis(name), n, axes, ANALYSES.get(name, "")) for name, n, axes in order)


def label_analysis(name: str) -> str:
    return _LABELS.get(name, name.replace("_", " ").capitalize() if name.islower() else name)


def count_groups(release: Release) -> pl.DataFrame:
    """Individuals of each cohort and continental group over all projections: cohort, superpopulation, n."""
    people = release.frame(PCS).unique("sample_id")
    return people.group_by("cohort", "superpopulation").agg(pl.len().alias("n")).sort("cohort", "superpopulation", nulls_last=True)


def exclusions(release: Release, hide: Iterable[str]) -> tuple[Pairs, list[str]]:
    """Filters that leave out cohorts, continental groups, populations or resources, and the names that are none of them."""
    frame = release.frame(PCS)
    known = {column: set(frame[column].unique().drop_nulls()) for column in ("cohort", "superpopulation", "population")}
    known["resources"] = set(frame["resources"].explode(empty_as_null=True).unique().drop_nulls())
    found: list[tuple[str, str]] = []
    unknown: list[str] = []
    for name in hide:
        column = next((column for column, values in known.items() if name in values), None)
        if column:
            found.append((f"{column}__ne", name))
        else:
            unknown.append(name)
    return tuple(found), unknown


def list_points(release: Release, analysis: str, hidden: Pairs = ()) -> pl.DataFrame:
    """Every individual of a projection; `shown` says whether it is not left out by `hidden`."""
    every = release.frame(PCS).filter(pl.col("analysis") == analysis)
    if not hidden:
        return every.with_columns(pl.lit(True).alias("shown"))
    kept = select_all(release, PCS, parse_query(release.schema(PCS), (("analysis", analysis), *hidden))).select("sample_id").collect()
    return every.with_columns(pl.col("sample_id").is_in(kept["sample_id"].implode()).alias("shown"))


def with_groups(points: pl.DataFrame, coloring: Coloring) -> pl.DataFrame:
    """The points with the group each is coloured by: `group`.

    By resource there is a row for each resource of an individual, and one with group null where it has none.
    """
    cohort = pl.col("cohort")
    if coloring == "cohort":
        return points.with_columns(cohort.alias("group"))
    if coloring == "resource":
        marks = points.with_columns(pl.col("resources").alias("group")).explode("group", empty_as_null=True, keep_nulls=True)
        return marks.with_columns(pl.coalesce("group", pl.when(cohort == SUBJECT).then(cohort)))
    place = pl.col("superpopulation" if coloring == "superpopulation" else "population")
    return points.with_columns(pl.when(cohort == SUBJECT).then(cohort).otherwise(pl.coalesce(place, cohort)).alias("group"))


def axis_shares(release: Release, analysis: str) -> dict[int, tuple[float, bool]]:
    """Share of the variance by component, and whether it was inferred, see `list_variance`."""
    rows = list_variance(release).filter(pl.col("analysis") == analysis)
    return {pc: (share, inferred) for pc, share, inferred in rows.select("pc", "share", "inferred").iter_rows()}


def list_variance(release: Release) -> pl.DataFrame:
    """Share of variance by projection and component: analysis, pc, share, sd, basis, inferred, components, whole.

    Where only the first shares are published but the SD of the scores is known, the others are inferred: the variance of a
    component's scores relates to that of the first as their shares do. `components` counts the rows of the projection,
    `whole` says that its published shares add up to 1.
    """
    if not release.has("pc_variance"):
        return pl.DataFrame(schema={"analysis": pl.String, "pc": pl.Int16, "share": pl.Float64, "sd": pl.Float64, "basis": pl.String,
                                    "inferred": pl.Boolean, "components": pl.UInt32, "whole": pl.Boolean})
    first = pl.col("proportion").first() / pl.col("sd").first() ** 2
    return (
        release.frame("pc_variance").sort("analysis", "pc")
        .with_columns(
            pl.coalesce("proportion", first.over("analysis") * pl.col("sd") ** 2).alias("share"),
            pl.col("proportion").is_null().alias("inferred"), pl.len().over("analysis").alias("components"),
            ((pl.col("proportion").sum() - 1).abs() < 0.02).over("analysis").alias("whole"),
        )
        .drop_nulls("share")
        .select("analysis", "pc", "share", "sd", "basis", "inferred", "components", "whole")
    )


def find_individual(release: Release, text: str) -> tuple[str, list[str]]:
    """The id that is meant, or an empty one and the ids that are close to it."""
    wanted = text.strip().lower()
    if not wanted:
        return "", []
    ids = release.frame(PCS)["sample_id"].unique().sort()
    lower = dict(zip(ids.str.to_lowercase(), ids, strict=True))
    if wanted in lower:
        return lower[wanted], []
    containing = [name for key, name in lower.items() if wanted in key]
    if len(containing) == 1:
        return containing[0], []
    close = containing[:5] or [lower[key] for key in difflib.get_close_matches(wanted, lower, n=5, cutoff=0.6)]
    return "", close


def describe_individual(release: Release, sample_id: str, analysis: str) -> list[dict[str, Any]]:
    """The row of one individual in a projection, or in the first that has it; an empty list for nobody."""
    rows = release.frame(PCS).filter(pl.col("sample_id") == sample_id)
    return rows.sort(pl.col("analysis") != analysis).head(1).to_dicts()


def count_people(release: Release, filters: Pairs) -> int:
    """Rows of `genotype_pcs` that the filters keep."""
    return int(select_all(release, PCS, parse_query(release.schema(PCS), filters)).select(pl.len()).collect().item())


def selected_ids(release: Release, area: Area, hidden: Pairs) -> list[str]:
    """Ids of the individuals shown within an area, as stored."""
    points = list_points(release, area.analysis, hidden).filter("shown")
    return points.filter(area.contains(points))["sample_id"].to_list()


def selection_filters(area: Area | None, ids: Iterable[str], hidden: Pairs, analysis: str) -> Pairs:
    """Filters for the rows of a selection; without an area, for all that is shown of a projection."""
    if area is None:
        return (("analysis", analysis), *hidden)
    if area.filters:
        return (*area.filters, *hidden)
    named = tuple(("sample_id", name) for name in ids)
    return (("analysis", area.analysis), *(named or (("sample_id", ""),)))


def fits_link(filters: Pairs) -> bool:
    """Whether filters are short enough for a link."""
    return sum(len(name) + len(value) + 2 for name, value in filters) <= MAX_LINK


def known_filters(release: Release, where: Iterable[str]) -> Pairs:
    """Filters made in the grid, as pairs; QueryError where the table does not understand one."""
    pairs = tuple((name, value) for name, _, value in (text.partition("=") for text in where))
    parse_filters(release.schema(PCS), pairs)
    return pairs


def rows_as_csv(release: Release, filters: Pairs, sort: str = "", *, only_ids: bool = False) -> str:
    """The rows that the filters keep, or their ids alone, as CSV; columns without any value are left out."""
    rows = select_all(release, PCS, parse_query(release.schema(PCS), filters, sort=sort))
    if only_ids:
        return rows.select("sample_id").collect().write_csv()
    filled = [name for name in release.schema(PCS).column_names if name in release.filled_columns(PCS)]
    found = rows.select(filled).collect()
    lists = [name for name, kind in found.schema.items() if kind == pl.List]
    return found.with_columns(pl.col(name).list.join(";") for name in lists).write_csv()


def list_ks(release: Release) -> list[int]:
    """Numbers of ancestral components with proportions in the release."""
    return release.frame("admixture")["k"].unique().sort().to_list() if release.has("admixture") else []


def choose_k(release: Release, wanted: int) -> int | None:
    """The number of components to draw: the one wanted where there is one, else the largest; None without proportions."""
    known = list_ks(release)
    return wanted if wanted in known else max(known, default=None)


def admixture_filters(release: Release, k: int, hidden: Pairs) -> Pairs:
    """Filters of the table `admixture` for one K, without what is hidden, as far as the table knows it."""
    table = release.schema("admixture")
    return (("k", str(k)), *((name, value) for name, value in hidden if name.removesuffix("__ne") in table))


def admixture_blocks(release: Release, filters: Pairs) -> pl.DataFrame:
    """One row per individual in the order to draw: sample_id, cohort, superpopulation, population, component_1 … component_k.

    The subject cohort comes first, then continental groups with their populations, then other cohorts; within each, the
    largest share of the block's main component first.
    """
    rows = select_all(release, "admixture", parse_query(release.schema("admixture"), filters)).collect()
    wide = rows.sort("component").pivot("component", index=["sample_id", "cohort", "superpopulation", "population"], values="proportion")
    names = [name for name in wide.columns if name.isdigit()]
    wide = wide.rename({name: f"component_{name}" for name in names})
    components = [f"component_{name}" for name in names]
    if wide.is_empty():
        return wide
    block = ["cohort", "superpopulation", "population"]
    means = pl.concat_list(pl.col(name).mean().over(block) for name in components)
    main = pl.concat_list(components).list.get(means.list.arg_max())
    rank = pl.when(pl.col("cohort") == SUBJECT).then(0).when(pl.col("superpopulation").is_not_null()).then(1).otherwise(2)
    return wide.with_columns(main.alias("main"), rank.alias("rank")).sort(
        "rank", "superpopulation", "population", "cohort", "main", descending=[False, False, False, False, True], nulls_last=True,
    ).drop("main", "rank")


def list_cv_errors(release: Release) -> pl.DataFrame:
    return release.frame("admixture_cv").sort("k")


def kinship_values(release: Release) -> pl.Series:
    """Kinship coefficient of every pair."""
    return release.frame("kinship")["kinship"].drop_nulls()


def count_related(release: Release) -> int:
    """Pairs related in the third degree or closer."""
    return int((kinship_values(release) >= RELATED_FROM).sum())


def closest_kinship(release: Release) -> float | None:
    """The largest kinship of any pair."""
    largest = kinship_values(release).max()
    return float(largest) if isinstance(largest, float) else None


def variance_labels(variance: pl.DataFrame) -> dict[str, str]:
    """Names of the projections with known variance, those known by name first."""
    found = variance["analysis"].unique().to_list()
    order = [*(name for name in ANALYSES if name in found), *sorted(set(found) - set(ANALYSES))]
    return {name: label_analysis(name) for name in order}


def describe_basis(variance: pl.DataFrame) -> str:
    """What filled and hollow bars stand on, in one clause."""
    parts = [*(["hollow: inferred from the scores' spread"] if variance["inferred"].any() else ["as published"]), *(["dotted: equal shares"] if variance["whole"].any() else [])]
    return " · ".join(parts)
