"""A picker's station and the shared store, with a network between them that comes and goes.

Everything runs in one process; requests go through httpx's ASGI transport, so this is the
real wire, the real endpoints and the real rebase.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from starlette.applications import Starlette

from app.database.replicas import changed_since
from app.engine.counting import CountBin
from app.engine.handing_on import BringTote
from app.engine.names import PACKING_DROP, VARIANCE, BinCode, ParcelId, Place, ToteCode
from app.engine.packing import CloseParcel, OpenParcel, PackItem
from app.engine.picking import ClaimWork, ReportShort, ShortReason
from app.engine.putting_away import PutAway
from app.engine.receiving import ReceiveGoods
from app.engine.refusals import Done, Effect, Refusal, Refused
from app.engine.releasing import Method
from app.engine.reordering import SetSupply
from app.engine.repacking import VoidParcel
from app.engine.sorting import SortFromBatch
from app.engine.taking_back import TakeBackWork
from app.engine.task_states import OrderState, ToteState
from app.operations.running import ask, do
from app.operations.seeing_board import see_exceptions, see_orders
from app.operations.seeing_stock import see_adjustments, see_counts, see_sku
from app.operations.seeing_supply import see_availability
from app.operations.seeing_work import see_walk
from app.operations.syncing import Syncer, resume
from app.operations.taking_in import replay
from app.server import api
from app.station import Station, open_replica
from app.sync.client import StoreClient
from tests.fakes import site
from tests.fakes.databases import Books, open_books
from tests.fakes.site import ANA, BEN, LAMP, MUG, PAM, TEA, ok

pytestmark = pytest.mark.usefixtures("each_database")

TOKEN = "only-for-this-test"


class Network(httpx.AsyncBaseTransport):
    """The way to the shared store. It can be cut, and it can lose the answer."""

    def __init__(self, app: Starlette) -> None:
        self.to(app)
        self.is_cut = False
        self.cut_after: int | None = None
        self.loses_answers = 0
        self.takes_nothing = False
        self.asked = 0

    def to(self, app: Starlette) -> None:
        """Lead to this shared store from now on."""
        self._app = httpx.ASGITransport(app=app)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        if self.cut_after is not None:
            self.is_cut, self.cut_after = self.cut_after <= 0, self.cut_after - 1
        if self.is_cut:
            raise httpx.ConnectError("out of range", request=request)
        if self.takes_nothing and request.url.path.endswith("operations"):
            return httpx.Response(200, json={"outcomes": [], "seq": 0})
        answer = await self._app.handle_async_request(request)
        if self.loses_answers and request.url.path.endswith("operations"):
            self.loses_answers -= 1
            await answer.aread()
            raise httpx.ReadError("the answer was lost", request=request)
        return answer


@dataclass
class Handheld:
    """A station, its way to the store, and how to make it talk."""

    station: Station
    network: Network
    syncer: Syncer

    async def sync(self) -> bool:
        return await self.syncer.exchange()


def handheld(
    store: Station, name: str, folder: Path | None = None, token: str = TOKEN
) -> Handheld:
    station = open_replica(folder)
    resume(station)
    network = Network(api.build(store, TOKEN))
    http = httpx.AsyncClient(transport=network, base_url="http://store")
    syncer = Syncer(station, StoreClient(http, token), name)
    station.exchange = syncer.exchange
    return Handheld(station, network, syncer)


@asynccontextmanager
async def building(*orders: object) -> AsyncGenerator[tuple[Station, Handheld, Handheld]]:
    """A stocked store with released orders, and two handhelds that know all of it."""
    store = open_books()
    site.stock_up(store)
    for order in orders:
        ok(do(store, order))
    if orders:
        site.release(store, *(order.ref for order in orders))  # type: ignore[attr-defined]
    first, second = handheld(store, "Handheld 1"), handheld(store, "Handheld 2")
    for each in (first, second):
        assert await each.sync()
    yield store, first, second
    for each in (first.station, second.station, store):
        each.close()


def committed(station: Station) -> dict[str, set[tuple[object, ...]]]:
    """Every replicated row, as one comparable value."""
    with station.reading() as tables:
        changes = changed_since(tables, -1)
    return {
        table: {tuple(row) for row in rows} for table, (_columns, rows) in changes.items()
    }


def seq_of(station: Station) -> int:
    with station.reading() as tables:
        return tables.seq()


async def test_a_whole_walk_made_offline_arrives_once_and_everywhere():
    async with building(site.order("1", (TEA, 4), (MUG, 2))) as (store, first, second):
        list_id = await claimed(first)
        first.network.is_cut = True
        site.take_tote(first.station, list_id, "TOTE-0001")
        site.pick_all(first.station, "TOTE-0001")
        site.set_down(first.station)
        assert not await first.sync()
        assert first.station.line_state().waiting == 4
        assert site.see_walk(first.station, ANA) is None

        first.network.is_cut = False
        assert await first.sync()
        assert await second.sync()

        assert first.station.line_state().waiting == 0
        assert committed(first.station) == committed(store) == committed(second.station)
        site.prove_books(store)
        [row] = see_orders(second.station)
        assert row.picked_each == 6


async def claimed(handheld: Handheld) -> site.ListId:
    done = ok(await ask(handheld.station, ClaimWork(zone=site.ZoneCode("A")), badge=ANA))
    return site.ListId(str(done.values["list"]))


async def test_a_lost_answer_makes_nothing_twice():
    async with building(site.order("1", (TEA, 4))) as (store, first, _):
        list_id = await claimed(first)
        site.take_tote(first.station, list_id, "TOTE-0001")
        site.pick_all(first.station, "TOTE-0001")
        first.network.loses_answers = 1

        assert not await first.sync()
        assert await first.sync()

        [row] = see_orders(store)
        assert row.picked_each == 4
        assert committed(first.station) == committed(store)
        site.prove_books(store)


async def test_two_handhelds_that_ask_at_once_never_get_the_same_walk():
    async with building(site.order("1", (TEA, 4))) as (_store, first, second):
        await claimed(first)

        other = await ask(second.station, ClaimWork(zone=site.ZoneCode("A")), badge=BEN)

        assert isinstance(other, Refused)
        assert other.reason is Refusal.CLAIMED_BY_OTHER
        assert see_walk(second.station, BEN) is None


async def test_a_claim_the_store_refuses_leaves_no_trace_on_the_station():
    async with building(site.order("1", (TEA, 4))) as (store, first, second):
        # Both believe it is free: the second asks before it has heard of the first.
        do(second.station, ClaimWork(zone=site.ZoneCode("A")), badge=BEN)
        await claimed(first)

        assert await second.sync()

        assert see_walk(second.station, BEN) is None
        assert committed(second.station) == committed(store)


async def test_a_station_that_is_cut_off_gets_no_new_work():
    async with building(site.order("1", (TEA, 4))) as (_, first, __):
        first.network.is_cut = True

        verdict = await ask(first.station, ClaimWork(zone=site.ZoneCode("A")), badge=ANA)

        assert isinstance(verdict, Refused)
        assert verdict.reason is Refusal.OFFLINE_NO_NEW_WORK


async def test_a_pick_the_books_cannot_place_is_kept_and_a_person_is_told():
    async with building(site.order("1", (MUG, 5))) as (store, first, _):
        list_id = await claimed(first)
        first.network.is_cut = True
        site.take_tote(first.station, list_id, "TOTE-0001")
        site.pick_all(first.station, "TOTE-0001")
        # Meanwhile somebody else says the bin is empty.
        task = site.walk_of(store).stops[0].task
        told = ReportShort(task_id=task.task_id, reason=ShortReason.NOT_IN_BIN)
        ok(do(store, told, badge=BEN))

        first.network.is_cut = False
        assert await first.sync()

        [found] = see_exceptions(store).discrepancies
        assert found.kind == "confirm_pick"
        with store.reading() as tables:
            in_tote = tables.stock.balance(Place("TOTE-0001"), MUG)
        assert in_tote.qty_each == 5
        assert committed(first.station) == committed(store)
        site.prove_books(store)


async def test_a_killed_station_goes_on_where_it_was(tmp_path: Path):
    store = open_books()
    site.stock_up(store)
    ok(do(store, site.order("1", (TEA, 4), (MUG, 2))))
    site.release(store, "1")
    before = handheld(store, "Handheld 1", tmp_path)
    assert await before.sync()
    list_id = await claimed(before)
    before.network.is_cut = True
    site.take_tote(before.station, list_id, "TOTE-0001")
    stop = site.walk_of(before.station).open_stops[0]
    ok(do(before.station, site.pick_of(stop.task, "TOTE-0001", 1), badge=ANA))
    before.station.close()

    after = handheld(store, "Handheld 1", tmp_path)
    walk = site.walk_of(after.station)
    again = next(s for s in walk.stops if s.task.task_id == stop.task.task_id)
    assert again.task.picked_each == 1
    assert after.station.line_state().waiting == 2

    assert await after.sync()
    site.pick_all(after.station, "TOTE-0001")
    assert await after.sync()
    assert committed(after.station) == committed(store)
    site.prove_books(store)


async def test_a_station_without_the_token_is_turned_away_and_keeps_its_work():
    store = open_books()
    site.stock_up(store)
    before = seq_of(store)
    stranger = handheld(store, "Stranger", token="guessed")

    assert not await stranger.sync()

    assert seq_of(store) == before


async def test_rubbish_sent_to_the_store_is_refused_in_words_and_changes_nothing():
    store = open_books()
    site.stock_up(store)
    before = committed(store)
    app = httpx.ASGITransport(app=api.build(store, TOKEN))
    async with httpx.AsyncClient(transport=app, base_url="http://store") as http:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        for body in (b"", b"{", b"[]", b'{"operations": 7}', b"\xff" * 600_000):
            answer = await http.post("/sync/v1/operations", content=body, headers=headers)
            assert answer.status_code == 400
            assert "Nothing was changed" in answer.json()["says"]
        answer = await http.get("/sync/v1/rows?after=soon", headers=headers)
        assert answer.status_code == 400
    assert committed(store) == before


async def test_a_packed_order_crosses_the_wire_with_its_sscc():
    async with building(site.order("1", (TEA, 2))) as (store, first, second):
        list_id = await claimed(first)
        site.take_tote(first.station, list_id, "TOTE-0001")
        site.pick_all(first.station, "TOTE-0001")
        site.set_down(first.station)
        assert await first.sync()
        assert await second.sync()
        second.network.is_cut = True
        _, sscc = site.pack(second.station, "TOTE-0001")
        surplus = do(
            second.station, PackItem(tote=ToteCode("TOTE-0001"), sku=LAMP), badge=PAM
        )
        assert isinstance(surplus, Refused)
        second.network.is_cut = False
        assert await second.sync()

        with store.reading() as tables:
            parcel = tables.parcels.with_sscc(sscc)
        assert parcel is not None
        assert parcel.state == "labelled"
        assert committed(second.station) == committed(store)


async def test_a_pull_never_sees_half_of_what_another_process_commits(
    each_database: Books, monkeypatch: pytest.MonkeyPatch
):
    store, other = each_database.open(), each_database.open("COMMAND-LINE")
    site.stock_up(store)
    ok(do(store, site.order("1", (TEA, 4))))
    first = handheld(store, "Handheld 1")
    assert await first.sync()
    ok(do(store, site.order("2", (MUG, 1))))
    read = store.tables.db.run

    def released_while_reading(sql: str, **values: Any) -> Any:
        if "FROM pick_list" in sql and "seq >" in sql:
            monkeypatch.undo()
            site.release(other, "1")
        return read(sql, **values)

    monkeypatch.setattr(store.tables.db, "run", released_while_reading)

    assert await first.sync()
    assert await first.sync()

    assert committed(first.station) == committed(store)
    await claimed(first)
    site.take_tote(
        first.station, site.walk_of(first.station).pick_list.list_id, "TOTE-0001"
    )
    site.pick_all(first.station, "TOTE-0001")
    for each in (first.station, other, store):
        each.close()


async def test_work_taken_back_while_its_picker_is_cut_off_keeps_what_hands_did():
    async with building(site.order("1", (TEA, 4))) as (store, first, second):
        list_id = await claimed(first)
        assert await first.sync()
        first.network.is_cut = True
        site.take_tote(first.station, list_id, "TOTE-0001")
        site.pick_all(first.station, "TOTE-0001")
        ok(do(store, TakeBackWork(list_id=list_id, forced=True), badge=site.SUE))

        first.network.is_cut = False
        assert await first.sync()
        assert await second.sync()

        assert see_walk(first.station, ANA) is None
        with store.reading() as tables:
            assert tables.stock.balance(Place("TOTE-0001"), TEA).qty_each == 4
        kinds = [each.kind for each in see_exceptions(store).discrepancies]
        assert sorted(kinds) == ["assign_tote", "confirm_pick"]
        assert committed(first.station) == committed(store) == committed(second.station)
        site.prove_books(store)


async def test_a_batch_is_picked_and_sorted_offline_and_arrives_everywhere():
    async with building() as (store, first, second):
        for ref, qty_each in (("1", 2), ("2", 3)):
            ok(do(store, site.order(ref, (TEA, qty_each))))
        site.release(store, "1", "2", method=Method.BATCH)
        assert await first.sync()
        list_id = await claimed(first)
        first.network.is_cut = True
        site.take_tote(first.station, list_id, "TOTE-0009")
        site.pick_all(first.station, "TOTE-0009")
        site.set_down(first.station)
        for tote, qty_each in (("TOTE-0001", 2), ("TOTE-0002", 3)):
            put = SortFromBatch(
                batch_tote=ToteCode("TOTE-0009"),
                sku=TEA,
                tote=ToteCode(tote),
                qty_each=qty_each,
            )
            ok(do(first.station, put, badge=ANA))
            brought = BringTote(tote=ToteCode(tote), drop=PACKING_DROP)
            ok(do(first.station, brought, badge=ANA))

        first.network.is_cut = False
        assert await first.sync()
        assert await second.sync()

        assert committed(first.station) == committed(store) == committed(second.station)
        assert {row.picked_each for row in see_orders(second.station)} == {2, 3}
        site.prove_books(store)


def test_goods_sorted_that_the_books_do_not_know_of_are_in_the_tote_all_the_same():
    store = open_books()
    site.stock_up(store)
    sorted_out = SortFromBatch(
        batch_tote=ToteCode("TOTE-0009"), sku=TEA, tote=ToteCode("TOTE-0001"), qty_each=2
    )
    body = msgspec.json.encode(sorted_out).decode()
    with store.lock, store.writing() as tables:
        envelope = store.seal("sort_from_batch", body, PAM)
        assert replay(tables, envelope, store.now()).outcome == "discrepancy"
    with store.reading() as tables:
        assert tables.stock.balance(Place("TOTE-0001"), TEA).qty_each == 2
        assert tables.stock.balance(VARIANCE, TEA).qty_each == -2
    site.prove_books(store)


async def test_work_that_reaches_a_busy_store_waits_and_arrives_once(
    each_database: Books,
):
    store, other = each_database.open(), each_database.open("COMMAND-LINE")
    site.stock_up(store)
    ok(do(store, site.order("1", (TEA, 4))))
    site.release(store, "1")
    first = handheld(store, "Handheld 1")
    assert await first.sync()
    await claimed(first)
    db = store.tables.db
    impatient = (
        "SET lock_timeout = '50ms'" if db.for_update else "PRAGMA busy_timeout = 50"
    )
    db.run(impatient)

    with other.writing():
        list_id = site.walk_of(first.station).pick_list.list_id
        site.take_tote(first.station, list_id, "TOTE-0001")
        site.pick_all(first.station, "TOTE-0001")
        assert not await first.sync()
        assert first.station.line_state().waiting > 0

    assert await first.sync()
    assert first.station.line_state().waiting == 0
    assert see_exceptions(store).discrepancies == ()
    assert committed(first.station) == committed(store)
    site.prove_books(store)
    first.station.close()


async def test_boxes_split_and_voided_offline_are_the_same_everywhere():
    async with building(site.order("1", (TEA, 4), (MUG, 2))) as (store, table, other):
        site.pick_order(store, "TOTE-0001", "A")
        assert await table.sync()
        table.network.is_cut = True
        tote, spare = ToteCode("TOTE-0001"), ToteCode("TOTE-0002")
        first = site.start_packing(table.station, tote)
        ok(do(table.station, PackItem(tote=tote, sku=TEA, qty_each=4), badge=PAM))
        taped = CloseParcel(parcel_id=first, weight_g=1_000, more_follows=True)
        ok(do(table.station, taped, badge=PAM))
        second = ok(do(table.station, OpenParcel(tote=tote), badge=PAM)).values["parcel"]
        ok(do(table.station, PackItem(tote=tote, sku=MUG, qty_each=2), badge=PAM))
        void = VoidParcel(parcel_id=first, reason="torn", into_tote=spare)
        assert isinstance(do(table.station, void, badge=PAM), Done)
        ok(do(table.station, CloseParcel(parcel_id=ParcelId(str(second))), badge=PAM))

        table.network.is_cut = False
        assert await table.sync()
        assert await other.sync()

        assert committed(table.station) == committed(store) == committed(other.station)
        assert not see_exceptions(store).discrepancies
        with store.reading() as tables:
            assert tables.stock.balance(Place(spare), TEA).qty_each == 4
            assert tables.work.tote(tote).state == "free"
        site.prove_books(store)


async def test_two_people_who_counted_a_bin_offline_are_believed_once_they_meet():
    async with building() as (store, first, second):
        told = CountBin(bin_code=BinCode("A-03-2-A"), sku=MUG, counted_each=6)
        for handheld, badge in ((first, ANA), (second, BEN)):
            handheld.network.is_cut = True
            done = ok(do(handheld.station, told, badge=badge))
            assert done.effect is Effect.RECOUNT_ASKED
            handheld.network.is_cut = False
        for each in (first, second, first):
            assert await each.sync()

        assert committed(first.station) == committed(store) == committed(second.station)
        site.prove_books(store)
        assert see_counts(first.station) == []
        [change] = see_adjustments(store)
        assert (change.qty_each, change.badge) == (-2, BEN)


async def test_a_delivery_taken_in_and_put_away_offline_is_stock_everywhere():
    async with building(site.order("1", (MUG, 9))) as (store, first, second):
        dock, bin_code = Place("DOCK-1"), BinCode("A-03-2-A")
        first.network.is_cut = True
        ok(do(first.station, ReceiveGoods(place=dock, sku=MUG, qty_each=5)))
        away = PutAway(sku=MUG, qty_each=5, source=dock, bin_code=bin_code)
        ok(do(first.station, away))
        first.network.is_cut = False
        for each in (first, second):
            assert await each.sync()

        assert committed(first.station) == committed(store) == committed(second.station)
        site.prove_books(store)
        assert see_sku(second.station, MUG).available.available_each == 4


async def test_what_two_stations_saw_run_low_offline_is_told_of_once():
    async with building(site.order("1", (MUG, 1))) as (store, first, second):
        low = SetSupply(sku=LAMP, supplier="L", lead_days=3, point_each=3, target_each=9)
        ok(do(store, low))
        for number, each in enumerate((first, second), start=2):
            assert await each.sync()
            each.network.is_cut = True
            ok(do(each.station, site.order(f"{number}", (LAMP, 2))))
            site.prove_books(each.station)
            [told] = see_availability(each.station, after=seq_of(store)).offered
            assert (told.sku, told.available_each) == (LAMP, 3)
            each.network.is_cut = False
        for each in (first, second, first):
            assert await each.sync()

        assert committed(first.station) == committed(store) == committed(second.station)
        site.prove_books(store)
        with store.reading() as tables:
            assert len(tables.books.notices.find("AND kind = 'low_stock'")) == 1
        assert see_availability(store).offered[-1].available_each == 1


@pytest.mark.parametrize("others", [((MUG, 2),), ()])
async def test_goods_picked_offline_from_a_bin_found_short_elsewhere_are_packed_and_sent(
    others: tuple[tuple[site.Sku, int], ...],
):
    orders = (site.order("1", *others, (LAMP, 2)), site.order("2", (LAMP, 3)))
    async with building(*orders) as (store, first, second):
        tote = "TOTE-0001"
        if others:
            site.pick_order(store, tote, "A")
        site.take_tote(store, site.claim(store, "B"), tote)
        assert await first.sync()
        first.network.is_cut = True
        site.pick_all(first.station, tote)
        site.set_down(first.station)
        assert await second.sync()
        zone = ClaimWork(zone=site.ZoneCode("B"))
        ok(await ask(second.station, zone, badge=BEN))
        [stop] = site.walk_of(second.station, BEN).open_stops
        told = ReportShort(task_id=stop.task.task_id, reason=ShortReason.NOT_IN_BIN)
        ok(do(second.station, told, badge=BEN))
        assert await second.sync()
        assert site.lines_of(store, "1")[-1].backordered_each == 2

        first.network.is_cut = False
        assert await first.sync()
        assert await second.sync()

        assert committed(first.station) == committed(store) == committed(second.station)
        assert site.lines_of(store, "1")[-1].picked_each == 2
        with store.reading() as tables:
            assert tables.work.tote(ToteCode(tote)).state is ToteState.STAGED
        _, sscc = site.pack(store, tote)
        site.ship(store, sscc)
        assert site.order_of(store, "1").state is OrderState.HANDED_OVER
        with store.reading() as tables:
            assert tables.work.tote(ToteCode(tote)).state is ToteState.FREE
        site.prove_books(store)
