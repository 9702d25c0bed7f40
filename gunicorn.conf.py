"""How gunicorn serves the dashboard; read by itself from the directory it is started in.

WEB_CONCURRENCY sets the workers (2), WEB_THREADS the threads of each (4), PORT the port (8050).
"""

import os
import shutil
import tempfile

bind = f"0.0.0.0:{os.environ.get('PORT', '8050')}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
# Polars starts threads with its first query; a process forked after that hangs on its next one.
preload_app = False
timeout = 120
graceful_timeout = 30
keepalive = 5
# Long streams of rows come from threads of a worker, so that its heartbeat, not a request's length, counts.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None
accesslog = os.environ.get("ACCESS_LOG")

# /metrics adds up all workers through files in this directory; it must be set before a worker imports the client.
_metrics = os.environ.get("PROMETHEUS_MULTIPROC_DIR") or tempfile.mkdtemp(prefix="metrics-")
os.environ["PROMETHEUS_MULTIPROC_DIR"] = _metrics


def child_exit(server, worker):
    """A worker ended: its gauges no longer count."""
    from prometheus_client.multiprocess import mark_process_dead  # noqa: PLC0415

    mark_process_dead(worker.pid)


def on_exit(server):
    """The master ended: its numbers are of no use to the next one."""
    shutil.rmtree(_metrics, ignore_errors=True)
