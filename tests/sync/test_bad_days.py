"""Days on which disks, clocks, devices and backups do what they should not."""

import asyncio
import json
import sqlite3
from datetime import timedelta
from pathlib import Path

import httpx
import msgspec
import pytest

from app.database import replicas
from app.engine.names import Badge, OpId, StationId, ZoneCode
from app.engine.picking import ClaimWork, GiveBackWork
from app.engine.refusals import Refusal, Refused
from app.engine.site import AddPerson, Role, SetUpSite
from app.errors import DatabaseFull
from app.operations.running import ask, do
from app.operations.seeing_work import see_person
from app.operations.taking_in import take_in
from app.server import api
from app.station import Changed, Station, open_replica, open_store
from app.sync.outbox import KEPT_FOR, Outbox
from app.sync.protocol import Envelope
from tests.fakes import site
from tests.fakes.databases import open_books
from tests.fakes.site import ANA, BEN, SUE, TEA, ok
from tests.journeys.test_two_stations import (
    TOKEN,
    Handheld,
    building,
    claimed,
    committed,
    handheld,
)

pytestmark = pytest.mark.usefixtures("each_database")


def person(number: int) -> AddPerson:
    return AddPerson(badge=Badge(f"BADGE-{number}"), name="Somebody", role=Role.PICKER)


def knows(station: Station, *numbers: int) -> list[bool]:
    found = [see_person(station, Badge(f"BADGE-{number}")) for number in numbers]
    return [each is not None for each in found]


def stocked(folder: Path | None = None) -> Station:
    store = open_store(folder) if folder else open_books()
    site.stock_up(store)
    return store


def set_up_anew() -> Station:
    """Another shared store, which knows nothing of the first."""
    store = open_store(None)
    site.stock_up(store)
    return store


def connect(each: Handheld, store: Station) -> None:
    """From now on this is the shared store at the other end."""
    each.network.to(api.build(store, TOKEN))


async def requests_in(each: Handheld, seconds: float) -> int:
    """How often a station that runs by itself asks."""
    before = each.network.asked
    running = asyncio.create_task(each.syncer.run())
    await asyncio.wait({running}, timeout=seconds)
    assert not running.done()
    running.cancel()
    return each.network.asked - before


# ── the station's own files ───────────────────────────────────────────────────────────


async def test_a_station_whose_replica_is_gone_keeps_its_work_and_starts(tmp_path: Path):
    store = stocked()
    first = handheld(store, "Handheld 1", tmp_path)
    assert await first.sync()
    first.network.is_cut = True
    ok(do(first.station, person(1)))
    first.station.close()
    _lose_replica(tmp_path)

    again = handheld(store, "Handheld 1", tmp_path)

    assert again.station.line_state().waiting == 1
    assert await again.sync()
    assert knows(store, 1) == [True]
    assert committed(again.station) == committed(store)


def _lose_replica(folder: Path) -> None:
    for part in folder.glob("replica-*"):
        part.unlink()


async def test_a_station_that_never_reached_the_store_may_already_work():
    station = open_replica(None)
    ok(do(station, person(1)))
    assert station.line_state().waiting == 1


async def test_a_crash_after_the_news_came_leaves_nothing_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    store = stocked()
    first = handheld(store, "Handheld 1", tmp_path)
    assert await first.sync()
    ok(do(first.station, person(1)))

    class Killed(BaseException):
        pass

    def die(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(Outbox, "arrived", die)
        with pytest.raises(Killed):
            await first.sync()
    first.station.close()

    again = handheld(store, "Handheld 1", tmp_path)
    assert again.station.line_state().waiting == 0
    assert await again.sync()
    assert committed(again.station) == committed(store)


async def test_a_full_disk_on_a_station_loses_only_the_last_step():
    store = stocked()
    first = handheld(store, "Handheld 1")
    assert await first.sync()
    first.network.is_cut = True
    db = first.station.tables.db
    [row] = db.run("PRAGMA page_count")
    db.run(f"PRAGMA max_page_count = {row['page_count']}")
    assert _until_full(first.station)

    db.run("PRAGMA max_page_count = 1000000")
    ok(do(first.station, person(900)))
    assert knows(first.station, 0, 900) == [True, True]
    db.rollback()
    assert knows(first.station, 0, 900) == [False, False]  # the store never said so
    first.network.is_cut = False
    assert await first.sync()
    assert knows(store, 0, 900) == [True, True]


def _until_full(station: Station) -> int:
    for done in range(400):
        try:
            ok(do(station, person(done)))
        except DatabaseFull:
            return done
    raise AssertionError("the disk never was full")


async def test_an_operation_the_disk_spoiled_is_looked_at_and_holds_nothing_up(
    tmp_path: Path,
):
    store = stocked()
    first = handheld(store, "Handheld 1", tmp_path)
    assert await first.sync()
    first.network.is_cut = True
    for number in (1, 2, 3):
        ok(do(first.station, person(number)))
    first.station.close()
    with sqlite3.connect(tmp_path / "outbox.db") as db:
        db.execute("UPDATE outbox SET envelope = replace(envelope, 'BADGE-1', 'BADGE-7')")
        db.execute(
            """UPDATE outbox SET envelope = substr(envelope, 1, 20)
            WHERE station_seq = (SELECT MAX(station_seq) - 1 FROM outbox)"""
        )
    db.close()

    again = handheld(store, "Handheld 1", tmp_path)
    assert await again.sync()

    assert again.station.line_state().waiting == 0
    assert knows(store, 1, 2, 3, 7) == [False, False, True, False]
    with store.reading() as tables:
        assert len(tables.books.discrepancies.find("AND kind = 'spoiled'")) == 2
    assert committed(again.station) == committed(store)


async def test_what_is_too_long_to_send_is_refused_before_it_is_kept():
    station = open_replica(None)
    floor = SetUpSite(name="Vast", ship_from=(), floor="#" * 200_000)
    verdict = do(station, floor)
    assert isinstance(verdict, Refused)
    assert verdict.reason is Refusal.TOO_LONG
    assert station.line_state().waiting == 0


def test_a_broken_listener_does_not_make_anybody_do_it_again():
    store = stocked()

    def broken(_: Changed) -> None:
        raise RuntimeError("a screen that is gone")

    store.subscribe(broken)
    ok(do(store, person(1)))
    assert knows(store, 1) == [True]


# ── the shared store, restored or new ─────────────────────────────────────────────────


def _backup(store: Station, folder: Path) -> Path:
    folder.mkdir()
    store.tables.db.run(f"VACUUM INTO '{folder / 'store.db'}'")
    return folder


async def test_a_restored_backup_is_noticed_and_gets_back_what_it_lacks(tmp_path: Path):
    store = stocked(tmp_path)
    first = handheld(store, "Handheld 1")
    assert await first.sync()
    backup = _backup(store, tmp_path / "restored")
    for number in range(5):
        ok(do(first.station, person(number)))
    assert await first.sync()
    store.close()

    restored = open_store(backup)
    for number in range(20, 40):  # past the number the station had come to
        ok(do(restored, person(number)))
    connect(first, restored)
    ok(do(first.station, person(9)))
    assert await first.sync()
    assert await first.sync()

    assert first.station.line_state().waiting == 0
    assert all(knows(restored, 0, 1, 2, 3, 4, 9))
    assert committed(first.station) == committed(restored)


async def test_work_that_waits_survives_a_new_shared_store():
    first = handheld(stocked(), "Handheld 1")
    assert await first.sync()
    ok(do(first.station, person(1)))
    store = set_up_anew()
    connect(first, store)

    assert await first.sync()

    assert knows(store, 1) == [True]
    assert committed(first.station) == committed(store)


async def test_what_a_station_forgot_is_missed_and_not_awaited(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr("app.sync.outbox.KEPT_LEAST", 1)
    first = handheld(stocked(), "Handheld 1")
    for number in range(3):
        ok(do(first.station, person(number)))
    assert await first.sync()
    assert first.station.outbox
    later = first.station.now() + 2 * KEPT_FOR
    first.station.outbox.arrived([], later)
    store = set_up_anew()
    connect(first, store)
    ok(do(first.station, person(3)))

    assert await first.sync()
    assert await first.sync()

    assert first.station.line_state().waiting == 0
    assert knows(store, 3) == [True]
    with store.reading() as tables:
        [missed] = tables.books.discrepancies.find("")
    assert "never came" in missed.says


def test_a_clock_that_is_years_ahead_forgets_nothing():
    station = open_replica(None)
    for number in range(3):
        ok(do(station, person(number)))
    outbox = station.outbox
    assert outbox
    ids = [each.op_id for each in outbox.waiting()]
    outbox.arrived(ids, station.now())
    outbox.arrived([], station.now() + timedelta(days=4_000))
    outbox.send_again()
    assert [each.op_id for each in outbox.waiting()] == ids


# ── keeping at it ─────────────────────────────────────────────────────────────────────


async def test_a_station_goes_on_after_whatever_broke_one_exchange(
    monkeypatch: pytest.MonkeyPatch,
):
    store = stocked()
    first = handheld(store, "Handheld 1")

    def full(*_: object, **__: object) -> None:
        raise DatabaseFull("replica.db")

    with monkeypatch.context() as patched:
        patched.setattr(replicas, "apply", full)
        assert not await first.sync()
    assert not first.station.is_connected
    ok(do(first.station, person(1)))
    assert await first.sync()
    assert first.station.is_connected
    assert knows(store, 1) == [True]


async def test_a_store_that_takes_nothing_is_not_asked_without_a_pause():
    store = stocked()
    first = handheld(store, "Handheld 1")
    assert await first.sync()
    ok(do(first.station, person(1)))
    first.network.takes_nothing = True
    assert await requests_in(first, 1.0) < 12


# ── what a station sends ──────────────────────────────────────────────────────────────

AHEAD = 2**70


@pytest.mark.parametrize(
    ("kind", "body", "more"),
    [
        (
            "receive_stock",
            {"sku": "TEA-250", "bin_code": "A-07-3-B", "qty_each": AHEAD},
            {},
        ),
        (
            "receive_stock",
            {"sku": "TEA-250", "bin_code": "A-07-3-B", "qty_each": 2**63},
            {},
        ),
        ("add_person", {"badge": "B", "name": "\ud800", "role": "picker"}, {}),
        (
            "add_person",
            {"badge": "B", "name": "B", "role": "picker"},
            {"station_seq": AHEAD},
        ),
        (
            "add_person",
            {"badge": "B", "name": "B", "role": "picker"},
            {"station_seq": -5},
        ),
        ("add_person", {"badge": "B", "name": "B", "role": "king"}, {}),
        ("place_order", {"channel": "shop"}, {}),
        ("no_such_thing", {}, {}),
        ("claim_work", {"zone": "A"}, {"at": "9999-12-31T23:59:59-11:00"}),
        ("claim_work", {"zone": "A"}, {"at": "2026-01-01T00:00:00"}),
    ],
)
async def test_nothing_a_station_sends_holds_up_what_comes_behind_it(
    kind: str, body: dict[str, object], more: dict[str, object]
):
    store = stocked()
    station = str(StationId("01M85EMFCQ804CHH5PV941T2MM"))

    def sent(number: int, kind: str, text: str, **more: object) -> dict[str, object]:
        return {
            "op_id": f"01M85EMFCQ804CHH5PV941T2M{number}",
            "station": station,
            "station_seq": number,
            "kind": kind,
            "badge": SUE,
            "at": "2026-01-01T00:00:00Z",
            "body": text,
            **more,
        }

    odd = sent(1, kind, _json(body), **more)
    number = 2 if odd["station_seq"] == 1 else 1
    good = sent(
        number, "add_person", _json({"badge": "G", "name": "G", "role": "picker"})
    )
    app = httpx.ASGITransport(app=api.build(store, TOKEN))
    async with httpx.AsyncClient(transport=app, base_url="http://store") as http:
        for _ in range(2):
            answer = await http.post(
                "/sync/v1/operations",
                content=_json({"operations": [odd, good]}),
                headers={"Authorization": f"Bearer {TOKEN}"},
            )
            assert answer.status_code in (200, 400), answer.text
            if answer.status_code == 400:  # the wire itself cannot carry it
                assert "cannot be understood" in answer.json()["says"]
                return
    assert see_person(store, Badge("G"))
    site.prove_books(store)


def _json(value: object) -> str:
    return json.dumps(value)


def test_another_operation_under_a_known_id_is_set_aside_and_is_no_gap():
    store = stocked()
    station = StationId("01M85EMFCQ804CHH5PV941T2MM")

    def sealed(op_id: str, number: int, who: int) -> Envelope:
        return Envelope(
            op_id=OpId(op_id),
            station=station,
            station_seq=number,
            kind="add_person",
            badge=SUE,
            at=store.now(),
            body=msgspec.json.encode(person(who)).decode(),
        )

    take_in(store, [sealed("ONE", 1, 1)])
    outcomes = take_in(store, [sealed("ONE", 2, 2), sealed("THREE", 3, 3)])
    assert [each.outcome for each in outcomes] == ["discrepancy", "done"]
    assert knows(store, 1, 2, 3) == [True, False, True]


# ── claims ────────────────────────────────────────────────────────────────────────────


async def test_a_clock_hours_ahead_takes_no_walk_from_anybody(
    monkeypatch: pytest.MonkeyPatch,
):
    async with building(site.order("1", (TEA, 4))) as (store, first, second):
        await claimed(first)
        real = second.station.now
        monkeypatch.setattr(second.station, "now", lambda: real() + timedelta(hours=5))
        verdict = await ask(second.station, ClaimWork(zone=ZoneCode("A")), badge=BEN)
        assert isinstance(verdict, Refused)
        assert await second.sync()
        with store.reading() as tables:
            [walk] = tables.work.lists.find("AND state = 'claimed'")
        assert walk.badge == ANA


async def test_a_claim_nobody_confirmed_is_not_begun():
    async with building(site.order("1", (TEA, 4))) as (store, first, second):
        # Both ask; the second one's way is cut after the store answered it once.
        second.network.cut_after = 3
        await claimed(first)
        verdict = await ask(second.station, ClaimWork(zone=ZoneCode("A")), badge=BEN)
        assert isinstance(verdict, Refused)
        assert site.see_walk(second.station, BEN) is None
        second.network.is_cut, second.network.cut_after = False, None
        assert await second.sync()
        with store.reading() as tables:
            [walk] = tables.work.lists.find("AND state = 'claimed'")
        assert walk.badge == ANA


def test_nobody_gives_back_what_is_in_another_one_s_hands():
    store = stocked()
    ok(do(store, site.order("1", (TEA, 4))))
    site.release(store, "1")
    list_id = site.claim(store, "A")
    verdict = do(store, GiveBackWork(list_id=list_id), badge=BEN)
    assert isinstance(verdict, Refused)
    assert verdict.reason is Refusal.CLAIMED_BY_OTHER


async def test_a_station_cannot_call_itself_the_store():
    store = stocked()
    app = httpx.ASGITransport(app=api.build(store, TOKEN))
    async with httpx.AsyncClient(transport=app, base_url="http://store") as http:
        for name in ("STORE", "", "COMMAND-LINE"):
            answer = await http.post(
                "/sync/v1/join",
                content=_json({"station": name, "name": "x"}),
                headers={"Authorization": f"Bearer {TOKEN}"},
            )
            assert answer.status_code == 400
