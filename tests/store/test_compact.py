"""Kept pages hold no more than their own rows."""

from __future__ import annotations

import time
from pathlib import Path

import polars as pl
import psutil
import pytest
from polars.testing import assert_frame_equal
from tiny import LEADS, write_release

from dashboard.schema import TABLES
from dashboard.store import query as query_store
from dashboard.store import release as release_store
from dashboard.store.compact import compact
from dashboard.store.query import BLOCK_ROWS, parse_query, select_page
from dashboard.store.release import Release

LARGE_MB = 160


def resident_mb() -> float:
    return psutil.Process().memory_info().rss / 2**20


def test_the_copy_lets_go_of_what_it_was_cut_from() -> None:
    before = resident_mb()
    numbers = pl.DataFrame({"number": pl.repeat(1.5, LARGE_MB * 2**20 // 8, eager=True)})
    part = numbers.slice(500, 100)
    del numbers
    assert resident_mb() - before > 0.9 * LARGE_MB
    part = compact(part)
    # Polars gives back what it freed a while later.
    for _ in range(100):
        if resident_mb() - before < 0.5 * LARGE_MB:
            break
        time.sleep(0.1)
    assert resident_mb() - before < 0.5 * LARGE_MB
    assert part["number"].to_list() == [1.5] * 100


def test_the_copy_is_the_same_of_every_type() -> None:
    frame = pl.DataFrame({
        "number": range(1000), "text": [f"a text of more than twelve letters, {row}" for row in range(1000)], "empty": [None] * 1000,
        "list": [["a", None], []] * 500, "whether": [True, None] * 500,
    }, schema_overrides={"empty": pl.Float64})
    assert_frame_equal(compact(frame.slice(500, 100)), frame.slice(500, 100))
    assert_frame_equal(compact(frame.clear()), frame.clear())


def test_a_page_of_a_large_table_is_kept_as_a_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied = []
    monkeypatch.setattr(release_store, "KEPT_BYTES", 0)
    monkeypatch.setattr(query_store, "compact", lambda frame: copied.append(frame.height) or compact(frame))
    rows = pl.concat([LEADS.head(1)] * 3 * BLOCK_ROWS).with_columns(pl.int_range(1, 3 * BLOCK_ROWS + 1, dtype=LEADS.schema["position"]).alias("position"))
    release = Release(write_release(tmp_path, lead_associations=rows))
    for offset in (20, 30):
        page = select_page(release, "lead_associations", parse_query(TABLES["lead_associations"], [("position__gt", "5")], limit=10, offset=offset))
        assert page.frame["position"].to_list() == list(range(offset + 6, offset + 16))
    assert copied == [BLOCK_ROWS]
