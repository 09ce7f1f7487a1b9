"""From the dock into the bins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.database.tables import Tables
from app.engine import moving, putting_away
from app.engine.names import BinCode, Place, Sku, is_bin
from app.engine.putting_away import NO_LIMIT, Inside, PutAway, Spot
from app.engine.refusals import Done, Effect, Refused, Verdict
from app.engine.replenishing import PickFace
from app.engine.stock import Balance, Bin
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelves:
    """Every bin the books know of, what lies in them, and what is picked from them."""

    bins: Mapping[BinCode, Bin]
    inside: Mapping[BinCode, Sequence[Balance]]
    faces: Mapping[BinCode, Sequence[PickFace]]


def shelves_of(tables: Tables) -> Shelves:
    """Read all bins at once: a building has thousands."""
    inside: dict[BinCode, list[Balance]] = {}
    for held in tables.stock.in_bins():
        inside.setdefault(BinCode(held.place), []).append(held)
    faces: dict[BinCode, list[PickFace]] = {}
    for face in tables.keeping.faces.find("AND max_each > 0"):
        faces.setdefault(face.bin_code, []).append(face)
    bins = {code: Bin(bin_code=code) for code in (*inside, *faces)}
    bins |= {each.bin_code: each for each in tables.stock.bins.find("")}
    return Shelves(bins=bins, inside=inside, faces=faces)


def spots_for(tables: Tables, shelves: Shelves, sku: Sku) -> list[Spot]:
    """Every bin with what matters to goods of this SKU, in order of their codes."""
    return [
        _spot(
            tables, sku, known, shelves.inside.get(code, ()), shelves.faces.get(code, ())
        )
        for code, known in sorted(shelves.bins.items())
    ]


def inside_of(tables: Tables, held: Balance) -> Inside:
    """What goods are, as far as it matters for where to put them."""
    lot = tables.stock.lots.get(sku=held.sku, lot=held.lot) if held.lot else None
    return Inside(sku=held.sku, expires_at=lot.expires_at if lot else None)


def _spot(
    tables: Tables,
    sku: Sku,
    known: Bin,
    inside: Sequence[Balance],
    faces: Sequence[PickFace],
) -> Spot:
    there = sum(each.qty_each for each in inside if each.sku == sku)
    most = [face.max_each for face in faces if face.sku == sku]
    return Spot(
        bin=known,
        inside=tuple(
            inside_of(tables, each) if each.sku == sku else Inside(sku=each.sku)
            for each in inside
        ),
        is_face=bool(most),
        is_others_face=any(face.sku != sku for face in faces),
        room_each=max(0, most[0] - there) if most else NO_LIMIT,
    )
