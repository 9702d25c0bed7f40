"""How GTOP's QTL, fine-mapping and disease files become tables: traps, on a few rows each."""

from __future__ import annotations

from functools import partial

import polars as pl
import pytest

from dashboard.ingest.gtop import associations, disease, enrichment, finemapping, loci, repeats, replication
from dashboard.ingest.steps import Built
from dashboard.schema import TABLES, check_frame

LEADS = pl.DataFrame({
    "Gene": ["ENSG00000101017.15", "PB.1.2", "ENSG00000101017.15"], "num_var": [10, 2, 3],
    "variant_id": ["rs1", "chr1_5_INS_2_60", "weird"], "distance": [-5, 0, 9], "pval_nominal": [1e-9, 0.01, 1e-9],
    "slope": [1.0, -1.0, 0.5], "p_threshold": [1e-4, 1e-4, 1e-9], "VarType": ["SNV", "SV", "TR"], "Tissue": ["Liver"] * 3,
})
COLOC = pl.DataFrame({
    "GWAS_name": ["070", "070", "A@b-Sakaue-2021"], "Disease_trait": ["Hepatitis", "Hepatitis", "A b"], "Trait_class": ["immune"] * 3,
    "loci": ["chr20:1-9"] * 3, "xQTL_type": ["SNV_eQTL", "SNV_eQTL", "SNV_juQTL"], "tissue": ["Liver"] * 3,
    "phenotype_id": ["ENSG00000101017.15", "ENSG00000101017.15", "chr1:2:3:clu_1_+:PR:GTOPG01"],
    "gene_name": ["ENSG00000101017.15", "ENSG00000101017.15", "GTOPG01"], "gene_symbol": ["CD40", "CD40", "GTOPG01"],
    "nsnps": [5, 5, 6], "GWAS_sentinel": ["rs1"] * 3, "GWAS_hit": ["rs1"] * 3, "GWAS_beta": [0.1] * 3, "GWAS_pvalue": [0.0, 1e-9, 1e-9],
    "xQTL_hit": ["rs2"] * 3, "xQTL_beta": [0.2] * 3, "xQTL_pvalue": [1e-5] * 3, "PP.H0.abf": [0.0] * 3, "PP.H1.abf": [0.0] * 3,
    "PP.H2.abf": [0.0] * 3, "PP.H3.abf": [0.1] * 3, "PP.H4.abf": [0.9] * 3,
})


def conformed(built: Built, table: str) -> pl.DataFrame:
    frame = TABLES[table].conform(built.frame)
    assert check_frame(frame, TABLES[table]) == []
    return frame


def leads(frame: pl.DataFrame, **others: pl.DataFrame) -> Built:
    return associations.build_leads({"leads": frame, **others}, path="leads", phenotype="Gene", qtl_type=pl.lit("eQTL"))


def test_leads_are_significant_below_their_threshold_only_and_oddities_are_flagged() -> None:
    frame = conformed(leads(LEADS), "lead_associations")
    assert frame["significant"].to_list() == [True, False, False]
    assert frame["flags"].to_list() == [
        None, "above its significance threshold; gene is a PacBio locus id",
        "above its significance threshold; variant id not understood",
    ]
    assert frame["gene_id"].to_list() == ["ENSG00000101017", "PB.1.2", "ENSG00000101017"]
    assert frame["position"].to_list() == [None, 5, None]


def test_leads_whose_key_repeats_are_set_aside() -> None:
    built = leads(pl.concat([LEADS, LEADS.head(1)]))
    assert built.frame.height == 3
    assert built.rejected is not None
    assert built.rejected["reason"].to_list() == ["key repeated"]


def test_leads_take_symbols_from_the_colocalizations() -> None:
    frame = leads(LEADS, **{associations.COLOCALIZATIONS: COLOC}).frame
    assert frame["gene_symbol"].to_list() == ["CD40", None, "CD40"]


def test_splicing_leads_keep_their_type_and_find_their_gene() -> None:
    source = LEADS.head(1).drop("Gene").with_columns(
        phenotype_id=pl.lit("chr7:1:2:clu_1_+:PR:ENSG00000158517.16"), QTLtype=pl.lit("juQTL"),
    )
    built = associations.build_leads({"s": source}, path="s", phenotype="phenotype_id", qtl_type=pl.col("QTLtype"))
    frame = conformed(built, "lead_associations")
    assert frame.select("qtl_type", "gene_id", "gene_version").row(0) == ("juQTL", "ENSG00000158517", 16)


def test_tagging_flags_repeated_keys_and_sets_aside_impossible_r2() -> None:
    source = pl.DataFrame({
        "variant_id": ["chr1_5_INS_a", "chr1_5_INS_a", "chr1_7_DEL_b"], "Gene": ["ENSG00000000001.1"] * 3, "distance": [1, 1, 2],
        "Pval": [0.1, 0.2, 0.3], "Tissue": ["Liver"] * 3, "R2": [0.5, 0.6, 1.5],
    })
    built = associations.build_tagging({"t": source}, path="t", variant_class="SV", qtl_type="eQTL", pval="Pval")
    assert conformed(built, "tagging")["flags"].to_list() == ["key repeated", "key repeated"]
    assert built.rejected is not None
    assert built.rejected["reason"].to_list() == ["r2 outside 0 to 1"]


def test_colocalizations_flag_zero_p_values_and_repeated_keys_and_keep_text_ids() -> None:
    frame = conformed(disease.build_colocalizations({disease.COLOC: COLOC}), "colocalizations")
    assert frame["gwas_id"].to_list() == ["070", "070", "A@b-Sakaue-2021"]
    assert frame["qtl_type"].to_list() == ["eQTL", "eQTL", "juQTL"]
    assert frame["gene_symbol"].to_list() == ["CD40", "CD40", None]
    repeated = "key repeated: several pairs of credible sets"
    assert frame["flags"].to_list() == [f"GWAS p-value is 0; {repeated}", repeated, None]


def test_smr_drops_the_qtl_p_values_that_repeat_the_gwas_ones() -> None:
    source = COLOC.with_columns(topSNP=pl.lit("rs1"), p_SMR=0.1, p_HEIDI=0.2, xQTL_pvalue=pl.Series([0.0, 1e-5, 1e-9])).with_row_index().with_columns(
        tissue=pl.col("index").cast(pl.String),
    )
    frame = conformed(disease.build_smr({disease.SMR: source}), "smr")
    assert frame["qtl_pval"].to_list() == [None, 1e-5, None]
    repeats = "QTL p-value repeats the GWAS p-value"
    assert frame["flags"].to_list() == [f"{repeats}; GWAS p-value is 0", None, repeats]


def test_traits_join_over_the_spellings_of_a_gwas() -> None:
    listed = pl.DataFrame({"gwas_id": ["070", "A-b", "999"], "trait": ["x", "y", "z"], "combined": ["X", "Y", "Z"]})
    frame = conformed(disease.build_traits({disease.TRAITS: listed, disease.COLOC: COLOC}), "gwas_traits")
    assert sorted(frame.rows()) == [("070", "Hepatitis", "X"), ("999", "z", "Z"), ("A@b-Sakaue-2021", "A b", "Y")]


def credible(pips: list[float], cs: list[str]) -> pl.DataFrame:
    n = len(pips)
    return pl.DataFrame({
        "locus_id": ["ENSG00000000001"] * n, "variant_id": [f"rs{i}" for i in range(n)], "pip": pips, "cs": cs, "cs_size": [n] * n,
        "cs_purity": [0.9] * n, "Tissue": ["Liver"] * n,
    })


def test_credible_sets_whose_pips_pass_one_are_flagged_and_impossible_pips_set_aside() -> None:
    source = credible([0.9, 0.6, 0.95, 1.5], ["L1", "L1", "L2", "L3"])
    built = finemapping.build_variants({"f": source}, path="f", cohort="GTOP", method="SuSiE")
    flag = "PIPs of the set sum to more than 1"
    assert conformed(built, "credible_set_variants")["flags"].to_list() == [flag, flag, None]
    assert built.rejected is not None
    assert built.rejected["reason"].to_list() == ["PIP outside 0 to 1"]
    sets = finemapping.build_sets({"f": source.head(3)}, path="f", cohort="GTOP", method="SuSiE")
    assert conformed(sets, "credible_sets").select("cs_id", "lead_variant_id", "lead_pip").sort("cs_id").rows() == [
        ("L1", "rs0", 0.9), ("L2", "rs2", 0.95),
    ]


def test_repeats_come_apart_and_regions_are_joined_by_interval() -> None:
    bed = pl.DataFrame({
        "column_1": ["chr1"], "column_2": [10], "column_3": [20], "column_4": ["ID=VWA1:chr1_10_20_AC,AG;MOTIFS=AC,AG;STRUC=(AC)n(AG)n"],
    })
    dosages = pl.DataFrame({"TR_pos": ["chr1_10_20"], "SampleID": ["GTOP-AJ141"], "CNV": [5.0], "TR_GeneName": ["VWA1"], "GeneRegion": ["5UTR"]})
    frame = conformed(repeats.build_repeats({repeats.REPEATS: bed, repeats.DOSAGES: dosages}), "tandem_repeats")
    assert frame.row(0) == ("chr1_10_20_AC,AG", "VWA1", "chr1", 10, 20, "AC,AG", "(AC)n(AG)n", "5UTR")


def test_repeat_counts_are_told_from_the_dosages_they_repeat() -> None:
    dosages = pl.DataFrame({
        "TR_pos": ["chr1_10_20"] * 2, "SampleID": ["GTOP-AJ141", "GTOP-AJ142"], "CNV": [5.0, 6.0], "TR_GeneName": ["V"] * 2, "GeneRegion": ["5UTR"] * 2,
    })
    counts = pl.DataFrame({
        "TRID": ["chr1_10_20_AC"] * 3, "sampleID": ["AJ141-DMSO", "AJ142-DMSO", "AJ211-DMSO"], "CNV_LRS": [5.0, 7.0, None],
        "Sequencing_LRS": ["LRS"] * 3, "gene": [None, None, "V"], "CNV_SRS": [None, 9.0, None], "Sequencing_SRS": [None, "SRS", None],
    }, schema_overrides={"gene": pl.String, "CNV_SRS": pl.Float64})
    built = repeats.build_counts({repeats.COUNTS: counts, repeats.DOSAGES: dosages})
    frame = conformed(built, "tandem_repeat_dosages")
    assert frame.select("donor_id", "technology", "dosage", "flags").rows() == [
        ("GTOP-AJ142", "long_read", 7.0, "differs from the dosage of Figure 3e"), ("GTOP-AJ142", "short_read", 9.0, None),
    ]
    assert built.rejected is not None
    assert sorted(built.rejected["reason"]) == ["no repeat count", "repeats the dosage of Figure 3e"]


def test_repeat_associations_hold_no_allele_frequency_and_flag_repeated_keys() -> None:
    source = pl.DataFrame({
        "phenotype_id": ["ENSG00000000001.1", "ENSG00000000001.1", "chr1:2:3:clu_1_+:PR:ENSG00000000001.1"], "variant_id": ["chr1_10_20_AC"] * 3,
        "start_distance": [1] * 3, "af": [0.5] * 3, "pval_nominal": [0.1, 0.1000001, 0.2], "slope": [1.0] * 3, "slope_se": [0.1] * 3,
        "QTL": ["eQTL", "eQTL", "sQTL"], "Tissue": ["Liver"] * 3, "GeneSymbol": ["ENSG00000000001.1"] * 3,
        "pathogenicTR_ID": ["chr1_10_20_AC,AG"] * 3, "TR_GeneName": ["V"] * 3, "GeneName": ["V"] * 3,
    })
    frame = conformed(repeats.build_associations({repeats.ASSOCIATIONS: source}), "tandem_repeat_associations")
    assert "af" not in frame.columns
    assert frame["qtl_type"].to_list() == ["eQTL", "eQTL", "juQTL"]
    assert frame["flags"].to_list() == ["key repeated, last digits differ"] * 2 + [None]


def test_sets_count_how_often_a_member_is_listed() -> None:
    sets = {"A": pl.Series(["g1", "g1", "g2"]), "B": pl.Series(["g1"])}
    frame = conformed(replication.build_sets({"s": sets}, path="s", collection="c"), "set_membership")
    assert sorted(frame.select("set_name", "member", "n").rows()) == [("A", "g1", 2), ("A", "g2", 1), ("B", "g1", 1)]


def test_pairwise_sharing_reads_the_matrix_and_its_names() -> None:
    matrix = pl.DataFrame({"row_name": ["Liver.mashr.txt", "Skin.mashr.txt"], "Liver.mashr.txt": [1.0, 0.4], "Skin.mashr.txt": [0.4, 1.0]})
    frame = conformed(replication.build_pairwise_sharing({replication.PAIRWISE: matrix}), "tissue_sharing")
    assert sorted(frame.select("tissue", "other_tissue", "value").rows()) == [
        ("Liver", "Liver", 1.0), ("Liver", "Skin", 0.4), ("Skin", "Liver", 0.4), ("Skin", "Skin", 1.0),
    ]


def test_infinite_odds_are_null_and_flagged() -> None:
    source = pl.DataFrame({
        "Motif": ["A", "C"], "Count_in_QTL": [1, 2], "Total_with_motif": [1, 4], "OR": [float("inf"), 2.0], "CI_lower": [0.2, 1.0],
        "CI_upper": [float("inf"), 3.0], "P_value": [0.1, 0.2], "P_adjusted": [1.0, 1.0],
    })
    frame = conformed(enrichment.build_motifs({enrichment.MOTIFS: source}), "enrichments")
    assert frame.select("estimate", "ci_lower", "ci_upper", "flags").rows() == [
        (None, 0.2, None, enrichment.INFINITE), (2.0, 1.0, 3.0, None),
    ]


def test_a_locus_without_positions_has_one_gwas_track_and_no_limits() -> None:
    source = pl.DataFrame({"rsid": ["rs1", "rs1"], "GWAS_p": [0.1, 0.1], "QTL_p": [0.2, 0.3], "type": ["GTEx", "GTOP"]})
    locus = next(locus for locus in loci.LOCI if locus.gene_symbol == "ADAP1")
    loaded = {loci.ADAP1: source}
    frame = conformed(loci.build_associations(loaded, locus=locus), "locus_associations")
    assert sorted(frame.select("track", "pval").rows()) == [("GTEx eQTL", 0.2), ("GTOP eQTL", 0.3), ("GWAS", 0.1)]
    assert conformed(loci.build_locus(loaded, locus=locus), "loci").select("start", "end").row(0) == (None, None)


@pytest.mark.parametrize(
    ("build", "path"),
    [
        (disease.build_rare, disease.RARE), (enrichment.build_heritability, enrichment.HERITABILITY),
        (partial(finemapping.build_led_by, path="p", qtl_type=pl.lit("eQTL")), "p"),
    ],
)
def test_a_frame_with_other_columns_is_refused(build: object, path: str) -> None:
    assert callable(build)
    with pytest.raises(pl.exceptions.ColumnNotFoundError):
        build({path: pl.DataFrame({"other": [1]})})
