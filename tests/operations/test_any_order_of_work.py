"""Whatever people do, in whatever order: the books stay right, and no order hangs.

Hypothesis makes up a day at a small warehouse, step by step, out of every kind of operation
there is, sensible ones and nonsense. After each step the books are proved; at the end of
the day everything that is open is brought to its end.

`ZONEWISE_EXAMPLES=3000 pytest -o faulthandler_timeout=0 tests/operations/test_any_order_of_work.py`
looks longer.
"""

import os
from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RULE_MARKER,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
)

from app.engine.cartons import RemoveCartonType, SetCartonType
from app.engine.delivering import CarrierEvent, CarrierTold, ConfirmDelivery
from app.engine.items import SetKit
from app.engine.names import (
    CUSTOMER,
    NO_LOT,
    NO_PARCEL,
    NO_TOTE,
    BinCode,
    DropCode,
    ListId,
    Lot,
    ManifestId,
    ParcelId,
    Place,
    Sku,
    Sscc,
    TaskId,
    ToteCode,
    ZoneCode,
    parcel_place,
)
from app.engine.orders import CancelQuantity
from app.engine.packing import (
    CloseParcel,
    ConfirmLabel,
    OpenParcel,
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
from app.engine.receiving import AddItem
from app.engine.refusals import Done
from app.engine.repacking import MergeParcels, MoveBetweenParcels, VoidParcel
from app.engine.setting_aside import LeaveHospital, SendToHospital
from app.engine.shipping import (
    HandOver,
    LoadParcel,
    SetCutOff,
    SetTracking,
    TakeOffManifest,
)
from app.engine.site import AddPerson, Role, SetUpBin, SetUpSite
from app.engine.stock import BinStatus, BinUse
from app.engine.task_states import GONE, ListState, OrderState, ToteState
from app.operations.kinds import KINDS
from app.operations.taking_in import take_in
from app.operations.verifying import verify
from app.sync.protocol import Envelope
from tests.fakes import site
from tests.fakes.site import ANA, BEN, LAMP, MAIL, MUG, PAM, SUE, TEA
from tests.fakes.working_day import (
    BINS,
    GIFT,
    LOTS,
    MILK,
    NONSENSE,
    PHONE,
    SKUS,
    TOTES,
    Draw,
    dump,
    goods_of,
)
from tests.fakes.working_orders import OrderSteps
from tests.fakes.working_stock import StockSteps
from tests.fakes.working_walks import METHODS, WalkSteps

BOX = "BOX-S"
HOW_MANY = st.integers(1, 4)
ROUNDS = 40
"""More than any day made up here needs to be brought to its end."""

ENDS = (
    OrderState.HANDED_OVER,
    OrderState.IN_TRANSIT,
    OrderState.DELIVERED,
    OrderState.RETURNED,
    OrderState.CANCELLED,
)
"""Gone, or given up."""
WITHOUT_STEPS: frozenset[str] = frozenset()
"""Kinds that no step does yet, with the reason beside each."""
HERE = tuple(state for state in ParcelState if state not in GONE)


class AnyOrderOfWork(OrderSteps, StockSteps, WalkSteps, RuleBasedStateMachine):
    """A small warehouse. A method for each kind of operation, by the kind's own name.

    Where nothing is there that a rule could be done to, it does the step before its own.
    """

    def __init__(self) -> None:
        super().__init__()
        self.refs = 0
        self.is_right = True

    @initialize(is_late=st.sampled_from((True, True, True, False)))
    def begin(self, is_late: bool) -> None:
        """Mostly the day is half over, so that the steps at its end are done as well."""
        if is_late:
            self.work_half_a_day()

    # ── one step for every kind of operation ──────────────────────────────────────────

    @rule(name=st.sampled_from(("North", "South")))
    def set_up_site(self, name: str) -> None:
        self.work(SetUpSite(name=name, ship_from=(name,), floor=""), SUE)

    @rule(name=st.sampled_from(("Ana", "Anna")))
    def add_person(self, name: str) -> None:
        self.work(AddPerson(badge=ANA, name=name, role=Role.PICKER), SUE)

    @rule(
        sku=st.sampled_from((TEA, LAMP, MUG)),
        weight_g=st.integers(0, 300),
        safety_each=st.integers(-1, 3),
    )
    def add_item(self, sku: Sku, weight_g: int, safety_each: int) -> None:
        self.work(
            AddItem(sku=sku, name=sku, weight_g=weight_g, safety_each=safety_each), SUE
        )

    @rule(parts=st.sampled_from((((TEA, 1), (MUG, 1)), ((PHONE, 2),), (), ((TEA, 0),))))
    def set_kit(self, parts: tuple[tuple[Sku, int], ...]) -> None:
        self.work(SetKit(kit=GIFT, parts=parts), SUE)

    @rule(data=st.data(), use=st.sampled_from(BinUse), status=st.sampled_from(BinStatus))
    def set_up_bin(self, data: Draw, use: BinUse, status: BinStatus) -> None:
        bin_code = BinCode(self.one_of(data, BINS, "TOTE-0001"))
        is_as_before = data.draw(st.booleans())
        asked = SetUpBin(bin_code=bin_code, use=use, status=status)
        self.work(SetUpBin(bin_code=bin_code) if is_as_before else asked, SUE)

    @rule(data=st.data(), qty_each=st.integers(-1, 4))
    def receive_stock(self, data: Draw, qty_each: int) -> None:
        sku = self.one_of(data, SKUS, Sku(NONSENSE))
        lot = data.draw(st.sampled_from(sorted(LOTS))) if sku == MILK else NO_LOT
        receipt = self.receipt(sku, self.one_of(data, BINS, "TOTE-0001"), qty_each, lot)
        if isinstance(self.work(receipt), Done):
            self.received[sku] += qty_each

    @rule(data=st.data())
    def place_order(self, data: Draw) -> None:
        self.refs += data.draw(st.sampled_from((1, 1, 1, 0)))
        lines, is_paid = data.draw(st.integers(1, 3)), data.draw(st.integers(0, 7))
        asked = [
            (data.draw(st.sampled_from((*SKUS, GIFT))), data.draw(HOW_MANY))
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
            sku=data.draw(st.sampled_from(SKUS)),
            qty_each=qty_each,
            at=site.DAY,
        )
        self.work(cancelled, SUE)

    def release_some(self, data: Draw) -> None:
        if not self.orders_in(OrderState.RESERVED):
            self.place_order(data)
        self.release_orders(data, data.draw(METHODS), 0)

    @rule(data=st.data())
    def claim_work(self, data: Draw) -> None:
        badge = data.draw(st.sampled_from((ANA, BEN)))
        ready = [each.zone for each in self.lists(ListState.READY, ListState.CLAIMED)]
        if not ready:
            self.release_some(data)
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
        pick = replace(
            self.pick_of(task, self.one_of(data, (self.tote_for(task),), TOTES[4])),
            bin_code=self.one_of(data, (task.bin_code,), BinCode(BINS[4])),
            sku=self.one_of(data, (task.sku,), MUG),
            lot=self.one_of(data, (task.lot, NO_LOT), Lot("L9")),
        )
        qty_each = data.draw(st.integers(1, task.left_each))
        serials = pick.serials[: self.one_of(data, (qty_each,), 0)]
        return replace(pick, qty_each=qty_each, serials=serials)

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

    @rule(data=st.data())
    def start_packing(self, data: Draw) -> None:
        staged = self.totes(ToteState.STAGED)
        if not staged:
            self.hand_on_tote(data)
            return
        self.work(StartPacking(tote=self.one_of(data, staged, TOTES[0])), PAM)

    @rule(data=st.data())
    def open_parcel(self, data: Draw) -> None:
        packing = self.totes(ToteState.PACKING)
        if not packing:
            self.start_packing(data)
            return
        self.work(OpenParcel(tote=self.one_of(data, packing, TOTES[0])), PAM)

    @rule(data=st.data())
    def pack_item(self, data: Draw) -> None:
        packing = self.totes(ToteState.PACKING)
        if not packing:
            self.start_packing(data)
            return
        tote = self.one_of(data, packing, TOTES[0])
        boxes = [each.parcel_id for each in self.parcels(*HERE) if each.tote == tote]
        parcel_id = self.one_of(data, boxes, NO_PARCEL)
        sku, qty_each = self.some_goods(data, Place(tote))
        serials = self.serials_in(tote, sku, qty_each)
        packed = PackItem(
            tote=tote, sku=sku, qty_each=qty_each, serials=serials, parcel_id=parcel_id
        )
        self.work(packed, PAM)

    def some_goods(self, data: Draw, place: Place) -> tuple[Sku, int]:
        """Something out of a place, mostly as much as there is, so that things get done."""
        with self.station.reading() as tables:
            inside = tables.stock.inside(place)
        goods = self.one_of(data, inside, None)
        qty_each = data.draw(st.integers(0, 4))
        if goods is None:
            return LAMP, qty_each
        return goods.sku, goods.qty_each if data.draw(st.booleans()) else qty_each

    def two_parcels(self, data: Draw) -> tuple[ParcelId, ParcelId]:
        """Two of the parcels that are here, mostly of one order."""
        here = self.parcels(*HERE)
        one = self.one_of(data, here, None)
        if one is None:
            return ParcelId(NONSENSE), ParcelId(NONSENSE)
        others = [each for each in here if each.order_id == one.order_id and each != one]
        other = self.one_of(data, others, None) or self.one_of(data, here, one)
        return one.parcel_id, other.parcel_id

    @rule(data=st.data())
    def move_between_parcels(self, data: Draw) -> None:
        if not self.parcels(ParcelState.OPEN):
            self.pack_item(data)
            return
        source, target = self.two_parcels(data)
        place = parcel_place(source)
        sku, qty_each = self.some_goods(data, place)
        moved = MoveBetweenParcels(
            from_parcel=source,
            to_parcel=target,
            sku=sku,
            qty_each=qty_each,
            serials=self.serials_in(place, sku, qty_each),
        )
        self.work(moved, PAM)

    @rule(data=st.data())
    def merge_parcels(self, data: Draw) -> None:
        if not self.parcels(ParcelState.OPEN):
            self.open_parcel(data)
            return
        into, other = self.two_parcels(data)
        self.work(MergeParcels(into=into, other=other), PAM)

    @rule(data=st.data())
    def close_parcel(self, data: Draw) -> None:
        parcels = [each.parcel_id for each in self.parcels(ParcelState.OPEN)]
        if not parcels or data.draw(st.booleans()):
            self.pack_item(data)
            return
        taped = CloseParcel(
            parcel_id=self.one_of(data, parcels, ParcelId(NONSENSE)),
            weight_g=data.draw(st.sampled_from((0, 0, 500, -1))),
            weight_confirmed=data.draw(st.booleans()),
            carton=self.one_of(data, ("",), BOX),
            more_follows=data.draw(st.booleans()),
        )
        self.work(taped, PAM)

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
    def void_parcel(self, data: Draw) -> None:
        here = [each.parcel_id for each in self.parcels(*HERE)]
        if not here:
            self.start_packing(data)
            return
        void = VoidParcel(
            parcel_id=self.one_of(data, here, ParcelId(NONSENSE)),
            reason="torn",
            into_tote=data.draw(st.sampled_from((NO_TOTE, *TOTES))),
        )
        self.work(void, PAM)

    @rule(data=st.data())
    def send_to_hospital(self, data: Draw) -> None:
        totes = self.totes(ToteState.STAGED, ToteState.PACKING)
        if not totes:
            self.hand_on_tote(data)
            return
        sick = SendToHospital(tote=self.one_of(data, totes, TOTES[0]), reason="wet")
        self.work(sick, PAM)

    @rule(data=st.data())
    def leave_hospital(self, data: Draw) -> None:
        sick = self.totes(ToteState.HOSPITAL)
        if not sick:
            self.start_packing(data)
            return
        self.work(LeaveHospital(tote=self.one_of(data, sick, TOTES[0])), PAM)

    @rule(most_g=st.integers(0, 1_000))
    def set_carton_type(self, most_g: int) -> None:
        box = SetCartonType(
            code=BOX,
            name="Small box",
            length_mm=300,
            width_mm=200,
            height_mm=100,
            tare_g=80,
            most_g=most_g,
        )
        self.work(box, SUE)

    @rule(code=st.sampled_from((BOX, NONSENSE)))
    def remove_carton_type(self, code: str) -> None:
        self.work(RemoveCartonType(code=code), SUE)

    @rule(data=st.data())
    def load_parcel(self, data: Draw) -> None:
        labelled = [each.sscc for each in self.parcels(ParcelState.LABELLED)]
        if not labelled:
            self.confirm_label(data)
            return
        sscc = self.one_of(data, labelled, Sscc(NONSENSE))
        self.work(LoadParcel(sscc=sscc, carrier=self.one_of(data, (MAIL,), "DHL")), PAM)

    @rule(data=st.data())
    def take_off_manifest(self, data: Draw) -> None:
        loaded = [each.sscc for each in self.parcels(ParcelState.MANIFESTED)]
        if not loaded:
            self.load_parcel(data)
            return
        self.work(TakeOffManifest(sscc=self.one_of(data, loaded, Sscc(NONSENSE))), PAM)

    @rule(hours=st.integers(-30, 30))
    def set_cut_off(self, hours: int) -> None:
        at = self.station.now() + timedelta(hours=hours)
        self.work(SetCutOff(carrier=MAIL, cut_off=at), SUE)

    @rule(data=st.data())
    def hand_over(self, data: Draw) -> None:
        with self.station.reading() as tables:
            manifests = tables.parcels.manifests.find("ORDER BY manifest_id")
        ids = [each.manifest_id for each in manifests]
        if not ids:
            self.load_parcel(data)
            return
        self.work(HandOver(manifest_id=self.one_of(data, ids, ManifestId(NONSENSE))), PAM)

    @rule(data=st.data(), tracking=st.sampled_from(("", "RM1GB", "RM2GB")))
    def set_tracking(self, data: Draw, tracking: str) -> None:
        parcels = [each.parcel_id for each in self.parcels(*ParcelState)]
        parcel_id = self.one_of(data, parcels, ParcelId(NONSENSE))
        self.work(SetTracking(parcel_id=parcel_id, tracking=tracking), SUE)

    @rule(
        data=st.data(),
        event=st.sampled_from(CarrierEvent),
        event_id=st.sampled_from(("", "", "1", "2")),
        hours=st.integers(0, 3),
    )
    def carrier_told(
        self, data: Draw, event: CarrierEvent, event_id: str, hours: int
    ) -> None:
        gone = self.parcels(*sorted(GONE)) or self.parcels(ParcelState.MANIFESTED)
        if not gone:
            self.hand_over(data)
            return
        told = CarrierTold(
            sscc_or_tracking=self.one_of(data, [each.sscc for each in gone], "RM1GB"),
            event=event,
            at=site.DAY + timedelta(hours=hours),
            event_id=event_id,
        )
        self.work(told, SUE)

    @rule(data=st.data())
    def confirm_delivery(self, data: Draw) -> None:
        gone = [each.parcel_id for each in self.parcels(*sorted(GONE))]
        if not gone:
            self.hand_over(data)
            return
        parcel_id = self.one_of(data, gone, ParcelId(NONSENSE))
        self.work(ConfirmDelivery(parcel_id=parcel_id, signed_by="Smith"), SUE)

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
        assert [each for each in stock if each.short_each] == []
        assert balances == []

    @invariant()
    def nothing_is_shipped_that_never_came(self) -> None:
        with self.station.reading() as tables:
            sent = tables.stock.inside(CUSTOMER)
            found = tables.keeping.adjustments.find("AND qty_each > 0")
        for sku in SKUS:
            came = self.received[sku] + sum(x.qty_each for x in found if x.sku == sku)
            assert sum(each.qty_each for each in sent if each.sku == sku) <= came

    # ── the end of the day ────────────────────────────────────────────────────────────

    def teardown(self) -> None:
        """Everything that is open is brought to its end: no order hangs."""
        try:
            if self.is_right:
                self.end_the_day()
        finally:
            self.station.close()

    def end_the_day(self) -> None:
        self.settle_orders()
        self.open_bins()
        for _ in range(ROUNDS):
            if not self.go_on():
                break
        self.the_books_are_right()
        with self.station.reading() as tables:
            orders = tables.orders.orders.find("ORDER BY order_id")
            totes = tables.work.totes.find("AND state <> 'free'")
        assert [each for each in orders if each.state not in ENDS] == []
        assert totes == []


def test_every_kind_of_operation_is_exercised():
    steps = {
        name
        for name in dir(AnyOrderOfWork)
        if hasattr(getattr(AnyOrderOfWork, name), RULE_MARKER)
    }
    kinds = {kind.name for kind in KINDS}
    assert WITHOUT_STEPS & steps == set()
    assert (steps & kinds) | WITHOUT_STEPS == kinds


TestAnyOrderOfWork = AnyOrderOfWork.TestCase
TestAnyOrderOfWork.settings = settings(
    max_examples=int(os.environ.get("ZONEWISE_EXAMPLES", "50")),
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=(HealthCheck.too_slow,),
)
