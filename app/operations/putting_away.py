"""From the dock into the bins."""

from collections.abc import Sequence
from dataclasses import replace

from app.database.tables import Tables
from app.engine import moving, putting_away
from app.engine.names import BinCode, Place, Sku, is_bin
from app.engine.putting_away import NO_LIMIT, Inside, PutAway, Spot
from app.engine.refusals import Done, Effect, Refused, Verdict
from app.engine.replenishing import PickFace
from app.engine.stock import Balance
from app.operations import identifying, promising
from app.operations.doing import Doing
from app.operations.moving import move, moved_goods, record_taken


def put_away(tables: Tables, doing: Doing, done: PutAway) -> Verdict:
    """Record goods brought from a dock into a bin, and promise them to who waits."""
    held = tables.stock.balance(done.source, done.sku, done.lot)
    no = putting_away.put_away(done, tables.stock.bin(done.bin_code))
    no = no or moving.may_take(held, done.qty_each)
    goods = no or identifying.in_lot(tables, done.source, moved_goods(done), done.lot)
    if isinstance(goods, Refused):
        return goods
    move(tables, doing, goods, done.source, Place(done.bin_code))
    promising.promise_waiting(tables, done.sku)
    return Done(effect=Effect.PUT_AWAY, values={"sku": done.sku, "bin": done.bin_code})


def record_put_away(tables: Tables, doing: Doing, done: PutAway) -> None:
    """Write down goods brought into a bin though the books could not follow."""
    target = Place(done.bin_code)
    if done.qty_each <= 0 or done.source == target or not is_bin(target):
        return
    record_taken(
        tables,
        doing,
        replace(moved_goods(done), lot=done.lot),
        source=done.source,
        free_each=tables.stock.balance(done.source, done.sku, done.lot).free_each,
        target=target,
    )
    promising.settle(tables, done.sku)


def spots_for(tables: Tables, sku: Sku) -> list[Spot]:
    """Every bin the books know of, with what matters to goods of this SKU."""
    inside: dict[BinCode, list[Balance]] = {}
    for each in tables.stock.in_bins():
        inside.setdefault(BinCode(each.place), []).append(each)
    all_faces = tables.keeping.faces.find("AND max_each > 0")
    faces = {each.bin_code: each for each in all_faces if each.sku == sku}
    others = {each.bin_code for each in all_faces if each.sku != sku}
    known = {each.bin_code for each in tables.stock.bins.find("")}
    return [
        replace(
            _spot(tables, sku, code, inside.get(code, []), faces.get(code)),
            is_others_face=code in others,
        )
        for code in sorted({*known, *inside, *faces})
    ]


def inside_of(tables: Tables, held: Balance) -> Inside:
    """What goods are, as far as it matters for where to put them."""
    lot = tables.stock.lots.get(sku=held.sku, lot=held.lot)
    return Inside(sku=held.sku, expires_at=lot.expires_at if lot else None)


def _spot(
    tables: Tables,
    sku: Sku,
    code: BinCode,
    inside: Sequence[Balance],
    face: PickFace | None,
) -> Spot:
    there = sum(each.qty_each for each in inside if each.sku == sku)
    return Spot(
        bin=tables.stock.bin(code),
        inside=tuple(inside_of(tables, each) for each in inside),
        is_face=face is not None,
        room_each=max(0, face.max_each - there) if face else NO_LIMIT,
    )
