"""A person reads what would be sent: approved, or dropped for a reason."""

from dataclasses import replace

from app.database.tables import Tables
from app.engine import delays, notices
from app.engine.notices import ApproveNotice, DropNotice, Notice, NoticeKind
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.task_states import NoticeState
from app.operations import noticing
from app.operations.doing import Doing


def approve_notice(tables: Tables, doing: Doing, asked: ApproveNotice) -> Verdict:
    """Let a draft be sent, with what is so now; what is not so any more is refused."""
    notice = tables.books.notices.get(notice_id=asked.notice_id)
    if notice and notice.state is NoticeState.APPROVED:
        return Done(effect=Effect.ALREADY_DONE, values={"notice": notice.notice_id})
    no = notices.may_decide(notice, asked)
    if no:
        return no
    assert notice is not None, "unknown notices are refused"
    notice = _as_it_is(tables, notice, doing)
    if isinstance(notice, Refused):
        return notice
    if notice.kind is NoticeKind.DELAYED:
        no = _offer(tables, doing, notice)
        if no:
            return no
    tables.books.notices.put(notices.approve(notice, doing.op_id))
    return Done(effect=Effect.NOTICE_APPROVED, values={"notice": notice.notice_id})


def _as_it_is(tables: Tables, notice: Notice, doing: Doing) -> Notice | Refused:
    if notice.kind not in noticing.WAITS:
        return notice
    facts = notices.as_it_is(notice, tables.orders.lines_of(notice.order_id))
    if facts is None:
        return Refused(reason=Refusal.NOTICE_OVERTAKEN, got=notice.notice_id)
    written = notices.write(facts)
    if written == notice.facts:
        return notice
    return replace(notice, facts=written, op_id=doing.op_id)


def _offer(tables: Tables, doing: Doing, notice: Notice) -> Refused | None:
    """Write down that a customer is offered the choice the delay rule gives them."""
    offers = tables.delays.of(notice.order_id)
    assert offers, f"{notice.notice_id} has its offer"
    last = offers[-1]
    no = delays.may_offer(last, doing.at.date())
    if no:
        return no
    tables.delays.offers.put(replace(last, offered_at=doing.at))
    return None


def drop_notice(tables: Tables, doing: Doing, asked: DropNotice) -> Verdict:
    """Say that a draft is not to be sent, and why."""
    notice = tables.books.notices.get(notice_id=asked.notice_id)
    no = notices.may_decide(notice, asked)
    if no:
        return no
    assert notice is not None, "unknown notices are refused"
    tables.books.notices.put(notices.drop(notice, asked.reason, doing.op_id))
    return Done(effect=Effect.NOTICE_DROPPED, values={"notice": notice.notice_id})
