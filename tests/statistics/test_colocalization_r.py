"""Agreement with R's coloc 5 (commit 50fe5291), whose printed results are recorded here.

The test data of coloc is not part of this repository: where the variable COLOC_TEST_DATA names `coloc_test_data.rda`,
its four data sets are compared too.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dashboard.statistics import colocalization as coloc

FIRST = {"beta": [0.10, 0.31, -0.22, 0.05, 0.40, -0.02], "se": [0.05, 0.06, 0.055, 0.07, 0.065, 0.05], "sd_y": 1.1}
SECOND = {"beta": [0.20, 0.55, -0.30, 0.01, 0.71, -0.4], "se": [0.11, 0.12, 0.10, 0.13, 0.12, 0.1], "sd_y": 1.0}
MAF = [0.1, 0.3, 0.25, 0.15, 0.2, 0.4]
SHARED = slice(0, 5)
"""The sixth variants of the two signals are different ones."""


def log_bf(signal: dict[str, Any], **options: Any) -> np.ndarray:
    given = {"sd_y": signal["sd_y"], **options}
    return coloc.effect_bayes_factors(signal["beta"], np.square(signal["se"]), **given)[SHARED]


@pytest.mark.parametrize(("options", "priors", "expected"), [
    ({}, (1e-4, 1e-4, 1e-5), (7.695461032617357e-07, 3.741275931943791e-04, 2.105420989211797e-06, 2.398629975443993e-05, 9.995990111399591e-01)),
    ({"case_control": True}, (1e-4, 1e-4, 1e-5), (1.038487513818764e-07, 5.048779175940864e-05, 2.088329238031823e-06, 1.534389663181307e-05, 9.999319761336187e-01)),
    ({}, (1e-3, 1e-5, 1e-6), (7.419017788434016e-06, 3.606878466785054e-02, 2.029788170572020e-06, 2.312464240967954e-04, 9.636905201020933e-01)),
])
def test_posteriors_are_those_of_r(options: dict[str, Any], priors: tuple[float, float, float], expected: tuple[float, ...]) -> None:
    result = coloc.colocalize(log_bf(FIRST), log_bf(SECOND, **options), *priors)
    assert result.n_variants == 5
    assert result.posteriors == pytest.approx(expected, rel=1e-6)


def test_shares_of_variants_are_those_of_r() -> None:
    result = coloc.colocalize(log_bf(FIRST), log_bf(SECOND))
    expected = [2.415540293825704e-11, 1.308840996047960e-04, 4.077385388271784e-08, 2.448528081947899e-12, 9.998690750999382e-01]
    assert result.variant_posterior == pytest.approx(expected, rel=1e-6)


def test_the_scale_of_a_trait_is_estimated_as_in_r() -> None:
    sd_y = coloc.estimate_sd_y(np.square(FIRST["se"]), MAF, 1000)
    assert sd_y == pytest.approx(1.023156068040286, rel=1e-9)
    result = coloc.colocalize(log_bf(FIRST, sd_y=sd_y), log_bf(SECOND))
    assert result.posteriors == pytest.approx((1.012185131839896e-06, 3.745965129140475e-04, 2.769263352138647e-06, 2.527189027538993e-05, 9.995963501483259e-01), rel=1e-6)


def test_a_prior_too_large_for_the_region_is_lowered_as_in_r() -> None:
    assert coloc.adjust_prior(1e-4, 6) == 1e-4
    lowered = coloc.adjust_prior(0.5, 6)
    assert lowered == pytest.approx(1 / 7)
    result = coloc.colocalize(log_bf(FIRST), log_bf(SECOND), lowered)
    assert result.posteriors == pytest.approx((4.906768026700416e-07, 3.407866578589390e-01, 1.342455292648623e-06, 2.184872507778739e-02, 6.373627839311791e-01), rel=1e-6)


def test_sensitivity_to_p12_is_that_of_r() -> None:
    result = coloc.colocalize(log_bf(FIRST), log_bf(SECOND))
    expected = np.array([
        [5.4947253020843322e-04, 2.6712182121082961e-01, 1.5032408709869285e-03, 1.7125879488888582e-02, 0.71369958589908644],
        [7.4019985529647986e-05, 3.5984259740246195e-02, 2.0250314896982487e-04, 2.3070451265077593e-03, 0.96143217199874653],
        [7.6681341623799734e-06, 3.7278225926646856e-03, 2.0978500579550641e-05, 2.3900046873199179e-04, 0.99600453030386138],
        [7.6954610326173536e-07, 3.7412759319437896e-04, 2.1054209892117964e-06, 2.3986299754439915e-05, 0.99959901113995864],
        [7.6947714006491148e-08, 3.7426266084931009e-05, 2.1061810889233082e-07, 2.3994959295508903e-06, 0.99995988667216251],
    ])
    values = coloc.p12_range(points=5)
    assert values == pytest.approx([1e-8, 1e-7, 1e-6, 1e-5, 1e-4])
    assert coloc.sensitivity(result, values) == pytest.approx(expected, rel=1e-6)


def test_priors_of_the_hypotheses_are_those_of_r() -> None:
    priors = coloc.hypothesis_priors(5, 1e-4, 1e-4, [1e-8, 1e-5, 1e-4])
    assert priors[1] == pytest.approx([0.9989498, 0.0005, 0.0005, 2e-07, 5e-05])
    assert priors.sum(axis=1) == pytest.approx([1, 1, 1])


def test_priors_that_are_no_probabilities_are_refused() -> None:
    with pytest.raises(ValueError, match="above 0 and below 1"):
        coloc.colocalize([1.0], [1.0], p12=0)


RECORDED = {
    ("D1", "D2", 1e-4, 1e-5): (1.376999539785797e-18, 2.937336451601586e-10, 8.593226431648131e-12, 8.338916748775902e-04, 9.991661080227981e-01),
    ("D1", "D2", 1e-3, 1e-7): (7.512034434112398e-17, 1.602424106288157e-07, 4.687918259196170e-10, 4.549183057079742e-01, 5.450815335808242e-01),
    ("D1", "D3", 1e-4, 1e-5): (6.615785932315178e-31, 1.411241515593047e-22, 5.124642493828429e-12, 9.325260114827181e-05, 9.999067473937235e-01),
    ("D3", "D4", 1e-4, 1e-5): (8.775707514402174e-26, 6.797735613246614e-07, 1.529398752212540e-22, 1.848704713989450e-04, 9.998144497550407e-01),
    ("D3", "D4", 1e-3, 1e-7): (7.403381890423056e-24, 5.734720836172045e-04, 1.290234776715582e-20, 1.559608382324439e-01, 8.434656896839379e-01),
    ("D2", "D4", 1e-4, 1e-5): (1.830422321051652e-13, 1.142283131974511e-06, 3.189994207582788e-10, 9.917228366100954e-04, 9.990071345610768e-01),
}


@pytest.fixture(scope="module")
def test_data() -> dict[str, Any]:
    path = Path(os.environ.get("COLOC_TEST_DATA", ""))
    if not path.is_file():
        pytest.skip("COLOC_TEST_DATA does not name coloc_test_data.rda of R's coloc")
    import rdata  # noqa: PLC0415

    content: dict[str, Any] = rdata.conversion.convert(rdata.parser.parse_file(path))["coloc_test_data"]
    return content


@pytest.mark.data
@pytest.mark.parametrize(("key", "expected"), RECORDED.items())
def test_coloc_own_test_data(test_data: dict[str, Any], key: tuple[str, str, float, float], expected: tuple[float, ...]) -> None:
    first, second, p1, p12 = key
    signals = [test_data[name] for name in (first, second)]
    one, two = (coloc.effect_bayes_factors(s["beta"], s["varbeta"], sd_y=float(s["sdY"][0])) for s in signals)
    assert list(signals[0]["snp"]) == list(signals[1]["snp"])
    result = coloc.colocalize(one, two, p1=p1, p12=p12)
    assert result.n_variants == 500
    assert result.posteriors == pytest.approx(expected, rel=1e-6)


@pytest.mark.data
def test_scale_and_best_variants_of_coloc_own_test_data(test_data: dict[str, Any]) -> None:
    d1, d2 = test_data["D1"], test_data["D2"]
    assert coloc.estimate_sd_y(d1["varbeta"], d1["MAF"], int(d1["N"][0])) == pytest.approx(1.288158547985, rel=1e-6)
    one, two = (coloc.effect_bayes_factors(s["beta"], s["varbeta"], sd_y=float(s["sdY"][0])) for s in (d1, d2))
    result = coloc.colocalize(one, two)
    best = np.argsort(-result.variant_posterior)[:2]
    assert [str(d1["snp"][i]) for i in best] == ["s105", "s103"]
    assert result.variant_posterior[best] == pytest.approx([0.98894507473252613, 0.010980663974251121], rel=1e-6)
