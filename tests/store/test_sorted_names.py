"""Names in a file are found as they would be in the sorted frame."""

from __future__ import annotations

import pickle
from pathlib import Path

import polars as pl
import pytest

from dashboard.store.sorted_names import BLOCK, SortedNames

FRAME = pl.DataFrame({"name": sorted([*(f"N{i // 3:04d}" for i in range(5 * BLOCK)), "é", "Ω"]), "kind": range(5 * BLOCK + 2)}, schema={"name": pl.String, "kind": pl.UInt32})


@pytest.fixture
def names(tmp_path: Path) -> SortedNames:
    found = SortedNames(FRAME, tmp_path / "names")
    copy: SortedNames = pickle.loads(pickle.dumps(found))
    (tmp_path / "names").unlink()
    return copy


@pytest.mark.parametrize(("low", "high"), [("N0020", "N0023"), ("", "N0001"), ("N", "O"), ("é", "\U0010ffff"), ("N0042", "N0042"), ("z", "a")])
def test_rows_between_names(names: SortedNames, low: str, high: str) -> None:
    assert names.between(low, high).equals(FRAME.filter((pl.col("name") >= low) & (pl.col("name") < high)))


def test_a_limit_and_single_names(names: SortedNames) -> None:
    assert names.between("N0010", "O", 4).equals(FRAME.filter(pl.col("name") >= "N0010").head(4))
    assert all(names.has(name) for name in FRAME["name"].unique())
    assert not names.has("N")
    assert names.first() == FRAME["name"][0]


def test_no_names(tmp_path: Path) -> None:
    empty = SortedNames(FRAME.clear(), tmp_path / "none")
    assert empty.between("a", "b").is_empty()
    assert not empty.has("a")
    assert empty.first() is None
