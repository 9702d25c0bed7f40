"""The running app's catalogue of releases, for pages and the API."""

from __future__ import annotations

from flask import Flask, current_app, g

from dashboard.store.catalogue import Catalogue
from dashboard.store.release import Release

_EXTENSION = "gtop-catalogue"


def attach_catalogue(server: Flask, catalogue: Catalogue) -> None:
    server.extensions[_EXTENSION] = catalogue


def attached_catalogue(server: Flask) -> Catalogue:
    """The catalogue of an app, where no request is being answered."""
    return server.extensions[_EXTENSION]


def current_catalogue() -> Catalogue:
    return attached_catalogue(current_app)


def open_release(name: str = "") -> Release:
    """The named release, or the default one; the same version throughout one request."""
    opened: dict[str, Release] = g.setdefault("opened_releases", {})
    if name not in opened:
        opened[name] = current_catalogue().open(name or None)
    return opened[name]


def opened_versions() -> dict[str, str]:
    """Version of each release that was opened for this request, by the name it was asked for."""
    return {name: release.version for name, release in g.get("opened_releases", {}).items()}
