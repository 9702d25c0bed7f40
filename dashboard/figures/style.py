"""How figures look: one template in a light and a dark form, the colours, and how numbers are written."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from dashboard.figures import plot as go

Mode = Literal["light", "dark"]
FONT = "Inter, 'Segoe UI', 'Helvetica Neue', Helvetica, Arial, sans-serif"
WEBGL_ABOVE = 1_500
"""Points from which scatter plots are drawn by WebGL: as SVG, as many take a tenth of a second."""
MARGIN = {"l": 64, "r": 24, "t": 36, "b": 52}
"""Room for a title and numbers: Plotly draws a figure twice where an axis needs more than is given. Names get theirs in the browser."""
WIDE_NUMBERS = {"l": 76}
"""Margin for a titled axis with numbers of four or more places, as −100 or 10,000."""
SMALL_N = 10
"""Below this many values, points are drawn and never a box or a violin."""


@dataclass(frozen=True)
class Theme:
    """Colours of one mode, as on the page around the figure."""

    mode: Mode
    card: str
    text: str
    secondary: str
    faint: str
    accent: str
    grid: str
    axis: str
    border: str
    hatch: str


LIGHT = Theme("light", "#FFFFFF", "#22303C", "#6B7885", "#8A95A1", "#1A2E47", "#E8ECF0", "#B9C3CC", "#E1E6EB", "#D4DAE0")
DARK = Theme("dark", "#16202A", "#E3E9EF", "#9BA9B6", "#6F7E8C", "#A9C3DD", "#22303C", "#4A5A69", "#263442", "#33424F")


def theme(mode: str | None) -> Theme:
    """The theme of that name; light for anything else."""
    return DARK if mode == "dark" else LIGHT


VARIANT_CLASS = {"SNV": "#5B8DB8", "SV": "#D1603D", "TR": "#2F4858"}
ANNOTATED_NOVEL = {"annotated": "#7E9EBC", "novel": "#B5482A"}
QTL_TYPE = {"eQTL": "#1A2E47", "juQTL": "#609996", "tuQTL": "#A05709", "sQTL": "#7054CD"}
SUPERPOPULATION = {"AFR": "#835C0C", "AMR": "#DE735F", "EAS": "#895975", "EUR": "#9082DC", "SAS": "#8041C0"}
COHORT = {"GTOP": "#1A2E47", "GTEx": "#9AA0A6", "1000 Genomes": "#B98A5E"}
RESOURCE = {"Geuvadis": "#A05709", "MAGE": "#7054CD", "AFGR": "#406C66"}
STRUCTURAL_CATEGORY = {
    "full-splice_match": "#516C8A", "incomplete-splice_match": "#8A941F", "novel_in_catalog": "#4A7355",
    "novel_not_in_catalog": "#A479EA", "fusion": "#649EA4", "antisense": "#8041C0", "genic": "#769B75",
    "intergenic": "#9F4817", "genic_intron": "#769B75",
}
CATEGORICAL = ("#516C8A", "#8A941F", "#4A7355", "#A479EA", "#649EA4", "#8041C0", "#769B75", "#9F4817")
"""Eight colours for classes without colours of their own; the structural categories' set."""
DIVERGING = ((0.0, "#2166AC"), (0.5, "#F7F7F7"), (1.0, "#B2182B"))
DIVERGING_DARK = ((0.0, "#4D8FD0"), (0.5, "#22303C"), (1.0, "#E0604C"))
SEQUENTIAL = "Cividis"
R2_BINS = ((0.8, "#D43F3A"), (0.6, "#EEA236"), (0.4, "#5CB85C"), (0.2, "#46B8DA"), (0.0, "#357EBD"))
NO_LD = "#AAAAAA"

_FOR_DARK = {
    "#1A2E47": "#A9C3DD", "#2F4858": "#99B3C6", "#406C66": "#4F7B75", "#4A7355": "#669070", "#516C8A": "#6D88A7", "#5B8DB8": "#5A8CB6",
    "#609996": "#629B98", "#649EA4": "#81BBC1", "#7054CD": "#8A71EA", "#769B75": "#9FC69D", "#8041C0": "#AB80FF", "#835C0C": "#906819",
    "#895975": "#965E69", "#8A941F": "#ACB740", "#9082DC": "#85819F", "#9AA0A6": "#A4A3A4", "#9F4817": "#B95C29", "#A05709": "#BC6D21",
    "#A479EA": "#8458C8", "#B5482A": "#CE5B3B", "#B98A5E": "#BC8D61", "#D1603D": "#CD5D3A", "#DE735F": "#E07460",
}
"""Near in hue, and within each set as far apart on the dark card as on the light one; see tests/figures/test_colors.py."""


def shade(color: str, look: Theme) -> str:
    """The colour, lifted where it would not stand out from a dark card."""
    return _FOR_DARK.get(color, color) if look.mode == "dark" else color


def text_on(color: str) -> str:
    """White or dark for words on that colour, whichever has the larger contrast (WCAG 2.2)."""
    ground = _luminance(color) + 0.05
    return "#FFFFFF" if 1.05 / ground > ground / (_luminance(DARK.card) + 0.05) else DARK.card


def _luminance(color: str) -> float:
    """Relative luminance of sRGB, 0 to 1."""
    channels = (int(color[i:i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def diverging(look: Theme) -> list[list[Any]]:
    """Colour scale for signed effects; use with a range symmetric about 0."""
    return [list(stop) for stop in (DIVERGING_DARK if look.mode == "dark" else DIVERGING)]


@functools.cache
def template(mode: Mode) -> go.Template:
    """The Plotly template of a mode."""
    look = theme(mode)
    axis: dict[str, Any] = {
        "automargin": True, "showgrid": False, "gridcolor": look.grid, "gridwidth": 1, "zeroline": False, "showline": True,
        "linecolor": look.axis, "linewidth": 1, "ticks": "outside", "ticklen": 4, "tickcolor": look.axis,
        "tickfont": {"size": 12, "color": look.text}, "title": {"font": {"size": 12, "color": look.secondary}},
        # Else Plotly measures each number to see whether it would be cut off; the margins hold the half that is beyond the axis.
        "ticklabeloverflow": "allow",
    }
    scene_axis = {"backgroundcolor": look.card, "gridcolor": look.grid, "linecolor": look.axis, "zerolinecolor": look.axis,
                  "tickfont": {"size": 10, "color": look.secondary}, "title": {"font": {"size": 12, "color": look.secondary}}}
    layout = {
        "font": {"family": FONT, "size": 12, "color": look.text},
        "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)", "colorway": [shade(c, look) for c in CATEGORICAL],
        "margin": MARGIN, "xaxis": axis, "yaxis": {**axis, "showgrid": True, "ticklabelstandoff": 3},
        "hoverlabel": {"bgcolor": look.card, "bordercolor": look.axis, "font": {"family": FONT, "size": 12, "color": look.text}, "align": "left"},
        "legend": {"orientation": "h", "x": 0, "xanchor": "left", "traceorder": "normal", "y": 1.0, "yanchor": "bottom", "font": {"size": 12},
                "title": {"font": {"size": 11, "color": look.secondary}}, "itemsizing": "constant", "bgcolor": "rgba(0,0,0,0)"},
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": look.faint, "activecolor": look.accent, "orientation": "h"},
        "bargap": 0.25, "colorscale": {"sequential": SEQUENTIAL, "diverging": diverging(look)}, "dragmode": "zoom",
        "scene": {"xaxis": scene_axis, "yaxis": scene_axis, "zaxis": scene_axis},
        "newselection": {"line": {"color": look.accent, "width": 1, "dash": "dot"}}, "activeselection": {"fillcolor": look.accent, "opacity": 0.06},
    }
    return go.Template({"layout": layout, "data": {"heatmap": [{"colorbar": {"ticklabeloverflow": "allow"}}]}})


GRAPH_CONFIG: dict[str, Any] = {
    "displaylogo": False, "showSendToCloud": False, "responsive": True, "displayModeBar": "hover", "scrollZoom": False,
    "modeBarButtonsToRemove": ["toImage", "autoScale2d", "zoomIn2d", "zoomOut2d", "toggleSpikelines", "hoverClosestCartesian", "hoverCompareCartesian"],
}


def scatter_for(n: int) -> type[go.Trace]:
    """The kind of trace for a plot of `n` points: by WebGL where there are many."""
    return go.Scattergl if n > WEBGL_ABOVE else go.Scatter


def new_figure(look: Theme, *, height: int = 380, **layout: Any) -> go.Figure:
    """An empty figure in the house style; `layout` is passed to Plotly."""
    return go.Figure(template(look.mode)).update_layout(height=height, **layout)


def message_figure(look: Theme, sentence: str, advice: str = "", *, height: int = 240) -> go.Figure:
    """A figure without data: a sentence in the middle, and what to do next below it."""
    figure = new_figure(look, height=height, xaxis={"visible": False}, yaxis={"visible": False}, margin={"l": 8, "r": 8, "t": 8, "b": 8})
    text = f"<b>{sentence}</b>" + (f"<br>{advice}" if advice else "")
    figure.add_annotation(text=_wrapped(text), x=0.5, y=0.5, xref="paper", yref="paper", showarrow=False, font={"size": 13, "color": look.secondary})
    return figure


def _wrapped(text: str, width: int = 44) -> str:
    lines: list[str] = []
    for part in text.split("<br>"):
        line = ""
        for word in part.split(" "):
            if line and len(line) + len(word) > width:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}".strip()
        lines.append(line)
    return "<br>".join(lines)


def reference_line(figure: go.Figure, look: Theme, *, x: float | None = None, y: float | None = None, label: str = "") -> None:
    """A thin, labelled line at a threshold, at zero or at identity."""
    line = {"color": look.secondary, "width": 1, "dash": "dot"}
    note = {"text": label, "showarrow": False, "font": {"size": 11, "color": look.secondary}}
    if x is not None:
        figure.add_shape(type="line", x0=x, x1=x, y0=0, y1=1, yref="paper", line=line)
        if label:
            figure.add_annotation(x=x, y=1, yref="paper", xanchor="left", yanchor="top", xshift=4, **note)
    if y is not None:
        figure.add_shape(type="line", x0=0, x1=1, xref="paper", y0=y, y1=y, line=line)
        if label:
            figure.add_annotation(x=1, xref="paper", y=y, xanchor="right", yanchor="bottom", **note)


THIN_SPACE = "\u2009"
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def write_count(value: float | None) -> str:
    """1,389; an en dash for nothing."""
    return "–" if value is None or math.isnan(value) else f"{value:,.0f}"


def write_counted(n: float, noun: str, several: str = "") -> str:
    """`1 gene`, `1,389 genes`; `several` for a noun that takes more than an s."""
    return f"{write_count(n)} {noun if n == 1 else several or noun + 's'}"


def write_number(value: float | None, digits: int = 3, *, signed: bool = False) -> str:
    """Three significant digits without exponent between 0.001 and 1e6, with a true minus sign."""
    if value is None or math.isnan(value):
        return "–"
    if value == 0:
        return "0"
    size = abs(value)
    if size >= 1e6 or size < 1e-3:
        text = write_scientific(size, digits)
    else:
        places = max(0, digits - 1 - math.floor(math.log10(size)))
        text = f"{size:,.{places}f}"
    return ("−" if value < 0 else "+" if signed else "") + text


def write_scientific(value: float, digits: int = 2) -> str:
    """3.2 × 10⁻⁸."""
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    return f"{mantissa}{THIN_SPACE}×{THIN_SPACE}10{str(int(exponent)).translate(_SUPERSCRIPT)}"


def write_power_of_ten(exponent: int) -> str:
    """A tick of a logarithmic axis: 0.01, 1, 1,000, beyond them 10⁻⁶."""
    return f"{10**exponent:,.{max(0, -exponent)}f}" if abs(exponent) <= 3 else f"10{str(exponent).translate(_SUPERSCRIPT)}"


def write_p(value: float | None) -> str:
    """A p-value: 0.032, 3.2 × 10⁻⁸, or below the smallest number that can be held where it is 0."""
    if value is None or math.isnan(value):
        return "–"
    if value == 0:
        return f"<{THIN_SPACE}5{THIN_SPACE}×{THIN_SPACE}10⁻³²⁴"
    return write_number(value, 2) if value >= 1e-3 else write_scientific(value, 2)


def write_percent(share: float | None, digits: int = 1) -> str:
    """21.9 %, of a share between 0 and 1."""
    return "–" if share is None or math.isnan(share) else f"{100 * share:.{digits}f}{THIN_SPACE}%"


def neglog10(values: Any) -> np.ndarray:
    """−log10 p as float32; p of 0 counts as the smallest positive double."""
    return -np.log10(np.maximum(np.asarray(values, dtype=float), 5e-324)).astype(np.float32)
