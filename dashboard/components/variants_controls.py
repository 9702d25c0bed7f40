"""The catalogue of variants: its controls, and what its state means in a release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.controls import choice, choices, section
from dashboard.components.ids import Ids
from dashboard.grids.rows import sort_from_columns
from dashboard.store import variant_catalogue as store
from dashboard.store.release import Release
from dashboard.urls import VariantsState

CONTROLS = {
    "repeat": ("repeat", "dropdown"), "technology": ("technology", "radio"), "example": ("example", "dropdown"), "qtl_type": ("qtl_type", "checklist"),
    "type": ("type", "checklist"), "consequences": ("consequences", "radio"),
}
"""State field → noun and kind of the control's id, in the order the page's callback receives their values."""
COLUMNS = ("repeat_gene", "tissue", "qtl_type", "gene_symbol", "phenotype_id", "variant_id", "slope", "slope_se", "pval_nominal", "tss_distance", "flags")


def choose_repeat(release: Release, state: VariantsState) -> str:
    """The repeat that is shown: the one asked for, else the one with the smallest p."""
    known = store.list_repeats(release)["repeat"].to_list() if release.has(store.REPEATS) else []
    return state.repeat if state.repeat in known else next(iter(known), "")


def choose_example(release: Release, state: VariantsState) -> str:
    """The example that is shown: the one asked for, else the first."""
    known = store.list_examples(release) if release.has(store.PEOPLE) else {}
    return state.example if state.example in known else next(iter(known), "")


def choose_set(release: Release, state: VariantsState) -> str:
    known = store.list_sets(release) if release.has(store.CONSEQUENCES) else {}
    return state.consequences if state.consequences in known else next(iter(known), "")


def find_problems(release: Release, state: VariantsState) -> list[str]:
    """A sentence for each part of the state that this release does not understand."""
    pairs = [
        ("repeat", state.repeat, choose_repeat(release, state)), ("example", state.example, choose_example(release, state)), ("set of consequences", state.consequences, choose_set(release, state)),
    ]
    problems = [f"The {what} “{asked:.60}” is not in this release." for what, asked, used in pairs if asked and asked != used]
    known = store.sv_types(release) if release.has(store.STRUCTURAL) else []
    return [*problems, *(f"The type of structural variant “{name:.60}” is not in this release." for name in state.type if name not in known)]


def filters(ids: Ids, release: Release, state: VariantsState) -> list[Component]:
    """The filter column."""
    parts: list[Component] = []
    if release.has(store.REPEATS):
        names = store.list_repeats(release)["repeat"].unique(maintain_order=True).to_list()
        parts.append(section("Repeat", dcc.Dropdown(id=ids(*CONTROLS["repeat"]), options=names, value=choose_repeat(release, state), clearable=False)))
    parts.append(section("Repeat units of all loci by", choice(ids(*CONTROLS["technology"]), [("long_read", "long reads", ""), ("short_read", "short reads", "")], state.technology)))
    parts.append(section("Repeat associations", choices(ids(*CONTROLS["qtl_type"]), [(name, name, "") for name in ("eQTL", "juQTL", "tuQTL")], state.qtl_type), help="None chosen: all"))
    if release.has(store.PEOPLE):
        parts.append(section("Example", dcc.Dropdown(id=ids(*CONTROLS["example"]), options=cast(Any, [{"value": name, "label": name} for name in store.list_examples(release)]), value=choose_example(release, state), clearable=False)))
    if release.has(store.STRUCTURAL):
        parts.append(section("Structural variants", choices(ids(*CONTROLS["type"]), [(name, name, "") for name in store.sv_types(release)], state.type), help="None chosen: all"))
    if release.has(store.CONSEQUENCES):
        parts.append(section("Consequences of", choice(ids(*CONTROLS["consequences"]), [(name, label, "") for name, label in store.list_sets(release).items()], choose_set(release, state))))
    # Every input of the page's callback must exist, so the control of an absent table is there without being seen.
    missing = [noun for noun, needed in (("repeat", store.REPEATS), ("example", store.PEOPLE)) if not release.has(needed)]
    hidden: list[Component] = [html.Div(dcc.Dropdown(id=ids(noun, "dropdown")), hidden=True) for noun in missing]
    if not release.has(store.STRUCTURAL):
        hidden.append(html.Div(choices(ids(*CONTROLS["type"]), [], []), hidden=True))
    if not release.has(store.CONSEQUENCES):
        hidden.append(html.Div(choice(ids(*CONTROLS["consequences"]), [], ""), hidden=True))
    return [*parts, *hidden]


def controlled(release: Release, state: VariantsState, values: Sequence[Any]) -> VariantsState:
    """The state with the values of all controls; what is shown anyway is not written."""
    given = dict(zip(CONTROLS, values, strict=True))
    plain = VariantsState(release=state.release)
    usual = {"repeat": choose_repeat(release, plain), "example": choose_example(release, plain), "consequences": choose_set(release, plain)}
    texts = {name: "" if given[name] in (None, usual[name]) else given[name] for name in usual}
    return state.but(**texts, technology=given["technology"] or "long_read", qtl_type=tuple(given["qtl_type"] or ()), type=tuple(given["type"] or ()))


def with_click(state: VariantsState, click: Mapping[str, Any] | None) -> VariantsState:
    """A click on a repeat chooses it."""
    points = (click or {}).get("points") or []
    data = points[0].get("customdata") if points else None
    return state.but(repeat=str(data[0])) if data else state


def with_sort(state: VariantsState, columns: Sequence[Mapping[str, Any]] | None) -> VariantsState:
    return state.but(sort=sort_from_columns(columns))
