"""Counts and TPM of transcripts: matrices of many samples, or one file per sample, of any of the usual tools."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import polars as pl

from dashboard.errors import SourceError
from dashboard.ingest.isoforms.kinds import layout_of
from dashboard.ingest.isoforms.text_tables import TextTable, rejected_rows

Unit = Literal["count", "tpm"]
MILLION = 1e6
SUM_TOLERANCE = 0.01
NOT_A_NUMBER = "a value that is not a number"
NEGATIVE = "a negative value"
REPEATED = "the transcript has a line already"
_GENE_COLUMNS = ("GENEID", "gene_id", "gene", "Gene", "gene_name", "associated_gene")
_OTHER_COLUMNS = ("length", "Length", "transcript_length", "effective_length", "EffectiveLength", "chrom", "start", "end", "strand")


@dataclass(frozen=True)
class Quantification:
    """`values` has transcript_id, sample_id, count, tpm (one of them null where the file has only the other).

    `genes` says which gene a transcript belongs to, where the file does. `dropped_samples` are columns without a line in
    the sample sheet.
    """

    values: pl.DataFrame
    genes: pl.DataFrame
    rejected: pl.DataFrame
    notes: tuple[str, ...] = ()
    dropped_samples: tuple[str, ...] = ()


def read_matrix(table: TextTable, samples: Sequence[str]) -> Quantification:
    """A transcript × sample matrix, of reads or TPM as its values tell: TPM where every column sums to a million.

    The first column that is not a sample holds the transcripts. Raises SourceError where no column is a sample of the sheet.
    """
    known = [name for name in table.columns if name in set(samples)]
    others = [name for name in table.columns if name not in set(samples)]
    if not known:
        raise SourceError(f"{table.path}: no column is a sample of the sample sheet; columns are {', '.join(table.columns[:6])}, samples {', '.join(samples[:3])}.")
    if not others:
        raise SourceError(f"{table.path}: every column is a sample; the first one must hold the transcripts’ ids.")
    transcript = others[0]
    gene = next((name for name in others[1:] if name in _GENE_COLUMNS), None)
    dropped = tuple(name for name in others[1:] if name not in (*_GENE_COLUMNS, *_OTHER_COLUMNS))
    frame = table.frame.with_columns(pl.col(known).cast(pl.Float64, strict=False).name.suffix("\0"))
    good, rejected = _usable(table, frame, transcript, known)
    numbers = good.select(pl.col(transcript).alias("transcript_id"), *[pl.col(f"{name}\0").fill_null(0.0).alias(name) for name in known])
    unit, notes = _unit(numbers, known, table.path)
    values = numbers.unpivot(known, index="transcript_id", variable_name="sample_id", value_name=unit)
    return Quantification(_both_units(values), _genes(good, transcript, gene), rejected, notes, dropped)


def read_one_sample(table: TextTable, sample: str) -> Quantification:
    """The quantification of one sample by Salmon, RSEM, kallisto, IsoQuant or isoseq."""
    layout = layout_of(table.columns)
    if layout is None:
        raise SourceError(f"{table.path} has not the columns of Salmon, RSEM, kallisto, IsoQuant or isoseq.")
    known = [name for name in (layout.count, layout.tpm) if name]
    frame = table.frame.with_columns(pl.col(known).cast(pl.Float64, strict=False).name.suffix("\0"))
    good, rejected = _usable(table, frame, layout.transcript, known)
    renamed = {"count": layout.count, "tpm": layout.tpm}
    values = good.select(
        pl.col(layout.transcript).alias("transcript_id"), pl.lit(sample).alias("sample_id"),
        *[pl.col(f"{theirs}\0").fill_null(0.0).alias(ours) for ours, theirs in renamed.items() if theirs],
    )
    return Quantification(_both_units(values), _genes(good, layout.transcript, layout.gene or None), rejected)


def combine(parts: Sequence[Quantification]) -> pl.DataFrame:
    """All values: reads and TPM of the same transcript and sample in one row; TPM from reads where there is only that.

    TPM of long reads is their share of a million, as each read is a transcript whatever its length.
    """
    values = pl.concat([part.values for part in parts]).group_by("transcript_id", "sample_id", maintain_order=True).agg(
        pl.col("count").drop_nulls().first(), pl.col("tpm").drop_nulls().first(),
    )
    per_million = pl.col("count") / pl.col("count").sum().over("sample_id") * MILLION
    unknown = pl.col("tpm").is_null().all().over("sample_id")
    return values.with_columns(
        pl.when(unknown).then(per_million.fill_nan(0.0)).otherwise("tpm").alias("tpm"),
    )


def transcript_ids() -> pl.Expr:
    """Ids as GTF files write them: GENCODE's FASTA headers (`ENST…|ENSG…|…`) and FLAIR's `<transcript>_<gene>` are cut."""
    return pl.col("transcript_id").str.replace(r"\|.*$", "").str.replace(r"^(.+)_ENSG\d+(?:\.\d+)?$", "$1")


def _usable(table: TextTable, frame: pl.DataFrame, transcript: str, values: Sequence[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    unread = pl.any_horizontal([pl.col(f"{name}\0").is_null() & pl.col(name).is_not_null() for name in values])
    negative = pl.any_horizontal([pl.col(f"{name}\0") < 0 for name in values])
    reason = (
        pl.when(pl.col(transcript).is_null()).then(pl.lit("no transcript id")).when(unread).then(pl.lit(NOT_A_NUMBER)).when(negative).then(pl.lit(NEGATIVE))
        .when(~pl.col(transcript).is_first_distinct()).then(pl.lit(REPEATED))
    )
    judged = frame.with_columns(reason.alias("_reason"))
    bad = judged.filter(pl.col("_reason").is_not_null())
    return judged.filter(pl.col("_reason").is_null()), pl.concat([table.rejected, rejected_rows(table, bad, transcript, pl.col("_reason"))])


def _unit(numbers: pl.DataFrame, samples: Sequence[str], path: Path) -> tuple[Unit, tuple[str, ...]]:
    sums = numbers.select(pl.col(samples).sum()).row(0)
    if all(abs(total - MILLION) <= SUM_TOLERANCE * MILLION for total in sums):
        return "tpm", (f"{path.name} was read as TPM: every sample sums to a million.",)
    whole = all(numbers.select((pl.col(name) == pl.col(name).round()).all()).item() for name in samples)
    how = "its values are whole numbers" if whole else "its samples do not sum to a million; fractions of reads come from shared reads"
    return "count", (f"{path.name} was read as reads: {how}.",)


def _both_units(values: pl.DataFrame) -> pl.DataFrame:
    return values.select("transcript_id", "sample_id", *[
        (pl.col(name) if name in values.columns else pl.lit(None)).cast(pl.Float64).alias(name) for name in ("count", "tpm")
    ])


def _genes(rows: pl.DataFrame, transcript: str, gene: str | None) -> pl.DataFrame:
    if gene is None or gene not in rows.columns:
        return pl.DataFrame(schema={"transcript_id": pl.String, "gene": pl.String})
    return rows.select(pl.col(transcript).alias("transcript_id"), pl.col(gene).alias("gene")).drop_nulls()
