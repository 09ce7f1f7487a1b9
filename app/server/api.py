"""The shared store's HTTP endpoints, as one ASGI app."""

import logging
import re
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import TypeVar

import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from app.database import replicas
from app.database.migrating import schema_digest
from app.database.people import StationRow
from app.engine.names import ManifestId, OpId, ParcelId
from app.errors import DatabaseUnusable
from app.operations import papers
from app.operations.taking_in import take_in
from app.server.door import answer, body_of, has_token
from app.server.integration import Integration, Voice
from app.server.nudge import Nudge
from app.server.only_from_here import OnlyFromHere
from app.station import Changed, Station
from app.sync.protocol import (
    MOST_BYTES,
    MOST_OPERATIONS,
    Join,
    Joined,
    News,
    Outcome,
    Problem,
    Pulled,
    Push,
    Pushed,
)

log = logging.getLogger(__name__)

T = TypeVar("T")
Endpoint = Callable[[Request], Awaitable[Response]]
LONGEST_WAIT_S = 60.0
ULID_FORM = re.compile("[0-9A-HJKMNP-TV-Z]{26}")


class Api:
    """Answers for one station that is the shared store."""

    def __init__(self, station: Station, token: str | None) -> None:
        self._station, self._token = station, token
        self.nudge = Nudge(station)

    def routes(self) -> list[BaseRoute]:
        """Every endpoint; those for stations only where this is the shared store."""
        papers_and_health: list[BaseRoute] = [
            Route("/health", self._health),
            Route("/papers/{parcel_id}/label.pdf", self._label),
            Route("/papers/{parcel_id}/slip.pdf", self._slip),
            Route("/papers/manifest/{manifest_id}.pdf", self._manifest),
        ]
        if self._token is None:
            return papers_and_health
        return [
            *papers_and_health,
            Route("/sync/v1/join", self._for_stations(self._join), methods=["POST"]),
            Route(
                "/sync/v1/operations", self._for_stations(self._push), methods=["POST"]
            ),
            Route("/sync/v1/rows", self._for_stations(self._pull)),
            Route("/sync/v1/news", self._for_stations(self._news)),
        ]

    def _for_stations(self, endpoint: Endpoint) -> Endpoint:
        async def checked(request: Request) -> Response:
            if not has_token(request, self._token):
                says = (
                    "This station is not known here. Join it again with the site's token."
                )
                return answer(Problem(says=says), status=401)
            try:
                return await endpoint(request)
            except (msgspec.MsgspecError, ValueError) as error:
                says = f"That cannot be understood: {error}. Nothing was changed."
                return answer(Problem(says=says), status=400)
            except DatabaseUnusable as error:
                # The station keeps its work, and sends the same operations again.
                log.warning("%s", error)
                return answer(Problem(says=f"{error}"), status=503)

        return checked

    async def _health(self, _request: Request) -> Response:
        return answer({"ok": True, "seq": self.nudge.seq()})

    async def _join(self, request: Request) -> Response:
        asked = await _body(request, Join)
        if not ULID_FORM.fullmatch(asked.station):
            raise ValueError("the station's id is no ULID")
        number = await run_in_threadpool(self._number_of, asked)
        tables = self._station.tables
        return answer(
            Joined(
                site_id=tables.site_id,
                number=number,
                epoch=tables.epoch(),
                schema=schema_digest(),
            )
        )

    def _number_of(self, asked: Join) -> int:
        with self._station.lock:
            stations = self._station.tables.people.stations
            known = stations.get(station_id=asked.station)
            if known:
                return known.number
            number = max(each.number for each in stations.find("")) + 1
            if number > 999:
                raise ValueError("there are 999 stations already")
            with self._station.writing() as tables:
                tables.next_seq()
                row = StationRow(station_id=asked.station, name=asked.name, number=number)
                tables.people.stations.put(row)
        self._station.tell(Changed.SITE)
        return number

    async def _push(self, request: Request) -> Response:
        push = await _body(request, Push)
        if len(push.operations) > MOST_OPERATIONS:
            msg = f"more than {MOST_OPERATIONS} operations in one request"
            raise ValueError(msg)
        outcomes = await run_in_threadpool(self._take_in, push)
        return answer(Pushed(outcomes=outcomes, seq=self.nudge.seq()))

    def _take_in(self, push: Push) -> list[Outcome]:
        return take_in(self._station, push.operations, first=push.first)

    async def _pull(self, request: Request) -> Response:
        after = _number(request, "after")
        last = OpId(request.query_params.get("last", ""))
        return answer(await run_in_threadpool(self._changes, after, last))

    def _changes(self, after: int, last: OpId) -> Pulled:
        with self._station.reading() as tables, tables.db.snapshot():
            known = tables.books.operation(last) if last else None
            is_other = after > tables.seq() or (bool(last) and known is None)
            changes = replicas.changed_since(tables, tables.seq() if is_other else after)
            return Pulled(
                epoch=tables.epoch(),
                schema=schema_digest(),
                seq=tables.seq(),
                changes=changes,  # type: ignore[arg-type]
                is_other_history=is_other,
            )

    async def _news(self, request: Request) -> Response:
        after = _number(request, "after")
        wait_s = float(request.query_params.get("wait", "0"))
        seq = await self.nudge.past(after, min(LONGEST_WAIT_S, max(0.0, wait_s)))
        return answer(News(epoch=self._station.tables.epoch(), seq=seq))

    async def _label(self, request: Request) -> Response:
        return await self._paper(request, papers.label_pdf, "label")

    async def _slip(self, request: Request) -> Response:
        return await self._paper(request, papers.slip_pdf, "slip")

    async def _paper(
        self, request: Request, make: Callable[..., bytes | None], name: str
    ) -> Response:
        parcel_id = ParcelId(request.path_params["parcel_id"])
        pdf = await run_in_threadpool(make, self._station, parcel_id)
        if pdf is None:
            return answer(Problem(says=f"There is no parcel {parcel_id}."), status=404)
        return _pdf(pdf, f"{name}-{parcel_id}.pdf")

    async def _manifest(self, request: Request) -> Response:
        manifest_id = ManifestId(request.path_params["manifest_id"])
        make = papers.manifest_sheet_pdf
        pdf = await run_in_threadpool(make, self._station, manifest_id)
        if pdf is None:
            says = f"There is no manifest {manifest_id}."
            return answer(Problem(says=says), status=404)
        return _pdf(pdf, f"manifest-{manifest_id}.pdf")


def build(
    station: Station,
    token: str | None,
    *,
    voice: Voice | None = None,
    also: Sequence[BaseRoute] = (),
    around: Callable[[], AsyncGenerator[None]] | None = None,
) -> Starlette:
    """The whole app: the shared store's endpoints, then whatever else is mounted.

    Without a `token` this station is not the shared store, and takes nothing in. With a
    `voice`, which says answers in words, shops and ERPs are answered as well. `around` is
    run while the app is up, for what is mounted.
    """
    api = Api(station, token)
    for_shops = Integration(station, token, voice).routes() if token and voice else []

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncGenerator[None]:
        api.nudge.start()
        try:
            if around:
                async with asynccontextmanager(around)():
                    yield
            else:
                yield
        finally:
            api.nudge.stop()

    app = Starlette(
        routes=[*api.routes(), *for_shops, *also],
        middleware=[
            Middleware(OnlyFromHere),
            Middleware(GZipMiddleware, minimum_size=2000, compresslevel=6),
        ],
        lifespan=lifespan,
    )
    app.state.let_go = api.nudge.stop
    return app


def _number(request: Request, name: str) -> int:
    number = int(request.query_params.get(name, "-1"))
    if abs(number) >= 2**63:
        msg = f"{name} is no sequence number"
        raise ValueError(msg)
    return number


async def _body(request: Request, kind: type[T]) -> T:
    return msgspec.json.decode(await body_of(request, 2 * MOST_BYTES), type=kind)


def _pdf(pdf: bytes, file_name: str) -> Response:
    return Response(
        pdf,
        media_type="application/pdf",
        headers={"Content-Disposition": f"inline; filename={file_name}"},
    )
