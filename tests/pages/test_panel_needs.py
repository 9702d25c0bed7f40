"""A panel is told all it draws from: fields that it does not name as needed change nothing about it."""

from __future__ import annotations

import importlib
import json
import types
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dash
import pytest
from flask.testing import FlaskClient

from benchmarks.page_calls import PageCalls
from benchmarks.page_urls import page_urls
from benchmarks.servers import Request
from dashboard import urls
from dashboard.app import create_app
from dashboard.components.panel import Panel
from dashboard.page_state import PageState
from dashboard.settings import Settings
from dashboard.store.release import Release

STATES: dict[str, type[PageState]] = {
    "/": urls.HomeState, "/data": urls.DataState, "/qtls": urls.QtlState, "/gene/<gene>": urls.GeneState, "/variant/<variant>": urls.VariantState,
    "/locus": urls.LocusState, "/isoforms": urls.IsoformState, "/isoforms/<gene>": urls.IsoformBrowserState, "/expression": urls.ExpressionState,
    "/populations": urls.PopulationState, "/colocalization": urls.ColocalizationState, "/colocalization/own": urls.OwnColocalizationState,
    "/samples": urls.SampleState, "/allele-specific": urls.AlleleSpecificState, "/variants": urls.VariantsState, "/frequencies": urls.FrequencyState,
    "/gallery": urls.GalleryState, "/fine-mapping": urls.FineMappingState, "/annotation": urls.AnnotationState,
    "/sharing": urls.SharingState, "/transcripts": urls.TranscriptState,
}
WORDS = {
    "tissue": "Liver", "gene": "SIMA1", "chosen": "SIMA1", "color": "batch", "sort": "-n", "where": "n__gt=1", "area": "global,1,2,-1 -1 1 -1 1 1",
    "region": "chr1:1-2000000", "hide": "EUR", "other": "Muscle", "analysis": "east_asian", "pair": "Liver|Liver", "keep": "n=0..1", "feature": "a",
}
"""Values of fields that are free text; others get one that no release has."""


@pytest.fixture(scope="module")
def client(demo_data: Path) -> FlaskClient:
    return create_app(Settings(data_dir=demo_data, cache_mb=0)).server.test_client()


def test_fields_that_a_panel_does_not_need_change_nothing(client: FlaskClient, demo_release: Release) -> None:
    def ask(request: Request) -> bytes:
        sent = {"data": request.body, "content_type": "application/json"} if request.body else {}
        response = client.open(request.path, method="POST" if request.body else "GET", **sent)
        assert response.status_code in (200, 204), request
        return response.data

    calls, wrong, checked, changed = PageCalls(ask), [], 0, set()
    panels = {panel.part_id: panel for panel in _panels()}
    for path, url in page_urls(demo_release).items():
        state, problems = STATES[path].parse(url.partition("?")[2])
        assert problems == []
        for call in calls.open(url)[1]:
            part = _part(call)
            if part is None:
                continue
            usual = ask(_drawn_from(call, state))
            for field, value in _others(state):
                same = ask(_drawn_from(call, state.but(**{field: value}))) == usual
                if panels[part].needs is not None and field not in panels[part].needs:
                    checked += 1
                    wrong += [] if same else [f"{part}: {field}"]
                elif not same:
                    changed.add(path)
    assert wrong == []
    assert checked > 500
    # The test can fail: fields that are needed do change panels.
    assert len(changed) > 12


def _panels() -> Iterator[Panel]:
    for page in dash.page_registry.values():
        for value in vars(importlib.import_module(page["module"])).values():
            several = value.values() if isinstance(value, dict) else value if isinstance(value, list) else [value]
            yield from (panel for panel in several if isinstance(panel, Panel))


def _part(call: Request) -> str | None:
    return next((given["id"] for given in json.loads(call.body or b"")["inputs"] if isinstance(given, dict) and str(given["id"]).endswith("-part")), None)


def _drawn_from(call: Request, state: PageState) -> Request:
    body = json.loads(call.body or b"")
    for given in body["inputs"]:
        if isinstance(given, dict) and str(given["id"]).endswith("-part"):
            given["value"] = state.search
    return Request(call.path, json.dumps(body).encode())


def _others(state: PageState) -> Iterator[tuple[str, Any]]:
    """Every field with each other value it can have, or with one."""
    for name, field in type(state).model_fields.items():
        if name != "release":
            yield from ((name, value) for value in _values(name, field.annotation) if value != getattr(state, name))


def _values(name: str, annotation: Any) -> list[Any]:
    if typing.get_origin(annotation) is tuple:
        return [(value,) for value in _values(name, typing.get_args(annotation)[0])]
    if isinstance(annotation, types.UnionType) or typing.get_origin(annotation) is typing.Union:
        return [value for part in typing.get_args(annotation) if part is not type(None) for value in _values(name, part)]
    if typing.get_origin(annotation) is typing.Literal:
        return list(typing.get_args(annotation))
    if name == "sizes":
        return ["5-1"]
    return {bool: [True, False], int: [1, 2], float: [0.01, 0.5], str: [WORDS.get(name, "elsewhere")]}[annotation]
