"""What installed packages bring for the browser and Dash does not serve, or not as it is needed: Bootstrap's styles, and Plotly."""

from __future__ import annotations

from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from flask import Blueprint, Response

PREFIX = "/vendor"
STYLES = f"{PREFIX}/bootstrap.min.css"
PLOTLY = f"{PREFIX}/plotly-{version('plotly')}.js"
"""By the version of its package, so that it can be kept for ever."""
_COMPILE_AT_ONCE = b"//# allFunctionsCalledOnLoad\n"
"""Tells Chromium to compile the script as a whole, beside the page's own work: it is the largest part of a first load."""


def create_blueprint() -> Blueprint:
    """The routes under /vendor."""
    plotly = _directory("plotly") / "package_data" / "plotly.min.js"
    vendor = Blueprint("vendor", __name__, static_folder=str(_directory("flask_bootstrap") / "static" / "bootstrap5" / "css"), static_url_path=PREFIX)

    @vendor.get(PLOTLY)
    def send_plotly() -> Response:
        answer = Response(_COMPILE_AT_ONCE + plotly.read_bytes(), mimetype="text/javascript")
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return answer

    return vendor


def _directory(package: str) -> Path:
    return Path(find_spec(package).origin or "").parent  # type: ignore[union-attr]  # it is required
