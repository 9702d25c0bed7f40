"""Which releases there are, which one is served, and noticing when one is swapped."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from pathlib import Path

from dashboard.errors import NotFoundError, ReleaseError
from dashboard.schema.manifest import RELEASE_FILE
from dashboard.store.release import Release, is_release


class Catalogue:
    """The releases under a directory. Opening one costs a `stat` when it has not changed since."""

    def __init__(self, directory: Path, default: str | None = None) -> None:
        self.directory = directory
        self.default = default
        self._open: dict[str, tuple[Path, int, Release]] = {}
        self._default: tuple[int, str] | None = None
        self._lock = threading.Lock()

    def names(self) -> list[str]:
        """Names of all releases, newest first."""
        found: list[tuple[int, str]] = []
        try:
            paths = [path for path in self.directory.iterdir() if not path.name.startswith(".")]
        except (FileNotFoundError, NotADirectoryError):
            return []
        for path in paths:
            # One that is removed at this moment is no longer there to be named.
            with suppress(OSError):
                if is_release(path):
                    found.append(((path / RELEASE_FILE).stat().st_mtime_ns, path.name))
        return [name for _, name in sorted(found, reverse=True)]

    def open(self, name: str | None = None) -> Release:
        """The release of that name, or the one served by default: the newest real one, else the simulated one.

        Raises NotFoundError for an unknown name, ReleaseError when there is none or it cannot be read.
        """
        if name is None:
            return self.open(self.default) if self.default else self._open_last() or self._open_default()
        try:
            # A name comes from a URL: it must not lead out of the directory, and may hold what no file system takes.
            known = "/" not in name and not name.startswith(".") and is_release(self.directory / name)
        except (OSError, ValueError):
            known = False
        if not known:
            raise NotFoundError(f"There is no release named {name!r}.", tuple(self.names()))
        return self._open_named(name)

    def _open_last(self) -> Release | None:
        """What was chosen before, while no release was added, taken away or swapped since."""
        with suppress(OSError, ReleaseError):
            if self._default and self._default[0] == self.directory.stat().st_mtime_ns:
                return self._open_named(self._default[1])
        return None

    def _open_default(self) -> Release:
        changed = self.directory.stat().st_mtime_ns if self.directory.is_dir() else 0
        releases, broken = [], []
        for name in self.names():
            try:
                releases.append(self._open_named(name))
            except ReleaseError as error:
                broken.append(str(error))
        if not releases:
            detail = " ".join(broken) or f"There is no release in {self.directory}."
            raise ReleaseError(f"{detail} Import one, or build the demo with: python -m dashboard demo")
        real = [release for release in releases if not release.simulated]
        chosen = max(real or releases, key=lambda release: release.manifest.created)
        # Another change within a second might leave the same time on the directory.
        self._default = (changed, chosen.name) if time.time_ns() - changed > 10**9 else None
        return chosen

    def _open_named(self, name: str) -> Release:
        # The link is followed once: what is opened, and what it is remembered by, is then the same version.
        target = (self.directory / name).resolve()
        try:
            stamp = (target / RELEASE_FILE).stat().st_mtime_ns
        except OSError as error:
            raise ReleaseError(f"{target / RELEASE_FILE} cannot be read ({error.strerror}).") from error
        # Opening reads one small file, so that others can wait; two handles of one version would hold its tables twice.
        with self._lock:
            known = self._open.get(name)
            if known is None or known[:2] != (target, stamp):
                known = self._open[name] = (target, stamp, Release(target, name))
            return known[2]
