"""The variant page in a browser: controls in the URL, and each kind of variant."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Page, expect

from dashboard.store.release import Release


@pytest.fixture(scope="module")
def address(serve: Callable[[Path], str], demo_data: Path) -> str:
    return serve(demo_data)


@pytest.fixture(scope="module")
def leads(demo_data: Path) -> dict[str, str]:
    """Of each class the variant with most lead associations."""
    rows = Release(demo_data / "releases" / "demo").scan("lead_associations").group_by("variant_class", "variant_id").len().sort("len", "variant_id", descending=True).collect()
    return dict(rows.unique("variant_class", keep="first", maintain_order=True).select(pl.col("variant_class"), pl.col("variant_id")).iter_rows())


def drawn(page: Page, noun: str) -> None:
    expect(page.locator(f"#variant-{noun}-graph .main-svg").first).to_be_visible()


def test_a_variant_opens_with_its_effect_allele_spelled_out(page: Page, address: str, leads: dict[str, str]) -> None:
    variant = leads["SNV"]
    page.goto(f"{address}/variant/{variant}")
    expect(page.locator(".entity-header")).to_contain_text(f"ALT allele {variant.split('_')[3]}")
    for noun in ("phewas", "forest", "pips"):
        drawn(page, noun)
    symbols = page.evaluate("document.querySelector('#variant-phewas-graph .js-plotly-plot').data.flatMap((trace) => [...(trace.marker.symbol || [])])")
    assert {"triangle-up", "triangle-down", "circle"} & set(symbols)


def test_axes_and_gene_are_in_the_url(page: Page, address: str, leads: dict[str, str]) -> None:
    page.goto(f"{address}/variant/{leads['SNV']}?x=tissue&y=slope")
    drawn(page, "phewas")
    assert page.locator("#variant-x-radio input:checked").get_attribute("value") == "tissue"
    page.locator("#variant-labels-radio").get_by_label("none").check()
    expect(page).to_have_url(f"{address}/variant/{leads['SNV']}?labels=0&x=tissue&y=slope")


def test_a_repeat_shows_its_unit_and_dosages(page: Page, address: str, leads: dict[str, str]) -> None:
    page.goto(f"{address}/variant/{leads['TR']}")
    expect(page.locator(".entity-header")).to_contain_text("repeat unit")
    drawn(page, "dosages")


def test_a_structural_variant_shows_what_it_is(page: Page, address: str, leads: dict[str, str]) -> None:
    page.goto(f"{address}/variant/{leads['SV']}")
    expect(page.locator(".entity-header")).to_contain_text("Structural variant")
    drawn(page, "forest")


def test_a_name_with_a_slash_that_no_table_knows_gets_help(page: Page, address: str) -> None:
    page.goto(f"{address}/variant/rs%2F6%20x")
    expect(page.locator("h1")).to_contain_text("rs/6 x")


@pytest.mark.data
def test_few_associations_put_the_effects_first(page: Page, serve: Callable[[Path], str], gtop_release: Release) -> None:
    page.goto(f"{serve(gtop_release.path.parents[2])}/variant/rs1569723")
    drawn(page, "forest")
    panels = page.locator(".panel").evaluate_all("(panels) => panels.map((panel) => panel.id)")
    assert panels.index("variant-forest-panel") < panels.index("variant-leads-panel") < panels.index("variant-phewas-panel")
    expect(page.locator(".entity-header")).to_contain_text("does not say which allele is ALT")
