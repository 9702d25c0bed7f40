"""Fetch the npm package ideogram into a directory of its own."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dashboard.errors import SourceError

PACKAGE = "ideogram"
VERSION = "1.53.0"
"""Its gene list is that of Ensembl 110; a later one may change the encoding."""
_SECONDS = 600


@contextmanager
def fetched_package() -> Iterator[Path]:
    """The unpacked package, in a temporary directory that is removed afterwards.

    Raises SourceError where npm is missing or does not deliver.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise SourceError(f"npm is not installed, so the package {PACKAGE} cannot be fetched; name a directory that holds it, or a GTF file.")
    with tempfile.TemporaryDirectory(prefix="annotation-") as directory:
        command = [npm, "pack", f"{PACKAGE}@{VERSION}", "--silent"]
        try:
            done = subprocess.run(command, cwd=directory, capture_output=True, text=True, timeout=_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise SourceError(f"npm could not fetch {PACKAGE}@{VERSION} ({error}).") from error
        archives = list(Path(directory).glob("*.tgz"))
        if done.returncode or not archives:
            reason = next(iter((done.stderr or done.stdout).strip().splitlines()[-1:]), "no reason given")
            raise SourceError(f"npm could not fetch {PACKAGE}@{VERSION}: {reason}")
        with tarfile.open(archives[0]) as archive:
            archive.extractall(directory, members=[member for member in archive if "homo-sapiens" in member.name], filter="data")
        yield Path(directory)
