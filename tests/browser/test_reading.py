"""What the pages offer beside the mouse and the figure: rows as a table, lists for the keyboard, misses, print."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from panel_menus import menu_item
from playwright.sync_api import Page, expect

from dashboard.store.release import Release

MAP_POINTS = "document.querySelector('#gene-map-graph .js-plotly-plot')._fullData.filter((trace) => trace.customdata).reduce((n, trace) => n + trace.x.length, 0)"


@pytest.fixture(scope="module")
def address(serve: Callable[[Path], str], demo_data: Path) -> str:
    return serve(demo_data)


def test_the_rows_behind_a_figure_are_read_as_a_table(page: Page, address: str) -> None:
    page.goto(f"{address}/qtls?tissue=Liver&variant_class=SV")
    expect(page.locator("#qtls-leads-note")).to_contain_text("rows")
    page.locator("#qtls-effect-panel .panel-tools").get_by_role("button", name="Figure").focus()
    for key in ("Enter", "Escape", "Tab", "Enter", "ArrowDown", "Home", "Enter"):
        page.keyboard.press(key)
    table = page.locator(".rows-dialog table")
    expect(table.get_by_role("columnheader", name="Slope (SD per ALT allele)", exact=True)).to_be_visible()
    expect(table.locator("tbody tr").first.locator("td").first).to_have_text("Liver")
    expect(page.locator(".rows-dialog .panel-note")).to_contain_text("rows")
    page.keyboard.press("Escape")
    expect(page.locator(".rows-dialog")).to_have_count(0)
    expect(page.locator("#qtls-effect-panel .panel-tools").get_by_role("button", name="Data")).to_be_focused()


def test_a_map_is_taken_away_as_it_is_filtered(page: Page, address: str) -> None:
    page.goto(f"{address}/gene/SIMA1?p_max=0.001&slope_size=0.2&variant_class=SNV")
    expect(page.locator("#gene-map-note")).to_contain_text("variants")
    link = menu_item(page, "gene-map-panel", "Data", "CSV")
    expect(link).to_have_attribute("href", re.compile("neglog10_p__gte=3&"))
    answer = page.request.get(address + str(link.get_attribute("href")))
    assert len(answer.text().strip().splitlines()) - 1 == page.evaluate(MAP_POINTS)


def test_a_variant_is_followed_and_pairs_are_compared_from_lists(page: Page, address: str) -> None:
    page.goto(f"{address}/gene/SIMA1")
    expect(page.locator("#gene-forest-note")).to_contain_text("eQTL of")
    page.locator("#gene-variant-dropdown").focus()
    page.keyboard.press("Enter")
    page.locator("[role=option]").nth(1).click()
    expect(page).to_have_url(re.compile("variant="))
    page.locator("#gene-pair-dropdown").click()
    for place in (0, 1):
        page.locator("[role=option]").nth(place).click()
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(r"pair=.*&pair="))
    expect(page.locator("#gene-people-links a")).to_have_count(2)
    page.reload()
    expect(page.locator("#gene-people-links a")).to_have_count(2)


def test_a_lead_that_is_selected_is_followed(page: Page, address: str) -> None:
    page.goto(f"{address}/gene/SIMA1")
    row = page.locator("#gene-leads-grid .ag-center-cols-container .ag-row").first
    row.locator("[col-id=slope]").click()
    expect(page).to_have_url(re.compile("variant="))


def test_what_a_gene_does_not_have_is_named(page: Page, address: str) -> None:
    page.goto(f"{address}/gene/SIMA1?variant=rs0&pair=Atlantis%7Crs0")
    notices = page.locator(".page-notices")
    expect(notices).to_contain_text("“rs0” has no association")
    expect(notices).to_contain_text("Atlantis · rs0")


def test_what_a_variant_does_not_have_is_named(page: Page, address: str) -> None:
    page.goto(f"{address}/gene/SIMA1")
    variant = page.locator("#gene-leads-grid [col-id=variant_id] a").first.inner_text()
    page.goto(f"{address}/variant/{variant}?gene=ATLANTIS")
    expect(page.locator(".page-notices")).to_contain_text("no effect on “ATLANTIS”")


@pytest.mark.parametrize(("path", "title", "near"), [
    ("/gene/SIMA1X", "No gene “SIMA1X”", "SIMA1"), ("/gene", "Which gene?", ""), ("/variant/chr1%2F20%2FA%2FT", "No variant “chr1/20/A/T”", "chr1:20"), ("/variant", "Which variant?", ""),
    ("/nothing/here", "There is no page at this address", "QTLs"),
])
def test_a_miss_says_what_is_near(page: Page, address: str, path: str, title: str, near: str) -> None:
    page.goto(address + path)
    expect(page.locator("h1")).to_contain_text(title)
    if near:
        expect(page.locator("main li a", has_text=near).first).to_be_visible()
    page.locator("main").get_by_role("button", name="Search").click()
    expect(page.locator("#search-input")).to_be_focused()


def test_the_start_page_leads_to_things_of_the_release(page: Page, address: str) -> None:
    page.goto(f"{address}/?release=demo")
    examples = page.locator(".start-examples a")
    expect(examples).to_have_count(7)
    examples.first.click()
    expect(page).to_have_url(re.compile("/gene/.*release=demo"))
    expect(page.locator("#gene-map-note")).to_contain_text("variants")


def test_coloc_stands_beside_the_tracks(page: Page, address: str) -> None:
    page.goto(f"{address}/locus")
    page.locator(".locus-welcome a").first.click()
    expect(page.locator("#locus-coloc-note")).to_contain_text("reported")
    shown = page.locator("#locus-coloc-div tbody tr")
    expect(shown.first).to_be_visible()
    answer = page.request.get(address + str(menu_item(page, "locus-coloc-panel", "Data", "CSV").get_attribute("href")))
    assert len(answer.text().strip().splitlines()) - 1 >= shown.count() >= 1


def test_paper_gets_figures_of_its_own_width(page: Page, address: str) -> None:
    page.goto(f"{address}/qtls")
    expect(page.locator("#qtls-leads-note")).to_contain_text("rows")
    expect(page.locator("#qtls-sharing-graph .main-svg").first).to_be_visible()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    widths = "[...document.querySelectorAll('.js-plotly-plot')].every((graph) => graph._fullLayout.width === graph.parentElement.clientWidth)"
    page.wait_for_function(widths)
    expect(page.locator(".filters")).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.locator(".filters")).to_be_visible()
    page.wait_for_function(widths)


def test_a_gene_without_associations_shows_what_else_is_known(page: Page, address: str, demo_release: Release) -> None:
    genes = demo_release.scan("genes").select("gene_id").collect()["gene_id"]
    leads = demo_release.scan("lead_associations").select("gene_id").unique().collect()["gene_id"]
    silent = sorted(set(genes) - set(leads))
    if not silent:
        pytest.skip("every simulated gene has a lead")
    page.goto(f"{address}/gene/{silent[0]}")
    expect(page.locator("main .absent").first).to_contain_text("No QTL association of this gene")
    expect(page.locator("#gene-map-panel")).to_have_count(0)


@pytest.mark.data
def test_what_the_published_release_lacks_is_not_what_was_filtered_out(page: Page, serve: Callable[[Path], str], gtop_release: Release) -> None:
    published = serve(gtop_release.path.parents[2])
    page.goto(f"{published}/gene/ENSG00000101017?qtl_type=juQTL")
    expect(page.locator(".page-notices")).to_contain_text("no juQTL in this release")
    expect(page.locator("#gene-qtl_type-radio").get_by_label("tuQTL")).to_be_disabled()
    page.goto(f"{published}/qtls?tissue=Liver&variant_class=SV&significant=all&af_min=0.1")
    expect(page.locator(".page-notices")).to_contain_text("no allele frequencies of leads")
    expect(page.locator("#qtls-leads-note")).to_contain_text("1,389 rows")
    page.goto(f"{published}/gene/GTOPG000000001")
    expect(page.locator("main .absent").first).to_contain_text("No QTL association of this gene")
    expect(page.locator("#gene-tags-grid .ag-center-cols-container .ag-row").first).to_be_visible()
