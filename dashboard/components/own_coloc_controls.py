"""Own colocalization: its controls, what its state means in a release, and the computation from two tracks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.controls import choice, number, section, text
from dashboard.components.ids import Ids
from dashboard.components.panel import Rows
from dashboard.context import open_release
from dashboard.errors import QueryError
from dashboard.figures.style import write_count, write_counted, write_number, write_p, write_percent
from dashboard.statistics import colocalization as coloc
from dashboard.store import own_colocalization as store
from dashboard.store.locus_tracks import Choice, Track
from dashboard.store.release import Release
from dashboard.urls import OwnColocalizationState, locus_path, variant_path

CONTROLS = {
    "locus": ("locus", "dropdown"), "region": ("region", "input"), "track_a": ("track_a", "dropdown"), "kind_a": ("kind_a", "radio"), "track_b": ("track_b", "dropdown"),
    "kind_b": ("kind_b", "radio"), "p1": ("p1", "input"), "p2": ("p2", "input"), "p12": ("p12", "input"),
}
"""State field (`region` is the locus as a region) → noun and kind of the control's id, in the order the page's callback receives their values."""
KINDS = (("", "as the source"), (store.QUANTITATIVE, "quantitative"), (store.CASE_CONTROL, "case–control"))
CREDIBLE = 0.95
MOST_ROWS = 20


@dataclass(frozen=True)
class Signal:
    """One of the two tracks, what its effects are of, and the SD of its trait (None where not known: 1 is then assumed)."""

    track: Track
    kind: str
    sd_y: float | None


@dataclass(frozen=True)
class View:
    """A state in a release: where, which tracks there are, the two that are compared (None where there are not two)."""

    release: Release
    state: OwnColocalizationState
    place: store.Place
    choices: tuple[Choice, ...]
    first: Signal | None
    second: Signal | None
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """The posteriors, the variants behind them with `share` of H4, and the pair's counts; `priors` as used, lowered in large regions."""

    result: coloc.Colocalization
    variants: pl.DataFrame
    pair: store.Pair


def view_of(search: str | None) -> View:
    state = OwnColocalizationState.of(search)
    return resolve(open_release(state.release), state)


def resolve(release: Release, state: OwnColocalizationState) -> View:
    """What the state means in this release; names it does not have are said, and the defaults stand in for them."""
    problems: list[str] = []
    try:
        place = store.find_place(release, state.locus)
    except QueryError as error:
        problems.append(str(error))
        place = store.find_place(release, "")
    problems += [place.note] if place.note else []
    choices = store.usable_tracks(release, place)
    defaults = store.default_pair(choices)
    known = {option.key for option in choices}
    signals: list[Signal | None] = []
    for given, default, kind in zip((state.track_a, state.track_b), defaults, (state.kind_a, state.kind_b), strict=True):
        key = store.full_key(given, place)
        if key and key not in known:
            problems.append(f"The track “{given:.80}” has no effects with standard errors here and was left out.")
            key = ""
        key = key or default
        track = store.open_track(release, key, place) if key else None
        signals.append(Signal(track, kind or store.default_kind(release, key), store.trait_sd(release, key)) if track else None)
    return View(release, state, place, tuple(choices), signals[0], signals[1], tuple(problems))


def compute(view: View) -> Outcome | None:
    """Colocalization of the two tracks; None where they share no variant with effects."""
    if view.first is None or view.second is None:
        return None
    pair = store.join_tracks(view.first.track, view.second.track)
    if pair.shared.is_empty():
        return None
    factors = [
        coloc.effect_bayes_factors(pair.shared[f"slope_{suffix}"].to_numpy(), pair.shared[f"slope_{suffix}_se"].to_numpy() ** 2,
                                   case_control=signal.kind == store.CASE_CONTROL, sd_y=signal.sd_y or 1.0)
        for suffix, signal in (("a", view.first), ("b", view.second))
    ]
    state = view.state
    priors = [coloc.adjust_prior(prior, n) for prior, n in ((state.p1, pair.n_a), (state.p2, pair.n_b), (state.p12, pair.shared.height))]
    result = coloc.colocalize(factors[0], factors[1], *priors)
    return Outcome(result, pair.shared.with_columns(pl.Series("share", result.variant_posterior)), pair)


def rows_of(signal: Signal | None) -> Rows | None:
    """The stored rows behind a signal."""
    return Rows(signal.track.table, signal.track.filters) if signal else None


def credible_size(outcome: Outcome) -> int:
    """Variants of the smallest set whose shares of H4 reach 95 %."""
    shares = np.sort(outcome.result.variant_posterior)[::-1]
    return int(np.searchsorted(np.cumsum(shares), CREDIBLE) + 1)


def filters(ids: Ids, view: View) -> list[Component]:
    """The filter column."""
    state = view.state
    named = [{"value": locus.locus_id, "label": locus.title} for locus in store.usable_loci(view.release)]
    chosen = view.place.locus.locus_id if view.place.locus else None
    identifiers = {field: ids(noun, kind) for field, (noun, kind) in CONTROLS.items()}
    keys = [signal.track.key if signal else None for signal in (view.first, view.second)]
    return [
        section("Locus", dcc.Dropdown(id=identifiers["locus"], options=named, value=chosen, placeholder="Named example", optionHeight="auto")),
        section("Or region", text(identifiers["region"], "" if view.place.locus else state.locus, placeholder="chr16:71.5mb-72.5mb"), help="At most 2 Mb, with an imported GWAS or QTL statistics of every variant"),
        section("First signal", dcc.Dropdown(id=identifiers["track_a"], options=options(view), value=keys[0], clearable=False, optionHeight="auto"), choice(identifiers["kind_a"], _kinds(), state.kind_a)),
        section("Second signal", dcc.Dropdown(id=identifiers["track_b"], options=options(view), value=keys[1], clearable=False, optionHeight="auto"), choice(identifiers["kind_b"], _kinds(), state.kind_b)),
        section("Priors of a variant", html.Div([
            section("p1 (first)", number(identifiers["p1"], state.p1)), section("p2 (second)", number(identifiers["p2"], state.p2)), section("p12 (both)", number(identifiers["p12"], state.p12)),
        ], className="pair"), help="coloc's defaults are 1e-4, 1e-4 and 1e-5"),
    ]


def _kinds() -> list[tuple[str, str, str]]:
    return [(value, label, "") for value, label in KINDS]


def options(view: View) -> list[dict[str, str]]:
    return [{"value": option.key, "label": option.title + (f" ({option.n:,})" if option.n else "")} for option in view.choices]


def controlled(view: View, values: Sequence[Any]) -> OwnColocalizationState:
    """The state with the values of all controls; another locus takes its own default tracks. Region, where given, goes before locus.

    What is shown because nothing was chosen stays unchosen.
    """
    state = view.state
    raw = {field: "" if value is None else str(value).strip() for field, value in zip(CONTROLS, values, strict=True)}
    region, named = raw.pop("region"), view.place.locus.locus_id if view.place.locus else ""
    region_before = "" if named else state.locus
    # Choosing a named locus while a region stands in its box means that the region is done with.
    raw["locus"] = region if region and (region != region_before or not raw["locus"]) else raw["locus"]
    shown = {"locus": named, "track_a": view.first.track.key if view.first else "", "track_b": view.second.track.key if view.second else ""}
    raw |= {field: getattr(state, field) for field, value in shown.items() if raw[field] == value}
    parsed, _ = OwnColocalizationState.parse({name: value for name, value in raw.items() if value})
    after = state.but(**{name: getattr(parsed, name) for name in raw})
    return after.but(track_a="", track_b="", kind_a="", kind_b="") if after.locus != state.locus else after


def heading(view: View) -> tuple[str, str]:
    title = "Own colocalization" + (f": {view.place.locus.title}" if view.place.locus else f": {view.place.window}" if view.place.window else "")
    return title, ("coloc by approximate Bayes factors, with at most one causal variant per signal (Giambartolomei 2014, PLoS Genet. 10:e1004383). "
                   "It needs effects and standard errors of all variants of both signals; their signs play no part.")


def result_note(view: View, outcome: Outcome) -> str:
    """n, what was assumed, and where priors were lowered."""
    parts = [f"{write_counted(outcome.result.n_variants, 'variant')} shared of {write_count(outcome.pair.n_a)} and {write_count(outcome.pair.n_b)}"]
    if outcome.pair.repeated:
        parts.append(f"{outcome.pair.repeated} rows of variants listed again left out")
    for signal, which in ((view.first, "first"), (view.second, "second")):
        if signal and signal.kind == store.CASE_CONTROL:
            parts.append(f"{which} signal: log odds ratios, prior SD {coloc.CASE_CONTROL_PRIOR_SD:g}")
        elif signal:
            known = f"{signal.sd_y:.3g}" if signal.sd_y else "taken as 1, as it is not known"
            parts.append(f"{which} signal: quantitative, SD of the trait {known}, prior SD {coloc.QUANTITATIVE_PRIOR_SD:g} of it")
    given = (view.state.p1, view.state.p2, view.state.p12)
    if any(used < asked for used, asked in zip(outcome.result.priors, given, strict=True)):
        parts.append(f"priors lowered to {', '.join(f'{prior:.2g}' for prior in outcome.result.priors)}, as those of all variants would sum to more than 1")
    return " · ".join(parts)


def summary(view: View, outcome: Outcome) -> Component:
    """The result in a sentence, with links to the best shared variant and to the locus."""
    best = outcome.variants.sort("share", descending=True).row(0, named=True)
    release = view.state.release
    set_size = credible_size(outcome)
    parts: list[Any] = [
        html.Strong(f"PP.H4 = {outcome.result.pp_h4:.3f}"), f", PP.H3 = {outcome.result.pp_h3:.3f}. If one variant is shared, it is ", dcc.Link(best["variant_id"], href=variant_path(best["variant_id"], release)),
        f" with {write_percent(best['share'])}; the 95 % credible set of the shared variant has {write_count(set_size)} variant{'s' if set_size != 1 else ''}. ",
    ]
    if view.place.window:
        parts.append(dcc.Link("Open the locus", href=locus_path(view.place.window.chromosome, view.place.window.start, view.place.window.end, release)))
    return html.P(parts, className="small-text")


def variant_table(view: View, outcome: Outcome) -> Component:
    """The variants with the largest shares of H4, as a plain table."""
    names = [signal.track.title if signal else "" for signal in (view.first, view.second)]
    heads = ("Variant", "Position", "Share of H4", f"p, {names[0]}", "Effect ± SE", f"p, {names[1]}", "Effect ± SE")
    rows = outcome.variants.sort("share", descending=True).head(MOST_ROWS).iter_rows(named=True)
    body = [html.Tr([
        html.Td(dcc.Link(row["variant_id"], href=variant_path(row["variant_id"], view.state.release))), html.Td(write_count(row["position"]), className="number"),
        html.Td(write_number(row["share"], 3), className="number"),
        *[html.Td(cell, className="number") for suffix in "ab" for cell in (
            write_p(10 ** -row[f"value_{suffix}"]) if row[f"value_{suffix}"] is not None else "–",
            f"{write_number(row[f'slope_{suffix}'], signed=True)} ± {write_number(row[f'slope_{suffix}_se'])}",
        )],
    ]) for row in rows]
    return html.Div(html.Table([html.Thead(html.Tr([html.Th(head) for head in heads])), html.Tbody(body)], className="plain-table"), className="scroll-x")


def results_csv(outcome: Outcome) -> str:
    """All shared variants with their shares of H4, then nothing else: the rows behind the page."""
    return outcome.variants.rename({"share": "share_of_h4", "value_a": "neglog10_p_a", "value_b": "neglog10_p_b"}).sort("share_of_h4", descending=True).write_csv()
