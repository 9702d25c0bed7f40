"""The routes under /api: each reads its parameters, asks the store, answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from flask import Blueprint, Response, request

from dashboard.api.answers import (
    ReleasesAnswer,
    SearchAnswer,
    SearchHit,
    TablesAnswer,
    describe_release,
    describe_table,
    entity_tag,
    json_response,
    not_modified,
    stamped,
    tagged,
)
from dashboard.api.openapi import document
from dashboard.api.parameters import ReleaseParameters, SearchParameters, TableParameters, filter_pairs, read_parameters
from dashboard.errors import NotFoundError, ReleaseError
from dashboard.store.catalogue import Catalogue
from dashboard.store.export import file_format, file_name, stream
from dashboard.store.query import parse_query, select_all, select_page
from dashboard.store.release import Release
from dashboard.store.search import search

PREFIX = "/api"
PATHS = tuple(f"{PREFIX}/v1/{path}" for path in ("releases", "tables", "tables/<table>", "search", "openapi.json"))


def create_blueprint(catalogue: Catalogue) -> Blueprint:
    """The API's routes over a catalogue of releases."""
    api = Blueprint("api", __name__, url_prefix=PREFIX)

    @api.get("/v1/releases")
    def list_releases() -> Response:
        """All releases that this server has."""
        read_parameters(ReleaseParameters)
        answer = _releases(catalogue)
        versions = "".join(release.version for release in answer.releases) or "none"
        tag = entity_tag(versions[:64], request)
        return not_modified(tag, request) or tagged(json_response(answer), tag)

    @api.get("/v1/tables")
    def list_tables() -> Response:
        """The release's tables, with rows, columns and what they mean."""
        release = catalogue.open(read_parameters(ReleaseParameters).release or None)
        return _answer(release, lambda: TablesAnswer(
            release=release.name, version=release.version, simulated=release.simulated,
            tables=[describe_table(release, release.schema(name)) for name in sorted(release.tables)],
        ).model_dump())

    @api.get("/v1/tables/<table_name>")
    def read_table(table_name: str) -> Response:
        """Rows of a table that match the filters, as JSON or as a file."""
        parameters = read_parameters(TableParameters)
        release = catalogue.open(parameters.release or None)
        return _rows(release, table_name, parameters)

    @api.get("/v1/search")
    def find() -> Response:
        """Genes, aliases, variants, regions, traits and tissues that match a text."""
        parameters = read_parameters(SearchParameters)
        release = catalogue.open(parameters.release or None)

        def build() -> dict[str, Any]:
            result = search(release, parameters.q, parameters.limit)
            return SearchAnswer(
                release=release.name, version=release.version, simulated=release.simulated, query=parameters.q,
                results=[SearchHit(**asdict(hit)) for hit in result.hits], note=result.note or "",
            ).model_dump()

        return _answer(release, build)

    @api.get("/v1/openapi.json")
    def describe() -> Response:
        """This document."""
        release = catalogue.open(read_parameters(ReleaseParameters).release or None)
        return _answer(release, lambda: document(release))

    @api.get("/", defaults={"path": ""})
    @api.get("/<path:path>")
    def unknown(path: str) -> Response:
        """Answered here, since the app has a page for every other path."""
        raise NotFoundError(f"There is nothing at {PREFIX}/{path}.", PATHS)

    return api


def _answer(release: Release, build: Callable[[], dict[str, Any]]) -> Response:
    tag = entity_tag(release.version, request)
    return not_modified(tag, request) or stamped(tagged(json_response(build()), tag), release)


def _rows(release: Release, table_name: str, parameters: TableParameters) -> Response:
    query = parse_query(
        release.schema(table_name), filter_pairs(), sort=parameters.sort, columns=parameters.columns,
        limit=parameters.limit, offset=parameters.offset,
    )
    if parameters.format == "json":
        def build() -> dict[str, Any]:
            page = select_page(release, table_name, query)
            return {
                "release": release.name, "version": release.version, "simulated": release.simulated, "table": table_name,
                "total": page.total, "limit": query.limit, "offset": query.offset,
                "truncated": query.offset + page.frame.height < page.total, "rows": page.frame.to_dicts(),
            }

        return _answer(release, build)
    form = file_format(parameters.format)
    tag = entity_tag(release.version, request)
    if unchanged := not_modified(tag, request):
        return unchanged
    pieces = iter(()) if request.method == "HEAD" else stream(select_all(release, table_name, query), form)
    response = Response(pieces, content_type=form.media_type)
    response.headers.set("Content-Disposition", "attachment", filename=file_name(release, table_name, form))
    return stamped(tagged(response, tag), release)


def _releases(catalogue: Catalogue) -> ReleasesAnswer:
    opened: list[Release] = []
    unreadable: dict[str, str] = {}
    for name in catalogue.names():
        try:
            opened.append(catalogue.open(name))
        except (NotFoundError, ReleaseError) as error:
            unreadable[name] = str(error)
    try:
        default = catalogue.open().name
    except (NotFoundError, ReleaseError):
        default = ""
    return ReleasesAnswer(
        releases=[describe_release(release, release.name == default) for release in opened], unreadable=unreadable,
    )
