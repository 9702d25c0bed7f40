"""Co-expression modules of transcripts (WGCNA): members, terms and expression."""

from __future__ import annotations

from functools import partial

import polars as pl

from dashboard.ingest.gtop.spellings import tissue_key
from dashboard.ingest.steps import Built, Loaded, Step, Unused

HEART = "Heart"
MEMBERS = "Figure_2/input/WGCNA_Heart_separate_geneInfo.tsv"
TERMS = "Figure_2/input/heart_go_use.RData"
NOVEL_TERMS = "Supp_Figures/input/heart_go_use_novel.RData"
EXPRESSION = "Figure_2/input/merged_expr.RData"
NOVEL_EXPRESSION = "Supp_Figures/input/merged_expr_novel.RData"
NUMBERS = "Supp_Figures/input/all_tissue_module.RData"
ANNOTATED = "Supp_Figures/input/need_module.RData"
TRANSCRIPTS = "Supp_Figures/input/bar_plot.RData"
SPREAD = "Supp_Figures/input/plot_df_s12.RData"
SPREADS = {"g1": "one isoform", "g2": "several isoforms, one module", "g3": "several isoforms, several modules"}


def build_members(loaded: Loaded) -> Built:
    """The module of each transcript of the heart's network.

    In the source, `gene` is a row number and `gene_id` the transcript.
    """
    return Built(loaded[MEMBERS].select(
        pl.lit(HEART).alias("network"), pl.col("gene_id").alias("transcript_id"), pl.col("module_MEnumber").alias("module"),
    ))


def build_terms(loaded: Loaded, *, path: str, measure: str, term: str) -> Built:
    """The most enriched gene ontology term of each module."""
    return Built(loaded[path].select(
        pl.lit(measure).alias("measure"), pl.col("Tissue").alias("network"), pl.col("Module").alias("module"),
        pl.col(term).alias("category"), pl.col("Description").alias("description"), pl.col("Count").alias("value"),
        pl.col("p.adjust").alias("padj"),
    ))


def build_expression(loaded: Loaded, *, path: str, measure: str) -> Built:
    """Mean expression of each module of the heart's network in each tissue."""
    rows = loaded[path].unpivot(index="row_name", variable_name="category", value_name="value")
    return Built(rows.select(
        pl.lit(measure).alias("measure"), pl.lit(HEART).alias("network"), pl.col("row_name").alias("module"),
        tissue_key(pl.col("category")), "value",
    ))


def build_numbers(loaded: Loaded) -> Built:
    """Modules of each network."""
    return Built(loaded[NUMBERS].select(
        pl.lit("modules_per_tissue").alias("measure"), tissue_key(pl.col("Tissue")).alias("network"),
        pl.col("n_modules").alias("value"),
    ))


def build_annotated(loaded: Loaded) -> Built:
    """Modules with an enriched term; the source repeats some."""
    return Built(loaded[ANNOTATED].select(
        pl.lit("annotated_modules").alias("measure"), tissue_key(pl.col("Tissue")).alias("network"),
        pl.col("Module").alias("module"),
    ).unique(maintain_order=True))


def build_transcripts(loaded: Loaded) -> Built:
    """Transcripts that each network was built from, annotated and novel."""
    return Built(loaded[TRANSCRIPTS].select(
        pl.lit("transcripts_in_network").alias("measure"), tissue_key(pl.col("Tissue")).alias("network"),
        pl.col("type").alias("category"), pl.col("n").alias("value"),
    ))


def build_spread(loaded: Loaded) -> Built:
    """Genes of each network by whether their isoforms share a module; the groups' meaning is the published script's."""
    return Built(loaded[SPREAD].select(
        pl.lit("genes_by_isoform_spread").alias("measure"), tissue_key(pl.col("tissue")).alias("network"),
        pl.col("group").replace_strict(SPREADS).alias("category"), pl.col("count").alias("value"),
    ))


STEPS: tuple[Step, ...] = (
    Step("expression_modules", (MEMBERS,), build_members),
    Step("module_summaries", (TERMS,), partial(build_terms, path=TERMS, measure="gene_ontology", term="ID")),
    Step("module_summaries", (NOVEL_TERMS,), partial(build_terms, path=NOVEL_TERMS, measure="novel_gene_ontology", term="GO_ID")),
    Step("module_summaries", (EXPRESSION,), partial(build_expression, path=EXPRESSION, measure="expression")),
    Step("module_summaries", (NOVEL_EXPRESSION,), partial(build_expression, path=NOVEL_EXPRESSION, measure="novel_expression")),
    Step("module_summaries", (NUMBERS,), build_numbers),
    Step("module_summaries", (ANNOTATED,), build_annotated),
    Step("module_summaries", (TRANSCRIPTS,), build_transcripts),
    Step("module_summaries", (SPREAD,), build_spread),
)
UNUSED: tuple[Unused, ...] = (
    Unused(
        "another version, which no figure draws, of Supp_Figures/input/heart_go_use_novel.RData",
        ("Figure_2/input/heart_go_use_novel.RData",),
    ),
)
