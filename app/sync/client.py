"""Talking to the shared store over HTTP."""

from typing import TypeVar
from urllib.parse import quote

import httpx
import msgspec

from app.engine.names import OpId, StationId
from app.errors import StoreRefusesStation, StoreUnreachable
from app.sync.protocol import (
    Envelope,
    Join,
    Joined,
    News,
    Problem,
    Pulled,
    Push,
    Pushed,
)

T = TypeVar("T")


class StoreClient:
    """The shared store's sync endpoints, as this station may use them.

    Every call raises `StoreUnreachable` when there is no answer, or one we cannot use: a
    captive portal's page is no answer.
    """

    def __init__(self, http: httpx.AsyncClient, token: str) -> None:
        self._http = http
        self._headers = {"Authorization": f"Bearer {token}"}

    async def join(self, station: StationId, name: str) -> Joined:
        """Ask to be known. Asking again gives the same number."""
        body = msgspec.json.encode(Join(station=station, name=name))
        return await self._call("POST", "/sync/v1/join", Joined, body=body)

    async def push(self, operations: list[Envelope], first: int) -> Pushed:
        """Send what was done here, oldest first. Sending it twice changes nothing.

        `first` is the number of the oldest operation this station still has.
        """
        body = msgspec.json.encode(Push(operations=operations, first=first))
        return await self._call("POST", "/sync/v1/operations", Pushed, body=body)

    async def pull(self, after: int, last: OpId) -> Pulled:
        """Fetch the rows that changed after a sequence number.

        `last` is the last operation known here: a store restored from a backup has another
        one, or none, at that number.
        """
        path = f"/sync/v1/rows?after={after}&last={quote(last)}"
        return await self._call("GET", path, Pulled)

    async def news(self, after: int, wait_s: float) -> News:
        """Hear when the site is past a number, or after `wait_s` that it is not."""
        return await self._call(
            "GET", f"/sync/v1/news?after={after}&wait={wait_s}", News, wait_s=wait_s
        )

    async def _call(
        self,
        method: str,
        path: str,
        kind: type[T],
        *,
        body: bytes = b"",
        wait_s: float = 0,
    ) -> T:
        try:
            answer = await self._http.request(
                method, path, content=body, headers=self._headers, timeout=10 + wait_s
            )
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            msg = f"The shared store does not answer: {error}."
            raise StoreUnreachable(msg) from error
        if answer.status_code in (401, 403):
            raise StoreRefusesStation(_says(answer))
        if answer.status_code != 200:
            raise StoreUnreachable(_says(answer))
        try:
            return msgspec.json.decode(answer.content, type=kind)
        except msgspec.MsgspecError as error:
            raise StoreUnreachable(
                "Something answered that is not the shared store (a log-in page of the "
                "Wi-Fi?). Open a browser on this device and look."
            ) from error


def store_at(url: str, token: str) -> StoreClient:
    """The shared store at an address, such as `http://localhost:8550`."""
    return StoreClient(httpx.AsyncClient(base_url=url), token)


def _says(answer: httpx.Response) -> str:
    try:
        return msgspec.json.decode(answer.content, type=Problem).says
    except msgspec.MsgspecError:
        return f"The shared store answered {answer.status_code}."
