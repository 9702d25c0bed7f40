"""What a server makes ready once nobody waits for it: what the first search and the first clustered heatmap would wait for, and what
lets pages open sooner."""

from __future__ import annotations

import threading
import time
from contextlib import suppress

from flask import Flask

from dashboard.context import attached_catalogue
from dashboard.errors import UserFacingError
from dashboard.figures import clustering
from dashboard.store.search_index import index_of
from dashboard.vendor import attached_plotly

_QUIET = 2.0
"""Seconds without a request: a browser takes less between those of a page."""
_LONGEST = 30.0
"""Seconds after which it is done beside the requests."""
_BETWEEN = 0.5
_LAST_REQUEST = "gtop-last-request"


def note_requests(server: Flask) -> None:
    """Know when the server was asked last."""
    server.extensions[_LAST_REQUEST] = time.monotonic()

    @server.before_request
    def note() -> None:
        server.extensions[_LAST_REQUEST] = time.monotonic()


def prepare_soon(server: Flask) -> None:
    """Prepare the app's server in a thread of its own, once it has had nothing to do for a while."""
    threading.Thread(target=_prepare_when_quiet, args=(server, time.monotonic() + _LONGEST), daemon=True).start()


def _prepare_when_quiet(server: Flask, latest: float) -> None:
    while time.monotonic() < min(latest, server.extensions[_LAST_REQUEST] + _QUIET):
        time.sleep(_BETWEEN)
    prepare(server)


def prepare(server: Flask) -> None:
    """Prepare it now."""
    attached_plotly(server).prepare()
    clustering.prepare()
    # Without a release there is nothing to search; requests say so themselves.
    with suppress(UserFacingError):
        index_of(attached_catalogue(server).open())
