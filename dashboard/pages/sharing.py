"""Are QTLs shared between tissues, and how far are they from the TSS? Tables: tissue_sharing, tss_distances, set_membership,
variance_explained. URL: `/sharing`, see `urls.SharingState`."""

from __future__ import annotations

from typing import Any

import dash
from dash.development.base_component import Component

from dashboard.components.ids import Ids
from dashboard.components.page import cards, page, safely
from dashboard.components.panel import Panel
from dashboard.components.published import Published, register
from dashboard.components.states import absent
from dashboard.context import open_release
from dashboard.figures import sharing as figures
from dashboard.figures.style import VARIANT_CLASS, shade, write_counted
from dashboard.figures.upset import upset
from dashboard.store import sharing as store
from dashboard.store.colocalization import set_overlaps
from dashboard.urls import SharingState

ids = Ids("sharing")
dash.register_page(__name__, path="/sharing", name="Sharing", title="QTLs across tissues · GTOP Explorer", order=1.5, nav=False)

SHARED = Panel(ids, "shared", "In how many tissues an eQTL is active", height=340, needs=())
BY_DISTANCE = Panel(ids, "bydistance", "Shared eQTLs are closer to the TSS", height=340, needs=())
PAIRS = Panel(ids, "pairs", "eQTLs that two tissues share", height=430, needs=())
SPECIFIC = Panel(ids, "specific", "eQTLs of one tissue only", height=430, needs=())
DISTANCES = Panel(ids, "distances", "Distance of fine-mapped eQTLs to the TSS", wide=True, height=390, needs=())
GENES = Panel(ids, "genes", "eGenes by class of variant", height=330, needs=())
COVARIATES = Panel(ids, "covariates", "Variance explained by the covariates of QTL mapping", height=430, needs=())
_TABLES = (store.SHARING, store.DISTANCES, store.SETS, store.COVARIATES)


@safely
def layout(**query: Any) -> Component:
    state, problems = SharingState.parse(query)
    release = open_release(state.release)
    title = "QTLs across tissues and classes of variants"
    if not any(release.has(name) for name in _TABLES):
        return page(ids, state, title=title, lead="", problems=problems, content=[absent("analyses of sharing between tissues", "gtop")])
    lead = "How many tissues share an effect, how far QTLs lie from the transcription start, which genes each class of variants acts on, and what QTL mapping corrected for; all as published."
    content = [cards(SHARED.layout(), BY_DISTANCE.layout(), PAIRS.layout(), SPECIFIC.layout(), DISTANCES.layout(), GENES.layout(), COVARIATES.layout())]
    ways = (("Leads, filtered", "/qtls"), ("Effects in other cohorts", "/frequencies"), ("Published figures as live views", "/gallery"))
    return page(ids, state, title=title, lead=lead, problems=problems, content=content, ways=ways)


VIEWS = {
    SHARED: Published(store.SHARING, store.counts_of_tissues, figures.shared_counts, lambda _, simulated: f"active: {'significant there' if simulated else 'by mash'}; the shares of each class add up to 100 %", (("measure", "tissues_shared"),)),
    BY_DISTANCE: Published(store.SHARING, store.distances_by_sharing, figures.distance_by_sharing, lambda *_: "mean and published interval; n of the class in the legend", (("measure", "tss_distance"),)),
    PAIRS: Published(store.SHARING, store.pairwise_sharing, figures.pairs_of_tissues, lambda _, simulated: f"share of eQTLs with effects of the same sign and like size{'' if simulated else ' (mash)'}; a tissue with itself is left blank", (("measure", "pairwise_sharing"),)),
    SPECIFIC: Published(store.SHARING, store.specific_to_tissue, figures.tissue_specific, lambda *_: "eQTLs that are active in the tissue alone (n), by class of variant", (("measure", "tissue_specific"),)),
    DISTANCES: Published(store.DISTANCES, store.distances_within, figures.distances_to_tss, lambda rows, _: _with_absent(rows, "share of gene–variant pairs within a distance; n and median on hover")),
    GENES: Published(
        store.SETS, lambda release: set_overlaps(release, store.EGENES), lambda rows, look: upset(rows, {}, look, color=shade("#516C8A", look), relation="eGenes of exactly"),
        lambda rows, _: f"{write_counted(rows['n'].sum(), 'gene')} over all tissues, by the classes that have an eQTL of them", (("collection", store.EGENES),),
    ),
    COVARIATES: Published(store.COVARIATES, store.variance_by_covariates, figures.variance_explained, lambda *_: "above each point: components used · the axis does not begin at 0"),
}


def _with_absent(rows: Any, note: str) -> str:
    lacking = [name for name in VARIANT_CLASS if name not in set(rows["variant_class"])]
    return f"{note} · not in this release: {', '.join(lacking)}" if lacking else note


for panel, view in VIEWS.items():
    register(panel, view, SharingState)
