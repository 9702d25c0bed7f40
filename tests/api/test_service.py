"""Releases, tables, the document, and the routes for whoever runs the server."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from api_client import serve
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel
from tiny import write_release

from dashboard.api.answers import ReleasesAnswer, RowsAnswer, SearchAnswer, TablesAnswer
from dashboard.schema import TABLES
from dashboard.store.filters import operators


def test_releases_are_listed_with_the_default(client: FlaskClient) -> None:
    answer = client.get("/api/v1/releases").json
    listed = {release["name"]: release for release in answer["releases"]}
    assert set(listed) == {"tiny", "demo"}
    assert (listed["tiny"]["default"], listed["demo"]["default"]) == (True, False)
    assert listed["demo"]["simulated"]
    assert listed["tiny"]["rows"] == 21


def test_a_broken_release_is_listed_with_its_reason(tmp_path: Path) -> None:
    write_release(tmp_path)
    write_release(tmp_path, name="broken")
    (tmp_path / "broken" / "release.json").write_text("{")
    answer = serve(tmp_path).get("/api/v1/releases").json
    assert [release["name"] for release in answer["releases"]] == ["tiny"]
    assert "not a valid release description" in answer["unreadable"]["broken"]


def test_tables_are_described_from_the_registry(client: FlaskClient) -> None:
    tables = {table["name"]: table for table in client.get("/api/v1/tables").json["tables"]}
    assert set(tables) == {"lead_associations", "genotype_pcs", "nominal_associations", "genes", "tissues"}
    columns = {column["name"]: column for column in tables["lead_associations"]["columns"]}
    assert tuple(columns) == TABLES["lead_associations"].column_names
    assert columns["slope"]["help"] == TABLES["lead_associations"]["slope"].help
    assert columns["variant_class"]["allowed"] == ["SNV", "SV", "TR"]
    assert "startswith" in columns["tissue"]["operators"]
    assert tables["lead_associations"]["rows"] == 6


@pytest.mark.parametrize(("url", "model"), [
    ("/api/v1/releases", ReleasesAnswer), ("/api/v1/tables", TablesAnswer), ("/api/v1/tables/tissues", RowsAnswer),
    ("/api/v1/search?q=CD40", SearchAnswer),
])
def test_answers_are_what_the_document_promises(client: FlaskClient, url: str, model: type[BaseModel]) -> None:
    assert model.model_validate_json(client.get(url).text, strict=True)
    assert set(client.get(url).json) == set(model.model_fields)


def test_search_finds_and_says_what_it_would_take(client: FlaskClient) -> None:
    found = client.get("/api/v1/search?q=cd40&limit=3").json
    assert found["results"][0]["id"] == "ENSG01"
    assert found["note"] == ""
    missed = client.get("/api/v1/search?q=nothing-like-it").json
    assert missed["results"] == []
    assert missed["note"]
    assert client.get("/api/v1/search?q=a&limit=0").status_code == 400


@settings(max_examples=100)
@given(st.text(max_size=40))
def test_no_search_ends_in_a_server_error(client: FlaskClient, text: str) -> None:
    assert client.get("/api/v1/search", query_string={"q": text.encode("utf-8", "replace")}).status_code == 200


def test_the_document_lists_every_column_and_operator(client: FlaskClient) -> None:
    document = client.get("/api/v1/openapi.json").json
    assert document["openapi"] == "3.1.0"
    operation = document["paths"]["/api/v1/tables/lead_associations"]["get"]
    named = {parameter["name"]: parameter for parameter in operation["parameters"]}
    table = TABLES["lead_associations"]
    for column in table.columns:
        for operator in operators(column):
            assert (column.name if operator.name == "eq" else f"{column.name}__{operator.name}") in named
    assert named["slope"]["description"] == table["slope"].help
    assert named["limit"]["schema"]["maximum"] == 10_000
    assert named["slope__gt"]["schema"] == {"type": "number"}
    assert "text/csv" in operation["responses"]["200"]["content"]
    assert "/api/v1/tables/smr" not in document["paths"]
    assert "simulated" in client.get("/api/v1/openapi.json?release=demo").json["info"]["description"]


def test_every_reference_of_the_document_resolves(client: FlaskClient) -> None:
    document = client.get("/api/v1/openapi.json").json

    def references(node: object) -> list[str]:
        if isinstance(node, dict):
            return [node["$ref"]] if "$ref" in node else [ref for part in node.values() for ref in references(part)]
        return [ref for part in node for ref in references(part)] if isinstance(node, list) else []

    found = set(references(document))
    assert found
    assert all(ref.removeprefix("#/components/schemas/") in document["components"]["schemas"] for ref in found)


def test_health(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "up"}
    assert client.get("/readyz").json["release"] == "tiny"


def test_not_ready_without_a_release(no_release: FlaskClient) -> None:
    assert no_release.get("/healthz").status_code == 200
    answer = no_release.get("/readyz")
    assert answer.status_code == 503
    assert "python -m dashboard demo" in answer.json["error"]
    assert no_release.get("/api/v1/tables").status_code == 503
    assert no_release.get("/api/v1/releases").json == {"releases": [], "unreadable": {}}


def test_not_ready_when_a_file_is_gone(tmp_path: Path) -> None:
    root = write_release(tmp_path)
    (root / "tables" / "genes.parquet").unlink()
    answer = serve(tmp_path).get("/readyz")
    assert answer.status_code == 503
    assert "tables/genes.parquet" in answer.json["error"]


def test_a_release_that_arrives_later_is_served_without_a_restart(tmp_path: Path) -> None:
    client = serve(tmp_path / "releases")
    assert client.get("/readyz").status_code == 503
    write_release(tmp_path / "releases", name="demo", simulated=True)
    assert client.get("/readyz").json["release"] == "demo"
    write_release(tmp_path / "releases")
    assert client.get("/readyz").json["release"] == "tiny"
    shutil.rmtree(tmp_path / "releases" / "tiny")
    assert client.get("/readyz").json["release"] == "demo"


def test_metrics_count_requests_by_route(tmp_path: Path) -> None:
    write_release(tmp_path)
    client = serve(tmp_path)
    for table in ("genes", "tissues", "nothing"):
        client.get(f"/api/v1/tables/{table}")
    text = client.get("/metrics").text
    assert 'http_requests_total{method="GET",route="/api/v1/tables/<table_name>",status="200"} 2.0' in text
    assert 'http_requests_total{method="GET",route="/api/v1/tables/<table_name>",status="404"} 1.0' in text
    assert 'http_request_duration_seconds_count{method="GET",route="/api/v1/tables/<table_name>"} 3.0' in text
