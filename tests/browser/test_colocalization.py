"""The colocalization pages in a browser: a cell opens its rows, the URL is the state, priors change the result."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

NOTE = "#colocalization-coloc-note"
TITLE = "#colocalization-page-title"


@pytest.fixture(scope="module")
def address(serve: Callable[[Path], str], demo_data: Path) -> str:
    return serve(demo_data)


def opened(page: Page, url: str) -> None:
    page.goto(url)
    expect(page.locator(NOTE)).to_contain_text("rows")
    expect(page.locator("#colocalization-matrix-graph .main-svg").first).to_be_visible()


def test_a_cell_opens_its_rows_and_back_closes_it(page: Page, address: str) -> None:
    opened(page, f"{address}/colocalization")
    everything = page.locator(NOTE).inner_text()
    expect(page.locator("#colocalization-matrix-graph")).to_contain_text("blank: not reported")
    page.locator("#colocalization-matrix-graph .scatterlayer .points path").first.click(force=True)
    expect(page).to_have_url(re.compile(r"picked_gene=.*picked_trait="))
    expect(page.locator(".chip").filter(has_text="cell:")).to_be_visible()
    expect(page.locator(NOTE)).not_to_have_text(everything)
    page.go_back()
    expect(page).to_have_url(f"{address}/colocalization")
    expect(page.locator(NOTE)).to_have_text(everything)


def test_filters_change_the_axes_and_a_link_restores_them(page: Page, address: str) -> None:
    opened(page, f"{address}/colocalization")
    page.locator("#colocalization-trait_class-checklist").get_by_label("immune").check()
    expect(page).to_have_url(f"{address}/colocalization?trait_class=immune")
    heidi = page.locator("#colocalization-heidi-input")
    heidi.fill("0.5")
    heidi.press("Enter")
    expect(page).to_have_url(f"{address}/colocalization?heidi=0.5&trait_class=immune")
    expect(page.locator("#colocalization-matrix-note")).to_contain_text("genes")
    page.reload()
    expect(heidi).to_have_value("0.5")
    expect(page.locator("#colocalization-trait_class-checklist").get_by_label("immune")).to_be_checked()


def test_what_the_url_says_wrongly_is_named(page: Page, address: str) -> None:
    opened(page, f"{address}/colocalization?trait=Gallbladders&tissue=Atlantis&heidi=banana&colour=red")
    for word in ("Gallbladders", "Atlantis", "banana", "colour"):
        expect(page.locator(".page-notices")).to_contain_text(word)


def test_own_colocalization_follows_its_priors(page: Page, address: str) -> None:
    page.goto(f"{address}/colocalization/own")
    summary = page.locator("#own-coloc-result-summary")
    expect(summary).to_contain_text("PP.H4 =")
    p12 = page.locator("#own-coloc-p12-input")
    p12.fill("1e-8")
    p12.press("Enter")
    expect(page).to_have_url(f"{address}/colocalization/own?p12=1e-08")
    p1 = page.locator("#own-coloc-p1-input")
    p1.fill("0.5")
    p1.press("Enter")
    expect(page).to_have_url(f"{address}/colocalization/own?p1=0.5&p12=1e-08")
    expect(page.locator("#own-coloc-result-note")).to_contain_text("priors lowered")
    expect(page.locator("#own-coloc-variants-table tbody tr").first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="All shared variants as CSV").click()
    assert download.value.suggested_filename.startswith("colocalization_demo_")


def test_a_place_without_statistics_says_so(page: Page, address: str) -> None:
    page.goto(f"{address}/colocalization/own?locus=atlantis&track_a=nothing")
    expect(page.locator(".page-notices")).to_contain_text("atlantis")
    expect(page.locator("#own-coloc-result-summary")).to_contain_text("PP.H4 =")
