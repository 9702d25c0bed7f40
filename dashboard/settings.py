"""Settings, read from the environment once, at start."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import AliasChoices, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from dashboard.errors import UserFacingError


class Settings(BaseSettings):
    """Every setting with its default; the environment variable is `DASHBOARD_` and the name in capitals."""

    model_config = SettingsConfigDict(env_prefix="DASHBOARD_", frozen=True, populate_by_name=True)

    data_dir: Path = Field(Path("data"), description="Directory that holds `releases/`.")
    release: str | None = Field(None, description="Release served when the URL names none.")
    cache_dir: Path | None = Field(None, description="Directory for what was drawn before and Plotly's script in parts; default `<data_dir>/cache`.")
    cache_mb: int = Field(256, ge=0, description="Megabytes that this may take on disk; 0: nothing is kept.")
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(
        8050, ge=1, le=65535, validation_alias=AliasChoices("port", "PORT"), description="Port to listen on; from `PORT`.",
    )

    @property
    def releases_dir(self) -> Path:
        return self.data_dir / "releases"

    @property
    def answers_dir(self) -> Path:
        return self._kept_dir / "answers"

    @property
    def scripts_dir(self) -> Path:
        return self._kept_dir / "scripts"

    @property
    def _kept_dir(self) -> Path:
        return self.cache_dir or self.data_dir / "cache"


def read_settings(**given: Any) -> Settings:
    """Settings from the environment; options that were given go first."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        problem = error.errors()[0]
        name = str(problem["loc"][0])
        variable = name.upper() if name.upper() == "PORT" else f"DASHBOARD_{name.upper()}"
        raise UserFacingError(f"The setting {variable} is {problem['input']!r}: {problem['msg'].lower()}.") from None
