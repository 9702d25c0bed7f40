"""Import of the published repository: time and peak memory of the command."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

from benchmarks.result import Result, Setting
from benchmarks.servers import REPOSITORY


def run(setting: Setting) -> Iterator[Result]:
    """Nothing where the repository is not at hand."""
    if setting.gtop is None:
        return
    with tempfile.TemporaryDirectory() as directory:
        command = [sys.executable, "-m", "dashboard", "import", "gtop", setting.gtop, "--data-dir", directory]
        began = time.perf_counter()
        process = subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"the import ended with {process.returncode}")
    yield Result("import GTOP", seconds, 90, "s")
    # Linux counts the largest resident size in kilobytes, macOS in bytes.
    yield Result("import GTOP, peak memory", usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024) / 1e9, 1.5, "GB")
