"""The isoform browser: structures, the QTLs that act on them, and expression by tissue, on one row per isoform."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from dashboard.figures import plot as go
from dashboard.figures import style
from dashboard.figures.intron_scale import IntronScale, intron_scale
from dashboard.figures.isoform_heatmap import add_heatmap, add_samples
from dashboard.figures.isoform_qtls import add_junctions, add_transcript_effects
from dashboard.figures.isoform_rows import CATEGORY_ORDER, Measure
from dashboard.figures.style import Theme

ROW_HEIGHT = 24
UTR_PIXELS, CDS_PIXELS, DOMAIN_PIXELS = 6, 14, 4
ARC_ROWS = 2.2
"""Height of the lane for junction arcs above the first isoform, in rows."""
MANY_TISSUES = 20
"""Above this, the heatmap takes half of the width and its labels stand upright, so that they stay apart."""
MAX_STRUCTURE_HEIGHT = 30_000
SHORT_CATEGORY = {
    "full-splice_match": "FSM", "incomplete-splice_match": "ISM", "novel_in_catalog": "NIC", "novel_not_in_catalog": "NNC",
    "fusion": "fusion", "antisense": "antisense", "genic": "genic", "genic_intron": "intronic", "intergenic": "intergenic",
}
CATEGORY_NAME = {
    "full-splice_match": "Full splice match", "incomplete-splice_match": "Incomplete splice match", "novel_in_catalog": "Novel in catalogue",
    "novel_not_in_catalog": "Novel not in catalogue", "fusion": "Fusion", "antisense": "Antisense", "genic": "Genic",
    "genic_intron": "Intronic", "intergenic": "Intergenic",
}
NO_CATEGORY = "annotated"
NOVEL_MARK = "◆"


@dataclass(frozen=True)
class Overlay:
    """What is drawn beside the structures; every frame may be empty.

    `expression` is transcript_expression; `tissues` its tissues in display order, by key with their label; `domains` is
    protein_domains; `junctions` and `effects` are juQTL and tuQTL leads as `store.isoforms` gives them; `samples` are
    per-sample usages (transcript_id, sample_id, usage) of `tissue`.
    """

    expression: pl.DataFrame = field(default_factory=pl.DataFrame)
    tissues: Mapping[str, str] = field(default_factory=dict)
    domains: pl.DataFrame = field(default_factory=pl.DataFrame)
    junctions: pl.DataFrame = field(default_factory=pl.DataFrame)
    effects: pl.DataFrame = field(default_factory=pl.DataFrame)
    samples: pl.DataFrame = field(default_factory=pl.DataFrame)
    tissue: str = ""


NOTHING = Overlay()


def isoform_browser(
    transcripts: pl.DataFrame, exons: pl.DataFrame, overlay: Overlay = NOTHING, *, look: Theme = style.LIGHT, measure: Measure = "usage", shorten: bool = True,
) -> go.Figure:
    """Structures of `transcripts` (rows of the table, in drawing order, top first) with the overlays that have rows.

    x of the structures is `IntronScale.position`, in bases of exon from the left end; y is the row number from 0 at the
    top. The heatmap shows `measure`: median TPM, mean usage, or samples in which the isoform is detected. Clickable
    points of the traces juQTL and tuQTL carry customdata: phenotype_id, variant_id, tissue; y of the others is the row.
    """
    exons = exons.join(transcripts.select("transcript_id").with_row_index("row"), on="transcript_id", how="inner")
    if transcripts.is_empty() or exons.is_empty():
        return style.message_figure(look, "No isoform structure of this gene is in this release.", "Import a GTF with: python -m dashboard import isoforms")
    scale = intron_scale(exons["start"], exons["end"], shorten=shorten)
    lane = ARC_ROWS if overlay.junctions.height else 0.0
    figure = style.new_figure(look, height=_height(transcripts.height, lane))
    _add_introns(figure, exons, scale, look)
    _add_exons(figure, transcripts, exons, scale, look)
    _add_domains(figure, overlay.domains, exons, scale, look)
    _add_strands(figure, exons, scale, look)
    _add_exon_targets(figure, exons, scale)
    _add_names(figure, transcripts, look)
    add_junctions(figure, overlay.junctions, scale, look, lane=lane)
    add_transcript_effects(figure, overlay.effects, transcripts, look)
    if overlay.samples.height:
        add_samples(figure, overlay.samples, transcripts, look)
    elif overlay.expression.height:
        add_heatmap(figure, overlay.expression, overlay.tissues, transcripts, look, measure=measure)
    _lay_out(figure, transcripts, scale, overlay, lane=lane)
    return figure


def exon_segments(exons: pl.DataFrame, scale: IntronScale) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Drawn pieces (row, structural_category, x0, x1) of the untranslated and of the coding parts of exons."""
    coding = pl.col("cds_start").is_not_null()
    whole = exons.filter(~coding).select("row", "structural_category", "start", "end")
    left = exons.filter(coding & (pl.col("cds_start") > pl.col("start"))).select("row", "structural_category", "start", (pl.col("cds_start") - 1).alias("end"))
    right = exons.filter(coding & (pl.col("cds_end") < pl.col("end"))).select("row", "structural_category", (pl.col("cds_end") + 1).alias("start"), "end")
    inner = exons.filter(coding).select("row", "structural_category", pl.col("cds_start").alias("start"), pl.col("cds_end").alias("end"))
    return _drawn(pl.concat([whole, left, right]), scale), _drawn(inner, scale)


def _drawn(pieces: pl.DataFrame, scale: IntronScale) -> pl.DataFrame:
    return pieces.with_columns(
        pl.Series("x0", scale.position(pieces["start"].to_numpy())), pl.Series("x1", scale.position(pieces["end"].to_numpy() + 1)),
    )


def broken_lines(x0: np.ndarray, x1: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """x (float32) and y (small integers) of one trace that draws every piece on its row: NaN in x parts them."""
    x = np.full((len(x0), 3), np.nan, dtype=np.float32)
    x[:, 0], x[:, 1] = x0, x1
    return x.ravel(), np.repeat(row_numbers(rows), 3)


def row_numbers(rows: np.ndarray) -> np.ndarray:
    """Row numbers in the smallest type that holds them, as figures are sent with the bytes of their arrays."""
    return rows.astype(np.uint8 if rows.size == 0 or rows.max() < 256 else np.int16)


def _add_introns(figure: go.Figure, exons: pl.DataFrame, scale: IntronScale, look: Theme) -> None:
    spans = exons.group_by("row").agg(pl.col("start").min(), pl.col("end").max()).sort("row")
    x, y = broken_lines(scale.position(spans["start"].to_numpy()), scale.position(spans["end"].to_numpy() + 1), spans["row"].to_numpy())
    figure.add_scatter(x=x, y=y, mode="lines", line={"color": look.faint, "width": 1, "simplify": False}, hoverinfo="skip", showlegend=False)


def _add_exons(figure: go.Figure, transcripts: pl.DataFrame, exons: pl.DataFrame, scale: IntronScale, look: Theme) -> None:
    """Two traces per category: untranslated parts thin, coding parts thick; one legend entry for both."""
    named = exons.join(transcripts.select("transcript_id", "structural_category"), on="transcript_id", how="left")
    counts = dict(transcripts.group_by("structural_category").len().iter_rows())
    thin, thick = exon_segments(named, scale)
    for category in sorted(counts, key=_category_place):
        color = category_color(category, look)
        name = f"{CATEGORY_NAME.get(category or '', 'Annotated')} ({counts[category]:,})"
        shown = False
        for pieces, width in ((thin, UTR_PIXELS), (thick, CDS_PIXELS)):
            own = pieces.filter(pl.col("structural_category").eq_missing(category))
            if own.height:
                x, y = broken_lines(own["x0"].to_numpy(), own["x1"].to_numpy(), own["row"].to_numpy())
                figure.add_scatter(
                    x=x, y=y, mode="lines", line={"color": color, "width": width, "simplify": False}, hoverinfo="skip", name=None if shown else name,
                    legendgroup=category or NO_CATEGORY, showlegend=not shown,
                )
                shown = True


def _add_domains(figure: go.Figure, domains: pl.DataFrame, exons: pl.DataFrame, scale: IntronScale, look: Theme) -> None:
    """Domains as light bars within the coding parts of exons, one trace; those without a place on the chromosome cannot be drawn."""
    placed = domain_pieces(domains, exons)
    if placed.is_empty():
        return
    x0, x1 = scale.position(placed["start"].to_numpy()), scale.position(placed["end"].to_numpy() + 1)
    x, y = broken_lines(x0, x1, placed["row"].to_numpy())
    figure.add_scatter(
        x=x, y=y, mode="lines", line={"color": look.card, "width": DOMAIN_PIXELS, "simplify": False}, opacity=0.85, hoverinfo="skip",
        name=f"Protein domain ({placed['domain'].n_unique():,})", legendgroup="domain", showlegend=False,
    )
    figure.add_scatter(
        x=((x0 + x1) / 2).astype(np.float32), y=row_numbers(placed["row"].to_numpy()), mode="markers", marker={"size": 10, "opacity": 0},
        text=placed["domain"].to_list(), hovertemplate="<b>%{text}</b><br>Protein domain of %{y}<extra></extra>", showlegend=False,
    )


def domain_pieces(domains: pl.DataFrame, exons: pl.DataFrame) -> pl.DataFrame:
    """Pieces (row, domain, start, end) of the domains within the coding parts of `exons`, which have `row`."""
    if domains.is_empty():
        return pl.DataFrame(schema={"row": pl.UInt32, "domain": pl.String, "start": pl.Int64, "end": pl.Int64})
    places = domains.drop_nulls(["start", "end"]).select("transcript_id", "domain", pl.col("start").alias("first"), pl.col("end").alias("last"))
    inside = exons.join(places, on="transcript_id").filter((pl.col("cds_start") <= pl.col("last")) & (pl.col("cds_end") >= pl.col("first")))
    return inside.select("row", "domain", pl.max_horizontal("cds_start", "first").alias("start"), pl.min_horizontal("cds_end", "last").alias("end"))


def _add_strands(figure: go.Figure, exons: pl.DataFrame, scale: IntronScale, look: Theme) -> None:
    """Arrow heads in the widest introns, at most three per isoform, and one at the 3′ end of isoforms without introns."""
    xs: list[float] = []
    rows: list[int] = []
    marks: list[str] = []
    for (row,), own in exons.sort("row", "start").group_by("row", maintain_order=True):
        left, right = scale.position(own["end"].to_numpy() + 1)[:-1], scale.position(own["start"].to_numpy())[1:]
        forward = own["strand"][0] != "-"
        if left.size:
            widest = np.argsort(left - right, kind="stable")[:3]
            places = ((left + right) / 2)[widest].tolist()
        else:
            places = [float(scale.position(own["end"][0] + 1 if forward else own["start"][0]))]
        if own["strand"][0] is not None:
            xs += places
            rows += [int(row)] * len(places)
            marks += ["triangle-right" if forward else "triangle-left"] * len(places)
    if not xs:
        return
    symbol = marks[0] if len(set(marks)) == 1 else marks
    figure.add_scatter(
        x=np.array(xs, dtype=np.float32), y=row_numbers(np.array(rows)), mode="markers", hoverinfo="skip", showlegend=False,
        marker={"symbol": symbol, "size": 6, "color": look.secondary},
    )


def _add_exon_targets(figure: go.Figure, exons: pl.DataFrame, scale: IntronScale) -> None:
    """One invisible trace to hover over every exon. Numbers only, as text for each would be half of the figure's bytes.

    The exon number travels as the colour, which nobody sees, because colours are sent as one byte each.
    """
    middle = (scale.position(exons["start"].to_numpy()) + scale.position(exons["end"].to_numpy() + 1)) / 2
    numbers = exons["exon_number"].to_numpy()
    figure.add_scatter(
        x=middle.astype(np.uint16 if scale.width < 2**16 else np.float32), y=row_numbers(exons["row"].to_numpy()), mode="markers", opacity=0,
        marker={"size": 12, "color": row_numbers(numbers), "showscale": False}, name="exons", showlegend=False,
        customdata=np.column_stack([exons["start"].to_numpy(), exons["end"].to_numpy()]).astype(np.int32),
        hovertemplate="<b>%{y}</b><br>Exon %{marker.color}: %{customdata[0]:,}–%{customdata[1]:,} bp<extra></extra>",
    )


def _add_names(figure: go.Figure, transcripts: pl.DataFrame, look: Theme) -> None:
    """A point at the left end of each row, to hover over and click the isoform as a whole; filled for the representative one."""
    canonical = transcripts["canonical"].fill_null(value=False).cast(pl.UInt8).to_numpy()
    figure.add_scatter(
        x=np.zeros(transcripts.height, dtype=np.uint8), y=row_numbers(np.arange(transcripts.height)), mode="markers", xaxis="x2",
        marker={"size": 8, "color": canonical, "cmin": 0, "cmax": 1, "colorscale": [[0, look.card], [1, look.accent]], "showscale": False,
                "line": {"color": look.secondary, "width": 1}}, text=[_describe(row) for row in transcripts.to_dicts()],
        hovertemplate="<b>%{y}</b><br>%{text}<extra></extra>", showlegend=False, name="isoforms",
    )


def _describe(row: Mapping[str, Any]) -> str:
    """What the axis label does not say."""
    size = f"{row['length']:,} bp, {row['n_exons'] or '?'} exons" if row["length"] is not None else ""
    coding = "" if row["coding"] is None else "coding" if row["coding"] else "not coding"
    peptides = f"{row['n_peptides']:,} peptides" if row["n_peptides"] else ""
    closest = f"closest: {row['associated_transcript']}" if row["novel"] and row["associated_transcript"] not in (None, "novel") else ""
    subcategory = (row["subcategory"] or "").replace("_", " ")
    return "<br>".join(filter(None, [subcategory, size, ", ".join(filter(None, [coding, "NMD" if row["nmd"] else "", peptides])), closest]))


def category_color(category: str | None, look: Theme) -> str:
    """The colour of a structural category; annotated isoforms without one have the annotation's."""
    return style.shade(style.STRUCTURAL_CATEGORY.get(category or "", style.ANNOTATED_NOVEL["annotated"]), look)


def row_label(row: Mapping[str, Any]) -> str:
    """The axis label of an isoform: its name or id, short category, and a mark for novel ones."""
    category = SHORT_CATEGORY.get(str(row["structural_category"] or ""), "")
    return " · ".join(part for part in (str(row.get("transcript_name") or row["transcript_id"]), category, NOVEL_MARK if row.get("novel") else "") if part)


def _category_place(category: str | None) -> int:
    return CATEGORY_ORDER.index(category) if category in CATEGORY_ORDER else len(CATEGORY_ORDER)


def _height(rows: int, lane: float) -> int:
    return min(MAX_STRUCTURE_HEIGHT, int(ROW_HEIGHT * (rows + lane)) + 150)


def _lay_out(figure: go.Figure, transcripts: pl.DataFrame, scale: IntronScale, overlay: Overlay, *, lane: float) -> None:
    """Domains of the panels, and axes: y shared by all, x of the structures in genomic positions."""
    n = transcripts.height
    beside = overlay.samples.height > 0 or overlay.expression.height > 0
    effects = overlay.effects.height > 0
    many = not overlay.samples.height and len(overlay.tissues) > MANY_TISSUES
    # A few tissues need no half of the figure.
    end = (0.58 if overlay.samples.height else max(0.5 if many else 0.58, 0.9 - 0.04 * len(overlay.tissues))) if beside else 1.0 - (0.07 if effects else 0.0)
    values, texts = _position_ticks(scale)
    margin = scale.width * 0.01
    title = f"Position on {transcripts['chromosome'][0]} (bp)" + ("; introns shortened" if scale.shortened else "")
    figure.update_layout(
        xaxis={"domain": [0.02, end - (0.05 if effects and beside else 0)], "range": [-margin, scale.width + margin], "tickvals": values, "ticktext": texts,
               "title": {"text": title}},
        xaxis2={"domain": [0.0, 0.015], "visible": False, "range": [-1, 1], "fixedrange": True},
        yaxis={"range": [n - 0.5, -0.5 - lane], "tickvals": list(range(n)), "ticktext": [row_label(row) for row in transcripts.to_dicts()],
               "showgrid": False, "showline": False, "ticks": "", "ticklabelstandoff": 4, "fixedrange": True, "anchor": "free", "position": 0},
        hovermode="closest", margin={"t": 64, "b": 110 if beside and not overlay.samples.height else 52}, legend={"y": 1.0, "yref": "container", "yanchor": "top"},
    )
    if effects:
        start = end - 0.04 if beside else 0.94
        figure.update_layout(xaxis4={
            "domain": [start, start + 0.03], "range": [-1, 1], "fixedrange": True, "showticklabels": True, "tickvals": [0], "ticktext": ["tuQTL"], "side": "top",
            "showline": False, "ticks": "", "anchor": "y",
        })
    if beside:
        figure.update_layout(xaxis3={"domain": [end + 0.02, 1.0], "anchor": "y"})
        if many:
            figure.update_layout(xaxis3={"tickangle": -90, "tickfont": {"size": 9}}, margin={"b": 120})


def _position_ticks(scale: IntronScale, wanted: int = 4) -> tuple[list[float], list[str]]:
    """Ticks evenly spread over the drawing, labelled with the genomic position there."""
    drawn = np.linspace(0.06, 0.92, wanted) * scale.width
    genomic = np.round(scale.genome(drawn)).astype(np.int64)
    return scale.position(genomic).tolist(), [f"{position:,}" for position in genomic.tolist()]


