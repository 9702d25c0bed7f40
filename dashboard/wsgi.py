"""The server for gunicorn: `gunicorn dashboard.wsgi:server`."""

from __future__ import annotations

import threading

from dashboard.memory import hold_little, settle

hold_little()

from dashboard.app import create_app, prepare_search  # noqa: E402 - imports Polars
from dashboard.settings import read_settings  # noqa: E402

server = create_app(read_settings()).server
settle()

# Whoever waits for the first answer of a new worker goes first.
_later = threading.Timer(2, prepare_search, (server,))
_later.daemon = True
_later.start()
