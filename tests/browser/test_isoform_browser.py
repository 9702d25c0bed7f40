"""The isoform browser and the expression page in a real browser: controls, clicks and the URL."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from isoform_release import write_isoform_release
from playwright.sync_api import Page, expect

PATIENCE = 30_000
"""Milliseconds a first figure may take where several browsers share two cores."""


@pytest.fixture(scope="module")
def address(serve: Callable[[Path], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    return serve(write_isoform_release(tmp_path_factory.mktemp("isoforms")))


def test_a_genes_isoforms_and_one_tissue_in_every_sample(page: Page, address: str) -> None:
    page.goto(f"{address}/isoforms/SIMA")
    expect(page.locator("#isoform-browser-page-title")).to_have_text("Isoforms of SIMA", timeout=PATIENCE)
    expect(page.locator("#isoform-browser-browser-note")).to_contain_text("15 of 20 isoforms (5 beyond the first)", timeout=PATIENCE)
    graph = page.locator("#isoform-browser-browser-graph")
    expect(graph.locator(".ytick").first).to_contain_text("GTOPT", timeout=PATIENCE)
    page.locator("#isoform-browser-rows-radio").get_by_text("all").click()
    expect(page.locator("#isoform-browser-browser-note")).to_contain_text("20 of 20 isoforms", timeout=PATIENCE)
    expect(page).to_have_url(re.compile(r"\?rows=all$"), timeout=PATIENCE)


def test_a_pasted_link_compares_two_tissues_and_names_the_switch(page: Page, address: str) -> None:
    page.goto(f"{address}/isoforms/SIMA?other=Lung_Apex&pin=GTOPT000000007&tissue=Liver&nonsense=1")
    expect(page.locator(".page-notices")).to_contain_text("“nonsense” is not known", timeout=PATIENCE)
    expect(page.locator("#isoform-browser-browser-graph .ytick").first).to_contain_text("GTOPT000000007", timeout=PATIENCE)
    expect(page.locator("#isoform-browser-shift-graph")).to_contain_text("switches", timeout=PATIENCE)
    expect(page.locator("#isoform-browser-shift-graph")).to_contain_text(re.compile(r"Lung apex \(n = 4\)\s*minus Liver \(n = 12\)"), timeout=PATIENCE)


def test_clicks_pin_an_isoform_and_let_it_go_and_link_a_qtl(page: Page, address: str) -> None:
    page.goto(f"{address}/isoforms/SIMA?order=name")
    plot = page.locator("#isoform-browser-browser-graph .js-plotly-plot")
    expect(plot.locator(".ytick").first).to_contain_text("GTOPT000000000", timeout=PATIENCE)
    click = "(plot, [name, at]) => { const i = plot.data.findIndex(t => t.name === name); plot.emit('plotly_click', {points: [{...at, curveNumber: i, pointNumber: 0, data: plot.data[i], fullData: plot._fullData[i]}]}); }"
    plot.evaluate(click, ["isoforms", {"x": 0, "y": 3}])
    expect(page).to_have_url(re.compile(r"order=name&pin=GTOPT000000003$"), timeout=PATIENCE)
    expect(plot.locator(".ytick").first).to_contain_text("GTOPT000000003", timeout=PATIENCE)
    plot.evaluate(click, ["tuQTL", {"x": 0, "y": 1, "customdata": ["GTOPT000000000_GTOPG000000001", "rs1", "Liver"]}])
    links = page.locator("#isoform-browser-chosen-div")
    expect(links).to_contain_text("rs1 acts on GTOPT000000000_GTOPG000000001 in Liver", timeout=PATIENCE)
    assert links.get_by_role("link", name="Locus").get_attribute("href") == "/locus?region=chr9%3A1-509300"
    plot.evaluate(click, ["isoforms", {"x": 0, "y": 0}])
    expect(page).to_have_url(re.compile(r"order=name$"), timeout=PATIENCE)


def test_a_gene_that_is_not_there_is_said(page: Page, address: str) -> None:
    page.goto(f"{address}/isoforms/NOSUCH")
    expect(page.locator("#_pages_content")).to_contain_text("There is no gene NOSUCH in this release.", timeout=PATIENCE)


def test_expression_of_pasted_genes(page: Page, address: str) -> None:
    page.goto(f"{address}/expression?gene=SIMA&gene=SIMC&gene=NOSUCH&order=name")
    expect(page.locator(".page-notices")).to_contain_text("Not in this release: NOSUCH.", timeout=PATIENCE)
    expect(page.locator("#expression-heatmap-graph")).to_contain_text("SIMC", timeout=PATIENCE)
    expect(page.locator("#expression-gene-graph")).to_contain_text("Skin (n = 1)", timeout=PATIENCE)
    page.locator("#expression-scale-radio").get_by_text("linear").click()
    expect(page).to_have_url(re.compile(r"gene=SIMA&gene=SIMC&gene=NOSUCH&order=name&scale=linear$"), timeout=PATIENCE)
    page.go_back()
    expect(page).to_have_url(re.compile(r"order=name$"), timeout=PATIENCE)
