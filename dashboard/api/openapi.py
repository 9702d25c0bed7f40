"""The OpenAPI document, generated: fixed parameters and answers from their pydantic models, filters from the registry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from dashboard.api.answers import ErrorAnswer, ReleasesAnswer, RowsAnswer, SearchAnswer, TablesAnswer
from dashboard.api.parameters import ReleaseParameters, SearchParameters, TableParameters
from dashboard.schema import Column, Table
from dashboard.store.export import FORMATS
from dashboard.store.filters import Kind, Operator, kind, operators
from dashboard.store.release import Release

_TYPES: dict[Kind, dict[str, Any]] = {
    "text": {"type": "string"}, "list": {"type": "string"}, "boolean": {"type": "boolean"}, "decimal": {"type": "number"},
    "integer": {"type": "integer", "minimum": -(2**63), "maximum": 2**63 - 1},
}
_FAILURES = {
    "400": "A parameter, column, operator or value is not valid; `valid` lists those that are.",
    "404": "The release or table does not exist; `valid` lists those that do.",
    "503": "No release can be read.",
}


@dataclass(frozen=True)
class Operation:
    """One path: what it is for, its parameters and its answer."""

    path: str
    id: str
    summary: str
    parameters: type[ReleaseParameters]
    answer: type[BaseModel]
    table: Table | None = None


_FIXED = (
    Operation("/api/v1/releases", "releases", "All releases that this server has", ReleaseParameters, ReleasesAnswer),
    Operation("/api/v1/tables", "tables", "The release's tables, with rows, columns and what they mean", ReleaseParameters, TablesAnswer),
    Operation("/api/v1/search", "search", "Genes, aliases, variants, regions, traits and tissues that match a text", SearchParameters, SearchAnswer),
)
_MODELS = (ErrorAnswer, ReleasesAnswer, TablesAnswer, RowsAnswer, SearchAnswer, ReleaseParameters, TableParameters, SearchParameters)


def document(release: Release) -> dict[str, Any]:
    """The OpenAPI 3.1 document of a release: one path per table, each with the filters its columns allow."""
    _, definitions = models_json_schema(
        [(model, "validation") for model in _MODELS], ref_template="#/components/schemas/{model}",
    )
    schemas = definitions["$defs"]
    tables = (
        Operation(f"/api/v1/tables/{name}", f"read_{name}", release.schema(name).help, TableParameters, RowsAnswer, release.schema(name))
        for name in sorted(release.tables)
    )
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"GTOP Explorer: {release.title}", "version": release.version,
            "description": "Rows of every table, filtered with `column=value` (repeated: any of them) or `column__operator=value`."
            + (" This release is simulated demo data." if release.simulated else ""),
        },
        "paths": {operation.path: {"get": _operation(operation, schemas)} for operation in (*_FIXED, *tables)},
        "components": {"schemas": {name: schema for name, schema in schemas.items() if not name.endswith("Parameters")}},
    }


def _operation(operation: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = {"application/json": {"schema": _reference(operation.answer)}}
    if operation.table:
        content |= {form.media_type.split(";")[0]: {"schema": {"type": "string", "format": "binary"}} for form in FORMATS.values()}
    failures = {
        status: {"description": text, "content": {"application/json": {"schema": _reference(ErrorAnswer)}}}
        for status, text in _FAILURES.items()
    }
    return {
        "operationId": operation.id, "summary": operation.summary, "tags": [operation.table.subject if operation.table else "Releases"],
        "parameters": [*_fixed(schemas[operation.parameters.__name__]), *_filters(operation.table)],
        "responses": {
            "200": {"description": "The answer.", "content": content},
            "304": {"description": "The client's copy, named by If-None-Match, is still right."}, **failures,
        },
    }


def _reference(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def _fixed(schema: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": name, "in": "query", "required": False, "description": field.get("description", ""),
            "schema": {key: value for key, value in field.items() if key not in ("title", "description")},
        }
        for name, field in schema["properties"].items()
    ]


def _filters(table: Table | None) -> list[dict[str, Any]]:
    return [_filter(column, operator) for column in table.columns for operator in operators(column)] if table else []


def _filter(column: Column, operator: Operator) -> dict[str, Any]:
    value = _TYPES["boolean"] if operator.name == "isnull" else _TYPES[kind(column)]
    if operator.name == "eq":
        return {
            "name": column.name, "in": "query", "required": False, "description": column.help,
            "schema": {"type": "array", "items": value | ({"examples": list(column.allowed)} if column.allowed else {})},
            "style": "form", "explode": True,
        }
    return {
        "name": f"{column.name}__{operator.name}", "in": "query", "required": False,
        "description": f"{column.title} {operator.help}.", "schema": value,
    }
