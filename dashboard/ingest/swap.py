"""Put a finished release in place of the old one, atomically, and clear what earlier imports left.

The files lie in `releases/.versions/<name>-<version>/`; `releases/<name>` is a relative link to them, replaced in one
step. Who resolved the old link keeps reading the old files: the previous version stays until the next import.
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dashboard.errors import ReleaseError

VERSIONS_DIR = ".versions"
PARTIAL = ".partial-"
_NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*$")


def check_name(name: str) -> None:
    """Raise ReleaseError where `name` cannot be a release's name."""
    if not _NAME.match(name):
        raise ReleaseError(f"{name!r} cannot be a release's name; use letters, digits, '-', '_' and '.'.")


@contextmanager
def partial_release(releases: Path, name: str) -> Iterator[Path]:
    """A fresh directory to write release `name` into; removed at the end unless `swap_in` moved it away.

    One import of a name runs at a time. What a killed one left behind is removed. Raises ReleaseError for a bad name,
    where another import is under way, and where the disk is full.
    """
    check_name(name)
    versions = releases / VERSIONS_DIR
    with _clear_errors(releases):
        versions.mkdir(parents=True, exist_ok=True)
        with (versions / f"{name}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise ReleaseError(f"Another import into release {name} is under way; wait for it to end.") from None
            for leftover in versions.glob(f"{name}{PARTIAL}*"):
                shutil.rmtree(leftover, ignore_errors=True)
            directory = Path(tempfile.mkdtemp(prefix=f"{name}{PARTIAL}", dir=versions))
            directory.chmod(0o755)
            try:
                yield directory
            finally:
                shutil.rmtree(directory, ignore_errors=True)


def swap_in(directory: Path, releases: Path, name: str, version: str) -> Path:
    """Make the finished `directory` release `name`; returns the path it has now."""
    versions = releases / VERSIONS_DIR
    link, final = releases / name, versions / f"{name}-{version}"
    previous = link.resolve() if link.exists() else None
    if not final.exists():
        directory.rename(final)
    if link.is_dir() and not link.is_symlink():
        # A release that was copied here by hand: it becomes the previous version.
        previous = versions / f"{name}-{'0' * 12}"
        shutil.rmtree(previous, ignore_errors=True)
        link.rename(previous)
    fresh = versions / f"{name}.link"
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(Path(VERSIONS_DIR) / final.name)
    # The link is relative to where it will lie, one level up from where it is made.
    os.replace(fresh, link)
    _sync(releases)
    for old in versions.glob(f"{name}-*"):
        is_version = re.fullmatch(re.escape(name) + r"-[0-9a-f]{12}", old.name)
        if is_version and old.resolve() not in (final.resolve(), previous):
            shutil.rmtree(old, ignore_errors=True)
    return final


def _sync(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _clear_errors(releases: Path) -> Iterator[None]:
    """Turn a full disk or a directory that cannot be written into a sentence."""
    try:
        yield
    except ReleaseError:
        raise
    except Exception as error:
        number = error.errno if isinstance(error, OSError) else None
        if number in (errno.ENOSPC, errno.EDQUOT) or "No space left" in str(error):
            raise ReleaseError(
                f"The disk of {releases} is full; the old release is untouched. Free some room and import again."
            ) from error
        if number in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise ReleaseError(f"{releases} cannot be written ({error}).") from error
        raise
