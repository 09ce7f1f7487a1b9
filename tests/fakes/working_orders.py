"""Steps of a made-up day: what customers and the office do to orders."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import rule

from app.engine.cancelling import CancelLine, CancelOrder
from app.engine.changing import ChangeOrder, LineChange
from app.engine.delays import AnswerDelay, DelayAnswer, ReviewDelays, SetDelayRule
from app.engine.holding import HoldOrder, HoldReason, LetGoOrder
from app.engine.names import BinCode, OrderId, PutBackId, Sku
from app.engine.notices import (
    ApproveNotice,
    DropNotice,
    NoticeKind,
    NoticePolicy,
    SetNoticePolicy,
)
from app.engine.orders import Order
from app.engine.paying import SetUnpaidHold, TakePayment
from app.engine.permits import NoteRefusal
from app.engine.putting_back import PutBack
from app.engine.refusals import Refusal
from app.engine.reserving import ExpectStock, ExpireReservations
from app.engine.site import SetPreference
from app.engine.substituting import SetSubstitutes, SubstituteLine
from app.engine.task_states import OrderState, Payment
from app.operations.kinds import Command
from tests.fakes import site
from tests.fakes.site import ANA, BEN, PAM, SUE
from tests.fakes.working_day import BINS, NONSENSE, SKUS, Draw, WorkingDay, dump

EACHES = st.integers(0, 4)
DEAD = (OrderState.CANCELLED, OrderState.DELIVERED, OrderState.RETURNED)


class OrderSteps(WorkingDay):
    """A method for each kind of operation, by the kind's own name."""

    days = -2
    """How far the day is, from the one the orders are promised for, for who counts days."""

    def some_order(self, data: Draw) -> OrderId:
        """Mostly one that can still change."""
        orders = self.orders()
        alive = [each for each in orders if each.state not in DEAD]
        found = self.one_of(data, alive or orders, None)
        return found.order_id if found else OrderId(NONSENSE)

    def orders(self) -> list[Order]:
        with self.station.reading() as tables:
            return tables.orders.orders.find("ORDER BY order_id")

    @rule(data=st.data(), state=st.sampled_from((*Payment, Payment.PAID)))
    def take_payment(self, data: Draw, state: Payment) -> None:
        unsettled = (Payment.UNPAID, Payment.AUTHORIZED)
        orders = self.orders()
        open_ = [each.ref for each in orders if each.payment in unsettled]
        refs = open_ or [each.ref for each in orders]
        ref = self.one_of(data, refs, NONSENSE)
        self.work(TakePayment(channel="shop", ref=ref, state=state), SUE)

    @rule(minutes=st.integers(-1, 60))
    def set_unpaid_hold(self, minutes: int) -> None:
        self.work(SetUnpaidHold(minutes=minutes), SUE)

    @rule(hours=st.integers(0, 3))
    def expire_reservations(self, hours: int) -> None:
        later = self.station.now() + timedelta(hours=hours)
        outcome = site.do_at(self.station, ExpireReservations(), later)
        self.before = dump(self.station)
        assert outcome.outcome == "done"

    @rule(sku=st.sampled_from((*SKUS, Sku(NONSENSE))), is_known=st.booleans())
    def expect_stock(self, sku: Sku, is_known: bool) -> None:
        self.work(ExpectStock(sku=sku, at=site.DAY if is_known else None), SUE)

    # ── telling ───────────────────────────────────────────────────────────────────────

    @rule(kind=st.sampled_from(NoticeKind), policy=st.sampled_from(NoticePolicy))
    def set_notice_policy(self, kind: NoticeKind, policy: NoticePolicy) -> None:
        self.work(SetNoticePolicy(kind=kind, policy=policy), SUE)

    def some_draft(self, data: Draw) -> str:
        with self.station.reading() as tables:
            drafts = tables.books.notices.find("AND state = 'draft' ORDER BY notice_id")
        return self.one_of(data, [each.notice_id for each in drafts], NONSENSE)

    @rule(data=st.data())
    def approve_notice(self, data: Draw) -> None:
        self.later(ApproveNotice(notice_id=self.some_draft(data)), data)

    @rule(data=st.data(), reason=st.sampled_from(("told by phone", "")))
    def drop_notice(self, data: Draw, reason: str) -> None:
        self.work(DropNotice(notice_id=self.some_draft(data), reason=reason), SUE)

    @rule(data=st.data())
    def review_delays(self, data: Draw) -> None:
        assert self.later(ReviewDelays(), data) == "done"

    @rule(data=st.data(), answer=st.sampled_from(DelayAnswer))
    def answer_delay(self, data: Draw, answer: DelayAnswer) -> None:
        with self.station.reading() as tables:
            offers = tables.delays.offers.find("ORDER BY order_id, number")
        order_id = self.one_of(
            data, [each.order_id for each in offers], OrderId(NONSENSE)
        )
        self.later(AnswerDelay(order_id=order_id, answer=answer), data)

    @rule(is_on=st.sampled_from((True, True, False)), days=st.integers(-1, 5))
    def set_delay_rule(self, is_on: bool, days: int) -> None:
        self.work(SetDelayRule(is_on=is_on, warn_days=days), SUE)

    def later(self, command: Command, data: Draw) -> str:
        """Do something on a day around the promises of the orders made up here."""
        self.days += data.draw(st.sampled_from((0, 0, 0, 1, 20)))
        at = site.DAY + timedelta(days=self.days)
        outcome = site.do_at(self.station, command, at)
        self.before = dump(self.station)
        return outcome.outcome

    @rule(data=st.data(), reason=st.sampled_from(HoldReason))
    def hold_order(self, data: Draw, reason: HoldReason) -> None:
        self.work(HoldOrder(order_id=self.some_order(data), reason=reason), SUE)

    @rule(data=st.data())
    def let_go_order(self, data: Draw) -> None:
        held = [each.order_id for each in self.orders() if each.hold]
        if not held:
            self.hold_order(data, HoldReason.ADDRESS)
            return
        self.work(LetGoOrder(order_id=self.one_of(data, held, OrderId(NONSENSE))), SUE)

    @rule(
        data=st.data(),
        carrier=st.sampled_from((None, None, "DHL", site.MAIL)),
        qty_each=EACHES,
    )
    def change_order(self, data: Draw, carrier: str | None, qty_each: int) -> None:
        line = LineChange(
            qty_each=qty_each,
            line_no=data.draw(st.integers(0, 3)),
            sku=data.draw(st.sampled_from((*SKUS, Sku(NONSENSE)))),
        )
        changed = ChangeOrder(
            order_id=self.some_order(data),
            carrier=carrier,
            priority=data.draw(st.sampled_from((None, 1, 9))),
            lines=data.draw(st.sampled_from((None, (line,)))),
        )
        self.work(changed, SUE)

    @rule(data=st.data())
    def cancel_order(self, data: Draw) -> None:
        self.work(CancelOrder(order_id=self.some_order(data)), SUE)

    @rule(data=st.data(), qty_each=EACHES)
    def cancel_line(self, data: Draw, qty_each: int) -> None:
        order_id = self.some_order(data)
        with self.station.reading() as tables:
            lines = tables.orders.lines_of(order_id)
        line = self.one_of(data, lines, None)
        asked = CancelLine(
            order_id=order_id,
            line_no=line.line_no if line else 9,
            qty_each=min(qty_each, line.wanted_each) if line else 1,
        )
        self.work(asked, SUE)

    @rule(sku=st.sampled_from(SKUS), other=st.sampled_from((*SKUS, Sku(NONSENSE))))
    def set_substitutes(self, sku: Sku, other: Sku) -> None:
        self.work(SetSubstitutes(sku=sku, others=(other,)), SUE)

    @rule(data=st.data())
    def substitute_line(self, data: Draw) -> None:
        with self.station.reading() as tables:
            short = tables.orders.lines.find(
                "AND backordered_each > 0 ORDER BY order_id, line_no"
            )
            listed = tables.items.substitutes.find("ORDER BY sku, other_sku")
        fits = [(x, y.other_sku) for x in short for y in listed if x.sku == y.sku]
        found = self.one_of(data, fits, None)
        line, other = found or (self.one_of(data, short, None), SKUS[0])
        asked = SubstituteLine(
            order_id=line.order_id if line else OrderId(NONSENSE),
            line_no=line.line_no if line else 1,
            other_sku=other,
            customer_agreed=data.draw(st.booleans()),
        )
        self.work(asked, SUE)

    @rule(data=st.data(), qty_each=st.integers(0, 5))
    def put_back(self, data: Draw, qty_each: int) -> None:
        with self.station.reading() as tables:
            backs = tables.work.put_backs.find("AND state = 'open' ORDER BY put_back_id")
        if not backs:
            self.cancel_order(data)
            return
        back = self.one_of(data, backs, None)
        bin_code = back.bin_code if back else BinCode(BINS[0])
        done = PutBack(
            put_back_id=back.put_back_id if back else PutBackId(NONSENSE),
            bin_code=BinCode(self.one_of(data, (bin_code, BINS[2]), "TOTE-0001")),
            qty_each=min(qty_each, back.left_each) if back else 1,
        )
        self.work(done, PAM)

    @rule(reason=st.sampled_from(Refusal))
    def note_refusal(self, reason: Refusal) -> None:
        self.work(NoteRefusal(kind="put_back", reason=reason), ANA)

    @rule(badge=st.sampled_from((ANA, BEN)), value=st.sampled_from(("100", "150", "")))
    def set_preference(self, badge: site.Badge, value: str) -> None:
        self.work(SetPreference(badge=badge, name="text_percent", value=value), badge)
