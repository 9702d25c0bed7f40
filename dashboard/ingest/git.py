"""Where a source lies: a directory, or a git repository that is cloned first."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dashboard.errors import SourceError

_URL = re.compile(r"^(https?|ssh|file|git)://|^[\w.-]+@[\w.-]+:")
_CREDENTIALS = re.compile(r"(?<=://)[^/@]*@")


@dataclass(frozen=True)
class Checkout:
    """A directory with the source's files; `commit` is empty where it is not a git checkout."""

    path: Path
    location: str
    commit: str


@contextmanager
def open_source(source: str) -> Iterator[Checkout]:
    """The directory `source` names, or a shallow clone of the repository it names, removed at the end.

    Takes a directory, a bare repository on disk, and https, http, ssh, git and file URLs. Raises SourceError where
    there is no such directory, git is not installed, or the clone fails. Passwords in URLs are not recorded.
    """
    path = Path(source).expanduser()
    if source and path.is_dir() and not _is_bare(path):
        yield Checkout(path, str(path), read_commit(path))
        return
    if not source or not (_URL.match(source) or path.is_dir()):
        raise SourceError(f"{source!r} is neither a directory nor a URL of a git repository.")
    with tempfile.TemporaryDirectory(prefix="gtop-explorer-") as scratch:
        clone = Path(scratch) / "clone"
        _clone(source, clone)
        yield Checkout(clone, _CREDENTIALS.sub("", source), read_commit(clone))


def read_commit(path: Path) -> str:
    """The commit checked out in `path` or a directory above it that is a git checkout, else an empty text."""
    top = next((folder for folder in (path, *path.resolve().parents) if (folder / ".git").exists()), None)
    if top is None or shutil.which("git") is None or not _tracks(top, path):
        return ""
    done = _git("-C", str(top), "rev-parse", "HEAD")
    return done.stdout.strip() if done.returncode == 0 else ""


def _tracks(top: Path, path: Path) -> bool:
    """Whether the repository at `top` has the files of `path`, which may merely lie inside somebody's repository."""
    done = _git("-C", str(top), "ls-files", "--", str(path.resolve()))
    return done.returncode == 0 and bool(done.stdout.strip())


def _is_bare(path: Path) -> bool:
    return (path / "HEAD").is_file() and (path / "objects").is_dir()


def _clone(source: str, target: Path) -> None:
    if shutil.which("git") is None:
        raise SourceError("git is not installed; install it, or download the repository and give its directory.")
    done = _git("clone", "--depth", "1", "--quiet", "--", source, str(target))
    if done.returncode:
        reason = done.stderr.strip().splitlines()[-1:] or ["git gave no reason"]
        raise SourceError(f"{_CREDENTIALS.sub('', source)} cannot be cloned: {_CREDENTIALS.sub('', reason[0])}.")


def _git(*arguments: str) -> subprocess.CompletedProcess[str]:
    # Never ask for a password: an import may run where nobody can answer.
    environment = os.environ | {"GIT_TERMINAL_PROMPT": "0", "GIT_SSH_COMMAND": "ssh -o BatchMode=yes"}
    return subprocess.run(["git", *arguments], capture_output=True, text=True, check=False, env=environment)
