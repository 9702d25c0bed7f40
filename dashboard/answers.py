"""Answers of callbacks, kept on disk as they went over the wire: what anyone asked before, no worker computes again."""

from __future__ import annotations

import hashlib
import json
import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import diskcache
from flask import Flask, Response, g, request

from dashboard.callbacks import is_kept
from dashboard.context import open_release, opened_versions
from dashboard.errors import UserFacingError

log = logging.getLogger(__name__)
PACKAGE = Path(__file__).resolve().parent
CALLBACKS = "/_dash-update-component"
KEPT_HEADERS = ("Content-Type", "Content-Encoding", "Vary")
LONGEST_QUESTION = 100_000
"""Bytes."""
_SQLITE = {"sqlite_cache_size": 256, "sqlite_mmap_size": 0, "timeout": 1}
"""Little memory for each thread that reads, and no long wait for another worker that writes."""


@dataclass(frozen=True)
class Answer:
    """What was answered, and the versions of the releases that it was made from, by the name they were asked for."""

    releases: dict[str, str]
    headers: dict[str, str]
    body: bytes

    def packed(self) -> bytes:
        """One line of JSON, then the body."""
        return json.dumps({"releases": self.releases, "headers": self.headers}).encode() + b"\n" + self.body

    @classmethod
    def unpacked(cls, packed: Any) -> Answer:
        """ValueError for anything that `packed` did not write."""
        try:
            head, _, body = packed.partition(b"\n")
            known = json.loads(head)
            return cls(known["releases"], known["headers"], body)
        except (AttributeError, TypeError, LookupError, ValueError) as error:
            raise ValueError("it holds something that is no answer") from error

    def is_valid(self) -> bool:
        """Whether all its releases are served as they were."""
        try:
            return all(open_release(name).version == version for name, version in self.releases.items())
        except UserFacingError:
            return False


class Answers:
    """Answers of the callbacks that `callbacks.kept_callback` makes.

    An answer is given again for the same bytes asked by the same code, while each of the releases has the version that it had. The oldest
    go first once there are more than `megabytes`; a directory that cannot be used, or holds something else, is said in the log, and
    everything is computed.
    """

    def __init__(self, directory: Path, megabytes: int) -> None:
        self._directory = directory
        self._code = _code_version()
        self._cache: diskcache.Cache | None = None
        with self._or_without():
            self._cache = diskcache.Cache(str(directory), size_limit=megabytes * 2**20, eviction_policy="least-recently-stored", **_SQLITE)

    def serve(self, server: Flask) -> None:
        """To be called before what compresses answers is: functions that look at answers are called in turned order."""
        server.before_request(self._find)
        server.after_request(self._keep)

    def _find(self) -> Response | None:
        if self._cache is None or request.method != "POST" or not request.path.endswith(CALLBACKS) or (request.content_length or 0) > LONGEST_QUESTION:
            return None
        g.question = hashlib.sha256("\n".join((self._code, request.headers.get("Accept-Encoding", ""), "")).encode() + request.get_data()).hexdigest()
        found = None
        with self._or_without():
            packed = self._cache.get(g.question)
            found = None if packed is None else Answer.unpacked(packed)
        return Response(found.body, headers=found.headers) if found and found.is_valid() else None

    def _keep(self, response: Response) -> Response:
        question, releases = g.get("question"), opened_versions()
        if question and is_kept() and releases and response.status_code == 200 and not response.is_streamed:
            headers = {name: value for name, value in response.headers.items() if name in KEPT_HEADERS}
            packed = Answer(releases, headers, response.get_data()).packed()
            # Whoever asked does not wait for the disk.
            response.call_on_close(lambda: self._write(question, packed))
        return response

    def _write(self, question: str, packed: bytes) -> None:
        with self._or_without():
            if self._cache is not None:
                self._cache.set(question, packed)

    @contextmanager
    def _or_without(self) -> Iterator[None]:
        """Once the directory cannot be used, go on without it."""
        try:
            yield
        except diskcache.Timeout:
            log.info("Another worker writes to %s: one answer was not kept", self._directory)
        except (OSError, sqlite3.Error, ValueError) as error:
            self._cache = None
            log.warning("Answers are not kept in %s: %s. Everything works without them, but slower. The directory can be deleted.", self._directory, error)


def _code_version() -> str:
    """Of all that an answer is made by: the package and the libraries it asks for."""
    digest = hashlib.sha256()
    for path in [*sorted(PACKAGE.rglob("*.py")), *PACKAGE.parent.glob("requirements.txt")]:
        digest.update(path.read_bytes())
    return digest.hexdigest()
