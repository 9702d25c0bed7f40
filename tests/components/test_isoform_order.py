"""What moving rows does to the state, and how few names describe an order."""

from __future__ import annotations

import itertools

import pytest

from dashboard.components.isoform_order import listed, reordered, shortest
from dashboard.urls import IsoformBrowserState

MEAN = ["a", "b", "c", "d"]


@pytest.mark.parametrize("order", list(itertools.permutations(MEAN)))
def test_the_shortest_names_give_the_whole_order_back(order: tuple[str, ...]) -> None:
    names = shortest(order, MEAN)
    assert (*names, *(name for name in MEAN if name not in names)) == order
    for fewer in range(len(names)):
        assert (*names[:fewer], *(name for name in MEAN if name not in names[:fewer])) != order


def test_a_move_writes_the_order_and_names_only_what_it_needs() -> None:
    state = reordered(IsoformBrowserState(order="name"), {"data": {"order": ["c", "a", "b"]}}, MEAN)
    assert state.search == "?order=custom&place=c"


def test_pinned_isoforms_stay_first_in_the_order_they_were_moved_to() -> None:
    state = reordered(IsoformBrowserState(pin=("d", "b", "hidden")), {"data": {"order": ["b", "d", "c", "a"]}}, MEAN)
    assert (state.pin, state.place) == (("b", "d", "hidden"), ("c",))


@pytest.mark.parametrize("event", [None, {}, {"data": None}, {"data": {"order": "abc"}}, {"data": {"order": [1, 2]}}])
def test_what_is_not_an_order_changes_nothing(event: dict[str, object] | None) -> None:
    assert reordered(IsoformBrowserState(), event, MEAN) == IsoformBrowserState()


def test_the_list_says_what_is_pinned() -> None:
    row = {"transcript_id": "a", "structural_category": "novel_in_catalog", "novel": True}
    assert listed([row], ["a"]) == [{"id": "a", "label": "a · NIC · ◆ · pinned"}]
