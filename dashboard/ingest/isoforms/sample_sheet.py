"""The sample sheet: which tissue and donor a sample of the matrices is from."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from dashboard.errors import SourceError
from dashboard.ingest.isoforms.text_tables import read_table, rejected_rows
from dashboard.schema.common import ASSAYS

_NAMES = {
    "sample_id": ("sample_id", "sample", "Sample", "sampleID", "sample_name", "library", "id"),
    "tissue": ("tissue", "Tissue", "tissue_type"), "donor_id": ("donor_id", "donor", "Donor", "subject", "Subject", "individual"),
    "batch": ("batch", "Batch"), "assay": ("assay", "Assay"), "file": ("file", "path", "File"),
}
DEFAULT_ASSAY = "long_read_rna"


def read_sample_sheet(path: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Columns sample_id, tissue, donor_id, batch, assay and file (names as text), and the rejected lines.

    `sample` and `tissue` are needed. Tissues are keys, with `_` for spaces; without an assay, long-read RNA is meant.
    Raises SourceError where a needed column is missing, the assay is unknown, or no line can be used.
    """
    table = read_table(path)
    found = {ours: next((name for name in theirs if name in table.columns), None) for ours, theirs in _NAMES.items()}
    for ours in ("sample_id", "tissue"):
        if found[ours] is None:
            raise SourceError(f"{path}: a sample sheet needs the column “{ours.removesuffix('_id')}”, which is not there; its columns are {', '.join(table.columns[:12])}.")
    columns = [(pl.col(theirs) if theirs else pl.lit(None, dtype=pl.String)).alias(ours) for ours, theirs in found.items()]
    rows = table.frame.select("line", *columns).with_columns(
        pl.col("tissue").str.replace_all(" ", "_", literal=True), pl.col("assay").fill_null(DEFAULT_ASSAY),
    )
    unknown = rows.filter(~pl.col("assay").is_in(ASSAYS))
    if unknown.height:
        raise SourceError(f"{path}, line {unknown['line'][0]}: the assay “{unknown['assay'][0]}” is not one of {', '.join(ASSAYS)}.")
    reason = (
        pl.when(pl.col("sample_id").is_null()).then(pl.lit("no sample name")).when(pl.col("tissue").is_null()).then(pl.lit("no tissue"))
        .when(~pl.col("sample_id").is_first_distinct()).then(pl.lit("the sample has a line already"))
    )
    judged = rows.with_columns(reason.alias("reason"))
    good = judged.filter(pl.col("reason").is_null()).drop("reason", "line")
    if good.is_empty():
        raise SourceError(f"{path} has no line with a sample and its tissue.")
    bad = judged.filter(pl.col("reason").is_not_null())
    return good, pl.concat([table.rejected, rejected_rows(table, bad, "sample_id", pl.col("reason"))])
