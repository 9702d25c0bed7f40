"""`import` and `demo`: bring a release in."""

from __future__ import annotations

import importlib
import inspect
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from dashboard.commands.console import progress_shown, stderr, stdout
from dashboard.commands.options import DataDir


@dataclass(frozen=True)
class Source:
    """A kind of data that can be imported, and the function that does it.

    The function takes one location, or with `several` a list of them, and by name `data_dir` and `progress`; and what it
    has of the other options, which can only then be given.
    """

    module: str
    function: str
    help: str
    several: bool = False


SOURCES: dict[str, Source] = {
    "gtop": Source("dashboard.ingest.gtop", "import_gtop", "a clone or URL of the GTOP-Phase1 repository"),
    "annotation": Source("dashboard.ingest.annotation", "import_annotation", "GTF files, or ideogram's package", several=True),
    "isoforms": Source("dashboard.ingest.isoforms", "import_isoforms", "isoform models, classifications and counts", several=True),
    "gwas": Source("dashboard.ingest.gwas", "import_gwas", "a GWAS with full statistics: GWAS-VCF, GWAS-SSF or text"),
    "pcs": Source("dashboard.ingest.pcs", "import_pcs", "plink eigenvec and eigenval files and cohort tables", several=True),
}
_HELP = "; ".join(f"{name}: {source.help}" for name, source in SOURCES.items())


def import_source(
    source: Annotated[str, typer.Argument(help=_HELP)],
    locations: Annotated[list[str], typer.Argument(metavar="PATH_OR_URL...", help="Where the source lies.")],
    *,
    name: Annotated[str | None, typer.Option(help="Name of the release.", show_default=False)] = None,
    data_dir: DataDir = None,
    workers: Annotated[int | None, typer.Option(min=1, help="Files read at a time (gtop).", show_default=False)] = None,
    samples: Annotated[Path | None, typer.Option(help="Table of samples and their tissues (isoforms).", show_default=False)] = None,
    columns: Annotated[str | None, typer.Option(help="Columns by what they mean: effect_allele=A1,other_allele=A2,… (gwas).", show_default=False)] = None,
    trait: Annotated[str | None, typer.Option(help="Name of the trait (gwas).", show_default=False)] = None,
    trait_type: Annotated[str | None, typer.Option(help="quantitative or case_control (gwas).", show_default=False)] = None,
    build: Annotated[str | None, typer.Option(help="Genome build of the positions, as GRCh38 (gwas).", show_default=False)] = None,
) -> None:
    """Import a source into a release; the previous release is served until the new one is complete."""
    if source not in SOURCES:
        raise typer.BadParameter(f"{source!r} is not a source that can be imported; choose from {', '.join(SOURCES)}.", param_hint="source")
    known = SOURCES[source]
    if len(locations) > 1 and not known.several:
        raise typer.BadParameter(f"{source} takes one path or URL.", param_hint="path_or_url")
    function = getattr(importlib.import_module(known.module), known.function)
    options = {"name": name, "workers": workers, "samples": samples, "columns": columns, "trait": trait, "trait_type": trait_type, "build": build}
    given = {option: value for option, value in options.items() if value is not None}
    accepted = inspect.signature(function).parameters
    for option in given:
        if option not in accepted:
            raise typer.BadParameter(f"{source} does not take it.", param_hint=f"--{option.replace('_', '-')}")
    if name is None and "name" in accepted and accepted["name"].default is inspect.Parameter.empty:
        raise typer.BadParameter(f"{source} needs the name of the release to add to, or to make.", param_hint="--name")
    from dashboard.settings import read_settings  # noqa: PLC0415

    with progress_shown(source) as progress:
        report = function(locations if known.several else locations[0], data_dir=read_settings(data_dir=data_dir).data_dir, progress=progress, **given)
    from dashboard.ingest.report import show_report  # noqa: PLC0415

    show_report(report, stdout())


def demo(
    data_dir: DataDir = None,
    seed: Annotated[int, typer.Option(min=0, help="Start of the random numbers; the same seed gives the same release.")] = 1,
    if_needed: Annotated[bool, typer.Option("--if-needed", help="Do nothing where there is a release already.")] = False,
) -> None:
    """Build the simulated demo release."""
    from dashboard.settings import read_settings  # noqa: PLC0415

    settings = read_settings(data_dir=data_dir)
    if if_needed:
        from dashboard.store.catalogue import Catalogue  # noqa: PLC0415

        if Catalogue(settings.releases_dir).names():
            return
    from dashboard.demo import build_demo  # noqa: PLC0415

    with progress_shown("demo") as progress:
        build_demo(settings.data_dir, seed, lambda message, share: progress(message, round(100 * share), 100))
    stderr().print(f"The simulated demo release is in {settings.releases_dir / 'demo'}.", markup=False)
