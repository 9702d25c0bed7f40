"""The QTL page's controls, what its state means in a release, and how figures and grid change that state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl
from dash import html, no_update
from dash.development.base_component import Component

from dashboard.components.controls import choice, choices, number, section, text
from dashboard.components.ids import Ids
from dashboard.components.tissues import TissuePicker
from dashboard.context import open_release
from dashboard.errors import QueryError
from dashboard.figures import plot as go
from dashboard.figures.style import Theme, message_figure, write_count, write_counted
from dashboard.grids.rows import sort_from_columns
from dashboard.schema.common import QTL_TYPES, VARIANT_CLASSES
from dashboard.store import associations as store
from dashboard.store.filters import describe_filters, parse_filters
from dashboard.store.release import Release
from dashboard.store.selection import Filters, gene_filter, region_filter
from dashboard.store.tissues import Tissue, list_tissues
from dashboard.urls import QtlState

CONTROLS = {
    "qtl_type": ("qtl_type", "checklist"), "variant_class": ("variant_class", "checklist"), "significant": ("significant", "radio"),
    "gene": ("gene", "input"), "region": ("region", "input"), "p_max": ("p_max", "input"), "slope_size": ("slope_size", "input"),
    "tss_max": ("tss_max", "input"), "af_min": ("af_min", "input"), "af_max": ("af_max", "input"), "overlap": ("overlap", "radio"),
}
"""State field → noun and kind of the control's id, in the order the page's callback receives their values."""
COLUMNS = (
    "gene_symbol", "gene_id", "tissue", "qtl_type", "variant_class", "variant_id", "slope", "pval_nominal", "tss_distance", "slope_se", "pval_beta",
    "qval", "af", "n_variants", "n_shared_tissues", "significant", "pval_nominal_threshold", "log2_afc", "chromosome", "position", "ref", "alt",
    "phenotype_id", "flags",
)
_ABSENT = "not in this release"


def filters(ids: Ids, picker: TissuePicker, release: Release, state: QtlState) -> list[Component]:
    """The filter column."""
    tissues = [_counted(tissue) for tissue in list_tissues(release)]
    mapped = [tissue.key for tissue in tissues if tissue.qtl_mapped]
    types, classes = store.count_values(release, "qtl_type"), store.count_values(release, "variant_class")
    has_af = "af" in release.filled_columns("lead_associations")
    hint = ("0", "1") if has_af else ("absent", "absent")
    identifiers = {field: ids(noun, kind) for field, (noun, kind) in CONTROLS.items()}
    return [
        section("QTL type", choices(identifiers["qtl_type"], _options(QTL_TYPES[:3], types), state.qtl_type, disabled=[t for t in QTL_TYPES if t not in types]),
                help="Expression, junction usage, transcript usage"),
        section("Variant class", choices(identifiers["variant_class"], _options(VARIANT_CLASSES, classes), state.variant_class,
                                         disabled=[c for c in VARIANT_CLASSES if c not in classes]), help="Small variants, structural variants, tandem repeats"),
        section("Significance", choice(identifiers["significant"], [("yes", "significant at 5 % FDR", ""), ("no", "not significant", ""), ("all", "all leads", "")], state.significant)),
        section("Gene", text(identifiers["gene"], state.gene, placeholder="Symbol or id")),
        section("Region", text(identifiers["region"], state.region, placeholder="chr20:46.1mb-46.2mb")),
        html.Div([
            section("p at most", number(identifiers["p_max"], state.p_max, placeholder="1e-5", minimum=0)),
            section("|slope| at least", number(identifiers["slope_size"], state.slope_size, placeholder="0", minimum=0)),
        ], className="pair"),
        section("TSS distance at most (bp)", number(identifiers["tss_max"], state.tss_max, placeholder="1000000", step=1, minimum=0)),
        html.Div([
            section("AF at least", number(identifiers["af_min"], state.af_min, placeholder=hint[0], minimum=0, disabled=not has_af), help="Frequency of the ALT allele; repeats have none"),
            section("AF at most", number(identifiers["af_max"], state.af_max, placeholder=hint[1], minimum=0, disabled=not has_af), help="Frequency of the ALT allele; repeats have none"),
        ], className="pair"),
        section("Tissue", picker.layout(tissues, state.tissue, usable=mapped, unusable_reason="No QTLs mapped (small n)", all_label="All tested")),
    ]


def _counted(tissue: Tissue) -> Tissue:
    n = tissue.n_qtl or tissue.n_short_read
    return Tissue(**{**tissue.__dict__, "count": write_count(n) if n else ""})


def _options(names: Iterable[str], counts: Mapping[str, int]) -> list[tuple[str, str, str]]:
    return [(name, name, write_count(counts[name]) if name in counts else _ABSENT) for name in names]


def overlap_choice(ids: Ids, state: QtlState) -> Component:
    return choice(ids(*CONTROLS["overlap"]), [(name, name, "") for name in VARIANT_CLASSES], state.overlap, inline=True)


def resolve(release: Release, state: QtlState) -> tuple[Filters, list[str]]:
    """The state's filters on lead associations, and a sentence for each part that this release does not understand."""
    problems: list[str] = []
    found: Filters = ()
    for part in (lambda: gene_filter(release, state.gene), lambda: region_filter(state.region)):
        try:
            found += part()
        except QueryError as error:
            problems.append(str(error))
    table = release.schema("lead_associations")
    known = {tissue.key for tissue in list_tissues(release)}
    for name, value in state.filters:
        try:
            parse_filters(table, [(name, value)])
        except QueryError as error:
            problems.append(str(error))
            continue
        if name.startswith("af__") and "af" not in release.filled_columns("lead_associations"):
            problems.append("This release has no allele frequencies of leads; the limit on them was left out.")
            continue
        if name == "tissue" and value not in known:
            problems.append(f"The tissue “{value:.60}” is not in this release and was left out.")
            continue
        found += ((name, value),)
    return found, problems


def opened(search: str) -> tuple[Release, Filters]:
    """The release and the filters of a page's state."""
    state = QtlState.of(search)
    release = open_release(state.release)
    return release, resolve(release, state)[0]


def words(release: Release, pairs: Filters, table: str = "lead_associations") -> list[str]:
    schema = release.schema(table)
    return describe_filters(schema, parse_filters(schema, pairs))


def absent_figure(what: str, look: Theme) -> go.Figure:
    return message_figure(look, f"This release has no {what}.", "They come with: make gtop FROM=<clone>")


def controlled(state: QtlState, tissues: tuple[str, ...], values: Sequence[Any]) -> QtlState:
    """The state with the values of all controls; a value that cannot be used leaves the field empty."""
    raw: dict[str, Any] = {"tissue": list(tissues)}
    for field, value in zip(CONTROLS, values, strict=True):
        raw[field] = [str(item) for item in value] if isinstance(value, list) else "" if value is None else str(value)
    kept = {name: value for name, value in raw.items() if value not in ("", [])}
    parsed, _ = QtlState.parse(kept)
    return state.but(**{name: getattr(parsed, name) for name in raw})


def changed_controls(before: QtlState, after: QtlState, shown: Sequence[Any]) -> list[Any]:
    """New values of the controls whose field changed otherwise than by the control itself; no update for the others."""
    values = []
    for field, value in zip(CONTROLS, shown, strict=True):
        old, new = getattr(before, field), getattr(after, field)
        written = list(new) if isinstance(new, tuple) else new
        values.append(no_update if new == old or written == value else written)
    return values


def with_bar(state: QtlState, click: Mapping[str, Any] | None) -> QtlState:
    """A click on a bar chooses its tissue, a second click lets it go."""
    data = _clicked(click)
    if not data:
        return state
    tissue = data[0]
    return state.but(tissue=tuple(t for t in state.tissue if t != tissue) if tissue in state.tissue else (*state.tissue, tissue))


def with_box(state: QtlState, selection: Mapping[str, Any] | None) -> QtlState:
    """A box drawn in the figure becomes bounds on slope and p, rounded outwards to three digits."""
    box = (selection or {}).get("range")
    if not box:
        return state
    (left, right), (bottom, top) = (sorted(next(ends for name, ends in box.items() if name.startswith(axis))) for axis in "xy")
    return state.but(slope_from=round(left, 3), slope_to=round(right, 3), p_max=_power(bottom), p_min=_power(top))


def _power(neglog10: float) -> float:
    return float(f"{10 ** -max(neglog10, 0):.3g}")


def with_overlap(state: QtlState, click: Mapping[str, Any] | None) -> QtlState:
    """A click on an intersection keeps its genes, a second click lets them go."""
    data = _clicked(click)
    if not data:
        return state
    if state.shared == data[0]:
        return state.but(shared="")
    return state.but(shared=data[0], variant_class=(state.overlap,), tissue=())


def _clicked(click: Mapping[str, Any] | None) -> Sequence[Any]:
    points = (click or {}).get("points") or []
    return points[0].get("customdata") or () if points else ()


def with_grid(state: QtlState, where: tuple[str, ...], columns: Sequence[Mapping[str, Any]] | None) -> QtlState:
    return state.but(where=where, sort=sort_from_columns(columns))


def without_filter(state: QtlState, field: str) -> QtlState:
    """The state with one filter taken off; `box` stands for the bounds drawn in the figure."""
    fields = ("slope_from", "slope_to", "p_min", "p_max") if field == "box" else (field,)
    return state.but(**{name: QtlState.model_fields[name].get_default(call_default_factory=True) for name in fields})


def chips(ids: Ids, state: QtlState, labels: Mapping[str, str]) -> list[Component]:
    """What was filtered by the reader, each with a button that takes it off."""
    said: dict[str, str] = {}
    if state.tissue:
        said["tissue"] = ", ".join(labels.get(t, t) for t in state.tissue[:3]) + (f" and {len(state.tissue) - 3} more" if len(state.tissue) > 3 else "")
    if state.shared:
        said["shared"] = f"significant in exactly {', '.join(labels.get(t, t) for t in state.shared.split(';'))}"
    if state.slope_from is not None or state.p_min is not None:
        said["box"] = f"box: slope {state.slope_from:+g} to {state.slope_to:+g}" if state.slope_from is not None and state.slope_to is not None else "box"
    if state.where:
        said["where"] = "grid: " + ", ".join(state.where)
    said |= {name: f"{name}: {getattr(state, name)}" for name in ("gene", "region") if getattr(state, name)}
    said |= {name: ", ".join(getattr(state, name)) for name in ("qtl_type", "variant_class") if getattr(state, name)}
    if state.significant != "yes":
        said["significant"] = {"no": "not significant", "all": "significant or not"}[state.significant]
    limits = {"p_max": f"p ≤ {state.p_max or 0:g}" if "box" not in said else "", "slope_size": f"|slope| ≥ {state.slope_size or 0:g}", "tss_max": f"TSS distance ≤ {state.tss_max or 0:,} bp",
              "af_min": f"ALT frequency ≥ {state.af_min or 0:g}", "af_max": f"ALT frequency ≤ {state.af_max or 0:g}"}
    said |= {name: words for name, words in limits.items() if words and getattr(state, name) is not None}
    return [html.Button(f"{label} ×", id={"type": ids("active", "button"), "index": name}, type="button", className="chip", title="Take this filter off", n_clicks=0) for name, label in said.items()]


def heading(state: QtlState, release: Release, counts: pl.DataFrame) -> tuple[str, str]:
    """Title and lead sentence: what is shown, n per class, and what a slope is."""
    labels = {t.key: t for t in list_tissues(release)}
    chosen = [labels[t].label for t in state.tissue if t in labels]
    place = "in " + (", ".join(name[0].lower() + name[1:] for name in chosen) if len(chosen) <= 3 else write_counted(len(chosen), "tissue")) if chosen else "in all tested tissues"
    total = int(counts["n"].sum())
    numbers = ", ".join(f"{write_count(n)} {name}" for name, n in store.class_totals(counts).items())
    if not total:
        return f"QTLs {place}", "No lead association meets these filters."
    sizes = [labels[t].n_qtl or labels[t].n_short_read for t in state.tissue if t in labels]
    donors = f" {write_counted(sizes[0], 'donor')}." if len(sizes) == 1 and sizes[0] else ""
    kind = {"yes": "significant at 5 % FDR", "no": "not significant", "all": "significant or not"}[state.significant]
    lead = f"{write_count(total)} lead associations ({numbers}), one per phenotype and variant class, {kind}.{donors} Slopes are per ALT allele, for tandem repeats per repeat unit."
    return f"QTLs {place}", lead
