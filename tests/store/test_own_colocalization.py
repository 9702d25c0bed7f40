"""Loci and tracks that can be colocalized, and how two tracks are joined."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from tiny import write_release

from dashboard.errors import QueryError
from dashboard.store import own_colocalization as store
from dashboard.store.release import Release

LOCI = pl.DataFrame({
    "locus_id": ["one", "bare"], "title": ["One", "Bare"], "chromosome": ["chr1", "chr2"], "start": [1, None], "end": [100_000, None], "gene_symbol": ["CD40", "ABO"], "trait": ["Gout", "Gout"],
})
ROWS = pl.DataFrame([
    {"locus_id": "one", "track": track, "variant_id": variant, "chromosome": "chr1", "position": position, "pval": 0.01, "beta": beta, "se": se}
    for track, variant, position, beta, se in (
        ("GWAS", "rs1", 10, 0.1, 0.1), ("GWAS", "rs2", 20, 0.2, 0.1), ("GWAS", "chr1_30_A_G", 30, 0.3, 0.1), ("GWAS", "rs4", 40, 0.4, None), ("GWAS", "rs1", 10, 9.0, 0.1),
        ("SNV-eQTL", "rs1", 10, -0.1, 0.2), ("SNV-eQTL", "rs2", 20, 0.2, 0.0), ("SNV-eQTL", "chr1_30_G_A", 30, 0.5, 0.2), ("SNV-eQTL", "rs5", 50, 0.1, 0.1),
        ("PIP", "rs1", 10, None, None),
    )
] + [{"locus_id": "bare", "track": "GWAS", "variant_id": "rs1", "chromosome": "chr2", "position": None, "pval": 0.1, "beta": None, "se": None}])
GWAS = pl.DataFrame({
    "chromosome": ["chr1"] * 2, "gwas_id": ["070"] * 2, "variant_id": ["rs1", "rs5"], "position": [10, 50], "effect_allele": ["A", "A"], "other_allele": ["G", "G"],
    "beta": [0.1, 0.2], "se": [0.1, 0.1], "neglog10_p": [1.0, 2.0], "af": [0.1, 0.2], "n": [10, 10],
})
STUDIES = pl.DataFrame({"gwas_id": ["070"], "trait": ["Hepatitis"], "trait_type": ["quantitative"], "sd_y": [2.5]})


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    directory = tmp_path_factory.mktemp("own")
    return Release(write_release(directory, loci=LOCI, locus_associations=ROWS, gwas_associations=GWAS, gwas_studies=STUDIES))


def test_places_are_named_loci_or_regions(release: Release) -> None:
    assert [locus.locus_id for locus in store.usable_loci(release)] == ["one"]
    assert store.find_place(release, "").name == "one"
    assert store.find_place(release, "bare").window is None
    assert str(store.find_place(release, "1:1-100000").window) == "chr1:1-100,000"
    with pytest.raises(QueryError, match="neither a region nor a locus of this release"):
        store.find_place(release, "atlantis")


def test_tracks_without_effects_are_not_offered(release: Release) -> None:
    place = store.find_place(release, "one")
    choices = store.usable_tracks(release, place)
    assert [choice.key for choice in choices] == ["locus~one~GWAS", "locus~one~SNV-eQTL", "gwas~070"]
    assert store.default_pair(choices) == ("locus~one~GWAS", "locus~one~SNV-eQTL")
    assert store.default_pair([]) == ("", "")
    assert store.full_key("GWAS", place) == "locus~one~GWAS"
    assert store.full_key("gwas~070", place) == "gwas~070"


def test_tracks_are_joined_by_id_then_by_alleles(release: Release) -> None:
    place = store.find_place(release, "one")
    first, second = (store.open_track(release, f"locus~one~{name}", place) for name in ("GWAS", "SNV-eQTL"))
    assert first is not None
    assert second is not None
    pair = store.join_tracks(first, second)
    assert pair.shared.select("variant_id", "position", "slope_a", "slope_b").rows() == [("rs1", 10, 0.1, -0.1), ("chr1_30_A_G", 30, 0.3, 0.5)]
    assert (pair.n_a, pair.n_b, pair.repeated) == (3, 3, 1)


def test_what_effects_are_of_and_their_scale(release: Release) -> None:
    assert store.default_kind(release, "locus~one~GWAS") == store.CASE_CONTROL
    assert store.default_kind(release, "locus~one~SNV-eQTL") == store.QUANTITATIVE
    assert store.default_kind(release, "gwas~070") == store.QUANTITATIVE
    assert [store.trait_sd(release, key) for key in ("gwas~070", "locus~one~GWAS", "locus~one~SNV-eQTL")] == [2.5, None, 1.0]


def test_an_imported_gwas_is_a_track_of_its_window(release: Release) -> None:
    place = store.find_place(release, "chr1:1-20000")
    track = store.open_track(release, "gwas~070", place)
    assert track is not None
    assert track.points.select("variant_id", "value", "slope", "slope_se").rows() == [("rs1", 1.0, 0.1, 0.1), ("rs5", 2.0, 0.2, 0.1)]
    assert ("gwas_id", "070") in track.filters
    assert store.open_track(release, "gwas~nobody", place) is None


def test_a_release_without_loci_has_no_place(tmp_path: Path) -> None:
    bare = Release(write_release(tmp_path))
    place = store.find_place(bare, "")
    assert place.window is None
    assert store.usable_tracks(bare, place) == []
