"""Colocalization and SMR with GWAS, the GWAS themselves, and published counts of both."""

from __future__ import annotations

import polars as pl

from dashboard.ingest.flags import flag_rows
from dashboard.ingest.gtop.identifiers import gene_columns, symbol_or_null
from dashboard.ingest.steps import Built, Loaded, Step

COLOC = "Extended_Figures/input/GTOP_EASGWAS_coloc_result.txt"
SMR = "Extended_Figures/input/GTOP_EASGWAS_SMR_result.txt"
TRAITS = "Extended_Figures/input/rename_traits_v2.txt"
LOCI_BY_TRAIT = "Figure_6/input/Fig6b.txt"
OTHER_ATLASES = "Figure_6/input/Fig6c.txt"
TESTED = "Figure_6/input/Fig6e.txt"
RARE = "Figure_6/input/Fig6f.txt"
KEY = ["GWAS_name", "loci", "xQTL_type", "tissue", "phenotype_id"]


def _signal_columns() -> list[pl.Expr]:
    return [
        pl.col("GWAS_name").cast(pl.String).alias("gwas_id"), pl.col("Disease_trait").alias("trait"),
        pl.col("Trait_class").alias("trait_class"), pl.col("loci").alias("locus"),
        pl.col("xQTL_type").str.strip_prefix("SNV_").alias("qtl_type"), pl.col("tissue"), pl.col("phenotype_id"),
        *gene_columns("gene_name"), symbol_or_null("gene_symbol"), pl.col("GWAS_pvalue").alias("gwas_pval"),
    ]


def build_colocalizations(loaded: Loaded) -> Built:
    """Colocalized pairs of credible sets; all have PP.H4 of at least 0.8."""
    return Built(loaded[COLOC].select(
        *_signal_columns(), pl.col("nsnps").alias("n_variants"), pl.col("GWAS_sentinel").alias("gwas_sentinel"),
        pl.col("GWAS_hit").alias("gwas_hit"), pl.col("GWAS_beta").alias("gwas_beta"), pl.col("xQTL_hit").alias("qtl_hit"),
        pl.col("xQTL_beta").alias("qtl_beta"), pl.col("xQTL_pvalue").alias("qtl_pval"),
        *(pl.col(f"PP.H{i}.abf").alias(f"pp_h{i}") for i in range(5)),
        flag_rows({
            "GWAS p-value is 0": pl.col("GWAS_pvalue") == 0,
            "key repeated: several pairs of credible sets": pl.struct(KEY).is_duplicated(),
        }),
    ))


def build_smr(loaded: Loaded) -> Built:
    """SMR and HEIDI; a QTL p-value that repeats the GWAS p-value is nulled."""
    repeats = pl.col("xQTL_pvalue") == pl.col("GWAS_pvalue")
    return Built(loaded[SMR].select(
        *_signal_columns(), pl.col("topSNP").alias("top_variant"),
        pl.when(~repeats).then(pl.col("xQTL_pvalue")).alias("qtl_pval"),
        pl.col("p_SMR").alias("pval_smr"), pl.col("p_HEIDI").alias("pval_heidi"),
        flag_rows({
            "QTL p-value repeats the GWAS p-value": repeats, "GWAS p-value is 0": pl.col("GWAS_pvalue") == 0,
            "key repeated": pl.struct(KEY).is_duplicated(),
        }),
    ))


def short_gwas_id(column: str) -> pl.Expr:
    """A GWAS id as the list of traits spells it: without @ and without the study's name."""
    return pl.col(column).str.replace_all("@", "-", literal=True).str.replace(r"-(Sakaue|Shirai)-2021$", "")


def build_traits(loaded: Loaded) -> Built:
    """The GWAS of the result tables, with the traits they are combined under, then those only the list names."""
    listed = loaded[TRAITS].select(pl.col("gwas_id").cast(pl.String).alias("short_id"), "trait", pl.col("combined").alias("combined_trait"))
    used = [
        loaded[path].select(pl.col("GWAS_name").cast(pl.String).alias("gwas_id"), pl.col("Disease_trait").alias("named"))
        for path in (COLOC, SMR) if path in loaded
    ]
    if not used:
        return Built(listed.rename({"short_id": "gwas_id"}))
    gwas = pl.concat(used).unique("gwas_id", keep="first", maintain_order=True).with_columns(short_gwas_id("gwas_id").alias("short_id"))
    joined = gwas.join(listed, on="short_id", how="left", maintain_order="left").with_columns(pl.coalesce("named", "trait").alias("trait"))
    rest = listed.join(gwas, on="short_id", how="anti").rename({"short_id": "gwas_id"})
    columns = ["gwas_id", "trait", "combined_trait"]
    return Built(pl.concat([joined.select(columns), rest.select(columns)]).unique("gwas_id", keep="first", maintain_order=True))


def build_loci_by_trait(loaded: Loaded) -> Built:
    """GWAS loci explained by eQTLs, sQTLs or both, per GWAS; and all loci per class of traits."""
    source = loaded[LOCI_BY_TRAIT]
    by_trait = source.select(
        pl.lit("loci_by_trait").alias("measure"), pl.col("GWAS_name").cast(pl.String).alias("gwas_id"),
        pl.col("Trait_class").alias("trait_class"), pl.col("type").alias("category"),
        pl.col("qtl_loci_count").cast(pl.Float64).alias("value"), pl.col("trait_loci_count").cast(pl.Float64).alias("total"),
        pl.lit("count").alias("unit"),
    )
    by_class = source.unique(["Trait_class", "trait_class_loci_count"], maintain_order=True).select(
        pl.lit("loci_by_trait_class").alias("measure"), pl.col("Trait_class").alias("trait_class"),
        pl.col("Trait_class").alias("category"), pl.col("trait_class_loci_count").cast(pl.Float64).alias("value"),
        pl.lit("count").alias("unit"),
    )
    return Built(pl.concat([by_trait, by_class], how="diagonal"))


def build_other_atlases(loaded: Loaded) -> Built:
    """Colocalized genes shared with another atlas, or specific to GTOP."""
    frame = loaded[OTHER_ATLASES].unpivot(index="source", variable_name="subcategory", value_name="value")
    return Built(frame.select(
        pl.lit("shared_with_other_atlas").alias("measure"), pl.col("source").alias("category"), "subcategory", "value",
        pl.lit("percent").alias("unit"),
    ))


def build_tested(loaded: Loaded) -> Built:
    """Trait-associated variants tested, and those that are QTLs."""
    return Built(loaded[TESTED].select(
        pl.lit("variants_tested").alias("measure"), pl.col("type").alias("category"),
        pl.concat_str("variant", "variable", separator=", ").alias("subcategory"), pl.col("value").cast(pl.Float64),
        pl.lit("count").alias("unit"),
    ))


def build_rare(loaded: Loaded) -> Built:
    """GWAS risk variants that are QTLs, by their frequency across ancestries."""
    return Built(loaded[RARE].select(
        pl.lit("population_specific").alias("measure"), pl.col("Type").alias("category"),
        pl.col("type2").str.replace_all(r"\s+", " ").str.strip_chars().alias("subcategory"), pl.col("ratio").alias("value"),
        pl.lit("percent").alias("unit"),
    ))


STEPS: tuple[Step, ...] = (
    Step("colocalizations", (COLOC,), build_colocalizations),
    Step("smr", (SMR,), build_smr),
    Step("gwas_traits", (TRAITS,), build_traits, optional=(COLOC, SMR)),
    Step("colocalization_counts", (LOCI_BY_TRAIT,), build_loci_by_trait),
    Step("colocalization_counts", (OTHER_ATLASES,), build_other_atlases),
    Step("colocalization_counts", (TESTED,), build_tested),
    Step("colocalization_counts", (RARE,), build_rare),
)
