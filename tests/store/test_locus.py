"""Placing variants, tracks, LD from the release alone, and two tracks joined."""

from __future__ import annotations

import polars as pl
import pytest
from locus_release import write_locus_release

from dashboard.regions import Region
from dashboard.store import loci, locus_tracks
from dashboard.store.linkage import linkage_with
from dashboard.store.positions import leads_in, place_variants
from dashboard.store.release import Release

WINDOW = Region("chr1", 90_000, 230_000)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return Release(write_locus_release(tmp_path_factory.mktemp("locus")))


def test_a_lead_without_position_is_placed_from_its_genes_start(release: Release) -> None:
    rows = {row["variant_id"]: row for row in leads_in(release, WINDOW).to_dicts()}
    assert rows["rs1"]["position"] == 100_500
    assert rows["rs2"]["position"] == 219_000, "on the minus strand transcription starts at the gene's end"
    assert rows["rs2"]["approximate"]
    assert not rows["chr1_150000_DEL_x_2000"]["approximate"]


def test_a_deletion_that_reaches_into_the_window_is_in_it(release: Release) -> None:
    assert leads_in(release, Region("chr1", 151_500, 152_500))["variant_id"].to_list() == ["chr1_150000_DEL_x_2000"]


def test_a_stated_position_comes_before_a_computed_one(release: Release) -> None:
    placed = place_variants(release, pl.Series("variant_id", ["rs1", "rs2", "rs99"]))
    assert dict(placed.select("variant_id", "approximate").iter_rows()) == {"rs1": False, "rs2": True}


def test_an_examples_tracks_are_its_own_and_in_order(release: Release) -> None:
    choices = locus_tracks.track_choices(release, Region("chr1", 100_500, 100_900), "one")
    assert locus_tracks.default_tracks(choices, "one") == ("locus~one~GWAS", "locus~one~SNV-eQTL", "locus~one~PIP")


def test_a_p_of_zero_is_drawn_as_the_smallest_number(release: Release) -> None:
    track = locus_tracks.load_track(release, "locus~one~GWAS", None)
    assert track is not None
    assert track.points["value"].max() == pytest.approx(323.3, abs=0.1)
    assert locus_tracks.strongest([track]) == "chr1_100900_A_G"


def test_credible_set_variants_without_place_are_counted(release: Release) -> None:
    track = locus_tracks.load_track(release, "pip~GTOP~all", WINDOW)
    assert track is not None
    assert (track.total, track.unplaced) == (1, 1)


@pytest.mark.parametrize("key", ["", "leads~all", "locus~nothing~GWAS", "nominal~Liver~eQTL~SNV~G1", "x~y~z"])
def test_a_key_that_means_nothing_gives_no_track(release: Release, key: str) -> None:
    assert locus_tracks.load_track(release, key, WINDOW) is None


def test_thinning_keeps_the_strongest_and_says_what_is_hidden() -> None:
    points = pl.DataFrame({"variant_id": [f"rs{i}" for i in range(5_000)], "position": [1_000] * 4_999 + [9_000], "value": [0.001 * i for i in range(5_000)]})
    full = pl.DataFrame(schema=locus_tracks.POINTS)
    points = pl.concat([full, points.cast({"value": pl.Float64})], how="diagonal")
    track = locus_tracks.Track("k", "t", "qtl", "p", "lead_associations", (), points)
    thin = locus_tracks.thinned([track], Region("chr1", 1, 10_000), most=1_000)[0]
    assert thin.points.height <= 1_000
    assert thin.total == 5_000
    assert "rs4999" in thin.points["variant_id"]


def test_linkage_comes_from_genotypes_then_from_the_table(release: Release) -> None:
    linkage = linkage_with(release, "rs1", pl.Series("variant_id", ["rs1", "rs3", "rs7", "rs8", "rs9"]))
    r2 = dict(linkage.r2.iter_rows())
    assert r2["rs3"] == pytest.approx(1.0)
    assert r2["rs7"] == pytest.approx(0.5)
    assert r2["rs8"] == 0, "a variant of the table whose pair is not listed is below its threshold"
    assert "rs9" not in r2
    assert "4 donors" in linkage.source


def test_without_genotypes_of_the_reference_there_is_no_linkage(release: Release) -> None:
    assert linkage_with(release, "rs2", pl.Series("variant_id", ["rs1"])).source == ""


def test_tracks_are_joined_by_id_then_by_place_and_alleles(release: Release) -> None:
    gwas, qtl = (locus_tracks.load_track(release, key, None) for key in ("locus~one~GWAS", "locus~one~SNV-eQTL"))
    assert gwas is not None
    assert qtl is not None
    compared = loci.compare(qtl, gwas)
    assert (compared.n_by_id, compared.n_by_alleles) == (1, 1)
    assert sorted(compared.points["variant_id"]) == ["chr1_100900_G_A", "rs1"]


def test_colocs_hits_are_of_the_examples_trait_whatever_the_apostrophe(release: Release) -> None:
    one = next(locus for locus in loci.list_loci(release) if locus.locus_id == "one")
    found, filters = loci.colocs_here(release, [], one, one.region)
    hits = loci.coloc_hits(found)
    assert ("trait", found["trait"][0]) in filters
    assert sorted(hits.select("variant_id", "side").rows()) == [("rs1", "GWAS"), ("rs3", "QTL")]


def test_regions_are_fitted_to_what_is_drawn() -> None:
    wide, problem = loci.fitted(Region("chr1", 1, 10_000_000))
    assert wide.end - wide.start + 1 == loci.LARGEST
    assert "10.0 Mb" in problem
    narrow, silent = loci.fitted(Region("chr1", 500_000, 500_010))
    assert narrow.end - narrow.start + 1 == loci.SMALLEST
    assert silent == ""


def test_moving_stays_on_the_chromosome_and_zooming_within_limits() -> None:
    assert loci.moved(Region("chr1", 1, 100_000), shift=-0.5).start == 1
    assert loci.moved(Region("chr1", 1_000_000, 2_999_999), factor=4).end - loci.moved(Region("chr1", 1_000_000, 2_999_999), factor=4).start + 1 == loci.LARGEST


@pytest.mark.data
def test_the_hp_example_holds_the_published_panels_points(gtop_release: Release) -> None:
    locus = next(locus for locus in loci.list_loci(gtop_release) if locus.locus_id == "hyperlipidemia_HP")
    keys = locus_tracks.default_tracks(locus_tracks.track_choices(gtop_release, locus.region, locus.locus_id), locus.locus_id)
    tracks = [track for key in keys if (track := locus_tracks.load_track(gtop_release, key, locus.region))]
    drawn = {track.key.split("~")[2]: track.points.height for track in locus_tracks.thinned(tracks, locus.region)}
    assert drawn == {"GWAS": 3_099, "SNV-eQTL": 4_391, "SV-eQTL": 3, "PIP": 4_393}
