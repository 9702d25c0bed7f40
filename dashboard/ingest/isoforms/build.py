"""All tables of an isoform import, joined to what the release has already."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

from dashboard.errors import SourceError
from dashboard.ingest.annotation.target import Target
from dashboard.ingest.isoforms.expression import expression_samples, tissue_expression
from dashboard.ingest.isoforms.proteins import read_domains, read_peptides
from dashboard.ingest.isoforms.quantification import combine, transcript_ids
from dashboard.ingest.isoforms.reading import Inputs
from dashboard.ingest.isoforms.text_tables import REJECTED
from dashboard.ingest.isoforms.transcripts import Sources, build_transcripts, merge_rows, merge_transcripts, new_genes
from dashboard.ingest.writer import TableData
from dashboard.schema import TABLES
from dashboard.statistics.isoform_diversity import isoform_diversity

UNKNOWN_TRANSCRIPT = "the transcript is in no GTF or classification, nor in the release"
_EXONS = {"transcript_id": pl.String, "gene": pl.String, "symbol": pl.String, "biotype": pl.String, "name": pl.String, "line": pl.Int64,
          "chromosome": pl.String, "strand": pl.String, "start": pl.Int64, "end": pl.Int64}
_CODING = {"transcript_id": pl.String, "chromosome": pl.String, "start": pl.Int64, "end": pl.Int64}
_GENES = {"transcript_id": pl.String, "gene": pl.String}


def build_tables(inputs: Inputs, sheet: pl.DataFrame | None, target: Target | None, progress: Callable[[str], None]) -> dict[str, TableData]:
    """The tables that change, whole: rows of the release that the files say nothing about are kept."""
    known = {name: target.read(name) if target else TABLES[name].empty() for name in ("genes", "transcripts", "exons", "protein_domains", "samples")}
    lines = _stacked([part.exons for part in inputs.structures], _EXONS).unique(["transcript_id", "start", "end", "chromosome", "strand"], keep="first", maintain_order=True)
    classification = pl.concat(inputs.classifications).unique("transcript_id", keep="first", maintain_order=True) if inputs.classifications else pl.DataFrame()
    sources = Sources(
        exons=lines, coding=_stacked([part.coding for part in inputs.structures], _CODING), classification=classification,
        quantified_genes=_stacked([part.genes for part in inputs.quantifications], _GENES), known_genes=known["genes"], known_transcripts=known["transcripts"],
    )
    frames: dict[str, pl.DataFrame] = {}
    transcripts, exons = build_transcripts(sources)
    if transcripts.height:
        frames["transcripts"] = merge_transcripts(known["transcripts"], transcripts)
        frames["genes"] = pl.concat([known["genes"], new_genes(transcripts, lines, known["genes"], ", ".join(inputs.sources_of("transcripts")))])
    if exons.height:
        frames["exons"] = merge_rows(known["exons"], exons)
    _add_proteins(inputs, frames, known)
    if inputs.quantifications and sheet is not None:
        progress("expression and diversity")
        _add_expression(inputs, frames, frames.get("transcripts", known["transcripts"]), sheet)
    if sheet is not None:
        frames["samples"] = _merge_samples(known["samples"], sheet)
    if not frames:
        raise SourceError("The files hold no isoform that could be imported.")
    return {
        name: TableData(frame, _source_files(name, inputs, target), _rejected(name, inputs), tuple(inputs.notes.get(name, ())))
        for name, frame in frames.items() if frame.height
    }


def _stacked(frames: list[pl.DataFrame], schema: Mapping[str, type[pl.DataType]]) -> pl.DataFrame:
    return pl.concat([frame.select(list(schema)) for frame in frames]) if frames else pl.DataFrame(schema=schema)


def _add_proteins(inputs: Inputs, frames: dict[str, pl.DataFrame], known: dict[str, pl.DataFrame]) -> None:
    if inputs.peptides:
        counts = pl.concat([read_peptides(table) for table in inputs.peptides]).group_by("transcript_id").agg(pl.col("n_peptides").max().alias("found"))
        before = frames.get("transcripts", known["transcripts"])
        frames["transcripts"] = before.join(counts, on="transcript_id", how="left", maintain_order="left").with_columns(
            pl.coalesce("found", "n_peptides").alias("n_peptides"),
        ).drop("found")
        missing = counts.join(before, on="transcript_id", how="anti")
        inputs.reject("transcripts", _unknown(missing, ", ".join(table.path.name for table in inputs.peptides)))
    if inputs.domains:
        found = [read_domains(table, frames.get("exons", known["exons"])) for table in inputs.domains]
        for _, rejected in found:
            inputs.reject("protein_domains", rejected)
        rows = TABLES["protein_domains"].conform(pl.concat([rows for rows, _ in found]))
        frames["protein_domains"] = merge_rows(known["protein_domains"], rows)


def _add_expression(inputs: Inputs, frames: dict[str, pl.DataFrame], transcripts: pl.DataFrame, sheet: pl.DataFrame) -> None:
    values = combine(inputs.quantifications)
    ids = set(transcripts["transcript_id"])
    renamed = values.select("transcript_id").unique().with_columns(transcript_ids().alias("plain"))
    plain = pl.when(pl.col("transcript_id").is_in(list(ids))).then("transcript_id").when(pl.col("plain").is_in(list(ids))).then("plain")
    renamed = renamed.select("transcript_id", plain.alias("known"))
    inputs.reject("transcript_expression_samples", _unknown(renamed.filter(pl.col("known").is_null()), ", ".join(inputs.sources_of("transcript_expression"))))
    values = values.join(renamed.drop_nulls(), on="transcript_id").drop("transcript_id").rename({"known": "transcript_id"})
    if values.is_empty():
        raise SourceError("None of the quantified transcripts is in a GTF, a classification or the release; give the GTF that they were quantified against.")
    measured = sheet.filter(pl.col("sample_id").is_in(values["sample_id"].unique().implode()))
    samples = expression_samples(values, transcripts, measured)
    if samples.is_empty():
        raise SourceError("No transcript is expressed in any sample: every value is 0.")
    inputs.note("transcript_expression_samples", "Samples that express no isoform of a gene have no rows for it.")
    absent = sheet.height - measured.height
    if absent:
        inputs.note("samples", f"{absent:,} samples of the sheet are in no quantification.")
    frames["transcript_expression_samples"] = samples
    frames["transcript_expression"] = tissue_expression(samples, measured)
    frames["isoform_diversity"] = TABLES["isoform_diversity"].conform(isoform_diversity(samples))


def _merge_samples(known: pl.DataFrame, sheet: pl.DataFrame) -> pl.DataFrame:
    new = TABLES["samples"].conform(sheet)
    return pl.concat([known.join(new, on=list(TABLES["samples"].key), how="anti"), new])


def _unknown(rows: pl.DataFrame, file: str) -> pl.DataFrame:
    return rows.select(
        pl.lit(file).alias("file"), pl.lit(None, dtype=pl.Int64).alias("line"), pl.col("transcript_id").alias("content"), pl.lit(UNKNOWN_TRANSCRIPT).alias("reason"),
    )


def _rejected(table: str, inputs: Inputs) -> pl.DataFrame | None:
    parts = inputs.rejected.get(table, [])
    return pl.concat([part.select(list(REJECTED)).cast(pl.Schema(REJECTED)) for part in parts]) if parts else None


def _source_files(table: str, inputs: Inputs, target: Target | None) -> tuple[str, ...]:
    before = target.entry(table).source_files if target and target.has(table) else ()
    return tuple(dict.fromkeys((*before, *inputs.sources_of(table))))
