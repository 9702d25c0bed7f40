"""The server for gunicorn: `gunicorn dashboard.wsgi:server`."""

from __future__ import annotations

import threading
from contextlib import suppress

from dashboard.app import create_app
from dashboard.commands.options import read_settings
from dashboard.context import attached_catalogue
from dashboard.errors import UserFacingError
from dashboard.store.search_index import index_of

server = create_app(read_settings()).server


def _prepare_search() -> None:
    """Make the names of the served release findable before someone searches, who would wait a second for it."""
    # Without a release there is nothing to search; requests say so themselves.
    with suppress(UserFacingError):
        index_of(attached_catalogue(server).open())


# Whoever waits for the first answer of a new worker goes first.
_later = threading.Timer(2, _prepare_search)
_later.daemon = True
_later.start()
