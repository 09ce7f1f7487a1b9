"""Keeping a station and the shared store in step: push, pull, rebase.

Rebase is ROLLBACK: what this station did since the last pull lives in the open transaction
of its replica. News arrives: roll back, apply the store's rows, commit, begin, and do the
waiting operations again on top. A crash does the rollback by itself.
"""

import asyncio
import logging
import random
from typing import Final

from app.database import replicas
from app.database.migrating import schema_digest
from app.database.tables import NOTHING_YET
from app.engine.names import OpId
from app.errors import StoreUnreachable, WarehouseError
from app.operations.running import NO_OP
from app.operations.taking_in import replay
from app.station import Changed, Station
from app.sync.client import StoreClient
from app.sync.outbox import Outbox
from app.sync.protocol import MOST_BYTES, MOST_OPERATIONS, Envelope, Pulled

log = logging.getLogger(__name__)

NEWS_WAIT_S: Final = 25.0
FIRST_WAIT_S: Final = 0.5
LONGEST_WAIT_S: Final = 30.0


def resume(station: Station) -> None:
    """Do the waiting operations again after a start: the open transaction was lost."""
    outbox = _outbox(station)
    station.redo = lambda: _redo(station, outbox)
    with station.lock:
        station.tables.db.rollback()
        _mark_arrived(station, outbox)
        station.tables.db.begin()
        _redo(station, outbox)


def rebase(station: Station, pulled: Pulled) -> None:
    """Make the replica what the shared store said, with our waiting work on top.

    Raises:
        StoreUnreachable: the rows are from another Zonewise; the replica is as before.
    """
    outbox, tables = _outbox(station), station.tables
    with station.lock:
        tables.db.rollback()
        try:
            if pulled.schema != schema_digest():
                raise StoreUnreachable(
                    "The shared store runs another version of Zonewise. This station goes "
                    "on recording and keeps its work; update it to see news."
                )
            with tables.db.transaction():
                replicas.apply(tables, pulled.changes, epoch=pulled.epoch, seq=pulled.seq)
            _mark_arrived(station, outbox)
        finally:
            tables.db.begin()
            _redo(station, outbox)
    station.tell(Changed.EVERYTHING)


def _mark_arrived(station: Station, outbox: Outbox) -> None:
    """Call while nothing of ours is on top of what the shared store said."""
    books = station.tables.books
    known = [e.op_id for e in outbox.waiting() if books.operation(e.op_id)]
    if known:
        outbox.arrived(known, station.now())


def _redo(station: Station, outbox: Outbox) -> None:
    for envelope in outbox.waiting():
        replay(station.tables, envelope, station.now())


class Syncer:
    """Exchanges with the shared store, now and whenever there is news."""

    def __init__(self, station: Station, client: StoreClient, name: str) -> None:
        self._station, self._client, self._name = station, client, name
        self._outbox = _outbox(station)
        self._one_at_a_time = asyncio.Lock()
        self._cursor, self._last_op_id = _committed(station)
        self._epoch = self._outbox.remembered("epoch")
        self._is_stuck = False
        """The shared store took nothing of what waits: asking again at once is no use."""
        self._something_waits = asyncio.Event()

    async def exchange(self) -> bool:
        """Push what waits and pull what changed; say whether the shared store answered."""
        async with self._one_at_a_time:
            try:
                await self._join()
                await self._push()
                await self._pull()
            except StoreUnreachable as error:
                log.info("%s", error)
                self._station.heard(is_connected=False)
                return False
            except Exception:
                # A full disk, a newer store's rows: the next try may do better.
                log.exception("this station and the shared store did not get in step")
                self._station.heard(is_connected=False)
                return False
        self._station.heard(is_connected=True)
        return True

    async def run(self) -> None:
        """Exchange for ever: at once when something was done here or there is news.

        While the shared store is away the pause grows to half a minute, with jitter, so
        that a floor of handhelds does not return in one step.
        """
        loop = asyncio.get_running_loop()

        def wake(_changed: Changed) -> None:
            loop.call_soon_threadsafe(self._something_waits.set)

        unsubscribe = self._station.subscribe(wake)
        pause_s = FIRST_WAIT_S
        try:
            while True:
                if await self.exchange() and not self._is_stuck:
                    pause_s = FIRST_WAIT_S
                    await self._wait_for_news()
                else:
                    await asyncio.sleep(pause_s * random.uniform(0.5, 1.5))
                    pause_s = min(LONGEST_WAIT_S, pause_s * 2)
        finally:
            unsubscribe()

    async def _wait_for_news(self) -> None:
        """Until the store has news, or something was done here that it does not know."""
        if await asyncio.to_thread(self._outbox_waits):
            return
        self._something_waits.clear()
        news = asyncio.create_task(self._news())
        done_here = asyncio.create_task(self._done_here())
        _, pending = await asyncio.wait(
            (news, done_here), return_when=asyncio.FIRST_COMPLETED
        )
        for task in pending:
            task.cancel()

    async def _news(self) -> None:
        try:
            await self._client.news(self._cursor, NEWS_WAIT_S)
        except WarehouseError as error:
            log.info("%s", error)

    async def _done_here(self) -> None:
        while not self._outbox_waits():
            self._something_waits.clear()
            await self._something_waits.wait()

    def _outbox_waits(self) -> bool:
        with self._station.lock:
            return self._outbox.count() > 0

    async def _join(self) -> None:
        joined = await self._client.join(self._station.station_id, self._name)
        self._station.number = joined.number
        if joined.epoch != self._epoch:
            self._start_over(joined.epoch)

    def _start_over(self, epoch: str) -> None:
        """Another life of the shared store: fetch it all, and send what it may not know."""
        station = self._station
        with station.lock:
            station.tables.db.rollback()
            with station.tables.db.transaction():
                replicas.forget(station.tables)
            if self._epoch:
                self._outbox.send_again()
            self._outbox.remember("epoch", epoch)
            station.tables.db.begin()
            _redo(station, self._outbox)
        self._epoch, self._cursor, self._last_op_id = epoch, NOTHING_YET, NO_OP

    async def _push(self) -> None:
        with self._station.lock:
            waiting, first = self._outbox.waiting(), self._outbox.first_seq()
        self._is_stuck = False
        while waiting and not self._is_stuck:
            pushed = await self._client.push(_batch(waiting), first)
            waiting = waiting[len(pushed.outcomes) :]
            self._is_stuck = not pushed.outcomes

    async def _pull(self) -> None:
        pulled = await self._client.pull(self._cursor, self._last_op_id)
        if pulled.epoch != self._epoch:
            raise StoreUnreachable("The shared store was restored meanwhile.")
        if pulled.is_other_history:
            self._start_over(self._epoch)
            pulled = await self._client.pull(self._cursor, self._last_op_id)
        if pulled.seq > self._cursor:
            rebase(self._station, pulled)
            self._cursor = pulled.seq
            self._last_op_id = _last_op_id(pulled) or self._last_op_id


def _batch(waiting: list[Envelope]) -> list[Envelope]:
    batch: list[Envelope] = []
    room = MOST_BYTES // 2
    for envelope in waiting[:MOST_OPERATIONS]:
        room -= len(envelope.body) + 400
        if batch and room < 0:
            break
        batch.append(envelope)
    return batch


def _committed(station: Station) -> tuple[int, OpId]:
    """Where the replica was when it was last in step, without what is on top of it."""
    with station.lock:
        station.tables.db.rollback()
        seq, op_id = station.tables.seq(), station.tables.books.last_op_id()
        station.tables.db.begin()
        _redo(station, _outbox(station))
    return seq, op_id


def _last_op_id(pulled: Pulled) -> OpId:
    """The last operation among rows: it says which history they are of."""
    columns, rows = pulled.changes.get("operation", ([], []))
    return OpId(str(rows[-1][columns.index("op_id")])) if rows else NO_OP


def _outbox(station: Station) -> Outbox:
    assert station.outbox is not None, "the shared store does not sync with itself"
    return station.outbox
