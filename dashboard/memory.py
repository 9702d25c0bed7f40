"""How a server holds little memory: set before the libraries that use it are imported."""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from types import ModuleType

JEMALLOC = "dirty_decay_ms:150,muzzy_decay_ms:0,narenas:1,tcache:false"
"""For Polars: what was freed goes back within a few tenths of a second, and its threads share one arena, of which each would keep pieces."""
_MALLOC = {"M_TRIM_THRESHOLD": (-1, 128 * 1024), "M_MMAP_THRESHOLD": (-3, 128 * 1024), "M_ARENA_MAX": (-8, 1)}
"""For numpy, Python and all else, as glibc numbers them: large blocks go back when freed, and threads share one arena."""
_NEEDLESS = ("ctypeslib", "f2py", "ma", "polynomial", "testing")
"""Of numpy: a Fortran compiler, tools for tests and others that no request needs, 6.5 MB."""


def hold_little() -> None:
    """Give memory back soon rather than keep it for later requests, and leave needless modules out."""
    _set_allocators()
    _import_scipy()


def _set_allocators() -> None:
    """A third less memory than a worker would hold. On Linux."""
    os.environ.setdefault("_RJEM_MALLOC_CONF", JEMALLOC)
    if sys.platform == "linux":
        # Without glibc, as on Alpine, there is nothing to set.
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            for parameter, value in _MALLOC.values():
                mallopt(parameter, value)


def _import_scipy() -> None:
    """Import scipy without all of numpy.

    scipy copies whatever numpy has, to lay it beside other libraries of arrays, and so imports modules that numpy itself
    leaves alone until they are asked for. They stand empty meanwhile, and can be imported as ever afterwards.
    """
    import numpy  # noqa: PLC0415 - after the allocators are set

    absent = [name for name in _NEEDLESS if f"numpy.{name}" not in sys.modules]
    for name in absent:
        stand_in = ModuleType(f"numpy.{name}")
        sys.modules[stand_in.__name__] = stand_in
        setattr(numpy, name, stand_in)
    try:
        import scipy.special  # noqa: F401, PLC0415
    finally:
        for name in absent:
            del sys.modules[f"numpy.{name}"]
            delattr(numpy, name)


def settle() -> None:
    """What there is now stays: the collector need not look at it each time, and looks more often at what requests leave."""
    gc.collect()
    gc.freeze()
