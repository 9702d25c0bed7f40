"""The gene page in a browser, on simulated data with nominal results and on the published leads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dashboard.store.release import Release


@pytest.fixture(scope="module")
def address(serve: Callable[[Path], str], demo_data: Path) -> str:
    return serve(demo_data)


def drawn(page: Page, noun: str) -> None:
    expect(page.locator(f"#gene-{noun}-graph .main-svg").first).to_be_visible()


def test_a_symbol_opens_a_filled_page(page: Page, address: str) -> None:
    page.goto(f"{address}/gene/SIMA1")
    for noun in ("map", "forest", "people"):
        drawn(page, noun)
    expect(page.locator("#gene-leads-grid .ag-center-cols-container .ag-row").first).to_be_visible()
    labels = page.evaluate("document.querySelector('#gene-map-graph .js-plotly-plot').layout.yaxis.ticktext")
    assert len(labels) == 33


def test_controls_are_in_the_url(page: Page, address: str) -> None:
    page.goto(f"{address}/gene/SIMA1?p_max=0.01")
    expect(page.locator("#gene-p_max-input")).to_have_value("0.01")
    page.locator("#gene-qtl_type-radio").get_by_label("tuQTL").check()
    expect(page).to_have_url(f"{address}/gene/SIMA1?p_max=0.01&qtl_type=tuQTL")
    expect(page.locator("#gene-forest-note")).to_contain_text("tuQTL")


def test_a_gene_that_no_table_knows_gets_help(page: Page, address: str) -> None:
    page.goto(f"{address}/gene/NO%2FSUCH")
    expect(page.locator("h1")).to_contain_text("NO/SUCH")


@pytest.mark.data
def test_published_leads_of_a_gene(page: Page, serve: Callable[[Path], str], gtop_release: Release) -> None:
    published = serve(gtop_release.path.parents[2])
    page.goto(f"{published}/gene/ENSG00000101017.15")
    expect(page.locator("#gene-map-note")).to_contain_text("leads only")
    expect(page.locator("#gene-coloc-grid .ag-center-cols-container .ag-row").first).to_be_visible()
