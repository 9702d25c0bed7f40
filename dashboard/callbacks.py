"""Callbacks whose answers may be said again."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Protocol, TypeVar, cast

from dash import callback
from flask import g

F = TypeVar("F", bound=Callable[..., Any])


class Decorator(Protocol):
    """Gives a function back as it was, for Dash to call it too."""

    def __call__(self, answer: F, /) -> F: ...


def kept_callback(*given: Any, **options: Any) -> Decorator:
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
