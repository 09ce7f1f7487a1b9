"""What the packer's kiosk shows."""

from dataclasses import dataclass
from datetime import datetime

from app.database.tables import Tables
from app.engine.names import ParcelId, Place, Sku, Sscc, ToteCode
from app.engine.orders import Order, OrderLine
from app.engine.packing import Parcel, ParcelLine, expected_weight_g
from app.engine.picking import Tote
from app.engine.shipping import Manifest
from app.engine.task_states import OrderState, ParcelState, ToteState
from app.operations import putting_back
from app.operations.completing import other_totes
from app.operations.seeing_work import item_ean, item_name
from app.station import Station


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """One SKU on the packing table: how much the tote brought, how much is verified."""

    sku: Sku
    name: str
    ean: str
    qty_each: int
    packed_each: int
    weight_g: int

    @property
    def left_each(self) -> int:
        """What still has to be scanned, in eaches."""
        return self.qty_each - self.packed_each


@dataclass(frozen=True, slots=True, kw_only=True)
class PackingJob:
    """The order in a tote on the packing table, and the parcel it goes into now.

    `weight_g` is what everything in tote and parcel should weigh; 0 means unknown, for an
    item was never weighed. `other_totes` hold goods of the same order, and go into parcels
    of their own.
    """

    tote: Tote
    order: Order
    parcel: Parcel
    goods: tuple[Goods, ...]
    backordered_each: int
    weight_g: int
    other_totes: tuple[ToteCode, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ParcelPapers:
    """What a parcel's label and packing slip say: it is `number` of `count`."""

    parcel: Parcel
    order: Order
    number: int
    count: int
    site_name: str
    ship_from: tuple[str, ...]
    lines: tuple[tuple[OrderLine, int], ...]
    """Every line of the order, and how many eaches of it are in this parcel."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestView:
    """A carrier's parcels: those on the manifest that leaves next, those not scanned yet.

    `later` are loaded already and leave with a manifest after it: the next one's cut-off
    has passed. Each parcel comes with its order's ref.
    """

    carrier: str
    manifest: Manifest | None
    loaded: tuple[tuple[Parcel, str], ...]
    waiting: tuple[tuple[Parcel, str], ...]
    later: tuple[tuple[Parcel, str], ...] = ()

    @property
    def weight_g(self) -> int:
        """What the parcels that leave next weigh, in all; those not weighed count nothing."""
        return sum(parcel.weight_g for parcel, _ in self.loaded)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingTote:
    """A tote that stands at packing."""

    tote: ToteCode
    order_ref: str
    stands_at: str
    ship_by: datetime
    state: ToteState


def see_packing_job(station: Station, tote_code: ToteCode) -> PackingJob | None:
    """The job open for a tote, or None when it has no open parcel."""
    with station.reading() as tables:
        parcel = tables.parcels.open_for(tote_code)
        order = parcel and tables.orders.order(parcel.order_id)
        if parcel is None or order is None:
            return None
        return _job(tables, tables.work.tote(tote_code), order, parcel)


def see_parcel(station: Station, parcel_id: ParcelId) -> Parcel | None:
    """One parcel."""
    with station.reading() as tables:
        return tables.parcels.parcel(parcel_id)


def see_parcel_by_sscc(station: Station, sscc: Sscc) -> Parcel | None:
    """The parcel that wears this SSCC."""
    with station.reading() as tables:
        return tables.parcels.with_sscc(sscc)


def see_totes_to_pack(station: Station) -> list[WaitingTote]:
    """The totes at packing, most urgent first."""
    with station.reading() as tables:
        totes = tables.work.totes.find("AND state IN ('staged', 'packing')")
        found = [(tote, tables.orders.order(tote.order_id)) for tote in totes]
    waiting = [
        WaitingTote(
            tote=tote.tote,
            order_ref=order.ref,
            stands_at=tote.stands_at,
            ship_by=order.ship_by,
            state=tote.state,
        )
        for tote, order in found
        if order and _is_to_pack(tote, order)
    ]
    return sorted(waiting, key=lambda each: (each.ship_by, each.tote))


def _is_to_pack(tote: Tote, order: Order) -> bool:
    """Whether a tote holds something to pack, and not only goods that go back."""
    if not tote.stands_at.startswith("DROP-PACK"):
        return False
    return order.state in (OrderState.PICKED, OrderState.PACKING)


def see_unlabelled(station: Station) -> list[Parcel]:
    """Parcels that are closed and whose label nobody has scanned yet."""
    with station.reading() as tables:
        return tables.parcels.parcels.find("AND state = 'closed' ORDER BY parcel_id")


def see_papers(station: Station, parcel_id: ParcelId) -> ParcelPapers | None:
    """What to print for a parcel, or None when it is unknown."""
    with station.reading() as tables:
        parcel = tables.parcels.parcel(parcel_id)
        order = parcel and tables.orders.order(parcel.order_id)
        if parcel is None or order is None:
            return None
        inside = {each.line_no: each for each in tables.parcels.inside(parcel_id)}
        number, count = place_among(tables, parcel)
        return ParcelPapers(
            parcel=parcel,
            order=order,
            number=number,
            count=count,
            site_name=tables.people.setting("name"),
            ship_from=tuple(tables.people.setting("ship_from").split("\n")),
            lines=tuple(
                (line, _qty(inside.get(line.line_no)))
                for line in tables.orders.lines_of(order.order_id)
            ),
        )


def see_carriers(station: Station) -> list[ManifestView]:
    """Every carrier with parcels that are labelled or loaded and not handed over."""
    with station.reading() as tables:
        parcels = tables.parcels.parcels.find(
            "AND state IN ('labelled', 'manifested') ORDER BY sscc"
        )
        carriers = sorted({parcel.carrier for parcel in parcels})
        return [_manifest_view(tables, carrier, parcels) for carrier in carriers]


def place_among(tables: Tables, parcel: Parcel) -> tuple[int, int]:
    """Which of an order's parcels this is, and of how many; void ones are not counted."""
    live = [
        each.parcel_id
        for each in tables.parcels.of_order(parcel.order_id)
        if each.state is not ParcelState.VOID
    ]
    if parcel.parcel_id not in live:
        return 1, 1
    return live.index(parcel.parcel_id) + 1, len(live)


def _qty(line: ParcelLine | None) -> int:
    return line.qty_each if line else 0


def _manifest_view(tables: Tables, carrier: str, parcels: list[Parcel]) -> ManifestView:
    own = [parcel for parcel in parcels if parcel.carrier == carrier]
    manifested = [each for each in own if each.state is ParcelState.MANIFESTED]
    used = {each.manifest_id for each in manifested}
    still_open = tables.parcels.open_manifests(carrier)
    first = next((each for each in still_open if each.manifest_id in used), None)
    manifest = first or (still_open[-1] if still_open else None)

    def with_ref(some: list[Parcel]) -> tuple[tuple[Parcel, str], ...]:
        return tuple((parcel, _ref(tables, parcel)) for parcel in some)

    def is_next(parcel: Parcel) -> bool:
        return manifest is not None and parcel.manifest_id == manifest.manifest_id

    return ManifestView(
        carrier=carrier,
        manifest=manifest,
        loaded=with_ref([each for each in manifested if is_next(each)]),
        waiting=with_ref([each for each in own if each.state is ParcelState.LABELLED]),
        later=with_ref([each for each in manifested if not is_next(each)]),
    )


def _ref(tables: Tables, parcel: Parcel) -> str:
    order = tables.orders.order(parcel.order_id)
    return order.ref if order else ""


def _job(tables: Tables, tote: Tote, order: Order, parcel: Parcel) -> PackingJob:
    in_tote = putting_back.to_verify(tables, Place(tote.tote))
    packed: dict[Sku, int] = {}
    for line in tables.parcels.inside(parcel.parcel_id):
        packed[line.sku] = packed.get(line.sku, 0) + line.qty_each
    goods = tuple(
        _goods(tables, sku, in_tote.get(sku, 0), packed.get(sku, 0))
        for sku in sorted({*in_tote, *packed})
    )
    return PackingJob(
        tote=tote,
        order=order,
        parcel=parcel,
        goods=goods,
        backordered_each=sum(
            line.backordered_each for line in tables.orders.lines_of(order.order_id)
        ),
        weight_g=expected_weight_g((each.qty_each, each.weight_g) for each in goods),
        other_totes=other_totes(tables, tote),
    )


def _goods(tables: Tables, sku: Sku, in_tote: int, packed: int) -> Goods:
    item = tables.items.item(sku)
    return Goods(
        sku=sku,
        name=item_name(tables, sku),
        ean=item_ean(tables, sku),
        qty_each=in_tote + packed,
        packed_each=packed,
        weight_g=item.weight_g if item else 0,
    )
