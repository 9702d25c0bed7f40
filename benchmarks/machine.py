"""How fast this machine is beside the one on which limits in seconds were set."""

from __future__ import annotations

import time
from statistics import median

import numpy as np
from plotly import graph_objects as go

POINTS, TURNS = 50_000, 15
REFERENCE_MS = 5.0
"""It took 4.5 to 5.3 ms there."""


def slowness() -> float:
    """How many times what it took there a figure of many points takes here, to make and to write as JSON: plain work for one core."""
    values = np.random.default_rng(1).normal(size=(2, POINTS)).astype("float32")
    taken = []
    for _ in range(TURNS):
        began = time.perf_counter()
        go.Figure(go.Scattergl(x=values[0], y=values[1], mode="markers")).to_json(engine="orjson")
        taken.append((time.perf_counter() - began) * 1000)
    return median(taken) / REFERENCE_MS
