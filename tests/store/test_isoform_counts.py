"""Profiles of tissues and totals of the atlas, from a release of nine tissues and from ones that lack tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
import tiny_isoforms
from tiny import write_release

from dashboard.store import isoform_counts as store
from dashboard.store.release import Release

Opener = Callable[..., Release]


@pytest.fixture
def opened(tmp_path: Path) -> Opener:
    def write(**frames: pl.DataFrame) -> Release:
        return Release(write_release(tmp_path, **(frames or tiny_isoforms.FRAMES)))

    return write


def test_profile_has_a_row_per_tissue_in_organ_system_order(opened: Opener) -> None:
    profile = store.profile_tissues(opened())
    assert profile["tissue"].to_list() == ["Trachea", "Lung", "Liver", "Colon", "Spleen", "Muscle", "Ovary", "Uterus", "Skin"]
    skin = profile.filter(pl.col("tissue") == "Skin").to_dicts()[0]
    assert (skin["novel_found"], skin["specific_annotated"], skin["specific_novel"], skin["n_samples"], skin["median_rin"]) == (54_000, 265, 190, 10, 7.7)
    assert (skin["unique_novel"], skin["transcript_gencode"], skin["transcript_enhanced"], skin["gene_gencode"]) == (0.09, 135_000, 164_000, None)


def test_what_was_not_measured_is_null_and_not_zero(opened: Opener) -> None:
    lung = store.profile_tissues(opened()).filter(pl.col("tissue") == "Lung").to_dicts()[0]
    assert lung["unique_novel"] is None
    assert lung["novel_found"] == 32_000


def test_profile_without_tissues_or_covariates_names_tissues_by_their_keys(opened: Opener) -> None:
    profile = store.profile_tissues(opened(isoform_counts=tiny_isoforms.COUNTS.with_columns(pl.col("tissue").str.replace("Skin", "Back_Skin"))))
    assert "Back Skin" in profile["label"].to_list()
    assert profile["n_samples"].null_count() == 9


def test_samples_come_from_tissues_where_covariates_lack(opened: Opener) -> None:
    profile = store.profile_tissues(opened(isoform_counts=tiny_isoforms.COUNTS, tissues=tiny_isoforms.ATLAS_TISSUES))
    assert dict(profile.select("tissue", "n_samples").iter_rows())["Colon"] == 4
    assert profile["median_reads"].null_count() == 9


def test_totals_add_annotated_and_novel_of_the_atlas_only(opened: Opener) -> None:
    totals = store.count_totals(opened())
    assert (totals.transcripts, totals.annotated, totals.novel, totals.genes, totals.gencode) == (190, 108, 82, 32, 385)


def test_a_release_without_isoforms_has_nothing_and_says_so(opened: Opener) -> None:
    release = opened(tissues=tiny_isoforms.ATLAS_TISSUES)
    assert store.profile_tissues(release).is_empty()
    assert store.count_totals(release).transcripts is None
    assert store.splicing_events(release).is_empty()
    assert store.network_modules(release).is_empty()
    assert store.catalogue_overlaps(release).is_empty()
    assert store.count_replicated(release) == {}


def test_splicing_events_are_side_by_side_most_frequent_first(opened: Opener) -> None:
    assert store.splicing_events(opened()).rows() == [("Skipped exon", 93, 36), ("Retained intron", 15, 9)]


def test_catalogues_come_as_sets(opened: Opener) -> None:
    assert store.catalogue_overlaps(opened()).rows() == [("GTOP", 1, 120), ("GTOP;CHESS3", 2, 34), ("GTOP;GTEx long-read;CHESS3", 3, 20)]
    assert store.count_replicated(opened()) == {"novel": (22, 82)}


def test_modules_are_counted_with_those_that_have_a_term(opened: Opener) -> None:
    assert store.network_modules(opened()).rows() == [("Artery", 331, 2, 0), ("Liver", 23, 1, 66)]
