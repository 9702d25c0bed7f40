"""The pages of samples, repeats and variants, frequencies, and the gallery, over the published tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dashboard.store.release import Release

pytestmark = pytest.mark.data


@pytest.fixture(scope="module")
def address(serve: Callable[[Path], str], gtop_release: Release) -> str:
    return serve(next(parent.parent for parent in gtop_release.path.parents if parent.name == "releases"))


def test_a_range_in_the_url_filters_the_libraries_and_can_be_taken_off(page: Page, address: str) -> None:
    page.goto(f"{address}/samples?keep=Genes Detected%3D20000..25000")
    expect(page.locator(".chip")).to_contain_text("Genes Detected: 20,000 to 25,000")
    expect(page.locator("#samples-libraries-title")).to_contain_text("Selected short-read RNA")
    page.locator(".chip").click()
    expect(page.locator("#samples-libraries-title")).to_have_text("All short-read RNA (1,586)")
    expect(page).to_have_url(f"{address}/samples")


def test_dragging_over_a_histogram_writes_the_url_whatever_else_is_drawn(page: Page, address: str) -> None:
    page.goto(f"{address}/samples")
    # Until it is no longer pending, a figure does not tell of what is done in it.
    plot = page.locator("#samples-metrics-graph .js-plotly-plot:not(.dash-graph--pending) .draglayer > .xy .nsewdrag").first
    plot.wait_for()
    box = plot.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.evaluate("""() => {
      const draw = () => window.Plotly.react(document.body.appendChild(document.createElement("div")), { data: [{ x: [1], y: [1] }], layout: {} });
      window.addEventListener("mouseup", () => window.setTimeout(draw, 10), { once: true });
    }""")
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] / 2, steps=6)
    page.mouse.up()
    expect(page.locator(".chip")).to_contain_text("Mapped Reads")
    assert "keep=Mapped%20Reads" in page.url
    page.reload()
    expect(page.locator(".chip")).to_contain_text("Mapped Reads")


def test_another_assay_brings_its_own_metrics(page: Page, address: str) -> None:
    page.goto(f"{address}/samples")
    page.get_by_label("Long-read genomes").check()
    # 160 genomes, and the one donor of whom only counts of structural variants were published.
    expect(page.locator("#samples-libraries-title")).to_have_text("All long-read genomes (161)")
    expect(page.locator("#samples-metrics-graph")).to_contain_text("HiFi")
    assert page.url.endswith("?assay=long_read_wgs")


def test_what_is_unknown_is_named(page: Page, address: str) -> None:
    page.goto(f"{address}/samples?metric=Nonsense&keep=Nonsense&tissue=Moon&color=Nonsense&area=moon")
    expect(page.locator(".notice")).to_contain_text("Nonsense")
    expect(page.locator(".notice")).to_contain_text("Moon")
    expect(page.locator("#samples-libraries-title")).to_have_text("All short-read RNA (1,586)")


def test_a_repeat_is_chosen_in_the_url(page: Page, address: str) -> None:
    page.goto(f"{address}/variants?repeat=MUC1&qtl_type=juQTL")
    expect(page.locator("#variants-donors-title")).to_have_text("MUC1: repeat units of donors")
    expect(page.locator("#variants-rows-title")).to_contain_text("Associations of MUC1")
    expect(page.locator("#variants-example-graph")).to_contain_text("slope")


def test_allele_specific_kinds(page: Page, address: str) -> None:
    page.goto(f"{address}/allele-specific")
    expect(page.locator("#allele_specific-steps-graph")).to_contain_text("16,441")
    page.get_by_label("Transcript structure (ASTS)").check()
    expect(page.locator("#allele_specific-tissues-title")).to_have_text("Genes with ASTS by tissue")
    assert page.url.endswith("?kind=ASTS")


def test_frequencies_compare_pairs_of_tissues(page: Page, address: str) -> None:
    page.goto(f"{address}/frequencies?pair=Liver%7CLiver")
    expect(page.locator("#frequencies-effects-note")).to_contain_text("Liver and Liver: n = 1,329")
    expect(page.locator("#frequencies-heterogeneous-note")).to_contain_text("494")


def test_the_gallery_finds_and_opens_a_panel(page: Page, address: str) -> None:
    page.goto(f"{address}/gallery?find=muc1")
    page.get_by_role("link", name="MUC1").click()
    expect(page.locator("#variants-example-title")).to_have_text("MUC1 repeat: genotype against phenotype")
    page.goto(f"{address}/gallery?find=sqtl leads")
    expect(page.locator(".gallery")).not_to_contain_text("MUC1")
