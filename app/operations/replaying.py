"""A crew that works through a file of orders, day by day, by operations alone.

Nothing here touches the books: whatever the crew does, a person could have done. So a
month of it proves that no order hangs and that the books stay right.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Final

from app.engine.importing import OrderFile
from app.engine.names import Badge, Sscc, ToteCode, ZoneCode
from app.engine.packing import CloseParcel, ConfirmLabel, PackItem, StartPacking
from app.engine.picking import (
    AssignTote,
    ClaimWork,
    ConfirmPick,
    HandOnTote,
    ReportShort,
    ShortReason,
)
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.releasing import ReleaseOrders
from app.engine.shipping import HandOver, LoadParcel
from app.engine.task_states import OrderState
from app.operations.importing import import_orders
from app.operations.kinds import Command
from app.operations.replay_site import (
    PACKER,
    PICKERS,
    SUPERVISOR,
    ReplaySite,
    make_site,
    week_of,
)
from app.operations.running import do_all
from app.operations.seeing_packing import see_packing_job, see_totes_to_pack
from app.operations.seeing_work import Stop, see_walk
from app.operations.shorting import MOVED
from app.station import Station

EXTRA_DAYS: Final = 7
"""How long the crew goes on after the last order, for what was left over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chances:
    """How often a bin does not give what it should, in percent of its stops."""

    shorts: float = 1.0
    damages: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayReport:
    """What became of the file. `hanging` orders are neither shipped, cancelled nor waiting
    for goods; `waiting_lines` are the order lines still backordered, by why.
    """

    days: int
    operations: int
    orders: dict[str, int]
    hanging: tuple[str, ...]
    shorts: dict[str, int]
    waiting_lines: dict[str, int]


class CrewStuck(RuntimeError):
    """The crew was refused what it had good reason to do: a bug in the rules."""


@dataclass(slots=True)
class _Crew:
    """Who works, with what chance, how many things were done, and the free totes."""

    station: Station
    chance: Random
    chances: Chances
    operations: int = 0
    totes: list[ToteCode] = field(default_factory=list[ToteCode])
    totes_made: int = 0

    def do(
        self,
        commands: Sequence[Command],
        badge: Badge,
        may_refuse: frozenset[Refusal] = frozenset(),
    ) -> list[Verdict]:
        """What one person does in one go."""
        verdicts = do_all(self.station, commands, badge=badge)
        for command, verdict in zip(commands, verdicts, strict=True):
            if isinstance(verdict, Refused) and verdict.reason not in may_refuse:
                msg = f"{command} was refused: {verdict}"
                raise CrewStuck(msg)
        self.operations += sum(isinstance(verdict, Done) for verdict in verdicts)
        return verdicts

    def free_tote(self) -> ToteCode:
        if not self.totes:
            self.totes_made += 1
            self.totes.append(ToteCode(f"TOTE-{self.totes_made:04d}"))
        return self.totes.pop()


def replay_orders(
    station: Station,
    file: OrderFile,
    chance: Random,
    chances: Chances,
    progress: Callable[[date, int], None] | None = None,
) -> ReplayReport:
    """Work through a file in an empty site: each day's orders in, and what can go, out.

    `progress` hears each day that is over, and how many operations there were so far.

    Raises:
        CrewStuck: the rules refused a sensible step.
    """
    crew = _Crew(station, chance, chances)
    site = make_site(file, chance)
    crew.do([site.set_up, *site.people, *site.items], SUPERVISOR)
    by_day = _by_day(file)
    days = sorted(by_day)
    later = [days[-1] + timedelta(days=n) for n in range(1, EXTRA_DAYS + 1)]
    delivered: set[tuple[int, int]] = set()
    for day in (*days, *later):
        _receive(crew, site, day, delivered)
        if day in by_day:
            import_orders(station, by_day[day])
            crew.operations += len(by_day[day].orders) + len(by_day[day].cancellations)
        _work(crew, day, is_last=day == later[-1])
        if progress:
            progress(day, crew.operations)
    return _report(crew, len(days))


def _by_day(file: OrderFile) -> dict[date, OrderFile]:
    """The file cut into days, each with the rows of its own orders."""
    empty = replace(file, orders=(), cancellations=(), rows=())
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(file.rows):
        rows[row.ref].append(number)
    cut: defaultdict[date, OrderFile] = defaultdict(lambda: empty)
    for order in file.orders:
        day = order.placed_at.date()
        cut[day] = replace(cut[day], orders=(*cut[day].orders, order))
    for back in file.cancellations:
        day = back.at.date()
        cut[day] = replace(cut[day], cancellations=(*cut[day].cancellations, back))
    return {
        day: replace(
            part,
            rows=tuple(
                file.rows[n]
                for ref in {each.ref for each in (*part.orders, *part.cancellations)}
                for n in rows[ref]
            ),
        )
        for day, part in cut.items()
    }


def _receive(
    crew: _Crew, site: ReplaySite, day: date, delivered: set[tuple[int, int]]
) -> None:
    week = week_of(day)
    if week not in delivered:
        delivered.add(week)
        crew.do(site.deliveries.get(week, ()), SUPERVISOR)


def _work(crew: _Crew, day: date, *, is_last: bool) -> None:
    """Release what must leave today, pick it, pack it, and give it to the carriers."""
    with crew.station.reading() as tables:
        reserved = tables.orders.orders.find(
            "AND state = 'reserved' ORDER BY priority DESC, ship_by, placed_at, ref"
        )
    due = [each.order_id for each in reserved if is_last or each.ship_by.date() <= day]
    if due:
        release = ReleaseOrders(order_ids=tuple(due))
        crew.do([release], SUPERVISOR, frozenset({Refusal.NOTHING_TO_RELEASE}))
    # A short may send a tote back to a zone that was done: go round until none has work.
    while sum(_pick_zone(crew, zone) for zone in PICKERS):
        pass
    for waiting in see_totes_to_pack(crew.station):
        _pack(crew, waiting.tote)
    _ship(crew)


# ── picking ───────────────────────────────────────────────────────────────────────────


def _pick_zone(crew: _Crew, zone: str) -> int:
    """Make every walk that is ready in a zone; say how many there were."""
    badge, walks = PICKERS[zone], 0
    claim = ClaimWork(zone=ZoneCode(zone))
    while True:
        [verdict] = crew.do([claim], badge, frozenset({Refusal.NO_WORK}))
        if isinstance(verdict, Refused):
            return walks
        _walk(crew, badge)
        walks += 1


def _walk(crew: _Crew, badge: Badge) -> None:
    walk = see_walk(crew.station, badge)
    assert walk is not None, badge
    list_id, tote = walk.pick_list.list_id, walk.pick_list.tote
    if walk.open_stops:
        tote = tote or crew.free_tote()
        crew.do([AssignTote(list_id=list_id, tote=tote)], badge)
    while walk.open_stops:
        commands = [
            part for each in walk.open_stops for part in _at_stop(crew, each, tote)
        ]
        # A short closes the other stops at its bin, which are on this walk's list too.
        crew.do(commands, badge, frozenset({Refusal.TASK_NOT_OPEN}))
        walk = see_walk(crew.station, badge)
        assert walk is not None, badge
    [ended] = crew.do([HandOnTote(list_id=list_id, drop=walk.drop)], badge)
    if isinstance(ended, Done) and ended.effect is Effect.NOTHING_TO_PACK and tote:
        crew.totes.append(tote)


def _at_stop(crew: _Crew, stop: Stop, tote: ToteCode) -> Iterable[Command]:
    """Take what is asked for; now and then there is less, or one of it is broken."""
    task, drawn = stop.task, crew.chance.uniform(0, 100)
    found, reason = task.left_each, None
    if drawn < crew.chances.shorts:
        found, reason = crew.chance.randrange(task.left_each), ShortReason.NOT_IN_BIN
    elif drawn < crew.chances.shorts + crew.chances.damages:
        found, reason = task.left_each - 1, ShortReason.DAMAGED
    if found:
        yield ConfirmPick(
            task_id=task.task_id,
            bin_code=task.bin_code,
            sku=task.sku,
            qty_each=found,
            tote=tote,
        )
    if reason:
        yield ReportShort(task_id=task.task_id, reason=reason)


# ── packing and shipping ──────────────────────────────────────────────────────────────


def _pack(crew: _Crew, tote: ToteCode) -> None:
    crew.do([StartPacking(tote=tote)], PACKER)
    job = see_packing_job(crew.station, tote)
    assert job is not None, tote
    parcel_id = job.parcel.parcel_id
    scans = [
        PackItem(tote=tote, sku=each.sku, qty_each=each.left_each)
        for each in job.goods
        if each.left_each
    ]
    close = CloseParcel(parcel_id=parcel_id, weight_g=job.weight_g)
    closed = crew.do([*scans, close], PACKER)[-1]
    assert isinstance(closed, Done), closed
    sscc = Sscc(str(closed.values["sscc"]))
    crew.do([ConfirmLabel(parcel_id=parcel_id, sscc=sscc)], PACKER)
    crew.totes.append(tote)


def _ship(crew: _Crew) -> None:
    """Load what is labelled, and hand over one manifest for each carrier."""
    with crew.station.reading() as tables:
        parcels = tables.parcels.parcels.find("AND state = 'labelled' ORDER BY sscc")
    crew.do(
        [LoadParcel(sscc=each.sscc, carrier=each.carrier) for each in parcels], PACKER
    )
    with crew.station.reading() as tables:
        manifests = tables.parcels.manifests.find("AND state = 'open' ORDER BY carrier")
    crew.do([HandOver(manifest_id=each.manifest_id) for each in manifests], PACKER)


# ── the end ───────────────────────────────────────────────────────────────────────────


def _report(crew: _Crew, days: int) -> ReplayReport:
    with crew.station.reading() as tables:
        orders = tables.orders.orders.find("ORDER BY placed_at, ref")
        waiting = tables.orders.lines.find("AND backordered_each > 0")
        short = tables.work.tasks.find("AND state = 'short' ORDER BY task_id")
    # A stop that was closed because another found its bin short has that reason too.
    why = {
        (task.order_id, task.line_no): task.reason.replace(MOVED, ShortReason.NOT_IN_BIN)
        for task in short
    }
    late = {line.order_id for line in waiting}
    ends = {
        each.order_id: _end(each.state, is_late=each.order_id in late) for each in orders
    }
    return ReplayReport(
        days=days,
        operations=crew.operations,
        orders=dict(Counter(ends.values()).most_common()),
        hanging=tuple(each.ref for each in orders if ends[each.order_id] == _HANGING),
        shorts=dict(
            Counter(task.reason for task in short if task.reason != MOVED).most_common()
        ),
        waiting_lines=dict(
            Counter(
                why.get((line.order_id, line.line_no), "not enough came in")
                for line in waiting
            ).most_common()
        ),
    )


_HANGING: Final = "hanging"


def _end(state: OrderState, *, is_late: bool) -> str:
    match state:
        case OrderState.HANDED_OVER:
            return "shipped, the rest backordered" if is_late else "shipped"
        case OrderState.BACKORDERED if is_late:
            return "backordered"
        case OrderState.CANCELLED:
            return "cancelled"
        case _:
            return _HANGING
