"""For whoever runs the server: is it up, can it answer, and how is it doing."""

from __future__ import annotations

import os
import time

from flask import Blueprint, Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from dashboard.api.answers import json_response
from dashboard.errors import UserFacingError
from dashboard.store.catalogue import Catalogue

MULTIPROCESS_DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"
"""With this set before the process starts, as gunicorn.conf.py does, /metrics adds up all workers; without it, a
worker answers for itself."""

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 10)


def create_blueprint(catalogue: Catalogue) -> Blueprint:
    """`/healthz` (the process is up) and `/readyz` (a release is open and its files are there)."""
    health = Blueprint("health", __name__)

    @health.get("/healthz")
    def live() -> Response:
        return json_response({"status": "up"})

    @health.get("/readyz")
    def ready() -> Response:
        try:
            release = catalogue.open()
        except UserFacingError as error:
            return json_response({"status": "not ready", "error": str(error)}, 503)
        missing = [file.path for entry in release.tables.values() for file in entry.files if not (release.path / file.path).is_file()]
        if missing:
            sentence = f"Release {release.name} lacks {missing[0]} and {len(missing) - 1} other files; import it again."
            return json_response({"status": "not ready", "error": sentence}, 503)
        return json_response({"status": "ready", "release": release.name, "version": release.version})

    return health


def count_requests(server: Flask) -> None:
    """Measure every request of the server by route, and answer at `/metrics` in Prometheus' format."""
    registry = CollectorRegistry()
    requests = Counter("http_requests", "Requests answered.", ("method", "route", "status"), registry=registry)
    seconds = Histogram(
        "http_request_duration_seconds", "Time until the answer began.", ("method", "route"), registry=registry, buckets=_SECONDS,
    )

    @server.before_request
    def start() -> None:
        g.request_started = time.perf_counter()

    @server.after_request
    def stop(response: Response) -> Response:
        route = request.url_rule.rule if request.url_rule else "(none)"
        requests.labels(request.method, route, response.status_code).inc()
        seconds.labels(request.method, route).observe(time.perf_counter() - g.get("request_started", time.perf_counter()))
        return response

    @server.get("/metrics")
    def metrics() -> Response:
        source = registry
        if os.environ.get(MULTIPROCESS_DIRECTORY):
            source = CollectorRegistry()
            MultiProcessCollector(source)
        return Response(generate_latest(source), content_type=CONTENT_TYPE_LATEST)
