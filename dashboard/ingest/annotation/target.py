"""The release that an annotation joins: which one, and its tables as they are."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from dashboard.errors import ReleaseError
from dashboard.schema import TABLES
from dashboard.schema.manifest import REJECTED_DIR, RELEASE_FILE, Manifest, TableEntry


class Target:
    """A release on disk, read table by table."""

    def __init__(self, releases: Path, name: str) -> None:
        self.name = name
        self.path = (releases / name).resolve()
        try:
            self.manifest = Manifest.model_validate_json((self.path / RELEASE_FILE).read_bytes())
        except (OSError, ValueError) as error:
            raise ReleaseError(f"There is no release named {name!r} in {releases} to add an annotation to.") from error

    def has(self, table: str) -> bool:
        return table in self.manifest.tables

    def entry(self, table: str) -> TableEntry:
        return self.manifest.tables[table]

    def scan(self, table: str) -> pl.LazyFrame:
        paths = [self.path / file.path for file in self.entry(table).files]
        return pl.scan_parquet(paths, glob=False, hive_partitioning=False)

    def read(self, table: str) -> pl.DataFrame:
        """The whole table; without rows where the release lacks it."""
        return self.scan(table).collect() if self.has(table) else TABLES[table].empty()

    def rejected(self, table: str) -> pl.DataFrame | None:
        path = self.path / REJECTED_DIR / f"{table}.parquet"
        return pl.read_parquet(path) if path.is_file() else None


def find_target(releases: Path, name: str | None) -> Target:
    """The named release, or the newest that is not simulated.

    Raises ReleaseError where there is none.
    """
    if name is not None:
        return Target(releases, name)
    paths = [path for path in releases.iterdir() if not path.name.startswith(".")] if releases.is_dir() else []
    found = [path for path in paths if (path / RELEASE_FILE).is_file()]
    for path in sorted(found, key=lambda path: path.resolve().stat().st_mtime, reverse=True):
        target = Target(releases, path.name)
        if not target.manifest.simulated:
            return target
    raise ReleaseError(f"{releases} holds no imported release that an annotation could join; import one first, or name the demo with --name demo.")
