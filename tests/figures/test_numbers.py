"""How numbers are written."""

from __future__ import annotations

import math

import pytest

from dashboard.figures import style

S = style.THIN_SPACE


@pytest.mark.parametrize(("n", "words"), [(0, "0 genes"), (1, "1 gene"), (2, "2 genes"), (13_036, "13,036 genes")])
def test_a_noun_follows_its_number(n: int, words: str) -> None:
    assert style.write_counted(n, "gene") == words


def test_a_noun_that_takes_more_than_an_s() -> None:
    assert [style.write_counted(n, "library", "libraries") for n in (1, 176)] == ["1 library", "176 libraries"]


@pytest.mark.parametrize(("value", "text"), [
    (None, "–"), (math.nan, "–"), (0, "0"), (0.5, "0.500"), (-0.0123, "−0.0123"), (123.4, "123"), (1234.0, "1,234"), (-2.5e-5, f"−2.50{S}×{S}10⁻⁵"), (3e7, f"3.00{S}×{S}10⁷"),
])
def test_numbers_have_three_digits_and_a_true_minus(value: float | None, text: str) -> None:
    assert style.write_number(value) == text


@pytest.mark.parametrize(("value", "text"), [(None, "–"), (0.032, "0.032"), (1.0, "1.0"), (3.2e-8, f"3.2{S}×{S}10⁻⁸"), (0.0, f"<{S}5{S}×{S}10⁻³²⁴")])
def test_p_values(value: float | None, text: str) -> None:
    assert style.write_p(value) == text


def test_signs_shares_and_powers() -> None:
    assert (style.write_number(1.5, signed=True), style.write_percent(0.2186), style.write_percent(None)) == ("+1.50", f"21.9{S}%", "–")
    assert [style.write_power_of_ten(k) for k in (-6, -2, 0, 3, 4)] == ["10⁻⁶", "0.01", "1", "1,000", "10⁴"]
