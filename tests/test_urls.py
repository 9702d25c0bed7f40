"""State in the URL: what is parsed, what is refused in words, what is written."""

from __future__ import annotations

import pytest

from dashboard.page_state import PageState
from dashboard.urls import QtlState, api_path, from_path, gene_path, locus_path, page_path, variant_path

STATES = [state for state in PageState.__subclasses__() if state.__module__ == "dashboard.urls"]


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_an_untouched_page_has_no_query(state: type[PageState]) -> None:
    assert state().search == ""
    assert state.parse({}) == (state(), [])


def test_a_state_survives_its_url() -> None:
    state = QtlState(tissue=("Liver", "A b/c&d=ü"), p_max=1e-12, significant="all", where=("n_variants__gt=100",), tss_max=5, sort="-slope")
    assert QtlState.parse(state.search) == (state, [])


def test_parameters_are_sorted_and_defaults_left_out() -> None:
    assert QtlState(variant_class=("SV",), p_max=1e-5, significant="yes").search == "?p_max=1e-05&variant_class=SV"


@pytest.mark.parametrize(("query", "words"), [
    ("?nonsense=1", "nonsense"), ("?variant_class=XX", "XX"), ("?p_max=-1", "-1"), ("?p_max=abc", "abc"), ("?tss_max=1.5", "1.5"),
    ("?significant=maybe", "maybe"), ("?gene=" + "x" * 201, "gene"), ("?p_max=nan", "nan"),
])
def test_what_cannot_be_used_is_named_and_left_out(query: str, words: str) -> None:
    state, problems = QtlState.parse(query)
    assert state == QtlState()
    assert len(problems) == 1
    assert words in problems[0]


def test_good_values_beside_bad_ones_are_kept() -> None:
    state, problems = QtlState.parse("?variant_class=SV&variant_class=XX&tissue=Liver&tissue=Liver&utm_source=mail")
    assert (state.variant_class, state.tissue, len(problems)) == (("SV",), ("Liver",), 1)


def test_the_last_of_repeated_single_values_counts() -> None:
    assert QtlState.parse({"p_max": ["0.1", "0.2"]})[0].p_max == 0.2


def test_filters_of_the_state_are_those_of_the_api() -> None:
    state = QtlState(tissue=("Liver",), significant="no", slope_size=0.5, tss_max=1000, where=("af__lt=0.1",), shared="Liver;Skin")
    assert dict(state.filters) == {
        "tissue": "Liver", "significant": "false", "slope__absgte": "0.5", "tss_distance__abslte": "1000", "af__lt": "0.1", "shared_tissues": "Liver;Skin",
    }
    assert "significant" not in dict(QtlState(significant="all").filters)


def test_paths_are_encoded_and_come_back() -> None:
    assert variant_path("chr1_1_A/T") == "/variant/chr1_1_A%2FT"
    assert from_path("chr1_1_A%2FT") == "chr1_1_A/T"
    assert gene_path("HLA-A", "demo") == "/gene/HLA-A?release=demo"
    assert locus_path("chr1", 5, 9) == "/locus?region=chr1%3A5-9"
    assert page_path("qtls", tissue=["Liver", "Skin"], gene="") == "/qtls?tissue=Liver&tissue=Skin"


def test_api_path_repeats_filters_and_drops_empty_options() -> None:
    path = api_path("lead_associations", [("tissue", "Liver"), ("tissue", "Skin")], format="csv", sort="")
    assert path == "/api/v1/tables/lead_associations?tissue=Liver&tissue=Skin&format=csv"
