"""Every parcel's SSCC is its own, whoever gives it out and however many there were."""

from pathlib import Path

import pytest

from app.engine.names import ParcelId, Sscc, ToteCode
from app.engine.packing import CloseParcel, PackItem
from app.engine.refusals import Refusal, Refused
from app.labels.codes import is_sscc
from app.operations import packing
from app.operations.running import do
from app.station import Station, open_store
from tests.fakes import site
from tests.fakes.site import MUG, PAM, ok


def packed(station: Station, number: int) -> ParcelId:
    """A parcel with a mug in it, not closed yet."""
    tote = ToteCode(f"TOTE-{number}")
    ok(do(station, site.order(f"{number}", (MUG, 1))))
    site.release(station, f"{number}")
    site.pick_order(station, tote, "A")
    parcel_id = site.start_packing(station, tote)
    ok(do(station, PackItem(tote=tote, sku=MUG), badge=PAM))
    return parcel_id


def closed(station: Station, parcel_id: ParcelId) -> Sscc:
    done = ok(do(station, CloseParcel(parcel_id=parcel_id), badge=PAM))
    return Sscc(str(done.values["sscc"]))


def test_two_processes_with_one_name_give_out_different_ones(tmp_path: Path):
    first, second = open_store(tmp_path), open_store(tmp_path)
    site.stock_up(first)
    one, other = packed(first, 1), packed(first, 2)
    ssccs = [closed(first, one), closed(second, other)]
    assert len(set(ssccs)) == 2
    assert all(map(is_sscc, ssccs))
    for station in (first, second):
        station.close()


def test_a_station_that_gave_out_its_last_begins_again_with_those_that_are_free(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(packing, "SSCCS_A_STATION", 3)
    station = open_store(None)
    site.stock_up(station)
    ssccs = [closed(station, packed(station, number)) for number in range(3)]
    assert len(set(ssccs)) == 3
    parcels = station.tables.parcels
    gone = parcels.with_sscc(ssccs[1])
    assert gone
    with station.writing() as tables:
        tables.db.run("UPDATE parcel SET sscc = '' WHERE sscc = :sscc", sscc=ssccs[1])
    assert closed(station, packed(station, 4)) == ssccs[1]


def test_the_label_says_what_the_command_said_and_none_is_worn_twice():
    station = open_store(None)
    site.stock_up(station)
    first, second = packed(station, 1), packed(station, 2)
    sscc = closed(station, first)
    again = do(station, CloseParcel(parcel_id=second, sscc=sscc), badge=PAM)
    assert isinstance(again, Refused)
    assert again.reason is Refusal.SSCC_IN_USE
