"""The answers an operation can have: done, or refused before anything moved.

A refusal is a normal value with what was wanted and what came instead; every reason has a
sentence in every language of `app/ui/words`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Refusal(StrEnum):
    """Why our rules said no. The name states the rule that was broken."""

    UNKNOWN_ORDER = "unknown_order"
    UNKNOWN_ITEM = "unknown_item"
    UNKNOWN_TASK = "unknown_task"
    UNKNOWN_TOTE = "unknown_tote"
    UNKNOWN_PARCEL = "unknown_parcel"
    UNKNOWN_MANIFEST = "unknown_manifest"
    ORDER_DIFFERS = "order_differs"
    ORDER_WITHOUT_LINES = "order_without_lines"
    QUANTITY_NOT_POSITIVE = "quantity_not_positive"
    ITEM_WITHOUT_NAME = "item_without_name"
    MEASURE_BELOW_ZERO = "measure_below_zero"
    WRONG_CHECK_DIGIT = "wrong_check_digit"
    CODE_OF_OTHER_ITEM = "code_of_other_item"
    KIT_OF_ITSELF = "kit_of_itself"
    KIT_IN_KIT = "kit_in_kit"
    UNKNOWN_BIN = "unknown_bin"
    BIN_HAS_WORK = "bin_has_work"
    LOT_MISSING = "lot_missing"
    WRONG_LOT = "wrong_lot"
    LOT_EXPIRES_OTHERWISE = "lot_expires_otherwise"
    SERIALS_DIFFER = "serials_differ"
    SERIAL_ELSEWHERE = "serial_elsewhere"
    ORDER_NOT_PAID = "order_not_paid"
    ORDER_CLOSED = "order_closed"
    NOTHING_TO_RELEASE = "nothing_to_release"
    NO_WORK = "no_work"
    UNKNOWN_LIST = "unknown_list"
    OFFLINE_NO_NEW_WORK = "offline_no_new_work"
    CLAIMED_BY_OTHER = "claimed_by_other"
    LIST_NOT_OPEN = "list_not_open"
    LIST_NOT_FINISHED = "list_not_finished"
    TASK_NOT_OPEN = "task_not_open"
    WRONG_BIN = "wrong_bin"
    WRONG_ITEM = "wrong_item"
    WRONG_TOTE = "wrong_tote"
    WRONG_DROP = "wrong_drop"
    MORE_THAN_ASKED = "more_than_asked"
    TOTE_IN_USE = "tote_in_use"
    TOTE_NOT_READY = "tote_not_ready"
    NOT_IN_TOTE = "not_in_tote"
    NOT_VERIFIED = "not_verified"
    NOTHING_PACKED = "nothing_packed"
    PARCEL_NOT_OPEN = "parcel_not_open"
    PARCEL_NOT_CLOSED = "parcel_not_closed"
    PARCEL_NOT_LABELLED = "parcel_not_labelled"
    WRONG_LABEL = "wrong_label"
    WRONG_CARRIER = "wrong_carrier"
    MANIFEST_CLOSED = "manifest_closed"
    MANIFEST_EMPTY = "manifest_empty"
    NOTHING_TO_UNDO = "nothing_to_undo"
    NOTHING_TO_TAKE_BACK = "nothing_to_take_back"
    GOODS_MOVED_ON = "goods_moved_on"
    LAST_STOP = "last_stop"
    LOT_NOT_FREE = "lot_not_free"
    ORDER_NOT_COMPLETE = "order_not_complete"
    UNKNOWN_PERSON = "unknown_person"


class Effect(StrEnum):
    """What an operation brought about, for the person who did it."""

    DONE = "done"
    ALREADY_DONE = "already_done"
    RESERVED = "reserved"
    PART_BACKORDERED = "part_backordered"
    CANCELLED = "cancelled"
    CANCELLATION_UNMATCHED = "cancellation_unmatched"
    RELEASED = "released"
    CLAIMED = "claimed"
    PICKED = "picked"
    LINE_PICKED = "line_picked"
    LIST_PICKED = "list_picked"
    SHORT_ELSEWHERE = "short_elsewhere"
    SHORT_BACKORDERED = "short_backordered"
    PICK_UNDONE = "pick_undone"
    HANDED_ON = "handed_on"
    BROUGHT_TO_PACKING = "brought_to_packing"
    NOTHING_TO_PACK = "nothing_to_pack"
    BROUGHT_TO_SORTING = "brought_to_sorting"
    SORTED = "sorted"
    ORDER_SORTED = "order_sorted"
    TOTE_CHANGED = "tote_changed"
    TOTE_BROUGHT = "tote_brought"
    SKIPPED = "skipped"
    LOT_CHANGED = "lot_changed"
    HANDED_OVER = "handed_over"
    CLAIM_ENDED = "claim_ended"
    TAKEN_BACK = "taken_back"
    TAKEN_BACK_WITH_GOODS = "taken_back_with_goods"
    WAVE_RELEASED = "wave_released"
    PACKED = "packed"
    ALL_VERIFIED = "all_verified"
    PARCEL_CLOSED = "parcel_closed"
    ORDER_PACKED = "order_packed"
    PARCEL_LOADED = "parcel_loaded"
    SHIPPED = "shipped"
    RECEIVED = "received"
    DISCREPANCY = "discrepancy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Our rules said no, and nothing moved."""

    reason: Refusal
    wanted: str = ""
    got: str = ""


def _nothing() -> Mapping[str, str | int]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The operation stands. `values` fill the sentence the person reads."""

    effect: Effect = Effect.DONE
    values: Mapping[str, str | int] = field(default_factory=_nothing)


Verdict = Done | Refused
