"""What an operation did something with, kept beside it so that its story can be told."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import msgspec

from app.database.books import OperationRow
from app.database.tables import Tables
from app.engine.names import (
    CountId,
    ListId,
    OrderId,
    ParcelId,
    PutBackId,
    ReplenishId,
    ReturnId,
    Sscc,
    TaskId,
)
from app.engine.permits import NoteRefusal
from app.engine.picking import ConfirmPick
from app.engine.releasing import SHARED_WALKS
from app.engine.subjects import Subject, What, codes_in, is_code, named_in
from app.operations.following import orders_on
from app.operations.kinds import BY_NAME, Command
from app.station import Station
from app.sync.protocol import Envelope, Outcome

AT_ONCE: Final = 5_000
"""Old operations told in one transaction: others wait for it."""


def mention(
    tables: Tables, envelope: Envelope, outcome: Outcome, command: Command | None
) -> None:
    """Keep what an operation did something with, as far as the ledger does not tell.

    What was done tells of itself by the rows it wrote. What was refused wrote none, so the
    ids it names are looked up. A pick that went well is told by the ledger alone: nothing
    is done as often, and it takes no statement more.
    """
    is_done = outcome.outcome == "done"
    if is_done and isinstance(command, ConfirmPick):
        return
    command = command or written(envelope.kind, envelope.body)
    if isinstance(command, NoteRefusal):
        command, is_done = written(command.kind, command.body), False
    told = dict.fromkeys(named_in(command), "") if command else {}
    if command and not is_done:
        told |= dict.fromkeys(_behind(tables, command), "")
    if command and is_done:
        told |= dict.fromkeys(_aboard(tables, command), "")
    told |= tables.stamp.told
    moved = tables.stamp.moved
    is_in_ledger = {each: (each.place or each.code) in moved for each in told}
    tables.stories.mention(
        outcome.op_id,
        {
            each: state
            for each, state in told.items()
            if is_code(each.code) and (state or not is_in_ledger[each])
        },
    )


def _aboard(tables: Tables, command: Command) -> Iterator[Subject]:
    """The orders on a walk, or at a stop, for several of them that a command names."""
    for hint, code in codes_in(command):
        walk = tables.work.list_(ListId(code)) if hint is ListId else None
        if walk and walk.method in SHARED_WALKS:
            yield from (Subject(What.ORDER, each) for each in orders_on(tables, walk))
        task = tables.work.task(TaskId(code)) if hint is TaskId else None
        for share in tables.work.shares_of(task) if task else ():
            yield Subject(What.ORDER, share.order_id)


def tell_the_past(station: Station) -> int:
    """Mention what was done before these books knew stories; say how much that was.

    Of an old operation only what its words name is known, not what rows it wrote, and in
    which state it left them. It is done once, the newest first, and goes on where it was
    interrupted. A million operations take some minutes.
    """
    told = 0
    with station.reading() as tables:
        first = tables.stories.first()
    while True:
        with station.writing() as tables:
            rows = tables.stories.before(first, AT_ONCE)
            for seq, row in rows.items():
                tables.stamp.begin(seq)
                tables.stories.mention(row.op_id, dict.fromkeys(_past(tables, row), ""))
                first = seq
        if not rows:
            return told
        told += len(rows)


def _past(tables: Tables, row: OperationRow) -> set[Subject]:
    command = written(row.kind, row.body)
    if isinstance(command, NoteRefusal):
        command = written(command.kind, command.body)
    if command is None or (row.outcome == "done" and isinstance(command, ConfirmPick)):
        return set()
    made = (
        tables.orders.order(OrderId(row.op_id)),
        tables.parcels.parcel(ParcelId(row.op_id)),
    )
    named = [named_in(each) for each in (command, *made) if each]
    return {*_behind(tables, command), *(each for every in named for each in every)}


def written(kind: str, body: str) -> Command | None:
    """A command from its operation; None when nobody here can read it."""
    known = BY_NAME.get(kind)
    try:
        return known and msgspec.json.decode(body, type=known.command)
    except (ValueError, RecursionError):
        return None


def _behind(tables: Tables, command: Command) -> Iterator[Subject]:
    """What the ids in a command stand for."""
    for hint, code in codes_in(command):
        find = _FINDS.get(hint)
        row = find(tables, code) if find and is_code(code) else None
        if row is not None:
            yield from named_in(row)
    channel: str | None = getattr(command, "channel", None)
    ref: str = getattr(command, "ref", "") or getattr(command, "order_ref", "")
    if channel is not None and is_code(channel + ref):
        for order in tables.orders.with_ref(ref, channel):
            yield Subject(What.ORDER, order.order_id)


_FINDS: Final[Mapping[Any, Callable[[Tables, Any], object | None]]] = {
    ListId: lambda tables, code: tables.work.list_(code),
    TaskId: lambda tables, code: tables.work.task(code),
    ParcelId: lambda tables, code: tables.parcels.parcel(code),
    Sscc: lambda tables, code: tables.parcels.with_sscc(code),
    PutBackId: lambda tables, code: tables.work.put_backs.get(put_back_id=code),
    ReturnId: lambda tables, code: tables.returns.given(code),
    CountId: lambda tables, code: tables.keeping.count(code),
    ReplenishId: lambda tables, code: tables.keeping.fetch(code),
}
