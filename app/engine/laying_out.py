"""Laying out a release: which orders walk together, and each walk's stops."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TypeVar

from app.engine.names import (
    NO_ORDER,
    NO_TOTE,
    BinCode,
    ListId,
    Lot,
    OrderId,
    Sku,
    TaskId,
    ToteCode,
    WaveId,
    ZoneCode,
    zone_of,
)
from app.engine.orders import Order
from app.engine.releasing import (
    CartPosition,
    Limits,
    Method,
    PickList,
    PickTask,
    Stop,
    StopShare,
    make_task,
)
from app.engine.task_states import ListState, TaskState

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """An order on its way to the floor, with its stops.

    `tote` is one it has already, from an earlier walk that was taken back.
    """

    order: Order
    stops: tuple[Stop, ...]
    tote: ToteCode = NO_TOTE


@dataclass(slots=True)
class Walks:
    """What a release puts on the floor."""

    lists: list[PickList] = field(default_factory=list[PickList])
    tasks: list[PickTask] = field(default_factory=list[PickTask])
    shares: list[StopShare] = field(default_factory=list[StopShare])
    positions: list[CartPosition] = field(default_factory=list[CartPosition])


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What all walks of a release have in common; `name` begins their ids."""

    name: str
    method: Method
    wave_id: WaveId


def split_walks(
    asked: Sequence[tuple[T, int, int]], per_walk: Limits
) -> list[list[tuple[T, int, int]]]:
    """Group orders (each with its lines and eaches) in the order given, within limits.

    An order above the limits has a walk of its own; no order is split.
    """
    walks: list[list[tuple[T, int, int]]] = []
    for each in asked:
        if walks and _fits([*walks[-1], each], per_walk):
            walks[-1].append(each)
        else:
            walks.append([each])
    return walks


def _fits(walk: Sequence[tuple[object, int, int]], most: Limits) -> bool:
    return (
        (not most.orders or len(walk) <= most.orders)
        and (not most.lines or sum(lines for _, lines, _ in walk) <= most.lines)
        and (not most.eaches or sum(eaches for _, _, eaches in walk) <= most.eaches)
    )


def make_walks(release: Release, loads: Sequence[Load]) -> Walks:
    """Lay out the walks of orders that go together: one order, or many on a shared walk.

    Pick-and-pass has one list a zone in the order of the zones and only the first is ready;
    in parallel all are. The other methods have one list that goes through all zones.
    """
    match release.method:
        case Method.PASS | Method.PARALLEL:
            return _by_zone(release, loads[0])
        case Method.SINGLE:
            return _one_walk(release, loads, loads[0].order.order_id, loads[0].tote)
        case Method.CLUSTER:
            walks = _one_walk(release, loads, NO_ORDER, NO_TOTE)
            walks.positions += _positions(walks.lists[0], loads)
            return walks
        case _:
            return _batch(release, loads)


def _by_zone(release: Release, load: Load) -> Walks:
    walks = Walks()
    for step, (zone, stops) in enumerate(_zones(load.stops), start=1):
        is_ready = step == 1 or release.method is Method.PARALLEL
        pick_list = _list(release, [load], zone, load.order.order_id)
        walks.lists.append(
            replace(
                pick_list,
                step=step,
                state=ListState.READY if is_ready else ListState.WAITING,
                tote=load.tote if step == 1 else NO_TOTE,
            )
        )
        for stop in stops:
            task_id = _task_id(release, len(walks.tasks) + 1)
            walks.tasks.append(make_task(pick_list, stop, task_id))
    return walks


def _zones(stops: Iterable[Stop]) -> list[tuple[ZoneCode, list[Stop]]]:
    by_zone = groupby(sorted(stops, key=_zone), key=_zone)
    return [(zone, list(inside)) for zone, inside in by_zone]


def _zone(stop: Stop) -> ZoneCode:
    return zone_of(stop.bin_code)


def _one_walk(
    release: Release, loads: Sequence[Load], order_id: OrderId, tote: ToteCode
) -> Walks:
    stops = [stop for load in loads for stop in load.stops]
    zone = min(_zone(stop) for stop in stops)
    pick_list = replace(_list(release, loads, zone, order_id), tote=tote)
    tasks = [
        make_task(pick_list, stop, _task_id(release, n))
        for n, stop in enumerate(stops, start=1)
    ]
    return Walks(lists=[pick_list], tasks=tasks)


def _positions(pick_list: PickList, loads: Sequence[Load]) -> list[CartPosition]:
    return [
        CartPosition(
            list_id=pick_list.list_id,
            position=position,
            order_id=load.order.order_id,
            tote=load.tote,
        )
        for position, load in enumerate(loads, start=1)
    ]


def _batch(release: Release, loads: Sequence[Load]) -> Walks:
    stops = [stop for load in loads for stop in load.stops]
    zone = min(_zone(stop) for stop in stops)
    walks = Walks(lists=[_list(release, loads, zone, NO_ORDER)])
    # Sorting is stable: within a stop, the shares keep the order of the orders.
    merged = groupby(sorted(stops, key=_what), key=_what)
    for n, (_, same) in enumerate(merged, start=1):
        task, shares = merge(walks.lists[0], list(same), _task_id(release, n))
        walks.tasks.append(task)
        walks.shares += shares
    return walks


def _what(stop: Stop) -> tuple[BinCode, Sku, Lot]:
    return stop.bin_code, stop.sku, stop.lot


def merge(
    pick_list: PickList, stops: Sequence[Stop], task_id: TaskId
) -> tuple[PickTask, list[StopShare]]:
    """One stop for all that is taken of a lot from a bin, and whose eaches they are."""
    first = stops[0]
    task = PickTask(
        task_id=task_id,
        list_id=pick_list.list_id,
        order_id=NO_ORDER,
        line_no=0,
        bin_code=first.bin_code,
        sku=first.sku,
        lot=first.lot,
        qty_each=sum(stop.qty_each for stop in stops),
        picked_each=0,
        state=TaskState.READY,
    )
    shares = [
        StopShare(
            task_id=task_id,
            list_id=pick_list.list_id,
            order_id=stop.order_id,
            line_no=stop.line_no,
            qty_each=stop.qty_each,
            turn=turn,
        )
        for turn, stop in enumerate(stops, start=1)
    ]
    return task, shares


def _list(
    release: Release, loads: Sequence[Load], zone: ZoneCode, order_id: OrderId
) -> PickList:
    """A ready list, as urgent as its most urgent order."""
    return PickList(
        list_id=ListId(f"{release.name}.{zone}"),
        order_id=order_id,
        zone=zone,
        step=1,
        state=ListState.READY,
        priority=max(load.order.priority for load in loads),
        ship_by=min(load.order.ship_by for load in loads),
        method=release.method,
        wave_id=release.wave_id,
    )


def _task_id(release: Release, n: int) -> TaskId:
    return TaskId(f"{release.name}.{n:03}")
