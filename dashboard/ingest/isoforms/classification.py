"""SQANTI3's classification.txt, any version: which category an isoform has, which gene it belongs to, what it codes for."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from dashboard.ingest.annotation.identifiers import bare_gene_id, chromosome_name, gene_version
from dashboard.ingest.isoforms.text_tables import TextTable, rejected_rows, require_columns
from dashboard.schema.annotation import STRUCTURAL_CATEGORIES

REQUIRED = ("isoform", "structural_category", "associated_gene", "associated_transcript")
UNKNOWN_CATEGORY = "structural category that SQANTI3 does not have"
REPEATED = "the isoform has a line already"
ARTIFACT = "SQANTI3’s filter calls it an artifact"
RT_SWITCHING = "a junction may come from reverse-transcriptase switching"
NON_CANONICAL = "has a non-canonical junction"
FUSION = "fusion of several genes, listed under the first"
_SHORT = {
    "FSM": "full-splice_match", "ISM": "incomplete-splice_match", "NIC": "novel_in_catalog", "NNC": "novel_not_in_catalog", "Fusion": "fusion",
    "Antisense": "antisense", "Genic": "genic", "Genic_Genomic": "genic", "genic_genomic": "genic", "Genic_Intron": "genic_intron", "GenicIntron": "genic_intron",
    "Intergenic": "intergenic",
}
_NO_GENE = r"^novelGene|^novel$|_AS$"


@dataclass(frozen=True)
class Classification:
    """One row per isoform: the columns of `transcripts` that SQANTI3 knows, `gene`, `gene_version` and `flags`; and rejected lines."""

    frame: pl.DataFrame
    rejected: pl.DataFrame


def read_classification(table: TextTable) -> Classification:
    """The isoforms of a classification. `gene` is null where SQANTI3 associates none; coordinates of the CDS are 1-based.

    Raises SourceError where a required column is missing; all others may be.
    """
    require_columns(table, "SQANTI3’s classification", REQUIRED)
    rows = table.frame.with_columns(pl.col("structural_category").replace(_SHORT))
    unknown = pl.col("structural_category").is_null() | ~pl.col("structural_category").is_in(STRUCTURAL_CATEGORIES)
    repeated = ~pl.col("isoform").is_first_distinct()
    reason = (
        pl.when(pl.col("isoform").is_null()).then(pl.lit("no isoform id")).when(unknown).then(pl.lit(UNKNOWN_CATEGORY)).when(repeated).then(pl.lit(REPEATED))
    )
    judged = rows.with_columns(reason.alias("_reason"))
    bad = judged.filter(pl.col("_reason").is_not_null())
    good = judged.filter(pl.col("_reason").is_null())
    return Classification(_describe(good), pl.concat([table.rejected, rejected_rows(table, bad, "isoform", pl.col("_reason"))]))


def _describe(rows: pl.DataFrame) -> pl.DataFrame:
    def text(name: str) -> pl.Expr:
        return pl.col(name) if name in rows.columns else pl.lit(None, dtype=pl.String)

    def number(name: str) -> pl.Expr:
        return text(name).cast(pl.Float64, strict=False).cast(pl.Int64, strict=False)

    gene = pl.when(~pl.col("associated_gene").str.contains(_NO_GENE)).then(
        pl.coalesce(pl.col("associated_gene").str.extract(r"^((?:ENS[A-Z]*G|GTOPG)\d+(?:\.\d+)?(?:_PAR_Y)?)_(?:ENS|GTOPG)"), "associated_gene"),
    )
    several = (pl.col("structural_category") == "fusion") & gene.is_not_null()
    flags = pl.concat_list(
        _flag(text("filter_result").str.to_lowercase() == "artifact", ARTIFACT), _flag(text("RTS_stage").str.to_uppercase() == "TRUE", RT_SWITCHING),
        _flag(text("all_canonical") == "non_canonical", NON_CANONICAL), _flag(several, FUSION),
    ).list.drop_nulls().list.join("; ")
    first, last = number("CDS_genomic_start"), number("CDS_genomic_end")
    return rows.select(
        pl.col("isoform").alias("transcript_id"), bare_gene_id(gene).alias("gene"), gene_version(gene).alias("gene_version"),
        chromosome_name(text("chrom")).alias("chromosome"), pl.when(text("strand").is_in(["+", "-"])).then(text("strand")).alias("strand"),
        number("length").alias("length"), number("exons").cast(pl.Int32).alias("n_exons"), "structural_category", text("subcategory").alias("subcategory"),
        (pl.col("associated_transcript") == "novel").alias("novel"),
        pl.when(pl.col("associated_transcript") != "novel").then("associated_transcript").alias("associated_transcript"),
        text("coding").replace_strict({"coding": True, "non_coding": False}, default=None, return_dtype=pl.Boolean).alias("coding"),
        text("predicted_NMD").str.to_uppercase().replace_strict({"TRUE": True, "FALSE": False}, default=None, return_dtype=pl.Boolean).alias("nmd"),
        pl.min_horizontal(first, last).alias("cds_start"), pl.max_horizontal(first, last).alias("cds_end"),
        pl.when(flags != "").then(flags).alias("flags"), "line",
    )


def _flag(test: pl.Expr, reason: str) -> pl.Expr:
    return pl.when(test).then(pl.lit(reason))
