"""An area drawn in a projection: how a URL says it, which individuals lie within, and as filters where it is a box."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dashboard.errors import QueryError
from dashboard.statistics.polygon import inside, simplify

MAX_CORNERS = 32
_DIGITS = 4


@dataclass(frozen=True)
class Area:
    """A box or an outline over two components of a projection. A box has two corners: the lowest and the highest."""

    analysis: str
    x: int
    y: int
    shape: Literal["box", "lasso"]
    corners: tuple[tuple[float, float], ...]

    @classmethod
    def parse(cls, text: str) -> Self:
        """The area that `global,1,2,box,x0,y0,x1,y1` describes; QueryError where it describes none."""
        parts = text.split(",")
        try:
            analysis, shape = parts[0], parts[3]
            x, y = int(parts[1]), int(parts[2])
            numbers = [float(part) for part in parts[4:]]
        except (ValueError, IndexError):
            raise _unusable(text) from None
        corners = tuple(zip(numbers[::2], numbers[1::2], strict=False))
        whole = len(numbers) % 2 == 0 and np.isfinite(numbers).all() and x != y and min(x, y) > 0
        if whole and shape == "box" and len(corners) == 2:
            return cls(analysis, x, y, "box", corners)
        if whole and shape == "lasso" and 3 <= len(corners) <= MAX_CORNERS:
            return cls(analysis, x, y, "lasso", corners)
        raise _unusable(text)

    @classmethod
    def drawn(cls, analysis: str, x: int, y: int, outline: Mapping[str, Any]) -> Self | None:
        """The area that was drawn with the mouse: `{"box" | "lasso": {"x": […], "y": […]}}`; None where nothing was."""
        for shape in ("box", "lasso"):
            points = outline.get(shape)
            if not points:
                continue
            corners = np.column_stack([np.asarray(points["x"], dtype=float), np.asarray(points["y"], dtype=float)])
            if shape == "box":
                return cls(analysis, x, y, "box", (_rounded(corners.min(axis=0)), _rounded(corners.max(axis=0))))
            if len(corners) >= 3:
                return cls(analysis, x, y, "lasso", tuple(_rounded(corner) for corner in simplify(corners, MAX_CORNERS)))
        return None

    @property
    def text(self) -> str:
        """The area as the URL says it."""
        numbers = [f"{value:g}" for corner in self.corners for value in corner]
        return ",".join([self.analysis, str(self.x), str(self.y), self.shape, *numbers])

    @property
    def filters(self) -> tuple[tuple[str, str], ...]:
        """A box as filters of `genotype_pcs`; empty for an outline, which filters cannot say."""
        if self.shape != "box":
            return ()
        (left, bottom), (right, top) = self.corners
        x, y = f"pc{self.x}", f"pc{self.y}"
        return (
            ("analysis", self.analysis), (f"{x}__gte", f"{left:g}"), (f"{x}__lte", f"{right:g}"),
            (f"{y}__gte", f"{bottom:g}"), (f"{y}__lte", f"{top:g}"),
        )

    @property
    def outline(self) -> NDArray[np.float64]:
        """Corners in order, n × 2."""
        if self.shape == "lasso":
            return np.array(self.corners)
        (left, bottom), (right, top) = self.corners
        return np.array([[left, bottom], [right, bottom], [right, top], [left, top]])

    def contains(self, points: pl.DataFrame) -> pl.Series:
        """Whether each row of `genotype_pcs` (columns pc…) lies within; those without a score do not."""
        x, y = points[f"pc{self.x}"], points[f"pc{self.y}"]
        if self.shape == "box":
            (left, bottom), (right, top) = self.corners
            return (x.is_between(left, right) & y.is_between(bottom, top)).fill_null(False)
        return pl.Series(inside(_numbers(x), _numbers(y), self.outline))


def _numbers(values: pl.Series) -> NDArray[np.float64]:
    return values.cast(pl.Float64).fill_null(float("nan")).to_numpy()


def _rounded(corner: Sequence[float] | NDArray[np.float64]) -> tuple[float, float]:
    x, y = (float(f"{value:.{_DIGITS}g}") for value in corner)
    return x, y


def _unusable(text: str) -> QueryError:
    return QueryError(f"area: “{text:.60}” does not describe a box or an outline in a projection and was left out.")
