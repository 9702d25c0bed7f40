"""Commands: what they print, where, and their exit codes."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import types
from pathlib import Path

import polars as pl
import pytest
from tiny import FRAMES, write_release

from dashboard import __main__ as commands
from dashboard.commands import sources
from dashboard.errors import SourceError
from dashboard.ingest.report import ImportReport

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data directory with the releases `tiny` and the simulated `demo`; the environment says nothing else."""
    for variable in [*os.environ]:
        if variable == "PORT" or variable.startswith("DASHBOARD_"):
            monkeypatch.delenv(variable)
    write_release(tmp_path / "releases")
    write_release(tmp_path / "releases", name="demo", simulated=True)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    code = commands.main([str(word) for word in words])
    printed = capsys.readouterr()
    return code, printed.out, printed.err


@pytest.mark.parametrize(("words", "said"), [
    (["nothing"], "No such command 'nothing'"),
    (["import", "excel", "x"], "choose from gtop"),
    (["import", "gtop"], "Missing argument"),
    (["import", "gtop", "one", "two"], "one path or URL"),
    (["serve", "--port", "70000"], "--port"),
    (["demo", "--seed", "x"], "--seed"),
])
def test_wrong_usage_ends_with_two(capsys: pytest.CaptureFixture[str], words: list[str], said: str) -> None:
    code, _, error = run(capsys, *words)
    assert code == 2
    assert said in error


def test_releases_are_listed(capsys: pytest.CaptureFixture[str], data_dir: Path) -> None:
    code, printed, _ = run(capsys, "releases", "--data-dir", data_dir)
    rows = {line.lstrip("* ").split()[0]: line for line in printed.splitlines()}
    assert code == 0
    assert rows["tiny"].startswith("*")
    assert " 21 " in rows["tiny"]
    assert "(simulated)" in rows["demo"]


@pytest.mark.parametrize("command", ["releases", "check", "serve"])
def test_without_a_release_a_sentence_says_what_to_do(capsys: pytest.CaptureFixture[str], tmp_path: Path, command: str) -> None:
    code, _, error = run(capsys, command, "--data-dir", tmp_path, *(["--port", free_port()] if command == "serve" else []))
    assert code == 1
    assert "python -m dashboard demo" in error
    assert "Traceback" not in error


def test_check_passes(capsys: pytest.CaptureFixture[str], data_dir: Path) -> None:
    code, printed, error = run(capsys, "check", "--data-dir", data_dir)
    assert (code, error) == (0, "")
    assert "tiny" in printed
    assert "5 tables checked" in printed


def damage_bytes(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 255
    path.write_bytes(raw)


@pytest.mark.parametrize(("damage", "said"), [
    (Path.unlink, "is missing"),
    (damage_bytes, "sha256"),
    (lambda path: path.write_bytes(path.read_bytes()[:-1]), "bytes where"),
])
def test_check_names_the_damaged_file(capsys: pytest.CaptureFixture[str], data_dir: Path, damage: object, said: str) -> None:
    path = data_dir / "releases" / "tiny" / "tables" / "nominal_associations" / "chromosome=chr2" / "part-0.parquet"
    damage(path)
    code, _, error = run(capsys, "check", "tiny", "--data-dir", data_dir)
    assert code == 1
    assert f"{path}: " in error
    assert said in error


def test_check_finds_rows_out_of_order_rule_breaks_and_strangers(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    frames = FRAMES | {"lead_associations": FRAMES["lead_associations"].with_columns(af=pl.lit(1.5))}
    root = write_release(tmp_path / "releases", **frames)
    shutil.copy(root / "tables" / "genes.parquet", root / "tables" / "copy.parquet")
    code, _, error = run(capsys, "check", "--data-dir", tmp_path)
    assert code == 1
    assert "lead_associations.af: must be ≤ 1 (6 rows)" in error
    assert "tables/copy.parquet: is not named in release.json" in error


def test_check_finds_rows_out_of_order(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    write_release(tmp_path / "releases", ordered=False, genes=FRAMES["genes"].reverse())
    code, _, error = run(capsys, "check", "--data-dir", tmp_path)
    assert code == 1
    assert "genes.parquet: is not sorted by chromosome, start" in error


def test_check_of_an_unknown_release(capsys: pytest.CaptureFixture[str], data_dir: Path) -> None:
    code, _, error = run(capsys, "check", "other", "--data-dir", data_dir)
    assert (code, error) == (1, "There is no release named 'other'.\n")


def offer(monkeypatch: pytest.MonkeyPatch, **functions: object) -> None:
    """Put importers made of `functions` in place of the real ones."""
    module = types.ModuleType("importers")
    vars(module).update(functions)
    monkeypatch.setitem(sys.modules, "importers", module)
    monkeypatch.setattr(sources, "SOURCES", {name: sources.Source("importers", name, "", several=name == "many") for name in functions})


def test_import_hands_over_what_was_given_and_shows_the_report(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:
    seen: list[object] = []

    def one(source: str, *, name: str = "one", data_dir: Path, workers: int = 2, progress: object) -> ImportReport:
        seen.append((source, name, data_dir, workers))
        progress("reading a.txt", 0, 2)
        return ImportReport(release=name)

    def many(paths: list[str], *, name: str | None = None, data_dir: Path, progress: object) -> ImportReport:
        seen.append((paths, name, data_dir))
        return ImportReport(release="many")

    offer(monkeypatch, one=one, many=many)
    code, printed, error = run(capsys, "import", "one", "here", "--data-dir", tmp_path, "--workers", 3)
    assert code == 0
    assert "Imported into release one" in printed
    assert "one: reading a.txt (0/2)" in error
    assert run(capsys, "import", "many", "a", "b", "--name", "n", "--data-dir", tmp_path)[0] == 0
    assert seen == [("here", "one", tmp_path, 3), (["a", "b"], "n", tmp_path)]
    assert run(capsys, "import", "many", "a", "--workers", 2)[0] == 2


def test_import_asks_for_a_name_where_one_is_needed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def one(source: str, *, name: str, data_dir: Path, progress: object) -> ImportReport:
        return ImportReport(release=name)

    offer(monkeypatch, one=one)
    code, _, error = run(capsys, "import", "one", "a")
    assert code == 2
    assert "--name" in error
    assert run(capsys, "import", "one", "a", "--name", "mine")[0] == 0
    code, _, error = run(capsys, "import", "one", "a", "--name", "mine", "--samples", "sheet.tsv")
    assert code == 2
    assert "--samples" in error


def test_errors_are_sentences_and_debug_shows_the_traceback(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def bad(source: str, **_: object) -> ImportReport:
        raise SourceError(f"{source} lacks the column pval.")

    def broken(source: str, **_: object) -> ImportReport:
        raise ZeroDivisionError("division by zero")

    offer(monkeypatch, bad=bad, broken=broken)
    assert run(capsys, "import", "bad", "[file]") == (1, "", "[file] lacks the column pval.\n")
    code, _, error = run(capsys, "import", "broken", "file")
    assert code == 1
    assert "ZeroDivisionError" in error
    assert "--debug" in error
    with pytest.raises(ZeroDivisionError):
        commands.main(["import", "broken", "file", "--debug"])


def test_every_offered_source_exists() -> None:
    for source in sources.SOURCES.values():
        assert callable(getattr(__import__(source.module, fromlist=[source.function]), source.function))


def test_demo_is_not_built_where_a_release_is(capsys: pytest.CaptureFixture[str], data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[tuple[Path, int]] = []
    monkeypatch.setattr("dashboard.demo.build_demo", lambda directory, seed, progress: built.append((directory, seed)), raising=False)
    assert run(capsys, "demo", "--if-needed", "--data-dir", data_dir)[0] == 0
    assert built == []
    assert run(capsys, "demo", "--if-needed", "--data-dir", data_dir / "empty", "--seed", 7)[0] == 0
    assert run(capsys, "demo", "--data-dir", data_dir)[0] == 0
    assert built == [(data_dir / "empty", 7), (data_dir, 1)]


def test_a_port_in_use_is_a_sentence(capsys: pytest.CaptureFixture[str], data_dir: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, _, error = run(capsys, "serve", "--data-dir", data_dir, "--port", port)
    assert code == 1
    assert f"127.0.0.1:{port} (address already in use)" in error


def test_port_of_the_environment_must_be_a_number(capsys: pytest.CaptureFixture[str], data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "abc")
    code, _, error = run(capsys, "serve", "--data-dir", data_dir)
    assert code == 1
    assert "PORT" in error


def test_help_needs_neither_data_nor_the_heavy_libraries() -> None:
    script = "import sys, dashboard.__main__ as m; m.main(['--help']); print([n for n in ('polars', 'dash', 'pydantic') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=REPOSITORY)
    assert done.stdout.splitlines()[-1] == "[]"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]
