"""How a source is described: steps, each reading some files into rows of one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

Loaded = Mapping[str, Any]
"""Source files by their path, as `ingest.readers` gives them.

Text and Excel: a frame; a column of numbers is Int64 or Float64, unless one of them has a leading zero (`070`): then it
is text, as everything else is. `NA` and empty fields are null. A header with one field fewer than the rows (R's way)
gets a first column `row_name`; a name that repeats gets the suffix `_2`.
R: a data frame or matrix is a frame (factors are text; names of rows, where there are any, are in `row_name`; columns
of lists are left out), a vector is a series, a list is a dict by name; `.RData` with one object gives that object, with
several a dict of them.
"""


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
    For GTOP the root is `figure_generation/`, so a path is `Figure_1/input/Fig1b.txt`. `headerless` names those of the
    files whose first line is data; their columns are called `column_1`, `column_2`, ….
    """

    table: str
    files: tuple[str, ...]
    build: Callable[[Loaded], Built]
    optional: tuple[str, ...] = ()
    headerless: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unused:
    """Files that are deliberately not imported, and why; they are named so in the report.

    With `same_as` the files are left out only while their content is that file's, byte by byte; one that differs is
    reported as unknown.
    """

    reason: str
    files: tuple[str, ...]
    same_as: str = ""


@dataclass(frozen=True)
class Plan:
    """All steps of a source, and the files left out on purpose.

    `inventory` is the pattern of the files that must be accounted for; those that neither a step nor `unused` names are
    reported as unknown.
    """

    steps: tuple[Step, ...]
    unused: tuple[Unused, ...] = field(default=())
    inventory: str = "**/*"
