"""Steps of a made-up day: release by every method, and walks that change under way."""

from hypothesis import strategies as st
from hypothesis.stateful import rule

from app.engine.changing_walks import (
    ChangeLot,
    EndClaim,
    HandOverWalk,
    SkipStop,
    ToteFull,
)
from app.engine.handing_on import BringTote
from app.engine.names import (
    NO_ORDER,
    NO_TOTE,
    NO_ZONE,
    PACKING_DROP,
    Badge,
    DropCode,
    ListId,
    Lot,
    OrderId,
    Sku,
    TaskId,
    ToteCode,
    ZoneCode,
)
from app.engine.picking import AssignTote, ClaimWork
from app.engine.releasing import Limits, Method, PickList, ReleaseOrders
from app.engine.sorting import SortFromBatch
from app.engine.taking_back import TakeBackOrder, TakeBackWork
from app.engine.task_states import ListState, OrderState, ToteState
from app.engine.waving import ReleaseWave
from tests.fakes import site
from tests.fakes.site import ANA, BEN, MAIL, MUG, PAM, SUE, TEA
from tests.fakes.working_day import (
    LOTS,
    MILK,
    NONSENSE,
    SKUS,
    TOTES,
    Draw,
    WorkingDay,
)

METHODS = st.sampled_from(Method)
OPEN = (ListState.WAITING, ListState.READY, ListState.CLAIMED, ListState.PICKED)
IN_HAND = (ListState.CLAIMED, ListState.PICKED)


class WalkSteps(WorkingDay):
    """A method for each kind of operation, by the kind's own name."""

    def orders_in(self, *states: OrderState) -> list[OrderId]:
        with self.station.reading() as tables:
            orders = tables.orders.orders.find("ORDER BY order_id")
        return [each.order_id for each in orders if each.state in states]

    def some_walk(self, data: Draw, *states: ListState) -> PickList | None:
        return self.one_of(data, self.lists(*states), None)

    def some_list(self, data: Draw, *states: ListState) -> ListId:
        walk = self.some_walk(data, *states)
        return walk.list_id if walk else ListId(NONSENSE)

    def begin_walk(self, sku: Sku) -> None:
        """An order of one SKU comes, and Ana has its walk in hand, with a tote."""
        with self.station.reading() as tables:
            ref = f"W{len(tables.orders.orders.find(''))}"
        self.work(site.order(ref, (sku, 2)), SUE)
        order_id = site.order_id(self.station, ref)
        self.work(ReleaseOrders(order_ids=(order_id,)), SUE)
        for walk in self.lists(ListState.READY):
            if walk.order_id == order_id:
                self.work(ClaimWork(zone=walk.zone, list_id=walk.list_id))
                tote = walk.tote or self.some_free_tote()
                self.work(AssignTote(list_id=walk.list_id, tote=tote))

    # ── release ───────────────────────────────────────────────────────────────────────

    @rule(data=st.data(), method=METHODS, most=st.integers(0, 3))
    def release_orders(self, data: Draw, method: Method, most: int) -> None:
        """Mostly all that are promised, so that walks for several orders come about."""
        reserved = self.orders_in(OrderState.RESERVED)
        some = self.one_of(data, reserved, OrderId(NONSENSE))
        ids = tuple(reserved) if data.draw(st.booleans()) else (some,)
        per_walk = Limits(orders=most)
        asked = ReleaseOrders(order_ids=ids, method=method, per_walk=per_walk)
        self.work(asked, SUE)

    @rule(
        method=METHODS,
        carrier=st.sampled_from(("", "", MAIL, "DHL")),
        zone=st.sampled_from((NO_ZONE, NO_ZONE, ZoneCode("A"), ZoneCode("B"))),
        most=st.integers(0, 3),
        is_single=st.booleans(),
    )
    def release_wave(
        self, method: Method, carrier: str, zone: ZoneCode, most: int, is_single: bool
    ) -> None:
        if not self.orders_in(OrderState.RESERVED):
            self.work(site.order(f"N{len(self.lists(*ListState))}", (TEA, 1)), SUE)
        wave = ReleaseWave(
            name="noon",
            method=method,
            carrier=carrier,
            zone=zone,
            most_orders=most,
            single_lines_only=is_single,
            per_walk=Limits(orders=2),
        )
        self.work(wave, SUE)

    @rule(data=st.data(), forced=st.booleans())
    def take_back_work(self, data: Draw, forced: bool) -> None:
        list_id = self.some_list(data, *OPEN)
        self.work(TakeBackWork(list_id=list_id, forced=forced), SUE)

    @rule(data=st.data(), forced=st.booleans())
    def take_back_order(self, data: Draw, forced: bool) -> None:
        released = self.orders_in(OrderState.RELEASED, OrderState.PICKING)
        order_id = self.one_of(data, released, OrderId(NONSENSE))
        self.work(TakeBackOrder(order_id=order_id, forced=forced), SUE)

    # ── walks under way ───────────────────────────────────────────────────────────────

    @rule(data=st.data())
    def end_claim(self, data: Draw) -> None:
        self.work(EndClaim(list_id=self.some_list(data, *IN_HAND)), SUE)

    @rule(data=st.data())
    def skip_stop(self, data: Draw) -> None:
        ready = [each.task_id for each in self.tasks("AND state = 'ready'")]
        if len(ready) < 2:
            self.begin_walk(MUG)
            return
        self.work(SkipStop(task_id=self.one_of(data, ready, TaskId(NONSENSE))))

    @rule(data=st.data(), lot=st.sampled_from(sorted(LOTS)))
    def change_lot(self, data: Draw, lot: Lot) -> None:
        with_lot = [each.task_id for each in self.tasks("AND lot <> ''")]
        if not with_lot:
            self.begin_walk(MILK)
            with_lot = [each.task_id for each in self.tasks("AND lot <> ''")]
        task_id = self.one_of(data, with_lot, TaskId(NONSENSE))
        self.work(ChangeLot(task_id=task_id, lot=lot))

    @rule(data=st.data(), to=st.sampled_from((ANA, BEN, PAM, Badge(NONSENSE))))
    def hand_over_walk(self, data: Draw, to: Badge) -> None:
        if not self.lists(*IN_HAND):
            self.begin_walk(TEA)
        self.work(HandOverWalk(list_id=self.some_list(data, *IN_HAND), to_badge=to))

    @rule(data=st.data())
    def tote_full(self, data: Draw) -> None:
        if not self.lists(*IN_HAND):
            self.begin_walk(TEA)
        walk = self.some_walk(data, *IN_HAND)
        totes = self.totes_on(walk) if walk else []
        full = ToteFull(
            list_id=walk.list_id if walk else ListId(NONSENSE),
            new_tote=self.one_of(data, (self.some_free_tote(),), TOTES[0]),
            full_tote=self.one_of(data, totes, NO_TOTE),
        )
        self.work(full)

    def totes_on(self, walk: PickList) -> list[ToteCode]:
        with self.station.reading() as tables:
            return [each.tote for each in tables.work.totes_with(walk)]

    # ── after the walk ────────────────────────────────────────────────────────────────

    @rule(data=st.data(), qty_each=st.integers(0, 4))
    def sort_from_batch(self, data: Draw, qty_each: int) -> None:
        batch = self.one_of(data, self.batch_totes(), None)
        if batch is None:
            self.release_orders(data, Method.BATCH, 0)
            return
        unsorted = self.to_sort(batch)
        each = self.one_of(data, unsorted, None)
        wanted = each.qty_each if each else 1
        sku = each.sku if each else self.one_of(data, SKUS, Sku(NONSENSE))
        theirs = each.totes if each else ()
        done = SortFromBatch(
            batch_tote=batch,
            sku=sku,
            tote=self.one_of(data, theirs or (self.some_free_tote(),), TOTES[0]),
            qty_each=wanted if data.draw(st.booleans()) else qty_each,
            order_id=each.order_id if each and data.draw(st.booleans()) else NO_ORDER,
            serials=self.serials_in(batch, sku, wanted),
        )
        self.work(done, PAM)

    @rule(data=st.data())
    def bring_tote(self, data: Draw) -> None:
        totes = self.totes(ToteState.PICKING, ToteState.STAGED)
        drop = self.one_of(data, (PACKING_DROP,), DropCode("DROP-A"))
        self.work(BringTote(tote=self.one_of(data, totes, TOTES[0]), drop=drop))
