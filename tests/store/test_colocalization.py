"""Signals of coloc and SMR, their states, the matrix of the best, and published counts, on rows known by heart."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from tiny import write_release

from dashboard.store import colocalization as store
from dashboard.store.release import Release

COMMON = {"trait_class": "immune", "locus": "chr2:5-9", "phenotype_id": "P1"}
COLOC = pl.DataFrame([
    {**COMMON, "gwas_id": "070", "trait": "Hepatitis", "qtl_type": "eQTL", "tissue": "Liver", "gene_id": "ENSG01", "gene_symbol": "CD40", "pp_h4": 0.85,
     "gwas_hit": "rs1", "qtl_hit": "rs1", "gwas_beta": 0.1, "qtl_beta": 0.2, "gwas_pval": 0.0},
    {**COMMON, "gwas_id": "070", "trait": "Hepatitis", "qtl_type": "eQTL", "tissue": "Liver", "gene_id": "ENSG01", "gene_symbol": "CD40", "pp_h4": 0.95,
     "gwas_hit": "rs1", "qtl_hit": "rs2", "gwas_beta": 0.1, "qtl_beta": -0.2, "gwas_pval": 1e-9},
    {**COMMON, "gwas_id": "070", "trait": "Hepatitis", "qtl_type": "juQTL", "tissue": "Skin", "gene_id": "ENSG01", "gene_symbol": "CD40", "pp_h4": 0.9,
     "gwas_hit": "rs1", "qtl_hit": "rs1", "gwas_beta": 0.1, "qtl_beta": -0.2, "gwas_pval": 1e-9},
    {**COMMON, "gwas_id": "X", "trait": "Asthma", "qtl_type": "eQTL", "tissue": "Liver", "gene_id": "ENSG02", "gene_symbol": None, "pp_h4": 0.99, "locus": "chr10:5-9",
     "trait_class": "respiratory", "gwas_hit": "rs7", "qtl_hit": "rs7", "gwas_beta": None, "qtl_beta": 0.1, "gwas_pval": 1e-9},
])
SMR = pl.DataFrame([
    {**COMMON, "gwas_id": "070", "trait": "Hepatitis", "qtl_type": "eQTL", "tissue": "Liver", "gene_id": "ENSG01", "gene_symbol": "CD40", "pval_smr": 1e-7, "pval_heidi": 0.5},
    {**COMMON, "gwas_id": "070", "trait": "Hepatitis", "qtl_type": "juQTL", "tissue": "Skin", "gene_id": "ENSG01", "gene_symbol": "CD40", "pval_smr": 1e-8, "pval_heidi": 0.02},
    {**COMMON, "gwas_id": "070", "trait": "Hepatitis", "qtl_type": "tuQTL", "tissue": "Liver", "gene_id": "ENSG03", "gene_symbol": "ABO", "pval_smr": 1e-6, "pval_heidi": 0.05},
])
SETS = pl.DataFrame({
    "collection": ["genes"] * 4 + ["other"], "set_name": ["A", "B", "A", "B", "A"], "member": ["g1", "g1", "g2", "g3", "g9"], "n": [1] * 5,
})
COUNTS = pl.DataFrame({
    "measure": ["loci_by_trait"] * 3 + ["loci_by_trait_class"], "gwas_id": ["070", "070.2", "070", None], "trait_class": ["immune"] * 4,
    "category": ["eQTL", "eQTL", "sQTL", "immune"], "value": [1.0, 2.0, 4.0, 66.0], "total": [2.0, 6.0, 2.0, None], "unit": ["count"] * 4,
})


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    directory = tmp_path_factory.mktemp("coloc")
    return Release(write_release(directory, colocalizations=COLOC, smr=SMR, set_membership=SETS, colocalization_counts=COUNTS))


def states(release: Release, heidi: float, *filters: tuple[str, str]) -> dict[tuple[str, str], str]:
    rows = store.list_signals(release, filters, heidi).select("gene_id", "qtl_type", "state").iter_rows()
    return {(gene, qtl_type): state for gene, qtl_type, state in rows}


def test_a_signal_is_of_one_state_and_counts_once(release: Release) -> None:
    assert states(release, 0.05) == {
        ("ENSG01", "eQTL"): store.BOTH, ("ENSG01", "juQTL"): store.COLOC_ONLY, ("ENSG02", "eQTL"): store.COLOC_ONLY, ("ENSG03", "tuQTL"): store.SMR_ONLY,
    }
    signals = store.list_signals(release, (), 0.05)
    assert signals.filter((pl.col("gene_id") == "ENSG01") & (pl.col("qtl_type") == "eQTL"))["pp_h4"].to_list() == [0.95]
    assert signals.filter(pl.col("gene_id") == "ENSG03").select("trait", "locus", "pval_heidi").row(0) == ("Hepatitis", "chr2:5-9", 0.05)


def test_the_threshold_of_heidi_moves_signals_between_states(release: Release) -> None:
    assert states(release, 0.02)["ENSG01", "juQTL"] == store.BOTH
    assert ("ENSG03", "tuQTL") not in states(release, 0.06)
    assert [store.count_failed(release, (), heidi) for heidi in (0.01, 0.05, 0.06)] == [0, 1, 2]


def test_filters_hold_for_both_tables_and_text_ids_stay_text(release: Release) -> None:
    assert set(states(release, 0.05, ("gwas_id", "070"))) == {("ENSG01", "eQTL"), ("ENSG01", "juQTL"), ("ENSG03", "tuQTL")}
    assert states(release, 0.05, ("gwas_id", "70")) == {}
    assert set(states(release, 0.05, ("tissue", "Skin"))) == {("ENSG01", "juQTL")}


def test_the_matrix_has_the_best_of_each_cell(release: Release) -> None:
    matrix = store.build_matrix(store.list_signals(release, (), 0.05), "trait", "gene_id", max_rows=9, max_columns=9)
    assert matrix.rows == ("Hepatitis", "Asthma")
    assert matrix.groups == ("immune", "respiratory")
    assert matrix.columns == ("ENSG01", "ENSG03", "ENSG02")
    cell = matrix.cells.filter(pl.col("column") == "ENSG01").row(0, named=True)
    assert (cell["pp_h4"], cell["state"], cell["best"], cell["n_both"], cell["n_coloc"], cell["n_smr"]) == (0.95, store.BOTH, "eQTL|Liver", 1, 1, 0)
    alone = matrix.cells.filter(pl.col("column") == "ENSG03").row(0, named=True)
    assert (alone["pp_h4"], alone["state"]) == (None, store.SMR_ONLY)
    assert matrix.labels["ENSG01"] == "CD40"


def test_types_can_be_drawn_apart_and_tissues_keep_their_order(release: Release) -> None:
    signals = store.list_signals(release, (("gene_id", "ENSG01"),), 0.05)
    matrix = store.build_matrix(signals, "trait", "tissue", max_rows=9, max_columns=9, apart=True, tissues=["Skin", "Liver"])
    assert matrix.columns == ("Skin", "Liver")
    assert matrix.cells.select("column", "qtl_type", "pp_h4").rows() == [("Liver", "eQTL", 0.95), ("Skin", "juQTL", 0.9)]
    assert store.types_present(signals) == ["eQTL", "juQTL"]


def test_limits_keep_what_has_most_and_say_how_much_there_is(release: Release) -> None:
    matrix = store.build_matrix(store.list_signals(release, (), 0.05), "trait", "gene_id", max_rows=1, max_columns=1)
    assert matrix.columns == ("ENSG01",)
    assert (matrix.total_columns, matrix.total_rows) == (3, 1)
    nothing = store.build_matrix(store.list_signals(release, (("tissue", "Lung"),), 0.05), "trait", "gene_id", max_rows=1, max_columns=1)
    assert nothing.cells.is_empty()


def test_signs_are_compared_and_two_variants_told_apart(release: Release) -> None:
    rows, total = store.best_rows(release, (), 9)
    assert total == 4
    assert rows["agreement"].to_list() == ["unknown", "opposite signs, of two variants", "opposite signs", "same sign"]
    assert store.count_directions(release, ()) == {"same": 1, "opposite": 1}
    assert store.best_rows(release, (), 1)[0]["pp_h4"].to_list() == [0.99]


def test_published_counts_and_sets(release: Release) -> None:
    assert store.loci_by_class(release).rows() == [("immune", "eQTL", 3.0, 66.0), ("immune", "sQTL", 4.0, 66.0)]
    assert store.set_overlaps(release, "genes").rows() == [("A", 1, 1), ("A;B", 2, 1), ("B", 1, 1)]
    assert store.list_traits(release).rows() == [("Hepatitis", "immune", 6), ("Asthma", "respiratory", 1)]
    assert store.reported_tissues(release) == ["Liver", "Skin"]


def test_either_table_can_be_absent(tmp_path: Path) -> None:
    only_smr = Release(write_release(tmp_path, name="smr", smr=SMR))
    assert set(store.list_signals(only_smr, (), 0.05)["state"]) == {store.SMR_ONLY}
    only_coloc = Release(write_release(tmp_path, name="coloc", colocalizations=COLOC))
    assert set(store.list_signals(only_coloc, (), 0.05)["state"]) == {store.COLOC_ONLY}
    assert store.count_failed(only_coloc, (), 0.05) == 0


@pytest.mark.data
def test_the_published_numbers_of_gtop(gtop_release: Release) -> None:
    every = store.list_signals(gtop_release, (), 0.0)
    assert dict(every.group_by("state").len().iter_rows()) == {store.BOTH: 2221, store.COLOC_ONLY: 6409 - 2221, store.SMR_ONLY: 4939 - 2221}
    assert store.count_failed(gtop_release, (), 0.05) == 4939 - 3801
    overlaps = store.set_overlaps(gtop_release, "disease_genes_by_method")
    inside = overlaps.filter(pl.col("shared_tissues").str.split(";").list.contains("eQTL (COLOC)"))
    assert inside["n"].sum() == 506
