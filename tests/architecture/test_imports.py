"""Who may import whom: imports go one way, and each room keeps to its libraries."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "dashboard"
BASE = {"errors", "regions", "page_state", "urls", "settings"}
MAY_IMPORT: dict[str, set[str]] = {
    "errors": set(), "regions": {"errors"}, "page_state": set(), "urls": {"page_state"}, "settings": {"errors"},
    "apart": set(),
    "schema": set(),
    "statistics": set(),
    "ingest": {"schema", "statistics", "errors", "regions"},
    "demo": {"schema", "statistics", "ingest", "errors"},
    "store": {"apart", "schema", "statistics", *BASE},
    "figures": {"schema", "store", "statistics", *BASE},
    "grids": {"schema", "store", "callbacks", *BASE},
    "context": {"store"},
    "components": {"schema", "store", "figures", "grids", "statistics", "callbacks", "context", *BASE},
    "shell": {"components", "context", "search_box", "store", "figures", *BASE},
    "search_box": {"components", "context", "store", *BASE},
    "pages": {"schema", "statistics", "store", "figures", "grids", "components", "context", "shell", *BASE},
    "api": {"schema", "store", "context", *BASE},
    "callbacks": set(),
    "answers": {"callbacks", "context", "errors"},
    "app": {"answers", "api", "context", "pages", "preparing", "settings", "shell", "store", "vendor", "errors"},
    "preparing": {"context", "figures", "store", "vendor", "errors"},
    "vendor": {"apart", "figures", "plotly_script"},
    "plotly_script": set(),
    "readme": {"schema", "settings"},
    "memory": set(),
    "wsgi": {"app", "memory", "preparing", "settings"},
    "commands": {"app", "demo", "ingest", "memory", "preparing", "schema", "store", *BASE},
    "__main__": {"commands", *BASE},
}
"""By room of `dashboard/`: the other rooms its modules may import from."""
FORBIDDEN: dict[str, set[str]] = {
    "errors": {"dash", "plotly", "polars"}, "regions": {"dash", "plotly", "polars"}, "page_state": {"dash", "plotly", "polars"}, "urls": {"dash", "plotly", "polars"}, "settings": {"dash", "plotly", "polars"},
    "schema": {"dash", "plotly", "flask", "numpy", "scipy"},
    "statistics": {"dash", "plotly", "flask"},
    "ingest": {"dash", "plotly", "flask"},
    "demo": {"dash", "plotly", "flask"},
    "store": {"dash", "plotly", "flask", "dash_ag_grid", "dash_bootstrap_components"},
    "figures": {"dash", "flask", "dash_ag_grid", "dash_bootstrap_components"},
    "grids": {"plotly", "flask"},
    "pages": {"polars", "flask"},
    "api": {"dash", "plotly"},
}
"""By room: libraries that do not belong there."""


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py" or path.parent != PACKAGE)


def room_of(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def imported(path: Path) -> Iterator[str]:
    """Dotted names that a module imports, wherever in it the statement stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_go_one_way(path: Path) -> None:
    room = room_of(path)
    assert room in MAY_IMPORT, f"{room} is a new room: say in MAY_IMPORT what it may import"
    for name in imported(path):
        parts = name.split(".")
        if parts[0] == "dashboard" and len(parts) > 1:
            assert parts[1] in MAY_IMPORT[room] | {room}, f"{path.relative_to(PACKAGE)} must not import {name}"
        else:
            assert parts[0] not in FORBIDDEN.get(room, set()), f"{path.relative_to(PACKAGE)} must not use {parts[0]}"


def test_pages_do_not_import_each_other() -> None:
    for path in (PACKAGE / "pages").glob("*.py"):
        assert not [name for name in imported(path) if name.startswith("dashboard.pages.")], path


def test_no_room_is_ruled_that_does_not_exist() -> None:
    there = {room_of(path) for path in modules()}
    assert set(MAY_IMPORT) - there <= {"commands"}


def test_modules_stay_short_enough_to_be_read() -> None:
    long = {str(path.relative_to(PACKAGE)): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    assert {name: lines for name, lines in long.items() if lines > 420} == {}
