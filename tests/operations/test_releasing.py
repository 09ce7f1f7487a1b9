"""Orders become walks, each its own."""

from dataclasses import replace

from app.engine.releasing import ReleaseOrders
from app.operations.running import do
from app.station import open_store
from tests.fakes import site
from tests.fakes.site import LAMP, MUG, SUE, TEA, ok


def test_two_channels_that_use_one_ref_both_get_their_walks():
    station = open_store(None)
    site.stock_up(station)
    ours = site.order("1", (TEA, 2), (LAMP, 1))
    theirs = replace(site.order("1", (MUG, 3)), channel="market")
    ids = [
        site.OrderId(str(ok(do(station, o)).values["order_id"])) for o in (ours, theirs)
    ]

    ok(do(station, ReleaseOrders(order_ids=tuple(ids)), badge=SUE))

    with station.reading() as tables:
        zones = [[walk.zone for walk in tables.work.lists_of(each)] for each in ids]
        goods = [
            [(t.sku, t.qty_each) for t in tables.work.tasks_of_order(each)]
            for each in ids
        ]
    assert zones == [["A", "B"], ["A"]]
    assert goods == [[(TEA, 2), (LAMP, 1)], [(MUG, 3)]]
    site.prove_books(station)
