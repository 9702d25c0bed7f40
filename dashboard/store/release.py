"""Open a release for reading: an immutable handle on one version of its tables."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path

import polars as pl
from pydantic import ValidationError

from dashboard.errors import NotFoundError, ReleaseError
from dashboard.schema import TABLES, Table
from dashboard.schema.manifest import RELEASE_FILE, TABLES_DIR, Manifest, TableEntry

KEPT_BYTES = 6 * 2**20
"""Memory each release may hold in columns of tables; larger tables are scanned from their files each time."""
CELL_BYTES = 16
"""Memory of a cell, at most: what Polars takes for a text beside its letters."""
VERSION_LENGTH = 12


class Release:
    """One version of one release. Requests hold on to the handle they began with.

    `version` is the start of the sha256 of release.json; it is cache key, ETag and the stamp on exports.
    """

    def __init__(self, path: Path, name: str | None = None) -> None:
        self.path = path.resolve()
        try:
            raw = (self.path / RELEASE_FILE).read_bytes()
        except OSError as error:
            raise ReleaseError(f"{path / RELEASE_FILE} cannot be read ({error.strerror}).") from error
        try:
            self.manifest = Manifest.model_validate_json(raw)
        except ValidationError as error:
            raise ReleaseError(f"{path / RELEASE_FILE} is not a valid release description; import the release again.") from error
        self.version = hashlib.sha256(raw).hexdigest()[:VERSION_LENGTH]
        self.name = name or path.name
        self._columns: OrderedDict[tuple[str, str], pl.Series] = OrderedDict()
        self._filled: dict[str, frozenset[str]] = {}
        self._loading: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()
        self._refuse_other_schemas()

    def _refuse_other_schemas(self) -> None:
        stale = [
            name for name, entry in self.manifest.tables.items()
            if name not in TABLES or TABLES[name].schema_hash != entry.schema_hash
        ]
        if stale:
            raise ReleaseError(
                f"Release {self.name} was written for another version of the tables {', '.join(stale)}; import it again."
            )

    @property
    def title(self) -> str:
        return self.manifest.title

    @property
    def simulated(self) -> bool:
        return self.manifest.simulated

    @property
    def tables(self) -> dict[str, TableEntry]:
        return self.manifest.tables

    def has(self, *names: str) -> bool:
        """Whether the release has all of these tables."""
        return all(name in self.tables for name in names)

    def entry(self, name: str) -> TableEntry:
        """The manifest's entry of a table; NotFoundError where the release lacks it."""
        try:
            return self.tables[name]
        except KeyError:
            known = "is not in this release" if name in TABLES else "does not exist"
            raise NotFoundError(f"The table {name} {known}.", tuple(sorted(self.tables))) from None

    def schema(self, name: str) -> Table:
        self.entry(name)
        return TABLES[name]

    def files(self, name: str, partition: str | None = None) -> list[Path]:
        """Parquet files of a table; `partition` keeps the one file of that value of the partition column."""
        entry, table = self.entry(name), TABLES[name]
        files = [file.path for file in entry.files]
        if partition is not None and table.partition_by:
            files = [path for path in files if f"/{table.partition_by}={partition}/" in path]
        return [self.path / path for path in files]

    def is_kept(self, name: str, columns: Sequence[str] | None = None) -> bool:
        """Whether the table, or these of its columns, are few enough to be kept in memory: two such must fit side by side."""
        cells = self.entry(name).rows * len(columns or TABLES[name].columns)
        return cells * CELL_BYTES <= KEPT_BYTES // 2 and not TABLES[name].partition_by

    def scan(self, name: str, partition: str | None = None) -> pl.LazyFrame:
        """The table, lazily. Small tables come from memory, large ones from their files."""
        if partition is None and self.is_kept(name):
            return self.frame(name).lazy()
        paths = self.files(name, partition)
        if not paths:
            return TABLES[name].empty().lazy()
        return pl.scan_parquet(paths, glob=False, hive_partitioning=False)

    def frame(self, name: str, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """The whole table, or some of its columns, kept in memory while there is room; least recently used go first."""
        wanted = [(name, column) for column in columns or TABLES[name].column_names]
        # Requests that come while a table is read wait for it: reading it once for each would take the memory of all.
        with self._loading.setdefault(name, threading.Lock()):
            with self._lock:
                found = {key: self._columns[key] for key in wanted if key in self._columns}
            missing = [column for _, column in wanted if (name, column) not in found]
            if missing:
                loaded = pl.read_parquet(self.files(name), columns=missing, glob=False, hive_partitioning=False)
                found |= {(name, column.name): column for column in loaded.iter_columns()}
        with self._lock:
            for key in wanted:
                self._columns[key] = found[key]
                self._columns.move_to_end(key)
            while missing and sum(map(_size, self._columns.values())) > KEPT_BYTES and len(self._columns) > len(wanted):
                self._columns.popitem(last=False)
        return pl.DataFrame([found[key] for key in wanted])

    def filled_columns(self, name: str) -> frozenset[str]:
        """Columns of a table with at least one value."""
        if name not in self._filled:
            if TABLES[name].partition_by:
                self._filled[name] = frozenset().union(*(_filled(path) for path in self.files(name)))
            else:
                counts = self.scan(name).select(pl.all().count()).collect().row(0, named=True)
                self._filled[name] = frozenset(column for column, values in counts.items() if values)
        return self._filled[name]


def _size(column: pl.Series) -> int:
    """Polars itself counts the letters of texts only."""
    return int(column.estimated_size()) + (CELL_BYTES * column.len() if column.dtype == pl.String else 0)


def _filled(path: Path) -> set[str]:
    """By the statistics in the file's footer, as counting would read the whole of a large table."""
    # pyarrow takes 35 MB of a worker's memory, which one without large tables can do without.
    import pyarrow.parquet as pq  # noqa: PLC0415

    metadata = pq.read_metadata(path)
    filled = set()
    for group in range(metadata.num_row_groups):
        for index in range(metadata.num_columns):
            column = metadata.row_group(group).column(index)
            if column.statistics is None or not column.statistics.has_null_count or column.statistics.null_count < column.num_values:
                filled.add(column.path_in_schema.split(".")[0])
    return filled


def is_release(path: Path) -> bool:
    return (path / RELEASE_FILE).is_file() and (path / TABLES_DIR).is_dir()
