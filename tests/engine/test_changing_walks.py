"""A walk under way: stops skipped, totes full, other lots, other hands, taken back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from app.engine import (
    cancelling,
    changing_walks,
    handing_on,
    packing,
    picking,
    releasing,
    sorting,
    taking_back,
)
from app.engine.allocating import Shelved
from app.engine.names import (
    NO_ORDER,
    NO_STATION,
    NOBODY,
    BinCode,
    DropCode,
    ListId,
    Lot,
    OpId,
    OrderId,
    Place,
    StationId,
    TaskId,
    ToteCode,
    ZoneCode,
)
from app.engine.orders import place_order
from app.engine.picking import Claimer, Tote
from app.engine.refusals import Refusal, Refused
from app.engine.releasing import CartPosition, Method, PickList, PickTask, StopShare
from app.engine.sorting import SortFromBatch
from app.engine.stock import Balance
from app.engine.task_states import ListState, OrderState, TaskState, ToteState
from tests.fakes.site import ANA, BEN, DAY, MUG, TEA, order

BIN = BinCode("A-07-3-B")
L1, L2, L3 = Lot("L1"), Lot("L2"), Lot("L3")
FULL, FRESH, BATCH = ToteCode("TOTE-0001"), ToteCode("TOTE-0002"), ToteCode("TOTE-0003")
ONE, TWO, THREE = OrderId("1"), OrderId("2"), OrderId("3")
WALK = PickList(
    list_id=ListId("w"),
    order_id=ONE,
    zone=ZoneCode("A"),
    step=1,
    state=ListState.CLAIMED,
    priority=0,
    ship_by=DAY,
    tote=FULL,
    station=StationId("HANDHELD"),
    badge=ANA,
    until=DAY,
)
STOP = PickTask(
    task_id=TaskId("a"),
    list_id=WALK.list_id,
    order_id=ONE,
    line_no=1,
    bin_code=BIN,
    sku=TEA,
    qty_each=4,
    picked_each=1,
    state=TaskState.READY,
    lot=L1,
)
IN_HAND = Tote(tote=FULL, state=ToteState.PICKING, order_id=ONE, list_id=WALK.list_id)


def no(reason: Refusal, wanted: str = "", got: str = "") -> Refused:
    return Refused(reason=reason, wanted=wanted, got=got)


def stop(name: str, turn: int, state: TaskState = TaskState.READY) -> PickTask:
    return replace(STOP, task_id=TaskId(name), turn=turn, state=state)


def is_(state: ListState, walk: PickList = WALK) -> PickList:
    return replace(walk, state=state)


# ── stops ─────────────────────────────────────────────────────────────────────────────


def test_a_stop_changes_while_it_is_open_in_somebodys_hands():
    assert changing_walks.may_change(STOP, WALK) is None
    not_claimed = no(Refusal.TASK_NOT_OPEN, "ready", "ready")
    assert changing_walks.may_change(STOP, is_(ListState.READY)) == not_claimed
    short = replace(STOP, state=TaskState.SHORT)
    closed = no(Refusal.TASK_NOT_OPEN, "ready", "short")
    assert changing_walks.may_change(short, WALK) == closed


def test_a_skipped_stop_comes_after_all_others_that_are_open():
    walk = [stop("a", 0), stop("b", 0), stop("c", 2)]
    assert changing_walks.skip(walk[0], walk) == replace(walk[0], turn=3)
    alike = [stop("a", 0), stop("b", 0)]
    assert changing_walks.skip(alike[0], alike) == replace(alike[0], turn=1)


def test_the_last_stop_left_cannot_be_skipped():
    last = no(Refusal.LAST_STOP, got=BIN)
    assert changing_walks.skip(stop("a", 0), [stop("a", 0)]) == last
    picked = [stop("a", 0), stop("b", 9, TaskState.PICKED)]
    assert changing_walks.skip(picked[0], picked) == last
    behind = [stop("a", 2), stop("b", 1)]
    assert changing_walks.skip(behind[0], behind) == last


def shelved(lot: Lot, free: int, *, place: str = BIN, expires: int = 9) -> Shelved:
    balance = Balance(place=Place(place), sku=TEA, qty_each=free, lot=lot)
    return Shelved(balance=balance, expires_at=DAY + timedelta(days=expires))


@pytest.mark.parametrize(
    ("lot", "refused"),
    [
        (L2, None),
        (L3, no(Refusal.LOT_NOT_FREE, "L2 3, L3 2", L3)),
        (L1, no(Refusal.LOT_NOT_FREE, "L2 3, L3 2", L1)),
        (Lot("L4"), no(Refusal.LOT_NOT_FREE, "L2 3, L3 2", "L4")),
        (Lot("L5"), no(Refusal.LOT_NOT_FREE, "L2 3, L3 2", "L5")),
        (Lot("L6"), no(Refusal.LOT_NOT_FREE, "L2 3, L3 2", "L6")),
    ],
)
def test_another_lot_does_when_its_bin_has_enough_of_it(
    lot: Lot, refused: Refused | None
):
    free = [
        shelved(L3, 2),
        shelved(L2, 3),
        shelved(L1, 9),
        shelved(Lot("L4"), 9, place="B-01-1-A"),
        shelved(Lot("L5"), 9, expires=0),
    ]
    assert changing_walks.may_take_lot(STOP, lot, free, DAY) == refused


def test_one_each_is_not_had_of_a_lot_nobody_knows():
    one_left = replace(STOP, picked_each=3)
    refused = no(Refusal.LOT_NOT_FREE, "", L2)
    assert changing_walks.may_take_lot(one_left, L2, [], DAY) == refused


def test_nothing_of_a_lot_nobody_knows_is_enough_for_nothing():
    done = replace(STOP, state=TaskState.PICKED)
    assert changing_walks.may_take_lot(done, L2, [], DAY) is None


def share(
    order_id: OrderId, qty_each: int, picked: int = 0, sorted_: int = 0
) -> StopShare:
    return StopShare(
        task_id=STOP.task_id,
        list_id=WALK.list_id,
        order_id=order_id,
        line_no=1,
        qty_each=qty_each,
        picked_each=picked,
        sorted_each=sorted_,
    )


def test_what_is_left_of_a_stop_is_bound_to_the_other_lot():
    untouched = replace(STOP, picked_each=0)
    whole = changing_walks.split(untouched, [], TaskId("rest"), L2)
    assert whole == ([replace(untouched, lot=L2)], [])

    parts = changing_walks.split(
        replace(STOP, picked_each=3),
        [share(ONE, 2, 2, 1), share(TWO, 2, 1, 1)],
        TaskId("rest"),
        L2,
    )
    assert parts == (
        [
            replace(STOP, qty_each=3, picked_each=3, state=TaskState.PICKED),
            replace(STOP, task_id="rest", lot=L2, qty_each=1, picked_each=0),
        ],
        [
            share(ONE, 2, 2, 1),
            share(TWO, 1, 1, 1),
            replace(share(TWO, 1), task_id="rest"),
        ],
    )


# ── totes and hands ───────────────────────────────────────────────────────────────────

PICKED = is_(ListState.PICKED)
FREE = Tote(tote=FRESH)


def brought(tote: Tote, drop: str, *walks: PickList) -> Refused | None:
    return handing_on.bring_tote(tote, DropCode(drop), walks)


def taken(*walks: PickList, left: int = 1, forced: bool = False) -> Refused | None:
    return taking_back.may_take_back(walks, left, forced=forced)


def sort_(qty_each: int = 1, *, state: ToteState = ToteState.STAGED) -> Refused | None:
    done = SortFromBatch(batch_tote=BATCH, sku=TEA, tote=FRESH, qty_each=qty_each)
    return sorting.may_sort(Tote(tote=BATCH, state=state), done)


@pytest.mark.parametrize(
    ("asked", "refused"),
    [
        (
            lambda: changing_walks.tote_full(IN_HAND, FREE, is_(ListState.READY)),
            no(Refusal.LIST_NOT_OPEN, got="ready"),
        ),
        (
            lambda: changing_walks.tote_full(Tote(tote=FULL), FREE, WALK),
            no(Refusal.TOTE_NOT_READY, "picking", FULL),
        ),
        (
            lambda: changing_walks.tote_full(
                IN_HAND, replace(FREE, state=ToteState.STAGED), WALK
            ),
            no(Refusal.TOTE_IN_USE, got=FRESH),
        ),
        (
            lambda: changing_walks.hand_over(is_(ListState.READY), BEN),
            no(Refusal.LIST_NOT_CLAIMED, got="ready"),
        ),
        (
            lambda: changing_walks.end_claim(is_(ListState.WAITING)),
            no(Refusal.LIST_NOT_CLAIMED, got="waiting"),
        ),
        (
            lambda: changing_walks.end_claim(is_(ListState.DONE)),
            no(Refusal.LIST_NOT_OPEN, got="done"),
        ),
        # bringing a tote to a drop
        (lambda: brought(IN_HAND, "DROP-X"), None),
        (lambda: brought(IN_HAND, "DROP-A", is_(ListState.WAITING)), None),
        (lambda: brought(FREE, "DROP-A"), no(Refusal.TOTE_NOT_READY, "picking", FRESH)),
        (
            lambda: brought(IN_HAND, "DROP-A", WALK),
            no(Refusal.LIST_NOT_FINISHED, got="w"),
        ),
        (
            lambda: brought(IN_HAND, "DROP-A", PICKED),
            no(Refusal.LIST_NOT_FINISHED, got="w"),
        ),
        (
            lambda: brought(IN_HAND, "DROP-B", is_(ListState.WAITING)),
            no(Refusal.WRONG_DROP, "DROP-A", "DROP-B"),
        ),
        # taking work back
        (lambda: taken(is_(ListState.READY)), None),
        (lambda: taken(WALK, forced=True), None),
        (lambda: taken(WALK), no(Refusal.CLAIMED_BY_OTHER, got=ANA)),
        (
            lambda: taken(is_(ListState.READY), is_(ListState.DONE), forced=True),
            no(Refusal.LIST_NOT_OPEN, got="done"),
        ),
        (
            lambda: taken(is_(ListState.READY), left=0),
            no(Refusal.NOTHING_TO_TAKE_BACK),
        ),
        # sorting
        (lambda: sort_(), None),
        (lambda: sort_(0), no(Refusal.QUANTITY_NOT_POSITIVE, TEA, "0")),
        (
            lambda: sort_(state=ToteState.PICKING),
            no(Refusal.TOTE_NOT_READY, "staged", BATCH),
        ),
    ],
)
def test_it_may_or_the_refusal_says_what_was_wanted_and_what_came(
    asked: Callable[[], object], refused: Refused | None
):
    assert asked() == refused


@pytest.mark.parametrize("walk", [WALK, PICKED])
def test_an_empty_tote_carries_on_for_the_full_one(walk: PickList):
    assert changing_walks.tote_full(IN_HAND, FREE, walk) == Tote(
        tote=FRESH, state=ToteState.PICKING, order_id=ONE, list_id=ListId("w")
    )


@pytest.mark.parametrize("walk", [WALK, PICKED])
def test_a_walk_goes_into_other_hands_on_any_handheld(walk: PickList):
    other = replace(walk, badge=BEN, station=NO_STATION)
    assert changing_walks.hand_over(walk, BEN) == other


def test_a_claim_ended_leaves_the_walk_to_anybody():
    assert changing_walks.end_claim(WALK) == replace(
        WALK, state=ListState.READY, station=NO_STATION, badge=NOBODY, until=None
    )


def test_the_tote_goes_to_the_next_zone_of_its_order_and_a_batch_to_be_sorted():
    def later(zone: str, step: int, **other: object) -> PickList:
        return replace(
            WALK,
            zone=ZoneCode(zone),
            step=step,
            **{"state": ListState.WAITING, **other},
        )

    others = [
        later("D", 4),
        later("C", 3),
        later("B", 2, state=ListState.CANCELLED),
        later("E", 1, order_id=TWO),
        later("F", 1, method=Method.PARALLEL),
    ]
    assert handing_on.next_list(WALK, others) == others[1]
    assert handing_on.next_drop(WALK, others) == "DROP-C"
    assert handing_on.next_drop(WALK, others[2:]) == "DROP-PACK-1"
    batch = replace(WALK, method=Method.BATCH)
    assert handing_on.next_drop(batch, others) == handing_on.SORTING_DROP


# ── whose eaches they are ─────────────────────────────────────────────────────────────

UNSORTED = [share(TWO, 5, 3, 1), share(ONE, 2, 2), share(TWO, 1, 1)]
HAVE = {TWO: (FULL,)}
OF_TWO = Tote(tote=FULL, state=ToteState.PICKING, order_id=TWO)


@pytest.mark.parametrize(
    ("tote", "order_id", "qty_each", "expected"),
    [
        (FREE, NO_ORDER, 1, ONE),
        (FREE, NO_ORDER, 2, ONE),
        (FREE, NO_ORDER, 3, no(Refusal.MORE_THAN_ASKED, "2", "3")),
        (FREE, TWO, 1, TWO),
        (FREE, THREE, 1, no(Refusal.WRONG_TOTE, FULL, FRESH)),
        (OF_TWO, NO_ORDER, 3, TWO),
        (OF_TWO, TWO, 3, TWO),
        (OF_TWO, NO_ORDER, 4, no(Refusal.MORE_THAN_ASKED, "3", "4")),
        (OF_TWO, ONE, 1, no(Refusal.WRONG_TOTE, FULL, FULL)),
        (
            replace(OF_TWO, order_id=THREE),
            NO_ORDER,
            1,
            no(Refusal.WRONG_TOTE, FULL, FULL),
        ),
    ],
)
def test_eaches_go_to_the_order_of_the_tote_or_to_the_next_that_has_none(
    tote: Tote, order_id: OrderId, qty_each: int, expected: OrderId | Refused
):
    done = SortFromBatch(
        batch_tote=BATCH, sku=TEA, tote=tote.tote, qty_each=qty_each, order_id=order_id
    )
    assert sorting.whose(done, UNSORTED, tote, HAVE) == expected


def test_what_no_order_wants_is_sorted_nowhere():
    done = SortFromBatch(batch_tote=BATCH, sku=MUG, tote=FRESH)
    assert sorting.whose(done, [], FREE, HAVE) == no(Refusal.NOT_IN_TOTE, BATCH, MUG)
    foreign = replace(OF_TWO, order_id=THREE)
    in_use = no(Refusal.TOTE_IN_USE, "", FULL)
    assert sorting.whose(done, UNSORTED, foreign, {}) == in_use
    all_have = {ONE: (FRESH, BATCH), TWO: (FULL,)}
    wrong = no(Refusal.WRONG_TOTE, "TOTE-0001, TOTE-0002, TOTE-0003", FRESH)
    assert sorting.whose(done, UNSORTED, FREE, all_have) == wrong


# ── on the cart, and whose turn it is ─────────────────────────────────────────────────


def test_a_position_of_a_cart_has_its_own_orders_tote():
    empty = CartPosition(list_id=ListId("w"), position=2, order_id=TWO)
    carried = Tote(tote=FRESH, state=ToteState.PICKING, order_id=TWO, list_id=ListId("w"))
    assert picking.assign_to_position(empty, FREE) == carried
    filled = replace(empty, tote=FRESH)
    assert picking.assign_to_position(filled, carried) == carried
    wrong = no(Refusal.WRONG_TOTE, FRESH, FULL)
    assert picking.assign_to_position(filled, IN_HAND) == wrong


def test_ones_own_walk_comes_first_then_the_zones_then_what_is_urgent():
    def ready(name: str, zone: str = "A", **more: object) -> PickList:
        plain = replace(
            WALK,
            list_id=ListId(name),
            zone=ZoneCode(zone),
            state=ListState.READY,
            station=NO_STATION,
            badge=NOBODY,
        )
        return replace(plain, **more)

    mine = replace(WALK, zone=ZoneCode("Z"))
    others = replace(WALK, list_id=ListId("2"), badge=BEN, zone=ZoneCode("Z"))
    urgent = ready("3", priority=5)
    early, late = ready("5"), ready("4", ship_by=DAY + timedelta(days=1))
    elsewhere = ready("1", "B", priority=9)
    handed_to_me = ready("6", "Y", badge=ANA, priority=-1)
    first_by_name = ready("40")

    who = Claimer(station=StationId("HANDHELD"), badge=ANA, at=DAY)
    lists = [handed_to_me, elsewhere, late, others, early, first_by_name, urgent, mine]
    assert [each.list_id for each in picking.in_turn(lists, who, ZoneCode("A"))] == [
        "w",
        "3",
        "40",
        "5",
        "4",
        "1",
        "2",
        "6",
    ]


def test_what_is_picked_goes_to_the_first_shares_first():
    first, second = share(ONE, 3, 1), replace(share(TWO, 2), turn=2)
    third = replace(share(THREE, 4), turn=3)
    assert picking.share_out([third, second, first], 5) == [
        (replace(first, picked_each=3), 2),
        (replace(second, picked_each=2), 2),
        (replace(third, picked_each=1), 1),
    ]
    full = replace(first, picked_each=3)
    assert picking.share_out([full, second], 1) == [(replace(second, picked_each=1), 1)]


@pytest.mark.parametrize("state", ListState)
def test_a_walk_that_is_not_ended_is_over_once_it_has_no_stop(state: ListState):
    is_ended = state in (ListState.DONE, ListState.CANCELLED)
    may_end = state in (ListState.WAITING, ListState.READY, ListState.CLAIMED)
    walk = is_(state)
    assert walk.is_open is not is_ended
    assert cancelling.is_over(walk, [stop("a", 0, TaskState.CANCELLED)]) is may_end
    assert not cancelling.is_over(walk, [stop("a", 0)])


@pytest.mark.parametrize(
    ("state", "stands_at", "in_use", "at_packing"),
    [
        (ToteState.FREE, "", False, False),
        (ToteState.PICKING, "", True, False),
        (ToteState.STAGED, "DROP-B", True, False),
        (ToteState.STAGED, "DROP-PACK-1", True, True),
        (ToteState.PACKING, "", False, True),
        (ToteState.HOSPITAL, "HOSPITAL-1", False, True),
    ],
)
def test_where_a_tote_is_on_its_way(
    state: ToteState, stands_at: str, in_use: bool, at_packing: bool
):
    tote = Tote(tote=FULL, state=state, stands_at=stands_at)
    assert (tote.is_in_use, tote.is_at_packing) == (in_use, at_packing)


@pytest.mark.parametrize(
    ("state", "qty_each", "picked_each", "on_walk"),
    [
        (TaskState.READY, 1, 0, True),
        (TaskState.PICKED, 2, 2, True),
        (TaskState.READY, 0, 0, False),
        (TaskState.CANCELLED, 2, 0, False),
        (TaskState.CANCELLED, 2, 1, True),
    ],
)
def test_an_order_is_on_a_walk_until_it_is_taken_off(
    state: TaskState, qty_each: int, picked_each: int, on_walk: bool
):
    found = releasing.is_on_walk(stop("a", 0, state), share(ONE, qty_each, picked_each))
    assert found is on_walk


def test_a_stop_for_one_order_is_all_its_share():
    assert releasing.sole_share(STOP) == share(ONE, 4, 1)


@pytest.mark.parametrize(
    ("state", "missing", "refused"),
    [
        (OrderState.PICKED, [], None),
        (OrderState.PICKING, [], no(Refusal.ORDER_ON_FLOOR, "7", FULL)),
        (
            OrderState.BACKORDERED,
            ["TOTE-0002", "zone B"],
            no(Refusal.ORDER_ON_FLOOR, "TOTE-0002, zone B", FULL),
        ),
    ],
)
def test_an_order_is_packed_when_nothing_of_it_is_on_the_floor(
    state: OrderState, missing: list[str], refused: Refused | None
):
    made = place_order(order("7", (TEA, 1)), OpId("o"), "")
    assert not isinstance(made, Refused)
    its_order = replace(made[0], state=state)
    assert packing.is_complete(its_order, IN_HAND, missing) == refused
