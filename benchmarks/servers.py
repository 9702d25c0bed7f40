"""Servers to measure: gunicorn as in production, and clients that ask it."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

WORKERS, THREADS = 2, 4
REPOSITORY = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Request:
    """One request; a body makes it a POST of JSON."""

    path: str
    body: bytes | None = None


@dataclass(frozen=True)
class Server:
    """A running gunicorn. `started` is the seconds from its start to its first answer."""

    port: int
    pid: int
    started: float

    def workers_mb(self) -> list[float]:
        """Resident memory of each worker."""
        return [child.memory_info().rss / 2**20 for child in psutil.Process(self.pid).children()]

    def total_mb(self) -> float:
        """Memory of the master and its workers, with pages that they share counted once, as a container's limit does."""
        master = psutil.Process(self.pid)
        usages = [process.memory_full_info() for process in (master, *master.children())]
        return sum(getattr(usage, "pss", usage.uss) for usage in usages) / 2**20


@contextmanager
def gunicorn(data_dir: Path, first: Request, application: str = "dashboard.wsgi:server", workers: int = WORKERS, keep: Path | None = None) -> Iterator[Server]:
    """gunicorn with the project's own configuration over the releases of `data_dir`, once `first` was answered.

    Every answer is computed, unless there is a directory to `keep` them in.
    """
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    environment = os.environ | {
        "DASHBOARD_DATA_DIR": str(data_dir.resolve()), "WEB_CONCURRENCY": str(workers), "WEB_THREADS": str(THREADS),
    } | ({"DASHBOARD_CACHE_DIR": str(keep)} if keep else {"DASHBOARD_CACHE_MB": "0"})
    # Polars writes how it holds memory to the environment of whoever imports it, here this process; the server has its own way.
    for name in ("DASHBOARD_RELEASE", "_RJEM_MALLOC_CONF"):
        environment.pop(name, None)
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--log-level", "warning", application],
        env=environment, cwd=REPOSITORY,
    )
    try:
        _wait(process, port, first)
        yield Server(port, process.pid, time.perf_counter() - began)
    finally:
        process.terminate()
        process.wait(timeout=40)


def _wait(process: subprocess.Popen[bytes], port: int, first: Request) -> None:
    while process.poll() is None:
        try:
            if ask(http.client.HTTPConnection("127.0.0.1", port, timeout=60), first)[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.02)
    raise RuntimeError(f"gunicorn ended with {process.returncode} before it answered {first.path}")


def ask(connection: http.client.HTTPConnection, request: Request, encoding: str = "zstd") -> tuple[int, bytes]:
    """Status and body of one answer, compressed as `encoding` says."""
    headers = {"Accept-Encoding": encoding} | ({"Content-Type": "application/json"} if request.body else {})
    connection.request("POST" if request.body else "GET", request.path, request.body, headers)
    response = connection.getresponse()
    return response.status, response.read()


@dataclass(frozen=True)
class Load:
    """Seconds of each request, and requests answered per second."""

    seconds: list[float]
    per_second: float


def load(server: Server, requests: Sequence[Request], clients: int, each: int) -> Load:
    """`clients` at once, each asking `each` times with one connection, going round `requests`."""

    def client(number: int) -> list[float]:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        taken = []
        for turn in range(each):
            request = requests[(number + turn) % len(requests)]
            began = time.perf_counter()
            status, _ = ask(connection, request)
            taken.append(time.perf_counter() - began)
            if status not in (200, 204):
                raise RuntimeError(f"{request.path} was answered with {status}")
        return taken

    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        seconds = [value for taken in pool.map(client, range(clients)) for value in taken]
    return Load(seconds, len(seconds) / (time.perf_counter() - began))
