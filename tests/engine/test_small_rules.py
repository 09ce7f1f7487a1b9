"""Rules too small for a file of their own."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.engine import packing, picking, shipping
from app.engine.items import gtin_check_digit
from app.engine.names import (
    BinCode,
    ListId,
    ManifestId,
    OpId,
    OrderId,
    ParcelId,
    Place,
    Sku,
    Sscc,
    StationId,
    TaskId,
    ToteCode,
    ZoneCode,
)
from app.engine.packing import Parcel
from app.engine.picking import Claimer, Tote
from app.engine.refusals import Refusal, Refused
from app.engine.releasing import PickList, PickTask
from app.engine.shipping import Manifest, ManifestState
from app.engine.stock import Movement
from app.engine.task_states import ListState, ParcelState, TaskState, ToteState
from tests.fakes.site import ANA, BEN, DAY, TEA

WALK = PickList(
    list_id=ListId("1.A"),
    order_id=OrderId("1"),
    zone=ZoneCode("A"),
    step=1,
    state=ListState.READY,
    priority=0,
    ship_by=DAY,
)
TASK = PickTask(
    task_id=TaskId("t"),
    list_id=WALK.list_id,
    order_id=WALK.order_id,
    line_no=1,
    bin_code=BinCode("A-07-3-B"),
    sku=TEA,
    qty_each=4,
    picked_each=0,
    state=TaskState.READY,
)
PARCEL = Parcel(
    parcel_id=ParcelId("p"),
    order_id=OrderId("1"),
    tote=ToteCode("TOTE-0001"),
    carrier="Royal Mail",
)


def who(badge: picking.Badge, at: datetime = DAY) -> Claimer:
    return Claimer(station=StationId("HANDHELD"), badge=badge, at=at)


def reason(verdict: object) -> Refusal | None:
    return verdict.reason if isinstance(verdict, Refused) else None


@pytest.mark.parametrize(
    ("digits", "check"),
    [("400638133393", "1"), ("629104150021", "3"), ("0", "0")],
)
def test_gs1_check_digits(digits: str, check: str):
    assert gtin_check_digit(digits) == check


@pytest.mark.parametrize(
    "wrong",
    [
        {"qty_each": 0},
        {"target": Place("A-07-3-B")},
        {"at": datetime(2010, 12, 6)},  # noqa: DTZ001 - that is the mistake
    ],
)
def test_a_movement_that_is_none_cannot_be_made(wrong: dict[str, object]):
    right = {
        "op_id": OpId("x"),
        "n": 1,
        "sku": Sku("TEA"),
        "qty_each": 1,
        "source": Place("A-07-3-B"),
        "target": Place("TOTE-0001"),
        "at": DAY,
    }
    Movement(**right)  # type: ignore[arg-type]
    with pytest.raises(AssertionError):
        Movement(**{**right, **wrong})  # type: ignore[arg-type]


def test_a_claim_runs_out_and_then_another_may_have_the_walk():
    mine = picking.claim(WALK, who(ANA))
    assert isinstance(mine, PickList)

    early = picking.claim(mine, who(BEN, DAY + timedelta(hours=1)))
    late = picking.claim(mine, who(BEN, DAY + timedelta(hours=5)))

    assert reason(early) is Refusal.CLAIMED_BY_OTHER
    assert isinstance(late, PickList)
    assert late.badge == BEN


def test_a_finished_walk_cannot_be_claimed_nor_given_back():
    done = replace(WALK, state=ListState.DONE)
    assert reason(picking.claim(done, who(ANA))) is Refusal.LIST_NOT_OPEN
    assert reason(picking.give_back(done, who(ANA))) is Refusal.LIST_NOT_OPEN


def test_giving_back_lets_go_of_the_claim():
    mine = picking.claim(WALK, who(ANA))
    assert isinstance(mine, PickList)
    free = picking.give_back(mine, who(ANA))
    assert isinstance(free, PickList)
    assert (free.state, free.badge, free.until) == (ListState.READY, "", None)


def test_a_walk_keeps_the_tote_it_has_and_a_tote_the_order_it_has():
    with_tote = replace(WALK, tote=ToteCode("TOTE-0001"))
    other = picking.assign_tote(with_tote, Tote(tote=ToteCode("TOTE-0002")))
    busy = Tote(tote=ToteCode("TOTE-0002"), state=ToteState.STAGED)

    assert reason(other) is Refusal.WRONG_TOTE
    assert reason(picking.assign_tote(WALK, busy)) is Refusal.TOTE_IN_USE
    again = picking.assign_tote(with_tote, Tote(tote=ToteCode("TOTE-0001")))
    assert isinstance(again, Tote)


def test_a_closed_task_has_nothing_left():
    closed = replace(TASK, state=TaskState.SHORT)
    assert (TASK.left_each, closed.left_each) == (4, 0)
    assert reason(picking.undo_pick(closed)) is Refusal.NOTHING_TO_UNDO


def test_a_tote_is_packed_only_at_packing():
    tote = ToteCode("TOTE-0001")
    elsewhere = Tote(tote=tote, state=ToteState.STAGED, stands_at="DROP-B")
    there = Tote(tote=tote, state=ToteState.STAGED, stands_at="DROP-PACK-1")

    assert reason(packing.start_packing(Tote(tote=tote))) is Refusal.TOTE_NOT_READY
    assert reason(packing.start_packing(elsewhere)) is Refusal.TOTE_NOT_READY
    assert packing.start_packing(there) is None
    assert packing.start_packing(Tote(tote=tote, state=ToteState.PACKING)) is None


def test_packing_nothing_of_something_is_refused():
    done = packing.PackItem(tote=ToteCode("TOTE-0001"), sku=TEA, qty_each=0)
    assert reason(packing.pack_item(done, 0, PARCEL)) is Refusal.QUANTITY_NOT_POSITIVE
    one = packing.PackItem(tote=ToteCode("TOTE-0001"), sku=TEA)
    assert reason(packing.pack_item(one, 0, PARCEL)) is Refusal.NOT_IN_TOTE


def test_a_parcel_closes_once_and_not_empty():
    closed = replace(PARCEL, state=ParcelState.CLOSED)
    done = packing.CloseParcel(parcel_id=PARCEL.parcel_id)
    for parcel, wanted in (
        (PARCEL, Refusal.NOTHING_PACKED),
        (closed, Refusal.PARCEL_NOT_OPEN),
    ):
        assert reason(packing.close_parcel(parcel, done, 0, [], others_open=0)) is wanted


def test_a_label_counts_only_on_a_closed_parcel():
    label = packing.ConfirmLabel(parcel_id=PARCEL.parcel_id, sscc=Sscc("3" * 18))
    assert reason(packing.confirm_label(PARCEL, label)) is Refusal.PARCEL_NOT_CLOSED


def test_only_labelled_parcels_are_loaded_and_only_open_manifests_handed_over():
    load = shipping.LoadParcel(sscc=Sscc("3" * 18), carrier="Royal Mail")
    manifest = Manifest(
        manifest_id=ManifestId("m"),
        carrier="Royal Mail",
        state=ManifestState.OPEN,
        opened_at=DAY,
    )
    gone = replace(manifest, state=ManifestState.HANDED_OVER)

    assert reason(shipping.load_parcel(PARCEL, load)) is Refusal.PARCEL_NOT_LABELLED
    assert reason(shipping.hand_over(manifest, [])) is Refusal.MANIFEST_EMPTY
    assert reason(shipping.hand_over(gone, [PARCEL])) is Refusal.MANIFEST_CLOSED
