"""How did the catalogue of transcripts come about? Tables: isoform_counts, module_summaries, transcript_expression. URL:
`/transcripts`, see `urls.TranscriptState`."""

from __future__ import annotations

from typing import Any

import dash
from dash import html
from dash.development.base_component import Component

from dashboard.components.ids import Ids
from dashboard.components.page import cards, page, safely
from dashboard.components.panel import Panel
from dashboard.components.published import Published, register
from dashboard.components.states import absent
from dashboard.context import open_release
from dashboard.figures import transcripts as figures
from dashboard.store import transcript_catalogue as store
from dashboard.urls import TranscriptState

ids = Ids("transcripts")
dash.register_page(__name__, path="/transcripts", name="Transcripts", title="The catalogue of transcripts · GTOP Explorer", order=2.5, nav=False)

TOTALS = Panel(ids, "totals", "Annotated and novel", height=280, needs=())
EXAMPLE = Panel(ids, "example", "Single isoforms in heart tissues", height=280, needs=())
FILTERS = Panel(ids, "filters", "Candidates that passed the filters", height=340, needs=())
PRIMING = Panel(ids, "priming", "Internal priming", height=340, needs=())
PEPTIDES = Panel(ids, "peptides", "Novel transcripts with unique peptides", height=800, needs=())
SPREAD = Panel(ids, "spread", "Isoforms of a gene within and across modules", height=480, needs=())
GROUPS = Panel(ids, "groups", "Novel transcripts in tissues that GTEx has", height=180, needs=())
MODULES = Panel(ids, "modules", "Modules of heart tissues", wide=True, height=520, needs=())
VIEWS = {
    TOTALS: Published(
        store.COUNTS, store.totals, lambda rows, look: figures.stacked_classes(rows, look, unit="genes or transcripts", series=("GENCODE v47", "annotated", "novel"), colors=("#649EA4", "#7E9EBC", "#B5482A"), labelled=True),
        lambda *_: "in GENCODE, found by long reads here (GTOP), and in both together; classes do not overlap", (("scope", "long_read_transcripts"), ("scope", "long_read_genes")),
    ),
    EXAMPLE: Published(store.EXPRESSION, store.example_expression, figures.example_heatmap, lambda *_: "mean TPM by short reads, of transcripts published as an example"),
    FILTERS: Published(
        store.COUNTS, store.filter_outcomes, lambda rows, look: figures.stacked_classes(rows, look, unit="candidate transcripts", series=store.OUTCOMES, colors=("#516C8A", "#B5482A")),
        lambda *_: "by structural category; FSM, ISM: full and incomplete splice match; NIC, NNC: novel in, not in catalogue", (("scope", "filter_outcome"),),
    ),
    PRIMING: Published(
        store.COUNTS, store.internal_priming, lambda rows, look: figures.priming(rows, look, store.OUTCOMES),
        lambda *_: "many adenines in the genome behind the end suggest that the primer bound there, and not to a poly(A) tail", (("scope", "internal_priming"),),
    ),
    PEPTIDES: Published(
        store.COUNTS, store.peptide_numbers, lambda rows, look: figures.stacked_classes(rows, look, unit="novel transcripts"),
        lambda *_: "by the number of peptides that no other transcript has, from mass spectrometry", (("scope", "unique_peptide_support"),),
    ),
    SPREAD: Published(
        store.MODULES, store.isoform_spread, lambda rows, look: figures.stacked_classes(rows, look, unit="genes", series=store.SPREADS),
        lambda *_: "genes by whether their isoforms fall into one module of co-expressed transcripts or into several", (("measure", "genes_by_isoform_spread"),),
    ),
    GROUPS: Published(
        store.COUNTS, store.novel_by_group, lambda rows, look: figures.stacked_classes(rows, look, unit="novel transcripts", colors=("#B5482A",)),
        lambda *_: "a transcript counts in each group in which it was found", (("scope", "novel_transcripts_by_tissue_group"),),
    ),
    MODULES: Published(
        store.MODULES, store.module_expression, figures.module_heatmap, lambda *_: "mean expression of each module as published, named by its most enriched gene ontology term (adjusted p on hover)", (("measure", "expression"),),
    ),
}


@safely
def layout(**query: Any) -> Component:
    state, problems = TranscriptState.parse(query)
    release = open_release(state.release)
    title = "The catalogue of transcripts"
    if not (release.has(store.COUNTS) or release.has(store.MODULES)):
        return page(ids, state, title=title, lead="", problems=problems, content=[absent("isoform counts", "gtop")])
    lead = "Which candidates became transcripts, what supports the novel ones, and which modules they are expressed in; all as published."
    ways = (("Isoforms by tissue", "/isoforms"), ("Published figures as live views", "/gallery"))
    column = [PEPTIDES.layout(), _beside(SPREAD.layout(), GROUPS.layout())]
    return page(ids, state, title=title, lead=lead, problems=problems, content=[cards(TOTALS.layout(), EXAMPLE.layout(), FILTERS.layout(), PRIMING.layout(), *column, MODULES.layout())], ways=ways)


def _beside(*panels: Component) -> Component:
    """Cards one below the other, beside a tall one."""
    return html.Div(list(panels), className="card-column")


for panel, view in VIEWS.items():
    register(panel, view, TranscriptState)
