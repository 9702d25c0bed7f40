"""Counts of transcripts, modules and allele-specific events."""

from __future__ import annotations

import polars as pl
import pytest

from dashboard.ingest.gtop import allele_specific, isoforms, modules
from dashboard.ingest.gtop.tissues import LONG_READ_RNA
from dashboard.schema import TABLES, check_frame
from dashboard.schema.isoforms import ALLELE_SPECIFIC_MEASURES, ISOFORM_SCOPES, MODULE_MEASURES

LIBRARIES = pl.DataFrame({"sample": ["GTOP-AJ141-2099-LN-7RT0"], "Subject": ["AJ141"], "Tissue": ["Adrenal_Gland"]})


def conform(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    rows = TABLES[table].conform(frame)
    assert check_frame(rows, TABLES[table]) == []
    return rows


def test_classes_become_categories_and_rows_subcategories() -> None:
    wide = pl.DataFrame({"index": ["GTOP", "GENCODE"], "GENCODE v47": [0, 9], "Annotated": [5, 0], "Novel": [4, 0]})
    frame = conform("isoform_counts", isoforms.build_novelty({"f": wide}, path="f", scope="long_read_transcripts").frame)
    found = frame.filter(pl.col("subcategory") == "GTOP", pl.col("category").is_in(["annotated", "novel"]))["n"].sum()
    assert found == 9
    assert frame.filter(pl.col("category") == "gencode_v47")["n"].to_list() == [0, 9]


def test_shares_by_number_of_tissues_keep_the_number_as_text() -> None:
    wide = pl.DataFrame({"index": [1, 2], "Annotated": [0.25, 0.75], "Novel": [0.5, 0.5]})
    frame = conform("isoform_counts", isoforms.build_novelty({"f": wide}, path="f", scope="tissue_specificity", value="proportion").frame)
    assert frame["subcategory"].to_list() == ["1", "2", "1", "2"]
    assert frame["n"].null_count() == 4
    assert frame["proportion"].sum() == pytest.approx(2)


def test_overlaps_name_exactly_the_catalogues_they_are_in() -> None:
    rows = pl.DataFrame({"CHESS3": ["False", "True"], "GTEx long-read": ["False", "True"], "GTOP": ["True", "False"], "0": [3, 2]})
    frame = conform("isoform_counts", isoforms.build_overlap({isoforms.OVERLAP: rows}).frame)
    assert frame.select("category", "n").rows() == [("GTOP", 3.0), ("GTEx long-read & CHESS3", 2.0)]


def test_covariates_are_one_row_per_tissue() -> None:
    rows = pl.DataFrame({
        "tissue": ["Abdominal aorta"] * 2, "annotation": ["Annotated", "Novel"], "Number of tissue-specific transcripts": [199, 333],
        "Median RIN": [7.35] * 2, "Median number of reads": [5064120.0] * 2, "Sample size": [2] * 2,
    })
    loaded = {isoforms.TISSUE_SPECIFIC: rows}
    covariates = conform("tissue_covariates", isoforms.build_covariates(loaded).frame)
    assert covariates.rows() == [("Abdominal_Aorta", 2, 5064120.0, 7.35)]
    counts = conform("isoform_counts", isoforms.build_tissue_specific(loaded).frame)
    assert counts.select("category", "n").rows() == [("annotated", 199.0), ("novel", 333.0)]


def test_short_read_counts_part_genes_from_transcripts() -> None:
    rows = pl.DataFrame({
        "tissue": ["Adipose"], "gene_gencode": [1], "gene_enhanced": [2], "transcript_gencode": [3], "transcript_enhanced": [4],
        "color": ["#E59525"],
    })
    frame = conform("isoform_counts", isoforms.build_short_reads({isoforms.SHORT_READS: rows}).frame)
    assert ("transcript", "enhanced annotation", 4.0) in frame.select("category", "subcategory", "n").rows()


def test_module_members_are_transcripts_and_not_row_numbers() -> None:
    rows = pl.DataFrame({"gene": [1], "gene_id": ["ENST00000000233.10"], "module_MEnumber": ["ME5"], "module_Color": ["green"]})
    frame = conform("expression_modules", modules.build_members({modules.MEMBERS: rows}).frame)
    assert frame.rows() == [("Heart", "ENST00000000233.10", "ME5")]


def test_spread_groups_are_spelled_out() -> None:
    rows = pl.DataFrame({"tissue": ["Artery"] * 2, "group": ["g1", "g3"], "count": [5, 6]})
    frame = conform("module_summaries", modules.build_spread({modules.SPREAD: rows}).frame)
    assert frame["category"].to_list() == ["one isoform", "several isoforms, several modules"]


def test_samples_get_their_full_name_and_share() -> None:
    rows = pl.DataFrame({
        "sample": ["GTOP-AJ141-2099"], "non_sig.ase": [90], "sig.ase": [10], "total.ase": [100], "Tissue": ["Adrenal_Gland"],
        "non_sig.asts": [3], "sig.asts": [1], "total.asts": [4],
    })
    frame = conform("allele_specific", allele_specific.build_samples({allele_specific.SAMPLES: rows, LONG_READ_RNA: LIBRARIES}).frame)
    assert frame["sample_id"].unique().to_list() == ["GTOP-AJ141-2099-LN-7RT0"]
    significant = frame.filter(pl.col("category") == "significant").sort("kind")
    assert significant["proportion"].to_list() == [0.1, 0.25]


def test_steps_of_the_funnel_name_their_kind() -> None:
    rows = pl.DataFrame({"number": [9, 5, 2], "class": ["Annotated genes", "Genes exhibited ASE", "Genes exhibited ASTS"]})
    frame = conform("allele_specific", allele_specific.build_funnel({allele_specific.FUNNEL: rows}).frame)
    assert frame["kind"].to_list() == [None, "ASE", "ASTS"]


def test_events_that_point_apart_are_flagged_and_variants_placed() -> None:
    rows = pl.DataFrame({
        "gene_id": ["ENSG00000120594.17"], "variant_id": ["chr10@20287985@A@G"], "logafc": [1.49], "sample": ["GTOP-AJ141-2099"],
        "Tissue": ["Adrenal_Gland"], "total_coverage": [80], "variants": ["rs536553013"], "log2_aFC": [-1.93], "TOTAL_COUNT": [24],
        "dir": ["diff"], "thresh": [20],
    })
    built = allele_specific.build_platforms({allele_specific.PLATFORMS: rows, LONG_READ_RNA: LIBRARIES})
    row = conform("allele_specific_events", built.frame).row(0, named=True)
    assert (row["variant_id"], row["chromosome"], row["position"], row["ref"], row["alt"]) == ("rs536553013", "chr10", 20287985, "A", "G")
    assert row["flags"] == "opposite directions in long and short reads"


def test_the_tissue_of_a_gene_is_kept_where_it_is_its_only_one() -> None:
    rows = pl.DataFrame({
        "gene_id": ["ENSG1.1", "ENSG2.1"], "ase_tissues": [1, 14], "tissue": ["Whole_Blood", "Adrenal_Gland"], "asts_tissues": [None, 9],
    })
    frame = conform("allele_specific_events", allele_specific.build_gene_tissues({allele_specific.GENE_TISSUES: rows}).frame)
    assert frame["tissue"].to_list() == ["Whole_Blood", None]


@pytest.mark.data
def test_every_count_says_what_it_counts(gtop_release) -> None:
    for table, column, meanings in (
        ("isoform_counts", "scope", ISOFORM_SCOPES), ("module_summaries", "measure", MODULE_MEASURES),
        ("allele_specific", "measure", ALLELE_SPECIFIC_MEASURES),
    ):
        assert set(gtop_release.frame(table)[column]) == set(meanings)
