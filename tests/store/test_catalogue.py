"""Which release is served, and noticing that one was swapped."""

from __future__ import annotations

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tiny import FRAMES, write_release

from dashboard.errors import NotFoundError, ReleaseError
from dashboard.store.catalogue import Catalogue
from dashboard.store.query import Query, select_page


def swap(releases: Path, name: str, version: str, **frames: object) -> None:
    """Write a version of a release and point its link at it in one step, as an import does."""
    write_release(releases / ".versions" / version, name=name, **frames)
    fresh = releases / ".versions" / "fresh"
    fresh.symlink_to(Path(".versions") / version / name)
    os.replace(fresh, releases / name)


def test_real_releases_go_before_the_demo(tmp_path: Path) -> None:
    write_release(tmp_path, name="demo", simulated=True)
    assert Catalogue(tmp_path).open().name == "demo"
    write_release(tmp_path)
    assert Catalogue(tmp_path).open().name == "tiny"
    assert Catalogue(tmp_path, "demo").open().name == "demo"


def test_a_swap_is_noticed_and_the_old_handle_keeps_its_rows(tmp_path: Path) -> None:
    catalogue = Catalogue(tmp_path)
    swap(tmp_path, "atlas", "one")
    before = catalogue.open("atlas")
    swap(tmp_path, "atlas", "two", genes=FRAMES["genes"].head(1))
    after = catalogue.open("atlas")
    assert (before.name, after.name) == ("atlas", "atlas")
    assert before.version != after.version
    assert select_page(before, "genes", Query()).frame.height == 3
    assert select_page(after, "genes", Query()).frame.height == 1
    assert catalogue.names() == ["atlas"]


def test_one_version_is_opened_once_for_all_threads(tmp_path: Path) -> None:
    write_release(tmp_path)
    catalogue = Catalogue(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        handles = set(pool.map(lambda _: id(catalogue.open()), range(50)))
    assert len(handles) == 1


def test_a_broken_release_does_not_hide_the_others(tmp_path: Path) -> None:
    write_release(tmp_path)
    write_release(tmp_path, name="broken")
    (tmp_path / "broken" / "release.json").write_text("{}")
    catalogue = Catalogue(tmp_path)
    assert catalogue.open().name == "tiny"
    with pytest.raises(ReleaseError, match="broken"):
        catalogue.open("broken")
    shutil.rmtree(tmp_path / "tiny")
    with pytest.raises(ReleaseError, match=r"broken.*dashboard demo"):
        catalogue.open()


@pytest.mark.parametrize("name", ["other", "", ".", "..", ".versions", "../tiny", "a\0b", "x" * 5000])
def test_names_lead_nowhere_else(tmp_path: Path, name: str) -> None:
    write_release(tmp_path / "releases")
    write_release(tmp_path)
    with pytest.raises(NotFoundError) as caught:
        Catalogue(tmp_path / "releases").open(name)
    assert caught.value.valid == ("tiny",)


def test_no_directory_is_no_release(tmp_path: Path) -> None:
    assert Catalogue(tmp_path / "none").names() == []
