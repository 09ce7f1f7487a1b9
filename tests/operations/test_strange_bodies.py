"""Whatever is sent under whatever kind: an answer in words, and nothing of it in the books.

Each kind of operation gets bodies made from a good one by breaking it, and bodies that are
no command at all, through the entry that every station's work comes in by.
"""

import json
from collections.abc import Iterator
from itertools import product
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.database.replicas import REPLICATED
from app.engine.adjusting import AdjustReason, AdjustStock, ExpireStock
from app.engine.cancelling import CancelLine, CancelOrder
from app.engine.cartons import RemoveCartonType, SetCartonType
from app.engine.changing import ChangeOrder, LineChange
from app.engine.changing_walks import (
    ChangeLot,
    EndClaim,
    HandOverWalk,
    SkipStop,
    ToteFull,
)
from app.engine.counting import (
    Abc,
    ApproveCount,
    ConfirmEmpty,
    CountBin,
    PlanCounts,
    RejectCount,
    SetCountTolerance,
)
from app.engine.delivering import CarrierEvent, CarrierTold, ConfirmDelivery
from app.engine.handing_on import BringTote
from app.engine.holding import HoldOrder, HoldReason, LetGoOrder
from app.engine.items import SetKit, TradeCode
from app.engine.moving import MoveStock
from app.engine.names import (
    Badge,
    BinCode,
    CountId,
    DropCode,
    ListId,
    Lot,
    ManifestId,
    OpId,
    OrderId,
    ParcelId,
    Place,
    PutBackId,
    ReplenishId,
    ReturnId,
    Sku,
    Sscc,
    StationId,
    TaskId,
    ToteCode,
    ZoneCode,
)
from app.engine.orders import CancelQuantity
from app.engine.packing import (
    CloseParcel,
    ConfirmLabel,
    OpenParcel,
    PackItem,
    StartPacking,
)
from app.engine.paying import SetUnpaidHold, TakePayment
from app.engine.permits import NoteRefusal
from app.engine.picking import (
    AssignTote,
    ClaimWork,
    ConfirmPick,
    GiveBackWork,
    HandOnTote,
    ReportShort,
    ShortReason,
    UndoPick,
)
from app.engine.purchasing import CancelPurchase, ClosePurchase, PlacePurchase
from app.engine.putting_away import PutAway
from app.engine.putting_back import PutBack
from app.engine.receiving import AddItem, ReceiveGoods, ReceiveStock
from app.engine.refusals import Refusal
from app.engine.releasing import ReleaseOrders
from app.engine.repacking import MergeParcels, MoveBetweenParcels, VoidParcel
from app.engine.replenishing import (
    CancelReplenishment,
    ClaimReplenishment,
    PlanReplenishment,
    Replenish,
    SetPickFace,
)
from app.engine.reserving import ExpectStock, ExpireReservations
from app.engine.returning import (
    CloseReturn,
    InspectReturn,
    OpenReturn,
    ReceiveReturn,
)
from app.engine.returning import Outcome as Looked
from app.engine.setting_aside import LeaveHospital, SendToHospital
from app.engine.shipping import (
    HandOver,
    LoadParcel,
    SetCutOff,
    SetTracking,
    TakeOffManifest,
)
from app.engine.site import AddPerson, Role, SetPreference, SetUpBin, SetUpSite
from app.engine.sorting import SortFromBatch
from app.engine.substituting import SetSubstitutes, SubstituteLine
from app.engine.taking_back import TakeBackOrder, TakeBackWork
from app.engine.task_states import Payment
from app.engine.waving import ReleaseWave
from app.operations.kinds import KINDS, Kind
from app.operations.seeing_board import see_board, see_orders
from app.operations.taking_in import take_in
from app.operations.verifying import verify
from app.station import Station, open_store
from app.sync.protocol import Envelope, Outcome
from tests.fakes import site
from tests.fakes.site import MAIL, MUG, SUE, TEA

X: Final = "X"
BIN: Final = BinCode("A-07-3-B")
GOOD: Final = (
    SetUpSite(name="North", ship_from=("North",), floor=""),
    AddPerson(badge=Badge("BADGE-0001"), name="Ana", role=Role.PICKER),
    AddItem(sku=TEA, name="Tea", weight_g=250, barcodes=(TradeCode("4006381333931"),)),
    ReceiveStock(sku=TEA, bin_code=BinCode("A-07-3-B"), qty_each=3),
    site.order("1", (TEA, 2)),
    CancelQuantity(
        channel="shop", ref="C1", row=1, customer="1", sku=TEA, qty_each=1, at=site.DAY
    ),
    ReleaseOrders(order_ids=(OrderId(X),)),
    ReleaseWave(name="noon"),
    TakeBackWork(list_id=ListId(X)),
    TakeBackOrder(order_id=OrderId(X)),
    EndClaim(list_id=ListId(X)),
    SkipStop(task_id=TaskId(X)),
    ChangeLot(task_id=TaskId(X), lot=Lot("L1")),
    HandOverWalk(list_id=ListId(X), to_badge=Badge("BADGE-0001")),
    ToteFull(list_id=ListId(X), new_tote=ToteCode("TOTE-0001")),
    SortFromBatch(batch_tote=ToteCode("TOTE-0001"), sku=TEA, tote=ToteCode("TOTE-0002")),
    BringTote(tote=ToteCode("TOTE-0001"), drop=DropCode("DROP-A")),
    ClaimWork(zone=ZoneCode("A")),
    GiveBackWork(list_id=ListId(X)),
    AssignTote(list_id=ListId(X), tote=ToteCode("TOTE-0001")),
    ConfirmPick(
        task_id=TaskId(X),
        bin_code=BinCode("A-07-3-B"),
        sku=TEA,
        qty_each=1,
        tote=ToteCode("TOTE-0001"),
    ),
    UndoPick(task_id=TaskId(X)),
    ReportShort(task_id=TaskId(X), reason=ShortReason.DAMAGED),
    HandOnTote(list_id=ListId(X), drop=DropCode("DROP-A")),
    StartPacking(tote=ToteCode("TOTE-0001")),
    PackItem(tote=ToteCode("TOTE-0001"), sku=TEA),
    CloseParcel(parcel_id=ParcelId(X)),
    ConfirmLabel(parcel_id=ParcelId(X), sscc=Sscc("1" * 18)),
    LoadParcel(sscc=Sscc("1" * 18), carrier=MAIL),
    HandOver(manifest_id=ManifestId(X)),
    SetUpBin(bin_code=BinCode("A-07-3-B")),
    SetKit(kit=Sku("GIFT"), parts=((TEA, 1),)),
    OpenParcel(tote=ToteCode("TOTE-0001")),
    MoveBetweenParcels(
        from_parcel=ParcelId(X), to_parcel=ParcelId("Y"), sku=TEA, qty_each=1
    ),
    MergeParcels(into=ParcelId(X), other=ParcelId("Y")),
    VoidParcel(parcel_id=ParcelId(X), reason="torn"),
    SendToHospital(tote=ToteCode("TOTE-0001"), reason="wet"),
    LeaveHospital(tote=ToteCode("TOTE-0001")),
    SetCartonType(
        code="BOX-S",
        name="Small box",
        length_mm=300,
        width_mm=200,
        height_mm=100,
        tare_g=80,
        most_g=5_000,
    ),
    RemoveCartonType(code="BOX-S"),
    TakeOffManifest(sscc=Sscc("1" * 18)),
    SetCutOff(carrier=MAIL, cut_off=site.DAY),
    SetTracking(parcel_id=ParcelId(X), tracking="RM1GB"),
    CarrierTold(
        sscc_or_tracking="1" * 18, event=CarrierEvent.DELIVERED, at=site.DAY, event_id="1"
    ),
    ConfirmDelivery(parcel_id=ParcelId(X), signed_by="Smith"),
    SetPreference(badge=Badge("BADGE-0001"), name="text_percent", value="150"),
    TakePayment(channel="shop", ref="1", state=Payment.PAID),
    SetUnpaidHold(minutes=30),
    ExpireReservations(),
    ExpectStock(sku=TEA, at=site.DAY),
    HoldOrder(order_id=OrderId(X), reason=HoldReason.FRAUD),
    LetGoOrder(order_id=OrderId(X)),
    ChangeOrder(order_id=OrderId(X), lines=(LineChange(qty_each=2, line_no=1),)),
    CancelOrder(order_id=OrderId(X)),
    CancelLine(order_id=OrderId(X), line_no=1, qty_each=1),
    SetSubstitutes(sku=TEA, others=(MUG,)),
    SubstituteLine(order_id=OrderId(X), line_no=1, other_sku=MUG),
    PutBack(put_back_id=PutBackId(X), bin_code=BIN, qty_each=1),
    PlacePurchase(ref="PO-1", supplier="Teas", lines=((TEA, 5),)),
    ClosePurchase(ref="PO-1"),
    CancelPurchase(ref="PO-1"),
    ReceiveGoods(place=Place("DOCK-1"), sku=TEA, qty_each=3),
    PutAway(sku=TEA, qty_each=1, source=Place("DOCK-1"), bin_code=BIN),
    MoveStock(sku=TEA, qty_each=1, source=BIN, target=BinCode("A-02-1-A")),
    SetPickFace(bin_code=BIN, sku=TEA, min_each=2, max_each=9),
    PlanReplenishment(),
    ClaimReplenishment(task_id=ReplenishId(X)),
    CancelReplenishment(task_id=ReplenishId(X)),
    Replenish(task_id=ReplenishId(X), qty_each=1, source=BIN, target=BinCode("A-02-1-A")),
    CountBin(bin_code=BIN, sku=TEA, counted_each=12),
    ConfirmEmpty(bin_code=BIN, sku=TEA, is_empty=False),
    ApproveCount(count_id=CountId(X)),
    RejectCount(count_id=CountId(X)),
    SetCountTolerance(qty_each=1, percent=2),
    PlanCounts(abc=Abc.A),
    AdjustStock(bin_code=BIN, sku=TEA, qty_each=-1, reason=AdjustReason.DAMAGED),
    ExpireStock(),
    OpenReturn(reason="broken", lines=((TEA, 1),)),
    ReceiveReturn(return_id=ReturnId(X), sku=TEA, qty_each=1, place=Place("RETURNS-1")),
    InspectReturn(
        return_id=ReturnId(X),
        sku=TEA,
        qty_each=1,
        place=Place("RETURNS-1"),
        outcome=Looked.SCRAP,
    ),
    CloseReturn(return_id=ReturnId(X)),
    NoteRefusal(kind="put_back", reason=Refusal.NOT_ALLOWED),
)
BY_TYPE: Final = {type(each): each for each in GOOD}

NEED_NO_WORDS: Final = (
    PlanReplenishment,
    ExpireStock,
    ExpireReservations,
    ClaimWork,
)
"""Commands that say all by their kind: nothing in them is one."""

DEEP: Final = "[" * 5_000 + "]" * 5_000
NO_COMMANDS: Final = (
    *("", " ", "null", "1", '"text"', "[]", "{}", "{", '{"a": }', "\x00", "nonsense"),
    *("[1, 2", '{"sku": "\\ud800"}', DEEP, '{"deep": ' + DEEP + "}", "1e999", "NaN"),
)
STRANGE: Final[tuple[Any, ...]] = (
    *(None, True, -1, 0, 2**62, 2**63, -(2**63) - 1, 10**30, 1.5),
    *("", "a\x00b", "\n", "x" * 100_000, "'; DROP TABLE orders; --", "\u202e\U0001f600"),
    *("0001-01-01T00:00:00Z", "2010-12-06T09:30:00", "9999-12-31T23:59:59-12:00"),
    *([], [[]], [None], {}, {"a": {"b": [1]}}),
)


def test_every_kind_has_a_good_body_to_break():
    assert {kind.command for kind in KINDS} == set(BY_TYPE)


@pytest.fixture
def store() -> Iterator[Station]:
    station = open_store(None)
    site.stock_up(station)
    yield station
    station.close()


def send(store: Station, kind: str, body: str) -> Outcome:
    """Send one operation, and another after it: it never stands in the way."""
    name = StationId("HANDHELD")
    with store.reading() as tables:
        last = tables.books.last_station_seq(name)
    outcome = take(store, last + 1, kind, body)
    after = take(store, last + 2, "give_back_work", '{"list_id": "none"}')
    assert after.outcome == "refused"
    return outcome


def take(store: Station, number: int, kind: str, body: str) -> Outcome:
    envelope = Envelope(
        op_id=OpId(f"OP-{number}"),
        station=StationId("HANDHELD"),
        station_seq=number,
        kind=kind,
        badge=SUE,
        at=store.now(),
        body=body,
    )
    [outcome] = take_in(store, [envelope])
    assert take_in(store, [envelope]) == [outcome], "the same answer to the same bytes"
    return outcome


LOGS: Final = frozenset({"operation", "discrepancy"})


def books(store: Station) -> dict[str, list[tuple[Any, ...]]]:
    """Everything but the log of operations and of what needs a person."""
    with store.reading() as tables:
        return {
            table: [tuple(row) for row in tables.db.run(f"SELECT * FROM {table}")]
            for table in REPLICATED
            if table not in LOGS
        }


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_what_is_no_command_is_set_aside_in_words(store: Station, kind: Kind):
    before = books(store)

    for body in NO_COMMANDS:
        if body == "{}" and kind.command in NEED_NO_WORDS:
            continue
        outcome = send(store, kind.name, body)
        assert outcome.outcome == "discrepancy", body[:40]
        assert outcome.reason.startswith("it cannot be read"), body[:40]

    assert books(store) == before
    assert verify(store).differences == ()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_command_with_one_strange_value_is_answered_and_stands_in_nobodys_way(
    store: Station, kind: Kind
):
    good = json.loads(site.encoded(BY_TYPE[kind.command]))
    before = books(store)
    for number, (name, strange) in enumerate(product(good, (*STRANGE, KeyError))):
        broken = {
            **good,
            **({"ref": f"{number}"} if "ref" in good else {}),
            name: strange,
        }
        if strange is KeyError:
            del broken[name]
        outcome = send(store, kind.name, json.dumps(broken))
        after = books(store)
        if outcome.outcome != "done":
            assert outcome.reason
            # What hands did is written down where it can be, though the rules say no.
            assert after == before or kind.record, (name, strange)
        before = after
    see_board(store)
    see_orders(store)
    assert verify(store).differences == ()


@pytest.mark.parametrize("name", ["", "no_such_kind", "\x00", "x" * 10_000, "é" * 99])
def test_a_kind_nobody_knows_is_set_aside(store: Station, name: str):
    before = books(store)

    outcome = send(store, name, "{}")

    assert outcome.outcome == "discrepancy"
    assert books(store) == before


ANYTHING: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4)
    ),
    max_leaves=8,
)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=(HealthCheck.function_scoped_fixture, HealthCheck.too_slow),
)
@given(data=st.data())
def test_anything_at_all_in_any_field(store: Station, kind: Kind, data: st.DataObject):
    good = json.loads(site.encoded(BY_TYPE[kind.command]))
    names = st.sampled_from(sorted(good)) if good else st.nothing()
    changed = data.draw(st.dictionaries(names, ANYTHING))
    more = data.draw(st.dictionaries(st.text(max_size=9), ANYTHING, max_size=2))

    outcome = send(store, kind.name, json.dumps({**more, **good, **changed}))

    assert outcome.outcome in ("done", "refused", "discrepancy")
    assert verify(store).differences == ()
