"""One order's way through the building, on one machine, on either database."""

from dataclasses import replace

import pytest

from app.engine.names import CUSTOMER, BinCode, DropCode, ListId, Sscc, ToteCode
from app.engine.orders import GUEST, CancelQuantity
from app.engine.packing import CloseParcel, ConfirmLabel, PackItem
from app.engine.picking import ConfirmPick, HandOnTote, ReportShort, ShortReason, UndoPick
from app.engine.refusals import Effect, Refusal, Refused
from app.engine.shipping import LoadParcel
from app.engine.task_states import OrderState
from app.operations.running import do
from app.operations.seeing_board import see_board, see_exceptions, see_order, see_orders
from app.station import Station
from tests.fakes import site
from tests.fakes.databases import open_books
from tests.fakes.site import ANA, LAMP, MUG, PAM, SUE, TEA, ok

pytestmark = pytest.mark.usefixtures("each_database")


def warehouse(*orders: object) -> Station:
    station = open_books()
    site.stock_up(station)
    for order in orders:
        ok(do(station, order))
    return station


def test_an_order_goes_from_the_shop_to_the_van():
    station = warehouse(site.order("536365", (TEA, 4), (LAMP, 1)))
    site.release(station, "536365")

    site.pick_order(station, "TOTE-0001", "A", "B")
    _, sscc = site.pack(station, "TOTE-0001")
    shipped = site.ship(station, sscc)

    assert shipped.effect is Effect.SHIPPED
    [row] = see_orders(station)
    assert row.order.state is OrderState.HANDED_OVER
    assert row.shipped_each == 5
    with station.reading() as tables:
        assert tables.stock.balance(CUSTOMER, TEA).qty_each == 4
    site.prove_books(station)


def test_two_orders_for_the_last_lamps_cannot_both_have_them():
    station = warehouse(site.order("1", (LAMP, 4)), site.order("2", (LAMP, 3)))

    first, second = see_orders(station)

    assert (first.reserved_each, first.backordered_each) == (4, 0)
    assert (second.reserved_each, second.backordered_each) == (1, 2)
    site.prove_books(station)


def test_goods_that_arrive_go_to_who_waits_longest():
    station = warehouse(site.order("1", (LAMP, 7)), site.order("2", (LAMP, 3)))

    arrived = site.ReceiveStock(sku=LAMP, bin_code=BinCode("B-01-1-A"), qty_each=3)
    ok(do(station, arrived))

    first, second = see_orders(station)
    assert (first.reserved_each, first.backordered_each) == (7, 0)
    assert (second.reserved_each, second.backordered_each) == (1, 2)


def test_placing_an_order_twice_changes_nothing_and_another_under_its_name_is_refused():
    station = warehouse(site.order("1", (LAMP, 1)))

    again = do(station, site.order("1", (LAMP, 1)))
    other = do(station, site.order("1", (LAMP, 2)))

    assert ok(again).effect is Effect.ALREADY_DONE
    assert isinstance(other, Refused)
    assert other.reason is Refusal.ORDER_DIFFERS
    assert len(see_orders(station)) == 1


def test_an_unpaid_order_holds_no_stock_and_is_not_released():
    station = warehouse(site.order("1", (LAMP, 1), paid=False))

    verdict = do(
        station, site.ReleaseOrders(order_ids=(site.order_id(station, "1"),)), badge=SUE
    )

    assert isinstance(verdict, Refused)
    assert verdict.reason is Refusal.ORDER_NOT_PAID
    site.prove_books(station)


def started(*orders: object) -> tuple[Station, ListId]:
    """A released order whose walk through zone A is in Ana's hands, with a tote."""
    station = warehouse(*orders)
    site.release(station, *(order.ref for order in orders))  # type: ignore[attr-defined]
    list_id = site.claim(station, "A")
    site.take_tote(station, list_id, "TOTE-0001")
    return station, list_id


def test_a_refused_pick_changes_nothing():
    station, _ = started(site.order("1", (TEA, 4)))
    task = site.walk_of(station).stops[0].task
    tote = ToteCode("TOTE-0001")
    wrong = {
        Refusal.WRONG_BIN: site.pick_of(task, tote).__class__(
            task_id=task.task_id,
            bin_code=BinCode("A-07-3-C"),
            sku=TEA,
            qty_each=4,
            tote=tote,
        ),
        Refusal.WRONG_ITEM: ConfirmPick(
            task_id=task.task_id, bin_code=task.bin_code, sku=MUG, qty_each=4, tote=tote
        ),
        Refusal.MORE_THAN_ASKED: site.pick_of(task, tote, 5),
        Refusal.QUANTITY_NOT_POSITIVE: site.pick_of(task, tote, 0),
        Refusal.WRONG_TOTE: site.pick_of(task, "TOTE-0002"),
    }
    before = site.walk_of(station)

    for reason, pick in wrong.items():
        verdict = do(station, pick, badge=ANA)
        assert isinstance(verdict, Refused), reason
        assert verdict.reason is reason

    assert site.walk_of(station) == before
    site.prove_books(station)


def test_a_short_sends_the_rest_to_another_bin_and_asks_for_a_count():
    station, _ = started(site.order("1", (TEA, 4), (MUG, 1)))
    task = next(s.task for s in site.walk_of(station).stops if s.task.sku == TEA)
    ok(do(station, site.pick_of(task, "TOTE-0001", 2), badge=ANA))

    told = ReportShort(task_id=task.task_id, reason=ShortReason.NOT_IN_BIN)
    short = ok(do(station, told, badge=ANA))

    assert short.effect is Effect.SHORT_ELSEWHERE
    assert short.values["elsewhere"] == "A-02-1-A"
    [count] = see_exceptions(station).counts
    assert count.bin_code == "A-07-3-B"
    site.pick_all(station, "TOTE-0001")
    assert site.set_down(station).effect is Effect.BROUGHT_TO_PACKING
    site.prove_books(station)


def test_a_short_that_no_other_bin_can_fill_backorders_the_line_and_drafts_a_notice():
    station, _ = started(site.order("1", (MUG, 5), (TEA, 1)))
    task = next(s.task for s in site.walk_of(station).stops if s.task.sku == MUG)

    told = ReportShort(task_id=task.task_id, reason=ShortReason.NOT_IN_BIN)
    short = ok(do(station, told, badge=ANA))

    assert short.effect is Effect.SHORT_BACKORDERED
    [row] = see_orders(station)
    assert (row.backordered_each, row.allocated_each) == (5, 1)
    [(notice, ref)] = see_exceptions(station).notices
    assert (notice.kind, ref) == ("short", "1")
    site.prove_books(station)


def test_a_short_in_one_hand_moves_the_same_bins_task_in_anothers():
    station, _ = started(site.order("1", (MUG, 5)), site.order("2", (MUG, 3)))
    task = site.walk_of(station).stops[0].task

    told = ReportShort(task_id=task.task_id, reason=ShortReason.NOT_IN_BIN)
    ok(do(station, told, badge=ANA))

    rows = see_orders(station)
    assert [row.backordered_each for row in rows] == [5, 3]
    assert [row.allocated_each for row in rows] == [0, 0]
    site.prove_books(station)


def test_a_blocked_bin_keeps_the_promise_for_later():
    station, _ = started(site.order("1", (MUG, 5), (TEA, 1)))
    task = next(s.task for s in site.walk_of(station).stops if s.task.sku == MUG)

    told = ReportShort(task_id=task.task_id, reason=ShortReason.BIN_BLOCKED)
    ok(do(station, told, badge=ANA))
    site.pick_all(station, "TOTE-0001")
    site.set_down(station)
    _, sscc = site.pack(station, "TOTE-0001")
    site.ship(station, sscc)

    [row] = see_orders(station)
    assert (row.order.state, row.reserved_each) == (OrderState.RESERVED, 5)
    site.prove_books(station)


def test_damaged_goods_leave_the_bin_and_the_good_ones_stay():
    station, _ = started(site.order("1", (MUG, 5)))
    task = site.walk_of(station).stops[0].task
    ok(do(station, site.pick_of(task, "TOTE-0001", 3), badge=ANA))

    told = ReportShort(task_id=task.task_id, reason=ShortReason.DAMAGED)
    ok(do(station, told, badge=ANA))

    with station.reading() as tables:
        assert tables.stock.availability(MUG).on_hand_each == 3
    site.prove_books(station)


def test_undo_puts_the_goods_back_and_the_task_is_open_again():
    station, _ = started(site.order("1", (TEA, 4)))
    task = site.walk_of(station).stops[0].task
    ok(do(station, site.pick_of(task, "TOTE-0001"), badge=ANA))

    undone = ok(do(station, UndoPick(task_id=task.task_id), badge=ANA))

    assert undone.values == {"qty": 4, "bin": "A-07-3-B", "sku": TEA}
    assert site.walk_of(station).open_stops[0].task.left_each == 4
    twice = do(station, UndoPick(task_id=task.task_id), badge=ANA)
    assert isinstance(twice, Refused)
    assert twice.reason is Refusal.NOTHING_TO_UNDO
    site.prove_books(station)


def test_a_walk_belongs_to_one_person_until_it_is_given_back():
    station, list_id = started(site.order("1", (TEA, 4)))

    other = do(
        station,
        site.ClaimWork(zone=site.ZoneCode("A"), list_id=list_id),
        badge=site.BEN,
    )

    assert isinstance(other, Refused)
    assert (other.reason, other.got) == (Refusal.CLAIMED_BY_OTHER, ANA)


def test_the_tote_goes_where_it_should_and_nowhere_else():
    station, list_id = started(site.order("1", (TEA, 4), (LAMP, 1)))
    early = do(station, HandOnTote(list_id=list_id, drop=DropCode("DROP-B")), badge=ANA)
    site.pick_all(station, "TOTE-0001")
    astray = do(
        station, HandOnTote(list_id=list_id, drop=DropCode("DROP-PACK-1")), badge=ANA
    )

    assert isinstance(early, Refused)
    assert early.reason is Refusal.LIST_NOT_FINISHED
    assert isinstance(astray, Refused)
    assert (astray.reason, astray.wanted) == (Refusal.WRONG_DROP, "DROP-B")


def test_a_parcel_closes_only_when_everything_was_scanned_into_it():
    station = warehouse(site.order("1", (TEA, 2)))
    site.release(station, "1")
    site.pick_order(station, "TOTE-0001", "A")
    parcel_id = site.start_packing(station, "TOTE-0001")
    tote = ToteCode("TOTE-0001")

    early = do(station, CloseParcel(parcel_id=parcel_id), badge=PAM)
    alien = do(station, PackItem(tote=tote, sku=LAMP), badge=PAM)
    ok(do(station, PackItem(tote=tote, sku=TEA, qty_each=2), badge=PAM))
    surplus = do(station, PackItem(tote=tote, sku=TEA), badge=PAM)
    ok(do(station, CloseParcel(parcel_id=parcel_id), badge=PAM))
    wrong = do(station, ConfirmLabel(parcel_id=parcel_id, sscc=Sscc("3" * 18)), badge=PAM)

    assert [
        v.reason for v in (early, alien, surplus, wrong) if isinstance(v, Refused)
    ] == [
        Refusal.NOT_VERIFIED,
        Refusal.NOT_IN_TOTE,
        Refusal.NOT_IN_TOTE,
        Refusal.WRONG_LABEL,
    ]


def test_a_parcel_goes_onto_its_own_carriers_manifest_only():
    station = warehouse(site.order("1", (TEA, 2)))
    site.release(station, "1")
    site.pick_order(station, "TOTE-0001", "A")
    _, sscc = site.pack(station, "TOTE-0001")

    verdict = do(station, LoadParcel(sscc=sscc, carrier="DHL"), badge=PAM)

    assert isinstance(verdict, Refused)
    assert (verdict.reason, verdict.wanted) == (Refusal.WRONG_CARRIER, site.MAIL)


def test_an_order_tells_its_story():
    station = warehouse(site.order("1", (TEA, 2)))
    site.release(station, "1")
    site.pick_order(station, "TOTE-0001", "A")

    story = see_order(station, site.order_id(station, "1"))

    assert story is not None
    assert [each.kind for each in reversed(story.timeline)] == [
        "place_order",
        "release_orders",
        "claim_work",
        "assign_tote",
        "confirm_pick",
        "hand_on_tote",
    ]
    assert see_board(station).totes_at_packing == 1


def test_a_walk_with_nothing_on_its_shelves_frees_the_tote():
    station, _ = started(site.order("1", (MUG, 5)))
    task = site.walk_of(station).stops[0].task
    told = ReportShort(task_id=task.task_id, reason=ShortReason.NOT_IN_BIN)
    ok(do(station, told, badge=ANA))

    assert site.set_down(station).effect is Effect.NOTHING_TO_PACK

    [row] = see_orders(station)
    assert row.order.state is OrderState.BACKORDERED
    with station.reading() as tables:
        assert tables.work.tote(ToteCode("TOTE-0001")).state == "free"


def test_a_guest_s_cancellation_takes_nothing_from_another_guest():
    bought = replace(site.order("1", (TEA, 4)), customer=GUEST)
    station = warehouse(bought)
    cancelled = CancelQuantity(
        channel="shop", ref="C1", row=2, customer=GUEST, sku=TEA, qty_each=2, at=site.DAY
    )

    assert ok(do(station, cancelled)).effect is Effect.CANCELLATION_UNMATCHED
    [row] = see_orders(station)
    assert row.cancelled_each == 0


def test_a_cancellation_frees_what_was_promised_for_who_waits():
    station = warehouse(site.order("1", (LAMP, 5)), site.order("2", (LAMP, 2)))
    cancelled = CancelQuantity(
        channel="shop",
        ref="C1",
        row=2,
        customer="17850",
        sku=LAMP,
        qty_each=5,
        at=site.DAY,
    )

    assert ok(do(station, cancelled)).effect is Effect.CANCELLED
    assert ok(do(station, cancelled)).effect is Effect.ALREADY_DONE
    first, second = see_orders(station)
    assert first.order.state is OrderState.CANCELLED
    assert second.reserved_each == 2
    site.prove_books(station)


def test_a_line_with_nothing_promised_makes_no_stop():
    station = warehouse(site.order("1", (LAMP, 5)), site.order("2", (LAMP, 1), (TEA, 1)))

    site.release(station, "2")

    with station.reading() as tables:
        tasks = tables.work.tasks_of_order(site.order_id(station, "2"))
    assert [task.sku for task in tasks] == [TEA]
