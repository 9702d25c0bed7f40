"""Answers of callbacks, kept on disk as they went over the wire: what anyone asked before, no worker computes again."""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import diskcache
from flask import Flask, Response, g, request

from dashboard.context import is_kept, open_release, opened_versions
from dashboard.errors import UserFacingError

log = logging.getLogger(__name__)
PACKAGE = Path(__file__).resolve().parent
CALLBACKS = "/_dash-update-component"
LONGEST_QUESTION = 100_000
"""Bytes."""
_SQLITE = {"sqlite_cache_size": 256, "sqlite_mmap_size": 0, "timeout": 1}
"""Little memory for each thread that reads, and no long wait for another worker that writes."""


class Answers:
    """Answers of the callbacks that `context.kept_callback` makes.

    Such a callback answers from the request and from the releases that it opens, and from nothing else. An answer is given again for
    the same bytes asked by the same code, while each of those releases has the version that it had. The oldest go first once there are
    more than `megabytes`; a directory that cannot be used, or holds something else, is said in the log, and everything is computed.
    """

    def __init__(self, directory: Path, megabytes: int) -> None:
        self._directory = directory
        self._code = _code_version()
        self._cache: diskcache.Cache | None = None
        with self._or_not():
            self._cache = diskcache.Cache(str(directory), size_limit=megabytes * 2**20, eviction_policy="least-recently-stored", **_SQLITE)

    def serve(self, server: Flask) -> None:
        """To be called before what compresses answers is: functions that look at answers are called in turned order."""
        server.before_request(self._find)
        server.after_request(self._keep)

    def _find(self) -> Response | None:
        if self._cache is None or request.method != "POST" or not request.path.endswith(CALLBACKS) or (request.content_length or 0) > LONGEST_QUESTION:
            return None
        g.question = hashlib.sha256("\n".join((self._code, request.headers.get("Accept-Encoding", ""), "")).encode() + request.get_data()).hexdigest()
        with self._or_not():
            found = self._cache.get(g.question)
            if found is not None:
                head, _, body = found.partition(b"\n")
                known = json.loads(head)
                if _are_served(known["releases"]):
                    return Response(body, headers=known["headers"])
        return None

    def _keep(self, response: Response) -> Response:
        question, releases = g.get("question"), opened_versions()
        if question and is_kept() and releases and response.status_code == 200 and not response.is_streamed:
            head = {"releases": releases, "headers": {name: value for name, value in response.headers.items() if name in ("Content-Type", "Content-Encoding", "Vary")}}
            answer = json.dumps(head).encode() + b"\n" + response.get_data()
            # Whoever asked does not wait for the disk.
            response.call_on_close(lambda: self._write(question, answer))
        return response

    def _write(self, question: str, answer: bytes) -> None:
        with self._or_not():
            if self._cache is not None:
                self._cache.set(question, answer)

    @contextmanager
    def _or_not(self) -> Iterator[None]:
        try:
            yield
        except diskcache.Timeout:
            log.info("Another worker writes to %s: one answer was not kept", self._directory)
        except (OSError, sqlite3.Error, ValueError, LookupError, AttributeError) as error:
            self._cache = None
            log.warning("Answers are not kept in %s: %s. Everything works without them, but slower. The directory can be deleted.", self._directory, error)


def _are_served(releases: dict[str, str]) -> bool:
    try:
        return all(open_release(name).version == version for name, version in releases.items())
    except UserFacingError:
        return False


def _code_version() -> str:
    """Of all that an answer is made by: the package and the libraries it asks for."""
    digest = hashlib.sha256()
    for path in [*sorted(PACKAGE.rglob("*.py")), *PACKAGE.parent.glob("requirements.txt")]:
        digest.update(path.read_bytes())
    return digest.hexdigest()
