"""Work that takes far more memory than what comes of it, done by a process that gives it back as it ends, and lets others go first."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import ParamSpec, TypeVar

_LOW_PRIORITY = 15
P = ParamSpec("P")
R = TypeVar("R")


def run_apart(function: Callable[P, R], *given: P.args, **named: P.kwargs) -> R:
    """What the function of a module gives, which can be pickled as what is given to it; where no process can be started, it runs here."""
    try:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=os.nice, initargs=(_LOW_PRIORITY,)) as pool:
            return pool.submit(function, *given, **named).result()
    except (BrokenProcessPool, OSError):
        return function(*given, **named)
