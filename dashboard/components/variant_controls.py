"""The variant page's header, controls, and how its state changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dash_bootstrap_components as dbc
import polars as pl
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.controls import choice
from dashboard.components.ids import Ids
from dashboard.components.links import outside_links, variant_links
from dashboard.components.suggestions import near, not_found
from dashboard.figures.style import write_count
from dashboard.regions import Region
from dashboard.schema.common import QTL_TYPES
from dashboard.store.release import Release
from dashboard.store.variants import VariantRecord, associated_genes
from dashboard.urls import VariantState, locus_path

CONTROLS = {"x": "radio", "y": "radio", "labels": "radio", "gene": "select", "qtl_type": "select"}
"""State field → kind of its control, in the order the page's callback receives their values."""
CLASSES = {"SNV": "single-nucleotide variant or short indel", "SV": "structural variant", "TR": "tandem repeat"}
FLANK = 250_000
_ACROSS = [("gene", "gene", ""), ("tissue", "tissue", ""), ("system", "organ system", ""), ("qtl_type", "QTL type", "")]
_UP = [("p", "−log₁₀ p", ""), ("slope", "slope", ""), ("pip", "PIP", "")]
_LABELS = [("0", "none", ""), ("5", "top 5", ""), ("20", "top 20", "")]


def plot_controls(ids: Ids, state: VariantState) -> Component:
    return html.Div([
        _inline("x", choice(ids("x", "radio"), _ACROSS, state.x, inline=True)), _inline("y", choice(ids("y", "radio"), _UP, state.y, inline=True)),
        _inline("names", choice(ids("labels", "radio"), _LABELS, state.labels, inline=True)),
    ], className="control-row")


def _inline(label: str, control: Component) -> Component:
    return html.Div([html.Span(label, className="control-label"), control], className="inline-control")


def paired(panels: list[Any]) -> list[Any]:
    """Panels of half the page's width; the last of an odd number takes all of it, so that no hole is left."""
    if len(panels) % 2:
        panels[-1].className = "panel panel-wide"
    return panels


def forest_controls(ids: Ids, state: VariantState, associations: pl.DataFrame) -> Component:
    """Which gene and QTL type the forest plot is of; the strongest comes first."""
    genes = [{"value": gene, "label": f"{label} ({write_count(n)})"} for gene, label, n in associated_genes(associations)]
    types = [{"value": t, "label": t} for t in QTL_TYPES if t in associations["qtl_type"].to_list()]
    gene, qtl_type = chosen_pair(state, associations)
    return html.Div([
        _selected("gene", dbc.Select(id=ids("gene", "select"), options=genes, value=gene, size="sm")),
        _selected("QTL type", dbc.Select(id=ids("qtl_type", "select"), options=types, value=qtl_type, size="sm")),
    ], className="control-row")


def _selected(label: str, control: dbc.Select) -> Component:
    return html.Div([html.Label(label, htmlFor=control.id, className="control-label"), html.Div(control, className="select-field")], className="inline-control")


def chosen_pair(state: VariantState, associations: pl.DataFrame) -> tuple[str, str]:
    """Gene and QTL type of the forest plot: those chosen where they have an effect, else the strongest."""
    known = associations.filter(pl.col("slope").is_not_null() & pl.col("gene_id").is_not_null())
    for test in (
        (pl.col("gene_id") == state.gene) & (pl.col("qtl_type") == (state.qtl_type or "")), pl.col("gene_id") == state.gene,
        pl.col("qtl_type") == (state.qtl_type or ""), pl.lit(True),
    ):
        rows = known.filter(test)
        if rows.height:
            return rows["gene_id"][0], rows["qtl_type"][0]
    return "", ""


def controlled(state: VariantState, field: str, value: Any) -> VariantState:
    """The state with the value of the control that was touched; one that cannot be used changes nothing.

    The others are left alone: the selects hold what was chosen for the reader, which does not belong in a URL.
    """
    parsed, problems = VariantState.parse({field: str(value)})
    return state if problems or not value else state.but(**{field: getattr(parsed, field)})


def with_point(state: VariantState, click: Mapping[str, Any] | None) -> VariantState:
    """A click on a point shows its gene in the forest plot."""
    points = (click or {}).get("points") or []
    gene = points[0].get("customdata") if points else None
    return state.but(gene=gene, qtl_type=None) if isinstance(gene, str) else state


def header(release: Release, variant: VariantRecord, associations: pl.DataFrame, pinned: str = "") -> Component:
    """What the variant is, what a slope is per, and ways on, which keep the release that the URL pins."""
    tissues, genes = associations["tissue"].n_unique(), associations["gene_id"].drop_nulls().n_unique()
    facts = [(associations.height, "association"), (genes, "gene"), (tissues, "tissue"), (int(associations["significant"].fill_null(False).sum()), "significant at 5 % FDR"),
             (associations["pip"].drop_nulls().len(), "of GTOP's credible sets")]
    ways = []
    if variant.chromosome and variant.position:
        start, end = max(1, variant.position - FLANK), (variant.end or variant.position) + FLANK
        ways.append(dcc.Link("Locus", href=locus_path(variant.chromosome, start, end, pinned), className="way"))
    return html.Div([
        html.P(" · ".join(describe(release, variant)), className="page-lead"),
        html.P(["Effects are per ", html.B(variant.effect_unit), ". ", effect_note(variant)], className="page-lead"),
        html.Div([html.Span([html.B(write_count(n)), f" {label}" + "s" * (n > 1 and not label.startswith(("significant", "of ")))], className="fact") for n, label in facts if n], className="facts"),
        html.Div(ways, className="ways"), outside_links(variant_links(variant)),
    ], className="entity-header")


def describe(release: Release, variant: VariantRecord) -> list[str]:
    """Class, place and alleles, repeat unit or span, in words; what is not known is said so once."""
    build = release.manifest.genome_build or "GRCh38"
    words = [CLASSES.get(variant.variant_class or "", "variant of unknown class")]
    if variant.chromosome and variant.position:
        if variant.end and variant.end > variant.position:
            words.append(f"spans {Region(variant.chromosome, variant.position, variant.end)} ({build})")
        else:
            words.append(f"{'about ' if variant.approximate else ''}{variant.chromosome}:{variant.position:,} ({build}{', from the distance to a gene’s start' if variant.approximate else ''})")
    else:
        words.append("position not in this release")
    if variant.ref and variant.alt:
        words.append(f"{_short(variant.ref)} → {_short(variant.alt)}")
    if variant.sv_type:
        words.append(f"{variant.sv_type}{f' of {variant.length:,} bp' if variant.length else ''}")
    if variant.motif:
        words.append(f"repeat unit {_short(variant.motif, 40)} ({len(variant.motif.split(',')[0])} bp)")
    if variant.structure:
        words.append(f"structure {_short(variant.structure, 40)}, known for disease" + (f" ({variant.repeat_gene})" if variant.repeat_gene else ""))
    words[0] = words[0][0].upper() + words[0][1:]
    return words


def effect_note(variant: VariantRecord) -> str:
    if variant.variant_class == "TR":
        return "A positive slope means more with a longer repeat."
    if not variant.is_told:
        return "The id does not say which allele is ALT, nor does a table of this release; directions compare between genes and tissues, not with other studies."
    return "REF is the reference genome's allele."


def _short(text: str, most: int = 24) -> str:
    return text if len(text) <= most else f"{text[:most]}… ({len(text)} letters)"


def unknown(release: Release, text: str, pinned: str = "") -> Component:
    """A page for a variant that no table names, with what is near in name or place."""
    lead = ("rs numbers (rs1569723), place and alleles (chr20_46113425_G_T, also with : > or -), structural variants (chr16_72056410_DEL_CM400_1724) and repeats "
            "(chr9_133356366_133356387_CCCCGCA) are understood, as the atlas spells them. Only variants that lead an association, are in a credible set or stand in another table are named here.")
    if not text:
        return not_found("Which variant?", lead, (), pinned=pinned)
    return not_found(f"No variant “{text:.80}” in this release", lead, near(release, text, without=f"variant:{text}"), pinned=pinned)


def problems(state: VariantState, associations: pl.DataFrame) -> list[str]:
    """What the address names that this variant does not have, in sentences."""
    said = []
    known = associations.filter(pl.col("slope").is_not_null())
    if state.gene and state.gene not in known["gene_id"]:
        said.append(f"This variant has no effect on “{state.gene:.60}” in this release; its strongest gene is shown.")
    if state.qtl_type and state.qtl_type not in known["qtl_type"]:
        said.append(f"This variant has no {state.qtl_type} in this release; another type is shown.")
    return said
