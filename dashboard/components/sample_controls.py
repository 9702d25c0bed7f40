"""The sample page's controls, what its state means in a release, and how figures and grid change that state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

import dash_bootstrap_components as dbc
import polars as pl
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.controls import choice, section
from dashboard.components.ids import Ids
from dashboard.components.tissues import TissuePicker
from dashboard.context import open_release
from dashboard.errors import QueryError
from dashboard.figures import plot as go
from dashboard.figures.sample_metrics import metric_title, write_metric
from dashboard.figures.style import Theme, message_figure, write_count, write_counted, write_number
from dashboard.grids.rows import sort_from_columns
from dashboard.store import samples as store
from dashboard.store import sequencing
from dashboard.store.areas import Area
from dashboard.store.release import Release
from dashboard.store.tissues import Tissue, label_tissue, list_tissues, tissue_labels
from dashboard.urls import SampleState

CONTROLS = {
    "assay": ("assay", "radio"), "metric": ("metric", "dropdown"), "constant": ("constant", "checkbox"), "color": ("color", "dropdown"), "level": ("level", "radio"),
    "phase": ("phase", "dropdown"), "quantity": ("quantity", "dropdown"),
}
"""State field → noun and kind of the control's id, in the order the page's callback receives their values."""
COLORINGS = {"tissue": "Organ system", "batch": "Batch"}
NUMBER = {"function": "params.value >= 1000 ? formatCount(params.value) : formatNumber(params.value)"}
"""A grid's number: whole from 1,000 on, three digits below."""
MAX_LINK = 3_000
"""Characters of filters that a link may hold: servers refuse request lines of more than 4,094."""


@dataclass(frozen=True)
class View:
    """A page's state in a release: the metrics drawn, ranges brushed, the area drawn, and what could not be used."""

    release: Release
    state: SampleState
    known: pl.DataFrame
    drawn: tuple[str, ...]
    brushes: tuple[store.Brush, ...]
    area: Area | None
    problems: tuple[str, ...]

    @cached_property
    def units(self) -> dict[str, str]:
        return store.metric_units(self.known)

    @cached_property
    def table(self) -> pl.DataFrame:
        """Libraries of the assay with the metrics drawn and those brushed."""
        return store.metric_table(self.release, self.state.assay, tuple(dict.fromkeys((*self.drawn, *(brush.metric for brush in self.brushes)))))

    @cached_property
    def area_ids(self) -> list[str] | None:
        """Samples within the area; None where none was drawn in the map of this assay."""
        return store.ids_in_area(self.release, self.area) if self.area and self.area.analysis == self.state.assay else None

    def kept(self, but: str = "") -> pl.Series:
        """Whether each row of the table is kept by everything except the range of the metric `but`."""
        return store.within(self.table, self.brushes, self.tissues, ids=self.area_ids, but=but)

    @property
    def is_filtered(self) -> bool:
        return bool(self.brushes or self.tissues or self.area_ids is not None)

    @property
    def tissues(self) -> tuple[str, ...]:
        """Tissues that filter the libraries: none for genomes, which are of donors."""
        return () if self.state.assay.endswith("wgs") else self.state.tissue


def view_of(search: str) -> View:
    """The state of a query string, understood in its release."""
    state = SampleState.of(search)
    return resolve(open_release(state.release), state)


def resolve(release: Release, state: SampleState) -> View:
    problems: list[str] = []
    if not release.has(store.METRICS):
        return View(release, state, pl.DataFrame(schema={"metric": pl.String, "unit": pl.String, "n": pl.UInt32, "constant": pl.Boolean}), (), (), None, ())
    known = store.list_metrics(release, state.assay)
    names = set(known["metric"])
    problems += [f"The metric “{name:.60}” is not known for {store.ASSAYS[state.assay]} in this release." for name in state.metric if name not in names]
    if len(state.metric) > store.MOST_METRICS:
        problems.append(f"At most {store.MOST_METRICS} metrics are drawn; the others were left out.")
    tissues = {tissue.key for tissue in list_tissues(release)}
    unknown = [name for name in state.tissue if name not in tissues]
    problems += [f"The tissue “{name:.60}” is not in this release and was left out." for name in unknown]
    state = state.but(tissue=tuple(name for name in state.tissue if name in tissues)) if unknown else state
    if state.tissue and state.assay.endswith("wgs"):
        problems.append("Genomes are of donors, not of tissues: the tissues chosen act on the maps of RNA alone.")
    brushes = []
    for text in state.keep:
        try:
            brush = store.Brush.parse(text)
        except QueryError as error:
            problems.append(str(error))
            continue
        if brush.metric in names:
            brushes.append(brush)
        else:
            problems.append(f"The metric “{brush.metric:.60}” is not known for {store.ASSAYS[state.assay]} in this release.")
    area = _area(release, state, problems)
    if state.color not in COLORINGS and state.color not in names:
        problems.append(f"The samples cannot be coloured by “{state.color:.60}”; organ systems are shown.")
        state = state.but(color="tissue")
    return View(release, state, known, tuple(store.choose_metrics(known, state.assay, state.metric)), tuple(brushes), area, tuple(problems))


def _area(release: Release, state: SampleState, problems: list[str]) -> Area | None:
    if not state.area:
        return None
    try:
        area = Area.parse(state.area)
        if area.analysis not in store.list_maps(release) or (area.x, area.y) != (1, 2):
            raise QueryError(f"The area was drawn in a map of “{area.analysis:.60}”, which this release does not have.")
    except QueryError as error:
        problems.append(str(error))
        return None
    return area


def filters(ids: Ids, picker: TissuePicker, view: View) -> list[Component]:
    """The filter column."""
    counts = store.count_libraries(view.release)
    assays = [(assay, label[0].upper() + label[1:], write_count(counts[assay]) if assay in counts else "not in this release") for assay, label in store.ASSAYS.items()]
    tissues = [_counted(tissue, view.state.assay) for tissue in list_tissues(view.release)]
    n_constant = int(view.known["constant"].sum())
    return [
        section("Assay", choice(ids(*CONTROLS["assay"]), assays, view.state.assay, disabled=[a for a in store.ASSAYS if a not in counts])),
        section("Metrics, up to 6", dcc.Dropdown(id=ids(*CONTROLS["metric"]), options=cast(Any, metric_options(view)), value=list(view.drawn), multi=True, clearable=True, placeholder="The assay’s own choice"),
                dbc.Checkbox(id=ids(*CONTROLS["constant"]), value=view.state.constant, label=constant_label(n_constant), className="choices small-text"),
                help="Metrics drawn as histograms and listed"),
        section("Maps coloured by", dcc.Dropdown(id=ids(*CONTROLS["color"]), options=cast(Any, color_options(view)), value=view.state.color, clearable=False)),
        section("Tissue", picker.layout(tissues, view.state.tissue, usable=[t.key for t in tissues], unusable_reason="", all_label="All")),
    ]


def constant_label(n: int) -> str:
    return f"offer {n} that are the same in all samples" if n else "none is the same in all samples"


def _counted(tissue: Tissue, assay: str) -> Tissue:
    n = tissue.n_long_read if assay == "long_read_rna" else tissue.n_short_read
    return Tissue(**{**tissue.__dict__, "count": write_count(n) if n else ""})


def metric_options(view: View) -> list[dict[str, str]]:
    """Metrics to choose from; those that do not vary only when asked for."""
    rows = view.known.filter(~view.known["constant"]) if not view.state.constant else view.known
    shown = dict.fromkeys([*rows["metric"], *view.drawn])
    return [{"value": name, "label": metric_title(name, view.units)} for name in sorted(shown, key=str.lower)]


def color_options(view: View) -> list[dict[str, str]]:
    return [*({"value": value, "label": label} for value, label in COLORINGS.items()), *({"value": name, "label": write_metric(name)} for name in dict.fromkeys((*view.drawn, *([view.state.color] if view.state.color not in COLORINGS else []))))]


def usual_choices(release: Release) -> dict[str, str]:
    """What the panels of distributions and of phasing show when nothing is chosen."""
    quantities = sequencing.list_quantities(release) if release.has("distributions") else {}
    phases = sequencing.list_phasing(release) if release.has(store.METRICS) else []
    return {"phase": next(iter(phases), ""), "quantity": next(iter(quantities), "")}


def controlled(view: View, tissues: tuple[str, ...], values: Sequence[Any]) -> SampleState:
    """The state with the values of all controls. Another assay brings its own metrics; what is shown anyway is not written."""
    state, usual = view.state, usual_choices(view.release)
    defaults = store.choose_metrics(view.known, state.assay, ())
    given = dict(zip(CONTROLS, values, strict=True))
    if given["assay"] and given["assay"] != state.assay:
        return state.but(assay=given["assay"], metric=(), keep=(), area="", sort="", color=state.color if state.color in COLORINGS else "tissue", tissue=tissues)
    metrics = tuple(given["metric"] or ())[: store.MOST_METRICS]
    chosen = () if list(metrics) == list(defaults) else metrics
    kept = tuple(text for text in state.keep if text.rpartition("=")[0] in (chosen or defaults))
    return state.but(
        metric=chosen, keep=kept, constant=bool(given["constant"]), color=given["color"] or "tissue", tissue=tissues,
        **{name: given[name] for name in ("level",) if given[name]}, **{name: "" if given[name] in (None, shown) else given[name] for name, shown in usual.items()},
    )


def with_brush(state: SampleState, metrics: Sequence[str], selection: Mapping[str, Any] | None) -> SampleState:
    """A box drawn in a histogram keeps that range of its metric, in place of the one before."""
    ranges = (selection or {}).get("range") or {}
    axis = next((name for name in ranges if name.startswith("x")), None)
    if axis is None:
        return state
    index = int(axis[1:] or 1) - 1
    if index >= len(metrics):
        return state
    low, high = sorted(ranges[axis])
    brush = store.Brush(metrics[index], float(f"{low:.4g}"), float(f"{high:.4g}"))
    return state.but(keep=(*(text for text in state.keep if text.rpartition("=")[0] != brush.metric), brush.text))


def with_area(view: View, outline: Mapping[str, Any] | None, maps: Sequence[str]) -> SampleState:
    """An area drawn in a map selects its samples; the page turns to the assay of that map."""
    if not outline or outline.get("panel", 0) >= len(maps):
        return view.state
    assay = maps[outline["panel"]]
    area = Area.drawn(assay, 1, 2, outline)
    if area is None:
        return view.state.but(area="") if view.area and view.area.analysis == assay else view.state
    if assay == view.state.assay:
        return view.state.but(area=area.text)
    return view.state.but(assay=assay, area=area.text, metric=(), keep=(), sort="", color=view.state.color if view.state.color in COLORINGS else "tissue")


def with_sort(state: SampleState, columns: Sequence[Mapping[str, Any]] | None) -> SampleState:
    return state.but(sort=sort_from_columns(columns))


def without(state: SampleState, index: str) -> SampleState:
    """The state with one filter taken off: tissue, area, or the range of a metric."""
    if index == "tissue":
        return state.but(tissue=())
    if index == "area":
        return state.but(area="")
    return state.but(keep=tuple(text for text in state.keep if text != index))


def chips(ids: Ids, view: View) -> list[Component]:
    """What was filtered by the reader, each with a button that takes it off."""
    labels = tissue_labels(view.release)
    said = {brush.text: f"{write_metric(brush.metric)}: {write_number(brush.low, 4)} to {write_number(brush.high, 4)}" for brush in view.brushes}
    if view.state.tissue:
        shown = [label_tissue(labels, name) for name in view.state.tissue]
        said["tissue"] = ", ".join(shown[:3]) + (f" and {len(shown) - 3} more" if len(shown) > 3 else "")
    if view.area_ids is not None:
        said["area"] = f"outlined in the map: {write_counted(len(view.area_ids), 'sample')}"
    return [html.Button(f"{label} ×", id={"type": ids("active", "button"), "index": index}, type="button", className="chip", title="Take this filter off", n_clicks=0) for index, label in said.items()]


def words(view: View) -> list[str]:
    """The active filters in words, for exports."""
    labels = tissue_labels(view.release)
    return [
        *(f"{write_metric(brush.metric)} {write_number(brush.low, 4)} to {write_number(brush.high, 4)}" for brush in view.brushes),
        *([f"tissue: {', '.join(label_tissue(labels, name) for name in view.tissues)}"] if view.tissues else []), *(["outlined in the map"] if view.area_ids is not None else []),
    ]


def grid_columns(view: View) -> list[dict[str, Any]]:
    """Columns of the grid: the library, then the metrics drawn."""
    order = {part.removeprefix("-"): "desc" if part.startswith("-") else "asc" for part in view.state.sort.split(",") if part}
    texts: tuple[tuple[str, str, int], ...] = (("sample_id", "Sample", 220), ("donor_id", "Donor", 125), ("tissue", "Tissue", 150), ("batch", "Batch", 125))
    columns: list[dict[str, Any]] = [{"field": name, "headerName": label, "width": width} for name, label, width in texts if view.table[name].null_count() < view.table.height]
    columns += [{"field": f"metric_{index}", "headerName": metric_title(name, view.units), "headerTooltip": metric_title(name, view.units), "width": 150, "type": "rightAligned",
                 "valueFormatter": NUMBER} for index, name in enumerate(view.drawn)]
    return [{**column, "sortable": True, "filter": False, "resizable": True, **({"sort": order[column["field"]]} if column["field"] in order else {})} for column in columns]


def kept_rows(view: View) -> pl.DataFrame:
    """The libraries kept, with tissues by label, as the grid and its files list them."""
    return store.kept_rows(view.table, view.kept(), view.drawn, tissue_labels(view.release))


def heading(view: View) -> tuple[str, str]:
    counts = store.count_libraries(view.release)
    donors = view.release.entry("donors").rows if view.release.has("donors") else 0
    parts = ", ".join(f"{write_count(n)} {store.ASSAYS[assay]}{' libraries' if 'RNA' in store.ASSAYS[assay] else ''}" for assay, n in counts.items())
    return "Samples", f"{write_counted(donors, 'donor')}: {parts}. Every sequencing metric, which libraries stand out, and what was tested in which tissue."


def fits_link(pairs: store.Pairs) -> bool:
    """Whether filters are short enough for a link."""
    return sum(len(name) + len(value) + 2 for name, value in pairs) <= MAX_LINK


def absent_figure(what: str, look: Theme) -> go.Figure:
    return message_figure(look, f"This release has no {what}.", "It would come with: make gtop FROM=<clone>")
