"""Fixtures shared by all tests."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
from pathlib import Path

import hypothesis
import pytest
from tiny import write_release

from dashboard.demo import build_demo
from dashboard.ingest.gtop import import_gtop
from dashboard.store.release import Release

# How long an example takes says something about the machine, not about the code.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

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


@pytest.fixture(scope="session")
def gtop_release(shared_data: Path) -> Release:
    """The published GTOP tables, imported; kept between runs until the importer, the schema or the files change."""
    source = shared_data / "gtop-phase1"
    if not source.is_dir():
        pytest.skip(f"{source} is not there")
    prefix = f"gtop-explorer-tests-{os.getuid()}-"
    cached = Path(tempfile.gettempdir()) / f"{prefix}{_fingerprint(source)}"
    # One of the processes that run tests imports, the others wait for it.
    with Path(tempfile.gettempdir(), f"{prefix}lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _import_once(source, cached)
    return Release(cached / "releases" / "gtop-phase1")


def _import_once(source: Path, cached: Path) -> None:
    """Import to `cached`, unless that was done before; of imports by other versions of the code the latest three stay."""
    if cached.is_dir():
        return
    fresh = Path(tempfile.mkdtemp(dir=cached.parent, prefix=f"{cached.name}-new-"))
    import_gtop(str(source), data_dir=fresh)
    fresh.rename(cached)
    others = sorted(cached.parent.glob(f"{cached.name.rpartition('-')[0]}-[0-9a-f]*"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in others[3:]:
        shutil.rmtree(old, ignore_errors=True)


@pytest.fixture(scope="session")
def demo_progress() -> list[tuple[str, float]]:
    """What the build of `demo_release` reported: text and share done."""
    return []


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory: pytest.TempPathFactory, demo_progress: list[tuple[str, float]]) -> Path:
    """A data directory with the simulated demo release, built once per session."""
    data_dir = tmp_path_factory.mktemp("demo")
    build_demo(data_dir, seed=1, progress=lambda text, share: demo_progress.append((text, share)))
    return data_dir


@pytest.fixture(scope="session")
def demo_release(demo_data: Path) -> Release:
    """The simulated demo release, open."""
    return Release(demo_data / "releases" / "demo")


def _fingerprint(source: Path) -> str:
    package = Path(__file__).resolve().parents[1] / "dashboard"
    code = [*sorted((package / "ingest").rglob("*.py")), *sorted((package / "schema").rglob("*.py"))]
    digest = hashlib.sha256()
    for path in code:
        digest.update(path.read_bytes())
    for path in sorted(source.rglob("*")):
        digest.update(f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}".encode())
    return digest.hexdigest()[:16]
