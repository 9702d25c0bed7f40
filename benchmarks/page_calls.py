"""The requests with which a browser opens a page: its layout, then every callback that draws, read from the app itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.servers import Request

URL = "/_dash-update-component"
PARTS = ("children", "label", "title", "header")
Ask = Callable[[Request], bytes]
"""Sends a request and gives the body of its answer."""


class PageCalls:
    """Asks as Dash's renderer does, without a browser. `ask` reaches the app over HTTP or by a test client."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._shell = dict(_components(json.loads(ask(Request("/_dash-layout")))))
        known = json.loads(ask(Request("/_dash-dependencies")))
        self._routing = next(found for found in known if "_pages_content.children" in found["output"])
        self._callbacks = [found for found in known if not found["clientside_function"] and (not found["prevent_initial_call"] or _draws(found))]

    def open(self, path: str) -> tuple[Request, list[Request]]:
        """The request for the page's content, and those its components then send at once."""
        pathname, _, query = path.partition("?")
        place = {"pathname": pathname, "search": f"?{query}" if query else "", "hash": "", "href": path}
        shell = self._shell | {name: self._shell[name] | place for name in ("url", "_pages_location") if name in self._shell}
        first = _request(self._routing, shell)
        if first is None:
            raise RuntimeError("the page container's callback is not as Dash 4 writes it")
        answer = json.loads(self._ask(first))
        here = _told(shell | dict(_components(answer["response"]["_pages_content"]["children"])))
        calls = [_request(found, here) for found in self._callbacks if not _is_grid(found)]
        return first, [call for call in calls if call is not None]


def _told(here: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The components once the page's script told every panel what it draws from; all of the state serves as the part that it needs."""
    searches = {name.removesuffix("page-state"): props["data"] for name, props in here.items() if name.endswith("-page-state")}
    parts = {name: {**props, "data": searches[prefix]} for name, props in here.items() for prefix in searches if name.startswith(prefix) and name.endswith("-part")}
    return here | parts


def _draws(found: dict[str, Any]) -> bool:
    """Panels are drawn when the page's script tells them what from."""
    return any(given["id"].endswith("-part") for given in found["inputs"])


def _is_grid(found: dict[str, Any]) -> bool:
    """Grids ask for rows by themselves, once they know how many they show."""
    return "getRowsResponse" in found["output"]


def _components(node: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Id (as text) and properties of every component with an id."""
    if isinstance(node, list):
        for item in node:
            yield from _components(item)
    elif isinstance(node, dict) and "props" in node:
        props = node["props"]
        if "id" in props:
            yield _key(props["id"]), props
        for part in PARTS:
            yield from _components(props.get(part))


def _key(component: Any) -> str:
    return json.dumps(component, sort_keys=True, separators=(",", ":")) if isinstance(component, dict) else str(component)


def _request(found: dict[str, Any], here: dict[str, dict[str, Any]]) -> Request | None:
    """None where the page has not all components of the callback."""
    outputs = _outputs(found["output"], here)
    inputs, state = ([_value(part, here) for part in found[kind]] for kind in ("inputs", "state"))
    if outputs is None or None in inputs or None in state or any(value == [] for value in inputs):
        return None
    changed = [f"{_key(part['id'])}.{part['property']}" for value in inputs for part in (value if isinstance(value, list) else [value])]
    body = {"output": found["output"], "outputs": outputs, "inputs": inputs, "state": state, "changedPropIds": changed}
    return Request(URL, json.dumps(body).encode())


def _outputs(text: str, here: dict[str, dict[str, Any]]) -> Any:
    """Parts of `..a.x...b.y..` or `a.x`; `@` marks an output that has several callbacks."""
    several = text.startswith("..")
    names = [part.rpartition(".") for part in text[2:-2].split("...")] if several else [text.rpartition(".")]
    outputs: list[Any] = []
    for component, _, prop in names:
        if component.startswith("{"):
            keys = _matching(json.loads(component), here)
            outputs.append([{"id": json.loads(key), "property": prop.split("@")[0]} for key in keys])
        elif component in here:
            outputs.append({"id": component, "property": prop})
        else:
            return None
    return outputs if several else outputs[0]


def _value(part: dict[str, Any], here: dict[str, dict[str, Any]]) -> Any:
    """One input or state with its value; a list for a pattern; None where the component is not there."""
    name, prop = part["id"], part["property"]
    if name.startswith("{"):
        return [{"id": json.loads(key), "property": prop, "value": here[key].get(prop)} for key in _matching(json.loads(name), here)]
    return {"id": name, "property": prop, "value": here[name].get(prop)} if name in here else None


def _matching(pattern: dict[str, Any], here: dict[str, dict[str, Any]]) -> list[str]:
    """Ids of components of the pattern, whose wildcards are lists: `{"index":["ALL"],"type":"x"}`."""
    found = []
    for key in here:
        if key.startswith("{"):
            given = json.loads(key)
            if given.keys() == pattern.keys() and all(isinstance(want, list) or want == given[name] for name, want in pattern.items()):
                found.append(key)
    return found
