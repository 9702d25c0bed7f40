"""Every imported table is visible somewhere, and every link of the gallery opens a view as it says."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from dashboard import urls
from dashboard.components.gallery_panels import PANELS, GalleryPanel
from dashboard.ingest.report import ImportReport, read_report
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


def test_a_panel_has_a_view_of_its_tables_or_a_reason() -> None:
    assert [panel for panel in PANELS if bool(panel.view) == bool(panel.reason)] == []
    assert [panel for panel in PANELS if bool(panel.view) != bool(panel.tables and panel.anchor)] == []
    assert [panel.figure for panel in PANELS if panel.view and panel.href().startswith("/data")] == [], "the data dictionary is no view"


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


@pytest.fixture(scope="module")
def report(gtop_release: Release) -> ImportReport:
    found = read_report(gtop_release.path)
    assert found is not None
    return found


@pytest.mark.data
def test_every_file_of_a_figure_is_in_the_gallery(report: ImportReport) -> None:
    """What was read has a live view, what is absent a panel that says so; the rest of the report is named there with its reason."""
    live, dead = [panel for panel in PANELS if panel.view], [panel for panel in PANELS if not panel.view]
    assert [file.path for file in report.files if not any(panel.draws(file.path) for panel in live)] == []
    assert [file.path for file in report.left_out_as("absent") if not any(panel.draws(file.path) for panel in dead)] == []
    assert [file.path for file in report.left_out_as("unused") if not file.reason] == []
    assert report.left_out_as("unknown") == ()


@pytest.mark.data
def test_panels_of_the_gallery_draw_files_that_there_are(report: ImportReport) -> None:
    """Each pattern meets a file, and the tables of a live view are ones that its files went into."""
    paths = {file.path for file in report.files}
    absent = {file.path for file in report.left_out_as("absent")}
    for panel in PANELS:
        there = paths if panel.view else absent
        assert all(any(replace(panel, files=(pattern,)).draws(path) for path in there) for pattern in panel.files), panel.figure
        if panel.view:
            fed = {table for file in report.files if panel.draws(file.path) for table in file.tables}
            assert fed & set(panel.tables), panel.figure
            assert set(panel.tables) <= fed | DERIVED, panel.figure


DERIVED = {"embedding_axes", "pc_variance", "gwas_traits", "tandem_repeats", "tissues"}
"""Tables that a panel needs and that may come from another panel's file."""


@pytest.mark.data
def test_every_imported_file_is_drawn_in_each_of_its_tables_own_measures(gtop_release: Release) -> None:
    """A table that holds several published lists shows each: its name is in the code of some page, or the page offers all there are."""
    sources = "\n".join(_sources(*LAYERS))
    for table, column in NAMED_LISTS.items():
        missing = [name for name in gtop_release.frame(table)[column].unique().sort() if f'"{name}"' not in sources]
        assert missing == [], table


NAMED_LISTS = {
    "isoform_counts": "scope", "allele_specific": "measure", "allele_specific_events": "measure", "module_summaries": "measure", "variant_counts": "measure",
    "credible_set_counts": "measure", "colocalization_counts": "measure", "tissue_sharing": "measure", "effect_replication": "comparison", "replication_correlations": "comparison",
    "set_membership": "collection", "population_counts": "measure", "allele_frequencies": "source",
}
"""Tables of several published lists, and the column that names them; lists of other tables are offered by a control as they are."""


def _sources(*layers: str) -> list[str]:
    return [path.read_text(encoding="utf-8") for layer in layers for path in sorted((PACKAGE / layer).rglob("*.py")) if path.name != "gallery_panels.py"]


def _is_drawn(panel: GalleryPanel, sources: list[str]) -> bool:
    """Whether some page makes ids under the anchor's page and a panel of its noun."""
    page, noun = re.fullmatch(r"([a-z_]+)-(.+)-panel", panel.anchor).groups()  # type: ignore[union-attr]
    return any(f'Ids("{page}")' in source and f'"{noun}"' in source for source in sources)
