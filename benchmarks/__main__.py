"""Run the benchmarks and print what was promised beside what was measured; exit 1 where a promise is not kept."""

from __future__ import annotations

import importlib
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from benchmarks.machine import POINTS, REFERENCE_MS, slowness
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
        for name in names or BENCHMARKS:
            console.print(f"{name} …")
            try:
                results += _measure(name, Setting(data_dir, gtop))
            except RuntimeError as error:
                failed = True
                console.print(f"{name} could not be measured: {error}", markup=False)
    console.print(_table(results))
    console.print(_summary(results), highlight=False)
    raise typer.Exit(1 if failed or not all(result.ok for result in results) else 0)


def _measure(name: str, setting: Setting) -> list[Result]:
    """Its results, with the median of how slow the machine was between each two of them."""
    results, speeds = [], [slowness()]
    for result in importlib.import_module(f"benchmarks.{name}").run(setting):
        results.append(result)
        speeds.append(slowness())
    return [replace(result, slowness=median(speeds)) for result in results]


def _table(results: list[Result]) -> Table:
    table = Table("what", "limit", "measured", "ok", "slower than there by", "there", "ok there")
    for result in results:
        sign = "≥" if result.at_least else "≤"
        there = ("", "", "") if result.there is None else (f"{result.slowness:.2f} ×", f"{result.there:.3g} {result.unit}", _word(result.ok_there))
        table.add_row(result.what, f"{sign} {result.limit:g} {result.unit}", f"{result.measured:.3g} {result.unit}", _word(result.ok), *there)
    return table


def _summary(results: list[Result]) -> str:
    here, there = (sum(kept) for kept in ([result.ok for result in results], [result.ok_there for result in results]))
    return (
        f"{here} of {len(results)} promises are kept here, and {there} would be there: on the machine on which limits in seconds were set, which makes a figure "
        f"of {POINTS:,} points in {REFERENCE_MS:g} ms."
    )


def _word(kept: bool) -> str:
    return "yes" if kept else "NO"


if __name__ == "__main__":
    typer.run(main)
