"""Donors, libraries, their maps and their metrics."""

from __future__ import annotations

import polars as pl
import pytest

from dashboard.ingest.gtop import metrics, samples
from dashboard.ingest.gtop.tissues import LONG_READ_RNA, SHORT_READ_RNA
from dashboard.schema import TABLES, check_frame

SHORT = pl.DataFrame({
    "sample_id": ["AGTEX-AJ141-1053-SN-1", "GTOP-AJ142-1053-SN-2", "GTOP-AJ141-3170-SN-3"],
    "Subject": ["AJ141", "AJ142", "AJ141"], "Tissue": ["Liver", "Liver", "Lymph_node"], "Batch": ["Z1", "Z1", "Z2"],
})
LONG = pl.DataFrame({
    "sample": ["GTOP-AJ142-1053-LN-9"], "Subject": ["AJ142"], "Tissue_Code": ["1053"], "Tissue": ["Liver"], "batch": ["Z3"],
})
LOADED = {
    SHORT_READ_RNA: SHORT, LONG_READ_RNA: LONG, samples.LONG_READ_WGS: pl.DataFrame({"Sample": ["GTOP-AJ141"], "GC": [40.0]}),
    samples.SHORT_READ_WGS: pl.DataFrame({"sample": ["GTOP-AJ141", "GTOP-AJ143"], "q30_rate": [0.9, 0.8]}),
}


def conform(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    rows = TABLES[table].conform(frame)
    assert check_frame(rows, TABLES[table]) == []
    return rows


def test_donors_say_which_data_there_are() -> None:
    frame = conform("donors", samples.build_donors(LOADED).frame).sort("donor_id")
    assert frame["donor_id"].to_list() == ["GTOP-AJ141", "GTOP-AJ142", "GTOP-AJ143"]
    assert frame["n_tissues"].to_list() == [2, 1, 0]
    assert frame["n_tissues_long_read"].to_list() == [0, 1, 0]
    assert frame["long_read_wgs"].to_list() == [True, False, False]
    assert frame["short_read_wgs"].to_list() == [True, False, True]


def test_a_genome_of_each_technology_is_a_library_of_its_own() -> None:
    frame = conform("samples", samples.build_samples(LOADED).frame)
    assert frame["assay"].value_counts().sort("assay")["count"].to_list() == [1, 1, 3, 2]
    assert frame.filter(pl.col("sample_id") == "GTOP-AJ141")["assay"].sort().to_list() == ["long_read_wgs", "short_read_wgs"]
    assert frame["sample_id"].str.starts_with("AGTEX").sum() == 0


def test_variance_of_the_map_counts_positive_eigenvalues_only() -> None:
    points = pl.DataFrame({"row_name": ["AGTEX-AJ141-1053-SN-1"], "column_1": [1.0], "column_2": [2.0], "column_3": [3.0]})
    mds = {"points": points, "eig": pl.Series([6.0, 3.0, 1.0, -4.0])}
    axes = conform("embedding_axes", samples.build_short_read_axes({samples.SHORT_READ_MDS: mds}).frame)
    assert axes["proportion"].to_list() == pytest.approx([0.6, 0.3, 0.1])
    placed = conform("sample_embeddings", samples.build_short_read_embedding({**LOADED, samples.SHORT_READ_MDS: mds}).frame)
    assert placed.row(0, named=True)["tissue"] == "Liver"


def test_printed_percentages_become_shares() -> None:
    printed = pl.DataFrame({"coordinate1": ["20.8%"], "coordinate2": ["14.8%"]})
    axes = samples.build_long_read_axes({samples.LONG_READ_MDS_VARIANCE: printed}).frame
    assert axes["proportion"].to_list() == pytest.approx([0.208, 0.148])


def test_rna_metrics_lose_percent_signs_and_missing_values() -> None:
    matrix = pl.DataFrame({
        "SampleID": SHORT["sample_id"].str.replace("AGTEX", "GTOP"), "unique%": ["79.18%", "80%", "1%"],
        "Exonic Rate": [0.5, 0.6, 0.7], "End 1 Mismatch Rate": ["NaN", None, None], "Read Length": [150, 150, 150],
    }, strict=False)
    built = metrics.build_rna_metrics({SHORT_READ_RNA: SHORT, metrics.RNA_METRICS: matrix})
    frame = conform("sample_metrics", built.frame)
    unique = frame.filter((pl.col("metric") == "unique%") & (pl.col("donor_id") == "GTOP-AJ142")).row(0, named=True)
    assert (unique["value"], unique["unit"], unique["tissue"]) == (80.0, "%", "Liver")
    assert built.rejected is not None
    assert built.rejected["reason"].to_list() == ["no number"] * 3
    assert set(frame.filter(pl.col("flags") == metrics.CONSTANT)["metric"]) == {"Read Length"}


def test_phasing_of_a_genome_sums_its_chromosomes() -> None:
    rows = pl.DataFrame({
        "Indis": ["GTOP-AJ141"] * 3, "chromosome": [1, 2, 3], "group": ["LRS"] * 3, "block_n50": [10, 30, 20],
        **{name: [1, 2, 3] for name in metrics.SUMMED}, "phased": [9, 1, 0], "heterozygous_variants": [10, 5, 5],
    })
    frame = conform("sample_metrics", metrics.build_phasing({metrics.PHASING: rows}).frame)
    genome = dict(frame.filter(pl.col("chromosome").is_null()).select("metric", "value").iter_rows())
    assert genome["phased_fraction"] == pytest.approx(0.5)
    assert (genome["variants"], genome["block_n50"]) == (6, 20)
    assert frame.filter(pl.col("chromosome") == "chr2", pl.col("metric") == "phased")["value"].to_list() == [1]
    assert frame["assay"].unique().to_list() == ["long_read_wgs"]


def test_libraries_without_a_name_keep_their_tissue_and_are_flagged() -> None:
    rows = pl.DataFrame({
        "Tissue": ["Pancreas_Head", "Pancreas_Head"], "Number of all reads": [7, 8], "Number of aligned reads": [6, 8],
        "Tissue_Color_Code": ["#AB5F2C"] * 2,
    })
    frame = conform("sample_metrics", metrics.build_long_read_counts({metrics.LONG_READ_COUNTS: rows}).frame)
    assert frame["sample_id"].null_count() == frame.height == 4
    assert frame["flags"].unique().to_list() == [metrics.SAMPLE_UNNAMED]


def test_correlations_find_the_library_by_donor_and_code() -> None:
    rows = pl.DataFrame({"sample_id": ["AJ142-1053"], "level": ["gene"], "correlation": [0.75]})
    frame = conform("sample_metrics", metrics.build_platform_correlation({metrics.PLATFORM_CORRELATION: rows, LONG_READ_RNA: LONG}).frame)
    assert frame.select("sample_id", "metric", "value").rows() == [("GTOP-AJ142-1053-LN-9", "gene_correlation_with_short_reads", 0.75)]


def test_genomes_of_unknown_donors_are_kept_and_flagged() -> None:
    rows = pl.DataFrame({
        "sampleID": ["AJ141-DMSO", "AJ141-DMSO", "AJ271-DMSO"], "sv_number": [5, 5, 7], "type": ["DEL", "INS", "DEL"],
        "sv_type_number": [2, 3, 7],
    })
    frame = conform("sample_metrics", metrics.build_structural_variants({metrics.STRUCTURAL_VARIANTS: rows, SHORT_READ_RNA: SHORT}).frame)
    assert frame.filter(pl.col("flags").is_not_null())["donor_id"].unique().to_list() == ["GTOP-AJ271"]
    assert frame.filter(pl.col("metric") == "sv_total")["value"].sort().to_list() == [5, 7]


def test_the_file_name_names_the_donor_of_tandem_repeats() -> None:
    rows = pl.DataFrame({"File_Name": ["./AJ141-DMSO.sorted.vcf.gz"], "Sample_ID": ["A1141"], "RU1": [1], "VNTR": [2]})
    frame = metrics.build_tandem_repeats({metrics.TANDEM_REPEATS: rows, SHORT_READ_RNA: SHORT}).frame
    assert frame.select("sample_id", "metric", "value").rows() == [("GTOP-AJ141", "tr_RU1", 1.0), ("GTOP-AJ141", "tr_VNTR", 2.0)]
