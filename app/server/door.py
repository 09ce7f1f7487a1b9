"""Who may come in, how much they may bring, and how they are answered."""

import hmac
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

JSON: Final = "application/json"


class TooMuch(ValueError):
    """A request brought more than is taken in."""


def has_token(request: Request, token: str | None) -> bool:
    """Whether a request shows the site's token; the time this takes tells nothing of it."""
    given = request.headers.get("Authorization", "")
    return bool(token) and hmac.compare_digest(given.encode(), f"Bearer {token}".encode())


async def body_of(request: Request, most: int) -> bytes:
    """What a request brought.

    Raises:
        TooMuch: more than `most` bytes; the rest was not read.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            msg = f"more than {most} bytes in one request"
            raise TooMuch(msg)
    return bytes(body)


def answer(value: object, *, status: int = 200) -> Response:
    """An answer in JSON."""
    return Response(msgspec.json.encode(value), status_code=status, media_type=JSON)
