"""What is drawn: deterministic, well-formed, and with the structure the model promises."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from dashboard.demo.cohorts import POPULATIONS, draw_cohorts
from dashboard.demo.effects import Effect, expression_change
from dashboard.demo.genome import CHROMOSOMES
from dashboard.demo.structure import ancestry_shares
from dashboard.demo.tissues import MAPPED, TISSUES, tissue_table
from dashboard.demo.transcripts import transcript_tables
from dashboard.demo.world import World, draw_world
from dashboard.statistics.ld import correlation_matrix
from dashboard.statistics.population import hudson_fst


@pytest.fixture(scope="module")
def world() -> World:
    return draw_world(seed=5)


def test_the_tissues_are_the_atlas_s() -> None:
    table = tissue_table()
    assert table.height == 33
    assert table["n_short_read"].sum() == 1586
    assert table["n_long_read"].sum() == 176
    assert len(MAPPED) == table["qtl_mapped"].sum() == 11
    assert table["color"].n_unique() == 33


def test_cohorts_have_the_published_sizes() -> None:
    cohorts = draw_cohorts(seed=2)
    assert [cohorts.cohort.count(name) for name in ("GTOP", "GTEx", "1000 Genomes")] == [160, 838, 2504]
    assert len(set(cohorts.sample_id)) == 3502
    assert np.allclose(cohorts.ancestry.sum(axis=1), 1)
    assert {code for code in cohorts.population if code} == {code for members in POPULATIONS.values() for code, _, _ in members}


def test_continents_differ_as_published() -> None:
    cohorts = draw_cohorts(seed=2)
    continent = np.array([name or "" for name in cohorts.superpopulation])
    frequency = {name: cohorts.unlinked[:, continent == name].mean(axis=1) / 2 for name in ("AFR", "EUR", "EAS")}
    published = {("AFR", "EUR"): 0.14, ("AFR", "EAS"): 0.17, ("EUR", "EAS"): 0.11}
    for (first, second), expected in published.items():
        assert hudson_fst(frequency[first], 1000, frequency[second], 1000) == pytest.approx(expected, abs=0.035)


def test_ancestry_shares_find_a_known_mixture() -> None:
    rng = np.random.default_rng(1)
    frequencies = rng.uniform(0.05, 0.95, (3000, 3))
    truth = np.array([[1, 0, 0], [0.5, 0.5, 0], [0.2, 0.3, 0.5]])
    dosages = rng.binomial(2, frequencies @ truth.T).astype(np.int8)
    assert ancestry_shares(dosages, frequencies) == pytest.approx(truth, abs=0.08)


def test_ld_falls_with_distance(world: World) -> None:
    window = world.windows[50]
    r2 = correlation_matrix(world.genotypes.gtop[window]) ** 2
    at = world.variants.position[window]
    distance = np.abs(np.subtract.outer(at, at))
    near, far = r2[(distance > 0) & (distance < 5_000)].mean(), r2[distance > 150_000].mean()
    assert near > 0.15
    assert far < 0.03
    assert (np.sort(r2, axis=1)[:, -2] > 0.8).mean() > 0.3


def test_variants_are_named_and_ordered_by_place(world: World) -> None:
    variants = world.variants
    assert len(set(variants.variant_id)) == len(variants)
    for number in range(len(CHROMOSOMES)):
        assert np.all(np.diff(variants.position[variants.chromosome == number]) > 0)
    assert set(variants.kind) == {"SNV", "SV", "TR"}


def test_isoforms_are_well_formed(world: World) -> None:
    tables = transcript_tables(world.genes, world.isoforms)
    exons, transcripts = tables["exons"], tables["transcripts"]
    assert (exons["end"] >= exons["start"]).all()
    ordered = exons.sort("transcript_id", "start").with_columns(before=pl.col("end").shift().over("transcript_id"))
    assert (ordered["start"] > ordered["before"]).drop_nulls().all()
    coding = transcripts.filter("coding")
    assert ((coding["cds_start"] >= coding["start"]) & (coding["cds_end"] <= coding["end"])).all()
    assert transcripts.filter(~pl.col("coding"))["cds_start"].is_null().all()
    assert transcripts.group_by("gene_id").agg(pl.col("canonical").sum())["canonical"].eq(1).all()
    spliced = exons.group_by("transcript_id").agg(pl.len().alias("n"), ((pl.col("end") - pl.col("start") + 1).sum()).alias("bp"))
    joined = transcripts.join(spliced, on="transcript_id")
    assert joined["n"].eq(joined["n_exons"]).all()
    assert joined["bp"].eq(joined["length"]).all()


def test_usage_adds_up_to_one_in_each_gene(world: World) -> None:
    totals = np.add.reduceat(world.measured.usage, world.isoforms.first, axis=0)
    assert totals == pytest.approx(1)


def test_samples_are_one_per_donor_and_tissue(world: World) -> None:
    for samples, sizes in ((world.measured.short, [t.n_short_read for t in TISSUES]), (world.measured.long, [t.n_long_read for t in TISSUES])):
        assert np.bincount(samples.tissue).tolist() == sizes
        assert len(set(samples.sample_id)) == len(samples.sample_id)


def test_haplotypes_add_up() -> None:
    effect = Effect(0, 0, "expression", "shared", np.ones(1), 1.0, allelic=True)
    change = expression_change(effect, np.array([0.0, 1, 2]), 2.0)
    assert 2**change == pytest.approx([1, 2.5, 4])
    repeat = Effect(0, 0, "expression", "shared", np.ones(1), 1.0, allelic=False)
    assert expression_change(repeat, np.array([10.0, 12]), 0.5) == pytest.approx([-0.5, 0.5])


def test_the_same_seed_draws_the_same_world_and_another_does_not(world: World) -> None:
    again, other = draw_world(seed=5), draw_cohorts(seed=6)
    assert np.array_equal(world.genotypes.gtop, again.genotypes.gtop)
    assert np.array_equal(world.measured.expression, again.measured.expression)
    assert not np.array_equal(world.cohorts.unlinked, other.unlinked)
