"""What each reason of a short does to the bin, to what can be sold, and to others' stops.

A person reports a short when the bin does not give what is still asked. Nothing of the SKU
there, or only wrong items: nothing is left for anybody. Damaged goods leave the bin and the
good ones stay. A blocked bin is left as it is. Rejection reasons that differ in what they do
to stock are HotWax's; counting the bin after each is ShipWave's.
"""

import pytest

from app.engine.names import DAMAGED, LOST, Place
from app.engine.picking import ReportShort, ShortReason
from app.engine.releasing import Method
from app.operations.running import do
from app.operations.seeing_board import see_exceptions, see_orders
from app.station import Station
from tests.fakes import site
from tests.fakes.databases import open_books
from tests.fakes.site import ANA, MUG, ok

BIN = Place("A-03-2-A")

pytestmark = pytest.mark.usefixtures("each_database")


def reported(reason: ShortReason) -> Station:
    """Eight mugs in one bin; of five asked one is picked, two more are another's."""
    station = open_books()
    site.stock_up(station)
    for ref, qty_each in (("1", 5), ("2", 2)):
        ok(do(station, site.order(ref, (MUG, qty_each))))
    site.release(station, "1", "2")
    site.take_tote(station, site.claim(station, "A"), "TOTE-0001")
    task = site.walk_of(station).stops[0].task
    ok(do(station, site.pick_of(task, "TOTE-0001", 1), badge=ANA))
    ok(do(station, ReportShort(task_id=task.task_id, reason=reason), badge=ANA))
    site.prove_books(station)
    return station


@pytest.mark.parametrize(
    ("reason", "left", "lost", "damaged", "counts"),
    [
        (ShortReason.NOT_IN_BIN, 0, 7, 0, 1),
        (ShortReason.WRONG_ITEM, 0, 7, 0, 1),
        (ShortReason.DAMAGED, 3, 0, 4, 1),
        (ShortReason.BIN_BLOCKED, 7, 0, 0, 0),
    ],
)
def test_what_a_reason_does_to_the_bin(
    reason: ShortReason, left: int, lost: int, damaged: int, counts: int
):
    station = reported(reason)
    with station.reading() as tables:
        there = [
            tables.stock.balance(place, MUG).qty_each for place in (BIN, LOST, DAMAGED)
        ]
        on_hand = tables.stock.availability(MUG).on_hand_each
    assert there == [left, lost, damaged]
    assert on_hand == left
    assert [each.reason for each in see_exceptions(station).counts] == [reason] * counts


@pytest.mark.parametrize(
    ("reason", "own", "others"),
    [
        (ShortReason.NOT_IN_BIN, (0, 0, 4), (0, 0, 2)),
        (ShortReason.WRONG_ITEM, (0, 0, 4), (0, 0, 2)),
        # The one good mug nobody else is bound to is not offered again from the same bin.
        (ShortReason.DAMAGED, (0, 1, 3), (2, 0, 0)),
        (ShortReason.BIN_BLOCKED, (0, 4, 0), (2, 0, 0)),
    ],
)
def test_what_a_reason_does_to_the_orders(
    reason: ShortReason, own: tuple[int, int, int], others: tuple[int, int, int]
):
    rows = see_orders(reported(reason))
    stages = [(r.allocated_each, r.reserved_each, r.backordered_each) for r in rows]
    assert stages == [own, others]


def test_a_short_of_a_batch_names_every_order_it_was_for():
    station = open_books()
    site.stock_up(station)
    for ref in ("1", "2"):
        ok(do(station, site.order(ref, (MUG, 4))))
    site.release(station, "1", "2", method=Method.BATCH)
    site.claim(station, "A")
    task = site.walk_of(station).stops[0].task
    short = ReportShort(task_id=task.task_id, reason=ShortReason.NOT_IN_BIN)
    ok(do(station, short, badge=ANA))

    [seen] = see_exceptions(station).shorts

    assert (seen.order_ref, seen.order_id) == ("1, 2", site.order_id(station, "1"))
