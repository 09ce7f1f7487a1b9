"""Goods going from place to place in the books."""

from collections.abc import Iterable
from dataclasses import replace

from app.database.tables import Tables
from app.engine import moving
from app.engine.moving import MoveStock
from app.engine.names import VARIANCE, Place
from app.engine.putting_away import PutAway
from app.engine.refusals import Done, Effect, Refused, Verdict
from app.engine.stock import Eaches
from app.operations import identifying, promising
from app.operations.doing import Doing


def move(
    tables: Tables,
    doing: Doing,
    goods: Iterable[Eaches],
    source: Place,
    target: Place,
    *,
    after: int = 0,
) -> int:
    """Move goods, each lot and each serial for itself.

    Args:
        tables: The books.
        doing: The operation that moves them.
        goods: What goes.
        source: Where it was.
        target: Where it is now.
        after: How many movements this operation has made before.

    Returns:
        How many movements it has made by now.
    """
    for each in goods:
        moves = doing.moves(each, source, target, after=after)
        tables.stock.move(moves)
        after += len(moves)
    return after


def record_taken(
    tables: Tables,
    doing: Doing,
    goods: Eaches,
    *,
    source: Place,
    free_each: int,
    target: Place,
) -> None:
    """Write down what hands took though the books cannot follow.

    What the source has free in the books comes from there, the rest from `@variance`, so
    that no place goes below nothing and the goods are where they really are.
    """
    here = max(0, min(goods.qty_each, free_each))
    known = replace(goods, qty_each=here, serials=goods.serials[:here])
    rest = replace(goods, qty_each=goods.qty_each - here, serials=goods.serials[here:])
    after = move(tables, doing, [known], source, target)
    move(tables, doing, [rest], VARIANCE, target, after=after)


def move_stock(tables: Tables, doing: Doing, done: MoveStock) -> Verdict:
    """Record goods going from bin to bin; promises follow when one of them is no stock."""
    source, target = Place(done.source), done.target
    no = moving.move_stock(done, tables.stock.balance(source, done.sku, done.lot))
    goods = no or identifying.in_lot(tables, source, moved_goods(done), done.lot)
    if isinstance(goods, Refused):
        return goods
    move(tables, doing, goods, source, target)
    promising.settle(tables, done.sku)
    return Done(effect=Effect.MOVED, values={"sku": done.sku, "bin": done.target})


def record_moved(tables: Tables, doing: Doing, done: MoveStock) -> None:
    """Write down a move the books could not follow."""
    source, target = Place(done.source), done.target
    if done.qty_each <= 0 or source == target or not moving.may_go_to(target):
        return
    balance = tables.stock.balance(source, done.sku, done.lot)
    record_taken(
        tables,
        doing,
        replace(moved_goods(done), lot=done.lot),
        source=source,
        free_each=balance.free_each,
        target=target,
    )
    promising.settle(tables, done.sku)


def moved_goods(done: MoveStock | PutAway) -> Eaches:
    """What somebody had in hand; its lot is told apart where it is taken."""
    return Eaches(sku=done.sku, qty_each=done.qty_each, serials=done.serials)
