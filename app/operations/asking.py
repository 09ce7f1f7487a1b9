"""Asking somebody to look with their own eyes."""

from app.database.tables import Tables
from app.engine.counting import CountTask
from app.engine.names import BinCode, CountId, OpId
from app.engine.notices import Discrepancy
from app.engine.stock import Eaches
from app.operations import noticing
from app.operations.doing import Doing


def ask_to_count(
    tables: Tables, doing: Doing, bin_code: BinCode, goods: Eaches, reason: str
) -> CountTask:
    """Have a lot in a bin counted; who is asked for it already is not asked twice."""
    known = tables.keeping.open_count_of(bin_code, goods.sku, goods.lot)
    if known:
        return known
    asked = CountTask(
        count_id=_new_id(tables, doing.op_id),
        bin_code=bin_code,
        sku=goods.sku,
        lot=goods.lot,
        reason=reason,
        at=doing.at,
    )
    tables.keeping.counts.put(asked)
    return asked


def _new_id(tables: Tables, op_id: OpId) -> CountId:
    count_id, n = CountId(f"{op_id}.count"), 1
    while tables.keeping.count(count_id):
        n += 1
        count_id = CountId(f"{op_id}.count.{n}")
    return count_id


def ask_to_look(tables: Tables, doing: Doing, kind: str, says: str) -> None:
    """Open a discrepancy about an operation that stands."""
    found = Discrepancy(
        discrepancy_id=f"{doing.op_id}.{kind}",
        op_id=doing.op_id,
        kind=kind,
        says=says,
        at=doing.at,
    )
    tables.books.discrepancies.put(found)
    noticing.tell_discrepancy(tables, doing, found)
