"""Import a gene annotation into a release: GENCODE or Ensembl GTF, or the cache files of the npm package ideogram."""

from __future__ import annotations

import time
from pathlib import Path

import polars as pl

from dashboard.errors import SourceError
from dashboard.ingest.annotation.gtf import GTF_TABLES, read_gtf
from dashboard.ingest.annotation.ideogram import IDEOGRAM_TABLES, find_files, read_ideogram
from dashboard.ingest.annotation.join import Source, join_annotation
from dashboard.ingest.annotation.npm import PACKAGE, fetched_package
from dashboard.ingest.annotation.target import find_target
from dashboard.ingest.report import FileRead, ImportReport, TableReport
from dashboard.ingest.runner import Progress, silent
from dashboard.ingest.steps import Built
from dashboard.ingest.writer import count_flags, count_reasons, extend_release

__all__ = ["import_annotation"]


def import_annotation(
    paths: list[str], *, name: str | None = None, data_dir: Path = Path("data"), progress: Progress = silent,
) -> ImportReport:
    """Add an annotation to release `name`, by default the newest imported one; the report of what it brought.

    Each path is a GTF file, a directory with ideogram's cache files, or the word `ideogram`, which asks npm for the
    package. Several are joined one after another. Raises SourceError for what cannot be read, ReleaseError where there
    is no release to join.
    """
    if not paths:
        raise SourceError(f"Name a GTF file, a directory of the {PACKAGE} package, or the word {PACKAGE}.")
    report: ImportReport | None = None
    for path in paths:
        done = _import_one(path, name, data_dir / "releases", progress)
        report = report.extended_by(done) if report else done
        name = done.release
    assert report is not None
    return report


def _import_one(location: str, name: str | None, releases: Path, progress: Progress) -> ImportReport:
    target = find_target(releases, name)
    path = Path(location).expanduser()
    if location == PACKAGE and not path.exists():
        progress(f"asking npm for {PACKAGE}", 0, 3)
        with fetched_package() as package:
            return _import_path(package, target.name, releases, progress, origin=f"npm package {PACKAGE}")
    if not path.exists():
        raise SourceError(f"{location} does not exist; name a GTF file, a directory of the {PACKAGE} package, or the word {PACKAGE}.")
    return _import_path(path, target.name, releases, progress, origin=location)


def _import_path(path: Path, name: str, releases: Path, progress: Progress, origin: str) -> ImportReport:
    started = time.monotonic()
    target = find_target(releases, name)
    built, source = _read(path, progress)
    progress("joining the release", 1, 3)
    tables = join_annotation(target, built, source)
    report = ImportReport(
        release=name, source=origin,
        files=tuple(
            FileRead(path=file, rows=sum(built[table].frame.height for table in used if table in built), tables=used)
            for file, used in source.files.items()
        ),
        tables=tuple(
            TableReport(
                name=table, rows_in=built[table].frame.height + sum(count_reasons(built[table].rejected).values()), rows_out=data.frames.height,
                rejected=count_reasons(built[table].rejected), flags=count_flags(data.frames), source_files=data.source_files, notes=data.notes,
            )
            for table, data in sorted(tables.items()) if table in built and isinstance(data.frames, pl.DataFrame)
        ),
    )
    progress("writing", 2, 3)
    report = report.model_copy(update={"seconds": time.monotonic() - started})
    extend_release(releases, name, tables, report)
    progress("done", 3, 3)
    return report


def _read(path: Path, progress: Progress) -> tuple[dict[str, Built], Source]:
    def told(message: str) -> None:
        progress(message, 0, 3)

    if path.is_dir():
        files = {file.name: IDEOGRAM_TABLES[kind] for kind, file in find_files(path).items()}
        return read_ideogram(path, told), Source(complete=False, files=files)
    return read_gtf(path, told), Source(complete=True, files={path.name: GTF_TABLES})


