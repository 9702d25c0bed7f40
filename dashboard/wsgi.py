"""The server for gunicorn: `gunicorn dashboard.wsgi:server`."""

from __future__ import annotations

from dashboard.memory import hold_little, settle

hold_little()

from dashboard.app import create_app  # noqa: E402 - imports Polars
from dashboard.preparing import prepare_soon  # noqa: E402
from dashboard.settings import read_settings  # noqa: E402

server = create_app(read_settings()).server
settle()
prepare_soon(server)
