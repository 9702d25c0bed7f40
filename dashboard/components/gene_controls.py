"""The gene page's header, controls, and how its state changes."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.controls import choice, choices, number, section
from dashboard.components.ids import Ids
from dashboard.components.links import gene_links, outside_links
from dashboard.components.panel import Rows
from dashboard.components.suggestions import near, not_found
from dashboard.figures.style import write_count, write_p
from dashboard.regions import Region
from dashboard.schema.common import QTL_TYPES, VARIANT_CLASSES
from dashboard.store.associations import count_values
from dashboard.store.gene_qtls import Pair, PointFilter, gene_counts
from dashboard.store.genes import GeneRecord, gene_window
from dashboard.store.people import MOST, People, brief, people_of_pair, published_people
from dashboard.store.release import Release
from dashboard.store.selection import Filters
from dashboard.store.tissues import label_tissue, tissue_labels
from dashboard.urls import GeneState, isoform_path, locus_path, page_path

CONTROLS = {"qtl_type": "radio", "variant_class": "checklist", "p_max": "input", "slope_size": "input", "pip_min": "input"}
"""State field → kind of its control, in the order the page's callback receives their values."""
MOST_FOLLOWED, MOST_NAMED = 100, 100
"""Variants that the list above the forest plot offers, and that a download names."""


def filters(ids: Ids, release: Release, state: GeneState) -> list[Component]:
    names = {field: ids(field, kind) for field, kind in CONTROLS.items()}
    types = count_values(release, "qtl_type") if release.has("lead_associations") else {}
    options = [(name, name, "" if name in types else "not in this release") for name in QTL_TYPES[:3]]
    return [
        section("QTL type", choice(names["qtl_type"], options, state.qtl_type, disabled=[name for name in QTL_TYPES[:3] if name not in types])),
        section("Variant class", choices(names["variant_class"], [(c, c, "") for c in VARIANT_CLASSES], state.variant_class)),
        section("p at most", number(names["p_max"], state.p_max, placeholder="1", minimum=0)),
        section("|slope| at least", number(names["slope_size"], state.slope_size, placeholder="0", minimum=0)),
        section("PIP at least", number(names["pip_min"], state.pip_min, placeholder="0", minimum=0), help="Keeps fine-mapped variants of 95 % credible sets only"),
    ]


def point_filter(state: GeneState) -> PointFilter:
    return PointFilter(state.qtl_type, state.variant_class, state.p_max, state.slope_size, state.pip_min)


def words(state: GeneState) -> list[str]:
    """The filters in words, stamped on exports."""
    limits = (("p ≤ {:g}", state.p_max), ("|slope| ≥ {:g}", state.slope_size), ("PIP ≥ {:g}", state.pip_min))
    return [state.qtl_type, *([", ".join(state.variant_class)] if state.variant_class else []), *(text.format(value) for text, value in limits if value is not None)]


def rows_of_points(table: str, gene_id: str, state: GeneState, points: pl.DataFrame) -> Rows:
    """The rows behind the map, by the same filters; a PIP stands in another table, so that its variants and tissues are named."""
    least = () if state.p_max is None else (("neglog10_p__gte", f"{-math.log10(max(state.p_max, 5e-324)):.6g}"),) if table == "nominal_associations" else (("pval_nominal__lte", f"{state.p_max:g}"),)
    size = () if state.slope_size is None else (("slope__absgte", f"{state.slope_size:g}"),)
    named: Filters = ()
    if state.pip_min is not None and points["variant_id"].n_unique() <= MOST_NAMED:
        named = tuple((column, value) for column in ("tissue", "variant_id") for value in points[column].unique().sort())
    return Rows(table, (("gene_id", gene_id), ("qtl_type", state.qtl_type), *(("variant_class", name) for name in state.variant_class), *least, *size, *named))


def follow_control(ids: Ids, state: GeneState) -> Component:
    """Which variant the forest plot follows; a click on a bubble and a row of the leads choose it too."""
    return html.Div([
        html.Label("Variant", htmlFor=ids("variant", "dropdown"), className="control-label"),
        dcc.Dropdown(id=ids("variant", "dropdown"), value=state.variant or None, options=_own([state.variant]), className="follow"),
    ], className="inline-control")


def people_control(ids: Ids, state: GeneState) -> Component:
    """Which tissues and variants stand beside each other."""
    return html.Div([
        html.Label("Shown", htmlFor=ids("pair", "dropdown"), className="control-label"),
        dcc.Dropdown(id=ids("pair", "dropdown"), value=list(state.pair), options=_own(state.pair), multi=True, className="follow"),
    ], className="inline-control")


def _own(values: Sequence[str]) -> list[dict[str, str]]:
    return [{"value": value, "label": value.replace("|", " · ").replace("_", " ") if "|" in value else value} for value in values if value]


def variant_options(points: pl.DataFrame, chosen: str) -> list[dict[str, str]]:
    """The variants that can be followed, the strongest first, each with its smallest p."""
    best = points.group_by("variant_id").agg(pl.col("neglog10_p").max(), pl.col("variant_class").first()).sort("neglog10_p", "variant_id", descending=[True, False], nulls_last=True).head(MOST_FOLLOWED)
    options = [{"value": name, "label": f"{name} · {kind}" + (f" · p {write_p(10 ** -p)}" if p is not None else "")} for name, p, kind in best.select("variant_id", "neglog10_p", "variant_class").iter_rows()]
    return options if not chosen or chosen in best["variant_id"] else [*options, *_own([chosen])]


def pair_options(release: Release, points: pl.DataFrame, state: GeneState, followed: Pair | None) -> list[dict[str, str]]:
    """Tissues of the followed variant that can be put beside each other, and what is already shown."""
    labels = tissue_labels(release)
    tissues = points.filter(pl.col("variant_id") == followed.variant_id)["tissue"].unique().to_list() if followed else []
    keys = dict.fromkeys([*state.pair, *(f"{tissue}|{followed.variant_id}" for tissue in labels if followed and tissue in tissues)])
    return [{"value": key, "label": " · ".join([label_tissue(labels, key.partition("|")[0]), brief(key.partition("|")[2])])} for key in keys]


def problems(release: Release, state: GeneState, points: pl.DataFrame) -> list[str]:
    """What the address names that this gene does not have, in sentences."""
    said = [] if points.is_empty() or state.qtl_type in set(points["qtl_type"]) else [f"This gene has no {state.qtl_type} in this release."]
    known = set(points["variant_id"])
    if state.variant and state.variant not in known:
        said.append(f"“{state.variant:.60}” has no association with this gene in this release; the strongest variant is followed.")
    elif state.variant and state.variant not in set(point_filter(state).apply(points)["variant_id"]):
        said.append(f"The filters leave out {state.variant:.60}; the strongest variant that is left is followed.")
    labels = tissue_labels(release)
    for text in state.pair:
        tissue, _, variant = text.partition("|")
        if tissue not in labels or variant not in known:
            said.append(f"“{text.replace('|', ' · '):.80}” is not a tissue and variant of this gene and was left out.")
    return said


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


def half_or_wide(state: GeneState) -> str:
    """The class of the two cards below the map: several pairs side by side need all of the page's width."""
    return "panel panel-wide" if len(state.pair) > 1 else "panel"


def with_lists(state: GeneState, variant: str | None, pairs: Sequence[str] | None) -> GeneState:
    """Another variant to follow, or other tissues side by side; of too many the last stay."""
    return state.but(variant=variant or "", pair=tuple(pairs or ())[-MOST:])


def with_row(state: GeneState, rows: Sequence[Mapping[str, Any]] | None) -> GeneState:
    """A row selected among the leads is followed."""
    if not rows:
        return state
    row = rows[-1]
    return state.but(variant=str(row["variant_id"]), qtl_type=row["qtl_type"] if row["qtl_type"] in QTL_TYPES[:3] else state.qtl_type)


def people(release: Release, gene: GeneRecord, state: GeneState, followed: Pair | None) -> list[People]:
    """Individual data: of the pairs that are open, else of the one followed, and the published examples."""
    labels = tissue_labels(release)
    pairs = [tuple(text.split("|", 1)) for text in state.pair if "|" in text] or ([(followed.tissue, followed.variant_id)] if followed else [])
    found = [people_of_pair(release, gene, tissue, variant, label_tissue(labels, tissue)) for tissue, variant in pairs]
    return [panel for panel in found if panel][:MOST] or published_people(release, gene.gene_id)[:MOST]


def people_links(release: Release, panels: Sequence[People]) -> Component:
    """Phenotypes stand in another table than genotypes: their rows, to take away."""
    links = [html.A(panel.title, href=Rows(*panel.phenotypes).href("csv", release), download="") for panel in panels if panel.phenotypes]
    spaced = [part for link in links for part in (link, "  ")]
    return html.Div(["Phenotypes (CSV): ", *spaced], className="small-text track-links") if links else html.Div()


def _singular(label: str) -> str:
    """The label of one: its first plural without s."""
    return re.sub(r"(\w+)s\b", r"\1", label, count=1)


def header(release: Release, gene: GeneRecord, pinned: str = "") -> Component:
    """Names, place and what is known at a glance, with ways on, which keep the release that the URL pins."""
    place = f"{gene.chromosome}:{gene.start:,}-{gene.end:,} ({gene.strand or '?'} strand)" if gene.chromosome and gene.start and gene.end else "place not in this release"
    version = f".{gene.gene_version}" if gene.gene_version else ""
    facts = [html.Span([html.B(write_count(n)), f" {_singular(label) if n == 1 else label}"], className="fact") for label, n in gene_counts(release, gene.gene_id).items()]
    window = gene_window(release, gene)
    exact = Region(gene.chromosome, gene.start, gene.end) if gene.chromosome and gene.start and gene.end else None
    ways = [dcc.Link("All leads of this gene", href=page_path("/qtls", gene=gene.gene_id, significant="all", release=pinned), className="way")]
    if window:
        ways.append(dcc.Link("Locus", href=locus_path(window.chromosome, window.start, window.end, pinned), className="way"))
    if release.has("exons"):
        ways.append(dcc.Link("Isoforms", href=isoform_path(gene.gene_id, pinned), className="way"))
    return html.Div([
        html.P([html.Span(gene.gene_name or "", className="gene-name"), " ", html.Code(gene.gene_id + version)]),
        html.P(" · ".join(filter(None, [place, f"GRCh38 · {gene.biotype.replace('_', ' ')}" if gene.biotype else release.manifest.genome_build,
                                        f"also {', '.join(gene.aliases[:6])}" if gene.aliases else ""])), className="page-lead"),
        html.Div(facts, className="facts"), html.Div(ways, className="ways"), outside_links(gene_links(gene.gene_id, gene.gene_symbol, exact)),
    ], className="entity-header")


def unknown(release: Release, text: str, pinned: str = "") -> Component:
    """A page for a gene that no table knows, or for a name of several genes."""
    lead = ("Symbols (CD40), former symbols and aliases, Ensembl ids with or without version (ENSG00000101017.15) and the atlas's own ids (GTOPG…, PB.…) are understood. "
            "A gene without a symbol here is found by its id.")
    if not text:
        return not_found("Which gene?", lead, (), pinned=pinned)
    hits = near(release, text)
    same = [hit for hit in hits if hit.kind == "gene" and f"alias {text}".lower() in hit.detail.lower()]
    if len(same) > 1:
        return not_found(f"“{text:.80}” is a name of several genes", "It is an alias of each of these; choose the one that you mean.", same, question="Genes of this name:", pinned=pinned)
    return not_found(f"No gene “{text:.80}” in this release", lead, hits, pinned=pinned)
