"""Tissues, donors and samples are spelled one way, however the source spells them."""

from __future__ import annotations

import polars as pl
import pytest

from dashboard.ingest.gtop import spellings


def apply(spell, *names: str | None) -> list[str | None]:
    frame = pl.DataFrame({"name": list(names)}, schema={"name": pl.String})
    return frame.select(spell(pl.col("name")).alias("out"))["out"].to_list()


@pytest.mark.parametrize("name", ["Lymph_node", "Lymph_Node", "Lymph node", " lymph  node "])
def test_a_tissue_has_one_key(name: str) -> None:
    assert apply(spellings.tissue_key, name) == ["Lymph_Node"]


def test_labels_are_in_sentence_case() -> None:
    assert apply(spellings.tissue_label, "Heart_Left_Atrium", "Skin", None) == ["Heart left atrium", "Skin", None]


def test_gtex_tissues_are_named_as_in_its_files() -> None:
    names = apply(spellings.gtex_tissue_key, "Adipose - Visceral (Omentum)", "Heart - Atrial Appendage", "Liver")
    assert names == ["Adipose_Visceral_Omentum", "Heart_Atrial_Appendage", "Liver"]


@pytest.mark.parametrize(
    "name", ["GTOP-AJ141", "AGTEX-AJ141", "AJ141", "AJ141-DMSO", "GTOP-AJ141-0087-SN-2ALA", "AJ141-DMSO.downsampled_5"],
)
def test_a_donor_has_one_id(name: str) -> None:
    assert apply(spellings.donor_id, name) == ["GTOP-AJ141"]


def test_samples_take_the_present_prefix() -> None:
    names = apply(spellings.sample_id, "AGTEX-AJ141-0087-SN-2ALA", "GTOP-AJ142", "HG00096")
    assert names == ["GTOP-AJ141-0087-SN-2ALA", "GTOP-AJ142", "HG00096"]


def test_a_long_read_library_is_known_by_donor_and_code() -> None:
    names = apply(spellings.donor_and_code, "GTOP-AJ141-2099-LN-7RT0", "AJ141-2099", "GTOP-AJ141-2099", "AJ141")
    assert names == ["AJ141-2099", "AJ141-2099", "AJ141-2099", None]


def test_colours_have_a_hash_and_capitals() -> None:
    assert apply(spellings.color, "7e888e", "#AB5F2C") == ["#7E888E", "#AB5F2C"]
