"""Random streams: one per subject, so that a change in one part of the model leaves the others' draws alone."""

from __future__ import annotations

import zlib

import numpy as np


def stream(seed: int, subject: str) -> np.random.Generator:
    """The generator of a subject, the same for the same seed and name."""
    return np.random.default_rng([seed, zlib.crc32(subject.encode())])
