"""What shops and ERPs ask over HTTP: any operation, and the reads they need.

Another read is one line in `READS`; another kind of operation is here by itself. The
document that describes all of it is made from the same lines, by `openapi`.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum
from functools import partial
from typing import Any, Final, Protocol, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from app.database.stories import NO_END
from app.engine import notices
from app.engine.names import NOBODY, Badge, ListId, OpId, Sku
from app.engine.notices import AUDIENCES
from app.engine.permits import PERMITS
from app.engine.refusals import Done, Refusal, Refused, Verdict
from app.engine.subjects import What
from app.engine.task_states import NoticeState, OrderState
from app.engine.undoing import UNDO, Instead, Undo, undo_id
from app.errors import (
    BooksContradicted,
    CommandImpossible,
    CommandUnreadable,
    DatabaseUnusable,
)
from app.operations.asking_once import LONGEST_KEY, do_asked
from app.operations.kinds import BY_NAME, KINDS
from app.operations.reading import as_impossible, fields_of, read_command
from app.operations.seeing_board import OrderRow, see_order, see_orders
from app.operations.seeing_notices import see_notices
from app.operations.seeing_parcels import see_parcels
from app.operations.seeing_stock import see_sku
from app.operations.seeing_supply import Feed, see_availability
from app.operations.seeing_timelines import MOST, find_subject, see_timeline
from app.operations.seeing_work import Walk, see_list, see_person, see_walks
from app.operations.undoing import Undoing, see_undo, undo
from app.server import openapi
from app.server.door import TooMuch, answer, body_of, has_token
from app.server.openapi import (
    FieldOfKind,
    Happened,
    KindAnswer,
    No,
    OperationAnswer,
    OrderAnswer,
    Parameter,
    Read,
    StockAnswer,
    ToldAnswer,
    UndoAnswer,
)
from app.station import Station
from app.sync.protocol import MOST_BYTES, Problem

log = logging.getLogger(__name__)

API: Final = "/api/v1"
_METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE")
T = TypeVar("T", bound=StrEnum)
FEW: Final = 50


class Voice(Protocol):
    """Says answers in the asker's language, `app.ui.words.answers`."""

    def done(self, language: str, verdict: Done) -> str: ...
    def refused(self, language: str, no: Refused) -> str: ...
    def undo(self, language: str, offer: Undoing | Refused) -> str: ...
    def how(self, language: str, known: Undo) -> str: ...
    def instead(self, language: str, what: Instead) -> str: ...


class Nowhere(LookupError):
    """What was asked for is not in the books; the message says so."""


class Asked:
    """One request: what its path and its query say, in which language to answer."""

    def __init__(self, request: Request, voice: Voice) -> None:
        self.voice = voice
        self._given: Mapping[str, str] = {**request.query_params, **request.path_params}
        first = request.headers.get("Accept-Language", "").split(",")[0]
        self.language = first.split(";")[0].strip() or "en"

    def text(self, name: str) -> str:
        """A value as it was written, empty when it was not."""
        return self._given.get(name, "")

    def number(self, name: str, otherwise: int, most: int, *, least: int = 1) -> int:
        """A whole number from `least` to `most`.

        Raises:
            ValueError: it is none.
        """
        written = self._given.get(name, f"{otherwise}")
        is_whole = written.isascii() and written.isdecimal()
        if not (is_whole and least <= int(written) <= most):
            msg = f"{name} is {written}. Write a whole number from {least} to {most}"
            raise ValueError(msg)
        return int(written)


def _one_of(name: str, written: str, among: type[T]) -> T:
    """One of the words of `among`.

    Raises:
        ValueError: it is none.
    """
    try:
        return among(written)
    except ValueError:
        msg = f"{name} is {written}. Write one of {', '.join(among)}"
        raise ValueError(msg) from None


# ── the reads ─────────────────────────────────────────────────────────────────────────


def _kinds(_station: Station, asked: Asked) -> list[KindAnswer]:
    return [
        KindAnswer(
            kind=kind.name,
            is_fact=kind.is_fact,
            fields=[
                FieldOfKind(name=f.name, holds=f.holds, is_optional=f.is_optional)
                for f in fields_of(kind.command)
            ],
            roles=sorted(PERMITS[kind.name]),
            undone_by=list(known.by) if isinstance(known, Undo) else [],
            undo_says=_how(known, asked),
        )
        for kind in KINDS
        for known in (UNDO[kind.name],)
    ]


def _how(known: Any, asked: Asked) -> str:
    if isinstance(known, Undo):
        return asked.voice.how(asked.language, known)
    return asked.voice.instead(asked.language, known.instead)


def _orders(station: Station, asked: Asked) -> list[OrderRow]:
    states = tuple(
        _one_of("state", each.strip(), OrderState)
        for each in asked.text("state").split(",")
        if each.strip()
    )
    limit = asked.number("limit", FEW, MOST)
    return see_orders(station, states=states, search=asked.text("search"), most=limit)


def _order(station: Station, asked: Asked) -> OrderAnswer:
    channel, ref = asked.text("channel"), asked.text("ref")
    with station.reading() as tables:
        found = tables.orders.by_ref(channel, ref)
    story = see_order(station, found.order_id, most=1) if found else None
    if story is None:
        msg = f"{channel} has no order {ref} here"
        raise Nowhere(msg)
    order = story.row.order
    return OrderAnswer(
        order=order,
        lines=story.lines,
        parcels=tuple(see_parcels(station, order.order_id)),
    )


def _walks(station: Station, asked: Asked) -> list[Walk]:
    limit = asked.number("limit", FEW, MOST)
    return see_walks(station, asked.text("zone"), limit)


def _one_walk(station: Station, asked: Asked) -> Walk:
    list_id = ListId(asked.text("list_id"))
    walk = see_list(station, list_id)
    if walk is None:
        msg = f"There is no walk {list_id}"
        raise Nowhere(msg)
    return walk


def _stock(station: Station, asked: Asked) -> StockAnswer:
    sku = Sku(asked.text("sku"))
    with station.reading() as tables:
        item = tables.items.item(sku)
    if item is None:
        msg = f"There is no SKU {sku}"
        raise Nowhere(msg)
    seen = see_sku(station, sku)
    return StockAnswer(
        sku=sku,
        name=item.name,
        available_each=seen.available.available_each,
        on_hand_each=seen.available.on_hand_each,
        reserved_each=seen.available.reserved_each,
        safety_each=seen.available.safety_each,
        places=seen.places,
        expected=seen.expected,
    )


def _availability(station: Station, asked: Asked) -> Feed:
    after = asked.number("after", 0, NO_END, least=0)
    return see_availability(station, after=after, limit=asked.number("limit", MOST, MOST))


def _notices(station: Station, asked: Asked) -> list[ToldAnswer]:
    state, audience = asked.text("state"), asked.text("audience")
    if audience not in ("", *AUDIENCES):
        msg = f"audience is {audience}. Write one of {', '.join(AUDIENCES)}"
        raise ValueError(msg)
    found = see_notices(
        station,
        state=_one_of("state", state, NoticeState) if state else "",
        audience=audience,
        most=asked.number("limit", FEW, MOST),
    )
    return [
        ToldAnswer(
            notice_id=told.notice.notice_id,
            kind=told.notice.kind,
            state=told.notice.state,
            at=told.notice.at,
            order_id=told.notice.order_id,
            order_ref=told.order_ref,
            subject=told.notice.subject,
            facts=notices.read(told.notice),
        )
        for told in found
    ]


def _timeline(station: Station, asked: Asked) -> list[Happened]:
    what, code = _one_of("what", asked.text("what"), What), asked.text("code")
    limit = asked.number("limit", FEW, MOST)
    before = asked.number("before", NO_END, NO_END)
    subject = find_subject(station, what, code)
    if subject is None:
        msg = f"There is no {what} {code}"
        raise Nowhere(msg)
    entries = see_timeline(station, subject, limit, before=before)
    return [
        Happened(**{f: getattr(each, f) for f in Happened.__struct_fields__})
        for each in entries
    ]


def _undo(station: Station, asked: Asked) -> UndoAnswer:
    offer = see_undo(station, OpId(asked.text("op_id")))
    if isinstance(offer, Refused) and offer.reason is Refusal.UNKNOWN_OPERATION:
        raise Nowhere(asked.voice.refused(asked.language, offer).rstrip("."))
    says = asked.voice.undo(asked.language, offer)
    if isinstance(offer, Refused):
        return UndoAnswer(can_be_undone=False, says=says, reason=offer.reason)
    return UndoAnswer(can_be_undone=True, says=says, kind=offer.by, command=offer.command)


_LIMIT: Final = Parameter("limit", f"how many, at most {MOST}", is_number=True)

READS: Final = (
    Read("/kinds", _kinds, list[KindAnswer], "Every kind of operation."),
    Read(
        "/orders",
        _orders,
        list[OrderRow],
        "Orders in some states, the most urgent first.",
        (
            Parameter("state", "one or more, parted by commas"),
            Parameter("search", "part of a ref; or a SKU, tote, SSCC, tracking number"),
            _LIMIT,
        ),
    ),
    Read(
        "/orders/{channel}/{ref}",
        _order,
        OrderAnswer,
        "One order: where every each of it is, its parcels and their tracking.",
    ),
    Read(
        "/walks",
        _walks,
        list[Walk],
        "The walks that are not done, with their stops, the most urgent first.",
        (Parameter("zone", "only those that begin here"), _LIMIT),
    ),
    Read("/walks/{list_id}", _one_walk, Walk, "One walk: its stops and its totes."),
    Read(
        "/stock/{sku}", _stock, StockAnswer, "What can be sold of a SKU, and where it is."
    ),
    Read(
        "/availability",
        _availability,
        Feed,
        "How many of each SKU can be sold, where that changed after a cursor.",
        (Parameter("after", "the cursor of the last answer", is_number=True), _LIMIT),
    ),
    Read(
        "/notices",
        _notices,
        list[ToldAnswer],
        "What customers and the house are told, the newest first.",
        (
            Parameter("state", "only these"),
            Parameter("audience", "customer, or a role in the house"),
            _LIMIT,
        ),
    ),
    Read(
        "/timeline/{what}/{code}",
        _timeline,
        list[Happened],
        "What happened to an order, SKU, bin, tote or parcel, the newest first.",
        (_LIMIT, Parameter("before", "only what is before this number", is_number=True)),
    ),
    Read("/undo/{op_id}", _undo, UndoAnswer, "How an operation is undone, or why not."),
)
"""Every read; one line adds another. The last part of a path may hold slashes."""


# ── the endpoints ─────────────────────────────────────────────────────────────────────


class Integration:
    """Answers programs for one station that is the shared store."""

    def __init__(self, station: Station, token: str, voice: Voice) -> None:
        self._station, self._token, self._voice = station, token, voice

    def routes(self) -> list[BaseRoute]:
        """Every endpoint for programs."""
        return [
            Route(
                f"{API}/operations/{{kind}}", self._guarded(self._do), methods=["POST"]
            ),
            Route(
                f"{API}/undo/{{op_id:path}}",
                self._guarded(self._take_back),
                methods=["POST"],
            ),
            Route(f"{API}/openapi.json", self._guarded(self._document)),
            *(
                Route(
                    f"{API}{_last_with_slashes(each.path)}",
                    self._guarded(partial(self._read, each)),
                )
                for each in READS
            ),
            # Otherwise the screens' page would answer, with 200.
            Route(f"{API}/{{rest:path}}", self._guarded(self._nowhere), methods=_METHODS),
        ]

    def _guarded(
        self, endpoint: Callable[[Request], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def checked(request: Request) -> Response:
            if not has_token(request, self._token):
                says = "Send the site's token: Authorization: Bearer …"
                return answer(Problem(says=says), status=401)
            try:
                return await endpoint(request)
            except TooMuch as error:
                return _problem(413, f"That is too long: {error}.")
            except Nowhere as error:
                return _problem(404, f"{error}.")
            except (CommandUnreadable, CommandImpossible) as error:
                return _problem(400, f"{error}")
            except ValueError as error:
                return _problem(400, f"That cannot be understood: {error}.")
            except BooksContradicted as error:
                return _problem(400, f"The books have no room for this: {error}")
            except DatabaseUnusable as error:
                log.warning("%s", error)
                return _problem(503, f"{error}")

        return checked

    async def _do(self, request: Request) -> Response:
        kind = request.path_params["kind"]
        if kind not in BY_NAME:
            msg = f"There is no kind {kind}. GET {API}/kinds lists them"
            raise Nowhere(msg)
        body = await body_of(request, MOST_BYTES)
        asked = Asked(request, self._voice)
        badge, key = self._signed(request), _key(request)
        verdict, op_id = await run_in_threadpool(self._ask, kind, body, key, badge)
        return self._answered(verdict, op_id, asked)

    def _ask(
        self, kind: str, body: bytes, key: str, badge: Badge
    ) -> tuple[Verdict, OpId]:
        command = read_command(kind, _text(body))
        self._check(badge)
        with as_impossible():
            return do_asked(self._station, command, key=key, badge=badge)

    async def _take_back(self, request: Request) -> Response:
        op_id = OpId(request.path_params["op_id"])
        asked, badge = Asked(request, self._voice), self._signed(request)
        verdict = await run_in_threadpool(self._undo, op_id, badge)
        if isinstance(verdict, Refused):
            says = self._voice.undo(asked.language, verdict)
            return _no(verdict, says)
        return self._answered(verdict, undo_id(op_id), asked)

    def _undo(self, op_id: OpId, badge: Badge) -> Verdict:
        self._check(badge)
        return undo(self._station, op_id, badge=badge)

    async def _read(self, read: Read, request: Request) -> Response:
        asked = Asked(request, self._voice)
        return answer(await run_in_threadpool(read.see, self._station, asked))

    async def _nowhere(self, request: Request) -> Response:
        path = request.path_params["rest"]
        msg = f"Nothing answers {request.method} {API}/{path}. See GET {API}/openapi.json"
        raise Nowhere(msg)

    async def _document(self, _request: Request) -> Response:
        return answer(await run_in_threadpool(openapi.document, API, READS))

    def _signed(self, request: Request) -> Badge:
        return Badge(request.headers.get("X-Badge", NOBODY))

    def _check(self, badge: Badge) -> None:
        if badge and see_person(self._station, badge) is None:
            msg = f"Nobody here has the badge {badge}. Nothing was done."
            raise CommandUnreadable(msg)

    def _answered(self, verdict: Verdict, op_id: OpId, asked: Asked) -> Response:
        if isinstance(verdict, Refused):
            return _no(verdict, self._voice.refused(asked.language, verdict))
        return answer(
            OperationAnswer(
                op_id=op_id,
                effect=verdict.effect,
                says=self._voice.done(asked.language, verdict),
                values=dict(verdict.values),
            )
        )


_STATUS: Final = {
    Refusal.TOO_LONG: 413,
    Refusal.KEY_USED: 422,
    Refusal.UNKNOWN_OPERATION: 404,
}


def _no(no: Refused, says: str) -> Response:
    refused = No(reason=no.reason, says=says, wanted=no.wanted, got=no.got)
    return answer(refused, status=_STATUS.get(no.reason, 409))


def _problem(status: int, says: str) -> Response:
    return answer(Problem(says=says), status=status)


def _key(request: Request) -> str:
    key = request.headers.get("Idempotency-Key", "")
    if len(key) > LONGEST_KEY or not (key.isascii() and key.isprintable()):
        msg = f"an Idempotency-Key has at most {LONGEST_KEY} plain characters"
        raise ValueError(msg)
    return key


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        msg = f"The body is no text in UTF-8, at byte {error.start}. Nothing was done."
        raise CommandUnreadable(msg) from error


def _last_with_slashes(path: str) -> str:
    return f"{path[:-1]}:path}}" if path.endswith("}") else path
