"""Which bins to take from."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.allocating import Shelved, choose_bins
from app.engine.names import Lot, Place
from app.engine.stock import Balance
from tests.fakes.site import DAY, TEA


def bins(**free: int) -> list[Shelved]:
    return [
        Shelved(balance=Balance(place=Place(name), sku=TEA, qty_each=n))
        for name, n in free.items()
    ]


def lot(
    name: str, qty_each: int, *, expires: int | None = None, came: int = 0
) -> Shelved:
    """A lot that expires in so many days, and came so many days ago."""
    balance = Balance(
        place=Place(name),
        sku=TEA,
        qty_each=qty_each,
        lot=Lot(name.upper()),
        since=DAY - timedelta(days=came),
    )
    expires_at = None if expires is None else DAY + timedelta(days=expires)
    return Shelved(balance=balance, expires_at=expires_at)


def chosen(qty_each: int, places: list[Shelved]) -> list[tuple[str, int]]:
    return [(balance.place, n) for balance, n in choose_bins(qty_each, places, DAY)]


def test_one_stop_beats_two():
    assert chosen(5, bins(a=4, b=9, c=6)) == [("c", 5)]


def test_when_no_bin_is_enough_the_fullest_go_first():
    assert chosen(9, bins(a=1, b=4, c=6)) == [("c", 6), ("b", 3)]


def test_bins_that_hold_too_little_give_what_they_have():
    assert chosen(9, bins(a=1, b=2)) == [("b", 2), ("a", 1)]


def test_of_bins_that_are_alike_the_first_by_name_is_taken():
    assert chosen(5, bins(b=5, a=5, c=9)) == [("a", 5)]
    assert chosen(5, bins(b=3, a=3, c=1)) == [("a", 3), ("b", 2)]


def test_one_each_is_worth_a_stop_and_none_is_not():
    assert chosen(2, bins(a=1, b=1, c=0)) == [("a", 1), ("b", 1)]
    assert chosen(0, bins(a=1)) == []


def test_goods_bound_to_other_tasks_are_left_alone():
    bound = Balance(place=Place("a"), sku=TEA, qty_each=9, allocated_each=7)
    assert chosen(3, [Shelved(balance=bound), *bins(b=3)]) == [("b", 3)]


@pytest.mark.parametrize(
    ("shelved", "first"),
    [
        ([lot("a", 9, expires=30), lot("b", 1, expires=2)], [("b", 1), ("a", 2)]),
        ([lot("a", 9), lot("b", 9, expires=400)], [("b", 3)]),
        ([lot("a", 9, came=1), lot("b", 2, came=9)], [("b", 2), ("a", 1)]),
        ([lot("a", 2, came=3), lot("b", 3, came=3)], [("b", 3)]),
        ([lot("a", 9, expires=9, came=1), lot("b", 9, expires=9, came=5)], [("b", 3)]),
        ([lot("a", 9, expires=0), lot("b", 1, expires=1)], [("b", 1)]),
    ],
    ids=[
        "what expires first goes first",
        "what expires at all goes before what does not",
        "then what came first",
        "of one day, the fewest stops",
        "of one expiry day, what came first",
        "what has expired stays",
    ],
)
def test_whose_turn_it_is(shelved: list[Shelved], first: list[tuple[str, int]]):
    assert chosen(3, shelved) == first


@pytest.fixture
def in_tokyo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine that stands nine hours east of Greenwich."""
    if not hasattr(time, "tzset"):
        pytest.skip("this system cannot be moved to another time zone")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("in_tokyo")
def test_a_day_is_the_same_day_wherever_the_machine_stands():
    """At 09:30 and at 21:30 in Greenwich it is one day there, and two in Tokyo."""
    evening = timedelta(hours=12)
    few, many = lot("a", 1, expires=30), lot("b", 9, expires=30)
    later = replace(many, expires_at=DAY + timedelta(days=30) + evening)
    assert chosen(3, [few, later]) == [("b", 3)]

    few, many = lot("a", 1), lot("b", 9)
    came_later = replace(many, balance=replace(many.balance, since=DAY + evening))
    assert chosen(3, [few, came_later]) == [("b", 3)]


@pytest.mark.parametrize(
    ("free", "visited", "first"),
    [
        ({"a": 9, "b": 5}, "a", [("a", 5)]),
        ({"a": 2, "b": 5}, "a", [("b", 5)]),
        ({"a": 2, "b": 4, "c": 4}, "a", [("a", 2), ("b", 3)]),
        ({"a": 2, "b": 3, "c": 9}, "ab", [("b", 3), ("a", 2)]),
    ],
    ids=[
        "a bin on the way is no stop more, however full",
        "one bin that is enough beats two picks for the same way",
        "with no bin enough, what is on the way comes first",
        "two bins on the way beat a third",
    ],
)
def test_a_walk_takes_from_bins_it_goes_to_anyway(
    free: dict[str, int], visited: str, first: list[tuple[str, int]]
):
    parts = choose_bins(5, bins(**free), DAY, set(visited))
    assert [(balance.place, n) for balance, n in parts] == first


def test_a_bin_on_the_way_does_not_go_before_what_expires_first():
    places = [lot("a", 9, expires=30), lot("b", 9, expires=2)]
    assert choose_bins(3, places, DAY, {"a"})[0][0].place == "b"


@given(st.integers(0, 50), st.lists(st.integers(0, 20), max_size=8))
def test_never_more_than_asked_nor_than_is_free(qty_each: int, free: list[int]):
    places = bins(**{f"bin{n}": qty for n, qty in enumerate(free)})

    parts = choose_bins(qty_each, places, DAY)

    assert sum(n for _, n in parts) == min(qty_each, sum(free))
    assert all(0 < n <= balance.free_each for balance, n in parts)
    assert len({balance.place for balance, _ in parts}) == len(parts)
