"""An order is taken back, wholly or in part, at every stage of its way."""

from collections.abc import Callable

import pytest

from app.engine.cancelling import CancelLine, CancelOrder
from app.engine.names import BinCode, ParcelId, Place, ToteCode
from app.engine.packing import CloseParcel, ConfirmLabel, PackItem, StartPacking
from app.engine.picking import (
    AssignTote,
    ClaimWork,
    HandOnTote,
    ReportShort,
    ShortReason,
    UndoPick,
)
from app.engine.putting_back import PutBack
from app.engine.refusals import Done, Effect, Refusal, Refused
from app.engine.shipping import LoadParcel
from app.engine.task_states import (
    ListState,
    OrderState,
    ParcelState,
    TaskState,
    ToteState,
)
from app.operations.running import do
from app.operations.seeing_board import see_order, see_put_backs
from app.operations.seeing_packing import see_packing_job, see_totes_to_pack
from app.operations.seeing_work import see_queue
from app.station import Station, open_store
from tests.fakes import site
from tests.fakes.site import ANA, LAMP, MUG, PAM, SUE, TEA, ok

TOTE = "TOTE-0001"


def warehouse(*orders: object) -> Station:
    station = open_store(None)
    site.stock_up(station)
    for order in orders or (site.order("1", (TEA, 4), (LAMP, 1)),):
        ok(do(station, order))
    return station


def placed(station: Station) -> None:
    pass


def released(station: Station) -> None:
    site.release(station, "1")


def claimed(station: Station) -> None:
    released(station)
    site.claim(station, "A")


def with_an_empty_tote(station: Station) -> None:
    released(station)
    site.take_tote(station, site.claim(station, "A"), TOTE)


def half_picked(station: Station) -> None:
    with_an_empty_tote(station)
    task = site.walk_of(station).open_stops[0].task
    ok(do(station, site.pick_of(task, TOTE, 2), badge=ANA))


def picked_in_one_zone(station: Station) -> None:
    with_an_empty_tote(station)
    site.pick_all(station, TOTE)


def between_zones(station: Station) -> None:
    released(station)
    site.pick_order(station, TOTE, "A")


def picked(station: Station) -> None:
    released(station)
    site.pick_order(station, TOTE, "A", "B")


def half_packed(station: Station) -> None:
    picked(station)
    site.start_packing(station, TOTE)
    ok(do(station, PackItem(tote=ToteCode(TOTE), sku=TEA, qty_each=3), badge=PAM))


def all_verified(station: Station) -> ParcelId:
    picked(station)
    parcel_id = site.start_packing(station, TOTE)
    ok(do(station, PackItem(tote=ToteCode(TOTE), sku=TEA, qty_each=4), badge=PAM))
    ok(do(station, PackItem(tote=ToteCode(TOTE), sku=LAMP, qty_each=1), badge=PAM))
    return parcel_id


def taped(station: Station) -> None:
    parcel_id = all_verified(station)
    ok(do(station, CloseParcel(parcel_id=parcel_id, weight_g=1250), badge=PAM))


def packed(station: Station) -> None:
    picked(station)
    site.pack(station, TOTE)


def loaded(station: Station) -> None:
    picked(station)
    _, sscc = site.pack(station, TOTE)
    ok(do(station, LoadParcel(sscc=sscc, carrier=site.MAIL), badge=PAM))


STAGES: list[tuple[Callable[[Station], object], int]] = [
    (placed, 0),
    (released, 0),
    (claimed, 0),
    (with_an_empty_tote, 0),
    (half_picked, 2),
    (picked_in_one_zone, 4),
    (between_zones, 4),
    (picked, 5),
    (half_packed, 5),
    (all_verified, 5),
    (taped, 5),
    (packed, 5),
    (loaded, 5),
]


def cancel(station: Station, ref: str = "1") -> Done:
    asked = CancelOrder(order_id=site.order_id(station, ref), reason="changed my mind")
    return ok(do(station, asked, badge=SUE))


def on_shelf(station: Station) -> dict[str, tuple[int, int]]:
    with station.reading() as tables:
        found = [tables.stock.availability(sku) for sku in (TEA, MUG, LAMP)]
    return {each.sku: (each.on_hand_each, each.reserved_each) for each in found}


@pytest.mark.parametrize(("stage", "back_each"), STAGES)
def test_a_cancelled_order_leaves_the_shelf_as_it_was(
    stage: Callable[[Station], object], back_each: int
):
    station = warehouse()
    stage(station)
    site.prove_books(station)

    done = cancel(station)
    site.prove_books(station)

    assert site.order_of(station, "1").state is OrderState.CANCELLED
    assert all(x.cancelled_each == x.qty_each for x in site.lines_of(station, "1"))
    assert sum(b.task.left_each for b in see_put_backs(station)) == back_each
    expected = Effect.CANCELLED_PUT_BACK if back_each else Effect.CANCELLED
    assert done.effect is expected

    site.put_all_back(station)
    site.prove_books(station)
    assert see_put_backs(station) == []
    assert on_shelf(station) == {TEA: (15, 0), MUG: (8, 0), LAMP: (5, 0)}


@pytest.mark.parametrize(("stage", "back_each"), STAGES)
def test_nothing_of_a_cancelled_order_is_left_on_the_floor(
    stage: Callable[[Station], object], back_each: int
):
    station = warehouse()
    stage(station)
    cancel(station)
    with station.reading() as tables:
        hands = tables.work.of_person(ANA)
    for walk in hands:
        handed = HandOnTote(list_id=walk.list_id, drop=site.DropCode("DROP-PACK-1"))
        assert ok(do(station, handed, badge=ANA)).effect is Effect.GOODS_GO_BACK
        site.prove_books(station)
    assert see_totes_to_pack(station) == []
    site.put_all_back(station)

    with station.reading() as tables:
        lists, tasks = tables.work.lists.find(""), tables.work.tasks.find("")
        parcels, tote = tables.parcels.parcels.find(""), tables.work.tote(ToteCode(TOTE))
    assert {x.state for x in lists} <= {ListState.DONE, ListState.CANCELLED}
    assert {x.state for x in tasks} <= {TaskState.PICKED, TaskState.CANCELLED}
    assert {x.state for x in parcels} <= {ParcelState.VOID}
    assert tote.state is ToteState.FREE
    assert see_queue(station, site.ZoneCode("A")) == []


def test_cancelling_twice_changes_nothing():
    station = warehouse()
    cancel(station)
    assert cancel(station).effect is Effect.ALREADY_DONE


def test_what_the_carrier_has_is_not_cancelled():
    station = warehouse()
    picked(station)
    _, sscc = site.pack(station, TOTE)
    site.ship(station, sscc)

    asked = CancelOrder(order_id=site.order_id(station, "1"))
    verdict = do(station, asked, badge=SUE)

    assert isinstance(verdict, Refused)
    assert verdict.reason is Refusal.ORDER_HANDED_OVER


def test_the_rest_of_an_order_that_was_partly_sent_can_be_cancelled():
    station = warehouse(site.order("1", (TEA, 4), (LAMP, 7)))
    picked(station)
    _, sscc = site.pack(station, TOTE)
    site.ship(station, sscc)
    ok(do(station, site.ReceiveStock(sku=LAMP, bin_code=BinCode("B-01-1-A"), qty_each=1)))
    assert site.order_of(station, "1").state is OrderState.RESERVED

    cancel(station)

    assert site.order_of(station, "1").state is OrderState.HANDED_OVER
    assert [x.shipped_each for x in site.lines_of(station, "1")] == [4, 5]
    assert on_shelf(station)[LAMP] == (1, 0)
    site.prove_books(station)


def test_what_a_cancelled_order_held_goes_to_who_waits_longest():
    station = warehouse(
        site.order("1", (LAMP, 5)), site.order("2", (LAMP, 2)), site.order("3", (LAMP, 4))
    )
    released(station)

    cancel(station)

    reserved = [site.lines_of(station, ref)[0].reserved_each for ref in "23"]
    assert reserved == [2, 3]
    site.prove_books(station)


def cancel_line(station: Station, line_no: int, qty_each: int) -> Done:
    asked = CancelLine(
        order_id=site.order_id(station, "1"), line_no=line_no, qty_each=qty_each
    )
    done = ok(do(station, asked, badge=SUE))
    site.prove_books(station)
    return done


def test_a_partial_cancel_takes_what_holds_least_first():
    station = warehouse(site.order("1", (LAMP, 8)))
    released(station)
    site.take_tote(station, site.claim(station, "B"), TOTE)
    task = site.walk_of(station).open_stops[0].task
    ok(do(station, site.pick_of(task, TOTE, 2), badge=ANA))

    seen: list[tuple[int, int, int, int]] = []
    for qty_each in (3, 2, 1, 2):
        cancel_line(station, 1, qty_each)
        [x] = site.lines_of(station, "1")
        stages = (x.backordered_each, x.allocated_each, x.picked_each, x.cancelled_each)
        seen.append(stages)

    assert seen == [(0, 3, 2, 3), (0, 1, 2, 5), (0, 0, 2, 6), (0, 0, 0, 8)]
    assert [b.task.qty_each for b in see_put_backs(station)] == [2]
    assert site.order_of(station, "1").state is OrderState.CANCELLED


def test_a_stop_in_another_walk_is_taken_before_the_one_in_hand():
    station = warehouse(site.order("1", (MUG, 1), (TEA, 20)))
    ok(do(station, site.ReceiveStock(sku=TEA, bin_code=BinCode("B-02-1-A"), qty_each=8)))
    claimed(station)
    before = sum(stop.task.left_each for stop in site.walk_of(station).open_stops)

    cancel_line(station, 2, 6)

    assert before == 13
    assert sum(s.task.left_each for s in site.walk_of(station).open_stops) == before


def test_a_walk_in_hand_whose_last_stop_is_cancelled_ends_and_its_tote_goes_on():
    station = warehouse(site.order("1", (TEA, 4), (MUG, 1)))
    with_an_empty_tote(station)
    tea = next(s.task for s in site.walk_of(station).open_stops if s.task.sku == TEA)
    ok(do(station, site.pick_of(tea, TOTE), badge=ANA))

    cancel_line(station, 2, 1)

    assert site.walk_of(station).pick_list.state is ListState.PICKED
    assert site.set_down(station).effect is Effect.BROUGHT_TO_PACKING
    site.pack(station, TOTE)
    site.prove_books(station)


def test_the_next_zone_begins_when_the_first_has_nothing_left_to_pick():
    station = warehouse()
    released(station)

    cancel_line(station, 1, 4)

    site.pick_order(station, TOTE, "B")
    site.pack(station, TOTE)
    assert site.order_of(station, "1").state is OrderState.PACKED
    site.prove_books(station)


def test_a_packer_packs_what_is_wanted_though_other_goods_in_the_tote_go_back():
    station = warehouse()
    picked(station)
    cancel_line(station, 2, 1)

    site.start_packing(station, TOTE)
    job = see_packing_job(station, ToteCode(TOTE))
    assert job is not None
    assert [(g.sku, g.left_each) for g in job.goods] == [(TEA, 4)]
    lamp = do(station, PackItem(tote=ToteCode(TOTE), sku=LAMP), badge=PAM)
    assert isinstance(lamp, Refused)
    site.pack(station, TOTE)
    site.prove_books(station)

    with station.reading() as tables:
        assert tables.work.tote(ToteCode(TOTE)).state is ToteState.PACKING
    site.put_all_back(station)
    with station.reading() as tables:
        assert tables.work.tote(ToteCode(TOTE)).state is ToteState.FREE
    site.prove_books(station)


def test_a_parcel_is_not_closed_over_goods_that_go_back():
    station = warehouse()
    parcel_id = all_verified(station)
    cancel_line(station, 2, 1)

    close = CloseParcel(parcel_id=parcel_id, weight_g=900)
    verdict = do(station, close, badge=PAM)
    assert isinstance(verdict, Refused)
    assert verdict.reason is Refusal.PUT_BACK_FIRST

    site.put_all_back(station)
    sscc = ok(do(station, close, badge=PAM)).values["sscc"]
    label = ConfirmLabel(parcel_id=parcel_id, sscc=site.Sscc(str(sscc)))
    ok(do(station, label, badge=PAM))
    site.prove_books(station)


def test_a_closed_parcel_with_other_goods_is_not_opened_for_one_line():
    station = warehouse()
    taped(station)

    asked = CancelLine(order_id=site.order_id(station, "1"), line_no=2, qty_each=1)
    verdict = do(station, asked, badge=SUE)

    assert isinstance(verdict, Refused)
    assert verdict.reason is Refusal.PARCEL_TAPED
    assert see_put_backs(station) == []
    site.prove_books(station)


@pytest.mark.parametrize("stage", [all_verified, taped, packed, loaded])
def test_a_voided_parcel_goes_nowhere_but_back(stage: Callable[[Station], object]):
    station = warehouse()
    stage(station)
    cancel(station)
    with station.reading() as tables:
        [parcel] = tables.parcels.parcels.find("")

    tries = (
        CloseParcel(parcel_id=parcel.parcel_id),
        ConfirmLabel(parcel_id=parcel.parcel_id, sscc=parcel.sscc),
        *([LoadParcel(sscc=parcel.sscc, carrier=site.MAIL)] if parcel.sscc else []),
    )

    for one in tries:
        verdict = do(station, one, badge=PAM)
        assert isinstance(verdict, Refused)
        assert verdict.reason is Refusal.PARCEL_VOID


def test_a_closed_parcel_is_voided_when_all_of_it_is_cancelled():
    station = warehouse(site.order("1", (LAMP, 7)))
    released(station)
    site.pick_order(station, TOTE, "B")
    site.pack(station, TOTE)

    cancel_line(station, 1, 7)

    assert site.order_of(station, "1").state is OrderState.CANCELLED
    with station.reading() as tables:
        [parcel] = tables.parcels.parcels.find("")
    assert parcel.state is ParcelState.VOID


def test_a_tote_of_which_nothing_is_wanted_any_more_is_not_packed():
    station = warehouse()
    picked(station)
    cancel_line(station, 1, 4)
    cancel_line(station, 2, 1)

    verdict = do(station, StartPacking(tote=ToteCode(TOTE)), badge=PAM)

    assert isinstance(verdict, Refused)
    assert verdict.reason is Refusal.PUT_BACK_FIRST
    site.prove_books(station)


def test_a_picked_order_of_which_only_a_backorder_is_left_is_backordered():
    station = warehouse(site.order("1", (TEA, 4), (LAMP, 9)))
    released(station)
    cancel_line(station, 2, 4)
    ok(do(station, site.order("2", (TEA, 2), (MUG, 9))))
    site.release(station, "2")
    order_id = site.order_id(station, "2")
    ok(do(station, CancelLine(order_id=order_id, line_no=2, qty_each=1), badge=SUE))
    ok(do(station, site.order("3", (TEA, 1), (MUG, 1))))
    site.release(station, "3")
    with station.reading() as tables:
        [walk] = tables.work.lists_of(site.order_id(station, "3"))
    ok(do(station, ClaimWork(zone=walk.zone, list_id=walk.list_id), badge=ANA))
    site.take_tote(station, walk.list_id, TOTE)
    site.pick_all(station, TOTE)
    site.set_down(station)

    order_id = site.order_id(station, "3")
    ok(do(station, CancelLine(order_id=order_id, line_no=1, qty_each=1), badge=SUE))

    assert site.order_of(station, "3").state is OrderState.BACKORDERED
    site.prove_books(station)


@pytest.mark.parametrize(
    ("line_no", "qty_each", "reason"),
    [
        (9, 1, Refusal.UNKNOWN_LINE),
        (1, 0, Refusal.QUANTITY_NOT_POSITIVE),
        (1, 5, Refusal.MORE_THAN_LEFT),
    ],
)
def test_a_cancellation_of_what_is_not_there_is_refused(
    line_no: int, qty_each: int, reason: Refusal
):
    station = warehouse()
    asked = CancelLine(
        order_id=site.order_id(station, "1"), line_no=line_no, qty_each=qty_each
    )
    verdict = do(station, asked, badge=SUE)
    assert isinstance(verdict, Refused)
    assert verdict.reason is reason


def test_a_cancelled_pick_is_not_undone_but_put_back():
    station = warehouse(site.order("1", (TEA, 4), (MUG, 1)))
    with_an_empty_tote(station)
    tea = next(s.task for s in site.walk_of(station).open_stops if s.task.sku == TEA)
    ok(do(station, site.pick_of(tea, TOTE), badge=ANA))
    cancel_line(station, 1, 1)

    verdict = do(station, UndoPick(task_id=tea.task_id), badge=ANA)

    assert isinstance(verdict, Refused)
    assert verdict.reason is Refusal.NOTHING_TO_UNDO
    site.prove_books(station)


def test_goods_may_go_back_in_parts_and_to_another_bin():
    station = warehouse()
    picked_in_one_zone(station)
    cancel(station)
    [back] = see_put_backs(station)

    def put(bin_code: str, qty_each: int) -> object:
        done = PutBack(
            put_back_id=back.task.put_back_id,
            bin_code=BinCode(bin_code),
            qty_each=qty_each,
        )
        return do(station, done, badge=PAM)

    refused = [put("A-09-1-A", 0), put("A-09-1-A", 5), put("DROP-A", 1)]
    assert [r.reason for r in refused if isinstance(r, Refused)] == [
        Refusal.QUANTITY_NOT_POSITIVE,
        Refusal.MORE_THAN_ASKED,
        Refusal.UNKNOWN_BIN,
    ]
    first, second = put("A-09-1-A", 3), put("A-07-3-B", 1)
    assert isinstance(first, Done)
    assert isinstance(second, Done)
    assert (first.effect, second.effect) == (Effect.PUT_BACK_PART, Effect.PUT_BACK_DONE)
    again = put("A-07-3-B", 1)
    assert isinstance(again, Refused)
    assert again.reason is Refusal.TASK_NOT_OPEN
    with station.reading() as tables:
        assert tables.stock.balance(Place("A-09-1-A"), TEA).qty_each == 3
    site.prove_books(station)


def test_an_orders_story_knows_what_was_put_back():
    station = warehouse()
    picked_in_one_zone(station)
    cancel(station)
    site.put_all_back(station)

    found = see_order(station, site.order_id(station, "1"))

    assert found is not None
    assert [back.qty_each for back in found.put_backs] == [4]
    assert [op.kind for op in reversed(found.timeline)][-2:] == [
        "cancel_order",
        "put_back",
    ]


def test_goods_put_back_that_the_books_miss_are_in_the_bin_all_the_same():
    station = warehouse()
    picked_in_one_zone(station)
    cancel(station)
    [back] = see_put_backs(station)

    more = PutBack(
        put_back_id=back.task.put_back_id, bin_code=BinCode("A-09-1-A"), qty_each=6
    )
    outcome = site.do_at(station, more, site.DAY)

    assert outcome.outcome == "discrepancy"
    with station.reading() as tables:
        assert tables.stock.balance(Place("A-09-1-A"), TEA).qty_each == 6
    assert see_put_backs(station) == []
    site.prove_books(station)


def test_a_pick_made_after_the_order_was_cancelled_elsewhere_is_asked_back():
    station = warehouse()
    with_an_empty_tote(station)
    task = site.walk_of(station).open_stops[0].task
    cancel(station)

    outcome = site.do_at(station, site.pick_of(task, TOTE, 3), site.DAY)

    assert outcome.outcome == "discrepancy"
    [back] = see_put_backs(station)
    assert (back.task.source, back.task.left_each) == (TOTE, 3)
    taken = do(station, ClaimWork(zone=site.ZoneCode("A")), badge=ANA)
    assert isinstance(taken, Refused)
    site.put_all_back(station)
    assert on_shelf(station)[TEA] == (15, 0)
    ok(do(station, site.order("2", (TEA, 1))))
    site.release(station, "2")
    list_id = site.claim(station, "A")
    ok(do(station, AssignTote(list_id=list_id, tote=ToteCode(TOTE)), badge=ANA))
    site.prove_books(station)


def test_a_walk_with_a_short_in_it_can_still_be_cancelled():
    station = warehouse(site.order("1", (MUG, 5), (TEA, 1)))
    with_an_empty_tote(station)
    mug = next(s.task for s in site.walk_of(station).open_stops if s.task.sku == MUG)
    told = ReportShort(task_id=mug.task_id, reason=ShortReason.NOT_IN_BIN)
    ok(do(station, told, badge=ANA))

    cancel(station)

    assert site.order_of(station, "1").state is OrderState.CANCELLED
    site.prove_books(station)
