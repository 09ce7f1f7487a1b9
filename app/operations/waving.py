"""Waves: orders that are released together."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from app.database.tables import Tables
from app.engine import allocating, waving
from app.engine.names import BinCode, OrderId, WaveId, ZoneCode, zone_of
from app.engine.orders import Order
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.releasing import ReleaseOrders
from app.engine.task_states import OrderState, WaveEvent, WaveState
from app.engine.waving import Candidate, Chosen, LeftOut, ReleaseWave, Wave
from app.operations.doing import Doing
from app.operations.releasing import Released, release

MOST_NAMED: Final = 50
"""So many orders that were left out are named in the answer; all are counted."""


def release_wave(tables: Tables, doing: Doing, asked: ReleaseWave) -> Verdict:
    """Choose orders and release them together; say what was left out and why."""
    chosen = waving.choose_orders(_candidates(tables, doing.at), asked)
    if not chosen.orders:
        return Refused(
            reason=Refusal.NOTHING_TO_RELEASE,
            wanted=_why(_reasons(chosen, Released())),
            got=asked.name,
        )
    wave = Wave(
        wave_id=WaveId(doing.op_id),
        name=asked.name,
        method=asked.method,
        state=WaveState.PLANNED,
        made_at=doing.at,
        cut_off=max(order.ship_by for order in chosen.orders),
    )
    orders = ReleaseOrders(
        order_ids=tuple(order.order_id for order in chosen.orders),
        method=asked.method,
        per_walk=asked.per_walk,
    )
    released = release(tables, doing, orders, wave.wave_id)
    if not released.lists:
        return Refused(reason=Refusal.NOTHING_TO_RELEASE, got=asked.name)
    state = waving.after(wave, WaveEvent.RELEASE)
    tables.work.waves.put(replace(wave, state=state))
    return _answer(wave, released, _reasons(chosen, released))


def _candidates(tables: Tables, at: datetime) -> list[Candidate]:
    found = tables.orders.orders.find("AND state = :state", state=OrderState.RESERVED)
    return [_candidate(tables, order, at) for order in found]


def _candidate(tables: Tables, order: Order, at: datetime) -> Candidate:
    lines = tables.orders.lines_of(order.order_id)
    promised = [line for line in lines if line.reserved_each]
    zones: set[ZoneCode] = set()
    for line in promised:
        shelved = tables.stock.to_pick_from(line.sku)
        chosen = allocating.choose_bins(line.reserved_each, shelved, at)
        zones |= {zone_of(BinCode(balance.place)) for balance, _ in chosen}
    return Candidate(
        order=order,
        lines=len(promised),
        eaches=sum(line.reserved_each for line in promised),
        zones=frozenset(zones),
    )


def _reasons(chosen: Chosen, released: Released) -> list[tuple[str, str]]:
    """The ref of each order that was left out, and why."""
    refs: dict[OrderId, str] = {order.order_id: order.ref for order in chosen.orders}
    return [
        *((order.ref, why.value) for order, why in chosen.left_out),
        *((refs[order_id], LeftOut.NOTHING_FREE.value) for order_id, _ in released.left),
    ]


def _why(left_out: list[tuple[str, str]]) -> str:
    return ", ".join(f"{ref} {why}" for ref, why in left_out[:MOST_NAMED])


def _answer(wave: Wave, released: Released, left_out: list[tuple[str, str]]) -> Done:
    return Done(
        effect=Effect.WAVE_RELEASED,
        values={
            "wave": wave.wave_id,
            "orders": released.orders,
            "lists": released.lists,
            "lines": released.lines,
            "eaches": released.eaches,
            "zones": ", ".join(sorted(released.zones)),
            "left": len(left_out),
            "why": _why(left_out),
        },
    )
