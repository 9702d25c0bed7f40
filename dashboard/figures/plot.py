"""Plotly figures as plain dictionaries, under the names that Plotly's Python library has for them.

That library checks and copies every property each time it is set, which takes 15 MB of a worker and most of the time of a
small figure. Here a figure is what will be sent; `Figure.checked` hands it to the library, and the tests look at figures
through that, so that a misspelt property fails there.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import orjson
import polars as pl

if TYPE_CHECKING:
    import plotly.graph_objects

Values = dict[str, Any]
F = TypeVar("F", bound="Figure")
_WITH_UNDERSCORE = frozenset({"error_x", "error_y", "error_z", "plot_bgcolor", "paper_bgcolor", "copy_xstyle", "copy_ystyle", "copy_zstyle"})
_SHORT = {"int8": "i1", "uint8": "u1", "int16": "i2", "uint16": "u2", "int32": "i4", "uint32": "u4", "float32": "f4", "float64": "f8"}
_WRITING = orjson.OPT_NON_STR_KEYS | orjson.OPT_PASSTHROUGH_DATACLASS


class Trace(Values):
    """A trace. `marker_color=…` sets `color` of `marker`, as everywhere in Plotly; None is as if not given."""

    type = ""

    def __init__(self, **values: Any) -> None:
        super().__init__(type=self.type)
        _merge(self, values)


class Scatter(Trace):
    type = "scatter"


class Scattergl(Trace):
    type = "scattergl"


class Scatter3d(Trace):
    type = "scatter3d"


class Bar(Trace):
    type = "bar"


class Box(Trace):
    type = "box"


class Heatmap(Trace):
    type = "heatmap"


TRACES_LATER = (Scatter3d.type,)
"""Traces of figures that no page opens with: browsers are sent what draws them once there is one."""
TRACES = tuple(kind.type for kind in Trace.__subclasses__() if kind.type not in TRACES_LATER)


class Template:
    """A layout template, written once: it is the larger part of a small figure."""

    def __init__(self, values: Values) -> None:
        self.values = values
        self.written = orjson.Fragment(_write(values))


class Figure:
    """Traces and layout; methods as `plotly.graph_objects.Figure` has them, changing the figure in place."""

    def __init__(self, template: Template | None = None) -> None:
        self.traces: list[Values] = []
        self.settings: Values = {} if template is None else {"template": template}
        self.grid: list[list[tuple[str, str]]] = []
        """Names of the axes, "x2" and "y2", by row and column of subplots; empty without subplots."""

    def add_trace(self: F, trace: Values, row: int | None = None, col: int | None = None) -> F:
        if row is not None and col is not None:
            x, y = self._axes(row, col)
            trace = {**trace, "xaxis": x, "yaxis": y}
        self.traces.append(trace)
        return self

    def add_scatter(self: F, row: Any = None, col: Any = None, **values: Any) -> F:
        return self.add_trace(Scatter(**values), row, col)

    def add_scattergl(self: F, row: Any = None, col: Any = None, **values: Any) -> F:
        return self.add_trace(Scattergl(**values), row, col)

    def add_bar(self: F, row: Any = None, col: Any = None, **values: Any) -> F:
        return self.add_trace(Bar(**values), row, col)

    def add_box(self: F, row: Any = None, col: Any = None, **values: Any) -> F:
        return self.add_trace(Box(**values), row, col)

    def add_heatmap(self: F, row: Any = None, col: Any = None, **values: Any) -> F:
        return self.add_trace(Heatmap(**values), row, col)

    def add_annotation(self: F, row: Any = None, col: Any = None, **values: Any) -> F:
        return self._add("annotations", values, row, col)

    def add_shape(self: F, row: Any = None, col: Any = None, **values: Any) -> F:
        return self._add("shapes", values, row, col)

    def add_vline(self: F, x: Any, row: Any = None, col: Any = None, **values: Any) -> F:
        """A line over the height of one subplot, or of every one that shows something."""
        for x_axis, y_axis in self._spanned(row, col):
            self._add("shapes", {"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "xref": x_axis, "yref": f"{y_axis} domain", **values})
        return self

    def add_hline(self: F, y: Any, row: Any = None, col: Any = None, **values: Any) -> F:
        """A line over the width of one subplot, or of every one that shows something."""
        for x_axis, y_axis in self._spanned(row, col):
            self._add("shapes", {"type": "line", "x0": 0, "x1": 1, "y0": y, "y1": y, "xref": f"{x_axis} domain", "yref": y_axis, **values})
        return self

    def update_layout(self: F, settings: Mapping[str, Any] | None = None, **values: Any) -> F:
        _merge(self.settings, {**(settings or {}), **values})
        return self

    def update_xaxes(self: F, row: Any = None, col: Any = None, **values: Any) -> F:
        return self._update_axes("x", row, col, values)

    def update_yaxes(self: F, row: Any = None, col: Any = None, **values: Any) -> F:
        return self._update_axes("y", row, col, values)

    def update_annotations(self: F, **values: Any) -> F:
        for annotation in self.settings.get("annotations", ()):
            _merge(annotation, values)
        return self

    def to_plotly_json(self) -> orjson.Fragment:
        """The figure as it is sent; Dash asks for it when it writes an answer."""
        return orjson.Fragment(self._written())

    def to_json(self) -> str:
        return self._written().decode()

    def to_dict(self) -> Values:
        """The figure as the browser reads it."""
        written: Values = orjson.loads(self.to_json())
        return written

    def checked(self) -> plotly.graph_objects.Figure:
        """Plotly's own figure; raises ValueError for a property that Plotly does not know."""
        import plotly.graph_objects  # noqa: PLC0415 - what this module does without

        template = self.settings.get("template")
        layout = {**self.settings, "template": template.values} if isinstance(template, Template) else self.settings
        return plotly.graph_objects.Figure({"data": [_listed(trace) for trace in self.traces], "layout": layout})

    @property
    def data(self) -> Any:
        """The traces, checked."""
        return self.checked().data

    @property
    def layout(self) -> Any:
        """The layout, checked."""
        return self.checked().layout

    def _written(self) -> bytes:
        # Plotly looks through a thousand places to tell numbers from dates and names.
        linear = {name: {"type": "linear", **self.settings.get(name, {})} for name in self._axes_of_numbers()}
        return _write({"data": self.traces, "layout": {**self.settings, **linear}})

    def _axes_of_numbers(self) -> set[str]:
        """Axes on which all places are arrays of numbers."""
        places: dict[str, list[bool]] = {}
        for trace in self.traces:
            for letter in () if trace["type"] == Scatter3d.type else "xy":
                places.setdefault(axis_name(trace.get(f"{letter}axis", letter)), []).append(_has_numbers(trace.get(letter)))
        return {name for name, known in places.items() if all(known)}

    def _add(self: F, kind: str, values: Values, row: int | None = None, col: int | None = None) -> F:
        added: Values = {}
        _merge(added, values)
        if row is not None and col is not None:
            for name, axis in zip(("xref", "yref"), self._axes(row, col), strict=True):
                added[name] = f"{axis} domain" if str(added.get(name, "")).endswith("domain") else axis
        self.settings.setdefault(kind, []).append(added)
        return self

    def _axes(self, row: int, col: int) -> tuple[str, str]:
        if not self.grid:
            raise ValueError("This figure has no subplots.")
        return self.grid[row - 1][col - 1]

    def _spanned(self, row: int | None, col: int | None) -> list[tuple[str, str]]:
        if row is not None and col is not None:
            return [self._axes(row, col)]
        shown = {(trace.get("xaxis", "x"), trace.get("yaxis", "y")) for trace in self.traces}
        return [axes for line in self.grid for axes in line if axes in shown] if self.grid else [("x", "y")]

    def _update_axes(self: F, letter: str, row: int | None, col: int | None, values: Values) -> F:
        for name in self._axis_names(letter, row, col):
            _merge(self.settings.setdefault(name, {}), values)
        return self

    def _axis_names(self, letter: str, row: int | None, col: int | None) -> Iterator[str]:
        if row is None and col is None:
            yield from dict.fromkeys([f"{letter}axis", *(name for name in self.settings if re.fullmatch(rf"{letter}axis\d*", name))])
            return
        if not self.grid:
            raise ValueError("This figure has no subplots.")
        for line in self.grid if row is None else [self.grid[row - 1]]:
            for axes in line if col is None else [line[col - 1]]:
                yield axis_name(axes["xy".index(letter)])


def axis_name(axis: str) -> str:
    """`xaxis2` of "x2"."""
    return f"{axis[0]}axis{axis[1:]}"


def make_subplots(
    rows: int = 1, cols: int = 1, *, figure: Figure, shared_xaxes: bool = False, shared_yaxes: bool = False, horizontal_spacing: float = 0.0,
    vertical_spacing: float = 0.0, subplot_titles: Sequence[str] | None = None, row_heights: Sequence[float] | None = None,
    column_widths: Sequence[float] | None = None,
) -> Figure:
    """Lay out `rows` × `cols` subplots in `figure`, the first on top. Shared axes are those of a column (x) or a row (y).

    As in `plotly.subplots`: spacings are shares of the figure, heights and widths are relative to each other.
    """
    across = _domains(column_widths or [1] * cols, horizontal_spacing)
    # From the bottom up, as Plotly counts.
    down = _domains((row_heights or [1] * rows)[::-1], vertical_spacing)[::-1]
    numbers = ["", *(str(number) for number in range(2, rows * cols + 1))]
    figure.grid = [[(f"x{number}", f"y{number}") for number in numbers[row * cols:(row + 1) * cols]] for row in range(rows)]
    for row, line in enumerate(figure.grid):
        for col, (x, y) in enumerate(line):
            x_axis: Values = {"anchor": y, "domain": across[col]}
            y_axis: Values = {"anchor": x, "domain": down[row]}
            if shared_xaxes and row < rows - 1:
                x_axis |= {"matches": figure.grid[-1][col][0], "showticklabels": False}
            if shared_yaxes and col:
                y_axis |= {"matches": line[0][1], "showticklabels": False}
            figure.update_layout(**{axis_name(x): x_axis, axis_name(y): y_axis})
    for index, title in enumerate(subplot_titles or ()):
        row, col = divmod(index, cols)
        if title:
            figure.add_annotation(
                text=title, x=sum(across[col]) / 2, y=down[row][1], xref="paper", yref="paper", xanchor="center", yanchor="bottom",
                showarrow=False, font={"size": 16},
            )
    return figure


def _domains(sizes: Sequence[float], spacing: float) -> list[list[float]]:
    room, total, start = 1 - spacing * (len(sizes) - 1), sum(sizes), 0.0
    found = []
    for size in sizes:
        found.append([start, min(1.0, start + room * size / total)])
        start += room * size / total + spacing
    return found


@lru_cache(4096)
def _path(name: str) -> tuple[str, ...]:
    """The names that an underscore joins: `marker_line_color` is `color` of `line` of `marker`."""
    parts = name.split("_")
    path: list[str] = []
    while parts:
        size = 2 if "_".join(parts[:2]) in _WITH_UNDERSCORE else 1
        path.append("_".join(parts[:size]))
        parts = parts[size:]
    return tuple(path)


def _merge(into: Values, values: Mapping[str, Any]) -> None:
    """Set properties, those within a property beside those it has; None takes one away. What is given is never changed."""
    for name, value in values.items():
        *outer, last = _path(name) if "_" in name else (name,)
        place = into
        for part in outer:
            place = place.setdefault(part, {})
        if value is None:
            place.pop(last, None)
        elif isinstance(value, dict) and last != "meta":  # what a meta holds is ours: underscores mean nothing in it
            inner = place.get(last)
            if not isinstance(inner, dict):
                inner = place[last] = {}
            _merge(inner, value)
        else:
            place[last] = value


def _write(values: Any) -> bytes:
    return orjson.dumps(values, default=_sendable, option=_WRITING)


def _sendable(value: Any) -> Any:
    """What orjson cannot write itself: numbers in typed arrays, which Plotly reads 30 times faster than lists."""
    if isinstance(value, Template):
        return value.written
    if isinstance(value, pl.Series):
        if not value.dtype.is_numeric():
            return value.to_list()
        value = value.to_numpy()
    if isinstance(value, np.ndarray):
        return _typed(value)
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{type(value).__name__} cannot be sent to the browser")


def _has_numbers(values: Any) -> bool:
    return values.dtype.is_numeric() if isinstance(values, pl.Series) else isinstance(values, np.ndarray) and values.dtype.kind in "iuf"


def _typed(values: np.ndarray) -> Any:
    if values.dtype.kind in "iu" and values.dtype.itemsize == 8 and values.size:
        # The browser has no arrays of 64-bit integers.
        low, high = int(values.min()), int(values.max())
        values = values.astype(np.min_scalar_type(min(low, -high - 1) if low < 0 else high))
    short = _SHORT.get(values.dtype.name)
    if short is None or not values.size:
        return values.tolist()
    sent = {"dtype": short, "bdata": base64.b64encode(np.ascontiguousarray(values).data).decode("ascii")}
    return sent if values.ndim == 1 else {**sent, "shape": ", ".join(str(size) for size in values.shape)}


def _listed(value: Any) -> Any:
    """Polars' columns as arrays, which Plotly's library checks faster."""
    if isinstance(value, dict):
        return {name: _listed(inner) for name, inner in value.items()}
    return value.to_numpy() if isinstance(value, pl.Series) else value
