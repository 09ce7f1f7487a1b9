"""What carriers tell, cut-offs, and what an order is when its parcels are on the road."""

import itertools
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.engine import delivering, setting_aside, shipping
from app.engine.delivering import CarrierEvent, CarrierWord, ConfirmDelivery
from app.engine.names import ManifestId, OpId, OrderId, ParcelId, Sku, Sscc, ToteCode
from app.engine.orders import OrderLine
from app.engine.packing import Parcel
from app.engine.refusals import Refusal, Refused
from app.engine.shipping import Manifest, ManifestState
from app.engine.task_states import GONE, OrderEvent, ParcelState
from tests.fakes.site import DAY

PARCEL = Parcel(
    parcel_id=ParcelId("p"),
    order_id=OrderId("o"),
    tote=ToteCode("TOTE-0001"),
    carrier="Royal Mail",
    state=ParcelState.HANDED_OVER,
    sscc=Sscc("3" * 18),
)
MOVING, FAILED, DELIVERED, BACK = CarrierEvent
HOUR = timedelta(hours=1)


def word(event: CarrierEvent, hour: int, event_id: str = "") -> CarrierWord:
    return CarrierWord(
        parcel_id=PARCEL.parcel_id,
        event_id=event_id or f"{event}{hour}",
        op_id=OpId("op"),
        event=event,
        at=DAY + hour * HOUR,
    )


def reason(verdict: object) -> Refusal | None:
    return verdict.reason if isinstance(verdict, Refused) else None


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ([], ParcelState.HANDED_OVER),
        ([(MOVING, 1)], ParcelState.IN_TRANSIT),
        ([(MOVING, 1), (MOVING, 2), (FAILED, 3)], ParcelState.FAILED),
        ([(FAILED, 1), (MOVING, 2)], ParcelState.IN_TRANSIT),
        ([(FAILED, 1), (DELIVERED, 2)], ParcelState.DELIVERED),
        ([(MOVING, 1), (DELIVERED, 2), (MOVING, 3)], ParcelState.DELIVERED),
        ([(DELIVERED, 2), (FAILED, 3)], ParcelState.DELIVERED),
        ([(DELIVERED, 1), (BACK, 2)], ParcelState.RETURNED),
        ([(BACK, 1), (DELIVERED, 2)], ParcelState.RETURNED),
        ([(MOVING, 1), (DELIVERED, 1)], ParcelState.DELIVERED),
    ],
)
def test_a_carriers_words_mean_the_same_in_whatever_order_they_come(
    told: list[tuple[CarrierEvent, int]], state: ParcelState
):
    words = [word(*each) for each in told]
    for order in itertools.permutations(words):
        assert delivering.state_of(order) is state


def test_one_event_id_cannot_say_two_things():
    known = word(MOVING, 1, "E1")
    assert delivering.carrier_told(PARCEL, word(MOVING, 1, "E1"), known) is None
    other = delivering.carrier_told(PARCEL, word(DELIVERED, 1, "E1"), known)
    assert reason(other) is Refusal.CARRIER_EVENT_DIFFERS


def test_the_last_thing_a_carrier_told_need_not_have_come_last():
    words = [word(MOVING, 1), word(DELIVERED, 3), word(FAILED, 2)]
    assert delivering.last_at(words) == DAY + 3 * HOUR


@pytest.mark.parametrize("state", ParcelState)
def test_only_what_left_can_have_arrived(state: ParcelState):
    done = ConfirmDelivery(parcel_id=PARCEL.parcel_id, signed_by="Ada")
    verdict = reason(delivering.confirm_delivery(replace(PARCEL, state=state), done))
    if state not in GONE:
        assert verdict is Refusal.PARCEL_STILL_HERE
    elif state is ParcelState.RETURNED:
        assert verdict is Refusal.DELIVERY_CONFIRMED
    else:
        assert verdict is None


# ── the order ─────────────────────────────────────────────────────────────────────────

SENT = OrderLine(
    order_id=OrderId("o"),
    line_no=1,
    sku=Sku("TEA"),
    name="Tea",
    price_minor=0,
    qty_each=3,
    shipped_each=3,
)
TO_SEND = replace(SENT, shipped_each=2, backordered_each=1)
GIVEN_UP = replace(SENT, shipped_each=2, cancelled_each=1)
IN_TOTE = replace(SENT, shipped_each=0, picked_each=3)
NOT_WANTED = replace(SENT, shipped_each=0, cancelled_each=3)
ON_ITS_WAY = replace(SENT, shipped_each=2, allocated_each=1)
WAITS = (OrderEvent.FIND_NOTHING, OrderEvent.PROMISE_NOTHING)
LEFT = (OrderEvent.LABEL, OrderEvent.HAND_OVER)
S = ParcelState


@pytest.mark.parametrize(
    ("line", "parcels", "events"),
    [
        (IN_TOTE, [], (OrderEvent.UNPACK,)),
        (IN_TOTE, [S.VOID], (OrderEvent.UNPACK,)),
        (IN_TOTE, [S.VOID, S.OPEN], (OrderEvent.PACK,)),
        (IN_TOTE, [S.LABELLED], (OrderEvent.UNPACK,)),
        (SENT, [S.LABELLED, S.CLOSED], (OrderEvent.PACK,)),
        (SENT, [S.LABELLED, S.MANIFESTED], (OrderEvent.LABEL,)),
        (SENT, [S.LABELLED, S.HANDED_OVER], (OrderEvent.LABEL,)),
        (SENT, [S.VOID], ()),
        (SENT, [S.HANDED_OVER, S.VOID], LEFT),
        (SENT, [S.HANDED_OVER, S.IN_TRANSIT], (*LEFT, OrderEvent.MOVE_ON)),
        (SENT, [S.DELIVERED, S.IN_TRANSIT], (*LEFT, OrderEvent.MOVE_ON)),
        (SENT, [S.DELIVERED, S.HANDED_OVER], (*LEFT, OrderEvent.MOVE_ON)),
        (SENT, [S.DELIVERED, S.FAILED], (*LEFT, OrderEvent.MOVE_ON)),
        (SENT, [S.DELIVERED, S.DELIVERED, S.VOID], (*LEFT, OrderEvent.DELIVER)),
        (TO_SEND, [S.DELIVERED], (*LEFT, OrderEvent.MOVE_ON, *WAITS)),
        (TO_SEND, [S.HANDED_OVER], (*LEFT, *WAITS)),
        (TO_SEND, [S.VOID], WAITS),
        (GIVEN_UP, [S.DELIVERED], (*LEFT, OrderEvent.CANCEL_REST, OrderEvent.DELIVER)),
        (GIVEN_UP, [S.HANDED_OVER], (*LEFT, OrderEvent.CANCEL_REST)),
        (NOT_WANTED, [S.VOID], (OrderEvent.CANCEL,)),
        (ON_ITS_WAY, [S.HANDED_OVER], ()),
        (SENT, [S.RETURNED], (*LEFT, OrderEvent.RETURN)),
        (SENT, [S.RETURNED, S.DELIVERED], (*LEFT, OrderEvent.RETURN)),
        (SENT, [S.RETURNED, S.IN_TRANSIT], (*LEFT, OrderEvent.MOVE_ON)),
    ],
)
def test_an_order_is_as_far_as_its_last_parcel(
    line: OrderLine, parcels: list[ParcelState], events: tuple[OrderEvent, ...]
):
    made = [replace(PARCEL, state=state) for state in parcels]
    assert shipping.order_events([line], made) == events


# ── manifests, tracking, hospital ─────────────────────────────────────────────────────


def test_a_manifest_takes_no_parcel_from_its_cut_off_on():
    manifest = Manifest(
        manifest_id=ManifestId("m"),
        carrier="Royal Mail",
        state=ManifestState.OPEN,
        opened_at=DAY,
    )
    timed = replace(manifest, cut_off=DAY + HOUR)
    gone = replace(manifest, state=ManifestState.HANDED_OVER)
    assert shipping.takes_parcels(manifest, DAY + 99 * HOUR)
    assert shipping.takes_parcels(timed, DAY + HOUR - timedelta(milliseconds=1))
    assert not shipping.takes_parcels(timed, DAY + HOUR)
    assert not shipping.takes_parcels(gone, DAY)


@pytest.mark.parametrize(
    ("last", "at", "expected"),
    [
        (None, DAY, None),
        (DAY + HOUR, DAY, DAY + HOUR),
        (DAY, DAY, DAY + 24 * HOUR),
        (DAY, DAY + 23 * HOUR, DAY + 24 * HOUR),
        (DAY, DAY + 24 * HOUR, DAY + 48 * HOUR),
        (DAY, DAY + 80 * HOUR, DAY + 96 * HOUR),
    ],
)
def test_the_lorry_leaves_at_the_same_time_of_day(
    last: datetime | None, at: datetime, expected: datetime | None
):
    assert shipping.next_cut_off(last, at) == expected


@pytest.mark.parametrize("state", ParcelState)
def test_only_a_loaded_parcel_is_taken_off(state: ParcelState):
    verdict = reason(shipping.take_off(replace(PARCEL, state=state)))
    if state is ParcelState.MANIFESTED:
        assert verdict is None
    elif state in GONE:
        assert verdict is Refusal.PARCEL_GONE
    else:
        assert verdict is Refusal.PARCEL_NOT_MANIFESTED


def test_the_hospitals_lowest_free_place_is_taken():
    assert setting_aside.free_place([]) == "HOSPITAL-1"
    assert setting_aside.free_place(["HOSPITAL-1", "HOSPITAL-3"]) == "HOSPITAL-2"
