"""The gene page's isoforms in a real browser: drawn where the release has exons, and a way to the isoform browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from isoform_release import write_isoform_release
from playwright.sync_api import Page, expect


def test_a_genes_page_shows_its_isoforms_and_leads_to_their_browser(page: Page, serve: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> None:
    address = serve(write_isoform_release(tmp_path_factory.mktemp("gene-isoforms")))
    page.goto(f"{address}/gene/SIMA?release=isoforms")
    expect(page.locator("#gene-isoforms-note")).to_contain_text("15 of 20 isoforms, most used first")
    expect(page.locator("#gene-isoforms-graph .ytick").first).to_contain_text("GTOPT")
    page.get_by_role("link", name="Open the isoform browser").click()
    page.wait_for_url("**/isoforms/GTOPG000000001?release=isoforms")
    expect(page.locator("#isoform-browser-page-title")).to_have_text("Isoforms of SIMA")
    page.goto(f"{address}/gene/SIMB")
    expect(page.locator(".absent")).to_contain_text("No QTL association of this gene")
    expect(page.locator("#gene-isoforms-panel")).to_have_count(0)
