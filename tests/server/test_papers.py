"""Papers fetched from the shared store, as a browser at the packing table does."""

import httpx
import pytest

from app.engine.names import ManifestId
from app.engine.shipping import LoadParcel
from app.operations.running import do
from app.server import api
from app.station import Station, open_store
from tests.fakes import site
from tests.fakes.site import MAIL, PAM, TEA, ok


def loaded() -> tuple[Station, ManifestId]:
    """A parcel on its carrier's manifest."""
    station = open_store(None)
    site.stock_up(station)
    ok(do(station, site.order("1", (TEA, 2))))
    site.release(station, "1")
    site.pick_order(station, "TOTE-0001", "A")
    _, sscc = site.pack(station, "TOTE-0001")
    done = ok(do(station, LoadParcel(sscc=sscc, carrier=MAIL), badge=PAM))
    return station, ManifestId(str(done.values["manifest"]))


@pytest.mark.parametrize(
    ("is_known", "status", "kind"),
    [(True, 200, "application/pdf"), (False, 404, "application/json")],
)
async def test_a_carriers_manifest_is_printed_by_its_number(
    is_known: bool, status: int, kind: str
):
    station, manifest_id = loaded()
    transport = httpx.ASGITransport(app=api.build(station, None))
    path = f"/papers/manifest/{manifest_id if is_known else 'NOBODYS'}.pdf"

    async with httpx.AsyncClient(transport=transport, base_url="http://store") as client:
        answer = await client.get(path)

    assert (answer.status_code, answer.headers["content-type"]) == (status, kind)
    assert answer.content.startswith(b"%PDF") is is_known
    station.close()
