"""Starting again after a disk was full, a process was killed, or a file was broken."""

from contextlib import closing
from pathlib import Path

import pytest

from app import cli
from app.cli import main
from app.engine.delays import ReviewDelays
from app.engine.names import BinCode, ListId, Place, ToteCode
from app.engine.picking import AssignTote
from app.engine.receiving import ReceiveStock
from app.engine.refusals import Effect, Refusal, Refused, Verdict
from app.engine.task_states import OrderState
from app.main import open_site
from app.operations.running import do
from app.operations.seeing_board import see_orders
from app.server.certificate import site_certificate
from app.station import Station, open_store
from tests.fakes import site
from tests.fakes.site import ANA, TEA, ok


def no(verdict: Verdict) -> Refusal:
    assert isinstance(verdict, Refused), verdict
    return verdict.reason


def test_an_empty_token_file_is_no_token(tmp_path: Path):
    (tmp_path / "station-token.txt").touch()
    station, token = open_site(tmp_path)
    station.close()
    again, same = open_site(tmp_path)
    again.close()
    assert len(token) > 20
    assert same == token


@pytest.mark.parametrize("ending", ["pem", "key"])
def test_a_broken_certificate_is_made_anew(tmp_path: Path, ending: str):
    first = site_certificate(tmp_path, "192.0.2.7")
    assert site_certificate(tmp_path, "192.0.2.7") == first
    (tmp_path / f"tls-192.0.2.7.{ending}").write_bytes(b"")
    second = site_certificate(tmp_path, "192.0.2.7")
    assert second.fingerprint != first.fingerprint
    assert site_certificate(tmp_path, "192.0.2.7") == second


def test_a_demo_that_was_interrupted_goes_on(monkeypatch: pytest.MonkeyPatch):
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with closing(open_store(None)) as station:
        with monkeypatch.context() as patched:
            patched.setattr(cli, "import_orders", killed)
            with pytest.raises(KeyboardInterrupt):
                cli.load_demo(station)
        assert not see_orders(station)
        before = _on_hand(station)
        cli.load_demo(station)
        cli.load_demo(station)
        assert see_orders(station)
        assert _on_hand(station) == before


def test_reviewing_delays_on_the_demo_of_2010_cancels_none_of_its_orders():
    with closing(open_store(None)) as station:
        cli.load_demo(station)
        before = see_orders(station, states=(OrderState.RESERVED,), most=500)
        assert ok(do(station, ReviewDelays())).effect is Effect.DELAY_RULE_OFF
        after = see_orders(station, states=(OrderState.RESERVED,), most=500)
        assert before == after != []


def _on_hand(station: Station) -> int:
    with station.reading() as tables:
        return sum(each.on_hand_each for each in tables.stock.available.find(""))


@pytest.mark.parametrize("port", ["0", "-1", "70000"])
def test_a_port_that_cannot_be_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], port: str
):
    assert main(["run", "--port", port, "--data", str(tmp_path)]) == 1
    assert "from 1 to 65535" in capsys.readouterr().err


# ── codes that are not what they should be ────────────────────────────────────────────


@pytest.mark.parametrize("code", ["X", "A1", "TOTE-1", "@supplier", ""])
def test_goods_are_received_into_bins_only(code: str):
    with closing(open_store(None)) as station:
        site.stock_up(station)
        receipt = ReceiveStock(sku=TEA, bin_code=BinCode(code), qty_each=1)
        assert no(do(station, receipt)) is Refusal.UNKNOWN_BIN
        site.prove_books(station)


@pytest.mark.parametrize("code", ["A-07-3-B", "TOTE-", "TOTE-X", "", "@lost"])
def test_only_a_tote_is_a_tote(code: str):
    with closing(open_store(None)) as station:
        site.stock_up(station)
        ok(do(station, site.order("1", (TEA, 2))))
        site.release(station, "1")
        list_id: ListId = site.claim(station, "A")
        assign = AssignTote(list_id=list_id, tote=ToteCode(code))
        assert no(do(station, assign, badge=ANA)) is Refusal.UNKNOWN_TOTE


def test_nothing_is_picked_before_there_is_a_tote():
    with closing(open_store(None)) as station:
        site.stock_up(station)
        ok(do(station, site.order("1", (TEA, 2))))
        site.release(station, "1")
        site.claim(station, "A")
        task = site.walk_of(station).stops[0].task
        verdict = do(station, site.pick_of(task, ""), badge=ANA)
        assert no(verdict) is Refusal.WRONG_TOTE
        with station.reading() as tables:
            assert tables.stock.inside(Place("")) == []
