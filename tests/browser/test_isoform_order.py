"""Isoforms in an order by hand: dragged, moved with the keyboard or by buttons, and kept in the address."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from isoform_release import write_isoform_release
from playwright.sync_api import Page, expect

LIST = "#isoform-browser-sequence-grid"


@pytest.fixture(scope="module")
def address(serve: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    return serve(write_isoform_release(tmp_path_factory.mktemp("order")))


def ids(page: Page) -> list[str]:
    """The first isoforms of the list, top first."""
    rows = page.locator(f"{LIST} .ag-center-cols-container .ag-row")
    expect(rows.first).to_be_visible()
    return rows.evaluate_all("rows => rows.sort((a, b) => a.getAttribute('row-index') - b.getAttribute('row-index')).map(row => row.textContent.trim().split(' · ')[0])")


def test_an_isoform_is_dragged_and_a_pasted_link_keeps_the_order(page: Page, address: str) -> None:
    page.goto(f"{address}/isoforms/SIMA?order=name")
    assert ids(page)[:4] == [f"GTOPT{i:09d}" for i in range(4)]
    rows = page.locator(f"{LIST} .ag-row")
    start, end = (rows.nth(i).bounding_box() for i in (3, 0))
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 12, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(start["x"] + 14, start["y"] - 10, steps=4)
    page.mouse.move(end["x"] + 14, end["y"] + 3, steps=8)
    page.mouse.up()
    page.wait_for_url(re.compile("order=custom&place=GTOPT000000003"))
    ticks = page.locator("#isoform-browser-browser-graph .ytick")
    expect(ticks.first).to_contain_text("GTOPT000000003")
    expect(page.locator("#isoform-browser-order-radio input[value=custom]")).to_be_checked()
    before = ids(page)
    page.reload()
    expect(ticks.first).to_contain_text("GTOPT000000003")
    assert ids(page) == before
    page.go_back()
    expect(ticks.first).to_contain_text("GTOPT000000000")


def test_an_isoform_is_moved_by_the_keyboard_and_by_buttons(page: Page, address: str) -> None:
    page.goto(f"{address}/isoforms/SIMA?order=name")
    assert ids(page)[:3] == [f"GTOPT{i:09d}" for i in range(3)]
    page.locator(f"{LIST} .ag-row[row-index='0'] .ag-cell").click()
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("Alt+ArrowDown")
    ticks = page.locator("#isoform-browser-browser-graph .ytick")
    expect(ticks.nth(2)).to_contain_text("GTOPT000000000")
    expect(ticks.first).to_contain_text("GTOPT000000001")
    assert ids(page)[:3] == ["GTOPT000000001", "GTOPT000000002", "GTOPT000000000"]
    page.get_by_role("button", name="Move the chosen isoform up").click()
    expect(ticks.nth(1)).to_contain_text("GTOPT000000000")
    expect(page).to_have_url(re.compile("order=custom"))


def test_an_order_with_a_stranger_in_it_is_said(page: Page, address: str) -> None:
    page.goto(f"{address}/isoforms/SIMA?order=custom&place=NOSUCH&place=GTOPT000000005")
    expect(page.locator(".page-notices")).to_contain_text("The gene has no isoform NOSUCH; it was left out.")
    expect(page.locator("#isoform-browser-browser-graph .ytick").first).to_contain_text("GTOPT000000005")
