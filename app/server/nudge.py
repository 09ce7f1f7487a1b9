"""Waking those who wait for the site to change: "the site is at 4712", and no data."""

import asyncio
import logging
from collections.abc import Callable

from app.errors import DatabaseUnusable
from app.station import Changed, Station

log = logging.getLogger(__name__)

WATCH_EVERY_S = 0.5


class Nudge:
    """Tells waiting requests, on the event loop, that something was committed.

    Commits of this process arrive at once. Another process on the same books (an import on
    the command line) is noticed by its sequence number, twice a second, or by the station
    when it writes next.
    """

    def __init__(self, station: Station) -> None:
        self._station = station
        self._waiting: set[asyncio.Future[None]] = set()
        self._seen = -1
        self._stop: Callable[[], None] | None = None
        self._watch: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to listen; call on the event loop."""
        loop = asyncio.get_running_loop()
        self._seen = self.seq()

        def wake(_changed: Changed) -> None:
            loop.call_soon_threadsafe(self._wake)

        self._stop = self._station.subscribe(wake)
        self._watch = asyncio.create_task(self._watch_other_processes())

    def stop(self) -> None:
        """Stop listening and let everybody go. Stopping twice is the same as once."""
        if self._stop:
            self._stop()
            self._stop = None
        if self._watch:
            self._watch.cancel()
        self._wake()

    def seq(self) -> int:
        """The site's sequence number now."""
        with self._station.reading() as tables:
            return tables.seq()

    async def past(self, after: int, wait_s: float) -> int:
        """Wait until the site is past a number, or for `wait_s`; say where it is."""
        loop = asyncio.get_running_loop()
        until = loop.time() + wait_s
        while (seq := self.seq()) <= after and (left := until - loop.time()) > 0:
            future = loop.create_future()
            self._waiting.add(future)
            await asyncio.wait((future,), timeout=left)
            self._waiting.discard(future)
            if self._stop is None:
                break
        return seq

    def _wake(self) -> None:
        self._seen = self.seq()
        for future in self._waiting:
            if not future.done():
                future.set_result(None)

    async def _watch_other_processes(self) -> None:
        while True:
            await asyncio.sleep(WATCH_EVERY_S)
            try:
                seq = self.seq()
            except DatabaseUnusable as error:
                # Whoever does something hears of it; to watch, later is soon enough.
                log.warning("%s", error)
                continue
            if seq > self._seen:
                self._seen = seq
                self._station.tell(Changed.EVERYTHING)
