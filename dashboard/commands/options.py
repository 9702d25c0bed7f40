"""Options that several commands share, and the settings they lead to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from dashboard.errors import UserFacingError

if TYPE_CHECKING:
    from dashboard.settings import Settings

DataDir = Annotated[
    Path | None, typer.Option("--data-dir", help="Directory that holds releases/; else DASHBOARD_DATA_DIR, else data.", show_default=False),
]


def read_settings(**given: Any) -> Settings:
    """Settings from the environment; options that were given go first."""
    from pydantic import ValidationError  # noqa: PLC0415

    from dashboard.settings import Settings  # noqa: PLC0415

    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        problem = error.errors()[0]
        name = str(problem["loc"][0])
        variable = name.upper() if name.upper() == "PORT" else f"DASHBOARD_{name.upper()}"
        raise UserFacingError(f"The setting {variable} is {problem['input']!r}: {problem['msg'].lower()}.") from None
