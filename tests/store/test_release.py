"""A release open for reading."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import polars as pl
import pytest
from tiny import FRAMES, write_release

from dashboard.errors import NotFoundError, ReleaseError
from dashboard.store.release import Release


def test_filled_columns_are_those_with_a_value(tiny_release: Release) -> None:
    for table, frame in FRAMES.items():
        with_values = {name for name in frame.columns if frame[name].count()}
        assert tiny_release.filled_columns(table) == with_values


def test_a_partition_is_one_file(tiny_release: Release) -> None:
    assert [path.parent.name for path in tiny_release.files("nominal_associations", "chr2")] == ["chromosome=chr2"]
    assert tiny_release.scan("nominal_associations", "chr2").collect().height == 2
    assert tiny_release.scan("nominal_associations", "chrX").collect().is_empty()


def test_a_table_is_read_once_for_all_threads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    release, read, times = Release(write_release(tmp_path)), pl.read_parquet, []
    gate = threading.Event()

    def slow(*arguments: object, **options: object) -> pl.DataFrame:
        times.append(1)
        gate.wait(10)
        return read(*arguments, **options)

    monkeypatch.setattr(pl, "read_parquet", slow)
    with ThreadPoolExecutor(4) as pool:
        waiting = [pool.submit(release.frame, "genes") for _ in range(4)]
        gate.set()
        frames = [future.result() for future in waiting]
    assert len(times) == 1
    assert all(frame.equals(frames[0]) for frame in frames)


def test_the_least_recently_used_columns_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    release, read, times = Release(write_release(tmp_path)), pl.read_parquet, []
    monkeypatch.setattr(pl, "read_parquet", lambda *arguments, **options: times.append(options["columns"]) or read(*arguments, **options))
    release.frame("genes", ["gene_id"])
    release.frame("genes", ["gene_symbol", "gene_id"])
    assert times == [["gene_id"], ["gene_symbol"]]
    monkeypatch.setattr("dashboard.store.release.KEPT_BYTES", 1)
    release.frame("tissues", ["tissue"])
    release.frame("genes", ["gene_id"])
    assert times == [["gene_id"], ["gene_symbol"], ["tissue"], ["gene_id"]]


def test_absent_tables(tiny_release: Release) -> None:
    assert tiny_release.has("genes", "tissues")
    assert not tiny_release.has("genes", "smr")
    with pytest.raises(NotFoundError, match="smr is not in this release"):
        tiny_release.scan("smr")
    with pytest.raises(NotFoundError, match="genome does not exist"):
        tiny_release.scan("genome")


def test_a_release_of_another_schema_is_refused(tmp_path: Path) -> None:
    root = write_release(tmp_path)
    manifest = root / "release.json"
    manifest.write_text(manifest.read_text().replace('"schema_hash":"', '"schema_hash":"0'))
    with pytest.raises(ReleaseError, match="import it again"):
        Release(root)


def test_what_serves_small_tables_does_without_pyarrow(tiny_release: Release) -> None:
    script = (
        "import sys; from pathlib import Path; from dashboard.store.release import Release\n"
        f"Release(Path({str(tiny_release.path)!r})).filled_columns('genes'); print('pyarrow' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    assert done.stdout == "False\n"
