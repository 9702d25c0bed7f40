"""Every imported table is visible somewhere, and every link of the gallery opens a view as it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dashboard import urls
from dashboard.components.gallery_panels import PANELS, GalleryPanel
from dashboard.schema import TABLES
from dashboard.store.release import Release

PACKAGE = Path(__file__).resolve().parents[2] / "dashboard"
LAYERS = ("pages", "components", "store", "figures")


def test_every_gallery_link_is_understood() -> None:
    states = {state.path: state for state in vars(urls).values() if isinstance(state, type) and issubclass(state, urls.PageState) and "path" in vars(state) and state is not urls.IsoformBrowserState}
    for panel in PANELS:
        if not panel.view:
            continue
        path, _, search = panel.href("pinned").partition("#")[0].partition("?")
        parsed, problems = states[path].parse(search)
        assert problems == [], panel
        assert parsed.release == "pinned"
        assert parsed.search == f"?{search}"


def test_a_panel_has_a_view_or_a_reason() -> None:
    assert [panel for panel in PANELS if bool(panel.view) == bool(panel.reason)] == []
    assert [panel for panel in PANELS if panel.view and not panel.tables] == []


def test_the_gallery_names_tables_and_panels_that_exist() -> None:
    assert {name for panel in PANELS for name in panel.tables} <= set(TABLES)
    sources = _sources("pages")
    missing = [panel.figure for panel in PANELS if panel.anchor and not _is_drawn(panel, sources)]
    assert missing == []


def test_figures_are_listed_once() -> None:
    listed = [panel.figure for panel in PANELS]
    assert len(listed) == len(set(listed))


@pytest.mark.data
def test_every_imported_table_is_used(gtop_release: Release) -> None:
    sources = "\n".join(_sources(*LAYERS))
    shown = {name for panel in PANELS if panel.view for name in panel.tables}
    unused = [name for name in gtop_release.tables if name not in shown and f'"{name}"' not in sources]
    assert unused == []


def _sources(*layers: str) -> list[str]:
    return [path.read_text() for layer in layers for path in sorted((PACKAGE / layer).rglob("*.py"))]


def _is_drawn(panel: GalleryPanel, sources: list[str]) -> bool:
    """Whether some page makes ids under the anchor's page and a panel of its noun."""
    page, noun = re.fullmatch(r"([a-z_]+)-(.+)-panel", panel.anchor).groups()  # type: ignore[union-attr]
    return any(f'Ids("{page}")' in source and f'"{noun}"' in source for source in sources)
