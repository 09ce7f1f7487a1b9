"""Taking one operation back: by the opposite one, filled in from the books.

Whether it still can be done is asked of the opposite's own rule, in a transaction that is
given up: so what is offered is done as it is said, and what is too late says why.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.database.books import OperationRow
from app.database.tables import Tables
from app.engine.adjusting import AdjustReason, AdjustStock
from app.engine.cancelling import CancelOrder
from app.engine.holding import HoldOrder, LetGoOrder
from app.engine.moving import MoveStock
from app.engine.names import (
    NOBODY,
    Badge,
    BinCode,
    OpId,
    OrderId,
    ParcelId,
    ReturnId,
    ToteCode,
    is_bin,
    is_dock,
)
from app.engine.packing import PackItem, UnpackItem
from app.engine.picking import ClaimWork, ConfirmPick, GiveBackWork, UndoPick
from app.engine.purchasing import CancelPurchase
from app.engine.refusals import Done, Effect, Refusal, Refused, Verdict
from app.engine.repacking import MoveBetweenParcels, VoidParcel
from app.engine.replenishing import PlanReplenishment
from app.engine.returning import CloseReturn
from app.engine.setting_aside import LeaveHospital, SendToHospital
from app.engine.shipping import LoadParcel, TakeOffManifest
from app.engine.subjects import Subject, What
from app.engine.taking_back import TakeBackOrder
from app.engine.task_states import ListState
from app.engine.undoing import UNDO, Hands, Instead, Never, Until, Went, undo_id, went
from app.operations.kinds import BY_COMMAND, Command
from app.operations.mentioning import written
from app.operations.running import do_once, would_do
from app.station import Station

UNDONE: Final = "undone"
"""The reason on a parcel that was opened and is taken back."""
FORMER: Final = 100
"""As far back as somebody looks for why an order was on hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Undoing:
    """How an operation is undone: the command that does it, and what hands have to do.

    `qty_each`, `sku`, `source` and `target` are what goes back, where something does.
    `restores` says that every place then holds what it held before.
    """

    op_id: OpId
    kind: str
    by: str
    command: Command
    until: Until
    hands: Hands
    restores: bool = False
    qty_each: int = 0
    sku: str = ""
    source: str = ""
    target: str = ""


def see_undo(station: Station, op_id: OpId, badge: Badge = NOBODY) -> Undoing | Refused:
    """How an operation is undone now, or why it cannot be.

    The refusal is `NOTHING_TO_UNDO` with what to do instead (a word of `Instead`) in `got`,
    `UNDO_BY_HAND` with the kinds that do it when the books do not know what to set again,
    or the opposite's own when it is too late.
    """
    with station.reading() as tables:
        row = tables.books.operation(op_id)
        if row is None:
            return Refused(reason=Refusal.UNKNOWN_OPERATION, got=op_id)
        if tables.books.operation(undo_id(op_id)):
            return Refused(reason=Refusal.UNDONE_ALREADY, got=op_id)
        offer = _offer(tables, row)
    if isinstance(offer, Refused):
        return offer
    verdict = would_do(station, offer.command, badge=badge)
    return verdict if isinstance(verdict, Refused) else offer


def undo(station: Station, op_id: OpId, *, badge: Badge = NOBODY) -> Verdict:
    """Take an operation back, once, however often it is asked for.

    Raises:
        DatabaseUnusable: the disk is full or broken; nothing was done.
    """
    with station.lock:
        offer = see_undo(station, op_id, badge)
        if isinstance(offer, Refused):
            return offer
        verdict, _ = do_once(station, offer.command, _OneId(undo_id(op_id)), badge=badge)
    return verdict


@dataclass(frozen=True, slots=True)
class _OneId:
    """What is done under an id that was chosen: there is one such operation."""

    op_id: OpId

    def known(self, tables: Tables) -> tuple[Verdict, OpId] | None:
        done = tables.books.operation(self.op_id)
        return (Done(effect=Effect.ALREADY_DONE), self.op_id) if done else None

    def keep(self, tables: Tables, verdict: Verdict, op_id: OpId) -> None:
        """The operation itself is kept."""


def _offer(tables: Tables, row: OperationRow) -> Undoing | Refused:
    known = UNDO.get(row.kind)
    done = written(row.kind, row.body)
    if row.outcome != "done" or known is None or done is None:
        got = Instead.NOTHING_WAS_DONE if row.outcome == "refused" else Instead.CORRECT
        return Refused(reason=Refusal.NOTHING_TO_UNDO, wanted=row.kind, got=got)
    if isinstance(known, Never):
        return Refused(reason=Refusal.NOTHING_TO_UNDO, wanted=row.kind, got=known.instead)
    build = _OPPOSITES.get(row.kind)
    way = went(tables.stock.movements.find("AND op_id = :op_id", op_id=row.op_id))
    command = build(tables, _Done(row, done, way)) if build else None
    if command is None:
        return Refused(
            reason=Refusal.UNDO_BY_HAND, wanted=row.kind, got=", ".join(known.by)
        )
    return Undoing(
        op_id=row.op_id,
        kind=row.kind,
        by=BY_COMMAND[type(command)].name,
        command=command,
        until=known.until,
        hands=_hands(known.hands, way),
        restores=known.restores and _is_all(tables, command, way),
        qty_each=way.goods.qty_each if way else 0,
        sku=way.goods.sku if way else "",
        source=way.target if way else "",
        target=way.source if way else "",
    )


def _hands(hands: Hands, way: Went | None) -> Hands:
    """Goods that came from nowhere in the building cannot be put back there."""
    is_from_here = way is None or not way.source.startswith("@")
    return hands if is_from_here else Hands.TAKE_OUT


def _is_all(tables: Tables, command: Command, way: Went | None) -> bool:
    """An undone stop gives back all that was picked at it, in however many picks."""
    if not isinstance(command, UndoPick) or way is None:
        return True
    task = tables.work.task(command.task_id)
    return task is not None and task.picked_each == way.goods.qty_each


@dataclass(frozen=True, slots=True)
class _Done:
    """An operation that was done, and what it moved when that was one lot on one way."""

    row: OperationRow
    command: Any
    way: Went | None


def _move_back(_tables: Tables, done: _Done) -> Command | None:
    way = done.way
    if way is None or not is_bin(way.target):
        return None
    return MoveStock(
        sku=way.goods.sku,
        qty_each=way.goods.qty_each,
        source=BinCode(way.target),
        target=way.source,
        lot=way.goods.lot,
        serials=way.goods.serials,
    )


def _adjust_back(tables: Tables, done: _Done) -> Command | None:
    """Out of the place it came to; or into the place it left, out of the other bin."""
    way = done.way
    if way is None:
        return None
    if is_bin(way.source) and is_bin(way.target):
        return _move_back(tables, done)
    came = is_bin(way.target) or is_dock(way.target)
    return AdjustStock(
        bin_code=BinCode(way.target if came else way.source),
        sku=way.goods.sku,
        qty_each=-way.goods.qty_each if came else way.goods.qty_each,
        reason=AdjustReason.CORRECTION,
        note=UNDONE,
        lot=way.goods.lot,
        serials=way.goods.serials,
    )


def _pick_again(tables: Tables, done: _Done) -> Command | None:
    task = tables.work.task(done.command.task_id)
    if task is None or done.way is None:
        return None
    return ConfirmPick(
        task_id=task.task_id,
        bin_code=task.bin_code,
        sku=task.sku,
        qty_each=done.way.goods.qty_each,
        tote=ToteCode(done.way.source),
        lot=task.lot,
        serials=done.way.goods.serials,
    )


def _give_back(tables: Tables, done: _Done) -> Command | None:
    lists = [
        each
        for each in tables.work.of_person(done.row.badge)
        if each.zone == done.command.zone and each.state is ListState.CLAIMED
    ]
    return GiveBackWork(list_id=lists[0].list_id) if len(lists) == 1 else None


def _claim_again(tables: Tables, done: _Done) -> Command | None:
    given = tables.work.list_(done.command.list_id)
    return given and ClaimWork(zone=given.zone, list_id=given.list_id)


def _void(_tables: Tables, done: _Done) -> Command:
    parcel_id = getattr(done.command, "parcel_id", ParcelId(done.row.op_id))
    return VoidParcel(parcel_id=parcel_id, reason=UNDONE)


def _void_own(tables: Tables, done: _Done) -> Command | None:
    """Somebody may have gone on with the box that was open already."""
    parcel = tables.parcels.parcel(ParcelId(done.row.op_id))
    if parcel is None or tables.parcels.inside(parcel.parcel_id):
        return None
    return _void(tables, done)


def _unpack(tables: Tables, done: _Done) -> Command | None:
    packed: PackItem = done.command
    rows = tables.stock.movements.find("AND op_id = :op_id", op_id=done.row.op_id)
    parcel_id = rows[0].target.removeprefix("PARCEL-")
    return UnpackItem(
        parcel_id=ParcelId(parcel_id),
        sku=packed.sku,
        qty_each=packed.qty_each,
        serials=packed.serials,
    )


def _pack_again(tables: Tables, done: _Done) -> Command | None:
    taken: UnpackItem = done.command
    parcel = tables.parcels.parcel(taken.parcel_id)
    return parcel and PackItem(
        tote=parcel.tote,
        sku=taken.sku,
        qty_each=taken.qty_each,
        serials=taken.serials,
        parcel_id=parcel.parcel_id,
    )


def _between_back(_tables: Tables, done: _Done) -> Command:
    moved: MoveBetweenParcels = done.command
    return MoveBetweenParcels(
        from_parcel=moved.to_parcel,
        to_parcel=moved.from_parcel,
        sku=moved.sku,
        qty_each=moved.qty_each,
        serials=moved.serials,
    )


def _to_hospital_again(tables: Tables, done: _Done) -> Command | None:
    stays = tables.parcels.stays.find("AND left_by = :op_id", op_id=done.row.op_id)
    return SendToHospital(tote=stays[0].tote, reason=stays[0].reason) if stays else None


def _load_again(tables: Tables, done: _Done) -> Command | None:
    parcel = tables.parcels.with_sscc(done.command.sscc)
    return parcel and LoadParcel(sscc=parcel.sscc, carrier=parcel.carrier)


def _hold_again(tables: Tables, done: _Done) -> Command | None:
    """Hold it for what it was held for before it was let go."""
    order = Subject(What.ORDER, done.command.order_id)
    [seq] = tables.books.operations.rows(
        "SELECT seq FROM operation WHERE site_id = :site_id AND op_id = :op_id",
        op_id=done.row.op_id,
    )
    earlier = tables.stories.about(order, int(str(seq["seq"])), FORMER)
    for row in tables.stories.operations(list(earlier.values())).values():
        if (row.kind, row.outcome) == ("hold_order", "done"):
            held = written(row.kind, row.body)
            assert isinstance(held, HoldOrder), row
            return held
    return None


def _take_back(_tables: Tables, done: _Done) -> TakeBackOrder | None:
    order_ids = done.command.order_ids
    return TakeBackOrder(order_id=order_ids[0]) if len(order_ids) == 1 else None


_OPPOSITES: Final[Mapping[str, Callable[[Tables, _Done], Command | None]]] = {
    "place_purchase": lambda _, done: CancelPurchase(ref=done.command.ref),
    "receive_goods": _adjust_back,
    "receive_stock": _adjust_back,
    "put_away": _move_back,
    "move_stock": _move_back,
    "replenish": _move_back,
    "cancel_replenishment": lambda _tables, _done: PlanReplenishment(),
    "count_bin": _adjust_back,
    "approve_count": _adjust_back,
    "adjust_stock": _adjust_back,
    "open_return": lambda _, done: CloseReturn(return_id=ReturnId(done.row.op_id)),
    "approve_purchase": lambda _, done: CancelPurchase(ref=done.command.ref),
    "release_orders": _take_back,
    "place_order": lambda _, done: CancelOrder(order_id=OrderId(done.row.op_id)),
    "hold_order": lambda _, done: LetGoOrder(order_id=done.command.order_id),
    "let_go_order": _hold_again,
    "claim_work": _give_back,
    "give_back_work": _claim_again,
    "confirm_pick": lambda _, done: UndoPick(task_id=done.command.task_id),
    "undo_pick": _pick_again,
    "start_packing": _void_own,
    "open_parcel": _void_own,
    "pack_item": _unpack,
    "unpack_item": _pack_again,
    "move_between_parcels": _between_back,
    "close_parcel": _void,
    "confirm_label": _void,
    "send_to_hospital": lambda _, done: LeaveHospital(tote=done.command.tote),
    "leave_hospital": _to_hospital_again,
    "load_parcel": lambda _, done: TakeOffManifest(sscc=done.command.sscc),
    "take_off_manifest": _load_again,
}
"""The opposite of an operation; None when the books do not know what to put into it."""
