"""The delay rule: what a shop owes a customer whose order cannot be sent in time.

The US Mail, Internet, or Telephone Order Merchandise Rule, 16 CFR Part 435. Sections in
brackets are of that text. It counts in whole days, and so does this module: a promise is
kept on its day, and broken on the day after.

- The promise is the day that was stated, or 30 days after the order was complete
  [435.2(a)(1)].
- Before it breaks the customer is offered a choice: wait, or cancel and have a prompt refund
  [435.2(b)(1)]. Up to 30 days of delay silence is consent [(b)(1)(ii)]. For a longer one, or
  one nobody can put a date to, silence is not: 30 days after the promise the order is
  cancelled, unless it was sent or the customer agreed [(b)(1)(iii), (c)(2)].
- When that day breaks too there is a renewed offer, and silence is never consent: on the day
  after the old one the order is cancelled [(b)(2)(ii), (c)(3)].
- Who is offered nothing in time is refunded [(c)(5)].
- What was promised first counts from the first offer on, whatever is changed later.
- A prompt refund takes seven working days, or one billing cycle where the seller gave the
  credit [435.1(b)].
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from app.engine.names import OrderId
from app.engine.notices import Facts, day, goods
from app.engine.orders import OrderLine
from app.engine.refusals import Refusal, Refused

SILENCE_COUNTS: Final = 30
"""The longest delay, from the promise on, that silence consents to [435.2(b)(1)(ii)]."""
REFUND_WORKING_DAYS: Final = 7
"""How long a refund of money that was taken may take [435.1(b)(1)]."""
BILLING_CYCLE_DAYS: Final = 30
"""How long a credit may take where the seller is the creditor [435.1(b)(2)]."""
USUAL_WARN_DAYS: Final = 3
_SATURDAY: Final = 5


class DelayAnswer(StrEnum):
    """What a customer says to an offer."""

    CONSENTS = "consents"
    CONSENTS_INDEFINITELY = "consents_indefinitely"
    CANCELS = "cancels"


class Section(StrEnum):
    """Why the rule has an order cancelled and refunded: the paragraphs of 435.2(c)."""

    CUSTOMER_CANCELLED = "435.2(c)(1)"
    NO_CONSENT_TO_LONG_DELAY = "435.2(c)(2)"
    NO_CONSENT_TO_FURTHER_DELAY = "435.2(c)(3)"
    NOTHING_OFFERED = "435.2(c)(5)"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDelays:
    """Look at every open order whose promise breaks, and do what the rule orders."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDelay:
    """What the customer answered to the last offer made for this order."""

    order_id: OrderId
    answer: DelayAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDelayRule:
    """Whether the rule holds here, and how many days before a promise breaks to tell.

    Where the shop `gives_credit` itself, a refund is a credit within its billing cycle.
    """

    is_on: bool
    warn_days: int = USUAL_WARN_DAYS
    gives_credit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """One offer to a customer: the order's first is number 1, renewed ones follow.

    `promised_at` is the order's first promise, `due_at` the day this offer is about (that
    promise, or the last revised day), `revised_at` the new one, None when nobody can say.
    Until `answer_by` the customer's answer counts. `offered_at` is when the notice was
    approved. An offer is `withdrawn` when the promise held after all. When the rule or the
    customer ended the order: `cancelled_at`, the rule's `section`, and the refund that is due.
    """

    order_id: OrderId
    number: int
    promised_at: datetime
    due_at: datetime
    revised_at: datetime | None
    answer_by: datetime
    at: datetime
    notice_id: str = ""
    offered_at: datetime | None = None
    answer: DelayAnswer | None = None
    answered_at: datetime | None = None
    withdrawn_at: datetime | None = None
    cancelled_at: datetime | None = None
    section: str = ""
    refund_by: datetime | None = None
    refund_minor: int = 0

    @property
    def promised(self) -> date:
        """The day that was promised first."""
        return self.promised_at.date()

    @property
    def due(self) -> date:
        """The day this offer is about."""
        return self.due_at.date()

    @property
    def revised(self) -> date | None:
        """The new day, None when nobody can say."""
        return self.revised_at.date() if self.revised_at else None

    @property
    def silence_consents(self) -> bool:
        """Whether who says nothing waits [435.2(b)(1)(ii)]; never to a renewed offer."""
        return self.number == 1 and is_short(self.promised, self.revised)

    @property
    def is_consented(self) -> bool:
        """Whether the customer waits for the revised day, by word or by silence."""
        return self.answer is not None or self.silence_consents

    @property
    def is_open_ended(self) -> bool:
        """Whether the customer agreed to wait for as long as it takes [435.2(b)(1)(iv)]."""
        return self.answer is DelayAnswer.CONSENTS_INDEFINITELY or (
            self.answer is DelayAnswer.CONSENTS and self.revised is None
        )


# ── what the rule orders ──────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """The customer is to be offered a choice, about the day `due`."""

    number: int
    due: date
    revised: date | None
    answer_by: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw:
    """The day can be kept after all, and nobody was told otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """The order is to be cancelled and refunded."""

    section: Section


Ruling = Offer | Withdraw | Cancel | None
"""What the rule orders; None: nothing now."""


def is_short(promised: date, revised: date | None) -> bool:
    """Whether a delay is short enough for silence to consent to it [435.2(b)(1)(ii)]."""
    return revised is not None and revised <= after(promised, SILENCE_COUNTS)


def answer_by(promised: date, due: date, revised: date | None, number: int) -> date:
    """The last day a customer's answer to an offer counts.

    To a renewed offer it is the day that cannot be kept [(b)(2)(ii)]; to a first one the
    revised day [(b)(1)(ii)], or 30 days after the promise where that is too far away or not
    known [(b)(1)(iii)(B)].
    """
    if number > 1:
        return due
    if revised is not None and is_short(promised, revised):
        return revised
    return after(promised, SILENCE_COUNTS)


def decide(
    promised: date,
    offers: Sequence[Delay],
    today: date,
    ready: date | None,
    warn_days: int | None,
) -> Ruling:
    """What the rule orders `today` for an order of which something has not been sent.

    It was `promised` for that day first; `offers` were made before, first to last, withdrawn
    ones aside. All of it is `ready` on that day, as far as anybody knows; None when nobody
    does. An offer is drafted `warn_days` before its day; None: at once.
    """
    last = offers[-1] if offers else None
    if last and last.offered_at is None:
        return _undecided(last, today, ready)
    if last and last.is_open_ended:
        return None
    if last and not last.is_consented:
        return _unanswered(last, today)
    due = last.revised if last and last.revised else promised
    if today > due:
        no_offer = (
            Section.NO_CONSENT_TO_FURTHER_DELAY if last else Section.NOTHING_OFFERED
        )
        return Cancel(section=no_offer)
    is_kept = ready is not None and ready <= due
    is_early = warn_days is not None and (due - today).days > warn_days
    if is_kept or is_early:
        return None
    return _offer(promised, due, ready, number=last.number + 1 if last else 1)


def _undecided(last: Delay, today: date, ready: date | None) -> Ruling:
    """An offer nobody has approved: it is as good as none [435.2(b)(1), (b)(2)]."""
    if today > last.due:
        is_first = last.number == 1
        return Cancel(
            section=Section.NOTHING_OFFERED
            if is_first
            else Section.NO_CONSENT_TO_FURTHER_DELAY
        )
    if ready is not None and ready <= last.due:
        return Withdraw()
    return _offer(last.promised, last.due, ready, number=last.number)


def _unanswered(last: Delay, today: date) -> Ruling:
    if today <= last.answer_by.date():
        return None
    is_first = last.number == 1
    return Cancel(
        section=Section.NO_CONSENT_TO_LONG_DELAY
        if is_first
        else Section.NO_CONSENT_TO_FURTHER_DELAY
    )


def _offer(promised: date, due: date, ready: date | None, number: int) -> Offer:
    return Offer(
        number=number,
        due=due,
        revised=ready,
        answer_by=answer_by(promised, due, ready, number),
    )


def after(of: date, days: int) -> date:
    """So many days later; the last day there is, where there is none."""
    return of + timedelta(days=min(days, (date.max - of).days))


def leaves_at(promised_at: datetime, offers: Sequence[Delay]) -> datetime:
    """The last moment of the day that counts now; of a first promise, its own hour."""
    last = offers[-1] if offers else None
    if last is None or last.revised is None:
        return promised_at
    return datetime.combine(last.revised, time.max, UTC)


def ready_on(
    expected: Sequence[datetime | None], leaves: datetime, now: datetime
) -> date | None:
    """The day all of an order can be sent; None when nobody can say.

    What is here goes today until the lorry `leaves`, and the day after that. What waits goes
    on the day it is `expected` (one for each line that waits); a day that is over says
    nothing any more [435.2(a)(2): a date needs a reasonable basis].
    """
    today = now.date()
    is_gone = leaves.date() == today and now > leaves
    days = [after(today, 1) if is_gone else today]
    for at in expected:
        if at is None or at.date() < today:
            return None
        days.append(at.date())
    return max(days)


def arrivals(
    needs: Sequence[int], deliveries: Sequence[tuple[int, datetime | None]]
) -> list[datetime | None]:
    """When each who waits for goods gets theirs; None when nobody knows.

    `needs` are eaches, who waits longest first; `deliveries` are (eaches, when), the
    earliest first and those without a day last.
    """
    found: list[datetime | None] = []
    coming, left, at = iter(deliveries), 0, None
    for need_each in needs:
        left -= need_each
        while left < 0:
            qty_each, at = next(coming, (-left, None))
            left += qty_each
        found.append(at)
    return found


# ── answers ───────────────────────────────────────────────────────────────────────────


def may_answer(last: Delay | None, answer: DelayAnswer, today: date) -> Refused | None:
    """Say why an answer does not count, or None when it does.

    Only an offer that was made is answered. To cancel is never too late before the goods
    have left [435.2(b)(1)(ii), (iii)]; to consent is, once the answer's day is over.
    """
    if last is None or last.offered_at is None:
        return Refused(reason=Refusal.NO_DELAY_OFFERED, got=last.order_id if last else "")
    if answer is not DelayAnswer.CANCELS and today > last.answer_by.date():
        return Refused(
            reason=Refusal.ANSWER_TOO_LATE,
            wanted=day(last.answer_by),
            got=day(today),
        )
    return None


def may_offer(last: Delay, today: date) -> Refused | None:
    """An offer that is made when its day is over is none [435.2(b)(1), (b)(2)]."""
    if today > last.due:
        return Refused(
            reason=Refusal.NOTICE_TOO_LATE, wanted=day(last.due), got=day(today)
        )
    return None


# ── refunds ───────────────────────────────────────────────────────────────────────────


def refund_by(vested: date, *, is_own_credit: bool) -> date:
    """The last day of a prompt refund that is owed from `vested` on [435.1(b)].

    Money that was taken: seven working days, Monday to Friday; public holidays would make
    it later and are not counted. Our own credit: one billing cycle.
    """
    if is_own_credit:
        return after(vested, BILLING_CYCLE_DAYS)
    last, left = vested, REFUND_WORKING_DAYS
    while left:
        last = after(last, 1)
        left -= last.weekday() < _SATURDAY
    return last


# ── records and facts ─────────────────────────────────────────────────────────────────


def at_day(of: date) -> datetime:
    """A day as the books keep it: its first moment, in UTC."""
    return datetime.combine(of, time(), UTC)


def record(order_id: OrderId, promised_at: datetime, offer: Offer, at: datetime) -> Delay:
    """What is kept of an offer."""
    return Delay(
        order_id=order_id,
        number=offer.number,
        promised_at=promised_at,
        due_at=at_day(offer.due),
        revised_at=at_day(offer.revised) if offer.revised else None,
        answer_by=at_day(offer.answer_by),
        at=at,
    )


def end(
    delay: Delay, at: datetime, section: Section, refund: date | None, minor: int
) -> Delay:
    """The record of an order that is over: why, and the refund that is due, if any is."""
    return replace(
        delay,
        cancelled_at=at,
        section=section,
        refund_by=at_day(refund) if refund else None,
        refund_minor=minor,
    )


def facts(delay: Delay, lines: Sequence[OrderLine], *, is_own_credit: bool) -> Facts:
    """What the customer is offered: the day, the choice, until when, and the refund.

    An offer without a day has to say why [435.2(a)(3)(ii)].
    """
    waiting = [goods(x, x.backordered_each) for x in lines if x.backordered_each]
    refund = refund_by(delay.answer_by.date(), is_own_credit=is_own_credit)
    return {
        "number": delay.number,
        "promised": day(delay.due_at),
        "answer_by": day(delay.answer_by),
        "silence_consents": int(delay.silence_consents),
        "refund_by": day(refund),
        "reason": "stock" if waiting else "late",
        "lines": waiting,
        **({"revised": day(delay.revised_at)} if delay.revised_at else {}),
    }
