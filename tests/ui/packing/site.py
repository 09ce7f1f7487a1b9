"""A small site with totes standing at packing."""

from dataclasses import dataclass
from datetime import UTC, datetime

from app.engine import orders, packing, picking, receiving, releasing, site
from app.engine.items import TradeCode
from app.engine.names import (
    NOBODY,
    PACKING_DROP,
    Badge,
    BinCode,
    DropCode,
    ListId,
    ParcelId,
    Sku,
    Sscc,
    ToteCode,
    ZoneCode,
)
from app.engine.refusals import Done
from app.operations.kinds import Command
from app.operations.running import do
from app.operations.seeing_packing import see_packing_job
from app.operations.seeing_work import see_walk
from app.station import Station, open_store

PIA = Badge("BADGE-0003")
TOM = Badge("BADGE-0004")
PICKER = Badge("BADGE-0001")
DAY = datetime(2010, 12, 6, 9, tzinfo=UTC)

TEA_EAN, MUG_EAN, LAMP_EAN = "2900000000018", "2900000000025", "2900000000032"
TEA_CASE = "2900000000049"

Lines = tuple[tuple[str, int], ...]


@dataclass
class Site:
    """An open store and what tests do to it before a packer comes."""

    station: Station

    def done(self, command: Command, badge: Badge = PICKER) -> Done:
        """Do it; tests set up only what is allowed."""
        verdict = do(self.station, command, badge=badge)
        assert isinstance(verdict, Done), verdict
        return verdict

    def item(self, sku: str, name: str, *codes: tuple[str, int], weight_g: int) -> None:
        """Put an item into the catalogue, and plenty of it into a bin."""
        self.done(
            receiving.AddItem(
                sku=Sku(sku),
                name=name,
                weight_g=weight_g,
                barcodes=tuple(TradeCode(*each) for each in codes),
            ),
            NOBODY,
        )

    def stock(self, sku: str, bin_code: str, qty_each: int) -> None:
        """Receive goods."""
        self.done(
            receiving.ReceiveStock(
                sku=Sku(sku), bin_code=BinCode(bin_code), qty_each=qty_each
            ),
            NOBODY,
        )

    def order(self, ref: str, lines: Lines, carrier: str = "Royal Mail") -> None:
        """Place and release an order."""
        self.done(
            orders.PlaceOrder(
                channel="shop",
                ref=ref,
                customer="12345",
                ship_to=("Ada Lovelace", "12 St James's Square", "London"),
                placed_at=DAY,
                ship_by=DAY.replace(hour=17),
                carrier=carrier,
                service="Tracked 48",
                payment=orders.Payment.PAID,
                lines=tuple(
                    orders.AskedLine(sku=Sku(sku), name=f"{sku} name", qty_each=qty_each)
                    for sku, qty_each in lines
                ),
            ),
            NOBODY,
        )
        order = self.station.tables.orders.by_ref("shop", ref)
        assert order
        self.done(releasing.ReleaseOrders(order_ids=(order.order_id,)), NOBODY)

    def pick(self, tote: str, drop: DropCode = PACKING_DROP) -> None:
        """Pick the next walk of zone A into a tote and set it down."""
        self.done(picking.ClaimWork(zone=ZoneCode("A")))
        walk = see_walk(self.station, PICKER)
        assert walk
        list_id = ListId(walk.pick_list.list_id)
        self.done(picking.AssignTote(list_id=list_id, tote=ToteCode(tote)))
        for stop in walk.open_stops:
            self.done(
                picking.ConfirmPick(
                    task_id=stop.task.task_id,
                    bin_code=stop.task.bin_code,
                    sku=stop.task.sku,
                    qty_each=stop.task.qty_each,
                    tote=ToteCode(tote),
                )
            )
        self.done(picking.HandOnTote(list_id=list_id, drop=drop))

    def pack(self, tote: str) -> Sscc:
        """Verify and close everything in a tote; the label is not scanned yet."""
        done = self.done(packing.StartPacking(tote=ToteCode(tote)), PIA)
        job = see_packing_job(self.station, ToteCode(tote))
        assert job
        for goods in job.goods:
            self.done(
                packing.PackItem(
                    tote=ToteCode(tote), sku=goods.sku, qty_each=goods.left_each
                ),
                PIA,
            )
        parcel_id = ParcelId(str(done.values["parcel"]))
        taped = packing.CloseParcel(parcel_id=parcel_id, weight_g=job.weight_g)
        closed = self.done(taped, PIA)
        return Sscc(str(closed.values["sscc"]))

    def pack_and_label(self, tote: str) -> Sscc:
        """A parcel ready to be loaded."""
        sscc = self.pack(tote)
        parcel = self.station.tables.parcels.with_sscc(sscc)
        assert parcel
        self.done(packing.ConfirmLabel(parcel_id=parcel.parcel_id, sscc=sscc), PIA)
        return sscc


def small_site() -> Site:
    """Three items, two orders in totes at packing; the first is 48 teas and 2 mugs."""
    here = Site(open_store(None))
    here.done(
        site.SetUpSite(name="Mill Lane", ship_from=("Mill Lane", "Leeds"), floor=""),
        NOBODY,
    )
    for badge, name, role in (
        (PICKER, "Ana", site.Role.PICKER),
        (PIA, "Pia", site.Role.PACKER),
        (TOM, "Tom", site.Role.PACKER),
    ):
        here.done(site.AddPerson(badge=badge, name=name, role=role), NOBODY)
    here.item("TEA", "Breakfast tea, 80 bags", (TEA_EAN, 1), (TEA_CASE, 12), weight_g=250)
    here.item("MUG", "Red spotty mug", (MUG_EAN, 1), weight_g=310)
    here.item("LAMP", "Reading lamp", (LAMP_EAN, 1), weight_g=900)
    here.stock("TEA", "A-01-1-A", 60)
    here.stock("MUG", "A-01-2-A", 5)
    here.stock("LAMP", "A-01-3-A", 5)
    here.order("536365", (("TEA", 48), ("MUG", 2)))
    here.pick("TOTE-0001")
    here.order("536366", (("LAMP", 1),), carrier="DHL")
    here.pick("TOTE-0002")
    return here
