"""What follows the state of a page outside its panels is written as the page opens, too."""

from __future__ import annotations

from pathlib import Path

from page_client import PageClient

from dashboard.components.ids import THEME


def test_notices_are_written_as_a_page_opens(demo_data: Path) -> None:
    """The state alone would not call them then."""
    writers = [one for one in PageClient(demo_data).dependencies if "-page-notices.children" in one["output"]]
    assert len(writers) >= 15
    for one in writers:
        assert not one["prevent_initial_call"], one["output"]
        assert {"id": THEME, "property": "data"} in one["inputs"], one["output"]


def test_a_pair_that_there_is_not_is_named(demo_data: Path) -> None:
    answer = PageClient(demo_data).ask("frequencies-page-notices.children", "?pair=a")
    assert "“a” is not in this release" in str(answer.properties)
