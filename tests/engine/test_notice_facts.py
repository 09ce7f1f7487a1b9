"""What a notice says, fact by fact: no sentence is made of anything that is not here."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.engine import notices, orders
from app.engine.names import ManifestId, OpId, OrderId, ParcelId, ReturnId, Sscc, ToteCode
from app.engine.notices import Facts
from app.engine.orders import OrderLine
from app.engine.packing import Parcel
from app.engine.refunding import Refund
from app.engine.refusals import Refused
from app.engine.returning import Return
from app.engine.shipping import Manifest, ManifestState
from app.engine.task_states import ParcelState
from tests.fakes import site
from tests.fakes.site import DAY, LAMP, MUG, TEA

SEVEN = OrderId("7")
TEAS = OrderLine(
    order_id=SEVEN,
    line_no=1,
    sku=TEA,
    name="Tea",
    price_minor=255,
    qty_each=5,
    backordered_each=2,
    shipped_each=2,
    cancelled_each=1,
)
LAMPS = OrderLine(
    order_id=SEVEN,
    line_no=2,
    sku=LAMP,
    name="Lamp",
    price_minor=900,
    qty_each=3,
    cancelled_each=3,
)
MUGS = OrderLine(
    order_id=SEVEN,
    line_no=3,
    sku=MUG,
    name="Mug",
    price_minor=400,
    qty_each=1,
    shipped_each=1,
)
BOX = Parcel(
    parcel_id=ParcelId("p"),
    order_id=SEVEN,
    tote=ToteCode("TOTE-0001"),
    carrier="Royal Mail",
    state=ParcelState.HANDED_OVER,
    sscc=Sscc("3" * 18),
    tracking="JD01",
    tracking_url="https://follow.test/JD01",
)


def test_an_order_is_confirmed_with_what_is_wanted_of_it_and_its_day():
    made = orders.place_order(site.order("1", (TEA, 1)), OpId("op"), "")
    assert not isinstance(made, Refused)
    order = replace(made[0], ship_by=DAY)

    assert notices.confirmed(order, [TEAS, LAMPS, MUGS]) == {
        "lines": [
            {"sku": TEA, "name": "Tea", "qty": 4},
            {"sku": MUG, "name": "Mug", "qty": 1},
        ],
        "ship_by": "2010-12-06",
        "payment": order.payment.value,
    }


def test_what_is_missing_has_a_day_when_somebody_knows_it():
    nobody_knows: Facts = {
        "sku": TEA,
        "name": "Tea",
        "missing": 2,
        "reason": "damaged",
    }
    expected = replace(TEAS, expected_at=DAY)

    assert notices.short(TEAS, "damaged") == nobody_knows
    assert notices.short(expected, "damaged") == {
        **nobody_knows,
        "expected": "2010-12-06",
    }


def test_a_substitute_is_named_beside_what_it_stands_for():
    assert notices.substituted(TEAS, LAMPS) == {
        "sku": TEA,
        "name": "Tea",
        "other_sku": LAMP,
        "other_name": "Lamp",
        "qty": 3,
    }


VOID = replace(BOX, state=ParcelState.VOID)


@pytest.mark.parametrize(
    ("parcels", "lines", "says"),
    [
        ([BOX], [MUGS, LAMPS], None),
        ([BOX, VOID], [MUGS], None),
        ([BOX, BOX, VOID], [MUGS], {"parcels": 2, "lines": []}),
        (
            [BOX],
            [TEAS, LAMPS, MUGS],
            {"parcels": 1, "lines": [{"sku": TEA, "name": "Tea", "qty": 2}]},
        ),
    ],
)
def test_a_customer_is_told_of_more_than_one_parcel_or_of_what_comes_later(
    parcels: list[Parcel], lines: list[OrderLine], says: Facts | None
):
    assert notices.split(parcels, lines) == says


def test_a_parcel_on_its_way_says_how_it_can_be_followed():
    assert notices.shipped(BOX) == {
        "sscc": "3" * 18,
        "carrier": "Royal Mail",
        "tracking": "JD01",
        "tracking_url": "https://follow.test/JD01",
    }


def test_a_parcel_that_arrived_says_who_signed_if_anybody_did():
    left_at_the_door: Facts = {
        "sscc": "3" * 18,
        "carrier": "Royal Mail",
        "on": "2010-12-06",
    }

    assert notices.delivered(BOX, DAY) == left_at_the_door
    assert notices.delivered(replace(BOX, signed_by="Ada"), DAY) == {
        **left_at_the_door,
        "signed_by": "Ada",
    }


def test_a_refund_names_every_sku_and_adds_up():
    given = Return(return_id=ReturnId("r"), order_id=SEVEN, reason="broken", at=DAY)
    back = [
        Refund(sku=TEA, qty_each=2, amount_minor=510),
        Refund(sku=LAMP, qty_each=1, amount_minor=900),
    ]

    assert notices.refunded(given, back, [TEAS]) == {
        "return_id": "r",
        "reason": "broken",
        "pieces": 3,
        "amount_minor": 1_410,
        "lines": [
            {"sku": TEA, "name": "Tea", "qty": 2, "amount_minor": 510},
            # The order has no line of it, so it is called by its SKU.
            {"sku": LAMP, "name": LAMP, "qty": 1, "amount_minor": 900},
        ],
    }


def test_a_lorry_that_left_is_told_with_its_parcels_orders_driver_and_dock():
    manifest = Manifest(
        manifest_id=ManifestId("m"),
        carrier="Royal Mail",
        state=ManifestState.HANDED_OVER,
        opened_at=DAY,
        driver="Ada",
        at_dock="OUT-2",
    )
    other = replace(BOX, order_id=OrderId("8"))

    assert notices.lorry_left(manifest, [BOX, BOX, other]) == {
        "carrier": "Royal Mail",
        "parcels": 3,
        "orders": 2,
        "driver": "Ada",
        "dock": "OUT-2",
    }


def test_what_was_given_up_is_told_with_the_money_that_goes_back_if_any_does():
    given_up: Facts = {
        "lines": [
            {"sku": TEA, "name": "Tea", "qty": 1},
            {"sku": LAMP, "name": "Lamp", "qty": 3},
        ],
        "reason": "asked",
    }
    lines = [TEAS, LAMPS, MUGS]

    assert notices.cancelled(lines, notices.ASKED, None) == given_up
    assert notices.cancelled(lines, notices.ASKED, date(2010, 12, 15)) == {
        **given_up,
        "amount_minor": 255 + 3 * 900,
        "refund_by": "2010-12-15",
    }


def test_a_day_is_the_day_of_its_moment():
    assert notices.day(DAY + timedelta(hours=14)) == "2010-12-06"
    assert notices.day(date(2010, 12, 7)) == "2010-12-07"


def test_the_same_facts_are_the_same_text():
    assert notices.write({"b": 1, "a": "x"}) == '{"a":"x","b":1}'
