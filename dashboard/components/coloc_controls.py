"""The colocalization page's controls, what its state means in a release, and how the matrix changes that state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.controls import choice, choices, number, section, text
from dashboard.components.ids import Ids
from dashboard.components.tissues import TissuePicker
from dashboard.context import open_release
from dashboard.errors import QueryError
from dashboard.figures.style import write_count, write_counted
from dashboard.grids.rows import sort_from_columns
from dashboard.schema.common import QTL_TYPES
from dashboard.store import colocalization as store
from dashboard.store.filters import describe_filters, parse_filters
from dashboard.store.release import Release
from dashboard.store.selection import Filters, gene_filter
from dashboard.store.tissues import label_tissue, list_tissues, tissue_labels
from dashboard.urls import ColocalizationState, LocusState

CONTROLS = {
    "trait_class": ("trait_class", "checklist"), "trait": ("trait", "dropdown"), "gene": ("gene", "input"), "qtl_type": ("qtl_type", "checklist"),
    "heidi": ("heidi", "input"), "split": ("split", "radio"), "sets": ("sets", "radio"),
}
"""State field → noun and kind of the control's id, in the order the page's callback receives their values."""
COLUMNS = (
    "trait", "trait_class", "gwas_id", "gene_symbol", "gene_id", "tissue", "qtl_type", "pp_h4", "locus", "n_variants", "gwas_hit", "gwas_beta", "gwas_pval", "qtl_hit",
    "qtl_beta", "qtl_pval", "pp_h0", "pp_h1", "pp_h2", "pp_h3", "gwas_sentinel", "phenotype_id", "flags",
)
SMR_COLUMNS = ("trait", "trait_class", "gwas_id", "gene_symbol", "gene_id", "tissue", "qtl_type", "pval_smr", "pval_heidi", "top_variant", "gwas_pval", "locus", "phenotype_id", "flags")
MAX_COLUMNS = 40
MAX_ROWS = {"together": 40, "apart": 20}
SETS = (("disease_genes_by_method", "genes by method"), ("colocalized_signals_by_class", "gene–tissue pairs by variant class"))
_AXIS_NAMES = {"trait": "traits", "gene_id": "genes", "tissue": "tissues"}
_AXIS_WORDS = {"trait": "trait", "gene_id": "gene", "tissue": "tissue"}
_PICKED = {"trait": "picked_trait", "gene_id": "picked_gene", "tissue": "picked_tissue"}


@dataclass(frozen=True)
class View:
    """A state in a release, without names that the release lacks: filters of both tables, those with the open cell, and problems."""

    state: ColocalizationState
    release: Release
    filters: Filters
    picked: Filters
    gene: str
    problems: tuple[str, ...]

    @property
    def axes(self) -> tuple[store.Axis, store.Axis]:
        """Rows and columns of the matrix: what is not fixed by the filters."""
        if self.gene:
            return "trait", "tissue"
        return ("gene_id", "tissue") if self.state.trait else ("trait", "gene_id")

    @property
    def all_filters(self) -> Filters:
        return (*self.filters, *self.picked)


def view_of(search: str | None) -> View:
    state = ColocalizationState.of(search)
    return resolve(open_release(state.release), state)


def resolve(release: Release, state: ColocalizationState) -> View:
    """What the state means in this release; names that it does not have are said and left out."""
    problems: list[str] = []
    traits = store.list_traits(release)
    known = {"trait_class": set(traits["trait_class"]), "tissue": set(store.reported_tissues(release)), "trait": set(traits["trait"])}
    found: Filters = ()
    for field, values in (("trait_class", state.trait_class), ("trait", (state.trait,) if state.trait else ()), ("tissue", state.tissue)):
        for value in values:
            if value in known[field]:
                found += ((field, value),)
            else:
                problems.append(f"The {field.replace('_', ' ')} “{value:.60}” has no result in this release and was left out.")
    found += tuple(("qtl_type", qtl_type) for qtl_type in state.qtl_type)
    gene: Filters = ()
    for table in (store.COLOC, store.SMR):
        if not gene and release.has(table):
            try:
                gene = gene_filter(release, state.gene, table)
            except QueryError as error:
                problems.append(str(error))
                break
    clean = state.but(
        trait=state.trait if ("trait", state.trait) in found else "", tissue=[value for field, value in found if field == "tissue"],
        trait_class=[value for field, value in found if field == "trait_class"],
    )
    picked = tuple((axis, getattr(state, field)) for axis, field in _PICKED.items() if getattr(state, field))
    return View(clean, release, (*found, *gene), picked, gene[0][1] if gene else "", tuple(problems))


def filters(ids: Ids, picker: TissuePicker, view: View) -> list[Component]:
    """The filter column."""
    state, release = view.state, view.release
    traits = store.list_traits(release)
    classes = traits.group_by("trait_class").agg(pl.len()).sort("trait_class").iter_rows()
    identifiers = {field: ids(noun, kind) for field, (noun, kind) in CONTROLS.items()}
    return [
        section("Trait class", choices(identifiers["trait_class"], [(name, name.replace("_", " "), write_count(n)) for name, n in classes if name], state.trait_class),
                help="As the source groups traits; the number is that of its traits with results"),
        section("Trait", dcc.Dropdown(id=identifiers["trait"], options=trait_options(traits, state), value=state.trait or None, placeholder="All traits", className="filter-dropdown")),
        section("Gene", text(identifiers["gene"], state.gene, placeholder="Symbol or id")),
        section("QTL type", choices(identifiers["qtl_type"], [(name, name, "") for name in QTL_TYPES[:3]], state.qtl_type), help="Expression, junction usage, transcript usage"),
        section("HEIDI p at least", number(identifiers["heidi"], state.heidi, step=0.01, minimum=0),
                help="SMR results with a smaller p-value of HEIDI speak for linkage and are not counted (Zhu 2016)"),
        section("Tissue", picker.layout(list_tissues(release), state.tissue, usable=store.reported_tissues(release), unusable_reason="No result reported", all_label="All reported")),
    ]


def trait_options(traits: pl.DataFrame, state: ColocalizationState) -> list[dict[str, str]]:
    """Traits of the chosen classes, in alphabetical order, with the number of their results; always with the one that is chosen."""
    chosen = traits.filter(pl.col("trait_class").is_in(list(state.trait_class)) | (pl.col("trait") == state.trait)) if state.trait_class else traits
    return [{"value": trait, "label": f"{trait} ({n:,})"} for trait, n in chosen.sort("trait").select("trait", "n").iter_rows()]


def split_choice(ids: Ids, state: ColocalizationState) -> Component:
    return choice(ids(*CONTROLS["split"]), [("together", "QTL types together", ""), ("apart", "each QTL type", "")], state.split, inline=True)


def sets_choice(ids: Ids, state: ColocalizationState) -> Component:
    return choice(ids(*CONTROLS["sets"]), [(value, label, "") for value, label in SETS], state.sets, inline=True)


def controlled(state: ColocalizationState, tissues: tuple[str, ...], values: Sequence[Any]) -> ColocalizationState:
    """The state with the values of all controls; filters that change close the open cell."""
    raw: dict[str, Any] = {"tissue": list(tissues)}
    for field, value in zip(CONTROLS, values, strict=True):
        raw[field] = [str(item) for item in value] if isinstance(value, list) else "" if value is None else str(value)
    parsed, _ = ColocalizationState.parse({name: value for name, value in raw.items() if value not in ("", [])})
    after = state.but(**{name: getattr(parsed, name) for name in raw})
    moved = any(getattr(after, name) != getattr(state, name) for name in ("tissue", "trait_class", "trait", "gene", "qtl_type"))
    return after.but(picked_trait="", picked_gene="", picked_tissue="") if moved else after


def with_cell(view: View, click: Mapping[str, Any] | None) -> ColocalizationState:
    """A click on a cell opens its rows, a second click closes it."""
    points = (click or {}).get("points") or []
    data = points[0].get("customdata") if points else None
    if not data or not data[0]:
        return view.state
    picked = {"picked_trait": "", "picked_gene": "", "picked_tissue": ""}
    picked |= {_PICKED[axis]: str(value) for axis, value in zip(view.axes, data[:2], strict=True)}
    after = view.state.but(**picked)
    return view.state.but(**dict.fromkeys(picked, "")) if after == view.state else after


def with_grid(state: ColocalizationState, where: tuple[str, ...], columns: Sequence[Mapping[str, Any]] | None) -> ColocalizationState:
    return state.but(where=where, sort=sort_from_columns(columns) or "-pp_h4")


def without(state: ColocalizationState, field: str) -> ColocalizationState:
    """The state with one filter taken off."""
    names = tuple(_PICKED.values()) if field == "cell" else (field,)
    return state.but(**{name: ColocalizationState.model_fields[name].get_default(call_default_factory=True) for name in names})


def chips(ids: Ids, view: View) -> list[Component]:
    """What was filtered by the reader, each with a button that takes it off."""
    state, labels = view.state, tissue_labels(view.release)
    said: dict[str, str] = {}
    if state.gene:
        said["gene"] = f"gene: {state.gene}"
    if state.trait:
        said["trait"] = f"trait: {state.trait}"
    if view.picked:
        said["cell"] = "cell: " + " × ".join(label_tissue(labels, value) if axis == "tissue" else value for axis, value in view.picked)
    if state.where:
        said["where"] = "grid: " + ", ".join(state.where)
    return [html.Button(f"{label} ×", id={"type": ids("active", "button"), "index": name}, type="button", className="chip", title="Take this filter off", n_clicks=0) for name, label in said.items()]


def locus_links(view: View) -> list[Component]:
    """Loci with regional statistics of what was chosen, for LocusCompare; none before something is."""
    if not (view.gene or view.state.trait or view.picked):
        return []
    release = view.state.release
    return [dcc.Link(f"Regional statistics: {title} →", href=LocusState(locus=name, release=release).href, className="way") for name, title in store.named_loci(view.release, view.all_filters)]


def heading(view: View, signals: pl.DataFrame) -> tuple[str, str]:
    """Title and lead: what is shown, how many signals by state, and what blank means."""
    about = view.state.trait or (view.state.gene.strip() and f"Traits of {view.state.gene.strip()}") or "Traits that share a variant with a QTL"
    if signals.is_empty():
        return about, "No result meets these filters: not reported, which is never a negative result."
    states = dict(signals.group_by("state").len().iter_rows())
    numbers = ", ".join(f"{write_count(states[name])} {name}" for name in store.STATES if name in states)
    lead = (f"{write_counted(signals.height, 'signal')} ({numbers}) of {write_counted(signals['trait'].n_unique(), 'trait')} and {write_counted(signals['gene_id'].n_unique(), 'gene')}. "
            "Only PP.H4 ≥ 0.8 was published, so what is blank is not reported, never negative.")
    return about, lead if not view.release.simulated else lead.replace("published", "kept")


def matrix_title(view: View) -> str:
    """What the matrix crosses."""
    rows, columns = (_AXIS_WORDS[axis] for axis in view.axes)
    return f"Colocalization and SMR by {rows} and {columns}"


def describe_signs(signs: Mapping[str, int]) -> str:
    """How often effects agree in sign where both hits are one variant, and what that does not tell."""
    if not any(signs.values()):
        return "in no row are both hits one variant, so effects cannot be compared in sign"
    return (f"where both hits are one variant, effects have the same sign in {write_count(signs['same'])} and opposite signs in {write_count(signs['opposite'])}"
            " of the rows: effect alleles are not published, so signs do not tell the direction")


def matrix_note(view: View, matrix: store.Matrix, failed: int) -> str:
    """What is drawn of what there is, which SMR results were left out, and how to go on."""
    rows, columns = (_AXIS_NAMES[axis] for axis in view.axes)
    drawn = [f"the {len(matrix.columns)} {columns} with most {rows} of {write_count(matrix.total_columns)}" if len(matrix.columns) < matrix.total_columns else f"all {len(matrix.columns)} {columns}",
             f"{len(matrix.rows)} {'of their ' + write_count(matrix.total_rows) + ' ' if len(matrix.rows) < matrix.total_rows else ''}{rows}"]
    lead_on = " · choose a class, a trait or a gene for the rest" if len(matrix.columns) < matrix.total_columns or len(matrix.rows) < matrix.total_rows else ""
    left_out = f" · {write_count(failed)} SMR results fail HEIDI (p < {view.state.heidi:g}, Zhu 2016)" if failed else ""
    return f"{', '.join(drawn)}{lead_on}{left_out} · click a cell for its rows"


def words(view: View, pairs: Filters, table: str = store.COLOC) -> list[str]:
    schema = view.release.schema(table)
    return describe_filters(schema, parse_filters(schema, pairs))
