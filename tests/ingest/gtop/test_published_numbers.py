"""The imported release reproduces the published numbers, and every published file is accounted for."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from dashboard.ingest.report import ImportReport, read_report
from dashboard.schema import TABLES, check_frame
from dashboard.store.release import Release

pytestmark = pytest.mark.data


@pytest.fixture(scope="module")
def report(gtop_release: Release) -> ImportReport:
    found = read_report(gtop_release.path)
    assert found is not None
    return found


def test_every_published_file_is_accounted_for(report: ImportReport, shared_data: Path) -> None:
    root = shared_data / "gtop-phase1" / "figure_generation"
    published = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    read = {file.path for file in report.files}
    left_out = {file.path for file in report.left_out if file.status != "absent"}
    assert len(published) == 190
    assert read | left_out == published
    assert not read & left_out
    assert report.left_out_as("unknown") == ()


def test_large_files_that_are_absent_are_named(report: ImportReport) -> None:
    absent = {file.path for file in report.left_out_as("absent")}
    assert {"Figure_3/input/Fig3a.df_sQTL.RDS", "Figure_5/input/joint_finemap.res.RDS"} <= absent


def test_every_table_keeps_to_the_schema(gtop_release: Release) -> None:
    for name in gtop_release.tables:
        assert check_frame(gtop_release.frame(name), TABLES[name]) == []


def test_the_report_counts_what_the_release_holds(report: ImportReport, gtop_release: Release) -> None:
    assert {table.name: table.rows_out for table in report.tables if table.rows_out} == {
        name: entry.rows for name, entry in gtop_release.tables.items()
    }
    for table in report.tables:
        if table.rows_out:
            assert table.flags == gtop_release.entry(table.name).flags
            assert table.rejected == gtop_release.entry(table.name).rejected


def test_leads_in_liver_and_in_all(gtop_release: Release) -> None:
    leads = gtop_release.frame("lead_associations")
    liver = dict(leads.filter(tissue="Liver").group_by("variant_class").len().iter_rows())
    assert liver == {"SNV": 3997, "SV": 1389, "TR": 3357}
    assert leads.height == 76_859
    above = leads.filter(~pl.col("significant"))
    assert dict(above.group_by("variant_class").len().iter_rows()) == {"SV": 37}
    assert gtop_release.entry("lead_associations").flags["gene is a PacBio locus id"] == 3166
    assert leads.filter(variant_class="TR")["af"].null_count() == leads.filter(variant_class="TR").height


def test_egenes_by_class(gtop_release: Release) -> None:
    leads = gtop_release.frame("lead_associations")
    assert dict(leads.group_by("variant_class").agg(pl.col("phenotype_id").n_unique()).iter_rows()) == {
        "SNV": 13_036, "SV": 5_075, "TR": 11_173,
    }
    sets = gtop_release.frame("set_membership").filter(collection="eGenes_by_variant_class")
    assert dict(sets.group_by("set_name").len().iter_rows()) == {"SNV": 13_036, "SV": 5_075, "TR": 11_173}


@pytest.mark.parametrize(("variant_class", "percent"), [("SV", 21.9), ("TR", 33.8)])
def test_poorly_tagged_eqtls(gtop_release: Release, variant_class: str, percent: float) -> None:
    tagged = gtop_release.frame("tagging").filter(variant_class=variant_class, qtl_type="eQTL")
    assert round(100 * (tagged["r2"] < 0.8).mean(), 1) == percent


def test_credible_sets(gtop_release: Release) -> None:
    variants = gtop_release.frame("credible_set_variants")
    assert dict(variants.group_by("cohort").len().iter_rows()) == {"GTOP": 282_843, "GTEx": 206_576, "GTOP+GTEx": 8_988}
    sets = gtop_release.frame("credible_sets")
    assert sets.filter(cohort="GTOP+GTEx").height == 8_988
    sums = variants.filter(cohort="GTOP").group_by("tissue", "gene_id", "cs_id").agg(pl.col("pip").sum())
    assert sums["pip"].min() >= 0.95
    assert sets.filter(cohort="GTOP", method="SuSiE").height == sums.height


def test_colocalization_and_smr(gtop_release: Release) -> None:
    coloc, smr = gtop_release.entry("colocalizations"), gtop_release.entry("smr")
    assert (coloc.rows, smr.rows) == (6621, 4939)
    assert coloc.flags["GWAS p-value is 0"] == 4
    assert smr.flags["QTL p-value repeats the GWAS p-value"] == 4939
    assert gtop_release.frame("smr")["qtl_pval"].null_count() == 4939
    frame = gtop_release.frame("colocalizations")
    assert frame["pp_h4"].min() >= 0.8
    key = ["gwas_id", "locus", "tissue", "phenotype_id", "qtl_type"]
    assert frame.group_by(key).len().filter(pl.col("len") > 1).height == 82
    assert {"070", "070.2"} <= set(frame["gwas_id"])


def test_replication_loci_and_repeats(gtop_release: Release) -> None:
    replication = gtop_release.frame("effect_replication")
    assert dict(replication.group_by("comparison").len().iter_rows()) == {
        "GTOP_GTEx": 7872, "GTOP_GTEx_by_position": 8865, "pancreas_sites": 49_075, "ASE_eQTL": 2045,
    }
    assert gtop_release.entry("tandem_repeat_associations").flags == {"key repeated, last digits differ": 80}
    tracks = gtop_release.frame("locus_associations").filter(locus_id="hyperlipidemia_HP").group_by("track").len()
    assert dict(tracks.iter_rows()) == {"GWAS": 3099, "SNV-eQTL": 4391, "SV-eQTL": 3, "PIP": 4393}


def test_the_release_says_what_it_is(gtop_release: Release) -> None:
    manifest = gtop_release.manifest
    assert (manifest.title, manifest.genome_build, manifest.simulated) == ("GTOP phase 1", "GRCh38", False)
    assert manifest.source.location.endswith("gtop-phase1")
    assert manifest.citation
    assert manifest.errata
