"""Every kind of operation there is: its command, its rule, and whether it is a fact.

An intent (claim, release, cancel) may be refused by the shared store after a station
allowed it. A fact (picked, short, packed, handed over) may not: hands have moved.
`record` says how a fact is written down that the books cannot follow.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from app.database.tables import Tables
from app.engine import (
    changing,
    handing_on,
    items,
    orders,
    packing,
    picking,
    receiving,
    releasing,
    shipping,
    site,
    sorting,
    taking_back,
    waving,
)
from app.engine.refusals import Verdict
from app.operations import changing as do_changing
from app.operations import handing_on as do_handing_on
from app.operations import packing as do_packing
from app.operations import picking as do_picking
from app.operations import placing as do_placing
from app.operations import releasing as do_releasing
from app.operations import setting_up as do_setting_up
from app.operations import shipping as do_shipping
from app.operations import shorting as do_shorting
from app.operations import sorting as do_sorting
from app.operations import taking_back as do_taking_back
from app.operations import waving as do_waving
from app.operations.doing import Doing
from app.station import Changed

Command = Any
Rule = Callable[[Tables, Doing, Any], Verdict]
Record = Callable[[Tables, Doing, Any], None]


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
_TABLE = Changed.PARCELS | Changed.STOCK | Changed.ORDERS | Changed.WORK

KINDS: Final = (
    _intent("set_up_site", site.SetUpSite, do_setting_up.set_up_site, Changed.SITE),
    _intent("add_person", site.AddPerson, do_setting_up.add_person, Changed.SITE),
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
        do_setting_up.receive_stock,
        Changed.STOCK | Changed.ORDERS,
    ),
    _intent(
        "place_order",
        orders.PlaceOrder,
        do_placing.place_order,
        Changed.ORDERS | Changed.STOCK,
    ),
    _intent(
        "cancel_quantity",
        orders.CancelQuantity,
        do_placing.cancel_quantity,
        Changed.ORDERS | Changed.STOCK,
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
    _intent("end_claim", changing.EndClaim, do_changing.end_claim, Changed.WORK),
    _intent("skip_stop", changing.SkipStop, do_changing.skip_stop, Changed.WORK),
    _intent("change_lot", changing.ChangeLot, do_changing.change_lot, _FLOOR),
    _intent(
        "hand_over_walk", changing.HandOverWalk, do_changing.hand_over_walk, Changed.WORK
    ),
    _fact("tote_full", changing.ToteFull, do_changing.tote_full, _FLOOR),
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
        do_picking.record_pick,
    ),
    _fact("undo_pick", picking.UndoPick, do_picking.undo_pick, _FLOOR),
    _fact("report_short", picking.ReportShort, do_shorting.report_short, _FLOOR),
    _fact(
        "hand_on_tote",
        picking.HandOnTote,
        do_handing_on.hand_on_tote,
        Changed.WORK | Changed.ORDERS,
    ),
    _fact("start_packing", packing.StartPacking, do_packing.start_packing, _TABLE),
    _fact(
        "pack_item",
        packing.PackItem,
        do_packing.pack_item,
        _TABLE,
        do_packing.record_packed,
    ),
    _fact("close_parcel", packing.CloseParcel, do_packing.close_parcel, _TABLE),
    _fact("confirm_label", packing.ConfirmLabel, do_packing.confirm_label, _TABLE),
    _fact("load_parcel", shipping.LoadParcel, do_shipping.load_parcel, Changed.PARCELS),
    _fact("hand_over", shipping.HandOver, do_shipping.hand_over, _TABLE),
)

BY_NAME: Final = {kind.name: kind for kind in KINDS}
BY_COMMAND: Final = {kind.command: kind for kind in KINDS}
