"""Figures of the isoform page from the tiny release's frames: marks, order, names, and what is drawn of nothing."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
import tiny_isoforms
from tiny import write_release

from dashboard.components.isoform_comparison import ADVICE, comparison, explain_difference
from dashboard.components.isoform_controls import adjust_profile, controlled, with_click
from dashboard.components.tissues import spread
from dashboard.figures import isoform_comparison as comparing
from dashboard.figures import isoform_overview as figures
from dashboard.figures.point_names import name_points, write_names
from dashboard.figures.style import DARK, LIGHT, new_figure
from dashboard.store import isoform_counts as store
from dashboard.store.release import Release
from dashboard.urls import IsoformState


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return Release(write_release(tmp_path_factory.mktemp("isoforms"), **tiny_isoforms.FRAMES))


@pytest.fixture(scope="module")
def profile(release: Release) -> pl.DataFrame:
    return store.profile_tissues(release)


def test_transcripts_are_bars_by_value_with_n_beside_the_label(profile: pl.DataFrame) -> None:
    figure = figures.transcripts_by_tissue(profile, LIGHT)
    assert [trace.name for trace in figure.data] == ["tissue also in GTEx (8)", "not in GTEx (1)"]
    assert figure.layout.yaxis.ticktext[-1].startswith("Skin  ")
    assert "n=10" in figure.layout.yaxis.ticktext[-1]
    assert figure.layout.yaxis.ticktext[0].startswith("Trachea")
    assert max(figure.data[0].x) == 54_000


def test_per_sample_divides_and_reorders(profile: pl.DataFrame) -> None:
    figure = figures.transcripts_by_tissue(profile, LIGHT, order="per_sample")
    assert figure.layout.yaxis.ticktext[-1].startswith("Ovary")
    assert max(figure.data[0].x) == 24_000
    assert "per sample" in figure.layout.xaxis.title.text


def test_system_order_gives_each_system_a_line(profile: pl.DataFrame) -> None:
    names = figures.transcripts_by_tissue(profile, LIGHT, order="system").layout.yaxis.ticktext
    assert len(names) == 9 + 6
    assert "Respiratory" in names[-1]
    assert names[-2].startswith("Trachea")


def test_tissues_that_are_not_compared_fade(profile: pl.DataFrame) -> None:
    figure = figures.transcripts_by_tissue(profile, LIGHT, chosen=["Skin"])
    opacity = {row[0]: value for trace in figure.data for row, value in zip(trace.customdata, trace.marker.opacity, strict=True)}
    assert opacity["Skin"] == 1
    assert {value for key, value in opacity.items() if key != "Skin"} == {figures.FADED}


def test_short_reads_draw_gencode_over_the_enhanced_annotation(profile: pl.DataFrame) -> None:
    figure = figures.expressed_in_short_reads(profile, LIGHT, what="transcript")
    enhanced, gencode = (trace for trace in figure.data if trace.type == "bar")
    assert (np.asarray(enhanced.x) >= np.asarray(gencode.x)).all()
    assert figures.expressed_in_short_reads(profile, LIGHT, what="gene").layout.annotations[0].text.count("genes") == 1


def test_peptides_leave_out_tissues_that_were_not_measured(profile: pl.DataFrame) -> None:
    figure = figures.peptide_support(profile, DARK)
    assert len(figure.layout.yaxis.ticktext) == 8
    assert max(max(trace.x) for trace in figure.data if trace.type == "bar") <= 100


def test_structure_shares_add_to_a_hundred(release: Release) -> None:
    figure = figures.structure_and_coding(store.select_scope(release, "structural_category_coding_status"), LIGHT)
    shares = [np.asarray(trace.x) for trace in figure.data if trace.xaxis == "x2"]
    assert np.allclose(np.sum(shares, axis=0), 100)
    assert [trace.name for trace in figure.data if trace.xaxis == "x"] == ["Protein-coding (110)", "Noncoding (38)", "NMD-sensitive (12)"]


def test_splicing_is_on_a_logarithmic_axis_that_says_so(release: Release) -> None:
    figure = figures.splicing_by_type(store.splicing_events(release), LIGHT)
    assert figure.layout.xaxis.type == "log"
    assert "logarithmic" in figure.layout.xaxis.title.text
    assert {note.text.split("\u2009")[0] for note in figure.layout.annotations} == {"28", "38"}


def test_specificity_orders_numbers_as_numbers(release: Release) -> None:
    figure = figures.specificity_curve(store.select_scope(release, "tissue_specificity"), LIGHT)
    assert list(figure.data[0].x) == [1, 2, 10]
    assert figure.data[1].name.startswith("novel: 30")


def test_strips_span_the_least_and_the_most_and_name_the_chosen(profile: pl.DataFrame) -> None:
    adjusted, _ = adjust_profile(profile)
    figure = comparing.tissue_strips(adjusted, LIGHT, chosen=["Skin", "Trachea"])
    assert [trace.name for trace in figure.data if trace.showlegend] == ["Skin", "Trachea"]
    values = np.concatenate([np.asarray(trace.x) for trace in figure.data])
    assert (values.min(), values.max()) == (0, 1)
    assert len({trace.marker.symbol for trace in figure.data if trace.showlegend}) == 2


def test_expected_has_an_interval_around_every_tissue(profile: pl.DataFrame) -> None:
    adjusted, fit = adjust_profile(profile)
    assert fit is not None
    assert fit.n == 9
    assert ((adjusted["lower"] < adjusted["ratio"]) & (adjusted["ratio"] < adjusted["upper"])).all()
    figure = comparing.against_expected(adjusted, LIGHT)
    assert sum(len(trace.x) for trace in figure.data if trace.error_x.type == "data") == 9


def test_one_tissue_alone_has_no_expectation_and_a_sentence_instead(profile: pl.DataFrame) -> None:
    alone, fit = adjust_profile(profile.head(1))
    assert fit is None
    assert "Too few tissues" in comparing.against_expected(alone, LIGHT).layout.annotations[0].text
    assert "no measure of several" in comparing.tissue_strips(alone, LIGHT, chosen=["Trachea"]).layout.annotations[0].text
    assert len(figures.transcripts_by_tissue(alone, LIGHT).data) == 1


def test_confounding_writes_rho_and_n_into_the_legend(profile: pl.DataFrame) -> None:
    figure = comparing.counts_against(profile, LIGHT, covariate="n_samples", columns=(("novel", "novel_found"),), title="novel transcripts found")
    assert figure.data[0].name.startswith("novel: ρ = 0.87, p = 0.0022")
    assert figure.data[0].name.endswith("n = 9")


def test_nothing_is_drawn_of_nothing(profile: pl.DataFrame, release: Release) -> None:
    none, counts, events = profile.clear(), store.select_scope(release, "nothing"), store.splicing_events(release).clear()
    adjusted, _ = adjust_profile(none)
    drawn = [
        figures.transcripts_by_tissue(none, LIGHT), figures.expressed_in_short_reads(none, LIGHT, what="transcript"), figures.peptide_support(none, LIGHT),
        figures.structure_and_coding(counts, LIGHT), figures.splicing_by_type(events, LIGHT), figures.specificity_curve(counts, LIGHT),
        figures.modules_by_network(store.network_modules(release).clear(), {}, LIGHT), comparing.tissue_strips(adjusted, LIGHT, chosen=[]), comparing.against_expected(adjusted, LIGHT),
        comparing.counts_against(none, LIGHT, covariate="median_rin", columns=(("novel", "novel_found"),), title="counts"),
    ]
    assert all(not figure.data and figure.layout.annotations for figure in drawn)


def test_the_comparison_says_what_counts_depend_on_and_what_is_left(profile: pl.DataFrame) -> None:
    adjusted, fit = adjust_profile(profile)
    rows = [adjusted.filter(pl.col("tissue") == key).to_dicts()[0] for key in ("Trachea", "Skin")]
    words = explain_difference(adjusted, fit, rows)
    assert words[0] == "Skin shows 54,000 novel transcripts from 10 samples, Trachea 19,000 from 1 sample: 2.8 times as many, as counted."
    assert "ρ = 0.87" in words[1]
    assert "Dividing by samples corrects too much" in words[1]
    assert words[2].startswith("Given samples and reads, Trachea has −")
    assert words[3].startswith("Fewer than 10 samples: Trachea. With one sample")


def test_fewer_than_two_tissues_get_advice(profile: pl.DataFrame) -> None:
    adjusted, fit = adjust_profile(profile)
    assert ADVICE in str(comparison(adjusted, fit, ["Skin"]))
    assert "not measured" in str(comparison(adjusted, fit, ["Skin", "Lung"]))


def test_a_click_takes_a_tissue_in_and_out_and_the_first_chosen_stays_first() -> None:
    click = {"points": [{"customdata": ["Skin", "Skin"]}]}
    state = with_click(IsoformState(tissue=("Liver",)), click)
    assert state.tissue == ("Liver", "Skin")
    assert with_click(state, click).tissue == ("Liver",)
    assert with_click(state, {"points": [{}]}) == state
    values = ("system", "gene", "median_rin", "found", "ten_samples", "hill_2", "no")
    after = controlled(state, ["Colon", "Skin", "Liver"], values)
    assert after.tissue == ("Liver", "Skin", "Colon")
    assert (after.order, after.expressed, after.against, after.counted, after.specificity, after.index, after.rarefied) == values


def test_chosen_tissues_are_spread_over_the_groups_of_the_picker() -> None:
    options = [[{"value": "Skin"}, {"value": "Adipose"}], [{"value": "Liver"}]]
    assert spread(("Liver", "Skin"), options) == [["Skin"], ["Liver"]]


def test_names_that_would_cover_points_are_left_out_unless_they_must_be_there() -> None:
    crowd = [(50.0 + dx, 50.0 + dy) for dx in range(-60, 61, 6) for dy in range(-30, 31, 6)]
    assert name_points([(50, 50)], ["Liver"], crowd, width=100, height=100) == []
    assert len(name_points([(50, 50)], ["Liver"], crowd, width=100, height=100, always=True)) == 1
    first, second = name_points([(50, 50), (52, 50)], ["Liver", "Colon"], [], width=200, height=100)
    assert first[1] != second[1]


def test_names_stand_where_their_places_are() -> None:
    figure = new_figure(LIGHT)
    write_names(figure, [], LIGHT)
    assert not figure.data
    write_names(figure, [(1.0, 2.0, name, place) for name, (_, place) in zip(("Liver", "Colon"), name_points([(50, 50), (52, 50)], ["Liver", "Colon"], [], width=200, height=100), strict=True)], LIGHT)
    (names,) = figure.data
    assert list(zip(names.text, names.textposition, strict=True)) == [("Liver", "middle right"), ("Colon", "middle left")]
