"""The population page's controls, what its state means in a release, and how figures and grid change that state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from dashboard.components.controls import choice, choices, section, text
from dashboard.components.ids import Ids
from dashboard.components.states import IMPORT_FOR
from dashboard.context import open_release
from dashboard.errors import QueryError
from dashboard.figures import plot as go
from dashboard.figures.style import Theme, message_figure, write_count, write_counted
from dashboard.grids.rows import sort_from_columns
from dashboard.store import populations as store
from dashboard.store.areas import Area
from dashboard.store.release import Release
from dashboard.urls import PopulationState

CONTROLS = {
    "analysis": ("analysis", "checklist"), "x": ("x", "select"), "y": ("y", "select"), "z": ("z", "select"), "color": ("color", "radio"),
    "individual": ("individual", "input"), "shown": ("shown", "checklist"),
}
"""Field → noun and kind of the control's id, in the order the page's callback receives their values."""
COLORINGS = (("cohort", "cohort"), ("superpopulation", "superpopulation"), ("population", "population"), ("resource", "expression resource"))
AT_ONCE = 2
"""Projections drawn side by side."""
COLUMNS = ("sample_id", "cohort", "population", "superpopulation", "resources", *(f"pc{i}" for i in range(1, 21)))


@dataclass(frozen=True)
class View:
    """A page's state in a release: what is drawn and in which panel, left out, selected and found, and what could not be used."""

    release: Release
    state: PopulationState
    projections: tuple[store.Projection, ...]
    panels: tuple[store.Projection | None, ...]
    hidden: store.Pairs
    area: Area | None
    ids: tuple[str, ...]
    found: str
    problems: tuple[str, ...]

    @property
    def axes(self) -> tuple[int, ...]:
        """Components drawn, two or three."""
        return (self.state.x, self.state.y, *((self.state.z,) if self.state.z else ()))

    @property
    def filters(self) -> store.Pairs:
        """Filters for the rows of the selection; without one, for everyone shown in the first projection."""
        where = store.known_filters(self.release, self.state.where)
        return (*store.selection_filters(self.area, self.ids, self.hidden, self.projections[0].analysis), *where)


def view_of(search: str) -> View:
    """The state of a query string, understood in its release."""
    state = PopulationState.of(search)
    return resolve(open_release(state.release), state)


def resolve(release: Release, state: PopulationState) -> View:
    every = store.list_projections(release)
    names = [projection.analysis for projection in every]
    problems = [f"The projection “{name:.60}” is not in this release and was left out." for name in state.analysis if name not in names]
    chosen = tuple(projection for projection in every if projection.analysis in state.analysis) or every
    hidden, unknown = store.exclusions(release, state.hide)
    problems += [f"“{name:.60}” is not a cohort, group, population or resource of this release." for name in unknown]
    area: Area | None = None
    ids: tuple[str, ...] = ()
    if state.area:
        try:
            area = Area.parse(state.area)
            if area.analysis not in names:
                raise QueryError(f"The area was drawn in the projection “{area.analysis:.60}”, which this release does not have.")
            ids = tuple(store.selected_ids(release, area, hidden))
        except QueryError as error:
            area = None
            problems.append(str(error))
    try:
        store.known_filters(release, state.where)
    except QueryError as error:
        state = state.but(where=())
        problems.append(str(error))
    found, close = store.find_individual(release, state.individual)
    if state.individual and not found:
        problems.append(f"“{state.individual:.60}” is not an individual of this release." + (f" Did you mean {', '.join(close)}?" if close else ""))
    state, axis_problems = _with_known_axes(state, max((projection.axes for projection in every), default=0))
    return View(release, state, chosen[:AT_ONCE], _placed(every, chosen[:AT_ONCE]), hidden, area, ids, found, (*problems, *axis_problems))


def _placed(every: Sequence[store.Projection], chosen: Sequence[store.Projection]) -> tuple[store.Projection | None, ...]:
    """The projection of each panel. One that stays keeps its panel when another comes or goes, and need not be drawn anew there."""
    panels: list[store.Projection | None] = [None] * AT_ONCE
    for projection in chosen:
        place = every.index(projection) % AT_ONCE
        panels[place if panels[place] is None else panels.index(None)] = projection
    return tuple(panels)


def _with_known_axes(state: PopulationState, axes: int) -> tuple[PopulationState, list[str]]:
    """Components that the release lacks, or that are named twice, give way to the first free one."""
    problems = []
    for name in ("x", "y", "z"):
        value = getattr(state, name)
        others = {getattr(state, other) for other in ("x", "y", "z") if other != name}
        if value > axes or (value and value in others and name != "x"):
            free = 0 if name == "z" else next(i for i in range(1, 22) if i not in others)
            reason = f"only {axes} components are in this release" if value > axes else "the component is on another axis"
            problems.append(f"{name}: PC{value} cannot be drawn, {reason}.")
            state = state.but(**{name: free})
    return state, problems


def filters(ids: Ids, view: View) -> list[Component]:
    """The filter column."""
    release, state = view.release, view.state
    identifiers = {field: ids(noun, kind) for field, (noun, kind) in CONTROLS.items()}
    every = store.list_projections(release)
    axes = max(projection.axes for projection in every)
    drawn = [projection.analysis for projection in view.projections]
    groups = [(key, key, write_count(n)) for key, n in _groups(release)]
    return [
        section("Projection", choices(identifiers["analysis"], [(p.analysis, p.label, write_count(p.n)) for p in every], drawn),
                help="Up to two are drawn side by side; a single one is drawn large"),
        section("Colour by", choice(identifiers["color"], [(key, label, "") for key, label in COLORINGS], state.color)),
        html.Div([
            section("x axis", _axis(identifiers["x"], state.x, axes)), section("y axis", _axis(identifiers["y"], state.y, axes)),
        ], className="pair"),
        section("z axis, for 3D", _axis(identifiers["z"], state.z, axes, flat=True)),
        section("Find one individual", text(identifiers["individual"], state.individual, placeholder="Id, as NA18525")),
        section("Shown", choices(identifiers["shown"], groups, shown_groups(release, state.hide)), help="The legends' entries do the same"),
    ]


def _groups(release: Release) -> list[tuple[str, int]]:
    rows = store.count_groups(release).select("cohort", "superpopulation", "n").iter_rows()
    counted: dict[str, int] = {}
    for cohort, superpopulation, n in sorted(rows, key=lambda row: (row[0] != store.SUBJECT, row[1] is not None)):
        key = cohort if superpopulation is None or cohort == store.SUBJECT else superpopulation
        counted[key] = counted.get(key, 0) + n
    return list(counted.items())


def shown_groups(release: Release, hide: Sequence[str]) -> list[str]:
    return [key for key, _ in _groups(release) if key not in hide]


def _axis(id: str, value: int, axes: int, *, flat: bool = False) -> Component:
    options = [*([{"label": "none (flat)", "value": "0"}] if flat else []), *({"label": f"PC{i}", "value": str(i)} for i in range(1, axes + 1))]
    return dbc.Select(id=id, options=options, value=str(value), size="sm")


def controlled(before: PopulationState, values: Sequence[Any]) -> PopulationState:
    """The state with the values of all controls; choosing another's axis swaps the two."""
    raw = dict(zip(CONTROLS, values, strict=True))
    release = open_release(before.release)
    known = [key for key, _ in _groups(release)]
    every = [projection.analysis for projection in store.list_projections(release)]
    chosen = tuple(name for name in every if name in (raw["analysis"] or ()))
    unticked = [key for key in known if key not in (raw["shown"] or ())]
    parsed, _ = PopulationState.parse({name: str(raw[name] or "") for name in ("x", "y", "z", "color", "individual") if raw[name]})
    after = before.but(
        analysis=() if chosen == tuple(every[:AT_ONCE]) else chosen, x=parsed.x, y=parsed.y, z=parsed.z, color=parsed.color, individual=parsed.individual.strip(),
        hide=(*unticked, *(key for key in before.hide if key not in known)),
    )
    return _swapped(before, after)


def _swapped(before: PopulationState, after: PopulationState) -> PopulationState:
    """Choosing the component of another axis swaps the two axes."""
    names = ("x", "y", "z")
    changed = next((name for name in names if getattr(after, name) != getattr(before, name)), None)
    if changed:
        for other in names:
            if other != changed and getattr(after, changed) and getattr(after, other) == getattr(after, changed):
                return after.but(**{other: getattr(before, changed)}) if getattr(before, changed) or other == "z" else after.but(**{changed: 0})
    return after


def with_legend(state: PopulationState, clicked: Mapping[str, Any] | None) -> PopulationState:
    """Groups hidden or shown by clicks in a legend."""
    hide = {*state.hide, *(clicked or {}).get("hide", ())} - set((clicked or {}).get("show", ()))
    return state.but(hide=tuple(sorted(hide)))


def with_area(view: View, outline: Mapping[str, Any] | None) -> PopulationState:
    """What was drawn in one of the projections; nothing drawn lets the selection go."""
    projection = view.panels[int((outline or {}).get("panel", 0))]
    if projection is None:
        return view.state
    area = Area.drawn(projection.analysis, view.state.x, view.state.y, outline or {})
    return view.state.but(area=area.text if area else "")


def with_click(state: PopulationState, click: Mapping[str, Any] | None) -> PopulationState:
    """A click on an individual marks it, a second one lets it go."""
    points = (click or {}).get("points") or []
    name = str(points[0].get("text") or "").split("<")[0] if points else ""
    return state.but(individual="" if name == state.individual else name) if name else state


def with_grid(state: PopulationState, where: tuple[str, ...], columns: Sequence[Mapping[str, Any]] | None) -> PopulationState:
    return state.but(where=where, sort=sort_from_columns(columns))


def without(state: PopulationState, index: str) -> PopulationState:
    """The state with one chip taken off: `hide:<group>`, or a field's name."""
    field, _, key = index.partition(":")
    if field == "hide":
        return state.but(hide=tuple(name for name in state.hide if name != key))
    return state.but(**{field: PopulationState.model_fields[field].get_default(call_default_factory=True)})


def chips(ids: Ids, view: View) -> list[Component]:
    """What the reader selected, found or hid, each with a button that takes it off."""
    said: dict[str, str] = {}
    if view.area:
        said["area"] = f"{write_count(len(view.ids))} selected in {store.label_analysis(view.area.analysis)}, PC{view.area.x} and PC{view.area.y}"
    if view.found:
        said["individual"] = view.found
    if view.state.where:
        said["where"] = "grid: " + ", ".join(view.state.where)
    said |= {f"hide:{name}": f"hidden: {name}" for name in view.state.hide}
    return [html.Button(f"{label} ×", id={"type": ids("active", "button"), "index": name}, type="button", className="chip", title="Take this off", n_clicks=0) for name, label in said.items()]


def heading(view: View) -> tuple[str, str]:
    """Title and lead sentence: who is shown beside whom, with n."""
    counts: dict[str, int] = {}
    for cohort, _, n in store.count_groups(view.release).iter_rows():
        counts[cohort] = counts.get(cohort, 0) + n
    others = sorted((name for name in counts if name != store.SUBJECT), key=lambda name: -counts[name])
    title = f"{store.SUBJECT} beside {' and '.join(others)}" if store.SUBJECT in counts and others else "Population structure"
    cohorts = ", ".join(f"{write_count(counts[name])} {name}" for name in ([store.SUBJECT] if store.SUBJECT in counts else []) + others)
    return title, f"{write_counted(sum(counts.values()), 'individual')} ({cohorts}) on joint principal components of their genotypes. Each projection has components of its own; the sign of an axis is arbitrary."


def absent_figure(what: str, look: Theme, source: str = "gtop") -> go.Figure:
    return message_figure(look, f"This release has no {what}.", f"They would come with: {IMPORT_FOR[source]}", height=340)


def words(view: View) -> list[str]:
    """The active filters in words, for exports."""
    return [*(f"without {name}" for name in view.state.hide), *([f"{write_count(len(view.ids))} selected"] if view.area else []), *([view.found] if view.found else [])]


def projection_note(view: View, projection: store.Projection, shares: Mapping[int, tuple[float, bool]], shown: int) -> str:
    """One line under a projection's title."""
    basis = [f"PC{axis}" for axis in view.axes if axis in shares and shares[axis][1]]
    parts = [f"n = {write_count(shown)}" + (f" of {write_count(projection.n)}" if shown < projection.n else "")]
    if view.state.color == "resource":
        return " · ".join([*parts, "faint: in none · AFGR is told by population, not by individual"])
    parts.append("drag to turn, click to mark" if len(view.axes) == 3 else "drag to select, click to mark")
    if basis:
        parts.append("≈ inferred from the scores' spread")
    elif shares:
        parts.append("% of variance as published")
    return " · ".join(parts)
