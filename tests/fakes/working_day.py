"""A small warehouse at work: what there is to go on with, and everything brought to its end."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from hypothesis import note
from hypothesis import strategies as st

from app.database.replicas import REPLICATED
from app.engine import handing_on
from app.engine.counting import CountBin
from app.engine.handing_on import BringTote
from app.engine.holding import LetGoOrder
from app.engine.names import (
    NO_LOT,
    PACKING_DROP,
    Badge,
    BinCode,
    DropCode,
    Lot,
    ParcelId,
    Place,
    ReturnId,
    Serial,
    Sku,
    ToteCode,
    parcel_place,
)
from app.engine.packing import (
    CloseParcel,
    ConfirmLabel,
    OpenParcel,
    PackItem,
    Parcel,
    ParcelState,
    StartPacking,
)
from app.engine.paying import TakePayment
from app.engine.picking import AssignTote, ClaimWork, ConfirmPick, HandOnTote
from app.engine.purchasing import PlacePurchase
from app.engine.putting_back import PutBack
from app.engine.receiving import AddItem, ReceiveStock
from app.engine.refusals import Done, Refused, Verdict
from app.engine.releasing import CartPosition, PickList, PickTask, ReleaseOrders
from app.engine.repacking import VoidParcel
from app.engine.replenishing import SetPickFace
from app.engine.returning import OpenReturn, ReceiveReturn
from app.engine.setting_aside import LeaveHospital
from app.engine.shipping import HandOver, LoadParcel
from app.engine.site import SetUpBin
from app.engine.sorting import SortFromBatch
from app.engine.stock import BinUse
from app.engine.substituting import SetSubstitutes
from app.engine.task_states import ListState, Payment, ToteState
from app.operations.kinds import Command
from app.operations.running import do
from app.operations.seeing_waves import ToSort, see_sorting
from app.station import Station, open_store
from tests.fakes import site
from tests.fakes.site import ANA, LAMP, MUG, PAM, SUE, TEA, ok

T = TypeVar("T")
S = TypeVar("S")
Draw = st.DataObject

MILK, PHONE, GIFT = Sku("MILK"), Sku("PHONE"), Sku("GIFT")
SKUS = (TEA, MUG, LAMP, MILK, PHONE)
LOTS = {Lot("L1"): datetime(2199, 1, 1, tzinfo=UTC), Lot("L2"): None}
NOTES = frozenset({"operation", "site"})
"""Where it is written down that somebody asked, and was refused."""
NONSENSE = "NO-SUCH-THING"
BINS = ("A-02-1-A", "A-07-3-B", "A-03-2-A", "B-01-1-A", "B-02-1-A", "B-03-1-A")
TOTES = tuple(ToteCode(f"TOTE-000{n}") for n in range(1, 6))


class WorkingDay:
    """The warehouse, what was received of each SKU, and the rows after the last step."""

    def __init__(self) -> None:
        super().__init__()
        self.station: Station = open_store(None)
        site.stock_up(self.station)
        self.received = Counter({TEA: 15, MUG: 8, LAMP: 5})
        self.serials = 0
        for item in (
            AddItem(sku=MILK, name="Milk", tracks_lot=True),
            AddItem(sku=PHONE, name="Phone", tracks_serial=True),
            AddItem(sku=GIFT, name="Gift box"),
        ):
            ok(do(self.station, item))
        for receipt in (
            self.receipt(MILK, BINS[0], 3, Lot("L1")),
            self.receipt(MILK, BINS[0], 2, Lot("L2")),
            self.receipt(PHONE, BINS[3], 4),
        ):
            ok(do(self.station, receipt))
            self.received[receipt.sku] += receipt.qty_each
        self.make_reserve()
        self.before = dump(self.station)

    def make_reserve(self) -> None:
        """More tea behind its pick face than the pick face has room for."""
        reserve = BinCode(BINS[5])
        ok(do(self.station, SetUpBin(bin_code=reserve, use=BinUse.RESERVE), badge=SUE))
        ok(do(self.station, self.receipt(TEA, reserve, 6)))
        self.received[TEA] += 6
        face = SetPickFace(bin_code=BinCode(BINS[0]), sku=TEA, min_each=5, max_each=9)
        ok(do(self.station, face, badge=SUE))

    def work_half_a_day(self) -> None:
        """Four orders: one gone, one labelled, one in two boxes, one staged at packing."""
        for number, tote in enumerate(TOTES[:4], start=1):
            ok(do(self.station, site.order(f"AM{number}", (TEA, 2), (MUG, 2))))
            site.release(self.station, f"AM{number}")
            site.pick_order(self.station, tote, "A")
        _, sscc = site.pack(self.station, TOTES[0])
        site.ship(self.station, sscc)
        site.pack(self.station, TOTES[1])
        site.start_packing(self.station, TOTES[2])
        ok(do(self.station, PackItem(tote=TOTES[2], sku=TEA)))
        ok(do(self.station, OpenParcel(tote=TOTES[2])))
        ok(do(self.station, PackItem(tote=TOTES[2], sku=MUG)))
        self.keep_stock()
        self.before = dump(self.station)

    def keep_stock(self) -> None:
        """Some of what went out is back, lamps are on their way in, and a count differs."""
        back = OpenReturn(reason="wet", lines=((TEA, 2),), order_ref="AM1")
        return_id = ReturnId(str(ok(do(self.station, back, badge=SUE)).values["return"]))
        for command in (
            ReceiveReturn(
                return_id=return_id, sku=TEA, qty_each=2, place=Place("RETURNS-1")
            ),
            PlacePurchase(ref="PO-1", supplier="S", lines=((LAMP, 4),)),
            SetSubstitutes(sku=LAMP, others=(MUG, TEA)),
            CountBin(bin_code=BinCode(BINS[3]), sku=LAMP, counted_each=4),
        ):
            ok(do(self.station, command, badge=SUE))
        self.received[TEA] += 2

    def work(self, command: Command, badge: Badge = ANA) -> Verdict:
        """Do it; what is refused leaves nothing but the note of it."""
        verdict = do(self.station, command, badge=badge)
        note(f"{command} by {badge}: {verdict}")
        after = dump(self.station)
        if isinstance(verdict, Refused):
            left = [name for name in after if after[name] != self.before[name]]
            assert set(left) <= NOTES, f"{command} was refused and left {left}"
        self.before = after
        return verdict

    def must(self, command: Command, badge: Badge = ANA) -> Done:
        """Do what nothing may stand in the way of."""
        verdict = self.work(command, badge)
        assert isinstance(verdict, Done), (command, verdict)
        return verdict

    def one_of(self, data: Draw, found: Sequence[T], nonsense: S) -> T | S:
        """One of what is there, now and then something else."""
        if not found or data.draw(st.integers(0, 11)) == 0:
            return nonsense
        return found[data.draw(st.integers(0, len(found) - 1))]

    def receipt(
        self, sku: Sku, bin_code: str, qty_each: int, lot: Lot = NO_LOT
    ) -> ReceiveStock:
        """A delivery as its goods are kept: with a lot, with serials, or without."""
        lot = lot or (Lot("L2") if sku == MILK else NO_LOT)
        serials: tuple[Serial, ...] = ()
        if sku == PHONE:
            self.serials += max(0, qty_each)
            serials = tuple(Serial(f"S{self.serials - n}") for n in range(qty_each))
        return ReceiveStock(
            sku=sku,
            bin_code=BinCode(bin_code),
            qty_each=qty_each,
            lot=lot,
            expires_at=LOTS.get(lot),
            serials=serials,
        )

    # ── what there is to go on with ───────────────────────────────────────────────────

    def serials_in(self, place: str, sku: Sku, qty_each: int) -> tuple[Serial, ...]:
        """So many serials of a SKU that is kept by serial, as they lie in a place."""
        with self.station.reading() as tables:
            goods = tables.stock.eaches(Place(place), sku, max(0, qty_each))
        return tuple(serial for each in goods for serial in each.serials)

    def lists(self, *states: ListState) -> list[PickList]:
        with self.station.reading() as tables:
            lists = tables.work.lists.find("ORDER BY list_id")
        return [each for each in lists if each.state in states]

    def tasks(self, rest: str = "") -> list[PickTask]:
        """Stops of the walks in somebody's hands."""
        mine = {each.list_id for each in self.lists(ListState.CLAIMED, ListState.PICKED)}
        with self.station.reading() as tables:
            tasks = tables.work.tasks.find(f"{rest} ORDER BY task_id")
        return [each for each in tasks if each.list_id in mine]

    def totes(self, *states: ToteState) -> list[ToteCode]:
        with self.station.reading() as tables:
            totes = tables.work.totes.find("ORDER BY tote")
        return [each.tote for each in totes if each.state in states]

    def parcels(self, *states: ParcelState) -> list[Parcel]:
        with self.station.reading() as tables:
            parcels = tables.parcels.parcels.find("ORDER BY parcel_id")
        return [each for each in parcels if each.state in states]

    def drop_of(self, walk: PickList) -> DropCode:
        with self.station.reading() as tables:
            others = tables.work.lists_of(walk.order_id) if walk.order_id else []
        return handing_on.next_drop(walk, others)

    def pick_of(self, task: PickTask, tote: ToteCode) -> ConfirmPick:
        """The whole pick a task asks for, with the serials that lie in its bin."""
        serials = self.serials_in(task.bin_code, task.sku, task.left_each)
        return replace(site.pick_of(task, tote), serials=serials)

    def walk_of(self, task: PickTask) -> PickList:
        with self.station.reading() as tables:
            walk = tables.work.list_(task.list_id)
        assert walk is not None, task
        return walk

    def position_of(self, task: PickTask) -> CartPosition | None:
        """Where on the cart a stop's goods go, when its walk has one."""
        with self.station.reading() as tables:
            there = tables.work.positions_of(task.list_id)
        return next((each for each in there if each.order_id == task.order_id), None)

    def tote_for(self, task: PickTask) -> ToteCode:
        position = self.position_of(task)
        return position.tote if position else self.walk_of(task).tote

    def batch_totes(self) -> list[ToteCode]:
        """The totes of batches that stand to be sorted."""
        with self.station.reading() as tables:
            totes = tables.work.totes.find("AND order_id = '' AND state = 'staged'")
        return [each.tote for each in totes if see_sorting(self.station, each.tote)]

    def to_sort(self, batch: ToteCode) -> list[ToSort]:
        """What orders want out of a batch tote, as far as it is in this one."""
        with self.station.reading() as tables:
            inside = tables.stock.inside(Place(batch))
        here = {each.sku for each in inside if each.qty_each}
        return [each for each in see_sorting(self.station, batch) if each.sku in here]

    # ── the end of the day ────────────────────────────────────────────────────────────

    def go_on(self) -> bool:
        """One more round of everybody's work; whether anything was left to do."""
        steps = [
            self.refill(),
            self.release_all(),
            self.finish_walks(),
            self.sort_batches(),
            self.bring_totes(),
            self.put_all_back(),
            self.finish_packing(),
            self.finish_shipping(),
        ]
        return any(steps)

    def settle_orders(self) -> None:
        """Every order is paid for, and none is held."""
        with self.station.reading() as tables:
            orders = tables.orders.orders.find("ORDER BY order_id")
        for order in orders:
            if order.hold:
                self.must(LetGoOrder(order_id=order.order_id), SUE)
            if order.payment in (Payment.UNPAID, Payment.AUTHORIZED):
                paid = TakePayment(
                    channel=order.channel, ref=order.ref, state=Payment.PAID
                )
                self.must(paid, SUE)

    def open_bins(self) -> None:
        """Every bin is good again, and picked from."""
        for bin_code in BINS:
            self.must(SetUpBin(bin_code=BinCode(bin_code)), SUE)

    def refill(self) -> bool:
        with self.station.reading() as tables:
            lines = tables.orders.lines.find("AND backordered_each > 0")
        for line in lines:
            self.must(self.receipt(line.sku, "B-02-1-A", line.backordered_each))
        return bool(lines)

    def release_all(self) -> bool:
        with self.station.reading() as tables:
            orders = tables.orders.orders.find("AND state = 'reserved'")
        for order in orders:
            self.must(ReleaseOrders(order_ids=(order.order_id,)), SUE)
        return bool(orders)

    def finish_walks(self) -> bool:
        for walk in self.lists(ListState.READY):
            self.must(ClaimWork(zone=walk.zone, list_id=walk.list_id))
        walks = self.lists(ListState.CLAIMED, ListState.PICKED)
        for walk in walks:
            self.finish_walk(walk)
        return bool(walks)

    def finish_walk(self, walk: PickList) -> None:
        with self.station.reading() as tables:
            tasks = tables.work.tasks_of(walk.list_id)
        for task in tasks:
            if task.left_each:
                self.take_tote(task)
                self.must(self.pick_of(task, self.tote_for(task)))
        self.must(HandOnTote(list_id=walk.list_id, drop=self.drop_of(walk)))

    def take_tote(self, task: PickTask) -> None:
        position = self.position_of(task)
        tote = self.tote_for(task) or self.some_free_tote()
        number = position.position if position else 0
        self.must(AssignTote(list_id=task.list_id, tote=tote, position=number))

    def some_free_tote(self) -> ToteCode:
        with self.station.reading() as tables:
            taken = tables.work.totes.find("AND state <> 'free'")
        numbers = {each.tote for each in taken}
        spare = (ToteCode(f"TOTE-{n:04d}") for n in range(1, 99))
        return next(tote for tote in spare if tote not in numbers)

    def sort_batches(self) -> bool:
        batches = self.batch_totes()
        for batch in batches:
            for each in self.to_sort(batch):
                with self.station.reading() as tables:
                    inside = tables.stock.inside(Place(batch))
                here = sum(goods.qty_each for goods in inside if goods.sku == each.sku)
                qty_each = min(here, each.qty_each)
                done = SortFromBatch(
                    batch_tote=batch,
                    sku=each.sku,
                    tote=each.totes[-1] if each.totes else self.some_free_tote(),
                    qty_each=qty_each,
                    order_id=each.order_id,
                    serials=self.serials_in(batch, each.sku, qty_each),
                )
                self.must(done, PAM)
        return bool(batches)

    def bring_totes(self) -> bool:
        """Totes that no walk goes on with come to packing."""
        with self.station.reading() as tables:
            found = [
                each.tote
                for each in tables.work.totes.find("AND order_id <> ''")
                if each.is_in_use
                and not each.is_at_packing
                and not any(walk.is_open for walk in tables.work.with_tote(each.tote))
            ]
        for tote in found:
            self.must(BringTote(tote=tote, drop=PACKING_DROP))
        return bool(found)

    def put_all_back(self) -> bool:
        with self.station.reading() as tables:
            backs = tables.work.put_backs.find("AND state = 'open'")
        for back in backs:
            done = PutBack(
                put_back_id=back.put_back_id,
                bin_code=back.bin_code,
                qty_each=back.left_each,
            )
            self.must(done, PAM)
        return bool(backs)

    def finish_packing(self) -> bool:
        for tote in self.totes(ToteState.HOSPITAL):
            self.must(LeaveHospital(tote=tote), PAM)
        totes = self.totes(ToteState.STAGED, ToteState.PACKING)
        for tote in totes:
            started = self.work(StartPacking(tote=tote), PAM)
            if isinstance(started, Done):  # else its walk goes on in another zone
                self.pack_all(tote)
                self.close_all(tote)
        return bool(totes)

    def pack_all(self, tote: ToteCode) -> None:
        with self.station.reading() as tables:
            inside = tables.stock.inside(Place(tote))
        goods: Counter[Sku] = Counter()
        for each in inside:
            goods[each.sku] += each.qty_each
        for sku, qty_each in goods.items():
            serials = self.serials_in(tote, sku, qty_each)
            packed = PackItem(tote=tote, sku=sku, qty_each=qty_each, serials=serials)
            self.must(packed, PAM)

    def close_all(self, tote: ToteCode) -> None:
        mine = [each for each in self.parcels(ParcelState.OPEN) if each.tote == tote]
        for parcel_id in [each.parcel_id for each in mine]:
            if self.holds(parcel_id):
                self.must(CloseParcel(parcel_id=parcel_id), PAM)
        for parcel in self.parcels(ParcelState.OPEN):
            if parcel.tote == tote:
                self.must(VoidParcel(parcel_id=parcel.parcel_id, reason="empty"), PAM)

    def holds(self, parcel_id: ParcelId) -> bool:
        with self.station.reading() as tables:
            return bool(tables.stock.inside(parcel_place(parcel_id)))

    def finish_shipping(self) -> bool:
        closed = self.parcels(ParcelState.CLOSED)
        for parcel in closed:
            label = ConfirmLabel(parcel_id=parcel.parcel_id, sscc=parcel.sscc)
            self.must(label, PAM)
        labelled = self.parcels(ParcelState.LABELLED)
        for parcel in labelled:
            self.must(LoadParcel(sscc=parcel.sscc, carrier=parcel.carrier), PAM)
        loaded = {each.manifest_id for each in self.parcels(ParcelState.MANIFESTED)}
        for manifest_id in sorted(loaded):
            self.must(HandOver(manifest_id=manifest_id), PAM)
        return bool(closed or labelled or loaded)


def dump(station: Station) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that is shared."""
    with station.reading() as tables:
        return {
            table: [tuple(row) for row in tables.db.run(f"SELECT * FROM {table}")]
            for table in (*REPLICATED, "site")
        }


def goods_of(station: Station) -> tuple[Any, ...]:
    """Where the goods are and to whom they are promised, and what is to be picked."""
    with station.reading() as tables:
        balances = tables.stock.balances.find(
            "AND qty_each <> 0 ORDER BY place, sku, lot"
        )
        return (
            [replace(each, since=None) for each in balances],
            tables.stock.available.find("ORDER BY sku"),
            tables.orders.lines.find("ORDER BY order_id, line_no"),
            tables.work.tasks.find("ORDER BY task_id"),
        )
