"""Figures as dictionaries are what Plotly's own library would have made of the same calls."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects
import plotly.subplots
import polars as pl
import pytest

from dashboard.figures import plot
from dashboard.figures.style import new_figure, theme


def draw(library: Any, figure: Any) -> Any:
    """Calls that both libraries understand."""
    figure.add_trace(library.Scatter(x=np.arange(3), y=[1.5, None, 2.0], marker_color="red", error_x={"array": [1, 1, 1]}, name=None), row=1, col=2)
    figure.add_bar(x=["a", "b"], y=np.array([1, 70_000]), marker={"line": {"width": 0}}, row=2, col=1)
    figure.add_vline(x=1, line={"width": 1}, row=1, col=2)
    figure.add_hline(y=0, line={"width": 1})
    figure.add_annotation(text="one", x=0, y=1, xref="x domain", yref="y domain", row=2, col=1)
    figure.add_shape(type="line", x0=0, x1=1, y0=0, y1=1)
    figure.update_layout(margin_t=40, legend={"title": {"text": "class"}}, plot_bgcolor="white")
    figure.update_layout(legend_title_font_size=9)
    figure.update_xaxes(title_text="x", col=2)
    figure.update_yaxes(rangemode="tozero")
    figure.update_annotations(font={"color": "black"})
    return figure


def test_calls_mean_what_they_mean_in_plotly() -> None:
    grid: dict[str, Any] = {
        "rows": 2, "cols": 2, "shared_xaxes": True, "shared_yaxes": True, "horizontal_spacing": 0.1, "vertical_spacing": 0.2,
        "row_heights": [0.6, 0.4], "column_widths": [2, 1], "subplot_titles": ["first", "second", "", "fourth"],
    }
    theirs = draw(plotly.graph_objects, plotly.subplots.make_subplots(**grid, figure=plotly.graph_objects.Figure(layout={"template": None})))
    ours = draw(plot, plot.make_subplots(**grid, figure=plot.Figure()))
    expected = theirs.to_dict()
    expected["layout"].pop("template", None)
    assert ours.checked().to_dict()["data"] == expected["data"]
    # What is sent tells axes of numbers in addition, which is tested below.
    found = ours.settings
    assert found.keys() == expected["layout"].keys()
    for name, value in expected["layout"].items():
        assert plain(found[name]) == plain(value), name


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner) for inner in value]
    return pytest.approx(value) if isinstance(value, float) else value


def test_numbers_are_sent_as_typed_arrays_and_texts_as_lists() -> None:
    figure = plot.Figure().add_scatter(
        x=pl.Series([1.0, 2.0], dtype=pl.Float32), y=np.array([-1, 300]), text=pl.Series(["a", None]), customdata=np.array([["a", 1]], dtype=object), ids=np.array([1, 2**40]),
    )
    trace = figure.to_dict()["data"][0]
    assert trace["x"]["dtype"] == "f4"
    assert trace["y"]["dtype"] == "i2"
    assert (trace["text"], trace["customdata"], trace["ids"]) == (["a", None], [["a", 1]], [1, 2**40])


def test_a_misspelt_property_is_found_by_the_check() -> None:
    with pytest.raises(ValueError, match="colour"):
        plot.Figure().add_scatter(marker_colour="red").checked()


def test_the_template_is_sent_with_the_figure() -> None:
    assert new_figure(theme("dark")).to_dict()["layout"]["template"]["layout"]["font"]["color"] == theme("dark").text


def test_axes_of_numbers_are_told_so() -> None:
    figure = plot.Figure()
    figure.add_trace(plot.Scatter(x=np.array([1.0, 2.0]), y=["a", "b"]))
    figure.add_trace(plot.Scatter(x=pl.Series([3, 4]), y=np.array([1, 2])))
    figure.add_trace(plot.Scatter(x=np.array([1, 10]), y=np.array([1, 2]), xaxis="x2", yaxis="y2"))
    figure.add_trace(plot.Scatter(x=np.array(["2", "3"]), y=pl.Series(["a", "b"]), xaxis="x3", yaxis="y3"))
    figure.add_trace(plot.Box(y=np.array([1.0]), xaxis="x4", yaxis="y4"))
    figure.update_layout(xaxis2={"type": "log"}, yaxis2={"title": {"text": "n"}})
    layout = figure.to_dict()["layout"]
    assert layout["xaxis"] == {"type": "linear"}
    assert layout["xaxis2"] == {"type": "log"}
    assert layout["yaxis2"] == {"type": "linear", "title": {"text": "n"}}
    assert layout["yaxis4"] == {"type": "linear"}
    assert {"yaxis", "xaxis3", "yaxis3", "xaxis4"}.isdisjoint(layout)


def test_axes_in_three_dimensions_are_left_to_the_scene() -> None:
    figure = plot.Figure()
    figure.add_trace(plot.Scatter3d(x=np.array([1.0]), y=np.array([1.0]), z=np.array([1.0])))
    assert figure.to_dict()["layout"].keys().isdisjoint({"xaxis", "yaxis"})
