"""QTL leads, and how well small variants tag them."""

from __future__ import annotations

from functools import partial

import polars as pl

from dashboard.ingest.flags import flag_rows, set_aside
from dashboard.ingest.gtop.identifiers import (
    gene_columns,
    gene_id_of,
    is_pacbio_locus,
    is_unparsable,
    phenotype_gene,
    symbol_or_null,
    variant_class_of,
    variant_columns,
)
from dashboard.ingest.steps import Built, Loaded, Step

EQTL_LEADS = "Figure_3/input/Fig3a.df_eQTL.RDS"
SQTL_LEADS = "Figure_3/input/Fig3a.df_sQTL.RDS"
COLOCALIZATIONS = "Extended_Figures/input/GTOP_EASGWAS_coloc_result.txt"
LEAD_KEY = ["tissue", "qtl_type", "variant_class", "phenotype_id"]


def build_leads(loaded: Loaded, *, path: str, phenotype: str, qtl_type: pl.Expr) -> Built:
    """The top variant of each class for each phenotype and tissue."""
    source = loaded[path]
    frame = source.select(
        pl.col("Tissue").alias("tissue"), qtl_type.alias("qtl_type"), pl.col("VarType").alias("variant_class"),
        pl.col(phenotype).alias("phenotype_id"), phenotype_gene(phenotype).alias("gene"), "variant_id",
        *variant_columns("variant_id"), pl.col("distance").alias("tss_distance"), pl.col("num_var").alias("n_variants"),
        "pval_nominal", pl.col("p_threshold").alias("pval_nominal_threshold"),
        (pl.col("pval_nominal") < pl.col("p_threshold")).alias("significant"), "slope",
    ).with_columns(gene_columns("gene"))
    frame = frame.with_columns(flag_rows({
        "above its significance threshold": ~pl.col("significant"),
        "gene is a PacBio locus id": is_pacbio_locus("gene"),
        "variant id not understood": is_unparsable("variant_id"),
        "class differs from the one its id shows": variant_class_of("variant_id") != pl.col("variant_class"),
    }))
    kept, rejected = set_aside(frame, {
        "no phenotype, tissue or class": pl.any_horizontal(pl.col(LEAD_KEY).is_null()),
        "key repeated": pl.struct(LEAD_KEY).is_first_distinct().not_(),
    })
    placed = place_by_gene(kept)
    derived = kept["position"].null_count() - placed["position"].null_count()
    note = (
        f"{derived:,} positions that the ids do not say (rsIDs) were derived from the variant's distance to its gene's "
        "transcription start, whose place the gene's other leads give."
    )
    return Built(_with_symbols(placed, loaded), rejected, (note,) if derived else ())


def place_by_gene(leads: pl.DataFrame) -> pl.DataFrame:
    """Leads with chromosome and position also where the id is an rsID, from the gene's transcription start.

    The start is position − distance of a lead whose id says its position. Distances of repeats count from the base
    before their first, so that theirs is one more. Genes whose leads disagree are left as they are.
    """
    offset = pl.when(pl.col("variant_class") == "TR").then(1).otherwise(0)
    starts = (
        leads.filter(pl.all_horizontal(pl.col("gene_id", "chromosome", "position", "tss_distance").is_not_null()))
        .with_columns((pl.col("position") - pl.col("tss_distance") - offset).alias("tss"))
        .group_by("gene_id")
        .agg(pl.col("tss").first(), pl.col("chromosome").first().alias("gene_chromosome"),
             ((pl.col("tss").n_unique() == 1) & (pl.col("chromosome").n_unique() == 1)).alias("agree"))
        .filter("agree")
    )
    told = pl.col("position").is_not_null()
    return leads.join(starts, on="gene_id", how="left", maintain_order="left").with_columns(
        pl.when(told).then("position").otherwise(pl.col("tss") + pl.col("tss_distance") + offset).alias("position"),
        pl.when(told).then("chromosome").otherwise(pl.coalesce("chromosome", "gene_chromosome")).alias("chromosome"),
    ).drop("tss", "gene_chromosome", "agree")


def _with_symbols(frame: pl.DataFrame, loaded: Loaded) -> pl.DataFrame:
    """`frame` with the gene symbols that the table of colocalizations happens to give; all others are null."""
    if COLOCALIZATIONS not in loaded:
        return frame
    symbols = (
        loaded[COLOCALIZATIONS].select(gene_id_of("gene_name"), symbol_or_null("gene_symbol")).drop_nulls()
        .unique("gene_id", keep="first", maintain_order=True)
    )
    return frame.join(symbols, on="gene_id", how="left", maintain_order="left")


def build_tagging(loaded: Loaded, *, path: str, variant_class: str, qtl_type: str, pval: str) -> Built:
    """The best tagging r² of each SV- or TR-QTL."""
    frame = loaded[path].select(
        "variant_id", *gene_columns("Gene"), pl.col("Tissue").alias("tissue"), pl.lit(qtl_type).alias("qtl_type"),
        pl.lit(variant_class).alias("variant_class"), pl.col("distance").alias("tss_distance"),
        pl.col(pval).alias("pval_nominal"), pl.col("R2").alias("r2"), "Gene",
    )
    key = ["variant_id", "gene_id", "tissue"]
    frame = frame.with_columns(flag_rows({
        "key repeated": pl.struct(key).is_duplicated(),
        "gene is a PacBio locus id": is_pacbio_locus("Gene"),
        "variant id not understood": is_unparsable("variant_id"),
        "no small variant nearby": pl.col("r2").is_null(),
    }))
    kept, rejected = set_aside(frame, {
        "no variant, gene or tissue": pl.any_horizontal(pl.col(key).is_null()),
        "r2 outside 0 to 1": ~pl.col("r2").is_between(0, 1.0001),
    })
    return Built(kept, rejected)


def _tagging_step(path: str, variant_class: str, qtl_type: str, pval: str) -> Step:
    build = partial(build_tagging, path=path, variant_class=variant_class, qtl_type=qtl_type, pval=pval)
    return Step("tagging", (path,), build)


STEPS: tuple[Step, ...] = (
    Step(
        "lead_associations", (EQTL_LEADS,),
        partial(build_leads, path=EQTL_LEADS, phenotype="Gene", qtl_type=pl.lit("eQTL")), optional=(COLOCALIZATIONS,),
    ),
    Step(
        "lead_associations", (SQTL_LEADS,),
        partial(build_leads, path=SQTL_LEADS, phenotype="phenotype_id", qtl_type=pl.col("QTLtype")),
        optional=(COLOCALIZATIONS,),
    ),
    _tagging_step("Figure_5/input/dat_sv.RDS", "SV", "eQTL", "Pval"),
    _tagging_step("Figure_5/input/dat_tr.RDS", "TR", "eQTL", "Pval"),
    _tagging_step("Extended_Figures/input/dat_sv.sQTL.RDS", "SV", "sQTL", "Pval"),
    _tagging_step("Extended_Figures/input/dat_tr.sQTL.RDS", "TR", "sQTL", "pval_nominal"),
)
