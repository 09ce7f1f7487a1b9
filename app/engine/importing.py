"""What became of every row of a file: of orders, of a carrier's events, of SKUs."""

from dataclasses import dataclass
from enum import StrEnum

from app.engine.delivering import CarrierTold
from app.engine.names import Sku
from app.engine.orders import CancelQuantity, PlaceOrder
from app.engine.receiving import AddItem
from app.engine.reordering import SetSupply


class RowFate(StrEnum):
    """Where a row of the file went. Every row goes exactly one way."""

    IMPORTED = "imported"
    CHARGE = "charge"
    CANCELLATION = "cancellation"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the file: its line number there, its order, its fate, and why."""

    line: int
    ref: str
    fate: RowFate
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFile:
    """A whole file, understood: what is to be done, and every row accounted for.

    `orders` and `cancellations` are in the order they happened. The rows of one order are
    those in `rows` with its ref and the fate IMPORTED.
    """

    name: str
    digest: str
    format: str
    orders: tuple[PlaceOrder, ...]
    cancellations: tuple[CancelQuantity, ...]
    rows: tuple[Row, ...]


class EventFate(StrEnum):
    """Where a row of a carrier's file went. Every row goes exactly one way."""

    NOTED = "noted"
    KNOWN = "known"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """One row of a carrier's file: its line there, its parcel, what it tells, or why not."""

    line: int
    parcel: str
    told: CarrierTold | None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFile:
    """A carrier's whole file, understood: every row with what it tells, in file order."""

    name: str
    digest: str
    format: str
    rows: tuple[EventRow, ...]


class ItemFate(StrEnum):
    """Where a row about a SKU went. Every row goes exactly one way."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """One row about a SKU: its line in the file, what it says, or why not."""

    line: int
    sku: Sku
    item: AddItem | SetSupply | None = None
    fate: ItemFate = ItemFate.REFUSED
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFile:
    """A whole catalogue, or how its SKUs are bought: every row with what it says, in order."""

    name: str
    digest: str
    format: str
    rows: tuple[ItemRow, ...]
