"""What the fine-mapping page says of its state."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
import tiny_sets
from tiny import write_release

from dashboard.components import fine_mapping_controls as view
from dashboard.store.release import Release
from dashboard.urls import FineMappingState


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return Release(write_release(Path(tmp_path_factory.mktemp("sets")), name="sets", simulated=False, ordered=True, **tiny_sets.FRAMES))


def test_tissues_without_the_joint_analysis_are_not_said_to_have_no_sets(release: Release) -> None:
    joint = release.scan("credible_set_comparison").select(pl.col("tissue").unique()).collect()["tissue"].to_list()
    said = view.without_joint_analysis(release, FineMappingState(tissue=("Skin",)))
    assert "Skin" not in joint
    assert said is not None
    assert said[0] == "This release has no fine-mapping of skin across ancestries."
    assert all(name.lower() in said[1] for name in joint)
    assert view.without_joint_analysis(release, FineMappingState(tissue=("Skin", joint[0]))) is None
    assert view.without_joint_analysis(release, FineMappingState()) is None


def test_of_published_tissues_those_without_the_joint_analysis_are_named(gtop_release: Release) -> None:
    said = view.without_joint_analysis(gtop_release, FineMappingState(tissue=("Skin", "Gallbladder")))
    assert said == ("This release has no fine-mapping of these tissues across ancestries.",
                    "It has that of adipose, adrenal gland, liver, muscle, pancreas body, spleen, whole blood.")
    assert view.without_joint_analysis(gtop_release, FineMappingState(tissue=("Skin", "Liver"))) is None
