"""Pages of published analyses in a browser: what is drawn, pasted, linked and said, over the published tables."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from dashboard.store.release import Release

pytestmark = pytest.mark.data


@pytest.fixture(scope="module")
def address(serve: Callable[[Path], str], gtop_release: Release) -> str:
    return serve(next(parent.parent for parent in gtop_release.path.parents if parent.name == "releases"))


@pytest.fixture(scope="module")
def classed(gtop_release: Release) -> list[str]:
    """Two variants with published classes of frequency."""
    rows = gtop_release.frame("allele_frequencies").filter(source="fine_mapped_eqtls")
    return rows["variant_id"].unique(maintain_order=True).head(2).to_list()


@pytest.mark.parametrize(("path", "panels"), [
    ("/sharing", ("shared", "bydistance", "pairs", "specific", "distances", "genes", "covariates")),
    ("/transcripts", ("totals", "example", "filters", "priming", "peptides", "spread", "groups", "modules")),
])
def test_published_analyses_are_drawn(page: Page, address: str, path: str, panels: tuple[str, ...]) -> None:
    page.goto(f"{address}{path}")
    for panel in panels:
        page.locator(f"#{path[1:]}-{panel}-panel").evaluate("card => card.scrollIntoView()")
        graph = page.locator(f"#{path[1:]}-{panel}-graph")
        expect(graph.locator(".barlayer .point, .scatterlayer .trace, .heatmaplayer image").first).to_be_attached()
    expect(page.locator(f"#{path[1:]}-{panels[0]}-panel .panel-tools").get_by_text("Data")).to_be_visible()


def test_variants_are_pasted_and_named_one_by_one(page: Page, address: str, classed: list[str]) -> None:
    page.goto(f"{address}/frequencies?classes=fine_mapped_eqtls")
    expect(page.locator("#frequencies-classes-title")).to_have_text("Where else a variant is common")
    page.locator("#frequencies-variant-textarea").fill(f"{classed[0]}, {classed[1]}\nno-such-variant")
    page.locator("#frequencies-variant-textarea").blur()
    expect(page.locator("#frequencies-classes-title")).to_have_text("Where else these variants are common")
    expect(page.locator("#frequencies-classes-graph")).to_contain_text(classed[1][:23])
    expect(page.locator(".notice")).to_contain_text("no-such-variant")
    assert f"variant={classed[0]}" in page.url
    page.reload()
    expect(page.locator("#frequencies-variant-textarea")).to_have_value(f"{classed[0]}\n{classed[1]}\nno-such-variant")
    expect(page.locator("#frequencies-classes-note")).to_contain_text("2 of 3 variants")


def test_correlations_show_their_standard_errors(page: Page, address: str) -> None:
    page.goto(f"{address}/frequencies?correlation=GTOP_GTEx")
    expect(page.locator("#frequencies-correlations-graph")).to_contain_text("± 0.006")
    page.get_by_label("pancreas sites and liver (Pearson’s r)").check()
    expect(page.locator("#frequencies-correlations-note")).to_contain_text("Pearson’s r")
    expect(page.locator("#frequencies-correlations-graph")).not_to_contain_text("±")
    assert "correlation=pancreas_sites_pearson" in page.url


def test_a_gallery_link_opens_the_panel_it_names(page: Page, address: str) -> None:
    page.goto(f"{address}/gallery?find=colocalized signals")
    page.get_by_role("link", name="6g").click()
    expect(page.get_by_label("gene–tissue pairs by variant class")).to_be_checked()
    expect(page.locator("#colocalization-sets-graph")).to_contain_text("3,269")
    page.goto(f"{address}/gallery?find=S27c")
    page.get_by_role("link", name="S27c").click()
    expect(page.locator("#frequencies-selection-note")).to_contain_text("437 variant–gene pairs")


def test_a_cell_opens_its_rows_and_leads_to_the_locus(page: Page, address: str) -> None:
    page.goto(f"{address}/colocalization?gene=HP&picked_tissue=Liver&picked_trait=Hyperlipidemia")
    expect(page.locator("#colocalization-matrix-title")).to_have_text("Colocalization and SMR by trait and tissue")
    expect(page.locator("#colocalization-posteriors-graph .legendtext")).to_have_text(["H0: neither", "H1: GWAS only", "H2: QTL only", "H3: two variants", "H4: one shared variant"])
    page.goto(f"{address}/colocalization?where=gwas_id%3D070")
    expect(page.locator("#colocalization-coloc-grid [col-id=gwas_id].ag-cell").first).to_have_text("070")
    expect(page.locator("#colocalization-coloc-grid [col-id=trait_class].ag-cell").first).to_have_text("immune")


def test_the_smallest_p_is_not_written_as_zero(page: Page, address: str) -> None:
    page.goto(f"{address}/colocalization?where=gwas_pval%3D0")
    expect(page.locator("#colocalization-coloc-note")).to_contain_text("4 rows")
    page.locator("#colocalization-coloc-grid .ag-center-cols-viewport").evaluate("element => { element.scrollLeft = 1200 }")
    expect(page.locator("#colocalization-coloc-grid [col-id=gwas_pval].ag-cell").first).to_contain_text("10⁻³²⁴")


def test_titles_of_axes_stay_inside_narrow_cards(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto(f"{address}/sharing")
    page.locator("#sharing-specific-panel").evaluate("card => card.scrollIntoView()")
    title = page.locator("#sharing-specific-graph .xtitle")
    expect(title).to_have_text("share of the tissue's own eQTLs (%)")
    expect(title).to_have_attribute("style", re.compile("translate: -"))  # its end was outside
    assert title.evaluate("title => title.getBoundingClientRect().right - title.closest('.js-plotly-plot').getBoundingClientRect().right") <= 0.5
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.locator("#sharing-specific-graph .xtitle")).not_to_have_attribute("style", re.compile("translate: -"))


@pytest.mark.parametrize(("path", "figure", "names"), [
    ("/populations", "#populations-admixture-graph", ".annotation-text"), ("/variants", "#variants-associations-graph", ".xtick text"),
])
def test_names_of_many_columns_do_not_lie_over_each_other_on_phones(page: Page, address: str, path: str, figure: str, names: str) -> None:
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto(f"{address}{path}")
    graph = page.locator(figure)
    graph.evaluate("graph => graph.scrollIntoView()")
    expect(graph.locator(names).nth(10)).to_be_attached()
    touching = graph.evaluate("""(graph, names) => {
        const boxes = [...graph.querySelectorAll(names)].map((text) => text.getBoundingClientRect()).filter((box) => box.width);
        return boxes.filter((a, i) => boxes.some((b, k) => k > i && Math.abs(a.top - b.top) < 4 && a.left < b.right - 1 && b.left < a.right - 1)).length;
    }""", names)
    assert touching == 0


def test_figures_are_drawn_once(page: Page, address: str) -> None:
    page.goto(f"{address}/annotation")
    graph = page.locator("#annotation-first-graph .js-plotly-plot")
    expect(graph.locator(".main-svg").first).to_be_visible()
    graph.evaluate("graph => { window.drawn = []; graph.on('plotly_beforeplot', () => { window.drawn.push(graph.clientWidth) }) }")
    page.get_by_label("RNA-binding proteins by tissue").check()  # another width, other names, other margins
    expect(page.locator("#annotation-first-graph .heatmaplayer image").first).to_be_attached()
    expect(page.locator("[data-dash-is-loading=true]")).to_have_count(0)
    assert page.evaluate("window.drawn.length") == 1
    assert graph.evaluate("graph => graph._fullLayout.width === graph.clientWidth && graph._fullLayout.width === window.drawn[0]")


def test_points_get_their_colour_once_in_a_drawing_and_another_where_only_that_changes(page: Page, address: str) -> None:
    page.goto(f"{address}/variants")
    graph = page.locator("#variants-associations-graph .js-plotly-plot:not(.dash-graph--pending)")
    graph.evaluate("graph => graph.scrollIntoView()")
    expect(graph.locator("path.point").first).to_be_attached()
    graph.evaluate("""graph => {
        const point = graph.querySelector('path.point'), set = point.style.setProperty;
        window.coloured = window.drawings = 0;
        graph.on('plotly_beforeplot', () => { window.drawings += 1 });
        CSSStyleDeclaration.prototype.setProperty = function (name, ...rest) { window.coloured += this === point.style && name === 'fill'; return set.call(this, name, ...rest); };
        return window.Plotly.relayout(graph, { 'margin.r': graph._fullLayout.margin.r + 5 });
    }""")
    # The page may have it drawn in another size meanwhile.
    assert page.evaluate("window.drawings") >= 1
    assert page.evaluate("window.coloured === window.drawings")
    graph.evaluate("graph => window.Plotly.restyle(graph, { 'marker.line.color': 'rgb(1, 2, 3)' })")
    assert graph.locator("path.point").first.evaluate("point => point.style.stroke") == "rgb(1, 2, 3)"
    assert graph.locator("g.trace.scatter > g:not([class])").count() == 0


def test_figures_that_stand_are_left_alone_until_they_are_changed_by_hand(page: Page, address: str) -> None:
    page.goto(f"{address}/samples")
    graph = page.locator("#samples-first-graph .js-plotly-plot:not(.dash-graph--pending)")
    graph.scroll_into_view_if_needed()
    expect(graph.locator(".main-svg").first).to_be_visible()
    graph.evaluate("graph => { window.drawn = 0; graph.on('plotly_beforeplot', () => { window.drawn += 1 }) }")
    note = page.locator("#samples-metrics-note")
    expect(note).not_to_be_empty()
    for assay, drawings in (("Long-read RNA", 0), ("Short-read RNA", 1)):
        before = note.text_content()
        page.get_by_label(assay, exact=False).first.check()
        expect(note).not_to_have_text(before or "")
        expect(page.locator("#content :is([data-dash-is-loading=true], .dash-graph--pending)")).to_have_count(0)
        assert page.evaluate("window.drawn") == drawings
        graph.evaluate("graph => window.Plotly.restyle(graph, { visible: 'legendonly' }, [0])")
        page.evaluate("window.drawn = 0")


def test_legends_that_break_anew_stay_above_their_figure(page: Page, address: str) -> None:
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto(f"{address}/fine-mapping")
    page.locator("#finemap-causal-panel").evaluate("card => card.scrollIntoView()")
    expect(page.locator("#finemap-causal-graph .legend .traces")).to_have_count(5)
    page.wait_for_function("""() => {
      const graph = document.querySelector("#finemap-causal-graph .js-plotly-plot"), legend = graph.querySelector(".legend .bg").getBoundingClientRect();
      return Math.abs(legend.bottom - graph.getBoundingClientRect().top - graph._fullLayout._size.t) < 3;
    }""")
