"""The server for gunicorn: `gunicorn dashboard.wsgi:server`."""

from __future__ import annotations

import threading

from dashboard.app import create_app, prepare_search
from dashboard.commands.options import read_settings

server = create_app(read_settings()).server

# Whoever waits for the first answer of a new worker goes first.
_later = threading.Timer(2, prepare_search, (server,))
_later.daemon = True
_later.start()
