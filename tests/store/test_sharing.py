"""Sharing, the transcripts' catalogue and frequencies of single variants, from a simulated and from the published release."""

from __future__ import annotations

import polars as pl
import pytest

from dashboard.store import frequencies, sharing, transcript_catalogue
from dashboard.store.release import Release


def test_shares_of_a_tissue_add_up(demo_release: Release) -> None:
    rows = sharing.specific_to_tissue(demo_release)
    sums = rows.filter(pl.col("total") > 0).group_by("label").agg(pl.col("value").sum(), pl.col("n").sum(), pl.col("total").first())
    assert sums["value"].round(9).unique().to_list() == [1.0]
    assert sums["n"].to_list() == sums["total"].to_list()


def test_cumulative_distances_rise_to_one(demo_release: Release) -> None:
    rows = sharing.distances_within(demo_release)
    for part in rows.partition_by("variant_class", "group"):
        assert part["share"].is_sorted()
        assert part["share"][-1] == 1
    assert set(rows["group"]) == {"in a credible set", "PIP > 0.3", "PIP > 0.8", "random pairs"}


def test_outcomes_of_filters_and_peptides(demo_release: Release) -> None:
    rows = transcript_catalogue.filter_outcomes(demo_release)
    assert set(rows["series"]) == set(transcript_catalogue.OUTCOMES)
    assert {"FSM", "ISM"} <= set(rows["row"])
    assert transcript_catalogue.example_expression(demo_release).is_empty(), "whole matrices have usage and are shown in the isoform browser"


@pytest.mark.data
def test_classes_of_single_variants(gtop_release: Release) -> None:
    known = gtop_release.frame("allele_frequencies").filter(source="fine_mapped_sqtls")["variant_id"][0]
    rows, unknown = frequencies.geography_of(gtop_release, ["no-such", known, known], "fine_mapped_eqtls")
    assert rows["variant_id"].to_list() == [known]
    assert rows.columns[1:] == ["AFR", "AMR", "EUR", "SAS"]
    assert unknown == ["no-such"]
    nobody, missing = frequencies.geography_of(gtop_release, ["no-such"], "fine_mapped_eqtls")
    assert nobody.is_empty()
    assert missing == ["no-such"]


@pytest.mark.data
def test_published_examples(gtop_release: Release) -> None:
    assert transcript_catalogue.example_expression(gtop_release)["module"].n_unique() == 3
    totals = transcript_catalogue.totals(gtop_release).filter(row="transcripts, GTOP")
    assert dict(totals.filter(totals["value"] > 0).select("series", "value").iter_rows()) == {"annotated": 108_850, "novel": 82_675}
    specific = sharing.specific_to_tissue(gtop_release)
    assert specific.filter(label="Liver")["n"].sum() == specific.filter(label="Liver")["total"][0] == 755
