"""Positions of leads with an rsID, derived from the gene's other leads."""

from __future__ import annotations

import polars as pl
import pytest

from dashboard.ingest.gtop.associations import place_by_gene
from dashboard.store.release import Release


def leads(*rows: tuple[str | None, str, str | None, int | None, int | None]) -> pl.DataFrame:
    schema = {"gene_id": pl.String, "variant_class": pl.String, "chromosome": pl.String, "position": pl.Int64, "tss_distance": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_distance_from_a_small_variant_places_the_gene() -> None:
    placed = place_by_gene(leads(("G1", "SNV", "chr2", 1_000, -50), ("G1", "SNV", None, None, 20)))
    assert placed.row(1) == ("G1", "SNV", "chr2", 1_070, 20)


def test_distance_of_a_repeat_counts_from_the_base_before_it() -> None:
    placed = place_by_gene(leads(("G1", "TR", "chr2", 1_000, -50), ("G1", "SNV", None, None, 20)))
    assert placed.row(1) == ("G1", "SNV", "chr2", 1_069, 20)


@pytest.mark.parametrize("others", [
    (("G2", "SNV", "chr2", 1_000, -50),), (("G1", "SNV", "chr2", 1_000, -50), ("G1", "SV", "chr2", 9_000, -50)),
    (("G1", "SNV", "chr2", 1_000, None),), (),
])
def test_without_an_agreed_start_nothing_is_invented(others: tuple[tuple[str, str, str, int, int | None], ...]) -> None:
    placed = place_by_gene(leads(*others, ("G1", "SNV", None, None, 20)))
    assert placed.row(-1) == ("G1", "SNV", None, None, 20)


def test_what_an_id_says_is_kept() -> None:
    before = leads(("G1", "SNV", "chr2", 1_000, -50), ("G1", "SV", "chr2", 1_050, 0))
    assert place_by_gene(before).equals(before)


@pytest.mark.data
def test_derived_positions_are_those_of_the_published_loci(gtop_release: Release) -> None:
    known = gtop_release.frame("locus_associations").filter(pl.col("variant_id").str.starts_with("rs")).select("variant_id", published="position").drop_nulls().unique()
    found = gtop_release.frame("lead_associations").filter(pl.col("position").is_not_null()).join(known, on="variant_id")
    assert found.height > 90
    assert found.filter(pl.col("position") != pl.col("published")).is_empty()
