"""Clients of the API alone, without Dash."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from dashboard.api import register_api
from dashboard.store.catalogue import Catalogue
from dashboard.store.release import Release


def serve(releases: Path, default: str | None = None) -> FlaskClient:
    """A client of a server over a directory of releases."""
    server = Flask("api")
    register_api(server, Catalogue(releases, default))
    return server.test_client()


def serve_release(release: Release) -> FlaskClient:
    """A client of a server that has this one release, wherever it lies."""

    class Only(Catalogue):
        def open(self, name: str | None = None) -> Release:
            return release

    server = Flask("api")
    register_api(server, Only(release.path.parent))
    return server.test_client()
