"""Which bins to take from."""

from hypothesis import given
from hypothesis import strategies as st

from app.engine.allocating import choose_bins
from app.engine.names import Place
from app.engine.stock import Balance
from tests.fakes.site import TEA


def bins(**free: int) -> list[Balance]:
    return [Balance(place=Place(name), sku=TEA, qty_each=n) for name, n in free.items()]


def chosen(qty_each: int, places: list[Balance]) -> list[tuple[str, int]]:
    return [(balance.place, n) for balance, n in choose_bins(qty_each, places)]


def test_one_stop_beats_two():
    assert chosen(5, bins(a=4, b=9, c=6)) == [("c", 5)]


def test_when_no_bin_is_enough_the_fullest_go_first():
    assert chosen(9, bins(a=1, b=4, c=6)) == [("c", 6), ("b", 3)]


def test_bins_that_hold_too_little_give_what_they_have():
    assert chosen(9, bins(a=1, b=2)) == [("b", 2), ("a", 1)]


def test_goods_bound_to_other_tasks_are_left_alone():
    bound = Balance(place=Place("a"), sku=TEA, qty_each=9, allocated_each=7)
    assert chosen(3, [bound, *bins(b=3)]) == [("b", 3)]


@given(st.integers(0, 50), st.lists(st.integers(0, 20), max_size=8))
def test_never_more_than_asked_nor_than_is_free(qty_each: int, free: list[int]):
    places = bins(**{f"bin{n}": qty for n, qty in enumerate(free)})

    parts = choose_bins(qty_each, places)

    assert sum(n for _, n in parts) == min(qty_each, sum(free))
    assert all(0 < n <= balance.free_each for balance, n in parts)
    assert len({balance.place for balance, _ in parts}) == len(parts)
