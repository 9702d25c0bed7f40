"""Settings, read from the environment once, at start."""

from __future__ import annotations

from pathlib import Path

from pydantic import AliasChoices, Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every setting with its default; the environment variable is `DASHBOARD_` and the name in capitals."""

    model_config = SettingsConfigDict(env_prefix="DASHBOARD_", frozen=True, populate_by_name=True)

    data_dir: Path = Field(Path("data"), description="Directory that holds `releases/`.")
    release: str | None = Field(None, description="Release served when the URL names none.")
    cache_dir: Path | None = Field(None, description="Directory for results of background jobs; default `<data_dir>/cache`.")
    redis_url: str | None = Field(None, description="Redis for background jobs when several machines serve.")
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(
        8050, ge=1, le=65535, validation_alias=AliasChoices("port", "PORT"), description="Port to listen on; from `PORT`.",
    )

    @property
    def releases_dir(self) -> Path:
        return self.data_dir / "releases"

    @property
    def jobs_dir(self) -> Path:
        return self.cache_dir or self.data_dir / "cache"
