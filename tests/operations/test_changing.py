"""A customer changes an order: what still goes, and from when it is too late."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from app.engine.changing import ChangeOrder, LineChange
from app.engine.names import ToteCode
from app.engine.orders import CancelQuantity
from app.engine.packing import CloseParcel, PackItem
from app.engine.refusals import Effect, Refusal, Refused, Verdict
from app.engine.task_states import OrderState
from app.labels.slip import SlipLine
from app.operations import papers
from app.operations.running import do
from app.operations.seeing_packing import see_papers
from app.station import Station, open_store
from tests.fakes import site
from tests.fakes.site import DAY, LAMP, MUG, PAM, SUE, TEA, ok

TOTE = "TOTE-0001"


def warehouse(*orders: object) -> Station:
    station = open_store(None)
    site.stock_up(station)
    for order in orders or (site.order("1", (TEA, 4), (LAMP, 3)),):
        ok(do(station, order))
    return station


def change(station: Station, ref: str = "1", **what: Any) -> Verdict:
    asked = ChangeOrder(order_id=site.order_id(station, ref), **what)
    verdict = do(station, asked, badge=SUE)
    site.prove_books(station)
    return verdict


def want(line_no: int, qty_each: int) -> tuple[LineChange, ...]:
    return (LineChange(line_no=line_no, qty_each=qty_each),)


def stages(station: Station, ref: str) -> list[tuple[str, int, int, int]]:
    return [
        (x.sku, x.backordered_each, x.reserved_each, x.cancelled_each)
        for x in site.lines_of(station, ref)
    ]


def placed(_station: Station) -> None:
    pass


def released(station: Station) -> None:
    site.release(station, "1")


def being_packed(station: Station) -> None:
    site.release(station, "1")
    site.pick_order(station, TOTE, "A", "B")
    parcel_id = site.start_packing(station, TOTE)
    for sku, qty_each in ((TEA, 4), (LAMP, 3)):
        item = PackItem(tote=ToteCode(TOTE), sku=sku, qty_each=qty_each)
        ok(do(station, item, badge=PAM))
    assert parcel_id


def taped(station: Station) -> None:
    being_packed(station)
    with station.reading() as tables:
        [parcel] = tables.parcels.parcels.find("")
    ok(do(station, CloseParcel(parcel_id=parcel.parcel_id), badge=PAM))


def packed(station: Station) -> None:
    site.release(station, "1")
    site.pick_order(station, TOTE, "A", "B")
    site.pack(station, TOTE)


def shipped(station: Station) -> None:
    site.release(station, "1")
    site.pick_order(station, TOTE, "A", "B")
    _, sscc = site.pack(station, TOTE)
    site.ship(station, sscc)


FINE = None
HEAD = {"ship_to": ("Ana", "Riga"), "carrier": "DHL", "priority": 5}
LINES = {"lines": want(1, 2)}


@pytest.mark.parametrize(
    ("stage", "what", "answer"),
    [
        (placed, HEAD, FINE),
        (placed, LINES, FINE),
        (released, HEAD, FINE),
        (released, LINES, Refusal.TOO_LATE_RELEASED),
        (being_packed, HEAD, FINE),
        (being_packed, LINES, Refusal.TOO_LATE_RELEASED),
        (taped, HEAD, Refusal.TOO_LATE_PACKED),
        (packed, HEAD, Refusal.TOO_LATE_PACKED),
        (packed, LINES, Refusal.TOO_LATE_RELEASED),
        (shipped, HEAD, Refusal.ORDER_CLOSED),
    ],
)
def test_how_late_an_order_can_be_changed(
    stage: Callable[[Station], None], what: dict[str, Any], answer: Refusal | None
):
    station = warehouse()
    stage(station)
    before = site.order_of(station, "1")

    verdict = change(station, **what)

    if answer is None:
        assert ok(verdict).effect is Effect.ORDER_CHANGED
    else:
        assert isinstance(verdict, Refused)
        assert verdict.reason is answer
        assert site.order_of(station, "1") == before


def test_what_is_not_named_stays_as_it_is():
    station = warehouse()
    before = site.order_of(station, "1")

    ok(change(station, gift_note="For Zosia", note="fragile"))

    after = site.order_of(station, "1")
    assert (after.gift_note, after.note) == ("For Zosia", "fragile")
    assert (after.ship_to, after.carrier, after.priority) == (
        before.ship_to,
        before.carrier,
        before.priority,
    )


def test_walks_and_the_open_parcel_follow_their_order():
    station = warehouse()
    being_packed(station)
    ok(do(station, site.order("2", (TEA, 1))))
    site.release(station, "2")

    ok(change(station, carrier="DHL"))
    later = DAY + timedelta(days=1)
    ok(change(station, "2", priority=9, ship_by=later))

    with station.reading() as tables:
        [parcel] = tables.parcels.parcels.find("")
        [walk] = tables.work.lists_of(site.order_id(station, "2"))
    assert parcel.carrier == "DHL"
    assert (walk.priority, walk.ship_by) == (9, later)


def test_a_smaller_line_gives_what_it_held_to_who_waits():
    station = warehouse(site.order("1", (LAMP, 5)), site.order("2", (LAMP, 2)))

    ok(change(station, lines=want(1, 4)))

    assert stages(station, "1") == [(LAMP, 0, 4, 1)]
    assert stages(station, "2") == [(LAMP, 1, 1, 0)]


def test_a_larger_line_gets_what_is_there_now_and_waits_for_the_rest():
    station = warehouse(site.order("1", (LAMP, 3)), site.order("2", (LAMP, 1)))

    ok(change(station, lines=want(1, 6)))

    assert stages(station, "1") == [(LAMP, 2, 4, 0)]
    assert stages(station, "2") == [(LAMP, 0, 1, 0)]


def test_a_line_can_be_added_and_another_taken_off():
    station = warehouse()

    more = (LineChange(sku=MUG, qty_each=2), LineChange(line_no=1, qty_each=0))
    ok(change(station, lines=more))

    assert stages(station, "1") == [(TEA, 0, 0, 4), (LAMP, 0, 3, 0), (MUG, 0, 2, 0)]
    assert site.lines_of(station, "1")[2].name == "Mug-Blue"


def test_an_order_all_of_whose_lines_are_taken_off_is_cancelled():
    station = warehouse(site.order("1", (LAMP, 5)))
    ok(change(station, lines=want(1, 0)))
    assert site.order_of(station, "1").state is OrderState.CANCELLED


def test_an_unpaid_orders_larger_line_holds_nothing():
    station = warehouse(site.order("1", (LAMP, 1), paid=False))
    ok(change(station, lines=want(1, 3)))
    assert [x.open_each for x in site.lines_of(station, "1")] == [3]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (LineChange(line_no=9, qty_each=1), Refusal.UNKNOWN_LINE),
        (LineChange(line_no=1, qty_each=-1), Refusal.QUANTITY_NOT_POSITIVE),
        (LineChange(sku=MUG, qty_each=0), Refusal.QUANTITY_NOT_POSITIVE),
        (LineChange(sku=site.Sku("NO-SUCH"), qty_each=1), Refusal.UNKNOWN_ITEM),
    ],
)
def test_one_line_that_cannot_be_changed_changes_nothing(
    line: LineChange, reason: Refusal
):
    station = warehouse()
    before = stages(station, "1")
    verdict = change(station, priority=7, lines=(*want(2, 1), line))
    assert isinstance(verdict, Refused)
    assert verdict.reason is reason
    assert stages(station, "1") == before
    assert site.order_of(station, "1").priority == 0


def test_what_was_sent_is_not_taken_off_again():
    station = warehouse(site.order("1", (LAMP, 7)))
    site.release(station, "1")
    site.pick_order(station, TOTE, "B")
    _, sscc = site.pack(station, TOTE)
    site.ship(station, sscc)
    ok(
        do(
            station,
            site.ReceiveStock(sku=LAMP, bin_code=site.BinCode("B-01-1-A"), qty_each=1),
        )
    )

    less = change(station, lines=want(1, 4))
    ok(change(station, lines=want(1, 5), ship_to=("Ana", "Riga")))

    assert isinstance(less, Refused)
    assert (less.reason, less.wanted, less.got) == (Refusal.MORE_THAN_LEFT, "2", "3")
    assert site.order_of(station, "1").state is OrderState.HANDED_OVER


def test_the_shop_sending_the_same_order_again_does_not_undo_a_change():
    station = warehouse(site.order("1", (LAMP, 5)))
    ok(change(station, lines=want(1, 2), carrier="DHL"))

    same = do(station, site.order("1", (LAMP, 5)))
    other = do(station, site.order("1", (LAMP, 2)))

    assert ok(same).effect is Effect.ALREADY_DONE
    assert isinstance(other, Refused)
    assert other.reason is Refusal.ORDER_DIFFERS
    assert stages(station, "1") == [(LAMP, 0, 2, 3)]


def test_the_gift_note_is_on_the_slip():
    station = warehouse()
    ok(change(station, gift_note="Happy birthday"))
    site.release(station, "1")
    site.pick_order(station, TOTE, "A", "B")
    parcel_id, _ = site.pack(station, TOTE)

    seen = see_papers(station, parcel_id)
    assert seen is not None
    slip = papers.slip_of(seen)

    assert slip.gift_note == "Happy birthday"
    assert slip.lines[0] == SlipLine(
        sku=TEA, description=TEA, ordered_each=4, shipped_each=4
    )
    assert papers.slip_pdf(station, parcel_id)


def test_a_shops_cancellation_of_the_whole_leaves_the_order_cancelled():
    station = warehouse(site.order("1", (LAMP, 5)))
    asked = CancelQuantity(
        channel="shop", ref="C1", row=1, customer="17850", sku=LAMP, qty_each=5, at=DAY
    )
    ok(do(station, asked))
    assert site.order_of(station, "1").state is OrderState.CANCELLED
    site.prove_books(station)
