"""What was answered before is said again, without computing it; and only while that is true."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import diskcache
import pytest
from tiny import LEADS, write_release

from dashboard.app import create_app
from dashboard.components.ids import THEME
from dashboard.settings import Settings
from dashboard.store import associations

QUESTION = "qtls-counts-part"


class Asking:
    """A server over one data directory, asked for one panel of /qtls; `computed` counts how often it was made anew."""

    def __init__(self, data_dir: Path, monkeypatch: pytest.MonkeyPatch, **settings: Any) -> None:
        self.computed = 0
        count = associations.count_leads

        def counting(*args: Any, **kwargs: Any) -> Any:
            self.computed += 1
            return count(*args, **kwargs)

        monkeypatch.setattr(associations, "count_leads", counting)
        self.client = create_app(Settings(data_dir=data_dir, **settings)).server.test_client()
        known = self.client.get("/_dash-dependencies").get_json()
        self._panel = next(one for one in known if any(given["id"] == QUESTION for given in one["inputs"]))

    def ask(self, search: str = "?", encoding: str = "identity") -> Any:
        outputs = [dict(zip(("id", "property"), name.rsplit(".", 1), strict=True)) for name in self._panel["output"].strip(".").split("...")]
        body = {"output": self._panel["output"], "outputs": outputs, "changedPropIds": [f"{QUESTION}.data"],
                "inputs": [{"id": QUESTION, "property": "data", "value": search}], "state": [{"id": THEME, "property": "data", "value": "light"}]}
        answer = self.client.post("/_dash-update-component", data=json.dumps(body), content_type="application/json", headers={"Accept-Encoding": encoding}, buffered=True)
        assert answer.status_code == 200
        return answer


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    write_release(tmp_path / "releases")
    return tmp_path


def test_what_was_asked_before_is_said_again_by_every_worker(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asking = Asking(data_dir, monkeypatch)
    first = asking.ask()
    again = asking.ask()
    assert asking.computed == 1
    assert again.data == first.data
    assert again.headers["Content-Type"] == first.headers["Content-Type"]
    assert again.headers["X-Content-Type-Options"] == "nosniff"
    other = Asking(data_dir, monkeypatch)
    assert other.ask().data == first.data
    assert other.computed == 0


def test_another_state_and_another_encoding_are_other_questions(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asking = Asking(data_dir, monkeypatch)
    plain = asking.ask()
    assert asking.ask("?qtl_type=eQTL").data != plain.data
    for _ in range(2):
        assert asking.ask(encoding="gzip").headers["Content-Encoding"] == "gzip"
        assert asking.ask().headers.get("Content-Encoding") is None
    assert asking.computed == 3


def test_an_answer_of_a_release_that_was_replaced_is_not_said_again(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asking = Asking(data_dir, monkeypatch)
    asking.ask()
    shutil.rmtree(data_dir / "releases")
    write_release(data_dir / "releases", lead_associations=LEADS.head(3))
    asking.ask()
    assert asking.computed == 2


def test_without_a_name_it_is_the_release_served_by_default_that_counts(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asking = Asking(data_dir, monkeypatch)
    asking.ask("?release=tiny")
    asking.ask()
    assert asking.computed == 2
    shutil.rmtree(data_dir / "releases")
    write_release(data_dir / "releases", name="other")
    assert "other" in asking.ask().get_data(as_text=True)
    assert asking.computed == 3


def test_an_error_is_not_kept(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asking = Asking(data_dir, monkeypatch)
    with monkeypatch.context() as broken:
        broken.setattr(associations, "count_leads", lambda *_args, **_kwargs: 1 / 0)
        assert "went wrong" in asking.ask().get_data(as_text=True)
    assert "graph" in asking.ask().get_data(as_text=True)
    assert asking.computed == 1


@pytest.mark.parametrize("megabytes", [0, 1])
def test_nothing_is_kept_where_none_is_to_be(data_dir: Path, monkeypatch: pytest.MonkeyPatch, megabytes: int) -> None:
    asking = Asking(data_dir, monkeypatch, cache_mb=megabytes)
    asking.ask()
    asking.ask()
    assert asking.computed == 2 - megabytes
    assert (data_dir / "cache").exists() == bool(megabytes)


def test_a_directory_that_cannot_be_used_is_said_and_missed_by_nobody(data_dir: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    (data_dir / "cache").write_text("a file stands here")
    asking = Asking(data_dir, monkeypatch)
    assert asking.ask().data == asking.ask().data
    assert asking.computed == 2
    assert str(data_dir / "cache" / "answers") in caplog.text


def test_what_another_program_left_there_is_not_said(data_dir: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    asking = Asking(data_dir, monkeypatch)
    asking.ask()
    with diskcache.Cache(str(data_dir / "cache" / "answers")) as kept:
        for key in list(kept):
            kept[key] = b"no answer"
    assert "graph" in asking.ask().get_data(as_text=True)
    assert asking.computed == 2
    assert "can be deleted" in caplog.text


def test_a_broken_file_of_answers_is_said_and_missed_by_nobody(data_dir: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    kept = data_dir / "kept" / "answers"
    kept.mkdir(parents=True)
    (kept / "cache.db").write_bytes(b"not a database" * 1000)
    asking = Asking(data_dir, monkeypatch, cache_dir=kept.parent)
    assert asking.ask().data == asking.ask().data
    assert asking.computed == 2
    assert str(kept) in caplog.text

