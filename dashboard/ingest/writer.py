"""Write a release: validate all tables, write, verify, swap in. Also add tables to a release there is."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from dashboard.errors import ReleaseError
from dashboard.ingest.report import ImportReport, read_report
from dashboard.ingest.swap import partial_release, swap_in
from dashboard.schema import TABLES, Problem, Table, check_frame
from dashboard.schema.derived import DERIVED
from dashboard.schema.manifest import REJECTED_DIR, RELEASE_FILE, TABLES_DIR, FileEntry, Manifest, TableEntry

ROW_GROUP_ROWS = 65_536
VERSION_LENGTH = 12
PROBLEMS_SHOWN = 20


class InvalidTablesError(ReleaseError):
    """Tables that break the schema; `problems` holds all of them, the message the first ones."""

    def __init__(self, problems: list[Problem]) -> None:
        shown = "\n".join(f"  {problem}" for problem in problems[:PROBLEMS_SHOWN])
        more = f"\n  … and {len(problems) - PROBLEMS_SHOWN} more" if len(problems) > PROBLEMS_SHOWN else ""
        super().__init__(f"Nothing was imported: the tables break the schema in {len(problems)} ways.\n{shown}{more}")
        self.problems = problems


@dataclass(frozen=True)
class TableData:
    """Rows for one table: a frame, or several that are written one after another so that they need not fit in memory.

    `rejected` holds rows that could not be used, with a text column `reason`.
    """

    frames: pl.DataFrame | Iterable[pl.DataFrame]
    source_files: tuple[str, ...] = ()
    rejected: pl.DataFrame | None = None
    notes: tuple[str, ...] = ()


def write_release(
    releases: Path, manifest: Manifest, tables: Mapping[str, TableData], report: ImportReport | None = None,
) -> Path:
    """The directory of the new release, served from now on as `releases/<manifest.name>`.

    `manifest.tables` is filled here. Raises InvalidTablesError with all problems of all tables, and ReleaseError where
    the disk is full or another import of the same name is under way; the old release is then untouched.
    """
    with partial_release(releases, manifest.name) as directory:
        entries = _write_tables(directory, tables)
        return _finish(directory, releases, manifest.model_copy(update={"tables": entries}), report)


def extend_release(
    releases: Path, name: str, tables: Mapping[str, TableData], report: ImportReport | None = None,
) -> Path:
    """The directory of release `name` with `tables` added; those of the same name are replaced, the others kept.

    The kept files are hard links to the old version's, or copies where the disk has no hard links.
    """
    if not (releases / name / RELEASE_FILE).is_file():
        raise ReleaseError(f"There is no release named {name!r} in {releases} to add tables to.")
    with partial_release(releases, name) as directory:
        old = (releases / name).resolve()
        try:
            manifest = Manifest.model_validate_json((old / RELEASE_FILE).read_bytes())
        except (OSError, ValueError) as error:
            raise ReleaseError(f"{old / RELEASE_FILE} is not a valid release description; import the release again.") from error
        entries = {key: entry for key, entry in manifest.tables.items() if key not in tables}
        kept = [Path(file.path) for entry in entries.values() for file in entry.files]
        kept += [Path(REJECTED_DIR) / f"{key}.parquet" for key in entries]
        for path in kept:
            if (old / path).is_file():
                _link(old / path, directory / path)
        entries |= _write_tables(directory, tables)
        before = read_report(old)
        merged = before.extended_by(report) if before and report else report or before
        return _finish(directory, releases, manifest.model_copy(update={"tables": entries}), merged)


def _write_tables(directory: Path, tables: Mapping[str, TableData]) -> dict[str, TableEntry]:
    unknown = [Problem(name, "", 0, "is not a table of the schema") for name in tables if name not in TABLES]
    problems = list(unknown)
    entries = {}
    (directory / TABLES_DIR).mkdir(exist_ok=True)
    for name, data in tables.items():
        if name in TABLES:
            writer = _TableWriter(directory, TABLES[name])
            for frame in [data.frames] if isinstance(data.frames, pl.DataFrame) else data.frames:
                writer.add(frame)
            entries[name] = writer.close(data)
            problems += writer.problems
    if problems:
        raise InvalidTablesError(problems)
    return entries


class _TableWriter:
    """Checks and writes the frames of one table.

    A table in one file is gathered in memory; of a partitioned one, each frame is split into pieces on disk, and each
    partition is sorted and written at the end.
    """

    def __init__(self, directory: Path, table: Table) -> None:
        self.directory = directory
        self.table = table
        self.problems: list[Problem] = []
        self.flags: dict[str, int] = {}
        self._whole: list[pl.DataFrame] = []
        self._pieces: dict[str, list[Path]] = {}

    def add(self, frame: pl.DataFrame) -> None:
        try:
            rows = self.table.conform(frame)
        except (pl.exceptions.PolarsError, KeyError) as error:
            self.problems.append(Problem(self.table.name, "", frame.height, f"cannot be brought into shape: {error}"))
            return
        if self.table.partition_by is None:
            self._whole.append(rows)
            return
        self._check(rows)
        for (value,), part in rows.partition_by(self.table.partition_by, as_dict=True).items():
            pieces = self._pieces.setdefault(str(value), [])
            path = self.directory / "pieces" / f"{self.table.name}-{sum(map(len, self._pieces.values()))}.parquet"
            path.parent.mkdir(exist_ok=True)
            part.write_parquet(path, compression="lz4")
            pieces.append(path)

    def close(self, data: TableData) -> TableEntry:
        """Write what was added, and the rejected rows; the table's entry for the manifest."""
        files = self._write_whole() if self.table.partition_by is None else self._write_partitions()
        return TableEntry(
            rows=sum(file.rows for file in files), bytes=sum(file.bytes for file in files),
            schema_hash=self.table.schema_hash, files=tuple(files), source_files=data.source_files, flags=self.flags,
            rejected=self._write_rejected(data.rejected), notes=data.notes,
        )

    def _check(self, rows: pl.DataFrame) -> None:
        self.problems += check_frame(rows, self.table)
        for reason, count in count_flags(rows).items():
            self.flags[reason] = self.flags.get(reason, 0) + count

    def _write_whole(self) -> list[FileEntry]:
        rows = pl.concat(self._whole) if self._whole else self.table.empty()
        if self.table.name in DERIVED:
            rows = self.table.conform(DERIVED[self.table.name](rows))
        self._check(rows)
        return [] if self.problems else [self._write(self._sorted(rows), f"{TABLES_DIR}/{self.table.name}.parquet")]

    def _write_partitions(self) -> list[FileEntry]:
        files = []
        for value, pieces in sorted(self._pieces.items()):
            if not self.problems:
                path = f"{TABLES_DIR}/{self.table.name}/{self.table.partition_by}={value}/part-0.parquet"
                files.append(self._write(self._gathered(pieces), path))
            for piece in pieces:
                piece.unlink()
        shutil.rmtree(self.directory / "pieces", ignore_errors=True)
        return files

    def _sorted(self, rows: pl.DataFrame) -> pl.DataFrame:
        return rows.sort(self.table.sort_by, maintain_order=True) if self.table.sort_by else rows

    def _gathered(self, pieces: list[Path]) -> pl.DataFrame:
        """The sorted rows of some pieces, column by column, so that they are never all there twice."""
        scan = pl.scan_parquet(pieces, glob=False)
        if not self.table.sort_by:
            return scan.collect()
        order = scan.select(pl.arg_sort_by(self.table.sort_by, maintain_order=True)).collect().to_series()
        return pl.DataFrame([scan.select(name).collect().to_series().gather(order) for name in scan.collect_schema()])

    def _write(self, rows: pl.DataFrame, path: str) -> FileEntry:
        target = self.directory / path
        target.parent.mkdir(parents=True, exist_ok=True)
        rows.write_parquet(target, compression="zstd", statistics=True, row_group_size=ROW_GROUP_ROWS)
        return FileEntry(path=path, bytes=target.stat().st_size, sha256=sha256_of(target), rows=rows.height)

    def _write_rejected(self, rejected: pl.DataFrame | None) -> dict[str, int]:
        if rejected is not None and not rejected.is_empty():
            target = self.directory / REJECTED_DIR / f"{self.table.name}.parquet"
            target.parent.mkdir(exist_ok=True)
            rejected.write_parquet(target, compression="zstd")
        return count_reasons(rejected)


def count_flags(frame: pl.DataFrame) -> dict[str, int]:
    """How many rows of a frame carry each reason in its `flags` column."""
    if "flags" not in frame.columns:
        return {}
    reasons = frame.lazy().select(pl.col("flags").drop_nulls().str.split("; ").list.explode().alias("reason"))
    return count_reasons(reasons.filter(pl.col("reason") != ""))


def count_reasons(rejected: pl.DataFrame | pl.LazyFrame | None) -> dict[str, int]:
    """How many rows give each `reason`, the most frequent first; empty for none."""
    if rejected is None or (isinstance(rejected, pl.DataFrame) and rejected.is_empty()):
        return {}
    counts = rejected.lazy().group_by("reason").len().sort("len", "reason", descending=[True, False])
    return dict(counts.collect().iter_rows())


def sha256_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _finish(directory: Path, releases: Path, manifest: Manifest, report: ImportReport | None) -> Path:
    _verify(directory, manifest)
    if report is not None:
        report.save(directory)
    raw = manifest.model_dump_json(indent=1).encode()
    with (directory / RELEASE_FILE).open("wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    return swap_in(directory, releases, manifest.name, hashlib.sha256(raw).hexdigest()[:VERSION_LENGTH])


def _verify(directory: Path, manifest: Manifest) -> None:
    """Read every file again, so that what a full or failing disk swallowed is noticed before the swap."""
    for name, entry in manifest.tables.items():
        for file in entry.files:
            path = directory / file.path
            rows = pl.scan_parquet(path, glob=False, hive_partitioning=False).select(pl.len()).collect().item()
            if rows != file.rows or sha256_of(path) != file.sha256:
                raise ReleaseError(f"Table {name} did not arrive whole on the disk ({file.path}); import again.")


def _link(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
