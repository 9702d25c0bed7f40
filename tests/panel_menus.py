"""The menus of a panel's tools in a browser."""

from __future__ import annotations

from playwright.sync_api import Locator, Page


def menu_item(page: Page, panel: str, menu: str, label: str) -> Locator:
    """Opens a menu of a panel, given by the id of its card, and gives one of its items."""
    card = page.locator(f"#{panel}")
    card.locator(".panel-tools").get_by_role("button", name=menu).click()
    return card.get_by_role("menuitem", name=label)
