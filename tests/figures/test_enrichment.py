"""Figures of fine-mapping and enrichment: what is drawn, what is left to words, and which scale an axis has."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
import tiny_sets

from dashboard.figures import enrichment, fine_mapping
from dashboard.figures.enrichment_heatmap import enrichment_heatmap, label_protein
from dashboard.figures.locus_pips import stacked_pips
from dashboard.figures.style import DARK, LIGHT

FOREST = tiny_sets.ENRICHMENTS.filter(pl.col("source") == "torus").with_columns(row=pl.col("feature"), series=pl.col("qtl_type"))
PAIRS = pl.DataFrame({"before": [6, 20, 4], "after": [1, 30, 4], "n": [8, 1, 1]})
PIPS = pl.DataFrame({
    "analysis": ["GTOP", "GTOP", "GTEx"], "signal": ["", "", ""], "variant_id": ["rs1", "rs4", None], "chromosome": ["chr2"] * 3, "position": [100, 300, 100], "pip": [0.4, 0.001, 0.2], "in_set": [True, False, True],
})


def test_forest_names_its_scale_and_leaves_unknown_limits_hollow() -> None:
    figure = enrichment.forest(FOREST, LIGHT, scale="log2_fold", interval="95 % confidence interval")
    assert figure.layout.xaxis.title.text == "log₂ fold enrichment"
    known, partial = figure.data
    assert (known.name, partial.name) == ("eQTL", "tuQTL")
    assert list(partial.marker.color) == [LIGHT.card]
    assert list(partial.error_x.arrayminus) == [0.0]
    assert list(partial.error_x.array) == [0.5]


def test_odds_are_drawn_logarithmically_and_zero_odds_are_left_out() -> None:
    rows = FOREST.with_columns(scale=pl.lit("odds_ratio"), estimate=pl.Series([0.0, 2.0]), ci_lower=pl.lit(None, pl.Float64))
    figure = enrichment.forest(rows, LIGHT, scale="odds_ratio", interval="95 % confidence interval")
    assert figure.layout.xaxis.type == "log"
    assert [trace.name for trace in figure.data] == ["tuQTL"]


@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_empty_frames_become_a_sentence(look: object) -> None:
    assert isinstance(look, type(LIGHT))
    empty = FOREST.clear()
    for figure in (
        enrichment.forest(empty, look, scale="fold", interval=""), enrichment.over_threshold(empty, look, scale="odds_ratio", interval="", threshold=""),
        enrichment_heatmap(tiny_sets.ENRICHMENTS.clear(), {}, look, color="odds", clustered=True), fine_mapping.size_comparison(PAIRS.clear(), look, cohort="GTOP"),
        fine_mapping.set_lollipop(tiny_sets.VARIANTS.clear(), look, cohort="GTOP"), stacked_pips(PIPS.clear(), look),
        fine_mapping.causal_forest(empty, {}, look), fine_mapping.sets_per_phenotype(tiny_sets.COUNTS.clear(), look),
    ):
        assert not figure.data
        assert figure.layout.annotations[0].text.startswith("<b>")


def test_infinite_and_zero_odds_lie_on_the_edges() -> None:
    points = pl.DataFrame({"n": [10, 20, 0], "total": [20, 20, 20], "estimate": [2.0, None, 0.0], "padj": [1e-5, 1.0, 1.0], "features": [1, 1, 2], "example": ["CAG", "CCG", "AT"], "named": [False] * 3})
    figure = enrichment.feature_scatter(points, LIGHT)
    rest, over, names = figure.data
    assert list(names.text) == ["CAG"]
    assert rest.name == "not significant (3)"
    assert over.name == "over-represented (1)"
    assert sorted(rest.y) == [-max(rest.y), max(rest.y)]
    assert max(rest.y) > 1.0
    assert set(rest.marker.symbol) == {"triangle-up-open", "triangle-down-open"}


@pytest.mark.parametrize("clustered", [True, False])
def test_heatmap_marks_significant_pairs_where_they_stand(clustered: bool) -> None:
    rows = tiny_sets.ENRICHMENTS.filter(pl.col("source") == "rbp_binding").head(12).with_columns(padj=pl.when(pl.col("feature") == "K562-P3").then(0.01).otherwise(0.5))
    figure = enrichment_heatmap(rows, {}, LIGHT, color="odds", clustered=clustered)
    heat, marks = figure.data[:2]
    assert {figure.layout.yaxis.ticktext[y] for y in marks.y} == {"P3 (K562)"}
    assert len(marks.y) == 2
    assert heat.zmin == -heat.zmax
    assert all("P3 (K562)" in heat.text[int(y)][int(x)] for x, y in zip(marks.x, marks.y, strict=True))


def test_proteins_are_named_before_their_cell_line() -> None:
    assert label_protein("HepG2-AGGF1") == "AGGF1 (HepG2)"
    assert label_protein("AGGF1") == "AGGF1"


def test_size_comparison_says_which_share_became_smaller() -> None:
    names = [trace.name for trace in fine_mapping.size_comparison(PAIRS, LIGHT, cohort="GTOP").data]
    assert names[1:] == ["smaller: 80.0\u2009% (8)", "same size: 10.0\u2009% (1)", "larger: 10.0\u2009% (1)"]


def test_size_bins_are_named_by_their_ends() -> None:
    assert fine_mapping.size_labels((2, 3, 5)) == ["1", "2", "3–4", "≥ 5"]


def test_running_sum_may_pass_one() -> None:
    members = tiny_sets.VARIANTS.filter(pl.col("cohort") == "GTOP").select("variant_id", "pip", "variant_class")
    figure = fine_mapping.set_lollipop(members, LIGHT, cohort="GTOP")
    assert np.allclose(figure.data[0].y, [0.4, 0.75, 1.05])
    assert figure.layout.yaxis.range[1] > 1.05


def test_stacked_pips_share_one_axis_and_mark_the_best_positions() -> None:
    figure = stacked_pips(PIPS, LIGHT)
    assert figure.layout.xaxis.matches == "x2" or figure.layout.xaxis2.matches == "x"
    assert [shape.x0 for shape in figure.layout.shapes] == [100]
    assert sum(len(trace.x) for trace in figure.data) == 3
