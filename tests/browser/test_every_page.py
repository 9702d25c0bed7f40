"""Every page on simulated data: it fills, its first figure is drawn, wrong parameters are named, nothing is said in the console."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Page, expect

from dashboard.store.release import Release

PAGES = (
    "/", "/qtls", "/isoforms", "/populations", "/expression", "/colocalization", "/colocalization/own", "/fine-mapping", "/annotation", "/samples", "/variants",
    "/allele-specific", "/frequencies", "/sharing", "/transcripts", "/gallery", "/data", "/locus", "/gene/SIMA1", "/isoforms/SIMA1", "/variant/{variant}",
)


@pytest.fixture(scope="module")
def address(serve: Callable[[Path], str], demo_data: Path) -> str:
    return serve(demo_data)


@pytest.fixture(scope="module")
def variant(demo_release: Release) -> str:
    return str(demo_release.scan("lead_associations").sort("pval_nominal").select(pl.col("variant_id").first()).collect().item())


@pytest.mark.parametrize("path", PAGES)
def test_a_page_opens_filled_and_names_what_it_cannot_use(page: Page, address: str, variant: str, path: str) -> None:
    page.goto(f"{address}{path.format(variant=variant)}?nonsense=1")
    expect(page.locator("h1").first).not_to_be_empty()
    expect(page.locator(".notice").first).to_contain_text("nonsense")
    expect(page.locator("[data-dash-is-loading=true]")).to_have_count(0)
    if page.locator(".panel-graph:visible").count():
        expect(page.locator(".panel-graph:visible .main-svg").first).to_be_visible()
    expect(page.locator(".notice").first).to_contain_text("nonsense")
    expect(page.locator("#shell-error-toast")).to_have_count(0)
    assert re.search(r"Simulated demo data", page.locator(".release-banner").inner_text())


def test_the_list_of_pages_is_complete() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (Path(__file__).resolve().parents[2] / "dashboard" / "pages").glob("*.py"))
    registered = {path for path in re.findall(r'path="(/[^"]*)"', sources) if path not in ("/gene", "/variant", "/isoforms/-")}
    assert registered <= set(PAGES)
