"""Component ids are unique over all pages, and figures keep Plotly's cloud button away."""

from __future__ import annotations

import re
from pathlib import Path

from dashboard.figures.style import GRAPH_CONFIG

PACKAGE = Path(__file__).resolve().parents[2] / "dashboard"


def test_every_page_has_its_own_prefix() -> None:
    prefixes = [match for path in (PACKAGE / "pages").glob("*.py") for match in re.findall(r'Ids\("([^"]+)"\)', path.read_text(encoding="utf-8"))]
    assert len(prefixes) == len(set(prefixes)) >= 5


def test_nothing_is_sent_to_a_cloud() -> None:
    assert GRAPH_CONFIG["showSendToCloud"] is False


def test_nothing_is_loaded_from_elsewhere() -> None:
    sources = [*PACKAGE.rglob("*.py"), *(PACKAGE.parent / "assets").glob("*")]
    for path in sources:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(src|href)=[\"']https?://|@import url\(|dbc\.themes\.", text.replace("href=link.url", "")), path
