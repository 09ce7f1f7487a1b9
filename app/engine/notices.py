"""What people are to be told, as facts; and what only a person can put right.

Facts are data, never sentences: `app/ui/words` makes those, in every language, where somebody
reads them. What is told is known by its kind, its order and its subject, so that nobody hears
the same twice.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, cast

from app.engine.names import NO_OPERATION, OpId, OrderId
from app.engine.orders import Order, OrderLine
from app.engine.packing import Parcel
from app.engine.refunding import Refund
from app.engine.refusals import Refusal, Refused
from app.engine.returning import Return
from app.engine.shipping import Manifest
from app.engine.site import Role
from app.engine.task_states import NOTICE, NoticeEvent, NoticeState, ParcelState

Fact = str | int | Sequence[Mapping[str, str | int]]
Facts = Mapping[str, Fact]
"""Names and what is so: text, whole numbers, days as `2010-12-06`, amounts in the currency's
smallest unit (`…_minor`), and `lines` of goods: sku, name, qty."""


class NoticeKind(StrEnum):
    """Why somebody is told something: a customer first, then the people of the house."""

    CONFIRMED = "confirmed"
    DELAYED = "delayed"
    SHORT = "short"
    SUBSTITUTED = "substituted"
    SPLIT = "split"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    REFUNDED = "refunded"
    CANCELLED = "cancelled"
    LORRY_LEFT = "lorry_left"
    STOCK_OUT = "stock_out"
    LOW_STOCK = "low_stock"
    DISCREPANCY = "discrepancy"


_OFFICE: Final = frozenset({Role.SUPERVISOR})

READERS: Final[Mapping[NoticeKind, frozenset[Role]]] = {
    # One for every lorry, not one a day: who waits at the dock wants to know it now.
    NoticeKind.LORRY_LEFT: frozenset({Role.SUPERVISOR, Role.PACKER}),
    NoticeKind.STOCK_OUT: _OFFICE,
    NoticeKind.LOW_STOCK: _OFFICE,
    NoticeKind.DISCREPANCY: _OFFICE,
}
"""The roles that read what the house is told; every other kind is for the customer."""


CUSTOMER: Final = "customer"
AUDIENCES: Final = (CUSTOMER, *(role.value for role in Role))


def read_by(audience: str) -> list[NoticeKind]:
    """The kinds of notices a customer, or a role in the house, reads."""
    if audience == CUSTOMER:
        return [kind for kind in NoticeKind if kind not in READERS]
    return [kind for kind, roles in READERS.items() if audience in roles]


class NoticePolicy(StrEnum):
    """Who approves a notice: nobody has to, or a person does."""

    AUTOMATIC = "automatic"
    BY_PERSON = "by_person"


_BY_PERSON: Final = frozenset(
    {
        NoticeKind.DELAYED,
        NoticeKind.SHORT,
        NoticeKind.SUBSTITUTED,
        NoticeKind.REFUNDED,
        NoticeKind.CANCELLED,
    }
)
USUAL_POLICY: Final[Mapping[NoticeKind, NoticePolicy]] = {
    kind: NoticePolicy.BY_PERSON if kind in _BY_PERSON else NoticePolicy.AUTOMATIC
    for kind in NoticeKind
}
"""What is good news goes by itself; what costs money or patience, somebody reads first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetNoticePolicy:
    """Say how notices of a kind are approved from now on; drafts stay drafts."""

    kind: NoticeKind
    policy: NoticePolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveNotice:
    """This may be sent."""

    notice_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DropNotice:
    """This is not to be sent, and why."""

    notice_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something to tell; sending it is another's work.

    `subject` is what it is about within its order and kind: a line, a parcel, a SKU. What
    follows on one that is known already is the next `n`. `op_id` drafted it as it is now;
    `decided_by` approved or dropped it, for `reason`.
    """

    notice_id: str
    order_id: OrderId
    kind: NoticeKind
    facts: str
    at: datetime
    state: NoticeState = NoticeState.DRAFT
    subject: str = ""
    n: int = 1
    op_id: OpId = NO_OPERATION
    decided_by: OpId = NO_OPERATION
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """A fact the books cannot place, waiting for a person."""

    discrepancy_id: str
    op_id: OpId
    kind: str
    says: str
    at: datetime
    state: str = "open"


# ── drafting: never the same twice ────────────────────────────────────────────────────

OVERTAKEN: Final = "overtaken"
"""The reason on a draft that was not true any more, or not needed."""

_WRONG_WHEN: Final[Mapping[NoticeKind, tuple[str, ...]]] = {
    NoticeKind.CONFIRMED: ("lines", "ship_by"),
    # What an offer said stands until the rule makes another one: see `delays`.
    NoticeKind.DELAYED: (),
    NoticeKind.SHORT: ("missing",),
    NoticeKind.SPLIT: (),
    NoticeKind.DELIVERED: (),
    NoticeKind.SHIPPED: ("tracking",),
    NoticeKind.STOCK_OUT: ("since",),
    NoticeKind.DISCREPANCY: (),
    NoticeKind.SUBSTITUTED: (),
    NoticeKind.REFUNDED: ("amount_minor",),
    NoticeKind.CANCELLED: ("lines",),
    NoticeKind.LORRY_LEFT: ("parcels",),
}
"""The facts that make what somebody was told wrong once they change; else any of them."""


_JSON: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


def write(facts: Facts) -> str:
    """Facts as text: the same facts are the same text."""
    return _JSON.encode(facts)


def read(notice: Notice) -> dict[str, Any]:
    """The facts of a notice."""
    return cast(dict[str, Any], json.loads(notice.facts))


def draft(
    asked: Notice, known: Sequence[Notice], policy: NoticePolicy, op_id: OpId
) -> list[Notice]:
    """The notices to write so that somebody is told `asked`: none when they are already.

    `known` are those of the same order, kind and subject, first to last. A draft is replaced
    by what is so now. What was approved is followed by another one only when it is wrong
    now, and what was dropped only when there is something else to tell; a draft that is not
    needed any more is dropped.
    """
    last = known[-1] if known else None
    told = next((x for x in reversed(known) if x.state is NoticeState.APPROVED), None)
    open_ = last if last and last.state is NoticeState.DRAFT else None
    if told and not _is_wrong_now(told, asked):
        return [drop(open_, OVERTAKEN, op_id)] if open_ else []
    if open_ and open_.facts == asked.facts:
        return []
    if last and not open_ and _is_settled(last, asked):
        return []
    made = replace(asked, op_id=op_id)
    if open_:
        state = NOTICE[open_.state, NoticeEvent.REDRAFT]
        made = replace(made, notice_id=open_.notice_id, n=open_.n, state=state)
    elif last:
        n = last.n + 1
        made = replace(made, notice_id=f"{made.notice_id}.{n}", n=n)
    return [approve(made, op_id) if policy is NoticePolicy.AUTOMATIC else made]


def notice_id(kind: NoticeKind, order_id: OrderId, subject: str) -> str:
    """What the first notice of a kind, order and subject is called: everywhere the same."""
    return ".".join(part for part in (order_id, kind, subject) if part)


def _is_settled(last: Notice, asked: Notice) -> bool:
    """Whether somebody decided on this already; a draft that was overtaken nobody read."""
    return last.reason != OVERTAKEN and not _is_wrong_now(last, asked)


def _is_wrong_now(told: Notice, now: Notice) -> bool:
    before, after = read(told), read(now)
    names = _WRONG_WHEN.get(told.kind, tuple(before))
    # What was not said cannot be wrong: a tracking number that came later, say.
    return any(before.get(x, "") not in ("", after.get(x, "")) for x in names)


def approve(notice: Notice, op_id: OpId) -> Notice:
    """The notice, once it may be sent; it has to be a draft."""
    state = NOTICE[notice.state, NoticeEvent.APPROVE]
    return replace(notice, state=state, decided_by=op_id)


def drop(notice: Notice, reason: str, op_id: OpId) -> Notice:
    """The notice, once nobody is to be sent it; it has to be a draft."""
    state = NOTICE[notice.state, NoticeEvent.DROP]
    return replace(notice, state=state, reason=reason, decided_by=op_id)


def may_decide(
    notice: Notice | None, asked: ApproveNotice | DropNotice
) -> Refused | None:
    """Only a draft is approved or dropped, and what is dropped for a reason that was said."""
    if notice is None:
        return Refused(reason=Refusal.UNKNOWN_NOTICE, got=asked.notice_id)
    if isinstance(asked, DropNotice) and not asked.reason.strip():
        return Refused(reason=Refusal.REASON_MISSING, got=asked.notice_id)
    if notice.state is not NoticeState.DRAFT:
        return Refused(
            reason=Refusal.NOTICE_DECIDED, wanted=NoticeState.DRAFT, got=notice.state
        )
    return None


def as_it_is(draft: Notice, lines: Sequence[OrderLine]) -> Facts | None:
    """What a draft about goods that come later has to say now; None: nothing any more."""
    if all(line.wanted_each == line.shipped_each for line in lines):
        return None
    by_number = {f"{line.line_no}": line for line in lines}
    line = by_number.get(draft.subject)
    if draft.kind is not NoticeKind.SHORT or line is None:
        return read(draft)
    return short(line, read(draft)["reason"]) if line.backordered_each else None


# ── facts ─────────────────────────────────────────────────────────────────────────────


def day(at: datetime | date) -> str:
    """A day as facts have it: `2010-12-06`."""
    return at.date().isoformat() if isinstance(at, datetime) else at.isoformat()


def goods(line: OrderLine, qty_each: int) -> Mapping[str, str | int]:
    """So many eaches of a line."""
    return {"sku": line.sku, "name": line.name, "qty": qty_each}


def confirmed(order: Order, lines: Sequence[OrderLine]) -> Facts:
    """What was ordered, and by when it is to leave."""
    wanted = [goods(line, line.wanted_each) for line in lines if line.wanted_each]
    return {
        "lines": wanted,
        "ship_by": day(order.ship_by),
        "payment": order.payment.value,
    }


def short(line: OrderLine, reason: str) -> Facts:
    """So much of a line is missing, and when it is expected, if anybody knows."""
    expected = {"expected": day(line.expected_at)} if line.expected_at else {}
    return {
        "sku": line.sku,
        "name": line.name,
        "missing": line.backordered_each,
        "reason": reason,
        **expected,
    }


def substituted(line: OrderLine, other: OrderLine) -> Facts:
    """One SKU goes out in place of another that is not there."""
    return {
        "sku": line.sku,
        "name": line.name,
        "other_sku": other.sku,
        "other_name": other.name,
        "qty": other.qty_each,
    }


def split(parcels: Sequence[Parcel], lines: Sequence[OrderLine]) -> Facts | None:
    """Into how many parcels an order went, and what comes later; None when it went whole."""
    count = sum(parcel.state is not ParcelState.VOID for parcel in parcels)
    later = [
        goods(line, left)
        for line in lines
        if (left := line.wanted_each - line.shipped_each)
    ]
    return {"parcels": count, "lines": later} if count > 1 or later else None


def shipped(parcel: Parcel) -> Facts:
    """A parcel is on its way, and how it can be followed."""
    return {
        "sscc": parcel.sscc,
        "carrier": parcel.carrier,
        "tracking": parcel.tracking,
        "tracking_url": parcel.tracking_url,
    }


def delivered(parcel: Parcel, at: datetime) -> Facts:
    """A parcel arrived, and who took it in, if anybody signed."""
    signed = {"signed_by": parcel.signed_by} if parcel.signed_by else {}
    return {"sscc": parcel.sscc, "carrier": parcel.carrier, "on": day(at), **signed}


def refunded(
    given: Return, refunds: Sequence[Refund], ordered: Sequence[OrderLine]
) -> Facts:
    """What a customer gets back for goods that came back."""
    names = {line.sku: line.name for line in ordered}
    return {
        "return_id": given.return_id,
        "reason": given.reason,
        "pieces": sum(each.qty_each for each in refunds),
        "amount_minor": sum(each.amount_minor for each in refunds),
        "lines": [
            {
                "sku": each.sku,
                "name": names.get(each.sku, each.sku),
                "qty": each.qty_each,
                "amount_minor": each.amount_minor,
            }
            for each in refunds
        ],
    }


def lorry_left(manifest: Manifest, parcels: Sequence[Parcel]) -> Mapping[str, str | int]:
    """What a carrier took in one go, and from where."""
    return {
        "carrier": manifest.carrier,
        "parcels": len(parcels),
        "orders": len({parcel.order_id for parcel in parcels}),
        "driver": manifest.driver,
        "dock": manifest.at_dock,
    }


ASKED: Final = "asked"
DELAY_RULE: Final = "delay_rule"
MONEY_WENT_BACK: Final = "refunded"
"""Why something is cancelled, for the customer."""


def cancelled(lines: Sequence[OrderLine], reason: str, refund_by: date | None) -> Facts:
    """All that was given up of an order so far, and what of its money goes back by when."""
    given_up = [goods(line, line.cancelled_each) for line in lines if line.cancelled_each]
    refund = (
        {"amount_minor": refund_minor(lines), "refund_by": day(refund_by)}
        if refund_by
        else {}
    )
    return {"lines": given_up, "reason": reason, **refund}


def refund_minor(lines: Sequence[OrderLine]) -> int:
    """What was asked for all that was given up of an order, in the smallest unit."""
    return sum(line.cancelled_each * line.price_minor for line in lines)
