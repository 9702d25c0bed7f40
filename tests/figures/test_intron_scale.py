"""Positions drawn for exons and introns."""

from __future__ import annotations

import numpy as np
import pytest

from dashboard.figures.intron_scale import INTRON_SHARE, intron_scale, merge_intervals


def test_overlapping_and_touching_intervals_are_joined() -> None:
    merged = merge_intervals([50, 1, 11, 30], [60, 10, 20, 52])
    assert merged.tolist() == [[1, 20], [30, 60]]


def test_nested_intervals_keep_the_outer_end() -> None:
    assert merge_intervals([1, 2, 40], [30, 5, 41]).tolist() == [[1, 30], [40, 41]]


def test_to_scale_every_base_has_the_same_width() -> None:
    scale = intron_scale([101, 1001], [200, 1100], shorten=False)
    assert scale.width == 1000
    assert scale.position([101, 201, 1001, 1101]).tolist() == [0, 100, 900, 1000]


def test_shortened_introns_leave_exon_lengths_alone() -> None:
    scale = intron_scale([101, 100_001], [200, 100_100], shorten=True)
    left, right = scale.position([101, 201]), scale.position([100_001, 100_101])
    assert [left[1] - left[0], right[1] - right[0]] == pytest.approx([100, 100])
    assert (right[0] - left[1]) / scale.width == pytest.approx(INTRON_SHARE)


def test_introns_shorter_than_the_common_width_keep_their_length() -> None:
    scale = intron_scale([1, 111, 90_001], [100, 200, 90_100])
    assert scale.position(111) - scale.position(101) == 10


def test_order_is_kept_and_inverse_returns_the_position() -> None:
    rng = np.random.default_rng(1)
    starts = np.sort(rng.choice(1_000_000, 40, replace=False))
    scale = intron_scale(starts, starts + rng.integers(1, 500, 40))
    positions = np.arange(starts[0] - 100, starts[0] + 900_000, 997)
    drawn = scale.position(positions)
    assert (np.diff(drawn) > 0).all()
    np.testing.assert_allclose(scale.genome(drawn), positions, atol=1e-6)


def test_one_exon_has_no_intron() -> None:
    assert intron_scale([5], [5]).width == 1


def test_no_exons_is_an_error() -> None:
    with pytest.raises(ValueError, match="at least one exon"):
        intron_scale([], [])
