"""How each kind of operation is taken back: by its opposite, never by a deletion.

The books only grow, so undoing is one more operation, with hands that carry things back.
Each kind says by which kind it is undone, until when, and what the hands have to do; or why
it cannot be, and what to do instead. A new kind of operation needs its line here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.engine.names import NO_SERIAL, OpId, Place
from app.engine.stock import Eaches, Movement


class Until(StrEnum):
    """Until when something can be undone; each has the sentence `undo_until_<until>`."""

    ANY_TIME = "any_time"
    GOODS_ARE_FREE = "goods_are_free"
    GOODS_COME = "goods_come"
    OTHERS_CLAIM = "others_claim"
    TOTE_IS_SET_DOWN = "tote_is_set_down"
    PARCEL_IS_CLOSED = "parcel_is_closed"
    CARRIER_HAS_IT = "carrier_has_it"


class Hands(StrEnum):
    """What hands have to do; each has the sentence `undo_hands_<hands>`."""

    NOTHING = "nothing"
    SET_AGAIN = "set_again"
    PUT_BACK = "put_back"
    TAKE_OUT = "take_out"
    PICK_AGAIN = "pick_again"
    UNPACK = "unpack"
    PACK_AGAIN = "pack_again"
    LEAVE_BOX = "leave_box"
    OPEN_BOX = "open_box"
    OFF_THE_LORRY = "off_the_lorry"
    ONTO_THE_LORRY = "onto_the_lorry"
    CARRY_TOTE = "carry_tote"


class Instead(StrEnum):
    """Why not, and what to do instead; each has the sentence `undo_never_<instead>`."""

    CARRIER_HAS_IT = "carrier_has_it"
    ORDER_AGAIN = "order_again"
    BUY_AGAIN = "buy_again"
    REFUND = "refund"
    SAY_AGAIN = "say_again"
    COMES_AGAIN = "comes_again"
    FINISH_WALK = "finish_walk"
    COUNT = "count"
    MOVE_ON = "move_on"
    NEXT_BOX = "next_box"
    PACK_ANEW = "pack_anew"
    RETURN_AGAIN = "return_again"
    LET_IT_LAPSE = "let_it_lapse"
    CORRECT = "correct"
    NOTHING_WAS_DONE = "nothing_was_done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """It is undone by one of these kinds.

    `restores` says that goods are then where they were before; a voided parcel's are in
    the tote again, and not in the parcel.
    """

    by: tuple[str, ...]
    until: Until
    hands: Hands
    restores: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Never:
    """It cannot be undone."""

    instead: Instead


def _by(kinds: str, until: Until, hands: Hands, *, restores: bool = False) -> Undo:
    return Undo(by=tuple(kinds.split()), until=until, hands=hands, restores=restores)


def _again(kinds: str) -> dict[str, Undo]:
    """What is set is set again, as it was before."""
    return {kind: _by(kind, Until.ANY_TIME, Hands.SET_AGAIN) for kind in kinds.split()}


def _never(kinds: str, instead: Instead) -> dict[str, Never]:
    return {kind: Never(instead=instead) for kind in kinds.split()}


_BACK: Final = _by("move_stock", Until.GOODS_ARE_FREE, Hands.PUT_BACK, restores=True)
_OUT: Final = _by("adjust_stock", Until.GOODS_ARE_FREE, Hands.TAKE_OUT, restores=True)
_OTHERWISE: Final = _by(
    "adjust_stock move_stock", Until.GOODS_ARE_FREE, Hands.PUT_BACK, restores=True
)
_VOID: Final = _by("void_parcel", Until.CARRIER_HAS_IT, Hands.OPEN_BOX)
_NO_BOX: Final = _by("void_parcel", Until.CARRIER_HAS_IT, Hands.LEAVE_BOX, restores=True)

_STOCK: Final[Mapping[str, Undo | Never]] = {
    "place_purchase": _by("cancel_purchase", Until.GOODS_COME, Hands.NOTHING),
    **_never("close_purchase cancel_purchase", Instead.BUY_AGAIN),
    "suggest_purchases": _by("cancel_purchase", Until.ANY_TIME, Hands.NOTHING),
    "approve_purchase": _by("cancel_purchase", Until.GOODS_COME, Hands.NOTHING),
    "receive_goods": _OUT,
    "receive_stock": _OUT,
    "put_away": _BACK,
    "move_stock": _BACK,
    "replenish": _BACK,
    "plan_replenishment": _by("cancel_replenishment", Until.OTHERS_CLAIM, Hands.NOTHING),
    "cancel_replenishment": _by("plan_replenishment", Until.ANY_TIME, Hands.NOTHING),
    **_never("claim_replenishment", Instead.LET_IT_LAPSE),
    "count_bin": _OTHERWISE,
    "approve_count": _OTHERWISE,
    "adjust_stock": _OTHERWISE,
    "expire_stock": _by("move_stock adjust_stock", Until.GOODS_ARE_FREE, Hands.PUT_BACK),
    "plan_counts": _by("reject_count", Until.ANY_TIME, Hands.NOTHING),
    **_never("confirm_empty reject_count", Instead.COUNT),
    "open_return": _by("close_return", Until.GOODS_COME, Hands.NOTHING),
    **_never("receive_return inspect_return", Instead.CORRECT),
    **_never("close_return", Instead.RETURN_AGAIN),
}

_OFFICE: Final[Mapping[str, Undo | Never]] = {
    **_again("set_up_site add_person set_preference set_up_bin set_kit add_item"),
    **_again("set_pick_face set_count_tolerance set_unpaid_hold expect_stock"),
    **_again("set_substitutes change_order set_cut_off set_tracking"),
    "set_carton_type": _by(
        "set_carton_type remove_carton_type", Until.ANY_TIME, Hands.SET_AGAIN
    ),
    "remove_carton_type": _by("set_carton_type", Until.ANY_TIME, Hands.SET_AGAIN),
    "place_order": _by("cancel_order", Until.CARRIER_HAS_IT, Hands.NOTHING),
    **_never("cancel_order cancel_line cancel_quantity", Instead.ORDER_AGAIN),
    **_never("substitute_line expire_reservations", Instead.ORDER_AGAIN),
    **_never("take_payment", Instead.REFUND),
    "hold_order": _by("let_go_order", Until.ANY_TIME, Hands.NOTHING),
    "let_go_order": _by("hold_order", Until.CARRIER_HAS_IT, Hands.NOTHING),
    **dict.fromkeys(
        ("release_orders", "release_wave"),
        _by("take_back_order take_back_work", Until.OTHERS_CLAIM, Hands.NOTHING),
    ),
    **dict.fromkeys(
        ("take_back_order", "take_back_work"),
        _by("release_orders", Until.ANY_TIME, Hands.NOTHING),
    ),
    "end_claim": _by("claim_work", Until.OTHERS_CLAIM, Hands.NOTHING),
    **_again("set_notice_policy set_delay_rule set_supply plan_reorder change_purchase"),
    **_never("approve_notice drop_notice review_delays answer_delay", Instead.SAY_AGAIN),
    **_never("note_refusal", Instead.NOTHING_WAS_DONE),
}

_FLOOR: Final[Mapping[str, Undo | Never]] = {
    "claim_work": _by("give_back_work", Until.TOTE_IS_SET_DOWN, Hands.NOTHING),
    "give_back_work": _by("claim_work", Until.OTHERS_CLAIM, Hands.NOTHING),
    **_never("assign_tote tote_full", Instead.FINISH_WALK),
    **_never("skip_stop", Instead.COMES_AGAIN),
    "change_lot": _by("change_lot", Until.TOTE_IS_SET_DOWN, Hands.NOTHING),
    "hand_over_walk": _by("hand_over_walk", Until.TOTE_IS_SET_DOWN, Hands.NOTHING),
    "confirm_pick": _by(
        "undo_pick", Until.TOTE_IS_SET_DOWN, Hands.PUT_BACK, restores=True
    ),
    "undo_pick": _by(
        "confirm_pick", Until.TOTE_IS_SET_DOWN, Hands.PICK_AGAIN, restores=True
    ),
    **_never("report_short", Instead.COUNT),
    **_never("hand_on_tote put_back sort_from_batch bring_tote", Instead.MOVE_ON),
    "start_packing": _NO_BOX,
    "open_parcel": _NO_BOX,
    "pack_item": _by(
        "unpack_item void_parcel", Until.PARCEL_IS_CLOSED, Hands.UNPACK, restores=True
    ),
    "unpack_item": _by(
        "pack_item", Until.PARCEL_IS_CLOSED, Hands.PACK_AGAIN, restores=True
    ),
    "move_between_parcels": _by(
        "move_between_parcels", Until.PARCEL_IS_CLOSED, Hands.PUT_BACK, restores=True
    ),
    **_never("merge_parcels", Instead.NEXT_BOX),
    "close_parcel": _VOID,
    "confirm_label": _VOID,
    **_never("void_parcel", Instead.PACK_ANEW),
    "send_to_hospital": _by("leave_hospital", Until.ANY_TIME, Hands.CARRY_TOTE),
    "leave_hospital": _by("send_to_hospital", Until.ANY_TIME, Hands.CARRY_TOTE),
    "load_parcel": _by("take_off_manifest", Until.CARRIER_HAS_IT, Hands.OFF_THE_LORRY),
    "take_off_manifest": _by("load_parcel", Until.CARRIER_HAS_IT, Hands.ONTO_THE_LORRY),
    **_never("hand_over carrier_told confirm_delivery", Instead.CARRIER_HAS_IT),
}

UNDO: Final[Mapping[str, Undo | Never]] = {**_STOCK, **_OFFICE, **_FLOOR}
"""Every kind of operation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Went:
    """Goods of one lot that an operation took from one place to another."""

    goods: Eaches
    source: Place
    target: Place


def went(movements: list[Movement]) -> Went | None:
    """What an operation moved, when it was one lot on one way; else None."""
    ways = {(each.sku, each.lot, each.source, each.target) for each in movements}
    if len(ways) != 1:
        return None
    [(sku, lot, source, target)] = ways
    goods = Eaches(
        sku=sku,
        qty_each=sum(each.qty_each for each in movements),
        lot=lot,
        serials=tuple(each.serial for each in movements if each.serial != NO_SERIAL),
    )
    return Went(goods=goods, source=source, target=target)


def undo_id(op_id: OpId) -> OpId:
    """The id of the operation that undoes another: there is one, so it is done once."""
    return OpId(f"{op_id}.undo")
