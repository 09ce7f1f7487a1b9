"""The proof of goods on their way: back to bins, from customers, in, and to pick faces."""

import pytest

from app.engine.adjusting import AdjustReason, AdjustStock
from app.engine.cancelling import CancelOrder
from app.engine.names import (
    BinCode,
    OpId,
    Place,
    ReplenishId,
    ReturnId,
    StationId,
    TaskId,
    ToteCode,
)
from app.engine.picking import ConfirmPick
from app.engine.purchasing import PlacePurchase
from app.engine.putting_back import PutBack
from app.engine.receiving import ReceiveGoods, ReceiveStock
from app.engine.replenishing import ClaimReplenishment, PlanReplenishment, SetPickFace
from app.engine.returning import InspectReturn, OpenReturn, Outcome, ReceiveReturn
from app.engine.site import SetUpBin
from app.engine.stock import BinUse
from app.operations.running import do
from app.operations.seeing_board import see_put_backs
from app.operations.taking_in import take_in
from app.operations.verifying import verify
from app.station import Station, open_store
from app.sync.protocol import Envelope
from tests.fakes import site
from tests.fakes.databases import Books, open_books
from tests.fakes.site import LAMP, MUG, PAM, SUE, TEA, ok

RESERVE, FACE = BinCode("B-03-1-A"), BinCode("A-02-1-A")


def keeping_day(station: Station | None = None) -> Station:
    """An order shipped and partly sent back, one cancelled in its tote, a delivery on the
    dock, a fetch in somebody's hands, and a bin that was adjusted.
    """
    station = station or open_store(None)
    site.stock_up(station)
    send_and_return(station)
    ok(do(station, site.order("2", (TEA, 2), (MUG, 1))))
    site.release(station, "2")
    site.pick_order(station, "TOTE-0002", "A")
    ok(do(station, CancelOrder(order_id=site.order_id(station, "2")), badge=SUE))
    for command in (
        PlacePurchase(ref="PO-1", supplier="Lamps", lines=((LAMP, 5),)),
        ReceiveGoods(place=Place("DOCK-1"), sku=LAMP, qty_each=3, po_ref="PO-1"),
        SetUpBin(bin_code=RESERVE, use=BinUse.RESERVE),
        ReceiveStock(sku=TEA, bin_code=RESERVE, qty_each=9),
        SetPickFace(bin_code=FACE, sku=TEA, min_each=5, max_each=9),
        PlanReplenishment(),
        AdjustStock(
            bin_code=BinCode("B-01-1-A"), sku=LAMP, qty_each=-1, reason=AdjustReason.LOST
        ),
    ):
        ok(do(station, command, badge=SUE))
    with station.reading() as tables:
        [fetch] = tables.keeping.open_fetches()
    ok(do(station, ClaimReplenishment(task_id=ReplenishId(fetch.task_id))))
    return station


def send_and_return(station: Station) -> None:
    """Three mugs go to a customer, two come back, and one of those is scrapped."""
    ok(do(station, site.order("1", (MUG, 3))))
    site.release(station, "1")
    site.pick_order(station, "TOTE-0001", "A")
    _, sscc = site.pack(station, "TOTE-0001")
    site.ship(station, sscc)
    back = OpenReturn(reason="broken", lines=((MUG, 2),), order_ref="1", channel="shop")
    return_id = ReturnId(str(ok(do(station, back, badge=SUE)).values["return"]))
    place = Place("RETURNS-1")
    arrived = ReceiveReturn(return_id=return_id, sku=MUG, qty_each=2, place=place)
    ok(do(station, arrived, badge=PAM))
    scrapped = InspectReturn(
        return_id=return_id, sku=MUG, qty_each=1, place=place, outcome=Outcome.SCRAP
    )
    ok(do(station, scrapped, badge=PAM))


def test_goods_on_their_way_are_in_the_books(each_database: Books):
    station = keeping_day(open_books())

    assert verify(station).differences == ()


WRONG = [
    (
        "UPDATE balance SET qty_each = 1 WHERE place = 'TOTE-0002' AND sku = 'TEA-250'",
        "TOTE-0002 holds 1 of TEA-250, 2 are to go back from it.",
    ),
    (
        "UPDATE put_back SET done_each = qty_each",
        "a put-back is open with 2 of 2 put back.",
    ),
    ("UPDATE put_back SET state = 'done'", "a put-back is done with 0 of 2 put back."),
    ("UPDATE put_back SET state = 'done'", "Order 2: its totes hold 2 of TEA-250, 0 "),
    (
        "UPDATE return_order SET state = 'expected'",
        " is expected, and 2 of MUG-BLUE arrived.",
    ),
    (
        "UPDATE return_order SET state = 'closed'",
        " is closed, and 1 of MUG-BLUE were not looked at.",
    ),
    (
        "UPDATE return_line SET received_each = 4",
        "Order 1: 3 of MUG-BLUE shipped, 4 came back.",
    ),
    (
        "UPDATE return_line SET received_each = 3",
        "MUG-BLUE: 3 shipped and 3 came back, 1 moved to @customer.",
    ),
    (
        "UPDATE return_line SET scrapped_each = 2",
        "MUG-BLUE: 1 wait to be looked at, returns say 0.",
    ),
    (
        "UPDATE purchase_order SET state = 'open'",
        "Purchase PO-1 is open, and 3 of 5 of COMPLICATED-LAMP came.",
    ),
    (
        "UPDATE purchase_order SET state = 'received'",
        "Purchase PO-1 is received, and 3 of 5 of COMPLICATED-LAMP came.",
    ),
    (
        "UPDATE replenish_task SET moved_each = 2",
        "B-03-1-A, TEA-250: a fetch is claimed with 2 of 8 moved.",
    ),
    (
        "UPDATE replenish_task SET state = 'cancelled'",
        "B-03-1-A, TEA-250: 8 allocated, open stops and fetches want 0.",
    ),
    (
        "UPDATE adjustment SET qty_each = -2",
        "B-01-1-A, COMPLICATED-LAMP: an adjustment says -2, its movements -1.",
    ),
    (
        "UPDATE availability SET on_hand_each = 7 WHERE sku = 'COMPLICATED-LAMP'",
        "COMPLICATED-LAMP: 7 on hand, 4 in the good bins.",
    ),
]


@pytest.mark.parametrize(("sql", "sentence"), WRONG)
def test_whatever_is_wrong_with_goods_on_their_way_is_named(sql: str, sentence: str):
    station = keeping_day()
    station.tables.db.run("PRAGMA ignore_check_constraints = ON")
    station.tables.db.run(sql)

    differences = verify(station).differences

    assert any(sentence in each for each in differences), differences


def tell(station: Station, kind: str, command: object) -> None:
    """Another handheld did what the books cannot follow."""
    envelope = Envelope(
        op_id=OpId("OP-1"),
        station=StationId("HANDHELD"),
        station_seq=1,
        kind=kind,
        badge=PAM,
        at=station.now(),
        body=site.encoded(command),
    )
    [outcome] = take_in(station, [envelope])
    assert outcome.outcome == "discrepancy"


def test_goods_put_back_twice_are_a_discrepancy_and_not_a_difference():
    station = keeping_day()
    [back] = [each.task for each in see_put_backs(station) if each.task.sku == TEA]
    done = PutBack(put_back_id=back.put_back_id, bin_code=back.bin_code, qty_each=3)

    tell(station, "put_back", done)

    assert verify(station).differences == ()


def test_goods_that_came_back_unannounced_are_a_discrepancy_and_not_a_difference():
    station = keeping_day()
    came = ReceiveReturn(
        return_id=ReturnId("none"), sku=MUG, qty_each=5, place=Place("RETURNS-1")
    )

    tell(station, "receive_return", came)

    assert verify(station).differences == ()


def test_goods_of_nobody_wait_in_a_tote_until_they_are_put_back():
    station = keeping_day()
    pick = ConfirmPick(
        task_id=TaskId("none"),
        bin_code=FACE,
        sku=TEA,
        qty_each=1,
        tote=ToteCode("TOTE-0009"),
    )

    tell(station, "confirm_pick", pick)
    assert verify(station).differences == ()
    site.put_all_back(station)

    assert verify(station).differences == ()
