"""One variant in all tables, and what is not invented about it."""

from __future__ import annotations

from pathlib import Path

import pytest
from locus_release import write_locus_release

from dashboard.store import variants as store
from dashboard.store.release import Release


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return Release(write_locus_release(Path(tmp_path_factory.mktemp("variants"))))


def test_a_variant_that_no_table_names_is_none(release: Release) -> None:
    assert store.find_variant(release, "rs424242") is None
    assert store.find_variant(release, "a/b c") is None


def test_alleles_that_no_one_tells_stay_unknown(release: Release) -> None:
    found = store.find_variant(release, "RS2")
    assert found is not None
    assert found.alt is None
    assert (found.effect_unit, found.is_told) == ("ALT allele", False)
    assert (found.position, found.approximate) == (219_000, True)


@pytest.mark.parametrize(("text", "unit"), [
    ("chr1:100900:A:G", "ALT allele G"), ("chr1_150000_DEL_x_2000", "ALT allele (DEL)"), ("chr1_120000_120010_AC", "repeat unit (AC)"),
])
def test_the_effect_allele_is_spelled_out(release: Release, text: str, unit: str) -> None:
    found = store.find_variant(release, text)
    assert found is not None
    assert found.effect_unit == unit


def test_associations_carry_gtops_own_pip(release: Release) -> None:
    found = store.find_variant(release, "rs1")
    assert found is not None
    rows = store.variant_associations(release, found).to_dicts()
    assert [(row["tissue"], row["pip"], row["tss"], row["organ_system"]) for row in rows] == [("Liver", 0.9, 100_000, "Digestive")]


def test_a_variant_only_in_a_credible_set_has_a_pip_and_no_p(release: Release) -> None:
    found = store.find_variant(release, "rs9")
    assert found is not None
    (row,) = store.variant_associations(release, found).to_dicts()
    assert (row["source"], row["pip"], row["neglog10_p"], row["slope"]) == ("credible set", 0.1, None, None)


def test_a_frequency_comes_before_a_class(release: Release) -> None:
    found = store.find_variant(release, "rs1")
    assert found is not None
    assert store.frequencies(release, found).select("population", "af", "af_bin").rows() == [("AFR", None, "0.01"), ("EUR", 0.2, None)]


def test_fine_mapping_is_listed_for_every_cohort(release: Release) -> None:
    found = store.find_variant(release, "rs1")
    assert found is not None
    assert store.fine_mapping(release, found)["cohort"].to_list() == ["GTEx", "GTOP"]
