"""Every published panel opens filled, and the published numbers stand on the pages, as the callbacks answer."""

from __future__ import annotations

import pytest
from page_client import PageClient, is_drawn

from dashboard.components.gallery_panels import PANELS, GalleryPanel
from dashboard.store.release import Release

pytestmark = pytest.mark.data

LIVE = [panel for panel in PANELS if panel.view]


@pytest.fixture(scope="module")
def pages(gtop_release: Release) -> PageClient:
    return PageClient(next(parent.parent for parent in gtop_release.path.parents if parent.name == "releases"))


@pytest.mark.parametrize("panel", LIVE, ids=lambda panel: panel.figure)
def test_a_published_panel_opens_filled(pages: PageClient, panel: GalleryPanel) -> None:
    search = panel.href().partition("#")[0].partition("?")[2]
    answer = pages.panel(panel.anchor, f"?{search}" if search else "")
    assert is_drawn(answer.figure(panel.anchor)), panel.href()


NUMBERS = (
    ("sharing-genes-panel", "", ("SNV  13,036", "SV  5,075", "TR  11,173")),
    ("transcripts-totals-panel", "", ("108,850", "82,675", "3,214")),
    ("transcripts-filters-panel", "", ("passed (191,525)",)),
    ("allele_specific-steps-panel", "", ("16,441", "6,816", "7,971", "1,184")),
    ("allele_specific-events-panel", "", ("6,816", "1,184")),
    ("samples-presence-panel", "", ("160 donors", "short reads (1,575)")),
    ("qtls-tagging-panel", "?qtl_type=eQTL&variant_class=SV&variant_class=TR", ("21.9", "33.8")),
    ("samples-metrics-panel", "", ("1,586",)),
    ("samples-second-panel", "", ("176",)),
    ("frequencies-effects-panel", "?comparison=GTOP_GTEx", ("n = 7,872",)),
    ("frequencies-scatter-panel", "?source=gtop_and_european", ("11,151 pairs",)),
    ("variants-associations-panel", "", ("1,178 associations",)),
    ("variants-lengths-panel", "", ("125,131",)),
    ("finemap-comparison-panel", "", ("smaller: 89.6",)),
    ("colocalization-posteriors-panel", "", ("6,621 rows",)),
)
"""Panel, state, and numbers that must be read there."""


@pytest.mark.parametrize(("panel", "search", "numbers"), NUMBERS, ids=lambda value: value if isinstance(value, str) and "panel" in value else "")
def test_published_numbers_are_read_on_the_page(pages: PageClient, panel: str, search: str, numbers: tuple[str, ...]) -> None:
    words = pages.panel(panel, search).words(panel).replace("\u2009", " ")
    assert [number for number in numbers if number not in words] == [], words[:3000]


def test_leads_of_a_tissue_by_class(pages: PageClient) -> None:
    lead = str(pages.ask("qtls-page-lead.children", "?qtl_type=eQTL&significant=all&tissue=Liver").properties["qtls-page-lead"]["children"]).replace("\u2009", " ")
    assert [number for number in ("3,997", "1,389", "3,357") if number not in lead] == [], lead


def test_all_tissues_are_there(pages: PageClient) -> None:
    labels = pages.panel("home-tissues-panel").figure("home-tissues-panel")["layout"]["yaxis"]["ticktext"]
    systems = [label for label in labels if label.startswith("<b>")]
    assert (len(systems), len(labels) - len(systems)) == (8, 33)
