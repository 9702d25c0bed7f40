"""The parts of README.md that derive from the registry and the settings; a test holds the file to them."""

from __future__ import annotations

import re

from dashboard.schema import TABLES
from dashboard.settings import Settings


def fill(text: str) -> str:
    """README text with its derived lists brought up to date."""
    return _between(_between(text, "tables", _tables()), "settings", _settings())


def _between(text: str, name: str, content: str) -> str:
    pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)", re.DOTALL)
    return pattern.sub(lambda match: f"{match[1]}{content}\n{match[2]}", text)


def _tables() -> str:
    rows = [f"| `{table.name}` | {table.subject} | {table.help} |" for table in sorted(TABLES.values(), key=lambda table: (table.subject, table.name))]
    return "\n".join(["| table | subject | holds |", "|---|---|---|", *rows])


def _settings() -> str:
    rows = []
    for name, field in Settings.model_fields.items():
        variable = "PORT" if name == "port" else f"DASHBOARD_{name.upper()}"
        default = "–" if field.default is None else f"`{field.default}`"
        rows.append(f"| `{variable}` | {field.description} | {default} |")
    return "\n".join(rows)
