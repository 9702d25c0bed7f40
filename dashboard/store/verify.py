"""Is a release on disk what its release.json says? Checksums, types, rules of the schema, order of rows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from dashboard.schema import TABLES, Table, check_frame
from dashboard.schema.manifest import TABLES_DIR, FileEntry
from dashboard.store.release import Release


def verify_release(release: Release) -> Iterator[tuple[str, list[str]]]:
    """Each table of the release with what is wrong with it, each problem naming its file; nothing wrong is an empty list."""
    for name, entry in sorted(release.tables.items()):
        problems = [problem for file in entry.files for problem in _check_file(release.path, file, TABLES[name])]
        rows = sum(file.rows for file in entry.files)
        if rows != entry.rows:
            problems.append(f"{name}: its files hold {rows:,} rows where release.json says {entry.rows:,}")
        yield name, problems
    named = {file.path for entry in release.tables.values() for file in entry.files}
    there = {path.relative_to(release.path).as_posix() for path in (release.path / TABLES_DIR).rglob("*.parquet")}
    strangers = sorted(there - named)
    if strangers:
        yield TABLES_DIR, [f"{path}: is not named in release.json" for path in strangers]


def _check_file(root: Path, file: FileEntry, table: Table) -> list[str]:
    path = root / file.path
    if not path.is_file():
        return [f"{path}: is missing"]
    if path.stat().st_size != file.bytes:
        return [f"{path}: has {path.stat().st_size:,} bytes where release.json says {file.bytes:,}"]
    with path.open("rb") as opened:
        if hashlib.file_digest(opened, "sha256").hexdigest() != file.sha256:
            return [f"{path}: its sha256 is not that in release.json; the file was changed or damaged"]
    try:
        frame = pl.read_parquet(path, glob=False, hive_partitioning=False)
    except (pl.exceptions.PolarsError, OSError) as error:
        return [f"{path}: cannot be read ({str(error).splitlines()[0]})"]
    problems = [f"{path}: {problem}" for problem in check_frame(frame, table)]
    if frame.height != file.rows:
        problems.append(f"{path}: has {frame.height:,} rows where release.json says {file.rows:,}")
    if not problems and not _is_sorted(frame, table):
        problems.append(f"{path}: is not sorted by {', '.join(table.sort_by)}")
    return problems


def _is_sorted(frame: pl.DataFrame, table: Table) -> bool:
    if not table.sort_by:
        return True
    keys = frame.select(table.sort_by)
    return keys.equals(keys.sort(table.sort_by, maintain_order=True))
