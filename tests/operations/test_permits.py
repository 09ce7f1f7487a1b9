"""Everybody does what their role allows, and what was refused is known afterwards."""

from contextlib import closing

import msgspec
import pytest

from app.engine.names import Badge
from app.engine.packing import StartPacking
from app.engine.permits import PERMITS, NoteRefusal
from app.engine.refusals import Refusal, Refused, Verdict
from app.engine.releasing import ReleaseOrders
from app.engine.site import Role
from app.operations.kinds import KINDS, Command
from app.operations.running import do
from app.operations.taking_in import take_in
from app.station import Station, open_store
from app.sync.protocol import Envelope
from tests.fakes import site
from tests.fakes.site import ANA, PAM, SUE, TEA, ok

TOTE = site.ToteCode("TOTE-0001")


def no(verdict: Verdict) -> Refusal:
    assert isinstance(verdict, Refused), verdict
    return verdict.reason


def busy() -> Station:
    station = open_store(None)
    site.stock_up(station)
    ok(do(station, site.order("1", (TEA, 2))))
    return station


def test_every_kind_says_who_may():
    assert set(PERMITS) == {kind.name for kind in KINDS}
    assert all(Role.SUPERVISOR in roles for roles in PERMITS.values())


def release(station: Station) -> ReleaseOrders:
    return ReleaseOrders(order_ids=(site.order_id(station, "1"),))


def test_only_a_supervisor_releases_and_only_a_picker_picks():
    with closing(busy()) as station:
        assert no(do(station, release(station), badge=ANA)) is Refusal.NOT_ALLOWED
        ok(do(station, release(station), badge=SUE))
        claim: Command = site.ClaimWork(zone=site.ZoneCode("A"))
        assert no(do(station, claim, badge=PAM)) is Refusal.NOT_ALLOWED
        ok(do(station, claim, badge=ANA))


@pytest.mark.parametrize("badge", [ANA, PAM])
def test_who_was_refused_what_and_why_is_in_the_books(badge: Badge):
    with closing(busy()) as station:
        verdict = do(station, StartPacking(tote=TOTE), badge=badge)
        reason = no(verdict)
        with station.reading() as tables:
            last = tables.books.operations.find("ORDER BY seq")[-1]
        noted = msgspec.json.decode(last.body, type=NoteRefusal)
    assert (last.kind, last.badge, last.outcome) == ("note_refusal", badge, "done")
    assert (noted.kind, noted.reason) == ("start_packing", reason)
    assert msgspec.json.decode(noted.body, type=StartPacking).tote == TOTE


def test_the_shared_store_looks_at_roles_again():
    with closing(busy()) as station:
        body = msgspec.json.encode(release(station)).decode()
        sent = Envelope(
            op_id=station.new_id(),
            station=site.StationId("01M85EMFCQ804CHH5PV941T2MM"),
            station_seq=1,
            kind="release_orders",
            badge=ANA,
            at=station.now(),
            body=body,
        )
        [outcome] = take_in(station, [sent])
    assert (outcome.outcome, outcome.reason) == ("refused", "not_allowed")
