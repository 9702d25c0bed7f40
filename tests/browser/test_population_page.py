"""The population page in a browser: selections travel between projections, grid, files and URL."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np
import polars as pl
import pytest
from playwright.sync_api import Page, expect
from tiny import write_release

from dashboard.figures.plot import TRACES, TRACES_LATER

FIRST, SECOND = "#populations-first-graph", "#populations-second-graph"
TITLE, CHIPS, NOTICES = "#populations-people-title", "#populations-active-div", ".page-notices"
GROUPS = {"GTOP": (0, 40, None), "EAS": (0, 44, "CHB"), "AFR": (50, 0, "YRI"), "EUR": (-30, -30, "GBR")}
"""Centres on the first two components, by group, and the population; ten individuals each, in a row."""


def people(analysis: str, groups: list[str]) -> pl.DataFrame:
    frames = []
    for group in groups:
        x, y, population = GROUPS[group]
        subject = group == "GTOP"
        steps = np.arange(10.0)
        frames.append(pl.DataFrame({
            "analysis": [analysis] * 10, "sample_id": [f"{group}-{i}" for i in range(10)], "cohort": ["GTOP" if subject else "1000 Genomes"] * 10,
            "resources": [["MAGE"] if i < 3 and not subject else None for i in range(10)], "population": [population] * 10,
            "superpopulation": [None if subject else group] * 10, "pc1": x + steps / 10, "pc2": y + steps / 10, "pc3": steps,
        }, schema_overrides={"population": pl.String, "superpopulation": pl.String, "resources": pl.List(pl.String)}))
    return pl.concat(frames)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], str]) -> str:
    everyone, asians = people("global", list(GROUPS)), people("east_asian", ["GTOP", "EAS"])
    shares = pl.DataFrame({"sample_id": everyone["sample_id"], "cohort": everyone["cohort"], "population": everyone["population"],
                           "superpopulation": everyone["superpopulation"], "k": 2})
    admixture = pl.concat([shares.with_columns(component=pl.lit(i), proportion=pl.lit(share)) for i, share in ((1, 0.75), (2, 0.25))])
    data = tmp_path_factory.mktemp("populations")
    write_release(
        data / "releases", genotype_pcs=pl.concat([everyone, asians]), admixture=admixture,
        pc_variance=pl.DataFrame({"analysis": ["global"] * 3, "pc": [1, 2, 3], "proportion": [0.076, 0.048, None], "sd": [44.8, 35.8, 15.6]}),
        kinship=pl.DataFrame({"sample_id": ["GTOP-0"], "other_sample_id": ["GTOP-1"], "kinship": [0.25], "z0": [0.0]}),
    )
    return serve(data)


def search(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def drag_box(page: Page, graph: str, corners: tuple[tuple[float, float], tuple[float, float]]) -> None:
    """Draw a box between two corners, given as shares of the plot's width and height."""
    page.locator(f"{graph} [data-val=select]").click()
    plot = page.locator(f"{graph} .nsewdrag").first.bounding_box()
    assert plot
    (x0, y0), (x1, y1) = [(plot["x"] + plot["width"] * x, plot["y"] + plot["height"] * y) for x, y in corners]
    page.mouse.move(x0, y0)
    page.mouse.down()
    page.mouse.move(x1, y1, steps=8)
    page.mouse.up()


def opened(page: Page, url: str) -> None:
    page.goto(url)
    page.locator(f"{FIRST} .legend .traces").first.wait_for()
    page.locator(f"{SECOND} .main-svg").first.wait_for()
    expect(page.locator("#populations-people-note")).not_to_be_empty()


def test_a_box_selects_in_both_projections_and_back_lets_it_go(page: Page, address: str) -> None:
    opened(page, f"{address}/populations")
    expect(page.locator(TITLE)).to_have_text("Individuals (40)")
    drag_box(page, FIRST, ((0.02, 0.98), (0.3, 0.7)))
    expect(page.locator(TITLE)).to_have_text("Selected individuals (10)")
    expect(page.locator("#populations-people-grid")).to_contain_text("EUR-0")
    assert search(page)["area"][0].startswith("global,1,2,box,")
    expect(page.locator(CHIPS)).to_contain_text("10 selected in Global")
    counts = page.evaluate("s => document.querySelector(s + ' .js-plotly-plot').data.filter(t => t.selectedpoints).map(t => t.selectedpoints.length)", SECOND)
    assert counts == [0, 0]
    page.go_back()
    expect(page.locator(TITLE)).to_have_text("Individuals (40)")
    assert search(page) == {}


def test_a_link_restores_selection_axes_colours_and_the_individual(page: Page, address: str) -> None:
    opened(page, f"{address}/populations?area=east_asian,1,2,box,-1,39,2,41.5&individual=gtop-3&x=2&y=3&color=population")
    expect(page.locator(TITLE)).to_have_text("Selected individuals (10)")
    expect(page.locator(f"{FIRST} .xtitle")).to_have_text("PC2 (4.8 %)")
    expect(page.locator(f"{FIRST} .ytitle")).to_have_text("PC3 (≈ 0.9 %)")
    expect(page.locator("#populations-people-grid .ag-row-pinned")).to_contain_text("GTOP-3")
    expect(page.locator(FIRST)).to_contain_text("GTOP-3")
    with page.expect_download() as download:
        page.locator("#populations-people-ids").click()
    assert download.value.path().read_text().split() == ["sample_id", *(f"GTOP-{i}" for i in range(10))]


def test_a_click_in_a_legend_hides_a_group_everywhere(page: Page, address: str) -> None:
    opened(page, f"{address}/populations")
    page.locator(f"{FIRST} .legend .traces", has_text="EAS").locator(".legendtoggle").click()
    expect(page.locator(TITLE)).to_have_text("Individuals (30)")
    assert search(page) == {"hide": ["EAS"]}
    expect(page.locator("#populations-shown-checklist").get_by_label("EAS")).not_to_be_checked()
    expect(page.locator("#populations-second-note")).to_contain_text("n = 10 of 20")
    page.locator(CHIPS).get_by_text("hidden: EAS").click()
    expect(page.locator(TITLE)).to_have_text("Individuals (40)")


def test_what_is_not_known_is_named(page: Page, address: str) -> None:
    opened(page, f"{address}/populations?individual=GTPO-3&hide=Mars&area=global,1,2,blob&x=19&analysis=solar&nonsense=1")
    for words in ("Did you mean", "Mars", "blob", "PC19", "solar", "nonsense"):
        expect(page.locator(NOTICES)).to_contain_text(words)
    page.locator("#populations-individual-input").fill("EAS-4")
    page.locator("#populations-individual-input").press("Enter")
    expect(page.locator(FIRST)).to_contain_text("EAS-4")


def test_three_axes_and_a_single_projection_are_drawn(page: Page, address: str) -> None:
    opened(page, f"{address}/populations")
    traces = "Object.keys(Plotly.PlotSchema.get().traces).sort()"
    assert page.evaluate(traces) == sorted(TRACES)
    page.goto(f"{address}/populations?z=3&analysis=east_asian")
    page.locator(f"{SECOND} .gl-container canvas").first.wait_for()
    # What draws in three dimensions comes with the first figure that has them.
    assert page.evaluate(traces) == sorted(TRACES + TRACES_LATER)
    expect(page.locator("#populations-second-title")).to_have_text("East Asian projection")
    expect(page.locator(FIRST)).to_be_hidden()
    expect(page.locator("#populations-validation-graph")).to_contain_text("This release has no")


def test_a_projection_keeps_its_place_while_the_other_comes_and_goes(page: Page, address: str) -> None:
    opened(page, f"{address}/populations")
    page.get_by_role("checkbox", name="Global").uncheck()
    expect(page.locator(FIRST)).to_be_hidden()
    expect(page.locator("#populations-second-panel")).to_have_class("panel panel-wide")
    expect(page.locator("#populations-second-title")).to_have_text("East Asian projection")
    page.get_by_role("checkbox", name="Global").check()
    expect(page.locator("#populations-first-title")).to_have_text("Global projection")
    expect(page.locator(f"{FIRST} .nsewdrag")).to_be_visible()
    expect(page.locator("#populations-second-panel")).to_have_class("panel")
    drag_box(page, SECOND, ((0.02, 0.02), (0.98, 0.98)))
    expect(page.locator(TITLE)).to_contain_text("Selected individuals (20)")
    assert search(page)["area"][0].startswith("east_asian")
