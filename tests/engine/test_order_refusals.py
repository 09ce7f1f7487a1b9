"""What a person reads when an order, its money or its goods cannot be as somebody asked."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.engine import holding, items, paying, permits, site, substituting
from app.engine.holding import HoldOrder, HoldReason
from app.engine.items import Barcode, Item, SetKit, TradeCode, Uom
from app.engine.names import NO_SKU, NOBODY, Badge, OpId, OrderId
from app.engine.orders import AskedLine, Order, OrderLine, ShipPolicy, place_order
from app.engine.paying import TakePayment
from app.engine.receiving import AddItem
from app.engine.refusals import Refusal, Refused
from app.engine.site import Person, Role, SetPreference
from app.engine.substituting import Substitute, SubstituteLine
from app.engine.task_states import OrderState, Payment
from tests.fakes.site import ANA, BEN, DAY, LAMP, MUG, SUE, TEA, ean, order

GOOD_CODE = ean(1)
WRONG_CODE = GOOD_CODE[:-1] + str((int(GOOD_CODE[-1]) + 1) % 10)
ITEM = Item(sku=TEA, name="Tea")


def no(reason: Refusal, wanted: str = "", got: str = "") -> Refused:
    return Refused(reason=reason, wanted=wanted, got=got)


def placed() -> Order:
    made = place_order(order("7", (TEA, 3), paid=False), OpId("o"), "digest")
    assert not isinstance(made, Refused)
    return made[0]


def line(**stages: int) -> OrderLine:
    empty = OrderLine(
        order_id=OrderId("o"),
        line_no=2,
        sku=TEA,
        name="Tea",
        price_minor=255,
        qty_each=0,
    )
    filled = {f"{stage}_each": qty_each for stage, qty_each in stages.items()}
    return replace(empty, qty_each=sum(stages.values()), **filled)


def money(before: Payment, now: Payment) -> Order | Refused:
    asked = TakePayment(channel="shop", ref="7", state=now)
    return paying.take_payment(replace(placed(), payment=before), asked)


def hold(**stages: int) -> Order | Refused:
    asked = HoldOrder(order_id=OrderId("o"), reason=HoldReason.OTHER)
    return holding.hold(placed(), [line(**stages)], asked)


def instead(
    wanted: OrderLine, rank: int | None, *, allows: bool = False, agreed: bool = False
) -> Refused | None:
    listed = None if rank is None else Substitute(sku=TEA, other_sku=MUG, rank=rank)
    asked = SubstituteLine(
        order_id=OrderId("o"), line_no=2, other_sku=MUG, customer_agreed=agreed
    )
    its_order = replace(placed(), allows_substitute=allows)
    return substituting.may_substitute(its_order, wanted, listed, asked)


def coded(code: str, qty_each: int = 1) -> Refused | None:
    return items.add_item(ITEM, [Barcode(code=code, sku=TEA, qty_each=qty_each)])


def prefer(whose: Badge, person: Person | None) -> Refused | None:
    asked = SetPreference(badge=whose, name="text_percent", value="150")
    return site.set_preference(asked, ANA, person)


PERSON = Person(badge=ANA, name="Ana", role=Role.PICKER)
BOSS = Person(badge=SUE, name="Sue", role=Role.SUPERVISOR)
MISSING = line(backordered=1)


@pytest.mark.parametrize(
    ("asked", "refused"),
    [
        # orders
        (
            lambda: place_order(order("7"), OpId("o"), ""),
            no(Refusal.ORDER_WITHOUT_LINES, got="7"),
        ),
        (
            lambda: place_order(order("7", (TEA, 1), (LAMP, 0)), OpId("o"), ""),
            no(Refusal.QUANTITY_NOT_POSITIVE, LAMP, "0"),
        ),
        (
            lambda: money(Payment.UNPAID, Payment.REFUNDED),
            no(Refusal.PAYMENT_CANNOT_CHANGE, "refunded", "unpaid"),
        ),
        (lambda: hold(shipped=2, cancelled=1), no(Refusal.ORDER_CLOSED, got="7")),
        # another SKU in place of one
        (lambda: instead(MISSING, 1, allows=True), None),
        (lambda: instead(MISSING, 1, agreed=True), None),
        (lambda: instead(MISSING, 1), no(Refusal.CUSTOMER_NOT_ASKED, got="7")),
        (lambda: instead(MISSING, 0), no(Refusal.NOT_A_SUBSTITUTE, TEA, MUG)),
        (lambda: instead(MISSING, None), no(Refusal.NOT_A_SUBSTITUTE, TEA, MUG)),
        (
            lambda: instead(line(reserved=1), 1),
            no(Refusal.NOTHING_BACKORDERED, TEA, "2"),
        ),
        # the catalogue
        (lambda: coded(GOOD_CODE), None),
        (lambda: coded(WRONG_CODE), no(Refusal.WRONG_CHECK_DIGIT, TEA, WRONG_CODE)),
        (
            lambda: coded(GOOD_CODE, 0),
            no(Refusal.QUANTITY_NOT_POSITIVE, GOOD_CODE, "0"),
        ),
        (
            lambda: items.add_item(replace(ITEM, name=" "), []),
            no(Refusal.ITEM_WITHOUT_NAME, got=TEA),
        ),
        (
            lambda: items.add_item(Item(sku=NO_SKU, name="Tea"), []),
            no(Refusal.ITEM_WITHOUT_NAME, got="Tea"),
        ),
        (lambda: items.set_kit(SetKit(kit=TEA, parts=((MUG, 1), (LAMP, 2)))), None),
        (
            lambda: items.set_kit(SetKit(kit=TEA, parts=((MUG, 1), (TEA, 1)))),
            no(Refusal.KIT_OF_ITSELF, got=TEA),
        ),
        (
            lambda: items.set_kit(SetKit(kit=TEA, parts=((MUG, 0),))),
            no(Refusal.QUANTITY_NOT_POSITIVE, MUG, "0"),
        ),
        # people
        (lambda: prefer(ANA, PERSON), None),
        (lambda: prefer(BEN, PERSON), no(Refusal.NOT_ALLOWED, BEN, ANA)),
        (lambda: prefer(ANA, None), no(Refusal.NOT_ALLOWED, ANA, ANA)),
        (lambda: permits.may(None, "release_orders"), None),
        (lambda: permits.may(PERSON, "claim_work"), None),
        (lambda: permits.may(BOSS, "claim_work"), None),
        (
            lambda: permits.may(PERSON, "hand_over"),
            no(Refusal.NOT_ALLOWED, "packer, supervisor", "picker"),
        ),
        (lambda: site.supervises(NOBODY, None), None),
        (lambda: site.supervises(SUE, BOSS), None),
        (
            lambda: site.supervises(ANA, PERSON),
            no(Refusal.NOT_ALLOWED, "supervisor", "picker"),
        ),
        (
            lambda: site.supervises(BEN, None),
            no(Refusal.NOT_ALLOWED, "supervisor", BEN),
        ),
    ],
)
def test_it_may_or_the_refusal_says_what_was_wanted_and_what_came(
    asked: Callable[[], object], refused: Refused | None
):
    assert asked() == refused


@pytest.mark.parametrize(
    "measure", ["weight_g", "length_mm", "width_mm", "height_mm", "safety_each"]
)
def test_no_measure_of_an_item_is_below_zero(measure: str):
    below = replace(ITEM, **{measure: -1})
    assert items.add_item(below, []) == no(Refusal.MEASURE_BELOW_ZERO, got=TEA)


# ── what is kept ──────────────────────────────────────────────────────────────────────


def test_an_order_is_kept_as_it_was_sent():
    part = AskedLine(sku=MUG, name="Mug", qty_each=2, price_minor=900, kit=LAMP)
    asked = replace(
        order("7", (TEA, 3)),
        lines=(AskedLine(sku=TEA, name="Tea", qty_each=3, price_minor=255), part),
        priority=2,
        note="fragile",
        gift_note="For Ada",
        ship_policy=ShipPolicy.COMPLETE,
        allows_substitute=True,
    )
    kept = Order(
        order_id=OrderId("o"),
        channel="shop",
        ref="7",
        customer="17850",
        ship_to="Customer 17850\nUnited Kingdom",
        placed_at=DAY,
        ship_by=DAY,
        carrier="Royal Mail",
        service="Standard",
        payment=Payment.PAID,
        priority=2,
        state=OrderState.PLACED,
        digest="digest",
        note="fragile",
        gift_note="For Ada",
        ship_policy=ShipPolicy.COMPLETE,
        allows_substitute=True,
    )
    first = replace(line(open=3), line_no=1)
    second = replace(line(open=2), sku=MUG, name="Mug", price_minor=900, kit=LAMP)

    assert place_order(asked, OpId("o"), "digest") == (kept, [first, second])


def test_the_catalogue_says_what_was_said_of_an_item():
    said = AddItem(
        sku=TEA,
        name="Tea",
        weight_g=250,
        barcodes=(TradeCode("TEA-CASE", 12, Uom.CASE), TradeCode("TEA-1")),
        is_fragile=True,
        tracks_lot=True,
        safety_each=4,
    )

    assert said.item == Item(
        sku=TEA,
        name="Tea",
        weight_g=250,
        is_fragile=True,
        tracks_lot=True,
        safety_each=4,
    )
    assert said.codes == [
        Barcode(code="TEA-CASE", sku=TEA, qty_each=12, uom=Uom.CASE),
        Barcode(code="TEA-1", sku=TEA),
    ]


def test_money_taken_ends_a_reservation_that_runs_out():
    waiting = replace(placed(), reserved_until=DAY)
    asked = TakePayment(channel="shop", ref="7", state=Payment.PAID)

    assert paying.take_payment(waiting, asked) == replace(
        waiting, payment=Payment.PAID, reserved_until=None
    )


def test_a_hold_says_why_and_leaves_no_word_behind():
    asked = HoldOrder(
        order_id=OrderId("o"), reason=HoldReason.CUSTOMER_ASKED, note="on holiday"
    )
    held = holding.hold(placed(), [line(reserved=3)], asked)

    assert not isinstance(held, Refused)
    assert (held.hold, held.hold_note) == ("customer_asked", "on holiday")
    why = no(Refusal.ORDER_HELD, "7", "customer asked, on holiday")
    assert holding.may_leave([placed(), held]) == why
    wordless = replace(held, hold_note="")
    assert holding.refuse_held(wordless).got == "customer asked"
    assert holding.let_go(held) == placed()
    assert holding.may_leave([placed()]) is None


def test_substitutes_are_ranked_as_they_are_listed_and_those_dropped_keep_rank_0():
    before = [Substitute(sku=TEA, other_sku=LAMP, rank=1)]
    asked = substituting.SetSubstitutes(sku=TEA, others=(MUG, MUG))

    assert substituting.set_substitutes(asked, before) == [
        Substitute(sku=TEA, other_sku=MUG, rank=1),
        Substitute(sku=TEA, other_sku=LAMP, rank=0),
    ]
    itself = substituting.SetSubstitutes(sku=TEA, others=(MUG, TEA))
    refused = no(Refusal.NOT_A_SUBSTITUTE, TEA, TEA)
    assert substituting.set_substitutes(itself, before) == refused


def test_the_other_sku_takes_over_what_is_missing_at_the_first_ones_price():
    given_up, other = substituting.substitute(
        line(backordered=2, reserved=1), 5, MUG, "Mug"
    )

    assert given_up == line(cancelled=2, reserved=1)
    assert other == OrderLine(
        order_id=OrderId("o"),
        line_no=5,
        sku=MUG,
        name="Mug",
        price_minor=255,
        qty_each=2,
        open_each=2,
        instead_of=2,
    )
