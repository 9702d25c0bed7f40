"""The QTL page in a browser: state in the URL, Back, links between figures and grid, two people at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from panel_menus import menu_item
from playwright.sync_api import Browser, Page, Route, expect

NOTE = "#qtls-leads-note"


@pytest.fixture(scope="module")
def address(serve: Callable[[Path], str], demo_data: Path) -> str:
    return serve(demo_data)


def opened(page: Page, url: str) -> None:
    page.goto(url)
    expect(page.locator(NOTE)).to_contain_text("rows")
    expect(page.locator("#qtls-sharing-graph .main-svg").first).to_be_visible()


def test_controls_write_the_url_and_back_takes_them_back(page: Page, address: str) -> None:
    opened(page, f"{address}/qtls")
    everything = page.locator(NOTE).inner_text()
    page.get_by_label("Liver").check()
    expect(page).to_have_url(f"{address}/qtls?tissue=Liver")
    expect(page.locator("#qtls-page-title")).to_have_text("QTLs in liver")
    page.locator("#qtls-variant_class-checklist").get_by_label("SV").check()
    expect(page).to_have_url(f"{address}/qtls?tissue=Liver&variant_class=SV")
    chosen = page.locator(NOTE).inner_text()
    assert chosen != everything
    page.go_back()
    expect(page).to_have_url(f"{address}/qtls?tissue=Liver")
    expect(page.get_by_label("Liver")).to_be_checked()
    expect(page.locator("#qtls-variant_class-checklist").get_by_label("SV")).not_to_be_checked()


def test_a_link_restores_the_view(page: Page, address: str) -> None:
    opened(page, f"{address}/qtls?tissue=Liver&tissue=Skin&p_max=0.001&significant=all&sort=-slope&where=n_variants__gt%3D2")
    expect(page.get_by_label("Skin")).to_be_checked()
    expect(page.locator("#qtls-p_max-input")).to_have_value("0.001")
    expect(page.get_by_label("all leads")).to_be_checked()
    expect(page.locator(NOTE)).to_contain_text("sorted by Slope (descending)")
    expect(page.locator(".chip").filter(has_text="n_variants__gt=2")).to_be_visible()


def test_what_the_url_says_wrongly_is_named(page: Page, address: str) -> None:
    opened(page, f"{address}/qtls?tissue=Atlantis&p_max=banana&colour=red")
    notices = page.locator(".page-notices")
    for word in ("Atlantis", "banana", "colour"):
        expect(notices).to_contain_text(word)


def test_grid_and_figures_filter_each_other(page: Page, address: str) -> None:
    opened(page, f"{address}/qtls")
    page.locator("#qtls-counts-graph .points path").first.click(force=True)
    expect(page).to_have_url(re.compile("tissue="))
    page.locator("#qtls-leads-grid .ag-header-cell-text").get_by_text("Slope", exact=True).click()
    expect(page).to_have_url(re.compile("sort=slope"))
    before = page.evaluate("document.querySelector('#qtls-effect-graph .js-plotly-plot').layout.annotations.length")
    page.locator("#qtls-leads-grid .ag-center-cols-container .ag-row").first.click()
    page.wait_for_function("n => document.querySelector('#qtls-effect-graph .js-plotly-plot').layout.annotations.length > n", arg=before)


def test_the_download_is_what_the_filters_show(page: Page, address: str) -> None:
    opened(page, f"{address}/qtls?tissue=Liver&variant_class=TR")
    shown = int(page.locator(NOTE).inner_text().split(" ")[0].replace(",", ""))
    href = menu_item(page, "qtls-leads-panel", "Data", "CSV").get_attribute("href")
    answer = page.request.get(address + str(href))
    assert answer.ok
    assert len(answer.text().strip().splitlines()) == shown + 1


def test_a_figure_is_exported_with_its_footer(page: Page, address: str) -> None:
    opened(page, f"{address}/qtls?tissue=Liver")
    with page.expect_download() as download:
        menu_item(page, "qtls-counts-panel", "Figure", "SVG").click()
    drawing = Path(download.value.path()).read_text(encoding="utf-8")
    assert "simulated demo data" in drawing
    assert "Lead associations per tissue" in drawing


def test_two_people_do_not_see_each_others_choices(browser: Browser, page: Page, address: str) -> None:
    opened(page, f"{address}/qtls?tissue=Liver")
    other = browser.new_context().new_page()
    opened(other, f"{address}/qtls")
    other.get_by_label("Skin").check()
    expect(other.locator("#qtls-page-title")).to_have_text("QTLs in skin")
    page.reload()
    expect(page.locator("#qtls-page-title")).to_have_text("QTLs in liver")
    other.context.close()


def test_all_and_none_of_the_tissues(page: Page, address: str) -> None:
    opened(page, f"{address}/qtls")
    page.get_by_role("button", name="All tested").click()
    expect(page.locator("#qtls-page-title")).to_have_text("QTLs in 11 tissues")
    page.get_by_role("button", name="Clear").click()
    expect(page).to_have_url(f"{address}/qtls")


def test_what_is_done_before_the_last_is_answered_is_not_lost(page: Page, address: str) -> None:
    """A tick whose answer is awaited, and then another order of the grid."""
    opened(page, f"{address}/qtls")
    held: list[Route] = []

    def hold(route: Route) -> None:
        if "qtls-page-write.data" in (route.request.post_data or "")[:300] and not held:
            held.append(route)
        else:
            route.continue_()

    page.route("**/_dash-update-component*", hold)
    page.get_by_label("Liver").check()
    with page.expect_request(lambda request: "qtls-page-write.data" in (request.post_data or "")[:300]):
        page.locator("#qtls-leads-grid .ag-header-cell[col-id=slope] .ag-header-cell-text").click()
    with page.expect_response(lambda response: "qtls-page-write.data" in (response.request.post_data or "")[:300]):
        held[0].continue_()
    expect(page).to_have_url(f"{address}/qtls?sort=slope&tissue=Liver")
    expect(page.get_by_label("Liver")).to_be_checked()


def test_a_selected_row_is_let_go_where_other_rows_come(page: Page, address: str) -> None:
    opened(page, f"{address}/qtls")
    selected = page.locator("#qtls-leads-grid .ag-center-cols-container .ag-row-selected")
    named = "document.querySelector('#qtls-effect-graph .js-plotly-plot').layout.annotations.filter(({ showarrow }) => showarrow).length"
    page.locator("#qtls-leads-grid .ag-center-cols-container .ag-row[row-index='0'] [col-id=tissue]").click()
    expect(selected).to_have_count(1)
    page.wait_for_function(f"{named} === 1")
    page.get_by_label("Liver").check()
    expect(page).to_have_url(f"{address}/qtls?tissue=Liver")
    expect(selected).to_have_count(0)
    page.wait_for_function(f"{named} === 0")


def test_choices_in_a_row_stand_apart(page: Page, address: str) -> None:
    opened(page, f"{address}/qtls")
    gaps = page.evaluate("""() => [...document.querySelectorAll(".choices .form-check-inline + .form-check-inline")].filter((one) => one.offsetParent).flatMap((one) => {
      const words = document.createRange();
      words.selectNodeContents(one.previousElementSibling.querySelector("label"));
      const before = words.getBoundingClientRect(), button = one.querySelector("input").getBoundingClientRect();
      return button.top < before.bottom && before.top < button.bottom ? [button.left - before.right] : [];
    })""")
    assert gaps
    assert min(gaps) >= 8
