"""Attributes that Dash's generated signatures cannot name: `data-…`, `aria-…`."""

from __future__ import annotations

from typing import Any


def attributes(**named: str) -> Any:
    """`data_export="png"` as `{"data-export": "png"}`, to be spread into an html component."""
    return {name.replace("_", "-"): value for name, value in named.items()}
