"""The isoform page in Chromium: filled, restored from its URL, and tissues compared by box and by click."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import tiny_isoforms
from playwright.sync_api import Page, expect
from tiny import PCS, write_release

SKIN_BAR = """() => {
  const graph = document.querySelector("#isoforms-found-graph .js-plotly-plot"), axis = graph._fullLayout.yaxis, box = graph.getBoundingClientRect();
  const level = axis.tickvals[axis.ticktext.findIndex((name) => name.startsWith("Skin"))];
  return [box.left + graph._fullLayout.xaxis._offset + 20, box.top + axis._offset + axis.l2p(level)];
}"""


@pytest.fixture(scope="module")
def address(serve: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    directory = tmp_path_factory.mktemp("isoforms") / "releases"
    write_release(directory, name="isoforms", **tiny_isoforms.FRAMES)
    write_release(directory, name="pcs", genotype_pcs=PCS)
    return serve(directory.parent)


def test_page_is_filled_and_restored_from_its_url(page: Page, address: str) -> None:
    page.goto(f"{address}/isoforms?release=isoforms&tissue=Skin&tissue=Trachea&against=median_rin&order=system")
    expect(page.locator("#isoforms-page-title")).to_have_text("Isoforms in 9 tissues")
    expect(page.locator(".comparison thead th")).to_have_count(3)
    expect(page.locator(".comparison-words li").first).to_contain_text("2.8 times as many")
    expect(page.locator("input[type=checkbox]:checked")).to_have_count(2)
    expect(page.locator("#isoforms-against-radio input:checked")).to_have_value("median_rin")
    for panel in ("compare", "found", "expected", "confounded", "specificity", "structure", "splicing", "expressed", "peptides", "overlap", "modules"):
        expect(page.locator(f"#isoforms-{panel}-graph .main-svg").first).to_be_visible()
        expect(page.locator(f"#isoforms-{panel}-footer")).to_contain_text("The isoforms release")


def test_a_click_on_a_bar_ticks_its_tissue_and_back_restores(page: Page, address: str) -> None:
    page.goto(f"{address}/isoforms?release=isoforms")
    expect(page.locator(".comparison-words")).to_contain_text("Choose two or more tissues")
    expect(page.locator("#isoforms-found-graph .bars path").first).to_be_visible()
    page.get_by_label("Liver").check()
    page.wait_for_url("**tissue=Liver*")
    page.locator("#isoforms-found-graph").scroll_into_view_if_needed()
    expect(page.locator("[data-dash-is-loading=true]")).to_have_count(0)
    page.mouse.click(*page.evaluate(SKIN_BAR))
    page.wait_for_url("**tissue=Liver&tissue=Skin*")
    expect(page.get_by_label("Skin", exact=False).first).to_be_checked()
    expect(page.locator(".comparison thead th")).to_have_count(3)
    expect(page.locator("[data-dash-is-loading=true]")).to_have_count(0)
    page.locator("#isoforms-found-graph").scroll_into_view_if_needed()
    page.mouse.click(*page.evaluate(SKIN_BAR))
    page.wait_for_url(lambda url: "Skin" not in url)
    page.go_back()
    page.wait_for_url("**tissue=Liver&tissue=Skin*")
    expect(page.locator(".comparison thead th")).to_have_count(3)
    page.go_back()
    page.wait_for_url(lambda url: "Skin" not in url)
    expect(page.locator("input[type=checkbox]:checked")).to_have_count(1)


def test_a_release_without_isoforms_names_the_import(page: Page, address: str) -> None:
    page.goto(f"{address}/isoforms?release=pcs")
    expect(page.locator(".absent")).to_contain_text("This release has no isoform counts.")
    expect(page.locator(".absent code")).to_contain_text("make gtop")


def test_unknown_tissues_and_values_are_named(page: Page, address: str) -> None:
    page.goto(f"{address}/isoforms?release=isoforms&tissue=Tail&order=size")
    expect(page.locator(".page-notices")).to_contain_text("“Tail” has no isoform counts in this release")
    expect(page.locator(".page-notices")).to_contain_text("order: “size” cannot be used here")
