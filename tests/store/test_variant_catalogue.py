"""Repeats, variants by technology, frequencies and allele-specific effects, as their pages ask for them."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from tiny import TISSUES, write_release

from dashboard.store import allele_specific, frequencies
from dashboard.store import variant_catalogue as store
from dashboard.store.release import Release

REPEATS = pl.DataFrame({"repeat_id": ["chr1_10_20_CAG", "chr2_5_9_GGC"], "gene_symbol": ["HTT", None], "chromosome": ["chr1", "chr2"], "start": [10, 5], "end": [20, 9], "motifs": ["CAG", "GGC"]})
DOSAGES = pl.DataFrame({"repeat_id": ["chr1_10_20", "chr1_10_20", "chr1_10_20_CAG"], "donor_id": ["A", "B", "A"], "technology": ["long_read", "long_read", "short_read"], "dosage": [17.0, 19.0, 18.0]})
ASSOCIATIONS = pl.DataFrame({
    "tissue": ["Liver", "Liver", "Lung"], "qtl_type": ["eQTL", "eQTL", "juQTL"], "phenotype_id": ["g1", "g2", "j1"], "variant_id": ["chr1_10_20_CAG"] * 3, "repeat_id": ["chr1_10_20_CAG"] * 3,
    "repeat_gene": ["HTT"] * 3, "pval_nominal": [1e-4, 1e-9, 1e-3], "slope": [0.1, -0.3, 0.2],
})
LENGTHS = pl.DataFrame({"variant_id": ["a", "b", "c"], "sv_type": ["DEL", "DEL", "INS"], "technology": ["LRS", "SRS", "LRS"], "length": [-50, -5000, 300]})
COUNTS = pl.DataFrame({
    "measure": ["downsampling", "downsampling_known", "downsampling"], "variant_type": ["SNP", "SNP", "STR"], "technology": ["LRS"] * 3, "sample_id": [None] * 3, "category": ["5x", "5x", "12.5 %"], "n": [10.0, 7.0, 4.0],
})
AF = pl.DataFrame({
    "source": ["s"] * 4 + ["c"] * 4, "variant_id": ["v1", "v1", "v2", "v2", "w1", "w1", "w2", "w2"], "population": ["GTOP", "GTEx"] * 2 + ["EUR", "AFR"] * 2, "af": [0.1, 0.15, 0.9, 0.2, None, None, None, None],
    "af_bin": [None] * 4 + ["0.1", "0", "0.1", "0"],
})
Z = pl.DataFrame({"variant_id": ["v1"] * 4, "gene_id": ["g"] * 4, "cohort": ["GTOP", "GTOP", "GTEx", "GTEx"], "z": [5.0, 6.0, 0.1, 0.2]})


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    directory: Path = tmp_path_factory.mktemp("variants")
    frames = {"tandem_repeats": REPEATS, "tandem_repeat_dosages": DOSAGES, "tandem_repeat_associations": ASSOCIATIONS, "structural_variants": LENGTHS, "variant_counts": COUNTS,
              "allele_frequencies": AF, "population_effects": Z, "tissues": TISSUES}
    return Release(write_release(directory, **frames))


def test_a_repeat_is_one_whether_or_not_its_id_names_the_unit(release: Release) -> None:
    assert store.dosages_of(release, "HTT").height == 3
    assert store.dosage_summary(release, "long_read").select("repeat", "n", "median").rows() == [("HTT", 2, 18.0)]
    assert store.list_repeats(release).select("repeat", "n_associations").rows() == [("HTT", 3), ("chr2_5_9", None)]


def test_the_strongest_association_stands_for_a_cell(release: Release) -> None:
    cells = store.association_cells(release).sort("tissue").select("tissue", "phenotype_id", "n").rows()
    assert cells == [("Liver", "g2", 2), ("Lung", "j1", 1)]
    assert store.association_cells(release, ("juQTL",)).height == 1
    assert store.count_associations(release, "HTT", ("eQTL",)) == 2


def test_every_length_falls_into_a_bin(release: Release) -> None:
    rows = store.length_histograms(release)
    assert rows.group_by("sv_type").agg(pl.col("n").sum()).sort("sv_type").rows() == [("DEL", 2), ("INS", 1)]
    assert store.length_histograms(release, ("DUP",)).is_empty()


def test_levels_of_coverage_are_numbers_and_known_variants_stand_beside_all(release: Release) -> None:
    assert store.downsampling(release).rows() == [("SNP", 5.0, "×", 10.0, 7.0), ("STR", 12.5, "%", 4.0, None)]


def test_frequencies_are_paired_and_classed(release: Release) -> None:
    rows = frequencies.compare_frequencies(release, "s").sort("variant_id")
    assert rows.select("af", "other_af", "difference").rows() == [(0.1, 0.15, "below 0.1"), (0.9, 0.2, "0.5 or more")]
    assert frequencies.geographic_patterns(release, "c").rows() == [("0", "0.1", 2)]


def test_a_pair_listed_twice_is_not_multiplied(release: Release) -> None:
    assert frequencies.heterogeneous_effects(release).select("x", "y").rows() == [(5.0, 0.1), (6.0, 0.2)]


def test_agreement_counts_signs_and_needs_three_pairs() -> None:
    rows = pl.DataFrame({"x": [1.0, 2.0, -3.0, 0.0], "y": [1.0, -2.0, -4.0, 5.0]})
    found = allele_specific.describe_agreement(rows)
    assert found["n"] == 4
    assert found["same"] == pytest.approx(2 / 3)
    assert allele_specific.describe_agreement(rows.head(2)) == {"n": 2, "same": None, "rho": None}


@pytest.mark.data
def test_published_numbers(gtop_release: Release) -> None:
    steps = dict(allele_specific.list_steps(gtop_release).select("category", "n").iter_rows())
    assert steps["Genes included in ASE analysis"] == 16_441
    assert steps["Genes exhibited ASE"] == 6_816
    assert steps["Genes included in ASTS analysis"] == 7_971
    assert steps["Genes exhibited ASTS"] == 1_184
    assert store.length_histograms(gtop_release)["n"].sum() == 125_131
    assert frequencies.heterogeneous_effects(gtop_release).height == 494
