"""What the shared store does as time passes."""

from datetime import timedelta

import pytest

from app.engine.paying import SetUnpaidHold
from app.engine.reordering import SetSupply
from app.operations.by_the_clock import ByTheClock
from app.operations.running import do
from app.station import Station, open_store
from tests.fakes import site
from tests.fakes.site import LAMP, SUE, TEA, ok


@pytest.fixture
def store() -> Station:
    station = open_store(None)
    site.stock_up(station)
    return station


def later(station: Station, monkeypatch: pytest.MonkeyPatch, minutes: int) -> None:
    """The clock goes on."""
    then = station.now() + timedelta(minutes=minutes)
    monkeypatch.setattr(station, "now", lambda: then)


def done(station: Station) -> list[str]:
    with station.reading() as tables:
        return [each.kind for each in tables.books.operations.find("ORDER BY seq")]


def test_a_reservation_nobody_paid_for_is_let_go_when_its_time_is_over(
    store: Station, monkeypatch: pytest.MonkeyPatch
):
    ok(do(store, SetUnpaidHold(minutes=30), badge=SUE))
    ok(do(store, site.order("1", (LAMP, 5), paid=False)))
    ok(do(store, site.order("2", (LAMP, 5))))
    clock = ByTheClock(store)

    clock.tick()
    assert site.lines_of(store, "2")[0].backordered_each == 5
    later(store, monkeypatch, 31)
    clock.tick()
    clock.tick()

    assert site.lines_of(store, "2")[0].reserved_each == 5
    assert done(store).count("expire_reservations") == 1


def test_reorder_points_are_planned_once_a_day_where_something_is_bought(
    store: Station, monkeypatch: pytest.MonkeyPatch
):
    clock = ByTheClock(store)
    clock.tick()
    assert "plan_reorder" not in done(store)
    ok(do(store, SetSupply(sku=TEA, supplier="T", lead_days=3), badge=SUE))

    for _ in range(3):
        later(store, monkeypatch, 24 * 60)
        clock.tick()
        clock.tick()

    assert done(store).count("plan_reorder") == 3
