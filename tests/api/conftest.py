"""Clients of the API alone, without Dash."""

from __future__ import annotations

from pathlib import Path

import pytest
from api_client import serve
from flask.testing import FlaskClient
from tiny import write_release


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A client of a server with the releases `tiny` (served by default) and the simulated `demo`."""
    directory = tmp_path_factory.mktemp("served") / "releases"
    write_release(directory)
    write_release(directory, name="demo", simulated=True)
    return serve(directory)


@pytest.fixture
def no_release(tmp_path: Path) -> FlaskClient:
    """A client of a server without any release."""
    return serve(tmp_path / "releases")
