"""What pick faces need, and binding reserve goods to the tasks that bring it."""

from collections import Counter
from dataclasses import replace

from app.database.tables import Tables
from app.engine import allocating, replenishing
from app.engine.names import BinCode, OrderId, ReplenishId, Sku, is_bin
from app.engine.putting_away import suggest_face
from app.engine.replenishing import FaceLevel, Need, PickFace, ReplenishTask
from app.operations.doing import Doing
from app.operations.putting_away import shelves_of, spots_for


def needs_now(tables: Tables) -> list[Need]:
    """What all pick faces should get now; when nobody has a walk to make, to the brim."""
    walks = "AND state IN ('ready', 'claimed', 'waiting') LIMIT 1"
    is_idle = not tables.work.lists.find(walks)
    return [
        need
        for sku in _skus_to_look_at(tables)
        for need in _needs_of(tables, sku, is_idle=is_idle)
    ]


def _skus_to_look_at(tables: Tables) -> list[Sku]:
    """SKUs that have a pick face to fill, or are promised to orders."""
    faces = {face.sku for face in tables.keeping.faces.find("AND max_each > 0")}
    return sorted({*faces, *tables.stock.skus_promised()})


def _needs_of(tables: Tables, sku: Sku, *, is_idle: bool) -> list[Need]:
    demand = sum(line.reserved_each for line in tables.orders.promised(sku))
    return replenishing.needs(_levels(tables, sku), demand, is_idle=is_idle)


def fetch_for_order(tables: Tables, doing: Doing, order_id: OrderId) -> bool:
    """Have goods fetched that are promised to an order and lie in no pick face.

    Returns whether anything the order waits for is on its way.
    """
    waiting = {
        line.sku for line in tables.orders.lines_of(order_id) if line.reserved_each
    }
    for sku in sorted(waiting):
        demand = sum(line.reserved_each for line in tables.orders.promised(sku))
        levels = [
            replace(level, face=PickFace(bin_code=level.face.bin_code, sku=sku))
            for level in _levels(tables, sku)
        ]
        for need in replenishing.needs(levels, demand):
            fetch(tables, doing, need)
    return any(tables.keeping.open_fetches(sku) for sku in waiting)


def _levels(tables: Tables, sku: Sku) -> list[FaceLevel]:
    """The SKU's pick faces: those set up, else those it lies in, else a fitting bin."""
    free: Counter[BinCode] = Counter()
    for each in tables.stock.of_sku(sku):
        code = BinCode(each.place)
        if is_bin(each.place) and tables.stock.bin(code).is_picked_from:
            free[code] += each.free_each
    coming: Counter[BinCode] = Counter()
    for task in tables.keeping.open_fetches(sku):
        coming[task.target] += task.qty_each
    faces = {
        face.bin_code: face
        for face in tables.keeping.faces_of(sku)
        if tables.stock.bin(face.bin_code).is_picked_from
    }
    codes = list(dict.fromkeys([*faces, *sorted(free), *sorted(coming)]))
    codes = codes or _new_face(tables, sku)
    return [
        FaceLevel(
            face=faces.get(code, PickFace(bin_code=code, sku=sku)),
            free_each=free[code],
            on_way_each=coming[code],
        )
        for code in codes
    ]


def _new_face(tables: Tables, sku: Sku) -> list[BinCode]:
    reserve = tables.stock.in_reserve(sku)
    near = BinCode(reserve[0].balance.place) if reserve else None
    found = (
        suggest_face(spots_for(tables, shelves_of(tables), sku), near) if near else None
    )
    return [found] if found else []


def fetch(tables: Tables, doing: Doing, need: Need) -> int:
    """Bind reserve goods to tasks that bring them; first expired, first in, fewest stops."""
    chosen = allocating.choose_bins(
        need.qty_each, tables.stock.in_reserve(need.sku), doing.at
    )
    for number, (balance, qty_each) in enumerate(
        chosen, start=len(tables.keeping.open_fetches()) + 1
    ):
        tables.stock.allocate(balance.place, balance.sku, balance.lot, qty_each)
        task = ReplenishTask(
            task_id=ReplenishId(f"{doing.op_id}.{number}"),
            sku=need.sku,
            lot=balance.lot,
            qty_each=qty_each,
            source=BinCode(balance.place),
            target=need.bin_code,
            why=need.why,
            at=doing.at,
        )
        tables.keeping.fetches.put(task)
    return len(chosen)
