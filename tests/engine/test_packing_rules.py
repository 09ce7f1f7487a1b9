"""The packing table's rules about weights, cartons and parcels, as tables."""

from dataclasses import replace

import pytest

from app.engine import cartons, packing, repacking
from app.engine.cartons import CartonState, CartonType, SetCartonType
from app.engine.names import OrderId, ParcelId, Sku, ToteCode
from app.engine.packing import CloseParcel, Parcel, ParcelLine, UnpackItem
from app.engine.picking import Tote
from app.engine.refusals import Refusal, Refused
from app.engine.task_states import GONE, PARCEL, ParcelState, ToteState

TEA, TOTE = Sku("TEA-250"), ToteCode("TOTE-0001")
ONE = Parcel(
    parcel_id=ParcelId("1"), order_id=OrderId("o"), tote=TOTE, carrier="Royal Mail"
)
TWO = replace(ONE, parcel_id=ParcelId("2"), number=2)
IN_ONE = [ParcelLine(parcel_id=ONE.parcel_id, line_no=1, sku=TEA, qty_each=2)]
SMALL = SetCartonType(
    code="S",
    name="Small",
    length_mm=200,
    width_mm=150,
    height_mm=100,
    tare_g=80,
    most_g=2_000,
)


def reason(verdict: object) -> Refusal | None:
    return verdict.reason if isinstance(verdict, Refused) else None


def small() -> CartonType:
    made = cartons.set_carton_type(SMALL)
    assert isinstance(made, CartonType)
    return made


@pytest.mark.parametrize(
    ("weight_g", "expected_g", "is_off"),
    [
        (1_000, 1_000, False),
        (1_050, 1_000, False),
        (1_110, 1_000, True),
        (890, 1_000, True),
        (60, 20, False),
        (70, 20, False),
        (71, 20, True),
        (10_400, 10_000, False),
        (11_000, 10_000, False),
        (11_001, 10_000, True),
        (500, 0, False),
        (0, 500, False),
        (1, 500, True),
        (500, 1, True),
    ],
)
def test_a_weight_is_asked_about_when_it_is_off_by_both_measures(
    weight_g: int, expected_g: int, is_off: bool
):
    assert packing.is_far_off(weight_g, expected_g) is is_off


@pytest.mark.parametrize(
    ("goods", "tare_g", "expected_g"),
    [
        ([(2, 250), (1, 900)], 0, 1_400),
        ([(2, 250), (1, 900)], 120, 1_520),
        ([(2, 250), (1, 0)], 120, 0),
        ([(2, 1)], 0, 2),
        ([], 120, 0),
    ],
)
def test_a_parcel_should_weigh_its_goods_and_its_carton_if_all_were_weighed(
    goods: list[tuple[int, int]], tare_g: int, expected_g: int
):
    assert packing.expected_weight_g(goods, tare_g) == expected_g


def test_a_parcel_without_a_carton_weighs_its_goods():
    assert packing.expected_weight_g([(2, 250)]) == 500


@pytest.mark.parametrize(
    ("done", "expected_g", "wanted"),
    [
        ({"weight_g": 1_000}, 1_000, None),
        ({"weight_g": 0}, 1_000, None),
        ({"weight_g": 1_500}, 1_000, Refusal.WEIGHT_OFF),
        ({"weight_g": 1_500, "weight_confirmed": True}, 1_000, None),
        ({"weight_g": 1_500}, 0, None),
        ({"weight_g": 2_001}, 2_000, Refusal.TOO_HEAVY),
        ({"weight_g": 2_001, "weight_confirmed": True}, 2_000, Refusal.TOO_HEAVY),
        ({"weight_g": 0}, 2_001, Refusal.TOO_HEAVY),
    ],
)
def test_a_weight_is_a_question_and_too_much_for_the_carton_is_a_no(
    done: dict[str, int], expected_g: int, wanted: Refusal | None
):
    closing = CloseParcel(parcel_id=ONE.parcel_id, carton="S", **done)  # type: ignore[arg-type]
    assert reason(packing.check_weight(closing, small(), expected_g)) is wanted


def test_a_weight_that_is_off_is_refused_with_both_figures():
    closing = CloseParcel(parcel_id=ONE.parcel_id, weight_g=1_500)
    no = packing.check_weight(closing, None, 1_000)
    assert isinstance(no, Refused)
    assert (no.wanted, no.got) == ("1000", "1500")


def test_only_a_carton_in_use_is_taken():
    removed = replace(small(), state=CartonState.REMOVED)
    assert cartons.may_take(small(), "S") is None
    assert reason(cartons.may_take(removed, "S")) is Refusal.UNKNOWN_CARTON
    assert reason(cartons.may_take(None, "S")) is Refusal.UNKNOWN_CARTON


@pytest.mark.parametrize(
    ("left", "others_open", "more_follows", "wanted"),
    [
        (0, 0, False, None),
        (3, 0, False, Refusal.NOT_VERIFIED),
        (3, 1, False, None),
        (3, 0, True, None),
        (0, 0, True, None),
    ],
)
def test_the_last_parcel_of_a_tote_waits_for_all_its_goods(
    left: int, others_open: int, more_follows: bool, wanted: Refusal | None
):
    done = CloseParcel(parcel_id=ONE.parcel_id, more_follows=more_follows)
    no = packing.close_parcel(ONE, done, left, IN_ONE, others_open=others_open)
    assert reason(no) is wanted


@pytest.mark.parametrize(
    ("state", "qty_each", "no"),
    [
        (ParcelState.OPEN, 1, None),
        (ParcelState.OPEN, 2, None),
        (
            ParcelState.OPEN,
            3,
            Refused(reason=Refusal.NOT_IN_PARCEL, wanted="2", got=TEA),
        ),
        (
            ParcelState.OPEN,
            0,
            Refused(reason=Refusal.QUANTITY_NOT_POSITIVE, wanted=TEA, got="0"),
        ),
        (
            ParcelState.CLOSED,
            1,
            Refused(reason=Refusal.PARCEL_NOT_OPEN, wanted="open", got=ONE.parcel_id),
        ),
        (
            ParcelState.VOID,
            1,
            Refused(reason=Refusal.PARCEL_VOID, wanted="labelled", got=TOTE),
        ),
    ],
)
def test_what_was_packed_by_mistake_comes_out_until_the_parcel_is_closed(
    state: ParcelState, qty_each: int, no: Refused | None
):
    done = UnpackItem(parcel_id=ONE.parcel_id, sku=TEA, qty_each=qty_each)

    assert packing.unpack_item(done, 2, replace(ONE, state=state)) == no


@pytest.mark.parametrize("state", ParcelState)
def test_a_parcel_is_voided_once_and_only_while_it_is_here(state: ParcelState):
    verdict = reason(repacking.may_void(replace(ONE, state=state)))
    if state in GONE:
        assert verdict is Refusal.PARCEL_GONE
    elif state is ParcelState.VOID:
        assert verdict is Refusal.PARCEL_VOID
    else:
        assert verdict is None


@pytest.mark.parametrize(
    ("tote", "may"),
    [
        (Tote(tote=TOTE), True),
        (Tote(tote=ToteCode("A-07-3-B")), False),
        (Tote(tote=TOTE, state=ToteState.PACKING, order_id=ONE.order_id), True),
        (
            Tote(
                tote=TOTE,
                state=ToteState.STAGED,
                order_id=ONE.order_id,
                stands_at="DROP-PACK-1",
            ),
            True,
        ),
        (
            Tote(
                tote=TOTE,
                state=ToteState.STAGED,
                order_id=ONE.order_id,
                stands_at="DROP-B",
            ),
            False,
        ),
        (Tote(tote=TOTE, state=ToteState.PACKING, order_id=OrderId("x")), False),
        (Tote(tote=TOTE, state=ToteState.HOSPITAL, order_id=ONE.order_id), False),
    ],
)
def test_a_voided_parcels_goods_go_where_their_order_can_be_packed(tote: Tote, may: bool):
    assert (repacking.may_refill(tote, ONE) is None) is may


def test_a_parcel_the_carrier_has_never_becomes_void():
    assert not {
        (a, b) for a, b in PARCEL if PARCEL[a, b] is ParcelState.VOID and a in GONE
    }
