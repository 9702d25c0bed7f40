"""Search over a small release, and over the real one with its annotation."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from dashboard.ingest.annotation import import_annotation
from dashboard.ingest.gtop import import_gtop
from dashboard.store.gene_names import GeneNames
from dashboard.store.genes import find_gene, gene_symbols, gene_window
from dashboard.store.release import Release
from dashboard.store.search import Hit, search
from dashboard.store.search_index import index_of
from dashboard.store.variant_names import VariantNames
from tests.tiny import write_release

LEADS = pl.DataFrame({
    "tissue": ["Whole_Blood"] * 7,
    "qtl_type": ["eQTL"] * 7,
    "variant_class": ["SNV", "SNV", "SV", "TR", "SNV", "SNV", "SNV"],
    "phenotype_id": ["p1", "p2", "p3", "p4", "p5", "p6", "p7"],
    "gene_id": ["ENSG00000101017", "GTOPG000000123", "PB.17.2903", "ENSG00000101017", "ENSG00000000009", "ENSG00000000009", "ENSG00000000010"],
    "gene_symbol": ["CD40", None, None, "CD40", "BRCA1", "BRCA1", "BRAT1"],
    "variant_id": [
        "rs156", "chr20_46133495_ATT_A", "chr10_100093575_INS_2DM275_152", "chr10_79826383_79826404_GGC", "rs1569723", "rs/6 é", "rs99999999999",
    ],
    "chromosome": [None, "chr20", "chr10", "chr10", None, None, None],
    "position": [None, 46_133_495, 100_093_575, 79_826_384, None, None, None],
})
GENES = pl.DataFrame({
    "gene_id": ["ENSG00000101017", "ENSG00000000009", "ENSG00000000010", "ENSG00000000011", "ENSG00000000012"],
    "gene_version": [15, 1, 1, 1, 1],
    "gene_symbol": ["CD40", "BRCA1", "BRAT1", "CD40LG", "HLA-A"],
    "chromosome": ["chr20", "chr17", "chr7", "chrX", "chr6"],
    "start": [46_118_271, 43_044_295, 2_537_810, 136_648_158, 29_941_260],
    "end": [46_129_863, 43_170_245, 2_555_694, 136_660_390, 29_949_572],
})
ALIASES = pl.DataFrame({
    "gene_id": ["ENSG00000101017", "ENSG00000101017", "ENSG00000000011", "ENSG00000000012"],
    "alias": ["TNFRSF5", "p50", "p50", "CD40"],
})
TISSUES = pl.DataFrame({
    "tissue": ["Whole_Blood", "Liver"], "label": ["Whole blood", "Liver"], "abbreviation": ["WB", "LIV"],
    "organ_system": ["Blood and immune", "Digestive"], "qtl_mapped": [True, True],
})
COLOCALIZATIONS = pl.DataFrame({
    "gwas_id": ["070", "151"], "trait": ["Viral_hepatitis", "Urticaria"], "trait_class": ["immune", "dermatologic"], "locus": ["a", "b"],
    "qtl_type": ["eQTL"] * 2, "tissue": ["Liver"] * 2, "phenotype_id": ["p", "q"], "gwas_hit": ["rs7", "chr1_9_A_C"],
})


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    return Release(write_release(
        tmp_path_factory.mktemp("releases"), lead_associations=LEADS, genes=GENES, gene_aliases=ALIASES, tissues=TISSUES, colocalizations=COLOCALIZATIONS,
    ))


def first(release: Release, q: str) -> Hit:
    result = search(release, q)
    assert result.hits, result.note
    assert result.note is None
    return result.hits[0]


@pytest.mark.parametrize(("q", "kind", "id_"), [
    ("CD40", "gene", "ENSG00000101017"),
    (" cd40 ", "gene", "ENSG00000101017"),
    ("ENSG00000101017", "gene", "ENSG00000101017"),
    ("ensg00000101017.3", "gene", "ENSG00000101017"),
    ("TNFRSF5", "gene", "ENSG00000101017"),
    ("GTOPG000000123", "gene", "GTOPG000000123"),
    ("gtopg0000", "gene", "GTOPG000000123"),
    ("PB.17.2903", "gene", "PB.17.2903"),
    ("rs1569723", "variant", "rs1569723"),
    ("RS1569723", "variant", "rs1569723"),
    ("rs99999999999", "variant", "rs99999999999"),
    ("rs/6 é", "variant", "rs/6 é"),
    ("chr20_46133495_ATT_A", "variant", "chr20_46133495_ATT_A"),
    ("20:46133495:att:a", "variant", "chr20_46133495_ATT_A"),
    ("chr10_100093575_INS_2DM275_152", "variant", "chr10_100093575_INS_2DM275_152"),
    ("chr10_100093", "variant", "chr10_100093575_INS_2DM275_152"),
    ("chr10_79826383_79826404_GGC", "variant", "chr10_79826383_79826404_GGC"),
    ("chr20:46,118,271-46,129,863", "region", "chr20:46,118,271-46,129,863"),
    ("20:46.1mb-46.2mb", "region", "chr20:46,100,000-46,200,000"),
    ("7:2540000", "region", "chr7:2,540,000"),
    ("whole blood", "tissue", "Whole_Blood"),
    ("LIV", "tissue", "Liver"),
    ("hepatitis", "trait", "Viral_hepatitis"),
    ("070", "trait", "Viral_hepatitis"),
    ("Urticaria", "trait", "Urticaria"),
])
def test_the_first_hit_is_what_was_meant(release: Release, q: str, kind: str, id_: str) -> None:
    hit = first(release, q)
    assert (hit.kind, hit.id) == (kind, id_)


def test_symbols_come_before_aliases_and_beginnings_after_both(release: Release) -> None:
    hits = search(release, "CD40").hits
    assert [hit.label for hit in hits] == ["CD40", "HLA-A", "CD40LG"]
    assert "alias CD40" in hits[1].detail


def test_an_ambiguous_alias_shows_every_gene(release: Release) -> None:
    hits = search(release, "P50").hits
    assert {hit.label for hit in hits} == {"CD40", "CD40LG"}
    assert all("alias p50" in hit.detail for hit in hits)


@pytest.mark.parametrize("typo", ["CD4O", "CD400", "C40", "DC40", "BRAC1", "BRCA"])
def test_one_wrong_letter_still_finds_the_gene(release: Release, typo: str) -> None:
    wanted = "BRCA1" if typo.startswith("BR") else "CD40"
    assert first(release, typo).label == wanted


def test_two_wrong_letters_do_not(release: Release) -> None:
    assert search(release, "BXCX1").hits == ()


def test_rs_numbers_are_completed_in_order_of_length(release: Release) -> None:
    assert [hit.id for hit in search(release, "rs156").hits] == ["rs156", "rs1569723"]


def test_a_position_also_gives_variants_and_genes_there(release: Release) -> None:
    hits = search(release, "chr20:46133495").hits
    assert [(hit.kind, hit.id) for hit in hits] == [("variant", "chr20_46133495_ATT_A"), ("region", "chr20:46,133,495")]
    assert [hit.id for hit in search(release, "chr20:46,120,000").hits] == ["chr20:46,120,000", "ENSG00000101017"]


def test_hits_open_pages_and_ids_are_encoded(release: Release) -> None:
    assert first(release, "CD40").url_path == "/gene/ENSG00000101017"
    assert first(release, "rs/6 é").url_path == "/variant/rs%2F6%20%C3%A9"
    assert first(release, "LIV").url_path == "/qtls?tissue=Liver"
    assert first(release, "20:46.1mb-46.2mb").url_path == "/locus?region=chr20%3A46100000-46200000"


@pytest.mark.parametrize(("q", "said"), [
    ("qwertyuiop", "Nothing in this release is called"),
    ("rs424242", "The variant “rs424242” is in none"),
    ("ENSG00000999999.1", "The gene “ENSG00000999999.1” is in none"),
    ("chr99:1-2", "There is no chromosome 99"),
    ("chr1:9-2", "the start must be at least 1 and not after the end"),
    ("chr1:abc", "is not a region"),
    ("", "You can type a gene symbol"),
    ("   ", "BRCA1"),
])
def test_a_miss_says_what_would_be_accepted(release: Release, q: str, said: str) -> None:
    result = search(release, q)
    assert result.hits == ()
    assert said in (result.note or "")


@pytest.mark.parametrize("q", ["%", "\\", "(", "[a-z]+", "\0", "💥" * 300, "'; drop", "rs", "chr", ".", "-", "a" * 5000])
def test_odd_text_is_no_error(release: Release, q: str) -> None:
    assert len(search(release, q, limit=5).hits) <= 5


def test_the_limit_holds(release: Release) -> None:
    assert len(search(release, "C", limit=1).hits) == 1
    assert search(release, "C", limit=0).hits == ()


def test_without_annotation_ids_and_symbols_of_results_are_found(tmp_path: Path) -> None:
    bare = Release(write_release(tmp_path, lead_associations=LEADS))
    assert first(bare, "BRCA1").id == "ENSG00000000009"
    assert first(bare, "ENSG00000000010.9").label == "BRAT1"
    assert first(bare, "whole blood").id == "Whole_Blood"
    assert find_gene(bare, "brca1") is not None


def test_a_release_without_genes_or_variants(tmp_path: Path) -> None:
    empty = Release(write_release(tmp_path, tissues=TISSUES))
    assert first(empty, "liver").id == "Liver"
    assert "You can type" in (search(empty, "CD40").note or "")
    assert GeneNames(empty, tmp_path).exact("CD40") == []
    assert VariantNames(empty, tmp_path).exact("rs1") is None


def test_genes_are_found_by_any_exact_name(release: Release) -> None:
    for text in ("CD40", "ENSG00000101017.99", "tnfrsf5"):
        gene = find_gene(release, text)
        assert gene is not None
        assert (gene.gene_id, gene.gene_version, gene.label, gene.aliases) == ("ENSG00000101017", 15, "CD40", ("TNFRSF5", "p50"))
    assert find_gene(release, "p50") is None, "an alias of two genes names neither"
    assert find_gene(release, "CD4O") is None
    novel = find_gene(release, "GTOPG000000123")
    assert novel is not None
    assert (novel.label, novel.start) == ("GTOPG000000123", None)


def test_gene_windows_come_from_the_gene_or_its_leads(release: Release) -> None:
    cd40, novel, pacbio = (find_gene(release, text) for text in ("CD40", "GTOPG000000123", "PB.17.2903"))
    assert cd40 is not None
    assert novel is not None
    assert pacbio is not None
    assert str(gene_window(release, cd40, 1000)) == "chr20:46,117,271-46,130,863"
    assert str(gene_window(release, novel, 10)) == "chr20:46,133,485-46,133,505"
    assert str(gene_window(release, pacbio, 0)) == "chr10:100,093,575"


def test_symbols_for_labels(release: Release) -> None:
    assert gene_symbols(release, ["ENSG00000101017", "GTOPG000000123", "nobody"]) == {"ENSG00000101017": "CD40"}


def test_the_index_is_made_once_per_version(release: Release) -> None:
    assert index_of(release) is index_of(Release(release.path))


@pytest.fixture(scope="module")
def gtop(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Release:
    data_dir = tmp_path_factory.mktemp("data")
    import_gtop(str(shared_data / "gtop-phase1"), data_dir=data_dir)
    import_annotation([str(shared_data / "ideogram")], data_dir=data_dir)
    return Release(data_dir / "releases" / "gtop-phase1")


@pytest.mark.data
@pytest.mark.parametrize(("q", "kind", "label"), [
    ("CD40", "gene", "CD40"), ("ENSG00000101017.15", "gene", "CD40"), ("TNFRSF5", "gene", "CD40"), ("BRAC1", "gene", "BRCA1"),
    ("rs1569723", "variant", "rs1569723"), ("chr10_100093575_INS_2DM275_152", "variant", "chr10_100093575_INS_2DM275_152"),
    ("chr10_79826383_79826404_GGC", "variant", "chr10_79826383_79826404_GGC"), ("urticaria", "trait", "Urticaria"), ("liver", "tissue", "Liver"),
])
def test_the_real_release(gtop: Release, q: str, kind: str, label: str) -> None:
    hit = first(gtop, q)
    assert (hit.kind, hit.label) == (kind, label)


@pytest.mark.data
def test_the_real_release_misses_helpfully_and_its_index_is_small(gtop: Release) -> None:
    assert "You can type a gene symbol" in (search(gtop, "qwertyuiop").note or "")
    assert search(gtop, "GTOPG0000").hits
    assert index_of(gtop).bytes < 25 * 2**20
