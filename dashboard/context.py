"""What callbacks and the API know of the running app: its releases, and which answers depend on nothing else."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from dash import callback
from flask import Flask, current_app, g

from dashboard.store.catalogue import Catalogue
from dashboard.store.release import Release

F = TypeVar("F", bound=Callable[..., Any])
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


def kept_callback(*given: Any, **options: Any) -> Callable[[F], F]:
    """`dash.callback` for functions that answer from their arguments and the releases they open, and from nothing else: what they said
    may be said again, see `answers.Answers`."""
    register = callback(*given, **options)

    def decorate(answer: F) -> F:
        @wraps(answer)
        def kept(*args: Any) -> Any:
            said = answer(*args)
            g.keep_answer = True
            return said

        return cast("F", register(kept))

    return decorate


def is_kept() -> bool:
    """Whether such a callback answered this request."""
    return bool(g.get("keep_answer", False))
