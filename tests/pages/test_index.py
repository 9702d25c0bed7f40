"""The document that a page is opened with."""

from __future__ import annotations

import re
from pathlib import Path

from dashboard.app import create_app
from dashboard.settings import Settings


def test_a_page_asks_for_plotly_first_and_for_no_polyfill(demo_data: Path) -> None:
    client = create_app(Settings(data_dir=demo_data, cache_mb=0)).server.test_client()
    start, data = client.get("/").text, client.get("/data").text
    assert "dash_renderer" in start
    assert "polyfill" not in start
    assert "dash_renderer" in data
    # No figure stands on the page of the data.
    assert 'src="/vendor/plotly' not in data
    found = re.search(r'script src="(/vendor/plotly[^"]+)" async', start)
    assert found
    assert f'data-plotly="{found[1]}"' in data
    assert found.start() < start.index("dash_renderer")
    script = client.get(found[1])
    assert script.mimetype == "text/javascript"
    assert script.data.startswith(b"//# allFunctionsCalledOnLoad\n")
    assert b"plotly.js v" in script.data[:100]
    assert "immutable" in script.headers["Cache-Control"]
