"""What a person reads when a walk, a pick, a tote or a parcel is not as it should be."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from app.engine import (
    cancelling,
    changing,
    handing_on,
    packing,
    picking,
    purchasing,
    releasing,
)
from app.engine.cancelling import CancelLine
from app.engine.cartons import CartonType
from app.engine.changing import ChangeOrder, LineChange
from app.engine.names import (
    NO_LOT,
    BinCode,
    DropCode,
    ListId,
    Lot,
    OpId,
    OrderId,
    ParcelId,
    Place,
    PurchaseId,
    PutBackId,
    Sku,
    Sscc,
    StationId,
    TaskId,
    ToteCode,
    ZoneCode,
)
from app.engine.orders import Order, OrderLine, ShipPolicy, place_order
from app.engine.packing import CloseParcel, ConfirmLabel, PackItem, Parcel, ParcelLine
from app.engine.picking import CLAIM_LASTS, Claimer, ConfirmPick, Tote
from app.engine.purchasing import PlacePurchase, PurchaseLine, PurchaseOrder
from app.engine.putting_back import PutBackTask
from app.engine.refusals import Refusal, Refused
from app.engine.releasing import CartPosition, PickList, PickTask
from app.engine.task_states import (
    ListState,
    OrderState,
    ParcelState,
    Payment,
    PurchaseEvent,
    PurchaseState,
    TaskState,
    ToteState,
)
from tests.fakes.site import ANA, BEN, DAY, LAMP, MAIL, MUG, TEA, order

TOTE, OTHER_TOTE = ToteCode("TOTE-0001"), ToteCode("TOTE-0002")
BIN, OTHER_BIN = BinCode("A-07-3-B"), BinCode("A-02-1-A")
L1, L2 = Lot("L1"), Lot("L2")
NUMBER, OTHER_NUMBER = Sscc("1" * 18), Sscc("2" * 18)
WALK = PickList(
    list_id=ListId("w"),
    order_id=OrderId("o"),
    zone=ZoneCode("A"),
    step=1,
    state=ListState.READY,
    priority=0,
    ship_by=DAY,
)
MINE = replace(
    WALK,
    state=ListState.CLAIMED,
    station=StationId("HANDHELD"),
    badge=ANA,
    until=DAY + CLAIM_LASTS,
    tote=TOTE,
)
TASK = PickTask(
    task_id=TaskId("t"),
    list_id=WALK.list_id,
    order_id=WALK.order_id,
    line_no=1,
    bin_code=BIN,
    sku=TEA,
    qty_each=4,
    picked_each=1,
    state=TaskState.READY,
    lot=L1,
)
PICK = ConfirmPick(
    task_id=TASK.task_id, bin_code=BIN, sku=TEA, qty_each=3, tote=TOTE, lot=L1
)
PARCEL = Parcel(
    parcel_id=ParcelId("p"), order_id=OrderId("o"), tote=TOTE, carrier=MAIL, sscc=NUMBER
)
CLOSE = CloseParcel(parcel_id=PARCEL.parcel_id)
IN_IT = [ParcelLine(parcel_id=PARCEL.parcel_id, line_no=1, sku=TEA, qty_each=2)]
GOING_BACK = PutBackTask(
    put_back_id=PutBackId("1"),
    order_id=OrderId("o"),
    line_no=1,
    sku=TEA,
    qty_each=1,
    source=Place("PARCEL-p"),
    bin_code=BIN,
)
SMALL = CartonType(
    code="S",
    name="Small",
    length_mm=1,
    width_mm=1,
    height_mm=1,
    tare_g=80,
    most_g=2_000,
)


def no(reason: Refusal, wanted: str = "", got: str = "") -> Refused:
    return Refused(reason=reason, wanted=wanted, got=got)


def who(badge: picking.Badge, station: str = "HANDHELD", hours: int = 1) -> Claimer:
    at = DAY + timedelta(hours=hours)
    return Claimer(station=StationId(station), badge=badge, at=at)


def take(task: PickTask = TASK, walk: PickList = MINE, **wrong: object) -> Refused | None:
    return picking.confirm_pick(task, walk, replace(PICK, **wrong))


RIGHT = f"3: {TOTE}"


def on_cart(has: ToteCode, used: ToteCode) -> Refused | None:
    """A pick on a cart whose third position has one tote, into another."""
    its = CartPosition(list_id=WALK.list_id, position=3, order_id=OrderId("o"), tote=has)
    cart = replace(MINE, tote=ToteCode(""))
    return picking.confirm_pick(TASK, cart, replace(PICK, tote=used), its)


def paid_order(**different: object) -> Order:
    made = place_order(order("7", (TEA, 3)), OpId("o"), "")
    assert not isinstance(made, Refused)
    return replace(made[0], **different)


def line(line_no: int = 1, **stages: int) -> OrderLine:
    empty = OrderLine(
        order_id=OrderId("o"),
        line_no=line_no,
        sku=TEA,
        name="Tea",
        price_minor=255,
        qty_each=0,
    )
    filled = {f"{stage}_each": qty_each for stage, qty_each in stages.items()}
    return replace(empty, qty_each=sum(stages.values()), **filled)


def release(*lines: OrderLine, **different: object) -> Refused | None:
    promised = paid_order(state=OrderState.RESERVED)
    return releasing.may_release(replace(promised, **different), lines)


def pack(
    parcel: Parcel | None = PARCEL, qty_each: int = 1, tote: ToteCode = TOTE
) -> Refused | None:
    done = PackItem(tote=tote, sku=TEA, qty_each=qty_each)
    return packing.pack_item(done, 2, parcel)


def close(
    parcel: Parcel = PARCEL, left: int = 0, packed: list[ParcelLine] = IN_IT
) -> Refused | None:
    return packing.close_parcel(parcel, CLOSE, left, packed, others_open=0)


def label(parcel: Parcel, sscc: Sscc = NUMBER) -> Refused | None:
    asked = ConfirmLabel(parcel_id=parcel.parcel_id, sscc=sscc)
    return packing.confirm_label(parcel, asked)


def cancel(qty_each: int, **stages: int) -> Refused | None:
    asked = CancelLine(order_id=OrderId("o"), line_no=1, qty_each=qty_each)
    return cancelling.may_cancel(paid_order(), [line(**stages)], asked)


def change(
    change_: LineChange, state: OrderState = OrderState.RESERVED, **stages: int
) -> Refused | None:
    asked = ChangeOrder(order_id=OrderId("o"), lines=(change_,))
    return changing.may_change(paid_order(state=state), [line(2, **stages)], asked)


def purchase(*lines: tuple[Sku, int]) -> object:
    asked = PlacePurchase(ref="P1", supplier="Acme", lines=lines, expected_at=DAY)
    return purchasing.place_purchase(asked, PurchaseId("1"))


def staged(stands_at: str) -> Tote:
    return Tote(tote=TOTE, state=ToteState.STAGED, stands_at=stands_at)


BOUGHT = PurchaseOrder(po_id=PurchaseId("1"), ref="P1", supplier="Acme", expected_at=DAY)
S = ParcelState


@pytest.mark.parametrize(
    ("asked", "refused"),
    [
        # claiming a walk and giving it back
        (
            lambda: picking.claim(replace(MINE, state=ListState.DONE), who(ANA)),
            no(Refusal.LIST_NOT_OPEN, got="done"),
        ),
        (
            lambda: picking.claim(MINE, who(BEN)),
            no(Refusal.CLAIMED_BY_OTHER, got=ANA),
        ),
        (
            lambda: picking.claim(MINE, who(ANA, "OTHER")),
            no(Refusal.CLAIMED_BY_OTHER, got=ANA),
        ),
        (
            lambda: picking.give_back(WALK, who(ANA)),
            no(Refusal.LIST_NOT_OPEN, got="ready"),
        ),
        (
            lambda: picking.give_back(MINE, who(BEN)),
            no(Refusal.CLAIMED_BY_OTHER, got=ANA),
        ),
        # a tote for it
        (
            lambda: picking.assign_tote(WALK, Tote(tote=ToteCode("BOX-1"))),
            no(Refusal.UNKNOWN_TOTE, got="BOX-1"),
        ),
        (
            lambda: picking.assign_tote(MINE, Tote(tote=OTHER_TOTE)),
            no(Refusal.WRONG_TOTE, TOTE, OTHER_TOTE),
        ),
        (
            lambda: picking.assign_tote(WALK, staged("DROP-B")),
            no(Refusal.TOTE_IN_USE, got=TOTE),
        ),
        # taking goods
        (lambda: take(), None),
        (lambda: take(lot=NO_LOT), None),
        (lambda: take(qty_each=1), None),
        (
            lambda: take(replace(TASK, state=TaskState.SHORT)),
            no(Refusal.TASK_NOT_OPEN, "ready", "short"),
        ),
        (
            lambda: take(walk=replace(MINE, state=ListState.READY)),
            no(Refusal.TASK_NOT_OPEN, "ready", "ready"),
        ),
        (lambda: take(bin_code=OTHER_BIN), no(Refusal.WRONG_BIN, BIN, OTHER_BIN)),
        (lambda: take(sku=MUG), no(Refusal.WRONG_ITEM, TEA, MUG)),
        (lambda: take(lot=L2), no(Refusal.WRONG_LOT, L1, L2)),
        (lambda: take(qty_each=0), no(Refusal.QUANTITY_NOT_POSITIVE, TEA, "0")),
        (lambda: take(qty_each=4), no(Refusal.MORE_THAN_ASKED, "3", "4")),
        (lambda: take(tote=OTHER_TOTE), no(Refusal.WRONG_TOTE, TOTE, OTHER_TOTE)),
        (
            lambda: take(walk=replace(MINE, tote=ToteCode("")), tote=ToteCode("")),
            no(Refusal.WRONG_TOTE, "", ""),
        ),
        (lambda: on_cart(TOTE, TOTE), None),
        (lambda: on_cart(TOTE, OTHER_TOTE), no(Refusal.WRONG_TOTE, RIGHT, OTHER_TOTE)),
        (
            lambda: on_cart(ToteCode(""), ToteCode("")),
            no(Refusal.WRONG_TOTE, "3", ""),
        ),
        (
            lambda: picking.undo_pick(replace(TASK, picked_each=0)),
            no(Refusal.NOTHING_TO_UNDO, got="ready"),
        ),
        (
            lambda: picking.undo_pick(replace(TASK, state=TaskState.CANCELLED)),
            no(Refusal.NOTHING_TO_UNDO, got="cancelled"),
        ),
        # setting the tote down
        (
            lambda: handing_on.hand_on(MINE, DropCode("DROP-B"), DropCode("DROP-B")),
            no(Refusal.LIST_NOT_FINISHED, got="claimed"),
        ),
        (
            lambda: handing_on.hand_on(
                replace(MINE, state=ListState.PICKED),
                DropCode("DROP-C"),
                DropCode("DROP-B"),
            ),
            no(Refusal.WRONG_DROP, "DROP-B", "DROP-C"),
        ),
        # releasing
        (lambda: release(line(reserved=1)), None),
        (lambda: release(line(reserved=1), line(backordered=2)), None),
        (
            lambda: release(line(reserved=1), payment=Payment.AUTHORIZED),
            no(Refusal.ORDER_NOT_PAID, got="7"),
        ),
        (
            lambda: release(line(reserved=1), hold="fraud"),
            no(Refusal.ORDER_HELD, "7", "fraud"),
        ),
        (
            lambda: release(line(reserved=1), state=OrderState.PACKED),
            no(Refusal.NOTHING_TO_RELEASE, got="7"),
        ),
        (
            lambda: release(line(backordered=1)),
            no(Refusal.NOTHING_TO_RELEASE, got="7"),
        ),
        (
            lambda: release(
                line(reserved=1, open=1),
                line(backordered=2),
                ship_policy=ShipPolicy.COMPLETE,
            ),
            no(Refusal.ORDER_NOT_COMPLETE, "3", "7"),
        ),
        (
            lambda: release(line(reserved=1), ship_policy=ShipPolicy.COMPLETE),
            None,
        ),
        # at the packing table
        (lambda: packing.start_packing(staged("DROP-PACK-1")), None),
        (
            lambda: packing.start_packing(Tote(tote=TOTE, state=ToteState.PACKING)),
            None,
        ),
        (
            lambda: packing.open_parcel(Tote(tote=TOTE, state=ToteState.PACKING)),
            None,
        ),
        (
            lambda: packing.start_packing(staged("DROP-B")),
            no(Refusal.TOTE_NOT_READY, "DROP-B", TOTE),
        ),
        (
            lambda: packing.start_packing(Tote(tote=TOTE)),
            no(Refusal.TOTE_NOT_READY, "free", TOTE),
        ),
        (
            lambda: packing.start_packing(Tote(tote=TOTE, state=ToteState.HOSPITAL)),
            no(Refusal.TOTE_IN_HOSPITAL, TOTE, ""),
        ),
        (
            lambda: packing.open_parcel(staged("DROP-PACK-1")),
            no(Refusal.TOTE_NOT_READY, "packing", TOTE),
        ),
        (
            lambda: packing.open_parcel(
                Tote(tote=TOTE, state=ToteState.HOSPITAL), "torn"
            ),
            no(Refusal.TOTE_IN_HOSPITAL, TOTE, "torn"),
        ),
        (
            lambda: packing.open_parcel(Tote(tote=TOTE, state=ToteState.HOSPITAL)),
            no(Refusal.TOTE_IN_HOSPITAL, TOTE, ""),
        ),
        (lambda: pack(), None),
        (lambda: pack(qty_each=2), None),
        (lambda: pack(qty_each=3), no(Refusal.MORE_THAN_ASKED, "2", "3")),
        (lambda: pack(qty_each=0), no(Refusal.QUANTITY_NOT_POSITIVE, TEA, "0")),
        (lambda: pack(None), no(Refusal.PARCEL_NOT_OPEN, "open", TOTE)),
        (
            lambda: pack(replace(PARCEL, state=S.CLOSED)),
            no(Refusal.PARCEL_NOT_OPEN, "open", PARCEL.parcel_id),
        ),
        (lambda: pack(tote=OTHER_TOTE), no(Refusal.WRONG_TOTE, TOTE, OTHER_TOTE)),
        (lambda: close(), None),
        (
            lambda: close(replace(PARCEL, state=S.LABELLED)),
            no(Refusal.PARCEL_NOT_OPEN, "open", PARCEL.parcel_id),
        ),
        (
            lambda: close(replace(PARCEL, state=S.VOID)),
            no(Refusal.PARCEL_VOID, "labelled", NUMBER),
        ),
        (
            lambda: close(replace(PARCEL, state=S.VOID, sscc=Sscc(""))),
            no(Refusal.PARCEL_VOID, "labelled", TOTE),
        ),
        (lambda: close(left=1), no(Refusal.NOT_VERIFIED, "0", "1")),
        (lambda: close(packed=[]), no(Refusal.NOTHING_PACKED, "1", TOTE)),
        (
            lambda: packing.close_parcel(
                PARCEL, replace(CLOSE, weight_g=-1), 0, IN_IT, others_open=0
            ),
            no(Refusal.QUANTITY_NOT_POSITIVE, "0", "-1"),
        ),
        (
            lambda: packing.close_parcel(
                PARCEL, CLOSE, 0, IN_IT, others_open=0, going_back=[GOING_BACK]
            ),
            no(Refusal.PUT_BACK_FIRST, "1", TOTE),
        ),
        (
            lambda: packing.check_weight(replace(CLOSE, weight_g=2_000), SMALL, 2_000),
            None,
        ),
        (
            lambda: packing.check_weight(replace(CLOSE, weight_g=2_001), SMALL, 2_001),
            no(Refusal.TOO_HEAVY, "2000", "2001"),
        ),
        (
            lambda: packing.check_weight(CLOSE, SMALL, 2_001),
            no(Refusal.TOO_HEAVY, "2000", "2001"),
        ),
        (
            lambda: packing.check_weight(replace(CLOSE, weight_g=900), None, 500),
            no(Refusal.WEIGHT_OFF, "500", "900"),
        ),
        (lambda: label(replace(PARCEL, state=S.CLOSED)), None),
        (
            lambda: label(PARCEL),
            no(Refusal.PARCEL_NOT_CLOSED, "closed", PARCEL.parcel_id),
        ),
        (
            lambda: label(replace(PARCEL, state=S.VOID)),
            no(Refusal.PARCEL_VOID, "labelled", NUMBER),
        ),
        (
            lambda: label(replace(PARCEL, state=S.CLOSED), OTHER_NUMBER),
            no(Refusal.WRONG_LABEL, NUMBER, OTHER_NUMBER),
        ),
        # taking an order back
        (lambda: cancel(1, reserved=2, shipped=1), None),
        (lambda: cancel(2, reserved=2, shipped=1), None),
        (lambda: cancel(3, reserved=2, shipped=1), no(Refusal.MORE_THAN_LEFT, "2", "3")),
        (lambda: cancel(0, reserved=2), no(Refusal.QUANTITY_NOT_POSITIVE, got="0")),
        (lambda: cancel(1, cancelled=2), no(Refusal.ORDER_CLOSED, got="7")),
        (
            lambda: cancel(1, cancelled=2, shipped=1),
            no(Refusal.ORDER_HANDED_OVER, got="7"),
        ),
        # changing it
        (lambda: change(LineChange(qty_each=0, line_no=2), reserved=3), None),
        (lambda: change(LineChange(qty_each=1, sku=MUG), reserved=3), None),
        (
            lambda: change(LineChange(qty_each=0, sku=MUG), reserved=3),
            no(Refusal.QUANTITY_NOT_POSITIVE, "1", "0"),
        ),
        (
            lambda: change(LineChange(qty_each=-1, line_no=2), reserved=3),
            no(Refusal.QUANTITY_NOT_POSITIVE, "0", "-1"),
        ),
        (
            lambda: change(LineChange(qty_each=1, line_no=9), reserved=3),
            no(Refusal.UNKNOWN_LINE, got="9"),
        ),
        (
            lambda: change(LineChange(qty_each=0, line_no=2), reserved=3, shipped=1),
            no(Refusal.MORE_THAN_LEFT, "3", "4"),
        ),
        (
            lambda: change(
                LineChange(qty_each=1, line_no=2), OrderState.PICKED, picked=3
            ),
            no(Refusal.TOO_LATE_RELEASED, got="7"),
        ),
        (
            lambda: change(LineChange(qty_each=1, line_no=2), shipped=3),
            no(Refusal.ORDER_CLOSED, got="7"),
        ),
        (
            lambda: changing.change_head(
                paid_order(),
                [PARCEL, replace(PARCEL, state=S.CLOSED)],
                ChangeOrder(order_id=OrderId("o"), carrier="DHL"),
            ),
            no(Refusal.TOO_LATE_PACKED, got="7"),
        ),
        # purchases
        (lambda: purchase(), no(Refusal.PURCHASE_WITHOUT_LINES, got="P1")),
        (
            lambda: purchase((TEA, 1), (LAMP, 0)),
            no(Refusal.QUANTITY_NOT_POSITIVE, LAMP, "0"),
        ),
        (
            lambda: purchasing.after(
                replace(BOUGHT, state=PurchaseState.CLOSED), PurchaseEvent.RECEIVE
            ),
            no(Refusal.PURCHASE_CLOSED, got="P1"),
        ),
    ],
)
def test_it_may_or_the_refusal_says_what_was_wanted_and_what_came(
    asked: Callable[[], object], refused: Refused | None
):
    assert asked() == refused


# ── what comes of it ──────────────────────────────────────────────────────────────────


def test_a_walk_is_somebodys_and_is_given_back_as_it_was():
    claimed = picking.claim(WALK, who(ANA, hours=0))
    assert claimed == replace(MINE, tote=WALK.tote)
    assert isinstance(claimed, PickList)
    assert picking.give_back(claimed, who(ANA, "ANOTHER")) == WALK
    bens = picking.claim(claimed, who(BEN, hours=4))
    assert isinstance(bens, PickList)
    assert bens.badge == BEN


@pytest.mark.parametrize(
    ("qty_each", "picked_each", "state"),
    [(1, 2, TaskState.READY), (3, 4, TaskState.PICKED), (5, 6, TaskState.PICKED)],
)
def test_a_stop_is_picked_once_all_of_it_is(
    qty_each: int, picked_each: int, state: TaskState
):
    after = replace(TASK, picked_each=picked_each, state=state)
    assert picking.pick(TASK, qty_each) == after
    before = replace(TASK, picked_each=0, state=TaskState.READY)
    assert picking.undo_pick(after) == before


def test_a_tote_goes_to_the_next_zone_that_waits_for_it_and_then_to_packing():
    def later(zone: str, step: int, state: ListState) -> PickList:
        return replace(WALK, zone=ZoneCode(zone), step=step, state=state)

    walks = [
        later("D", 4, ListState.WAITING),
        later("C", 3, ListState.WAITING),
        later("B", 2, ListState.CANCELLED),
    ]
    assert handing_on.next_drop(MINE, walks) == "DROP-C"
    assert handing_on.next_drop(MINE, walks[2:]) == "DROP-PACK-1"
    picked = replace(MINE, state=ListState.PICKED)
    drop = DropCode("DROP-C")
    assert handing_on.hand_on(picked, drop, drop) == replace(MINE, state=ListState.DONE)


def test_a_free_tote_takes_the_walks_order_and_its_own_may_be_scanned_again():
    carried = Tote(
        tote=TOTE,
        state=ToteState.PICKING,
        order_id=OrderId("o"),
        list_id=WALK.list_id,
    )
    assert picking.assign_tote(WALK, Tote(tote=TOTE)) == carried
    waiting = replace(carried, state=ToteState.STAGED, stands_at="DROP-A")
    assert picking.assign_tote(MINE, waiting) == carried


def test_a_purchase_is_kept_as_it_was_ordered():
    assert purchase((TEA, 3), (MUG, 1)) == (
        BOUGHT,
        [
            PurchaseLine(po_id=PurchaseId("1"), line_no=1, sku=TEA, qty_each=3),
            PurchaseLine(po_id=PurchaseId("1"), line_no=2, sku=MUG, qty_each=1),
        ],
    )


def test_an_order_is_changed_in_what_was_named_and_nothing_else():
    before = paid_order()
    asked = ChangeOrder(
        order_id=OrderId("o"),
        ship_to=("Ada", "1 New Street"),
        carrier="DHL",
        service="Express",
        ship_by=DAY + timedelta(days=1),
        priority=3,
        note="",
        gift_note="For Ada",
    )
    assert changing.change_head(before, [PARCEL], asked) == replace(
        before,
        ship_to="Ada\n1 New Street",
        carrier="DHL",
        service="Express",
        ship_by=DAY + timedelta(days=1),
        priority=3,
        note="",
        gift_note="For Ada",
    )
    nothing = ChangeOrder(order_id=OrderId("o"))
    taped = [replace(PARCEL, state=S.CLOSED)]
    assert changing.change_head(before, taped, nothing) == before


def test_a_line_grows_and_a_new_one_is_made():
    grown = changing.increase(line(1, open=1, reserved=2), 3)
    assert grown == line(1, open=4, reserved=2)
    wanted = LineChange(qty_each=2, sku=MUG, price_minor=900)
    added = changing.new_line(paid_order(), 4, wanted, "Mug")
    assert added == replace(line(4, open=2), sku=MUG, name="Mug", price_minor=900)
    named = replace(wanted, name="The blue one")
    assert changing.new_line(paid_order(), 4, named, "Mug").name == "The blue one"


def test_a_tote_is_a_place():
    assert picking.tote_place(TOTE) == Place("TOTE-0001")
