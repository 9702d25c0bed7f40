"""Import principal components of genotypes as plink writes them, with the cohorts' sample tables."""

from __future__ import annotations

import datetime as dt
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from dashboard.errors import SourceError
from dashboard.ingest.annotation.target import Target
from dashboard.ingest.cohorts import Membership, join_cohorts, read_table, resources_of, table_kind
from dashboard.ingest.flags import set_aside
from dashboard.ingest.report import FileRead, ImportReport, TableReport
from dashboard.ingest.runner import Progress, silent
from dashboard.ingest.writer import TableData, count_reasons, extend_release, write_release
from dashboard.schema import TABLES
from dashboard.schema.manifest import RELEASE_FILE, Manifest, Source
from dashboard.schema.populations import N_PCS

SCORES, EIGENVALUES = ".eigenvec", ".eigenval"
GIVEN_TOTAL = "of the total variance given at import"
ALL_COMPONENTS = "of all components"
TOTAL_UNKNOWN = "total unknown: plink writes only the components asked for"
OWN_COHORT = "this study"
KNOWN_PREFIXES = {"GTOP-": "GTOP", "GTEX-": "GTEx"}


@dataclass(frozen=True)
class Files:
    """What was given: scores, eigenvalues where there are any, and sample tables by kind."""

    scores: Path
    eigenvalues: Path | None
    tables: tuple[tuple[str, Path], ...]


def import_pcs(
    paths: Sequence[str | Path], *, name: str, data_dir: Path = Path("data"), analysis: str | None = None,
    total_variance: float | None = None, cohort: str = OWN_COHORT, progress: Progress = silent,
) -> ImportReport:
    """The report of adding one projection to release `name`, which is made where there is none.

    `paths` are an .eigenvec file of plink 1.9 or 2, its .eigenval (looked for beside it) and any sample tables that
    `ingest.cohorts` knows, or folders of them. `analysis` names the projection, by default after the file; one of that
    name is replaced. `cohort` is that of individuals whom neither table nor prefix places. Shares of variance need
    `total_variance` or eigenvalues of all components. Raises SourceError naming the file and line.
    """
    started = time.monotonic()
    files = sort_files([Path(path).expanduser() for path in paths])
    analysis = analysis or files.scores.name.removesuffix(SCORES)
    progress(f"reading {files.scores.name}", 0, 2)
    scores = read_eigenvec(files.scores)
    membership = _membership(files)
    kept, rejected = place(scores, analysis, membership, cohort)
    tables = {"genotype_pcs": kept}
    if files.eigenvalues is not None:
        tables["pc_variance"] = variance(read_eigenval(files.eigenvalues), analysis, scores.height, total_variance)
    progress("writing the release", 1, 2)
    releases = Path(data_dir) / "releases"
    sources = tuple(str(path) for path in (files.scores, files.eigenvalues, *(path for _, path in files.tables)) if path)
    notes = membership.notes if files.tables else ()
    report = ImportReport(
        release=name, source=str(files.scores), seconds=time.monotonic() - started,
        files=tuple(FileRead(path=path, rows=_lines(path), tables=tuple(tables)) for path in sources),
        tables=tuple(
            TableReport(
                name=table, rows_in=scores.height if table == "genotype_pcs" else frame.height, rows_out=frame.height,
                rejected=count_reasons(rejected) if table == "genotype_pcs" else {}, source_files=sources, notes=notes,
            )
            for table, frame in tables.items()
        ),
    )
    if (releases / name / RELEASE_FILE).is_file():
        target = Target(releases, name)
        whole = {table: _replaced(target.read(table), TABLES[table].conform(frame), analysis) for table, frame in tables.items()}
        extend_release(releases, name, _data(whole, rejected, sources, notes), report)
    else:
        manifest = Manifest(name=name, title=name, created=dt.datetime.now(dt.UTC), source=Source(location=str(files.scores)))
        write_release(releases, manifest, _data(tables, rejected, sources, notes), report)
    return report


def sort_files(paths: Sequence[Path]) -> Files:
    """Scores, eigenvalues and sample tables among `paths` and in their folders.

    Raises SourceError where a path does not exist, where there is not exactly one file of scores, and for a file that
    was named but is of no known kind.
    """
    for path in paths:
        if not path.exists():
            raise SourceError(f"{path} does not exist.")
    every = [file for path in paths for file in (sorted(path.iterdir()) if path.is_dir() else [path])]
    scores = [path for path in every if path.name.endswith(SCORES)]
    if len(scores) != 1:
        found = ", ".join(path.name for path in scores) or "none"
        raise SourceError(f"Name one {SCORES} file of plink; found {found}.")
    beside = scores[0].with_name(scores[0].name.removesuffix(SCORES) + EIGENVALUES)
    named = [path for path in every if path.name.endswith(EIGENVALUES) and path.stem == beside.stem]
    eigenvalues = named[0] if named else beside if beside.is_file() else None
    tables = [(kind, path) for path in every if (kind := table_kind(path))]
    known = {scores[0], *named, *(path for _, path in tables)}
    strange = [path for path in paths if path.is_file() and path not in known and not path.name.endswith(EIGENVALUES)]
    if strange:
        raise SourceError(f"{strange[0]} is neither a plink file nor a sample table that is known by its columns.")
    return Files(scores[0], eigenvalues, tuple(tables))


def read_eigenvec(path: Path) -> pl.DataFrame:
    """`sample_id` and `pc1`, `pc2`, … (at most 20) of an .eigenvec file.

    plink 1.9 writes no header (family, individual, scores) unless asked to; plink 2 begins it with `#IID` or
    `#FID IID`. Raises SourceError naming the line that has too few fields or holds something else than a number.
    """
    lines = [(number, line.split()) for number, line in enumerate(path.read_text().splitlines(), start=1) if line.strip()]
    if not lines:
        raise SourceError(f"{path} is empty; fetch it again.")
    first = lines[0][1]
    has_header = first[0].startswith("#") or first[:2] == ["FID", "IID"]
    names = [name.lstrip("#") for name in first] if has_header else []
    where = names.index("IID") if "IID" in names else 1
    begin = next((i for i, name in enumerate(names) if name.upper().startswith("PC")), len(names)) if has_header else 2
    rows = lines[1:] if has_header else lines
    width = len(first)
    if not rows or width <= begin:
        raise SourceError(f"{path} holds no scores; it should have one line per individual with its components.")
    scores = []
    for number, fields in rows:
        if len(fields) != width:
            raise SourceError(f"{path}, line {number}: {len(fields)} fields where {width} are expected.")
        scores.append([_number(field, path, number) for field in fields[begin : begin + N_PCS]])
    axes = {f"pc{i}": pl.Float64 for i in range(1, min(width - begin, N_PCS) + 1)}
    frame = pl.DataFrame(scores, schema=axes, orient="row")
    return frame.insert_column(0, pl.Series("sample_id", [fields[where] for _, fields in rows]))


def read_eigenval(path: Path) -> list[float]:
    """Eigenvalues, one per line. Raises SourceError naming a line that is not a number."""
    lines = enumerate(path.read_text().splitlines(), start=1)
    return [_number(line.strip(), path, number) for number, line in lines if line.strip()]


def _number(text: str, path: Path, line: int) -> float:
    """A finite number. Raises SourceError naming the line."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise SourceError(f"{path}, line {line}: {text!r} is not a number.")
    return value


def place(
    scores: pl.DataFrame, analysis: str, membership: Membership, cohort: str,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows of `genotype_pcs`, and those set aside because the individual is listed a second time."""
    prefix = pl.coalesce(
        pl.when(pl.col("sample_id").str.starts_with(start)).then(pl.lit(known)) for start, known in KNOWN_PREFIXES.items()
    )
    frame = scores.join(membership.people, on="sample_id", how="left", maintain_order="left").with_columns(
        pl.lit(analysis).alias("analysis"), pl.coalesce("cohort", prefix, pl.lit(cohort)).alias("cohort"),
    )
    if not membership.people.is_empty() or membership.resources:
        frame = frame.with_columns(resources_of(pl.col("sample_id"), pl.col("population"), membership))
    return set_aside(frame, {"individual is listed before": pl.col("sample_id").is_first_distinct().not_()})


def variance(eigenvalues: list[float], analysis: str, n_samples: int, total: float | None) -> pl.DataFrame:
    """Rows of `pc_variance`; shares only where the total is given, or there are eigenvalues of all components."""
    basis = GIVEN_TOTAL if total else TOTAL_UNKNOWN
    if total is None and len(eigenvalues) >= n_samples - 1:
        total, basis = sum(eigenvalues), ALL_COMPONENTS
    if total is not None and total < sum(eigenvalues):
        raise SourceError(f"The total variance {total:g} is less than the sum of the eigenvalues, {sum(eigenvalues):g}.")
    return pl.DataFrame({
        "analysis": analysis, "pc": list(range(1, len(eigenvalues) + 1)), "eigenvalue": eigenvalues,
        "proportion": [value / total if total else None for value in eigenvalues], "basis": basis,
    }, schema_overrides={"proportion": pl.Float64})


def _membership(files: Files) -> Membership:
    tables: dict[str, list[pl.DataFrame]] = {}
    for kind, path in files.tables:
        tables.setdefault(kind, []).append(read_table(path))
    return join_cohorts(tables)


def _replaced(old: pl.DataFrame, new: pl.DataFrame, analysis: str) -> pl.DataFrame:
    return pl.concat([old.filter(pl.col("analysis") != analysis), new])


def _data(
    tables: dict[str, pl.DataFrame], rejected: pl.DataFrame, sources: tuple[str, ...], notes: tuple[str, ...],
) -> dict[str, TableData]:
    return {
        name: TableData(frame, sources, rejected if name == "genotype_pcs" else None, notes) for name, frame in tables.items()
    }


def _lines(path: str) -> int:
    with open(path, "rb") as file:
        return sum(1 for _ in file)
