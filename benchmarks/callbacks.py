"""A callback that looks up 4,000 points and returns the figure, against one that does nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator

from benchmarks.result import Result, Setting, percentile
from benchmarks.servers import Request, gunicorn, load

URL = "/_dash-update-component"


def run(setting: Setting) -> Iterator[Result]:
    empty = [_call("nothing", "children", "empty", value) for value in range(20)]
    points = [_call("figure", "figure", "offset", offset) for offset in range(0, 20_000, 1_000)]
    with gunicorn(setting.data_dir, Request("/_dash-layout"), "benchmarks.callback_app:server") as server:
        load(server, [*empty, *points], clients=4, each=20)
        base = load(server, empty, clients=1, each=200)
        alone = load(server, points, clients=1, each=200)
        ratio = percentile(alone.seconds, 0.5) / percentile(base.seconds, 0.5)
        yield Result("callback of 4,000 points against an empty one, 1 client", ratio, 4, "×")
        many = load(server, points, clients=20, each=100)
        yield Result("callback of 4,000 points, 20 clients", many.per_second, 400, "requests/s", at_least=True)
        yield Result("the same, p95", percentile(many.seconds, 0.95) * 1000, 100, "ms")


def _call(component: str, prop: str, source: str, value: int) -> Request:
    body = {
        "output": f"{component}.{prop}", "outputs": {"id": component, "property": prop}, "changedPropIds": [f"{source}.value"],
        "inputs": [{"id": source, "property": "value", "value": value}], "state": [],
    }
    return Request(URL, json.dumps(body).encode())
