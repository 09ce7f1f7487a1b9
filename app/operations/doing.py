"""What an operation knows of the moment it is done in."""

from dataclasses import dataclass
from datetime import datetime

from app.engine.names import NO_SERIAL, Badge, OpId, Place, StationId
from app.engine.picking import Claimer
from app.engine.stock import Eaches, Movement


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """One operation being done: its id, who does it, where, and when by their clock.

    `now` is the clock of whoever writes it into the books. Claims are counted by it: a
    handheld whose clock is wrong must neither take nor keep work by that.
    """

    op_id: OpId
    station: StationId
    station_seq: int
    badge: Badge
    at: datetime
    now: datetime

    @property
    def claimer(self) -> Claimer:
        """The same person, as somebody who claims work."""
        return Claimer(station=self.station, badge=self.badge, at=self.now)

    def moves(
        self, goods: Eaches, source: Place, target: Place, *, after: int = 0
    ) -> list[Movement]:
        """The movements of goods from place to place; `after` so many of this operation.

        Nothing to move is no movement. Each serial is a movement of its own.
        """
        parts = [(1, serial) for serial in goods.serials] or [(goods.qty_each, NO_SERIAL)]
        return [
            Movement(
                op_id=self.op_id,
                n=n,
                sku=goods.sku,
                qty_each=qty_each,
                source=source,
                target=target,
                at=self.at,
                lot=goods.lot,
                serial=serial,
            )
            for n, (qty_each, serial) in enumerate(parts, start=after + 1)
            if qty_each
        ]
