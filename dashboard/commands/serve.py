"""`serve`: the dashboard and the API on this machine."""

from __future__ import annotations

import logging
import os
import socket
from typing import Annotated

import typer

from dashboard.commands.console import stderr
from dashboard.commands.options import DataDir
from dashboard.errors import UserFacingError


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on; else DASHBOARD_HOST, else 127.0.0.1.", show_default=False)] = None,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port to listen on; else PORT, else 8050.", show_default=False),
    ] = None,
    data_dir: DataDir = None,
    release: Annotated[str | None, typer.Option(help="Release to serve where the URL names none.", show_default=False)] = None,
) -> None:
    """Serve the dashboard and its API. Stop with Ctrl-C."""
    from dashboard.settings import read_settings  # noqa: PLC0415

    settings = read_settings(host=host, port=port, data_dir=data_dir, release=release)
    with _listen(settings.host, settings.port) as listener:
        from dashboard.memory import hold_little, settle  # noqa: PLC0415

        hold_little()
        from werkzeug.serving import make_server  # noqa: PLC0415

        from dashboard.app import create_app  # noqa: PLC0415
        from dashboard.preparing import prepare_soon  # noqa: PLC0415
        from dashboard.store.catalogue import Catalogue  # noqa: PLC0415

        served = Catalogue(settings.releases_dir, settings.release).open()
        # One line per request is for servers that keep a log; gunicorn writes it.
        logging.getLogger("werkzeug").setLevel(logging.WARNING)
        app = create_app(settings)
        server = make_server(settings.host, settings.port, app.server, threaded=True, fd=listener.fileno())
        settle()
        prepare_soon(app.server)
        simulated = " (simulated demo data)" if served.simulated else ""
        stderr().print(f"{served.title}{simulated}: http://{settings.host}:{settings.port}", markup=False)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            stderr().print("Stopped.")
        finally:
            server.server_close()


def _listen(host: str, port: int) -> socket.socket:
    """A listening socket, made before the app so that a port in use is known at once."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=128)
    except socket.gaierror:
        raise UserFacingError(f"{host} is not an address of this machine.") from None
    except OSError as error:
        # Python adds the address to the reason; the sentence has it already.
        reason = os.strerror(error.errno).lower() if error.errno else str(error)
        raise UserFacingError(f"Cannot listen on {host}:{port} ({reason}). Choose another port with --port or PORT.") from None
