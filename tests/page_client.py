"""What a page's callbacks answer, without a browser: the figure and the words of one panel in one state."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dash import Dash

from dashboard.app import create_app
from dashboard.components.ids import THEME
from dashboard.settings import Settings


@dataclass(frozen=True)
class Answer:
    """The properties a callback returned, by component id and property."""

    properties: dict[str, dict[str, Any]]

    def figure(self, panel: str) -> dict[str, Any]:
        """The figure of a panel, given by the id of its card."""
        return self.properties[f"{panel.removesuffix('-panel')}-graph"]["figure"]

    def words(self, panel: str) -> str:
        """All text of a panel: note and title, and within the figure legends, labels, ticks and annotations."""
        stem = panel.removesuffix("-panel")
        parts = [self.properties.get(f"{stem}-{noun}", {}).get("children") for noun in ("note", "title")]
        drawn = self.properties.get(f"{stem}-graph", {}).get("figure")
        return " ".join([*_texts(parts), *(_texts(_without_data(drawn)) if drawn else [])])


class PageClient:
    """Asks the callbacks of an app over one data directory, as the browser would; each answer is computed."""

    def __init__(self, data_dir: Path) -> None:
        self.app: Dash = create_app(Settings(data_dir=data_dir, cache_mb=0))
        self.client = self.app.server.test_client()
        self.client.get("/healthz")
        self.dependencies = self.client.get("/_dash-dependencies").get_json()

    def ask(self, output: str, search: str) -> Answer:
        """The answer of the callback that writes `output` (`id.property`), in the state of a query string."""
        found = next(one for one in self.dependencies if output in _outputs(one["output"]))
        inputs = [{**one, "value": self._value(one, search)} for one in found["inputs"]]
        body = {"output": found["output"], "outputs": [_split(name) for name in _outputs(found["output"])], "inputs": inputs, "state": [{**one, "value": self._value(one, search)} for one in found["state"]], "changedPropIds": [], "parsedChangedPropsIds": []}
        if len(body["outputs"]) == 1 and not found["output"].startswith(".."):
            body["outputs"] = body["outputs"][0]
        response = self.client.post("/_dash-update-component", data=json.dumps(body), content_type="application/json")
        assert response.status_code == 200, (output, search, response.status_code)
        return Answer(response.get_json()["response"])

    def panel(self, panel: str, search: str = "") -> Answer:
        """The answer that fills a panel, given by the id of its card."""
        return self.ask(f"{panel.removesuffix('-panel')}-graph.figure", search)

    @staticmethod
    def _value(dependency: dict[str, str], search: str) -> Any:
        if dependency["id"] == THEME:
            return "light"
        return search if dependency["id"].endswith(("-page-state", "-part")) else None


def is_drawn(figure: dict[str, Any]) -> bool:
    """Whether a figure holds data, and is not a sentence in place of it."""
    return any(_filled(trace) for trace in figure["data"])


def _filled(trace: dict[str, Any]) -> bool:
    values = trace.get("z") if trace["type"] in ("heatmap", "contour") else trace.get("x")
    if isinstance(values, dict):
        return bool(values.get("bdata"))
    return bool(values) and values != [None]


def _outputs(output: str) -> list[str]:
    return [name.partition("@")[0] for name in output.strip(".").split("...")]


def _split(name: str) -> dict[str, str]:
    component, _, prop = name.rpartition(".")
    return {"id": component, "property": prop}


def _without_data(figure: dict[str, Any]) -> dict[str, Any]:
    kept = ("name", "text", "y", "x")
    return {"layout": {name: value for name, value in figure["layout"].items() if name not in ("template", "meta")}, "data": [{name: trace.get(name) for name in kept} for trace in figure["data"]]}


def _texts(part: Any) -> list[str]:
    if isinstance(part, str):
        return [re.sub(r"<[^>]+>", " ", part)]
    if isinstance(part, dict):
        return [text for value in part.values() for text in _texts(value)]
    return [text for value in part for text in _texts(value)] if isinstance(part, list | tuple) else []
