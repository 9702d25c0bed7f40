"""The page that explains the demo's model: its figures can be drawn from the release, and it shows all of them."""

from __future__ import annotations

import importlib.util
import re
import types
from pathlib import Path

import plotly.graph_objects as go
import pytest

from dashboard.store.release import Release

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def _script() -> types.ModuleType:
    spec = importlib.util.spec_from_file_location("demo_figures", ROOT / "scripts" / "demo_figures.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SCRIPT = _script()


@pytest.mark.parametrize("name", SCRIPT.FIGURES)
def test_figure_is_drawn_from_the_release(demo_release: Release, name: str) -> None:
    figure: go.Figure = SCRIPT.FIGURES[name](demo_release)
    points = [len(trace.x) for trace in figure.data if trace.x is not None]
    assert sum(points) > 100 or name in ("fine-mapping", "colocalization", "sharing")
    assert 0 not in points or name == "locus"
    titles = [axis.title.text for axis in (*figure.select_xaxes(), *figure.select_yaxes()) if axis.title.text]
    assert len(titles) >= 2


def test_the_page_shows_each_figure_and_no_other() -> None:
    shown = re.findall(r"\(figures/([a-z-]+)\.png\)", (DOCS / "demo-model.md").read_text(encoding="utf-8"))
    assert sorted(shown) == sorted(SCRIPT.FIGURES) == sorted(path.stem for path in (DOCS / "figures").glob("*.png"))
    assert sum(path.stat().st_size for path in (DOCS / "figures").iterdir()) < 600_000


def test_numbers_in_the_figures_are_the_page_s(demo_release: Release) -> None:
    page = (DOCS / "demo-model.md").read_text(encoding="utf-8")
    title = SCRIPT.mapping(demo_release).layout.annotations[0].text
    pairs = re.search(r"Slopes of ([\d,]+) causal pairs", title)
    assert pairs is not None
    assert f"{pairs[1]} causal pairs" in page
    sets = [re.search(r"of ([\d,]+) sets", note.text) for note in SCRIPT.fine_mapping(demo_release).layout.annotations]
    for found in filter(None, sets):
        assert f"{found[1]} in GT" in page
