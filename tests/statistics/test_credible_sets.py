"""Matching of credible sets between one cohort and a joint analysis."""

from __future__ import annotations

import polars as pl

from dashboard.statistics.credible_sets import match_sets


def sets_of(*rows: tuple[str, str, str, int, str, float]) -> pl.DataFrame:
    names = ["cohort", "gene_id", "cs_id", "cs_size", "lead_variant_id", "lead_pip"]
    return pl.DataFrame(rows, schema=names, orient="row").with_columns(tissue=pl.lit("Liver"), cs_purity=pl.lit(0.9))


def members_of(*rows: tuple[str, str, str, str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["cohort", "gene_id", "cs_id", "variant_id"], orient="row").with_columns(tissue=pl.lit("Liver"))


SETS = sets_of(
    ("GTOP+GTEx", "G1", "L1", 3, "rs1", 0.9), ("GTOP+GTEx", "G1", "L2", 1, "rs9", 1.0), ("GTOP+GTEx", "G2", "L1", 2, "rs5", 0.5),
    ("GTOP", "G1", "L1", 20, "rs2", 0.2), ("GTOP", "G1", "L2", 8, "rs1", 0.3), ("GTOP", "G2", "L1", 4, "rs6", 0.4),
)
MEMBERS = members_of(
    ("GTOP", "G1", "L1", "rs1"), ("GTOP", "G1", "L1", "rs2"), ("GTOP", "G1", "L2", "rs1"), ("GTOP", "G2", "L1", "rs6"), ("GTEx", "G1", "L1", "rs1"),
)


def compared(sets: pl.DataFrame = SETS, members: pl.DataFrame = MEMBERS) -> pl.DataFrame:
    return match_sets(sets, members, joint="GTOP+GTEx", cohorts=("GTOP", "GTEx"))


def test_a_joint_set_is_matched_with_the_smallest_set_that_holds_its_best_variant() -> None:
    rows = compared().select("gene_id", "cs_id", "gtop_cs_id", "gtop_cs_size", "gtop_lead_pip").rows()
    assert rows == [("G1", "L1", "L2", 8, 0.3), ("G1", "L2", None, None, None), ("G2", "L1", None, None, None)]


def test_the_gene_s_smallest_sets_do_not_depend_on_the_match() -> None:
    rows = compared().select("gene_id", "cs_id", "gtop_smallest_size", "smallest").rows()
    assert rows == [("G1", "L1", 8, False), ("G1", "L2", 8, True), ("G2", "L1", 4, True)]


def test_changes_are_negative_where_the_joint_set_is_smaller() -> None:
    assert compared().select("gtop_change", "gtop_smallest_change").rows() == [(-5, -5), (None, -7), (None, -2)]


def test_a_cohort_without_sets_gives_nulls() -> None:
    assert compared().select("gtex_cs_size", "gtex_smallest_size").null_count().row(0) == (3, 3)


def test_sets_without_a_size_are_not_compared() -> None:
    unnamed = SETS.with_columns(pl.when(pl.col("cohort") == "GTOP+GTEx").then(None).otherwise(pl.col("cs_size")).alias("cs_size"))
    assert compared(unnamed).is_empty()


def test_only_the_first_of_equally_small_sets_is_the_smallest() -> None:
    tied = sets_of(("GTOP+GTEx", "G1", "L1", 2, "rs1", 0.9), ("GTOP+GTEx", "G1", "L2", 2, "rs9", 1.0))
    assert compared(tied)["smallest"].to_list() == [True, False]
