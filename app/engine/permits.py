"""Who may do what: the roles of each kind of operation.

Supervisors may do everything. What nobody signed for (an import, the command line) is
Zonewise's own doing; and whose badge these books do not know, the next station may.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.engine.refusals import Refusal, Refused
from app.engine.site import Person, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRefusal:
    """Somebody asked for something and was refused: what, and why."""

    kind: str
    reason: Refusal
    wanted: str = ""
    got: str = ""
    body: str = ""


_PICKERS: Final = (
    "claim_work give_back_work assign_tote confirm_pick undo_pick report_short "
    "hand_on_tote skip_stop change_lot hand_over_walk tote_full"
)
_PACKERS: Final = (
    "start_packing pack_item open_parcel move_between_parcels merge_parcels close_parcel "
    "confirm_label void_parcel send_to_hospital leave_hospital load_parcel "
    "take_off_manifest hand_over set_tracking carrier_told confirm_delivery"
)
_FLOOR: Final = (
    "receive_stock receive_goods put_away move_stock claim_replenishment replenish "
    "count_bin confirm_empty receive_return inspect_return put_back hold_order "
    "set_preference note_refusal sort_from_batch bring_tote"
)
_OFFICE: Final = (
    "set_up_site set_up_bin add_person add_item set_kit set_carton_type "
    "remove_carton_type set_cut_off set_pick_face set_count_tolerance set_unpaid_hold "
    "set_substitutes place_order take_payment let_go_order change_order cancel_order "
    "cancel_line cancel_quantity substitute_line expect_stock expire_reservations "
    "release_orders release_wave take_back_work take_back_order end_claim "
    "place_purchase close_purchase cancel_purchase plan_replenishment "
    "cancel_replenishment plan_counts approve_count reject_count adjust_stock "
    "expire_stock open_return close_return"
)

PERMITS: Final[Mapping[str, frozenset[Role]]] = {
    **dict.fromkeys(_PICKERS.split(), frozenset({Role.PICKER, Role.SUPERVISOR})),
    **dict.fromkeys(_PACKERS.split(), frozenset({Role.PACKER, Role.SUPERVISOR})),
    **dict.fromkeys(_FLOOR.split(), frozenset(Role)),
    **dict.fromkeys(_OFFICE.split(), frozenset({Role.SUPERVISOR})),
}


def may(person: Person | None, kind: str) -> Refused | None:
    """Say that somebody may not do this, or None when they may."""
    if person is None or person.role in PERMITS[kind]:
        return None
    return Refused(
        reason=Refusal.NOT_ALLOWED,
        wanted=", ".join(sorted(PERMITS[kind])),
        got=person.role,
    )
