"""Panels that draw a part of one table as it was published: no controls, one callback each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dashboard.components.panel import Panel, Rows
from dashboard.context import open_release
from dashboard.figures import plot as go
from dashboard.figures.style import Theme, message_figure, theme
from dashboard.page_state import PageState
from dashboard.store.release import Release


@dataclass(frozen=True)
class Published:
    """What a panel draws: rows of a table, their figure, and its note, also by whether they are simulated; `filters` are those of the rows."""

    table: str
    rows: Callable[[Release], Any]
    figure: Callable[[Any, Theme], go.Figure]
    note: Callable[[Any, bool], str]
    filters: tuple[tuple[str, str], ...] = ()

    def fill(self, panel: Panel, release: Release, mode: str) -> tuple[Any, ...]:
        """The panel's contents, a sentence where the release lacks the table."""
        if not release.has(self.table):
            return panel.filled(message_figure(theme(mode), f"This release has no table {self.table}.", "It would come with: make gtop FROM=<clone>"), release, None)
        found = self.rows(release)
        return panel.filled(self.figure(found, theme(mode)), release, Rows(self.table, self.filters), self.note(found, release.simulated))


def register(panel: Panel, view: Published, state: type[PageState]) -> None:
    """The callback that draws the panel from the page's state and the theme."""

    @panel.draws(panel.outputs)
    def draw(search: str, mode: str) -> tuple[Any, ...]:
        return view.fill(panel, open_release(state.of(search).release), mode)
