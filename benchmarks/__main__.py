"""Run the benchmarks and print what was promised beside what was measured; exit 1 where a promise is not kept."""

from __future__ import annotations

import importlib
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.machine import describe_speed
from benchmarks.result import Result, Setting
from dashboard.__main__ import main as dashboard
from dashboard.store.catalogue import Catalogue

BENCHMARKS = ("importing", "serving", "callbacks", "pages")
PUBLISHED = Path(__file__).resolve().parents[2] / "shared" / "data" / "gtop-phase1"


def main(
    names: Annotated[list[str] | None, typer.Argument(help=f"Which to run, of {', '.join(BENCHMARKS)}; all without it.")] = None,
    gtop: Annotated[str | None, typer.Option("--from", help="Clone of the GTOP-Phase1 repository.")] = None,
    data_dir: Annotated[Path, typer.Option(help="Where releases are; if there is none, one is made for this run.")] = Path("data"),
) -> None:
    """Measure what docs promise."""
    unknown = sorted(set(names or ()) - set(BENCHMARKS))
    if unknown:
        raise typer.BadParameter(f"there is no benchmark {unknown[0]!r}; choose from {', '.join(BENCHMARKS)}")
    gtop = gtop or (str(PUBLISHED) if PUBLISHED.is_dir() else None)
    console = Console(width=None if sys.stdout.isatty() else 120)
    results: list[Result] = []
    failed = False
    with ExitStack() as stack:
        if not Catalogue(data_dir / "releases").names():
            data_dir = Path(stack.enter_context(tempfile.TemporaryDirectory()))
            made = ["import", "gtop", gtop] if gtop else ["demo"]
            if dashboard([*made, "--data-dir", str(data_dir)]):
                raise typer.Exit(1)
        console.print(f"Release: {Catalogue(data_dir / 'releases').open().title}")
        console.print(describe_speed(), highlight=False)
        for name in names or BENCHMARKS:
            console.print(f"{name} …")
            try:
                results += importlib.import_module(f"benchmarks.{name}").run(Setting(data_dir, gtop))
            except RuntimeError as error:
                failed = True
                console.print(f"{name} could not be measured: {error}", markup=False)
    console.print(_table(results))
    raise typer.Exit(1 if failed or not all(result.ok for result in results) else 0)


def _table(results: list[Result]) -> Table:
    table = Table("what", "limit", "measured", "ok")
    for result in results:
        sign = "≥" if result.at_least else "≤"
        table.add_row(
            result.what, f"{sign} {result.limit:g} {result.unit}", f"{result.measured:.3g} {result.unit}", "yes" if result.ok else "NO",
        )
    return table


if __name__ == "__main__":
    typer.run(main)
