"""Whatever shops, customers and hands do in whatever order, the books stay true.

Never is more promised than is there, what is promised is the sum of the lines, and nobody
who came later has goods that somebody who came before waits for.
"""

from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from app.engine.cancelling import CancelLine, CancelOrder
from app.engine.changing import ChangeOrder, LineChange
from app.engine.holding import HoldOrder, HoldReason, LetGoOrder
from app.engine.names import BinCode, ToteCode
from app.engine.orders import ShipPolicy
from app.engine.packing import CloseParcel, ConfirmLabel, PackItem, Parcel, StartPacking
from app.engine.paying import SetUnpaidHold, TakePayment
from app.engine.picking import AssignTote, ClaimWork, ReportShort, ShortReason
from app.engine.refusals import Done
from app.engine.releasing import ReleaseOrders
from app.engine.reserving import ExpireReservations
from app.engine.substituting import SetSubstitutes, SubstituteLine
from app.engine.task_states import (
    ListState,
    OrderState,
    ParcelState,
    Payment,
    ToteState,
)
from app.operations.running import do
from app.operations.seeing_board import see_put_backs
from app.operations.seeing_packing import see_packing_job, see_totes_to_pack
from app.operations.seeing_work import see_walk
from app.station import Station, open_store
from tests.fakes import site
from tests.fakes.site import ANA, DAY, LAMP, MUG, PAM, SUE, TEA, ok

SKUS = (TEA, MUG, LAMP)
OFF_THE_FLOOR = (
    OrderState.PLACED,
    OrderState.RESERVED,
    OrderState.BACKORDERED,
    OrderState.HANDED_OVER,
    OrderState.CANCELLED,
)
which = st.integers(0, 30)
few = st.integers(1, 6)


class Warehouse(RuleBasedStateMachine):
    """A small warehouse to which anything may happen; what makes no sense is refused."""

    def __init__(self) -> None:
        super().__init__()
        self.station: Station = open_store(None)
        self.refs: list[str] = []
        self.minutes = 0

    @initialize(keeps=st.booleans())
    def open(self, keeps: bool) -> None:
        site.stock_up(self.station)
        for sku in SKUS:
            others = tuple(other for other in SKUS if other != sku)
            ok(do(self.station, SetSubstitutes(sku=sku, others=others)))
        if keeps:
            ok(do(self.station, SetUnpaidHold(minutes=30)))

    def order(self, number: int) -> site.OrderId:
        if not self.refs:
            return site.OrderId("none")
        return site.order_id(self.station, self.refs[number % len(self.refs)])

    @rule(
        wants=st.lists(st.tuples(st.sampled_from(SKUS), few), min_size=1, max_size=3),
        payment=st.sampled_from(Payment),
        is_complete=st.booleans(),
        is_ours=st.booleans(),
    )
    def place(
        self,
        wants: list[tuple[site.Sku, int]],
        payment: Payment,
        is_complete: bool,
        is_ours: bool,
    ) -> None:
        self.minutes += 1
        ref = f"{len(self.refs):04d}"
        order = site.order(ref, *wants)
        order = replace(
            order,
            payment=payment,
            placed_at=DAY + timedelta(minutes=self.minutes),
            ship_policy=ShipPolicy.COMPLETE if is_complete else ShipPolicy.PARTIAL,
            allows_substitute=is_ours,
        )
        at = DAY + timedelta(minutes=self.minutes)
        assert site.do_at(self.station, order, at).outcome == "done"
        self.refs.append(ref)

    @rule(number=which, state=st.sampled_from(Payment))
    def pay(self, number: int, state: Payment) -> None:
        ref = self.refs[number % len(self.refs)] if self.refs else "none"
        do(self.station, TakePayment(channel="shop", ref=ref, state=state))

    @rule(minutes=st.integers(0, 20))
    def time_passes(self, minutes: int) -> None:
        self.minutes += minutes
        at = DAY + timedelta(minutes=self.minutes)
        site.do_at(self.station, ExpireReservations(), at)

    @rule(number=which)
    def hold(self, number: int) -> None:
        asked = HoldOrder(order_id=self.order(number), reason=HoldReason.ADDRESS)
        do(self.station, asked, badge=SUE)

    @rule(number=which)
    def let_go(self, number: int) -> None:
        do(self.station, LetGoOrder(order_id=self.order(number)), badge=SUE)

    @rule(number=which, line_no=st.integers(0, 4), qty_each=st.integers(0, 8))
    def change(self, number: int, line_no: int, qty_each: int) -> None:
        line = LineChange(line_no=line_no, sku=MUG, qty_each=qty_each)
        asked = ChangeOrder(order_id=self.order(number), lines=(line,), priority=qty_each)
        do(self.station, asked, badge=SUE)

    @rule(number=which)
    def cancel(self, number: int) -> None:
        do(self.station, CancelOrder(order_id=self.order(number)), badge=SUE)

    @rule(number=which, line_no=st.integers(1, 4), qty_each=few)
    def cancel_some(self, number: int, line_no: int, qty_each: int) -> None:
        asked = CancelLine(
            order_id=self.order(number), line_no=line_no, qty_each=qty_each
        )
        do(self.station, asked, badge=SUE)

    @rule(number=which, line_no=st.integers(1, 3), sku=st.sampled_from(SKUS))
    def substitute(self, number: int, line_no: int, sku: site.Sku) -> None:
        asked = SubstituteLine(
            order_id=self.order(number), line_no=line_no, other_sku=sku
        )
        do(self.station, asked, badge=SUE)

    @rule(sku=st.sampled_from(SKUS), qty_each=few, zone=st.sampled_from("ABC"))
    def receive(self, sku: site.Sku, qty_each: int, zone: str) -> None:
        bin_code = BinCode(f"{zone}-09-1-A")
        done = site.ReceiveStock(sku=sku, bin_code=bin_code, qty_each=qty_each)
        ok(do(self.station, done))

    @rule()
    def release(self) -> None:
        ids = tuple(site.order_id(self.station, ref) for ref in self.refs)
        do(self.station, ReleaseOrders(order_ids=ids), badge=SUE)

    @rule(zone=st.sampled_from("ABC"))
    def begin_a_walk(self, zone: str) -> None:
        if see_walk(self.station, ANA) is None:
            do(self.station, ClaimWork(zone=site.ZoneCode(zone)), badge=ANA)
        self.take_a_tote()

    def take_a_tote(self) -> None:
        walk = see_walk(self.station, ANA)
        if walk is None or not walk.open_stops:
            return
        with self.station.reading() as tables:
            used = {t.tote for t in tables.work.totes.find("AND state <> 'free'")}
        free = next(t for n in range(1, 99) if (t := f"TOTE-{n:04d}") not in used)
        tote = walk.pick_list.tote or ToteCode(free)
        asked = AssignTote(list_id=walk.pick_list.list_id, tote=tote)
        ok(do(self.station, asked, badge=ANA))

    @rule(qty_each=few)
    def pick(self, qty_each: int) -> None:
        walk = see_walk(self.station, ANA)
        if walk and walk.open_stops and walk.pick_list.tote:
            task = walk.open_stops[0].task
            taken = min(qty_each, task.left_each)
            pick = site.pick_of(task, walk.pick_list.tote, taken)
            ok(do(self.station, pick, badge=ANA))

    @rule(number=which, qty_each=few, is_other=st.booleans())
    def hear_of_a_pick(self, number: int, qty_each: int, is_other: bool) -> None:
        """A handheld out of reach picked at a stop that may be anything by now."""
        with self.station.reading() as tables:
            tasks = tables.work.tasks.find("ORDER BY task_id")
            walks = {each.list_id: each for each in tables.work.lists.find("")}
        if not tasks:
            return
        task = tasks[number % len(tasks)]
        tote = walks[task.list_id].tote
        if tote:
            into = "TOTE-0099" if is_other else tote
            pick = site.pick_of(task, into, qty_each)
            site.do_at(self.station, pick, DAY + timedelta(minutes=self.minutes))

    @rule(reason=st.sampled_from(ShortReason))
    def find_too_little(self, reason: ShortReason) -> None:
        walk = see_walk(self.station, ANA)
        if walk and walk.open_stops and walk.pick_list.tote:
            task_id = walk.open_stops[0].task.task_id
            do(self.station, ReportShort(task_id=task_id, reason=reason), badge=ANA)

    @rule()
    def finish_the_walk(self) -> None:
        self.take_a_tote()
        walk = see_walk(self.station, ANA)
        if walk is None:
            return
        site.pick_all(self.station, walk.pick_list.tote)
        site.set_down(self.station)

    @rule()
    def start_packing(self) -> None:
        for tote in see_totes_to_pack(self.station):
            ok(do(self.station, StartPacking(tote=tote.tote), badge=PAM))

    @rule(qty_each=few)
    def pack_some(self, qty_each: int) -> None:
        for parcel in self.open_parcels():
            for sku in SKUS:
                item = PackItem(tote=parcel.tote, sku=sku, qty_each=qty_each)
                do(self.station, item, badge=PAM)

    @rule()
    def pack_the_rest(self) -> None:
        for parcel in self.open_parcels():
            job = see_packing_job(self.station, parcel.tote)
            assert job is not None
            for goods in job.goods:
                if goods.left_each:
                    item = PackItem(
                        tote=parcel.tote, sku=goods.sku, qty_each=goods.left_each
                    )
                    ok(do(self.station, item, badge=PAM))
            self.close(parcel)

    @rule()
    def close_parcels(self) -> None:
        for parcel in self.open_parcels():
            self.close(parcel)

    def open_parcels(self) -> list[Parcel]:
        with self.station.reading() as tables:
            return tables.parcels.parcels.find("AND state = 'open'")

    def close(self, parcel: Parcel) -> None:
        closed = do(self.station, CloseParcel(parcel_id=parcel.parcel_id), badge=PAM)
        if isinstance(closed, Done):
            sscc = site.Sscc(str(closed.values["sscc"]))
            label = ConfirmLabel(parcel_id=parcel.parcel_id, sscc=sscc)
            ok(do(self.station, label, badge=PAM))

    @rule()
    def ship_what_is_packed(self) -> None:
        with self.station.reading() as tables:
            parcels = tables.parcels.parcels.find("AND state = 'labelled'")
        for parcel in parcels:
            load = site.LoadParcel(sscc=parcel.sscc, carrier=parcel.carrier)
            loaded = do(self.station, load, badge=PAM)
            if isinstance(loaded, Done):
                manifest = site.HandOver(manifest_id=loaded.values["manifest"])  # type: ignore[arg-type]
                do(self.station, manifest, badge=PAM)

    @rule()
    def put_back(self) -> None:
        if see_put_backs(self.station):
            site.put_all_back(self.station)

    def teardown(self) -> None:
        """Let everything go on to its end: nothing may be stuck on the floor."""
        for number in range(len(self.refs)):
            self.let_go(number)
        for _ in range(3 * len(self.refs) + 3):
            self.finish_the_walk()
            for zone in "ABC":
                self.begin_a_walk(zone)
                self.finish_the_walk()
            self.put_back()
        self.start_packing()
        self.pack_the_rest()
        self.ship_what_is_packed()
        self.put_back()
        self.the_books_are_true()
        self.nothing_is_stuck()
        self.station.close()

    def nothing_is_stuck(self) -> None:
        over = (ListState.DONE, ListState.CANCELLED)
        with self.station.reading() as tables:
            for walk in tables.work.lists.find(""):
                assert walk.state in over, walk
            for tote in tables.work.totes.find(""):
                assert tote.state is ToteState.FREE, tote
            for parcel in tables.parcels.parcels.find(""):
                assert parcel.state in (ParcelState.HANDED_OVER, ParcelState.VOID)
            for order in tables.orders.orders.find(""):
                assert order.state in OFF_THE_FLOOR, order

    @invariant()
    def the_books_are_true(self) -> None:
        site.prove_books(self.station)

    @invariant()
    def nothing_is_promised_twice(self) -> None:
        with self.station.reading() as tables:
            for stock in tables.stock.available.find(""):
                assert stock.reserved_each <= stock.on_hand_each, stock

    @invariant()
    def nobody_waits_for_goods_that_are_free(self) -> None:
        with self.station.reading() as tables:
            for sku in SKUS:
                if tables.stock.availability(sku).available_each > 0:
                    assert tables.orders.waiting_for(sku) == []

    @invariant()
    def only_orders_that_may_have_stock_hold_any(self) -> None:
        with self.station.reading() as tables:
            for order in tables.orders.orders.find(""):
                lines = tables.orders.lines_of(order.order_id)
                if order.payment is Payment.UNPAID and order.reserved_until is None:
                    assert not any(x.reserved_each + x.backordered_each for x in lines)
                if order.payment is Payment.REFUNDED:
                    assert all(
                        x.wanted_each == x.shipped_each + x.open_each for x in lines
                    )

    @invariant()
    def a_cancelled_order_has_nothing_left_to_do(self) -> None:
        with self.station.reading() as tables:
            for task in tables.work.tasks.find("AND state = 'ready'"):
                order = tables.orders.order(task.order_id)
                assert order is not None
                assert order.state not in ("cancelled", "handed_over"), order


Warehouse.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
test_whatever_happens_the_books_stay_true = Warehouse.TestCase
