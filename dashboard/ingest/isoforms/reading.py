"""Read each file by its kind into what the tables are built from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from dashboard.errors import SourceError
from dashboard.ingest.isoforms.classification import read_classification
from dashboard.ingest.isoforms.kinds import Kind, recognise
from dashboard.ingest.isoforms.quantification import Quantification, read_matrix, read_one_sample
from dashboard.ingest.isoforms.structures import Structures, read_structures
from dashboard.ingest.isoforms.text_tables import TextTable, read_table
from dashboard.ingest.report import FileLeftOut, FileRead

TABLES_OF = {
    Kind.STRUCTURES: ("transcripts", "exons"), Kind.CLASSIFICATION: ("transcripts",), Kind.PEPTIDES: ("transcripts",), Kind.DOMAINS: ("protein_domains",),
    Kind.MATRIX: ("transcript_expression", "transcript_expression_samples", "isoform_diversity"),
    Kind.ONE_SAMPLE: ("transcript_expression", "transcript_expression_samples", "isoform_diversity"),
}
NOT_NEEDED = "junctions follow from the exons"


@dataclass
class Inputs:
    """Everything read, file by file; `rejected` has the table a rejected line was meant for."""

    structures: list[Structures] = field(default_factory=list)
    classifications: list[pl.DataFrame] = field(default_factory=list)
    quantifications: list[Quantification] = field(default_factory=list)
    peptides: list[TextTable] = field(default_factory=list)
    domains: list[TextTable] = field(default_factory=list)
    rejected: dict[str, list[pl.DataFrame]] = field(default_factory=dict)
    files: list[FileRead] = field(default_factory=list)
    left_out: list[FileLeftOut] = field(default_factory=list)
    notes: dict[str, list[str]] = field(default_factory=dict)

    def sources_of(self, table: str) -> tuple[str, ...]:
        return tuple(file.path for file in self.files if table in file.tables)

    def reject(self, table: str, rows: pl.DataFrame) -> None:
        if rows.height:
            self.rejected.setdefault(table, []).append(rows)

    def note(self, table: str, *sentences: str) -> None:
        self.notes.setdefault(table, []).extend(sentences)


def read_files(paths: Sequence[Path], sheet: pl.DataFrame | None, progress: Callable[[str], None]) -> Inputs:
    """What all the files hold. Raises SourceError for one of no known kind, one that lacks a column, and for samples without a sheet."""
    inputs = Inputs()
    for path in paths:
        kind = recognise(path)
        progress(f"{path.name}: {kind}")
        if kind is Kind.NOT_NEEDED:
            inputs.left_out.append(FileLeftOut(path=path.name, status="unused", reason=NOT_NEEDED))
            continue
        rows = _read_structures(inputs, path, progress) if kind is Kind.STRUCTURES else _read_table(inputs, path, kind, sheet)
        inputs.files.append(FileRead(path=path.name, rows=rows, tables=TABLES_OF[kind]))
    if not inputs.files:
        raise SourceError("None of the files holds isoforms; name a GTF, SQANTI3’s classification.txt or a quantification.")
    return inputs


def _read_structures(inputs: Inputs, path: Path, progress: Callable[[str], None]) -> int:
    found = read_structures(path, progress)
    inputs.structures.append(found)
    inputs.reject("exons", found.rejected)
    return found.n_lines


def _read_table(inputs: Inputs, path: Path, kind: Kind, sheet: pl.DataFrame | None) -> int:
    table = read_table(path)
    if kind is Kind.CLASSIFICATION:
        classified = read_classification(table)
        inputs.classifications.append(classified.frame)
        inputs.reject("transcripts", classified.rejected)
    elif kind is Kind.PEPTIDES:
        inputs.peptides.append(table)
        inputs.reject("transcripts", table.rejected)
    elif kind is Kind.DOMAINS:
        inputs.domains.append(table)
    else:
        _read_quantification(inputs, table, kind, sheet)
    return table.frame.height + table.rejected.height


def _read_quantification(inputs: Inputs, table: TextTable, kind: Kind, sheet: pl.DataFrame | None) -> None:
    if sheet is None:
        raise SourceError(f"{table.path} holds samples, and which tissues they are from is not known; add --samples with a table of sample and tissue.")
    if kind is Kind.MATRIX:
        found = read_matrix(table, sheet["sample_id"].to_list())
    else:
        found = read_one_sample(table, _sample_of(table.path, sheet))
    inputs.quantifications.append(found)
    inputs.reject("transcript_expression_samples", found.rejected)
    inputs.note("transcript_expression_samples", *found.notes)
    inputs.left_out += [
        FileLeftOut(path=f"{table.path.name}: {sample}", status="unused", reason="the sample is not in the sample sheet") for sample in found.dropped_samples
    ]


def _sample_of(path: Path, sheet: pl.DataFrame) -> str:
    """The sample a file is of: by the sheet's column `file`, else by the file's name or its folder's."""
    named = sheet.filter(pl.col("file").is_not_null())
    for row in named.select("sample_id", "file").to_dicts():
        if path.as_posix() == row["file"] or path.as_posix().endswith("/" + str(row["file"]).lstrip("./")):
            return str(row["sample_id"])
    samples = set(sheet["sample_id"])
    stem = path.name
    while stem:
        if stem in samples:
            return stem
        stem = stem.rpartition(".")[0]
    if path.parent.name in samples:
        return path.parent.name
    raise SourceError(f"{path}: which sample it is of is not known; name the file or its folder as in the sample sheet, or give the sheet a column “file”.")
