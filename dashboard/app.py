"""`create_app`: the only place where Dash is constructed."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Any

from dash import Dash, page_registry, set_props
from flask import Flask, Response, request

from dashboard import shell
from dashboard.answers import Answers
from dashboard.api import register_api
from dashboard.context import attach_catalogue
from dashboard.errors import UserFacingError
from dashboard.preparing import note_requests
from dashboard.settings import Settings
from dashboard.store.catalogue import Catalogue
from dashboard.vendor import STYLES, attach_vendor, attached_plotly

log = logging.getLogger(__name__)
ASSETS = Path(__file__).resolve().parents[1] / "assets"

_INDEX = """<!DOCTYPE html>
<html lang="en" data-plotly="{%plotly%}" data-plotly-later="{%plotly-later%}">
  <head>
    {%metas%}
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>{%title%}</title>
    <link rel="icon" type="image/svg+xml" href="/assets/mark.svg">
    {%css%}
  </head>
  <body>
    {%app_entry%}
    <footer>{%config%}{%scripts%}{%renderer%}</footer>
  </body>
</html>"""


class _Dash(Dash):
    """Dash with Plotly asked for first, and without its polyfill for browsers of before 2018.

    That puts slow versions in the place of parseFloat, trim and others, with which Plotly takes up to twice as long.
    """

    def interpolate_index(self, **parts: Any) -> str:  # type: ignore[override]  # Dash names each part, as this may do too
        parts["scripts"] = re.sub(r'<script src="[^"]*/polyfill@[^"]*"></script>\s*', "", parts["scripts"])
        has_figures = not any(page["path"] == request.path and page.get("figures") is False for page in page_registry.values())
        scripts = attached_plotly(self.server).scripts
        parts["metas"] += f'<script src="{scripts.first}" async></script>' if has_figures else ""
        return str(super().interpolate_index(**parts)).replace("{%plotly%}", scripts.first).replace("{%plotly-later%}", scripts.later)


def create_app(settings: Settings) -> Dash:
    """The app over the releases of `settings.data_dir`; nothing is read before the first request."""
    server = Flask("dashboard")
    server.config.update(SEND_FILE_MAX_AGE_DEFAULT=3600, COMPRESS_ALGORITHM=["zstd", "br", "gzip"], COMPRESS_ZSTD_LEVEL=1,
                         COMPRESS_BR_LEVEL=1, COMPRESS_LEVEL=1)
    attach_catalogue(server, Catalogue(settings.releases_dir, settings.release))
    if settings.cache_mb:
        Answers(settings.answers_dir, settings.cache_mb).serve(server)
    attach_vendor(server, settings.scripts_dir if settings.cache_mb else None)
    app = _Dash(
        "dashboard", server=server,  # type: ignore[arg-type]  # a Flask app is taken, which the annotation does not say
        use_pages=True, pages_folder=str(Path(__file__).parent / "pages"), assets_folder=str(ASSETS),
        title="GTOP Explorer", update_title="", compress=True, suppress_callback_exceptions=True, index_string=_INDEX,
        external_stylesheets=[STYLES], on_error=_report, serve_locally=True,
    )
    app.layout = shell.layout(app.get_asset_url("mark.svg"))
    shell.register(app)
    register_api(server, server.extensions["gtop-catalogue"])
    _secure(app)
    note_requests(server)
    # Dash completes itself in its first request, which must not be several at once.
    server.test_client().get("/healthz")
    return app


def _report(error: Exception) -> None:
    """A callback failed: the user reads a sentence, the log keeps the traceback."""
    if isinstance(error, UserFacingError):
        message = str(error)
    else:
        log.error("A callback failed", exc_info=error)
        message = "Something went wrong on the server. The rest of the page still works; please report what you did."
    set_props(shell.TOAST, {"is_open": True, "children": message})


def _secure(app: Dash) -> None:
    """Content security policy and its like. The hashes are complete only once a page was served.

    `unsafe-eval` is there for Plotly's WebGL traces, whose library compiles its drawing commands, and for the part of Plotly that comes
    with the first figure in three dimensions; inline scripts and scripts from elsewhere stay forbidden.
    """
    policy: dict[str, str] = {}

    @app.server.after_request
    def add_headers(response: Response) -> Response:
        if response.mimetype == "text/html":
            if "csp" not in policy:
                scripts = " ".join(["'self'", "'unsafe-eval'", *app.csp_hashes()])
                policy["csp"] = (
                    f"default-src 'self'; script-src {scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
                    "worker-src 'self' blob:; connect-src 'self'; object-src 'none'; base-uri 'self'; frame-ancestors 'self'"
                )
            response.headers.setdefault("Content-Security-Policy", policy["csp"])
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        return response

