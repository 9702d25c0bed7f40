"""Figures of expression and of diversity, on frames small enough to know by heart."""

from __future__ import annotations

from typing import Any

import numpy as np
import plotly.graph_objects as go
import polars as pl
import pytest
from scipy.cluster.hierarchy import cophenet, linkage
from scipy.spatial.distance import pdist, squareform

from dashboard.figures import distributions, diversity, expression, style
from dashboard.figures.clustering import cluster, cluster_distances
from dashboard.figures.sample_view import with_metric

LABELS = {"A": "Tissue A", "B": "Tissue B", "C": "Tissue C"}
MEDIANS = pl.DataFrame({
    "gene_id": ["G1"] * 3 + ["G2"] * 3 + ["G3"] * 2, "tissue": ["A", "B", "C"] * 2 + ["A", "B"], "median": [0.0, 3.0, 7.0, 1.0, 1.0, 1.0, 100.0, 50.0],
})


def named(figure: go.Figure, name: str) -> Any:
    return next(trace for trace in figure.data if trace.name == name)


def message(figure: go.Figure) -> str:
    assert not figure.data
    return str(figure.layout.annotations[0].text).replace("<br>", " ")


def test_trees_hold_every_leaf_once_and_end_at_the_largest_merge() -> None:
    values = np.random.default_rng(1).normal(size=(7, 5))
    found = cluster(values, "euclidean")
    assert sorted(found.order) == list(range(7))
    assert np.nanmax(found.height) == pytest.approx(cophenet(linkage(pdist(values), "average")).max())
    assert np.nanmin(found.place) >= 0
    assert np.nanmax(found.place) <= 6


def test_clustering_of_distances_and_of_values_agree() -> None:
    values = np.random.default_rng(2).normal(size=(6, 4))
    assert cluster_distances(squareform(pdist(values))).order == cluster(values, "euclidean").order


def test_clustering_puts_equal_profiles_side_by_side() -> None:
    order = cluster(np.array([[1, 0, 0], [0, 0, 1], [0.9, 0.1, 0], [0, 0.1, 0.9], [0.5, 0.5, 0.5]], dtype=np.float32)).order
    assert abs(order.index(0) - order.index(2)) == 1
    assert abs(order.index(1) - order.index(3)) == 1


@pytest.mark.parametrize("n", [0, 1])
def test_nothing_to_cluster(n: int) -> None:
    found = cluster(np.zeros((n, 3)))
    assert found.order == list(range(n))
    assert not found.place.size


def test_heatmap_keeps_values_with_their_gene_and_tissue() -> None:
    figure = expression.expression_heatmap(MEDIANS, {"G1": "AAA", "G2": "BBB", "G3": "CCC"}, LABELS, style.LIGHT)
    heat = named(figure, "genes")
    rows, columns = list(figure.layout.yaxis.ticktext), list(heat.x)
    assert heat.z[rows.index("CCC")][columns.index("Tissue A")] == 100
    assert np.isnan(heat.z[rows.index("CCC")][columns.index("Tissue C")])
    assert heat.customdata[rows.index("AAA")][0] == "G1"
    assert any(trace.name == "tree" for trace in figure.data)


def test_relative_heatmap_is_centred_on_the_gene() -> None:
    figure = expression.expression_heatmap(MEDIANS, {"G1": "AAA"}, LABELS, style.LIGHT, clustered=False, relative=True)
    np.testing.assert_allclose(named(figure, "genes").z, [[-5 / 3, 1 / 3, 4 / 3]], rtol=1e-6)
    assert named(figure, "genes").zmin == -named(figure, "genes").zmax


@pytest.mark.parametrize(("medians", "genes"), [(MEDIANS.clear(), {"G1": "AAA"}), (MEDIANS, {})])
def test_heatmap_without_genes_says_so(medians: pl.DataFrame, genes: dict[str, str]) -> None:
    assert "No expression" in message(expression.expression_heatmap(medians, genes, LABELS, style.LIGHT))


def test_few_values_are_points_and_many_a_box() -> None:
    values = pl.DataFrame({"tissue": ["A"] * 9 + ["B"] * 10, "value": [float(i) for i in range(19)], "name": [f"S{i}" for i in range(19)]})
    figure = distributions.distribution_by_tissue(values, LABELS, style.LIGHT, title="TPM", order=("B", "A"))
    assert [trace.type for trace in figure.data] == ["box", "scatter"]
    assert len(named(figure, "values").x) == 9
    assert figure.layout.yaxis.ticktext == ("Tissue B (n = 10)", "Tissue A (n = 9)")


def test_zero_has_a_place_on_a_logarithmic_axis() -> None:
    values = pl.DataFrame({"tissue": ["A", "A"], "value": [0.0, 4.0], "name": ["x", "y"]})
    figure = distributions.distribution_by_tissue(values, LABELS, style.LIGHT, title="TPM", logarithmic=True)
    assert list(named(figure, "values").x) == [2, 4]
    assert figure.layout.xaxis.type == "log"


def quantiles(n: int) -> pl.DataFrame:
    return pl.DataFrame({"tissue": ["A"], "n": [n], "min": [0.0], "q1": [1.0], "median": [2.0], "q3": [3.0], "max": [9.0]})


def test_cohorts_stand_side_by_side_and_few_samples_have_no_box() -> None:
    figure = distributions.quantile_boxes([("GTOP", quantiles(3)), ("GTEx", quantiles(500))], LABELS, style.LIGHT, title="TPM")
    assert [(trace.type, trace.name) for trace in figure.data] == [("scatter", "GTOP"), ("box", "GTEx")]
    assert figure.layout.yaxis.ticktext == ("Tissue A (n = 3 / 500)",)


def test_a_gene_without_quantiles_says_what_brings_them() -> None:
    assert "import annotation" in message(distributions.quantile_boxes([("GTOP", quantiles(3).clear())], LABELS, style.LIGHT, title="TPM"))
    assert "No values" in message(distributions.distribution_by_tissue(pl.DataFrame(schema={"tissue": pl.String, "value": pl.Float64}), LABELS, style.LIGHT, title="x"))


def points(n: int) -> pl.DataFrame:
    return pl.DataFrame({"sample_id": [f"S{i}" for i in range(n)], "tissue": ["A"] * n, "axis_1": [0.0] * n, "axis_2": [1.0] * n})


@pytest.mark.parametrize(("n", "kind"), [(5, "scatter"), (2_001, "scattergl")])
def test_many_samples_are_drawn_by_webgl(n: int, kind: str) -> None:
    figure = expression.sample_map(points(n), style.LIGHT, color="tissue", labels=LABELS)
    assert {trace.type for trace in figure.data} == {kind}
    assert figure.data[0].name == f"Tissue A ({n:,})"


def test_a_metric_colours_samples_that_have_it() -> None:
    measured = with_metric(points(3), pl.DataFrame({"sample_id": ["S0", "S2"], "value": [1.0, 5.0]}), "rin")
    figure = expression.sample_map(measured, style.LIGHT, color="rin", shares={1: 0.25})
    assert list(figure.data[0].marker.color) == [1, 5]
    assert "25.0" in figure.layout.xaxis.title.text


def test_marked_samples_stay_opaque() -> None:
    figure = expression.sample_map(points(2), style.LIGHT, color="tissue", highlight=["S1"])
    assert list(figure.data[0].marker.opacity) == pytest.approx([0.15, 1.0])


def test_no_map_says_so() -> None:
    assert "No map of samples" in message(expression.sample_map(points(0), style.LIGHT, color="tissue"))


def test_top_genes_have_symbols_where_there_are_any() -> None:
    genes = pl.DataFrame({"gene_id": ["G1", "G2"], "gene_symbol": ["AAA", None], "median": [5.0, 3.0], "others": [1.0, 1.0]})
    assert list(expression.top_genes_bars(genes, style.LIGHT, tissue="Liver").data[0].y) == ["AAA", "G2"]
    assert "Liver" in message(expression.top_genes_bars(genes.clear(), style.LIGHT, tissue="Liver"))


VALUES = pl.DataFrame({"gene_id": ["G1", "G1", "G2", "G2", "G3"], "tissue": ["A", "B", "A", "B", "A"], "value": [1.0, 3.0, 2.0, 2.5, 9.0]})


def test_the_genes_that_differ_most_are_named() -> None:
    assert diversity.pair_values(VALUES, "A", "B").select("gene_id", "difference").rows() == [("G1", 2.0), ("G2", 0.5)]
    figure = diversity.diversity_scatter(VALUES, ("A", "B"), LABELS, {"G1": "AAA"}, style.LIGHT, index="hill_1")
    assert [note.text for note in figure.layout.annotations] == ["AAA", "G2"]
    assert list(figure.data[0].customdata) == ["G1", "G2"]
    assert "both Tissue A and Tissue C" in message(diversity.diversity_scatter(VALUES, ("A", "C"), LABELS, {}, style.LIGHT, index="hill_1"))


def test_tissues_are_clustered_with_a_tree() -> None:
    distances = np.array([[0, 0.9, 0.1], [0.9, 0, 0.8], [0.1, 0.8, 0]])
    figure = diversity.tissue_clustering(distances, ["A", "B", "C"], LABELS, style.LIGHT)
    names = list(named(figure, "tissues").x)
    assert np.isnan(np.diagonal(named(figure, "tissues").z)).all()
    assert abs(names.index("Tissue A") - names.index("Tissue C")) == 1
    assert np.nanmax(named(figure, "tree").y) == pytest.approx(0.85)
    assert "two or more" in message(diversity.tissue_clustering(distances[:1, :1], ["A"], LABELS, style.LIGHT))


def test_tissues_without_a_gene_in_common_stand_apart() -> None:
    distances = np.array([[0, np.nan, 0.1], [np.nan, 0, 0.8], [0.1, 0.8, 0]])
    names = list(named(diversity.tissue_clustering(distances, ["A", "B", "C"], LABELS, style.LIGHT), "tissues").x)
    assert abs(names.index("Tissue A") - names.index("Tissue C")) == 1


def test_shifts_show_intervals_where_there_are_any_and_mark_switches() -> None:
    shifts = pl.DataFrame({
        "transcript_id": ["T1", "T2", "T3"], "usage": [0.9, 0.1, None], "other_usage": [0.2, 0.8, None], "shift": [-0.7, 0.7, None], "lower": [-0.8, None, None],
        "upper": [-0.5, None, None], "n": [4] * 3, "other_n": [5] * 3, "switches": [True, False, False],
    })
    figure = diversity.usage_shifts(shifts, {"T1": "one"}, ("Liver", "Lung"), style.LIGHT)
    marks = named(figure, "shifts")
    assert list(marks.error_x.array) == pytest.approx([0.2, 0.0])
    assert figure.layout.yaxis.ticktext == ("one · switches", "T2")
    assert "too few samples" in marks.text[1]
    assert "not expressed in both" in message(diversity.usage_shifts(shifts.tail(1), {}, ("Liver", "Lung"), style.LIGHT))


def test_a_genes_index_as_observed_and_rarefied() -> None:
    rows = pl.DataFrame({
        "tissue": ["A", "A", "B", None], "index": ["hill_1"] * 3 + ["tau"], "rarefied": [False, True, False, False], "value": [2.0, 1.8, float("nan"), 0.5],
        "lower": [1.5, 1.7, None, None], "upper": [2.5, 1.9, None, None], "n": [4, 3, 1, 3],
    })
    figure = diversity.gene_diversity(rows, LABELS, style.LIGHT, index="hill_1")
    assert [(trace.name, list(trace.x)) for trace in figure.data] == [("as observed", [2.0]), ("at equal reads and samples", [1.8])]
    assert "no isoform diversity" in message(diversity.gene_diversity(rows, LABELS, style.LIGHT, index="hill_2"))


def test_diversity_is_a_distribution_over_genes() -> None:
    means = pl.DataFrame({"tissue": ["B", "D"], "value": [1.5, 9.0], "lower": [1.0, None], "upper": [2.25, None], "n": [2, 7]})
    figure = diversity.diversity_by_tissue(VALUES, LABELS, style.LIGHT, index="hill_1", rarefied=True, means=means)
    assert figure.layout.xaxis.title.text.endswith("(Hill number of order 1), rarefied")
    marks = named(figure, "mean over genes, 95 % interval")
    assert figure.layout.yaxis.ticktext[marks.y[0]].startswith("Tissue B")
    assert (list(marks.x), list(marks.error_x.array), list(marks.error_x.arrayminus)) == ([1.5], [0.75], [0.5])
