"""What surrounds the pages: search by keyboard, theme, release switch, pages that do not exist."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect


@pytest.fixture(scope="module")
def address(serve: Callable[[Path], str], demo_data: Path) -> str:
    return serve(demo_data)


def test_the_start_page_says_what_there_is(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator(".tile").filter(has_text="tissues")).to_contain_text("33")
    expect(page.locator(".release-banner")).to_contain_text("Simulated demo data")
    expect(page.locator("#home-tissues-graph .main-svg").first).to_be_visible()
    page.locator(".tile", has_text="lead associations").click()
    expect(page).to_have_url(f"{address}/qtls")


def search_for(page: Page, address: str, letters: str) -> None:
    """Type letters of which SIMA1 is found first, on the data page."""
    page.goto(f"{address}/data")
    expect(page.locator("#data-page-title")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type(letters)
    expect(page.locator(".search-hit").first).to_contain_text("SIMA1")


def test_search_opens_a_gene_by_keyboard(page: Page, address: str) -> None:
    search_for(page, address, "SIMA1")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/gene/SIMG"))
    expect(page.locator("#gene-page-title")).to_have_text("SIMA1")


def test_a_result_stays_chosen_when_the_list_is_written_anew(page: Page, address: str) -> None:
    search_for(page, address, "SIMA")
    page.locator(".search-hit").first.evaluate("hit => { hit.dataset.before = 'yes'; }")
    page.keyboard.type("1")
    page.keyboard.press("ArrowDown")  # before the answer to the last letter
    expect(page.locator("[data-before]")).to_have_count(0)
    expect(page.locator(".search-hit").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/gene/SIMG"))


def test_a_miss_says_what_is_accepted(page: Page, address: str) -> None:
    page.goto(address)
    page.locator("#search-input").fill("qqqqqqqqqq")
    expect(page.locator(".search-note")).not_to_be_empty()


def test_the_theme_is_kept_and_figures_follow(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator("#home-tissues-graph .main-svg").first).to_be_visible()
    before = page.locator("html").get_attribute("data-bs-theme")
    page.locator("#shell-theme-button").click()
    after = "dark" if before == "light" else "light"
    expect(page.locator("html")).to_have_attribute("data-bs-theme", after)
    text = "#E3E9EF" if after == "dark" else "#22303C"
    page.wait_for_function("c => document.querySelector('#home-tissues-graph .js-plotly-plot').layout.template.layout.font.color === c", arg=text)
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", after)


def test_an_address_without_a_page_helps(page: Page, address: str) -> None:
    page.goto(f"{address}/no/such/page")
    expect(page.locator("h1")).to_have_text("There is no page at this address")


def test_a_release_that_is_not_there_is_said(page: Page, address: str) -> None:
    page.goto(f"{address}/qtls?release=nowhere")
    expect(page.locator(".page-lead")).to_contain_text("nowhere")


def test_the_data_page_explains_a_table(page: Page, address: str) -> None:
    page.goto(f"{address}/data?table=lead_associations")
    expect(page.locator("#dictionary")).to_contain_text("pval_nominal")
    expect(page.locator("#provenance")).to_contain_text("Simulated")


def test_components_look_at_the_store_once_for_all_steps_of_a_script_and_at_once_for_a_user(page: Page, address: str) -> None:
    page.goto(f"{address}/data")
    expect(page.locator("#data-page-title")).to_be_visible()
    page.evaluate("""() => {
      const { React, ReactDOM } = window;
      const store = { value: 0, looks: 0, listeners: new Set() };
      store.add = (steps) => { for (let step = 0; step < steps; step += 1) { store.value += 1; store.listeners.forEach((one) => one()); } };
      store.subscribe = (listener) => { store.listeners.add(listener); return () => store.listeners.delete(listener); };
      store.read = () => { store.looks += 1; return store.value; };
      const Shown = () => React.createElement("button", { id: "shown", onClick: () => store.add(1) }, React.useSyncExternalStore(store.subscribe, store.read));
      const place = document.body.appendChild(document.createElement("div"));
      ReactDOM.createRoot(place).render(React.createElement(Shown));
      window.store = store;
    }""")
    expect(page.locator("#shown")).to_have_text("0")
    page.evaluate("() => { store.looks = 0; store.add(100) }")
    expect(page.locator("#shown")).to_have_text("100")
    assert page.evaluate("store.looks") < 10
    # React asks for it of fields: what a user typed would be put back otherwise.
    assert page.evaluate("() => { store.looks = 0; document.querySelector('#shown').click(); return store.looks }") > 0
    expect(page.locator("#shown")).to_have_text("101")
