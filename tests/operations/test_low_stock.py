"""A SKU runs low: somebody is told once, and what to buy is suggested once."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.database.supplies import Watched
from app.engine.cancelling import CancelLine, CancelOrder
from app.engine.items import SetKit
from app.engine.names import BinCode, OrderId, Place, Sku, StationId
from app.engine.paying import TakePayment
from app.engine.purchasing import CancelPurchase, ClosePurchase, PlacePurchase
from app.engine.putting_away import PutAway
from app.engine.receiving import AddItem, ReceiveGoods
from app.engine.refusals import Refusal
from app.engine.reordering import Basis, PlanReorder, SetSupply
from app.engine.substituting import SetSubstitutes, SubstituteLine
from app.engine.suggesting import ApprovePurchase, ChangePurchase, SuggestPurchases
from app.engine.task_states import Payment, PurchaseState
from app.operations.kinds import BY_COMMAND
from app.operations.running import do
from app.operations.seeing_stock import Purchase, see_purchase, see_purchases
from app.operations.seeing_supply import see_buying
from app.operations.taking_in import take_in
from app.station import Station, open_store
from app.sync.protocol import Envelope
from tests.fakes import site
from tests.fakes.databases import Books, open_books
from tests.fakes.site import ANA, DAY, LAMP, MUG, SUE, TEA, no, ok, prove_books

GIFT, NOTHING = Sku("GIFT"), Sku("NOTHING")
DOCK = Place("DOCK-1")


@pytest.fixture
def station(each_database: Books) -> Iterator[Station]:
    here = open_books()
    site.stock_up(here)
    yield here
    prove_books(here)


def supply(
    sku: Sku = TEA, point: int | None = 10, target: int | None = 30, who: str = "Teas"
) -> SetSupply:
    return SetSupply(
        sku=sku, supplier=who, lead_days=3, point_each=point, target_each=target
    )


def alerts(station: Station) -> list[str]:
    """Which SKUs the house was told of, a word for each time."""
    with station.reading() as tables:
        found = tables.books.notices.find("AND kind = 'low_stock' ORDER BY at")
    return [json.loads(each.facts)["sku"] for each in found]


def watched(station: Station, sku: Sku = TEA) -> Watched:
    with station.reading() as tables:
        [found] = tables.supplies.watched([sku])
    return found


# ── told once ─────────────────────────────────────────────────────────────────────────


def test_a_sku_that_falls_to_its_point_is_told_of_once_until_it_rose(station: Station):
    ok(do(station, supply()))
    ok(do(station, site.order("1", (TEA, 4))))
    assert (watched(station).position.stock_each, alerts(station)) == (11, [])

    ok(do(station, site.order("2", (TEA, 1))))
    assert alerts(station) == [TEA]
    ok(do(station, site.order("3", (TEA, 2))))
    ok(do(station, site.order("4", (TEA, 9))))
    assert watched(station).position.stock_each == -1
    assert alerts(station) == [TEA]

    ok(do(station, PlacePurchase(ref="P", supplier="Teas", lines=((TEA, 20),))))
    assert not watched(station).reorder.is_low
    ok(do(station, ClosePurchase(ref="P")))
    assert alerts(station) == [TEA, TEA]


def test_the_notice_says_what_and_how_little(station: Station):
    ok(do(station, supply()))
    ok(do(station, site.order("1", (TEA, 6))))

    with station.reading() as tables:
        [told] = tables.books.notices.find("AND kind = 'low_stock'")
    facts = json.loads(told.facts)
    assert (facts["sku"], facts["name"]) == (TEA, "Tea-250")
    assert (facts["position"], facts["point"]) == ("9", "10")


def test_who_plans_a_point_above_what_there_is_is_told_at_once(station: Station):
    ok(do(station, supply(point=15)))
    assert alerts(station) == [TEA]
    ok(do(station, supply(point=16)))
    assert alerts(station) == [TEA]
    ok(do(station, supply(point=None, target=None)))
    assert not watched(station).reorder.is_low


def test_goods_on_the_dock_are_neither_owed_any_more_nor_missing(station: Station):
    ok(do(station, supply()))
    ok(do(station, site.order("1", (TEA, 6))))
    ok(do(station, PlacePurchase(ref="P", supplier="Teas", lines=((TEA, 20),))))
    arrived = ReceiveGoods(place=DOCK, sku=TEA, qty_each=20, po_ref="P")
    ok(do(station, arrived))
    away = PutAway(sku=TEA, qty_each=20, source=DOCK, bin_code=BinCode("A-02-1-A"))
    ok(do(station, away))

    assert watched(station).position.stock_each == 29
    assert alerts(station) == [TEA]


def test_a_backorder_that_is_given_up_raises_the_position(station: Station):
    ok(do(station, supply(point=0)))
    ok(do(station, site.order("1", (TEA, 15), (TEA, 3))))
    assert alerts(station) == [TEA]
    gone = CancelLine(order_id=site.order_id(station, "1"), line_no=1, qty_each=5)
    ok(do(station, gone))
    assert not watched(station).reorder.is_low


def test_an_order_that_waits_for_its_money_wants_nothing_yet(station: Station):
    ok(do(station, supply(point=0)))
    ok(do(station, site.order("1", (TEA, 16), paid=False)))
    assert alerts(station) == []
    ok(do(station, TakePayment(channel="shop", ref="1", state=Payment.PAID)))
    assert alerts(station) == [TEA]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["order", "cancel", "buy", "close", "receive"]), st.integers(1, 9)
    ),
    max_size=15,
)


@settings(max_examples=40, deadline=None)
@given(steps=STEPS, point=st.integers(0, 15))
def test_whatever_happens_each_crossing_is_told_once(
    steps: list[tuple[str, int]], point: int
):
    with closing(open_store(None)) as here:
        site.stock_up(here)
        position, on_order, told = 15, 0, 0
        ok(do(here, supply(point=point)))
        is_low = position <= point
        told += is_low
        orders: list[tuple[OrderId, int]] = []
        for number, (step, qty_each) in enumerate(steps):
            if step == "order":
                ok(do(here, site.order(f"{number}", (TEA, qty_each))))
                orders.append((site.order_id(here, f"{number}"), qty_each))
                position -= qty_each
            elif step == "cancel" and orders:
                order_id, was = orders.pop()
                ok(do(here, CancelOrder(order_id=order_id)))
                position += was
            elif step == "buy":
                lines = ((TEA, qty_each),)
                ok(do(here, PlacePurchase(ref=f"P{number}", supplier="T", lines=lines)))
                position, on_order = position + qty_each, on_order + qty_each
            elif step == "close" and on_order:
                open_ = see_purchases(here)[0].order.ref
                missing = ok(do(here, ClosePurchase(ref=open_))).values["missing"]
                position, on_order = position - int(missing), on_order - int(missing)
            elif step == "receive":
                goods = ReceiveGoods(place=DOCK, sku=TEA, qty_each=qty_each)
                ok(do(here, goods))
                position += qty_each
            told += position <= point and not is_low
            is_low = position <= point
            assert watched(here).position.stock_each == position
            assert len(alerts(here)) == told
        prove_books(here)


# ── planned from what was ordered ─────────────────────────────────────────────────────


def ordered(station: Station, ref: str, days_ago: int, *lines: tuple[Sku, int]) -> None:
    """An order that came in so many days before `DAY`."""
    asked = replace(site.order(ref, *lines), placed_at=DAY - timedelta(days=days_ago))
    ok(do(station, asked))


def a_month_of_tea(station: Station) -> None:
    """Two and then four of it, day by day for thirty days: three a day, give or take one."""
    for days_ago in range(1, 31):
        ordered(station, f"T{days_ago}", days_ago, (TEA, 2 + 2 * (days_ago % 2)))


PLAN = PlanReorder(until=DAY, window_days=30)


def test_a_point_is_planned_from_what_was_ordered_not_from_what_was_sent(
    station: Station,
):
    a_month_of_tea(station)
    ordered(station, "TODAY", 0, (TEA, 500))
    ordered(station, "LONG AGO", 31, (TEA, 500))
    ok(do(station, supply(point=None, target=None)))

    assert ok(do(station, PLAN, badge=SUE)).values == {"n": 1}

    planned = watched(station).reorder
    assert planned.basis is Basis.STEADY
    assert (planned.days, planned.mean_milli, planned.sd_milli) == (30, 3_000, 1_017)
    # 3 · 3 + 1.6449 · √(3 · 30/29) = 11.90, and 3 · 10 + 1.6449 · √(10 · 30/29) = 35.29
    assert (planned.point_each, planned.target_each) == (12, 36)
    assert planned.is_low
    assert alerts(station) == [TEA]
    [buying] = see_buying(station)
    assert (buying.supply.supplier, buying.watched.reorder) == ("Teas", planned)


def test_what_was_cancelled_is_no_demand_and_a_substitute_is_demand_for_the_first(
    station: Station,
):
    ok(do(station, supply(point=None, target=None)))
    ok(do(station, supply(LAMP, None, None)))
    ordered(station, "1", 20, (LAMP, 9), (TEA, 6))
    ok(
        do(
            station,
            CancelLine(order_id=site.order_id(station, "1"), line_no=2, qty_each=2),
        )
    )
    ok(do(station, SetSubstitutes(sku=LAMP, others=(TEA,))))
    instead = SubstituteLine(
        order_id=site.order_id(station, "1"),
        line_no=1,
        other_sku=TEA,
        customer_agreed=True,
    )
    ok(do(station, instead))

    with station.reading() as tables:
        demand = tables.supplies.demand(range(20_000))
    assert {sku: sum(days.values()) for sku, days in demand.items()} == {LAMP: 9, TEA: 4}


def test_what_a_kit_sold_is_demand_for_its_parts_and_the_kit_is_not_bought(
    station: Station,
):
    ok(do(station, AddItem(sku=GIFT, name="Gift box")))
    ok(do(station, supply(GIFT, None, None)))
    ok(do(station, supply(point=None, target=None)))
    ok(do(station, SetKit(kit=GIFT, parts=((TEA, 2),))))
    assert no(do(station, supply(GIFT))) is Refusal.KIT_NOT_BOUGHT
    for days_ago in range(1, 31):
        ordered(station, f"G{days_ago}", days_ago, (GIFT, 1))

    ok(do(station, PLAN))

    assert watched(station).reorder.mean_milli == 2_000
    assert watched(station, GIFT).reorder.basis is Basis.KIT
    ok(do(station, SuggestPurchases()))
    assert [x.sku for x in suggestion(station).lines] == [TEA]


def test_a_sku_without_demand_or_with_a_short_past_has_no_point_and_that_is_said(
    station: Station,
):
    ok(do(station, AddItem(sku=NOTHING, name="Nothing")))
    for sku in (NOTHING, MUG):
        ok(do(station, supply(sku, None, None)))
    for days_ago in range(1, 14):
        ordered(station, f"M{days_ago}", days_ago, (MUG, 5))

    ok(do(station, PLAN))

    found = {sku: watched(station, sku).reorder for sku in (NOTHING, MUG)}
    assert {sku: each.basis for sku, each in found.items()} == {
        NOTHING: Basis.NO_DEMAND,
        MUG: Basis.SHORT_HISTORY,
    }
    assert [each.point_each for each in found.values()] == [None, None]
    assert found[MUG].days == 13


def test_only_the_skus_that_were_named_are_planned(station: Station):
    a_month_of_tea(station)
    for sku in (TEA, MUG):
        ok(do(station, supply(sku, None, None)))

    only_tea = replace(PLAN, skus=(TEA, TEA))
    assert ok(do(station, only_tea)).values == {"n": 1}
    assert watched(station).reorder.planned_at is not None
    with station.reading() as tables:
        assert tables.supplies.watched([MUG]) == []

    assert no(do(station, replace(PLAN, skus=(LAMP,)))) is Refusal.UNKNOWN_SUPPLY
    assert no(do(station, replace(PLAN, window_days=13))) is Refusal.NOT_POSSIBLE
    assert no(do(station, PLAN, badge=ANA)) is Refusal.NOT_ALLOWED
    assert no(do(station, supply(NOTHING))) is Refusal.UNKNOWN_ITEM
    assert no(do(station, supply(who=" "))) is Refusal.SUPPLIER_MISSING


def test_sums_beyond_all_numbers_stand_in_nobodys_way(station: Station):
    ok(do(station, supply()))
    for number in range(3):
        order = site.order(f"{number}", (TEA, 2**62))
        lines = ((TEA, 2**62),)
        ok(do(station, replace(order, placed_at=DAY - timedelta(days=20))))
        ok(do(station, PlacePurchase(ref=f"P{number}", supplier="T", lines=lines)))

    assert watched(station).position.on_order_each == 3 * 10**9
    ok(do(station, PLAN))
    for number in range(3):
        ok(do(station, CancelOrder(order_id=site.order_id(station, f"{number}"))))
        ok(do(station, CancelPurchase(ref=f"P{number}")))


# ── suggested, changed, approved ──────────────────────────────────────────────────────


def suggestion(station: Station, supplier: str = "Teas") -> Purchase:
    found = see_purchases(station, states=[PurchaseState.SUGGESTED])
    [mine] = [each for each in found if each.order.supplier == supplier]
    return mine


def asked_for(found: Purchase) -> dict[Sku, int]:
    return {line.sku: line.qty_each for line in found.lines if line.qty_each}


@pytest.fixture
def low(station: Station) -> Station:
    """Tea and mugs of one supplier and lamps of another, all of them low."""
    for command in (
        replace(supply(), pack_each=12),
        supply(MUG, 7, 20),
        replace(supply(LAMP, 4, 6, "Lights"), min_each=5),
        site.order("1", (TEA, 5), (MUG, 1), (LAMP, 1)),
        SuggestPurchases(),
    ):
        ok(do(station, command))
    return station


def test_what_is_low_is_suggested_by_supplier_in_packs_and_not_too_few(low: Station):
    assert asked_for(suggestion(low)) == {TEA: 24, MUG: 13}
    assert asked_for(suggestion(low, "Lights")) == {LAMP: 5}
    assert sorted(alerts(low)) == [LAMP, MUG, TEA]
    with low.reading() as tables:
        assert tables.purchases.expected(TEA) == [], "nobody ordered it yet"


def test_suggesting_again_brings_it_up_to_date_and_suggests_nothing_twice(low: Station):
    before = suggestion(low)
    ok(do(low, SuggestPurchases()))
    assert suggestion(low) == before

    ok(do(low, site.order("2", (TEA, 5))))
    ok(do(low, PlacePurchase(ref="P", supplier="Mugs", lines=((MUG, 50),))))
    assert ok(do(low, SuggestPurchases())).values == {"n": 2}
    assert suggestion(low).order == before.order
    assert asked_for(suggestion(low)) == {TEA: 36}
    assert len(alerts(low)) == 3


def test_a_suggestion_nobody_needs_any_more_is_dropped(low: Station):
    ref = suggestion(low, "Lights").order.ref
    ok(do(low, PlacePurchase(ref="P", supplier="Lights", lines=((LAMP, 9),))))
    assert ok(do(low, SuggestPurchases())).values == {"n": 1}

    found = see_purchase(low, ref)
    assert found
    assert found.order.state is PurchaseState.DROPPED


def test_what_a_person_set_stays_as_they_set_it(low: Station):
    ref = suggestion(low).order.ref
    change = ChangePurchase(ref=ref, lines=((TEA, 7), (MUG, 0), (LAMP, 2)))
    ok(do(low, change, badge=SUE))
    ok(do(low, SuggestPurchases()))
    assert asked_for(suggestion(low)) == {TEA: 7, LAMP: 2}

    with low.reading() as tables:
        suggested = tables.purchases.in_state(PurchaseState.SUGGESTED)
    assert [each.supplier for each in suggested] == ["Teas"], "lamps are bought there now"


def test_another_supplier_takes_over_what_nobody_touched(low: Station):
    ok(do(low, supply(MUG, 7, 20, "Mugs")))
    ok(do(low, SuggestPurchases()))

    assert asked_for(suggestion(low)) == {TEA: 24}
    assert asked_for(suggestion(low, "Mugs")) == {MUG: 13}


def test_an_approved_one_is_an_order_like_any_other(low: Station):
    ref = suggestion(low).order.ref
    arrived = ReceiveGoods(place=DOCK, sku=TEA, qty_each=24, po_ref=ref)
    same = PlacePurchase(ref=ref, supplier="Teas", lines=((TEA, 24), (MUG, 13)))
    for early in (arrived, same, ClosePurchase(ref=ref)):
        assert no(do(low, early)) is Refusal.PURCHASE_NOT_APPROVED

    before = low.now()
    ok(do(low, ApprovePurchase(ref=ref), badge=SUE))
    found = see_purchase(low, ref)
    assert found
    assert found.order.state is PurchaseState.OPEN
    assert found.order.expected_at
    days = (found.order.expected_at - before) / timedelta(days=1)
    assert 2.99 < days < 3.01
    assert not watched(low).reorder.is_low

    change = ChangePurchase(ref=ref, lines=((TEA, 1),))
    for late in (ApprovePurchase(ref=ref), change):
        assert no(do(low, late)) is Refusal.PURCHASE_NOT_SUGGESTED
    ok(do(low, arrived))
    assert no(do(low, CancelPurchase(ref=ref))) is Refusal.PURCHASE_CLOSED
    assert ok(do(low, SuggestPurchases())).values == {"n": 1}


def test_a_dropped_one_is_suggested_anew_and_not_received(low: Station):
    ref = suggestion(low).order.ref
    ok(do(low, CancelPurchase(ref=ref)))
    arrived = ReceiveGoods(place=DOCK, sku=TEA, qty_each=24, po_ref=ref)
    assert no(do(low, arrived)) is Refusal.PURCHASE_CLOSED
    ok(do(low, SuggestPurchases()))

    again = suggestion(low)
    assert again.order.ref != ref
    assert asked_for(again) == {TEA: 24, MUG: 13}


def test_an_empty_suggestion_waits_for_its_person(low: Station):
    ref = suggestion(low, "Lights").order.ref
    ok(do(low, ChangePurchase(ref=ref, lines=((LAMP, 0),))))
    assert no(do(low, ApprovePurchase(ref=ref))) is Refusal.PURCHASE_WITHOUT_LINES
    ok(do(low, SuggestPurchases()))
    assert suggestion(low, "Lights").order.ref == ref


def test_goods_of_nobody_s_supply_come_when_nobody_knows(low: Station):
    ref = suggestion(low).order.ref
    ok(do(low, AddItem(sku=NOTHING, name="Nothing")))
    lines = ((TEA, 0), (MUG, 0), (NOTHING, 1))
    ok(do(low, ChangePurchase(ref=ref, lines=lines)))
    ok(do(low, ApprovePurchase(ref=ref)))

    found = see_purchase(low, ref)
    assert found
    assert found.order.expected_at is None


@pytest.mark.parametrize(
    ("ref", "lines", "reason"),
    [
        ("NONE", ((TEA, 1),), Refusal.UNKNOWN_PURCHASE),
        ("", ((NOTHING, 1),), Refusal.UNKNOWN_ITEM),
        ("", ((GIFT, 1),), Refusal.KIT_NOT_BOUGHT),
        ("", ((TEA, -1),), Refusal.QUANTITY_BELOW_ZERO),
    ],
)
def test_a_change_that_makes_no_sense_changes_nothing(
    low: Station, ref: str, lines: tuple[tuple[Sku, int], ...], reason: Refusal
):
    ok(do(low, AddItem(sku=GIFT, name="Gift box")))
    ok(do(low, SetKit(kit=GIFT, parts=((TEA, 1),))))
    before = suggestion(low)
    change = ChangePurchase(ref=ref or before.order.ref, lines=lines)

    assert no(do(low, change)) is reason
    assert suggestion(low) == before


def test_goods_that_came_for_a_suggestion_are_here_all_the_same(low: Station):
    """On a handheld that did not know it was only suggested: a fact is never lost."""
    ref = suggestion(low).order.ref
    arrived = ReceiveGoods(place=Place("A-02-1-A"), sku=TEA, qty_each=24, po_ref=ref)
    before = watched(low).position.stock_each
    envelope = Envelope(
        op_id=low.new_id(),
        station=StationId("HANDHELD"),
        station_seq=1,
        kind=BY_COMMAND[ReceiveGoods].name,
        badge=ANA,
        at=low.now(),
        body=site.encoded(arrived),
    )

    [outcome] = take_in(low, [envelope])

    assert (outcome.outcome, outcome.reason) == ("discrepancy", "purchase_not_approved")
    assert watched(low).position.stock_each == before + 24
    assert not watched(low).reorder.is_low
