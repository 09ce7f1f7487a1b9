"""What a packing table is told about totes and goods that others had before it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.engine.names import Badge, Sku, ToteCode
from app.engine.task_states import ParcelState
from app.operations.seeing_work import item_ean, item_name
from app.station import Station


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedItem:
    """An item as a person recognises it."""

    sku: Sku
    name: str
    ean: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableUse:
    """Who packed out of a tote last, and when."""

    badge: Badge
    name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedFrom:
    """The order a tote was emptied into a parcel for."""

    order_ref: str
    is_label_awaited: bool


# Only what was done since the open parcel was begun is looked through; its id is that of
# the operation that began it.
_LAST_AT: Final = """
SELECT op.* FROM operation AS op
WHERE op.site_id = :site_id
  AND op.seq >= (SELECT begun.seq FROM operation AS begun
    WHERE begun.site_id = :site_id AND begun.op_id = :parcel_id)
  AND op.kind IN ('start_packing', 'pack_item') AND op.body LIKE :tote
ORDER BY op.seq DESC, op.station_seq DESC
"""


def see_named_item(station: Station, sku: Sku) -> NamedItem | None:
    """An item's name and barcode, or None when the catalogue does not have it."""
    with station.reading() as tables:
        if tables.items.item(sku) is None:
            return None
        return NamedItem(sku=sku, name=item_name(tables, sku), ean=item_ean(tables, sku))


def see_last_at(station: Station, tote: ToteCode) -> TableUse | None:
    """Who last packed out of a tote that is on a table, or None when it is on none."""
    with station.reading() as tables:
        parcel = tables.parcels.open_for(tote)
        if parcel is None:
            return None
        found = tables.books.operations.select(
            f"{_LAST_AT} LIMIT 1", parcel_id=parcel.parcel_id, tote=f'%"{tote}"%'
        )
        if not found or not found[0].badge:
            return None
        last = found[0]
        person = tables.people.person(last.badge)
    return TableUse(
        badge=last.badge, name=person.name if person else last.badge, at=last.at
    )


def see_packed_from(station: Station, tote: ToteCode) -> PackedFrom | None:
    """The order that was packed out of a tote last, or None when there was none."""
    with station.reading() as tables:
        parcels = tables.parcels.parcels.find(
            "AND tote = :tote AND state NOT IN ('open', 'void') ORDER BY seq DESC LIMIT 1",
            tote=tote,
        )
        order = tables.orders.order(parcels[0].order_id) if parcels else None
    if order is None:
        return None
    awaited = parcels[0].state is ParcelState.CLOSED
    return PackedFrom(order_ref=order.ref, is_label_awaited=awaited)
