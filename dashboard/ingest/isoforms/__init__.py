"""Import isoforms: structures, SQANTI3's classification, quantifications, peptides and domains, from any of the usual tools."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from dashboard.errors import ReleaseError, SourceError
from dashboard.ingest.annotation.target import Target, find_target
from dashboard.ingest.isoforms.build import build_tables
from dashboard.ingest.isoforms.reading import Inputs, read_files
from dashboard.ingest.isoforms.sample_sheet import read_sample_sheet
from dashboard.ingest.report import FileRead, ImportReport, TableReport
from dashboard.ingest.runner import Progress, silent
from dashboard.ingest.writer import TableData, count_flags, count_reasons, extend_release, write_release
from dashboard.schema.manifest import RELEASE_FILE, Manifest, Source

__all__ = ["import_isoforms"]

NEW_RELEASE = "isoforms"
STEPS = 4


def import_isoforms(
    paths: Sequence[str | Path], *, samples: str | Path | None = None, name: str | None = None, data_dir: Path = Path("data"), progress: Progress = silent,
) -> ImportReport:
    """Add isoforms to release `name`, or make it; without a name the newest imported release, else a new one named `isoforms`.

    Each path is a file, or a directory whose files are all read; what a file is, is recognised by its content. `samples`
    is a table of sample, tissue and, where known, donor, batch, assay and file; quantifications need it. Raises
    SourceError naming the file, and the column or line, for what cannot be imported; the release is then unchanged.
    """
    started = time.monotonic()
    files = _list_files(paths)
    sheet, sheet_rejected = read_sample_sheet(_existing(samples)) if samples else (None, None)
    progress("reading", 0, STEPS)
    inputs = read_files(files, sheet, lambda message: progress(message, 0, STEPS))
    if samples and sheet is not None:
        inputs.files.append(FileRead(path=Path(samples).name, rows=sheet.height, tables=("samples",)))
    if sheet_rejected is not None:
        inputs.reject("samples", sheet_rejected)
    releases = data_dir / "releases"
    target = _find(releases, name)
    progress("building the tables", 1, STEPS)
    tables = build_tables(inputs, sheet, target, lambda message: progress(message, 2, STEPS))
    report = _report(inputs, tables, target.name if target else name or NEW_RELEASE, files, time.monotonic() - started)
    progress("writing", 3, STEPS)
    if target:
        extend_release(releases, target.name, tables, report)
    else:
        write_release(releases, _manifest(report.release, files), tables, report)
    progress("done", STEPS, STEPS)
    return report


def _list_files(paths: Sequence[str | Path]) -> list[Path]:
    if not paths:
        raise SourceError("Name at least one file: a GTF, SQANTI3’s classification.txt, or a quantification.")
    found: list[Path] = []
    for given in paths:
        path = _existing(given)
        found += sorted(file for file in path.iterdir() if file.is_file() and not file.name.startswith(".")) if path.is_dir() else [path]
    return list(dict.fromkeys(found))


def _existing(path: str | Path) -> Path:
    found = Path(path).expanduser()
    if not found.exists():
        raise SourceError(f"{path} does not exist.")
    return found


def _find(releases: Path, name: str | None) -> Target | None:
    """The release to extend; None where a new one is to be made."""
    if name is not None:
        return Target(releases, name) if (releases / name / RELEASE_FILE).is_file() else None
    try:
        return find_target(releases, None)
    except ReleaseError:
        return None


def _manifest(name: str, files: Sequence[Path]) -> Manifest:
    return Manifest(
        name=name, title=name, source=Source(location=", ".join(file.name for file in files[:5])), created=dt.datetime.now(dt.UTC).replace(microsecond=0),
    )


def _report(inputs: Inputs, tables: Mapping[str, TableData], release: str, files: Sequence[Path], seconds: float) -> ImportReport:
    rows_in = {table: sum(file.rows for file in inputs.files if table in file.tables) for table in tables}
    return ImportReport(
        release=release, source=", ".join(file.name for file in files[:5]), seconds=seconds, files=tuple(inputs.files), left_out=tuple(inputs.left_out),
        tables=tuple(
            TableReport(
                name=table, rows_in=rows_in[table] or data.frames.height, rows_out=data.frames.height, flags=count_flags(data.frames), notes=data.notes,
                rejected=count_reasons(data.rejected),
                source_files=data.source_files,
            )
            for table, data in tables.items() if isinstance(data.frames, pl.DataFrame)
        ),
    )
