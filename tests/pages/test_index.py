"""The document that a page is opened with."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dashboard import vendor
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
    assert f'data-plotly="{found[1]}" data-plotly-later=""' in data
    assert found.start() < start.index("dash_renderer")
    script = client.get(found[1])
    assert script.mimetype == "text/javascript"
    assert script.data.startswith(b"//# allFunctionsCalledOnLoad\n")
    assert b"plotly.js v" in script.data[:100]
    assert "immutable" in script.headers["Cache-Control"]


def test_a_page_asks_for_the_parts_of_plotly_once_they_are_made(demo_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server = create_app(Settings(data_dir=demo_data, cache_dir=tmp_path)).server
    client = server.test_client()
    whole = plotly_of(client)["plotly"]
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "plotly-0-outdated-first.js").write_text("")
    vendor.attached_plotly(server).prepare()
    parts = plotly_of(client)
    first, later = client.get(parts["plotly"]), client.get(parts["plotly-later"])
    assert first.data.startswith(b"//# allFunctionsCalledOnLoad\n/**\n* plotly.js v")
    assert b'lacks:["scatter3d"]' in first.data
    assert b'name:"scatter3d"' in later.data
    assert "immutable" in later.headers["Cache-Control"]
    assert len(list((tmp_path / "scripts").iterdir())) == 2
    # Who opened the page before still has the whole.
    assert len(client.get(whole).data) > 2 * len(first.data)
    # What was deleted since is made again.
    for file in (tmp_path / "scripts").iterdir():
        file.unlink()
    assert client.get(parts["plotly-later"]).data == later.data
    monkeypatch.setattr(vendor, "run_apart", lambda *_: pytest.fail("they are made"))
    vendor.attached_plotly(server).prepare()
    assert client.get("/vendor/plotly-0.js").status_code == 404


@pytest.mark.parametrize("wrong", ["a file", "a script"])
def test_pages_have_the_whole_of_plotly_where_it_cannot_be_parted(wrong: str, demo_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    if wrong == "a file":
        (tmp_path / "scripts").write_text("no directory")
    else:
        (tmp_path / "plotly.js").write_text("var Plotly;")
        monkeypatch.setattr(vendor, "_package_script", lambda: tmp_path / "plotly.js")
    server = create_app(Settings(data_dir=demo_data, cache_dir=tmp_path)).server
    vendor.attached_plotly(server).prepare()
    assert "Plotly's script is served as a whole" in caplog.text
    parts = plotly_of(server.test_client())
    assert parts["plotly-later"] == ""
    assert server.test_client().get(parts["plotly"]).status_code == 200


def plotly_of(client: FlaskClient) -> dict[str, str]:
    return dict(re.findall(r'data-(plotly[^=]*)="([^"]*)"', client.get("/").text))
