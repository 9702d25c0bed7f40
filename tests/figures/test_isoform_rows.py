"""Which isoforms are drawn and in which order."""

from __future__ import annotations

import numpy as np
import pytest
from figures.isoform_frames import EXPRESSION, TRANSCRIPTS

from dashboard.figures.isoform_rows import Choice, choose_rows, usage_matrix


@pytest.mark.parametrize(("choice", "expected"), [
    (Choice(), ["T1", "T2", "T3"]),
    (Choice(order="tissue", tissue="Lung"), ["T2", "T1", "T3"]),
    (Choice(order="category"), ["T1", "T2", "T3"]),
    (Choice(order="name", pinned=("T3",)), ["T3", "T1", "T2"]),
    (Choice(limit=1, pinned=("T2", "T3")), ["T2", "T3"]),
    (Choice(order="custom", placed=("T3",)), ["T3", "T1", "T2"]),
    (Choice(order="custom", placed=("T3", "T2"), pinned=("T1",)), ["T1", "T3", "T2"]),
    (Choice(hidden=("T1",)), ["T2", "T3"]),
    (Choice(min_usage=0.5), ["T1", "T2"]),
    (Choice(min_usage=0.5, pinned=("T3",)), ["T3", "T1", "T2"]),
    (Choice(categories=("novel_in_catalog",)), ["T2"]),
    (Choice(order="cluster"), None),
])
def test_order_filters_and_pins(choice: Choice, expected: list[str] | None) -> None:
    rows = choose_rows(TRANSCRIPTS, EXPRESSION, choice)
    found = rows.transcripts["transcript_id"].to_list()
    assert sorted(found) == ["T1", "T2", "T3"] if expected is None else found == expected
    assert len(found) + rows.n_filtered + rows.n_hidden + rows.n_beyond == rows.n_total == 3


def test_without_expression_the_longest_comes_first() -> None:
    assert choose_rows(TRANSCRIPTS, EXPRESSION.clear(), Choice()).transcripts["transcript_id"].to_list() == ["T3", "T1", "T2"]


def test_a_gene_without_isoforms_has_no_rows() -> None:
    rows = choose_rows(TRANSCRIPTS.clear(), EXPRESSION, Choice(order="cluster"))
    assert rows.transcripts.is_empty()
    assert rows.n_total == 0


def test_matrix_leaves_what_is_not_there_blank() -> None:
    matrix = usage_matrix(["T2", "T9"], ["Lung", "Skin"], EXPRESSION, "usage")
    assert matrix[0, 0] == pytest.approx(0.8)
    assert np.isnan(matrix).sum() == 3
