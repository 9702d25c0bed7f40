"""Answers kept for the panels of a page: found once, by release version, and only a few of them."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tiny import write_release

from dashboard.store.release import Release
from dashboard.store.remember import remember


@pytest.fixture
def release(tmp_path: Path) -> Release:
    return Release(write_release(tmp_path))


def test_threads_that_ask_at_once_share_one_answer(release: Release) -> None:
    asked: list[str] = []
    begun = threading.Event()

    @remember(2)
    def ask(_: Release, name: str) -> list[str]:
        asked.append(name)
        begun.wait(5)
        return [name]

    with ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(ask, release, "a") for _ in range(4)]
        begun.set()
        answers = [one.result() for one in waiting]
    assert asked == ["a"]
    assert all(answer is answers[0] for answer in answers)


def test_the_least_recently_asked_goes_first(release: Release) -> None:
    asked: list[str] = []
    ask = remember(2)(lambda _, name: asked.append(name))
    for name in ("a", "b", "a", "c", "a", "b"):
        ask(release, name)
    assert asked == ["a", "b", "c", "b"]


def test_a_failure_is_not_kept(release: Release) -> None:
    outcomes = iter((ValueError("no"), None))

    @remember(2)
    def ask(_: Release) -> str:
        outcome = next(outcomes)
        if outcome:
            raise outcome
        return "yes"

    with pytest.raises(ValueError, match="no"):
        ask(release)
    assert ask(release) == "yes"


def test_another_version_of_a_release_is_asked_anew(release: Release) -> None:
    asked: list[str] = []
    ask = remember(4)(lambda found: asked.append(found.version))
    ask(release)
    release.version = "another"
    ask(release)
    assert len(asked) == 2
