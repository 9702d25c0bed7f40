"""The QTL map: tissues against variants as bubbles, all tissues drawn, untested ones hatched."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from dashboard.figures import plot as go
from dashboard.figures.style import Theme, diverging, message_figure, new_figure, reference_line, write_p
from dashboard.store.tissues import Tissue

COLUMNS_SHOWN = 60
MAX_COLUMNS = 400
_SYMBOLS = {"SNV": "circle", "SV": "diamond", "TR": "square"}
_LARGEST = 20.0


def qtl_map(points: pl.DataFrame, tissues: Sequence[Tissue], look: Theme, *, tested: Sequence[str], chosen: str = "") -> go.Figure:
    """Bubbles: colour is the slope, area −log10 p, outline a 95 % credible set, shape the class. Columns as `store.gene_qtls.POINTS`.

    Variants are columns in the order of their position; without one, by their id. `chosen` is the variant that is followed.
    """
    if points.is_empty():
        return message_figure(look, "No association of this gene meets the filters.", "Widen p, slope or PIP, or choose more QTL types and classes.")
    variants = points.group_by("variant_id").agg(pl.col("position").first(), pl.col("tss_distance").first(), pl.col("variant_class").first()).sort(
        "position", "tss_distance", "variant_id", nulls_last=True,
    )
    column = {variant: index for index, variant in enumerate(variants["variant_id"])}
    shown = list(reversed(tissues))
    row = {tissue.key: index for index, tissue in enumerate(shown)}
    inside = points.filter(pl.col("tissue").is_in(list(row))).sort("neglog10_p", descending=True, nulls_last=True)
    figure = new_figure(look, height=19 * len(shown) + 170, hovermode="closest", clickmode="event", dragmode="pan")
    _hatch(figure, shown, tested, look, len(column))
    largest = max(float(inside["neglog10_p"].max() or 1), 1.0)  # type: ignore[arg-type]
    reach = float(inside["slope"].abs().max() or 1)  # type: ignore[arg-type]
    labels = {tissue.key: tissue.label for tissue in tissues}
    for index, (variant_class, symbol) in enumerate(_SYMBOLS.items()):
        rows = inside.filter(pl.col("variant_class") == variant_class)
        if rows.is_empty():
            continue
        in_set = rows["cs_id"].is_not_null().to_numpy()
        area = np.sqrt(rows["neglog10_p"].fill_null(0).to_numpy() / largest)
        figure.add_trace(go.Scatter(
            x=np.array([column[v] for v in rows["variant_id"]]), y=np.array([row[t] for t in rows["tissue"]]), mode="markers", name=variant_class,
            marker={
                "symbol": symbol, "size": np.maximum(_LARGEST * area, 4), "color": rows["slope"].cast(pl.Float32).to_numpy(), "coloraxis": "coloraxis",
                "line": {"color": look.text, "width": np.where(in_set, 1.8, 0.3)},
            },
            customdata=_hover(rows, labels), hovertemplate=_HOVER, showlegend=False,
        ))
        figure.add_trace(go.Scatter(
            x=[None], y=[None], mode="markers", name=variant_class, legendrank=index, hoverinfo="skip",
            marker={"symbol": symbol, "size": 9, "color": look.card, "line": {"color": look.text, "width": 1.2}},
        ))
    before_start = int((variants["tss_distance"].fill_null(0) < 0).sum())
    if 0 < before_start < len(column):
        reference_line(figure, look, x=before_start - 0.5, label="TSS")
    if chosen in column:
        figure.add_vline(x=column[chosen], line={"color": look.accent, "width": 1, "dash": "dot"})
    middle = column.get(chosen, 0)
    first = max(0, min(middle - COLUMNS_SHOWN // 2, len(column) - COLUMNS_SHOWN))
    last = min(len(column), first + COLUMNS_SHOWN)
    every = max(1, (last - first) // 30)
    figure.update_xaxes(
        range=[first - 0.7, last - 0.3], tickvals=list(range(0, len(column), every)), ticktext=[_short(v) for v in variants["variant_id"]][::every], tickangle=-60, tickfont={"size": 10},
        showgrid=False, **({"rangeslider": {"visible": True, "thickness": 0.06, "bgcolor": look.grid, "bordercolor": look.border, "yaxis": {"rangemode": "auto"}}} if len(column) > COLUMNS_SHOWN else {}),
    )
    figure.update_yaxes(tickvals=list(range(len(shown))), ticktext=[_named(tissue, look) for tissue in shown], range=[-0.6, len(shown) - 0.4], fixedrange=True, ticks="", showline=False, gridcolor=look.grid)
    figure.update_layout(
        coloraxis={"colorscale": diverging(look), "cmin": -reach, "cmax": reach, "colorbar": {"title": {"text": "slope (SD per ALT allele or repeat unit)", "side": "right"}, "thickness": 10, "len": 0.6, "outlinewidth": 0, "y": 0.7}},
        margin={"b": 20 if len(column) > COLUMNS_SHOWN else 90, "t": 36},
    )
    return figure


_HOVER = ("<b>%{customdata[0]}</b><br>%{customdata[1]} · %{customdata[2]}<br>slope per %{customdata[3]}: %{marker.color:+.3g}%{customdata[4]}"
          "<br>p: %{customdata[5]}<br>TSS distance: %{customdata[6]}<br>PIP: %{customdata[7]}<extra></extra>")


def _hover(rows: pl.DataFrame, labels: dict[str, str]) -> np.ndarray:
    cells = []
    for item in rows.iter_rows(named=True):
        allele = "repeat unit" if item["variant_class"] == "TR" else f"ALT allele {item['alt']}" if item["alt"] else "ALT allele"
        error = f" ± {1.96 * item['slope_se']:.2g}" if item["slope_se"] else ""
        distance = f"{item['tss_distance'] / 1000:+,.1f} kb" if item["tss_distance"] is not None else "–"
        pip = f"{item['pip']:.3f}, set {item['cs_id']}" if item["pip"] is not None else "not in a 95 % credible set"
        p_value = write_p(10 ** -item["neglog10_p"]) if item["neglog10_p"] is not None else "–"
        cells.append([item["variant_id"], labels.get(item["tissue"], item["tissue"]), item["qtl_type"], allele, error, p_value, distance, pip, item["tissue"]])
    return np.array(cells, dtype=object)


def _short(variant: str) -> str:
    return variant if len(variant) <= 16 else variant[:14] + "…"


def _hatch(figure: go.Figure, shown: Sequence[Tissue], tested: Sequence[str], look: Theme, columns: int) -> None:
    """Rows of tissues without QTL mapping are hatched: not tested is not the same as no association."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for index, tissue in enumerate(shown):
        if tissue.key not in tested:
            xs += [-1, columns, columns, -1, -1, None]
            ys += [index - 0.5, index - 0.5, index + 0.5, index + 0.5, index - 0.5, None]
    if xs:
        figure.add_trace(go.Scatter(
            x=xs, y=ys, mode="lines", line={"width": 0}, fill="toself", name="not tested", hoverinfo="skip", showlegend=False,
            fillpattern={"shape": "/", "fgcolor": look.hatch, "bgcolor": "rgba(0,0,0,0)", "size": 6, "solidity": 0.2},
        ))
        # The legend of a filled line shows the line; that of a bar shows the pattern.
        figure.add_trace(go.Bar(x=[None], y=[None], name="tissue not tested", hoverinfo="skip", legendrank=100, marker={
            "color": "rgba(0,0,0,0)", "line": {"color": look.axis, "width": 1}, "pattern": {"shape": "/", "fgcolor": look.axis, "size": 5, "solidity": 0.25},
        }))


def _named(tissue: Tissue, look: Theme) -> str:
    """The tissue's name with its n."""
    n = tissue.n_qtl or tissue.n_short_read
    return tissue.label + (f"  <span style='color:{look.secondary}'>n={n}</span>" if n else "")
