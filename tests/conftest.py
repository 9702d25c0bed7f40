"""Fixtures shared by all tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny import write_release

from dashboard.store.release import Release

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of published and third-party test data beside the checkout."""
    if not SHARED_DATA.is_dir():
        pytest.skip(f"{SHARED_DATA} is not there")
    return SHARED_DATA


@pytest.fixture(scope="session")
def tiny_releases(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A `releases` directory with one real release of a few rows, `tiny`; see tests/tiny.py."""
    directory = tmp_path_factory.mktemp("data") / "releases"
    write_release(directory)
    return directory


@pytest.fixture(scope="session")
def tiny_release(tiny_releases: Path) -> Release:
    """The release `tiny`, open."""
    return Release(tiny_releases / "tiny")
