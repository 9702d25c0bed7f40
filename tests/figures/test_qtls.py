"""Figures of the QTL page, from small frames."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go
import polars as pl
import pytest

from dashboard.figures import qtls
from dashboard.figures.style import DARK, LIGHT, VARIANT_CLASS, Theme
from dashboard.figures.upset import upset

LABELS = {"Liver": "Liver", "Whole_Blood": "Whole blood"}
POINTS = pl.DataFrame({
    "tissue": ["Liver", "Liver", "Whole_Blood"], "variant_class": ["SNV", "SV", "SNV"], "gene_id": ["G1", "G1", "G2"], "gene_symbol": ["HP", None, None],
    "variant_id": ["rs1", "sv1", "rs2"], "slope": [0.5, -1.0, 0.2], "neglog10_p": [9.0, 5.0, 4.0], "tss_distance": [1000, -20, None],
})


def text_of(figure: go.Figure) -> str:
    return " ".join(annotation.text for annotation in figure.layout.annotations)


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=lambda look: look.mode)
def test_effects_have_one_panel_per_class_with_its_n(look: Theme) -> None:
    figure = qtls.effect_against_significance(POINTS, LABELS, look, totals={"SNV": 20, "SV": 1})
    assert [trace.name for trace in figure.data] == ["SNV", "SV"]
    assert {trace.xaxis for trace in figure.data} == {"x", "x2"}
    assert "SNV (20)" in text_of(figure)
    first = figure.data[0]
    assert (first.text[0], first.hovertext[0]) == ("HP", "Liver")
    assert first.customdata[0].startswith("rs1")
    assert figure.data[1].text[0] == "G1"
    assert figure.layout.xaxis.range == (-1.04, 1.04) or list(figure.layout.xaxis.range) == [-1.04, 1.04]


def test_effects_of_nothing_say_what_to_do() -> None:
    figure = qtls.effect_against_significance(POINTS.clear(), LABELS, LIGHT, totals={})
    assert not figure.data
    assert "Widen" in text_of(figure)


def test_many_effects_are_drawn_by_webgl() -> None:
    many = pl.concat([POINTS.filter(pl.col("variant_class") == "SNV")] * 1_100)
    assert {trace.type for trace in qtls.effect_against_significance(many, LABELS, LIGHT, totals={"SNV": 2_200}).data} == {"scattergl"}
    assert {trace.type for trace in qtls.effect_against_significance(POINTS, LABELS, LIGHT, totals={"SNV": 2, "SV": 1}).data} == {"scatter"}


def test_marked_leads_are_named_in_the_panel_of_their_class() -> None:
    figure = qtls.effect_against_significance(POINTS, LABELS, LIGHT, totals={"SNV": 2, "SV": 1})
    before = len(figure.layout.annotations)
    rows = [{"gene_symbol": None, "gene_id": "G1", "tissue": "Liver", "variant_class": "SV", "slope": -1.0, "pval_nominal": 1e-5},
            {"gene_symbol": "X", "gene_id": "G9", "tissue": "Liver", "variant_class": "TR", "slope": 1.0, "pval_nominal": 1e-5}]
    marked = qtls.marked(figure, rows, LIGHT)
    assert len(marked.layout.annotations) == before + 1
    assert (marked.layout.annotations[-1].xref, marked.layout.annotations[-1].y) == ("x2", pytest.approx(5.0))


def test_bars_are_sorted_and_unchosen_tissues_fade() -> None:
    counts = pl.DataFrame({"tissue": ["Liver", "Liver", "Whole_Blood"], "variant_class": ["SNV", "SV", "SNV"], "n": [5, 2, 9]})
    figure = qtls.leads_by_tissue(counts, LABELS, LIGHT, sizes={"Liver": 146, "Whole_Blood": None}, chosen=["Liver"])
    small = figure.data[0]
    assert [name.split("  ")[0] for name in small.y] == ["Liver", "Whole blood"]
    assert "n=146" in small.y[0]
    assert list(small.marker.opacity) == [1.0, 0.25]
    assert small.marker.color == VARIANT_CLASS["SNV"]
    assert list(figure.data[1].x) == [2, 0]


def test_distances_need_two_of_a_class() -> None:
    one = pl.DataFrame({"variant_class": ["SNV"], "tss_distance": [100]})
    assert "Too few" in text_of(qtls.distance_to_tss(one, LIGHT))
    figure = qtls.distance_to_tss(pl.DataFrame({"variant_class": ["SV"] * 3, "tss_distance": [0, 1_000, -1_000]}), LIGHT)
    assert [trace.name for trace in figure.data] == ["SV (3)"]
    assert figure.data[0].x[int(np.argmax(figure.data[0].y))] == pytest.approx(0, abs=3)


def test_tagging_counts_what_is_below_the_line() -> None:
    tags = pl.DataFrame({"variant_class": ["SV"] * 4 + ["TR"], "qtl_type": ["eQTL"] * 4 + ["sQTL"], "r2": [0.1, 0.79, 0.8, 1.0, 0.5]})
    figure = qtls.tagging_histogram(tags, LIGHT)
    assert figure.data[0].name == "SV-eQTL (4): 50.0\u2009% below 0.8"
    assert figure.data[1].line.dash == "dot"
    assert sum(figure.data[0].customdata[:-1]) == 4


def test_upset_draws_sets_and_fades_the_unchosen() -> None:
    overlaps = pl.DataFrame({"shared_tissues": ["Liver;Whole_Blood", "Liver"], "n_shared_tissues": [2, 1], "n": [7, 3]})
    figure = upset(overlaps, LABELS, LIGHT, color="#5B8DB8", chosen="Liver")
    assert list(figure.data[0].y) == [7, 3]
    assert list(figure.data[0].marker.opacity) == [0.3, 1.0]
    assert figure.data[0].customdata[0][0] == "Liver;Whole_Blood"
    assert list(figure.layout.yaxis2.ticktext) == ["Whole blood  7", "Liver  10"]
