"""What the shared store does as time passes, so that nobody has to remember it."""

import asyncio
import logging
from datetime import date
from typing import Final

from app.engine.reordering import PlanReorder
from app.engine.reserving import ExpireReservations
from app.errors import DatabaseUnusable
from app.operations.running import do
from app.station import Station

log = logging.getLogger(__name__)

EVERY_S: Final = 60.0


class ByTheClock:
    """Does for one shared store what is due, and nothing when nothing is.

    Several processes of one store may: what the first one did is not due for the next.
    """

    def __init__(self, station: Station) -> None:
        self._station = station
        self._planned: date | None = None

    async def run(self) -> None:
        """Look every minute, until cancelled."""
        while True:
            try:
                await asyncio.to_thread(self.tick)
            except DatabaseUnusable as error:
                log.warning("%s", error)
            await asyncio.sleep(EVERY_S)

    def tick(self) -> None:
        """Let go of reservations that ran out; each day, plan reorder points anew.

        Raises:
            DatabaseUnusable: the disk is full or broken; the next tick does it.
        """
        now = self._station.now()
        with self._station.reading() as tables:
            is_any_over = bool(tables.orders.expired(now))
            is_any_bought = bool(tables.supplies.supplies.find("LIMIT 1"))
        if is_any_over:
            do(self._station, ExpireReservations())
        if is_any_bought and now.date() != self._planned:
            do(self._station, PlanReorder())
        self._planned = now.date()
