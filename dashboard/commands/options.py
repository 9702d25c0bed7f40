"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

DataDir = Annotated[
    Path | None, typer.Option("--data-dir", help="Directory that holds releases/; else DASHBOARD_DATA_DIR, else data.", show_default=False),
]
