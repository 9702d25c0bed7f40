"""The stacked tracks of a locus over one position axis, with genes below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from dashboard.figures import linkage
from dashboard.figures import plot as go
from dashboard.figures.gene_track import MOST_ROWS, ROW_HEIGHT, add_genes, pack_genes
from dashboard.figures.style import VARIANT_CLASS, WEBGL_ABOVE, Theme, new_figure, shade, write_number
from dashboard.regions import Region
from dashboard.store.loci import GeneModels
from dashboard.store.locus_tracks import Track

TRACK_HEIGHT, SPARSE_HEIGHT, TITLE, BOTTOM, TOP = 140, 100, 26, 52, 34
SPARSE = 10
TYPICAL_WIDTH = 690
HIT_COLOR = "#7054CD"
GENOME_WIDE = 7.30103
SET_SYMBOLS = {"L1": "square", "L2": "triangle-up", "L3": "cross", "L4": "x", "L5": "pentagon"}
"""Credible sets by symbol; sets beyond the fifth share a hexagon."""


def locus_stack(
    tracks: Sequence[Track], models: GeneModels, window: Region, look: Theme, *, reference: str = "", has_ld: bool = False, hits: pl.DataFrame, gene: str = "",
) -> go.Figure:
    """Tracks with a column `r2`, from the top; `reference` is the variant that is marked: with LD, the one it is with; `hits` coloc's, as `store.loci.coloc_hits`."""
    rows = pack_genes(models.genes, window, TYPICAL_WIDTH) if models.genes.height else np.zeros(0, dtype=np.int64)
    models, rows = _fewer(models, rows)
    heights = [TRACK_HEIGHT if track.points.height > SPARSE else SPARSE_HEIGHT for track in tracks]
    genes_height = ROW_HEIGHT * (int(rows.max()) + 1) + 8 if rows.size else 20
    inside = sum(heights) + TITLE * len(tracks) + TITLE + genes_height
    figure = new_figure(look, height=inside + TOP + BOTTOM, hovermode="closest", clickmode="event", dragmode="zoom")
    top = float(inside)
    use_webgl = sum(track.points.height for track in tracks) > WEBGL_ABOVE
    for number, (track, height) in enumerate(zip(tracks, heights, strict=True), start=1):
        top -= TITLE
        _axis(figure, number, track, ((top - height) / inside, top / inside), look)
        _title(figure, _heading(track), top / inside, look)
        _draw(figure, track, f"y{number}" if number > 1 else "y", window, look, use_webgl=use_webgl)
        _mark(figure, track, f"y{number}" if number > 1 else "y", window, look, reference=reference, hits=hits)
        top -= height
    number = len(tracks) + 1
    low = -(int(rows.max()) if rows.size else 0) - 0.85
    figure.update_layout({f"yaxis{number}" if number > 1 else "yaxis": {
        "domain": [0, genes_height / inside], "range": [low, 0.5], "visible": False, "fixedrange": True, "anchor": "x",
    }})
    _title(figure, "Genes" + (f" ({models.genes.height} of {models.total})" if models.total > models.genes.height else ""), (genes_height + 2) / inside, look)
    if rows.size:
        add_genes(figure, models, rows, window, look, yaxis=f"y{number}" if number > 1 else "y", width=TYPICAL_WIDTH, chosen=gene)
    _legends(figure, tracks, look, hits, reference_name(has_ld) if reference else "")
    ticks = _ticks(window)
    figure.update_xaxes(
        range=[window.start, window.end], anchor=f"y{number}" if number > 1 else "y", tickvals=ticks, ticktext=[_megabases(tick, ticks) for tick in ticks],
        title_text=f"position on {window.chromosome} (Mb)", showspikes=True, spikemode="across", spikethickness=1, spikecolor=look.axis, spikedash="dot", hoverformat=",d",
    )
    figure.update_layout(margin={"l": 56, "r": 12, "t": TOP, "b": BOTTOM}, legend={"y": 1.0, "yanchor": "bottom", "tracegroupgap": 0})
    return figure


def _fewer(models: GeneModels, rows: np.ndarray) -> tuple[GeneModels, np.ndarray]:
    """Only the genes of the first rows, where there are many."""
    if not rows.size or rows.max() < MOST_ROWS:
        return models, rows
    kept = rows < MOST_ROWS
    genes = models.genes.filter(pl.Series(kept))
    return GeneModels(genes, models.exons.filter(pl.col("gene_id").is_in(genes["gene_id"].implode())), models.total), rows[kept]


def _heading(track: Track) -> str:
    drawn = f"{track.points.height:,} of {track.total:,} drawn, one per pixel" if track.hidden else f"{track.total:,}"
    return f"<b>{track.title}</b>  {drawn}"


def _title(figure: go.Figure, text: str, y: float, look: Theme) -> None:
    figure.add_annotation(text=text, x=0, xref="paper", y=y, yref="paper", xanchor="left", yanchor="bottom", yshift=2, showarrow=False, font={"size": 12, "color": look.text})


def _axis(figure: go.Figure, number: int, track: Track, domain: tuple[float, float], look: Theme) -> None:
    largest = float(track.points["value"].max() or 0)  # type: ignore[arg-type]
    is_pip = track.value == "pip"
    figure.update_layout({f"yaxis{number}" if number > 1 else "yaxis": {
        "domain": domain, "range": [0, 1.08 if is_pip and largest > 0.3 else max(largest, 0.01 if is_pip else 1) * 1.18], "fixedrange": True, "anchor": "x", "nticks": 4,
        "title": {"text": "PIP" if is_pip else "−log₁₀ p", "standoff": 4}, "showgrid": True, "gridcolor": look.grid,
    }})
    if track.is_gwas and largest > 4:
        axis = f"y{number}" if number > 1 else "y"
        figure.add_shape(type="line", xref="paper", x0=0, x1=1, yref=axis, y0=GENOME_WIDE, y1=GENOME_WIDE, line={"color": look.secondary, "width": 1, "dash": "dot"})


def _draw(figure: go.Figure, track: Track, yaxis: str, window: Region, look: Theme, *, use_webgl: bool) -> None:
    points = track.points.sort("r2", nulls_last=False)
    known = pl.coalesce("variant_class", pl.lit("SNV"))
    spans, bars = points.filter(known == "SV"), points.filter(known == "TR")
    if spans.height:
        ends = spans["end"].fill_null(spans["position"]).to_numpy()
        _lines(figure, (spans["position"].to_numpy(), ends), (spans["value"].to_numpy(), spans["value"].to_numpy()), color=shade(VARIANT_CLASS["SV"], look), width=5, yaxis=yaxis)
    if bars.height:
        _lines(figure, (bars["position"].to_numpy(), bars["position"].to_numpy()), (np.zeros(bars.height), bars["value"].to_numpy()), color=shade(VARIANT_CLASS["TR"], look), width=2, yaxis=yaxis)
    small = points.filter(known == "SNV")
    members = small["cs_id"].is_not_null()
    _points(figure, small.filter(~members), track, yaxis, window, use_webgl=use_webgl and small.height > SPARSE, symbol="circle")
    _points(figure, small.filter(members), track, yaxis, window, symbol=[SET_SYMBOLS.get(cs, "hexagon") for cs in small.filter(members)["cs_id"]])
    _points(figure, spans, track, yaxis, window, symbol="diamond-wide")
    _points(figure, bars, track, yaxis, window, symbol="line-ew-open")


def _lines(figure: go.Figure, x: tuple[np.ndarray, np.ndarray], y: tuple[np.ndarray, np.ndarray], *, color: str, width: float, yaxis: str) -> None:
    """Many segments in one trace, with gaps between them."""
    gap = np.full(len(x[0]), np.nan)
    figure.add_trace(go.Scatter(
        x=np.column_stack([*x, gap]).ravel(), y=np.column_stack([*y, gap]).ravel(), mode="lines", line={"color": color, "width": width}, opacity=0.7,
        hoverinfo="skip", showlegend=False, yaxis=yaxis,
    ))


def _points(figure: go.Figure, rows: pl.DataFrame, track: Track, yaxis: str, window: Region, *, symbol: Any, use_webgl: bool = False) -> None:
    if rows.is_empty():
        return
    measure = "PIP" if track.value == "pip" else "−log₁₀ p"
    texts = None if rows.height > WEBGL_ABOVE or use_webgl else _details(rows)
    size = 5 if rows.height > 500 else 7 if rows.height > SPARSE else 9
    centre = ((rows["position"] + rows["end"].fill_null(rows["position"]).clip(lower_bound=rows["position"])) / 2 if symbol == "diamond-wide" else rows["position"]).to_numpy()
    trace = go.Scattergl if use_webgl else go.Scatter
    line = {"line": {"width": 2.5}} if symbol == "line-ew-open" else {"opacity": 0.8}
    figure.add_trace(trace(
        x=centre, y=rows["value"].cast(pl.Float32).to_numpy(), mode="markers", marker=linkage.marker(rows["r2"], size=size, symbol=symbol, **line),
        customdata=rows["variant_id"].to_numpy(), text=texts, showlegend=False, yaxis=yaxis, meta="points",
        hovertemplate=f"<b>%{{customdata}}</b><br>{window.chromosome}:%{{x:,d}}<br>{measure}: %{{y:.3g}}" + ("%{text}" if texts else "") + "<extra></extra>",
    ))


def _details(rows: pl.DataFrame) -> list[str]:
    """What a hover says beyond id, place and value."""
    texts = []
    for row in rows.iter_rows(named=True):
        parts = [
            " · ".join(filter(None, (row["gene_symbol"] or row["gene_id"], (row["tissue"] or "").replace("_", " ")))),
            f"slope: {write_number(row['slope'], signed=True)}" if row["slope"] is not None else "",
            f"95 % credible set: {row['cs_id']}" if row["cs_id"] else "", f"span: {row['end'] - row['position']:,} bp" if row["end"] and row["end"] > row["position"] else "",
            f"r²: {row['r2']:.2f}" if row["r2"] is not None else "", "position from the distance to the gene's start" if row["approximate"] else "",
        ]
        texts.append("".join(f"<br>{part}" for part in parts if part))
    return texts


def _mark(figure: go.Figure, track: Track, yaxis: str, window: Region, look: Theme, *, reference: str, hits: pl.DataFrame) -> None:
    """The track's lead and the LD reference as labelled diamonds, coloc's own hits as stars."""
    if track.points.is_empty():
        return
    lead = track.points.sort("value", "variant_id", descending=[True, False])["variant_id"][0]
    for variant, is_reference in dict.fromkeys([(lead, lead == reference), (reference, True)]):
        rows = track.points.filter(pl.col("variant_id") == variant).sort("value", descending=True).head(1)
        if rows.is_empty():
            continue
        place = (rows["position"][0] - window.start) / max(window.end - window.start, 1)
        figure.add_trace(go.Scatter(
            x=rows["position"].to_numpy(), y=rows["value"].to_numpy(), mode="markers+text", text=[short_id(variant) if variant == lead else ""], textposition="middle left" if place > 0.6 else "middle right",
            textfont={"size": 11, "color": look.text}, customdata=[variant], showlegend=False, yaxis=yaxis, meta="points", cliponaxis=False,
            marker={"symbol": "diamond", "size": 11, "color": look.accent if is_reference else look.card, "line": {"color": look.accent, "width": 1.6}},
            hovertemplate=f"<b>{variant}</b><br>{'marked' if is_reference else 'lead of this track'}{_details(rows)[0]}<br>value: %{{y:.3g}}<extra></extra>",
        ))
    wanted = hits.filter(pl.col("side") == ("GWAS" if track.is_gwas else "QTL"))
    hit = track.points.join(wanted.select("variant_id", "trait", pl.col("tissue").alias("in_tissue"), "qtl_type", "pp_h4"), on="variant_id").unique("variant_id", maintain_order=True)
    if hit.height:
        figure.add_trace(go.Scatter(
            x=hit["position"].to_numpy(), y=hit["value"].to_numpy(), mode="markers", marker={"symbol": "star", "size": 9, "color": shade(HIT_COLOR, look)},
            customdata=hit["variant_id"].to_numpy(), showlegend=False, yaxis=yaxis, meta="points",
            text=[f"coloc's {'GWAS' if track.is_gwas else 'QTL'} hit: {row['trait']}, {row['qtl_type']} in {row['in_tissue'].replace('_', ' ')}, PP.H4 {row['pp_h4']:.3f}" for row in hit.iter_rows(named=True)],
            hovertemplate="<b>%{customdata}</b><br>%{text}<extra></extra>",
        ))


def short_id(variant: str) -> str:
    return variant if len(variant) <= 26 else variant[:24] + "…"


def reference_name(has_ld: bool) -> str:
    return "LD reference" if has_ld else "marked variant"


def _legends(figure: go.Figure, tracks: Sequence[Track], look: Theme, hits: pl.DataFrame, marked: str) -> None:
    r2 = pl.concat([track.points["r2"] for track in tracks]) if tracks else pl.Series(dtype=pl.Float32)
    linkage.add_legend(figure, r2)
    shown = {"lead": ("diamond", look.card)} | ({marked: ("diamond", look.accent)} if marked else {}) | ({"coloc's hit": ("star", shade(HIT_COLOR, look))} if hits.height else {})
    known = set(pl.concat([track.points["cs_id"] for track in tracks]).drop_nulls()) if tracks else set()
    sets = {f"set {name}": symbol for name, symbol in SET_SYMBOLS.items() if name in known}
    for name, symbol in sets.items():
        figure.add_trace(go.Scatter(x=[None], y=[None], mode="markers", name=name, hoverinfo="skip", marker={"symbol": symbol, "color": look.secondary, "size": 9}))
    for name, (symbol, color) in shown.items():
        figure.add_trace(go.Scatter(x=[None], y=[None], mode="markers", name=name, hoverinfo="skip",
                                    marker={"symbol": symbol, "color": color, "size": 9, "line": {"color": look.accent, "width": 1.4 if symbol == "diamond" else 0}}))


def _ticks(window: Region) -> list[int]:
    """About six round positions within the window."""
    raw = (window.end - window.start) / 6
    size = 10 ** np.floor(np.log10(max(raw, 1)))
    step = int(size * next(factor for factor in (1, 2, 5, 10) if size * factor >= raw))
    return list(range(-(-window.start // step) * step, window.end + 1, step))


def _megabases(position: int, ticks: Sequence[int]) -> str:
    step = ticks[1] - ticks[0] if len(ticks) > 1 else 1_000_000
    return f"{position / 1e6:.{max(0, 6 - int(np.floor(np.log10(step))))}f}"
