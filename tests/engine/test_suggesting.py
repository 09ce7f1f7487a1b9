"""What is suggested to be bought, and what a person makes of it."""

from dataclasses import replace

import pytest

from app.engine import offering, purchasing, suggesting
from app.engine.names import PurchaseId, Sku
from app.engine.purchasing import PlacePurchase, PurchaseLine, PurchaseOrder
from app.engine.refusals import Refusal, Refused
from app.engine.reordering import Position, Reorder, Supply
from app.engine.suggesting import ChangePurchase
from app.engine.task_states import PurchaseEvent, PurchaseState
from tests.fakes.site import LAMP, MUG, TEA

PO = PurchaseId("PO")
CUP = Sku("CUP")


def line(number: int, sku: Sku, qty_each: int, suggested_each: int) -> PurchaseLine:
    return PurchaseLine(
        po_id=PO,
        line_no=number,
        sku=sku,
        qty_each=qty_each,
        suggested_each=suggested_each,
    )


TEAS, MUGS = line(1, TEA, 12, 12), line(2, MUG, 5, 8)
"""Tea as it was suggested; of mugs a person wants fewer."""


@pytest.mark.parametrize(
    ("position", "pack_each", "min_each", "wanted"),
    [
        (3, 1, 1, 58),
        (3, 6, 1, 60),
        (1, 6, 1, 60),
        (-4, 6, 1, 66),
        (3, 8, 100, 104),
        (60, 8, 1, 8),
        (61, 1, 1, 1),
    ],
)
def test_up_to_the_target_in_whole_packs_and_not_too_few(
    position: int, pack_each: int, min_each: int, wanted: int
):
    supply = Supply(
        sku=TEA, supplier="T", lead_days=1, pack_each=pack_each, min_each=min_each
    )
    reorder = Reorder(sku=TEA, point_each=24, target_each=61)
    held = Position(available_each=position)

    assert suggesting.order_each(supply, reorder, held) == wanted


def test_without_a_target_it_is_the_least_that_can_be_bought():
    supply = Supply(sku=TEA, supplier="T", lead_days=1, min_each=4)
    never = Reorder(sku=TEA)

    assert suggesting.order_each(supply, never, Position(available_each=0)) == 4
    assert suggesting.order_each(supply, never, Position(available_each=-4)) == 4


@pytest.mark.parametrize(
    ("needs", "changed"),
    [
        ({TEA: 12, MUG: 8}, []),
        ({TEA: 18, MUG: 8}, [line(1, TEA, 18, 18)]),
        ({MUG: 8}, [line(1, TEA, 0, 0)]),
        ({TEA: 12, MUG: 16}, [line(2, MUG, 5, 16)]),
        ({TEA: 12, MUG: 8, LAMP: 3}, [line(3, LAMP, 3, 3)]),
    ],
)
def test_a_suggestion_follows_the_needs_and_leaves_what_a_person_set(
    needs: dict[Sku, int], changed: list[PurchaseLine]
):
    assert suggesting.suggest((TEAS, MUGS), PO, needs) == changed


@pytest.mark.parametrize(
    ("asked", "changed"),
    [
        (((TEA, 12),), []),
        (((TEA, 0),), [line(1, TEA, 0, 12)]),
        (((LAMP, 3), (LAMP, 4)), [line(3, LAMP, 4, 0)]),
        (((LAMP, 3), (CUP, 2)), [line(3, LAMP, 3, 0), line(4, CUP, 2, 0)]),
        (((LAMP, 0),), [line(3, LAMP, 0, 0)]),
    ],
)
def test_a_person_changes_a_suggestion(
    asked: tuple[tuple[Sku, int], ...], changed: list[PurchaseLine]
):
    change = ChangePurchase(ref="R", lines=asked)

    assert suggesting.change((TEAS, MUGS), PO, change) == changed


def test_the_first_line_of_a_suggestion_is_number_one():
    assert suggesting.suggest((), PO, {TEA: 12}) == [line(1, TEA, 12, 12)]


def test_nobody_buys_less_than_nothing():
    change = ChangePurchase(ref="R", lines=((TEA, -1),))

    no = suggesting.change((TEAS,), PO, change)

    assert no == Refused(reason=Refusal.QUANTITY_BELOW_ZERO, wanted=TEA, got="-1")


def test_what_a_person_took_off_is_not_idle_and_asks_for_nothing():
    taken_off = replace(TEAS, qty_each=0)

    assert suggesting.asks_nothing([taken_off])
    assert not suggesting.is_idle([taken_off])
    assert suggesting.is_idle([line(1, TEA, 0, 0)])


@pytest.mark.parametrize(
    ("state", "event", "reason"),
    [
        (PurchaseState.SUGGESTED, PurchaseEvent.RECEIVE, Refusal.PURCHASE_NOT_APPROVED),
        (PurchaseState.SUGGESTED, PurchaseEvent.CLOSE, Refusal.PURCHASE_NOT_APPROVED),
        (PurchaseState.OPEN, PurchaseEvent.APPROVE, Refusal.PURCHASE_NOT_SUGGESTED),
        (PurchaseState.DROPPED, PurchaseEvent.CHANGE, Refusal.PURCHASE_NOT_SUGGESTED),
        (PurchaseState.DROPPED, PurchaseEvent.RECEIVE, Refusal.PURCHASE_CLOSED),
    ],
)
def test_a_suggestion_is_no_order_yet_and_an_order_no_suggestion(
    state: PurchaseState, event: PurchaseEvent, reason: Refusal
):
    order = PurchaseOrder(po_id=PO, ref="R", supplier="T", expected_at=None, state=state)

    assert purchasing.after(order, event) == Refused(reason=reason, got="R")


@pytest.mark.parametrize(
    ("state", "event", "then"),
    [
        (PurchaseState.SUGGESTED, PurchaseEvent.CHANGE, PurchaseState.SUGGESTED),
        (PurchaseState.SUGGESTED, PurchaseEvent.APPROVE, PurchaseState.OPEN),
        (PurchaseState.OPEN, PurchaseEvent.CLOSE, PurchaseState.CLOSED),
    ],
)
def test_an_approved_suggestion_is_an_order_like_any_other(
    state: PurchaseState, event: PurchaseEvent, then: PurchaseState
):
    order = PurchaseOrder(po_id=PO, ref="R", supplier="T", expected_at=None, state=state)

    assert purchasing.after(order, event) == replace(order, state=then)


@pytest.mark.parametrize(("received", "missing"), [(0, 12), (5, 7), (12, 0), (13, 0)])
def test_what_has_still_to_come_is_never_less_than_none(received: int, missing: int):
    assert replace(TEAS, received_each=received).missing_each == missing


@pytest.mark.parametrize(
    ("supplier", "lines", "is_same"),
    [
        ("T", ((TEA, 12), (MUG, 5)), True),
        ("U", ((TEA, 12), (MUG, 5)), False),
        ("T", ((TEA, 12),), False),
        ("T", ((TEA, 12), (MUG, 6)), False),
        ("T", ((MUG, 5), (TEA, 12)), False),
    ],
)
def test_a_purchase_order_said_again_is_the_same_whatever_came_beside_it(
    supplier: str, lines: tuple[tuple[Sku, int], ...], is_same: bool
):
    asked = PlacePurchase(ref="R", supplier=supplier, lines=lines)
    known = PurchaseOrder(po_id=PO, ref="R", supplier="T", expected_at=None)
    nobody_ordered = line(3, LAMP, 0, 0)

    found = purchasing.is_same(asked, known, [TEAS, MUGS, nobody_ordered])
    assert found is is_same


@pytest.mark.parametrize(("available", "offered"), [(-2, 0), (0, 0), (1, 1), (7, 7)])
def test_channels_are_never_told_of_less_than_none(available: int, offered: int):
    assert offering.offered_each(available) == offered


@pytest.mark.parametrize(
    ("parts", "kits"),
    [
        (((7, 2),), 3),
        (((7, 2), (9, 1)), 3),
        (((7, 2), (2, 1)), 2),
        (((-3, 2), (9, 1)), 0),
    ],
)
def test_there_are_as_many_kits_as_the_scarcest_part_makes(
    parts: tuple[tuple[int, int], ...], kits: int
):
    assert offering.kits_each(parts) == kits
