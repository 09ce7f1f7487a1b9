"""What a person reads when a parcel, a carton or a tote cannot do what was asked of it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.engine import cartons, delivering, repacking, setting_aside, shipping
from app.engine.cartons import CartonType, SetCartonType
from app.engine.delivering import CarrierEvent, CarrierWord, ConfirmDelivery
from app.engine.names import ManifestId, OpId, OrderId, ParcelId, Sku, Sscc, ToteCode
from app.engine.packing import Parcel, ParcelLine
from app.engine.picking import Tote
from app.engine.refusals import Refusal, Refused
from app.engine.repacking import MoveBetweenParcels
from app.engine.shipping import LoadParcel, Manifest, ManifestState, SetTracking
from app.engine.task_states import ParcelState, ToteState
from tests.fakes.site import DAY, LAMP, MAIL, MUG, TEA

S = ParcelState
TOTE = ToteCode("TOTE-0001")
NUMBER, NEXT_NUMBER = Sscc("1" * 18), Sscc("2" * 18)
PARCEL = Parcel(
    parcel_id=ParcelId("p"),
    order_id=OrderId("o"),
    tote=TOTE,
    carrier=MAIL,
    sscc=NUMBER,
)
NEXT = replace(PARCEL, parcel_id=ParcelId("q"), sscc=NEXT_NUMBER)
OTHERS = replace(NEXT, order_id=OrderId("x"))
MANIFEST = Manifest(
    manifest_id=ManifestId("m"), carrier=MAIL, state=ManifestState.OPEN, opened_at=DAY
)
TRACKING = SetTracking(parcel_id=PARCEL.parcel_id, tracking="JD01")
SIGNED = ConfirmDelivery(parcel_id=PARCEL.parcel_id, signed_by="Ada")
TOLD = CarrierWord(
    parcel_id=PARCEL.parcel_id,
    event_id="E1",
    op_id=OpId("1"),
    event=CarrierEvent.DELIVERED,
    at=DAY,
)


def is_(state: ParcelState, parcel: Parcel = PARCEL) -> Parcel:
    return replace(parcel, state=state)


def load(parcel: Parcel, carrier: str = MAIL) -> Refused | None:
    return shipping.load_parcel(parcel, LoadParcel(sscc=parcel.sscc, carrier=carrier))


def move(source: Parcel, target: Parcel, qty_each: int = 1) -> Refused | None:
    done = MoveBetweenParcels(
        from_parcel=source.parcel_id,
        to_parcel=target.parcel_id,
        sku=TEA,
        qty_each=qty_each,
    )
    return repacking.move_between(source, target, done, there_each=2)


def no(reason: Refusal, wanted: str = "", got: str = "") -> Refused:
    return Refused(reason=reason, wanted=wanted, got=got)


@pytest.mark.parametrize(
    ("asked", "refused"),
    [
        # onto a manifest, off it, and out of the building
        (lambda: load(is_(S.LABELLED)), None),
        (
            lambda: load(is_(S.CLOSED)),
            no(Refusal.PARCEL_NOT_LABELLED, "labelled", NUMBER),
        ),
        (lambda: load(is_(S.VOID)), no(Refusal.PARCEL_VOID, "labelled", NUMBER)),
        (lambda: load(is_(S.LABELLED), "DHL"), no(Refusal.WRONG_CARRIER, MAIL, "DHL")),
        (lambda: shipping.take_off(is_(S.MANIFESTED)), None),
        (
            lambda: shipping.take_off(is_(S.LABELLED)),
            no(Refusal.PARCEL_NOT_MANIFESTED, "manifested", "labelled"),
        ),
        (
            lambda: shipping.take_off(is_(S.IN_TRANSIT)),
            no(Refusal.PARCEL_GONE, "manifested", "in_transit"),
        ),
        (lambda: shipping.hand_over(MANIFEST, [PARCEL]), None),
        (lambda: shipping.hand_over(MANIFEST, [PARCEL], [NUMBER]), None),
        (lambda: shipping.hand_over(MANIFEST, []), no(Refusal.MANIFEST_EMPTY, "1", MAIL)),
        (
            lambda: shipping.hand_over(MANIFEST, [PARCEL], [NUMBER, NEXT_NUMBER]),
            no(Refusal.MANIFEST_DIFFERS, "2", "1"),
        ),
        (
            lambda: shipping.hand_over(
                replace(MANIFEST, state=ManifestState.HANDED_OVER), [PARCEL]
            ),
            no(Refusal.MANIFEST_CLOSED, "open", "m"),
        ),
        # on the road
        (lambda: shipping.set_tracking(PARCEL, TRACKING, None), None),
        (lambda: shipping.set_tracking(PARCEL, TRACKING, PARCEL), None),
        (
            lambda: shipping.set_tracking(
                PARCEL, replace(TRACKING, url="https://post.example/1"), None
            ),
            None,
        ),
        (
            lambda: shipping.set_tracking(
                PARCEL, replace(TRACKING, url="javascript:alert(1)"), None
            ),
            Refused(
                reason=Refusal.LINK_UNSAFE, wanted="https://…", got="javascript:alert(1)"
            ),
        ),
        (
            lambda: shipping.set_tracking(PARCEL, TRACKING, NEXT),
            no(Refusal.TRACKING_IN_USE, NEXT_NUMBER, "JD01"),
        ),
        (
            lambda: shipping.set_tracking(is_(S.VOID), TRACKING, None),
            no(Refusal.PARCEL_VOID, "labelled", NUMBER),
        ),
        (
            lambda: delivering.carrier_told(is_(S.VOID), TOLD, None),
            no(Refusal.PARCEL_VOID, "handed_over", NUMBER),
        ),
        (
            lambda: delivering.carrier_told(
                PARCEL, TOLD, replace(TOLD, event=CarrierEvent.FAILED)
            ),
            no(Refusal.CARRIER_EVENT_DIFFERS, "failed", "E1"),
        ),
        (lambda: delivering.confirm_delivery(is_(S.FAILED), SIGNED), None),
        (
            lambda: delivering.confirm_delivery(is_(S.MANIFESTED), SIGNED),
            no(Refusal.PARCEL_STILL_HERE, "handed_over", "manifested"),
        ),
        (
            lambda: delivering.confirm_delivery(is_(S.RETURNED), SIGNED),
            no(Refusal.DELIVERY_CONFIRMED, "returned", "Ada"),
        ),
        (
            lambda: delivering.confirm_delivery(
                replace(is_(S.DELIVERED), signed_by="Bob"), SIGNED
            ),
            no(Refusal.DELIVERY_CONFIRMED, "Bob", "Ada"),
        ),
        # from parcel to parcel
        (lambda: move(PARCEL, NEXT, 1), None),
        (lambda: move(PARCEL, NEXT, 2), None),
        (lambda: move(PARCEL, NEXT, 3), no(Refusal.NOT_IN_PARCEL, "2", TEA)),
        (lambda: move(PARCEL, NEXT, 0), no(Refusal.QUANTITY_NOT_POSITIVE, TEA, "0")),
        (
            lambda: move(is_(S.CLOSED), NEXT),
            no(Refusal.PARCEL_NOT_OPEN, "open", PARCEL.parcel_id),
        ),
        (
            lambda: move(PARCEL, is_(S.LABELLED, NEXT)),
            no(Refusal.PARCEL_NOT_OPEN, "open", NEXT.parcel_id),
        ),
        (lambda: move(PARCEL, PARCEL), no(Refusal.SAME_PARCEL, "p", "p")),
        (lambda: move(PARCEL, OTHERS), no(Refusal.OTHER_ORDER, "o", "x")),
        (lambda: repacking.merge(PARCEL, is_(S.LABELLED, NEXT)), None),
        (lambda: repacking.merge(PARCEL, OTHERS), no(Refusal.OTHER_ORDER, "o", "x")),
        (
            lambda: repacking.merge(is_(S.CLOSED), NEXT),
            no(Refusal.PARCEL_NOT_OPEN, "open", PARCEL.parcel_id),
        ),
        (
            lambda: repacking.merge(PARCEL, is_(S.DELIVERED, NEXT)),
            no(Refusal.PARCEL_GONE, "manifested", "delivered"),
        ),
        (
            lambda: repacking.merge(PARCEL, is_(S.VOID, NEXT)),
            no(Refusal.PARCEL_VOID, "manifested", NEXT_NUMBER),
        ),
        # back into a tote, and a tote in the hospital
        (
            lambda: repacking.may_refill(Tote(tote=ToteCode("A-1-1-A")), PARCEL),
            no(Refusal.UNKNOWN_TOTE, TOTE, "A-1-1-A"),
        ),
        (
            lambda: repacking.may_refill(
                Tote(tote=ToteCode("TOTE-2"), state=ToteState.PICKING), PARCEL
            ),
            no(Refusal.TOTE_IN_USE, "free", "TOTE-2"),
        ),
        (
            lambda: setting_aside.send_to_hospital(
                Tote(tote=TOTE, state=ToteState.HOSPITAL), "broken"
            ),
            no(Refusal.TOTE_IN_HOSPITAL, TOTE, "broken"),
        ),
        (
            lambda: setting_aside.send_to_hospital(
                Tote(tote=TOTE, state=ToteState.HOSPITAL)
            ),
            no(Refusal.TOTE_IN_HOSPITAL, TOTE, ""),
        ),
        (
            lambda: setting_aside.leave_hospital(Tote(tote=TOTE)),
            no(Refusal.TOTE_NOT_IN_HOSPITAL, TOTE, "free"),
        ),
    ],
)
def test_it_may_or_the_refusal_says_what_was_wanted_and_what_came(
    asked: Callable[[], Refused | None], refused: Refused | None
):
    assert asked() == refused


# ── cartons ───────────────────────────────────────────────────────────────────────────

TINY = SetCartonType(
    code="T", name="Tiny", length_mm=1, width_mm=1, height_mm=1, tare_g=0, most_g=1
)


def test_the_tiniest_carton_is_kept_as_it_was_described():
    assert cartons.set_carton_type(replace(TINY, cost_minor=7)) == CartonType(
        code="T",
        name="Tiny",
        length_mm=1,
        width_mm=1,
        height_mm=1,
        tare_g=0,
        most_g=1,
        cost_minor=7,
    )


@pytest.mark.parametrize(
    ("asked", "measure", "got"),
    [
        (replace(TINY, code=" "), "code", "-"),
        (replace(TINY, length_mm=0), "length_mm", "0"),
        (replace(TINY, width_mm=-1), "width_mm", "-1"),
        (replace(TINY, height_mm=0), "height_mm", "0"),
        (replace(TINY, tare_g=-1), "tare_g", "-1"),
        (replace(TINY, cost_minor=-1), "cost_minor", "-1"),
        (replace(TINY, tare_g=1), "most_g", "1"),
    ],
)
def test_a_carton_that_cannot_be_is_refused_with_its_measure(
    asked: SetCartonType, measure: str, got: str
):
    assert cartons.set_carton_type(asked) == no(Refusal.CARTON_MEASURE, measure, got)


def test_an_unknown_carton_is_named():
    assert cartons.may_take(None, "XL") == no(Refusal.UNKNOWN_CARTON, got="XL")


# ── what is taken out of a parcel ─────────────────────────────────────────────────────


def held(line_no: int, sku: Sku, qty_each: int) -> ParcelLine:
    return ParcelLine(
        parcel_id=PARCEL.parcel_id, line_no=line_no, sku=sku, qty_each=qty_each
    )


@pytest.mark.parametrize(
    ("sku", "qty_each", "expected"),
    [
        (TEA, 1, [(1, 1)]),
        (TEA, 2, [(1, 2)]),
        (TEA, 4, [(1, 2), (3, 2)]),
        (TEA, 5, [(1, 2), (3, 3)]),
        (MUG, 1, [(2, 1)]),
        (LAMP, 1, []),
    ],
)
def test_goods_taken_out_of_a_parcel_are_its_first_lines(
    sku: Sku, qty_each: int, expected: list[tuple[int, int]]
):
    packed = [held(1, TEA, 2), held(2, MUG, 1), held(3, TEA, 3)]
    parts = repacking.split_over_parcel(packed, sku, qty_each)
    assert [(line.line_no, taken) for line, taken in parts] == expected
