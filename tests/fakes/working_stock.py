"""Steps of a made-up day: goods in, from bin to bin, counted, put right, and come back."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from app.engine import suggesting
from app.engine.adjusting import AdjustReason, AdjustStock, ExpireStock
from app.engine.counting import (
    Abc,
    ApproveCount,
    ConfirmEmpty,
    CountBin,
    PlanCounts,
    RejectCount,
    SetCountTolerance,
)
from app.engine.moving import MoveStock
from app.engine.names import (
    NO_BIN,
    NO_COUNT,
    NO_LOT,
    Badge,
    BinCode,
    CountId,
    Place,
    ReplenishId,
    ReturnId,
    Serial,
    Sku,
    is_bin,
)
from app.engine.purchasing import CancelPurchase, ClosePurchase, PlacePurchase
from app.engine.putting_away import PutAway
from app.engine.receiving import ReceiveGoods
from app.engine.refusals import Done
from app.engine.reordering import PlanReorder, SetSupply
from app.engine.replenishing import (
    CancelReplenishment,
    ClaimReplenishment,
    PlanReplenishment,
    Replenish,
    ReplenishTask,
    SetPickFace,
)
from app.engine.returning import (
    CloseReturn,
    InspectReturn,
    OpenReturn,
    Outcome,
    ReceiveReturn,
    Return,
)
from app.engine.stock import Balance
from app.engine.suggesting import ApprovePurchase, ChangePurchase, SuggestPurchases
from app.engine.task_states import PurchaseState, ReturnState
from tests.fakes.site import ANA, BEN, DAY, PAM, SUE, TEA
from tests.fakes.working_day import (
    BINS,
    GIFT,
    LOTS,
    MILK,
    NONSENSE,
    PHONE,
    SKUS,
    Draw,
    WorkingDay,
)

DOCK, RETURNS = Place("DOCK-1"), Place("RETURNS-1")
PURCHASES = ("PO-1", "PO-2")
PEOPLE = st.sampled_from((ANA, BEN, PAM))
EACHES = st.integers(0, 4)


class StockSteps(WorkingDay):
    """A method for each kind of operation, by the kind's own name."""

    # ── goods in ──────────────────────────────────────────────────────────────────────

    @rule(ref=st.sampled_from(PURCHASES), sku=st.sampled_from(SKUS), qty_each=EACHES)
    def place_purchase(self, ref: str, sku: Sku, qty_each: int) -> None:
        self.work(PlacePurchase(ref=ref, supplier="S", lines=((sku, qty_each),)), SUE)

    @rule(ref=st.sampled_from((*PURCHASES, NONSENSE)))
    def close_purchase(self, ref: str) -> None:
        self.work(ClosePurchase(ref=ref), SUE)

    @rule(data=st.data(), ref=st.sampled_from((*PURCHASES, NONSENSE)))
    def cancel_purchase(self, data: Draw, ref: str) -> None:
        refs = (ref, self.some_suggestion(data))
        self.work(CancelPurchase(ref=data.draw(st.sampled_from(refs))), SUE)

    @rule(
        sku=st.sampled_from((*SKUS, GIFT, Sku(NONSENSE))),
        supplier=st.sampled_from(("S", "S", "T", " ")),
        pack_each=st.integers(0, 3),
        point_each=st.sampled_from((None, 0, 2, 9)),
    )
    def set_supply(
        self, sku: Sku, supplier: str, pack_each: int, point_each: int | None
    ) -> None:
        target_each = None if point_each is None else point_each + 4
        asked = SetSupply(
            sku=sku,
            supplier=supplier,
            lead_days=3,
            pack_each=pack_each,
            min_each=2,
            point_each=point_each,
            target_each=target_each,
        )
        self.work(asked, SUE)

    @rule(
        skus=st.sampled_from(((), (TEA,), (Sku(NONSENSE),))),
        window_days=st.sampled_from((14, 90, 13)),
    )
    def plan_reorder(self, skus: tuple[Sku, ...], window_days: int) -> None:
        until = DAY + timedelta(days=10)
        asked = PlanReorder(until=until, window_days=window_days, skus=skus)
        self.work(asked, SUE)

    @rule()
    def suggest_purchases(self) -> None:
        self.work(SuggestPurchases(), SUE)
        with self.station.reading() as tables:
            low = tables.supplies.low()
            open_ = tables.purchases.in_state(PurchaseState.SUGGESTED)
            lines = [x for each in open_ for x in tables.purchases.lines_of(each.po_id)]
            bought = [x.reorder.sku for x in low if tables.supplies.supply(x.reorder.sku)]
            kits = [sku for sku in bought if tables.items.parts_of(sku)]
        asked = [x.sku for x in lines if x.qty_each or x.suggested_each]
        wanted = {*bought} - {*kits}
        assert wanted <= {*asked}, "what is low is suggested"
        by_hand = [x.sku for x in lines if suggesting.is_by_hand(x)]
        assert {*asked} - {*by_hand} <= wanted, "and nothing else"
        assert len({each.supplier for each in open_}) == len(open_)

    def want_more(self) -> None:
        """Something is suggested, and if only because a person wants more than there is."""
        with self.station.reading() as tables:
            is_any = bool(tables.purchases.in_state(PurchaseState.SUGGESTED))
        if not is_any:
            self.set_supply(SKUS[0], "S", 1, 40)
            self.suggest_purchases()

    def some_suggestion(self, data: Draw) -> str:
        with self.station.reading() as tables:
            found = tables.purchases.in_state(PurchaseState.SUGGESTED)
        return self.one_of(data, [each.ref for each in found], NONSENSE)

    @rule(data=st.data(), sku=st.sampled_from((*SKUS, GIFT)), qty_each=st.integers(-1, 4))
    def change_purchase(self, data: Draw, sku: Sku, qty_each: int) -> None:
        self.want_more()
        ref = self.some_suggestion(data)
        self.work(ChangePurchase(ref=ref, lines=((sku, qty_each),)), SUE)

    @rule(data=st.data())
    def approve_purchase(self, data: Draw) -> None:
        self.want_more()
        self.work(ApprovePurchase(ref=self.some_suggestion(data)), SUE)

    @rule(
        data=st.data(), ref=st.sampled_from(("", *PURCHASES)), qty_each=st.integers(-1, 4)
    )
    def receive_goods(self, data: Draw, ref: str, qty_each: int) -> None:
        if ref == PURCHASES[1] and data.draw(st.booleans()):
            ref = self.some_purchase(data)
        sku = self.one_of(data, SKUS, Sku(NONSENSE))
        lot = data.draw(st.sampled_from(sorted(LOTS))) if sku == MILK else NO_LOT
        receipt = self.receipt(sku, BINS[0], qty_each, lot)
        received = ReceiveGoods(
            place=self.one_of(data, (DOCK,), Place("TOTE-0001")),
            sku=sku,
            qty_each=qty_each,
            po_ref=ref,
            lot=receipt.lot,
            expires_at=receipt.expires_at,
            serials=receipt.serials,
        )
        if isinstance(self.work(received, PAM), Done):
            self.received[sku] += qty_each

    def some_purchase(self, data: Draw) -> str:
        with self.station.reading() as tables:
            found = tables.purchases.orders.find("ORDER BY ref")
        return self.one_of(data, [each.ref for each in found], NONSENSE)

    @rule(data=st.data())
    def put_away(self, data: Draw) -> None:
        with self.station.reading() as tables:
            waiting = tables.stock.in_docks()
        if not waiting:
            self.receive_goods(data, "", 3)
            return
        held = self.one_of(data, waiting, self.nothing())
        qty_each = self.some_of(data, held)
        away = PutAway(
            sku=held.sku,
            qty_each=qty_each,
            source=held.place,
            bin_code=BinCode(self.one_of(data, BINS, "TOTE-0001")),
            lot=held.lot,
            serials=self.these(held, qty_each),
        )
        self.work(away, PAM)

    @rule(data=st.data())
    def move_stock(self, data: Draw) -> None:
        held = self.some_stock(data)
        qty_each = self.some_of(data, held)
        moved = MoveStock(
            sku=held.sku,
            qty_each=qty_each,
            source=BinCode(held.place),
            target=Place(self.one_of(data, (*BINS, DOCK), "TOTE-0001")),
            lot=held.lot,
            serials=self.these(held, qty_each),
        )
        self.work(moved)

    # ── up to the pick faces ──────────────────────────────────────────────────────────

    @rule(
        bin_code=st.sampled_from((*BINS, "TOTE-0001")),
        sku=st.sampled_from(SKUS),
        least=EACHES,
        more=st.integers(-1, 9),
    )
    def set_pick_face(self, bin_code: str, sku: Sku, least: int, more: int) -> None:
        face = SetPickFace(
            bin_code=BinCode(bin_code), sku=sku, min_each=least, max_each=least + more
        )
        self.work(face, SUE)

    @rule()
    def plan_replenishment(self) -> None:
        self.work(PlanReplenishment(), SUE)

    def some_fetch(self, data: Draw) -> ReplenishTask | None:
        with self.station.reading() as tables:
            fetches = tables.keeping.open_fetches()
        if not fetches:
            self.plan_replenishment()
        return self.one_of(data, fetches, None)

    @rule(data=st.data(), badge=PEOPLE)
    def claim_replenishment(self, data: Draw, badge: Badge) -> None:
        task = self.some_fetch(data)
        task_id = task.task_id if task else ReplenishId(NONSENSE)
        self.work(ClaimReplenishment(task_id=task_id), badge)

    @rule(data=st.data())
    def cancel_replenishment(self, data: Draw) -> None:
        task = self.some_fetch(data)
        task_id = task.task_id if task else ReplenishId(NONSENSE)
        self.work(CancelReplenishment(task_id=task_id), SUE)

    @rule(data=st.data(), badge=PEOPLE)
    def replenish(self, data: Draw, badge: Badge) -> None:
        task = self.some_fetch(data)
        if task is None:
            return
        held = Balance(place=Place(task.source), sku=task.sku, qty_each=task.qty_each)
        qty_each = self.some_of(data, held)
        fetched = Replenish(
            task_id=task.task_id,
            qty_each=qty_each,
            source=task.source,
            target=BinCode(self.one_of(data, (task.target,), BINS[0])),
            lot=task.lot,
            serials=self.serials_in(task.source, task.sku, qty_each)[:qty_each],
        )
        self.work(fetched, badge)

    # ── counting and putting right ────────────────────────────────────────────────────

    @rule(data=st.data(), off=st.sampled_from((0, 0, 1, -1, 2)), badge=PEOPLE)
    def count_bin(self, data: Draw, off: int, badge: Badge) -> None:
        with self.station.reading() as tables:
            open_ = tables.keeping.open_counts()
        task = self.one_of(data, open_, None)
        if task:
            with self.station.reading() as tables:
                place = Place(task.bin_code)
                held = tables.stock.balance(place, task.sku, task.lot)
        else:
            held = self.some_stock(data)
        counted = max(0, held.qty_each + off)
        count = CountBin(
            bin_code=BinCode(held.place),
            sku=held.sku,
            counted_each=counted,
            count_id=task.count_id if task else NO_COUNT,
            lot=held.lot,
            serials=self.these(held, counted),
        )
        self.work(count, badge)

    @rule(data=st.data(), is_empty=st.booleans())
    def confirm_empty(self, data: Draw, is_empty: bool) -> None:
        held = self.some_stock(data)
        told = ConfirmEmpty(
            bin_code=BinCode(held.place), sku=held.sku, is_empty=is_empty, lot=held.lot
        )
        self.work(told)

    def some_count(self, data: Draw) -> CountId:
        with self.station.reading() as tables:
            open_ = [each.count_id for each in tables.keeping.open_counts()]
        return self.one_of(data, open_, CountId(NONSENSE))

    @rule(data=st.data())
    def approve_count(self, data: Draw) -> None:
        self.work(ApproveCount(count_id=self.some_count(data)), SUE)

    @rule(data=st.data())
    def reject_count(self, data: Draw) -> None:
        self.work(RejectCount(count_id=self.some_count(data)), SUE)

    @rule(qty_each=st.integers(-1, 2), percent=st.sampled_from((0, 50, -1)))
    def set_count_tolerance(self, qty_each: int, percent: int) -> None:
        self.work(SetCountTolerance(qty_each=qty_each, percent=percent), SUE)

    @rule(abc=st.sampled_from(Abc), most=st.integers(0, 3))
    def plan_counts(self, abc: Abc, most: int) -> None:
        self.work(PlanCounts(abc=abc, most=most), SUE)

    @rule(
        data=st.data(),
        reason=st.sampled_from(AdjustReason),
        badge=st.sampled_from((SUE, SUE, SUE, SUE, SUE, ANA)),
    )
    def adjust_stock(self, data: Draw, reason: AdjustReason, badge: Badge) -> None:
        held = self.some_stock(data)
        taken = -self.some_of(data, held)
        gains = (AdjustReason.FOUND, AdjustReason.CORRECTION)
        qty_each = data.draw(st.integers(1, 2)) if reason in gains else taken
        serials = self.these(held, -qty_each)
        if held.sku == PHONE and qty_each > 0:
            serials = tuple(Serial(f"F{self.serials + n}") for n in range(qty_each))
            self.serials += qty_each
        asked = AdjustStock(
            bin_code=BinCode(held.place),
            sku=held.sku,
            qty_each=qty_each,
            reason=reason,
            lot=held.lot,
            serials=serials,
            target=BinCode(self.one_of(data, (NO_BIN,), BINS[3])),
        )
        self.work(asked, badge)

    @rule(into=st.sampled_from((NO_BIN, NO_BIN, BinCode(BINS[4]))))
    def expire_stock(self, into: BinCode) -> None:
        self.work(ExpireStock(bin_code=into), SUE)

    # ── goods that come back ──────────────────────────────────────────────────────────

    @rule(data=st.data(), sku=st.sampled_from(SKUS), qty_each=EACHES)
    def open_return(self, data: Draw, sku: Sku, qty_each: int) -> None:
        with self.station.reading() as tables:
            sent = tables.orders.lines.find(
                "AND shipped_each > 0 ORDER BY order_id, line_no"
            )
            refs = {each.order_id: each.ref for each in tables.orders.orders.find("")}
        line = self.one_of(data, sent, None)
        lines = ((line.sku if line else sku, qty_each),)
        ref = refs[line.order_id] if line else ""
        asked = OpenReturn(reason="broken", lines=lines, order_ref=ref, channel="shop")
        self.work(asked if ref else OpenReturn(reason="unknown", lines=lines), SUE)

    def some_return(self, data: Draw, *states: ReturnState) -> Return | None:
        with self.station.reading() as tables:
            given = tables.returns.returns.find("ORDER BY return_id")
        found = [each for each in given if each.state in states]
        if not found:
            self.open_return(data, SKUS[0], 1)
        return self.one_of(data, found, None)

    @rule(data=st.data(), qty_each=st.integers(1, 3))
    def receive_return(self, data: Draw, qty_each: int) -> None:
        given = self.some_return(data, *ReturnState)
        return_id = given.return_id if given else ReturnId(NONSENSE)
        with self.station.reading() as tables:
            lines = tables.returns.lines_of(return_id)
        line = self.one_of(data, lines, None)
        sku = line.sku if line else SKUS[0]
        receipt = self.receipt(sku, BINS[0], qty_each)
        arrived = ReceiveReturn(
            return_id=return_id,
            sku=sku,
            qty_each=qty_each,
            place=self.one_of(data, (RETURNS,), Place(BINS[0])),
            lot=receipt.lot,
            serials=receipt.serials,
        )
        if isinstance(self.work(arrived, PAM), Done):
            # What came back may go out again.
            self.received[sku] += qty_each

    @rule(data=st.data(), outcome=st.sampled_from(Outcome))
    def inspect_return(self, data: Draw, outcome: Outcome) -> None:
        open_ = (ReturnState.ARRIVED, ReturnState.INSPECTING)
        given = self.some_return(data, *open_)
        with self.station.reading() as tables:
            waiting = tables.stock.inside(RETURNS)
        held = self.one_of(data, waiting, self.nothing())
        qty_each = self.some_of(data, held)
        bins = (BinCode(BINS[1]), NO_BIN)
        is_restocked = outcome is Outcome.RESTOCK
        looked = InspectReturn(
            return_id=given.return_id if given else ReturnId(NONSENSE),
            sku=held.sku,
            qty_each=qty_each,
            place=held.place,
            outcome=outcome,
            bin_code=self.one_of(
                data, bins[:1] if is_restocked else bins[1:], BinCode(BINS[4])
            ),
            lot=held.lot,
            serials=self.these(held, qty_each),
        )
        self.work(looked, PAM)

    @rule(data=st.data())
    def close_return(self, data: Draw) -> None:
        given = self.some_return(data, *ReturnState)
        return_id = given.return_id if given else ReturnId(NONSENSE)
        self.work(CloseReturn(return_id=return_id), SUE)

    # ── what there is ─────────────────────────────────────────────────────────────────

    def nothing(self) -> Balance:
        return Balance(place=Place(BINS[4]), sku=SKUS[0], qty_each=0)

    def some_stock(self, data: Draw) -> Balance:
        """Goods in some bin, now and then none."""
        with self.station.reading() as tables:
            inside = tables.stock.in_bins()
        return self.one_of(data, inside, self.nothing())

    def some_of(self, data: Draw, held: Balance) -> int:
        """So many of them, now and then too many."""
        return data.draw(st.integers(1, max(1, held.qty_each)) | st.integers(0, 5))

    def these(self, held: Balance, qty_each: int) -> tuple[Serial, ...]:
        """The serials of so many of them, where they have some."""
        assert held.place in (DOCK, RETURNS) or is_bin(held.place)
        return self.serials_in(held.place, held.sku, qty_each)[: max(0, qty_each)]
