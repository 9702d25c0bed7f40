"""The gene page's header, controls, and how its state changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard.components.controls import choice, choices, number, section
from dashboard.components.ids import Ids
from dashboard.components.links import gene_links, outside_links
from dashboard.figures.style import write_count
from dashboard.regions import Region
from dashboard.schema.common import QTL_TYPES, VARIANT_CLASSES
from dashboard.store.gene_qtls import Pair, PointFilter, gene_counts
from dashboard.store.genes import GeneRecord, gene_window
from dashboard.store.people import MOST, People, people_of_pair, published_people
from dashboard.store.release import Release
from dashboard.store.tissues import label_tissue, tissue_labels
from dashboard.urls import GeneState, isoform_path, locus_path, page_path

CONTROLS = {"qtl_type": "radio", "variant_class": "checklist", "p_max": "input", "slope_size": "input", "pip_min": "input"}
"""State field → kind of its control, in the order the page's callback receives their values."""


def filters(ids: Ids, state: GeneState) -> list[Component]:
    names = {field: ids(field, kind) for field, kind in CONTROLS.items()}
    return [
        section("QTL type", choice(names["qtl_type"], [(t, t, "") for t in QTL_TYPES[:3]], state.qtl_type)),
        section("Variant class", choices(names["variant_class"], [(c, c, "") for c in VARIANT_CLASSES], state.variant_class)),
        section("p at most", number(names["p_max"], state.p_max, placeholder="1", minimum=0)),
        section("|slope| at least", number(names["slope_size"], state.slope_size, placeholder="0", minimum=0)),
        section("PIP at least", number(names["pip_min"], state.pip_min, placeholder="0", minimum=0), help="Keeps fine-mapped variants of 95 % credible sets only"),
    ]


def point_filter(state: GeneState) -> PointFilter:
    return PointFilter(state.qtl_type, state.variant_class, state.p_max, state.slope_size, state.pip_min)


def controlled(state: GeneState, values: Sequence[Any]) -> GeneState:
    """The state with the values of all controls; what cannot be used leaves its field empty."""
    raw = {field: [str(v) for v in value] if isinstance(value, list) else "" if value is None else str(value) for field, value in zip(CONTROLS, values, strict=True)}
    parsed, _ = GeneState.parse({name: value for name, value in raw.items() if value not in ("", [])})
    return state.but(**{name: getattr(parsed, name) for name in raw})


def with_bubble(state: GeneState, click: Mapping[str, Any] | None) -> GeneState:
    """A click on a bubble follows its variant in the forest plot and opens, or closes, the people of that tissue."""
    points = (click or {}).get("points") or []
    data = points[0].get("customdata") if points else None
    if not data:
        return state
    pair = f"{data[-1]}|{data[0]}"
    pairs = tuple(p for p in state.pair if p != pair) if pair in state.pair else (*state.pair, pair)[-MOST:]
    return state.but(variant=str(data[0]), pair=pairs)


def people(release: Release, gene: GeneRecord, state: GeneState, followed: Pair | None) -> list[People]:
    """Individual data: of the pairs that are open, else of the one followed, and the published examples."""
    labels = tissue_labels(release)
    pairs = [tuple(text.split("|", 1)) for text in state.pair if "|" in text] or ([(followed.tissue, followed.variant_id)] if followed else [])
    found = [people_of_pair(release, gene, tissue, variant, label_tissue(labels, tissue)) for tissue, variant in pairs]
    return [panel for panel in found if panel][:MOST] or published_people(release, gene.gene_id)[:MOST]


def header(release: Release, gene: GeneRecord, pinned: str = "") -> Component:
    """Names, place and what is known at a glance, with ways on; those to isoforms keep the release that the URL pins."""
    place = f"{gene.chromosome}:{gene.start:,}-{gene.end:,} ({gene.strand or '?'} strand)" if gene.chromosome and gene.start and gene.end else "place not in this release"
    version = f".{gene.gene_version}" if gene.gene_version else ""
    facts = [html.Span([html.B(write_count(n)), f" {label}"], className="fact") for label, n in gene_counts(release, gene.gene_id).items()]
    window = gene_window(release, gene)
    exact = Region(gene.chromosome, gene.start, gene.end) if gene.chromosome and gene.start and gene.end else None
    ways = [html.A("All leads of this gene", href=page_path("/qtls", gene=gene.gene_id, significant="all"), className="way")]
    if window:
        ways.append(html.A("Locus", href=locus_path(window.chromosome, window.start, window.end), className="way"))
    if release.has("exons"):
        ways.append(html.A("Isoforms", href=isoform_path(gene.gene_id, pinned), className="way"))
    return html.Div([
        html.P([html.Span(gene.gene_name or "", className="gene-name"), " ", html.Code(gene.gene_id + version)]),
        html.P(" · ".join(filter(None, [place, f"GRCh38 · {gene.biotype.replace('_', ' ')}" if gene.biotype else release.manifest.genome_build,
                                        f"also {', '.join(gene.aliases[:6])}" if gene.aliases else ""])), className="page-lead"),
        html.Div(facts, className="facts"), html.Div(ways, className="ways"), outside_links(gene_links(gene.gene_id, gene.gene_symbol, exact)),
    ], className="entity-header")


def unknown(text: str) -> Component:
    """A page for a gene that no table knows."""
    return html.Div([
        html.H1(f"No gene “{text:.80}” in this release", className="page-title"),
        html.P("Symbols (CD40), former symbols and aliases, Ensembl ids with or without version (ENSG00000101017.15) and the atlas's own ids (GTOPG…, PB.…) are understood. "
               "A gene without a symbol here is found by its id. Press / to search.", className="page-lead"),
        html.A("All QTLs", href="/qtls"),
    ], className="page")
