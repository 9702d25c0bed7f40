"""How a server's allocators hold memory; to be set before the libraries that use them are imported."""

from __future__ import annotations

import ctypes
import gc
import os
import sys

JEMALLOC = "dirty_decay_ms:150,muzzy_decay_ms:0,narenas:1,tcache:false"
"""For Polars: what was freed goes back within a few tenths of a second, and its threads share one arena, of which each would keep pieces."""
_MALLOC = {"M_TRIM_THRESHOLD": (-1, 128 * 1024), "M_MMAP_THRESHOLD": (-3, 128 * 1024), "M_ARENA_MAX": (-8, 1)}
"""For numpy, Python and all else, as glibc numbers them: large blocks go back when freed, and threads share one arena."""


def hold_little() -> None:
    """Give memory back soon rather than keep it for later requests: a third of what a worker would hold. On Linux."""
    os.environ.setdefault("_RJEM_MALLOC_CONF", JEMALLOC)
    if sys.platform == "linux":
        # Without glibc, as on Alpine, there is nothing to set.
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt is not None:
            for parameter, value in _MALLOC.values():
                mallopt(parameter, value)


def settle() -> None:
    """What there is now stays: the collector need not look at it each time, and looks more often at what requests leave."""
    gc.collect()
    gc.freeze()
