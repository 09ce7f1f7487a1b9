"""Goods going from place to place in the books."""

from collections.abc import Iterable
from dataclasses import replace

from app.database.tables import Tables
from app.engine.names import VARIANCE, Place
from app.engine.stock import Eaches
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
