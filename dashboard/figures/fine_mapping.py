"""Credible sets: sizes and PIPs by analysis, what joint fine-mapping changes, who leads a set, the variants of one set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
import polars as pl

from dashboard.figures import plot as go
from dashboard.figures.plot import make_subplots
from dashboard.figures.style import (
    COHORT,
    QTL_TYPE,
    RESOURCE,
    VARIANT_CLASS,
    WIDE_NUMBERS,
    Theme,
    message_figure,
    new_figure,
    scatter_for,
    shade,
    write_counted,
    write_number,
    write_p,
    write_percent,
)
from dashboard.store.fine_mapping import WITH_SV_TR

ANALYSIS = {
    "GTOP": COHORT["GTOP"], "GTEx": COHORT["GTEx"], "GTOP+GTEx": QTL_TYPE["tuQTL"], WITH_SV_TR: QTL_TYPE["juQTL"],
    "GTOP, all eGenes": QTL_TYPE["sQTL"], "GTEx, all eGenes": RESOURCE["AFGR"],
}
ANALYSIS_LABEL = {"GTOP": "GTOP alone", "GTEx": "GTEx alone", "GTOP+GTEx": "both (SuSiEx)", WITH_SV_TR: "GTOP with SVs and TRs"}
CHANGE = {"smaller": QTL_TYPE["juQTL"], "same size": COHORT["GTEx"], "larger": QTL_TYPE["tuQTL"]}
LED_BY = {"small variants only": COHORT["GTEx"], "with SV or TR": VARIANT_CLASS["SNV"], "led by SV or TR": VARIANT_CLASS["SV"]}
NO_SETS = ("No credible set with published variants meets these filters.", "Widen the size, the PIP or the purity, or choose more tissues.")
SMALLEST_SHARE = 0.001
STEMS = 80
"""Variants up to which a set is drawn with stems."""


def label_analysis(cohort: str) -> str:
    return ANALYSIS_LABEL.get(cohort, cohort)


def size_labels(breaks: Sequence[int]) -> list[str]:
    """Names of the size bins whose first sizes, but that of the first bin, are `breaks`: 1, 2, 3–4, …, ≥ the last."""
    starts = [1, *breaks]
    closed = [str(low) if high - low == 1 else f"{low}–{high - 1}" for low, high in pairwise(starts)]
    return [*closed, f"≥ {starts[-1]:,}"]


def set_distributions(bins: pl.DataFrame, look: Theme, *, size_breaks: Sequence[int], pip_step: float, least_rows: int = 1) -> go.Figure:
    """Shares of sets by size and by best PIP, one row per analysis over the same axes.

    It is at least as high as one of `least_rows`, so that the page below stays where it is when analyses are left out. Columns: measure, analysis, bin, n, total, median.
    """
    analyses = [name for name in ANALYSIS if name in set(bins["analysis"])]
    if not analyses:
        return message_figure(look, *NO_SETS)
    sizes = size_labels(size_breaks)
    pips = [f"{i * pip_step:.1f}–{(i + 1) * pip_step:.1f}" for i in range(round(1 / pip_step))]
    figure = make_subplots(rows=len(analyses), cols=2, shared_xaxes=True, shared_yaxes=False, horizontal_spacing=0.15, vertical_spacing=0.06,
                           figure=new_figure(look, height=100 + 150 * max(len(analyses), least_rows), bargap=0.12, showlegend=False, hovermode="closest"))
    for column, (measure, names, unit) in enumerate((("size", sizes, "variants"), ("pip", pips, "")), start=1):
        top = 0.0
        for row, analysis in enumerate(analyses, start=1):
            rows = bins.filter((pl.col("measure") == measure) & (pl.col("analysis") == analysis))
            counts = np.zeros(len(names))
            counts[rows["bin"].to_numpy()] = rows["n"].to_numpy()
            total, median = (rows["total"][0], rows["median"][0]) if rows.height else (0, None)
            share = 100 * counts / max(total, 1)
            top = max(top, float(share.max()))
            figure.add_trace(go.Bar(
                x=np.arange(len(names)), y=share, marker={"color": shade(ANALYSIS[analysis], look), "line": {"width": 0}}, name=label_analysis(analysis),
                customdata=np.array([[names[i], f"{int(n):,}"] for i, n in enumerate(counts)], dtype=object),
                hovertemplate=f"<b>{label_analysis(analysis)}</b><br>{'set size' if measure == 'size' else 'best PIP'}: %{{customdata[0]}} {unit}<br>%{{y:.1f}} % (%{{customdata[1]}} sets)<extra></extra>",
            ), row=row, col=column)
            middle = "no values" if median is None else f"median {write_number(median)}" if measure == "pip" else f"median {median:g}"
            text = f"<b>{label_analysis(analysis)}</b><br>{write_counted(total, 'set')}<br>{middle}" if measure == "size" else middle
            at = {"x": 0.98, "xanchor": "right", "align": "right"} if measure == "size" else {"x": 0.5, "xanchor": "center"}
            figure.add_annotation(text=text, **at, y=0.98, xref="x domain", yref="y domain", yanchor="top", showarrow=False, font={"size": 11, "color": look.text}, row=row, col=column)
        figure.update_yaxes(range=[0, 1.12 * max(top, 1)], nticks=4, col=column)
        if measure == "size":
            # Whole names of bins would touch on a phone.
            every = list(range(0, len(names), 4))
            figure.update_xaxes(tickvals=every, ticktext=[names[i].split("–")[0] for i in every], tickfont={"size": 11}, tickangle=0, ticks="", col=column)
        else:
            # A share has edges, not classes: its ticks stand between the bars.
            figure.update_xaxes(tickvals=[-0.5, len(names) / 2 - 0.5, len(names) - 0.5], ticktext=["0", "0.5", "1"], tickfont={"size": 11}, tickangle=0, ticks="outside", col=column)
    figure.update_yaxes(title_text="share of sets (%)", row=(len(analyses) + 1) // 2, col=1)
    figure.update_xaxes(title_text="set size, from (doubling bins)", row=len(analyses), col=1)
    figure.update_xaxes(title_text="best PIP", row=len(analyses), col=2)
    figure.update_layout(margin={"t": 12})
    return figure


def sets_by_tissue(counts: pl.DataFrame, labels: Mapping[str, str], look: Theme, *, chosen: Sequence[str] = ()) -> go.Figure:
    """Sets per tissue, one bar per analysis. Columns: tissue, analysis, n, median_size. Tissues that are not chosen are faded."""
    if counts.is_empty():
        return message_figure(look, *NO_SETS)
    order = counts.group_by("tissue").agg(pl.col("n").sum()).sort("n", "tissue")["tissue"].to_list()
    analyses = [name for name in ANALYSIS if name in set(counts["analysis"])]
    figure = new_figure(look, height=max(260, (8 + 8 * len(analyses)) * len(order) + 110), barmode="group", bargap=0.3, bargroupgap=0.04, hovermode="closest", clickmode="event")
    for analysis in reversed(analyses):
        found = {row["tissue"]: row for row in counts.filter(pl.col("analysis") == analysis).iter_rows(named=True)}
        sizes = [found.get(t, {}).get("median_size") for t in order]
        figure.add_trace(go.Bar(
            x=[found.get(t, {}).get("n", 0) for t in order], y=[labels.get(t, t.replace("_", " ")) for t in order], orientation="h", name=label_analysis(analysis),
            customdata=np.array([[t, "not published" if s is None else f"{s:g}"] for t, s in zip(order, sizes, strict=True)], dtype=object),
            marker={"color": shade(ANALYSIS[analysis], look), "opacity": [1.0 if not chosen or t in chosen else 0.25 for t in order], "line": {"width": 0}},
            hovertemplate=f"<b>%{{y}}</b><br>{label_analysis(analysis)}: %{{x:,}} sets<br>median size: %{{customdata[1]}}<extra></extra>",
        ))
    figure.update_layout(legend_traceorder="reversed", margin_t=40)
    figure.update_xaxes(title_text="credible sets", showgrid=True, rangemode="tozero", tickformat="~s")
    figure.update_yaxes(showgrid=False, ticks="", showline=False)
    return figure


def size_comparison(pairs: pl.DataFrame, look: Theme, *, cohort: str, height: int = 460) -> go.Figure:
    """Size in one cohort against joint size, one point per pair of sizes, its area by how many sets have them. Columns: before, after, n."""
    if pairs.is_empty():
        return message_figure(look, "No set across ancestries can be compared here.", "Widen the filters, or compare the gene's smallest sets.")
    total = int(pairs["n"].sum())
    figure = new_figure(look, height=height, hovermode="closest", clickmode="event", margin=WIDE_NUMBERS)
    groups = {"smaller": pl.col("after") < pl.col("before"), "same size": pl.col("after") == pl.col("before"), "larger": pl.col("after") > pl.col("before")}
    most = max(float(pairs["n"].to_numpy().max()), 1.0)
    scatter = scatter_for(pairs.height)
    top = 1.25 * float(max(pairs["before"].to_numpy().max(), pairs["after"].to_numpy().max(), 2))
    figure.add_trace(go.Scatter(x=[0.8, top], y=[0.8, top], mode="lines", line={"color": look.secondary, "width": 1, "dash": "dot"}, hoverinfo="skip", showlegend=False, name="identity"))
    for name, test in groups.items():
        rows = pairs.filter(test)
        n = int(rows["n"].sum())
        sizes = 4 + 22 * np.sqrt(rows["n"].to_numpy() / most)
        figure.add_trace(scatter(
            x=rows["before"].to_numpy(), y=rows["after"].to_numpy(), mode="markers", name=f"{name}: {write_percent(n / total)} ({n:,})",
            marker={"size": sizes.astype(np.float32), "color": shade(CHANGE[name], look), "opacity": 0.6, "line": {"width": 0}},
            customdata=rows["n"].to_numpy(),
            hovertemplate=f"<b>sets: %{{customdata:,}}</b><br>variants, {label_analysis(cohort)}: %{{x:,}}<br>variants, {label_analysis('GTOP+GTEx')}: %{{y:,}}<extra></extra>",
        ))
    for axis in (figure.update_xaxes, figure.update_yaxes):
        axis(type="log", range=[np.log10(0.8), np.log10(top)], tickvals=[1, 3, 10, 30, 100, 300, 1000], showgrid=True)
    figure.update_xaxes(title_text=f"set size, {label_analysis(cohort)} (variants, logarithmic)")
    figure.update_yaxes(title_text="set size, both (variants, logarithmic)")
    figure.add_annotation(text="same size", x=np.log10(top) - 0.12, y=np.log10(top) - 0.12, showarrow=False, yshift=12, xshift=-16, font={"size": 11, "color": look.secondary})
    figure.update_layout(margin_t=44, legend={"itemsizing": "constant"})
    return figure


def led_by_tissue(counts: pl.DataFrame, labels: Mapping[str, str], look: Theme) -> go.Figure:
    """Shares of sets without SVs and TRs, with one, and led by one, per tissue. Columns: tissue, category, n."""
    if counts.is_empty():
        return message_figure(look, "Sets led by structural variants or repeats were not counted here.", "Choose another QTL type.")
    totals = counts.group_by("tissue").agg(pl.col("n").sum().alias("total"), pl.col("n").filter(pl.col("category") == "led by SV or TR").sum().alias("led"))
    totals = totals.sort(pl.col("led") / pl.col("total"), "tissue")
    total = dict(totals.select("tissue", "total").iter_rows())
    figure = new_figure(look, height=max(240, 26 * totals.height + 120), barmode="stack", hovermode="closest", bargap=0.22)
    names = [f"{labels.get(t, t.replace('_', ' '))}  <span style='color:{look.faint}'>n={n:,}</span>" for t, n in total.items()]
    for category in ("led by SV or TR", "with SV or TR", "small variants only"):
        found = dict(counts.filter(pl.col("category") == category).select("tissue", "n").iter_rows())
        share = [100 * found.get(t, 0) / n for t, n in total.items()]
        inner = category != "small variants only"
        figure.add_trace(go.Bar(
            x=share, y=names, orientation="h", name={"with SV or TR": "with one, led by a small variant"}.get(category, category), marker={"color": shade(LED_BY[category], look), "line": {"width": 0}},
            text=[f"{s:.0f} %" if inner else "" for s in share], textposition="inside", insidetextanchor="middle", textfont={"size": 10, "color": look.card}, textangle=0, constraintext="none",
            customdata=np.array([[labels.get(t, t.replace("_", " ")), found.get(t, 0)] for t in total], dtype=object),
            hovertemplate=f"<b>%{{customdata[0]}}</b><br>{category}: %{{customdata[1]:,}} sets (%{{x:.1f}} %)<extra></extra>",
        ))
    figure.update_layout(legend_traceorder="normal", margin_t=56)
    figure.update_xaxes(title_text="share of credible sets (%)", range=[0, 100], showgrid=True)
    figure.update_yaxes(showgrid=False, ticks="", showline=False)
    return figure


def class_combinations(counts: pl.DataFrame, look: Theme) -> go.Figure:
    """Sets by the classes of their variants, coloured by the class of the best one. Columns: category (`SNV_TR`, `SNV_only`), subcategory, n."""
    if counts.is_empty():
        return message_figure(look, "The classes of the variants in sets were not counted in this release.")
    totals = counts.group_by("category").agg(pl.col("n").sum()).sort("n", "category")
    names = {c: c.replace("_only", " only").replace("_", " + ") for c in totals["category"]}
    everything = int(totals["n"].sum())
    figure = new_figure(look, height=max(240, 34 * totals.height + 120), barmode="stack", hovermode="closest", bargap=0.28)
    for variant_class, color in VARIANT_CLASS.items():
        found = dict(counts.filter(pl.col("subcategory") == variant_class).select("category", "n").iter_rows())
        if not found:
            continue
        figure.add_trace(go.Bar(
            x=[found.get(c, 0) for c in names], y=list(names.values()), orientation="h", name=f"best variant: {variant_class} ({sum(found.values()):,})", marker={"color": shade(color, look), "line": {"width": 0}},
            hovertemplate=f"<b>%{{y}}</b><br>best variant {variant_class}: %{{x:,}} sets<extra></extra>",
        ))
    for category, n in totals.iter_rows():
        figure.add_annotation(x=n, y=names[category], text=f"{n:,} · {write_percent(n / everything) if n / everything >= SMALLEST_SHARE else '< 0.1 %'}", showarrow=False, xanchor="left", xshift=5, font={"size": 11, "color": look.secondary})
    figure.update_layout(legend_traceorder="normal", margin_t=56)
    figure.update_xaxes(title_text="credible sets", showgrid=True, range=[0, 1.6 * float(totals["n"].to_numpy().max())], tickformat="~s")
    figure.update_yaxes(showgrid=False, ticks="", showline=False)
    return figure


def causal_forest(odds: pl.DataFrame, labels: Mapping[str, str], look: Theme) -> go.Figure:
    """Odds ratios with 95 % intervals per tissue, one point per PIP threshold. Columns: tissue, threshold, estimate, ci_lower, ci_upper, pval."""
    known = odds.filter(pl.col("estimate").is_not_null() & (pl.col("estimate") > 0))
    if known.is_empty():
        return message_figure(look, "The odds of SVs and TRs to be causal are not in this release.")
    thresholds = sorted(known["threshold"].unique())
    tissues = known.group_by("tissue").agg(pl.col("estimate").mean()).sort("estimate", "tissue")["tissue"].to_list()
    row = {tissue: index for index, tissue in enumerate(tissues)}
    colors = _ramp(len(thresholds), look)
    figure = new_figure(look, height=36 * len(tissues) + 130, hovermode="closest")
    for index, threshold in enumerate(thresholds):
        rows = known.filter(pl.col("threshold") == threshold)
        x, low, high = (rows[name].to_numpy() for name in ("estimate", "ci_lower", "ci_upper"))
        shift = (index - (len(thresholds) - 1) / 2) * 0.15
        figure.add_trace(go.Scatter(
            x=x, y=np.array([row[t] for t in rows["tissue"]]) + shift, mode="markers", name=f"PIP > {threshold:g}", marker={"color": colors[index], "size": 7},
            error_x={"array": high - x, "arrayminus": x - low, "color": colors[index], "thickness": 1.3, "width": 0},
            customdata=[[labels.get(t, t.replace("_", " ")), f"{write_number(a)} to {write_number(b)}", write_p(p)] for t, a, b, p in zip(rows["tissue"], low, high, rows["pval"], strict=True)],
            hovertemplate=f"<b>%{{customdata[0]}}, PIP > {threshold:g}</b><br>odds ratio: %{{x:.3g}}<br>95 % CI: %{{customdata[1]}}<br>p (nominal): %{{customdata[2]}}<extra></extra>",
        ))
    for index in range(0, len(tissues), 2):
        figure.add_shape(type="rect", xref="paper", x0=0, x1=1, y0=index - 0.5, y1=index + 0.5, fillcolor=look.grid, opacity=0.4, line_width=0, layer="below")
    figure.add_vline(x=1, line={"color": look.secondary, "width": 1, "dash": "dot"})
    figure.update_xaxes(type="log", title_text="odds ratio (logarithmic)", showgrid=True, tickvals=[0.25, 0.5, 1, 2, 4, 8, 16, 32, 64], ticktext=["¼", "½", "1", "2", "4", "8", "16", "32", "64"])
    figure.update_yaxes(tickvals=list(row.values()), ticktext=[labels.get(t, t.replace("_", " ")) for t in tissues], range=[-0.6, len(tissues) - 0.4], showgrid=False, ticks="", showline=False)
    figure.update_layout(margin_t=40, legend_traceorder="normal")
    return figure


def _ramp(n: int, look: Theme) -> list[str]:
    """`n` steps of one hue, from pale to the class colour of structural variants."""
    start, end = ((240, 200, 178), (150, 45, 15)) if look.mode == "light" else ((92, 62, 52), (255, 160, 120))
    return [f"rgb({','.join(str(round(a + (b - a) * i / max(n - 1, 1))) for a, b in zip(start, end, strict=True))})" for i in range(n)]


def sets_per_phenotype(counts: pl.DataFrame, look: Theme) -> go.Figure:
    """Share of phenotypes by how many independent sets they have. Columns: qtl_type, category (a number as text), n."""
    if counts.is_empty():
        return message_figure(look, "The number of sets per phenotype is not in this release.")
    numbers = sorted({int(c) for c in counts["category"]})
    figure = new_figure(look, height=320, barmode="group", hovermode="closest", bargap=0.3, bargroupgap=0.06)
    for qtl_type in [t for t in QTL_TYPE if t in set(counts["qtl_type"])]:
        found = {int(c): n for c, n in counts.filter(pl.col("qtl_type") == qtl_type).select("category", "n").iter_rows()}
        total = sum(found.values())
        several = sum(n for c, n in found.items() if c > 1) / total
        figure.add_trace(go.Bar(
            x=numbers, y=[100 * found.get(c, 0) / total for c in numbers], name=f"{qtl_type}: {total:,}, {write_percent(several)} with several", marker={"color": shade(QTL_TYPE[qtl_type], look), "line": {"width": 0}},
            customdata=[found.get(c, 0) for c in numbers], hovertemplate=f"<b>{qtl_type}, %{{x}} sets</b><br>%{{customdata:,}} phenotypes (%{{y:.1f}} %)<extra></extra>",
        ))
    figure.update_xaxes(title_text="credible sets per phenotype", dtick=1)
    figure.update_yaxes(title_text="share of fine-mapped phenotypes (%)", rangemode="tozero")
    figure.update_layout(legend_traceorder="normal")
    return figure


def set_lollipop(members: pl.DataFrame, look: Theme, *, cohort: str, height: int = 340) -> go.Figure:
    """PIP of a set's variants by rank, with their running sum, and the PIPs of the same variants in other cohorts hollow.

    Columns: variant_id, pip, variant_class, and one per other cohort.
    """
    if members.is_empty():
        return message_figure(look, "The variants of this set were not published.", "Only its name is in the release.", height=height)
    rank = np.arange(1, members.height + 1)
    pip = members["pip"].to_numpy()
    figure = new_figure(look, height=height, hovermode="closest")
    if members.height > 1:
        figure.add_trace(go.Scatter(x=rank, y=np.cumsum(pip), mode="lines", name="running sum", line={"color": look.faint, "width": 1.2, "shape": "hv"}, hovertemplate="sum of the first %{x}: %{y:.3f}<extra></extra>"))
    if members.height <= STEMS:
        stems = np.column_stack([rank, rank, np.full(len(rank), np.nan)]).ravel()
        heights = np.column_stack([np.zeros(len(rank)), pip, np.full(len(rank), np.nan)]).ravel()
        figure.add_trace(go.Scatter(x=stems, y=heights, mode="lines", line={"color": look.axis, "width": 1.5}, hoverinfo="skip", showlegend=False, name="stems"))
    for other in (name for name in ANALYSIS if name in members.columns):
        rows = members.with_columns(pl.Series("rank", rank)).filter(pl.col(other).is_not_null())
        if rows.height:
            figure.add_trace(go.Scatter(
                x=rows["rank"].to_numpy(), y=rows[other].to_numpy(), mode="markers", name=f"same variant, {label_analysis(other)}",
                marker={"symbol": "circle-open", "size": 9, "color": shade(ANALYSIS[other], look), "line": {"width": 1.6}}, customdata=rows["variant_id"].to_numpy(),
                hovertemplate=f"<b>%{{customdata}}</b><br>PIP, {label_analysis(other)}: %{{y:.3g}}<extra></extra>",
            ))
    for variant_class, color in VARIANT_CLASS.items():
        mine = (members["variant_class"].fill_null("SNV") == variant_class).to_numpy()
        if mine.any():
            figure.add_trace(go.Scatter(
                x=rank[mine], y=pip[mine], mode="markers", name=f"{variant_class}, {label_analysis(cohort)}", marker={"size": 9 if members.height <= STEMS else 5, "color": shade(color, look)},
                customdata=members["variant_id"].to_numpy()[mine], hovertemplate="<b>%{customdata}</b><br>rank: %{x}<br>PIP: %{y:.3g}<extra></extra>",
            ))
    figure.update_xaxes(title_text="rank by PIP", range=[0.3, members.height + 0.7] if members.height > 3 else [0, 4], tickformat="d", nticks=8)
    figure.update_yaxes(title_text="PIP", range=[-0.03, max(1.05, 1.05 * float(np.cumsum(pip)[-1]))])
    figure.update_layout(margin_t=56)
    return figure
