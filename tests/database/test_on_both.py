"""What the books promise, on SQLite and on PostgreSQL alike."""

import threading
from collections import Counter
from collections.abc import Callable, Generator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec
import pytest

from app.database.driver import Database
from app.database.migrating import migrate
from app.database.opening import open_books
from app.database.replicas import REPLICATED, changed_since
from app.engine.cancelling import CancelOrder
from app.engine.names import Badge, OpId, Sku, StationId
from app.engine.orders import PlaceOrder
from app.engine.paying import SetUnpaidHold, TakePayment
from app.engine.receiving import AddItem, ReceiveStock
from app.engine.reserving import ExpectStock, ExpireReservations
from app.engine.site import AddPerson, Role
from app.engine.substituting import SetSubstitutes
from app.engine.task_states import Payment
from app.errors import BooksContradicted, DatabaseDamaged, DatabaseTooNew
from app.operations.running import do, do_all
from app.operations.seeing_board import see_exceptions, see_order, see_orders
from app.operations.seeing_work import see_people
from app.operations.taking_in import take_in
from app.station import Station
from app.sync.protocol import Envelope
from tests.fakes import site
from tests.fakes.databases import Books
from tests.fakes.site import ANA, LAMP, TEA, ok


@contextmanager
def bare(books: Books) -> Generator[Database]:
    """The database itself, with the schema in it."""
    with closing(open_books(books.where)) as db:
        migrate(db)
        yield db


# ── statements ────────────────────────────────────────────────────────────────────────


def test_signs_that_mean_something_to_a_driver_stay_what_they_are(each_database: Books):
    with bare(each_database) as db:
        [row] = db.run(
            """SELECT '100% :off it''s :true' AS words, CAST(:n AS BIGINT) % 4 AS rest,
              'a%' LIKE 'a%' AS "like :this" -- :nobody's %s
            """,
            n=7,
        )

    assert row["words"] == "100% :off it's :true"
    assert row["rest"] == 3
    assert row["like :this"]


def test_sums_are_whole_numbers(each_database: Books):
    station = each_database.open()
    site.stock_up(station)

    with station.reading() as tables:
        [row] = tables.db.run("SELECT SUM(qty_each) AS n FROM balance WHERE qty_each > 0")

    assert type(row["n"]) is int
    assert row["n"] == 28


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"value": "half \ud83d a smile"}, "half a character"),
        ({"value": "cut\0off"}, "NUL"),
        ({"seq": 2**63}, "64 bits"),
        ({"seq": -(2**63) - 1}, "64 bits"),
        ({"value": None}, "value"),
    ],
)
def test_what_no_table_can_hold_contradicts_the_books(
    each_database: Books, wrong: dict[str, str], why: str
):
    setting = {"name": "x", "value": "x", "seq": 1, **wrong}
    insert = """INSERT INTO setting (site_id, name, value, seq)
        VALUES ('main', :name, :value, :seq)"""
    with bare(each_database) as db:
        with pytest.raises(BooksContradicted, match=why):
            db.run(insert, **setting)
        with pytest.raises(BooksContradicted, match=why):
            db.run_many(insert, [setting])

        assert db.run("SELECT * FROM setting") == []


def test_the_largest_numbers_and_the_oddest_words_come_back_as_they_were(
    each_database: Books,
):
    station = each_database.open()
    names = ("x", "it's 100 %", "Zoë 🙂 ß", 'two\nlines\t\\ "quoted"', ":name %(name)s")
    for number, name in enumerate(names):
        ok(
            do(
                station,
                AddItem(sku=Sku(f"{number}"), name=name, weight_g=2**63 - 1, barcodes=()),
            )
        )

    with station.reading() as tables:
        found = tables.items.items.find("ORDER BY sku")

    assert tuple(item.name for item in found) == names
    assert {item.weight_g for item in found} == {2**63 - 1}


def test_the_database_itself_refuses_rows_that_break_the_books(each_database: Books):
    station = each_database.open()
    site.stock_up(station)
    broken = (
        "UPDATE balance SET qty_each = -1 WHERE place = 'A-07-3-B'",
        "UPDATE availability SET reserved_each = -1",
        """INSERT INTO movement VALUES
        ('main', 'x', 1, 'TEA', 0, '@supplier', 'A-01-1-A', 0, '', '', 1)""",
        """INSERT INTO movement VALUES
        ('main', 'x', 1, 'TEA', 1, 'A-01-1-A', 'A-01-1-A', 0, '', '', 1)""",
        """INSERT INTO movement VALUES
        ('main', 'x', 1, 'TEA', 2, '@supplier', 'A-01-1-A', 0, '', 'S1', 1)""",
    )
    with station.reading() as tables:
        for sql in broken:
            with pytest.raises(BooksContradicted):
                tables.db.run(sql)
    site.prove_books(station)


# ── transactions ──────────────────────────────────────────────────────────────────────

SET = "INSERT INTO setting (site_id, name, value, seq) VALUES ('main', :name, '', 1)"


def settings(db: Database) -> list[object]:
    return [row["name"] for row in db.run("SELECT name FROM setting ORDER BY name")]


def break_off(db: Database) -> None:
    """Set things in a part of a transaction that fails at its end."""
    with db.savepoint():
        db.run(SET, name="undone")
        with db.savepoint():
            db.run(SET, name="undone too")
        db.run(SET, name="before")


def test_part_of_a_transaction_can_be_undone_and_the_rest_stays(each_database: Books):
    with bare(each_database) as db:
        with db.transaction():
            db.run(SET, name="before")
            with pytest.raises(BooksContradicted):
                break_off(db)
            db.run(SET, name="between")
            with db.savepoint():
                db.run(SET, name="kept")

        assert settings(db) == ["before", "between", "kept"]


def test_reads_that_belong_together_see_one_moment(each_database: Books):
    with bare(each_database) as reader, closing(open_books(each_database.where)) as other:
        with reader.snapshot():
            before = settings(reader)
            other.run(SET, name="new")
            during = settings(reader)

        assert (before, during) == ([], [])
        assert settings(reader) == ["new"]


# ── order and search ──────────────────────────────────────────────────────────────────


def test_codes_are_in_the_order_of_their_bytes(each_database: Books):
    station = each_database.open()
    codes = ("a-1", "B-1", "A-1", "A 1", "A_1", "A10", "A-10", "ä", "Z", "é", "🙂")
    for code in codes:
        ok(do(station, AddPerson(badge=Badge(code), name=code, role=Role.PICKER)))

    assert [person.badge for person in see_people(station)] == sorted(codes)


def test_a_walk_without_an_end_time_comes_before_those_with_one(each_database: Books):
    station = each_database.open()
    insert = """INSERT INTO pick_list (site_id, list_id, order_id, zone, step, state,
          priority, ship_by, tote, station, badge, until, seq)
        VALUES ('main', :id, 'o', 'A', 1, 'claimed', 0, 0, '', '', 'ANA', :until, 1)"""
    with station.reading() as tables:
        for list_id, until in (("1", 5), ("2", None), ("3", 4)):
            tables.db.run(insert, id=list_id, until=until)

        found = [each.list_id for each in tables.work.of_person(Badge("ANA"))]

    assert found == ["2", "3", "1"]


@pytest.mark.parametrize(
    ("search", "refs"),
    [
        ("web-1", ["Web-10%", "Web-1_0", "web-100"]),
        ("10%", ["Web-10%"]),
        ("1_0", ["Web-1_0"]),
        ("!", ["Hi!"]),
        ("nothing", []),
    ],
)
def test_a_search_finds_what_was_typed_in_any_case(
    each_database: Books, search: str, refs: list[str]
):
    station = each_database.open()
    site.stock_up(station)
    for ref in ("Web-10%", "Web-1_0", "web-100", "Hi!"):
        ok(do(station, site.order(ref, (TEA, 1))))

    assert [row.order.ref for row in see_orders(station, search=search)] == refs


# ── the schema ────────────────────────────────────────────────────────────────────────


def keys_of(db: Database) -> dict[str, list[str]]:
    """The columns of every primary key, unique constraint and index, in order."""
    if db.for_update:
        return {
            str(row["name"]): str(row["columns"]).split()
            for row in db.run(
                """SELECT i.indexrelid::regclass::text AS name, string_agg(
                  a.attname, ' ' ORDER BY array_position(i.indkey::int[], a.attnum::int)
                ) AS columns
                FROM pg_index i JOIN pg_attribute a
                  ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
                WHERE i.indrelid::regclass::text IN (SELECT tablename::text
                  FROM pg_tables WHERE schemaname = 'public')
                GROUP BY i.indexrelid"""
            )
        }
    return {
        str(row["name"]): [
            str(part["name"]) for part in db.run(f"PRAGMA index_info('{row['name']}')")
        ]
        for table in tables_of(db)
        for row in db.run(f"PRAGMA index_list('{table}')")
    }


def tables_of(db: Database) -> set[str]:
    catalogue = (
        "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
        if db.for_update
        else "SELECT name FROM sqlite_master WHERE type = 'table'"
    )
    return {str(row["name"]) for row in db.run(catalogue)}


def test_every_key_begins_with_the_site(each_database: Books):
    with bare(each_database) as db:
        keys = keys_of(db)

        assert set(REPLICATED) <= tables_of(db)
    assert len(keys) > 2 * len(REPLICATED)
    begins = {name: columns[0] for name, columns in keys.items()}
    others = [name for name, first in begins.items() if first != "site_id"]
    assert all("migration" in name for name in others), others


def test_every_replicated_table_is_found_by_its_sequence_number(each_database: Books):
    with bare(each_database) as db:
        keys = keys_of(db)

    assert {f"{table}_seq" for table in REPLICATED} <= {
        name for name, columns in keys.items() if columns == ["site_id", "seq"]
    }


def test_several_processes_make_the_schema_at_once(each_database: Books):
    with closing(open_books(each_database.where)) as db:
        for table in tables_of(db):
            db.run(f"DROP TABLE {table}")

    at_once([lambda n=n: each_database.open(f"S{n}") for n in range(6)])

    station = each_database.open()
    with station.reading() as tables:
        rows = tables.db.run("SELECT step FROM migration ORDER BY step")
        ran = [row["step"] for row in rows]
        steps = list(Path("app/database/migrations").glob("*.sql"))
        assert ran == list(range(1, len(steps) + 1))
        assert len(tables.people.stations.find("")) == 7


@pytest.mark.parametrize(
    ("sql", "error"),
    [
        ("INSERT INTO migration VALUES (99, 'from the future')", DatabaseTooNew),
        ("UPDATE migration SET digest = 'other'", DatabaseDamaged),
    ],
)
def test_books_from_another_app_are_left_alone(
    each_database: Books, sql: str, error: type[Exception]
):
    with bare(each_database) as db:
        db.run(sql)
        before = db.run("SELECT * FROM migration ORDER BY step")

        with pytest.raises(error):
            each_database.open()

        assert db.run("SELECT * FROM migration ORDER BY step") == before
        assert db.run("SELECT * FROM site") == []


# ── several processes at once ─────────────────────────────────────────────────────────


def at_once(works: Sequence[Callable[[], object]]) -> None:
    """Do everything at the same time, each in a thread; fail when one of them fails."""
    start = threading.Barrier(len(works))
    failed: list[BaseException] = []

    def run(work: Callable[[], object]) -> None:
        try:
            start.wait(10)
            work()
        except BaseException as error:  # noqa: BLE001 - it is told below, in the test's thread
            failed.append(error)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failed, failed


def seqs(station: Station) -> list[int]:
    with station.reading() as tables:
        return [
            int(str(row["seq"])) for row in tables.db.run("SELECT seq FROM operation")
        ]


def test_two_stores_at_once_never_promise_the_same_lamp_twice(each_database: Books):
    first, second = each_database.open("ONE"), each_database.open("TWO")
    site.stock_up(first)
    already = len(seqs(first))

    def sell(station: Station, name: str) -> None:
        for number in range(15):
            ok(do(station, site.order(f"{name}-{number}", (LAMP, 1), (TEA, 1))))

    at_once([lambda: sell(first, "one"), lambda: sell(second, "two")])

    numbers = seqs(first)[already:]
    assert len(numbers) == len(set(numbers)) == 30
    assert sum(row.reserved_each for row in see_orders(first, most=50)) == 5 + 15
    site.prove_books(second)


def test_two_stores_at_once_never_pick_the_same_goods_twice(each_database: Books):
    first, second = each_database.open("ONE"), each_database.open("TWO")
    site.stock_up(first)
    ok(do(first, site.order("1", (TEA, 12))))
    site.release(first, "1")
    site.take_tote(first, site.claim(first, "A"), "TOTE-0001")
    task = site.walk_of(first).stops[0].task
    verdicts: list[str] = []

    def pick(station: Station) -> None:
        for _ in range(10):
            verdict = do(station, site.pick_of(task, "TOTE-0001", 1), badge=ANA)
            verdicts.append(type(verdict).__name__)

    at_once([lambda: pick(first), lambda: pick(second)])

    assert Counter(verdicts)["Done"] == min(20, task.qty_each)
    site.prove_books(first)


def test_two_processes_of_one_name_do_not_give_out_one_number(each_database: Books):
    first, second = each_database.open(), each_database.open()

    def receive(station: Station) -> None:
        for number in range(10):
            item = AddItem(sku=Sku(f"{number}"), name="x")
            ok(do(station, item))

    at_once([lambda: receive(first), lambda: receive(second)])

    with first.reading() as tables:
        rows = tables.books.operations.find("ORDER BY station_seq")
    assert [row.station_seq for row in rows] == [*range(1, 21)]


def test_a_batch_that_reaches_two_processes_at_once_is_done_once(each_database: Books):
    first, second = each_database.open("ONE"), each_database.open("TWO")
    site.stock_up(first)
    receipt = ReceiveStock(sku=LAMP, bin_code=site.BinCode("B-01-1-A"), qty_each=1)
    batch = [
        Envelope(
            op_id=OpId(f"{number:026}"),
            station=StationId("HANDHELD"),
            station_seq=number,
            kind="receive_stock",
            badge=ANA,
            at=site.DAY,
            body=msgspec.json.encode(receipt).decode(),
        )
        for number in range(1, 11)
    ]
    answers: list[object] = []

    at_once([lambda s=s: answers.append(take_in(s, batch)) for s in (first, second)])

    assert answers[0] == answers[1]
    assert see_exceptions(first).discrepancies == ()
    with first.reading() as tables:
        assert tables.stock.availability(LAMP).on_hand_each == 5 + 10
        assert {row.outcome for row in tables.books.operations.find("")} == {"done"}
    site.prove_books(second)


def test_a_file_of_orders_that_breaks_off_leaves_nothing(each_database: Books):
    station = each_database.open()
    site.stock_up(station)
    orders: list[PlaceOrder] = [site.order(f"{n}", (TEA, 1)) for n in range(5)]

    def stop(done: int, _of: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        do_all(station, orders, progress=stop)

    assert see_orders(station) == []
    site.prove_books(station)


def test_both_databases_hold_the_same_rows_after_the_same_day(
    postgres: str, tmp_path: Path
):
    def day(where: Path | str) -> dict[str, list[str]]:
        books = Books(where)
        station = books.open()
        site.stock_up(station)
        for number in range(6):
            ok(do(station, site.order(f"{number}", (TEA, 2), (LAMP, 1))))
        site.release(station, "0", "1")
        site.pick_order(station, "TOTE-0001", "A", "B")
        _, sscc = site.pack(station, "TOTE-0001")
        site.ship(station, sscc)
        site.prove_books(station)
        with station.reading() as tables, tables.db.snapshot():
            told = changed_since(tables, -1)
            moves = tables.sums.stock().moved
        books.close()
        shape = {
            name: [*columns, f"{len(rows)}"] for name, (columns, rows) in told.items()
        }
        goods = [f"{key} {n}" for key, n in sorted(moves.items()) if n]
        return {**shape, "goods": goods}

    assert day(postgres) == day(tmp_path)


def test_an_order_paid_cancelled_and_put_back_reads_the_same_everywhere(
    each_database: Books,
):
    station = each_database.open()
    site.stock_up(station)
    unpaid, waits = site.order("1", (TEA, 4), paid=False), site.order("2", (LAMP, 9))
    ok(do(station, SetUnpaidHold(minutes=1)))
    ok(do(station, SetSubstitutes(sku=LAMP, others=(TEA,))))
    for order in (unpaid, waits):
        ok(do(station, order))
    expiry = site.do_at(station, ExpireReservations(), site.DAY.replace(year=2090))
    ok(do(station, TakePayment(channel="shop", ref="1", state=Payment.PAID)))
    ok(do(station, ExpectStock(sku=LAMP, at=site.DAY)))
    site.release(station, "1")
    site.pick_order(station, "TOTE-0001", "A")
    ok(do(station, CancelOrder(order_id=site.order_id(station, "1"))))
    site.put_all_back(station)

    story = see_order(station, site.order_id(station, "1"))
    assert story is not None
    kinds = [each.kind for each in story.operations]
    assert (kinds[0], kinds[1], kinds[-1]) == ("place_order", "take_payment", "put_back")
    assert expiry.outcome == "done"
    assert story.row.order.reserved_until is None
    assert site.lines_of(station, "2")[0].expected_at == site.DAY
    site.prove_books(station)
