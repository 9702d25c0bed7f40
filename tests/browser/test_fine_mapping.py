"""The fine-mapping page in Chromium: filled, restored from its URL, and a set opened from the table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import tiny_sets
from playwright.sync_api import Page, expect
from tiny import PCS, write_release

PANELS = ("distributions", "by-tissue", "comparison", "members", "stacked", "led", "causal", "classes", "per-phenotype")


@pytest.fixture(scope="module")
def address(serve: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    directory = tmp_path_factory.mktemp("finemap") / "releases"
    write_release(directory, name="sets", **tiny_sets.FRAMES)
    write_release(directory, name="pcs", genotype_pcs=PCS)
    return serve(directory.parent)


def test_page_is_filled_and_restored_from_its_url(page: Page, address: str) -> None:
    page.goto(f"{address}/fine-mapping?release=sets&tissue=Liver&pip_min=0.3&match=gene&against=GTEx")
    expect(page.locator("#finemap-page-title")).to_have_text("Fine-mapping in liver")
    expect(page.locator("#finemap-page-lead")).to_contain_text("3 credible sets")
    expect(page.locator("#finemap-pip-input")).to_have_value("0.3")
    expect(page.locator("#finemap-against-radio input:checked")).to_have_value("GTEx")
    for panel in PANELS:
        expect(page.locator(f"#finemap-{panel}-graph .main-svg").first).to_be_visible()
        expect(page.locator(f"#finemap-{panel}-footer")).to_contain_text("The sets release")
    expect(page.locator("#finemap-compared-note")).to_contain_text("1 set")


def test_a_row_opens_its_set_and_back_restores(page: Page, address: str) -> None:
    page.goto(f"{address}/fine-mapping?release=sets")
    expect(page.locator("#finemap-members-title")).to_contain_text("CD40 L1 in liver, GTOP alone")
    page.locator("#finemap-sets-grid .ag-row").filter(has_text="GTEx").filter(has_not_text="GTOP").locator(".ag-cell[col-id=cs_id]").click()
    page.wait_for_url("**cs=GTEx*")
    expect(page.locator("#finemap-members-title")).to_contain_text("GTEx alone")
    page.go_back()
    expect(page.locator("#finemap-members-title")).to_contain_text("GTOP alone")


def test_a_click_on_a_point_lists_the_sets_of_its_sizes(page: Page, address: str) -> None:
    page.goto(f"{address}/fine-mapping?release=sets")
    expect(page.locator("#finemap-compared-note")).to_contain_text("2 sets")
    graph = page.locator("#finemap-comparison-graph .js-plotly-plot:not(.dash-graph--pending)")
    graph.scroll_into_view_if_needed()
    x, y = graph.evaluate("""(graph) => {
      const { xaxis, yaxis } = graph._fullLayout;
      const trace = graph._fullData.find(({ mode }) => mode === "markers");
      const box = graph.getBoundingClientRect();
      return [box.left + xaxis._offset + xaxis.d2p(trace.x[0]), box.top + yaxis._offset + yaxis.d2p(trace.y[0])];
    }""")
    page.mouse.move(x - 2, y - 2)
    page.mouse.move(x, y)
    expect(page.locator("#finemap-comparison-graph .hovertext")).to_contain_text("sets: 1")
    page.mouse.click(x, y)
    page.wait_for_url("**sizes=6-1*")
    expect(page.locator("#finemap-compared-note")).to_contain_text("1 set")


def test_names_without_variants_are_said_to_be_so(page: Page, address: str) -> None:
    page.goto(f"{address}/fine-mapping?release=sets&cs=GTOP%7CSuSiE%2C%20SNVs%20with%20SVs%20and%20TRs%7CSkin%7CENSG03%7CL1")
    expect(page.locator("#finemap-members-note")).to_contain_text("only the names of these sets were published")


def test_bad_links_are_explained_and_absent_tables_named(page: Page, address: str) -> None:
    page.goto(f"{address}/fine-mapping?release=sets&cs=nonsense&tissue=Moon&gene=NOPE")
    for words in ("credible set named in the link", "“Moon”", "“NOPE”"):
        expect(page.locator(".page-notices")).to_contain_text(words)
    page.goto(f"{address}/fine-mapping?release=pcs")
    expect(page.locator(".absent")).to_contain_text("This release has no credible sets")


def test_narrow_screens_are_not_wider_than_they_are(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto(f"{address}/fine-mapping?release=sets")
    expect(page.locator("#finemap-distributions-graph .main-svg").first).to_be_visible()
    assert page.evaluate("Math.max(...[...document.querySelectorAll('.panel')].map((panel) => panel.getBoundingClientRect().right))") <= 375
