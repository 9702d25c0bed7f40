"""Start, memory and speed of the server under gunicorn, 2 workers of 4 threads."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator

from benchmarks.page_calls import PageCalls
from benchmarks.page_urls import page_urls
from benchmarks.result import Result, Setting, percentile
from benchmarks.servers import Request, Server, ask, gunicorn, load
from dashboard.app import create_app
from dashboard.settings import Settings
from dashboard.store.catalogue import Catalogue

TABLE = "/api/v1/tables/lead_associations"
FIRST = Request(f"{TABLE}?limit=1")
MIXED = (
    Request("/"), Request("/_dash-layout"), Request("/api/v1/tables"), Request("/api/v1/openapi.json"),
    Request(f"{TABLE}?tissue=Liver&sort=pval_nominal"), Request(f"{TABLE}?variant_class=SV&sort=-slope&limit=1000"),
    Request(f"{TABLE}?gene_symbol__startswith=CD"), Request(f"{TABLE}?qtl_type=eQTL&offset=5000"),
    Request("/api/v1/search?q=CD4"), Request("/api/v1/search?q=rs1569"), Request("/api/v1/search?q=liver"),
    Request(f"{TABLE}?tissue=Liver&format=csv"), Request(f"{TABLE}?variant_class=SV&format=parquet"), Request("/readyz"),
)

_SECONDS_TO_CLOSE = 0.5


def run(setting: Setting) -> Iterator[Result]:
    with gunicorn(setting.data_dir, FIRST) as server:
        yield Result("start: process to first page of rows", server.started, 4, "s")
    with gunicorn(setting.data_dir, Request("/readyz")) as server:
        yield Result("memory of a worker at start", max(server.workers_mb()), 150, "MB")
        page = [Request(f"{TABLE}?sort=pval_nominal&offset={offset}") for offset in range(0, 2000, 100)]
        load(server, page, clients=4, each=5)
        alone = load(server, page, clients=1, each=100)
        yield Result("API: a sorted page of 100 rows, p95, 1 client", percentile(alone.seconds, 0.95) * 1000, 100, "ms")
        many = load(server, page, clients=20, each=20)
        yield Result("API: the same, p95, 20 clients", percentile(many.seconds, 0.95) * 1000, 300, "ms")
        mixed = [*MIXED, *_page_requests(setting, server)]
        load(server, mixed, clients=8, each=125)
        # Workers may still be closing the last answers, whose rows they hold as long.
        time.sleep(_SECONDS_TO_CLOSE)
        yield Result(f"memory of a worker after 1,000 mixed requests ({len(mixed)} kinds)", max(server.workers_mb()), 220, "MB")
        yield Result("memory of all of gunicorn after them, shared pages once", server.total_mb(), 512, "MB")


def _page_requests(setting: Setting, server: Server) -> list[Request]:
    """What a browser asks when it opens each page: its content and all its callbacks."""
    create_app(Settings(data_dir=setting.data_dir, cache_mb=0))
    urls = page_urls(Catalogue(setting.data_dir / "releases").open())

    # The server closes a connection on which nothing was asked for a while.
    def once(request: Request) -> bytes:
        return ask(http.client.HTTPConnection("127.0.0.1", server.port, timeout=60), request, encoding="identity")[1]

    calls = PageCalls(once)
    found: list[Request] = []
    for url in urls.values():
        first, others = calls.open(url)
        found += [first, *others]
    return found
