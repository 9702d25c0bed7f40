"""R files, written by rdata and read by us."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest
import rdata

from dashboard.errors import SourceError
from dashboard.ingest.readers import read_source
from dashboard.ingest.rfiles import read_r_file


@pytest.fixture
def table() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "n": pd.array([1, None, 3], dtype="Int32"),
            "x": [1.5, float("nan"), -2.0],
            "name": pd.array(["a", None, "é"], dtype=pd.StringDtype("python")),
            "kind": pd.Categorical(["u", "v", None]),
        },
        index=pd.Index(["r1", "r2", "r3"], dtype=object),
    )


def test_a_data_frame_keeps_missing_values_factors_and_row_names(tmp_path: Path, table: pd.DataFrame) -> None:
    rdata.write_rds(tmp_path / "t.RDS", table)
    frame = read_r_file(tmp_path / "t.RDS")
    assert frame.to_dict(as_series=False) == {
        "row_name": ["r1", "r2", "r3"], "n": [1, None, 3], "x": [1.5, None, -2.0], "name": ["a", None, "é"],
        "kind": ["u", "v", None],
    }
    assert frame.schema["n"] == pl.Int32
    assert frame.schema["kind"] == pl.String


def test_a_workspace_of_one_object_is_that_object_and_of_several_a_dict(tmp_path: Path, table: pd.DataFrame) -> None:
    rdata.write_rda(tmp_path / "one.RData", {"t": table})
    rdata.write_rda(tmp_path / "two.RData", {"t": table, "v": np.array([1.0, 2.0])})
    assert read_r_file(tmp_path / "one.RData").height == 3
    two = read_r_file(tmp_path / "two.RData")
    assert list(two) == ["t", "v"]
    assert two["v"].to_list() == [1.0, 2.0]


def test_lists_vectors_and_matrices(tmp_path: Path) -> None:
    rdata.write_rds(tmp_path / "l.RDS", {"A": np.array(["g1", "g2", "g1"]), "B": np.array([True, False]), "C": None})
    rdata.write_rds(tmp_path / "m.RDS", np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]))
    sets = read_r_file(tmp_path / "l.RDS")
    assert sets["A"].to_list() == ["g1", "g2", "g1"]
    assert sets["B"].to_list() == [True, False]
    assert sets["C"] is None
    assert read_r_file(tmp_path / "m.RDS").rows() == [(1.0, 2.0), (3.0, 4.0), (5.0, 6.0)]


@pytest.mark.parametrize("content", [b"sample\tvalue\n1\t2\n", gzip.compress(b"X\n\x00\x00", mtime=0), b"\x1f\x8bnot gzip at all"])
def test_a_file_that_is_not_of_r_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "t.RDS"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=r"t\.RDS"):
        read_source(path)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_truncated_file_is_named_wherever_it_ends(tmp_path: Path, table: pd.DataFrame, share: float) -> None:
    rdata.write_rds(tmp_path / "t.RDS", table)
    whole = (tmp_path / "t.RDS").read_bytes()
    plain = gzip.decompress(whole)
    for name, content in (("gz.RDS", whole), ("plain.RDS", plain)):
        path = tmp_path / name
        path.write_bytes(content[: int(len(content) * share)])
        with pytest.raises(SourceError, match=f"{name} is (cut off|not an R)"):
            read_r_file(path)


@pytest.mark.data
@pytest.mark.parametrize(
    "name", ["Figure_5/input/non_redundant_cs.RDS", "Supp_Figures/input/Figure S22b.rds", "Figure_5/input/Fig5d_data.RDS"],
)
def test_the_fast_reader_agrees_with_rdata(shared_data: Path, name: str) -> None:
    path = shared_data / "gtop-phase1" / "figure_generation" / name
    expected = rdata.read_rds(path)
    frame = read_r_file(path)
    assert frame.columns == list(expected.columns)
    for column in frame.columns:
        assert frame[column].to_list() == expected[column].tolist()
