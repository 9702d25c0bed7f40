"""The expression page's controls, what its state means in a release, and how clicks change that state."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dash_ag_grid as dag
import dash_bootstrap_components as dbc
import polars as pl
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.controls import choice, section
from dashboard.components.ids import Ids
from dashboard.components.panel import Rows
from dashboard.context import open_release
from dashboard.errors import QueryError
from dashboard.figures.style import write_count
from dashboard.grids.columns import GRID_OPTIONS, SERVED_OPTIONS
from dashboard.store import expression as store
from dashboard.store.areas import Area
from dashboard.store.release import Release
from dashboard.store.tissues import list_tissues, tissue_labels
from dashboard.urls import ExpressionState

CONTROLS = {
    "gene": ("gene", "textarea"), "assay": ("assay", "radio"), "heat": ("heat", "radio"), "chosen": ("chosen", "dropdown"), "scale": ("scale", "radio"),
    "order": ("order", "radio"), "tissue": ("tissue", "dropdown"), "top": ("top", "radio"), "map": ("map", "dropdown"), "color": ("color", "dropdown"),
}
"""State field → noun and kind of the control's id, in the order the page's callback receives their values."""
ASSAY_NAME = {"short_read_rna": "short reads", "long_read_rna": "long reads", "long_read_wgs": "long-read genomes", "short_read_wgs": "short-read genomes"}
SHOWN_WITHOUT_LIST = 30
"""Genes shown before any are pasted: the most enriched of the tissue."""
MAP_SEPARATOR = "/"


@dataclass(frozen=True)
class View:
    """The state in a release: the genes shown, tissues by key in display order, and the assay."""

    release: Release
    state: ExpressionState
    genes: store.GeneList
    tissues: dict[str, str]
    colors: dict[str, str]
    assay: str

    @property
    def tissue(self) -> str:
        return self.state.tissue if self.state.tissue in self.tissues else next(iter(self.tissues), "")

    @property
    def chosen(self) -> str:
        """The gene whose distribution is drawn: the one asked for, else the first."""
        found = store.read_genes(self.release, [self.state.chosen]).labels if self.state.chosen else {}
        return next(iter(found), "") or next(iter(self.genes.labels), "")


def opened(search: str) -> View:
    state = ExpressionState.of(search)
    release = open_release(state.release)
    listed = list_tissues(release)
    known = store.assays(release)
    assay = state.assay if state.assay in known else next(iter(known), "")
    tissues = {tissue.key: tissue.label for tissue in listed}
    colors = {tissue.key: tissue.color for tissue in listed if tissue.color}
    genes = store.read_genes(release, state.gene)
    view = View(release, state, genes, tissues, colors, assay)
    if state.gene or not known:
        return view
    top = store.top_genes(release, view.tissue, assay, limit=SHOWN_WITHOUT_LIST, by="enrichment")
    labels = {gene: symbol or gene for gene, symbol in top.select("gene_id", "gene_symbol").rows()}
    return View(release, state, store.GeneList(labels, (), 0), tissues, colors, assay)


def filters(ids: Ids, view: View) -> list[Component]:
    """The filter column."""
    state = view.state
    identifiers = {field: ids(noun, kind) for field, (noun, kind) in CONTROLS.items()}
    genes = dbc.Textarea(id=identifiers["gene"], value="\n".join(state.gene), placeholder="Symbols or ids, up to 200", rows=6, size="sm", debounce=True)
    chosen = view.chosen
    options = [{"value": key, "label": label} for key, label in view.genes.labels.items()]
    if chosen and chosen not in view.genes.labels:
        options.append({"value": chosen, "label": chosen})
    assays = [(assay, ASSAY_NAME.get(assay, assay), "") for assay in store.assays(view.release)]
    maps = [{"value": f"{assay}{MAP_SEPARATOR}{method}", "label": f"{method.upper()}, {ASSAY_NAME.get(assay, assay)}"} for assay, method in store.embedding_choices(view.release)]
    colors = [{"value": name, "label": name.replace("_", " ")} for name in ("tissue", "batch", *store.embedding_metrics(view.release, chosen_map(view)[0]))]
    tissues = [{"value": key, "label": label} for key, label in view.tissues.items()]

    def of_matrix(control: Component) -> Component:
        """A control of what only a per-gene matrix shows; kept for the page's callback where there is none."""
        return control if assays else html.Div(control, hidden=True)

    return [
        section("Genes", genes, help="One per line, or separated by commas"),
        of_matrix(section("Samples", choice(identifiers["assay"], assays, view.assay))),
        of_matrix(section("Heatmap", choice(identifiers["heat"], [("tpm", "median TPM", ""), ("relative", "against the gene’s mean", "")], state.heat))),
        section("Distribution of", dcc.Dropdown(id=identifiers["chosen"], options=options, value=chosen or None, clearable=True, placeholder="Choose a gene")),
        section("Axis", choice(identifiers["scale"], [("log", "logarithmic", ""), ("linear", "linear", "")], state.scale)),
        section("Order of tissues", choice(identifiers["order"], [("system", "by organ system", ""), ("name", "by name", ""), ("median", "by median", "")], state.order)),
        of_matrix(section("Top genes of", dcc.Dropdown(id=identifiers["tissue"], options=tissues, value=view.tissue or None, clearable=False))),
        of_matrix(section("By", choice(identifiers["top"], [("median", "expression", ""), ("enrichment", "enrichment over other tissues", "")], state.top))),
        section("Map of samples", dcc.Dropdown(id=identifiers["map"], options=maps, value=MAP_SEPARATOR.join(chosen_map(view)) if maps else None, clearable=False)),
        section("Coloured by", dcc.Dropdown(id=identifiers["color"], options=colors, value=state.color, clearable=False)),
    ]


def chosen_map(view: View) -> tuple[str, str]:
    """Assay and method of the map that is drawn."""
    known = store.embedding_choices(view.release)
    assay, _, method = view.state.map.partition(MAP_SEPARATOR)
    return (assay, method) if (assay, method) in known else next(iter(known), ("", ""))


def controlled(state: ExpressionState, view: View, values: Sequence[Any]) -> ExpressionState:
    """The state with the values of all controls; what equals the release's default is left out of it, and so is an area of another map."""
    given = dict(zip(CONTROLS, values, strict=True))
    genes = [name for name in re.split(r"[\s,;]+", given.pop("gene") or "") if name]
    parsed, _ = ExpressionState.parse({**{field: str(value) for field, value in given.items() if value}, "gene": genes})
    defaults = {
        "assay": next(iter(store.assays(view.release)), ""), "tissue": next(iter(view.tissues), ""),
        "map": MAP_SEPARATOR.join(next(iter(store.embedding_choices(view.release)), ("", ""))),
    }
    plain = {field: "" for field, value in defaults.items() if getattr(parsed, field) == value}
    if parsed.chosen == next(iter(view.genes.labels), None):
        plain["chosen"] = ""
    after = parsed.but(release=state.release, **plain)
    return after.but(area=state.area if after.map == state.map else "")


def clicked_gene(click: Mapping[str, Any] | None) -> str:
    """The gene of a clicked cell or bar; empty where none was."""
    data = ((click or {}).get("points") or [{}])[0].get("customdata")
    return str(data[0] if isinstance(data, list) and data else data or "")


def drawn_area(view: View) -> Area | None:
    """The area that was drawn in the map that is shown."""
    try:
        area = Area.parse(view.state.area) if view.state.area else None
    except QueryError:
        return None
    return area if area and area.analysis == MAP_SEPARATOR.join(chosen_map(view)) and (area.x, area.y) == (1, 2) else None


def with_area(view: View, outline: Mapping[str, Any] | None) -> ExpressionState:
    """A box or an outline drawn in the map is kept in the state; let go of, it is taken out."""
    area = Area.drawn(MAP_SEPARATOR.join(chosen_map(view)), 1, 2, outline) if outline else None
    return view.state.but(area=area.text if area else "")


MOST_LINKED = 100
"""Samples that a link to their rows can name; more would make it longer than servers take."""


def selected(view: View) -> tuple[pl.DataFrame, Rows | None]:
    """The samples within the area, and the same as rows of sample_embeddings where a link can name them all."""
    assay, method = chosen_map(view)
    chosen = store.samples_within(store.sample_embedding(view.release, assay, method), drawn_area(view))
    linked = 0 < chosen.height <= MOST_LINKED
    return chosen, Rows("sample_embeddings", (("assay", assay), ("method", method), *(("sample_id", name) for name in chosen["sample_id"]))) if linked else None


def sample_grid(identifier: str, release: Release) -> Component:
    """The table of the samples within the area."""
    columns = [
        {"field": "sample_id", "headerName": "Sample", "width": 230}, {"field": "donor_id", "headerName": "Donor", "width": 130},
        {"field": "tissue", "headerName": "Tissue", "width": 190, "valueFormatter": {"function": "formatTissue(params)"}}, {"field": "batch", "headerName": "Batch", "width": 120},
        *({"field": f"axis_{axis}", "headerName": f"Axis {axis}", "width": 110, "type": "rightAligned", "valueFormatter": {"function": "formatNumber(params.value)"}} for axis in (1, 2)),
    ]
    return dag.AgGrid(
        id=identifier, columnDefs=columns, className="grid", style={"height": 260}, defaultColDef={"sortable": True, "filter": True, "resizable": True},
        dashGridOptions={**{name: value for name, value in GRID_OPTIONS.items() if name not in SERVED_OPTIONS}, "context": {"tissues": tissue_labels(release)},
                         "localeText": {"noRowsToShow": "No samples are drawn around."}},
    )


def tissue_order(view: View, medians: Mapping[str, float]) -> list[str]:
    """Tissues in the order the state asks for."""
    keys = list(view.tissues)
    if view.state.order == "name":
        return sorted(keys, key=lambda key: view.tissues[key])
    if view.state.order == "median":
        return sorted(keys, key=lambda key: -medians.get(key, -1.0))
    return keys


def problems(view: View) -> list[str]:
    """Sentences about names that the release does not have."""
    sentences = [f"Not in this release: {', '.join(name[:40] for name in view.genes.unknown[:20])}."] if view.genes.unknown else []
    if view.genes.beyond:
        sentences.append(f"{write_count(view.genes.beyond)} more genes were left out: the heatmap shows {store.MAX_GENES} at most.")
    if view.state.area and drawn_area(view) is None:
        sentences.append("The area does not describe one in this map of samples and was left out.")
    return sentences


def no_matrix(*, gtex: bool) -> Component:
    """What the published release lacks, and what would bring it; `gtex` where GTEx's quantiles are there."""
    return html.Div([
        html.P("This release has no expression per gene and tissue of its own samples: its source publishes no per-gene matrix."),
        html.P("Paste a gene at the left for GTEx’s quantiles in the tissues that the atlas’s are matched to.") if gtex
        else html.P(["GTEx’s quantiles would come with ", html.Code("python -m dashboard import annotation ideogram"), "."]),
        html.P(["The atlas’s own expression by isoform would come with ", html.Code("python -m dashboard import isoforms <GTF> <matrix> --samples <sheet>"), "."]),
    ], className="absent")
