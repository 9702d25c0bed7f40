"""The frequency page's controls, and what its state means in a release."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

import dash_bootstrap_components as dbc
from dash import dcc
from dash.development.base_component import Component

from dashboard.components.controls import choice, section
from dashboard.components.ids import Ids
from dashboard.context import open_release
from dashboard.figures.style import write_count
from dashboard.store import frequencies as store
from dashboard.store.release import Release
from dashboard.store.tissues import label_tissue, tissue_labels
from dashboard.urls import FrequencyState

CONTROLS = {
    "source": "dropdown", "classes": "dropdown", "variant": "textarea", "measure": "dropdown", "comparison": "dropdown", "pair": "dropdown", "correlation": "radio", "sets": "radio",
}
"""State field → kind of its control, in the order the page's callback receives their values."""
COLUMNS = ("gene_symbol", "variant_id", "chromosome", "position", "derived_allele", "daf_eas", "daf_eur", "daf_afr", "cms", "slope", "slope_se", "pval_nominal", "n")
_WORDS = {"source": "Frequencies of", "classes": "Frequency classes of", "measure": "Counted", "comparison": "Effects compared", "pair": "Tissues"}


@dataclass(frozen=True)
class View:
    """A state in a release: what each control offers, and which of it is shown, the first where nothing known is chosen."""

    state: FrequencyState
    release: Release
    offers: Mapping[str, Mapping[str, str]]
    chosen: Mapping[str, str]

    def words(self, name: str) -> str:
        return self.offers[name].get(self.chosen[name], "")


def opened(search: str | None) -> View:
    return resolve(FrequencyState.of(search))


def resolve(state: FrequencyState) -> View:
    release = open_release(state.release)
    offers = _offers(release, state)
    chosen = {name: getattr(state, name) if getattr(state, name) in offer else next(iter(offer), "") for name, offer in offers.items()}
    return View(state, release, offers, chosen)


def _offers(release: Release, state: FrequencyState) -> dict[str, Mapping[str, str]]:
    """What each control with known values offers."""
    has = release.has(store.FREQUENCIES)
    sources = {name: {text: store.SOURCES.get(text, text.replace("_", " ")) for text in store.list_sources(release, column)} if has else {} for name, column in (("source", "af"), ("classes", "af_bin"))}
    comparisons = store.list_comparisons(release) if release.has(store.REPLICATION) else {}
    comparison = state.comparison if state.comparison in comparisons else next(iter(comparisons), "")
    labels = tissue_labels(release)
    pairs = {pair: " and ".join(label_tissue(labels, name) for name in pair.split("|")) for pair in store.list_pairs(release, comparison)} if comparison else {}
    return {
        **sources, "measure": store.list_measures(release) if release.has(store.COUNTS) else {}, "comparison": comparisons, "pair": {"": "all pairs of tissues", **pairs},
        "correlation": store.correlation_choices(release), "sets": store.list_collections(release),
    }


def filters(ids: Ids, view: View) -> list[Component]:
    """The filter column."""
    parts = {name: section(label, dcc.Dropdown(id=ids(name, CONTROLS[name]), options=options(view.offers[name]), value=view.chosen[name], clearable=False)) for name, label in _WORDS.items()}
    listed = dbc.Textarea(id=ids("variant", CONTROLS["variant"]), value="\n".join(view.state.variant), placeholder="Variants, to see each one’s classes", rows=4, size="sm", debounce=True)
    variants = section("Variants one by one", listed, help=f"One per line, or separated by commas; {store.MOST_VARIANTS} are drawn at most. Empty: the most frequent patterns")
    return [parts["source"], parts["classes"], variants, parts["measure"], parts["comparison"], parts["pair"]]


def panel_choice(ids: Ids, view: View, name: str) -> Component:
    """Radio buttons above a panel."""
    return choice(ids(name, CONTROLS[name]), [(value, label, "") for value, label in view.offers[name].items()], view.chosen[name], inline=True)


def options(offer: Mapping[str, str]) -> Any:
    return cast(Any, [{"value": value, "label": label} for value, label in offer.items()])


def find_problems(view: View) -> list[str]:
    """A sentence for each part of the state that this release does not understand."""
    said = [f"{name}: “{getattr(view.state, name):.60}” is not in this release." for name in view.chosen if getattr(view.state, name) and getattr(view.state, name) != view.chosen[name]]
    if view.state.variant and view.chosen["classes"]:
        _, unknown = store.geography_of(view.release, view.state.variant[: store.MOST_VARIANTS], view.chosen["classes"])
        if unknown:
            said.append(f"Without a published class of frequency: {', '.join(name[:40] for name in unknown[:20])}{' and more' if len(unknown) > 20 else ''}.")
        if len(view.state.variant) > store.MOST_VARIANTS:
            said.append(f"{write_count(len(view.state.variant) - store.MOST_VARIANTS)} more variants were left out: {store.MOST_VARIANTS} are drawn at most.")
    return said


def controlled(state: FrequencyState, values: Sequence[Any]) -> FrequencyState:
    """The state with the values of all controls; what is shown anyway is not written, and a pair is forgotten with its comparison."""
    given = dict(zip(CONTROLS, values, strict=True))
    usual = resolve(FrequencyState(release=state.release)).chosen
    variants = tuple(dict.fromkeys(name for name in re.split(r"[\s,;]+", given.pop("variant") or "") if name))
    texts = {name: "" if value is None or (value == usual[name] and name != "pair") else str(value) for name, value in given.items()}
    if texts["comparison"] != state.comparison:
        texts["pair"] = ""
    return state.but(variant=variants, **texts)
