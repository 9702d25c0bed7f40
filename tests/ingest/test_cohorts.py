"""Who belongs to which population and resource, read from the cohorts' sample tables."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from dashboard.errors import SourceError
from dashboard.ingest.cohorts import Membership, read_cohorts, resources_of, table_kind
from dashboard.ingest.gtop import find_cohorts

IGSR = (
    "Sample name\tPopulation code\tSuperpopulation code\tData collections\n"
    "HG1\tGBR\tEUR\t1000 Genomes on GRCh38,MAGE RNA-seq,Geuvadis\n"
    "HG2\tIBS,MSL\tEUR,AFR\t1000 Genomes on GRCh38,Consortium, Phase 2,Geuvadis\n"
    "HG3\tHan\t\tHuman Genome Diversity Project\n"
)
PANEL = "sample\tpop\tsuper_pop\tgender\t\t\nHG1\tGBR\tEUR\tmale\nHG4\tYRI\tAFR\tfemale\n"
SDRF = "Source Name\tCharacteristics[Organism]\tProtocol REF\tProtocol REF\nHG1\tHomo sapiens\ta\tb\nHG1\tHomo sapiens\ta\tb\n"


def write(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text)
    return folder


def test_tables_are_known_by_their_columns(tmp_path: Path) -> None:
    write(tmp_path, igsr=IGSR, panel=PANEL, sdrf=SDRF, scores="HG1 HG1 0.1\n")
    kinds = {path.stem: table_kind(path) for path in tmp_path.iterdir()}
    assert kinds == {"igsr": "igsr", "panel": "panel", "sdrf": "sdrf", "scores": None}


def test_membership_is_joined_from_all_tables(tmp_path: Path) -> None:
    known = read_cohorts(write(tmp_path, igsr=IGSR, panel=PANEL, sdrf=SDRF, scores="HG1 HG1 0.1\n"))
    people = {row["sample_id"]: row for row in known.people.iter_rows(named=True)}
    assert people["HG4"]["population"] == "YRI"
    assert people["HG2"]["population"] is None
    assert people["HG2"]["superpopulation"] is None
    assert "HG3" not in people
    assert known.resources == {"MAGE": frozenset({"HG1"}), "Geuvadis": frozenset({"HG1"})}


def test_without_an_sdrf_geuvadis_is_what_igsr_lists(tmp_path: Path) -> None:
    assert read_cohorts(write(tmp_path, igsr=IGSR)).resources["Geuvadis"] == {"HG1", "HG2"}


def test_a_plain_table_goes_first(tmp_path: Path) -> None:
    plain = "sample_id\tcohort\tpopulation\tsuperpopulation\nHG1\tours\tX1\tEUR\n"
    people = read_cohorts(write(tmp_path, panel=PANEL, plain=plain)).people
    assert people.filter(pl.col("sample_id") == "HG1")["cohort"].to_list() == ["ours"]


def test_a_folder_without_sample_tables_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no table of samples"):
        read_cohorts(write(tmp_path, scores="HG1 HG1 0.1\n"))


def test_a_short_line_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"panel.txt, line 2: 1 fields"):
        read_cohorts(write(tmp_path, panel="sample\tpop\tsuper_pop\t\t\nHG1\n"))


def test_resources_keep_one_order_and_nobody_is_in_none_by_null() -> None:
    known = Membership(resources={"MAGE": frozenset({"a"}), "Geuvadis": frozenset({"a"})})
    frame = pl.DataFrame({"s": ["a", "b", "c"], "p": ["YRI", None, "MKK"]})
    assert frame.select(resources_of(pl.col("s"), pl.col("p"), known))["resources"].to_list() == [["Geuvadis", "MAGE", "AFGR"], [], ["AFGR"]]


def test_a_folder_beside_the_clone_is_found(tmp_path: Path) -> None:
    figures = tmp_path / "clone" / "figure_generation"
    figures.mkdir(parents=True)
    assert find_cohorts(figures) is None
    (tmp_path / "cohorts").mkdir()
    assert find_cohorts(figures) == find_cohorts(tmp_path / "clone") == (tmp_path / "cohorts").resolve()


@pytest.mark.data
def test_published_sizes_of_the_resources(shared_data: Path) -> None:
    known = read_cohorts(shared_data / "cohorts")
    assert {name: len(people) for name, people in known.resources.items()} == {"Geuvadis": 462, "MAGE": 731}
