"""How controls, figures and the grid change the QTL page's state."""

from __future__ import annotations

import pytest

from dashboard.components import qtl_controls as view
from dashboard.grids.rows import model_from_where, sort_from_columns, where_from_model
from dashboard.schema import TABLES
from dashboard.store import associations as store
from dashboard.store.release import Release
from dashboard.urls import QtlState

LEADS = TABLES["lead_associations"]


def click(*data: str) -> dict[str, object]:
    return {"points": [{"customdata": list(data)}]}


def test_a_bar_chooses_its_tissue_and_lets_it_go() -> None:
    once = view.with_bar(QtlState(tissue=("Skin",)), click("Liver", "SV"))
    assert once.tissue == ("Skin", "Liver")
    assert view.with_bar(once, click("Skin")).tissue == ("Liver",)
    assert view.with_bar(once, None) == once


def test_a_box_becomes_bounds_whichever_panel_it_is_drawn_in() -> None:
    state = view.with_box(QtlState(), {"range": {"x2": [1.5, 0.25], "y2": [3, 8]}})
    assert (state.slope_from, state.slope_to, state.p_max, state.p_min) == (0.25, 1.5, 1e-3, 1e-8)
    assert view.with_box(state, None) == state
    assert view.without_filter(state, "box") == QtlState()


def test_an_intersection_keeps_its_genes_and_lets_them_go() -> None:
    state = view.with_overlap(QtlState(tissue=("Skin",), overlap="SV"), click("Liver;Lung", "Liver, Lung"))
    assert (state.shared, state.variant_class, state.tissue) == ("Liver;Lung", ("SV",), ())
    assert view.with_overlap(state, click("Liver;Lung")).shared == ""


def test_controls_that_cannot_be_used_leave_their_field_empty() -> None:
    values = [["eQTL"], ["SV", "XX"], "all", "HP", "", "abc", 0.5, None, 0.05, 7, "TR"]
    state = view.controlled(QtlState(sort="-slope", gene="CD40"), ("Liver",), values)
    assert state == QtlState(tissue=("Liver",), qtl_type=("eQTL",), variant_class=("SV",), significant="all", gene="HP", slope_size=0.5, af_min=0.05, overlap="TR", sort="-slope")


@pytest.mark.parametrize("where", [
    ("n_variants__gt=100",), ("gene_symbol__contains=HLA",), ("slope__gte=0.5", "slope__lte=1"), ("af__isnull=true",), ("tissue=Liver", "n_variants__lt=5"),
])
def test_a_grids_filters_survive_the_url(where: tuple[str, ...]) -> None:
    again = where_from_model(LEADS, model_from_where(LEADS, where))
    assert sorted(again) == sorted(text.replace("=1", "=1.0") if text == "slope__lte=1" else text for text in where)


def test_a_grids_filter_that_the_table_lacks_is_left_out() -> None:
    assert model_from_where(LEADS, ("nonsense__gt=1", "slope__gt=abc")) == {}


def test_the_grids_order_is_a_sort_parameter() -> None:
    columns = [{"colId": "slope", "sort": "asc", "sortIndex": 1}, {"colId": "af"}, {"colId": "pval_nominal", "sort": "desc", "sortIndex": 0}]
    assert sort_from_columns(columns) == "-pval_nominal,slope"
    assert sort_from_columns(None) == ""


def test_what_the_release_does_not_know_is_said_and_left_out(tiny_release: Release) -> None:
    state = QtlState(tissue=("Liver", "Nowhere"), gene="cd40", region="chr1:1-100", where=("nonsense=1",), significant="all")
    filters, problems = view.resolve(tiny_release, state)
    assert filters == (("gene_id", "ENSG01"), ("chromosome", "chr1"), ("position__gte", "1"), ("position__lte", "100"), ("tissue", "Liver"))
    assert len(problems) == 2
    assert "Nowhere" in problems[0]
    assert "nonsense" in problems[1]


@pytest.mark.parametrize(("state", "words"), [(QtlState(gene="NOPE"), "NOPE"), (QtlState(region="chr1"), "chr1:"), (QtlState(region="zzz"), "zzz")])
def test_a_gene_or_region_that_is_none_is_said(tiny_release: Release, state: QtlState, words: str) -> None:
    _, problems = view.resolve(tiny_release, state)
    assert len(problems) == 1
    assert words in problems[0] or "region" in problems[0]


def test_the_heading_counts_and_says_what_a_slope_is(tiny_release: Release) -> None:
    filters, _ = view.resolve(tiny_release, QtlState(tissue=("Liver",)))
    title, lead = view.heading(QtlState(tissue=("Liver",)), tiny_release, store.count_leads(tiny_release, filters, by="qtl_type"))
    assert title == "QTLs in liver"
    assert lead.startswith("2 lead associations (1 SNV, 1 SV)")
    assert "per ALT allele" in lead
    assert view.heading(QtlState(), tiny_release, store.count_leads(tiny_release, (("tissue", "Nowhere"),)))[1] == "No lead association meets these filters."
