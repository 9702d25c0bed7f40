"""Where are these genes expressed, and how do samples lie to each other? Tables: gene_expression(_samples), sample_embeddings,
sample_metrics, samples, module_summaries, expression_modules, tissues. URL: `/expression`, see `urls.ExpressionState`."""

from __future__ import annotations

from typing import Any

import dash
from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, dcc, html, no_update
from dash.development.base_component import Component

from dashboard.components import expression_controls as view
from dashboard.components.ids import Ids
from dashboard.components.page import cards, follows_state, page, safely
from dashboard.components.panel import Panel, Rows
from dashboard.components.state_writer import StateWriter, touched
from dashboard.components.states import notices
from dashboard.context import open_release
from dashboard.figures import distributions, sample_view
from dashboard.figures import expression as figures
from dashboard.figures.style import message_figure, theme, write_counted
from dashboard.store import expression as store
from dashboard.urls import ExpressionState

ids = Ids("expression")
dash.register_page(__name__, path="/expression", name="Expression", title="Expression · GTOP Explorer", order=4, nav=True)

HEATMAP = Panel(ids, "heatmap", "Genes by tissue", wide=True, height=240, needs=("gene", "tissue", "assay", "heat"))
GENE = Panel(ids, "gene", "Expression by tissue", height=240, needs=("gene", "tissue", "assay", "chosen", "scale", "order"))
TOP = Panel(ids, "top", "Top genes of a tissue", height=240, needs=("tissue", "assay", "top", "gene"))
SAMPLES = Panel(ids, "samples", "Samples", wide=True, height=520, needs=("map", "color", "area"))
SELECTED = Panel(ids, "selected", "Samples drawn around", graph=False, wide=True, needs=("map", "area"))
MODULES = Panel(ids, "modules", "Modules of novel transcripts", wide=True, height=240, needs=())
SELECTED_GRID, AREA, DOWNLOAD, SAVE = ids("selected", "grid"), ids("samples", "area"), ids("selected", "download"), ids("selected", "button")
STATE, WRITER = ids("page", "state"), StateWriter(ids)


@safely
def layout(**query: Any) -> Component:
    state, problems = ExpressionState.parse(query)
    release = open_release(state.release)
    opened = view.opened(state.search)
    own = bool(store.assays(release))
    matrix = [HEATMAP.layout(), GENE.layout(), TOP.layout()]
    if not own:
        gtex = [GENE.layout()] if release.has("gene_expression") else []
        matrix = [html.Div([panel.layout() for panel in (HEATMAP, TOP)], hidden=True), view.no_matrix(gtex=bool(gtex)), *gtex]
    save = html.Button("Ids as CSV", id=SAVE, type="button", className="link-button", n_clicks=0)
    modules = [MODULES.layout()] if store.module_expression(release).height else []
    content = [dcc.Store(id=AREA), dcc.Download(id=DOWNLOAD), cards(*matrix, SAMPLES.layout(), SELECTED.layout(view.sample_grid(SELECTED_GRID, release), controls=save), *modules)]
    return page(ids, state, title="Expression", lead="", problems=problems, content=content, filters=view.filters(ids, opened))


clientside_callback(ClientsideFunction("populations", "area"), Output(AREA, "data"), Input(SAMPLES.graph_id, "selectedData"), State(SAMPLES.graph_id, "id"), State(SAMPLES.graph_id, "id"),
                    prevent_initial_call=True)


@callback(
    WRITER.output, Output(ids("chosen", "dropdown"), "value"), Output(ids("chosen", "dropdown"), "options"),
    Output(HEATMAP.graph_id, "clickData"), Output(TOP.graph_id, "clickData"),
    *[Input(ids(noun, kind), "value") for noun, kind in view.CONTROLS.values()], Input(HEATMAP.graph_id, "clickData"), Input(TOP.graph_id, "clickData"), Input(AREA, "data"),
    State(STATE, "data"), WRITER.token, prevent_initial_call=True,
)
def write_url(*values: Any) -> tuple[Any, ...]:
    """Controls and clicks write the state; a clicked gene becomes the one whose distribution is drawn, and the click is forgotten, so
    that it can come again."""
    controls, (heat, top, outline, search, token) = values[: len(view.CONTROLS)], values[len(view.CONTROLS):]
    before, touch = view.opened(search), touched()
    clicks = {HEATMAP.graph_id: heat, TOP.graph_id: top}
    after = before.state
    if touch.beside(AREA, *clicks):
        after = view.controlled(after, before, controls)
    if AREA in touch:
        after = after.but(area=view.with_area(before, outline).area)
    for clicked in (view.clicked_gene(click) for name, click in clicks.items() if name in touch):
        after = after.but(chosen=clicked) if clicked else after
    if after == before.state:
        return *[no_update] * 3, None, None
    opened = view.opened(after.search)
    labels = {**opened.genes.labels, **({opened.chosen: store.read_genes(opened.release, [opened.chosen]).labels.get(opened.chosen, opened.chosen)} if opened.chosen else {})}
    return WRITER.write(before.state, after, token), opened.chosen or None, [{"value": key, "label": label} for key, label in labels.items()], None, None


@follows_state(ids, Output(ids("page", "title"), "children"), Output(ids("page", "lead"), "children"), Output(ids("page", "notices"), "children"))
def show_heading(search: str, _mode: str) -> tuple[Any, ...]:
    opened = view.opened(search)
    n = len(opened.genes.labels)
    if not opened.assay:
        return "Expression", "Maps of samples, and what else this release says of expression.", notices(view.problems(opened))
    lead = f"{write_counted(n, 'gene')} in {write_counted(len(opened.tissues), 'tissue')}" if n else "Paste genes at the left."
    if n and not opened.state.gene:
        lead = f"The {write_counted(n, 'gene')} most enriched in {opened.tissues.get(opened.tissue, opened.tissue)}: paste your own at the left."
    return "Expression", lead, notices(view.problems(opened))


@HEATMAP.draws(HEATMAP.outputs)
def draw_heatmap(search: str, mode: str) -> tuple[Any, ...]:
    opened = view.opened(search)
    medians = store.gene_matrix(opened.release, list(opened.genes.labels), opened.assay)
    figure = figures.expression_heatmap(medians, opened.genes.labels, opened.tissues, theme(mode), relative=opened.state.heat == "relative")
    rows = Rows("gene_expression", (*(("gene_id", gene) for gene in opened.genes.labels), ("assay", opened.assay)))
    note = "clustered both ways by correlation of log2(TPM + 1), average linkage · click a gene for its distribution"
    return HEATMAP.filled(figure, opened.release, rows, note)


@GENE.draws(GENE.outputs)
def draw_gene(search: str, mode: str) -> tuple[Any, ...]:
    opened = view.opened(search)
    look, gene = theme(mode), opened.chosen
    if not gene:
        return GENE.filled(message_figure(look, "Choose a gene, or click one in the heatmap." if opened.assay else "Paste a gene at the left."), opened.release, None)
    label = store.read_genes(opened.release, [gene]).labels.get(gene, gene)
    logarithmic, own = opened.state.scale == "log", store.gene_quantiles(opened.release, gene, opened.assay)
    order = view.tissue_order(opened, dict(own.select("tissue", "median").iter_rows()))
    samples = sample_view.named_samples(store.gene_samples(opened.release, gene, opened.assay))
    gtex = store.gtex_quantiles(opened.release, gene)
    if samples.height:
        figure = distributions.distribution_by_tissue(samples, opened.tissues, look, title=f"{label}, TPM", order=order, logarithmic=logarithmic, colors=opened.colors, beside=("GTEx", gtex))
        rows, note = Rows("gene_expression_samples", (("gene_id", gene), ("assay", opened.assay))), f"{write_counted(samples.height, 'sample')}; points where a tissue has fewer than ten" + ("; below them GTEx’s quartiles and range" if gtex["tissue"].null_count() < gtex.height else "")
    else:
        groups = [("GTOP", own), ("GTEx", gtex)]
        figure = distributions.quantile_boxes(groups, opened.tissues, look, title=f"{label}, TPM", order=order, logarithmic=logarithmic)
        rows, note = Rows("gene_expression", (("gene_id", gene),)), "quartiles and range; GTEx in the tissue that the atlas matches"
    return GENE.filled(figure, opened.release, rows, note, [f"gene: {label}"])


@TOP.draws(TOP.outputs)
def draw_top(search: str, mode: str) -> tuple[Any, ...]:
    opened = view.opened(search)
    label = opened.tissues.get(opened.tissue, opened.tissue)
    genes = store.top_genes(opened.release, opened.tissue, opened.assay, by=opened.state.top)
    figure = figures.top_genes_bars(genes, theme(mode), tissue=label)
    rows = Rows("gene_expression", (("tissue", opened.tissue), ("assay", opened.assay)), "-median")
    how = "highest median" if opened.state.top == "median" else "log2 of median + 1 over the mean of the other tissues’ medians + 1"
    return TOP.filled(figure, opened.release, rows, f"{label}: {how} · click a gene", [f"tissue: {label}"])


@SAMPLES.draws(SAMPLES.outputs)
def draw_samples(search: str, mode: str) -> tuple[Any, ...]:
    opened = view.opened(search)
    assay, method = view.chosen_map(opened)
    points = store.sample_embedding(opened.release, assay, method)
    color = opened.state.color
    if color not in ("tissue", "batch"):
        points = sample_view.with_metric(points, store.sample_metric(opened.release, assay, color), color)
    colors, labels = (opened.colors, opened.tissues) if color == "tissue" else ({}, {})
    area = view.drawn_area(opened)
    chosen = store.samples_within(points, area)["sample_id"].to_list() if points.height else []
    figure = figures.sample_map(points, theme(mode), color=color, colors=colors, labels=labels, shares=store.axis_shares(opened.release, assay, method), highlight=chosen)
    rows = Rows("sample_embeddings", (("assay", assay), ("method", method))) if points.height else None
    note = f"{method.upper()} of expression, {view.ASSAY_NAME.get(assay, assay)}; {write_counted(points.height, 'sample')} · draw around samples to list them below" if rows else ""
    return SAMPLES.filled(figure, opened.release, rows, note, [f"coloured by {color}"])


@SELECTED.draws(*SELECTED.frame_outputs, Output(SELECTED_GRID, "rowData"))
def list_selected(search: str, _mode: str) -> tuple[Any, ...]:
    opened = view.opened(search)
    chosen, rows = view.selected(opened)
    note = write_counted(chosen.height, "sample") if chosen.height else "draw around samples in the map above to list them here"
    return *SELECTED.frame(opened.release, rows, note), chosen.to_dicts()


@callback(Output(DOWNLOAD, "data"), Input(SAVE, "n_clicks"), State(STATE, "data"), prevent_initial_call=True)
def save_ids(clicks: int, search: str) -> Any:
    opened = view.opened(search)
    chosen, _ = view.selected(opened)
    if not clicks or chosen.is_empty():
        return no_update
    return {"content": chosen.select("sample_id").write_csv(), "filename": f"samples_{opened.release.name}_{opened.release.version}.csv", "type": "text/csv"}


@MODULES.draws(MODULES.outputs)
def draw_modules(search: str, mode: str) -> tuple[Any, ...]:
    opened = view.opened(search)
    figure = figures.module_heatmap(store.module_expression(opened.release), opened.tissues, theme(mode))
    rows = Rows("module_summaries", (("measure", "novel_expression"), ("measure", "novel_gene_ontology")))
    return MODULES.filled(figure, opened.release, rows, "co-expression modules (WGCNA), novel transcripts only; n: novel transcripts in the module; below its name the most enriched gene ontology term")
