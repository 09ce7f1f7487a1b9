"""When an order has to be on the lorry."""

from datetime import UTC, datetime, time, timedelta
from typing import Final

CUT_OFF: Final = time(17, 0, tzinfo=UTC)
"""When the carriers' lorries leave, on working days."""

_WORKING_DAYS: Final = range(5)


def ship_by(placed_at: datetime) -> datetime:
    """The next time a lorry leaves: today at 17:00 UTC, or on the next working day.

    Monday to Friday are working days; public holidays are not known here.
    """
    leaves = datetime.combine(placed_at.date(), CUT_OFF)
    while leaves <= placed_at or leaves.weekday() not in _WORKING_DAYS:
        leaves += timedelta(days=1)
    return leaves
