"""The locus page in a browser: presets, LD, zoom, linked hover, and URLs that mean nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from dashboard.store.loci import Locus, list_loci
from dashboard.store.release import Release

STACK = "document.querySelector('#locus-stack-graph .js-plotly-plot')"


@pytest.fixture(scope="module")
def address(serve: Callable[[Path], str], demo_data: Path) -> str:
    return serve(demo_data)


@pytest.fixture(scope="module")
def locus(demo_data: Path) -> Locus:
    return next(locus for locus in list_loci(Release(demo_data / "releases" / "demo")) if locus.locus_id.endswith("_H4"))


def opened(page: Page, url: str) -> None:
    page.goto(url)
    expect(page.locator("#locus-stack-graph .main-svg").first).to_be_visible()
    page.wait_for_function(f"{STACK}?.data?.length > 2")
    expect(page.locator("[data-dash-is-loading=true]")).to_have_count(0)


def query(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def place_of(page: Page, graph: str) -> Any:
    """A point of the figure: its variant, and where it is on the screen."""
    return page.evaluate("""(id) => {
        const graph = document.querySelector(`#${id} .js-plotly-plot`), box = graph.getBoundingClientRect(), layout = graph._fullLayout;
        for (const trace of graph._fullData) {
            if (trace.meta !== "points" || trace.mode !== "markers" || trace.customdata.length < 3) continue;
            const yaxis = layout["yaxis" + (trace.yaxis || "y").slice(1)];
            let best = 0;
            for (let i = 1; i < trace.customdata.length; i += 1) if (trace.y[i] > trace.y[best]) best = i;
            return {variant: trace.customdata[best], x: box.left + layout.xaxis._offset + layout.xaxis.l2p(trace.x[best]), y: box.top + yaxis._offset + yaxis.l2p(trace.y[best])};
        }
    }""", graph)


def test_an_example_opens_coloured_by_the_releases_own_ld(page: Page, address: str, locus: Locus) -> None:
    opened(page, f"{address}/locus?locus={locus.locus_id}")
    expect(page.locator("h1")).to_have_text(locus.title)
    expect(page.locator("#locus-stack-note")).to_contain_text("colour: r² with")
    expect(page.locator("#locus-compare-note")).to_contain_text("shared variants")
    assert "no LD in this release" not in page.evaluate(f"{STACK}.data.map((trace) => trace.name)")


def test_a_click_on_a_point_makes_it_the_reference(page: Page, address: str, locus: Locus) -> None:
    opened(page, f"{address}/locus?locus={locus.locus_id}")
    expect(page.locator("#locus-compare-graph .main-svg").first).to_be_visible()
    point = place_of(page, "locus-compare-graph")
    page.mouse.click(point["x"], point["y"])
    page.wait_for_url("**ld=*")
    clicked = query(page)["ld"][0]
    expect(page.locator("#locus-ld-input")).to_have_value(clicked)
    page.reload()
    expect(page.locator("#locus-ld-input")).to_have_value(clicked)


def test_hovering_rings_the_variant_in_both_figures(page: Page, address: str, locus: Locus) -> None:
    opened(page, f"{address}/locus?locus={locus.locus_id}")
    point = place_of(page, "locus-compare-graph")
    page.mouse.move(point["x"] - 3, point["y"] - 3)
    page.mouse.move(point["x"], point["y"])
    expect(page.locator("#locus-stack-panel .ring").first).to_be_visible()
    expect(page.locator("#locus-compare-panel .ring").first).to_be_visible()


def test_buttons_and_dragging_zoom_and_back_returns(page: Page, address: str, locus: Locus) -> None:
    opened(page, f"{address}/locus?locus={locus.locus_id}")
    whole = page.locator("#locus-region-input").input_value()
    page.get_by_role("button", name="Zoom in").click()
    page.wait_for_url("**region=*")
    halved = query(page)["region"][0]
    expect(page.locator("#locus-region-input")).to_have_value(halved)
    page.wait_for_function(f"{STACK}.layout.xaxis.range[1] - {STACK}.layout.xaxis.range[0] < 250000")
    area = page.locator("#locus-stack-graph .nsewdrag").first.bounding_box()
    assert area is not None
    page.mouse.move(area["x"] + 0.3 * area["width"], area["y"] + 50)
    page.mouse.down()
    page.mouse.move(area["x"] + 0.6 * area["width"], area["y"] + 50, steps=5)
    page.mouse.up()
    page.wait_for_function("(before) => new URLSearchParams(location.search).get('region') !== before", arg=halved)
    page.locator("#locus-region-input").fill(whole)
    page.locator("#locus-region-input").press("Enter")
    page.wait_for_function("!new URLSearchParams(location.search).has('region')")


@pytest.mark.parametrize(("search", "says"), [
    ("?region=chr99:1-2", "There is no chromosome 99"), ("?region=nonsense", "is not a region"), ("?region=chr1:1-9,000,000", "at most 2 Mb are drawn"),
    ("?locus=none-such", "There is no example"), ("?y=1", "not known to this page"),
])
def test_what_cannot_be_understood_is_said(page: Page, address: str, search: str, says: str) -> None:
    page.goto(f"{address}/locus{search}")
    expect(page.locator(".page-notices")).to_contain_text(says)


def test_a_region_without_anything_says_so(page: Page, address: str) -> None:
    page.goto(f"{address}/locus?region=chr7:1,000,000-1,500,000")
    expect(page.locator("#locus-stack-graph")).to_contain_text("has nothing in")


def test_without_region_the_page_says_what_to_do(page: Page, address: str) -> None:
    page.goto(f"{address}/locus")
    expect(page.locator("#locus-welcome-div li").first).to_be_visible()
    expect(page.locator("#locus-stack-graph")).to_be_hidden()


@pytest.mark.data
def test_the_published_hp_panel_has_all_its_points_and_no_invented_ld(page: Page, serve: Callable[[Path], str], gtop_release: Release) -> None:
    opened(page, f"{serve(gtop_release.path.parents[2])}/locus?locus=hyperlipidemia_HP")
    expect(page.locator("#locus-stack-note")).to_contain_text("11,886 points · no LD in this release")
    drawn = page.evaluate(f"{STACK}._fullData.filter((trace) => trace.meta === 'points' && trace.customdata.length > 2).map((trace) => trace.customdata.length)")
    assert sorted(drawn) == [3, 3_099, 4_391, 4_392]


@pytest.mark.data
def test_an_example_without_positions_is_compared_only(page: Page, serve: Callable[[Path], str], gtop_release: Release) -> None:
    page.goto(f"{serve(gtop_release.path.parents[2])}/locus?locus=crohns_disease_ADAP1")
    expect(page.locator("#locus-page-lead")).to_contain_text("positions are not published")
    expect(page.locator("#locus-compare-graph .main-svg").first).to_be_visible()
    expect(page.locator("#locus-stack-panel")).to_be_hidden()
