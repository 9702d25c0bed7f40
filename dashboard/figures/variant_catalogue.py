"""Disease-related repeats, and variants by genome, technology, length and consequence."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import polars as pl

from dashboard.figures import plot as go
from dashboard.figures.plot import make_subplots
from dashboard.figures.sequencing import SYMBOL, TECHNOLOGY
from dashboard.figures.style import (
    CATEGORICAL,
    QTL_TYPE,
    SMALL_N,
    WIDE_NUMBERS,
    Theme,
    diverging,
    message_figure,
    new_figure,
    shade,
    write_count,
    write_p,
    write_percent,
    write_power_of_ten,
)

_TECHNOLOGY = {"LRS": "long_read", "SRS": "short_read"}
_WORDS = {"long_read": "long reads", "short_read": "short reads"}
_SHAPES = {"eQTL": "circle", "juQTL": "diamond", "tuQTL": "square", "sQTL": "triangle-up"}
_SHIFT = {"eQTL": -0.27, "juQTL": 0.0, "tuQTL": 0.27, "sQTL": 0.0}
NO_REPEATS = ("No repeat meets this choice.", "Choose another technology or QTL type.")


def repeat_dosages(rows: pl.DataFrame, look: Theme, *, technology: str, chosen: str = "") -> go.Figure:
    """Repeat units by locus over donors, on a logarithmic axis: middle half, range and median. Columns: repeat, n, min, q1, median, q3, max."""
    if rows.is_empty():
        return message_figure(look, *NO_REPEATS)
    figure = new_figure(look, height=15 * rows.height + 100, hovermode="closest", clickmode="event")
    places = np.arange(rows.height)
    color = shade(TECHNOLOGY[technology], look)
    floor = 0.5
    values = {name: np.maximum(rows[name].to_numpy(), floor) for name in ("min", "q1", "median", "q3", "max")}
    gap = np.full(rows.height, np.nan)
    for low, high, width, name in (("min", "max", 1, "range"), ("q1", "q3", 6, "middle half")):
        figure.add_trace(go.Scatter(x=np.column_stack([values[low], values[high], gap]).ravel(), y=np.repeat(places, 3).astype(float), mode="lines", name=name, line={"width": width, "color": color}, opacity=0.9 if width == 1 else 0.55, hoverinfo="skip"))
    data = rows.select("repeat", "n", "min", "q1", "q3", "max", "median").rows()
    figure.add_trace(go.Scatter(
        x=values["median"], y=places, mode="markers", name="median", customdata=data, marker={"size": [11 if name == chosen else 6 for name in rows["repeat"]], "color": look.text, "symbol": SYMBOL[technology]},
        hovertemplate="<b>%{customdata[0]}</b><br>median: %{customdata[6]:.4~g} repeat units<br>middle half: %{customdata[3]:.4~g} to %{customdata[4]:.4~g}<br>range: %{customdata[2]:.4~g} to %{customdata[5]:.4~g}<br>donors: %{customdata[1]}<extra></extra>",
    ))
    ticks = [f"<b>{name}</b>" if name == chosen else name for name in rows["repeat"]]
    figure.update_xaxes(title_text="repeat units (mean of two alleles), logarithmic", type="log", dtick="D2" if float(values["max"].max()) < 100 else 1, showgrid=True)
    figure.update_yaxes(tickvals=places, ticktext=ticks, range=[-0.7, rows.height - 0.3], showgrid=False, ticks="", showline=False, tickfont={"size": 10})
    return figure


def repeat_in_donors(rows: pl.DataFrame, repeat: str, look: Theme) -> go.Figure:
    """Repeat units of one repeat by technology: a histogram over donors each. Columns: technology, dosage, donor_id, flags."""
    if rows.is_empty():
        return message_figure(look, f"No repeat units of {repeat} are in this release.")
    figure = new_figure(look, height=340, hovermode="closest", barmode="group", bargap=0.1)
    values = rows["dosage"].to_numpy()
    step = max(0.5, float(np.ptp(values)) / 60)
    edges = np.arange(values.min() - step / 2, values.max() + 1.5 * step, step)
    for technology, part in sorted(rows.partition_by("technology", as_dict=True).items()):
        name = str(technology[0])
        counts, _ = np.histogram(part["dosage"].to_numpy(), edges)
        figure.add_trace(go.Bar(
            x=(edges[:-1] + edges[1:]) / 2, y=counts, name=f"{_WORDS.get(name, name)} (n={part.height}, median {np.median(part['dosage'].to_numpy()):.4g})",
            marker={"color": shade(TECHNOLOGY.get(name, CATEGORICAL[0]), look), "pattern": {"shape": "/" if name == "short_read" else ""}}, hovertemplate=f"<b>{_WORDS.get(name, name)}</b><br>%{{x:.4~g}} repeat units<br>%{{y}} donors<extra></extra>",
        ))
    figure.update_xaxes(title_text=f"{repeat}: repeat units (mean of two alleles)")
    figure.update_yaxes(title_text="donors", rangemode="tozero")
    return figure


def repeat_associations(cells: pl.DataFrame, look: Theme, *, chosen: str = "") -> go.Figure:
    """The strongest association of each repeat, tissue and QTL type: area by −log10 p, colour by slope, shape by QTL type.

    Columns: repeat_gene, label, place, qtl_type, pval_nominal, slope, phenotype_id, gene_symbol, n.
    """
    if cells.is_empty():
        return message_figure(look, *NO_REPEATS)
    tissues = cells.unique("place").sort("place")["label"].to_list()
    order = cells.group_by("repeat_gene").agg(pl.col("pval_nominal").min()).sort("pval_nominal", "repeat_gene", nulls_last=True)["repeat_gene"].to_list()
    column, row = {name: index for index, name in enumerate(order)}, {name: index for index, name in enumerate(tissues)}
    figure = new_figure(look, height=46 * len(tissues) + 170, hovermode="closest", clickmode="event")
    reach = float(np.nanquantile(np.abs(cells["slope"].to_numpy()), 0.98))
    p = -np.log10(np.maximum(cells["pval_nominal"].fill_null(1).to_numpy(), 5e-324))
    sizes = pl.Series("size", 4 + 13 * np.sqrt(p / p.max()))
    scale = {"colorscale": diverging(look), "cmin": -reach, "cmax": reach, "colorbar": {"title": {"text": "slope (SD per unit)", "side": "right"}, "thickness": 10, "outlinewidth": 0, "len": 0.7}}
    for index in range(0, len(tissues), 2):
        figure.add_shape(type="rect", xref="paper", x0=0, x1=1, y0=index - 0.5, y1=index + 0.5, fillcolor=look.grid, opacity=0.4, line={"width": 0}, layer="below")
    for index, qtl_type in enumerate(name for name in _SHAPES if name in set(cells["qtl_type"])):
        part = cells.with_columns(sizes).filter(pl.col("qtl_type") == qtl_type)
        hover = [(r["repeat_gene"], r["label"], qtl_type, write_p(r["pval_nominal"]), r["gene_symbol"] or "–", r["phenotype_id"], r["n"]) for r in part.iter_rows(named=True)]
        figure.add_trace(go.Scatter(
            x=np.array([column[name] for name in part["repeat_gene"]]), y=np.array([row[name] + _SHIFT[qtl_type] for name in part["label"]]), mode="markers", name=f"{qtl_type} ({part.height})", customdata=hover,
            marker={"symbol": _SHAPES[qtl_type], "size": part["size"].to_numpy(), "color": part["slope"].to_numpy(), **scale, "showscale": index == 0, "line": {"width": 1, "color": shade(QTL_TYPE[qtl_type], look)}}, text=part["slope"].to_numpy(),
            hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}, %{customdata[2]}<br>gene: %{customdata[4]}<br>p: %{customdata[3]}<br>slope: %{text:+.3g} SD per repeat unit<br>associations: %{customdata[6]}<extra></extra>", legendrank=index,
        ))
    figure.update_xaxes(tickvals=list(range(len(order))), ticktext=[f"<b>{name}</b>" if name == chosen else name for name in order], tickangle=-90, tickfont={"size": 10}, range=[-0.7, len(order) - 0.3], ticks="", title_text="repeat, by its smallest p")
    figure.update_yaxes(tickvals=list(range(len(tissues))), ticktext=tissues, range=[len(tissues) - 0.5, -0.5], showgrid=False, ticks="", showline=False)
    return figure


def variants_per_genome(rows: pl.DataFrame, look: Theme) -> go.Figure:
    """Variants of each genome by type, one panel per type: points over a box, long and short reads. Columns: variant_type, technology, sample_id, n."""
    if rows.is_empty():
        return message_figure(look, "This release has no variants per genome.")
    types = rows["variant_type"].unique(maintain_order=True).to_list()
    figure = make_subplots(rows=1, cols=len(types), horizontal_spacing=0.09, subplot_titles=types, figure=new_figure(look, height=360, showlegend=False, hovermode="closest", margin={**WIDE_NUMBERS, "b": 64}))
    spread = np.random.default_rng(1)
    for column, name in enumerate(types, start=1):
        ticks = []
        for place, ((technology,), part) in enumerate(sorted(rows.filter(pl.col("variant_type") == name).partition_by("technology", as_dict=True).items())):
            kind = _TECHNOLOGY.get(str(technology), "")
            values, color = part["n"].to_numpy(), shade(TECHNOLOGY.get(kind, CATEGORICAL[place]), look)
            ticks.append(f"{_WORDS.get(kind, technology).replace(' ', '<br>')}<br>n={part.height}")
            figure.add_trace(go.Scatter(
                x=place + spread.uniform(-0.28, 0.28, len(values)), y=values, mode="markers", marker={"size": 4, "opacity": 0.5, "color": color, "symbol": SYMBOL.get(kind, "circle")}, customdata=part["sample_id"].fill_null("–").to_list(),
                hovertemplate=f"<b>%{{customdata}}</b><br>{name}: %{{y:,}} by {_WORDS.get(kind, technology)}<extra></extra>",
            ), row=1, col=column)
            if part.height >= SMALL_N:
                figure.add_trace(go.Box(y=values, x0=place, boxpoints=False, width=0.62, line={"color": look.text, "width": 1}, fillcolor="rgba(0,0,0,0)", hoverinfo="skip"), row=1, col=column)
        figure.update_xaxes(tickvals=list(range(len(ticks))), ticktext=ticks, tickangle=0, range=[-0.6, len(ticks) - 0.4], row=1, col=column, tickfont={"size": 11})
        figure.update_yaxes(tickformat="~s", nticks=6, row=1, col=column)
    figure.update_yaxes(title_text="variants of a genome", col=1)
    figure.update_annotations(font={"size": 12, "color": look.text})
    return figure


def sv_lengths(rows: pl.DataFrame, look: Theme) -> go.Figure:
    """Structural variants by size, one panel per type, both axes logarithmic. Columns: sv_type, technology, low, high (bp), n."""
    if rows.is_empty():
        return message_figure(look, "This release has no lengths of such structural variants.")
    types = rows["sv_type"].unique().sort().to_list()
    figure = make_subplots(rows=1, cols=len(types), shared_yaxes=True, horizontal_spacing=0.04, figure=new_figure(look, height=360, hovermode="closest"),
                           subplot_titles=[f"{name} ({write_count(float(rows.filter(pl.col('sv_type') == name)['n'].sum()))})" for name in types])
    for column, sv_type in enumerate(types, start=1):
        for (technology,), part in sorted(rows.filter(pl.col("sv_type") == sv_type).partition_by("technology", as_dict=True).items()):
            kind = _TECHNOLOGY.get(str(technology), "")
            figure.add_trace(go.Scatter(
                x=np.sqrt(part["low"].to_numpy() * part["high"].to_numpy()), y=np.where(part["n"].to_numpy() > 0, part["n"].to_numpy(), np.nan), mode="lines", name=_WORDS.get(kind, str(technology)), legendgroup=str(technology), showlegend=column == 1,
                line={"shape": "hvh", "width": 2, "color": shade(TECHNOLOGY.get(kind, CATEGORICAL[0]), look), "dash": "solid" if kind == "long_read" else "dot"}, customdata=part.select("low", "high").to_numpy(),
                hovertemplate=f"<b>{sv_type}, {_WORDS.get(kind, technology)}</b><br>%{{customdata[0]:,.0f}} to %{{customdata[1]:,.0f}} bp<br>%{{y:,}} variants<extra></extra>",
            ), row=1, col=column)
        figure.update_xaxes(type="log", dtick=1, tickformat="~s", title_text="size (bp), logarithmic", row=1, col=column)
    figure.update_yaxes(type="log", dtick=1, tickformat="~s")
    figure.update_yaxes(title_text="variants per bin, logarithmic", col=1)
    figure.update_annotations(font={"size": 12, "color": look.text})
    figure.update_layout(legend={"y": 1.08}, margin={"t": 70})
    return figure


def technology_sharing(rows: pl.DataFrame, look: Theme) -> go.Figure:
    """Share of each technology's variants that the other finds too. Columns: variant_type, technology, category, n, total, proportion."""
    if rows.is_empty():
        return message_figure(look, "This release does not compare the technologies.")
    figure = new_figure(look, height=52 * rows["variant_type"].n_unique() + 110, barmode="stack", hovermode="closest", margin={"l": 176})
    order = rows.select("variant_type", "technology", "total").unique().sort("variant_type", "technology", descending=True)
    technologies = [_WORDS[_TECHNOLOGY[t]] if t in _TECHNOLOGY else t for t in order["technology"]]
    y = [list(order["variant_type"]), technologies]
    for name, color in (("both technologies", look.accent), ("one technology only", look.hatch)):
        part = order.join(rows.filter(pl.col("category") == name).select("variant_type", "technology", "n", "proportion"), on=["variant_type", "technology"], how="left", maintain_order="left")
        figure.add_trace(go.Bar(
            x=100 * part["proportion"].to_numpy(), y=y, orientation="h", name=name, marker={"color": color}, customdata=part.select("variant_type", pl.Series("technology", technologies), "n", "total").rows(), text=[write_percent(value, 0) if name.startswith("both") else "" for value in part["proportion"]], textposition="inside", insidetextanchor="start", constraintext="none", textangle=0, textfont={"size": 10, "color": look.card},
            hovertemplate="<b>%{customdata[0]}, %{customdata[1]}</b><br>" + name + ": %{customdata[2]:,} of %{customdata[3]:,} (%{x:.1f} %)<extra></extra>",
        ))
    figure.update_xaxes(title_text="share of its variants (%)", range=[0, 100])
    figure.update_yaxes(showgrid=False, ticks="", showline=False, dividercolor=look.grid, tickfont={"size": 11})
    return figure


def downsampling_curves(rows: pl.DataFrame, look: Theme) -> go.Figure:
    """Variants called at reduced coverage, one panel per type; dotted: those in reference databases. Columns: variant_type, level, unit, n, known."""
    if rows.is_empty():
        return message_figure(look, "This release has no counts at reduced coverage.")
    types = rows["variant_type"].unique(maintain_order=True).to_list()
    columns = min(4, len(types))
    lines = -(-len(types) // columns)
    figure = make_subplots(rows=lines, cols=columns, subplot_titles=types, horizontal_spacing=0.07, vertical_spacing=0.25, figure=new_figure(look, height=220 * lines + 70, hovermode="closest"))
    for index, name in enumerate(types):
        part, (row, column) = rows.filter(pl.col("variant_type") == name), divmod(index, columns)
        unit = part["unit"][0]
        for field, label, dash in (("n", "called", "solid"), ("known", "of these, in reference databases", "dot")):
            if part[field].null_count() < part.height:
                figure.add_trace(go.Scatter(
                    x=part["level"].to_numpy(), y=part[field].to_numpy(), mode="lines+markers", name=label, legendgroup=label, showlegend=index == 0, line={"color": shade(CATEGORICAL[0], look), "dash": dash},
                    hovertemplate=f"<b>{name}</b><br>at %{{x}} {unit}: %{{y:,}} {label}<extra></extra>",
                ), row=row + 1, col=column + 1)
        figure.update_xaxes(title_text="coverage (×)" if unit == "×" else "reads used (%)", row=row + 1, col=column + 1)
        figure.update_yaxes(tickformat="~s", rangemode="tozero", nticks=5, row=row + 1, col=column + 1)
    figure.update_annotations(font={"size": 12, "color": look.text})
    figure.update_layout(legend={"y": 1.09}, margin={"t": 70})
    return figure


def consequence_shares(rows: pl.DataFrame, look: Theme) -> go.Figure:
    """Share of each type's variants by most severe consequence, on a logarithmic axis. Columns: variant_type, consequence, n, total, proportion."""
    if rows.is_empty():
        return message_figure(look, "This release has no consequences of such variants.")
    order = rows.group_by("consequence").agg(pl.col("n").sum()).sort("n", "consequence")["consequence"].to_list()
    figure = new_figure(look, height=22 * len(order) + 120, hovermode="closest")
    shapes = ("circle", "square", "diamond", "triangle-up", "cross", "triangle-down", "star", "x")
    for index, name in enumerate(rows["variant_type"].unique().sort()):
        part = rows.filter(pl.col("variant_type") == name)
        figure.add_trace(go.Scatter(
            x=100 * part["proportion"].to_numpy(), y=[_sentence(value) for value in part["consequence"]], mode="markers", name=f"{name} ({write_count(float(part['total'][0]))})", marker={"size": 9, "symbol": shapes[index % 8], "color": shade(CATEGORICAL[index % 8], look)},
            customdata=part.select("n", "total").to_numpy(), hovertemplate="<b>%{y}</b><br>" + str(name) + ": %{customdata[0]:,} of %{customdata[1]:,} (%{x:.3~g} %)<extra></extra>",
        ))
    powers = range(-8, 3, 2)
    figure.update_xaxes(title_text="share of the type’s variants (%), logarithmic", type="log", tickvals=[10.0**power for power in powers], ticktext=[write_power_of_ten(power) for power in powers], tickangle=0, showgrid=True)
    figure.update_yaxes(categoryorder="array", categoryarray=[_sentence(value) for value in order], ticks="", showline=False, range=[-0.6, len(order) - 0.4], tickfont={"size": 11})
    figure.update_layout(legend={"font": {"size": 11}})
    return figure


def _sentence(name: str) -> str:
    words = name.replace("_", " ").replace("3UTR", "3′ UTR").replace("5UTR", "5′ UTR")
    return words[:1].upper() + words[1:]


def reported_elsewhere(rows: pl.DataFrame, look: Theme) -> go.Figure:
    """Structural variants compared with other data sets: reported there, or new, by type. Columns: variant_type, category, n, proportion."""
    if rows.is_empty():
        return message_figure(look, "This release does not compare its structural variants with others.")
    order = rows.filter(pl.col("variant_type") == "Reported").sort("proportion")["category"].to_list() or rows["category"].unique().sort().to_list()
    figure = new_figure(look, height=40 * len(order) + 130, barmode="stack", hovermode="closest")
    names: Mapping[str, str] = {"Reported": "reported there"}
    for index, name in enumerate(["Reported", *(value for value in rows.group_by("variant_type").agg(pl.col("n").sum()).sort("n", "variant_type", descending=[True, False])["variant_type"] if value != "Reported")]):
        part = rows.filter(pl.col("variant_type") == name)
        figure.add_trace(go.Bar(
            x=100 * part["proportion"].to_numpy(), y=part["category"].to_list(), orientation="h", name=names.get(name, f"new {name}"), marker={"color": look.accent if index == 0 else shade(CATEGORICAL[index % 8], look)}, customdata=part["n"].to_numpy(),
            hovertemplate="<b>%{y}</b><br>" + names.get(name, f"new {name}") + ": %{customdata:,} (%{x:.1f} %)<extra></extra>",
        ))
    figure.update_xaxes(title_text="structural variants (%)", range=[0, 100])
    figure.update_yaxes(categoryorder="array", categoryarray=order, showgrid=False, ticks="", showline=False)
    return figure
