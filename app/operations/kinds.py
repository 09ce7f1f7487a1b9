"""Every kind of operation there is: its command, its rule, and whether it is a fact.

An intent (claim, release, cancel) may be refused by the shared store after a station
allowed it. A fact (picked, short, packed, handed over) may not: hands have moved.
`record` says how a fact is written down that the books cannot follow.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.database.tables import Tables
from app.engine import (
    adjusting,
    cancelling,
    cartons,
    changing,
    changing_walks,
    counting,
    delivering,
    handing_on,
    holding,
    items,
    moving,
    orders,
    packing,
    paying,
    permits,
    picking,
    purchasing,
    putting_away,
    putting_back,
    receiving,
    releasing,
    repacking,
    replenishing,
    reserving,
    returning,
    setting_aside,
    shipping,
    site,
    sorting,
    substituting,
    taking_back,
    waving,
)
from app.engine.names import StationId
from app.engine.refusals import Done, Verdict
from app.operations import adjusting as do_adjusting
from app.operations import cancelling as do_cancelling
from app.operations import cartons as do_cartons
from app.operations import changing as do_changing
from app.operations import changing_walks as do_changing_walks
from app.operations import counting as do_counting
from app.operations import crediting as do_crediting
from app.operations import delivering as do_delivering
from app.operations import handing_on as do_handing_on
from app.operations import holding as do_holding
from app.operations import moving as do_moving
from app.operations import packing as do_packing
from app.operations import paying as do_paying
from app.operations import picking as do_picking
from app.operations import placing as do_placing
from app.operations import purchasing as do_purchasing
from app.operations import putting_away as do_putting_away
from app.operations import putting_back as do_putting_back
from app.operations import receiving as do_receiving
from app.operations import releasing as do_releasing
from app.operations import repacking as do_repacking
from app.operations import replenishing as do_replenishing
from app.operations import reserving as do_reserving
from app.operations import returning as do_returning
from app.operations import setting_aside as do_setting_aside
from app.operations import setting_up as do_setting_up
from app.operations import shipping as do_shipping
from app.operations import shorting as do_shorting
from app.operations import sorting as do_sorting
from app.operations import substituting as do_substituting
from app.operations import taking_back as do_taking_back
from app.operations import waving as do_waving
from app.operations.doing import Doing
from app.station import Changed

Command = Any
Rule = Callable[[Tables, Doing, Any], Verdict]
Record = Callable[[Tables, Doing, Any], None]
Prepare = Callable[[Tables, StationId, Any], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of operation."""

    name: str
    command: type[Any]
    run: Rule
    changes: Changed
    is_fact: bool
    record: Record | None = None


def _intent(name: str, command: type, run: Rule, changes: Changed) -> Kind:
    return Kind(name=name, command=command, run=run, changes=changes, is_fact=False)


def _fact(
    name: str, command: type, run: Rule, changes: Changed, record: Record | None = None
) -> Kind:
    return Kind(
        name=name, command=command, run=run, changes=changes, is_fact=True, record=record
    )


_FLOOR = Changed.WORK | Changed.STOCK | Changed.ORDERS
_PROMISES = Changed.ORDERS | Changed.STOCK
_TABLE = Changed.PARCELS | Changed.STOCK | Changed.ORDERS | Changed.WORK

_KEEPING = Changed.STOCK | Changed.ORDERS

_KEEPERS: Final = (
    _intent(
        "place_purchase",
        purchasing.PlacePurchase,
        do_purchasing.place_purchase,
        Changed.STOCK,
    ),
    _intent(
        "close_purchase",
        purchasing.ClosePurchase,
        do_purchasing.close_purchase,
        Changed.STOCK,
    ),
    _intent(
        "cancel_purchase",
        purchasing.CancelPurchase,
        do_purchasing.cancel_purchase,
        Changed.STOCK,
    ),
    _fact(
        "receive_goods",
        receiving.ReceiveGoods,
        do_receiving.receive_goods,
        _KEEPING,
        do_receiving.record_received,
    ),
    _fact(
        "put_away",
        putting_away.PutAway,
        do_putting_away.put_away,
        _KEEPING,
        do_putting_away.record_put_away,
    ),
    _fact(
        "move_stock",
        moving.MoveStock,
        do_moving.move_stock,
        _KEEPING,
        do_moving.record_moved,
    ),
    _intent(
        "set_pick_face",
        replenishing.SetPickFace,
        do_replenishing.set_pick_face,
        Changed.STOCK,
    ),
    _intent(
        "plan_replenishment",
        replenishing.PlanReplenishment,
        do_replenishing.plan_replenishment,
        Changed.WORK,
    ),
    _intent(
        "claim_replenishment",
        replenishing.ClaimReplenishment,
        do_replenishing.claim_replenishment,
        Changed.WORK,
    ),
    _intent(
        "cancel_replenishment",
        replenishing.CancelReplenishment,
        do_replenishing.cancel_replenishment,
        Changed.WORK,
    ),
    _fact(
        "replenish",
        replenishing.Replenish,
        do_replenishing.replenish,
        _FLOOR,
        do_replenishing.record_replenished,
    ),
    _fact(
        "count_bin",
        counting.CountBin,
        do_counting.count_bin,
        _FLOOR,
        do_counting.record_count,
    ),
    _fact(
        "confirm_empty",
        counting.ConfirmEmpty,
        do_counting.confirm_empty,
        Changed.WORK,
    ),
    _intent("approve_count", counting.ApproveCount, do_counting.approve_count, _FLOOR),
    _intent("reject_count", counting.RejectCount, do_counting.reject_count, Changed.WORK),
    _intent(
        "set_count_tolerance",
        counting.SetCountTolerance,
        do_counting.set_count_tolerance,
        Changed.SITE,
    ),
    _intent("plan_counts", counting.PlanCounts, do_counting.plan_counts, Changed.WORK),
    _intent("adjust_stock", adjusting.AdjustStock, do_adjusting.adjust_stock, _FLOOR),
    _intent("expire_stock", adjusting.ExpireStock, do_adjusting.expire_stock, _FLOOR),
    _intent(
        "open_return",
        returning.OpenReturn,
        do_returning.open_return,
        Changed.ORDERS,
    ),
    _fact(
        "receive_return",
        returning.ReceiveReturn,
        do_returning.receive_return,
        _KEEPING,
        do_returning.record_return,
    ),
    _fact(
        "inspect_return",
        returning.InspectReturn,
        do_returning.inspect_return,
        _KEEPING,
        do_returning.record_inspected,
    ),
    _intent(
        "close_return",
        returning.CloseReturn,
        do_returning.close_return,
        Changed.ORDERS,
    ),
)


def note_refusal(_tables: Tables, _moment: Doing, _noted: permits.NoteRefusal) -> Verdict:
    """That somebody was refused is all there is to it: the operation itself is the note."""
    return Done()


KINDS: Final = (
    *_KEEPERS,
    _fact("note_refusal", permits.NoteRefusal, note_refusal, Changed.NOTHING),
    _intent("set_up_site", site.SetUpSite, do_setting_up.set_up_site, Changed.SITE),
    _intent("add_person", site.AddPerson, do_setting_up.add_person, Changed.SITE),
    _intent(
        "set_preference",
        site.SetPreference,
        do_setting_up.set_preference,
        Changed.SITE,
    ),
    _intent(
        "set_up_bin",
        site.SetUpBin,
        do_setting_up.set_up_bin,
        Changed.STOCK | Changed.ORDERS,
    ),
    _intent("set_kit", items.SetKit, do_setting_up.set_kit, Changed.STOCK),
    _intent("add_item", receiving.AddItem, do_setting_up.add_item, Changed.STOCK),
    _fact(
        "receive_stock",
        receiving.ReceiveStock,
        do_receiving.receive_stock,
        _KEEPING,
        do_receiving.record_received,
    ),
    _intent(
        "place_order",
        orders.PlaceOrder,
        do_placing.place_order,
        _PROMISES,
    ),
    _intent(
        "cancel_quantity",
        orders.CancelQuantity,
        do_placing.cancel_quantity,
        _PROMISES,
    ),
    _intent("take_payment", paying.TakePayment, do_paying.take_payment, _TABLE),
    _intent(
        "set_unpaid_hold", paying.SetUnpaidHold, do_paying.set_unpaid_hold, Changed.SITE
    ),
    _intent(
        "expire_reservations",
        reserving.ExpireReservations,
        do_reserving.expire_reservations,
        _PROMISES,
    ),
    _intent(
        "expect_stock", reserving.ExpectStock, do_reserving.expect_stock, Changed.ORDERS
    ),
    _intent(
        "hold_order",
        holding.HoldOrder,
        do_holding.hold_order,
        Changed.ORDERS | Changed.WORK | Changed.PARCELS,
    ),
    _intent(
        "let_go_order",
        holding.LetGoOrder,
        do_holding.let_go_order,
        Changed.ORDERS | Changed.WORK | Changed.PARCELS,
    ),
    _intent("change_order", changing.ChangeOrder, do_changing.change_order, _TABLE),
    _intent("cancel_order", cancelling.CancelOrder, do_cancelling.cancel_order, _TABLE),
    _intent("cancel_line", cancelling.CancelLine, do_cancelling.cancel_line, _TABLE),
    _intent(
        "set_substitutes",
        substituting.SetSubstitutes,
        do_substituting.set_substitutes,
        Changed.STOCK,
    ),
    _intent(
        "substitute_line",
        substituting.SubstituteLine,
        do_substituting.substitute_line,
        _PROMISES,
    ),
    _intent(
        "release_orders", releasing.ReleaseOrders, do_releasing.release_orders, _FLOOR
    ),
    _intent("release_wave", waving.ReleaseWave, do_waving.release_wave, _FLOOR),
    _intent(
        "take_back_work",
        taking_back.TakeBackWork,
        do_taking_back.take_back_work,
        _FLOOR,
    ),
    _intent(
        "take_back_order",
        taking_back.TakeBackOrder,
        do_taking_back.take_back_order,
        _FLOOR,
    ),
    _intent(
        "end_claim", changing_walks.EndClaim, do_changing_walks.end_claim, Changed.WORK
    ),
    _intent(
        "skip_stop", changing_walks.SkipStop, do_changing_walks.skip_stop, Changed.WORK
    ),
    _intent("change_lot", changing_walks.ChangeLot, do_changing_walks.change_lot, _FLOOR),
    _intent(
        "hand_over_walk",
        changing_walks.HandOverWalk,
        do_changing_walks.hand_over_walk,
        Changed.WORK,
    ),
    _fact("tote_full", changing_walks.ToteFull, do_changing_walks.tote_full, _FLOOR),
    _fact(
        "sort_from_batch",
        sorting.SortFromBatch,
        do_sorting.sort_from_batch,
        _FLOOR,
        do_sorting.record_sorted,
    ),
    _fact("bring_tote", handing_on.BringTote, do_handing_on.bring_tote, _FLOOR),
    _intent("claim_work", picking.ClaimWork, do_picking.claim_work, Changed.WORK),
    _intent(
        "give_back_work", picking.GiveBackWork, do_picking.give_back_work, Changed.WORK
    ),
    _fact("assign_tote", picking.AssignTote, do_picking.assign_tote, Changed.WORK),
    _fact(
        "confirm_pick",
        picking.ConfirmPick,
        do_picking.confirm_pick,
        _FLOOR,
        do_crediting.record_pick,
    ),
    _fact("undo_pick", picking.UndoPick, do_picking.undo_pick, _FLOOR),
    _fact("report_short", picking.ReportShort, do_shorting.report_short, _FLOOR),
    _fact(
        "hand_on_tote",
        picking.HandOnTote,
        do_handing_on.hand_on_tote,
        Changed.WORK | Changed.ORDERS,
    ),
    _fact(
        "put_back",
        putting_back.PutBack,
        do_putting_back.put_back,
        _FLOOR,
        do_putting_back.record_put_back,
    ),
    _fact("start_packing", packing.StartPacking, do_packing.start_packing, _TABLE),
    _fact(
        "pack_item",
        packing.PackItem,
        do_packing.pack_item,
        _TABLE,
        do_packing.record_packed,
    ),
    _fact("open_parcel", packing.OpenParcel, do_packing.open_parcel, _TABLE),
    _fact(
        "move_between_parcels",
        repacking.MoveBetweenParcels,
        do_repacking.move_between,
        _TABLE,
        do_repacking.record_moved,
    ),
    _fact("merge_parcels", repacking.MergeParcels, do_repacking.merge_parcels, _TABLE),
    _fact(
        "close_parcel",
        packing.CloseParcel,
        do_packing.close_parcel,
        _TABLE,
        do_packing.record_closed,
    ),
    _fact("confirm_label", packing.ConfirmLabel, do_packing.confirm_label, _TABLE),
    _fact("void_parcel", repacking.VoidParcel, do_repacking.void_parcel, _TABLE),
    _fact(
        "send_to_hospital",
        setting_aside.SendToHospital,
        do_setting_aside.send_to_hospital,
        Changed.PARCELS | Changed.WORK,
    ),
    _fact(
        "leave_hospital",
        setting_aside.LeaveHospital,
        do_setting_aside.leave_hospital,
        Changed.PARCELS | Changed.WORK,
    ),
    _intent(
        "set_carton_type",
        cartons.SetCartonType,
        do_cartons.set_carton_type,
        Changed.PARCELS,
    ),
    _intent(
        "remove_carton_type",
        cartons.RemoveCartonType,
        do_cartons.remove_carton_type,
        Changed.PARCELS,
    ),
    _fact(
        "load_parcel",
        shipping.LoadParcel,
        do_shipping.load_parcel,
        Changed.PARCELS,
        do_shipping.record_loaded,
    ),
    _fact(
        "take_off_manifest",
        shipping.TakeOffManifest,
        do_shipping.take_off_manifest,
        Changed.PARCELS,
    ),
    _intent("set_cut_off", shipping.SetCutOff, do_shipping.set_cut_off, Changed.PARCELS),
    _fact(
        "hand_over",
        shipping.HandOver,
        do_shipping.hand_over,
        _TABLE,
        do_shipping.record_hand_over,
    ),
    _intent(
        "set_tracking", shipping.SetTracking, do_shipping.set_tracking, Changed.PARCELS
    ),
    _fact(
        "carrier_told",
        delivering.CarrierTold,
        do_delivering.carrier_told,
        Changed.PARCELS | Changed.ORDERS,
    ),
    _fact(
        "confirm_delivery",
        delivering.ConfirmDelivery,
        do_delivering.confirm_delivery,
        Changed.PARCELS | Changed.ORDERS,
    ),
)

PREPARES: Final[Mapping[str, Prepare]] = {"close_parcel": do_packing.give_sscc}
"""What the station adds to a command before it is done, and sent as it was done."""

BY_NAME: Final = {kind.name: kind for kind in KINDS}
BY_COMMAND: Final = {kind.command: kind for kind in KINDS}
