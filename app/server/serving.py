"""Answering on this machine plainly and on the network over TLS, on one port."""

import asyncio
import socket
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import uvicorn
from starlette.applications import Starlette

from app.server.certificate import Certificate, site_certificate


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """An address the app answers on, and the certificate it shows there."""

    host: str
    port: int
    certificate: Certificate | None = None

    @property
    def url(self) -> str:
        """What to type into a browser."""
        scheme = "https" if self.certificate else "http"
        host = "localhost" if self.host == "127.0.0.1" else self.host
        return f"{scheme}://{host}:{self.port}"


def addresses(folder: Path, port: int, *, is_for_network: bool) -> list[Where]:
    """Where to answer: on this machine plainly, on the network over TLS, one port."""
    here = [Where(host="127.0.0.1", port=port)]
    address = _network_address() if is_for_network else ""
    if not address or address.startswith("127."):
        return here
    return [
        *here,
        Where(host=address, port=port, certificate=site_certificate(folder, address)),
    ]


async def serve(app: Starlette, places: list[Where]) -> None:
    """Answer on every address until the process is told to stop."""
    servers = [_server(app, where, is_first=n == 0) for n, where in enumerate(places)]
    first, *others = [asyncio.create_task(server.serve()) for server in servers]
    try:
        await first
    finally:
        for server in servers:
            server.should_exit = True
        await asyncio.gather(*others, return_exceptions=True)


def is_free(port: int) -> bool:
    """Whether nothing else on this machine answers on a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


class _Server(uvicorn.Server):
    """Lets the stations that wait for news go as soon as it is told to stop."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.config.app.state.let_go()  # type: ignore[union-attr] - ours is a Starlette
        super().handle_exit(sig, frame)


def _server(app: Starlette, where: Where, *, is_first: bool) -> uvicorn.Server:
    tls = where.certificate
    return _Server(
        uvicorn.Config(
            app,
            host=where.host,
            port=where.port,
            lifespan="on" if is_first else "off",
            ws="websockets-sansio",
            log_level="warning",
            timeout_graceful_shutdown=3,
            ssl_certfile=tls and str(tls.certificate_file),
            ssl_keyfile=tls and str(tls.key_file),
        )
    )


def _network_address() -> str:
    """This machine's address on its network, empty when it is on none.

    Connecting a datagram socket sends nothing; it only asks the system which way it would
    go.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return ""
        return str(probe.getsockname()[0])
