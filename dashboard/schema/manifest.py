"""What `release.json` holds: the release's name and origin, and for each table its files, rows and checksums."""

from __future__ import annotations

import datetime as dt

from pydantic import BaseModel, ConfigDict, Field

RELEASE_FILE = "release.json"
TABLES_DIR = "tables"
REJECTED_DIR = "rejected"
REPORT_FILE = "import_report.json"


class FileEntry(BaseModel):
    """One Parquet file of a table; `path` is relative to the release's directory."""

    model_config = ConfigDict(frozen=True)
    path: str
    bytes: int
    sha256: str
    rows: int


class TableEntry(BaseModel):
    """One table of a release. `flags` counts rows by the reason they were flagged, `rejected` those left out."""

    model_config = ConfigDict(frozen=True)
    rows: int
    bytes: int
    schema_hash: str
    files: tuple[FileEntry, ...]
    source_files: tuple[str, ...] = ()
    flags: dict[str, int] = Field(default_factory=dict)
    rejected: dict[str, int] = Field(default_factory=dict)
    notes: tuple[str, ...] = ()


class Source(BaseModel):
    """Where the tables were read from."""

    model_config = ConfigDict(frozen=True)
    location: str = ""
    commit: str = ""


class Link(BaseModel):
    """A named link: an accession, a paper, a repository."""

    model_config = ConfigDict(frozen=True)
    label: str
    url: str
    note: str = ""


class Manifest(BaseModel):
    """`release.json` as a whole. Its sha256 is the data version."""

    model_config = ConfigDict(frozen=True)
    name: str
    title: str
    version: str = ""
    genome_build: str = "GRCh38"
    simulated: bool = False
    source: Source = Source()
    created: dt.datetime
    citation: str = ""
    licence: str = ""
    accessions: tuple[Link, ...] = ()
    errata: tuple[str, ...] = ()
    tables: dict[str, TableEntry] = Field(default_factory=dict)
