"""Goods of cancelled orders that stand in totes and parcels, on their way back to a bin."""

from dataclasses import dataclass, replace

from app.engine.names import BinCode, OpId, OrderId, Place, PutBackId, Sku, is_bin
from app.engine.refusals import Refusal, Refused
from app.engine.task_states import PUT_BACK, PutBackEvent, PutBackState


@dataclass(frozen=True, slots=True, kw_only=True)
class PutBackTask:
    """So many eaches of a SKU are to go from a tote or parcel back to a bin.

    `bin_code` is where they came from; another bin is as good. Until they are back they
    are nobody's: not promised, not for sale.
    """

    put_back_id: PutBackId
    order_id: OrderId
    line_no: int
    sku: Sku
    qty_each: int
    source: Place
    bin_code: BinCode
    done_each: int = 0
    state: PutBackState = PutBackState.OPEN

    @property
    def left_each(self) -> int:
        """What is still to go back, in eaches."""
        is_open = self.state is PutBackState.OPEN
        return self.qty_each - self.done_each if is_open else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PutBack:
    """So many eaches lie in the bin again."""

    put_back_id: PutBackId
    bin_code: BinCode
    qty_each: int


def put_back(task: PutBackTask, done: PutBack) -> PutBackTask | Refused:
    """The task with `qty_each` more put back; put back in full, it is done."""
    if task.state is not PutBackState.OPEN:
        return Refused(reason=Refusal.TASK_NOT_OPEN, wanted="open", got=task.state)
    if done.qty_each <= 0:
        return Refused(
            reason=Refusal.QUANTITY_NOT_POSITIVE, wanted=task.sku, got=f"{done.qty_each}"
        )
    if not is_bin(Place(done.bin_code)):
        return Refused(
            reason=Refusal.UNKNOWN_BIN, wanted=task.bin_code, got=done.bin_code
        )
    if done.qty_each > task.left_each:
        return Refused(
            reason=Refusal.MORE_THAN_ASKED,
            wanted=f"{task.left_each}",
            got=f"{done.qty_each}",
        )
    is_all = done.qty_each == task.left_each
    event = PutBackEvent.PUT_ALL if is_all else PutBackEvent.PUT_SOME
    return replace(
        task,
        done_each=task.done_each + done.qty_each,
        state=PUT_BACK[task.state, event],
    )


def split(
    task: PutBackTask, qty_each: int, op_id: OpId
) -> tuple[list[PutBackTask], PutBackTask]:
    """The task without `qty_each` of what is left of it, if any is, and one for those."""
    if qty_each == task.left_each:
        return [], task
    stays = replace(task, qty_each=task.qty_each - qty_each)
    goes = replace(
        task,
        put_back_id=PutBackId(f"{task.put_back_id}.{op_id}"),
        qty_each=qty_each,
        done_each=0,
    )
    return [stays], goes
