"""What benchmarks say of a measure on a machine that is slower than the one on which limits were set."""

from __future__ import annotations

import pytest

from benchmarks.result import Result


@pytest.mark.parametrize(("result", "there", "ok", "ok_there"), [
    (Result("a click", 450, 300, "ms", slowness=1.6), 281.25, False, True),
    (Result("a click", 450, 300, "ms", slowness=1.2), 375, False, False),
    (Result("a click on a faster machine", 310, 300, "ms", slowness=0.8), 310, False, False),
    (Result("many clients", 360, 400, "requests/s", at_least=True, slowness=1.5), 540, False, True),
    (Result("memory", 230, 220, "MB", slowness=2), None, False, False),
    (Result("a ratio", 3.5, 4, "×", slowness=2), None, True, True),
])
def test_what_depends_on_the_machine_is_also_told_for_that_one(result: Result, there: float | None, ok: bool, ok_there: bool) -> None:
    assert (result.there, result.ok, result.ok_there) == (there, ok, ok_there)
