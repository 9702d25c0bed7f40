"""Libraries, their metrics, and what filters them."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from tiny import TISSUES, write_release

from dashboard.errors import QueryError
from dashboard.store import samples, sequencing
from dashboard.store.release import Release

SAMPLES = pl.DataFrame({
    "sample_id": ["A-liver", "A-lung", "B-liver", "A-long", "A", "B"], "donor_id": ["A", "A", "B", "A", "A", "B"], "tissue": ["Liver", "Lung", "Liver", "Liver", None, None],
    "assay": ["short_read_rna", "short_read_rna", "short_read_rna", "long_read_rna", "long_read_wgs", "short_read_wgs"], "batch": ["1", "1", "2", "1", None, None],
})
METRICS = pl.DataFrame(
    [("A-liver", "short_read_rna", "Rate", None, "Liver", 0.5), ("A-lung", "short_read_rna", "Rate", None, "Lung", 0.6), ("B-liver", "short_read_rna", "Rate", None, "Liver", None),
     ("A-liver", "short_read_rna", "Length", None, "Liver", 150.0), ("A-lung", "short_read_rna", "Length", None, "Lung", 150.0), ("B-liver", "short_read_rna", "Length", None, "Liver", 150.0),
     (None, "long_read_rna", "reads", None, "Liver", 7.0), ("A", "long_read_wgs", "phased_fraction", "chr10", None, 0.9), ("A", "long_read_wgs", "phased_fraction", "chr2", None, 0.8)],
    schema=["sample_id", "assay", "metric", "chromosome", "tissue", "value"], orient="row",
)
READS = pl.DataFrame({"quantity": ["read_length"] * 3, "group": ["Liver", "Liver", "Lung"], "bin_start": [0.0, 10.0, 0.0], "bin_end": [10.0, 20.0, 10.0], "n": [50, 50, 4], "unit": ["bp"] * 3})


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    directory: Path = tmp_path_factory.mktemp("samples")
    return Release(write_release(directory, samples=SAMPLES, sample_metrics=METRICS, tissues=TISSUES, distributions=READS))


def test_presence_tells_no_library_from_short_long_and_both(release: Release) -> None:
    found = samples.list_presence(release)
    assert found.donors == ["A", "B"]
    assert found.rows == ["Liver", "Lung", "short_read_wgs", "long_read_wgs"]
    assert found.states.tolist() == [[3, 1], [1, 0], [0, 1], [2, 0]]


def test_metrics_that_do_not_vary_are_told_and_not_chosen(release: Release) -> None:
    known = samples.list_metrics(release, "short_read_rna")
    assert dict(known.select("metric", "constant").iter_rows()) == {"Length": True, "Rate": False}
    assert samples.choose_metrics(known, "short_read_rna", ()) == ["Rate"]
    assert samples.choose_metrics(known, "short_read_rna", ("Length", "nonsense")) == ["Length"]


def test_a_library_without_a_value_is_kept_until_its_metric_is_brushed(release: Release) -> None:
    table = samples.metric_table(release, "short_read_rna", ("Rate",))
    assert table.height == 3
    brush = samples.Brush("Rate", 0.55, 1)
    assert samples.within(table, [], ()).sum() == 3
    assert table.filter(samples.within(table, [brush]))["sample_id"].to_list() == ["A-lung"]
    assert samples.within(table, [brush], but="Rate").sum() == 3
    assert table.filter(samples.within(table, [], ("Liver",)))["donor_id"].to_list() == ["A", "B"]
    assert samples.within(table, [], ids=[]).sum() == 0


def test_values_without_a_sample_come_as_rows_of_their_own(release: Release) -> None:
    table = samples.metric_table(release, "long_read_rna", ("reads",))
    assert table.select("sample_id", "reads").rows() == [("A-long", None), (None, 7.0)]


def test_a_brush_survives_its_spelling_and_refuses_what_it_is_not() -> None:
    brush = samples.Brush("3' Bias, 25th Percentile = x", -0.5, 1e9)
    assert samples.Brush.parse(brush.text) == brush
    for text in ("", "Rate", "Rate=1", "Rate=2..1", "Rate=a..b", "=1..2"):
        with pytest.raises(QueryError):
            samples.Brush.parse(text)


def test_pages_of_a_grid_are_sorted_with_missing_values_last() -> None:
    rows = pl.DataFrame({"a": [1, None, 3], "b": ["x", "y", "z"]})
    page = samples.page_of(rows, {"startRow": 0, "endRow": 2, "sortModel": [{"colId": "a", "sort": "desc"}, {"colId": "nonsense", "sort": "asc"}]})
    assert page == {"rowData": [{"a": 3, "b": "z"}, {"a": 1, "b": "x"}], "rowCount": 3}


def test_phasing_keeps_chromosomes_in_order(release: Release) -> None:
    assert sequencing.phasing_quantiles(release, "phased_fraction")["chromosome"].to_list() == ["chr2", "chr10"]


def test_quantiles_of_bins_are_interpolated(release: Release) -> None:
    found = sequencing.binned_quantiles(sequencing.distribution(release, "read_length"))
    assert found["row"].to_list() == ["Liver", "Lung"]
    assert found["total"].to_list() == [100, 4]
    assert found["q50"].to_list() == [10.0, 5.0]
    assert found["q95"][0] == pytest.approx(19)


@pytest.mark.data
def test_published_sizes(gtop_release: Release) -> None:
    assert samples.count_libraries(gtop_release) == {"short_read_rna": 1586, "long_read_rna": 176, "long_read_wgs": 160, "short_read_wgs": 160}
    found = samples.list_presence(gtop_release)
    assert found.states.shape == (35, 160)
    assert (found.states[:-2] & 1).sum() == 1586
    assert (found.states[:-2] & 2).sum() == 2 * 176
