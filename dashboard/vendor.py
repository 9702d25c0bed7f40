"""What installed packages bring for the browser and Dash does not serve, or not as it is needed: Bootstrap's styles, and Plotly."""

from __future__ import annotations

import hashlib
import logging
import os
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from flask import Blueprint, Flask, Response

from dashboard import plotly_script
from dashboard.apart import run_apart
from dashboard.figures.plot import TRACES, TRACES_LATER

log = logging.getLogger(__name__)
_EXTENSION = "gtop-plotly"
PREFIX = "/vendor"
STYLES = f"{PREFIX}/bootstrap.min.css"
_COMPILE_AT_ONCE = b"//# allFunctionsCalledOnLoad\n"
"""Tells Chromium to compile the script as a whole, beside the page's own work: it is the largest part of a first load."""


@dataclass(frozen=True)
class Scripts:
    """Addresses of Plotly's script, and of what some figures need more; "" where the first has all."""

    first: str
    later: str = ""


class Plotly:
    """Plotly's script: as its package has it, until its parts for the traces of this project are made, and kept in `directory`.

    Addresses tell the version of the package and of what its script is parted by, so that browsers can keep what they got for ever.
    Without a directory, or one that cannot be written to, pages have the whole script.
    """

    def __init__(self, directory: Path | None) -> None:
        self._whole = f"plotly-{version('plotly')}.js"
        key = hashlib.sha256(repr((TRACES, TRACES_LATER)).encode() + Path(plotly_script.__file__).read_bytes()).hexdigest()[:12]
        self._first, self._later = (f"plotly-{version('plotly')}-{key}-{part}.js" for part in ("first", "later"))
        self._directory = directory

    @property
    def scripts(self) -> Scripts:
        if self._are_made():
            return Scripts(f"{PREFIX}/{self._first}", f"{PREFIX}/{self._later}")
        return Scripts(f"{PREFIX}/{self._whole}")

    def prepare(self) -> None:
        """Make the parts where they are not made; takes a second of another process."""
        if not self._directory or self._are_made():
            return
        try:
            self._directory.mkdir(parents=True, exist_ok=True)
            run_apart(_part, _package_script(), self._directory / self._first, self._directory / self._later)
        except (OSError, ValueError) as error:
            log.warning("Plotly's script is served as a whole: %s. Everything works with it, but pages open later.", error)

    def read(self, name: str) -> bytes | None:
        """The script of that name; None where there is none."""
        if name == self._whole:
            return _COMPILE_AT_ONCE + _package_script().read_bytes()
        if name not in (self._first, self._later) or not self._directory:
            return None
        # Who has a page may ask for what was deleted since.
        self.prepare()
        try:
            return (_COMPILE_AT_ONCE if name == self._first else b"") + (self._directory / name).read_bytes()
        except OSError:
            return None

    def _are_made(self) -> bool:
        # Written last.
        return self._directory is not None and (self._directory / self._first).is_file()


def attach_vendor(server: Flask, directory: Path | None) -> None:
    """Serve both under /vendor; Plotly in parts that are kept in the directory."""
    plotly = server.extensions[_EXTENSION] = Plotly(directory)
    vendor = Blueprint("vendor", __name__, static_folder=str(_directory("flask_bootstrap") / "static" / "bootstrap5" / "css"), static_url_path=PREFIX)

    @vendor.get(f"{PREFIX}/<name>.js")
    def send_script(name: str) -> Response:
        script = plotly.read(f"{name}.js")
        if script is None:
            return Response("There is no such script: load the page again.", 404, mimetype="text/plain")
        answer = Response(script, mimetype="text/javascript")
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return answer

    server.register_blueprint(vendor)


def attached_plotly(server: Flask) -> Plotly:
    plotly: Plotly = server.extensions[_EXTENSION]
    return plotly


def _package_script() -> Path:
    return _directory("plotly") / "package_data" / "plotly.min.js"


def _part(script: Path, first: Path, later: Path) -> None:
    """Several workers may do so at once: each file is there as a whole or not at all. Those of other versions go."""
    parts = plotly_script.part(script.read_text(encoding="utf-8"), TRACES, TRACES_LATER)
    for path, text in ((later, parts.later), (first, parts.first)):
        unfinished = path.with_suffix(f".{os.getpid()}")
        unfinished.write_text(text, encoding="utf-8")
        unfinished.replace(path)
    for outdated in set(first.parent.glob("plotly-*.js")) - {first, later}:
        outdated.unlink(missing_ok=True)


def _directory(package: str) -> Path:
    return Path(find_spec(package).origin or "").parent  # type: ignore[union-attr]  # it is required
