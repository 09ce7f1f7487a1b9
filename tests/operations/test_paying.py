"""Money decides what an order is promised: unpaid, authorized, paid, refunded."""

from datetime import timedelta

import msgspec
import pytest

from app.engine.orders import AskedLine, PlaceOrder
from app.engine.paying import SetUnpaidHold, TakePayment
from app.engine.refusals import Effect, Refusal, Refused, Verdict
from app.engine.releasing import ReleaseOrders
from app.engine.reserving import ExpireReservations
from app.engine.task_states import OrderState, Payment
from app.operations.running import do
from app.operations.seeing_board import see_order, see_put_backs
from app.station import Station, open_store
from tests.fakes import site
from tests.fakes.site import DAY, LAMP, SUE, TEA, ok


def warehouse(*orders: object) -> Station:
    station = open_store(None)
    site.stock_up(station)
    for order in orders:
        ok(do(station, order))
    return station


def pay(station: Station, ref: str, state: Payment) -> Verdict:
    verdict = do(station, TakePayment(channel="shop", ref=ref, state=state))
    site.prove_books(station)
    return verdict


def promised(station: Station, ref: str) -> tuple[int, int, int]:
    [line] = site.lines_of(station, ref)
    return line.open_each, line.backordered_each, line.reserved_each


def test_an_order_is_promised_stock_once_its_money_is_set_aside():
    station = warehouse(site.order("1", (LAMP, 7), paid=False))
    assert promised(station, "1") == (7, 0, 0)

    done = pay(station, "1", Payment.AUTHORIZED)

    assert promised(station, "1") == (0, 2, 5)
    assert ok(done).effect is Effect.PAYMENT_TAKEN
    assert site.order_of(station, "1").state is OrderState.RESERVED


def test_an_order_is_released_only_once_it_is_paid():
    station = warehouse(site.order("1", (LAMP, 1), paid=False))
    pay(station, "1", Payment.AUTHORIZED)
    asked = ReleaseOrders(order_ids=(site.order_id(station, "1"),))

    early = do(station, asked, badge=SUE)
    pay(station, "1", Payment.PAID)

    assert isinstance(early, Refused)
    assert early.reason is Refusal.ORDER_NOT_PAID
    ok(do(station, asked, badge=SUE))
    site.prove_books(station)


def test_money_that_lapses_gives_the_goods_to_who_waits():
    station = warehouse(
        site.order("1", (LAMP, 4), paid=False), site.order("2", (LAMP, 1))
    )
    pay(station, "1", Payment.AUTHORIZED)
    ok(do(station, site.order("3", (LAMP, 3))))
    assert promised(station, "3") == (0, 3, 0)

    pay(station, "1", Payment.UNPAID)

    assert promised(station, "1") == (4, 0, 0)
    assert promised(station, "3") == (0, 0, 3)
    assert site.order_of(station, "1").state is OrderState.PLACED


@pytest.mark.parametrize(
    ("before", "after", "is_possible"),
    [
        (Payment.UNPAID, Payment.AUTHORIZED, True),
        (Payment.UNPAID, Payment.PAID, True),
        (Payment.UNPAID, Payment.REFUNDED, False),
        (Payment.AUTHORIZED, Payment.UNPAID, True),
        (Payment.AUTHORIZED, Payment.PAID, True),
        (Payment.AUTHORIZED, Payment.REFUNDED, True),
        (Payment.PAID, Payment.UNPAID, False),
        (Payment.PAID, Payment.AUTHORIZED, False),
        (Payment.PAID, Payment.REFUNDED, True),
        (Payment.REFUNDED, Payment.PAID, False),
    ],
)
def test_money_goes_only_ways_it_can(before: Payment, after: Payment, is_possible: bool):
    station = warehouse(site.order("1", (LAMP, 1), paid=False))
    way = {Payment.UNPAID: (), Payment.REFUNDED: (Payment.PAID, Payment.REFUNDED)}
    for step in way.get(before, (before,)):
        pay(station, "1", step)

    verdict = pay(station, "1", after)

    if is_possible:
        assert site.order_of(station, "1").payment is after
    else:
        assert isinstance(verdict, Refused)
        assert verdict.reason is Refusal.PAYMENT_CANNOT_CHANGE


def test_the_same_payment_told_twice_changes_nothing():
    station = warehouse(site.order("1", (LAMP, 1)))
    again = ok(pay(station, "1", Payment.PAID))
    assert again.effect is Effect.ALREADY_DONE


def test_a_payment_for_an_order_nobody_knows_is_refused():
    verdict = do(warehouse(), TakePayment(channel="shop", ref="404", state=Payment.PAID))
    assert isinstance(verdict, Refused)
    assert (verdict.reason, verdict.got) == (Refusal.UNKNOWN_ORDER, "404")


def test_a_refunded_order_lets_go_of_its_promise():
    station = warehouse(site.order("1", (LAMP, 5)), site.order("2", (LAMP, 2)))

    pay(station, "1", Payment.REFUNDED)

    assert site.order_of(station, "1").state is OrderState.CANCELLED
    assert promised(station, "2") == (0, 0, 2)


def test_a_refunded_order_on_the_floor_is_cancelled_and_its_goods_go_back():
    station = warehouse(site.order("1", (TEA, 4), (LAMP, 1)))
    site.release(station, "1")
    site.pick_order(station, "TOTE-0001", "A")

    done = ok(pay(station, "1", Payment.REFUNDED))

    assert done.effect is Effect.CANCELLED_PUT_BACK
    assert [back.task.sku for back in see_put_backs(station)] == [TEA]
    site.put_all_back(station)
    site.prove_books(station)


def test_a_refund_after_the_carrier_took_it_changes_only_the_payment():
    station = warehouse(site.order("1", (TEA, 4)))
    site.release(station, "1")
    site.pick_order(station, "TOTE-0001", "A")
    _, sscc = site.pack(station, "TOTE-0001")
    site.ship(station, sscc)

    pay(station, "1", Payment.REFUNDED)

    order = site.order_of(station, "1")
    assert (order.state, order.payment) == (OrderState.HANDED_OVER, Payment.REFUNDED)


def test_an_orders_story_knows_its_payment():
    station = warehouse(site.order("1", (TEA, 4), paid=False), site.order("12", (TEA, 1)))
    pay(station, "1", Payment.PAID)

    one = see_order(station, site.order_id(station, "1"))
    other = see_order(station, site.order_id(station, "12"))

    assert one is not None
    assert other is not None
    assert [op.kind for op in reversed(one.timeline)] == ["place_order", "take_payment"]
    assert [op.kind for op in reversed(other.timeline)] == ["place_order"]


def keeping(minutes: int) -> Station:
    station = warehouse()
    ok(do(station, SetUnpaidHold(minutes=minutes), badge=SUE))
    outcome = site.do_at(station, site.order("1", (LAMP, 7), paid=False), DAY)
    assert outcome.outcome == "done"
    return station


def test_an_unpaid_order_keeps_stock_for_as_long_as_the_site_lets_it():
    station = keeping(30)

    assert promised(station, "1") == (2, 0, 5)
    assert site.order_of(station, "1").reserved_until == DAY + timedelta(minutes=30)
    site.prove_books(station)


def test_a_reservation_that_ran_out_goes_to_who_waits():
    station = keeping(30)
    ok(do(station, site.order("2", (LAMP, 3))))

    site.do_at(station, ExpireReservations(), DAY + timedelta(minutes=29))
    assert promised(station, "1") == (2, 0, 5)
    site.do_at(station, ExpireReservations(), DAY + timedelta(minutes=30))

    assert promised(station, "1") == (7, 0, 0)
    assert promised(station, "2") == (0, 0, 3)
    order = site.order_of(station, "1")
    assert (order.state, order.reserved_until) == (OrderState.PLACED, None)
    site.prove_books(station)


def test_an_order_paid_in_time_keeps_its_stock_for_good():
    station = keeping(30)
    pay(station, "1", Payment.PAID)

    site.do_at(station, ExpireReservations(), DAY + timedelta(days=1))

    assert promised(station, "1") == (0, 2, 5)


def test_an_unpaid_order_gets_nothing_that_arrives_later():
    station = keeping(30)
    arrived = site.ReceiveStock(sku=LAMP, bin_code=site.BinCode("B-01-1-A"), qty_each=9)
    ok(do(station, arrived))
    assert promised(station, "1") == (2, 0, 5)


def test_a_time_below_nothing_is_refused():
    verdict = do(warehouse(), SetUnpaidHold(minutes=-1))
    assert isinstance(verdict, Refused)


def test_an_order_that_was_stored_before_payments_had_more_states_is_still_read():
    plain = msgspec.to_builtins(site.order("1", (TEA, 1)))
    for newer in ("note", "gift_note", "ship_policy", "allows_substitute"):
        del plain[newer]

    order = msgspec.convert(plain, PlaceOrder)

    assert order == site.order("1", (TEA, 1))
    assert order.lines == (AskedLine(sku=TEA, name=TEA, qty_each=1),)
