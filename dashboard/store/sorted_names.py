"""Sorted names in a file, read where they are asked for: of a few hundred thousand, only each 64th is in memory."""

from __future__ import annotations

import os
import weakref
from bisect import bisect_left
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import Any

import orjson
import polars as pl

BLOCK = 64
"""Rows that are read at once."""


class SortedNames:
    """Rows of a frame that is sorted by its first column, of text; the others hold text or numbers.

    The file may be removed once it is open. Pickled, it is the place of its file.
    """

    def __init__(self, frame: pl.DataFrame, path: Path) -> None:
        starts, ends = [], [0]
        with path.open("wb") as file:
            for block in frame.iter_slices(BLOCK):
                rows = block.rows()
                starts.append(rows[0][0])
                ends.append(ends[-1] + file.write(orjson.dumps(rows)))
        self.__setstate__((path, dict(frame.schema), starts, ends))

    def __getstate__(self) -> tuple[Path, dict[str, pl.DataType], list[str], list[int]]:
        return self._path, self._schema, self._starts, self._ends

    def __setstate__(self, state: tuple[Path, dict[str, pl.DataType], list[str], list[int]]) -> None:
        self._path, self._schema, self._starts, self._ends = state
        self._file = os.open(self._path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._file)

    def between(self, low: str, high: str, limit: int | None = None) -> pl.DataFrame:
        """The rows from `low` up to, but without, `high`; the first `limit` of them."""
        found: list[list[Any]] = []
        for row in takewhile(lambda row: row[0] < high, self._rows_from(low)):
            if len(found) == limit:
                break
            found.append(row)
        return pl.DataFrame(found, schema=self._schema, orient="row")

    def has(self, name: str) -> bool:
        return next(self._rows_from(name), [None])[0] == name

    def first(self) -> str | None:
        return self._starts[0] if self._starts else None

    def _rows_from(self, low: str) -> Iterator[list[Any]]:
        # The first of equal names may stand at the end of the block before the one that starts with it.
        for number in range(max(0, bisect_left(self._starts, low) - 1), len(self._starts)):
            block = self._read(number)
            yield from block[bisect_left(block, low, key=lambda row: row[0]):]

    def _read(self, number: int) -> list[list[Any]]:
        start, end = self._ends[number], self._ends[number + 1]
        rows: list[list[Any]] = orjson.loads(os.pread(self._file, end - start, start))
        return rows
