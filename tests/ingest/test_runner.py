"""Running a plan: what is read, joined and left out."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from rich.console import Console

from dashboard.errors import SourceError
from dashboard.ingest import runner
from dashboard.ingest.report import show_report
from dashboard.ingest.runner import run_plan
from dashboard.ingest.steps import Built, Loaded, Plan, Step, Unused


def cv(path: str) -> Step:
    def build(loaded: Loaded) -> Built:
        frame = loaded[path].select(pl.col("K").alias("k"), pl.col("CV").alias("cv_error"))
        return Built(frame.filter(pl.col("k") < 9), frame.filter(pl.col("k") >= 9).with_columns(reason=pl.lit("K too large")))

    return Step("admixture_cv", (path,), build)


def write(root: Path, **files: str) -> Path:
    for name, content in files.items():
        (root / f"{name}.txt").write_text(content)
    return root


def test_steps_of_one_table_are_joined_and_their_rows_counted(tmp_path: Path) -> None:
    write(tmp_path, a="K\tCV\n2\t0.5\n9\t0.1\n", b="K\tCV\n3\t0.4\n")
    seen: list[tuple[int, int]] = []
    run = run_plan(Plan((cv("a.txt"), cv("b.txt"))), tmp_path, progress=lambda _, done, total: seen.append((done, total)))
    data = run.tables["admixture_cv"]
    assert isinstance(data.frames, pl.DataFrame)
    assert data.frames["k"].to_list() == [2, 3]
    (table,) = run.report.tables
    assert (table.rows_in, table.rows_out, table.rejected) == (3, 2, {"K too large": 1})
    assert table.source_files == ("a.txt", "b.txt")
    assert seen == [(0, 2), (1, 2), (2, 2)]


def test_every_file_is_accounted_for(tmp_path: Path) -> None:
    write(tmp_path, a="K\tCV\n2\t0.5\n", colours="x\n#fff\n", copy="K\tCV\n2\t0.5\n", changed="K\tCV\n2\t0.6\n", new="?\n1\n")
    plan = Plan(
        (cv("a.txt"), cv("absent.txt")),
        (Unused("drawing aid", ("colours.txt",)), Unused("repeats", ("copy.txt", "changed.txt"), same_as="a.txt")),
    )
    report = run_plan(plan, tmp_path).report
    assert {(file.path, file.status) for file in report.left_out} == {
        ("absent.txt", "absent"), ("colours.txt", "unused"), ("copy.txt", "unused"), ("changed.txt", "unknown"), ("new.txt", "unknown"),
    }
    assert [file.path for file in report.files] == ["a.txt"]
    console = Console(record=True, width=120, force_terminal=False)
    show_report(report, console)
    text = console.export_text()
    assert "admixture_cv" in text
    assert "changed.txt: should repeat a.txt" in text


def test_files_of_the_same_content_are_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, a="K\tCV\n2\t0.5\n", b="K\tCV\n2\t0.5\n", c="K\tCV\n3\t0.5\n")
    read: list[str] = []
    original = runner.read_source

    def counted(path: Path, *, header: bool = True) -> object:
        read.append(path.name)
        return original(path, header=header)

    monkeypatch.setattr(runner, "read_source", counted)
    report = run_plan(Plan((cv("a.txt"), cv("b.txt"), cv("c.txt"))), tmp_path).report
    assert sorted(read) == ["a.txt", "c.txt"]
    assert [file.same_as for file in report.files] == ["", "a.txt", ""]


def test_a_wrong_header_names_file_and_column(tmp_path: Path) -> None:
    write(tmp_path, a="K\terror\n2\t0.5\n")
    with pytest.raises(SourceError, match=r"a\.txt: .*CV.*admixture_cv"):
        run_plan(Plan((cv("a.txt"),)), tmp_path)


def test_values_that_cannot_be_cast_name_the_file(tmp_path: Path) -> None:
    write(tmp_path, a="K\tCV\ntwo\t0.5\n")
    with pytest.raises(SourceError, match=r"a\.txt"):
        run_plan(Plan((cv("a.txt"),)), tmp_path)


def test_a_source_without_any_known_file(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"none of the files this importer knows, such as a\.txt"):
        run_plan(Plan((cv("a.txt"),)), tmp_path)


def test_a_table_whose_rows_are_all_unusable_is_left_out_and_named(tmp_path: Path) -> None:
    write(tmp_path, a="K\tCV\n9\t0.5\n")
    run = run_plan(Plan((cv("a.txt"),)), tmp_path)
    assert run.tables == {}
    assert run.report.tables_without_rows == ("admixture_cv",)
