"""Import the published tables of GTOP Phase 1 from its repository."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from dashboard.errors import SourceError
from dashboard.ingest.cohorts import read_cohorts
from dashboard.ingest.git import open_source
from dashboard.ingest.gtop import about
from dashboard.ingest.gtop.plan import gtop_plan
from dashboard.ingest.report import ImportReport
from dashboard.ingest.runner import Progress, run_plan, silent
from dashboard.ingest.writer import write_release
from dashboard.schema.manifest import Manifest, Source

FIGURES = "figure_generation"
COHORTS = "cohorts"


def import_gtop(
    source: str, *, name: str = "gtop-phase1", data_dir: Path = Path("data"), cohorts: Path | None = None, workers: int = 2,
    progress: Progress = silent,
) -> ImportReport:
    """The report of importing `source` into release `name`, which is served from then on.

    `source` is a clone of the repository, its folder `figure_generation`, or a URL to clone. `cohorts` is a folder of the
    1000 Genomes Project's sample tables (see `ingest.cohorts`), by default a folder `cohorts` beside the clone; with it,
    individuals carry the expression resources they belong to. `workers` files are read at a time. Raises SourceError naming the file and what to do, and ReleaseError where the release cannot be written.
    """
    with open_source(source) as checkout:
        root = find_figures(checkout.path)
        tables = cohorts or find_cohorts(checkout.path)
        membership = read_cohorts(tables) if tables else None
        run = run_plan(gtop_plan(membership), root, workers=workers, progress=progress)
        progress("writing the release", 1, 1)
        manifest = Manifest(
            name=name, title=about.TITLE, genome_build="GRCh38", created=dt.datetime.now(dt.UTC),
            source=Source(location=checkout.location, commit=checkout.commit), citation=about.CITATION,
            licence=about.LICENCE,
            accessions=about.ACCESSIONS, errata=about.ERRATA,
        )
        report = run.report.model_copy(
            update={"release": name, "source": checkout.location, "commit": checkout.commit},
        )
        write_release(Path(data_dir) / "releases", manifest, run.tables, report)
    return report


def find_cohorts(path: Path) -> Path | None:
    """The folder `cohorts` beside a clone or its folder `figure_generation`, if there is one."""
    folder = path.resolve()
    clone = folder.parent if folder.name == FIGURES else folder
    beside = clone.parent / COHORTS
    return beside if beside.is_dir() else None


def find_figures(path: Path) -> Path:
    """The folder `figure_generation`: `path` itself, or within it. Raises SourceError where it is neither."""
    for folder in (path, path / FIGURES):
        if any(folder.glob("*/input")):
            return folder
    raise SourceError(f"{path} holds no folder {FIGURES}; give a clone of the GTOP-Phase1 repository or its URL.")
