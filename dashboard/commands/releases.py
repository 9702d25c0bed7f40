"""`releases` and `check`: what is on disk, and is it as it should be."""

from __future__ import annotations

from typing import Annotated

import typer

from dashboard.commands.console import stderr, stdout
from dashboard.commands.options import DataDir
from dashboard.errors import UserFacingError


def releases(data_dir: DataDir = None) -> None:
    """List the releases with their rows, size and version; the one served by default has a star."""
    from rich.filesize import decimal  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    from dashboard.settings import read_settings  # noqa: PLC0415
    from dashboard.store.catalogue import Catalogue  # noqa: PLC0415

    settings = read_settings(data_dir=data_dir)
    catalogue = Catalogue(settings.releases_dir, settings.release)
    names = catalogue.names()
    default = catalogue.open().name
    grid = Table(box=None, pad_edge=False)
    for heading in ("", "release", "tables", "rows", "size", "version", "created", "title"):
        grid.add_column(heading, justify="right" if heading in ("tables", "rows", "size") else "left", no_wrap=True)
    for name in names:
        try:
            release = catalogue.open(name)
        except UserFacingError as error:
            stderr().print(str(error), markup=False)
            continue
        entries = release.tables.values()
        grid.add_row(
            "*" if name == default else "", name, str(len(entries)), f"{sum(entry.rows for entry in entries):,}",
            decimal(sum(entry.bytes for entry in entries)), release.version, f"{release.manifest.created:%Y-%m-%d %H:%M}",
            release.title + (" (simulated)" if release.simulated else ""),
        )
    stdout().print(grid)


def check(
    name: Annotated[str | None, typer.Argument(help="Release to check; without it, all of them.", show_default=False)] = None,
    data_dir: DataDir = None,
) -> None:
    """Verify checksums, types, rules and the order of rows. Exit 1, naming the file, where something is wrong."""
    from dashboard.settings import read_settings  # noqa: PLC0415
    from dashboard.store.catalogue import Catalogue  # noqa: PLC0415
    from dashboard.store.verify import verify_release  # noqa: PLC0415

    catalogue = Catalogue(read_settings(data_dir=data_dir).releases_dir)
    found = 0
    for release_name in [name] if name else catalogue.names() or [catalogue.open().name]:
        release = catalogue.open(release_name)
        tables = 0
        for _, problems in verify_release(release):
            tables += 1
            found += len(problems)
            for problem in problems:
                stderr().print(problem, markup=False)
        stdout().print(f"{release_name} {release.version}: {tables} tables checked", highlight=False)
    if found:
        raise UserFacingError(f"{found} problem{'s' if found > 1 else ''} found; import the release again, or restore it from a copy.")
