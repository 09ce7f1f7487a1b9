"""Waves: orders that are released together."""

from dataclasses import astuple, replace
from datetime import datetime
from typing import Final

from app.database.tables import Tables
from app.engine import allocating, releasing, waving
from app.engine.names import BinCode, OrderId, WaveId, ZoneCode, zone_of
from app.engine.orders import Order
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.releasing import ReleaseOrders
from app.engine.task_states import OrderState, WaveEvent, WaveState
from app.engine.waving import Candidate, Chosen, LeftOut, ReleaseWave, Wave
from app.operations import fetching
from app.operations.doing import Doing
from app.operations.releasing import Released, release

MOST_NAMED: Final = 50
"""So many orders that were left out are named in the answer; all are counted."""


def release_wave(tables: Tables, doing: Doing, asked: ReleaseWave) -> Verdict:
    """Choose orders and release them together; say what was left out and why."""
    no = releasing.refuse_limits(
        asked.most_orders, asked.most_lines, asked.most_eaches, *astuple(asked.per_walk)
    )
    if no:
        return no
    chosen = waving.choose_orders(_candidates(tables, doing.at), asked)
    orders = ReleaseOrders(
        order_ids=tuple(order.order_id for order in chosen.orders),
        method=asked.method,
        per_walk=asked.per_walk,
    )
    released = release(tables, doing, orders, WaveId(doing.op_id))
    released.waiting += _fetched(tables, doing, chosen)
    left_out = _reasons(chosen, released)
    if not released.lists and not released.waiting:
        return Refused(
            reason=Refusal.NOTHING_TO_RELEASE, wanted=_why(left_out), got=asked.name
        )
    if not released.lists:
        values = {"orders": 0, "left": len(left_out), "lists": 0, "why": _why(left_out)}
        return Done(effect=Effect.WAITS_FOR_REPLENISHMENT, values=values)
    return _answer(_keep(tables, doing, asked, chosen), released, left_out)


def _fetched(tables: Tables, doing: Doing, chosen: Chosen) -> list[OrderId]:
    """The orders left out for now, because their goods come from reserve stock first."""
    return [
        order.order_id
        for order, why in chosen.left_out
        if why is LeftOut.NOTHING_FREE
        and fetching.fetch_for_order(tables, doing, order.order_id)
    ]


def _keep(tables: Tables, doing: Doing, asked: ReleaseWave, chosen: Chosen) -> Wave:
    wave = Wave(
        wave_id=WaveId(doing.op_id),
        name=asked.name,
        method=asked.method,
        state=WaveState.PLANNED,
        made_at=doing.at,
        cut_off=max(order.ship_by for order in chosen.orders),
    )
    wave = replace(wave, state=waving.after(wave, WaveEvent.RELEASE))
    tables.work.waves.put(wave)
    return wave


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
    passed_over = [order_id for order_id, _ in released.left]
    left_out = {order.order_id: (order.ref, why) for order, why in chosen.left_out}
    left_out |= {each: (refs[each], LeftOut.NOTHING_FREE) for each in passed_over}
    for order_id in released.waiting:
        ref = refs.get(order_id) or left_out[order_id][0]
        left_out[order_id] = ref, LeftOut.WAITS_FOR_RESERVE
    return [(ref, why.value) for ref, why in left_out.values()]


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
