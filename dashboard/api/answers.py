"""What the API answers with: models that the OpenAPI document shows, and responses with their ETag."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson
from flask import Request, Response
from pydantic import BaseModel, Field

from dashboard.schema import Table
from dashboard.store.export import provenance_headers
from dashboard.store.filters import kind, operators
from dashboard.store.release import Release

_REVISION = "1"
"""Part of every ETag: raised when an answer changes its shape though the data did not."""


class ErrorAnswer(BaseModel):
    """What was wrong, in a sentence, and what would have been accepted."""

    error: str
    valid: list[str] = Field(default_factory=list)


class ReleaseAnswer(BaseModel):
    """One release that can be asked; `version` is that of the data, `source_version` its makers'."""

    name: str
    title: str
    version: str
    source_version: str
    default: bool
    simulated: bool
    genome_build: str
    created: str
    source: str
    commit: str
    citation: str
    licence: str
    tables: int
    rows: int
    bytes: int


class ReleasesAnswer(BaseModel):
    """All releases, newest first; `unreadable` gives the reason for each that cannot be opened."""

    releases: list[ReleaseAnswer]
    unreadable: dict[str, str]


class ColumnAnswer(BaseModel):
    """One column: its meaning, and the operators it can be filtered with."""

    name: str
    type: str
    title: str
    help: str
    unit: str
    key: bool
    nullable: bool
    allowed: list[str]
    operators: list[str]


class TableAnswer(BaseModel):
    """One table of a release and its columns."""

    name: str
    title: str
    help: str
    subject: str
    rows: int
    bytes: int
    sort_by: list[str]
    flags: dict[str, int]
    columns: list[ColumnAnswer]


class TablesAnswer(BaseModel):
    """Every table of a release."""

    release: str
    version: str
    simulated: bool
    tables: list[TableAnswer]


class RowsAnswer(BaseModel):
    """Rows of a table; `total` counts all that match, `truncated` says that there are more after these."""

    release: str
    version: str
    simulated: bool
    table: str
    total: int
    limit: int
    offset: int
    truncated: bool
    rows: list[dict[str, Any]]


class SearchHit(BaseModel):
    """One thing found; `url_path` opens it in the dashboard, a higher `score` is a better match."""

    kind: str
    id: str
    label: str
    detail: str
    url_path: str
    score: float


class SearchAnswer(BaseModel):
    """What a search found, best first; where it found nothing, `note` says what would be accepted."""

    release: str
    version: str
    simulated: bool
    query: str
    results: list[SearchHit]
    note: str


def describe_release(release: Release, default: bool) -> ReleaseAnswer:
    """A release as the API lists it."""
    manifest = release.manifest
    return ReleaseAnswer(
        name=release.name, title=manifest.title, version=release.version, source_version=manifest.version, default=default,
        simulated=manifest.simulated, genome_build=manifest.genome_build, created=manifest.created.isoformat(),
        source=manifest.source.location, commit=manifest.source.commit, citation=manifest.citation, licence=manifest.licence,
        tables=len(manifest.tables), rows=sum(entry.rows for entry in manifest.tables.values()),
        bytes=sum(entry.bytes for entry in manifest.tables.values()),
    )


def describe_table(release: Release, table: Table) -> TableAnswer:
    """A table with its columns, from the registry."""
    entry = release.entry(table.name)
    columns = [
        ColumnAnswer(
            name=column.name, type=kind(column), title=column.title, help=column.help, unit=column.unit, key=column.key,
            nullable=column.may_be_null or table.null_keys, allowed=list(column.allowed),
            operators=[operator.name for operator in operators(column)],
        )
        for column in table.columns
    ]
    return TableAnswer(
        name=table.name, title=table.title, help=table.help, subject=table.subject, rows=entry.rows, bytes=entry.bytes,
        sort_by=list(table.sort_by), flags=entry.flags, columns=columns,
    )


def entity_tag(version: str, request: Request) -> str:
    """The ETag of a request's answer: the data's version and a hash of what was asked, whatever the order."""
    asked = "&".join(f"{name}={value}" for name, value in sorted(request.args.items(multi=True)))
    return f"{version}-{hashlib.sha256(f'{_REVISION} {request.path}?{asked}'.encode()).hexdigest()[:16]}"


def not_modified(tag: str, request: Request) -> Response | None:
    """The empty 304 answer where the client already has this one, else None."""
    # Compression appends its own name to the tag it sends out: "abc" becomes "abc:zstd".
    known = {value.split(":", 1)[0] for value in (*request.if_none_match.as_set(include_weak=True),)}
    if tag not in known and not request.if_none_match.star_tag:
        return None
    return tagged(Response(status=304), tag)


def tagged(response: Response, tag: str) -> Response:
    """The response with its ETag; clients may keep it but ask again each time."""
    response.set_etag(tag)
    response.headers["Cache-Control"] = "no-cache"
    return response


def json_response(content: BaseModel | dict[str, Any], status: int = 200) -> Response:
    """`content` as JSON; numbers that are not finite become null."""
    payload = content.model_dump() if isinstance(content, BaseModel) else content
    return Response(orjson.dumps(payload, option=orjson.OPT_NON_STR_KEYS), status=status, mimetype="application/json")


def stamped(response: Response, release: Release) -> Response:
    """The response with headers that name its release, its version and whether it is simulated."""
    response.headers.update(provenance_headers(release))
    return response
