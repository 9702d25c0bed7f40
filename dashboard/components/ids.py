"""Component ids, spelled in one place: `<page>-<noun>-<kind>`."""

from __future__ import annotations

URL, NAV, THEME, TOKEN = "url", "nav", "theme", "page-token"
"""What surrounds all pages: where a page writes its state, where a callback opens a page, whether it is light or dark, and by what the
page on screen is known."""


class Ids:
    """Ids of one page. Every id handed out is remembered, so that a test can look for repeats."""

    def __init__(self, page: str) -> None:
        self.page = page
        self.given: set[str] = set()

    def __call__(self, noun: str, kind: str) -> str:
        name = f"{self.page}-{noun}-{kind}"
        self.given.add(name)
        return name
