"""How groups of individuals look: the subject filled, reference panels hollow and pale, each group with its own shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.figures.style import CATEGORICAL, COHORT, RESOURCE, SUPERPOPULATION, Theme, shade

SUBJECT = "GTOP"
_SHAPES = {
    "AFR": "circle", "AMR": "diamond", "EAS": "square", "EUR": "triangle-up", "SAS": "triangle-down", "GTEx": "circle",
    "1000 Genomes": "diamond", "Geuvadis": "square", "MAGE": "diamond", "AFGR": "triangle-up",
}
_FALLBACK_SHAPES = ("circle", "square", "diamond", "triangle-up", "triangle-down", "cross", "x", "pentagon")
_LABELS = {"AFGR": "AFGR populations"}
_NAMES = {"AFR": "African", "AMR": "American", "EAS": "East Asian", "EUR": "European", "SAS": "South Asian"}
MAX_ENTRIES = 8
"""Groups that a legend can hold; more are named in the plot."""


@dataclass(frozen=True)
class Group:
    """One group: the key that the URL uses, its name, colour and marker; `size` in pixels."""

    key: str
    label: str
    color: str
    symbol: str
    size: float
    opacity: float
    title: str = ""

    @property
    def rank(self) -> int:
        """Place in the legend: the subject first, GTEx last."""
        return {SUBJECT: 1, "GTEx": 9, "1000 Genomes": 8}.get(self.key, 5)

    @property
    def filled(self) -> bool:
        return not self.symbol.endswith("-open")


def style_groups(keys: Sequence[str], look: Theme) -> list[Group]:
    """The groups in the order they are drawn: references first, the subject last and so on top."""
    known = ["GTEx", "1000 Genomes", *SUPERPOPULATION, *RESOURCE]
    order = sorted(keys, key=lambda key: (key == SUBJECT, known.index(key) if key in known else len(known), key))
    others = [key for key in order if key not in known and key != SUBJECT]
    return [_style(key, others, look) for key in order]


def _style(key: str, others: Sequence[str], look: Theme) -> Group:
    if key == SUBJECT:
        return Group(key, key, look.accent, "circle", 6, 0.9)
    colors = {**SUPERPOPULATION, **COHORT, **RESOURCE}
    if key in others:
        place = others.index(key)
        color, shape = CATEGORICAL[place % len(CATEGORICAL)], _FALLBACK_SHAPES[place % len(_FALLBACK_SHAPES)]
    else:
        color, shape = colors[key], _SHAPES[key]
    pale = key == "GTEx"
    nested = {"Geuvadis": 9.0, "MAGE": 6.5, "AFGR": 10.5}
    return Group(key, _LABELS.get(key, key), shade(color, look), f"{shape}-open", nested.get(key, 5 if pale else 6), 0.6 if pale else 0.7, _NAMES.get(key, ""))


def unmarked(look: Theme) -> Group:
    """Individuals without any of the marks shown: faint, without a legend entry."""
    return Group("", "", look.faint, "circle-open", 4, 0.35)
