"""Counts of long-read transcripts by tissue and class, splicing events, and one example of isoform expression."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import polars as pl

from dashboard.ingest.gtop.spellings import tissue_key
from dashboard.ingest.steps import Built, Loaded, Step

TRANSCRIPTS = "Figure_2/input/fig2b.LR_transcript_novel_stat_Transcript.txt"
GENES = "Extended_Figures/input/ext2a.LR_transcript_novel_stat_Gene.txt"
CODING = "Figure_2/input/fig2c.LR_SQANTI3_annot_coding_status.txt"
SPLICING = "Figure_2/input/fig2d.LR_suppa_splicing_events_stat.txt"
SPECIFICITY = "Figure_2/input/fig2e.LR_transcript_tissue_specificity.txt"
SPECIFICITY_10 = "Supp_Figures/input/supp9l.LR_transcript_tissue_specificity_10samples.txt"
PEPTIDES_NOVEL = "Figure_2/input/fig2f.MS_all_peptide_validate.txt"
PEPTIDES_ANNOTATED = "Supp_Figures/input/supp10b.MS_all_peptide_validate.annotated_transcript.txt"
PEPTIDE_NUMBERS = "Supp_Figures/input/supp10c.MS_unique_peptide_support_novel_transcript.txt"
CONTRIBUTIONS = "Extended_Figures/input/ext2b.LR_transcript_tissue_contribute.txt"
GROUP_CONTRIBUTIONS = "Extended_Figures/input/ext2c.LR_transcript_tissue_group_contribute.txt"
OVERLAP = "Extended_Figures/input/ext2d.LR_transcript_compare_database_upset.txt"
REPLICATION = "Extended_Figures/input/ext2e.LR_transcript_compare_database_bar.txt"
SHORT_READS = "Extended_Figures/input/ext2h.SR_transcript_tissue_express_count.txt"
EXAMPLE = "Extended_Figures/input/ext2i.SR_novel_isoform_example_expression_heatmap.txt"
PRIMING = "Supp_Figures/input/supp9e.LR_read_QC_intra_priming.txt"
PASSED = "Supp_Figures/input/supp9f.LR_read_QC_pass_category.Passed filters.txt"
FAILED = "Supp_Figures/input/supp9g.LR_read_QC_pass_category.Filtered out.txt"
TISSUE_SPECIFIC = "Supp_Figures/input/supp9i-k.LR_tissue_specific.txt"

NOVELTY = {"Annotated": "annotated", "Novel": "novel", "GENCODE v47": "gencode_v47"}
CATALOGUES = ("GTOP", "GTEx long-read", "CHESS3")
TARGETS = {"gencode": "GENCODE", "enhanced": "enhanced annotation"}
EXAMPLE_NOTE = (
    "The published example gives transcripts without their gene, and one value per tissue without saying whether it is mean "
    "or median; it stands under mean_tpm."
)


def build_novelty(loaded: Loaded, *, path: str, scope: str, value: str = "n") -> Built:
    """Counts or shares (`value`) with one column per class: the class is the category, the row's name the subcategory."""
    classes = [name for name in loaded[path].columns if name in NOVELTY]
    return Built(
        loaded[path].unpivot(classes, index="index", variable_name="category", value_name=value).select(
            pl.lit(scope).alias("scope"), pl.col("category").replace_strict(NOVELTY),
            pl.col("index").cast(pl.String).alias("subcategory"), pl.col(value).cast(pl.Float64),
        ),
    )


def build_coding(loaded: Loaded) -> Built:
    """Transcripts by structural category and coding status."""
    return Built(loaded[CODING].unpivot(index="index", variable_name="subcategory", value_name="n").select(
        pl.lit("structural_category_coding_status").alias("scope"), pl.col("index").alias("category"), "subcategory", "n",
    ))


def build_contributions(loaded: Loaded) -> Built:
    """Novel transcripts per tissue."""
    return Built(loaded[CONTRIBUTIONS].select(
        tissue_key(pl.col("tissue")).alias("tissue"), pl.lit("novel_transcripts_per_tissue").alias("scope"),
        pl.lit("novel").alias("category"), pl.col("tissue_matched").alias("subcategory"), pl.col("number_transcript").alias("n"),
    ))


def build_group_contributions(loaded: Loaded) -> Built:
    """Novel transcripts in tissues that GTEx has and in those it has not."""
    return Built(loaded[GROUP_CONTRIBUTIONS].select(
        pl.lit("novel_transcripts_by_tissue_group").alias("scope"), pl.lit("novel").alias("category"),
        pl.col("tissue_group").alias("subcategory"), pl.col("number_transcript").alias("n"),
    ))


def build_overlap(loaded: Loaded) -> Built:
    """Transcripts by the exact set of catalogues they are in; the source names its column of counts `0`."""
    members = [pl.when(pl.col(name).cast(pl.String) == "True").then(pl.lit(name)) for name in CATALOGUES]
    return Built(loaded[OVERLAP].select(
        pl.lit("database_overlap").alias("scope"), pl.concat_str(members, separator=" & ", ignore_nulls=True).alias("category"),
        pl.col("0").alias("n"),
    ))


def build_short_reads(loaded: Loaded) -> Built:
    """Genes and transcripts expressed in short reads, with GENCODE alone and with the enhanced annotation."""
    rows = loaded[SHORT_READS].drop("color").unpivot(index="tissue", variable_name="what", value_name="n")
    parts = pl.col("what").str.split("_").list
    return Built(rows.select(
        tissue_key(pl.col("tissue")).alias("tissue"), pl.lit("short_read_expressed").alias("scope"),
        parts.get(0).alias("category"), parts.get(1).replace_strict(TARGETS).alias("subcategory"), "n",
    ))


def build_peptides(loaded: Loaded, *, path: str, subcategory: str) -> Built:
    """Share of transcripts per tissue with unique and with only shared peptides."""
    rows = loaded[path].drop("color").unpivot(index="index", variable_name="category", value_name="proportion")
    return Built(rows.select(
        tissue_key(pl.col("index")).alias("tissue"), pl.lit("peptide_support").alias("scope"),
        pl.col("category").str.to_lowercase(), pl.lit(subcategory).alias("subcategory"), "proportion",
    ))


def build_peptide_numbers(loaded: Loaded) -> Built:
    """Novel transcripts per tissue by their number of unique peptides."""
    rows = loaded[PEPTIDE_NUMBERS].unpivot(index="tissue", variable_name="category", value_name="n")
    return Built(rows.select(
        tissue_key(pl.col("tissue")).alias("tissue"), pl.lit("unique_peptide_support").alias("scope"),
        pl.col("category").str.replace_all(" ", ""), pl.lit("novel").alias("subcategory"), "n",
    ))


def build_priming(loaded: Loaded) -> Built:
    """Transcripts by adenines after their end, and whether they passed."""
    return Built(loaded[PRIMING].select(
        pl.lit("internal_priming").alias("scope"), pl.col("A_number").cast(pl.String).alias("category"),
        _outcome("type").alias("subcategory"), pl.col("frequency").alias("n"),
    ))


def build_filter_outcome(loaded: Loaded, *, path: str, outcome: str) -> Built:
    """Transcripts by structural category that passed or failed the filters."""
    return Built(loaded[path].select(
        pl.lit("filter_outcome").alias("scope"), "category", pl.lit(outcome).alias("subcategory"), pl.col("count").alias("n"),
    ))


def build_tissue_specific(loaded: Loaded) -> Built:
    """Transcripts found in one tissue only."""
    return Built(loaded[TISSUE_SPECIFIC].select(
        tissue_key(pl.col("tissue")).alias("tissue"), pl.lit("tissue_specific_transcripts").alias("scope"),
        pl.col("annotation").replace_strict(NOVELTY).alias("category"),
        pl.col("Number of tissue-specific transcripts").alias("n"),
    ))


def build_covariates(loaded: Loaded) -> Built:
    """Samples, reads and RNA integrity of each tissue, which the source repeats for both classes of transcripts."""
    return Built(loaded[TISSUE_SPECIFIC].select(
        tissue_key(pl.col("tissue")).alias("tissue"), pl.col("Sample size").alias("n_samples"),
        pl.col("Median number of reads").alias("median_reads"), pl.col("Median RIN").alias("median_rin"),
    ).unique(maintain_order=True))


def build_splicing(loaded: Loaded) -> Built:
    """Splicing events by type, those of GENCODE as annotated."""
    rows = loaded[SPLICING].unpivot(index="index", variable_name="category", value_name="n")
    kinds: Mapping[str, str] = {"GENCODE v47": "annotated", "Novel": "novel"}
    return Built(rows.select(pl.col("index").alias("event_type"), pl.col("category").replace_strict(kinds), "n"))


def build_example(loaded: Loaded) -> Built:
    """Expression of the transcripts of the published example in the six heart tissues."""
    rows = loaded[EXAMPLE].unpivot(index="Name", variable_name="tissue", value_name="mean_tpm")
    return Built(rows.select(
        pl.col("Name").alias("transcript_id"), tissue_key(pl.col("tissue")).alias("tissue"), "mean_tpm",
    ), notes=(EXAMPLE_NOTE,))


def _outcome(column: str) -> pl.Expr:
    return pl.col(column).replace_strict({"Passed filters": "passed", "Filtered out": "filtered out"})


def _counts(path: str, scope: str, value: str = "n") -> Step:
    return Step("isoform_counts", (path,), partial(build_novelty, path=path, scope=scope, value=value))


STEPS: tuple[Step, ...] = (
    _counts(TRANSCRIPTS, "long_read_transcripts"),
    _counts(GENES, "long_read_genes"),
    _counts(REPLICATION, "database_replication"),
    _counts(SPECIFICITY, "tissue_specificity", "proportion"),
    _counts(SPECIFICITY_10, "tissue_specificity_10_samples", "proportion"),
    Step("isoform_counts", (CODING,), build_coding),
    Step("isoform_counts", (CONTRIBUTIONS,), build_contributions),
    Step("isoform_counts", (GROUP_CONTRIBUTIONS,), build_group_contributions),
    Step("isoform_counts", (OVERLAP,), build_overlap),
    Step("isoform_counts", (SHORT_READS,), build_short_reads),
    Step("isoform_counts", (PEPTIDES_NOVEL,), partial(build_peptides, path=PEPTIDES_NOVEL, subcategory="novel")),
    Step("isoform_counts", (PEPTIDES_ANNOTATED,), partial(build_peptides, path=PEPTIDES_ANNOTATED, subcategory="annotated")),
    Step("isoform_counts", (PEPTIDE_NUMBERS,), build_peptide_numbers),
    Step("isoform_counts", (PRIMING,), build_priming),
    Step("isoform_counts", (PASSED,), partial(build_filter_outcome, path=PASSED, outcome="passed")),
    Step("isoform_counts", (FAILED,), partial(build_filter_outcome, path=FAILED, outcome="filtered out")),
    Step("isoform_counts", (TISSUE_SPECIFIC,), build_tissue_specific),
    Step("tissue_covariates", (TISSUE_SPECIFIC,), build_covariates),
    Step("splicing_events", (SPLICING,), build_splicing),
    Step("transcript_expression", (EXAMPLE,), build_example),
)
