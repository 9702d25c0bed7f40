"""The expression page in a real browser: samples drawn around, restored from the URL and taken away as a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from isoform_release import write_isoform_release
from playwright.sync_api import Page, expect


@pytest.fixture(scope="module")
def address(serve: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    return serve(write_isoform_release(tmp_path_factory.mktemp("expression")))


def test_an_area_is_restored_and_its_samples_are_taken_away(page: Page, address: str) -> None:
    page.goto(f"{address}/expression?area=short_read_rna%2Fmds%2C1%2C2%2Cbox%2C-9%2C-9%2C9%2C9&nonsense=1")
    expect(page.locator(".page-notices")).to_contain_text("“nonsense” is not known")
    expect(page.locator("#expression-selected-note")).to_have_text("17 samples")
    expect(page.locator("#expression-selected-grid .ag-row").first).to_be_visible()
    with page.expect_download() as saved:
        page.locator("#expression-selected-button").click()
    lines = Path(saved.value.path()).read_text(encoding="utf-8").split()
    assert lines[0] == "sample_id"
    assert len(lines) == 18


def test_a_lasso_is_written_to_the_url(page: Page, address: str) -> None:
    page.goto(f"{address}/expression")
    expect(page.locator("#expression-samples-graph .points path, #expression-samples-graph .point").first).to_be_visible()
    plot = page.locator("#expression-samples-graph .nsewdrag").first
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box
    left, top, right, bottom = box["x"] + 3, box["y"] + 3, box["x"] + box["width"] - 3, box["y"] + box["height"] - 3
    page.mouse.move(left, top)
    page.mouse.down()
    for x, y in ((right, top), (right, bottom), (left, bottom), (left, top)):
        page.mouse.move(x, y, steps=5)
    page.mouse.up()
    page.wait_for_url("**area=short_read_rna*")
    expect(page.locator("#expression-selected-note")).to_have_text("17 samples")
