"""The locus page's controls, what its state means in a release, and how controls and figures change that state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import dash_bootstrap_components as dbc
import polars as pl
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.attributes import attributes
from dashboard.components.ids import Ids
from dashboard.components.panel import Rows
from dashboard.context import open_release
from dashboard.errors import QueryError
from dashboard.figures.style import write_count
from dashboard.regions import EXAMPLES, Region, parse_region
from dashboard.store import loci as store
from dashboard.store.gwas import gwas_choices, load_gwas
from dashboard.store.linkage import Linkage, has_linkage, linkage_with
from dashboard.store.locus_tracks import (
    Choice,
    Track,
    default_tracks,
    load_track,
    published_choices,
    strongest,
    thinned,
    track_choices,
    with_r2,
)
from dashboard.store.release import Release
from dashboard.store.selection import Filters
from dashboard.urls import LocusState

MOVES = {"narrower": ("+", "Zoom in", 0.5, 0.0), "wider": ("−", "Zoom out", 2.0, 0.0), "left": ("◀", "Move left", 1.0, -0.5), "right": ("▶", "Move right", 1.0, 0.5)}
"""Buttons: noun → label, title, factor, shift as in `store.loci.moved`."""
AROUND_POSITION = 100_000
AUTOMATIC = "auto"
"""What the selects of compared tracks hold while none was chosen."""
_AUTOMATIC = [{"value": AUTOMATIC, "label": "automatic"}]


NO_EXAMPLE = "none"


@dataclass(frozen=True)
class View:
    """What a state shows in a release: the window (None where positions are not published) and the example it comes from."""

    release: Release
    state: LocusState
    window: Region | None
    locus: store.Locus | None
    problems: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return self.window is None and self.locus is None

    @cached_property
    def choices(self) -> list[Choice]:
        return [*track_choices(self.release, self.window, self.locus.locus_id if self.locus else ""), *gwas_choices(self.release, self.window)]

    @cached_property
    def usual(self) -> tuple[str, ...]:
        """The tracks that are shown where the state names none."""
        if self.locus is None:
            return default_tracks(self.choices)
        own = default_tracks(published_choices(self.release, self.window, self.locus.locus_id), self.locus.locus_id)
        return own or default_tracks(self.choices)

    @property
    def keys(self) -> tuple[str, ...]:
        return self.state.track or self.usual


def resolve(state: LocusState) -> View:
    """The window and the example that a state means; what it cannot mean is said in sentences."""
    release = open_release(state.release)
    loci = {locus.locus_id: locus for locus in store.list_loci(release)}
    problems = []
    locus = loci.get(state.locus)
    if state.locus and locus is None:
        problems.append(f"There is no example “{state.locus:.60}” in this release" + (f"; there are {', '.join(loci)}." if loci else "."))
    window = locus.region if locus else None
    if state.region:
        try:
            typed = parse_region(state.region)
        except QueryError as error:
            problems.append(str(error))
        else:
            if typed.start == typed.end:
                typed = Region(typed.chromosome, max(1, typed.start - AROUND_POSITION), typed.end + AROUND_POSITION)
            window, problem = (typed, "") if locus and typed == locus.region else store.fitted(typed)
            problems += [problem] if problem else []
    return View(release, state, window, locus, tuple(problems))


@dataclass(frozen=True)
class Scene:
    """Everything that is drawn: tracks with r² and thinned, the LD they are coloured by, coloc's hits."""

    tracks: list[Track]
    whole: list[Track]
    linkage: Linkage
    hits: pl.DataFrame
    problems: tuple[str, ...]
    asked: bool


def set_scene(view: View) -> Scene:
    """The view's tracks, loaded and coloured. The LD is with the variant asked for, else with the first track's strongest."""
    loaded = [(key, load_gwas(view.release, key, view.window) or load_track(view.release, key, view.window)) for key in view.keys]
    problems = tuple(f"The track “{key:.60}” is not in this release and was left out." for key, track in loaded if track is None)
    whole = [track for _, track in loaded if track is not None]
    reference = view.state.ld or strongest(whole)
    variants = pl.concat([pl.Series("variant_id", [], dtype=pl.String), *(track.points["variant_id"] for track in whole)])
    linkage = linkage_with(view.release, reference, variants)
    whole = with_r2(whole, linkage.r2)
    # Hits are marked where they are of what the tracks show: an example's, or those of genes with nominal results.
    own = bool(view.locus and view.locus.trait) or any(key.startswith("nominal~") for key in view.keys)
    colocs, _ = colocs_of(view)
    hits = store.coloc_hits(colocs if own else colocs.head(0))
    return Scene(thinned(whole, view.window), whole, linkage, hits, problems, bool(view.state.ld))


def colocs_of(view: View) -> tuple[pl.DataFrame, Filters]:
    """What coloc reports for what is shown, and the filters that give its rows."""
    return store.colocs_here(view.release, view.keys, view.locus, view.window)


def toolbar(ids: Ids, view: View) -> Component:
    """Example, region, zoom, tracks and LD reference above the figure."""
    examples = [{"value": NO_EXAMPLE, "label": "none"}, *({"value": locus.locus_id, "label": locus.title} for locus in store.list_loci(view.release))]
    buttons = [
        html.Button(label, id=ids(noun, "button"), type="button", className="btn btn-sm step", title=title, n_clicks=0, **attributes(aria_label=title))
        for noun, (label, title, _, _) in MOVES.items()
    ]
    return html.Div([
        _field("Example", dbc.Select(id=ids("locus", "select"), options=examples, value=example_value(view), size="sm"), "locus-field"),
        _field("Region", html.Div([dbc.Input(id=ids("region", "input"), value=str(view.window or ""), placeholder=EXAMPLES[1], debounce=True, size="sm", type="search", autocomplete="off"), *buttons], className="region-row"), "locus-field"),
        _field("LD with", dbc.Input(id=ids("ld", "input"), value=view.state.ld, placeholder="the lead; or click a point", debounce=True, size="sm", type="search", autocomplete="off"), "locus-field narrow-field"),
        _field("Tracks", dcc.Dropdown(id=ids("track", "dropdown"), options=track_options(view), value=list(view.keys), multi=True, placeholder="Add a track"), "locus-field track-field"),
    ], className="locus-toolbar")


def _field(label: str, control: Component, kind: str) -> Component:
    target = getattr(control, "id", None)
    name = html.Label(label, htmlFor=target, className="control-label") if isinstance(target, str) else html.Div(label, className="control-label")
    return html.Div([name, control], className=kind)


def track_options(view: View) -> list[dict[str, str]]:
    options = [{"value": choice.key, "label": choice.title + (f" ({write_count(choice.n)})" if choice.n is not None else "")} for choice in view.choices]
    known = {option["value"] for option in options}
    return options + [{"value": key, "label": key.replace("~", " ")} for key in view.state.track if key not in known]


def compared_pair(state: LocusState, tracks: Sequence[Track]) -> tuple[Track, Track] | None:
    """The tracks compared, (across, up): those chosen, else the GWAS against the first QTL, else the first two."""
    filled = [track for track in tracks if track.points.height]
    by_key = {track.key: track for track in filled}
    up = by_key.get(state.up) or next((track for track in filled if track.is_gwas), None)
    across = by_key.get(state.across) or next((track for track in filled if track.kind == "qtl" and track is not up), None)
    rest = sorted((track for track in filled if track not in (up, across)), key=lambda track: track.kind != "pip")
    across = across or (rest.pop(0) if rest else None)
    up = up or (rest.pop(0) if rest else None)
    return (across, up) if across and up and across is not up else None


def compare_controls(ids: Ids, state: LocusState) -> Component:
    return html.Div([
        _field("Across", dbc.Select(id=ids("across", "select"), options=_AUTOMATIC, value=state.across or AUTOMATIC, size="sm"), "locus-field"),
        _field("Up", dbc.Select(id=ids("up", "select"), options=_AUTOMATIC, value=state.up or AUTOMATIC, size="sm"), "locus-field"),
    ], className="locus-toolbar")


def compare_options(scene: Scene, automatic: Track | None) -> list[dict[str, str]]:
    """Tracks with points; the first option names the one that is taken where none is chosen."""
    first = [{"value": AUTOMATIC, "label": f"automatic: {automatic.title}"}] if automatic else _AUTOMATIC
    return [*first, *({"value": track.key, "label": track.title} for track in scene.whole if track.points.height)]


def chosen(value: str | None) -> str:
    """A select's value as the state holds it."""
    return "" if value in (None, AUTOMATIC) else str(value)


def example_value(view: View) -> str:
    return view.locus.locus_id if view.locus else NO_EXAMPLE


def with_locus(view: View, value: str | None) -> LocusState:
    """Another example: its own window, tracks and lead. Without one, the window stays."""
    if value == example_value(view):
        return view.state
    if value in (None, NO_EXAMPLE):
        return LocusState(release=view.state.release, region=str(view.window or ""))
    return LocusState(release=view.state.release, locus=str(value))


def with_region(view: View, text: str | None) -> LocusState:
    """Another window; an example that lies elsewhere is left, and with it its tracks."""
    state = view.state
    if (text or "") == str(view.window or ""):
        return state
    if not (text or "").strip():
        return state.but(region="")
    try:
        region = parse_region(text or "")
    except QueryError:
        return state.but(region=text)
    own = view.locus.region if view.locus else None
    if own is not None and region == own:
        return state.but(region="")
    same = own is not None and own.chromosome == region.chromosome and region.start <= own.end and region.end >= own.start
    return state.but(region=str(region)) if same or not state.locus else LocusState(release=state.release, region=str(region))


def with_move(view: View, noun: str) -> LocusState:
    if view.window is None:
        return view.state
    _, _, factor, shift = MOVES[noun]
    return with_region(view, str(store.moved(view.window, factor=factor, shift=shift)))


def with_zoom(view: View, relayout: Mapping[str, Any] | None) -> LocusState:
    """Dragging along the axis zooms; a double click gives an example's whole window."""
    change = relayout or {}
    if view.window is None:
        return view.state
    if change.get("xaxis.autorange"):
        return view.state.but(region="") if view.locus and view.locus.region else view.state
    ends = [change.get(f"xaxis.range[{side}]") for side in (0, 1)]
    if not all(isinstance(end, int | float) for end in ends):
        return view.state
    start, end = sorted(round(float(edge)) for edge in ends if edge is not None)
    region, _ = store.fitted(Region(view.window.chromosome, max(1, start), max(2, end)))
    return with_region(view, str(region))


def with_point(state: LocusState, click: Mapping[str, Any] | None) -> LocusState:
    """A click on a point makes its variant the LD reference."""
    points = (click or {}).get("points") or []
    variant = points[0].get("customdata") if points else None
    variant = variant[0] if isinstance(variant, list) and variant else variant
    return state.but(ld=variant) if isinstance(variant, str) else state


def with_tracks(view: View, keys: Sequence[str] | None) -> LocusState:
    """Tracks that are the default are not named in the URL."""
    wanted = tuple(keys or ())
    return view.state.but(track=() if wanted == view.usual else wanted)


def heading(view: View) -> tuple[str, str]:
    """Title and lead sentence."""
    if view.locus is not None:
        inside = f"{view.window}. " if view.window else "Its positions are not published: variants are compared, not placed. "
        return view.locus.title, f"{inside}Published as {view.locus.figure}." if view.locus.figure and view.locus.figure.startswith("Figure") else inside
    if view.window is not None:
        return f"Locus {view.window}", f"{(view.window.end - view.window.start + 1) / 1000:,.0f} kb, GRCh38. Slopes are per ALT allele, for tandem repeats per repeat unit."
    return "Locus", "Choose an example or type a region."


def linkage_note(view: View, scene: Scene) -> str:
    """What the colours mean here."""
    if not has_linkage(view.release):
        return "no LD in this release: points are grey"
    if not scene.linkage.source:
        return f"no LD with {scene.linkage.reference} in this release: points are grey"
    return f"colour: r² with {scene.linkage.reference}, {scene.linkage.source}"


def marked(scene: Scene) -> str:
    """The variant that is marked: the LD's reference, or without LD the one asked for."""
    return scene.linkage.reference if scene.linkage.source or scene.asked else ""


def rows_of(scene: Scene) -> Rows | None:
    """The rows behind the figure where one query gives them: tracks of one example; else those of the first track."""
    if not scene.whole:
        return None
    first = scene.whole[0]
    common = [track for track in scene.whole if track.table == first.table == "locus_associations" and track.filters[0] == first.filters[0]]
    if len(common) == len(scene.whole):
        names = tuple(("track", dict(track.filters)["track"]) for track in common)
        return Rows(first.table, (first.filters[0], *names, *first.filters[2:]))
    return Rows(first.table, first.filters)


def track_links(release: Release, tracks: Sequence[Track]) -> Component:
    """The rows of each track, to take away."""
    links = [html.Span([html.A(track.title, href=Rows(track.table, track.filters).href("csv", release), download=""), f" {track.total:,}"], className="track-link") for track in tracks]
    return html.Div([html.Span("Rows of each track (CSV): "), *links], className="small-text track-links") if links else html.Div()


def welcome(release: Release, pinned: str = "") -> Component:
    """What to do on a page without region and example."""
    loci = store.list_loci(release)
    examples = [html.Li(dcc.Link(locus.title, href=LocusState(locus=locus.locus_id, release=pinned).href)) for locus in loci]
    return html.Div([
        html.P(["Type a region above, as ", html.Code(EXAMPLES[0]), " or ", html.Code(EXAMPLES[1]), ", search for a gene or variant with ", html.Kbd("/"), ", or open an example."]),
        html.Ul(examples),
    ], className="locus-welcome")
