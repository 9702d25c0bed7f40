"""Query parameters of the API, validated by pydantic; the OpenAPI document shows the same models."""

from __future__ import annotations

from typing import Literal, TypeVar

from flask import request
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dashboard.errors import QueryError
from dashboard.store.query import DEFAULT_LIMIT, MAX_LIMIT, MAX_OFFSET

FormatName = Literal["json", "csv", "tsv", "parquet", "arrow"]
MAX_SEARCH_RESULTS = 100


class ReleaseParameters(BaseModel):
    """Which release to answer from."""

    model_config = ConfigDict(extra="forbid")
    release: str = Field("", description="Name of a release; without it, the one served by default.")


class TableParameters(ReleaseParameters):
    """How to answer. Every other parameter of the request is a filter: `column=value` or `column__operator=value`."""

    model_config = ConfigDict(extra="ignore")
    columns: str = Field("", description="Columns to return, separated by commas; all of them without it.")
    sort: str = Field("", description="Columns to sort by, separated by commas; a leading minus means descending.")
    limit: int = Field(DEFAULT_LIMIT, ge=0, le=MAX_LIMIT, description="Rows to return as JSON; files hold every matching row.")
    offset: int = Field(0, ge=0, le=MAX_OFFSET, description="Rows to skip as JSON; files hold every matching row.")
    format: FormatName = Field("json", description="Format of the answer.")


class SearchParameters(ReleaseParameters):
    """What to look for."""

    q: str = Field("", max_length=200, description="A gene, alias, variant, region, trait or tissue.")
    limit: int = Field(10, ge=1, le=MAX_SEARCH_RESULTS, description="Results to return.")


Parameters = TypeVar("Parameters", bound=ReleaseParameters)


def read_parameters(model: type[Parameters]) -> Parameters:
    """The request's parameters as `model`; QueryError naming the first that is unknown or out of range."""
    try:
        return model.model_validate(request.args.to_dict())
    except ValidationError as error:
        problem = error.errors()[0]
        name = str(problem["loc"][0])
        if problem["type"] == "extra_forbidden":
            raise QueryError(f"There is no parameter {name!r} here.", tuple(model.model_fields)) from None
        valid = FormatName.__args__ if name == "format" else ()  # type: ignore[attr-defined]
        message = problem["msg"][0].lower() + problem["msg"][1:]
        raise QueryError(f"{name}={problem['input']!s:.80} is not valid: {message}.", valid) from None


def filter_pairs() -> list[tuple[str, str]]:
    """The request's parameters that are filters, in order, repeated ones too."""
    return [(name, value) for name, value in request.args.items(multi=True) if name not in TableParameters.model_fields]
