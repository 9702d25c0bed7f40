"""Another cohort's quantiles beside values by tissue, and modules of novel transcripts."""

from __future__ import annotations

import polars as pl
import pytest

from dashboard.figures import style
from dashboard.figures.distributions import distribution_by_tissue
from dashboard.figures.expression import module_heatmap

VALUES = pl.DataFrame({"tissue": ["A"] * 12 + ["B"] * 2, "value": [float(i) for i in range(1, 13)] + [5.0, 7.0], "name": ["s"] * 14})
QUANTILES = pl.DataFrame({
    "tissue": ["A", None, "C"], "n": [300, 200, 100], "median": [4.0, 1.0, 2.0], "q1": [0.0, 1.0, 1.0], "q3": [6.0, 1.0, 3.0], "min": [0.0, 1.0, 0.0], "max": [9.0, 1.0, 4.0],
})


def test_another_cohort_stands_below_the_values_of_its_tissue() -> None:
    figure = distribution_by_tissue(VALUES, {}, style.LIGHT, title="TPM", order=["B", "A"], logarithmic=True, beside=("GTEx", QUANTILES))
    own, points, other = figure.data
    assert own.y0 == pytest.approx(0.8)
    assert max(points.y) < 0
    assert (other.name, list(other.y), list(other.median), list(other.q1)) == ("GTEx", [1.2], [4.0], [0.5])


def test_without_a_matched_tissue_values_stand_alone() -> None:
    figure = distribution_by_tissue(VALUES, {}, style.LIGHT, title="TPM", beside=("GTEx", QUANTILES.filter(pl.col("tissue").is_null())))
    assert [trace.name for trace in figure.data] == ["A (n = 12)", "values"]
    assert figure.data[0].y0 == 0


def test_modules_are_shaded_by_departure_from_their_mean() -> None:
    modules = pl.DataFrame({
        "network": ["Heart"] * 3, "module": ["ME1", "ME1", "ME2"], "tissue": ["Left", "Right", "Left"], "value": [1.0, 3.0, 8.0], "n": [5, 5, None],
        "term": ["splicing", "splicing", None], "padj": [0.01, 0.01, None],
    })
    figure = module_heatmap(modules, {"Right": "Right half", "Left": "Left half"}, style.LIGHT)
    heat = figure.data[0]
    assert list(heat.x) == ["Right half", "Left half"]
    assert heat.z[0].tolist() == [1.0, -1.0]
    assert heat.customdata[1][1] == 8.0
    assert "Heart ME1 (n = 5)" in figure.layout.yaxis.ticktext[0]
    assert "no enriched term" in figure.layout.yaxis.ticktext[1]
    assert not module_heatmap(modules.clear(), {}, style.LIGHT).data
