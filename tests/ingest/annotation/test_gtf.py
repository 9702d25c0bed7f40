"""GTF of GENCODE, Ensembl and others, in small excerpts written here."""

from __future__ import annotations

import gzip
from pathlib import Path

import polars as pl
import pytest

from dashboard.errors import SourceError
from dashboard.ingest.annotation import gtf_lines
from dashboard.ingest.annotation.gtf import read_gtf
from dashboard.schema import TABLES, check_frame

GENCODE = """##description: an excerpt
chr1\tHAVANA\tgene\t100\t900\t.\t-\t.\tgene_id "ENSG00000000001.7"; gene_type "protein_coding"; gene_name "AAA"; level 2;
chr1\tHAVANA\ttranscript\t100\t900\t.\t-\t.\tgene_id "ENSG00000000001.7"; transcript_id "ENST00000000001.2"; gene_type "protein_coding"; gene_name "AAA"; transcript_type "nonsense_mediated_decay"; transcript_name "AAA-201"; level 2; tag "basic"; tag "Ensembl_canonical";
chr1\tHAVANA\texon\t700\t900\t.\t-\t.\tgene_id "ENSG00000000001.7"; transcript_id "ENST00000000001.2"; exon_number 1; tag "basic";
chr1\tHAVANA\texon\t100\t300\t.\t-\t.\tgene_id "ENSG00000000001.7"; transcript_id "ENST00000000001.2"; exon_number 2;
chr1\tHAVANA\tCDS\t700\t800\t.\t-\t0\tgene_id "ENSG00000000001.7"; transcript_id "ENST00000000001.2"; exon_number 1;
chr1\tHAVANA\tCDS\t250\t300\t.\t-\t1\tgene_id "ENSG00000000001.7"; transcript_id "ENST00000000001.2"; exon_number 2;
chr1\tHAVANA\tstop_codon\t247\t249\t.\t-\t0\tgene_id "ENSG00000000001.7"; transcript_id "ENST00000000001.2"; exon_number 2;
chrY\tHAVANA\tgene\t10\t20\t.\t+\t.\tgene_id "ENSG00000000002.3_PAR_Y"; gene_type "lncRNA"; gene_name "BBB";
chrX\tHAVANA\tgene\t10\t20\t.\t+\t.\tgene_id "ENSG00000000002.3"; gene_type "lncRNA"; gene_name "BBB";
"""
ENSEMBL = """1\thavana\ttranscript\t100\t900\t.\t+\t.\tgene_biotype "lncRNA"; gene_name "AAA"; gene_version "7"; transcript_id "ENST00000000001"; transcript_version "2"; gene_id "ENSG00000000001"; transcript_biotype "retained_intron";
1\thavana\texon\t100\t200\t.\t+\t.\tgene_biotype "lncRNA"; transcript_id "ENST00000000001"; transcript_version "2"; gene_id "ENSG00000000001"; gene_version "7"
MT\tinsdc\tgene\t5\t9\t.\t+\t.\tgene_id "PB.17.2903"; gene_biotype "Mt_tRNA"
"""


def read(tmp_path: Path, text: str, name: str = "a.gtf") -> dict[str, pl.DataFrame]:
    path = tmp_path / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return {table: built.frame for table, built in read_gtf(path).items()}


def test_gencode_genes_transcripts_and_exons(tmp_path: Path) -> None:
    tables = read(tmp_path, GENCODE, "gencode.gtf.gz")
    genes = {row["gene_id"]: row for row in tables["genes"].to_dicts()}
    assert set(genes) == {"ENSG00000000001", "ENSG00000000002", "ENSG00000000002_PAR_Y"}
    assert (genes["ENSG00000000001"]["gene_version"], genes["ENSG00000000002_PAR_Y"]["gene_version"]) == (7, 3)
    assert genes["ENSG00000000001"]["source"] == "gencode.gtf.gz"
    (transcript,) = tables["transcripts"].to_dicts()
    assert transcript["transcript_id"] == "ENST00000000001.2"
    assert (transcript["n_exons"], transcript["length"], transcript["canonical"], transcript["nmd"]) == (2, 402, True, True)
    assert (transcript["cds_start"], transcript["cds_end"]) == (247, 800), "the stop codon belongs to the coding part"
    exons = tables["exons"].sort("exon_number").select("exon_number", "start", "cds_start", "cds_end").rows()
    assert exons == [(1, 700, 700, 800), (2, 100, 247, 300)]
    for name, frame in tables.items():
        assert check_frame(frame, TABLES[name]) == []


def test_ensembl_style_joins_versions_and_chromosomes_and_makes_missing_genes(tmp_path: Path) -> None:
    tables = read(tmp_path, ENSEMBL)
    genes = {row["gene_id"]: row for row in tables["genes"].to_dicts()}
    assert genes["PB.17.2903"]["chromosome"] == "chrM"
    made = genes["ENSG00000000001"]
    assert (made["chromosome"], made["start"], made["end"], made["biotype"], made["gene_version"]) == ("chr1", 100, 900, "lncRNA", 7)
    (transcript,) = tables["transcripts"].to_dicts()
    assert (transcript["transcript_id"], transcript["biotype"]) == ("ENST00000000001.2", "retained_intron")
    assert transcript["coding"] is None, "without any CDS line in the file, coding is not known"
    assert transcript["canonical"] is None


def test_malformed_lines_are_rejected_with_their_number(tmp_path: Path) -> None:
    bad = [
        "chr1\tx\texon\tten\t20\t.\t+\t.\tgene_id \"G\"; transcript_id \"T\";",
        "chr1\tx\texon\t30\t20\t.\t+\t.\tgene_id \"G\"; transcript_id \"T\";",
        "chr1\tx\texon",
        "chr1\tx\texon\t10\t20\t.\t+\t.\ttranscript_id \"T\";",
        "chr1\tx\texon\t10\t20\t.\t+\t.\tgene_id \"G\";",
    ]
    path = tmp_path / "a.gtf"
    path.write_text(GENCODE + "\r\n".join(bad) + "\r\n")
    rejected = read_gtf(path)["genes"].rejected
    assert rejected is not None
    assert rejected.sort("line").select("line", "reason").rows() == [
        (11, "start or end is not a number"), (12, "start is below 1 or after the end"), (13, "fewer than nine fields"),
        (14, "no gene_id"), (15, "no transcript_id"),
    ]


def test_batches_give_the_same_as_one_piece(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = read(tmp_path, GENCODE)
    monkeypatch.setattr(gtf_lines, "BATCH_BYTES", 150)
    for name, frame in read(tmp_path, GENCODE.removesuffix("\n")).items():
        assert frame.equals(whole[name])


@pytest.mark.parametrize(("text", "said"), [
    ("", "is empty"),
    ("# only a comment\n", "no line of a gene"),
    ("gene,start,end\n", "line 1: 1 tab-separated fields"),
    ("chr1\tx\tgene\t1\t2\t.\t+\t.\tID=gene:1;Name=A\n", "GFF3"),
])
def test_other_files_are_refused_in_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "a.gtf"
    path.write_text(text)
    with pytest.raises(SourceError, match=said):
        read_gtf(path)


def test_cut_off_gzip_is_named(tmp_path: Path) -> None:
    path = tmp_path / "cut.gtf.gz"
    path.write_bytes(gzip.compress(GENCODE.encode())[:-20])
    with pytest.raises(SourceError, match="cut off or damaged"):
        read_gtf(path)


@pytest.mark.data
def test_published_excerpts(shared_data: Path) -> None:
    gencode = read_gtf(shared_data / "gencode" / "gencode_human.gtf.gz")
    assert [gencode[name].frame.height for name in ("genes", "transcripts")] == [119, 470]
    samd11 = gencode["genes"].frame.filter(pl.col("gene_symbol") == "SAMD11").row(0, named=True)
    assert (samd11["gene_id"], samd11["gene_version"], samd11["start"]) == ("ENSG00000187634", 11, 923928)
    ensembl = read_gtf(shared_data / "gencode" / "ensembl_human.gtf.gz")
    assert [ensembl[name].frame.height for name in ("genes", "transcripts", "exons")] == [84, 280, 1323]
    for tables in (gencode, ensembl):
        for name, built in tables.items():
            assert check_frame(built.frame, TABLES[name]) == []
