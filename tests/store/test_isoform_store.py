"""What a release answers about a gene's isoforms and about expression."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from tiny import write_release

from dashboard.store import expression, isoforms
from dashboard.store.areas import Area
from dashboard.store.release import Release

LEADS = pl.DataFrame({
    "tissue": ["Liver", "Lung", "Liver", "Liver", "Liver"], "qtl_type": ["tuQTL", "tuQTL", "juQTL", "juQTL", "eQTL"], "variant_class": ["SNV"] * 5,
    "phenotype_id": ["T_1_G1.4", "T2", "chr1:200:301:clu_1_+:PR:G1", "odd", "G1"], "gene_id": ["G1"] * 5, "variant_id": ["rs1", "rs2", "rs3", "rs4", "rs5"],
    "pval_nominal": [1e-3, 1e-9, 1e-4, 1e-5, 0.1], "slope": [0.5, -0.5, 1.0, 1.0, 0.0], "significant": [True, None, True, True, False],
})
SAMPLES = pl.DataFrame({
    "transcript_id": ["T_1", "T2", "T_1", "T2"], "sample_id": ["S1", "S1", "S2", "S2"], "gene_id": ["G1"] * 4, "tissue": ["Liver"] * 2 + ["Lung"] * 2,
    "tpm": [3.0, 1.0, 0.0, 0.0],
})
GENES = pl.DataFrame({"gene_id": ["G1", "G2"], "gene_symbol": ["AAA", "BBB"], "chromosome": ["chr1"] * 2, "start": [1, 5], "end": [9, 9]})
EXPRESSION = pl.DataFrame({
    "gene_id": ["G1", "G1", "G2", "G2", "G1"], "tissue": ["Liver", "Lung", "Liver", "Lung", "Adipose_Visceral_Omentum"], "assay": ["short_read_rna"] * 5,
    "cohort": ["GTOP"] * 4 + ["GTEx"], "n": [9] * 5, "median": [31.0, 1.0, 100.0, 100.0, 7.0], "q1": [1.0] * 5, "q3": [9.0] * 5, "min": [0.0] * 5, "max": [9.0] * 5,
})
TISSUES = pl.DataFrame({
    "tissue": ["Liver", "Adipose"], "label": ["Liver", "Adipose"], "organ_system": ["Digestive", "Skin and adipose"], "qtl_mapped": [True, True],
    "gtex_tissue": [None, "Adipose - Visceral (Omentum)"],
})


@pytest.fixture
def release(tmp_path: Path) -> Release:
    transcripts = pl.DataFrame({"transcript_id": ["T_1", "T2", "U"], "gene_id": ["G1", "G1", "G2"], "chromosome": ["chr1"] * 3, "start": [1, 2, None]})
    exons = pl.DataFrame({"transcript_id": ["T_1"], "gene_id": ["G1"], "exon_number": [1], "chromosome": ["chr1"], "start": [1], "end": [9]})
    diversity = pl.DataFrame({
        "tissue": ["Liver", "Lung", None, "Liver"], "gene_id": ["G1", "G1", "G1", None], "index": ["hill_1", "hill_1", "tau", "hill_1"], "rarefied": [False, True, False, False],
        "value": [1.5, 1.2, 0.9, 1.4],
    })
    embedding = pl.DataFrame({
        "sample_id": ["S1"], "assay": ["short_read_rna"], "method": ["mds"], "tissue": ["Liver"], "axis_1": [0.1], "axis_2": [0.2],
    })
    return Release(write_release(
        tmp_path, lead_associations=LEADS, transcript_expression_samples=SAMPLES, transcripts=transcripts, exons=exons, isoform_diversity=diversity,
        genes=GENES, gene_expression=EXPRESSION, tissues=TISSUES, sample_embeddings=embedding,
    ))


@pytest.fixture
def bare(tmp_path: Path) -> Release:
    return Release(write_release(tmp_path, name="bare", genes=GENES))


def test_transcripts_and_exons_of_one_gene(release: Release) -> None:
    assert isoforms.gene_transcripts(release, "G1")["transcript_id"].to_list() == ["T_1", "T2"]
    assert isoforms.gene_exons(release, "G2").is_empty()
    assert isoforms.genes_with_isoforms(release).rows() == [("G1", 2)]


def test_usage_in_samples_is_missing_where_the_gene_is_silent(release: Release) -> None:
    rows = isoforms.sample_expression(release, "G1")
    assert rows.filter(pl.col("sample_id") == "S1")["usage"].sort().to_list() == [0.25, 0.75]
    assert rows.filter(pl.col("sample_id") == "S2")["usage"].null_count() == 2
    assert isoforms.sample_expression(release, "G1", ["Liver"])["sample_id"].unique().to_list() == ["S1"]


def test_transcript_leads_find_their_transcript_with_or_without_the_gene(release: Release) -> None:
    found = isoforms.transcript_effects(release, "G1")
    assert found.select("variant_id", "transcript_id").rows() == [("rs2", "T2"), ("rs1", "T_1")]


def test_junction_leads_give_the_bases_of_the_intron(release: Release) -> None:
    found = isoforms.junction_effects(release, "G1")
    assert found.select("variant_id", "junction_start", "junction_end").rows() == [("rs3", 201, 300)]


def test_diversity_by_index_and_rarefaction(release: Release) -> None:
    assert isoforms.tissue_diversity(release, "hill_1", rarefied=False)["tissue"].to_list() == ["Liver"]
    assert isoforms.tissue_diversity(release, "hill_1", rarefied=True)["value"].to_list() == [1.2]
    assert isoforms.gene_diversity(release, "G1").height == 3


def test_means_over_genes_are_apart_from_values_of_genes(release: Release) -> None:
    assert isoforms.mean_diversity(release, "hill_1", rarefied=False).select("tissue", "value").rows() == [("Liver", 1.4)]
    assert isoforms.mean_diversity(release, "hill_1", rarefied=True).is_empty()


def test_which_tissues_have_isoforms_and_whether_values_are_rarefied(release: Release, bare: Release) -> None:
    assert isoforms.tissues_with_isoforms(release) == ["Liver", "Lung"]
    assert isoforms.has_rarefied(release)
    assert not isoforms.has_usage(release)
    assert isoforms.tissues_with_isoforms(bare) == []
    assert not isoforms.has_rarefied(bare)


def test_expression_without_usage_does_not_compare_tissues(tmp_path: Path) -> None:
    rows = pl.DataFrame({"transcript_id": ["T", "U", "T"], "gene_id": ["G"] * 3, "tissue": ["Skin", "Skin", "Lung"], "mean_tpm": [1.0, 3.0, 2.0]})
    bare = Release(write_release(tmp_path, name="means", transcript_expression=rows))
    assert not isoforms.has_usage(bare)
    full = Release(write_release(tmp_path, name="usage", transcript_expression=rows.with_columns(pl.Series("usage", [0.25, 0.75, None]))))
    assert isoforms.has_usage(full)
    assert isoforms.tissues_with_isoforms(full) == ["Skin"]
    assert isoforms.usage_distances(full)[0] == ["Skin"]


def test_a_release_without_the_tables_has_no_rows(bare: Release) -> None:
    for rows in (
        isoforms.gene_transcripts(bare, "G1"), isoforms.gene_exons(bare, "G1"), isoforms.gene_domains(bare, "G1"), isoforms.tissue_expression(bare, "G1"),
        isoforms.sample_expression(bare, "G1"), isoforms.transcript_effects(bare, "G1"), isoforms.junction_effects(bare, "G1"), isoforms.gene_diversity(bare, "G1"),
        isoforms.tissue_diversity(bare, "hill_1", rarefied=True), isoforms.all_usage(bare), isoforms.genes_with_isoforms(bare),
        expression.module_expression(bare), isoforms.mean_diversity(bare, "hill_1", rarefied=False),
        expression.gene_matrix(bare, ["G1"]), expression.gene_samples(bare, "G1"), expression.gtex_quantiles(bare, "G1"), expression.top_genes(bare, "Liver"),
        expression.sample_embedding(bare, "short_read_rna", "mds"), expression.sample_metric(bare, "short_read_rna", "x"),
    ):
        assert rows.is_empty()
    assert expression.assays(bare) == expression.embedding_choices(bare) == expression.embedding_metrics(bare, "short_read_rna") == []
    assert expression.axis_shares(bare, "short_read_rna", "mds") == {}


def test_pasted_genes_are_found_by_symbol_or_id_and_others_named(release: Release) -> None:
    found = expression.read_genes(release, ["AAA", "g2", " ", "nope", "AAA"])
    assert found.labels == {"G1": "AAA", "G2": "BBB"}
    assert found.unknown == ("nope",)
    assert expression.read_genes(release, ["AAA"] * 250).beyond == 50


def test_gtex_is_beside_the_atlas_and_not_within_it(release: Release) -> None:
    assert expression.gene_quantiles(release, "G1")["tissue"].sort().to_list() == ["Liver", "Lung"]
    assert expression.gtex_quantiles(release, "G1").select("tissue", "gtex_tissue", "median").rows() == [("Adipose", "Adipose_Visceral_Omentum", 7.0)]


def test_top_genes_by_median_and_by_enrichment(release: Release) -> None:
    assert expression.top_genes(release, "Liver")["gene_symbol"].to_list() == ["BBB", "AAA"]
    enriched = expression.top_genes(release, "Liver", by="enrichment")
    assert enriched["gene_symbol"].to_list() == ["AAA", "BBB"]
    assert enriched["enrichment"].to_list() == pytest.approx([4.0, 0.0])


def test_maps_of_samples(release: Release) -> None:
    assert expression.embedding_choices(release) == [("short_read_rna", "mds")]
    assert expression.sample_embedding(release, "short_read_rna", "mds")["axis_1"].to_list() == [0.1]


def test_samples_within_an_area_of_a_map(release: Release) -> None:
    points = expression.sample_embedding(release, "short_read_rna", "mds")
    around, elsewhere = (Area.parse(f"short_read_rna/mds,1,2,box,{corners}") for corners in ("0,0,1,1", "1,1,2,2"))
    assert expression.samples_within(points, around).select("sample_id", "tissue").rows() == [("S1", "Liver")]
    assert expression.samples_within(points, elsewhere).is_empty()
    assert expression.samples_within(points, None).is_empty()


def test_modules_of_novel_transcripts_with_their_best_term_and_size(tmp_path: Path) -> None:
    summaries = pl.DataFrame({
        "measure": ["novel_expression", "novel_expression", "novel_gene_ontology", "novel_gene_ontology", "expression"], "network": ["Heart"] * 5, "module": ["ME10", "ME2", "ME2", "ME2", "ME2"],
        "category": ["Left", "Left", "GO:1", "GO:2", "Left"], "description": [None, None, "weak", "strong", None], "value": [1.0, 2.0, 5.0, 6.0, 9.0], "padj": [None, None, 0.2, 0.001, None],
    })
    members = pl.DataFrame({"network": ["Heart"] * 2, "transcript_id": ["T1", "T2"], "module": ["ME2", "ME2"]})
    transcripts = pl.DataFrame({"transcript_id": ["T1", "T2"], "gene_id": ["G", "G"], "novel": [True, False]})
    release = Release(write_release(tmp_path, name="modules", module_summaries=summaries, expression_modules=members, transcripts=transcripts))
    assert expression.module_expression(release).rows() == [("Heart", "ME2", "Left", 2.0, 1, "strong", 0.001), ("Heart", "ME10", "Left", 1.0, None, None, None)]
