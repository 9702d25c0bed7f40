"""Long lists become histograms that lose no member."""

from __future__ import annotations

import polars as pl
import pytest

from dashboard.ingest.gtop import distributions


def frame(*values: float | None) -> pl.DataFrame:
    return pl.DataFrame({"group": ["a"] * len(values), "value": values}, schema={"group": pl.String, "value": pl.Float64})


def test_bins_hold_their_lower_end() -> None:
    bins = distributions.histogram(frame(0, 0.49, 0.5, 1.0, None), 0.5)
    assert bins.select("bin_start", "bin_end", "n").rows() == [(0.0, 0.5, 2), (0.5, 1.0, 1), (1.0, 1.5, 1)]


def test_rounding_does_not_move_a_value_below_its_bin() -> None:
    bins = distributions.histogram(frame(0.3, 0.7, 38.1), 0.1)
    assert bins["bin_start"].to_list() == pytest.approx([0.3, 0.7, 38.1])


def test_no_values_give_no_bins() -> None:
    assert distributions.histogram(frame(), 1).is_empty()


def test_logarithmic_bins_part_a_decade_in_ten() -> None:
    bins = distributions.log_histogram(frame(1, 10, 11, 100, 0))
    assert bins["bin_start"].to_list() == pytest.approx([1, 10, 100])
    assert bins["n"].to_list() == [1, 2, 1]


def test_headers_lose_their_colour() -> None:
    loaded = {"f": pl.DataFrame({"AGTEX-AJ141-1-LN-2;#AB5F2C": [39.8, 39.9], "GTOP-AJ142-1-LN-3;#AB5F2C": [20.0, 30.0]})}
    built = distributions.build_columns_histogram(loaded, path="f", quantity="mean_q_score", unit="Phred", width=0.5, by_tissue=False)
    assert built.frame["group"].unique().sort().to_list() == ["GTOP-AJ141-1-LN-2", "GTOP-AJ142-1-LN-3"]
    assert built.frame["n"].sum() == 4


def test_gtop_and_gtex_depths_stay_apart() -> None:
    rows = pl.DataFrame({
        "Tissue": ["gtex_Muscle - Skeletal", "Muscle", "Muscle"], "total_reads": [60.5, 71.0, 72.0], "Dataset": ["gtex", "GTOP", "GTOP"],
    })
    built = distributions.build_mapped_reads({distributions.MAPPED_READS: rows}).frame
    assert set(built.select("quantity", "group", "n").rows()) == {("mapped_reads_gtop", "Muscle", 2), ("mapped_reads_gtex", "Muscle_Skeletal", 1)}
