"""What an import did: files read, rows in and out, rows rejected or flagged, files left out and why."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from rich.console import Console
from rich.table import Table as RichTable

from dashboard.schema.manifest import REPORT_FILE

ABSENT = "absent from the source"
UNKNOWN = "not known to this importer"
Status = Literal["absent", "unused", "unknown"]


class FileRead(BaseModel):
    """One source file that was read; `rows` over all objects in it."""

    model_config = ConfigDict(frozen=True)
    path: str
    rows: int
    tables: tuple[str, ...] = ()
    same_as: str = ""


class FileLeftOut(BaseModel):
    """One source file that was not imported: absent, left out on purpose, or unknown."""

    model_config = ConfigDict(frozen=True)
    path: str
    status: Status
    reason: str


class TableReport(BaseModel):
    """One table: rows in its source files, rows written, and rows rejected or flagged, by reason."""

    model_config = ConfigDict(frozen=True)
    name: str
    rows_in: int
    rows_out: int
    rejected: dict[str, int] = Field(default_factory=dict)
    flags: dict[str, int] = Field(default_factory=dict)
    source_files: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class ImportReport(BaseModel):
    """The whole import; saved as `import_report.json` in the release."""

    model_config = ConfigDict(frozen=True)
    release: str = ""
    source: str = ""
    commit: str = ""
    seconds: float = 0
    files: tuple[FileRead, ...] = ()
    left_out: tuple[FileLeftOut, ...] = ()
    tables: tuple[TableReport, ...] = ()
    tables_without_rows: tuple[str, ...] = ()

    def save(self, directory: Path) -> None:
        (directory / REPORT_FILE).write_text(self.model_dump_json(indent=1), encoding="utf-8")

    def left_out_as(self, status: Status) -> tuple[FileLeftOut, ...]:
        return tuple(file for file in self.left_out if file.status == status)

    def extended_by(self, other: ImportReport) -> ImportReport:
        """This report with another import's files and tables added; tables of the same name are the other's."""
        replaced = {table.name for table in other.tables}
        return self.model_copy(update={
            "files": (*self.files, *other.files),
            "left_out": (*self.left_out, *other.left_out),
            "tables": (*(table for table in self.tables if table.name not in replaced), *other.tables),
        })


def read_report(directory: Path) -> ImportReport | None:
    """The report saved in a release, or None where it has none."""
    path = directory / REPORT_FILE
    return ImportReport.model_validate_json(path.read_bytes()) if path.is_file() else None


def show_report(report: ImportReport, console: Console) -> None:
    """Write the report to a console: a table of tables, then the files left out by reason."""
    grid = RichTable(title=f"Imported into release {report.release}", title_justify="left")
    for heading in ("table", "files", "rows in", "rows out", "rejected", "flagged"):
        grid.add_column(heading, justify="left" if heading == "table" else "right")
    for table in report.tables:
        grid.add_row(
            table.name, str(len(table.source_files)), f"{table.rows_in:,}", f"{table.rows_out:,}",
            _counts(table.rejected), _counts(table.flags),
        )
    console.print(grid)
    for status, heading in (("absent", "Not there"), ("unknown", "Not known to this importer"), ("unused", "Left out on purpose")):
        files = [file for file in report.left_out if file.status == status]
        if files:
            console.print(f"{heading} ({len(files)}):")
        for file in files:
            detail = f": {file.reason}" if file.reason not in (ABSENT, UNKNOWN) else ""
            console.print(f"  {file.path}{detail}", markup=False, highlight=False)
    source = f" from {report.source}" if report.source else ""
    commit = f" at {report.commit[:12]}" if report.commit else ""
    console.print(f"{len(report.files)} files read{source}{commit} in {report.seconds:.0f} s.", highlight=False)


def _counts(counts: dict[str, int]) -> str:
    return "\n".join(f"{rows:,} {reason}" for reason, rows in sorted(counts.items(), key=lambda item: -item[1]))
