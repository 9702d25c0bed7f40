"""Do two signals of a locus share their causal variant? Tables: loci, locus_associations, nominal_associations, gwas_associations.
URL: `/colocalization/own`, see `urls.OwnColocalizationState`."""

from __future__ import annotations

from typing import Any

import dash
from dash import Input, Output, State, callback, dcc, html, no_update
from dash.development.base_component import Component

from dashboard.components import own_coloc_controls as control
from dashboard.components.ids import Ids
from dashboard.components.page import cards, follows_state, page, safely
from dashboard.components.panel import Panel
from dashboard.components.state_writer import StateWriter
from dashboard.components.states import absent, notices
from dashboard.context import open_release
from dashboard.figures import own_coloc as figures
from dashboard.figures.style import message_figure, theme, write_counted
from dashboard.statistics import colocalization as coloc
from dashboard.urls import OwnColocalizationState

ids = Ids("own-coloc")
dash.register_page(__name__, path="/colocalization/own", name="Own colocalization", title="Own colocalization · GTOP Explorer", nav=False)

RESULT = Panel(ids, "result", "Posterior probabilities", height=250)
COMPARE = Panel(ids, "compare", "Variants of both signals", height=400)
SENSITIVITY = Panel(ids, "sensitivity", "Sensitivity to the prior p12", wide=True, height=340)
VARIANTS = Panel(ids, "variants", "Shared variants", graph=False, wide=True)
STATE, DOWNLOAD = ids("page", "state"), ids("variants", "download")
WRITER = StateWriter(ids)
NOTHING = ("No two signals here carry effects and standard errors of shared variants.", "Choose another locus or region, or import a GWAS: python -m dashboard import gwas <file>")


@safely
def layout(**query: Any) -> Component:
    state, problems = OwnColocalizationState.parse(query)
    release = open_release(state.release)
    if not any(release.has(table) for table in ("locus_associations", "nominal_associations", "gwas_associations")):
        return page(ids, state, title="Own colocalization", lead="", problems=problems, content=[absent("regional statistics", "gtop")])
    view = control.resolve(release, state)
    button = html.Button("All shared variants as CSV", id=ids("variants", "csv"), type="button", className="link-button", n_clicks=0)
    result = [RESULT.figure(), html.Div(id=ids("result", "summary"))]
    content = [dcc.Download(id=DOWNLOAD), cards(RESULT.layout(*result), COMPARE.layout(), SENSITIVITY.layout(), VARIANTS.layout(html.Div(id=ids("variants", "table")), controls=button))]
    title, lead = control.heading(view)
    return page(ids, state, title=title, lead=lead, problems=problems, content=content, filters=control.filters(ids, view))


@callback(
    WRITER.output, *[Output(ids(noun, "dropdown"), part) for noun in ("track_a", "track_b") for part in ("options", "value")],
    *[Input(ids(noun, kind), "value") for noun, kind in control.CONTROLS.values()], State(STATE, "data"), WRITER.token, prevent_initial_call=True,
)
def write_url(*values: Any) -> tuple[Any, ...]:
    """Controls write the state; another locus brings its own tracks."""
    *controls, search, token = values
    shown = control.view_of(search)
    before, after = shown.state, control.controlled(shown, controls)
    written = WRITER.write(before, after, token)
    if after.locus == before.locus:
        return written, *(no_update,) * 4
    view = control.resolve(open_release(after.release), after)
    tracks = control.options(view)
    keys = [signal.track.key if signal else None for signal in (view.first, view.second)]
    return written, tracks, keys[0], tracks, keys[1]


@follows_state(ids, Output(ids("page", "title"), "children"), Output(ids("page", "lead"), "children"), Output(ids("page", "notices"), "children"))
def show_heading(search: str, _mode: str) -> tuple[Any, ...]:
    view = control.view_of(search)
    return *control.heading(view), notices(view.problems)


@RESULT.draws([*RESULT.outputs, Output(ids("result", "summary"), "children")])
def draw_result(search: str, mode: str) -> tuple[Any, ...]:
    view = control.view_of(search)
    outcome = control.compute(view)
    if outcome is None:
        return *RESULT.filled(message_figure(theme(mode), *NOTHING, height=160), view.release, None), ""
    return *RESULT.filled(figures.posteriors(outcome.result.posteriors, theme(mode)), view.release, control.rows_of(view.first), control.result_note(view, outcome)), control.summary(view, outcome)


@COMPARE.draws(COMPARE.outputs)
def draw_compare(search: str, mode: str) -> tuple[Any, ...]:
    view = control.view_of(search)
    outcome = control.compute(view)
    if outcome is None or view.first is None or view.second is None:
        return COMPARE.filled(message_figure(theme(mode), *NOTHING, height=160), view.release, None)
    figure = figures.shared_variants(outcome.variants, (view.first.track.title, view.second.track.title), theme(mode))
    return COMPARE.filled(figure, view.release, control.rows_of(view.second), f"{outcome.result.n_variants:,} shared variants · the data menu here is that of the second signal, beside it that of the first")


@SENSITIVITY.draws(SENSITIVITY.outputs)
def draw_sensitivity(search: str, mode: str) -> tuple[Any, ...]:
    view = control.view_of(search)
    outcome = control.compute(view)
    if outcome is None:
        return SENSITIVITY.filled(message_figure(theme(mode), *NOTHING, height=160), view.release, None)
    p1, p2, p12 = outcome.result.priors
    values = coloc.p12_range(p1, p2)
    figure = figures.sensitivity(values, coloc.hypothesis_priors(outcome.result.n_variants, p1, p2, values), coloc.sensitivity(outcome.result, values), p12, theme(mode))
    note = f"p12 from p1 · p2 (independent) to the smaller of both; dotted: the p12 used; shaded: PP.H4 ≥ {figures.DECIDED:g} · prior of H0 not drawn (Wallace 2020, PLoS Genet. 16:e1008720)"
    return SENSITIVITY.filled(figure, view.release, control.rows_of(view.first), note)


@VARIANTS.draws([*VARIANTS.frame_outputs, Output(ids("variants", "table"), "children")])
def list_variants(search: str, _mode: str) -> tuple[Any, ...]:
    view = control.view_of(search)
    outcome = control.compute(view)
    if outcome is None:
        return *VARIANTS.frame(view.release, None, "Variants that both signals have are listed here once two signals are chosen."), ""
    note = f"the {min(control.MOST_ROWS, outcome.variants.height)} of {write_counted(outcome.variants.height, 'variant')} with the largest shares of H4, given that H4 is true · effects are per effect allele of each source"
    return *VARIANTS.frame(view.release, control.rows_of(view.second), note), control.variant_table(view, outcome)


@callback(Output(DOWNLOAD, "data"), Input(ids("variants", "csv"), "n_clicks"), State(STATE, "data"), prevent_initial_call=True)
def download_variants(clicks: int, search: str) -> Any:
    view = control.view_of(search)
    outcome = control.compute(view) if clicks else None
    return {"content": control.results_csv(outcome), "filename": f"colocalization_{view.release.name}_{view.release.version}.csv"} if outcome else no_update
