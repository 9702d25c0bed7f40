"""What commands show: progress bars on a terminal, plain lines elsewhere; messages and errors on stderr."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

PLAIN_WIDTH = 160
"""Columns of a table that goes to a file or a pipe; a terminal has its own width."""


def stdout() -> Console:
    """Where results go."""
    console = Console()
    return console if console.is_terminal else Console(width=PLAIN_WIDTH)


def stderr() -> Console:
    """Where progress and errors go; lines are not broken, so that paths can be copied."""
    return Console(stderr=True, soft_wrap=True, highlight=False)


@contextmanager
def progress_shown(title: str) -> Iterator[Callable[[str, int, int], None]]:
    """A function to call with what is being done, how many parts are done, and how many there are."""
    console = stderr()
    if not console.is_terminal:
        yield _lines(console, title)
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        task = bars.add_task(title, total=None)

        def show(message: str, done: int, total: int) -> None:
            bars.update(task, description=message, completed=done, total=total)

        yield show


def _lines(console: Console, title: str) -> Callable[[str, int, int], None]:
    last = ""

    def show(message: str, done: int, total: int) -> None:
        nonlocal last
        if message != last:
            console.print(f"{title}: {message} ({done}/{total})", markup=False)
            last = message

    return show
