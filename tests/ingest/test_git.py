"""Sources: directories, clones and repositories to clone."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from dashboard.errors import SourceError
from dashboard.ingest.git import open_source, read_commit
from dashboard.ingest.gtop import find_figures

IDENTITY = ("-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "init.defaultBranch=main")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    (folder / "figure_generation" / "Figure_1" / "input").mkdir(parents=True)
    (folder / "figure_generation" / "Figure_1" / "input" / "a.txt").write_text("x\n1\n")
    for command in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "first")):
        subprocess.run(["git", *IDENTITY, *command], cwd=folder, check=True)
    return folder


def test_a_checkout_is_used_where_it_lies_and_its_commit_recorded(repository: Path) -> None:
    with open_source(str(repository)) as checkout:
        assert checkout.path == repository
        assert len(checkout.commit) == 40
        assert find_figures(checkout.path) == repository / "figure_generation"
    assert read_commit(repository / "figure_generation") == checkout.commit


def test_a_file_url_is_cloned_and_the_clone_removed(repository: Path) -> None:
    with open_source(f"file://{repository}") as checkout:
        assert (checkout.path / "figure_generation" / "Figure_1" / "input" / "a.txt").is_file()
        assert checkout.commit == read_commit(repository)
        clone = checkout.path
    assert not clone.exists()


def test_a_bare_repository_is_cloned(repository: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bare.git"
    subprocess.run(["git", "clone", "-q", "--bare", str(repository), str(bare)], check=True)
    with open_source(str(bare)) as checkout:
        assert find_figures(checkout.path).name == "figure_generation"


def test_a_directory_that_merely_lies_in_a_repository_has_no_commit(repository: Path) -> None:
    (repository / "data").mkdir()
    (repository / "data" / "own.txt").write_text("x\n")
    assert read_commit(repository / "data") == ""


@pytest.mark.parametrize("source", ["", "nowhere", "--upload-pack=touch /tmp/x", "-x", "ext::sh -c id"])
def test_what_is_neither_directory_nor_url_is_refused(source: str) -> None:
    with pytest.raises(SourceError, match="neither a directory nor a URL"), open_source(source):
        pass


def test_a_failing_clone_is_a_sentence_without_the_password(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be cloned"), open_source(f"file://{tmp_path}/none.git"):
        pass


def test_a_folder_without_figures_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="holds no folder figure_generation"):
        find_figures(tmp_path)
