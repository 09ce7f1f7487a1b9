"""What an operation knows of the moment it is done in."""

from dataclasses import dataclass
from datetime import datetime

from app.engine.names import Badge, OpId, StationId
from app.engine.picking import Claimer


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """One operation being done: its id, who does it, where, and when by their clock."""

    op_id: OpId
    station: StationId
    station_seq: int
    badge: Badge
    at: datetime

    @property
    def claimer(self) -> Claimer:
        """The same person, as somebody who claims work."""
        return Claimer(station=self.station, badge=self.badge, at=self.at)
