from __future__ import annotations

import numpy as np

from dashboard.statistics.polygon import inside, simplify

L_SHAPE = np.array([[0, 0], [4, 0], [4, 1], [1, 1], [1, 4], [0, 4]], dtype=float)


def test_points_in_a_concave_outline() -> None:
    x, y = np.array([0.5, 3.5, 3.0, 0.5, -1.0, np.nan]), np.array([3.5, 0.5, 3.0, 0.5, 0.5, 0.5])
    assert inside(x, y, L_SHAPE).tolist() == [True, True, False, True, False, False]


def test_closing_the_outline_changes_nothing() -> None:
    x, y = np.random.default_rng(1).uniform(-1, 5, (2, 200))
    assert (inside(x, y, L_SHAPE) == inside(x, y, np.vstack([L_SHAPE, L_SHAPE[:1]]))).all()


def test_no_points_are_nowhere() -> None:
    assert inside(np.array([]), np.array([]), L_SHAPE).tolist() == []


def test_simplifying_drops_corners_on_straight_lines_first() -> None:
    dense = np.array([[x, 0.0] for x in range(10)] + [[9.0, 500.0], [0.0, 500.0]])
    assert simplify(dense, 4).tolist() == [[0, 0], [9, 0], [9, 500], [0, 500]]


def test_simplifying_keeps_at_least_a_triangle() -> None:
    assert len(simplify(L_SHAPE, 1)) == 3
    assert len(simplify(L_SHAPE, 32)) == 6
