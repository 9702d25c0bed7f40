"""The imported tables give the numbers that the atlas's authors published."""

from __future__ import annotations

import polars as pl
import pytest

from dashboard.ingest.cohorts import read_cohorts
from dashboard.ingest.gtop.populations import EAST_ASIAN_PCS, GLOBAL_PCS, build_pcs
from dashboard.ingest.readers import read_text
from dashboard.ingest.report import read_report
from dashboard.schema.populations import FREQUENCY_SOURCES, POPULATION_MEASURES
from dashboard.schema.samples import DISTRIBUTION_QUANTITIES
from dashboard.schema.variants import VARIANT_MEASURES
from dashboard.store.release import Release

pytestmark = pytest.mark.data


def test_tissues_donors_and_samples(gtop_release: Release) -> None:
    tissues = gtop_release.frame("tissues")
    assert tissues.height == 33
    assert tissues["qtl_mapped"].sum() == 11
    assert tissues["n_short_read"].sum() == 1586
    assert tissues["n_long_read"].sum() == 176
    assert tissues["color"].str.contains(r"^#[0-9A-F]{6}$").all()
    assert tissues.null_count().select("abbreviation", "tissue_code", "uberon_id", "gtex_matched").row(0) == (0, 0, 0, 0)
    assert gtop_release.frame("donors").height == 160
    counts = dict(gtop_release.frame("samples").group_by("assay").len().iter_rows())
    assert counts == {"short_read_rna": 1586, "long_read_rna": 176, "long_read_wgs": 160, "short_read_wgs": 160}


def test_every_sample_belongs_to_a_known_donor_and_tissue(gtop_release: Release) -> None:
    samples = gtop_release.frame("samples")
    assert samples.join(gtop_release.frame("donors"), on="donor_id", how="anti").is_empty()
    rna = samples.filter(pl.col("assay").str.ends_with("rna"))
    assert rna.join(gtop_release.frame("tissues"), on="tissue", how="anti").is_empty()


@pytest.mark.parametrize("table", ["sample_metrics", "sample_embeddings", "isoform_counts", "allele_specific", "variance_explained"])
def test_tissues_of_other_tables_are_those_of_the_tissues_table(gtop_release: Release, table: str) -> None:
    known = set(gtop_release.frame("tissues")["tissue"])
    assert set(gtop_release.frame(table)["tissue"].drop_nulls()) <= known


def test_transcripts_and_genes(gtop_release: Release) -> None:
    counts = gtop_release.frame("isoform_counts")

    def found(scope: str) -> dict[str, float]:
        rows = counts.filter(pl.col("scope") == scope, pl.col("subcategory") == "GTOP")
        return dict(rows.select("category", "n").iter_rows())

    transcripts = found("long_read_transcripts")
    assert (transcripts["annotated"], transcripts["novel"]) == (108_850, 82_675)
    assert transcripts["annotated"] + transcripts["novel"] == 191_525
    assert found("long_read_genes")["novel"] == 3214
    by_structure = counts.filter(pl.col("scope") == "structural_category_coding_status")["n"].sum()
    passed = counts.filter(pl.col("scope") == "filter_outcome", pl.col("subcategory") == "passed")["n"].sum()
    assert by_structure == passed == 191_525


def test_allele_specific_genes(gtop_release: Release) -> None:
    steps = gtop_release.frame("allele_specific").filter(pl.col("measure") == "genes_by_step")
    numbers = dict(steps.select("category", "n").iter_rows())
    assert numbers["Genes included in ASE analysis"] == 16_441
    assert numbers["Genes exhibited ASE"] == 6_816
    assert numbers["Genes included in ASTS analysis"] == 7_971
    assert numbers["Genes exhibited ASTS"] == 1_184
    genes = gtop_release.frame("allele_specific").filter(pl.col("measure") == "genes", pl.col("category") == "significant")
    assert dict(genes.select("kind", "n").iter_rows()) == {"ASE": 6_816, "ASTS": 1_184}


def test_projections(gtop_release: Release) -> None:
    pcs = gtop_release.frame("genotype_pcs")
    cohorts = dict(pcs.filter(pl.col("analysis") == "global").group_by("cohort").len().iter_rows())
    assert cohorts == {"1000 Genomes": 2504, "GTEx": 838, "GTOP": 160}
    assert pcs.filter(pl.col("analysis") == "east_asian").height == 672
    printed = gtop_release.frame("pc_variance").filter(pl.col("pc") <= 2, pl.col("analysis") != "gtop").sort("analysis", "pc")
    assert printed["proportion"].to_list() == [0.008, 0.004, 0.076, 0.048]
    own = gtop_release.frame("pc_variance").filter(pl.col("analysis") == "gtop")
    assert own.height == 160
    assert own["proportion"].sum() == pytest.approx(1, abs=1e-3)


def test_printed_shares_agree_with_the_spread_of_the_scores(gtop_release: Release) -> None:
    first, second = gtop_release.frame("pc_variance").filter(pl.col("analysis") == "global", pl.col("pc") <= 2).sort("pc").iter_rows(named=True)
    assert (first["sd"] / second["sd"]) ** 2 == pytest.approx(first["proportion"] / second["proportion"], rel=0.02)


@pytest.mark.parametrize(("path", "expected"), [(GLOBAL_PCS, {"Geuvadis": 445, "MAGE": 731, "AFGR": 504}), (EAST_ASIAN_PCS, {"MAGE": 141})])
def test_resources_among_the_individuals(shared_data, path: str, expected: dict[str, int]) -> None:
    rows = read_text(shared_data / "gtop-phase1" / "figure_generation" / path)
    frame = build_pcs({path: rows}, path=path, analysis="a", membership=read_cohorts(shared_data / "cohorts")).frame
    assert dict(frame.explode("resources").drop_nulls("resources").group_by("resources").len().iter_rows()) == expected


def test_every_donor_is_in_the_projection(gtop_release: Release) -> None:
    own = gtop_release.frame("genotype_pcs").filter(pl.col("cohort") == "GTOP", pl.col("analysis") == "global")
    assert set(own["sample_id"]) == set(gtop_release.frame("donors")["donor_id"])


def test_admixture_sums_to_one(gtop_release: Release) -> None:
    sums = gtop_release.frame("admixture").group_by("sample_id").agg(pl.col("proportion").sum())["proportion"]
    assert len(sums) == 3502
    assert sums.is_between(0.9999, 1.0001).all()


def test_classes_are_kept_apart_from_frequencies(gtop_release: Release) -> None:
    rows = gtop_release.frame("allele_frequencies")
    assert (rows["af"].is_null() == rows["af_bin"].is_not_null()).all()


@pytest.mark.parametrize(("table", "column", "meanings"), [
    ("allele_frequencies", "source", FREQUENCY_SOURCES), ("population_counts", "measure", POPULATION_MEASURES),
    ("variant_counts", "measure", VARIANT_MEASURES), ("distributions", "quantity", DISTRIBUTION_QUANTITIES),
])
def test_every_measure_has_its_meaning(gtop_release: Release, table: str, column: str, meanings: dict[str, str]) -> None:
    assert set(gtop_release.frame(table)[column]) == set(meanings)


def test_structural_variants_agree_with_their_counts(gtop_release: Release) -> None:
    counts = gtop_release.frame("variant_counts").filter(pl.col("measure") == "shared_between_technologies", pl.col("variant_type") == "DEL")
    totals = dict(counts.select("technology", "total").unique().iter_rows())
    lengths = gtop_release.frame("structural_variants").filter(pl.col("sv_type") == "DEL")
    assert dict(lengths.group_by("technology").len().iter_rows()) == totals


def test_every_file_is_imported_or_named_with_a_reason(gtop_release: Release) -> None:
    report = read_report(gtop_release.path)
    assert report is not None
    assert report.left_out_as("unknown") == ()
    assert all(file.reason for file in report.left_out)
