"""Whatever people do on the floor in whatever order, nothing is lost and all can be ended."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from app.engine.cancelling import CancelLine, CancelOrder
from app.engine.changing_walks import EndClaim, HandOverWalk, SkipStop, ToteFull
from app.engine.handing_on import BringTote
from app.engine.holding import HoldOrder, HoldReason, LetGoOrder
from app.engine.names import (
    NO_TOTE,
    PACKING_DROP,
    BinCode,
    ListId,
    OrderId,
    Place,
    Sku,
    ToteCode,
    ZoneCode,
)
from app.engine.picking import (
    AssignTote,
    ClaimWork,
    HandOnTote,
    ReportShort,
    ShortReason,
    UndoPick,
)
from app.engine.putting_back import PutBack, PutBackTask
from app.engine.receiving import ReceiveStock
from app.engine.releasing import Limits, Method, ReleaseOrders
from app.engine.sorting import SortFromBatch
from app.engine.taking_back import TakeBackOrder, TakeBackWork
from app.engine.task_states import ListState, OrderState, ToteState
from app.operations.running import do
from app.operations.seeing_waves import see_sorting
from app.operations.seeing_work import Stop, Walk, see_walk
from app.station import open_store
from tests.fakes import site
from tests.fakes.site import ANA, BEN, LAMP, MUG, SUE, TEA

PEOPLE = st.sampled_from((ANA, BEN))
SKUS = (TEA, MUG, LAMP)
MOST_STEPS = 400
ODD = (*ShortReason, "undo", "undo", "skip", "full")


class FloorDay(RuleBasedStateMachine):
    """Two pickers, a supervisor, three SKUs, and any order of what they may do."""

    def __init__(self) -> None:
        super().__init__()
        self.station = open_store(None)
        site.stock_up(self.station)
        self.totes = self.orders = 0
        for sku, bin_code in ((TEA, "B-02-1-A"), (MUG, "C-01-1-A"), (LAMP, "A-05-1-A")):
            self.do(ReceiveStock(sku=sku, bin_code=BinCode(bin_code), qty_each=9))

    def do(self, command: object, badge: site.Badge = SUE) -> bool:
        """Try something; a refusal is an answer like any other."""
        return isinstance(do(self.station, command, badge=badge), site.Done)

    def new_tote(self) -> ToteCode:
        self.totes += 1
        return ToteCode(f"TOTE-{self.totes:04}")

    @initialize(
        wanted=st.lists(
            st.lists(
                st.tuples(st.sampled_from(SKUS), st.integers(1, 5)),
                min_size=1,
                max_size=3,
            ),
            min_size=3,
            max_size=5,
        )
    )
    def orders_come(self, wanted: list[list[tuple[Sku, int]]]) -> None:
        for lines in wanted:
            self.orders += 1
            self.do(site.order(f"{self.orders}", *lines))

    @rule(method=st.sampled_from(Method), most=st.integers(0, 3), n=st.integers(1, 4))
    def orders_are_released(self, method: Method, most: int, n: int) -> None:
        with self.station.reading() as tables:
            orders = tables.orders.orders.find("AND state = 'reserved' ORDER BY order_id")
        ids = tuple(order.order_id for order in orders[:n])
        per_walk = Limits(orders=most)
        self.do(ReleaseOrders(order_ids=ids, method=method, per_walk=per_walk))

    def in_hand(self, who: site.Badge) -> Walk | None:
        """The walk a person has; one is claimed when there is none."""
        if not see_walk(self.station, who):
            self.do(ClaimWork(zone=ZoneCode("A"), or_elsewhere=True), who)
            self.take_totes(who)
        return see_walk(self.station, who)

    def take_totes(self, who: site.Badge) -> None:
        walk = see_walk(self.station, who)
        if walk and walk.pick_list.tote:
            tote = walk.pick_list.tote
            self.do(AssignTote(list_id=walk.pick_list.list_id, tote=tote), who)
        for stop in walk.open_stops if walk else ():
            now = see_walk(self.station, who)
            assert now is not None
            code = next(s.tote for s in now.stops if s.task == stop.task)
            tote = code or self.waiting_tote(stop) or self.new_tote()
            self.do(
                AssignTote(
                    list_id=now.pick_list.list_id, tote=tote, position=stop.position
                ),
                who,
            )

    def waiting_tote(self, stop: Stop) -> ToteCode:
        """The tote an order has already, that goes into its position of the cart."""
        with self.station.reading() as tables:
            positions = tables.work.positions_of(stop.task.list_id)
        return next((x.tote for x in positions if x.position == stop.position), NO_TOTE)

    @rule(who=PEOPLE, n=st.integers(0, 5), qty_each=st.integers(1, 9))
    def goods_are_picked(self, who: site.Badge, n: int, qty_each: int) -> None:
        walk = self.in_hand(who)
        if walk and walk.open_stops:
            stop = walk.open_stops[n % len(walk.open_stops)]
            qty = min(qty_each, stop.task.left_each)
            self.do(site.pick_of(stop.task, stop.tote, qty), who)

    @rule(who=PEOPLE, n=st.integers(0, 5), what=st.sampled_from(ODD))
    def something_odd_happens_at_a_stop(
        self, who: site.Badge, n: int, what: ShortReason | str
    ) -> None:
        walk = self.in_hand(who)
        if walk is None or not walk.stops:
            return
        picked = [stop for stop in walk.stops if stop.task.picked_each]
        stops = picked if what == "undo" else walk.open_stops
        if not stops:
            return
        stop = stops[n % len(stops)]
        task_id, list_id = stop.task.task_id, walk.pick_list.list_id
        if isinstance(what, ShortReason):
            self.do(ReportShort(task_id=task_id, reason=what), who)
        elif what == "undo":
            self.do(UndoPick(task_id=task_id), who)
        elif what == "skip":
            self.do(SkipStop(task_id=task_id), who)
        else:
            full = ToteFull(
                list_id=list_id, new_tote=self.new_tote(), full_tote=stop.tote
            )
            self.do(full, who)

    @rule(who=PEOPLE)
    def a_walk_is_finished(self, who: site.Badge) -> None:
        walk = self.in_hand(who)
        if walk:
            self.finish(walk, who)

    def set_down(self, walk: Walk, who: site.Badge) -> None:
        self.do(HandOnTote(list_id=walk.pick_list.list_id, drop=walk.drop), who)

    @rule(n=st.integers(0, 9), whole=st.booleans(), forced=st.booleans())
    def work_is_taken_back(self, n: int, whole: bool, forced: bool) -> None:
        with self.station.reading() as tables:
            lists = tables.work.lists.find(
                "AND state NOT IN ('done', 'cancelled') ORDER BY list_id"
            )
            orders = tables.orders.orders.find(
                "AND state IN ('released', 'picking') ORDER BY order_id"
            )
        if whole and orders:
            order = orders[n % len(orders)]
            self.do(TakeBackOrder(order_id=order.order_id, forced=forced))
        elif lists:
            list_id = lists[n % len(lists)].list_id
            self.do(TakeBackWork(list_id=list_id, forced=forced))

    def order_at(self, n: int) -> OrderId:
        return site.order_id(self.station, f"{n % self.orders + 1}")

    @rule(n=st.integers(0, 9), line_no=st.integers(0, 3), qty_each=st.integers(1, 5))
    def a_customer_cancels(self, n: int, line_no: int, qty_each: int) -> None:
        order_id = self.order_at(n)
        if line_no:
            asked = CancelLine(order_id=order_id, line_no=line_no, qty_each=qty_each)
            self.do(asked)
        else:
            self.do(CancelOrder(order_id=order_id))

    @rule(n=st.integers(0, 9), lets_go=st.booleans())
    def an_order_is_held_or_let_go(self, n: int, lets_go: bool) -> None:
        order_id = self.order_at(n)
        if lets_go:
            self.do(LetGoOrder(order_id=order_id))
        else:
            self.do(HoldOrder(order_id=order_id, reason=HoldReason.ADDRESS))

    @rule(n=st.integers(0, 9), qty_each=st.integers(1, 9))
    def goods_are_put_back(self, n: int, qty_each: int) -> None:
        with self.station.reading() as tables:
            backs = tables.work.put_backs.find("AND state = 'open' ORDER BY put_back_id")
        if backs:
            back = backs[n % len(backs)]
            self.put_back(back, min(qty_each, back.left_each))

    def put_back(self, back: PutBackTask, qty_each: int) -> None:
        done = PutBack(
            put_back_id=back.put_back_id, bin_code=back.bin_code, qty_each=qty_each
        )
        site.ok(do(self.station, done, badge=SUE))

    @rule(who=PEOPLE, to=PEOPLE, ends=st.booleans())
    def a_walk_changes_hands(self, who: site.Badge, to: site.Badge, ends: bool) -> None:
        walk = self.in_hand(who)
        if walk and ends:
            self.do(EndClaim(list_id=walk.pick_list.list_id))
        elif walk and not see_walk(self.station, to):
            self.do(HandOverWalk(list_id=walk.pick_list.list_id, to_badge=to))

    @rule()
    def what_stands_about_goes_on(self) -> None:
        self.batches_are_sorted()
        self.totes_are_brought_to_packing()

    def batches_are_sorted(self) -> None:
        with self.station.reading() as tables:
            totes = tables.work.totes.find("AND state = 'staged' AND order_id = ''")
        for batch in totes:
            for each in see_sorting(self.station, batch.tote):
                with self.station.reading() as tables:
                    inside = tables.stock.inside(Place(batch.tote))
                here = sum(b.qty_each for b in inside if b.sku == each.sku)
                tote = each.totes[-1] if each.totes else self.new_tote()
                done = SortFromBatch(
                    batch_tote=batch.tote,
                    sku=each.sku,
                    tote=tote,
                    qty_each=min(here, each.qty_each),
                    order_id=each.order_id,
                )
                self.do(done)

    def totes_are_brought_to_packing(self) -> None:
        with self.station.reading() as tables:
            totes = tables.work.totes.find("AND order_id <> '' AND state <> 'free'")
        for tote in totes:
            self.do(BringTote(tote=tote.tote, drop=PACKING_DROP))

    @invariant()
    def the_books_are_right(self) -> None:
        site.prove_books(self.station)

    @invariant()
    def every_each_is_where_somebody_can_get_at_it(self) -> None:
        """What lines have picked is in their totes, or in a batch tote to be sorted."""
        with self.station.reading() as tables:
            totes = {tote.tote: tote for tote in tables.work.totes.find("")}
            lines = tables.orders.lines.find("")
            inside = [
                (totes[ToteCode(b.place)], b.qty_each)
                for b in tables.stock.balances.find("AND qty_each > 0")
                if b.place in totes
            ]
            unsorted = sum(share.unsorted_each for share in tables.work.shares.find(""))
            backs = tables.work.put_backs.find("AND state = 'open'")
        going = sum(back.left_each for back in backs)
        of_batches = {tote.tote for tote in totes.values() if not tote.order_id}
        from_batches = sum(b.left_each for b in backs if b.source in of_batches)
        picked = sum(line.picked_each for line in lines)
        in_batches = sum(n for tote, n in inside if not tote.order_id)
        assert all(tote.state is not ToteState.FREE for tote, _ in inside)
        assert sum(n for _, n in inside) == picked + going
        assert in_batches == unsorted + from_batches

    def teardown(self) -> None:
        """Every walk can be finished, and everything picked comes to packing.

        What is not wanted any more can be put back, and leaves no tote behind.
        """
        for n in range(self.orders):
            self.do(LetGoOrder(order_id=self.order_at(n)))
        for _ in range(MOST_STEPS):
            if not self.go_on():
                break
        self.batches_are_sorted()
        self.totes_are_brought_to_packing()
        with self.station.reading() as tables:
            backs = tables.work.put_backs.find("AND state = 'open'")
        for back in backs:
            self.put_back(back, back.left_each)
        site.prove_books(self.station)
        with self.station.reading() as tables:
            lists = tables.work.lists.find("")
            standing = [
                tote
                for tote in tables.work.totes.find("AND state <> 'free'")
                if not tables.stock.inside(Place(tote.tote))
            ]
            orders = tables.orders.orders.find("")
        assert not [each for each in lists if each.is_open]
        assert not standing
        waiting = (OrderState.RELEASED, OrderState.PICKING)
        assert not [order for order in orders if order.state in waiting]
        self.station.close()

    def go_on(self) -> bool:
        """One more walk to its end; whether there was one."""
        for who in (ANA, BEN):
            walk = see_walk(self.station, who)
            if walk is None:
                self.do(ClaimWork(zone=ZoneCode("A"), or_elsewhere=True), who)
                walk = see_walk(self.station, who)
            if walk:
                self.finish(walk, who)
                return True
        return False

    def finish(self, walk: Walk, who: site.Badge) -> None:
        list_id = walk.pick_list.list_id
        self.take_totes(who)
        for stop in site.walk_of(self.station, who).open_stops:
            assert self.do(site.pick_of(stop.task, stop.tote), who), stop
        self.set_down(site.walk_of(self.station, who), who)
        assert self.state(list_id) is ListState.DONE

    def state(self, list_id: ListId) -> ListState | None:
        with self.station.reading() as tables:
            found = tables.work.list_(list_id)
        return found.state if found else None


FloorDay.TestCase.settings = settings(
    max_examples=80,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestAnyFloorDay = FloorDay.TestCase
