"""Telling the company itself of something, as a notice like those for customers."""

from collections.abc import Mapping

import msgspec

from app.database.tables import Tables
from app.engine.names import NO_ORDER
from app.engine.notices import Notice, NoticeKind
from app.operations.doing import Doing


def tell_company(
    tables: Tables,
    moment: Doing,
    kind: NoticeKind,
    subject: str,
    facts: Mapping[str, str | int],
) -> None:
    """Draft a notice of something in the house; `subject` is what it is about."""
    notice = Notice(
        notice_id=f"{moment.op_id}.{kind}.{subject}",
        order_id=NO_ORDER,
        kind=kind,
        facts=msgspec.json.encode({"subject": subject, **facts}).decode(),
        at=moment.at,
    )
    tables.books.notices.put(notice)
