"""The compact encoding of ideogram's cache files, in small files written here."""

from __future__ import annotations

import gzip
from pathlib import Path

import polars as pl
import pytest

from dashboard.errors import SourceError
from dashboard.ingest.annotation.gtf import read_gtf
from dashboard.ingest.annotation.ideogram import read_ideogram
from dashboard.ingest.annotation.ideogram_structures import UNCERTAIN
from dashboard.ingest.steps import Built
from dashboard.schema import TABLES, check_frame

GENES = """## Ideogram.js gene cache for Homo sapiens
## Derived from https://ftp.ensembl.org/pub/release-110/gff3/x.gff3.gz
## prefix: ENSG
# chr\tstart\tlength\tslim_id\tsymbol\tdescription\ttop_tissues\ttop_tissues_in_gene
1\t1000\t500\t17\tAAA\talpha%2C the first\t\t
2\t2000\t99\t18\tBBB\t\t\t
X\t10\t5\t19\tPAR1\t\t\t
Y\t10\t5\t20\tPAR1\t\t\t
1\t1\t5\t21\tDUP\t\t\t
3\t1\t5\t22\tDUP\t\t\t
"""
SYNONYMS = "# symbol\tsynonyms\nAAA\tOLD1\tA-1\tAAA\nDUP\tD\nPAR1\tP\n"
# AAA-202 fills the gene; AAA-201 begins 10 bases into it. On the minus strand, 5' is to the right.
STRUCTURES = """## features: …
AAA-202\t0\t0\t-\t2;0;9\t1;0;99\t1;400;100\t0;451;49
AAA-201\t10\t1\t-\t1;0;89
BBB-201\t700\t0\t+\t1;0;49
DUP-201\t0\t0\t+\t1;0;5
broken line
"""
PROTEINS = """## domain keys: 77 = Kinase, N-terminal; 78 = Zinc
AAA-202\t77;1;9\t77;1;9\t_H;28;4\tS;40;20\tS;500;9
1\t78;2;3
BBB-201\t78;1;2
9\t78;1;2
"""
TISSUES = """## tissues: Liver,FFF,100;Lung,000,50
# gene\ttissue_metrics
AAA\t1;1.5;2;3;4;5;1;2;3;4;5;6;7;8;9;10\t0;.5;.75;1;9;;;;;;;;;;
OLD1\t1;1.5;2;3;4;5;1;2;3;4;5;6;7;8;9;10
NOBODY\t0;1;2;3;4;5;1;2;3;4;5;6;7;8;9;10
BBB\t0;120.5;1;2;3;4;5;6;7;8;9;10
"""


def write_cache(directory: Path, **texts: str) -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    for kind, text in texts.items():
        name = kind.replace("_", "-")
        (directory / f"homo-sapiens-{name}.tsv.gz").write_bytes(gzip.compress(text.encode()))
    return directory


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Built]:
    directory = tmp_path_factory.mktemp("package") / "dist" / "data" / "cache"
    write_cache(directory, genes=GENES, synonyms=SYNONYMS, gene_structures=STRUCTURES, proteins=PROTEINS, tissues=TISSUES)
    return read_ideogram(directory.parents[2])


def test_tables_meet_the_schema(tables: dict[str, Built]) -> None:
    assert set(tables) == {"genes", "gene_aliases", "transcripts", "exons", "protein_domains", "gene_expression"}
    for name, built in tables.items():
        assert check_frame(built.frame, TABLES[name]) == []


def test_genes_have_whole_ids_and_inclusive_ends(tables: dict[str, Built]) -> None:
    gene = tables["genes"].frame.row(0, named=True)
    assert (gene["gene_id"], gene["gene_symbol"], gene["gene_name"]) == ("ENSG00000000017", "AAA", "alpha, the first")
    assert (gene["chromosome"], gene["start"], gene["end"], gene["strand"]) == ("chr1", 1000, 1500, "-")
    assert gene["source"] == "Ensembl 110, from ideogram"


def test_aliases_of_symbols_that_several_genes_share_are_rejected(tables: dict[str, Built]) -> None:
    built = tables["gene_aliases"]
    assert built.frame.select("gene_id", "alias").rows() == [
        ("ENSG00000000017", "OLD1"), ("ENSG00000000017", "A-1"), ("ENSG00000000019", "P"),
    ]
    assert built.rejected is not None
    assert built.rejected["alias"].to_list() == ["D"]


def test_exons_and_coding_parts_are_decoded(tables: dict[str, Built]) -> None:
    exons = tables["exons"].frame.filter(pl.col("transcript_id") == "AAA-202").sort("exon_number")
    assert exons.select("exon_number", "start", "end", "cds_start", "cds_end").rows() == [
        (1, 1400, 1500, 1400, 1450), (2, 1000, 1099, 1010, 1099),
    ]
    transcripts = {row["transcript_id"]: row for row in tables["transcripts"].frame.to_dicts()}
    assert (transcripts["AAA-201"]["start"], transcripts["AAA-201"]["nmd"], transcripts["AAA-201"]["canonical"]) == (1010, True, False)
    assert transcripts["AAA-202"]["canonical"] is True


def test_transcripts_that_do_not_fill_their_gene_are_flagged_and_begin_at_its_start(tables: dict[str, Built]) -> None:
    flags = dict(tables["transcripts"].frame.select("transcript_id", "flags").rows())
    assert flags == {"AAA-202": None, "AAA-201": None, "BBB-201": UNCERTAIN}
    assert tables["exons"].frame.filter(pl.col("transcript_id") == "BBB-201")["start"].to_list() == [2000]
    rejected = tables["transcripts"].rejected
    assert rejected is not None
    assert sorted(rejected["content"]) == ["DUP-201", "broken line"]


def test_domains_span_introns_and_lose_their_place_beyond_the_protein(tables: dict[str, Built]) -> None:
    domains = tables["protein_domains"].frame.filter(pl.col("transcript_id") == "AAA-202")
    placed = {row["domain"]: (row["protein_start"], row["protein_end"], row["start"], row["end"])
              for row in domains.filter(pl.col("protein_end") < 100).to_dicts()}
    assert placed == {
        "Kinase, N-terminal": (1, 10, 1421, 1450), "Transmembrane helix": (28, 32, 1055, 1069), "Signal peptide": (40, 60, None, None),
    }
    beyond = domains.filter(pl.col("protein_end") == 509)
    assert beyond["start"].to_list() == [None]


def test_domains_below_a_gene_that_lacks_the_transcript_are_rejected(tables: dict[str, Built]) -> None:
    rejected = tables["protein_domains"].rejected
    assert rejected is not None
    assert rejected.select("transcript_id", "reason").rows() == [("BBB-209", "gene not told by the source")]
    assert "BBB-201" in tables["protein_domains"].frame["transcript_id"]


def test_expression_restores_the_zeros_left_out(tables: dict[str, Built]) -> None:
    rows = tables["gene_expression"].frame.sort("gene_id", "tissue").select("gene_id", "tissue", "n", "min", "q1", "median", "q3", "max").rows()
    assert rows == [
        ("ENSG00000000017", "Liver", 100, 0.0, 0.5, 0.75, 1.0, 9.0), ("ENSG00000000017", "Lung", 50, 1.5, 2.0, 3.0, 4.0, 5.0),
        ("ENSG00000000018", "Liver", 100, 0.0, 0.0, 0.0, 0.0, 120.5),
    ]
    rejected = tables["gene_expression"].rejected
    assert rejected is not None
    assert dict(rejected.rows()) == {"OLD1": "another symbol of the same gene came before", "NOBODY": "symbol not in the gene list"}


def test_a_directory_without_genes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"homo-sapiens-genes\.tsv"):
        read_ideogram(write_cache(tmp_path / "x", synonyms=SYNONYMS))


def test_a_damaged_gene_line_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="line 2: not the fields"):
        read_ideogram(write_cache(tmp_path / "x", genes="# chr\n1\tx\t5\t1\tA\t\n"))


@pytest.mark.data
def test_published_structures_lie_where_gencode_has_them(shared_data: Path) -> None:
    tables = read_ideogram(shared_data / "ideogram")
    transcripts = tables["transcripts"].frame
    for name, start, end, exons in (
        ("HP-201", 72_054_505, 72_061_055, 7), ("MUC1-201", 155_186_123, 155_192_868, 8), ("ABO-203", 133_255_176, 133_275_214, 8),
    ):
        found = transcripts.filter(pl.col("transcript_id") == name).row(0, named=True)
        assert (found["start"], found["end"], found["n_exons"]) == (start, end, exons)
    gencode = read_gtf(shared_data / "gencode" / "gencode_human.gtf.gz")
    theirs = gencode["transcripts"].frame.select("transcript_name", "cds_start", "cds_end", "n_exons", "start", "end")
    both = transcripts.filter(pl.col("flags").is_null()).join(theirs, on="transcript_name", suffix="_gencode")
    same = both.filter((pl.col("n_exons") == pl.col("n_exons_gencode")) & (pl.col("start") == pl.col("start_gencode")) & (pl.col("end") == pl.col("end_gencode")))
    assert same.height > 80
    coding = same.filter(pl.col("cds_start_gencode").is_not_null())
    agree = (coding["cds_start"] == coding["cds_start_gencode"]) & (coding["cds_end"] == coding["cds_end_gencode"])
    assert agree.mean() > 0.95
    for name, built in tables.items():
        assert check_frame(built.frame, TABLES[name]) == []
