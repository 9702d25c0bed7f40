"""When a server makes things ready, on a clock of the test's own."""

from __future__ import annotations

import threading
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask

from dashboard import preparing
from dashboard.app import create_app
from dashboard.settings import Settings


def prepared_at(monkeypatch: pytest.MonkeyPatch, requests: list[float]) -> float:
    """The time from the start at which a server is prepared that is asked at those."""
    waiting, done = [100 + at for at in requests], []
    server = Flask(__name__)

    def wait(seconds: float) -> None:
        clock.now += seconds
        while waiting and waiting[0] <= clock.now:
            waiting.pop(0)
            server.test_client().get("/")

    clock = SimpleNamespace(now=100.0, monotonic=lambda: clock.now, sleep=wait)
    monkeypatch.setattr(preparing, "time", clock)
    monkeypatch.setattr(preparing, "prepare", lambda _: done.append(clock.now - 100))
    server.add_url_rule("/", view_func=lambda: "")
    preparing.note_requests(server)
    preparing._prepare_when_quiet(server, 100 + preparing._LONGEST)
    return float(done[0])


@pytest.mark.parametrize(("requests", "at"), [([], 2), ([1], 3), ([0.5, 2, 3.5, 9], 5.5), ([i / 2 for i in range(200)], 30)])
def test_a_server_is_prepared_once_it_is_quiet(requests: list[float], at: float, monkeypatch: pytest.MonkeyPatch) -> None:
    assert prepared_at(monkeypatch, requests) == at


def test_there_may_be_no_release_to_search(tmp_path: Path) -> None:
    server = create_app(Settings(data_dir=tmp_path, cache_mb=0)).server
    preparing.prepare(server)
    assert server.test_client().get("/readyz").status_code == 503


def test_nobody_waits_for_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, ended = threading.Event(), threading.Event()
    monkeypatch.setattr(preparing, "_QUIET", 0)
    monkeypatch.setattr(preparing, "prepare", lambda _: (begun.wait(), ended.set()))
    preparing.prepare_soon(create_app(Settings(data_dir=tmp_path, cache_mb=0)).server)
    begun.set()
    assert ended.wait(60)
