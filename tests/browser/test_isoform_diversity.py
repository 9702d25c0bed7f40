"""The diversity panels of the isoform page in a real browser, in a release that was imported without counts by class."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import tiny_isoforms
from isoform_release import write_isoform_release
from playwright.sync_api import Page, expect
from tiny import write_release

POINT = """() => {
  const graph = document.querySelector("#isoforms-pair-graph .js-plotly-plot"), layout = graph._fullLayout, box = graph.getBoundingClientRect(), trace = graph._fullData[0];
  return [box.left + layout.xaxis._offset + layout.xaxis.d2p(trace.x[0]), box.top + layout.yaxis._offset + layout.yaxis.d2p(trace.y[0])];
}"""


@pytest.fixture(scope="module")
def address(serve: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    data_dir = write_isoform_release(tmp_path_factory.mktemp("diversity"))
    write_release(data_dir / "releases", name="counts", **tiny_isoforms.FRAMES)
    return serve(data_dir)


def test_an_index_is_chosen_and_a_point_leads_to_its_gene(page: Page, address: str) -> None:
    page.goto(f"{address}/isoforms?release=isoforms&rarefied=no&tissue=Lung_Apex&tissue=Liver&nonsense=1")
    expect(page.locator(".page-notices")).to_contain_text("“nonsense” is not known")
    expect(page.locator("#isoforms-pair-note")).to_contain_text("Lung apex and Liver, the first two of those compared")
    expect(page.locator("#isoforms-diversity-graph")).to_contain_text("Hill number of order 1")
    expect(page.locator("#isoforms-clustering-graph .heatmaplayer image")).to_be_attached()
    expect(page.locator("#isoforms-switches-note")).to_contain_text("differs in 1 of 1 gene ")
    expect(page.locator("#isoforms-switches-note")).to_contain_text("in 1 of 1 with values by sample")
    expect(page.locator("#isoforms-switches-grid .ag-row").first).to_contain_text(re.compile("−?[0-9]+ to −?[0-9]+"))
    expect(page.locator("#isoforms-switches-grid [col-id=certain]").last).to_have_text("yes")
    expect(page.locator("#isoforms-switches-grid .cell-link")).to_have_attribute("href", re.compile("^/isoforms/GTOPG000000001[?]release=isoforms$"))
    page.locator("#isoforms-index-dropdown").click()
    page.get_by_text("Gini–Simpson index", exact=True).click()
    page.wait_for_url("**index=gini_simpson*")
    expect(page.locator("#isoforms-diversity-note")).to_contain_text("Simpson 1949")
    expect(page.locator("#isoforms-pair-graph")).to_contain_text("Gini–Simpson index, Liver")
    page.locator("#isoforms-pair-panel").scroll_into_view_if_needed()
    page.mouse.click(*page.evaluate(POINT))
    page.wait_for_url("**/isoforms/GTOPG000000001?release=isoforms")


def test_what_a_release_lacks_is_named_with_its_import(page: Page, address: str) -> None:
    page.goto(f"{address}/isoforms?release=isoforms")
    expect(page.locator(".absent")).to_contain_text("no isoform counts")
    expect(page.locator("#isoforms-found-panel")).to_be_hidden()
    page.goto(f"{address}/isoforms?release=counts")
    expect(page.locator(".absent")).to_contain_text("no isoform diversity or usage by tissue")
    expect(page.locator(".absent code")).to_contain_text("import isoforms")
    expect(page.locator("#isoforms-diversity-panel")).to_have_count(0)
