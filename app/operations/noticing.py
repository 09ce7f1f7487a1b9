"""Telling people: what happened becomes a notice, once, and somebody approves it.

Any operation tells with `tell_customer` and `tell_company`, in its own transaction. Telling
the same again writes nothing, so that whoever tells need not know what was told before.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from app.database.tables import Tables
from app.engine import delays, notices
from app.engine.names import NO_ORDER, OrderId
from app.engine.notices import (
    Discrepancy,
    Facts,
    Notice,
    NoticeKind,
    NoticePolicy,
    SetNoticePolicy,
)
from app.engine.orders import Order, OrderLine
from app.engine.packing import Parcel
from app.engine.refusals import Done, Verdict
from app.engine.task_states import Payment
from app.operations.doing import Doing

_POLICY: Final = "notice_policy_"
"""The site's setting for a kind of notice begins with this."""

GIVES_CREDIT: Final = "delay_credit"
"""The site's setting for whether the shop gives credit itself."""

WAITS: Final = frozenset({NoticeKind.SHORT, NoticeKind.DELAYED})
"""What a customer is told of goods that come later."""


def tell_customer(
    tables: Tables,
    moment: Doing,
    kind: NoticeKind,
    order_id: OrderId,
    facts: Facts,
    *,
    subject: str = "",
) -> list[Notice]:
    """Have an order's customer told something; returns what was written, if anything.

    `subject` tells things of one kind about one order apart: a line, a parcel, a return.
    """
    # Of an order that is being placed now nothing was told before.
    is_new = order_id == moment.op_id
    known = [] if is_new else tables.books.told(kind, order_id, subject)
    asked = _asked(moment, kind, order_id, subject, facts)
    return _draft(tables, moment, asked, known)


def tell_company(
    tables: Tables,
    moment: Doing,
    kind: NoticeKind,
    subject: str,
    facts: Mapping[str, str | int],
) -> None:
    """Have the house told something about a subject: a SKU, a manifest, a discrepancy."""
    known = tables.books.told(kind, NO_ORDER, subject)
    asked = _asked(moment, kind, NO_ORDER, subject, facts)
    _draft(tables, moment, asked, known)


def _asked(
    moment: Doing, kind: NoticeKind, order_id: OrderId, subject: str, facts: Facts
) -> Notice:
    return Notice(
        notice_id=notices.notice_id(kind, order_id, subject),
        order_id=order_id,
        kind=kind,
        facts=notices.write(facts),
        at=moment.at,
        subject=subject,
    )


def _draft(
    tables: Tables, moment: Doing, asked: Notice, known: Sequence[Notice]
) -> list[Notice]:
    made = notices.draft(asked, known, policy_of(tables, asked.kind), moment.op_id)
    tables.books.notices.put(*made)
    return made


def tell_delivered(tables: Tables, moment: Doing, parcel: Parcel, at: datetime) -> None:
    """Say that a parcel arrived, once, however often and by whomever that is heard."""
    facts = notices.delivered(parcel, at)
    tell_customer(
        tables,
        moment,
        NoticeKind.DELIVERED,
        parcel.order_id,
        facts,
        subject=parcel.parcel_id,
    )


def settle_drafts(tables: Tables, moment: Doing, order_id: OrderId) -> None:
    """Have drafts about goods that come later say what is so now, or drop them."""
    drafts = [x for x in tables.books.drafts_about(order_id) if x.kind in WAITS]
    lines = tables.orders.lines_of(order_id) if drafts else []
    for each in drafts:
        facts = notices.as_it_is(each, lines)
        if facts is None:
            over = notices.drop(each, notices.OVERTAKEN, moment.op_id)
            tables.books.notices.put(over)
        elif notices.write(facts) != each.facts:
            tell_customer(
                tables, moment, each.kind, order_id, facts, subject=each.subject
            )


def tell_stock_out(tables: Tables, moment: Doing, lines: Iterable[OrderLine]) -> None:
    """Say that nothing of these lines' SKUs can be sold, once for as long as it lasts."""
    names = {line.sku: line.name for line in lines}
    known = tables.books.told(NoticeKind.STOCK_OUT, NO_ORDER, *names) if names else []
    policy = policy_of(tables, NoticeKind.STOCK_OUT)
    for sku, name in names.items():
        facts = {"sku": sku, "name": name, "since": notices.day(moment.at)}
        asked = _asked(moment, NoticeKind.STOCK_OUT, NO_ORDER, sku, facts)
        theirs = [each for each in known if each.subject == sku]
        made = notices.draft(asked, theirs, policy, moment.op_id)
        tables.books.notices.put(*made)


def tell_discrepancy(tables: Tables, moment: Doing, found: Discrepancy) -> None:
    """Say that somebody has to look at something."""
    facts = {"kind": found.kind, "says": found.says}
    tell_company(tables, moment, NoticeKind.DISCREPANCY, found.discrepancy_id, facts)


def tell_confirmed(
    tables: Tables, moment: Doing, order: Order, lines: Sequence[OrderLine]
) -> None:
    """Say what was ordered, and again when it is not what was confirmed."""
    facts = notices.confirmed(order, lines)
    tell_customer(tables, moment, NoticeKind.CONFIRMED, order.order_id, facts)


def tell_cancelled(tables: Tables, moment: Doing, order: Order, reason: str) -> None:
    """Say what is cancelled of an order, and that goods of it come later no more."""
    lines = tables.orders.lines_of(order.order_id)
    facts = notices.cancelled(lines, reason, refund_by(tables, moment, order))
    tell_customer(tables, moment, NoticeKind.CANCELLED, order.order_id, facts)
    settle_drafts(tables, moment, order.order_id)


def refund_by(tables: Tables, moment: Doing, order: Order) -> date | None:
    """By when a customer has money back that is owed from now on; None when none is here."""
    if order.payment is not Payment.PAID:
        return None
    is_own_credit = gives_credit(tables)
    return delays.refund_by(moment.at.date(), is_own_credit=is_own_credit)


def gives_credit(tables: Tables) -> bool:
    """Whether the shop gives its customers credit itself: see `SetDelayRule`."""
    return bool(tables.people.setting(GIVES_CREDIT))


def drop_drafts(
    tables: Tables, moment: Doing, order_id: OrderId, kinds: Iterable[NoticeKind]
) -> None:
    """Drop what was to be told of an order and is not so any more."""
    for each in tables.books.drafts_about(order_id):
        if each.kind in kinds:
            over = notices.drop(each, notices.OVERTAKEN, moment.op_id)
            tables.books.notices.put(over)


def policy_of(tables: Tables, kind: NoticeKind) -> NoticePolicy:
    """How notices of a kind are approved here."""
    set_here = tables.people.setting(f"{_POLICY}{kind}")
    return NoticePolicy(set_here) if set_here else notices.USUAL_POLICY[kind]


def set_notice_policy(tables: Tables, _doing: Doing, asked: SetNoticePolicy) -> Verdict:
    """Say whether notices of a kind are approved by a person; drafts stay drafts."""
    tables.people.set(f"{_POLICY}{asked.kind}", asked.policy)
    return Done(values={"kind": asked.kind, "policy": asked.policy})
