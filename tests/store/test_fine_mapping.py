"""Credible sets as the fine-mapping page asks for them."""

from __future__ import annotations

from pathlib import Path

import pytest
import tiny_sets
from tiny import write_release

from dashboard.store import fine_mapping as store
from dashboard.store.release import Release


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return Release(write_release(Path(tmp_path_factory.mktemp("sets")), name="sets", simulated=False, ordered=True, **tiny_sets.FRAMES))


def test_sets_are_counted_by_analysis_and_another_method_is_another_one(release: Release) -> None:
    assert store.count_by_analysis(release, ()) == {"GTEx": 1, "GTOP": 2, "GTOP+GTEx": 2, "GTOP, SNVs with SVs and TRs": 1}


def test_sizes_fall_into_doubling_bins_and_pips_into_tenths(release: Release) -> None:
    bins = store.set_distributions(release, (("cohort", "GTOP"),))
    assert bins.select("measure", "analysis", "bin", "n", "total", "median").rows() == [
        ("pip", "GTOP", 1, 1, 2, 0.25), ("pip", "GTOP", 4, 1, 2, 0.25), ("size", "GTOP", 3, 1, 2, 13.0), ("size", "GTOP", 5, 1, 2, 13.0),
    ]


def test_a_pip_of_one_lies_in_the_last_bin(release: Release) -> None:
    bins = store.set_distributions(release, (("cohort", "GTOP+GTEx"), ("tissue", "Liver")))
    assert bins.filter(measure="pip")["bin"].to_list() == [9]
    assert bins.filter(measure="size")["bin"].to_list() == [0]


def test_no_sets_give_no_bins(release: Release) -> None:
    assert store.set_distributions(release, (("tissue", "Nowhere"),)).is_empty()
    assert store.example_set(release, (("tissue", "Nowhere"),)) is None


def test_sizes_are_compared_by_signal_or_by_gene(release: Release) -> None:
    by_signal = store.comparison_filters(release, (("cohort", "GTOP"),), "GTOP", "variant")
    assert sorted(store.size_pairs(release, by_signal, "GTOP", "variant").rows()) == [(6, 1, 1), (20, 30, 1)]
    assert store.size_pairs(release, store.comparison_filters(release, (), "GTEx", "variant"), "GTEx", "variant").is_empty()
    assert store.size_pairs(release, store.comparison_filters(release, (), "GTEx", "gene"), "GTEx", "gene").rows() == [(3, 1, 1)]


def test_members_come_with_the_pips_of_the_same_variants_elsewhere(release: Release) -> None:
    chosen = store.SetKey("GTOP", "SuSiE", "Liver", "ENSG01", "L1")
    members = store.set_members(release, chosen)
    assert members.select("variant_id", "pip", "GTEx", "GTOP+GTEx").rows() == [("rs1", 0.4, None, 1.0), ("rs2", 0.35, 0.7, None), ("rs3", 0.3, None, None)]


def test_a_set_is_found_by_its_words_and_unknown_ones_are_not(release: Release) -> None:
    chosen = store.SetKey("GTEx", "SuSiE", "Liver", "ENSG01", "L1")
    assert store.find_set(release, chosen.text) == chosen
    assert store.find_set(release, "GTEx|SuSiE|Liver|ENSG99|L1") is None
    assert store.find_set(release, "nonsense") is None


def test_the_example_is_a_set_of_several_variants(release: Release) -> None:
    assert store.example_set(release, ()) == store.SetKey("GTOP", "SuSiE", "Liver", "ENSG01", "L1")


def test_positions_join_variants_that_have_other_names_elsewhere(release: Release) -> None:
    pips = store.locus_pips(release, "ABO")
    assert set(pips.select("analysis", "signal").rows()) == {("GTOP", ""), ("GTEx", ""), ("GTOP+GTEx", "set 2")}
    joined = store.pips_by_position(pips, 0.01)
    assert joined.select("position", "variant_id", "GTOP", "GTEx", "GTOP+GTEx").rows() == [(100, "rs1/rs1b", 0.4, 0.2, 0.99)]


def test_symbols_are_added_to_rows(release: Release) -> None:
    assert [row["gene_symbol"] for row in store.add_symbols(release, [{"gene_id": "ENSG01"}, {"gene_id": "PB.1"}])] == ["CD40", None]
    assert store.symbol_of(release, "PB.1") == "PB.1"


@pytest.mark.data
def test_published_sets_become_smaller_across_ancestries(gtop_release: Release) -> None:
    pairs = store.size_pairs(gtop_release, store.comparison_filters(gtop_release, (), "GTOP", "gene"), "GTOP", "gene")
    assert pairs["n"].sum() == 5_860
    assert pairs.filter(pairs["after"] < pairs["before"])["n"].sum() == 5_137
