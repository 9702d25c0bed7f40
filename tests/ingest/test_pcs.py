"""Principal components as plink 1.9 and plink 2 write them."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from dashboard.errors import SourceError
from dashboard.ingest import pcs
from dashboard.ingest.cohorts import Membership
from dashboard.store.release import Release

PANEL = "sample\tpop\tsuper_pop\tgender\nHG1\tGBR\tEUR\tmale\n"


def write(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


@pytest.mark.parametrize("text", [
    "F1 HG1 0.5 -0.25\nF2 HG2 1 2\n", "FID IID PC1 PC2\nF1 HG1 0.5 -0.25\nF2 HG2 1 2\n",
    "#FID\tIID\tPC1\tPC2\nF1\tHG1\t0.5\t-0.25\nF2\tHG2\t1\t2\n", "#IID\tPC1\tPC2\nHG1\t0.5\t-0.25\nHG2\t1\t2\n",
    "#FID\tIID\tSID\tPC1\tPC2\nF1\tHG1\t0\t0.5\t-0.25\nF2\tHG2\t0\t1\t2\n",
])
def test_both_dialects_say_the_same(tmp_path: Path, text: str) -> None:
    frame = pcs.read_eigenvec(write(tmp_path / "a.eigenvec", text))
    assert frame.rows() == [("HG1", 0.5, -0.25), ("HG2", 1.0, 2.0)]
    assert frame.columns == ["sample_id", "pc1", "pc2"]


def test_more_than_twenty_components_are_cut(tmp_path: Path) -> None:
    frame = pcs.read_eigenvec(write(tmp_path / "a.eigenvec", "F S " + " ".join(str(i) for i in range(1, 26)) + "\n"))
    assert frame.columns[-1] == "pc20"


@pytest.mark.parametrize(("text", "message"), [
    ("", "is empty"), ("#IID\tPC1\n", "no scores"), ("F HG1 0.5\nF HG2\n", "line 2: 2 fields where 3"),
    ("F HG1 x\n", "line 1: 'x' is not a number"), ("F HG1 nan\n", "line 1: 'nan' is not a number"),
])
def test_malformed_scores_are_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        pcs.read_eigenvec(write(tmp_path / "a.eigenvec", text))


def test_shares_need_the_total() -> None:
    unknown = pcs.variance([3.0, 1.0], "a", n_samples=100, total=None)
    assert unknown["proportion"].to_list() == [None, None]
    assert unknown["basis"].unique().to_list() == [pcs.TOTAL_UNKNOWN]
    given = pcs.variance([3.0, 1.0], "a", n_samples=100, total=8.0)
    assert given["proportion"].to_list() == [0.375, 0.125]
    every = pcs.variance([3.0, 1.0], "a", n_samples=3, total=None)
    assert every["proportion"].to_list() == [0.75, 0.25]
    with pytest.raises(SourceError, match="less than the sum"):
        pcs.variance([3.0, 1.0], "a", n_samples=100, total=2.0)


def test_individuals_are_placed_by_table_then_prefix_then_default() -> None:
    scores = pl.DataFrame({"sample_id": ["HG1", "GTOP-AJ141", "S1", "S1"], "pc1": [1.0, 2.0, 3.0, 4.0]})
    people = pl.DataFrame({"sample_id": ["HG1"], "cohort": ["1000 Genomes"], "population": ["GBR"], "superpopulation": ["EUR"]})
    kept, rejected = pcs.place(scores, "a", Membership(people), "ours")
    assert kept["cohort"].to_list() == ["1000 Genomes", "GTOP", "ours"]
    assert rejected["reason"].to_list() == ["individual is listed before"]


def test_a_release_is_made_then_extended_and_a_projection_replaced(tmp_path: Path) -> None:
    scores = write(tmp_path / "mine.eigenvec", "F HG1 0.5\nF S1 0.25\nF S2 0\n")
    write(tmp_path / "mine.eigenval", "2\n")
    panel = write(tmp_path / "samples.panel", PANEL)
    data = tmp_path / "data"
    pcs.import_pcs([scores, panel], name="r", data_dir=data)
    pcs.import_pcs([scores], name="r", data_dir=data, analysis="other", cohort="ours")
    report = pcs.import_pcs([scores, panel], name="r", data_dir=data, total_variance=4.0)
    release = Release(data / "releases" / "r")
    frame = release.frame("genotype_pcs").sort("analysis", "sample_id")
    assert frame.select("analysis", "sample_id", "cohort").rows() == [
        ("mine", "HG1", "1000 Genomes"), ("mine", "S1", pcs.OWN_COHORT), ("mine", "S2", pcs.OWN_COHORT),
        ("other", "HG1", "ours"), ("other", "S1", "ours"), ("other", "S2", "ours"),
    ]
    shares = release.frame("pc_variance").sort("analysis")
    assert shares.select("analysis", "proportion").rows() == [("mine", 0.5), ("other", None)]
    assert report.release == "r"


@pytest.mark.parametrize("names", [[], ["a.eigenvec", "b.eigenvec"]])
def test_one_file_of_scores_is_needed(tmp_path: Path, names: list[str]) -> None:
    paths = [write(tmp_path / name, "F S 1\n") for name in names]
    with pytest.raises(SourceError, match=r"Name one \.eigenvec file"):
        pcs.sort_files(paths)


def test_files_of_no_known_kind_and_absent_ones_are_named(tmp_path: Path) -> None:
    scores = write(tmp_path / "a.eigenvec", "F S 1\n")
    with pytest.raises(SourceError, match=r"notes.md is neither"):
        pcs.sort_files([scores, write(tmp_path / "notes.md", "hello\n")])
    with pytest.raises(SourceError, match="does not exist"):
        pcs.sort_files([tmp_path / "absent.eigenvec"])


@pytest.mark.data
def test_the_two_dialects_of_one_analysis_agree(shared_data: Path) -> None:
    old, new = (pcs.read_eigenvec(shared_data / "cohorts" / f"{name}.eigenvec") for name in ("plink19", "plink2"))
    assert old.equals(new)
    assert old.shape == (358, 21)
