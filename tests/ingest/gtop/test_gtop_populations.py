"""Principal components, admixture, frequencies and variants."""

from __future__ import annotations

import polars as pl
import pytest

from dashboard.ingest.cohorts import Membership
from dashboard.ingest.gtop import frequencies, populations, variants
from dashboard.schema import TABLES, check_frame

PCS = pl.DataFrame({
    "Ind": ["GTEX-1117F", "GTOP-AJ141", "HG00096", "NA19092"], **{f"PC{i}": [1.0, 2.0, 3.0, 4.0] for i in range(1, 11)},
    "pop": ["GTEX-1117F", "GTOP", "GBR", "YRI"], "superpop": ["GTEX", "GTOP", "EUR", "AFR"],
})


def conform(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    rows = TABLES[table].conform(frame)
    assert check_frame(rows, TABLES[table]) == []
    return rows


def test_a_donor_id_is_no_population() -> None:
    frame = conform("genotype_pcs", populations.build_pcs({"f": PCS}, path="f", analysis="global").frame)
    assert frame["cohort"].to_list() == ["GTEx", "GTOP", "1000 Genomes", "1000 Genomes"]
    assert frame["population"].to_list() == [None, None, "GBR", "YRI"]
    assert frame["superpopulation"].to_list() == [None, None, "EUR", "AFR"]
    assert frame["resources"].null_count() == 4


def test_resources_are_marked_once_membership_is_known() -> None:
    known = Membership(resources={"Geuvadis": frozenset({"HG00096", "NA19092"}), "MAGE": frozenset({"NA19092"})})
    built = populations.build_pcs({"f": PCS}, path="f", analysis="global", membership=known)
    assert conform("genotype_pcs", built.frame)["resources"].to_list() == [[], [], ["Geuvadis"], ["Geuvadis", "MAGE", "AFGR"]]
    assert "by population" in built.notes[0]


def test_only_printed_shares_of_variance_are_given() -> None:
    frame = conform("pc_variance", populations.build_printed_variance({"f": PCS}, path="f", analysis="east_asian").frame)
    assert frame["proportion"].to_list()[:3] == [0.008, 0.004, None]
    assert frame["basis"].to_list()[1:3] == [populations.AS_PRINTED, populations.NOT_PUBLISHED]
    assert frame["sd"].to_list() == pytest.approx([1.2909944] * 10)


def test_pca_statistics_end_in_empty_fields() -> None:
    stats = pl.DataFrame({"column_1": ["sd", "prop_var", "cumm_prop"], "column_2": [3.0, 0.6, 0.6], "column_3": [2.0, 0.4, 1.0], "column_4": [None] * 3})
    frame = conform("pc_variance", populations.build_gtop_variance({populations.GTOP_PCA_STATS: stats}).frame)
    assert frame.select("analysis", "pc", "proportion", "sd").rows() == [("gtop", 1, 0.6, 3.0), ("gtop", 2, 0.4, 2.0)]


def test_admixture_has_one_row_per_component() -> None:
    rows = pl.DataFrame({"column_1": [7, 8], "column_2": ["HG00096", "GTEX-1117F"], "column_3": ["GBR", "GTEX"], **{f"column_{i}": [0.2, 0.2] for i in range(4, 9)}})
    frame = conform("admixture", populations.build_admixture({populations.ADMIXTURE: rows, populations.GLOBAL_PCS: PCS}).frame)
    british = frame.filter(pl.col("sample_id") == "HG00096")
    assert british["component"].sort().to_list() == [1, 2, 3, 4, 5]
    assert british["superpopulation"].unique().to_list() == ["EUR"]
    assert frame.filter(pl.col("cohort") == "GTEx")["population"].null_count() == 5


def test_classes_of_frequency_are_no_frequencies() -> None:
    rows = pl.DataFrame({"SNP": ["rs1"], "AFR": [0.1], "EUR": [0.01], "SAS": [0.0], "AMR": [0.1]})
    frame = conform("allele_frequencies", frequencies.build_classes({"f": rows}, path="f", source="fine_mapped_eqtls").frame)
    assert frame["af"].null_count() == 4
    assert frame["af_bin"].to_list() == ["0.1", "0.01", "0", "0.1"]
    assert frame["flags"].unique().to_list() == [frequencies.CLASS_FLAG]


def test_the_own_frequency_is_given_once_per_variant() -> None:
    rows = pl.DataFrame({"rsid": ["rs1", "rs1"], "af_other": [0.9, 0.8], "af_GTOP": [0.5, 0.5], "p": [0.4, 0.01], "type": ["AFR", "EUR"]})
    frame = conform("allele_frequencies", frequencies.build_disease({frequencies.DISEASE: rows}).frame)
    assert frame.select("population", "af", "pval").rows() == [("AFR", 0.9, 0.4), ("EUR", 0.8, 0.01), ("GTOP", 0.5, None)]


def test_effects_are_split_into_variant_and_gene() -> None:
    rows = pl.DataFrame({
        "xQTL": ["chr12_10812919_G_T,ENSG00000256188"] * 3, "variable": ["GTOP_Z", "GTEx_Z", "GTOP_Z"], "value": [6.5, 0.1, 7.0],
        "type1": ["GTOP", "GTEx", "GTOP"], "type2": ["Z"] * 3,
    })
    frame = conform("population_effects", frequencies.build_effects({frequencies.EFFECTS: rows}).frame)
    assert frame.row(0, named=True)["variant_id"] == "chr12_10812919_G_T"
    assert frame["flags"].to_list() == [frequencies.TISSUE_FLAG, None, frequencies.TISSUE_FLAG]


def test_set_members_are_counted() -> None:
    sets = {"arcSNP": pl.Series(["ENSG1.1", "ENSG1.1", "ENSG2.1"]), "fd-QTL": pl.Series(["ENSG1.1"])}
    frame = conform("set_membership", frequencies.build_sets({"f": sets}, path="f", collection="c").frame)
    assert frame.select("set_name", "member", "n").rows() == [("archaic origin", "ENSG1.1", 2), ("archaic origin", "ENSG2.1", 1), ("fd-QTL", "ENSG1.1", 1)]


def test_shares_between_technologies_add_up() -> None:
    rows = pl.DataFrame({"Var1": ["DEL", "DEL"], "Var2": ["0", "1"], "Freq": [30, 10]})
    frame = conform("variant_counts", variants.build_structural({"f": rows}, path="f", technology="LRS").frame)
    assert frame.select("category", "total", "proportion").rows() == [("one technology only", 40.0, 0.75), ("both technologies", 40.0, 0.25)]


def test_the_share_of_reads_is_the_decimals_in_the_name() -> None:
    rows = pl.DataFrame({
        "SampleID": ["BE161-DMSO.downsampled_125", "BE161-DMSO.downsampled_5", "BE161-DMSO"], "STR_Count": [1, 2, 3], "VNTR_Count": [4, 5, 6],
    })
    frame = conform("variant_counts", variants.build_repeats_downsampled({variants.REPEATS_DOWNSAMPLED: rows}).frame)
    assert frame.filter(pl.col("variant_type") == "STR")["category"].to_list() == ["12.5 %", "50 %", "100 %"]


def test_structural_variants_are_placed_where_the_id_says_it() -> None:
    rows = pl.DataFrame({
        "ID": ["chr1_43177_DEL_BM1_289", "DEL_8337", "x"], "length": ["-289", "-60", "long"], "SVtype": ["DEL"] * 3, "tech": ["LRS", "SRS", "SRS"],
    })
    built = variants.build_lengths({variants.LENGTHS: rows})
    assert conform("structural_variants", built.frame).select("length", "position").rows() == [(-289, 43177), (-60, None)]
    assert built.rejected is not None
    assert built.rejected["reason"].to_list() == ["length is not a number"]
