"""Fetching from reserve stock to a pick face: who may, what, and what nobody may."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.engine.names import NO_LOT, BinCode, Lot, ReplenishId, Sku, StationId
from app.engine.picking import CLAIM_LASTS, Claimer
from app.engine.refusals import Refusal, Refused
from app.engine.replenishing import (
    FaceLevel,
    Need,
    PickFace,
    Replenish,
    ReplenishTask,
    SetPickFace,
    Why,
    claim,
    end,
    needs,
    replenish,
    set_pick_face,
)
from app.engine.task_states import ReplenishEvent, ReplenishState
from tests.fakes.site import ANA, BEN

TEA, OLD, NEW = Sku("TEA-250"), Lot("OLD"), Lot("NEW")
BULK, FACE, OTHER = BinCode("A-01-1-D"), BinCode("A-01-1-A"), BinCode("B-09-1-A")
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
FETCH = ReplenishTask(
    task_id=ReplenishId("1"),
    sku=TEA,
    lot=OLD,
    qty_each=6,
    source=BULK,
    target=FACE,
    why=Why.DEMAND,
    at=NOON,
)
CLOSED = Refusal.REPLENISHMENT_CLOSED


def no(reason: Refusal, wanted: str = "", got: str = "") -> Refused:
    return Refused(reason=reason, wanted=wanted, got=got)


@pytest.mark.parametrize(
    ("least", "most", "refused"),
    [
        (0, 0, None),
        (3, 3, None),
        (3, 8, None),
        (-1, 8, no(Refusal.QUANTITY_BELOW_ZERO, got="-1")),
        (4, 3, no(Refusal.MIN_ABOVE_MAX, "3", "4")),
    ],
)
def test_a_pick_face_holds_from_its_minimum_to_its_maximum(
    least: int, most: int, refused: Refused | None
):
    asked = SetPickFace(bin_code=FACE, sku=TEA, min_each=least, max_each=most)
    assert set_pick_face(asked) == refused


def test_what_orders_want_is_brought_to_one_face_and_the_others_get_their_own():
    def low(code: BinCode) -> FaceLevel:
        face = PickFace(bin_code=code, sku=TEA, min_each=1, max_each=4)
        return FaceLevel(face=face)

    found = needs([low(FACE), low(OTHER)], 10)

    assert found == [
        Need(bin_code=FACE, sku=TEA, qty_each=6, why=Why.DEMAND),
        Need(bin_code=OTHER, sku=TEA, qty_each=4, why=Why.BELOW_MIN),
    ]


def ana(at: datetime) -> Claimer:
    return Claimer(station=StationId("HANDHELD"), badge=ANA, at=at)


def test_a_fetch_is_somebodys_until_the_claim_runs_out():
    ben = Claimer(station=StationId("OTHER"), badge=BEN, at=NOON)
    bens = claim(FETCH, ben)
    over = NOON + CLAIM_LASTS

    assert not isinstance(bens, Refused)
    assert bens.state is ReplenishState.CLAIMED
    assert (bens.station, bens.badge, bens.until) == ("OTHER", BEN, over)
    just_before = over - timedelta(seconds=1)
    refused = no(Refusal.CLAIMED_BY_OTHER, got=BEN)
    assert claim(bens, ana(just_before)) == refused
    assert claim(bens, ana(over)) == replace(
        bens, station="HANDHELD", badge=ANA, until=over + CLAIM_LASTS
    )


def test_claiming_ones_own_fetch_again_prolongs_it_but_not_from_another_station():
    mine = claim(FETCH, ana(NOON))
    assert not isinstance(mine, Refused)
    later = NOON + timedelta(minutes=1)

    assert claim(mine, ana(later)) == replace(mine, until=later + CLAIM_LASTS)
    elsewhere = Claimer(station=StationId("OTHER"), badge=ANA, at=later)
    assert claim(mine, elsewhere) == no(Refusal.CLAIMED_BY_OTHER, got=ANA)


def test_a_fetch_that_ended_is_neither_claimed_nor_ended_again():
    done = end(FETCH, ReplenishEvent.CANCEL)

    assert isinstance(done, ReplenishTask)
    assert done == replace(FETCH, state=ReplenishState.CANCELLED)
    assert claim(done, ana(NOON)) == no(CLOSED, got="cancelled")
    assert end(done, ReplenishEvent.FINISH) == no(CLOSED, got="cancelled")


@pytest.mark.parametrize(
    ("source", "target", "lot", "qty_each", "refused"),
    [
        (BULK, FACE, OLD, 6, None),
        (BULK, FACE, NO_LOT, 1, None),
        (OTHER, FACE, OLD, 6, no(Refusal.WRONG_BIN, BULK, OTHER)),
        (BULK, OTHER, OLD, 6, no(Refusal.WRONG_BIN, FACE, OTHER)),
        (BULK, FACE, NEW, 6, no(Refusal.WRONG_LOT, OLD, NEW)),
        (BULK, FACE, OLD, 0, no(Refusal.QUANTITY_NOT_POSITIVE, TEA, "0")),
        (BULK, FACE, OLD, 7, no(Refusal.MORE_THAN_ASKED, "6", "7")),
    ],
)
def test_what_is_fetched_is_what_was_asked_for_or_less_of_it(
    source: BinCode, target: BinCode, lot: Lot, qty_each: int, refused: Refused | None
):
    done = Replenish(
        task_id=FETCH.task_id, qty_each=qty_each, source=source, target=target, lot=lot
    )
    fetched = replace(FETCH, state=ReplenishState.DONE, moved_each=qty_each)

    assert replenish(FETCH, done) == (refused or fetched)
    assert replenish(fetched, done) == no(CLOSED, got="done")
