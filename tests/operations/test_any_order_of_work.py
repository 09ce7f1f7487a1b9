"""Whatever people do, in whatever order: the books stay right, and no order hangs.

Hypothesis makes up a day at a small warehouse, step by step, out of every kind of operation
there is, sensible ones and nonsense. After each step the books are proved; at the end of
the day everything that is open is brought to its end.

`ZONEWISE_EXAMPLES=3000 pytest tests/operations/test_any_order_of_work.py` looks longer.
"""

import os
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RULE_MARKER, RuleBasedStateMachine, invariant, rule

from app.database.replicas import REPLICATED
from app.engine import picking
from app.engine.names import (
    CUSTOMER,
    Badge,
    BinCode,
    DropCode,
    ListId,
    ManifestId,
    OrderId,
    ParcelId,
    Place,
    Sku,
    Sscc,
    TaskId,
    ToteCode,
    ZoneCode,
)
from app.engine.orders import CancelQuantity
from app.engine.packing import (
    CloseParcel,
    ConfirmLabel,
    PackItem,
    ParcelState,
    StartPacking,
)
from app.engine.picking import (
    AssignTote,
    ClaimWork,
    ConfirmPick,
    GiveBackWork,
    HandOnTote,
    ReportShort,
    ShortReason,
    UndoPick,
)
from app.engine.receiving import AddItem, ReceiveStock
from app.engine.refusals import Done, Refused, Verdict
from app.engine.releasing import PickList, PickTask, ReleaseOrders
from app.engine.shipping import HandOver, LoadParcel
from app.engine.site import AddPerson, Role, SetUpSite
from app.engine.task_states import ListState, OrderState, ToteState
from app.operations.kinds import KINDS, Command
from app.operations.running import do, take_in
from app.operations.verifying import verify
from app.station import Station, open_store
from app.sync.protocol import Envelope
from tests.fakes import site
from tests.fakes.site import ANA, BEN, LAMP, MAIL, MUG, PAM, SUE, TEA

T = TypeVar("T")
S = TypeVar("S")
Draw = st.DataObject

BINS = ("A-02-1-A", "A-07-3-B", "A-03-2-A", "B-01-1-A", "B-02-1-A")
TOTES = tuple(ToteCode(f"TOTE-000{n}") for n in range(1, 6))
NONSENSE = "NO-SUCH-THING"
HOW_MANY = st.integers(1, 4)
ROUNDS = 40
"""More than any day made up here needs to be brought to its end."""


class AnyOrderOfWork(RuleBasedStateMachine):
    """A small warehouse. A method for each kind of operation, by the kind's own name."""

    def __init__(self) -> None:
        super().__init__()
        self.station: Station = open_store(None)
        site.stock_up(self.station)
        self.refs = 0
        self.received = {TEA: 15, MUG: 8, LAMP: 5}
        self.before = dump(self.station)
        self.is_right = True

    # ── what the steps are made of ────────────────────────────────────────────────────

    def work(self, command: Command, badge: Badge = ANA) -> Verdict:
        """Do it; what is refused leaves no trace."""
        verdict = do(self.station, command, badge=badge)
        note(f"{command} by {badge}: {verdict}")
        after = dump(self.station)
        if isinstance(verdict, Refused):
            assert after == self.before, f"{command} was refused and left something"
        self.before = after
        return verdict

    def one_of(self, data: Draw, found: Sequence[T], nonsense: S) -> T | S:
        """One of what is there, now and then something else.

        Where nothing is there, a rule does the step that comes before its own.
        """
        if not found or data.draw(st.integers(0, 11)) == 0:
            return nonsense
        return found[data.draw(st.integers(0, len(found) - 1))]

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

    def totes(self, state: ToteState) -> list[ToteCode]:
        with self.station.reading() as tables:
            totes = tables.work.totes.find("ORDER BY tote")
        return [each.tote for each in totes if each.state is state]

    def parcels(self, state: ParcelState):
        with self.station.reading() as tables:
            parcels = tables.parcels.parcels.find("ORDER BY parcel_id")
        return [each for each in parcels if each.state is state]

    # ── one step for every kind of operation ──────────────────────────────────────────

    @rule(name=st.sampled_from(("North", "South")))
    def set_up_site(self, name: str) -> None:
        self.work(SetUpSite(name=name, ship_from=(name,), floor=""), SUE)

    @rule(name=st.sampled_from(("Ana", "Anna")))
    def add_person(self, name: str) -> None:
        self.work(AddPerson(badge=ANA, name=name, role=Role.PICKER), SUE)

    @rule(sku=st.sampled_from((TEA, LAMP)), weight_g=st.integers(0, 300))
    def add_item(self, sku: Sku, weight_g: int) -> None:
        self.work(AddItem(sku=sku, name=sku, weight_g=weight_g, barcodes=()), SUE)

    @rule(data=st.data(), qty_each=st.integers(-1, 4))
    def receive_stock(self, data: Draw, qty_each: int) -> None:
        sku = self.one_of(data, (TEA, MUG, LAMP), Sku(NONSENSE))
        bin_code = BinCode(self.one_of(data, BINS, "TOTE-0001"))
        done = self.work(ReceiveStock(sku=sku, bin_code=bin_code, qty_each=qty_each))
        if isinstance(done, Done):
            self.received[sku] += qty_each

    @rule(data=st.data())
    def place_order(self, data: Draw) -> None:
        self.refs += data.draw(st.sampled_from((1, 1, 1, 0)))
        lines, is_paid = data.draw(st.integers(1, 3)), data.draw(st.integers(0, 7))
        asked = [
            (data.draw(st.sampled_from((TEA, MUG, LAMP))), data.draw(HOW_MANY))
            for _ in range(lines)
        ]
        self.work(site.order(f"{self.refs}", *asked, paid=is_paid > 0), SUE)

    @rule(data=st.data(), qty_each=HOW_MANY)
    def cancel_quantity(self, data: Draw, qty_each: int) -> None:
        self.refs += 1
        cancelled = CancelQuantity(
            channel="shop",
            ref=f"C{self.refs}",
            row=1,
            customer=self.one_of(data, ("17850",), NONSENSE),
            sku=data.draw(st.sampled_from((TEA, MUG, LAMP))),
            qty_each=qty_each,
            at=site.DAY,
        )
        self.work(cancelled, SUE)

    @rule(data=st.data())
    def release_orders(self, data: Draw) -> None:
        with self.station.reading() as tables:
            orders = tables.orders.orders.find("ORDER BY order_id")
        reserved = [o.order_id for o in orders if o.state is OrderState.RESERVED]
        if not reserved:
            self.place_order(data)
            return
        chosen = self.one_of(data, reserved, OrderId(NONSENSE))
        also = self.one_of(data, [o.order_id for o in orders], OrderId(NONSENSE))
        self.work(ReleaseOrders(order_ids=(chosen, also)), SUE)

    @rule(data=st.data())
    def claim_work(self, data: Draw) -> None:
        badge = data.draw(st.sampled_from((ANA, BEN)))
        ready = [each.zone for each in self.lists(ListState.READY, ListState.CLAIMED)]
        if not ready:
            self.release_orders(data)
            return
        self.work(ClaimWork(zone=self.one_of(data, ready, ZoneCode("A"))), badge)

    @rule(data=st.data())
    def give_back_work(self, data: Draw) -> None:
        mine = [each.list_id for each in self.lists(ListState.CLAIMED)]
        if not mine:
            self.claim_work(data)
            return
        self.work(GiveBackWork(list_id=self.one_of(data, mine, ListId(NONSENSE))))

    @rule(data=st.data())
    def assign_tote(self, data: Draw) -> None:
        strange = data.draw(st.sampled_from(("", BINS[0], CUSTOMER)))
        tote = self.one_of(data, data.draw(st.permutations(TOTES)), ToteCode(strange))
        lists = self.lists(ListState.CLAIMED, ListState.PICKED)
        if not lists:
            self.claim_work(data)
            return
        nobodys = [each for each in lists if not each.tote]
        chosen = self.one_of(data, nobodys or lists, None)
        list_id = chosen.list_id if chosen else ListId(NONSENSE)
        theirs = chosen.tote if chosen else ""
        self.work(AssignTote(list_id=list_id, tote=theirs or tote))

    @rule(data=st.data())
    def confirm_pick(self, data: Draw) -> None:
        self.work(self.some_pick(data))

    def some_pick(self, data: Draw) -> ConfirmPick:
        ready = self.tasks("AND state = 'ready'")
        if not ready:
            self.assign_tote(data)
        task = self.one_of(data, ready, None)
        if task is None:
            return ConfirmPick(
                task_id=TaskId(NONSENSE),
                bin_code=BinCode(BINS[0]),
                sku=TEA,
                qty_each=1,
                tote=TOTES[0],
            )
        with self.station.reading() as tables:
            pick_list = tables.work.list_(task.list_id)
        assert pick_list is not None
        return ConfirmPick(
            task_id=task.task_id,
            bin_code=self.one_of(data, (task.bin_code,), BinCode(BINS[4])),
            sku=self.one_of(data, (task.sku,), MUG),
            qty_each=data.draw(st.integers(1, task.left_each)),
            tote=self.one_of(data, (pick_list.tote,), TOTES[4]),
        )

    @rule(data=st.data())
    def undo_pick(self, data: Draw) -> None:
        picked = [each.task_id for each in self.tasks("AND picked_each > 0")]
        if not picked:
            self.confirm_pick(data)
            return
        self.work(UndoPick(task_id=self.one_of(data, picked, TaskId(NONSENSE))))

    @rule(data=st.data())
    def pick_and_undo(self, data: Draw) -> None:
        """What was picked for nothing leaves the goods, promises and stops as they were."""
        pick = self.some_pick(data)
        with self.station.reading() as tables:
            task = tables.work.task(pick.task_id)
        goods = goods_of(self.station)
        if isinstance(self.work(pick), Done) and task and not task.picked_each:
            undone = self.work(UndoPick(task_id=pick.task_id))
            assert isinstance(undone, Done), undone
            assert goods_of(self.station) == goods

    @rule(data=st.data(), reason=st.sampled_from(ShortReason))
    def report_short(self, data: Draw, reason: ShortReason) -> None:
        ready = [each.task_id for each in self.tasks("AND state = 'ready'")]
        if not ready:
            self.claim_work(data)
            return
        task_id = self.one_of(data, ready, TaskId(NONSENSE))
        self.work(ReportShort(task_id=task_id, reason=reason))

    @rule(data=st.data())
    def hand_on_tote(self, data: Draw) -> None:
        picked = self.lists(ListState.PICKED)
        if not picked:
            self.confirm_pick(data)
            return
        walk = self.one_of(data, picked, None)
        list_id = walk.list_id if walk else ListId(NONSENSE)
        drop = self.drop_of(walk) if walk else DropCode("DROP-A")
        self.work(
            HandOnTote(
                list_id=list_id, drop=self.one_of(data, (drop,), DropCode("DROP-C"))
            )
        )

    def drop_of(self, walk: PickList) -> DropCode:
        with self.station.reading() as tables:
            return picking.next_drop(tables.work.lists_of(walk.order_id))

    @rule(data=st.data())
    def start_packing(self, data: Draw) -> None:
        staged = self.totes(ToteState.STAGED)
        if not staged:
            self.hand_on_tote(data)
            return
        self.work(StartPacking(tote=self.one_of(data, staged, TOTES[0])), PAM)

    @rule(data=st.data())
    def pack_item(self, data: Draw) -> None:
        packing = self.totes(ToteState.PACKING)
        if not packing:
            self.start_packing(data)
            return
        qty_each = data.draw(st.integers(0, 4))
        tote = self.one_of(data, packing, TOTES[0])
        with self.station.reading() as tables:
            inside = tables.stock.inside(Place(tote))
        goods = self.one_of(data, inside, None)
        sku, most = (goods.sku, goods.qty_each) if goods else (LAMP, qty_each)
        # Mostly as much as there is, so that parcels get full.
        whole = data.draw(st.booleans())
        packed = PackItem(tote=tote, sku=sku, qty_each=most if whole else qty_each)
        self.work(packed, PAM)

    @rule(data=st.data())
    def close_parcel(self, data: Draw) -> None:
        parcels = [each.parcel_id for each in self.parcels(ParcelState.OPEN)]
        if not parcels or data.draw(st.booleans()):
            self.pack_item(data)
            return
        parcel_id = self.one_of(data, parcels, ParcelId(NONSENSE))
        self.work(CloseParcel(parcel_id=parcel_id, weight_g=500), PAM)

    @rule(data=st.data())
    def confirm_label(self, data: Draw) -> None:
        closed = self.parcels(ParcelState.CLOSED)
        if not closed:
            self.close_parcel(data)
            return
        parcel = self.one_of(data, closed, None)
        parcel_id = parcel.parcel_id if parcel else ParcelId(NONSENSE)
        sscc = self.one_of(data, (parcel.sscc,) if parcel else (), Sscc("0" * 18))
        self.work(ConfirmLabel(parcel_id=parcel_id, sscc=sscc), PAM)

    @rule(data=st.data())
    def load_parcel(self, data: Draw) -> None:
        labelled = [each.sscc for each in self.parcels(ParcelState.LABELLED)]
        if not labelled:
            self.confirm_label(data)
            return
        sscc = self.one_of(data, labelled, Sscc(NONSENSE))
        self.work(LoadParcel(sscc=sscc, carrier=self.one_of(data, (MAIL,), "DHL")), PAM)

    @rule(data=st.data())
    def hand_over(self, data: Draw) -> None:
        with self.station.reading() as tables:
            manifests = tables.parcels.manifests.find("ORDER BY manifest_id")
        ids = [each.manifest_id for each in manifests]
        if not ids:
            self.load_parcel(data)
            return
        self.work(HandOver(manifest_id=self.one_of(data, ids, ManifestId(NONSENSE))), PAM)

    @rule()
    def the_same_operation_arrives_again(self) -> None:
        """What is known is answered as before, and nothing is done twice."""
        with self.station.reading() as tables:
            [last] = tables.books.operations.find("ORDER BY seq DESC LIMIT 1")
        envelope = Envelope(
            op_id=last.op_id,
            station=last.station,
            station_seq=last.station_seq,
            kind=last.kind,
            badge=last.badge,
            at=last.at,
            body=last.body,
        )
        [outcome] = take_in(self.station, [envelope])
        assert (outcome.outcome, dump(self.station)) == (last.outcome, self.before)

    # ── what holds after every step ───────────────────────────────────────────────────

    @invariant()
    def the_books_are_right(self) -> None:
        differences = verify(self.station).differences
        self.is_right = differences == ()
        assert differences == (), differences

    @invariant()
    def nothing_is_promised_twice(self) -> None:
        with self.station.reading() as tables:
            stock = tables.stock.available.find("")
            balances = tables.stock.balances.find(
                "AND allocated_each > 0 AND allocated_each > qty_each"
            )
        assert [each for each in stock if each.available_each < 0] == []
        assert balances == []

    @invariant()
    def nothing_is_shipped_that_never_came(self) -> None:
        with self.station.reading() as tables:
            for sku, qty_each in self.received.items():
                assert tables.stock.balance(CUSTOMER, sku).qty_each <= qty_each

    # ── the end of the day ────────────────────────────────────────────────────────────

    def teardown(self) -> None:
        """Everything that is open is brought to its end: no order hangs."""
        try:
            rounds = ROUNDS if self.is_right else 0
            for _ in range(rounds):
                if not self.go_on():
                    break
            if not rounds:
                return
            self.the_books_are_right()
            with self.station.reading() as tables:
                orders = tables.orders.orders.find("ORDER BY order_id")
                totes = tables.work.totes.find("AND state <> 'free'")
            ends = (OrderState.HANDED_OVER, OrderState.CANCELLED, OrderState.PLACED)
            assert [each for each in orders if each.state not in ends] == []
            assert totes == []
        finally:
            self.station.close()

    def go_on(self) -> bool:
        """One more round of everybody's work; whether anything was left to do."""
        steps = [
            self.refill(),
            self.release_all(),
            self.finish_walks(),
            self.finish_packing(),
            self.finish_shipping(),
        ]
        return any(steps)

    def refill(self) -> bool:
        with self.station.reading() as tables:
            lines = tables.orders.lines.find("AND backordered_each > 0")
        for line in lines:
            receipt = ReceiveStock(
                sku=line.sku, bin_code=BinCode("B-02-1-A"), qty_each=line.backordered_each
            )
            assert isinstance(self.work(receipt), Done)
        return bool(lines)

    def release_all(self) -> bool:
        with self.station.reading() as tables:
            orders = tables.orders.orders.find("AND state = 'reserved'")
        for order in orders:
            release = ReleaseOrders(order_ids=(order.order_id,))
            assert isinstance(self.work(release, SUE), Done), order
        return bool(orders)

    def finish_walks(self) -> bool:
        for walk in self.lists(ListState.READY):
            claim = ClaimWork(zone=walk.zone, list_id=walk.list_id)
            assert isinstance(self.work(claim, ANA), Done), walk
        walks = self.lists(ListState.CLAIMED, ListState.PICKED)
        for walk in walks:
            self.finish_walk(walk)
        return bool(walks)

    def finish_walk(self, walk: PickList) -> None:
        with self.station.reading() as tables:
            tasks = tables.work.tasks_of(walk.list_id)
        stops = [each for each in tasks if each.left_each]
        if stops and not walk.tote:
            walk = replace(walk, tote=self.some_free_tote())
        if stops:
            assign = AssignTote(list_id=walk.list_id, tote=walk.tote)
            assert isinstance(self.work(assign), Done), walk
        for task in stops:
            assert isinstance(self.work(site.pick_of(task, walk.tote)), Done), task
        ended = HandOnTote(list_id=walk.list_id, drop=self.drop_of(walk))
        assert isinstance(self.work(ended), Done), walk

    def some_free_tote(self) -> ToteCode:
        with self.station.reading() as tables:
            taken = tables.work.totes.find("AND state <> 'free'")
        numbers = {each.tote for each in taken}
        spare = (ToteCode(f"TOTE-{n:04d}") for n in range(1, 99))
        return next(tote for tote in spare if tote not in numbers)

    def finish_packing(self) -> bool:
        totes = [*self.totes(ToteState.STAGED), *self.totes(ToteState.PACKING)]
        for tote in totes:
            started = self.work(StartPacking(tote=tote), PAM)
            if isinstance(started, Refused):
                continue  # it stands in a zone, and its walk goes on
            with self.station.reading() as tables:
                inside = tables.stock.inside(Place(tote))
            for goods in inside:
                packed = PackItem(tote=tote, sku=goods.sku, qty_each=goods.qty_each)
                assert isinstance(self.work(packed, PAM), Done), goods
            parcel_id = ParcelId(str(started.values["parcel"]))
            closed = self.work(CloseParcel(parcel_id=parcel_id), PAM)
            assert isinstance(closed, Done), closed
        return bool(totes)

    def finish_shipping(self) -> bool:
        closed = self.parcels(ParcelState.CLOSED)
        for parcel in closed:
            label = ConfirmLabel(parcel_id=parcel.parcel_id, sscc=parcel.sscc)
            assert isinstance(self.work(label, PAM), Done)
        labelled = self.parcels(ParcelState.LABELLED)
        for parcel in labelled:
            load = LoadParcel(sscc=parcel.sscc, carrier=MAIL)
            assert isinstance(self.work(load, PAM), Done)
        with self.station.reading() as tables:
            manifests = tables.parcels.manifests.find("AND state = 'open'")
        for manifest in manifests:
            gone = HandOver(manifest_id=manifest.manifest_id)
            assert isinstance(self.work(gone, PAM), Done)
        return bool(closed or labelled or manifests)


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
        return (
            tables.stock.balances.find("AND qty_each <> 0 ORDER BY place, sku"),
            tables.stock.available.find("ORDER BY sku"),
            tables.orders.lines.find("ORDER BY order_id, line_no"),
            tables.work.tasks.find("ORDER BY task_id"),
        )


def test_every_kind_of_operation_is_exercised():
    steps = {
        name for name, each in vars(AnyOrderOfWork).items() if hasattr(each, RULE_MARKER)
    }
    assert {kind.name for kind in KINDS} - steps == set()


TestAnyOrderOfWork = AnyOrderOfWork.TestCase
TestAnyOrderOfWork.settings = settings(
    max_examples=int(os.environ.get("ZONEWISE_EXAMPLES", "100")),
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=(HealthCheck.too_slow,),
)
