"""A small warehouse, and people who do things in it. The names make failures readable."""

from datetime import UTC, datetime

import msgspec

from app.engine.items import TradeCode, gtin_check_digit
from app.engine.names import (
    Badge,
    BinCode,
    DropCode,
    ListId,
    OrderId,
    ParcelId,
    Sku,
    Sscc,
    StationId,
    ToteCode,
    ZoneCode,
)
from app.engine.orders import AskedLine, Order, OrderLine, PlaceOrder
from app.engine.packing import CloseParcel, ConfirmLabel, PackItem, StartPacking
from app.engine.picking import AssignTote, ClaimWork, ConfirmPick, HandOnTote
from app.engine.putting_back import PutBack
from app.engine.receiving import AddItem, ReceiveStock
from app.engine.refusals import Done, Refusal, Refused, Verdict
from app.engine.releasing import Method, PickTask, ReleaseOrders
from app.engine.shipping import HandOver, LoadParcel
from app.engine.site import AddPerson, Role
from app.engine.task_states import Payment
from app.operations.kinds import BY_COMMAND, Command
from app.operations.running import do
from app.operations.seeing_board import see_put_backs
from app.operations.seeing_packing import see_packing_job
from app.operations.seeing_work import Walk, see_walk
from app.operations.taking_in import take_in
from app.operations.verifying import verify
from app.station import Station
from app.sync.protocol import Envelope, Outcome

ANA, BEN = Badge("BADGE-0001"), Badge("BADGE-0002")
PAM, SUE = Badge("BADGE-0003"), Badge("BADGE-0004")
TEA, MUG, LAMP = Sku("TEA-250"), Sku("MUG-BLUE"), Sku("COMPLICATED-LAMP")
DAY = datetime(2010, 12, 6, 9, 30, tzinfo=UTC)
MAIL = "Royal Mail"


def ean(number: int) -> str:
    """A made-up EAN-13 with the in-store prefix 29."""
    body = f"29{number:010d}"
    return body + gtin_check_digit(body)


def stock_up(station: Station) -> None:
    """Three SKUs in four bins of two zones, and four people."""
    people = (
        (ANA, "Ana", Role.PICKER),
        (BEN, "Ben", Role.PICKER),
        (PAM, "Pam", Role.PACKER),
        (SUE, "Sue", Role.SUPERVISOR),
    )
    for badge, name, role in people:
        ok(do(station, AddPerson(badge=badge, name=name, role=role)))
    for number, sku in enumerate((TEA, MUG, LAMP), start=1):
        item = AddItem(
            sku=sku, name=sku.title(), weight_g=250, barcodes=(TradeCode(ean(number)),)
        )
        ok(do(station, item))
    for sku, bin_code, qty_each in (
        (TEA, "A-07-3-B", 12),
        (TEA, "A-02-1-A", 3),
        (MUG, "A-03-2-A", 8),
        (LAMP, "B-01-1-A", 5),
    ):
        receipt = ReceiveStock(sku=sku, bin_code=BinCode(bin_code), qty_each=qty_each)
        ok(do(station, receipt))


def order(ref: str, *lines: tuple[Sku, int], paid: bool = True) -> PlaceOrder:
    """An order of these SKUs and quantities."""
    return PlaceOrder(
        channel="shop",
        ref=ref,
        customer="17850",
        ship_to=("Customer 17850", "United Kingdom"),
        placed_at=DAY,
        ship_by=DAY,
        carrier=MAIL,
        service="Standard",
        payment=Payment.PAID if paid else Payment.UNPAID,
        lines=tuple(AskedLine(sku=sku, name=sku, qty_each=qty) for sku, qty in lines),
    )


def ok(verdict: Verdict) -> Done:
    """The verdict, which has to be done."""
    assert isinstance(verdict, Done), verdict
    return verdict


def encoded(command: object) -> str:
    """A command as its operation's body."""
    return msgspec.json.encode(command).decode()


def no(verdict: Verdict) -> Refusal:
    """Why our rules said no, which they have to."""
    assert isinstance(verdict, Refused), verdict
    return verdict.reason


def order_id(station: Station, ref: str) -> OrderId:
    """The id behind an order's ref."""
    with station.reading() as tables:
        found = tables.orders.by_ref("shop", ref)
    assert found is not None, ref
    return found.order_id


def release(station: Station, *refs: str, method: Method = Method.PASS) -> Done:
    """Release these orders."""
    ids = tuple(order_id(station, ref) for ref in refs)
    return ok(do(station, ReleaseOrders(order_ids=ids, method=method), badge=SUE))


def claim(station: Station, zone: str, badge: Badge = ANA) -> ListId:
    """Claim the zone's next walk."""
    done = ok(do(station, ClaimWork(zone=ZoneCode(zone)), badge=badge))
    return ListId(str(done.values["list"]))


def take_tote(station: Station, list_id: ListId, tote: str) -> None:
    """Put a tote on a walk."""
    ok(do(station, AssignTote(list_id=list_id, tote=ToteCode(tote)), badge=ANA))


def walk_of(station: Station, badge: Badge = ANA) -> Walk:
    """What somebody has in hand."""
    found = see_walk(station, badge)
    assert found is not None, badge
    return found


def pick_of(task: PickTask, tote: str, qty_each: int | None = None) -> ConfirmPick:
    """The pick a task asks for."""
    return ConfirmPick(
        task_id=task.task_id,
        bin_code=task.bin_code,
        sku=task.sku,
        qty_each=task.left_each if qty_each is None else qty_each,
        tote=ToteCode(tote),
    )


def pick_all(station: Station, tote: str, badge: Badge = ANA) -> None:
    """Make every open stop of the walk in hand."""
    for stop in walk_of(station, badge).open_stops:
        ok(do(station, pick_of(stop.task, tote), badge=badge))


def set_down(station: Station, badge: Badge = ANA) -> Done:
    """Bring the tote where it should go."""
    walk = walk_of(station, badge)
    done = HandOnTote(list_id=walk.pick_list.list_id, drop=DropCode(walk.drop))
    return ok(do(station, done, badge=badge))


def pick_order(station: Station, tote: str, *zones: str) -> None:
    """Pick the most urgent order through its zones into one tote."""
    for zone in zones:
        take_tote(station, claim(station, zone), tote)
        pick_all(station, tote)
        set_down(station)


def pack(station: Station, tote: str) -> tuple[ParcelId, Sscc]:
    """Verify a tote, close its parcel and check its label."""
    parcel_id = start_packing(station, tote)
    job = see_packing_job(station, ToteCode(tote))
    assert job is not None
    for goods in job.goods:
        for _ in range(goods.left_each):
            ok(do(station, PackItem(tote=ToteCode(tote), sku=goods.sku), badge=PAM))
    taped = CloseParcel(parcel_id=parcel_id, weight_g=job.weight_g)
    closed = ok(do(station, taped, badge=PAM))
    sscc = Sscc(str(closed.values["sscc"]))
    ok(do(station, ConfirmLabel(parcel_id=parcel_id, sscc=sscc), badge=PAM))
    return parcel_id, sscc


def start_packing(station: Station, tote: str) -> ParcelId:
    """Put a tote on the packing table."""
    done = ok(do(station, StartPacking(tote=ToteCode(tote)), badge=PAM))
    return ParcelId(str(done.values["parcel"]))


def ship(station: Station, *ssccs: Sscc) -> Done:
    """Load parcels and hand the manifest over."""
    manifest = ""
    for sscc in ssccs:
        loaded = ok(do(station, LoadParcel(sscc=sscc, carrier=MAIL), badge=PAM))
        manifest = str(loaded.values["manifest"])
    return ok(do(station, HandOver(manifest_id=manifest), badge=PAM))  # type: ignore[arg-type]


def do_at(station: Station, command: Command, at: datetime) -> Outcome:
    """Do something at a time of one's own choosing, by the shared store's timer."""
    timer = StationId("TIMER")
    with station.reading() as tables:
        number = tables.books.last_station_seq(timer) + 1
    envelope = Envelope(
        op_id=station.new_id(),
        station=timer,
        station_seq=number,
        kind=BY_COMMAND[type(command)].name,
        badge=SUE,
        at=at,
        body=msgspec.json.encode(command).decode(),
    )
    [outcome] = take_in(station, [envelope])
    return outcome


def lines_of(station: Station, ref: str) -> list[OrderLine]:
    """An order's lines."""
    with station.reading() as tables:
        return tables.orders.lines_of(order_id(station, ref))


def order_of(station: Station, ref: str) -> Order:
    """An order as it stands."""
    with station.reading() as tables:
        found = tables.orders.order(order_id(station, ref))
    assert found is not None, ref
    return found


def put_all_back(station: Station) -> None:
    """Bring everything that has to go back to the bin it came from."""
    for back in see_put_backs(station):
        done = PutBack(
            put_back_id=back.task.put_back_id,
            bin_code=back.task.bin_code,
            qty_each=back.task.left_each,
        )
        ok(do(station, done, badge=PAM))


def prove_books(station: Station) -> None:
    """Nothing in the books differs: what `zonewise verify` proves."""
    differences = verify(station).differences
    assert differences == (), differences
