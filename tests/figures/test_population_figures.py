from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest

from dashboard.figures.admixture import admixture_bars, find_blocks, name_components
from dashboard.figures.kinship import kinship_histogram
from dashboard.figures.labels import place_labels
from dashboard.figures.population_pcs import Marks, axis_title, projection
from dashboard.figures.population_variance import cross_validation, scree
from dashboard.figures.style import DARK, LIGHT

POINTS = pl.DataFrame({
    "sample_id": ["G1", "A1", "E1"], "cohort": ["GTOP", "1000 Genomes", "1000 Genomes"], "population": [None, "YRI", "CHB"],
    "superpopulation": [None, "AFR", "EAS"], "resources": [None, ["MAGE", "AFGR"], None], "group": ["GTOP", "AFR", "EAS"], "shown": [True, True, False],
    "pc1": [0.0, 1.0, 2.0], "pc2": [0.0, 1.0, None], "pc3": [1.0, 1.0, 1.0],
})


def test_the_subject_is_filled_and_last_references_hollow() -> None:
    traces = projection(POINTS.with_columns(pl.col("pc2").fill_null(3.0)), (1, 2), {}, Marks(), LIGHT).data
    assert [(t.legendgroup, t.marker.symbol, t.visible) for t in traces] == [
        ("AFR", "circle-open", True), ("EAS", "square-open", "legendonly"), ("GTOP", "circle", True),
    ]
    assert traces[0].name == "AFR (1)"


def test_selection_found_and_outline_are_drawn() -> None:
    marks = Marks(selected={"A1"}, found="G1", outline=np.array([[0, 0], [1, 0], [1, 1]]))
    figure = projection(POINTS, (1, 2), {1: (0.076, False)}, marks, DARK)
    assert [list(t.selectedpoints) for t in figure.data[:2]] == [[0], []]
    assert figure.data[-1].text == ("<b>G1</b>",)
    assert figure.layout.shapes[0].path == "M0,0L1,0L1,1Z"
    assert figure.layout.xaxis.title.text == "PC1 (7.6\u2009%)"


def test_in_space_the_selection_is_a_trace_of_its_own() -> None:
    figure = projection(POINTS, (1, 3, 2), {}, Marks(selected={"A1"}), LIGHT)
    assert {t.type for t in figure.data} == {"scatter3d"}
    # Filled points that lie close together would be hidden by edges.
    assert [(t.legendgroup, t.marker.line.width) for t in figure.data if t.marker.symbol == "circle"] == [("GTOP", 0), ("GTOP", 0)]
    assert [(t.legendgroup, len(t.x), t.showlegend) for t in figure.data] == [("AFR", 1, True), ("AFR", 0, False), ("GTOP", 0, True), ("GTOP", 1, False)]


@pytest.mark.parametrize(("share", "title"), [((0.076, False), "PC1 (7.6\u2009%)"), ((0.0021, True), "PC1 (≈ 0.2\u2009%)"), ((0.0004, True), "PC1 (≈ 0.04\u2009%)")])
def test_axis_titles_carry_the_variance(share: tuple[float, bool], title: str) -> None:
    assert axis_title(1, {1: share}) == title
    assert axis_title(2, {1: share}) == "PC2"


def test_nobody_shown_is_said() -> None:
    figure = projection(POINTS.with_columns(shown=False), (1, 2), {}, Marks(), LIGHT)
    assert "Nobody is shown" in figure.layout.annotations[0].text


def test_many_points_are_webgl_typed_and_small() -> None:
    n = 3_500
    points = pl.DataFrame({
        "sample_id": [f"HG{i:05}" for i in range(n)], "cohort": ["1000 Genomes"] * n, "population": [f"P{i % 26:02}" for i in range(n)],
        "superpopulation": ["EAS"] * n, "resources": [None] * n, "group": [f"P{i % 26:02}" for i in range(n)], "shown": [True] * n,
        "pc1": np.random.default_rng(1).normal(size=n), "pc2": np.random.default_rng(2).normal(size=n),
    }, schema_overrides={"resources": pl.List(pl.String)})
    figure = projection(points, (1, 2), {}, Marks(), LIGHT)
    assert [t.type for t in figure.data] == ["scattergl"]
    assert sorted(note.text for note in figure.layout.annotations) == [f"P{i:02}" for i in range(26)]
    text = figure.to_json()
    assert "bdata" in json.loads(text)["data"][0]["x"]
    assert len(text) < 250_000


def test_labels_do_not_cover_each_other() -> None:
    anchors = np.full((12, 2), 150.0)
    offsets = place_labels(anchors, ["ABC"] * 12, np.empty((0, 2)), width=300, height=300)
    boxes = [(150 + dx, 150 + dy) for dx, dy in offsets]
    assert all(abs(ax - bx) >= 28 or abs(ay - by) >= 16 for i, (ax, ay) in enumerate(boxes) for bx, by in boxes[:i])


ADMIXTURE = pl.DataFrame({
    "sample_id": ["G1", "A1", "A2", "X1"], "cohort": ["GTOP", "1000 Genomes", "1000 Genomes", "GTEx"], "superpopulation": [None, "AFR", "AFR", None],
    "population": [None, "YRI", "YRI", None], "component_1": [1.0, 0.2, 0.1, 0.5], "component_2": [0.0, 0.8, 0.9, 0.5],
})


def test_admixture_blocks_and_names() -> None:
    assert [(b.label, b.start, b.end) for b in find_blocks(ADMIXTURE, "superpopulation", "cohort")] == [("GTOP", 0, 1), ("AFR", 1, 3), ("GTEx", 3, 4)]
    assert name_components(ADMIXTURE, ["component_1", "component_2"]) == ["GTOP", "YRI"]
    figure = admixture_bars(ADMIXTURE, LIGHT, found="A2", selected=frozenset({"X1"}))
    texts = [note.text for note in figure.layout.annotations]
    assert "YRI" in texts
    assert {"<b>GTOP</b>", "<b>AFR</b>", "<b>GTEx</b>", "<b>A2</b>"} <= set(texts)
    assert figure.data[-1].x.tolist() == [3.5]


def test_admixture_of_thousands_is_small() -> None:
    n = 3_501
    shares = np.random.default_rng(1).dirichlet(np.ones(5), n)
    rows = pl.DataFrame({"sample_id": [f"HG{i:05}" for i in range(n)], "cohort": ["1000 Genomes"] * n, "superpopulation": ["EUR"] * n, "population": ["GBR"] * n})
    rows = rows.with_columns(*(pl.Series(f"component_{i + 1}", shares[:, i]) for i in range(5)))
    assert len(admixture_bars(rows, LIGHT).to_json()) < 300_000
    assert "Nobody" in admixture_bars(rows.clear(), LIGHT).layout.annotations[0].text


def test_scree_draws_inferred_shares_hollow_and_equal_shares_where_all_are_known() -> None:
    rows = pl.DataFrame({"analysis": ["a", "a", "b", "b"], "pc": [1, 2, 1, 2], "share": [0.08, 0.02, 0.75, 0.25], "basis": ["printed", "", "all", "all"],
                         "inferred": [False, True, False, False], "components": [2, 2, 2, 2], "whole": [False, False, True, True]})
    figure = scree(rows, {"a": "A", "b": "B"}, LIGHT)
    assert figure.data[0].marker.color.tolist()[1] == "rgba(0,0,0,0)"
    assert figure.data[3].y.tolist() == [75.0, 100.0]
    assert [shape.y0 for shape in figure.layout.shapes] == [50]
    assert "No share" in scree(rows.clear(), {}, LIGHT).layout.annotations[0].text


def test_cross_validation_marks_the_minimum_and_the_k_drawn() -> None:
    figure = cross_validation(pl.DataFrame({"k": [2, 3, 4], "cv_error": [0.5, 0.3, 0.4]}), 4, LIGHT)
    assert [note.text for note in figure.layout.annotations] == ["smallest, K = 3", "drawn above, K = 4"]
    assert "No cross-validation" in cross_validation(pl.DataFrame(schema={"k": pl.Int16, "cv_error": pl.Float64}), 0, LIGHT).layout.annotations[0].text


def test_few_pairs_are_points_many_are_counted() -> None:
    assert kinship_histogram(pl.Series([0.25, 0.1]), LIGHT).data[0].type == "scatter"
    many = kinship_histogram(pl.Series(np.linspace(-0.1, 0.25, 400)), LIGHT).data[0]
    assert (many.type, int(many.y.sum())) == ("bar", 400)
    assert "No pair" in kinship_histogram(pl.Series([], dtype=pl.Float64), LIGHT).layout.annotations[0].text
