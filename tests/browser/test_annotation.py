"""The annotation page in Chromium: every analysis on its own scale, switched, searched and restored."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import tiny_sets
from playwright.sync_api import Page, expect
from tiny import PCS, write_release


@pytest.fixture(scope="module")
def address(serve: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    directory = tmp_path_factory.mktemp("annotation") / "releases"
    write_release(directory, name="sets", **tiny_sets.FRAMES)
    write_release(directory, name="pcs", genotype_pcs=PCS)
    return serve(directory.parent)


def test_scales_have_a_figure_each(page: Page, address: str) -> None:
    page.goto(f"{address}/annotation?release=sets")
    expect(page.locator("#annotation-page-title")).to_have_text("Genomic features by QTL type")
    expect(page.locator("#annotation-page-lead")).to_contain_text("Multiple testing: no p-values were published")
    expect(page.locator("#annotation-first-graph .xtitle")).to_have_text("log₂ fold enrichment")
    expect(page.locator("#annotation-second-graph .xtitle")).to_have_text("share of QTL variants (logarithmic)")
    expect(page.locator("#annotation-second-note")).to_contain_text("standard deviation over tissues")


def test_another_analysis_is_a_click_away_and_back_restores(page: Page, address: str) -> None:
    page.goto(f"{address}/annotation?release=sets")
    expect(page.locator("#annotation-first-graph .xtitle")).to_be_visible()
    page.get_by_text("RNA-binding proteins by tissue").click()
    page.wait_for_url("**analysis=rbp_binding*")
    expect(page.locator("#annotation-page-title")).to_have_text("RNA-binding proteins by tissue")
    expect(page.locator("#annotation-second-panel")).to_be_hidden()
    expect(page.locator("#annotation-first-note")).to_contain_text("40 of 70 features in 2 tissues")
    expect(page.locator("#annotation-rows-note")).to_contain_text("140 rows")
    assert page.locator("#annotation-first-graph").evaluate("(graph) => graph.offsetHeight") == 800
    page.get_by_text("Repeat motifs").click()
    expect(page.locator("#annotation-first-note")).to_contain_text("1 significant at 5 %")
    page.go_back()
    expect(page.locator("#annotation-page-title")).to_have_text("RNA-binding proteins by tissue")


def test_a_search_narrows_figure_and_table(page: Page, address: str) -> None:
    page.goto(f"{address}/annotation?release=sets&analysis=rbp_binding&feature=p69")
    expect(page.locator("#annotation-first-note")).to_contain_text("1 of 70 features")
    expect(page.locator("#annotation-rows-note")).to_contain_text("2 rows")
    expect(page.locator("#annotation-rows-grid .ag-row")).to_have_count(2)


def test_unknown_analyses_are_explained_and_absent_tables_named(page: Page, address: str) -> None:
    page.goto(f"{address}/annotation?release=sets&analysis=astrology")
    expect(page.locator(".page-notices")).to_contain_text(re.compile("“astrology” is not in this release; “[^”]+” is shown"))
    page.goto(f"{address}/annotation?release=pcs")
    expect(page.locator(".absent")).to_contain_text("This release has no enrichment analyses")


def test_a_search_narrows_the_table_of_a_page_that_is_opened_again(page: Page, address: str) -> None:
    page.goto(f"{address}/annotation?release=sets&analysis=rbp_binding")
    rows = page.locator("#annotation-rows-grid .ag-center-cols-container .ag-row")
    expect(page.locator("#annotation-rows-note")).to_contain_text("140 rows")
    expect(rows.first).to_be_visible()
    page.get_by_role("link", name="Data", exact=True).click()
    expect(page.locator("#data-page-title")).to_be_visible()
    page.get_by_role("link", name="Annotation", exact=True).click()
    expect(page.locator("#annotation-page-title")).to_have_text("Genomic features by QTL type")
    expect(rows.first).to_be_visible()
    page.locator("#annotation-feature-input").fill("exon")
    page.locator("#annotation-feature-input").press("Enter")
    expect(page.locator("#annotation-rows-grid")).not_to_contain_text("intron")
