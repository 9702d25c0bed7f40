"""Within a set, colours stay apart in normal and in colour-blind vision, and stand out from the card."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from colorspacious import cspace_convert

from dashboard.figures import style

VISIONS = (None, "deuteranomaly", "protanomaly")
APART = 14
READABLE = 3
PALE = {"#9AA0A6", "#7E9EBC"}
"""GTEx as a reference panel, and the annotated, which is for areas only: nothing is read by them alone."""
SETS = {
    "variant class": tuple(style.VARIANT_CLASS.values()),
    "annotated and novel": tuple(style.ANNOTATED_NOVEL.values()),
    "QTL type": tuple(style.QTL_TYPE.values()),
    "superpopulation beside GTOP and GTEx": (*style.SUPERPOPULATION.values(), style.COHORT["GTOP"], style.COHORT["GTEx"]),
    "cohort": tuple(style.COHORT.values()),
    "resource beside GTOP and GTEx": (*style.RESOURCE.values(), style.COHORT["GTOP"], style.COHORT["GTEx"]),
    "categorical": style.CATEGORICAL,
}


def rgb(color: str) -> np.ndarray:
    return np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255


def appearances(color: str) -> np.ndarray:
    """The colour in CAM02-UCS as each vision sees it."""
    seen = [rgb(color) if vision is None else cspace_convert(rgb(color), {"name": "sRGB1+CVD", "cvd_type": vision, "severity": 100}, "sRGB1")
            for vision in VISIONS]
    return np.array([cspace_convert(np.clip(one, 0, 1), "sRGB1", "CAM02-UCS") for one in seen])


def distance(first: str, second: str) -> float:
    return float(np.linalg.norm(appearances(first) - appearances(second), axis=1).min())


def contrast(first: str, second: str) -> float:
    """Contrast ratio of WCAG 2."""
    linear = [np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4) @ [0.2126, 0.7152, 0.0722] for c in map(rgb, (first, second))]
    return float((max(linear) + 0.05) / (min(linear) + 0.05))


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("name", SETS)
def test_colors_of_a_set_are_told_apart(name: str, mode: style.Mode) -> None:
    look = style.theme(mode)
    colors = [style.shade(color, look) for color in SETS[name]]
    close = {(a, b): round(distance(a, b), 1) for a, b in combinations(colors, 2) if distance(a, b) < APART}
    assert close == {}


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("name", SETS)
def test_colors_stand_out_from_the_card(name: str, mode: style.Mode) -> None:
    look = style.theme(mode)
    faint = {color: round(contrast(style.shade(color, look), look.card), 2) for color in SETS[name]
             if color not in PALE and contrast(style.shade(color, look), look.card) < READABLE}
    assert faint == {}


def test_the_measures_know_black_from_white_and_red_from_green() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21, abs=0.01)
    assert distance("#808080", "#808080") == 0
    normal = np.linalg.norm(appearances("#B03030")[0] - appearances("#507030")[0])
    assert distance("#B03030", "#507030") < normal / 3


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_structural_categories_use_the_categorical_set(mode: style.Mode) -> None:
    assert set(style.STRUCTURAL_CATEGORY.values()) <= set(style.CATEGORICAL)
    assert style.shade("#123456", style.theme(mode)) == "#123456"


@pytest.mark.parametrize("color", sorted({color for colors in SETS.values() for color in colors}))
def test_words_on_a_color_take_the_larger_contrast(color: str) -> None:
    white, dark = contrast(color, "#FFFFFF"), contrast(color, style.DARK.card)
    assert contrast(color, style.text_on(color)) == max(white, dark)
