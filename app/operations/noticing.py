"""Telling people: what happened becomes a notice, once, and somebody approves it.

Any operation tells with `tell_customer` and `tell_company`, in its own transaction. Telling
the same again writes nothing, so that whoever tells need not know what was told before.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from app.database.tables import Tables
from app.engine import notices
from app.engine.names import NO_ORDER, OrderId
from app.engine.notices import Facts, Notice, NoticeKind, NoticePolicy, SetNoticePolicy
from app.engine.packing import Parcel
from app.engine.refusals import Done, Verdict
from app.operations.doing import Doing

_POLICY: Final = "notice_policy_"
"""The site's setting for a kind of notice begins with this."""

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
    return _tell(tables, moment, kind, order_id, subject, facts, known)


def tell_company(
    tables: Tables,
    moment: Doing,
    kind: NoticeKind,
    subject: str,
    facts: Mapping[str, str | int],
) -> None:
    """Have the house told something about a subject: a SKU, a manifest, a discrepancy."""
    known = tables.books.told(kind, NO_ORDER, subject)
    _tell(tables, moment, kind, NO_ORDER, subject, facts, known)


def _tell(
    tables: Tables,
    moment: Doing,
    kind: NoticeKind,
    order_id: OrderId,
    subject: str,
    facts: Facts,
    known: list[Notice],
) -> list[Notice]:
    asked = Notice(
        notice_id=notices.notice_id(kind, order_id, subject),
        order_id=order_id,
        kind=kind,
        facts=notices.write(facts),
        at=moment.at,
        subject=subject,
    )
    made = notices.draft(asked, known, policy_of(tables, kind), moment.op_id)
    tables.books.notices.put(*made)
    return made


def tell_delivered(tables: Tables, moment: Doing, parcel: Parcel) -> None:
    """Say that a parcel arrived, however often and by whomever that is heard."""
    facts = notices.delivered(parcel, moment.at)
    tell_customer(
        tables,
        moment,
        NoticeKind.DELIVERED,
        parcel.order_id,
        facts,
        subject=parcel.parcel_id,
    )


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
