"""A served release, a real browser, and a console that must stay empty."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

from dashboard.settings import Settings
from dashboard.vendor import Plotly

REPOSITORY = Path(__file__).resolve().parents[2]
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")
DRIVER_WARNING = "GPU stall due to ReadPixels"
"""Said by headless Chromium's software WebGL, whatever the page does."""
PATIENCE = 60_000
"""Milliseconds after which something is taken never to come; long, so that a busy machine fails nothing."""
expect.set_options(timeout=PATIENCE)
CHROMIUM = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), "")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": list(FLAGS)}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "viewport": {"width": 1280, "height": 1000}}


@pytest.fixture(scope="session")
def server_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the servers of the tests write, shown where a test fails."""
    return tmp_path_factory.mktemp("servers") / "log.txt"


@pytest.fixture(scope="session")
def serve(server_log: Path) -> Iterator[Callable[[Path], str]]:
    """A function that serves a data directory by the project's own command and gives its address."""
    running: dict[Path, tuple[subprocess.Popen[bytes], str]] = {}
    settings = Settings(cache_dir=server_log.parent / "cache")
    # As all have it but who comes in the first seconds of a server.
    Plotly(settings.scripts_dir).prepare()

    def start(data_dir: Path) -> str:
        if data_dir not in running:
            with socket.create_server(("127.0.0.1", 0)) as free:
                port = free.getsockname()[1]
            command = [sys.executable, "-m", "dashboard", "serve", "--port", str(port), "--data-dir", str(data_dir)]
            with server_log.open("ab") as log:
                process = subprocess.Popen(command, cwd=REPOSITORY, env={**os.environ, "NO_COLOR": "1", "DASHBOARD_CACHE_DIR": str(settings.cache_dir)}, stdout=log, stderr=log)
            running[data_dir] = process, f"http://127.0.0.1:{port}"
            _wait(process, running[data_dir][1], server_log)
        return running[data_dir][1]

    yield start
    for process, _ in running.values():
        process.terminate()
        process.wait(timeout=20)


def _wait(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    """Until the server answers; it either does or ends."""
    while process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/readyz", timeout=10)
            return
        except OSError:
            continue
    raise RuntimeError(log.read_text(errors="replace"))


@pytest.fixture(autouse=True)
def console(page: Page, server_log: Path) -> Iterator[list[str]]:
    """What the browser said, collected; a test fails when that is anything at all."""
    said: list[str] = []

    def collect(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and DRIVER_WARNING not in message.text:
            said.append(f"{message.type}: {message.text}")

    page.set_default_timeout(PATIENCE)
    page.on("console", collect)
    page.on("pageerror", lambda error: said.append(f"uncaught: {error}"))
    yield said
    log = server_log.read_text(errors="replace")[-6_000:] if server_log.exists() else ""
    assert said == [], log
