"""Whatever is done with boxes: nothing is shipped twice, and every each is in one place."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

import pytest

from app.engine.delivering import CarrierEvent, CarrierTold
from app.engine.names import CUSTOMER, ManifestId, ToteCode
from app.engine.packing import (
    CloseParcel,
    ConfirmLabel,
    OpenParcel,
    PackItem,
    Parcel,
    StartPacking,
)
from app.engine.picking import tote_place
from app.engine.refusals import Done
from app.engine.repacking import MergeParcels, MoveBetweenParcels, VoidParcel
from app.engine.setting_aside import LeaveHospital, SendToHospital
from app.engine.shipping import HandOver, LoadParcel, TakeOffManifest
from app.engine.task_states import GONE, OrderState, ParcelState, ToteState
from app.operations.kinds import Command
from app.operations.running import do
from app.station import Station, open_store
from tests.fakes import site
from tests.fakes.site import DAY, MAIL, MUG, PAM, TEA, ok

TOTES = (ToteCode("TOTE-0001"), ToteCode("TOTE-0002"), ToteCode("TOTE-0003"))
ORDERED = Counter({TEA: 12, MUG: 8})


@dataclass
class Floor:
    """One order at packing, and what can be done with it next."""

    station: Station = field(default_factory=lambda: open_store(None))

    def __post_init__(self) -> None:
        site.stock_up(self.station)
        ok(do(self.station, site.order("1", *ORDERED.items())))
        site.release(self.station, "1")
        site.pick_order(self.station, TOTES[0], "A")

    def parcels(self) -> list[Parcel]:
        with self.station.reading() as tables:
            return tables.parcels.parcels.find("ORDER BY number, parcel_id")

    def manifests(self) -> list[ManifestId]:
        with self.station.reading() as tables:
            found = tables.parcels.manifests.find("ORDER BY manifest_id")
        return [each.manifest_id for each in found]

    def do(self, command: Command) -> bool:
        return isinstance(do(self.station, command, badge=PAM), Done)


OFTEN = (
    *("start", "start", "start", "next box", "next box", "move", "merge"),
    *("pack",) * 8,
    *("close", "label", "load") * 5,
    *("hand over", "hand over", "told", "take off", "void"),
    *("hospital", "leave", "leave", "leave"),
)
"""What is tried, the steps to the lorry more often than those back."""


def moves(floor: Floor) -> Mapping[str, list[Command]]:
    """What can be tried now, by kind: most of it makes sense, some of it does not."""
    parcels = floor.parcels()
    labelled = [each for each in parcels if each.sscc]
    pairs = [(a, b) for a in parcels for b in parcels if a.order_id == b.order_id]
    return {
        "start": [StartPacking(tote=tote) for tote in TOTES],
        "next box": [OpenParcel(tote=tote) for tote in TOTES],
        "pack": _packs(floor, parcels),
        "move": [
            MoveBetweenParcels(
                from_parcel=a.parcel_id, to_parcel=b.parcel_id, sku=sku, qty_each=qty
            )
            for a, b in pairs
            for sku in ORDERED
            for qty in (1, 2)
            if a.state is b.state is ParcelState.OPEN
        ],
        "merge": [
            MergeParcels(into=a.parcel_id, other=b.parcel_id)
            for a, b in pairs
            if a.state is ParcelState.OPEN
        ],
        "void": [
            VoidParcel(parcel_id=each.parcel_id, reason="torn", into_tote=tote)
            for each in parcels
            for tote in TOTES
        ],
        "close": [
            CloseParcel(parcel_id=each.parcel_id, more_follows=more)
            for each in parcels
            for more in (True, False)
            if each.state is ParcelState.OPEN
        ],
        "label": [
            ConfirmLabel(parcel_id=each.parcel_id, sscc=each.sscc)
            for each in labelled
            if each.state is ParcelState.CLOSED
        ],
        "load": [LoadParcel(sscc=each.sscc, carrier=MAIL) for each in labelled],
        "take off": [TakeOffManifest(sscc=each.sscc) for each in labelled],
        "hand over": [HandOver(manifest_id=each) for each in floor.manifests()],
        "told": [
            CarrierTold(sscc_or_tracking=each.sscc, event=event, at=DAY)
            for each in labelled
            for event in CarrierEvent
        ],
        "hospital": [SendToHospital(tote=tote, reason="wet") for tote in TOTES],
        "leave": [LeaveHospital(tote=tote) for tote in TOTES],
    }


def _packs(floor: Floor, parcels: Sequence[Parcel]) -> list[Command]:
    with floor.station.reading() as tables:
        inside = {tote: tables.stock.inside(tote_place(tote)) for tote in TOTES}
    return [
        PackItem(tote=into.tote, sku=each.sku, qty_each=qty, parcel_id=into.parcel_id)
        for into in parcels
        for each in inside[into.tote]
        for qty in (1, 2)
        if into.state is ParcelState.OPEN
    ]


def prove(floor: Floor) -> None:
    """The books hold, and picked, packed and shipped are where they are said to be."""
    site.prove_books(floor.station)
    with floor.station.reading() as tables:
        lines = tables.orders.lines.find("")
        totes = tables.work.totes.find("")
        for line in lines:
            in_totes = sum(
                tables.stock.balance(tote_place(each), line.sku).qty_each
                for each in TOTES
            )
            sent = tables.stock.balance(CUSTOMER, line.sku).qty_each
            assert (in_totes, sent) == (line.picked_each, line.shipped_each), line
            whole = line.picked_each + line.packed_each + line.shipped_each
            assert whole == ORDERED[line.sku], line
        for tote in totes:
            inside = tables.stock.inside(tote_place(tote.tote))
            if tote.state is ToteState.FREE:
                assert not inside, tote
                assert not tables.parcels.all_open_for(tote.tote), tote


def finish(floor: Floor) -> None:
    """Whatever happened before, the order can be packed and sent."""
    for code in TOTES:
        floor.do(LeaveHospital(tote=code))
        floor.do(StartPacking(tote=code))
        for sku, qty_each in ORDERED.items():
            for _ in range(qty_each):
                floor.do(PackItem(tote=code, sku=sku))
    for parcel in floor.parcels():
        floor.do(CloseParcel(parcel_id=parcel.parcel_id))
    for parcel in floor.parcels():
        if parcel.state is ParcelState.OPEN:
            floor.do(VoidParcel(parcel_id=parcel.parcel_id, reason="empty"))
    for parcel in floor.parcels():
        floor.do(ConfirmLabel(parcel_id=parcel.parcel_id, sscc=parcel.sscc))
        floor.do(LoadParcel(sscc=parcel.sscc, carrier=MAIL))
    for manifest_id in floor.manifests():
        floor.do(HandOver(manifest_id=manifest_id))


@pytest.mark.parametrize("seed", range(25))
def test_whatever_is_done_with_boxes_every_each_is_in_one_place_and_arrives_once(
    seed: int,
):
    floor, random = Floor(), Random(seed)
    for _ in range(120):
        tries = moves(floor)[random.choice(OFTEN)]
        random.shuffle(tries)
        # Those refused before it must have left no trace.
        any(floor.do(command) for command in tries[:8])
        prove(floor)

    finish(floor)

    prove(floor)
    with floor.station.reading() as tables:
        sent = {sku: tables.stock.balance(CUSTOMER, sku).qty_each for sku in ORDERED}
        [order] = tables.orders.orders.find("")
        totes = tables.work.totes.find("")
    assert sent == ORDERED
    assert order.state in (
        OrderState.HANDED_OVER,
        OrderState.IN_TRANSIT,
        OrderState.DELIVERED,
        OrderState.RETURNED,
    )
    assert {each.state for each in totes} == {ToteState.FREE}
    assert {each.state for each in floor.parcels()} <= GONE | {ParcelState.VOID}
