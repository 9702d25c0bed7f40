"""Where are these genes expressed, and how do samples lie to each other? Tables: gene_expression(_samples), sample_embeddings,
sample_metrics, tissues. URL: `/expression`, see `urls.ExpressionState`."""

from __future__ import annotations

from typing import Any

import dash
from dash import Input, Output, State, callback, ctx, no_update
from dash.development.base_component import Component

from dashboard.components import expression_controls as view
from dashboard.components.ids import Ids
from dashboard.components.page import cards, page, safely
from dashboard.components.panel import Panel, Rows
from dashboard.components.states import notices
from dashboard.context import open_release
from dashboard.figures import distributions, sample_view
from dashboard.figures import expression as figures
from dashboard.figures.style import message_figure, theme, write_count
from dashboard.shell import THEME, URL
from dashboard.store import expression as store
from dashboard.urls import ExpressionState

ids = Ids("expression")
dash.register_page(__name__, path="/expression", name="Expression", title="Expression · GTOP Explorer", order=4, nav=True)

HEATMAP = Panel(ids, "heatmap", "Genes by tissue", wide=True, height=240)
GENE = Panel(ids, "gene", "Expression by tissue", height=240)
TOP = Panel(ids, "top", "Top genes of a tissue", height=240)
SAMPLES = Panel(ids, "samples", "Samples", wide=True, height=520)
STATE = ids("page", "state")
DRAW = [Input(STATE, "data"), Input(THEME, "data")]


@safely
def layout(**query: Any) -> Component:
    state, problems = ExpressionState.parse(query)
    release = open_release(state.release)
    opened = view.opened(state.search)
    matrix = [HEATMAP.layout(), GENE.layout(), TOP.layout()] if release.has("gene_expression") else [view.no_matrix()]
    content = [cards(*matrix, SAMPLES.layout())]
    return page(ids, state, title="Expression", lead="", problems=problems, content=content, filters=view.filters(ids, opened))


@callback(
    Output(STATE, "data"), Output(URL, "search", allow_duplicate=True), Output(ids("chosen", "dropdown"), "value"), Output(ids("chosen", "dropdown"), "options"),
    *[Input(ids(noun, kind), "value") for noun, kind in view.CONTROLS.values()], Input(HEATMAP.graph_id, "clickData"), Input(TOP.graph_id, "clickData"),
    State(STATE, "data"), prevent_initial_call=True,
)
def write_url(*values: Any) -> tuple[Any, Any, Any, Any]:
    """Controls and clicks write the state; a clicked gene becomes the one whose distribution is drawn."""
    controls, (heat, top, search) = values[: len(view.CONTROLS)], values[len(view.CONTROLS):]
    before = view.opened(search)
    clicks = {HEATMAP.graph_id: heat, TOP.graph_id: top}
    clicked = view.clicked_gene(clicks[ctx.triggered_id]) if ctx.triggered_id in clicks else ""
    after = before.state.but(chosen=clicked) if clicked else view.controlled(before.state, before, controls)
    if after == before.state:
        return (no_update,) * 4
    opened = view.opened(after.search)
    labels = {**opened.genes.labels, **({opened.chosen: store.read_genes(opened.release, [opened.chosen]).labels.get(opened.chosen, opened.chosen)} if opened.chosen else {})}
    return after.search, after.search, opened.chosen or None, [{"value": key, "label": label} for key, label in labels.items()]


@callback(Output(ids("page", "title"), "children"), Output(ids("page", "lead"), "children"), Output(ids("page", "notices"), "children"), *DRAW)
def show_heading(search: str, _mode: str) -> tuple[Any, ...]:
    opened = view.opened(search)
    n = len(opened.genes.labels)
    lead = f"{write_count(n)} genes in {write_count(len(opened.tissues))} tissues" if n else "Paste genes at the left."
    if n and not opened.state.gene:
        lead = f"The {write_count(n)} genes most enriched in {opened.tissues.get(opened.tissue, opened.tissue)}: paste your own at the left."
    return "Expression", lead, notices([*view.problems(opened), *ExpressionState.parse(search)[1]])


@callback(HEATMAP.outputs, *DRAW)
def draw_heatmap(search: str, mode: str) -> tuple[Any, ...]:
    opened = view.opened(search)
    medians = store.gene_matrix(opened.release, list(opened.genes.labels), opened.assay)
    figure = figures.expression_heatmap(medians, opened.genes.labels, opened.tissues, theme(mode), relative=opened.state.heat == "relative")
    rows = Rows("gene_expression", (*(("gene_id", gene) for gene in opened.genes.labels), ("assay", opened.assay)))
    note = "clustered both ways by correlation of log2(TPM + 1), average linkage · click a gene for its distribution"
    return HEATMAP.filled(figure, opened.release, rows, note)


@callback(GENE.outputs, *DRAW)
def draw_gene(search: str, mode: str) -> tuple[Any, ...]:
    opened = view.opened(search)
    look, gene = theme(mode), opened.chosen
    if not gene:
        return GENE.filled(message_figure(look, "Choose a gene, or click one in the heatmap."), opened.release, None)
    label = store.read_genes(opened.release, [gene]).labels.get(gene, gene)
    logarithmic, own = opened.state.scale == "log", store.gene_quantiles(opened.release, gene, opened.assay)
    order = view.tissue_order(opened, dict(own.select("tissue", "median").iter_rows()))
    samples = sample_view.named_samples(store.gene_samples(opened.release, gene, opened.assay))
    if samples.height:
        figure = distributions.distribution_by_tissue(samples, opened.tissues, look, title=f"{label}, TPM", order=order, logarithmic=logarithmic, colors=opened.colors)
        rows, note = Rows("gene_expression_samples", (("gene_id", gene), ("assay", opened.assay))), f"{write_count(samples.height)} samples; points where a tissue has fewer than ten"
    else:
        groups = [("GTOP", own), ("GTEx", store.gtex_quantiles(opened.release, gene))]
        figure = distributions.quantile_boxes(groups, opened.tissues, look, title=f"{label}, TPM", order=order, logarithmic=logarithmic)
        rows, note = Rows("gene_expression", (("gene_id", gene),)), "quartiles and range; GTEx in the tissue that the atlas matches"
    return GENE.filled(figure, opened.release, rows, note, [f"gene: {label}"])


@callback(TOP.outputs, *DRAW)
def draw_top(search: str, mode: str) -> tuple[Any, ...]:
    opened = view.opened(search)
    label = opened.tissues.get(opened.tissue, opened.tissue)
    genes = store.top_genes(opened.release, opened.tissue, opened.assay, by=opened.state.top)
    figure = figures.top_genes_bars(genes, theme(mode), tissue=label)
    rows = Rows("gene_expression", (("tissue", opened.tissue), ("assay", opened.assay)), "-median")
    how = "highest median" if opened.state.top == "median" else "log2 of median + 1 over the mean of the other tissues’ medians + 1"
    return TOP.filled(figure, opened.release, rows, f"{label}: {how} · click a gene", [f"tissue: {label}"])


@callback(SAMPLES.outputs, *DRAW)
def draw_samples(search: str, mode: str) -> tuple[Any, ...]:
    opened = view.opened(search)
    assay, method = view.chosen_map(opened)
    points = store.sample_embedding(opened.release, assay, method)
    color = opened.state.color
    if color not in ("tissue", "batch"):
        points = sample_view.with_metric(points, store.sample_metric(opened.release, assay, color), color)
    colors, labels = (opened.colors, opened.tissues) if color == "tissue" else ({}, {})
    figure = figures.sample_map(points, theme(mode), color=color, colors=colors, labels=labels, shares=store.axis_shares(opened.release, assay, method))
    rows = Rows("sample_embeddings", (("assay", assay), ("method", method))) if points.height else None
    note = f"{method.upper()} of expression, {view.ASSAY_NAME.get(assay, assay)}; {write_count(points.height)} samples · draw a lasso to mark samples" if rows else ""
    return SAMPLES.filled(figure, opened.release, rows, note, [f"coloured by {color}"])
