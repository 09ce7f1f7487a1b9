"""Every kind of operation an order can have been through can be said."""

import itertools
import json
from datetime import UTC, datetime

import pytest

from app.engine.delivering import CarrierEvent
from app.engine.picking import ShortReason
from app.engine.task_states import ParcelState
from app.operations.kinds import KINDS
from app.operations.running import do
from app.operations.seeing_board import see_order
from app.station import open_store
from app.ui.supervisor import telling
from app.ui.supervisor.flow import Stage
from app.ui.words import LANGUAGES, speaker
from tests.fakes import site
from tests.fakes.site import LAMP, TEA, ok

SET_UP = {
    "set_up_site",
    "add_person",
    "add_item",
    "set_up_bin",
    "set_kit",
    "set_carton_type",
    "remove_carton_type",
    "set_cut_off",
    "set_preference",
    "set_notice_policy",
    "set_delay_rule",
    "set_unpaid_hold",
    "set_substitutes",
}
STOCK_KEEPING = {
    "place_purchase",
    "close_purchase",
    "cancel_purchase",
    "set_supply",
    "plan_reorder",
    "suggest_purchases",
    "change_purchase",
    "approve_purchase",
    "receive_goods",
    "put_away",
    "move_stock",
    "set_pick_face",
    "plan_replenishment",
    "claim_replenishment",
    "cancel_replenishment",
    "replenish",
    "count_bin",
    "confirm_empty",
    "approve_count",
    "reject_count",
    "set_count_tolerance",
    "plan_counts",
    "adjust_stock",
    "expire_stock",
}
NO_ONE_ORDERS = {"note_refusal", "expect_stock", "expire_reservations"}
AT = datetime(2010, 12, 6, 9, 30, tzinfo=UTC)

VALUES = {
    "channel": "shop",
    "qty_each": 3,
    "sku": "85123A",
    "bin_code": "A-07-3-B",
    "zone": "A",
    "tote": "TOTE-0042",
    "drop": "DROP-PACK-1",
    "weight_g": 900,
    "sscc": "340123450000000018",
    "carrier": "DHL",
    "reason": "damaged",
    "state": "paid",
    "line_no": 2,
    "other_sku": "85123B",
    "event": "delivered",
    "tracking": "JD014600",
    "signed_by": "Ada",
}


def test_no_kind_that_happens_to_an_order_is_forgotten():
    assert {kind.name for kind in KINDS} - SET_UP - STOCK_KEEPING - NO_ONE_ORDERS == (
        telling.KINDS
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", sorted(telling.KINDS | {"something_new"}))
def test_every_kind_can_be_said(language: str, kind: str):
    said = speaker(language).this(telling.what_happened(kind, json.dumps(VALUES)))
    assert "{" not in said
    assert said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reason", ShortReason)
def test_every_reason_of_a_short_can_be_said(language: str, reason: ShortReason):
    body = json.dumps({"task_id": "x", "reason": reason})
    assert speaker(language).this(telling.what_happened("report_short", body))
    assert speaker(language).knows(f"sup_reason_{reason}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_of_orders_and_parcels_and_every_carriers_event_can_be_said(
    language: str,
):
    say = speaker(language)
    for state in ParcelState:
        assert say(f"sup_parcel_{state}")
    for stage in Stage:
        assert say(f"sup_stage_{stage}")
    for event in CarrierEvent:
        body = json.dumps({**VALUES, "event": event})
        assert say.this(telling.what_happened("carrier_told", body))


def test_a_parcel_that_was_not_weighed_is_said_so():
    body = json.dumps({**VALUES, "weight_g": 0})
    said = speaker("en").this(telling.what_happened("close_parcel", body))
    assert said == "Closed the parcel without weighing"


def test_a_whole_orders_story_names_people_and_ends_with_its_beginning():
    station = open_store(None)
    site.stock_up(station)
    ok(do(station, site.order("536365", (TEA, 4), (LAMP, 1))))
    site.release(station, "536365")
    site.pick_order(station, "TOTE-0001", "A", "B")
    _, sscc = site.pack(station, "TOTE-0001")
    site.ship(station, sscc)
    found = see_order(station, site.order_id(station, "536365"))
    assert found is not None

    events = telling.story(found.timeline)
    said = [(each.who, speaker("en").this(each.what)) for each in events]

    assert said[-1] == ("", "Came in from shop")
    assert ("Sue", "Released to the floor") in said
    assert ("Ana", "Picked 4 of TEA-250 from A-07-3-B into TOTE-0001") in said
    assert said[0][0] == "Pam"
    assert all(later.at >= earlier.at for later, earlier in itertools.pairwise(events))


def test_a_parcels_number_is_grouped_as_on_its_label():
    assert telling.spaced("340123450000000018") == "3 4012345 000000001 8"
    assert telling.spaced("") == ""
