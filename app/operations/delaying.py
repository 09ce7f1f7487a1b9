"""Orders that cannot be sent in time: what is offered, what is answered, what is over."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from app.database.tables import Tables
from app.engine import cancelling, delays, notices, reserving
from app.engine.delays import (
    AnswerDelay,
    Cancel,
    Delay,
    DelayAnswer,
    Offer,
    ReviewDelays,
    Section,
    SetDelayRule,
    Withdraw,
)
from app.engine.names import OrderId, Sku
from app.engine.notices import NoticeKind
from app.engine.orders import Order, OrderLine
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.task_states import NoticeState
from app.operations import noticing
from app.operations.cancelling import give_up_all
from app.operations.doing import Doing
from app.operations.promising import LineKey

IS_ON: Final = "delay_rule"
WARN_DAYS: Final = "delay_warn_days"
MOST_WARN_DAYS: Final = 365


def set_delay_rule(tables: Tables, _doing: Doing, asked: SetDelayRule) -> Verdict:
    """Say whether 16 CFR 435 holds here: shops in other countries have other duties."""
    if not 0 <= asked.warn_days <= MOST_WARN_DAYS:
        return Refused(
            reason=Refusal.DAYS_OUT_OF_RANGE,
            wanted=f"{MOST_WARN_DAYS}",
            got=f"{asked.warn_days}",
        )
    tables.people.set(IS_ON, "on" if asked.is_on else "off")
    tables.people.set(WARN_DAYS, f"{asked.warn_days}")
    tables.people.set(noticing.GIVES_CREDIT, "yes" if asked.gives_credit else "")
    return Done()


def is_on(tables: Tables) -> bool:
    """Whether the delay rule holds here: it does until somebody says otherwise."""
    return tables.people.setting(IS_ON) != "off"


def _warn_days(tables: Tables) -> int:
    return int(tables.people.setting(WARN_DAYS) or delays.USUAL_WARN_DAYS)


def review_delays(tables: Tables, doing: Doing, _asked: ReviewDelays) -> Verdict:
    """Do for every open order what the rule orders today.

    Orders that are over are cancelled first: what they held is promised to who waits, and
    may keep another promise. Where the rule is off nothing is looked at.
    """
    counts = {"offered": 0, "withdrawn": 0, "cancelled": 0}
    if not is_on(tables):
        return Done(effect=Effect.DELAY_RULE_OFF, values=counts)
    warn_days = _warn_days(tables)
    last_day = delays.after(doing.at.date(), warn_days + 1)
    orders = tables.delays.due(delays.at_day(last_day))
    left = [order for order in orders if not _ended(tables, doing, order)]
    counts["cancelled"] = len(orders) - len(left)
    coming = _Coming(tables)
    for order in left:
        made = _told(tables, doing, order, coming, warn_days)
        counts["offered"] += isinstance(made, Offer)
        counts["withdrawn"] += isinstance(made, Withdraw)
    return Done(effect=Effect.DELAYS_REVIEWED, values=counts)


def promise_breaks(tables: Tables, doing: Doing, order_id: OrderId) -> None:
    """Draft the offer an order's customer is owed, at once, when its promise breaks now.

    Nothing is cancelled here: somebody stands at a bin with its goods.
    """
    order = tables.orders.order(order_id)
    assert order is not None, order_id
    if is_on(tables) and reserving.may_wait(order):
        _told(tables, doing, order, _Coming(tables), None)


# ── cancelling ────────────────────────────────────────────────────────────────────────


def _ended(tables: Tables, doing: Doing, order: Order) -> bool:
    """Cancel an order that the rule says is over; whether it was."""
    offers = tables.delays.of(order.order_id)
    promised = _promised_at(order, offers).date()
    ruling = delays.decide(promised, offers, doing.at.date(), None, None)
    if not isinstance(ruling, Cancel):
        return False
    give_up_all(tables, doing, order, reason=notices.DELAY_RULE)
    last = offers[-1] if offers else _nothing_offered(order, doing.at)
    _end(tables, doing, order, last, ruling.section)
    return True


def _promised_at(order: Order, offers: Sequence[Delay]) -> datetime:
    """What was promised first: as it was when the customer was offered something."""
    return offers[0].promised_at if offers else order.ship_by


def _nothing_offered(order: Order, at: datetime) -> Delay:
    """The record of an order whose promise broke before anybody was told."""
    return Delay(
        order_id=order.order_id,
        number=1,
        promised_at=order.ship_by,
        due_at=order.ship_by,
        revised_at=None,
        answer_by=order.ship_by,
        at=at,
    )


def _end(
    tables: Tables, doing: Doing, order: Order, delay: Delay, section: Section
) -> None:
    lines = tables.orders.lines_of(order.order_id)
    refund = noticing.refund_by(tables, doing, order)
    minor = notices.refund_minor(lines) if refund else 0
    tables.delays.offers.put(delays.end(delay, doing.at, section, refund, minor))


# ── offering ──────────────────────────────────────────────────────────────────────────


class _Coming:
    """When goods that orders wait for should be here, looked up once for each SKU."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._known: dict[Sku, dict[LineKey, datetime | None]] = {}

    def of(self, line: OrderLine) -> datetime | None:
        """For one line; who waited before gets theirs first."""
        if line.expected_at:
            return line.expected_at
        if line.sku not in self._known:
            self._known[line.sku] = self._look(line.sku)
        return self._known[line.sku][line.order_id, line.line_no]

    def _look(self, sku: Sku) -> dict[LineKey, datetime | None]:
        waiting = self._tables.orders.waiting_for(sku)
        expected = self._tables.purchases.expected(sku)
        days = delays.arrivals(
            [each.backordered_each for each in waiting],
            [(each.qty_each, each.expected_at) for each in expected],
        )
        keys = [(each.order_id, each.line_no) for each in waiting]
        return dict(zip(keys, days, strict=True))


def _told(
    tables: Tables, doing: Doing, order: Order, coming: _Coming, warn_days: int | None
) -> Offer | Withdraw | None:
    """Draft or withdraw an order's offer as the rule has it now; what was done, if anything."""
    offers = tables.delays.of(order.order_id)
    lines = tables.orders.lines_of(order.order_id)
    noticing.settle_drafts(tables, doing, order.order_id)
    promised = _promised_at(order, offers)
    expected = [coming.of(line) for line in lines if line.backordered_each]
    leaves = delays.leaves_at(promised, offers)
    ready = delays.ready_on(expected, leaves, doing.at)
    ruling = delays.decide(promised.date(), offers, doing.at.date(), ready, warn_days)
    match ruling:
        case Offer():
            made = delays.record(order.order_id, promised, ruling, doing.at)
            return ruling if _offer(tables, doing, made, offers, lines) else None
        case Withdraw():
            noticing.drop_drafts(tables, doing, order.order_id, [NoticeKind.DELAYED])
            gone = replace(offers[-1], withdrawn_at=doing.at)
            tables.delays.offers.put(gone)
            return ruling
        case _:
            return None


def _offer(
    tables: Tables,
    doing: Doing,
    made: Delay,
    before: Sequence[Delay],
    lines: Sequence[OrderLine],
) -> bool:
    """Keep an offer and draft its notice; whether there was anything new to say."""
    last = before[-1] if before else None
    if last and (last.number, last.revised_at) == (made.number, made.revised_at):
        return False
    facts = delays.facts(made, lines, is_own_credit=noticing.gives_credit(tables))
    [notice] = noticing.tell_customer(
        tables,
        doing,
        NoticeKind.DELAYED,
        made.order_id,
        facts,
        subject=f"{made.number}",
    ) or [None]
    if notice:
        is_sent = notice.state is NoticeState.APPROVED
        made = replace(
            made, notice_id=notice.notice_id, offered_at=doing.at if is_sent else None
        )
        tables.delays.offers.put(made)
    return notice is not None


# ── answering ─────────────────────────────────────────────────────────────────────────


def answer_delay(tables: Tables, doing: Doing, asked: AnswerDelay) -> Verdict:
    """Keep a customer's answer; who cancels is cancelled and refunded at once."""
    order = tables.orders.order(asked.order_id)
    if order is None:
        return Refused(reason=Refusal.UNKNOWN_ORDER, got=asked.order_id)
    lines = tables.orders.lines_of(order.order_id)
    offers = tables.delays.of(order.order_id)
    last = offers[-1] if offers else None
    no = cancelling.may_cancel(order, lines) or delays.may_answer(
        last, asked.answer, doing.at.date()
    )
    if no:
        return no
    assert last is not None, "only an offer that was made is answered"
    answered = replace(last, answer=asked.answer, answered_at=doing.at)
    tables.delays.offers.put(answered)
    values = {"order": order.ref, "answer": asked.answer.value}
    if asked.answer is not DelayAnswer.CANCELS:
        return Done(effect=Effect.DELAY_ANSWERED, values=values)
    given_up = give_up_all(tables, doing, order, reason=notices.ASKED)
    _end(tables, doing, order, answered, Section.CUSTOMER_CANCELLED)
    return Done(effect=given_up.effect, values={**values, **given_up.values})
