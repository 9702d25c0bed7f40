"""The server for gunicorn: `gunicorn dashboard.wsgi:server`."""

from __future__ import annotations

from dashboard.app import create_app
from dashboard.commands.options import read_settings

server = create_app(read_settings()).server
