"""What happened to an order, a SKU, a bin, a tote or a parcel, the newest first.

A reading costs what it shows, not what ever happened: at a million movements some
milliseconds. Two places are read. The ledger knows every place and SKU goods came through,
and keeps an index for each; `mention` rows tell of whatever moves nothing of its subject.
A pick writes no mention: it would be the one statement more on the way of every scan.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from app.database.books import OperationRow
from app.database.stories import NO_END
from app.database.tables import Tables
from app.engine.names import Badge, Lot, OpId, OrderId, Place, Sku, StationId
from app.engine.permits import NoteRefusal
from app.engine.stock import Movement
from app.engine.subjects import Subject, What
from app.engine.task_states import ORDER, OrderEvent, OrderState
from app.operations.kinds import BY_NAME
from app.operations.mentioning import written
from app.station import Station

MOST: Final = 500
"""Entries in one reading."""


class Fate(StrEnum):
    """What came of what somebody did."""

    DONE = "done"
    DISCREPANCY = "discrepancy"
    REFUSED = "refused"
    SET_ASIDE = "set_aside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """Goods that went from place to place, each lot for itself."""

    sku: Sku
    qty_each: int
    source: Place
    target: Place
    lot: Lot


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that happened. `at` is what the device's clock said.

    `kind` and `body` are what was asked for, also where that was refused. `was` and `state`
    are the subject's before and after; they are equal, or empty, when it stayed as it was.
    `number` is for asking for what is before it. `who` is empty when no person did it.
    """

    number: int
    op_id: OpId
    at: datetime
    badge: Badge
    who: str
    station: str
    kind: str
    body: str
    fate: Fate
    reason: str
    wanted: str
    got: str
    moved: tuple[Moved, ...]
    was: str = ""
    state: str = ""


def find_subject(station: Station, what: What, code: str) -> Subject | None:
    """What people call so: an order by its ref, a parcel by its SSCC or tracking number.

    Ids do as well. None when the books never heard of it; of several orders with one ref
    (of different channels) the newest.
    """
    with station.reading() as tables:
        if what is What.ORDER:
            found = tables.orders.order(OrderId(code)) or max(
                tables.orders.with_ref(code),
                key=lambda each: each.placed_at,
                default=None,
            )
            return Subject(what, found.order_id) if found else None
        if what is What.PARCEL:
            parcel = tables.parcels.named(code)
            return Subject(what, parcel.parcel_id) if parcel else None
        subject = Subject(what, code)
        return subject if tables.stories.about(subject, NO_END, 1) else None


def see_timeline(
    station: Station, subject: Subject, limit: int = 50, *, before: int = NO_END
) -> list[Entry]:
    """What happened to a subject, the newest first, with what was refused.

    Args:
        station: Whose books are read.
        subject: What it is told of.
        limit: How many entries, at most `MOST`.
        before: Only what is before the entry with this number.
    """
    with station.reading() as tables:
        numbers = tables.stories.about(subject, before, min(limit, MOST))
        op_ids = list(numbers.values())
        known = tables.stories.operations(op_ids)
        moved = _moved(tables, subject, op_ids)
        names = _Names(tables)
        entries = [
            _entry(number, known[op_id], names, moved.get(op_id, ()))
            for number, op_id in numbers.items()
            if op_id in known
        ]
        return _with_states(tables, subject, entries)


class _Names:
    """What people and stations are called; each is looked up once."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._people: dict[Badge, str] = {}
        self._stations: dict[StationId, str] = {}

    def person(self, badge: Badge) -> str:
        if badge and badge not in self._people:
            found = self._tables.people.person(badge)
            self._people[badge] = found.name if found else badge
        return self._people.get(badge, "")

    def station(self, station_id: StationId) -> str:
        if station_id not in self._stations:
            found = self._tables.people.stations.get(station_id=station_id)
            self._stations[station_id] = found.name if found else station_id
        return self._stations[station_id]


def _entry(
    number: int, row: OperationRow, names: _Names, moved: tuple[Moved, ...]
) -> Entry:
    entry = Entry(
        number=number,
        op_id=row.op_id,
        at=row.at,
        badge=row.badge,
        who=names.person(row.badge),
        station=names.station(row.station),
        kind=row.kind,
        body=row.body,
        fate=_fate(row),
        reason=row.reason,
        wanted="",
        got="",
        moved=moved,
    )
    noted = written(row.kind, row.body) if row.kind == "note_refusal" else None
    if not isinstance(noted, NoteRefusal):
        return entry
    return replace(
        entry,
        kind=noted.kind,
        body=noted.body,
        fate=Fate.REFUSED,
        reason=noted.reason,
        wanted=noted.wanted,
        got=noted.got,
    )


def _fate(row: OperationRow) -> Fate:
    if row.outcome != "discrepancy":
        return Fate(row.outcome)
    kind = BY_NAME.get(row.kind)
    is_recorded = kind and kind.is_fact and "~" not in row.op_id
    if is_recorded and written(row.kind, row.body):
        return Fate.DISCREPANCY
    return Fate.SET_ASIDE


def _moved(
    tables: Tables, subject: Subject, op_ids: list[OpId]
) -> Mapping[OpId, tuple[Moved, ...]]:
    """What each operation moved of the subject; serials of a lot are one movement here."""
    found: Iterable[Movement] = tables.stories.movements(op_ids, subject)
    if subject.what is What.ORDER:
        found = _of_order(tables, OrderId(subject.code), found)
    sums: dict[OpId, dict[Moved, int]] = {}
    for each in found:
        what = Moved(
            sku=each.sku, qty_each=0, source=each.source, target=each.target, lot=each.lot
        )
        of_op = sums.setdefault(each.op_id, {})
        of_op[what] = of_op.get(what, 0) + each.qty_each
    return {
        op_id: tuple(replace(what, qty_each=n) for what, n in of_op.items())
        for op_id, of_op in sums.items()
    }


def _of_order(
    tables: Tables, order_id: OrderId, moved: Iterable[Movement]
) -> Iterator[Movement]:
    """A lorry takes many orders' parcels: those of others are not this order's story."""
    own = {
        Subject(What.PARCEL, each.parcel_id).place
        for each in tables.parcels.of_order(order_id)
    }
    for each in moved:
        parcels = {p for p in (each.source, each.target) if p.startswith("PARCEL-")}
        if parcels <= own:
            yield each


def _with_states(tables: Tables, subject: Subject, entries: list[Entry]) -> list[Entry]:
    """The entries, each with the state it found its subject in and the one it left."""
    if not entries:
        return entries
    states = tables.stories.states(subject, [each.op_id for each in entries])
    was, is_picked = tables.stories.state_before(subject, entries[-1].number)
    was = _after_pick(was) if is_picked else was
    told: list[Entry] = []
    for each in reversed(entries):
        is_pick = each.kind == "confirm_pick" and each.fate is Fate.DONE
        picked = _after_pick(was) if is_pick and subject.what is What.ORDER else was
        state = states.get(each.op_id) or picked
        told.append(replace(each, was=was, state=state))
        was = state
    return told[::-1]


def _after_pick(was: str) -> str:
    """The state of an order after a pick, which tells nothing of itself."""
    return ORDER.get((OrderState(was), OrderEvent.PICK), was) if was else ""
