"""The isoform browser's controls, what its state means in a release, and how clicks change that state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.controls import choice, choices, number, section
from dashboard.components.ids import Ids
from dashboard.components.isoform_order import listed, order_list, reordered, shortest
from dashboard.context import open_release
from dashboard.errors import NotFoundError
from dashboard.figures.isoform_browser import CATEGORY_NAME, Overlay, row_label
from dashboard.figures.isoform_rows import Choice, Rows, choose_rows
from dashboard.figures.style import write_count, write_counted
from dashboard.store import isoforms as store
from dashboard.store.genes import GeneRecord, find_gene, gene_window
from dashboard.store.release import Release
from dashboard.store.tissues import label_tissue, list_tissues, tissue_labels
from dashboard.urls import IsoformBrowserState, gene_path, locus_path, variant_path

CONTROLS = {
    "show": ("show", "radio"), "order": ("order", "radio"), "introns": ("introns", "radio"), "rows": ("rows", "radio"), "category": ("category", "checklist"),
    "min_usage": ("min_usage", "input"), "tissue": ("tissue", "dropdown"), "other": ("other", "dropdown"), "pin": ("pin", "dropdown"), "hide": ("hide", "dropdown"),
    "index": ("index", "dropdown"),
}
"""State field → noun and kind of the control's id, in the order the page's callback receives their values."""
ORDER = ("sequence", "grid")
"""Noun and kind of the id of the list of isoforms that is put in order by hand."""
TOP = 15
INDEX_OPTIONS = (
    ("hill_1", "effective isoforms (order 1)"), ("hill_2", "effective isoforms (order 2)"), ("richness", "isoforms expressed"), ("shannon", "Shannon entropy"),
    ("gini_simpson", "Gini–Simpson"), ("dominance", "share of the dominant isoform"),
)


@dataclass(frozen=True)
class View:
    """A gene's isoforms in a release, as the state asks for them. `release` is the handle it was opened with."""

    release: Release
    gene: GeneRecord
    state: IsoformBrowserState
    transcripts: pl.DataFrame
    expression: pl.DataFrame
    labels: dict[str, str]


def opened(gene: str, search: str) -> View:
    """Everything the panels are drawn from. Raises NotFoundError for a gene that the release does not have."""
    state = IsoformBrowserState.of(search)
    release = open_release(state.release)
    return View(release, find(release, gene), state, *_read(release, gene))


def find(release: Release, gene: str) -> GeneRecord:
    """The gene by any of its names. Raises NotFoundError where there is none."""
    found = find_gene(release, gene)
    if found is None:
        raise NotFoundError(f"There is no gene {gene:.60} in this release.")
    return found


def _read(release: Release, gene: str) -> tuple[pl.DataFrame, pl.DataFrame, dict[str, str]]:
    gene_id = find(release, gene).gene_id
    return store.gene_transcripts(release, gene_id), store.tissue_expression(release, gene_id), tissue_labels(release)


def filters(ids: Ids, view: View) -> list[Component]:
    """The filter column."""
    state = view.state
    identifiers = {field: ids(noun, kind) for field, (noun, kind) in CONTROLS.items()}
    isoforms = [{"value": row["transcript_id"], "label": row_label(row)} for row in view.transcripts.sort("transcript_id").to_dicts()]
    tissues = [{"value": key, "label": label_tissue(view.labels, key)} for key in tissue_order(view)]
    counts = dict(view.transcripts.drop_nulls("structural_category").group_by("structural_category").len().iter_rows())
    categories = [(key, name, write_count(counts[key])) for key, name in CATEGORY_NAME.items() if key in counts]

    def dropdown(field: str, options: Sequence[dict[str, Any]], value: Any, placeholder: str, *, multi: bool = False) -> Component:
        return dcc.Dropdown(id=identifiers[field], options=list(options), value=value, multi=multi, placeholder=placeholder, clearable=True)

    return [
        section("Beside the structures", choice(identifiers["show"], [("usage", "usage", "%"), ("tpm", "expression", "TPM"), ("detected", "samples with it", "n")], state.show)),
        section("One tissue, every sample", dropdown("tissue", tissues, state.tissue or None, "All tissues")),
        section("Compared with", dropdown("other", tissues, state.other or None, "No comparison")),
        section("Order", choice(identifiers["order"], [("mean", "by mean usage", ""), ("tissue", "by usage in the tissue", ""), ("category", "by category", ""),
                                                       ("cluster", "clustered by tissues", ""), ("name", "by id", ""), ("custom", "by hand", "")], state.order),
                         order_list(ids(*ORDER), list_rows(view))),
        section("Isoforms shown", choice(identifiers["rows"], [("top", f"the first {TOP}", ""), ("all", "all", write_count(view.transcripts.height))], state.rows)),
        section("Introns", choice(identifiers["introns"], [("short", "shortened", ""), ("scale", "to scale", "")], state.introns)),
        *([section("Structural category", choices(identifiers["category"], categories, state.category))] if categories else [choices_hidden(identifiers["category"])]),
        section("Usage in some tissue at least (%)", number(identifiers["min_usage"], state.min_usage, placeholder="0", minimum=0)),
        section("Pinned to the top", dropdown("pin", isoforms, list(state.pin), "Choose isoforms", multi=True)),
        section("Hidden", dropdown("hide", isoforms, list(state.hide), "Choose isoforms", multi=True)),
    ]


def choices_hidden(identifier: str) -> Component:
    """The control without options, so that the page's callback has its input."""
    return html.Div(choices(identifier, [], ()), hidden=True)


def index_choice(ids: Ids, state: IsoformBrowserState) -> Component:
    return dcc.Dropdown(id=ids(*CONTROLS["index"]), options=[{"value": value, "label": label} for value, label in INDEX_OPTIONS], value=state.index, clearable=False)


def tissue_order(view: View) -> list[str]:
    """Tissues with isoform expression, in organ-system order."""
    present = set(view.expression["tissue"]) if view.expression.height else set()
    ordered = [tissue.key for tissue in list_tissues(view.release) if tissue.key in present]
    return ordered + sorted(present - set(ordered))


def controlled(view: View, values: Sequence[Any]) -> IsoformBrowserState:
    """The state with the values of all controls; what a control cannot mean leaves the state as it was.

    An order by hand begins with the order that was there.
    """
    state = view.state
    given = {field: ("" if value is None else value) for field, value in zip(CONTROLS, values, strict=True)}
    changed = {field: _plain(value) for field, value in given.items()}
    parsed, _ = IsoformBrowserState.parse({field: value for field, value in changed.items() if value not in ("", [])})
    after = parsed.but(release=state.release)
    if after.order != "custom":
        return after
    return after.but(place=state.place if state.order == "custom" else _order_there_is(view))


def list_rows(view: View) -> list[dict[str, Any]]:
    """Rows of the list of isoforms: those that are drawn, top first."""
    return listed(rows(view).transcripts.to_dicts(), view.state.pin)


def with_order(view: View, event: Mapping[str, Any] | None) -> IsoformBrowserState:
    """The state after isoforms were moved in the list."""
    return reordered(view.state, event, _by_mean(view))


def _by_mean(view: View) -> list[str]:
    """The isoforms that can be drawn, most used first."""
    wanted = replace(_wanted(view), order="mean", limit=0, pinned=())
    return choose_rows(view.transcripts, view.expression, replace(wanted, categories=(), min_usage=0.0)).transcripts["transcript_id"].to_list()


def _order_there_is(view: View) -> tuple[str, ...]:
    shown = [name for name in rows(view).transcripts["transcript_id"] if name not in view.state.pin]
    return shortest(shown, [name for name in _by_mean(view) if name not in view.state.pin])


def _plain(value: Any) -> str | list[str]:
    return [str(item) for item in value] if isinstance(value, list) else str(value)


def with_click(view: View, click: Mapping[str, Any] | None) -> IsoformBrowserState:
    """A click on a tissue shows its samples; one on an isoform's mark pins it or takes it back."""
    point = ((click or {}).get("points") or [{}])[0]
    if "z" in point and point.get("x") in tissue_order(view):
        return view.state.but(tissue=str(point["x"]))
    if point.get("x") == 0 and isinstance(point.get("y"), int) and "customdata" not in point:
        shown = rows(view).transcripts["transcript_id"].to_list()
        if point["y"] < len(shown):
            name = shown[point["y"]]
            return view.state.but(pin=tuple(p for p in view.state.pin if p != name) if name in view.state.pin else (*view.state.pin, name))
    return view.state


def rows(view: View) -> Rows:
    """The isoforms to draw."""
    return choose_rows(view.transcripts, view.expression, _wanted(view))


def _wanted(view: View) -> Choice:
    state = view.state
    return Choice(
        order=state.order, tissue=state.tissue, limit=0 if state.rows == "all" else TOP, categories=state.category, min_usage=(state.min_usage or 0) / 100,
        pinned=state.pin, hidden=state.hide, placed=state.place,
    )


def overlay(view: View) -> Overlay:
    """What is drawn beside the structures."""
    gene_id, tissue = view.gene.gene_id, view.state.tissue
    samples = store.sample_expression(view.release, gene_id, [tissue]) if tissue else pl.DataFrame()
    return Overlay(
        expression=view.expression, tissues={key: label_tissue(view.labels, key) for key in tissue_order(view)}, domains=store.gene_domains(view.release, gene_id),
        junctions=store.junction_effects(view.release, gene_id), effects=store.transcript_effects(view.release, gene_id), samples=samples, tissue=tissue,
    )


def problems(view: View) -> list[str]:
    """A sentence for each part of the state that this gene does not have."""
    known, tissues = set(view.transcripts["transcript_id"]), set(tissue_order(view))
    isoforms = [name for name in dict.fromkeys((*view.state.pin, *view.state.hide, *view.state.place)) if name not in known]
    missing = [key for key in (view.state.tissue, view.state.other) if key and key not in tissues]
    return [f"The gene has no isoform {name:.60}; it was left out." for name in isoforms] + [f"The gene’s isoforms have no expression in “{key:.60}”." for key in missing]


def heading(view: View) -> tuple[str, str]:
    """Title and lead sentence."""
    gene, n = view.gene, view.transcripts.height
    novel = int(view.transcripts["novel"].fill_null(value=False).sum())
    place = f" on {gene.chromosome} ({gene.strand})" if gene.chromosome and gene.strand else f" on {gene.chromosome}" if gene.chromosome else ""
    name = f"{gene.gene_name}; " if gene.gene_name else ""
    return f"Isoforms of {gene.label}", f"{name}{write_counted(n, 'isoform')}{place}, {write_count(novel)} of them novel (◆)."


def note(view: View, drawn: Rows) -> str:
    """How many isoforms are drawn, why not the others, and what can be clicked."""
    left = [(drawn.n_beyond, "beyond the first"), (drawn.n_filtered, "filtered out by you"), (drawn.n_hidden, "hidden by you")]
    reasons = [f"{write_count(n)} {why}" for n, why in left if n]
    shown = f"{write_count(drawn.transcripts.height)} of {write_counted(drawn.n_total, 'isoform')}" + (f" ({', '.join(reasons)})" if reasons else "")
    marks = "coding parts thick, untranslated thin" + (" · ◆ novel" if view.transcripts["novel"].any() else "")
    samples = "a tissue for its samples, " if view.expression.height else ""
    return f"{shown} · {marks} · click {samples}an isoform’s mark to pin it, a QTL for its links"


def diversity_note(values: pl.DataFrame, index: str) -> str:
    """What the marks of the gene's diversity mean, and why some have no interval."""
    shown = values.filter(pl.col("index") == index)
    intervals = "95 % bootstrap intervals, none of a single sample" if shown["lower"].count() else "no intervals: one sample per tissue"
    return f"{intervals}; open: as observed" + (", filled: at equal reads and samples" if shown["rarefied"].any() else "")


def links(view: View, click: Mapping[str, Any] | None) -> list[Component]:
    """Where a clicked QTL leads: its locus, variant and gene."""
    point = ((click or {}).get("points") or [{}])[0]
    data = point.get("customdata")
    if not isinstance(data, list) or len(data) != 3 or not all(isinstance(item, str) for item in data):
        return []
    phenotype, variant, tissue = data
    window = gene_window(view.release, view.gene)
    pinned = view.state.release
    targets = [("Variant", variant_path(variant, pinned)), ("Gene", gene_path(view.gene.gene_id, pinned))]
    if window:
        targets.insert(0, ("Locus", locus_path(window.chromosome, window.start, window.end, pinned)))
    return [html.Span(f"{variant} acts on {phenotype} in {label_tissue(view.labels, tissue)}: "), *[html.A(label, href=href, className="me-3") for label, href in targets]]
