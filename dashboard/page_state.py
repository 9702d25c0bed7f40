"""What every page's state has in common: an immutable model, its canonical query string, and how one is read.

The canonical query string names only what differs from the defaults, sorted, with lists as repeated parameters; `parse`
never raises but says in sentences what it could not use.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from typing import Any, ClassVar, Self
from urllib.parse import parse_qs, quote, urlencode

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

Query = Mapping[str, "str | list[str]"]


class PageState(BaseModel):
    """What a page shows. Subclasses add a field for every control; `release` pins a release."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    path: ClassVar[str] = "/"

    release: str = Field("", max_length=100)

    @classmethod
    def parse(cls, query: Query | str) -> tuple[Self, list[str]]:
        """The state that a query string describes, and a sentence for each part of it that could not be used."""
        values = parse_qs(query.lstrip("?"), keep_blank_values=True) if isinstance(query, str) else query
        accepted: dict[str, Any] = {}
        problems: list[str] = []
        for name, given in values.items():
            if name.startswith("utm_"):
                continue
            items = [given] if isinstance(given, str) else list(given)
            field = cls.model_fields.get(name)
            if field is None:
                problems.append(f"The parameter “{name}” is not known to this page and was left out.")
                continue
            value, bad = _parse_field(field.annotation, field.metadata, items)
            if bad:
                problems.append(f"{name}: {', '.join(f'“{item}”' for item in bad)} cannot be used here and was left out.")
            if value is not None:
                accepted[name] = value
        return cls(**accepted), problems

    @classmethod
    def of(cls, search: str | None) -> Self:
        """The state of a canonical query string, as callbacks receive it."""
        return cls.parse(search or "")[0]

    @property
    def search(self) -> str:
        """Canonical query string: sorted, defaults left out; empty or beginning with `?`."""
        pairs = [(name, item) for name, value in self._changed() for item in url_items(value)]
        return f"?{urlencode(pairs, quote_via=quote)}" if pairs else ""

    def _changed(self) -> list[tuple[str, Any]]:
        defaults = {name: field.get_default(call_default_factory=True) for name, field in type(self).model_fields.items()}
        return sorted((name, getattr(self, name)) for name in defaults if getattr(self, name) != defaults[name])

    @property
    def href(self) -> str:
        """Path and canonical query string."""
        return self.path + self.search

    @classmethod
    def all_but(cls, *names: str) -> tuple[str, ...]:
        """The fields without those that are named, which must exist."""
        if unknown := set(names) - set(cls.model_fields):
            raise ValueError(f"{cls.__name__} has no fields {sorted(unknown)}")
        return tuple(name for name in cls.model_fields if name not in names)

    def but(self, **changes: Any) -> Self:
        """The same state with some values changed."""
        return type(self).model_validate({**self.model_dump(), **changes})


def url_items(value: Any) -> list[str]:
    values = value if isinstance(value, tuple) else (value,)
    return [("1" if item else "0") if isinstance(item, bool) else f"{item:g}" if isinstance(item, float) else str(item) for item in values]


def _parse_field(annotation: Any, metadata: list[Any], items: list[str]) -> tuple[Any, list[str]]:
    """The parsed value (None when nothing was usable) and the items that were not."""
    is_list = typing.get_origin(annotation) is tuple
    item_type = typing.get_args(annotation)[0] if is_list else _without_none(annotation)
    adapter: TypeAdapter[Any] = TypeAdapter(typing.Annotated[item_type, *metadata] if metadata and not is_list else item_type)
    good, bad = [], []
    for item in items if is_list else items[-1:]:
        try:
            good.append(adapter.validate_python(item))
        except ValidationError:
            bad.append(item)
    if not good:
        return None, bad
    return (tuple(dict.fromkeys(good)) if is_list else good[0]), bad


def _without_none(annotation: Any) -> Any:
    if isinstance(annotation, types.UnionType) or typing.get_origin(annotation) is typing.Union:
        return next(arg for arg in typing.get_args(annotation) if arg is not type(None))
    return annotation
