"""What benchmarks say of a measure on a machine that is slower than the one on which limits were set."""

from __future__ import annotations

import pytest

from benchmarks.result import Result


@pytest.mark.parametrize(("measured", "limit", "unit", "at_least", "slowness", "there", "ok", "ok_there"), [
    (450, 300, "ms", False, 1.6, 281.25, False, True),
    (450, 300, "ms", False, 1.2, 375, False, False),
    (310, 300, "ms", False, 0.8, 310, False, False),
    (360, 400, "requests/s", True, 1.5, 540, False, True),
    (230, 220, "MB", False, 2, None, False, False),
    (3.5, 4, "×", False, 2, None, True, True),
])
def test_what_depends_on_the_machine_is_also_told_for_that_one(
    measured: float, limit: float, unit: str, at_least: bool, slowness: float, there: float | None, ok: bool, ok_there: bool,
) -> None:
    result = Result("a promise", measured, limit, unit, at_least, slowness)
    assert (result.there, result.ok, result.ok_there) == (there, ok, ok_there)
