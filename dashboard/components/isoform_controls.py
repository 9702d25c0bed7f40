"""The isoform page's controls, what its state means in a release, and the measures that need a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl
from dash import html
from dash.development.base_component import Component

from dashboard.components import diversity_controls as diversity
from dashboard.components.controls import choice, section
from dashboard.components.ids import Ids
from dashboard.components.tissues import TissuePicker
from dashboard.context import open_release
from dashboard.figures.style import write_count, write_counted, write_percent
from dashboard.statistics.confounding import Adjusted, adjust_counts
from dashboard.store import isoform_counts as store
from dashboard.store.isoforms import tissues_with_isoforms
from dashboard.store.release import Release
from dashboard.store.tissues import Tissue, list_tissues
from dashboard.urls import IsoformState

CONTROLS = {**{name: (name, "radio") for name in ("order", "expressed", "against", "counted", "specificity")}, **diversity.CONTROLS}
"""State field → noun and kind of the control's id, in the order the page's callback receives their values."""
_CHOICES = {
    "order": (("value", "by value"), ("system", "by organ system"), ("per_sample", "per sample")),
    "expressed": (("transcript", "transcripts"), ("gene", "genes")),
    "against": (("n_samples", "samples"), ("median_reads", "read depth"), ("median_rin", "RIN")),
    "counted": (("specific", "tissue-specific"), ("found", "all novel ones")),
    "specificity": (("all", "all tissues"), ("ten_samples", "tissues with ten samples")),
}


def control(ids: Ids, state: IsoformState, field: str, *, inline: bool = True) -> Component:
    return choice(ids(*CONTROLS[field]), [(value, label, "") for value, label in _CHOICES[field]], getattr(state, field), inline=inline)


def filters(ids: Ids, picker: TissuePicker, release: Release, state: IsoformState, profile: pl.DataFrame) -> list[Component]:
    """The filter column: the order of bars, and the tissues to compare with their long-read samples."""
    usable = sorted({*profile["tissue"], *tissues_with_isoforms(release)})
    tissues = [Tissue(**{**t.__dict__, "count": write_count(t.n_long_read) if t.n_long_read else ""}) for t in list_tissues(release)]
    return [
        section("Order of tissues", control(ids, state, "order", inline=False), help="Of the bars and dots of the panels with one row per tissue"),
        section("Tissues to compare", picker.layout(tissues, state.tissue, usable=usable, unusable_reason="No isoforms", all_label="All"), help="The number is that of long-read samples"),
    ]


def controlled(state: IsoformState, tissues: Sequence[str], values: Sequence[Any], *, rarefied: bool = True) -> IsoformState:
    """The state with the values of all controls; where the release is not `rarefied`, the choice of that says nothing."""
    given = {field: str(value) for field, value in zip(CONTROLS, values, strict=True) if value}
    if not rarefied:
        given.pop("rarefied", None)
    parsed, _ = IsoformState.parse({**given, "tissue": list(tissues)})
    return state.but(tissue=_in_order(state.tissue, tissues), **{field: getattr(parsed, field) for field in given})


def _in_order(before: Sequence[str], after: Sequence[str]) -> tuple[str, ...]:
    """Tissues in the order in which they were chosen: the first is what the others are compared with."""
    return (*(tissue for tissue in before if tissue in after), *(tissue for tissue in after if tissue not in before))


def with_click(state: IsoformState, click: Mapping[str, Any] | None) -> IsoformState:
    """A click on a tissue takes it into the comparison, a second click out of it."""
    points = (click or {}).get("points") or []
    data = points[0].get("customdata") if points else None
    if not data:
        return state
    tissue = str(data[0])
    return state.but(tissue=tuple(t for t in state.tissue if t != tissue) if tissue in state.tissue else (*state.tissue, tissue))


def opened(search: str) -> tuple[IsoformState, Release, pl.DataFrame, tuple[str, ...]]:
    """The state, its release, the profile of its tissues, and those chosen that the release knows."""
    state = IsoformState.of(search)
    release = open_release(state.release)
    profile = store.profile_tissues(release)
    return state, release, profile, tuple(t for t in state.tissue if t in profile["tissue"])


def unknown_tissues(state: IsoformState, release: Release, profile: pl.DataFrame) -> list[str]:
    """A sentence for each tissue of the URL that this release has no isoforms of."""
    known = {*profile["tissue"], *tissues_with_isoforms(release)}
    return [f"The tissue “{tissue:.60}” has no isoform counts in this release and was left out." for tissue in state.tissue if tissue not in known]


def adjust_profile(profile: pl.DataFrame) -> tuple[pl.DataFrame, Adjusted | None]:
    """The profile with novel transcripts per sample, gain by the enhanced annotation, and found against expected given samples and reads."""
    found, samples, reads = (profile[name].cast(pl.Float64).to_numpy() for name in ("novel_found", "n_samples", "median_reads"))
    adjusted = adjust_counts(found, samples, reads)
    nothing = np.full(profile.height, np.nan)
    columns = {name: getattr(adjusted, name) if adjusted else nothing for name in ("expected", "ratio", "lower", "upper")}
    return profile.with_columns(
        (pl.col("novel_found") / pl.col("n_samples")).alias("novel_per_sample"), (pl.col("transcript_enhanced") / pl.col("transcript_gencode") - 1).alias("gain"),
        *[pl.Series(name, values, dtype=pl.Float64).fill_nan(None) for name, values in columns.items()],
    ), adjusted


def heading(release: Release, profile: pl.DataFrame) -> tuple[str, str]:
    """Title and lead sentence: transcripts, samples and what to beware of."""
    totals, samples = store.count_totals(release), profile["n_samples"].drop_nulls()
    title = f"Isoforms in {write_counted(profile.height, 'tissue')}" if profile.height else "Isoforms"
    if totals.transcripts is None or totals.annotated is None or totals.novel is None:
        return title, "Counts grow with samples and depth: compare values that take both into account."
    numbers = f"{write_counted(totals.transcripts, 'transcript')} = {write_count(totals.annotated)} annotated in GENCODE + {write_count(totals.novel)} novel"
    if not samples.len():
        return title, f"{numbers}."
    return title, (f"{numbers}, from {write_count(float(samples.sum()))} long-read samples. Counts grow with the samples of a tissue "
                   f"(n = {samples.sort()[0]} to {samples.sort()[-1]}) and its depth: compare values that take both into account.")


def lead_tiles(release: Release) -> Component:
    """The atlas's numbers, each with what it is."""
    totals, events, replicated = store.count_totals(release), store.splicing_events(release), store.count_replicated(release)
    tiles: list[tuple[str, str]] = []
    if totals.transcripts and totals.novel is not None:
        tiles += [(write_count(totals.transcripts), "transcripts found by long reads"),
                  (write_count(totals.novel), f"of them novel ({write_percent(totals.novel / totals.transcripts, 0)})")]
    if totals.annotated is not None and totals.gencode:
        tiles.append((write_count(totals.annotated), f"annotated: {write_percent(totals.annotated / totals.gencode, 0)} of the {write_count(totals.gencode)} in GENCODE v47"))
    if totals.genes and totals.novel_genes is not None:
        tiles.append((write_count(totals.novel_genes), f"novel genes, beside {write_count(totals.known_genes)} known ones"))
    if "novel" in replicated:
        part, whole = replicated["novel"]
        tiles.append((write_percent(part / whole, 0), f"of novel transcripts are in CHESS 3 or GTEx long reads, too ({write_count(part)})"))
    if events.height:
        novel = int(events["novel"].sum())
        tiles.append((write_count(novel), f"novel splicing events, {write_percent(novel / max(novel + int(events['annotated'].sum()), 1), 0)} of all"))
    return html.Div([html.Div([html.Div(number, className="tile-number"), html.Div(label, className="tile-label")], className="tile") for number, label in tiles], className="tiles isoform-tiles")
