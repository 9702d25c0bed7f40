"""Joining an annotation to a release."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from dashboard.errors import ReleaseError, SourceError
from dashboard.ingest.annotation import import_annotation
from dashboard.ingest.annotation.join import PLACED_BY_TSS, RELEASE_ONLY
from dashboard.store.release import Release
from tests.ingest.annotation.test_ideogram import GENES, STRUCTURES, SYNONYMS, write_cache
from tests.tiny import write_release

LEADS = pl.DataFrame({
    "tissue": ["Liver"] * 4,
    "qtl_type": ["eQTL"] * 4,
    "variant_class": ["SNV", "TR", "SNV", "SNV"],
    "phenotype_id": ["ENSG00000000017.3", "ENSG00000000017.3", "GTOPG01", "PB.1.2"],
    "gene_id": ["ENSG00000000017", "ENSG00000000017", "GTOPG01", "PB.1.2"],
    "gene_symbol": [None, "KEPT", None, None],
    "variant_id": ["chr1_1600_A_C", "chr1_9_12_ACG", "chr5_500_A_T", "rs1"],
    "chromosome": ["chr1", "chr1", "chr5", None],
    "position": [1600, 10, 500, None],
    "tss_distance": [100, -1490, -20, 5],
    "pval_nominal": [0.1] * 4,
})
COLOCALIZATIONS = pl.DataFrame({
    "gwas_id": ["070"], "trait": ["Asthma"], "locus": ["chr5:1-9"], "qtl_type": ["eQTL"], "tissue": ["Liver"],
    "phenotype_id": ["GTOPG01"], "gene_id": ["GTOPG01"], "gene_symbol": ["NEWGENE"], "pp_h4": [0.9],
})
GTF = """chr1\tx\tgene\t1000\t1500\t.\t-\t.\tgene_id "ENSG00000000017.4"; gene_type "lncRNA"; gene_name "AAA2";
chr1\tx\ttranscript\t1000\t1500\t.\t-\t.\tgene_id "ENSG00000000017.4"; transcript_id "ENST00000000099.1"; transcript_name "AAA-202";
chr1\tx\texon\t1000\t1500\t.\t-\t.\tgene_id "ENSG00000000017.4"; transcript_id "ENST00000000099.1";
"""


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    write_release(tmp_path / "releases", name="atlas", lead_associations=LEADS, colocalizations=COLOCALIZATIONS)
    write_release(tmp_path / "releases", name="demo", simulated=True, lead_associations=LEADS)
    write_cache(tmp_path / "cache", genes=GENES, synonyms=SYNONYMS, gene_structures=STRUCTURES)
    (tmp_path / "a.gtf").write_text(GTF)
    return tmp_path


def genes_of(data_dir: Path) -> dict[str, dict[str, object]]:
    return {row["gene_id"]: row for row in Release(data_dir / "releases" / "atlas").frame("genes").to_dicts()}


def test_it_joins_the_newest_real_release_and_keeps_genes_it_does_not_know(data_dir: Path) -> None:
    report = import_annotation([str(data_dir / "cache")], data_dir=data_dir)
    assert report.release == "atlas"
    genes = genes_of(data_dir)
    assert genes["ENSG00000000017"]["gene_symbol"] == "AAA"
    novel = genes["GTOPG01"]
    assert (novel["gene_symbol"], novel["chromosome"], novel["start"], novel["source"]) == ("NEWGENE", "chr5", 520, PLACED_BY_TSS)
    assert (genes["PB.1.2"]["start"], genes["PB.1.2"]["source"]) == (None, RELEASE_ONLY)
    notes = " ".join(next(table for table in report.tables if table.name == "genes").notes)
    assert "2 of the release's 3 genes are not in the annotation (2 of them novel)" in notes
    assert "1 genes without a symbol took the one" in notes
    assert "1 of the release's 3 genes have no symbol" in notes


def test_missing_symbols_are_filled_in_and_others_left(data_dir: Path) -> None:
    import_annotation([str(data_dir / "cache")], data_dir=data_dir)
    leads = Release(data_dir / "releases" / "atlas").frame("lead_associations")
    assert dict(leads.select("variant_id", "gene_symbol").rows()) == {
        "chr1_1600_A_C": "AAA", "chr1_9_12_ACG": "KEPT", "chr5_500_A_T": "NEWGENE", "rs1": None,
    }
    assert leads.height == LEADS.height


def test_a_second_import_changes_nothing(data_dir: Path) -> None:
    import_annotation([str(data_dir / "cache")], data_dir=data_dir)
    before = {name: Release(data_dir / "releases" / "atlas").frame(name) for name in ("genes", "exons", "gene_aliases", "transcripts")}
    import_annotation([str(data_dir / "cache")], data_dir=data_dir)
    for name, frame in before.items():
        assert Release(data_dir / "releases" / "atlas").frame(name).equals(frame)


@pytest.mark.parametrize("order", [("cache", "a.gtf"), ("a.gtf", "cache")])
def test_a_gtf_goes_before_ideogram_in_either_order(data_dir: Path, order: tuple[str, str]) -> None:
    import_annotation([str(data_dir / name) for name in order], data_dir=data_dir)
    gene = genes_of(data_dir)["ENSG00000000017"]
    assert (gene["gene_symbol"], gene["gene_version"], gene["biotype"], gene["gene_name"]) == ("AAA2", 4, "lncRNA", "alpha, the first")
    release = Release(data_dir / "releases" / "atlas")
    of_gene = release.frame("transcripts").filter(pl.col("gene_id") == "ENSG00000000017")
    assert of_gene["transcript_id"].to_list() == ["ENST00000000099.1"]
    assert release.frame("gene_aliases").height == 3


def test_only_the_demo_is_no_release_to_join_unless_named(tmp_path: Path) -> None:
    write_release(tmp_path / "releases", name="demo", simulated=True, lead_associations=LEADS)
    cache = write_cache(tmp_path / "cache", genes=GENES)
    with pytest.raises(ReleaseError, match="--name demo"):
        import_annotation([str(cache)], data_dir=tmp_path)
    assert import_annotation([str(cache)], name="demo", data_dir=tmp_path).release == "demo"


def test_wrong_paths_and_names_are_said(data_dir: Path) -> None:
    with pytest.raises(SourceError, match=r"nowhere\.gtf does not exist"):
        import_annotation(["nowhere.gtf"], data_dir=data_dir)
    with pytest.raises(ReleaseError, match="'absent'"):
        import_annotation([str(data_dir / "cache")], name="absent", data_dir=data_dir)
    with pytest.raises(SourceError, match="Name a GTF file"):
        import_annotation([], data_dir=data_dir)


def test_without_npm_the_package_cannot_be_fetched(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.chdir(data_dir)
    with pytest.raises(SourceError, match="npm is not installed"):
        import_annotation(["ideogram"], data_dir=data_dir)
