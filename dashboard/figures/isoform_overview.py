"""Isoforms over the whole atlas: per tissue, by structure, splicing and specificity. Frames as `store.isoform_counts` gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from dashboard.figures import plot as go
from dashboard.figures.style import (
    ANNOTATED_NOVEL,
    CATEGORICAL,
    THIN_SPACE,
    Theme,
    message_figure,
    new_figure,
    shade,
    write_count,
    write_percent,
)

Order = Literal["value", "system", "per_sample"]
FADED = 0.3
LEGEND = {"traceorder": "normal"}
"""Legends in the order of stacks, which Plotly reverses."""
CODING_STATUS = {"Protein-coding": CATEGORICAL[0], "Noncoding": CATEGORICAL[1], "NMD-sensitive": CATEGORICAL[3]}
CATEGORY_NAMES = {"FSM": "full-splice match", "ISM": "incomplete-splice match", "NIC": "novel in catalogue", "NNC": "novel not in catalogue",
                  "Fusion": "fusion", "Antisense": "antisense", "Genic": "genic", "Intergenic": "intergenic"}


def order_tissues(profile: pl.DataFrame, value: str, order: Order, size: str = "n_samples") -> pl.DataFrame:
    """Tissues that have the value, in the order bars are drawn (bottom first), with `shown`: the value, or the value per sample."""
    shown = pl.col(value) / pl.col(size) if order == "per_sample" else pl.col(value)
    rows = profile.with_columns(shown.cast(pl.Float64).alias("shown")).filter(pl.col("shown").is_not_null())
    return rows.reverse() if order == "system" else rows.sort("shown", "label", descending=[False, True])


@dataclass(frozen=True)
class TissueAxis:
    """Where each tissue is drawn, bottom first, and what stands at the axis: labels with n and, in their order, organ systems."""

    levels: np.ndarray
    ticks: list[float]
    names: list[str]

    @property
    def height(self) -> int:
        return max(240, 21 * len(self.ticks) + 110)

    def apply(self, figure: go.Figure) -> None:
        figure.update_yaxes(tickvals=self.ticks, ticktext=self.names, showgrid=False, ticks="", showline=False, range=[-0.6, len(self.ticks) - 0.4], ticklabelstandoff=6)
        figure.update_layout(hovermode="closest", clickmode="event", margin={"t": 44, "l": 8, "b": 52}, bargap=0.28, legend=LEGEND)


def tissue_axis(rows: pl.DataFrame, look: Theme, order: Order, size: str = "n_samples") -> TissueAxis:
    """The axis of these tissues. Columns: label, organ_system and `size`, which is n where it is known; in the order of systems each has a line of its own."""
    levels: list[int] = []
    names: list[str] = []
    systems = [*rows["organ_system"].to_list()[1:], None]
    for (label, system, n), following in zip(rows.select("label", "organ_system", size).iter_rows(), systems, strict=True):
        levels.append(len(names))
        names.append(label + (f"  <span style='color:{look.faint}'>n={n}</span>" if n is not None else ""))
        if order == "system" and following != system:
            names.append(f"<i><span style='color:{look.secondary}'>{system}</span></i>")
    return TissueAxis(np.array(levels, dtype=np.int32), list(range(len(names))), names)


def legend_entry(figure: go.Figure, name: str, color: str, *, symbol: str = "square") -> None:
    """An entry of the legend in full colour, for traces whose first mark may be faded; they take `name` as their legend group."""
    figure.add_trace(go.Scatter(x=[None], y=[None], mode="markers", name=name, legendgroup=name, marker={"color": color, "symbol": symbol, "size": 10}, hoverinfo="skip"))


def _opacity(rows: pl.DataFrame, chosen: Sequence[str]) -> list[float]:
    return [1.0 if not chosen or tissue in chosen else FADED for tissue in rows["tissue"]]


def transcripts_by_tissue(profile: pl.DataFrame, look: Theme, *, order: Order = "value", chosen: Sequence[str] = ()) -> go.Figure:
    """Novel transcripts found in each tissue, by whether GTEx has it. Columns: tissue, label, organ_system, gtex_matched, n_samples, novel_found."""
    rows = order_tissues(profile, "novel_found", order)
    if rows.is_empty():
        return message_figure(look, "This release does not count transcripts per tissue.", "Other panels show what it has.")
    axis = tissue_axis(rows, look, order)
    figure = new_figure(look, height=axis.height, barmode="overlay")
    opacity = np.array(_opacity(rows, chosen))
    data = rows.select("tissue", "label", "organ_system", pl.col("n_samples"), "novel_found").to_numpy().astype(object)
    matched = rows["gtex_matched"].to_list()
    colors = ("#7E9EBC", "#1A2E47") if look.mode == "light" else ("#4F7AA5", "#C3D6E8")
    for flag, name, color in ((True, "tissue also in GTEx", colors[0]), (False, "not in GTEx", colors[1]), (None, "not said", "#9AA0A6")):
        at = [index for index, value in enumerate(matched) if value is flag]
        if at:
            figure.add_trace(go.Bar(
                x=rows["shown"].to_numpy()[at], y=axis.levels[at], orientation="h", name=f"{name} ({len(at)})", customdata=data[at],
                marker={"color": color, "opacity": opacity[at], "line": {"width": 0}},
                hovertemplate="<b>%{customdata[1]}</b><br>%{customdata[2]}<br>novel transcripts: %{customdata[4]:,}<br>long-read samples: %{customdata[3]}<extra></extra>",
            ))
    axis.apply(figure)
    title = "novel transcripts per sample" if order == "per_sample" else "novel transcripts found"
    figure.update_xaxes(title_text=title, showgrid=True, rangemode="tozero", tickformat="~s", nticks=4, tickangle=0)
    return figure


def expressed_in_short_reads(profile: pl.DataFrame, look: Theme, *, what: str, order: Order = "value", chosen: Sequence[str] = ()) -> go.Figure:
    """What short reads find with GENCODE and with the enhanced annotation. Columns: tissue, label, n_short_read, `what`_gencode, `what`_enhanced."""
    gencode, enhanced = f"{what}_gencode", f"{what}_enhanced"
    rows = order_tissues(profile, enhanced, order, size="n_short_read")
    if rows.is_empty():
        return message_figure(look, f"This release does not count the {what}s expressed in short reads.", "Other panels show what it has.")
    axis = tissue_axis(rows, look, order, "n_short_read")
    figure = new_figure(look, height=axis.height, barmode="overlay")
    divisor = rows["n_short_read"].to_numpy() if order == "per_sample" else 1
    gain = (pl.col(enhanced) / pl.col(gencode) - 1) * 100
    data = rows.select("tissue", "label", gencode, enhanced, gain.alias("gain"), "n_short_read").to_numpy().astype(object)
    for column, name, color in ((enhanced, "gained with the enhanced annotation", ANNOTATED_NOVEL["novel"]), (gencode, "with GENCODE alone", ANNOTATED_NOVEL["annotated"])):
        figure.add_trace(go.Bar(
            x=rows[column].to_numpy() / divisor, y=axis.levels, orientation="h", legendgroup=name, showlegend=False, customdata=data,
            marker={"color": _over(look.card, shade(color, look), _opacity(rows, chosen)), "line": {"width": 0}},
            hovertemplate=f"<b>%{{customdata[1]}}</b><br>{what}s with GENCODE: %{{customdata[2]:,}}<br>with the enhanced annotation: %{{customdata[3]:,}} (%{{customdata[4]:+.1f}} %)"
                          "<br>short-read samples: %{customdata[5]}<extra></extra>",
        ))
    for name, color in (("with GENCODE alone", "annotated"), ("gained with the enhanced annotation", "novel")):
        legend_entry(figure, name, shade(ANNOTATED_NOVEL[color], look))
    axis.apply(figure)
    figure.update_xaxes(title_text=f"{what}s expressed" + (", per sample" if order == "per_sample" else ""), showgrid=True, rangemode="tozero", tickformat="~s", nticks=4, tickangle=0)
    return figure


def _over(card: str, color: str, opacity: Sequence[float]) -> list[str]:
    """The colour laid over the card at each opacity, opaque: bars that cover one another must not shine through."""
    def mixed(share: float) -> str:
        return "#" + "".join(f"{round(share * int(color[i:i + 2], 16) + (1 - share) * int(card[i:i + 2], 16)):02X}" for i in (1, 3, 5))
    return [mixed(share) for share in opacity]


def peptide_support(profile: pl.DataFrame, look: Theme, *, order: Order = "value", chosen: Sequence[str] = ()) -> go.Figure:
    """Share of novel and of annotated transcripts with peptides. Columns: tissue, label, n_samples, unique_ and shared_ novel and annotated."""
    rows = order_tissues(profile, "unique_novel", "system" if order == "system" else "value")
    if rows.is_empty():
        return message_figure(look, "This release has no peptide support of transcripts.", "Other panels show what it has.")
    axis = tissue_axis(rows.with_columns(pl.lit(None).alias("n")), look, order, "n")
    figure = new_figure(look, height=axis.height, barmode="stack")
    opacity = _opacity(rows, chosen)
    for column, kind in enumerate(("novel", "annotated")):
        color = shade(ANNOTATED_NOVEL[kind], look)
        data = rows.select("tissue", "label", pl.col(f"unique_{kind}", f"shared_{kind}") * 100).to_numpy().astype(object)
        for support, strength in (("unique", 1.0), ("shared", 0.4)):
            name = f"{kind}, {'a unique peptide' if support == 'unique' else 'only shared ones'}"
            legend_entry(figure, name, _over(look.card, color, [strength])[0])
            figure.add_trace(go.Bar(
                x=100 * rows[f"{support}_{kind}"].to_numpy(), y=axis.levels, orientation="h", xaxis="x2" if column else "x",
                legendgroup=name, showlegend=False, customdata=data,
                marker={"color": _over(look.card, color, [strength * share for share in opacity]), "line": {"width": 0}},
                hovertemplate=f"<b>%{{customdata[1]}}</b><br>{kind} transcripts with a unique peptide: %{{customdata[2]:.1f}} %<br>with shared peptides only: %{{customdata[3]:.1f}} %<extra></extra>",
            ))
    axis.apply(figure)
    share = {"range": [0, 102], "showgrid": True, "tickvals": [0, 40, 80]}
    figure.update_layout(
        xaxis={**share, "domain": [0, 0.46], "title": {"text": "% of novel"}},
        xaxis2={**share, "domain": [0.54, 1], "title": {"text": "% of annotated"}, "anchor": "y"},
    )
    return figure


def structure_and_coding(counts: pl.DataFrame, look: Theme, *, height: int = 380) -> go.Figure:
    """Transcripts by structural category and coding status, as numbers and as shares. Columns: category, subcategory, n."""
    if counts.is_empty():
        return message_figure(look, "This release does not count structural categories.", "Other panels show what it has.", height=height)
    totals = dict(counts.group_by("category").agg(pl.col("n").sum()).sort("n", "category").iter_rows())
    names = [f"{name}  <span style='color:{look.faint}'>{write_count(n)}</span>" for name, n in totals.items()]
    figure = new_figure(look, height=height, barmode="stack", hovermode="closest", margin={"t": 44, "l": 8}, legend=LEGEND)
    for status in [*(s for s in CODING_STATUS if s in counts["subcategory"]), *(s for s in counts["subcategory"].unique(maintain_order=True) if s not in CODING_STATUS)]:
        found = dict(counts.filter(pl.col("subcategory") == status).select("category", "n").iter_rows())
        values = np.array([found.get(name, 0.0) for name in totals])
        shares = 100 * values / np.maximum(list(totals.values()), 1)
        data = np.array([[CATEGORY_NAMES.get(name, name), n, share] for name, n, share in zip(totals, values, shares, strict=True)], dtype=object)
        for axis, x in (("x", values), ("x2", shares)):
            figure.add_trace(go.Bar(
                x=x, y=np.arange(len(totals)), xaxis=axis, orientation="h", name=f"{status} ({write_count(values.sum())})", legendgroup=status, showlegend=axis == "x",
                marker={"color": shade(CODING_STATUS.get(status, CATEGORICAL[6]), look), "line": {"width": 0}}, customdata=data,
                hovertemplate=f"<b>%{{customdata[0]}}</b><br>{status}: %{{customdata[1]:,}} transcripts (%{{customdata[2]:.1f}} %)<extra></extra>",
            ))
    figure.update_yaxes(tickvals=list(range(len(names))), ticktext=names, showgrid=False, showline=False, ticks="", ticklabelstandoff=6)
    figure.update_layout(
        xaxis={"domain": [0, 0.5], "title": {"text": "transcripts"}, "showgrid": True, "tickformat": "~s", "nticks": 4},
        xaxis2={"domain": [0.6, 1], "title": {"text": "% of them"}, "anchor": "y", "showgrid": True, "range": [0, 101], "tickvals": [0, 50, 100]},
    )
    return figure


def splicing_by_type(events: pl.DataFrame, look: Theme, *, height: int = 380) -> go.Figure:
    """Annotated and novel events of each type on a logarithmic axis. Columns: event_type, annotated, novel."""
    if events.is_empty():
        return message_figure(look, "This release has no splicing events.", "Other panels show what it has.", height=height)
    rows = events.reverse()
    ranks = np.arange(rows.height)
    figure = new_figure(look, height=height, hovermode="closest", margin={"t": 44, "l": 8, "r": 74}, legend=LEGEND)
    between: list[float | None] = []
    for a, b in rows.select("annotated", "novel").iter_rows():
        between += [a or None, b or None, None]
    figure.add_trace(go.Scatter(x=between, y=np.repeat(ranks, 3), mode="lines", line={"color": look.axis, "width": 2}, hoverinfo="skip", showlegend=False))
    for kind, symbol in (("annotated", "circle"), ("novel", "diamond")):
        values = rows[kind].cast(pl.Float64).to_numpy()
        figure.add_trace(go.Scatter(
            x=np.where(values > 0, values, np.nan), y=ranks, mode="markers", name=f"{kind} ({write_count(values.sum())})",
            marker={"color": shade(ANNOTATED_NOVEL[kind], look), "size": 12, "symbol": symbol}, customdata=rows["event_type"].to_numpy(),
            hovertemplate=f"<b>%{{customdata}}</b><br>{kind}: %{{x:,}} events<extra></extra>",
        ))
    for rank, (a, b) in enumerate(rows.select("annotated", "novel").iter_rows()):
        if a + b:
            figure.add_annotation(text=f"{write_percent(b / (a + b), 0)} novel", x=1, xref="paper", xanchor="left", xshift=6, y=rank, showarrow=False, font={"size": 11, "color": look.secondary})
    figure.update_yaxes(tickvals=ranks.tolist(), ticktext=[_two_lines(name) for name in rows["event_type"]], showline=False, ticks="", range=[-0.6, rows.height - 0.4], ticklabelstandoff=6)
    figure.update_xaxes(type="log", title_text="splicing events (logarithmic axis)", showgrid=True, dtick=1, tickformat="~s", exponentformat="none", minor={"ticks": "outside", "ticklen": 2})
    return figure


def _two_lines(name: str) -> str:
    head, _, tail = name.partition(" ")
    return f"{head}<br>{tail}" if len(name) > 18 and tail else name


def specificity_curve(shares: pl.DataFrame, look: Theme, *, height: int = 380) -> go.Figure:
    """Share of transcripts found in exactly so many tissues. Columns: category (annotated, novel), subcategory (number of tissues, as text), proportion."""
    if shares.is_empty():
        return message_figure(look, "This release does not say in how many tissues transcripts are found.", "Other panels show what it has.", height=height)
    figure = new_figure(look, height=height, hovermode="x unified", margin={"t": 44}, legend=LEGEND)
    for kind, symbol in (("annotated", "circle"), ("novel", "diamond")):
        rows = shares.filter(pl.col("category") == kind).with_columns(pl.col("subcategory").cast(pl.Int32).alias("tissues")).sort("tissues")
        if rows.is_empty():
            continue
        values = 100 * rows["proportion"].to_numpy()
        figure.add_trace(go.Scatter(
            x=rows["tissues"].to_numpy(), y=values, mode="lines+markers", name=f"{kind}: {values[0]:.0f}{THIN_SPACE}% in one tissue, {values[-1]:.0f}{THIN_SPACE}% in all",
            line={"color": shade(ANNOTATED_NOVEL[kind], look), "width": 2}, marker={"size": 7, "symbol": symbol}, hovertemplate="%{y:.1f} %",
        ))
    most = int(shares["subcategory"].cast(pl.Int32).max() or 1)  # type: ignore[arg-type]
    figure.update_xaxes(title_text=f"number of tissues a transcript is found in (of {most})", range=[0.4, most + 0.6], tickvals=[1, *range(5, most, 5), most] if most > 12 else list(range(1, most + 1)))
    figure.update_yaxes(title_text="share of transcripts (%)", rangemode="tozero")
    return figure


def modules_by_network(modules: pl.DataFrame, labels: Mapping[str, str], look: Theme) -> go.Figure:
    """Co-expression modules of each network, with and without an enriched term. Columns: network, n, n_enriched, n_transcripts."""
    if modules.is_empty():
        return message_figure(look, "This release has no co-expression modules.", "They come with: make gtop FROM=<clone>", height=380)
    rows = modules.reverse()
    names = [labels.get(name, name.replace("_", " ").capitalize()) for name in rows["network"]]
    figure = new_figure(look, height=max(240, 19 * rows.height + 110), barmode="stack", hovermode="closest", margin={"t": 44, "l": 8}, bargap=0.28, legend=LEGEND)
    data = np.column_stack([np.array(names, dtype=object), rows.select("n", "n_enriched", "n_transcripts").to_numpy().astype(object)])
    for values, name, color in ((rows["n_enriched"], "with an enriched gene ontology term", "#516C8A"), (rows["n"] - rows["n_enriched"], "without", "#9AA0A6")):
        figure.add_trace(go.Bar(
            x=values.to_numpy(), y=np.arange(rows.height), orientation="h", name=f"{name} ({write_count(float(values.to_numpy().sum()))})", customdata=data, marker={"color": shade(color, look), "line": {"width": 0}},
            hovertemplate="<b>%{customdata[0]}</b><br>modules: %{customdata[1]:,}, with an enriched term: %{customdata[2]:,}<br>transcripts in the network: %{customdata[3]:,}<extra></extra>",
        ))
    figure.update_yaxes(tickvals=list(range(rows.height)), ticktext=names, showgrid=False, showline=False, ticks="", ticklabelstandoff=6)
    figure.update_xaxes(title_text="co-expression modules (WGCNA)", showgrid=True, rangemode="tozero")
    return figure
