"""Usage of isoforms and its shift between tissues."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
import scipy.stats
from scipy.spatial.distance import jensenshannon

from dashboard.statistics.isoform_usage import (
    compare_tissues,
    expression_matrix,
    gene_switches,
    switching,
    tissue_distances,
    usage_shares,
    usage_shift,
)


def long(values: dict[str, dict[str, list[float]]]) -> pl.DataFrame:
    """tissue → transcript → one TPM per sample, as rows."""
    rows = [
        (transcript, f"{tissue}{i}", tissue, tpm)
        for tissue, transcripts in values.items() for transcript, tpms in transcripts.items() for i, tpm in enumerate(tpms)
    ]
    return pl.DataFrame(rows, schema=["transcript_id", "sample_id", "tissue", "tpm"], orient="row")


def test_shares_sum_to_one_and_are_missing_without_expression() -> None:
    shares = usage_shares([[3.0, 0.0], [1.0, 0.0]])
    assert shares[:, 0].tolist() == [0.75, 0.25]
    assert np.isnan(shares[:, 1]).all()


def test_shift_is_second_minus_first_and_its_interval_holds_it() -> None:
    shift = usage_shift([[0.9, 0.8, 0.85], [0.1, 0.2, 0.15]], [[0.2, 0.3, 0.1], [0.8, 0.7, 0.9]])
    assert shift.difference == pytest.approx([-0.65, 0.65])
    assert (shift.lower <= shift.difference).all()
    assert (shift.difference <= shift.upper).all()
    assert switching(shift).all()


def test_interval_agrees_with_scipys_bootstrap() -> None:
    rng = np.random.default_rng(4)
    first, second = rng.beta(4, 6, 12), rng.beta(7, 3, 15)
    shift = usage_shift([first, 1 - first], [second, 1 - second], draws=20_000)
    theirs = scipy.stats.bootstrap(
        (second, first), lambda a, b, axis=-1: a.mean(axis) - b.mean(axis), method="percentile", n_resamples=20_000, rng=5,
    ).confidence_interval
    assert [shift.lower[0], shift.upper[0]] == pytest.approx([theirs.low, theirs.high], abs=0.01)


def test_one_sample_gives_a_shift_without_an_interval() -> None:
    shift = usage_shift([[0.9], [0.1]], [[0.1, 0.2], [0.9, 0.8]])
    assert shift.difference == pytest.approx([-0.75, 0.75])
    assert np.isnan(shift.lower).all()
    assert not switching(shift).any()


def test_same_dominant_isoform_is_no_switch() -> None:
    shift = usage_shift([[0.9, 0.9], [0.1, 0.1]], [[0.6, 0.6], [0.4, 0.4]])
    assert not switching(shift).any()


def test_groups_of_other_isoforms_are_refused() -> None:
    with pytest.raises(ValueError, match="same isoforms"):
        usage_shift([[1.0]], [[1.0], [2.0]])


def test_tissues_are_compared_from_long_rows() -> None:
    samples = long({
        "Liver": {"T1": [8, 9, 8.5], "T2": [2, 1, 1.5], "T3": [0, 0, 0]},
        "Lung": {"T1": [1, 2, 1], "T2": [9, 8, 9], "T3": [0, 0, 0]},
        "Skin": {"T1": [0, 0, 0], "T2": [0, 0, 0], "T3": [5, 5, 5]},
    })
    found = compare_tissues(samples, "Liver", "Lung")
    assert found["transcript_id"].to_list()[-1] == "T3"
    assert set(found.filter("switches")["transcript_id"]) == {"T1", "T2"}
    assert found["n"].to_list() == [3, 3, 3]
    assert found.filter(pl.col("transcript_id") == "T1")["shift"].item() == pytest.approx(4 / 30 - 25.5 / 30)


def test_a_tissue_without_samples_has_no_usage() -> None:
    found = compare_tissues(long({"Liver": {"T1": [8.0], "T2": [2.0]}}), "Liver", "Nowhere")
    assert found["other_usage"].null_count() == 2
    assert found["shift"].null_count() == 2
    assert not found["switches"].any()


def test_matrix_fills_missing_rows_with_zero() -> None:
    samples = long({"Liver": {"T1": [1, 2]}})
    assert expression_matrix(samples, ["T2", "T1"]).tolist() == [[0, 0], [1, 2]]
    assert expression_matrix(samples.clear(), ["T1"]).shape == (1, 0)


def test_switching_genes_agree_with_scipy() -> None:
    rng = np.random.default_rng(2)
    first, second = rng.dirichlet(np.ones(5), 20), rng.dirichlet(np.ones(5), 20)
    rows = [
        (f"G{g:02}", f"G{g:02}T{t}", tissue, float(usage[g, t]))
        for tissue, usage in (("A", first), ("B", second)) for g in range(20) for t in range(5)
    ]
    found = gene_switches(pl.DataFrame(rows, schema=["gene_id", "transcript_id", "tissue", "usage"], orient="row"), "A", "B").sort("gene_id")
    assert found["distance"].to_list() == pytest.approx([jensenshannon(p, q, base=2) for p, q in zip(first, second, strict=True)])
    assert found["switches"].to_list() == [int(p.argmax()) != int(q.argmax()) for p, q in zip(first, second, strict=True)]


def test_genes_of_one_tissue_only_are_left_out() -> None:
    rows = pl.DataFrame({"gene_id": ["G"], "transcript_id": ["T"], "tissue": ["A"], "usage": [1.0]})
    assert gene_switches(rows, "A", "B").is_empty()


def test_distances_of_tissues_agree_with_scipy() -> None:
    rng = np.random.default_rng(7)
    profiles = rng.dirichlet(np.ones(4), (6, 3))
    rows = [
        (f"G{g}", f"G{g}T{t}", f"tissue{s}", float(profiles[g, s, t])) for g in range(6) for s in range(3) for t in range(4) if not (g == 0 and s == 2)
    ]
    tissues, distances = tissue_distances(pl.DataFrame(rows, schema=["gene_id", "transcript_id", "tissue", "usage"], orient="row"))
    assert tissues == ["tissue0", "tissue1", "tissue2"]
    def mean(a: int, b: int, genes: range) -> float:
        return float(np.mean([jensenshannon(profiles[g, a], profiles[g, b], base=2) for g in genes]))
    assert distances[0, 1] == pytest.approx(mean(0, 1, range(6)))
    assert distances[2, 1] == pytest.approx(mean(2, 1, range(1, 6)))
    assert np.diag(distances).tolist() == [0, 0, 0]


def test_tissues_without_genes_of_several_isoforms_have_no_distances() -> None:
    assert tissue_distances(pl.DataFrame({"gene_id": ["G"], "transcript_id": ["T"], "tissue": ["A"], "usage": [1.0]}))[0] == []
