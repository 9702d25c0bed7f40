"""README.md says what is there: tables, settings, pages, commands."""

from __future__ import annotations

import re
from pathlib import Path

from dashboard.readme import fill
from dashboard.schema import TABLES

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_derived_lists_are_up_to_date() -> None:
    assert fill(README) == README, "run scripts/update-readme"
    assert all(f"| `{name}` |" in README for name in TABLES)


def test_every_page_is_listed() -> None:
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "dashboard" / "pages").glob("*.py"))
    paths = set(re.findall(r'path(?:_template)?="(/[^"]*)"', sources))
    missing = sorted(path for path in paths if path not in README and not path.endswith("/-"))
    assert missing == []


def test_files_it_names_are_there() -> None:
    named = re.findall(r"\]\((docs/[^)]+)\)", README) + re.findall(r"^(dashboard/\w+/|assets/|tests/|benchmarks/)", README, re.MULTILINE)
    assert len(named) > 8
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_make_targets_it_names_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"make (\w+)", README)) - {"and"}
    assert targets >= {"run", "test", "gtop", "lint", "bench"}
    assert [target for target in targets if not re.search(rf"^{target}:", makefile, re.MULTILINE)] == []
