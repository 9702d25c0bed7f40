"""Run a plan over a source's directory: read files, build tables, account for every file."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from dashboard.errors import SourceError
from dashboard.ingest.readers import read_source
from dashboard.ingest.report import ABSENT, UNKNOWN, FileLeftOut, FileRead, ImportReport, TableReport
from dashboard.ingest.steps import Built, Plan, Step, Unused
from dashboard.ingest.writer import TableData, count_flags, count_reasons, sha256_of
from dashboard.schema import TABLES

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many parts are done, and how many there are."""


def silent(message: str, done: int, total: int) -> None:
    """No progress shown."""


@dataclass(frozen=True)
class Run:
    """What a plan made of a source: tables to write, and the report so far."""

    tables: dict[str, TableData]
    report: ImportReport


def run_plan(plan: Plan, root: Path, *, workers: int = 2, progress: Progress = silent) -> Run:
    """Tables and report of `plan` over the files below `root`.

    A step whose files are not all there is left out and its absent files are reported. Raises SourceError for a file
    that is damaged or lacks a column.
    """
    started = time.monotonic()
    present = {path.relative_to(root).as_posix(): path for path in sorted(root.glob(plan.inventory)) if path.is_file()}
    ready = [step for step in plan.steps if all(name in present for name in step.files)]
    if not ready:
        raise SourceError(f"{root} holds none of the files this importer knows, such as {plan.steps[0].files[0]}.")
    sources = _Sources(present, ready, workers)
    parts: dict[str, list[tuple[Step, Built]]] = {}
    with sources:
        for done, step in enumerate(ready):
            progress(f"{step.table}: {step.files[0].rsplit('/', 1)[-1]}", done, len(ready))
            loaded = {name: sources.content(name) for name in _names(step) if name in present}
            parts.setdefault(step.table, []).append((step, _build(step, loaded, present)))
            sources.release(step)
    progress("all files read", len(ready), len(ready))
    tables = {name: _join(name, built, present) for name, built in parts.items()}
    report = ImportReport(
        seconds=time.monotonic() - started,
        files=tuple(sources.read[name] for name in sorted(sources.read)),
        left_out=_left_out(plan, present, sources.read),
        tables=tuple(_report(name, data, sources.read) for name, data in sorted(tables.items())),
        tables_without_rows=tuple(sorted(name for name, data in tables.items() if _rows(data) == 0)),
    )
    return Run({name: data for name, data in tables.items() if _rows(data)}, report)


class _Sources:
    """The source's files: each read once, files of the same content too, and let go after the last step needing it."""

    def __init__(self, present: Mapping[str, Path], steps: list[Step], workers: int) -> None:
        self.read: dict[str, FileRead] = {}
        self._pool = ThreadPoolExecutor(max_workers=max(1, workers))
        self._tables: dict[str, list[str]] = {}
        self._uses: dict[str, int] = {}
        headerless = {name for step in steps for name in step.headerless}
        for step in steps:
            for name in _names(step):
                if name in present:
                    self._uses[name] = self._uses.get(name, 0) + 1
                    self._tables.setdefault(name, []).append(step.table)
        self._twin = _twins({name: present[name] for name in self._uses})
        self._pending: dict[str, Future[Any]] = {
            name: self._pool.submit(read_source, present[name], header=name not in headerless)
            for name in self._uses if self._twin[name] == name
        }

    def __enter__(self) -> _Sources:
        return self

    def __exit__(self, *error: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def content(self, name: str) -> Any:
        twin = self._twin[name]
        content = self._pending[twin].result()
        self.read[name] = FileRead(
            path=name, rows=_row_count(content), tables=tuple(dict.fromkeys(self._tables[name])),
            same_as="" if twin == name else twin,
        )
        return content

    def release(self, step: Step) -> None:
        for name in _names(step):
            if name in self._uses:
                self._uses[name] -= 1
        for twin in list(self._pending):
            if not any(uses for name, uses in self._uses.items() if self._twin[name] == twin):
                del self._pending[twin]


def _names(step: Step) -> tuple[str, ...]:
    return (*step.files, *step.optional)


def _twins(paths: Mapping[str, Path]) -> dict[str, str]:
    """For each file the first file of the same content; only files of equal size are compared."""
    by_size: dict[int, list[str]] = {}
    for name, path in paths.items():
        by_size.setdefault(path.stat().st_size, []).append(name)
    twins = {name: name for name in paths}
    for names in by_size.values():
        if len(names) > 1:
            first: dict[str, str] = {}
            for name in names:
                twins[name] = first.setdefault(sha256_of(paths[name]), name)
    return twins


def _build(step: Step, loaded: Mapping[str, Any], present: Mapping[str, Path]) -> Built:
    files = ", ".join(str(present[name]) for name in loaded)
    try:
        return step.build(loaded)
    except pl.exceptions.ColumnNotFoundError as error:
        column = str(error).split("\n", 1)[0].split(";", 1)[0]
        raise SourceError(f"{files}: {column}; the file is not the one expected for table {step.table}.") from error
    except (pl.exceptions.PolarsError, KeyError, AttributeError, TypeError) as error:
        detail = str(error).split("\n", 1)[0]
        raise SourceError(f"{files}: cannot be turned into table {step.table} ({detail}).") from error


def _join(name: str, parts: list[tuple[Step, Built]], present: Mapping[str, Path]) -> TableData:
    table = TABLES[name]
    files = [file for step, _ in parts for file in _names(step) if file in present]
    rejected = [built.rejected for _, built in parts if built.rejected is not None and not built.rejected.is_empty()]
    try:
        frames = [table.conform(built.frame) for _, built in parts]
    except (pl.exceptions.PolarsError, KeyError) as error:
        raise SourceError(f"{', '.join(files)}: cannot be turned into table {name} ({error}).") from error
    return TableData(
        pl.concat(frames), tuple(dict.fromkeys(files)),
        pl.concat(rejected, how="diagonal_relaxed") if rejected else None,
        tuple(dict.fromkeys(note for _, built in parts for note in built.notes)),
    )


def _rows(data: TableData) -> int:
    assert isinstance(data.frames, pl.DataFrame)
    return data.frames.height


def _row_count(content: Any) -> int:
    if isinstance(content, dict):
        return sum(_row_count(part) for part in content.values())
    return len(content) if isinstance(content, (pl.DataFrame, pl.Series)) else 0


def _report(name: str, data: TableData, read: Mapping[str, FileRead]) -> TableReport:
    assert isinstance(data.frames, pl.DataFrame)
    return TableReport(
        name=name, rows_in=sum(read[file].rows for file in data.source_files if not read[file].same_as), rows_out=data.frames.height,
        rejected=count_reasons(data.rejected), flags=count_flags(data.frames), source_files=data.source_files, notes=data.notes,
    )


def _left_out(plan: Plan, present: Mapping[str, Path], read: Mapping[str, FileRead]) -> tuple[FileLeftOut, ...]:
    """Files named by the plan but absent, left out on purpose, or not named at all."""
    named = {name for step in plan.steps for name in _names(step)}
    unused = {name: group for group in plan.unused for name in group.files}
    absent = sorted((named | set(unused)) - set(present))
    left_out = [FileLeftOut(path=name, status="absent", reason=ABSENT) for name in absent]
    for name in sorted(set(present) - set(read)):
        if name in unused:
            left_out.append(_unused(name, unused[name], present))
        elif name in named:
            others = [file for step in plan.steps if name in _names(step) for file in step.files if file not in present]
            reason = f"is read together with {', '.join(dict.fromkeys(others))}, which is absent"
            left_out.append(FileLeftOut(path=name, status="unused", reason=reason))
        else:
            left_out.append(FileLeftOut(path=name, status="unknown", reason=UNKNOWN))
    return tuple(left_out)


def _unused(name: str, group: Unused, present: Mapping[str, Path]) -> FileLeftOut:
    twin = group.same_as
    if not twin:
        return FileLeftOut(path=name, status="unused", reason=group.reason)
    if twin in present and sha256_of(present[twin]) == sha256_of(present[name]):
        return FileLeftOut(path=name, status="unused", reason=f"{group.reason} {twin}")
    return FileLeftOut(path=name, status="unknown", reason=f"should repeat {twin}, but differs from it or stands alone")
