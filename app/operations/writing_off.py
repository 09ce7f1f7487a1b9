"""Making the books say what is in a bin: the movements, the reason, and what follows."""

from app.database.tables import Tables
from app.engine import site
from app.engine.adjusting import Adjustment, AdjustReason
from app.engine.counting import CountResult, CountTask
from app.engine.names import VARIANCE, BinCode, Place, Serial
from app.engine.refusals import Refused
from app.engine.stock import Eaches
from app.operations import identifying, promising
from app.operations.doing import Doing
from app.operations.moving import move
from app.operations.unbinding import let_go


def only_supervisors(tables: Tables, doing: Doing) -> Refused | None:
    """Say no to everybody else."""
    return site.supervises(doing.badge, tables.people.person(doing.badge))


def take_out(
    tables: Tables,
    doing: Doing,
    place: Place,
    goods: Eaches,
    other_side: Place,
    *,
    after: int = 0,
) -> int:
    """Write goods out of a bin; work that counts on them is sent elsewhere.

    Returns how many movements the operation has made by now.
    """
    after = move(tables, doing, [goods], place, other_side, after=after)
    let_go(tables, doing, [tables.stock.balance(place, goods.sku, goods.lot)])
    promising.settle(tables, goods.sku)
    return after


def bring_in(
    tables: Tables,
    doing: Doing,
    place: Place,
    goods: Eaches,
    other_side: Place,
    *,
    after: int = 0,
) -> int:
    """Write goods into a bin, and promise them to who waits.

    A serial comes from where the books lost it, everything else from `other_side`.
    """
    for source, each in list(identifying.come_from(tables, goods, other_side)):
        after = move(tables, doing, [each], source, place, after=after)
    promising.settle(tables, goods.sku)
    return after


def note(
    tables: Tables,
    doing: Doing,
    bin_code: BinCode,
    goods: Eaches,
    reason: AdjustReason,
    says: str = "",
) -> None:
    """Keep why a bin's books were changed, and by whom. Fewer eaches are below zero."""
    if not goods.qty_each:
        return
    person = tables.people.person(doing.badge)
    tables.keeping.adjustments.put(
        Adjustment(
            op_id=doing.op_id,
            n=tables.keeping.adjusted_by(doing.op_id) + 1,
            bin_code=bin_code,
            sku=goods.sku,
            lot=goods.lot,
            qty_each=goods.qty_each,
            reason=reason,
            note=says,
            badge=doing.badge,
            role=person.role if person else "",
            at=doing.at,
        )
    )


def put_right(tables: Tables, doing: Doing, task: CountTask, result: CountResult) -> int:
    """Change the books by what a count found, as far as the goods are still there.

    Returns how many eaches were written in and out.
    """
    place = Place(task.bin_code)
    gone, came = _gone(tables, task, result), _came(tables, task, result)
    after = take_out(tables, doing, place, gone, VARIANCE)
    bring_in(tables, doing, place, came, VARIANCE, after=after)
    out = Eaches(sku=task.sku, qty_each=-gone.qty_each, lot=task.lot)
    for goods in (out, came):
        note(tables, doing, task.bin_code, goods, AdjustReason.COUNT, task.count_id)
    return gone.qty_each + came.qty_each


def _gone(tables: Tables, task: CountTask, result: CountResult) -> Eaches:
    place = Place(task.bin_code)
    missing = [
        serial
        for serial in _serials(result.missing)
        if (known := tables.stock.where_is(task.sku, serial)) and known.place == place
    ]
    if result.missing or result.extra:
        return _eaches(task, missing)
    here = tables.stock.balance(place, task.sku, task.lot).qty_each
    less = min(here, max(0, -result.difference_each))
    return Eaches(sku=task.sku, qty_each=less, lot=task.lot)


def _came(tables: Tables, task: CountTask, result: CountResult) -> Eaches:
    extra = [
        serial
        for serial in _serials(result.extra)
        if not identifying.is_inside(tables, task.sku, serial)
    ]
    if result.missing or result.extra:
        return _eaches(task, extra)
    more = max(0, result.difference_each)
    return Eaches(sku=task.sku, qty_each=more, lot=task.lot)


def _serials(text: str) -> list[Serial]:
    return [Serial(each) for each in text.split("\n") if each]


def _eaches(task: CountTask, serials: list[Serial]) -> Eaches:
    return Eaches(
        sku=task.sku, qty_each=len(serials), lot=task.lot, serials=tuple(serials)
    )
