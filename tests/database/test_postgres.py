"""What only a server can do to the books: go away, be busy, be somebody else's."""

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from app import cli
from app.database.opening import open_books
from app.errors import (
    BooksContradicted,
    DatabaseBusy,
    DatabaseUnreachable,
    DatabaseUnusable,
)
from app.operations.running import do
from app.operations.seeing_board import see_orders
from app.station import Station, open_store
from tests.fakes import site
from tests.fakes.site import LAMP, TEA, ok

if TYPE_CHECKING:
    from tests.fakes.postgres import Cluster

ROOT = Path(__file__).parents[2]
ROWS = """InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
536365,85123A,WHITE HANGING HEART,6,2010-12-01 08:26,2.55,17850,United Kingdom
536366,71053,WHITE METAL LANTERN,6,2010-12-01 08:28,3.39,17851,United Kingdom
"""


@pytest.fixture
def store(postgres: str) -> Iterator[Station]:
    """A stocked store on PostgreSQL."""
    with closing(open_store(postgres)) as station:
        site.stock_up(station)
        yield station


# ── a server that goes away ───────────────────────────────────────────────────────────


def test_a_step_whose_connection_is_lost_leaves_nothing_and_the_next_one_connects_again(
    cluster: "Cluster", postgres: str, store: Station
):
    with pytest.raises(DatabaseUnreachable, match="not saved") as lost, store.writing():
        fail_in_the_middle(cluster, postgres, store)

    assert not lost.value.is_unsure
    ok(do(store, site.order("next", (LAMP, 1))))
    assert [row.order.ref for row in see_orders(store)] == ["next"]
    site.prove_books(store)


def fail_in_the_middle(cluster: "Cluster", url: str, store: Station) -> None:
    """Write, lose the connection, and try to go on as if nothing had happened."""
    store.tables.next_seq()
    store.tables.people.set("name", "half")
    cluster.cut(url)
    with pytest.raises(DatabaseUnreachable):
        store.tables.people.set("floor", "other half")
    store.tables.people.set("floor", "other half")


def test_a_connection_cut_while_nothing_happens_is_not_noticed(
    cluster: "Cluster", postgres: str, store: Station
):
    cluster.cut(postgres)
    ok(do(store, site.order("1", (TEA, 1))))
    cluster.cut(postgres)

    assert [row.order.ref for row in see_orders(store)] == ["1"]
    site.prove_books(store)


def test_a_connection_lost_while_saving_says_that_nobody_knows(
    cluster: "Cluster", postgres: str, store: Station
):
    db = store.tables.db
    db.begin()
    store.tables.next_seq()
    cluster.cut(postgres)

    with pytest.raises(
        DatabaseUnreachable, match="look whether the step is there"
    ) as gone:
        db.commit()

    assert gone.value.is_unsure
    db.rollback()
    assert isinstance(do(store, site.order("1", (TEA, 1))), site.Done)


def test_a_step_that_no_standby_confirmed_is_not_said_to_be_saved(
    cluster: "Cluster", postgres: str, store: Station
):
    if not cluster.is_ours:
        pytest.skip("only on a server of our own can a standby be taken away")
    said: list[DatabaseUnreachable] = []

    def sell() -> None:
        # The first ones may be through before the server has noticed that it must wait.
        try:
            for number in range(500):
                do(store, site.order(f"{number}", (TEA, 1)))
        except DatabaseUnreachable as error:
            said.append(error)

    with cluster.with_a_standby_away():
        seller = threading.Thread(target=sell)
        seller.start()
        for _ in range(500):
            cluster.give_up_waiting()
            seller.join(0.02)
            if not seller.is_alive():
                break

    assert [error.is_unsure for error in said] == [True]
    site.prove_books(store)


def test_a_server_that_is_not_there_gets_a_sentence():
    url = "postgresql://zone:tall%20gate@localhost:1/books?connect_timeout=2"

    with pytest.raises(
        DatabaseUnreachable, match="Look whether the server runs"
    ) as error:
        open_store(url)

    assert "localhost:1/books" in str(error.value)
    assert "tall" not in str(error.value)


KILLED = """
import sys
from app.operations.running import do
from app.station import open_store
from tests.fakes import site

station = open_store(sys.argv[1])
for number in range(10_000):
    do(station, site.order(str(number), (site.TEA, 1), (site.LAMP, 1)))
    print(number, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is for POSIX")
def test_a_killed_process_loses_nothing_it_said_was_done(postgres: str, store: Station):
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, postgres],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout is not None
    said = 0
    for said, _ in enumerate(process.stdout, start=1):
        if said >= 12:
            os.kill(process.pid, signal.SIGKILL)
            break
    process.wait(timeout=30)
    process.stdout.close()

    kept = {row.order.ref for row in see_orders(store, most=20_000)}
    assert {str(number) for number in range(said)} <= kept
    site.prove_books(store)


# ── a server that is busy, or says no ─────────────────────────────────────────────────


def test_a_step_that_another_process_holds_up_for_too_long_may_be_done_again(
    postgres: str, store: Station
):
    with closing(open_store(postgres, "OTHER")) as other:
        store.tables.db.run("SET lock_timeout = '100ms'")
        with other.writing(), pytest.raises(DatabaseBusy, match="do it again"):
            do(store, site.order("1", (TEA, 1)))

        ok(do(store, site.order("1", (TEA, 1))))
    site.prove_books(store)


def test_two_that_wait_for_each_other_are_told_apart_and_one_may_try_again(
    postgres: str, store: Station
):
    lock = "SELECT seq FROM setting WHERE name = :name FOR UPDATE"
    names = ("left", "right")
    with store.writing() as tables:
        tables.next_seq()
        for name in names:
            tables.people.set(name, "")
    both_hold_one = threading.Barrier(2)
    said: list[str] = []

    def hold(first: str, second: str) -> None:
        with closing(open_books(postgres)) as db:
            db.begin()
            db.run(lock, name=first)
            both_hold_one.wait(10)
            try:
                db.run(lock, name=second)
            except DatabaseBusy as error:
                said.append(str(error))
            db.rollback()

    threads = [threading.Thread(target=hold, args=args) for args in (names, names[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert len(said) == 1
    assert "do it again" in said[0]


def test_a_failed_statement_that_somebody_passed_over_is_not_said_to_be_saved(
    store: Station,
):
    db = store.tables.db
    db.begin()
    store.tables.people.set("name", "lost")
    with pytest.raises(DatabaseUnusable):
        db.run("SELECT nonsense")

    with pytest.raises(DatabaseUnusable, match="nothing of the step was saved"):
        db.commit()

    assert store.tables.people.setting("name") == ""


def test_a_code_too_long_to_be_found_again_contradicts_the_books(store: Station):
    code = "".join(chr(0x4E00 + n) for n in range(6000))

    with pytest.raises(BooksContradicted):
        do(store, site.order(code, (TEA, 1)))

    assert see_orders(store) == []


def test_commits_wait_for_the_disk_even_where_they_were_told_not_to(postgres: str):
    sign = "&" if "?" in postgres else "?"
    careless = f"{postgres}{sign}options=-csynchronous_commit%3Doff"

    with closing(open_books(careless)) as db:
        [row] = db.run("SHOW synchronous_commit")

    assert row["synchronous_commit"] == "on"


def test_every_text_column_sorts_by_its_bytes(store: Station):
    rows = store.tables.db.run(
        """SELECT table_name, column_name FROM information_schema.columns
        WHERE table_schema = 'public' AND data_type = 'text'
          AND collation_name IS DISTINCT FROM 'C'"""
    )

    assert rows == []


# ── a URL ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://zone:tall gate@localhost/books",
        "postgresql://zone:tall%zzgate@localhost/books",
        "postgresql://zone:tallgate@localhost/books?tallgate=1",
        "postgresql://zone:tall@gate@localhost:1/books",
        "postgresql://zone:tall/gate@localhost:1/books",
        "postgresql://zone:1/tallgate@localhost:1/books",
        "postgresql://zone:tallgate@[::1/books",
        "postgresql://localhost:1/books?user=zone&password=tallgate",
        "mysql://zone:tallgate@localhost/books",
    ],
)
def test_a_password_is_in_no_sentence_and_in_no_log(
    url: str, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
):
    caplog.set_level(logging.DEBUG)

    with pytest.raises(DatabaseUnusable) as error:
        open_store(url)
    logging.getLogger("test").error("as told", exc_info=error.value)

    assert "tall" not in str(error.value) + caplog.text + capsys.readouterr().err


def test_a_file_of_orders_goes_where_the_url_says(
    postgres: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "orders.csv").write_text(ROWS, encoding="utf-8")
    command = ["import", "orders", str(tmp_path / "orders.csv")]
    where = ["--format", "online-retail", "--database", postgres]

    assert cli.main([*command, *where]) == 0
    assert cli.main([*command, *where]) == 0

    assert "2  orders were here already" in capsys.readouterr().out
    with closing(open_store(postgres)) as station:
        assert len(see_orders(station)) == 2


def test_a_url_without_a_server_behind_it_is_said_on_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    (tmp_path / "orders.csv").write_text(ROWS, encoding="utf-8")
    url = "postgresql://localhost:1/books"
    arguments = ["orders", str(tmp_path / "orders.csv"), "--format", "online-retail"]

    assert cli.main(["import", *arguments, "--database", url]) == 1

    said = capsys.readouterr().err
    assert said.startswith("zonewise: The database postgresql://localhost:1/books cannot")
    assert said.count("\n") == 1
