"""Figures of sharing, transcripts and frequencies: what is drawn, in which order, and what is left to words."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from dashboard.figures import allele_specific, frequencies, sharing, transcripts, variant_catalogue
from dashboard.figures.style import DARK, LIGHT, Theme

NUMBERS = {"variant_class": pl.String, "n_tissues": pl.Int16, "value": pl.Float64, "n": pl.Int64, "total": pl.Int64, "value_lower": pl.Float64, "value_upper": pl.Float64}
GLYPHS = pl.DataFrame({"variant_id": ["rs1", "rs2"], "AFR": ["0", "0.1"], "EUR": ["0.01", None]})


def frame(**columns: list[object]) -> pl.DataFrame:
    return pl.DataFrame(columns)


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_empty_frames_become_a_sentence(look: Theme) -> None:
    none = pl.DataFrame()
    drawn = [
        sharing.shared_counts(none, look), sharing.pairs_of_tissues(none, look), sharing.tissue_specific(none, look), sharing.distance_by_sharing(none, look), sharing.distances_to_tss(none, look),
        sharing.variance_explained(none, look), transcripts.stacked_classes(none, look, unit="genes"), transcripts.priming(none, look, ()), transcripts.example_heatmap(none, look),
        frequencies.variant_glyphs(none, look), frequencies.correlation_heatmap(none, look), frequencies.selection_scatter(none, look), allele_specific.tested_shares(none, look), allele_specific.splicing_samples(none, look, systems=()),
    ]
    assert all(not figure.data and figure.layout.annotations for figure in drawn)


def test_a_tissue_shares_nothing_with_itself() -> None:
    rows = frame(label=["Liver", "Liver", "Skin", "Skin"], other_label=["Liver", "Skin", "Liver", "Skin"], value=[1.0, 0.5, 0.4, 1.0])
    heat = sharing.pairs_of_tissues(rows, LIGHT).data[0]
    assert [[None if np.isnan(value) else value for value in line] for line in heat.z] == [[None, 50.0], [40.0, None]]


def test_bars_of_a_tissue_add_up_and_are_listed_in_the_order_of_the_stack() -> None:
    rows = frame(variant_class=["SNV", "TR"], tissue=["Liver"] * 2, label=["Liver"] * 2, value=[0.25, 0.75], n=[1, 3], total=[4, 4])
    figure = sharing.tissue_specific(rows, LIGHT)
    assert [(trace.name, list(trace.x)) for trace in figure.data] == [("SNV (1)", [25.0]), ("TR (3)", [75.0])]
    assert figure.layout.yaxis.ticktext == ("Liver  n=4",)


def test_dense_classes_are_drawn_as_density_and_rare_ones_as_points() -> None:
    many, few = frequencies.DENSE_FROM, 3
    rows = pl.DataFrame({
        "variant_id": [f"rs{i}" for i in range(many + few)], "population": "GTEx", "af": [0.5] * (many + few), "other_af": [0.5] * many + [0.0] * few,
        "difference": ["below 0.1"] * many + ["0.5 or more"] * few,
    })
    figure = frequencies.frequency_scatter(rows, LIGHT, bounds=(0.1,))
    assert [trace.type for trace in figure.data] == ["heatmap", "scatter", "scatter"]
    assert int(figure.data[0].customdata.sum()) == many
    assert [trace.name for trace in figure.data[1:]] == ["|ΔAF| 0.5 or more (3)", "|ΔAF| below 0.1 (2,000), as density"]
    points = frequencies.frequency_scatter(rows.tail(100 + few), LIGHT)
    assert {trace.type for trace in points.data} == {"scatter"}


def test_glyphs_say_shape_and_size_and_leave_the_unpublished_blank() -> None:
    figure = frequencies.variant_glyphs(GLYPHS, LIGHT)
    assert {trace.name: (list(trace.x), list(trace.y), trace.marker.symbol) for trace in figure.data} == {
        "unobserved (class 0)": ([0], ["AFR"], "circle-open"), "rare (class 0.01)": ([0], ["EUR"], "circle"), "common (class 0.1)": ([1], ["AFR"], "square"),
    }
    assert figure.layout.xaxis.ticktext == ("rs1", "rs2")


def test_correlations_are_written_with_the_error_that_is_known() -> None:
    rows = frame(tissue=["Liver", "Liver"], other=["Liver", "Skin"], r_b=[1.0, 0.85], r_b_se=[None, 0.012], n_genes=[None, 400])
    heat = frequencies.correlation_heatmap(rows, LIGHT).data[0]
    assert [list(line) for line in heat.text] == [["1.00", "0.85<br>± 0.012"]]
    assert list(heat.customdata[0]) == ["r_b 1.000", "r_b 0.850 ± 0.012 (SE)<br>pairs: 400"]


def test_counts_stand_in_their_bars_where_series_do_not_add_up() -> None:
    rows = frame(row=["GTOP", "GTOP"], series=["annotated", "novel"], value=[108_850.0, 82_675.0])
    figure = transcripts.stacked_classes(rows, LIGHT, unit="transcripts", labelled=True)
    assert [(trace.name, trace.text) for trace in figure.data] == [("annotated", ("108,850",)), ("novel", ("82,675",))]
    assert transcripts.stacked_classes(rows, LIGHT, unit="transcripts").data[1].name == "novel (82,675)"


def test_small_parts_of_a_bar_bear_no_number_and_its_end_does() -> None:
    rows = frame(row=["genes", "genes", "transcripts"], series=["annotated", "novel", "annotated"], value=[100.0, 3.0, 9_000.0])
    bars = transcripts.stacked_classes(rows, LIGHT, unit="genes or transcripts", labelled=True).data
    assert {bar.name: bar.text for bar in bars} == {"annotated": ("", "9,000"), "novel": ("3",)}


def test_steps_are_named_above_bars_that_keep_room_for_their_numbers() -> None:
    rows = frame(kind=[None, "ASE"], category=["Annotated genes", "Genes exhibited ASE"], n=[80_000, 4_000])
    figure = allele_specific.steps(rows, LIGHT)
    assert [note.text for note in figure.layout.annotations] == ["Annotated genes", "Genes exhibited ASE"]
    assert figure.data[0].text == ("80,000 (100\u2009%)", "4,000 (5.0\u2009%)")
    assert figure.layout.xaxis.range[1] > 1.3 * 80_000


def test_what_is_tested_is_counted_beside_its_name() -> None:
    rows = frame(kind=["ASE"] * 3, measure=["genes", "genes", "events"], category=["significant", "not significant", "not significant"], n=[5, 15, 8], total=[20, 20, 8])
    words = allele_specific.tested_shares(rows, LIGHT).layout.yaxis.ticktext
    assert [word.split(">", 2)[-1].removesuffix("</span>") for word in words] == ["5 of 20", "0 of 8"]


@pytest.mark.parametrize("turned", [False, True])
def test_rows_of_equal_number_are_ordered_by_name(turned: bool) -> None:
    rows = frame(variant_type=["SNV"] * 3, consequence=["stop_lost", "intron", "intergenic"], n=[4, 4, 4], total=[12, 12, 12], proportion=[1 / 3] * 3)
    figure = variant_catalogue.consequence_shares(rows.reverse() if turned else rows, LIGHT)
    assert figure.layout.yaxis.categoryarray == ("Intergenic", "Intron", "Stop lost")
    assert figure.layout.xaxis.ticktext == ("10⁻⁸", "10⁻⁶", "10⁻⁴", "0.01", "1", "100")


def test_a_median_below_the_axis_is_told_as_it_is() -> None:
    rows = frame(repeat=["CBL"], n=[85], min=[0.0], q1=[0.0], median=[0.0], q3=[0.0], max=[3.0])
    marks = variant_catalogue.repeat_dosages(rows, LIGHT, technology="long_read").data[-1]
    assert list(marks.x) == [0.5]
    assert "median: %{customdata[6]:.4~g}" in marks.hovertemplate
    assert marks.customdata[0][6] == 0
