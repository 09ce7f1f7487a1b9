"""Changing what the books say of a bin because a supervisor knows better, or time ran out."""

from app.database.tables import Tables
from app.engine import adjusting, receiving
from app.engine.adjusting import (
    OTHER_SIDE,
    AdjustReason,
    AdjustStock,
    ExpireStock,
)
from app.engine.names import BinCode, Place
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.stock import Balance, Eaches
from app.operations import identifying, promising, writing_off
from app.operations.doing import Doing
from app.operations.moving import move
from app.operations.unbinding import let_go


def adjust_stock(tables: Tables, doing: Doing, asked: AdjustStock) -> Verdict:
    """Write goods into a bin or out of it, with the reason and who said so."""
    place = Place(asked.bin_code)
    held = tables.stock.balance(place, asked.sku, asked.lot)
    no = writing_off.only_supervisors(tables, doing) or adjusting.adjust_stock(
        asked, held, tables.stock.bin(asked.target)
    )
    goods = no or _goods(tables, asked)
    if isinstance(goods, Refused):
        return goods
    other_side = Place(asked.target) if asked.target else OTHER_SIDE[asked.reason]
    if asked.qty_each > 0:
        writing_off.bring_in(tables, doing, place, goods, other_side)
    else:
        writing_off.take_out(tables, doing, place, goods, other_side)
    changed = Eaches(sku=asked.sku, qty_each=asked.qty_each, lot=asked.lot)
    writing_off.note(tables, doing, asked.bin_code, changed, asked.reason, asked.note)
    return Done(effect=Effect.ADJUSTED, values={"sku": asked.sku, "bin": asked.bin_code})


def _goods(tables: Tables, asked: AdjustStock) -> Eaches | Refused:
    """The eaches meant: out of the bin as they lie there, into it as goods come in."""
    item = tables.items.item(asked.sku)
    if item is None:
        return Refused(reason=Refusal.UNKNOWN_ITEM, got=asked.sku)
    goods = Eaches(
        sku=asked.sku, qty_each=abs(asked.qty_each), lot=asked.lot, serials=asked.serials
    )
    place = Place(asked.bin_code)
    if asked.qty_each < 0:
        found = identifying.in_lot(tables, place, goods, asked.lot)
        return found if isinstance(found, Refused) else found[0]
    if item.tracks_lot and not asked.lot:
        return Refused(reason=Refusal.LOT_MISSING, got=item.sku)
    no = receiving.serials_fit(item, asked.serials, asked.qty_each)
    return no or identifying.not_inside(tables, place, goods) or goods


def expire_stock(tables: Tables, doing: Doing, asked: ExpireStock) -> Verdict:
    """Take everything past its date out of good bins; its orders get other goods or wait.

    The date is told by the clock of whoever writes it down: a tablet whose clock is years
    ahead must not empty the building.
    """
    reason = AdjustReason.EXPIRED
    no = writing_off.only_supervisors(tables, doing) or adjusting.bin_takes(
        reason, asked.bin_code, tables.stock.bin(asked.bin_code)
    )
    if no:
        return no
    target = Place(asked.bin_code) if asked.bin_code else OTHER_SIDE[reason]
    expired = tables.stock.expired(doing.now)
    moved = 0
    for held in expired:
        moved = _expire(tables, doing, held, target, moved)
        gone = Eaches(sku=held.sku, qty_each=-held.qty_each, lot=held.lot)
        writing_off.note(tables, doing, BinCode(held.place), gone, reason)
    let_go(tables, doing, expired)
    for sku in dict.fromkeys(each.sku for each in expired):
        promising.settle(tables, sku)
    total = sum(each.qty_each for each in expired)
    return Done(effect=Effect.EXPIRED, values={"n": total, "lots": len(expired)})


def _expire(
    tables: Tables, doing: Doing, held: Balance, target: Place, moved: int
) -> int:
    goods = tables.stock.eaches(held.place, held.sku, held.qty_each, held.lot)
    return move(tables, doing, goods, held.place, target, after=moved)
