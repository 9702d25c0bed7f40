"""Tissues side by side: a column of numbers each, and sentences that say what the difference of raw counts is made of."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import polars as pl
from dash import html
from dash.development.base_component import Component

from dashboard.figures.isoform_comparison import GLYPHS, KINDS, METRICS, MOST_NAMED, write_ratio
from dashboard.figures.style import CATEGORICAL, LIGHT, SMALL_N, Theme, shade, write_count, write_number, write_p
from dashboard.statistics.confounding import Adjusted, spearman

_NOT_MEASURED = html.Td(html.Span("not measured", className="count"), className="number")
ADVICE = "Choose two or more tissues on the left, or click them in any panel, to compare them side by side."


def comparison(profile: pl.DataFrame, adjusted: Adjusted | None, chosen: Sequence[str], look: Theme = LIGHT) -> Component:
    """Sentences and, for two or more tissues, the table of their measures; `profile` is adjusted, `look` that of the figure below."""
    rows = {row["tissue"]: row for row in profile.to_dicts()}
    picked = [rows[tissue] for tissue in chosen if tissue in rows]
    sentences = [ADVICE] if len(picked) < 2 else explain_difference(profile, adjusted, picked)
    return html.Div([html.Ul([html.Li(sentence) for sentence in sentences], className="comparison-words"), *([_table(profile, picked, look)] if len(picked) > 1 else [])])


def explain_difference(profile: pl.DataFrame, adjusted: Adjusted | None, picked: Sequence[dict[str, Any]]) -> list[str]:
    """What the raw counts of these tissues are, what they depend on over all tissues, and what is left beyond that."""
    counted = sorted((row for row in picked if row["novel_found"] is not None), key=lambda row: -row["novel_found"])
    if len(counted) < 2:
        return ["The release counts transcripts in fewer than two of these tissues."]
    most, least = counted[0], counted[-1]
    words = [f"{most['label']} shows {write_count(most['novel_found'])} novel transcripts{_from(most)}, {least['label']} {write_count(least['novel_found'])}{_from(least)}: "
             f"{_times(most['novel_found'] / least['novel_found'])}, as counted."]
    found = spearman(*(profile[name].cast(pl.Float64).to_numpy() for name in ("n_samples", "novel_found")))
    if adjusted is not None:
        gain = [write_ratio(2 ** value) for value in (adjusted.slopes[0], adjusted.slope_lower[0], adjusted.slope_upper[0])]
        words.append(f"Over {adjusted.n} tissues such counts follow the number of samples (ρ = {write_number(found.rho, 2)}, p = {write_p(found.p)}): twice the samples go with {gain[0]} "
                     f"(95 % interval {gain[1]} to {gain[2]}) at equal depth. Dividing by samples corrects too much, since each further sample adds fewer new transcripts.")
        words.append(_given_depth([row for row in picked if row["ratio"] is not None]))
    small = [row["label"] for row in picked if row["n_samples"] is not None and row["n_samples"] < SMALL_N]
    if small:
        words.append(f"Fewer than {SMALL_N} samples: {', '.join(small)}. With one sample, tissue and donor cannot be told apart." if any(row["n_samples"] == 1 for row in picked)
                     else f"Fewer than {SMALL_N} samples: {', '.join(small)}.")
    return words


def _times(ratio: float) -> str:
    return "about as many" if ratio < 1.05 else f"{write_number(ratio, 2)} times as many"


def _from(row: dict[str, Any]) -> str:
    n = row["n_samples"]
    return "" if n is None else f" from {n} sample{'' if n == 1 else 's'}"


def _given_depth(rows: Sequence[dict[str, Any]]) -> str:
    """Each tissue against its expectation; of many, only those that differ from it."""
    told = rows if len(rows) <= 4 else [row for row in rows if row["lower"] > 1 or row["upper"] < 1]
    parts = [_expected(row) for row in told]
    if len(told) < len(rows):
        parts.append(f"the {'other ' if told else ''}{len(rows) - len(told)} are within their intervals")
    return f"Given samples and reads, {'; '.join(parts)}. An interval that holds 0 means: as expected of any tissue sequenced like it."


def _expected(row: dict[str, Any]) -> str:
    return f"{row['label']} has {write_ratio(row['ratio'])} against expected ({write_ratio(row['lower'])} to {write_ratio(row['upper'])})"


def _table(profile: pl.DataFrame, picked: Sequence[dict[str, Any]], look: Theme) -> Component:
    """Measures as rows, tissues as columns, each number over a bar on the row's shared scale, with its difference from the first tissue."""
    head = html.Thead(html.Tr([html.Th(["Measure ", html.Span(f"grey: against {picked[0]['label']}", className="count")], scope="col"), *[
        html.Th([html.Span(f"{GLYPHS[index]} ", style={"color": shade(CATEGORICAL[index], look)}) if index < MOST_NAMED else "", row["label"]], scope="col", className="number") for index, row in enumerate(picked)
    ]]))
    body: list[Component] = []
    for kind, metrics in groupby(METRICS, key=lambda metric: metric.kind):
        body.append(html.Tr(html.Th(KINDS[kind], colSpan=len(picked) + 1, scope="rowgroup", className="comparison-kind")))
        for metric in metrics:
            values = [row[metric.column] for row in picked]
            if all(value is None for value in values):
                continue
            top = float(profile[metric.column].max())  # type: ignore[arg-type]
            cells = [_interval(row) if metric.column == "ratio" else _cell(metric.write(row[metric.column]), row[metric.column], values[0] if index else None, top) for index, row in enumerate(picked)]
            body.append(html.Tr([html.Th(metric.label, scope="row"), *cells]))
    return html.Div(html.Table([head, html.Tbody(body)], className="plain-table comparison"), className="comparison-scroll", tabIndex="0")


def _cell(text: str, value: float | None, first: float | None, top: float) -> Component:
    """A number and, if there is a first, its difference; the style sheet draws the bar, as each component takes the browser a millisecond."""
    if value is None:
        return _NOT_MEASURED
    share = min(100.0, 100 * value / top) if top > 0 else 0.0
    difference = html.Span(write_ratio(value / first), className="count") if first else None
    return html.Td([difference, text], className="number cell-bar", style={"--share": f"{share:.1f}%"})


def _interval(row: dict[str, Any]) -> Component:
    if row["ratio"] is None:
        return _NOT_MEASURED
    return html.Td([write_ratio(row["ratio"]), html.Div(f"{write_ratio(row['lower'])} to {write_ratio(row['upper'])}", className="count cell-interval")], className="number")


def too_many(chosen: Sequence[str]) -> str:
    """A note where more tissues are chosen than can be told apart."""
    return f" · the first {MOST_NAMED} are named" if len(chosen) > MOST_NAMED else ""
