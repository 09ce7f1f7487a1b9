"""What sales channels are told can be sold: one number for each SKU, a kit's from its parts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.engine.names import Sku


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """How many eaches of a SKU channels were told they can sell, and since when.

    A SKU without one was never there: 0.
    """

    sku: Sku
    available_each: int
    changed_at: datetime


def offered_each(available_each: int) -> int:
    """What a channel can sell of what is available: never less than none."""
    return max(0, available_each)


def kits_each(parts: Iterable[tuple[int, int]]) -> int:
    """How many kits can be sold; `parts` says what is available and what one kit takes.

    Kits of one site share their parts: the number of each is true until another is sold.
    """
    return min(offered_each(available) // takes for available, takes in parts)
