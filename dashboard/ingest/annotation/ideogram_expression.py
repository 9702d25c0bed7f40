"""GTEx expression quantiles from ideogram's tissue cache."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from dashboard.errors import SourceError
from dashboard.ingest.steps import Built
from dashboard.schema import TABLES

QUANTILES = ("min", "q1", "median", "q3", "max")
_BINS = 10
NOTE = (
    "GTEx v8 expression (TPM): for each gene the source keeps the ten tissues with the highest median, and of these the ones "
    "with enough expression; other tissues are absent, not zero. Values are rounded to 0.01."
)


def build_expression(lines: list[str], path: Path, symbols: pl.DataFrame) -> Built:
    """Quantiles of expression by gene and tissue in GTEx v8, as rows of gene_expression.

    The source writes `tissue;min;q1;median;q3;max;` and ten bin counts, leaving out quantiles that are 0 from the left.
    """
    header = next((line for line in lines[:20] if line.startswith("## tissues: ")), None)
    if header is None:
        raise SourceError(f"{path} has no line '## tissues:' that names the tissues; fetch it again.")
    tissues = [entry.split(",") for entry in header.removeprefix("## tissues: ").split(";")]
    table = pl.DataFrame({
        "index": range(len(tissues)), "tissue": [entry[0] for entry in tissues],
        "n": [int(entry[2]) if len(entry) > 2 and entry[2].isdigit() else None for entry in tissues],
    }, schema={"index": pl.Int64, "tissue": pl.String, "n": pl.Int32})
    rows = pl.DataFrame({"text": lines}, schema={"text": pl.String}).filter((pl.col("text") != "") & ~pl.col("text").str.starts_with("#")).select(
        pl.col("text").str.splitn("\t", 2).struct.field("field_0").alias("gene_symbol"),
        pl.col("text").str.splitn("\t", 2).struct.field("field_1").str.split("\t").alias("metrics"),
    )
    named = rows.with_columns(pl.col("gene_symbol").is_duplicated().alias("repeated")).join(symbols, on="gene_symbol", how="left", maintain_order="left")
    reason = (
        pl.when(pl.col("repeated")).then(pl.lit("symbol of several genes in the source"))
        .when(pl.col("gene_id").is_null()).then(pl.lit("symbol not in the gene list"))
        .when(pl.col("gene_id").is_duplicated() & pl.col("gene_id").is_not_null() & ~pl.col("gene_id").is_first_distinct())
        .then(pl.lit("another symbol of the same gene came before"))
    )
    named = named.with_columns(reason.alias("reason"))
    rejected = named.filter(pl.col("reason").is_not_null()).select("gene_symbol", "reason")
    values = named.filter(pl.col("reason").is_null()).select("gene_id", "metrics").explode("metrics").drop_nulls()
    fields = values.with_columns(pl.col("metrics").str.split(";").alias("fields")).with_columns(
        (pl.col("fields").list.len().cast(pl.Int64) - 1 - _BINS).alias("given"),
        pl.col("fields").list.first().cast(pl.Int64, strict=False).alias("index"),
    )
    quantiles = [
        pl.when(pl.col("given") >= len(QUANTILES) - place)
        .then(pl.col("fields").list.get(1 + place - len(QUANTILES) + pl.col("given"), null_on_oob=True).replace("", "0"))
        .otherwise(pl.lit("0")).cast(pl.Float32, strict=False).alias(name)
        for place, name in enumerate(QUANTILES)
    ]
    usable = pl.col("given").is_between(1, len(QUANTILES)) & pl.col("tissue").is_not_null() & pl.all_horizontal(pl.col(QUANTILES).is_not_null())
    frame = fields.with_columns(quantiles).join(table, on="index", how="left").with_columns(
        pl.lit("GTEx").alias("cohort"), pl.lit("short_read_rna").alias("assay"), usable.alias("usable"),
    )
    malformed = frame.filter(~pl.col("usable")).select(pl.col("metrics").alias("gene_symbol"), pl.lit("not five quantiles and ten counts").alias("reason"))
    frame = frame.filter(pl.col("usable")).unique(["gene_id", "tissue"], keep="first", maintain_order=True)
    return Built(TABLES["gene_expression"].conform(frame), rejected=pl.concat([rejected, malformed]), notes=(NOTE,))
