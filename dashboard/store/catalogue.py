"""Which releases there are, which one is served, and noticing when one is swapped."""

from __future__ import annotations

import threading
from pathlib import Path

from dashboard.errors import NotFoundError, ReleaseError
from dashboard.store.release import Release, is_release

DEMO_NAME = "demo"


class Catalogue:
    """The releases under a directory. Opening one costs a `stat` when it has not changed since."""

    def __init__(self, directory: Path, default: str | None = None) -> None:
        self.directory = directory
        self.default = default
        self._open: dict[str, tuple[Path, int, Release]] = {}
        self._lock = threading.Lock()

    def names(self) -> list[str]:
        """Names of all releases, newest first."""
        if not self.directory.is_dir():
            return []
        found = [path for path in self.directory.iterdir() if not path.name.startswith(".") and is_release(path)]
        return [path.name for path in sorted(found, key=lambda path: path.resolve().stat().st_mtime, reverse=True)]

    def open(self, name: str | None = None) -> Release:
        """The release of that name, or the one served by default.

        Raises NotFoundError for an unknown name, ReleaseError when there is none or it cannot be read.
        """
        if name is None:
            return self._open_default()
        path = self.directory / name
        if "/" in name or name.startswith(".") or not is_release(path):
            raise NotFoundError(f"There is no release named {name!r}.", tuple(self.names()))
        return self._open_path(name, path)

    def _open_default(self) -> Release:
        if self.default:
            return self.open(self.default)
        releases, broken = [], []
        for name in self.names():
            try:
                releases.append(self._open_path(name, self.directory / name))
            except ReleaseError as error:
                broken.append(str(error))
        if not releases:
            detail = " ".join(broken) or f"There is no release in {self.directory}."
            raise ReleaseError(f"{detail} Import one, or build the demo with: python -m dashboard demo")
        real = [release for release in releases if not release.simulated]
        return (real or releases)[0]

    def _open_path(self, name: str, path: Path) -> Release:
        target = path.resolve()
        stamp = (target / "release.json").stat().st_mtime_ns
        with self._lock:
            known = self._open.get(name)
            if known and known[:2] == (target, stamp):
                return known[2]
        release = Release(path)
        with self._lock:
            self._open[name] = (target, stamp, release)
        return release
