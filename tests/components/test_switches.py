"""The table of switching genes: sure ones first, and what it says where there are no intervals."""

from __future__ import annotations

from pathlib import Path

import pytest
from isoform_release import isoform_frames
from tiny import write_release

from dashboard.components import diversity_controls as view
from dashboard.components.diversity_controls import Switches, View
from dashboard.store.release import Release

PAIR = ("Liver", "Lung_Apex")


def opened(release: Release, pair: tuple[str, str] | None = PAIR) -> View:
    return View(release, "hill_1", False, {key: key for key in PAIR}, {}, pair, 2)


@pytest.mark.parametrize("by_sample", [True, False])
def test_a_switch_has_an_interval_where_there_are_values_by_sample(tmp_path: Path, by_sample: bool) -> None:
    frames = isoform_frames()
    if not by_sample:
        del frames["transcript_expression_samples"]
    write_release(tmp_path, name="isoforms", **frames)
    found = view.switches(opened(Release(tmp_path / "isoforms")))
    (row,) = found.rows
    assert (row["dominant"], row["other_dominant"], found.switching) == ("GTOPT000000000", "GTOPT000000001", 1)
    if by_sample:
        assert row["shift_lower"] < row["shift"] < row["shift_upper"] < 0
        assert (row["n"], row["other_n"], row["certain"]) == (12, 4, True)
        assert "in 1 of 1 with values by sample" in found.note
    else:
        assert (row["shift_lower"], row["certain"]) == (None, None)
        assert "no intervals" in found.note
        assert "import isoforms" in found.note


def test_nothing_switches_between_fewer_than_two_tissues(tmp_path: Path) -> None:
    write_release(tmp_path, name="isoforms", **isoform_frames())
    assert view.switches(opened(Release(tmp_path / "isoforms"), None)) == Switches([], 0, 0, 0, 0)
