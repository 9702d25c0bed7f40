"""Work of another process, and of this one where none can be started."""

from __future__ import annotations

import os

import pytest

from dashboard import apart


def test_it_runs_in_another_process_and_lets_others_go_first() -> None:
    assert apart.run_apart(os.getpid) != os.getpid()
    assert apart.run_apart(os.nice, 0) > os.nice(0)


def test_it_runs_here_where_none_can_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError("no more processes")

    monkeypatch.setattr(apart, "ProcessPoolExecutor", fail)
    assert apart.run_apart(os.getpid) == os.getpid()


def test_what_is_wrong_is_told() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        apart.run_apart(int, "one")
