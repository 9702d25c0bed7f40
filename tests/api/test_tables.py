"""`/api/v1/tables`: filters, pages, files, ETags, errors."""

from __future__ import annotations

import csv
import io
import json

import polars as pl
import pytest
from api_client import serve_release
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny import LEADS

from dashboard.schema import TABLES
from dashboard.store.filters import OPERATORS
from dashboard.store.release import Release

LEAD_URL = "/api/v1/tables/lead_associations"


def strict(text: str) -> object:
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} in JSON")

    return json.loads(text, parse_constant=refuse)


def test_rows_are_filtered_sorted_and_paged(client: FlaskClient) -> None:
    answer = client.get(f"{LEAD_URL}?tissue=Liver&tissue=Lung&sort=-slope&columns=gene_symbol,slope&limit=2&offset=1").json
    version = answer.pop("version")
    assert len(version) == 12
    assert answer == {
        "release": "tiny", "simulated": False, "table": "lead_associations", "total": 5, "limit": 2, "offset": 1, "truncated": True,
        "rows": [{"gene_symbol": "CD40", "slope": 0.5}, {"gene_symbol": "HP", "slope": 0.1}],
    }


def test_the_last_page_is_not_truncated(client: FlaskClient) -> None:
    answer = client.get(f"{LEAD_URL}?limit=3&offset=3").json
    assert (answer["truncated"], len(answer["rows"])) == (False, 3)


def test_missing_values_are_null_and_never_nan(client: FlaskClient) -> None:
    row = strict(client.get(f"{LEAD_URL}?tissue=Skin").text)["rows"][0]
    assert row["slope"] is None
    assert row["variant_id"] == 'rs/6 é,"x"'


def test_lists_come_as_lists(client: FlaskClient) -> None:
    answer = client.get("/api/v1/tables/genotype_pcs?resources=Geuvadis&columns=sample_id,resources").json
    assert answer["rows"] == [{"sample_id": "S2", "resources": ["MAGE", "Geuvadis"]}]


@pytest.mark.parametrize(("name", "read"), [
    ("csv", lambda raw: pl.read_csv(raw, infer_schema=False)), ("tsv", lambda raw: pl.read_csv(raw, separator="\t", infer_schema=False)),
    ("parquet", lambda raw: pl.read_parquet(io.BytesIO(raw))), ("arrow", lambda raw: pl.read_ipc(io.BytesIO(raw))),
])
def test_a_file_holds_every_row_of_the_view(client: FlaskClient, name: str, read: object) -> None:
    query = "tissue=Liver&tissue=Skin&sort=-slope"
    view = client.get(f"{LEAD_URL}?{query}").json
    answer = client.get(f"{LEAD_URL}?{query}&limit=1&format={name}")
    frame = read(answer.data)
    assert frame["variant_id"].to_list() == [row["variant_id"] for row in view["rows"]]
    assert frame.height == view["total"] == 4
    assert answer.headers["X-Release"] == "tiny"
    assert answer.headers["X-Version"] == view["version"]
    assert f"lead_associations_tiny_{view['version']}.{name}" in answer.headers["Content-Disposition"]
    assert "X-Simulated" not in answer.headers


def test_files_of_a_simulated_release_say_so(client: FlaskClient) -> None:
    answer = client.get("/api/v1/tables/tissues?release=demo&format=csv")
    assert answer.headers["X-Simulated"] == "simulated-demo-data"
    assert "_simulated-demo-data.csv" in answer.headers["Content-Disposition"]
    assert len(list(csv.reader(io.StringIO(answer.text)))) == 4


@pytest.mark.parametrize("query", ["", "?limit=1", "?format=csv", "?tissue=Liver&tissue=Lung"])
def test_unchanged_answers_are_not_sent_again(client: FlaskClient, query: str) -> None:
    tag = client.get(LEAD_URL + query).headers["ETag"]
    again = client.get(LEAD_URL + query, headers={"If-None-Match": tag})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)
    compressed = tag.removesuffix('"') + ':zstd"'
    assert client.get(LEAD_URL + query, headers={"If-None-Match": compressed}).status_code == 304
    assert client.get(LEAD_URL + query, headers={"If-None-Match": '"other"'}).status_code == 200


def test_tags_tell_queries_and_releases_apart(client: FlaskClient) -> None:
    urls = [LEAD_URL, f"{LEAD_URL}?limit=1", f"{LEAD_URL}?format=csv", f"{LEAD_URL}?release=demo", "/api/v1/tables/tissues", "/api/v1/tables"]
    assert len({client.get(url).headers["ETag"] for url in urls}) == len(urls)
    assert client.get(f"{LEAD_URL}?limit=1&offset=2").headers["ETag"] == client.get(f"{LEAD_URL}?offset=2&limit=1").headers["ETag"]


@pytest.mark.parametrize("query", ["", "?format=csv", "?format=parquet"])
def test_head_answers_without_a_body(client: FlaskClient, query: str) -> None:
    head, get = client.head(LEAD_URL + query), client.get(LEAD_URL + query)
    assert (head.status_code, head.data) == (200, b"")
    assert head.headers["ETag"] == get.headers["ETag"]
    assert head.content_type == get.content_type
    assert head.headers.get("Content-Length") != "0"


@pytest.mark.parametrize(("url", "status", "valid"), [
    ("/api/v1/tables/nothing", 404, "lead_associations"),
    ("/api/v1/tables/smr", 404, "lead_associations"),
    ("/api/v1/tables/a/b", 404, "/api/v1/tables"),
    ("/api/v1/nothing", 404, "/api/v1/tables"),
    ("/api/v2/tables", 404, "/api/v1/tables"),
    ("/api/", 404, "/api/v1/tables"),
    (f"{LEAD_URL}?release=other", 404, "tiny"),
    (f"{LEAD_URL}?release=../tiny", 404, "tiny"),
    (f"{LEAD_URL}?release=%00", 404, "tiny"),
    (f"{LEAD_URL}?nothing=1", 400, "tissue"),
    (f"{LEAD_URL}?columns=tissue,nothing", 400, "tissue"),
    (f"{LEAD_URL}?sort=-nothing", 400, "tissue"),
    (f"{LEAD_URL}?slope__like=1", 400, "gte"),
    (f"{LEAD_URL}?slope__gt=high", 400, None),
    (f"{LEAD_URL}?limit=10001", 400, None),
    (f"{LEAD_URL}?limit=-1", 400, None),
    (f"{LEAD_URL}?limit=ten", 400, None),
    (f"{LEAD_URL}?offset=99999999999999999999", 400, None),
    (f"{LEAD_URL}?format=xlsx", 400, "parquet"),
    ("/api/v1/tables?colour=red", 400, "release"),
    ("/api/v1/releases?colour=red", 400, "release"),
])
def test_errors_are_sentences_with_what_is_valid(client: FlaskClient, url: str, status: int, valid: str | None) -> None:
    answer = client.get(url)
    assert answer.status_code == status
    assert answer.json["error"].endswith(".")
    assert valid is None or valid in answer.json["valid"]


def test_only_reading_is_possible(client: FlaskClient) -> None:
    answer = client.post(LEAD_URL)
    assert (answer.status_code, answer.json["error"]) == (405, "POST is not possible here.")
    assert "GET" in answer.headers["Allow"]


def test_a_failure_of_ours_is_logged_and_not_shown(client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    def fail(*_: object) -> None:
        raise ValueError("secret detail")

    monkeypatch.setattr("dashboard.api.routes.select_page", fail)
    answer = client.get(LEAD_URL)
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert "secret detail" in caplog.text


def test_no_column_is_named_like_a_parameter() -> None:
    reserved = {"columns", "sort", "limit", "offset", "format", "release"}
    clashes = {(table.name, name) for table in TABLES.values() for name in table.column_names if name in reserved or "__" in name}
    assert not clashes


names = st.one_of(
    st.sampled_from([*LEADS.columns, "resources", "limit", "offset", "sort", "columns", "format", "release"]), st.text(max_size=10),
    st.tuples(st.sampled_from(LEADS.columns), st.sampled_from([*OPERATORS, "", "x"])).map("__".join),
)
values = st.one_of(
    st.text(max_size=15), st.integers().map(str), st.floats().map(str), st.sampled_from(["", "Liver", "true", "json", "csv", "-slope,af"]),
)


@settings(max_examples=300)
@given(st.sampled_from(["lead_associations", "genotype_pcs", "nominal_associations"]), st.lists(st.tuples(names, values), max_size=5))
def test_no_request_ends_in_a_server_error(client: FlaskClient, table: str, pairs: list[tuple[str, str]]) -> None:
    answer = client.get(f"/api/v1/tables/{table}", query_string=[(n.encode("utf-8", "replace"), v.encode("utf-8", "replace")) for n, v in pairs])
    assert answer.status_code in (200, 400, 404)
    if answer.mimetype == "application/json":
        strict(answer.text)


@settings(max_examples=100)
@given(st.text(max_size=30))
def test_no_path_ends_in_a_server_error(client: FlaskClient, path: str) -> None:
    assert client.get("/api/v1/" + path.encode("utf-8", "replace").decode()).status_code in (200, 308, 400, 404)


@pytest.mark.data
def test_published_number_of_liver_structural_variants(gtop_release: Release) -> None:
    client = serve_release(gtop_release)
    query = "tissue=Liver&variant_class=SV"
    assert client.get(f"{LEAD_URL}?{query}").json["total"] == 1389
    assert len(list(csv.reader(io.StringIO(client.get(f"{LEAD_URL}?{query}&format=csv").text)))) == 1389 + 1
