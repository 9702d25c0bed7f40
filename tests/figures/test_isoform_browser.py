"""The isoform browser's traces, against coordinates worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go
import polars as pl
import pytest
from figures.isoform_frames import EXONS, EXPRESSION, TRANSCRIPTS

from dashboard.figures import style
from dashboard.figures.intron_scale import intron_scale
from dashboard.figures.isoform_browser import CDS_PIXELS, UTR_PIXELS, Overlay, domain_pieces, isoform_browser
from dashboard.figures.isoform_heatmap import log_scale
from dashboard.figures.isoform_qtls import slope_classes

JUNCTIONS = pl.DataFrame({
    "phenotype_id": ["chr9:200:5001:clu_1_-:PR:G", "chr9:200:5001:clu_1_-:PR:G"], "variant_id": ["rs1", "rs2"], "tissue": ["Liver", "Lung"],
    "slope": [0.4, -0.8], "pval_nominal": [1e-4, 1e-9], "junction_start": [201, 201], "junction_end": [5_000, 5_000],
})
EFFECTS = pl.DataFrame({
    "phenotype_id": ["T2_G"], "variant_id": ["rs7"], "tissue": ["Liver"], "slope": [-0.5], "pval_nominal": [1e-6], "transcript_id": ["T2"],
})


def pieces(figure: go.Figure, row: int, shorten: bool) -> set[tuple[int, int, int]]:
    """(first base, last base, line width) of everything drawn as exon on a row."""
    scale = intron_scale(EXONS["start"], EXONS["end"], shorten=shorten)
    found = set()
    for trace in figure.data:
        if trace.mode == "lines" and trace.line.width in (UTR_PIXELS, CDS_PIXELS):
            x, y = np.asarray(trace.x, dtype=float), np.asarray(trace.y)
            for i in np.flatnonzero(y[::3] == row) * 3:
                first, after = np.rint(scale.genome(x[i:i + 2])).astype(int)
                found.add((int(first), int(after) - 1, int(trace.line.width)))
    return found


def trace(figure: go.Figure, name: str) -> Any:
    return next(trace for trace in figure.data if trace.name == name)


@pytest.mark.parametrize("shorten", [True, False])
def test_exons_are_drawn_where_they_are_and_coding_parts_thick(shorten: bool) -> None:
    figure = isoform_browser(TRANSCRIPTS, EXONS, shorten=shorten)
    assert pieces(figure, 0, shorten) == {
        (101, 150, UTR_PIXELS), (151, 200, CDS_PIXELS), (5_001, 5_100, CDS_PIXELS), (8_801, 8_850, CDS_PIXELS), (8_851, 9_000, UTR_PIXELS),
    }
    assert pieces(figure, 1, shorten) == {(101, 200, UTR_PIXELS), (5_001, 5_100, UTR_PIXELS)}


def test_one_legend_entry_per_category_with_its_number() -> None:
    figure = isoform_browser(TRANSCRIPTS, EXONS)
    assert [t.name for t in figure.data if t.showlegend] == ["Full splice match (1)", "Novel in catalogue (1)", "Annotated (1)"]


def test_labels_name_the_category_and_mark_novel_ones() -> None:
    assert isoform_browser(TRANSCRIPTS, EXONS).layout.yaxis.ticktext == ("T1 · FSM", "T2 · NIC · ◆", "T3")


def test_every_exon_can_be_hovered_over_with_its_coordinates() -> None:
    exons = trace(isoform_browser(TRANSCRIPTS, EXONS), "exons")
    rows = set(zip(exons.y, exons.marker.color, *np.asarray(exons.customdata).T, strict=True))
    assert rows == {(0, 3, 101, 200), (0, 2, 5_001, 5_100), (0, 1, 8_801, 9_000), (1, 2, 101, 200), (1, 1, 5_001, 5_100), (2, 1, 8_701, 9_000)}


def test_arrows_point_in_the_direction_of_transcription() -> None:
    symbols = {t.marker.symbol for t in isoform_browser(TRANSCRIPTS, EXONS).data if t.mode == "markers" and str(t.marker.symbol).startswith("triangle")}
    assert symbols == {"triangle-left"}


def test_heatmap_rows_follow_the_structures() -> None:
    order = TRANSCRIPTS[[1, 0, 2]]
    figure = isoform_browser(order, EXONS, Overlay(expression=EXPRESSION, tissues={"Lung": "The lung", "Liver": "Liver"}))
    heat = trace(figure, "tissues")
    assert list(heat.x) == ["Lung", "Liver"]
    assert figure.layout.xaxis3.ticktext == ("The lung (1)", "Liver (4)")
    np.testing.assert_allclose(heat.z, [[0.8, 0.1], [0.1, 0.9], [0.1, 0.0]], rtol=1e-6)


@pytest.mark.parametrize(("measure", "cell"), [("tpm", 90.0), ("detected", 4.0), ("usage", 0.9)])
def test_heatmap_shows_the_measure(measure: Any, cell: float) -> None:
    figure = isoform_browser(TRANSCRIPTS, EXONS, Overlay(expression=EXPRESSION, tissues={"Liver": "Liver"}), measure=measure)
    assert trace(figure, "tissues").z[0][0] == pytest.approx(cell)


def test_the_strongest_lead_of_a_junction_is_its_arc() -> None:
    figure = isoform_browser(TRANSCRIPTS, EXONS, Overlay(junctions=JUNCTIONS))
    points = trace(figure, "juQTL")
    assert len(points.x) == 1
    assert list(points.customdata[0]) == ["chr9:200:5001:clu_1_-:PR:G", "rs2", "Lung"]
    assert "and 1 more" in points.text[0]
    scale = intron_scale(EXONS["start"], EXONS["end"])
    arc = np.asarray(trace(figure, "junctions").x, dtype=float)
    assert [np.nanmin(arc), np.nanmax(arc)] == pytest.approx(scale.position([201, 5_001]), abs=0.01)
    assert max(figure.layout.yaxis.range) == 2.5
    assert min(figure.layout.yaxis.range) < -0.5


def test_a_tuqtl_points_in_the_direction_of_its_slope() -> None:
    marks = trace(isoform_browser(TRANSCRIPTS, EXONS, Overlay(effects=EFFECTS)), "tuQTL")
    assert list(marks.y) == [1]
    assert list(marks.marker.symbol) == ["triangle-down"]


def test_domains_are_drawn_on_coding_exons_only() -> None:
    domains = pl.DataFrame({"transcript_id": ["T1", "T1"], "domain": ["Kinase", "SH2"], "start": [160, None], "end": [5_050, None]})
    pieces_drawn = domain_pieces(domains, EXONS.with_columns(pl.lit(0, dtype=pl.UInt32).alias("row")))
    assert pieces_drawn.sort("start").select("domain", "start", "end").rows() == [("Kinase", 160, 200), ("Kinase", 5_001, 5_050)]
    figure = isoform_browser(TRANSCRIPTS, EXONS, Overlay(domains=domains))
    assert [list(t.text) for t in figure.data if t.text is not None and "Kinase" in list(t.text)] == [["Kinase", "Kinase"]]


def test_samples_of_a_tissue_are_points_beside_the_structures() -> None:
    samples = pl.DataFrame({"transcript_id": ["T1", "T1", "T2"], "sample_id": ["S1", "S2", "S1"], "usage": [0.8, 1.0, 0.2]})
    figure = isoform_browser(TRANSCRIPTS, EXONS, Overlay(samples=samples, expression=EXPRESSION, tissue="Liver"))
    assert len(trace(figure, "samples").x) == 3
    assert list(trace(figure, "mean usage").x) == pytest.approx([0.9, 0.2])
    assert not any(t.name == "tissues" for t in figure.data)


@pytest.mark.parametrize("frames", [(TRANSCRIPTS.clear(), EXONS), (TRANSCRIPTS, EXONS.clear())])
def test_nothing_to_draw_is_said(frames: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    figure = isoform_browser(*frames)
    assert not figure.data
    assert "No isoform structure" in figure.layout.annotations[0].text


def test_one_isoform_of_one_exon_and_no_strand() -> None:
    one = TRANSCRIPTS.filter(pl.col("transcript_id") == "T3")
    figure = isoform_browser(one, EXONS.with_columns(pl.lit(None, dtype=pl.String).alias("strand")), look=style.DARK)
    assert pieces(figure, 0, True) != set()


def test_size_and_traces_do_not_grow_with_exons() -> None:
    """150 isoforms of 12 exons: at most 150 kB, and one trace or two per category."""
    n, k = 150, 12
    numbers = pl.DataFrame({"i": range(n)})
    categories = list(style.STRUCTURAL_CATEGORY)[:8]
    transcripts = TRANSCRIPTS.head(1).drop("transcript_id", "structural_category").join(numbers, how="cross").with_columns(
        pl.format("GTOPT{}", pl.col("i").cast(pl.String).str.zfill(9)).alias("transcript_id"),
        (pl.col("i") % 8).replace_strict(range(8), categories).alias("structural_category"),
    ).select(TRANSCRIPTS.columns)
    numbered = transcripts.select("transcript_id", "gene_id", "chromosome", "strand").join(pl.DataFrame({"exon_number": range(1, k + 1)}), how="cross")
    start, inner = pl.col("exon_number") * 2_000 + 155_000_000, pl.col("exon_number").is_between(2, k - 1)
    exons = numbered.with_columns(
        start.alias("start"), (start + 150).alias("end"), pl.when(inner).then(start + pl.when(pl.col("exon_number") == 2).then(20).otherwise(0)).alias("cds_start"),
        pl.when(inner).then(start + pl.when(pl.col("exon_number") == k - 1).then(130).otherwise(150)).alias("cds_end"),
    )
    tissues = {f"Tissue_{i}": f"Tissue {i}" for i in range(33)}
    expression = transcripts.select("transcript_id").join(pl.DataFrame({"tissue": list(tissues)}), how="cross").with_columns(
        pl.lit(0.1).alias("usage"), pl.lit(9).alias("n"), pl.lit(3).alias("n_detected"), pl.lit(1.5).alias("median_tpm"),
    )
    figure = isoform_browser(transcripts, exons, Overlay(expression=expression, tissues=tissues))
    assert len(figure.data) < 26
    assert len(str(figure.to_json()).encode()) <= 150_000


def test_logarithmic_colours_begin_at_zero_and_end_at_the_top() -> None:
    scale = log_scale(999.0, stops=4)
    assert [stop[0] for stop in scale] == pytest.approx([0, 9 / 999, 99 / 999, 1])


def test_slopes_of_opposite_sign_have_classes_on_both_sides() -> None:
    classes, colors = slope_classes(np.array([-1.0, -0.1, 0.1, 1.0]), style.LIGHT)
    assert classes.tolist() == [0, 2, 3, 5]
    assert len(colors) == 6
