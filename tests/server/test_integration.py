"""What shops and ERPs ask over HTTP, through the real app: every answer it can give."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx
import jsonschema
import pytest
from openapi_spec_validator import validate
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from app.database.answers import Answer
from app.engine.names import OpId, Place
from app.operations.asking_once import KEPT
from app.operations.kinds import KINDS, Kind
from app.operations.running import do
from app.operations.verifying import verify
from app.server import api
from app.server.integration import API, READS
from app.station import Station
from app.sync.protocol import MOST_BYTES
from app.ui.words import answers
from tests.fakes import site
from tests.fakes.databases import open_books
from tests.fakes.site import ANA, LAMP, MUG, PAM, SUE, TEA, ok
from tests.operations.test_strange_bodies import (
    BY_TYPE,
    NEED_NO_WORDS,
    NO_COMMANDS,
    STRANGE,
    books,
)

pytestmark = pytest.mark.usefixtures("each_database")

TOKEN = "only-for-this-test"
TOTE = "TOTE-0001"
JSON = dict[str, Any]


class Shop:
    """A program with the site's token."""

    def __init__(self, client: httpx.AsyncClient, station: Station) -> None:
        self.client, self.station = client, station

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.client.get(f"{API}{path}", headers=headers)

    async def post(
        self,
        kind: str,
        body: object,
        *,
        key: str = "",
        badge: str = "",
        language: str = "",
    ) -> httpx.Response:
        headers = {"Idempotency-Key": key, "X-Badge": badge, "Accept-Language": language}
        return await self.client.post(
            f"{API}/operations/{kind}",
            content=body if isinstance(body, (bytes, str)) else json.dumps(body),
            headers={name: value for name, value in headers.items() if value},
        )

    async def done(self, kind: str, body: object, badge: str = "") -> JSON:
        answer = await self.post(kind, body, badge=badge)
        assert answer.status_code == 200, answer.text
        return answer.json()["values"]


async def _screens(_request: Request) -> Response:
    return HTMLResponse("<html>a screen</html>")


@asynccontextmanager
async def open_shop(token: str = TOKEN) -> AsyncGenerator[Shop]:
    station = open_books()
    site.stock_up(station)
    screens = Route("/{path:path}", _screens)  # as in the app, whatever nobody else has
    app = api.build(station, TOKEN, voice=answers, also=[screens])
    transport = httpx.ASGITransport(app=app)
    headers = [(b"Authorization", f"Bearer {token}".encode())]
    async with httpx.AsyncClient(
        transport=transport, base_url="http://store", headers=headers
    ) as client:
        yield Shop(client, station)


def order(ref: str, qty_each: int = 2) -> JSON:
    return json.loads(site.encoded(site.order(ref, (TEA, qty_each))))


def says(answer: httpx.Response) -> str:
    return answer.json()["says"]


# ── operations ────────────────────────────────────────────────────────────────────────


async def test_an_order_placed_by_a_shop_is_picked_packed_and_shipped():
    async with open_shop() as shop:
        placed = await shop.post("place_order", order("W-1"))
        assert placed.status_code == 200
        assert placed.json()["effect"] == "reserved"
        assert says(placed) == "Stock is reserved."
        order_id = placed.json()["op_id"]

        await shop.done("release_orders", {"order_ids": [order_id]}, SUE)
        walk = await shop.done("claim_work", {"zone": "A"}, ANA)
        await shop.done("assign_tote", {"list_id": walk["list"], "tote": TOTE}, ANA)
        task = site.walk_of(shop.station).stops[0].task
        pick = {
            "task_id": task.task_id,
            "bin_code": task.bin_code,
            "sku": TEA,
            "qty_each": 2,
            "tote": TOTE,
        }
        await shop.done("confirm_pick", pick, ANA)
        drop = {"list_id": walk["list"], "drop": "DROP-PACK-1"}
        await shop.done("hand_on_tote", drop, ANA)
        parcel = (await shop.done("start_packing", {"tote": TOTE}, PAM))["parcel"]
        await shop.done("pack_item", {"tote": TOTE, "sku": TEA, "qty_each": 2}, PAM)
        sscc = (await shop.done("close_parcel", {"parcel_id": parcel}, PAM))["sscc"]
        await shop.done("confirm_label", {"parcel_id": parcel, "sscc": sscc}, PAM)
        loaded = await shop.done("load_parcel", {"sscc": sscc, "carrier": site.MAIL}, PAM)
        await shop.done("hand_over", {"manifest_id": loaded["manifest"]}, PAM)
        tracking = {"parcel_id": parcel, "tracking": "RM1GB", "url": "http://t/RM1GB"}
        await shop.done("set_tracking", tracking, SUE)

        seen = (await shop.get("/orders/shop/W-1")).json()
        assert seen["order"]["state"] == "handed_over"
        assert [line["shipped_each"] for line in seen["lines"]] == [2]
        [sent] = seen["parcels"]
        assert (sent["parcel"]["tracking"], sent["parcel"]["sscc"]) == ("RM1GB", sscc)
        assert sent["goods"] == [{"sku": TEA, "name": TEA.title(), "qty_each": 2}]
        told = (await shop.get("/timeline/order/W-1?limit=3")).json()
        assert [each["kind"] for each in told] == [
            "set_tracking",
            "hand_over",
            "load_parcel",
        ]
        assert told[1]["who"] == "Pam"
        rest = await shop.get(f"/timeline/order/W-1?before={told[-1]['number']}")
        assert rest.json()[0]["kind"] == "confirm_label"
        site.prove_books(shop.station)


async def test_what_a_rule_refuses_is_said_in_the_askers_language():
    async with open_shop() as shop:
        english = await shop.post("cancel_order", {"order_id": "404"})
        german = await shop.post(
            "cancel_order", {"order_id": "404"}, language="de-AT,en;q=0.8"
        )
        finnish = await shop.post("cancel_order", {"order_id": "404"}, language="fi")

        assert english.status_code == german.status_code == 409
        assert english.json() == {
            "reason": "unknown_order",
            "says": "There is no order 404. Check the number.",
            "wanted": "",
            "got": "404",
        }
        assert says(german) != says(english) == says(finnish)


async def test_roles_hold_for_whom_a_badge_names():
    async with open_shop() as shop:
        refused = await shop.post("place_order", order("1"), badge=ANA)
        assert (refused.status_code, refused.json()["reason"]) == (409, "not_allowed")
        nobody = await shop.post("place_order", order("1"), badge="BADGE-9")
        assert nobody.status_code == 400
        assert says(nobody) == "Nobody here has the badge BADGE-9. Nothing was done."
        assert (await shop.post("place_order", order("1"), badge=SUE)).status_code == 200


GOOD = order("3")


@pytest.mark.parametrize(
    ("kind", "body", "status", "sentence"),
    [
        ("hold_orders", {}, 404, "There is no kind hold_orders. GET /api/v1/kinds lists"),
        ("hold_order", "{", 400, "hold_order cannot be read: Input data was truncated."),
        ("hold_order", b"\xff", 400, "The body is no text in UTF-8, at byte 0."),
        ("hold_order", {"order_id": "x"}, 400, "missing required field `reason`"),
        (
            "hold_order",
            {"order_id": "x", "reason": "fraud", "notes": ""},
            400,
            "it has no field `notes`. Its fields: order_id, reason, [note].",
        ),
        (
            "place_order",
            {**GOOD, "lines": [{**GOOD["lines"][0], "qty_each": "two"}]},
            400,
            "Expected `int`, got `str` - at `$.lines[0].qty_each`.",
        ),
        ("place_order", {**GOOD, "ship_by": "2010-12-06T09:30:00"}, 400, "time zone"),
        ("place_order", {**GOOD, "priority": 10**40}, 400, "no room for this"),
        ("place_order", " " * (MOST_BYTES + 1), 413, "That is too long: more than"),
        ("place_order", {**GOOD, "note": "x" * 150_000}, 413, "too much for one step"),
    ],
)
async def test_what_cannot_be_done_is_said_in_a_sentence(
    kind: str, body: object, status: int, sentence: str
):
    async with open_shop() as shop:
        before = books(shop.station)
        answer = await shop.post(kind, body)

        assert (answer.status_code, sentence in says(answer)) == (status, True), (
            answer.text
        )
        assert books(shop.station) == before


@pytest.mark.parametrize("path", ["/kinds", "/openapi.json", "/orders/shop/1", "/undo/1"])
async def test_nobody_comes_in_without_the_token(path: str):
    for token in ("", "wrong", f"{TOKEN}x", "ü"):
        async with open_shop(token) as shop:
            for answer in (
                await shop.get(path),
                await shop.post("place_order", order("1")),
            ):
                assert answer.status_code == 401
                assert says(answer).startswith("Send the site's token")


async def test_a_full_disk_is_said_and_the_same_ask_is_done_when_there_is_room():
    async with open_shop() as shop:
        db = shop.station.tables.db
        if db.for_update:
            pytest.skip("only a SQLite file is told how large it may become")
        [row] = db.run("PRAGMA page_count")
        db.run(f"PRAGMA max_page_count = {row['page_count']}")
        big = {**order("1"), "note": "x" * 50_000}

        full = await shop.post("place_order", big, key="k")
        assert full.status_code == 503
        assert says(full).endswith(".")

        db.run("PRAGMA max_page_count = 1000000")
        assert (await shop.post("place_order", big, key="k")).status_code == 200
        site.prove_books(shop.station)


async def test_a_station_that_is_not_the_shared_store_answers_no_program():
    station = open_books()
    transport = httpx.ASGITransport(app=api.build(station, None, voice=answers))
    async with httpx.AsyncClient(transport=transport, base_url="http://store") as client:
        assert (await client.get(f"{API}/kinds")).status_code == 404


# ── once ──────────────────────────────────────────────────────────────────────────────


async def test_the_same_key_is_answered_as_before_and_does_nothing_twice():
    async with open_shop() as shop:
        move = {"sku": TEA, "qty_each": 2, "source": "A-07-3-B", "target": "A-05-1-A"}
        first = await shop.post("move_stock", move, key="k1")
        # The first answer was lost on its way; with other blanks it is the same ask.
        again = await shop.post("move_stock", json.dumps(move, indent=2), key="k1")

        assert first.status_code == 200
        assert again.json() == first.json()
        other = await shop.post("move_stock", {**move, "qty_each": 1}, key="k1")
        assert (other.status_code, other.json()["reason"]) == (422, "key_used")
        whose = await shop.post("move_stock", move, key="k1", badge=ANA)
        assert whose.status_code == 422
        assert (await shop.post("move_stock", move, key="k2")).status_code == 200
        with shop.station.reading() as tables:
            assert tables.stock.balance(Place("A-05-1-A"), TEA).qty_each == 4
        site.prove_books(shop.station)


async def test_a_refusal_under_a_key_stays_one():
    async with open_shop() as shop:
        refused = await shop.post("place_order", {**order("1"), "lines": []}, key="k1")
        assert refused.status_code == 409
        held = {"order_id": "X", "reason": "fraud"}
        before = await shop.post("hold_order", held, key="k2", badge=SUE)
        with shop.station.reading() as tables:
            noted = len(tables.books.operations.find(""))
        again = await shop.post("hold_order", held, key="k2", badge=SUE)

        assert again.json() == before.json()
        with shop.station.reading() as tables:
            assert len(tables.books.operations.find("")) == noted


async def test_what_is_asked_many_times_at_once_is_done_once():
    async with open_shop() as shop:
        many = [shop.post("place_order", order("1"), key="k") for _ in range(8)]
        receive = {"sku": LAMP, "bin_code": "B-01-1-A", "qty_each": 1}
        many += [shop.post("receive_stock", receive, key="r") for _ in range(8)]
        found = await asyncio.gather(*many)

        assert {each.status_code for each in found} == {200}
        assert len({each.json()["op_id"] for each in found}) == 2
        with shop.station.reading() as tables:
            assert tables.stock.availability(LAMP).on_hand_each == 6


async def test_two_processes_do_what_is_asked_of_both_once(each_database: Any):
    first = each_database.open("ONE")
    site.stock_up(first)
    stations = [first, each_database.open("TWO")]
    receive = {"sku": LAMP, "bin_code": "B-01-1-A", "qty_each": 1}

    async def ask(station: Station) -> httpx.Response:
        transport = httpx.ASGITransport(app=api.build(station, TOKEN, voice=answers))
        async with httpx.AsyncClient(transport=transport, base_url="http://s") as client:
            return await client.post(
                f"{API}/operations/receive_stock",
                json=receive,
                headers={"Authorization": f"Bearer {TOKEN}", "Idempotency-Key": "k"},
            )

    found = await asyncio.gather(*(ask(each) for each in stations * 3))

    assert len({each.text for each in found}) == 1
    with first.reading() as tables:
        assert tables.stock.availability(LAMP).on_hand_each == 6


@pytest.mark.parametrize("key", ["k" * 201, "kéy"])
async def test_a_key_is_short_and_plain(key: str):
    async with open_shop() as shop:
        answer = await shop.client.post(
            f"{API}/operations/place_order",
            json=order("1"),
            headers={"Idempotency-Key": key.encode("latin-1")},  # type: ignore[dict-item]
        )
        assert answer.status_code == 400
        assert "an Idempotency-Key has at most 200 plain characters" in says(answer)


def test_answers_are_forgotten_after_a_while():
    station = open_books()
    now = station.now()
    ask = Answer(
        ask_key="old", digest="d", op_id=OpId("1"), is_done=True, verdict="{}", at=now
    )
    with station.writing() as tables:
        tables.answers.keep(ask)
        tables.answers.forget(now - KEPT)
        assert tables.answers.get("old") is not None
        tables.answers.forget(now + timedelta(seconds=1))
        assert tables.answers.get("old") is None


# ── reads ─────────────────────────────────────────────────────────────────────────────


async def test_stock_orders_and_kinds_are_read():
    async with open_shop() as shop:
        for ref in ("1", "2"):
            ok(do(shop.station, site.order(ref, (TEA, 2))))
        site.release(shop.station, "1")

        stock = (await shop.get(f"/stock/{TEA}")).json()
        assert (stock["name"], stock["on_hand_each"], stock["available_each"]) == (
            TEA.title(),
            15,
            11,
        )
        assert {each["place"] for each in stock["places"]} == {"A-07-3-B", "A-02-1-A"}
        reserved = (await shop.get("/orders?state=reserved,placed&limit=5")).json()
        assert [each["order"]["ref"] for each in reserved] == ["2"]
        assert len((await shop.get("/orders?search=1")).json()) == 1
        kinds = (await shop.get("/kinds")).json()
        assert [each["kind"] for each in kinds] == [kind.name for kind in KINDS]
        undone = {each["kind"]: each for each in kinds}
        assert undone["pack_item"]["undone_by"] == ["unpack_item", "void_parcel"]
        assert undone["hand_over"]["undo_says"] == (
            "The carrier has it. Wait for its return."
        )


async def test_the_walks_on_the_floor_are_read():
    async with open_shop() as shop:
        ok(do(shop.station, site.order("1", (TEA, 2), (MUG, 1))))
        site.release(shop.station, "1")

        walks = (await shop.get("/walks")).json()
        [one] = (await shop.get("/walks?zone=A&limit=1")).json()
        again = (await shop.get(f"/walks/{one['pick_list']['list_id']}")).json()

        assert one == walks[0] == again
        assert one["pick_list"]["state"] == "ready"
        assert {each["task"]["sku"] for walk in walks for each in walk["stops"]} == {
            TEA,
            MUG,
        }
        assert (await shop.get("/walks?zone=Z")).json() == []


async def test_a_channel_follows_what_can_be_sold_by_a_cursor():
    async with open_shop() as shop:
        first = (await shop.get("/availability")).json()
        assert {x["sku"]: x["available_each"] for x in first["offered"]}[TEA] == 15
        ok(do(shop.station, site.order("1", (TEA, 2))))
        site.release(shop.station, "1")

        news = (await shop.get(f"/availability?after={first['cursor']}")).json()
        assert [(x["sku"], x["available_each"]) for x in news["offered"]] == [(TEA, 13)]
        nothing = (await shop.get(f"/availability?after={news['cursor']}")).json()
        assert nothing == {"offered": [], "cursor": news["cursor"]}


async def test_what_people_are_told_is_read():
    async with open_shop() as shop:
        ok(do(shop.station, site.order("1", (TEA, 2))))

        [told] = (await shop.get("/notices?state=approved&audience=customer")).json()
        assert (told["kind"], told["order_ref"]) == ("confirmed", "1")
        assert told["facts"]["lines"][0]["qty"] == 2
        assert (await shop.get("/notices?state=draft")).json() == []


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("/availability?after=-1", 400, "after is -1. Write a whole number from 0"),
        ("/notices?state=lost", 400, "state is lost. Write one of draft, approved, "),
        ("/notices?audience=cat", 400, "audience is cat. Write one of customer, "),
        ("/orders/shop/404", 404, "shop has no order 404 here."),
        ("/orders/shop/a/b/c", 404, "shop has no order a/b/c here."),
        ("/orders?state=lost", 400, "state is lost. Write one of "),
        ("/orders?limit=0", 400, "limit is 0. Write a whole number from 1 to 500."),
        ("/orders?limit=ten", 400, "limit is ten."),
        ("/walks/404", 404, "There is no walk 404."),
        ("/walks?limit=0", 400, "limit is 0."),
        ("/stock/NONE", 404, "There is no SKU NONE."),
        ("/stock/%00", 400, "NUL"),
        ("/timeline/bin/Z-01-1-A", 404, "There is no bin Z-01-1-A."),
        ("/timeline/lorry/1", 400, "what is lorry. Write one of order, sku, "),
        ("/timeline/sku/TEA-250?before=x", 400, "before is x."),
        ("/undo/404", 404, "There is no operation 404."),
        ("/nothing", 404, "Nothing answers GET /api/v1/nothing."),
        ("/operations/hold_order", 404, "Nothing answers GET /api/v1/operations/hold_"),
    ],
)
async def test_what_cannot_be_read_is_said_in_a_sentence(
    path: str, status: int, sentence: str
):
    async with open_shop() as shop:
        answer = await shop.get(path)
        assert (answer.status_code, sentence in says(answer)) == (status, True), (
            answer.text
        )


async def test_an_operation_is_undone_over_http():
    async with open_shop() as shop:
        move = {"sku": TEA, "qty_each": 2, "source": "A-07-3-B", "target": "A-05-1-A"}
        op_id = (await shop.post("move_stock", move)).json()["op_id"]

        offer = (await shop.get(f"/undo/{op_id}", **{"Accept-Language": "de"})).json()
        assert offer["can_be_undone"]
        assert (offer["kind"], offer["says"]) == (
            "move_stock",
            "Leg 2 von TEA-250 zurück in A-07-3-B.",
        )
        assert offer["command"]["target"] == "A-07-3-B"
        undone = await shop.client.post(f"{API}/undo/{op_id}")
        assert undone.status_code == 200
        assert undone.json()["effect"] == "moved"
        assert undone.json()["op_id"] == f"{op_id}.undo"
        twice = await shop.client.post(f"{API}/undo/{op_id}")
        assert (twice.status_code, twice.json()["reason"]) == (409, "undone_already")
        assert (await shop.client.post(f"{API}/undo/404")).status_code == 404
        bad = await shop.client.post(f"{API}/undo/{op_id}", headers={"X-Badge": "B"})
        assert bad.status_code == 400
        site.prove_books(shop.station)

        bin_code = {"bin_code": "A-05-1-A"}
        made = (await shop.post("set_up_bin", bin_code)).json()["op_id"]
        by_hand = (await shop.get(f"/undo/{made}")).json()
        assert (by_hand["can_be_undone"], by_hand["reason"]) == (False, "undo_by_hand")


# ── the document ──────────────────────────────────────────────────────────────────────


@pytest.mark.slow
async def test_the_document_is_openapi_and_describes_every_kind_and_read():
    async with open_shop() as shop:
        document = (await shop.get("/openapi.json")).json()

    validate(document)
    assert document["openapi"] == "3.1.0"
    paths = document["paths"]
    assert {f"{API}/operations/{kind.name}" for kind in KINDS} < set(paths)
    assert {f"{API}{each.path}" for each in READS} < set(paths)
    for kind in KINDS:
        asked = paths[f"{API}/operations/{kind.name}"]["post"]["requestBody"]
        schema = asked["content"]["application/json"]["schema"]
        good = json.loads(site.encoded(BY_TYPE[kind.command]))
        jsonschema.validate(good, {**schema, "components": document["components"]})


async def test_what_is_answered_is_as_the_document_says():
    async with open_shop() as shop:
        ok(do(shop.station, site.order("1", (TEA, 2), (MUG, 1))))
        site.release(shop.station, "1")
        [walk, *_] = (await shop.get("/walks")).json()
        list_id = walk["pick_list"]["list_id"]
        document = (await shop.get("/openapi.json")).json()
        op_id = (await shop.get("/timeline/order/1")).json()[0]["op_id"]
        for read in READS:
            path = read.path.format(
                channel="shop",
                ref="1",
                sku=TEA,
                what="order",
                code="1",
                op_id=op_id,
                list_id=list_id,
            )
            answer = await shop.get(path)
            assert answer.status_code == 200, path
            responses = document["paths"][f"{API}{read.path}"]["get"]["responses"]
            schema = responses["200"]["content"]["application/json"]["schema"]
            jsonschema.validate(
                answer.json(), {**schema, "components": document["components"]}
            )


# ── nonsense ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
async def test_whatever_is_sent_is_answered_in_a_sentence_and_changes_nothing(kind: Kind):
    async with open_shop() as shop:
        before = books(shop.station)
        for body in NO_COMMANDS:
            if body == "{}" and kind.command in NEED_NO_WORDS:
                continue
            answer = await shop.post(kind.name, body.encode(errors="surrogatepass"))
            assert answer.status_code == 400, body[:40]
            assert says(answer).endswith(".")
        assert books(shop.station) == before

        good = json.loads(site.encoded(BY_TYPE[kind.command]))
        for name in good:
            for strange in STRANGE:
                answer = await shop.post(kind.name, {**good, name: strange})
                assert answer.status_code in (200, 400, 409, 413), answer.text
                assert says(answer).strip()
                after = books(shop.station)
                assert after == before or answer.status_code == 200, (name, strange)
                before = after
        assert verify(shop.station).differences == ()
