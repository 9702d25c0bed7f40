"""GWAS files of each kind on a few rows: columns, alleles against the release's, builds, and what the import leaves behind."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from tiny import write_release

from dashboard.errors import SourceError
from dashboard.ingest.gwas import import_gwas
from dashboard.ingest.gwas.alleles import AMBIGUOUS_AF, FLIPPED, OTHER_ALLELES, PALINDROMIC, STRAND, orient
from dashboard.ingest.gwas.columns import parse_columns, recognise_columns
from dashboard.ingest.gwas.reading import COLUMNS, read_header, read_pieces
from dashboard.schema import TABLES, check_frame
from dashboard.store.release import Release

VCF = """##fileformat=VCFv4.2
##SAMPLE=<ID=trait,TotalControls=900,TotalCases=100,StudyType=CaseControl>
##contig=<ID=1,length=248956422>
#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\ttrait
1\t10\trs1\tA\tG\t.\tPASS\t.\tES:SE:LP:AF\t0.5:0.1:6:0.2
1\t20\t.\tC\tT,G\t.\tPASS\t.\tES:SE:LP\t-0.1,0.3:0.2,0.1:0.3,2.5
X\t30\trs3\tG\tA\t.\tPASS\t.\tES:SE:LP:SS\t.:0.1:1:800
"""
SSF = "chromosome\tbase_pair_location\teffect_allele\tother_allele\tbeta\tstandard_error\teffect_allele_frequency\tp_value\trsid\n1\t10\tG\tA\t0.5\t0.1\t0.2\t1e-6\trs1\n"
PLAIN = "SNP CHR BP A1 A2 OR P N\nrs1 1 10 g a 2.0 0.01 500\n  rs2   1  20  T  C  0.5  0.0455002638963584  400  \n"


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith("gz") else text.encode())
    return path


def rows_of(path: Path, columns: dict[str, str] | None = None) -> pl.DataFrame:
    return pl.concat(list(read_pieces(read_header(path, columns))))


def test_gwas_vcf_gives_one_row_per_alt_allele(tmp_path: Path) -> None:
    path = written(tmp_path, "trait.vcf.gz", VCF)
    header = read_header(path)
    assert (header.kind, header.build, header.trait_type, header.n, header.forward) == ("GWAS-VCF", "GRCh38", "case_control", 1000, True)
    rows = rows_of(path).sort("chromosome", "position", "effect_allele")
    assert rows.schema == pl.Schema(COLUMNS)
    assert rows["effect_allele"].to_list() == ["G", "G", "T", "A"]
    assert rows["beta"].to_list() == [0.5, 0.3, -0.1, None]
    assert rows["se"].to_list()[:3] == [0.1, 0.1, 0.2]
    assert rows["af"].to_list() == [0.2, None, None, None]
    assert rows["n"].to_list() == [1000, 1000, 1000, 800]
    assert rows["chromosome"].to_list() == ["chr1", "chr1", "chr1", "chrX"]


def test_gwas_ssf_is_known_by_its_columns_and_its_meta_file(tmp_path: Path) -> None:
    path = written(tmp_path, "GCST1.tsv", SSF)
    (tmp_path / "GCST1.tsv-meta.yaml").write_text("genome_assembly: GRCh37\ntrait_description: Height\nis_harmonised: true\n")
    header = read_header(path)
    assert (header.kind, header.build, header.title, header.forward) == ("GWAS-SSF", "GRCh37", "Height", True)
    assert rows_of(path).row(0) == ("chr1", 10, "G", "A", 0.5, 0.1, pytest.approx(6), 0.2, None, "rs1")


def test_plain_text_gives_log_odds_and_errors_from_p(tmp_path: Path) -> None:
    path = written(tmp_path, "plain.txt", PLAIN)
    header = read_header(path)
    assert (header.kind, header.trait_type) == ("text", "case_control")
    rows = rows_of(path)
    assert rows["beta"].to_list() == pytest.approx([np.log(2), -np.log(2)])
    assert rows["se"][1] == pytest.approx(np.log(2) / 2)
    assert rows["effect_allele"].to_list() == ["G", "T"]


def test_p_comes_from_effect_and_error_where_there_is_none(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "chr,pos,ea,nea,beta,se\nchr1,10,A,G,0.4,0.01\nchr1,11,A,G,0,0.01\n")
    assert rows_of(path)["neglog10_p"].to_list() == pytest.approx([349.13598, 0], abs=1e-3)


@pytest.mark.parametrize(("header", "effect", "other"), [
    (["CHROM", "GENPOS", "ID", "ALLELE0", "ALLELE1", "A1FREQ", "BETA", "SE", "LOG10P"], "ALLELE1", "ALLELE0"),
    (["CHR", "POS", "MarkerID", "Allele1", "Allele2", "AC_Allele2", "AF_Allele2", "BETA", "SE", "p.value"], "Allele2", "Allele1"),
    (["#CHROM", "POS", "ID", "REF", "ALT", "A1", "OBS_CT", "BETA", "SE", "P"], "A1", "REF"),
    (["SNP", "CHR", "BP", "A1", "A2", "BETA", "SE", "P"], "A1", "A2"),
])
def test_columns_of_common_tools_are_recognised(header: list[str], effect: str, other: str) -> None:
    found = recognise_columns(header, Path("x"))
    assert (found["effect_allele"], found["other_allele"]) == (effect, other)


def test_the_other_allele_of_plink2_is_the_one_that_a1_is_not(tmp_path: Path) -> None:
    path = written(tmp_path, "p.glm.linear", "#CHROM\tPOS\tID\tREF\tALT\tA1\tOBS_CT\tBETA\tSE\tP\n1\t5\trs1\tA\tG\tA\t9\t1\t1\t0.3\n1\t6\trs2\tA\tG\tG\t9\t1\t1\t0.3\n")
    assert rows_of(path).select("effect_allele", "other_allele").rows() == [("A", "G"), ("G", "A")]


def test_columns_can_be_named_and_what_is_missing_is_said() -> None:
    header = ["c", "p", "x", "y", "BETA", "SE"]
    given = parse_columns("chromosome=c, position=p,effect_allele=x,other_allele=y")
    assert recognise_columns(header, Path("f"), given)["effect_allele"] == "x"
    with pytest.raises(SourceError, match="no column was recognised as chromosome, position, effect_allele, other_allele"):
        recognise_columns(header, Path("f"))
    with pytest.raises(SourceError, match="no column 'z'"):
        recognise_columns(header, Path("f"), {"se": "z"})
    with pytest.raises(SourceError, match="not something a GWAS column can mean"):
        recognise_columns(header, Path("f"), {"effekt": "x"})
    with pytest.raises(SourceError, match="write effect_allele=A1"):
        parse_columns("effect_allele")


def test_damaged_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="does not exist"):
        read_header(tmp_path / "none.tsv")
    cut = written(tmp_path, "cut.tsv.gz", SSF * 500)
    cut.write_bytes(cut.read_bytes()[:40])
    with pytest.raises(SourceError, match=r"damaged|cut off"):
        rows_of(cut)
    wide = written(tmp_path, "wide.tsv", SSF + "1\t10\tG\tA\t0.5\t0.1\t0.2\t1e-6\trs1\textra\n")
    with pytest.raises(SourceError, match="fields of the header"):
        rows_of(wide)


KNOWN = pl.DataFrame({
    "position": [10, 20, 30, 40, 50, 60], "ref": ["A", "A", "A", "A", "C", None], "alt": ["G", "G", "G", "T", "T", None],
    "known_id": ["rs1", "rs2", "rs3", "rs4", "rs5", "rs6"],
})


def gwas(position: list[int], effect: list[str], other: list[str], af: list[float | None]) -> pl.DataFrame:
    n = len(position)
    return pl.DataFrame({
        "chromosome": ["chr1"] * n, "position": position, "effect_allele": effect, "other_allele": other, "beta": [0.5] * n, "se": [0.1] * n,
        "neglog10_p": [5.0] * n, "af": af, "n": [100] * n, "variant_id": [None] * n,
    }, schema=COLUMNS)


def test_effects_are_turned_to_the_alt_allele_of_the_release() -> None:
    rows = gwas([10, 20, 30, 60, 70], ["G", "A", "C", "A", "C"], ["A", "G", "T", "C", "CA"], [0.1, 0.2, 0.3, 0.1, 0.1])
    found = orient(rows, KNOWN, forward=False)
    kept = found.kept
    assert found.rejected.is_empty()
    assert kept["variant_id"].to_list() == ["rs1", "rs2", "rs3", "rs6", "chr1_70_CA_C"]
    assert kept["beta"].to_list() == [0.5, -0.5, 0.5, 0.5, 0.5]
    assert kept["af"].to_list() == pytest.approx([0.1, 0.8, 0.3, 0.1, 0.1])
    assert kept["effect_allele"].to_list()[:3] == ["G", "G", "G"]
    assert kept["flags"].to_list() == [None, FLIPPED, STRAND, None, None]
    assert (found.n_shared, found.n_flipped) == (4, 1)


def test_palindromic_variants_near_a_half_are_set_aside_unless_the_strand_is_known() -> None:
    rows = gwas([40, 40, 40], ["T", "T", "A"], ["A", "A", "T"], [AMBIGUOUS_AF[0], None, 0.1])
    found = orient(rows, KNOWN, forward=False)
    assert found.rejected["reason"].to_list() == [PALINDROMIC, PALINDROMIC]
    assert found.kept.select("beta", "flags").rows() == [(-0.5, FLIPPED)]
    assert found.n_ambiguous == 2
    forward = orient(rows, KNOWN, forward=True)
    assert forward.rejected.is_empty()
    assert forward.kept["beta"].to_list() == [0.5, 0.5, -0.5]


def test_other_alleles_at_a_known_position_are_kept_and_flagged() -> None:
    found = orient(gwas([10], ["T"], ["C"], [0.1]), KNOWN, forward=True)
    assert found.kept.select("variant_id", "beta", "flags").row(0) == ("chr1_10_C_T", 0.5, OTHER_ALLELES)
    assert found.n_shared == 0


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    write_release(tmp_path / "data" / "releases")
    return tmp_path / "data"


def test_import_adds_two_tables_and_replaces_a_gwas_of_the_same_id(data_dir: Path, tmp_path: Path) -> None:
    path = written(tmp_path, "trait.vcf.gz", VCF)
    import_gwas(str(path), name="tiny", data_dir=data_dir)
    import_gwas(str(written(tmp_path, "070.txt", PLAIN)), name="tiny", data_dir=data_dir, trait="Hepatitis", build="hg38")
    report = import_gwas(str(path), name="tiny", data_dir=data_dir, trait_type="quantitative")
    release = Release(data_dir / "releases" / "tiny")
    assert release.has("lead_associations")
    studies = release.frame("gwas_studies")
    assert studies.select("gwas_id", "trait", "trait_type", "n_variants").rows() == [("070", "Hepatitis", "case_control", 2), ("trait", "trait", "quantitative", 3)]
    rows = release.scan("gwas_associations").collect()
    assert check_frame(rows, TABLES["gwas_associations"]) == []
    assert rows["gwas_id"].value_counts(sort=True).rows() == [("trait", 3), ("070", 2)]
    assert report.tables[0].rejected == {"effect or standard error missing, or error not above 0": 1}
    assert release.entry("gwas_associations").rejected == report.tables[0].rejected


def test_a_file_of_another_build_is_refused_and_the_release_stays(data_dir: Path, tmp_path: Path) -> None:
    path = written(tmp_path, "old.txt", PLAIN)
    before = (data_dir / "releases" / "tiny" / "release.json").read_bytes()
    with pytest.raises(SourceError, match="positions of GRCh37, the release tiny has GRCh38"):
        import_gwas(str(path), name="tiny", data_dir=data_dir, build="b37")
    assert (data_dir / "releases" / "tiny" / "release.json").read_bytes() == before


def test_positions_that_do_not_fit_the_rs_ids_are_refused(tmp_path: Path) -> None:
    n = 30
    leads = pl.DataFrame({
        "tissue": ["Liver"] * n, "qtl_type": ["eQTL"] * n, "variant_class": ["SNV"] * n, "phenotype_id": [f"G{i}" for i in range(n)], "gene_id": [f"G{i}" for i in range(n)],
        "variant_id": [f"rs{i}" for i in range(n)], "chromosome": ["chr1"] * n, "position": [100 + i for i in range(n)], "pval_nominal": [1e-3] * n, "slope": [0.1] * n,
    })
    write_release(tmp_path / "data" / "releases", lead_associations=leads)
    text = "rsid\tchr\tpos\tea\tnea\tbeta\tse\n" + "".join(f"rs{i}\t1\t{5000 + i}\tA\tG\t0.1\t0.1\n" for i in range(n))
    with pytest.raises(SourceError, match="30 rs ids that the release has too, 0 are at its positions"):
        import_gwas(str(written(tmp_path, "g.tsv", text)), name="tiny", data_dir=tmp_path / "data")


def test_a_file_without_usable_rows_says_why(data_dir: Path, tmp_path: Path) -> None:
    path = written(tmp_path, "g.tsv", "chr\tpos\tea\tnea\tbeta\tse\n1\t5\tI\tD\t0.1\t0.1\n")
    with pytest.raises(SourceError, match="1 alleles are not written as A, C, G and T"):
        import_gwas(str(path), name="tiny", data_dir=data_dir)


@pytest.mark.data
def test_the_ldl_cholesterol_gwas_of_the_eqtl_catalogue(data_dir: Path, shared_data: Path) -> None:
    report = import_gwas(str(shared_data / "eqtl_catalogue" / "LDLC_HMGCR.vcf.gz"), name="tiny", data_dir=data_dir)
    release = Release(data_dir / "releases" / "tiny")
    study = release.frame("gwas_studies").row(0, named=True)
    assert (study["gwas_id"], study["trait_type"], study["n"], study["genome_build"]) == ("LDLC_HMGCR", "quantitative", 457526, "GRCh38")
    assert study["sd_y"] == pytest.approx(1.2009, abs=1e-3)
    assert report.tables[0].rows_in == report.tables[0].rows_out == 9942
    rows = release.scan("gwas_associations", "chr5").collect()
    assert rows["position"].is_sorted()
    first = rows.row(0, named=True)
    assert (first["position"], first["effect_allele"], first["other_allele"], first["beta"], first["se"]) == (74855472, "C", "A", -0.1004, 0.03403)
