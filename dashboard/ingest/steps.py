"""How a source is described: steps, each reading some files into rows of one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

Loaded = Mapping[str, Any]
"""Source files by their path: a polars frame, or for R files with several objects or lists a dict of them."""


@dataclass(frozen=True)
class Built:
    """Rows for one table. `rejected` holds rows that could not be used, with a text column `reason`.

    Flags are counted by the writer from the frame's `flags` column.
    """

    frame: pl.DataFrame
    rejected: pl.DataFrame | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """Read `files` (paths below the source's root) into rows of `table`. `build` is a pure function.

    A step runs when all its `files` are there, with those of `optional` that are; several steps may fill one table.
    """

    table: str
    files: tuple[str, ...]
    build: Callable[[Loaded], Built]
    optional: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unused:
    """Files that are deliberately not imported, and why; they are named so in the report."""

    reason: str
    files: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """All steps of a source, and the files left out on purpose."""

    steps: tuple[Step, ...]
    unused: tuple[Unused, ...] = field(default=())
