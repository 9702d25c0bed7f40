"""Isoforms imported whole: from files of every tool, into a new release and into one there is."""

from __future__ import annotations

from pathlib import Path

import isoform_files as files
import polars as pl
import pytest
from isoform_files import table, write
from tiny import write_release

from dashboard.errors import SourceError
from dashboard.ingest.isoforms import import_isoforms
from dashboard.ingest.report import ImportReport
from dashboard.schema import TABLES, check_frame


def run(tmp_path: Path, sheet: str | None = None, **texts: str) -> ImportReport:
    samples = write(tmp_path / "sheet", sheet=sheet)[0] if sheet else None
    return import_isoforms(write(tmp_path / "in", **texts), samples=samples, data_dir=tmp_path / "data")


def rejected(tmp_path: Path, name: str) -> list[tuple[int, str]]:
    frame = pl.read_parquet(tmp_path / "data" / "releases" / "isoforms" / "rejected" / f"{name}.parquet")
    return frame.select("line", "reason").rows()


@pytest.mark.parametrize(("text", "isoform", "exons"), [
    (files.GENCODE, ("ENST00000000001.2", "ENSG00000000001", False), [(1, 101, 200, 151, 200), (2, 301, 400, 301, 340)]),
    (files.FLAIR, ("ENST00000000001.2", "ENSG00000000001", False), [(1, 101, 200, None, None), (2, 301, 400, None, None)]),
    (files.BAMBU, ("BambuTx1", "ENSG00000000001", True), [(1, 101, 200, None, None), (2, 401, 500, None, None)]),
    (files.ISOQUANT, ("transcript7.chr1.nnic", "novel_gene_chr1_1", True), [(1, 401, 500, None, None), (2, 101, 200, None, None)]),
    (files.GFF3, ("ENST00000000001", "ENSG00000000001", False), [(1, 101, 200, 151, 200), (2, 301, 400, None, None)]),
    (files.NO_GENE, ("STRG.1.1", "STRG.1.1", True), [(1, 101, 200, None, None)]),
], ids=["gencode", "flair", "bambu", "isoquant", "gff3", "no gene"])
def test_structures_of_every_tool(tmp_path: Path, text: str, isoform: tuple[str, str, bool], exons: list[tuple]) -> None:
    run(tmp_path, a=text)
    row = table(tmp_path / "data", "transcripts").to_dicts()
    assert [(r["transcript_id"], r["gene_id"], r["novel"]) for r in row] == [isoform]
    found = table(tmp_path / "data", "exons").sort("exon_number").select("exon_number", "start", "end", "cds_start", "cds_end").rows()
    assert found == exons
    assert row[0]["start"] == min(e[1] for e in exons)
    assert row[0]["end"] == max(e[2] for e in exons)
    assert row[0]["length"] == sum(e[2] - e[1] + 1 for e in exons)


def test_a_transcript_without_a_gene_says_so(tmp_path: Path) -> None:
    report = run(tmp_path, a=files.NO_GENE)
    assert next(t for t in report.tables if t.name == "transcripts").flags == {"no gene in the source, so listed under its own id": 1}


def test_isoquants_suffix_is_its_category(tmp_path: Path) -> None:
    run(tmp_path, a=files.ISOQUANT)
    assert table(tmp_path / "data", "transcripts")["structural_category"].to_list() == ["novel_not_in_catalog"]


def test_classification_joins_the_exons_whose_coordinates_hold(tmp_path: Path) -> None:
    report = run(tmp_path, a=files.SQANTI_GTF, b=files.CLASSIFICATION)
    rows = {row["transcript_id"]: row for row in table(tmp_path / "data", "transcripts").to_dicts()}
    one, artifact, novel = rows["PB.1.1"], rows["PB.1.2"], rows["PB.2.1"]
    assert (one["start"], one["end"], one["strand"], one["n_exons"], one["length"]) == (101, 400, "-", 2, 200)
    assert (one["gene_id"], one["structural_category"], one["novel"], one["nmd"], one["coding"]) == ("ENSG00000000001", "novel_in_catalog", True, False, True)
    assert (one["cds_start"], one["cds_end"]) == (161, 350)
    assert artifact["associated_transcript"] == "ENST00000000009.1"
    assert artifact["novel"] is False
    assert set(artifact["flags"].split("; ")) == {"SQANTI3’s filter calls it an artifact", "a junction may come from reverse-transcriptase switching"}
    assert novel["gene_id"] == "PB.2"
    exons = table(tmp_path / "data", "exons").filter(pl.col("transcript_id") == "PB.1.1").sort("exon_number")
    assert exons.select("exon_number", "start", "cds_start", "cds_end").rows() == [(1, 301, 301, 350), (2, 101, 161, 200)]
    genes = {row["gene_id"]: row["source"] for row in table(tmp_path / "data", "genes").to_dicts()}
    assert genes == {"ENSG00000000001": "a.txt, b.txt", "PB.2": "novel"}
    assert {file.path for file in report.files} == {"a.txt", "b.txt"}


def test_classification_alone_is_kept_and_flagged(tmp_path: Path) -> None:
    run(tmp_path, b=files.CLASSIFICATION)
    frame = table(tmp_path / "data", "transcripts")
    assert frame["start"].null_count() == 3
    assert all("no exons in the GTF" in flags for flags in frame["flags"])


@pytest.mark.parametrize("drop", ["filter_result", "predicted_NMD", "coding", "CDS_genomic_start", "subcategory", "chrom", "strand", "length"])
def test_classification_of_any_version(tmp_path: Path, drop: str) -> None:
    rows = [line.split("\t") for line in files.CLASSIFICATION.splitlines()]
    place = rows[0].index(drop)
    run(tmp_path, a=files.SQANTI_GTF, b="\n".join("\t".join(row[:place] + row[place + 1:]) for row in rows) + "\n")
    assert table(tmp_path / "data", "transcripts").height == 3


@pytest.mark.parametrize("missing", ["structural_category", "associated_gene", "associated_transcript", "isoform"])
def test_classification_without_a_needed_column_is_refused(tmp_path: Path, missing: str) -> None:
    with pytest.raises(SourceError, match=rf"b\.txt: SQANTI3’s classification needs the column “{missing}”"):
        run(tmp_path, b=files.CLASSIFICATION.replace(missing, "something"))


def test_lines_of_a_classification_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    bad = files.CLASSIFICATION.replace("intergenic", "nonsense") + files.CLASSIFICATION.splitlines()[1] + "\nshort\tline\n"
    run(tmp_path, a=files.SQANTI_GTF, b=bad)
    assert rejected(tmp_path, "transcripts") == [
        (6, "not 16 fields, as the header has"), (4, "structural category that SQANTI3 does not have"), (5, "the isoform has a line already"),
    ]


@pytest.mark.parametrize("text", [
    files.FLAIR_COUNTS, files.BAMBU_COUNTS, files.R_MATRIX, files.CSV_MATRIX, files.TPM_MATRIX, files.ISOQUANT_COUNTS, files.CSV_MATRIX.replace("\n", "\r\n"),
], ids=["flair", "bambu", "R", "csv", "tpm", "isoquant", "windows"])
def test_matrices_of_every_tool_give_the_same_usage(tmp_path: Path, text: str) -> None:
    run(tmp_path, files.SHEET, a=files.SQANTI_GTF, m=text)
    rows = {(r["transcript_id"], r["tissue"]): r for r in table(tmp_path / "data", "transcript_expression").to_dicts()}
    assert rows["PB.1.1", "Liver"]["usage"] == pytest.approx((0.75 + 0.5) / 2)
    assert rows["PB.1.1", "Liver"]["n"] == 2
    assert rows["PB.2.1", "Lung"]["usage"] == 1
    assert ("PB.1.1", "Lung") not in rows
    if "__ambiguous" not in text:
        assert rows["PB.1.1", "Liver"]["median_tpm"] == pytest.approx(200_000)
    samples = table(tmp_path / "data", "transcript_expression_samples")
    assert samples.height == 7
    assert samples["count"].null_count() == (7 if "300000" in text else 0)
    assert table(tmp_path / "data", "samples")["tissue"].to_list() == ["Liver", "Liver", "Lung"]


@pytest.mark.parametrize("text", [files.SALMON, files.RSEM, files.KALLISTO, files.ISOSEQ], ids=["salmon", "rsem", "kallisto", "isoseq"])
def test_one_file_per_sample(tmp_path: Path, text: str) -> None:
    paths = write(tmp_path / "in", a=files.SQANTI_GTF)
    for sample in ("S1", "S3"):
        paths += write(tmp_path / "in" / sample, quant=text)
    sheet = write(tmp_path / "sheet", sheet=files.SHEET)[0]
    report = import_isoforms(paths, samples=sheet, data_dir=tmp_path / "data")
    frame = table(tmp_path / "data", "transcript_expression").filter(pl.col("transcript_id") == "PB.1.1").sort("tissue")
    assert frame.select("tissue", "n", "n_detected").rows() == [("Liver", 1, 1), ("Lung", 1, 1)]
    assert frame["usage"].to_list() == pytest.approx([0.75, 0.75])
    assert frame["median_tpm"].to_list() == pytest.approx([300_000, 300_000])
    assert "1 samples of the sheet are in no quantification." in next(t for t in report.tables if t.name == "samples").notes


def test_values_and_transcripts_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    text = files.FLAIR_COUNTS + "PB.1.1\t1\t1\t1\nPB.9\t1\tx\t1\nPB.8\t-1\t0\t0\nUNKNOWN\t4\t4\t4\n"
    report = run(tmp_path, files.SHEET, a=files.SQANTI_GTF, m=text)
    assert rejected(tmp_path, "transcript_expression_samples") == [
        (5, "the transcript has a line already"), (6, "a value that is not a number"), (7, "a negative value"),
        (None, "the transcript is in no GTF or classification, nor in the release"),
    ]
    assert sum(next(t for t in report.tables if t.name == "transcript_expression_samples").rejected.values()) == 4


def test_samples_missing_from_the_sheet_are_named(tmp_path: Path) -> None:
    report = run(tmp_path, files.SHEET.replace("S3\tLung\tD1\n", ""), a=files.SQANTI_GTF, m=files.FLAIR_COUNTS)
    assert [(file.path, file.reason) for file in report.left_out] == [("m.txt: S3", "the sample is not in the sample sheet")]


@pytest.mark.parametrize(("sheet", "said"), [
    ("name\ttissue\nS1\tLiver\n", "needs the column “sample”"),
    ("sample\tdonor\nS1\tD1\n", "needs the column “tissue”"),
    ("sample\ttissue\tassay\nS1\tLiver\tmicroarray\n", "line 2: the assay “microarray”"),
    ("sample\ttissue\nX1\tLiver\n", "no column is a sample of the sample sheet"),
    (None, "add --samples"),
])
def test_sample_sheets_that_do_not_do(tmp_path: Path, sheet: str | None, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        run(tmp_path, sheet, a=files.SQANTI_GTF, m=files.FLAIR_COUNTS)


@pytest.mark.parametrize(("text", "said"), [
    ("", "is empty"),
    ("a\tb\nx\ty\n", "is none of a GTF"),
    ("Name\tLength\tEffectiveLength\tTPM\nPB.1.1\t1\t1\t1\n", "Salmon’s output needs the column “NumReads”"),
    ("target_id\tlength\teff_length\test_counts\nPB.1.1\t1\t1\t1\n", "kallisto’s output needs the column “tpm”"),
    ("gene_id\ttranscript_id(s)\tlength\teffective_length\texpected_count\tTPM\tFPKM\nG\tT\t1\t1\t1\t1\t1\n", "give its isoforms.results"),
    ("transcript_id\tdomain\tprotein_start\nPB.1.1\tSH2\t1\n", "needs the column “protein_end”"),
    ('chr1\tx\tgene\t1\t9\t.\t+\t.\tgene_id "G";\n', "no exon line"),
])
def test_other_files_are_refused_in_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SourceError, match=said) as raised:
        run(tmp_path, files.SHEET, a=files.SQANTI_GTF, x=text)
    assert "x.txt" in str(raised.value) or str(raised.value).startswith(str(tmp_path))
    assert not (tmp_path / "data" / "releases" / "isoforms").exists()


def test_lines_of_a_gtf_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    bad = (
        'chr1\tx\ttranscript\t1\t9\t.\t+\t.\ttranscript_id "LONELY"; gene_id "G";\n'
        'chr1\tx\texon\t9\t1\t.\t+\t.\ttranscript_id "PB.1.1";\n'
        'chr1\tx\texon\t1\t5\t.\t+\t.\tgene_id "G";\n'
        'chr1\tx\texon\t150\t250\t.\t-\t.\ttranscript_id "PB.1.1"; gene_id "PB.1";\n'
        'chr1\tx\texon\t1\t5\t.\t+\t.\ttranscript_id "PB.2.1"; gene_id "PB.2";\n'
    )
    run(tmp_path, a=files.SQANTI_GTF + bad, b=files.GENCODE)
    found = dict(pl.read_parquet(tmp_path / "data/releases/isoforms/rejected/exons.parquet").group_by("line").agg(pl.col("reason").first()).iter_rows())
    assert found == {
        6: "the transcript has no exon line", 7: "start is below 1 or after the end", 8: "no transcript_id", 9: "overlaps another exon of the transcript",
        5: "exons of one transcript on two chromosomes or strands", 10: "exons of one transcript on two chromosomes or strands",
    }


def test_peptides_and_domains(tmp_path: Path) -> None:
    peptides = "transcript_id\tpeptide\nPB.1.1\tAAK\nPB.1.1\tCCK\nPB.1.1\tAAK\nNONE\tAAK\n"
    domains = "transcript_id\tdomain\tprotein_start\tprotein_end\nPB.1.1\tSH2\t1\t2\nPB.1.1\tSH2\t16\t18\nPB.1.1\tbad\tx\t3\nPB.1.1\tfar\t900\t950\n"
    run(tmp_path, a=files.SQANTI_GTF, b=files.CLASSIFICATION, p=peptides, d=domains)
    counts = dict(table(tmp_path / "data", "transcripts").select("transcript_id", "n_peptides").iter_rows())
    assert counts["PB.1.1"] == 2
    found = {(r["domain"], r["domain_number"]): (r["start"], r["end"]) for r in table(tmp_path / "data", "protein_domains").to_dicts()}
    assert found == {("SH2", 1): (345, 350), ("SH2", 2): (197, 305), ("far", 1): (None, None)}
    assert rejected(tmp_path, "protein_domains") == [(4, "the domain’s first or last residue is not a number")]


def test_an_import_joins_the_release_there_is(tmp_path: Path) -> None:
    releases = tmp_path / "data" / "releases"
    old = TABLES["transcripts"].conform(pl.DataFrame({
        "transcript_id": ["PB.1.2", "ENST9"], "gene_id": ["ENSG00000000001"] * 2, "transcript_name": ["AAA-202", "AAA-201"], "chromosome": ["chr1"] * 2, "start": [7, 8],
    }))
    genes = pl.DataFrame({"gene_id": ["ENSG00000000001"], "gene_symbol": ["AAA"], "gene_name": ["triple A"]})
    write_release(releases, name="atlas", transcripts=old, genes=genes)
    report = run(tmp_path, a=files.SQANTI_GTF, b=files.CLASSIFICATION)
    assert report.release == "atlas"
    rows = {row["transcript_id"]: row for row in table(tmp_path / "data", "transcripts", "atlas").to_dicts()}
    assert set(rows) == {"PB.1.1", "PB.1.2", "PB.2.1", "ENST9"}
    assert (rows["PB.1.2"]["transcript_name"], rows["PB.1.2"]["start"]) == ("AAA-202", 301)
    genes_after = {row["gene_id"]: row["gene_name"] for row in table(tmp_path / "data", "genes", "atlas").to_dicts()}
    assert genes_after == {"ENSG00000000001": "triple A", "PB.2": None}


def test_a_symbol_in_the_classification_becomes_the_releases_gene(tmp_path: Path) -> None:
    write_release(tmp_path / "data" / "releases", name="atlas", genes=pl.DataFrame({"gene_id": ["ENSG00000000001"], "gene_symbol": ["AAA"]}))
    run(tmp_path, a=files.SQANTI_GTF, b=files.CLASSIFICATION.replace("ENSG00000000001.5", "AAA"))
    assert table(tmp_path / "data", "transcripts", "atlas").filter(pl.col("transcript_id") == "PB.1.1")["gene_id"].item() == "ENSG00000000001"


def test_ids_of_fasta_headers_and_of_flair_are_matched(tmp_path: Path) -> None:
    text = "ids\tS1\nENST00000000001.2|ENSG00000000001.5|OTT|\t30\n"
    run(tmp_path, files.SHEET, a=files.GENCODE, m=text)
    assert table(tmp_path / "data", "transcript_expression")["transcript_id"].to_list() == ["ENST00000000001.2"]


@pytest.mark.data
def test_the_uhr_set_imports_completely(tmp_path: Path, shared_data: Path) -> None:
    folder = shared_data / "sqanti3"
    sheet = write(tmp_path, sheet="sample\ttissue\tfile\nUHR\tUniversal reference\tUHR_abundance.tsv\n")[0]
    report = import_isoforms([folder], samples=sheet, data_dir=tmp_path / "data")
    transcripts, exons = table(tmp_path / "data", "transcripts"), table(tmp_path / "data", "exons")
    assert transcripts.height == 3_925
    assert exons.height == 32_822
    assert all(not t.rejected for t in report.tables)
    source = pl.read_csv(folder / "UHR_chr22_classification.txt", separator="\t", infer_schema=False)
    both = transcripts.join(source, left_on="transcript_id", right_on="isoform", suffix="_source")
    assert (both["structural_category"] == both["structural_category_source"]).all()
    assert (both["length"] == both["length_source"].cast(pl.Int64)).sum() >= 3_900
    assert (both["n_exons"] == both["exons"].cast(pl.Int32)).all()
    coding = exons.group_by("transcript_id").agg((pl.col("cds_end") - pl.col("cds_start") + 1).sum().alias("bases"))
    coded = source.filter(pl.col("coding") == "coding").join(coding, left_on="isoform", right_on="transcript_id")
    assert coded.height == 3_109
    assert (coded["bases"] == coded["CDS_length"].cast(pl.Int64)).all()
    expression = table(tmp_path / "data", "transcript_expression")
    assert expression.group_by("gene_id").agg(pl.col("usage").sum())["usage"].to_numpy() == pytest.approx(1, abs=1e-4)
    for name in ("transcripts", "exons", "transcript_expression", "transcript_expression_samples", "isoform_diversity", "genes"):
        assert check_frame(table(tmp_path / "data", name), TABLES[name]) == []
