"""The HTTP API. `register_api` adds all of it to the app's server."""

from __future__ import annotations

import logging

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from dashboard.api import health, routes
from dashboard.api.answers import ErrorAnswer, json_response
from dashboard.errors import NotFoundError, QueryError, UserFacingError
from dashboard.store.catalogue import Catalogue

log = logging.getLogger(__name__)


def register_api(server: Flask, catalogue: Catalogue) -> None:
    """Add `/api/v1`, `/healthz`, `/readyz` and `/metrics`; errors under `/api` are JSON sentences."""
    health.count_requests(server)
    server.register_blueprint(health.create_blueprint(catalogue))
    api = routes.create_blueprint(catalogue)
    api.register_error_handler(UserFacingError, _refuse)
    api.register_error_handler(Exception, _fail)
    server.register_blueprint(api)
    server.register_error_handler(MethodNotAllowed, _refuse_method)


def _refuse(error: UserFacingError) -> Response:
    status = {QueryError: 400, NotFoundError: 404}.get(type(error), 503)
    return json_response(ErrorAnswer(error=str(error), valid=list(getattr(error, "valid", ()))), status)


def _fail(error: Exception) -> Response | HTTPException:
    if isinstance(error, HTTPException):
        return json_response(ErrorAnswer(error=error.description or error.name), error.code or 500)
    log.error("%s failed", request.full_path, exc_info=error)
    return json_response(ErrorAnswer(error="The server failed to answer; its log says why."), 500)


def _refuse_method(error: MethodNotAllowed) -> Response | HTTPException:
    """Flask finds no blueprint for a wrong method, so that this one is caught for the whole server."""
    if not request.path.startswith(routes.PREFIX):
        return error
    methods = sorted(error.valid_methods or ())
    response = json_response(ErrorAnswer(error=f"{request.method} is not possible here.", valid=methods), 405)
    response.headers["Allow"] = ", ".join(methods)
    return response
