"""Promises that run out, and goods that are expected."""

from dataclasses import replace

from app.database.tables import Tables
from app.engine.names import Sku
from app.engine.refusals import Done, Effect, Verdict
from app.engine.reserving import ExpectStock, ExpireReservations
from app.operations import promising
from app.operations.doing import Doing
from app.operations.following import follow


def expire_reservations(
    tables: Tables, doing: Doing, _asked: ExpireReservations
) -> Verdict:
    """Let go of what unpaid orders held too long, and promise it to who waits.

    A hold does not prolong a reservation: nothing was paid for it.
    """
    freed: list[Sku] = []
    expired = tables.orders.expired(doing.at)
    for order in expired:
        tables.orders.orders.put(replace(order, reserved_until=None))
        freed += promising.let_go(tables, order)
        follow(tables, order.order_id)
    promising.promise_all_waiting(tables, freed)
    return Done(effect=Effect.RESERVATIONS_EXPIRED, values={"n": len(expired)})


def expect_stock(tables: Tables, _doing: Doing, asked: ExpectStock) -> Verdict:
    """Write on every line that waits for a SKU when it should be here."""
    lines = tables.orders.backordered(asked.sku)
    tables.orders.lines.put(*(replace(line, expected_at=asked.at) for line in lines))
    values = {"sku": asked.sku, "n": len(lines)}
    return Done(effect=Effect.STOCK_EXPECTED, values=values)
