"""What waits for goods: when they are expected, who gets them, and what goes out instead."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.engine.names import BinCode, ToteCode
from app.engine.orders import ShipPolicy
from app.engine.packing import PackItem
from app.engine.receiving import ReceiveStock
from app.engine.refusals import Effect, Refusal, Refused, Verdict
from app.engine.releasing import ReleaseOrders
from app.engine.reserving import ExpectStock
from app.engine.substituting import SetSubstitutes, SubstituteLine
from app.operations import papers
from app.operations.running import do
from app.operations.seeing_packing import see_papers
from app.station import Station, open_store
from tests.fakes import site
from tests.fakes.site import DAY, LAMP, MUG, PAM, SUE, TEA, ok

LATER = DAY + timedelta(days=7)


def warehouse(*orders: object) -> Station:
    station = open_store(None)
    site.stock_up(station)
    for order in orders:
        ok(do(station, order))
    return station


def receive(station: Station, qty_each: int) -> None:
    done = ReceiveStock(sku=LAMP, bin_code=BinCode("B-01-1-A"), qty_each=qty_each)
    ok(do(station, done))
    site.prove_books(station)


def reason(verdict: Verdict) -> Refusal:
    assert isinstance(verdict, Refused), verdict
    return verdict.reason


def test_every_line_that_waits_knows_when_its_goods_are_expected():
    station = warehouse(
        site.order("1", (LAMP, 6)), site.order("2", (LAMP, 1)), site.order("3", (TEA, 1))
    )

    done = ok(do(station, ExpectStock(sku=LAMP, at=LATER)))

    assert done.values["n"] == 2
    expected = [site.lines_of(station, ref)[0].expected_at for ref in "123"]
    assert expected == [LATER, LATER, None]
    receive(station, 1)
    expected = [site.lines_of(station, ref)[0].expected_at for ref in "12"]
    assert expected == [None, LATER]
    ok(do(station, ExpectStock(sku=LAMP, at=None)))
    assert site.lines_of(station, "2")[0].expected_at is None


def test_an_order_that_goes_out_complete_waits_for_all_of_it():
    whole = replace(site.order("1", (LAMP, 7), (TEA, 1)), ship_policy=ShipPolicy.COMPLETE)
    station = warehouse(whole)
    release = ReleaseOrders(order_ids=(site.order_id(station, "1"),))

    early = do(station, release, badge=SUE)
    receive(station, 1)
    still = do(station, release, badge=SUE)
    receive(station, 1)

    assert isinstance(early, Refused)
    assert (early.reason, early.wanted) == (Refusal.ORDER_NOT_COMPLETE, "2")
    assert reason(still) is Refusal.ORDER_NOT_COMPLETE
    ok(do(station, release, badge=SUE))
    site.prove_books(station)


def substituting(*, allows: bool = True, qty_each: int = 7) -> Station:
    order = replace(site.order("1", (LAMP, qty_each)), allows_substitute=allows)
    station = warehouse(order)
    ok(do(station, SetSubstitutes(sku=LAMP, others=(MUG, TEA)), badge=SUE))
    return station


def substitute(
    station: Station, other: site.Sku = MUG, line_no: int = 1, *, agreed: bool = False
) -> Verdict:
    asked = SubstituteLine(
        order_id=site.order_id(station, "1"),
        line_no=line_no,
        other_sku=other,
        customer_agreed=agreed,
    )
    verdict = do(station, asked, badge=SUE)
    site.prove_books(station)
    return verdict


def test_what_is_backordered_goes_out_as_another_item():
    station = substituting()

    done = ok(substitute(station))

    assert (done.effect, done.values["qty"]) == (Effect.SUBSTITUTED, 2)
    first, other = site.lines_of(station, "1")
    assert (first.reserved_each, first.cancelled_each) == (5, 2)
    assert (other.sku, other.reserved_each, other.instead_of) == (MUG, 2, 1)


def test_a_substitute_that_is_not_there_itself_waits():
    station = substituting(qty_each=15)
    ok(substitute(station))
    assert [x.backordered_each for x in site.lines_of(station, "1")] == [0, 2]


def test_the_slip_says_what_an_item_stands_in_for():
    station = substituting()
    ok(substitute(station))
    site.release(station, "1")
    site.pick_order(station, "TOTE-0001", "A", "B")
    parcel_id = site.start_packing(station, "TOTE-0001")
    tote = ToteCode("TOTE-0001")
    ok(do(station, PackItem(tote=tote, sku=MUG, qty_each=2), badge=PAM))

    seen = see_papers(station, parcel_id)
    assert seen is not None
    notes = [line.note for line in papers.slip_of(seen).lines]

    assert notes == ["", f"In place of {LAMP} {LAMP}"]


def test_nothing_goes_out_that_is_not_listed_or_that_the_customer_does_not_want():
    station = substituting(allows=False)

    assert reason(substitute(station)) is Refusal.CUSTOMER_NOT_ASKED
    ok(do(station, SetSubstitutes(sku=LAMP, others=(TEA,)), badge=SUE))
    assert reason(substitute(station, MUG, agreed=True)) is Refusal.NOT_A_SUBSTITUTE
    assert reason(substitute(station, LAMP, agreed=True)) is Refusal.NOT_A_SUBSTITUTE
    assert reason(substitute(station, TEA, 9)) is Refusal.UNKNOWN_LINE
    ok(substitute(station, TEA, agreed=True))
    assert reason(substitute(station, TEA)) is Refusal.NOTHING_BACKORDERED


@pytest.mark.parametrize(
    ("others", "no"),
    [((LAMP,), Refusal.NOT_A_SUBSTITUTE), ((site.Sku("NONE"),), Refusal.UNKNOWN_ITEM)],
)
def test_a_list_of_substitutes_names_other_items_we_have(
    others: tuple[site.Sku, ...], no: Refusal
):
    asked = SetSubstitutes(sku=LAMP, others=others)
    assert reason(do(warehouse(), asked)) is no


def test_the_best_substitute_comes_first_and_the_same_list_again_changes_nothing():
    station = warehouse()
    for others in ((MUG, TEA, MUG), (TEA, MUG), (TEA,)):
        ok(do(station, SetSubstitutes(sku=LAMP, others=others), badge=SUE))
    with station.reading() as tables:
        found = tables.items.substitutes_of(LAMP)
    assert [(x.other_sku, x.rank) for x in found] == [(MUG, 0), (TEA, 1)]
