"""What is known of parcels after the packing table: on manifests, on the road, aside."""

from dataclasses import dataclass
from datetime import datetime

from app.database.tables import Tables
from app.engine.delivering import CarrierWord
from app.engine.names import ManifestId, OrderId, Sku, ToteCode
from app.engine.packing import Parcel
from app.engine.picking import tote_place
from app.engine.shipping import Manifest
from app.operations.packing import expected_weight_g
from app.operations.seeing_packing import place_among
from app.operations.seeing_work import item_name
from app.station import Station


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelGoods:
    """So many eaches of a SKU in a parcel."""

    sku: Sku
    name: str
    qty_each: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelView:
    """A parcel, what is in it, and what its carrier told of it, in order.

    It is `number` of `count`; a void one is 1 of 1. `expected_g` 0 means unknown.
    """

    parcel: Parcel
    number: int
    count: int
    goods: tuple[ParcelGoods, ...]
    expected_g: int
    events: tuple[CarrierWord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestPapers:
    """A manifest and its parcels, each with its order's ref. `at` is when it was read."""

    manifest: Manifest
    site_name: str
    ship_from: tuple[str, ...]
    parcels: tuple[tuple[Parcel, str], ...]
    at: datetime

    @property
    def weight_g(self) -> int:
        """What its parcels weigh, in all; those not weighed count nothing."""
        return sum(parcel.weight_g for parcel, _ in self.parcels)

    @property
    def unweighed(self) -> int:
        """How many of its parcels nobody weighed."""
        return sum(1 for parcel, _ in self.parcels if not parcel.weight_g)


@dataclass(frozen=True, slots=True, kw_only=True)
class HospitalTote:
    """A tote in the hospital: where, since when, and why."""

    tote: ToteCode
    order_ref: str
    place: str
    reason: str
    since: datetime
    eaches: int


def see_parcels(station: Station, order_id: OrderId) -> list[ParcelView]:
    """An order's parcels in the order they were opened, void ones included."""
    with station.reading() as tables:
        return [_view(tables, each) for each in tables.parcels.of_order(order_id)]


def see_manifest(station: Station, manifest_id: ManifestId) -> ManifestPapers | None:
    """One manifest with its parcels, open or gone; None when it is unknown."""
    with station.reading() as tables:
        manifest = tables.parcels.manifest(manifest_id)
        if manifest is None:
            return None
        parcels = tables.parcels.on(manifest_id)
        return ManifestPapers(
            manifest=manifest,
            site_name=tables.people.setting("name"),
            ship_from=tuple(tables.people.setting("ship_from").split("\n")),
            parcels=tuple((each, _ref(tables, each.order_id)) for each in parcels),
            at=station.now(),
        )


def see_hospital(station: Station) -> list[HospitalTote]:
    """The totes that wait for somebody to put them right, the longest first."""
    with station.reading() as tables:
        return [
            HospitalTote(
                tote=stay.tote,
                order_ref=_ref(tables, stay.order_id),
                place=stay.place,
                reason=stay.reason,
                since=stay.since,
                eaches=_eaches(tables, stay.tote),
            )
            for stay in tables.parcels.in_hospital()
        ]


def _view(tables: Tables, parcel: Parcel) -> ParcelView:
    number, count = place_among(tables, parcel)
    return ParcelView(
        parcel=parcel,
        number=number,
        count=count,
        goods=tuple(
            ParcelGoods(
                sku=line.sku, name=item_name(tables, line.sku), qty_each=line.qty_each
            )
            for line in tables.parcels.inside(parcel.parcel_id)
        ),
        expected_g=expected_weight_g(tables, parcel, parcel.carton),
        events=tuple(tables.parcels.words_of(parcel.parcel_id)),
    )


def _ref(tables: Tables, order_id: OrderId) -> str:
    order = tables.orders.order(order_id)
    return order.ref if order else ""


def _eaches(tables: Tables, tote: ToteCode) -> int:
    return sum(each.qty_each for each in tables.stock.inside(tote_place(tote)))
