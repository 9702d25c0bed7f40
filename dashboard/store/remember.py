"""Answers that several panels of a page ask for one after the other, kept for a short while."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from dashboard.store.release import Release

P = ParamSpec("P")
T = TypeVar("T")
Question = Callable[Concatenate[Release, P], T]


def remember(kept: int) -> Callable[[Question[P, T]], Question[P, T]]:
    """A function of a release and hashable arguments that keeps its last `kept` answers, by the release's version.

    Threads that ask for the same at once wait for one of them to find it. Answers are shared: nobody may change them.
    """

    def decorate(ask: Question[P, T]) -> Question[P, T]:
        answers: OrderedDict[Hashable, T] = OrderedDict()
        asking: dict[Hashable, threading.Lock] = {}
        lock = threading.Lock()

        @wraps(ask)
        def remembered(release: Release, /, *args: P.args, **kwargs: P.kwargs) -> T:
            key = (str(release.path), release.version, args, tuple(sorted(kwargs.items())))
            with lock:
                if key in answers:
                    answers.move_to_end(key)
                    return answers[key]
                mine = asking.setdefault(key, threading.Lock())
            with mine:
                with lock:
                    if key in answers:
                        return answers[key]
                try:
                    answer = ask(release, *args, **kwargs)
                    with lock:
                        answers[key] = answer
                        if len(answers) > kept:
                            answers.popitem(last=False)
                    return answer
                finally:
                    with lock:
                        asking.pop(key, None)

        return remembered

    return decorate
