"""Controls of the filter column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import attributes

Option = tuple[str, str, str]
"""Value, label, and what stands at the right: a count, or why there is none."""


def section(label: str, *content: Component, help: str = "") -> Component:
    """A labelled control, or a labelled group of them."""
    single = getattr(content[0], "id", None) if len(content) == 1 and isinstance(content[0], dbc.Input | dbc.Select) else None
    if isinstance(single, str):
        return html.Div([html.Label(label, htmlFor=single, className="control-label", title=help), *content], className="control")
    return html.Div([html.Div(label, className="control-label", title=help), *content], className="control", role="group", **attributes(aria_label=label))


def choices(id: str | dict[str, Any], options: Iterable[Option], value: Sequence[str], *, disabled: Iterable[str] = ()) -> Component:
    """Check boxes: any of several."""
    return dbc.Checklist(id=id, options=_options(options, set(disabled)), value=list(value), className="choices")


def choice(id: str, options: Iterable[Option], value: str, *, disabled: Iterable[str] = (), inline: bool = False) -> Component:
    """Radio buttons: one of several."""
    return dbc.RadioItems(id=id, options=_options(options, set(disabled)), value=value, inline=inline, className="choices")


def _options(options: Iterable[Option], disabled: set[str]) -> list[dict[str, Any]]:
    return [{"value": value, "disabled": value in disabled, "label": named(label, count)} for value, label, count in options]


def named(label: str, count: str = "", color: str = "") -> Component | str:
    """The name of a choice, a mark of that colour before it and its count at the right. Mark and count are drawn by the style sheet:
    components of their own would be a third of a page's."""
    if not count and not color:
        return label
    mark: dict[str, Any] = {"style": {"--swatch": color}} if color else {}
    return html.Span(label, className="choice swatch" if color else "choice", **mark, **attributes(data_count=count))


def text(id: str, value: str, *, placeholder: str = "") -> Component:
    return dbc.Input(id=id, value=value, placeholder=placeholder, debounce=True, size="sm", type="search", autocomplete="off")


def number(id: str, value: float | None, *, placeholder: str = "", step: float | str = "any", minimum: float | None = None, disabled: bool = False) -> Component:
    limits = {} if minimum is None else {"min": minimum}
    return dbc.Input(id=id, value=value, placeholder=placeholder, debounce=True, size="sm", type="number", step=step, disabled=disabled, **limits)
