"""The `zonewise` command."""

import argparse
import asyncio
import contextlib
import io
import logging
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from app import by_hand
from app.channels.carrier_csv import read_event_file
from app.channels.demo_site import DemoSite, load_demo_site
from app.channels.item_csv import read_item_file
from app.channels.order_csv import column_map
from app.channels.order_files import FORMATS, read_order_file
from app.channels.supply_csv import read_supply_file
from app.engine.delays import SetDelayRule
from app.engine.importing import EventFate, ItemFate, RowFate
from app.engine.names import NOBODY
from app.engine.notices import AUDIENCES
from app.engine.site import SetUpSite
from app.engine.subjects import What
from app.engine.task_states import NoticeState, PurchaseState
from app.errors import WarehouseError
from app.floor.plan import PlanRefused
from app.labels.sheets import SHEETS, sheet_pdf
from app.operations.importing import ImportReport, import_orders, was_imported
from app.operations.importing_events import import_events
from app.operations.importing_items import import_items
from app.operations.labelling import Labelled, see_labels
from app.operations.replaying import Chances, ReplayReport, replay_orders
from app.operations.running import do_all
from app.operations.seeing_work import see_setting
from app.operations.verifying import Proof, verify
from app.server import serving
from app.station import Station, open_store

ROOT = Path(__file__).resolve().parent.parent
PORT = 8550
PORTS = range(1, 65_536)
DEMO = "Zonewise demo"
SHOWN_ROWS = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 when it did what was asked, 1 with a sentence when not."""
    given = _parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        # A console that knows no umlaut must not end what was already done.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    answer = 0
    logging.basicConfig(
        level=logging.WARNING, format="%(levelname)s %(name)s %(message)s"
    )
    try:
        answer = given.run(given) or 0
    except BrokenPipeError:  # whoever read had enough, as `| head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (WarehouseError, PlanRefused, OSError) as error:
        says = f"{error}"
        if isinstance(error, OSError) and error.filename:
            says = f"{error.filename}: {error.strerror}."
        sys.stderr.write(f"zonewise: {says}\n")
        return 1
    except KeyboardInterrupt:
        _say("Stopped. Everything that was done is saved.")
    return answer


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="zonewise", description="The warehouse floor, from the order to the door."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    run = _command(commands.add_parser("run", help="bring up everything"), _run)
    run.add_argument("--no-demo", action="store_true", help="start with an empty site")
    _where(run)
    _database(run)

    station = _command(
        commands.add_parser("station", help="a further station of a site"), _station
    )
    station.add_argument("--store", required=True, metavar="URL", help="the shared store")
    station.add_argument(
        "--token", required=True, help="from station-token.txt in the store's folder"
    )
    station.add_argument("--name", default="Station", help="what people call it")
    _where(station, port=PORT + 1, folder="station")

    _import_commands(commands.add_parser("import", help="take files in"))

    labels = commands.add_parser("labels", help="sheets to print")
    _labels_command(_command(labels, _labels))
    prove = _command(commands.add_parser("verify", help="prove the books"), _verify)
    _where_it_is(prove)
    replay = commands.add_parser("replay", help="work through a file")
    _replay_words(_command(replay, _replay))
    _do_command(commands.add_parser("do", help="do anything a person can do"))
    _command(commands.add_parser("kinds", help="list what can be done"), by_hand.kinds)
    _looking_commands(
        commands.add_parser("order", help="look at an order"),
        commands.add_parser("availability", help="what can be sold"),
        commands.add_parser("purchases", help="orders to suppliers"),
    )
    _walk_words(commands.add_parser("walks", help="work on the floor"))
    _notice_words(commands.add_parser("notices", help="what people are told"))
    late = commands.add_parser("delays", help="orders that are late")
    _where_it_is(_command(late, by_hand.delays))
    tell = commands.add_parser("timeline", help="what happened, the newest first")
    _timeline_command(_command(tell, by_hand.timeline))
    back = commands.add_parser("undo", help="take one thing back")
    _undo_command(_command(back, by_hand.undo))
    return parser


def _labels_command(labels: argparse.ArgumentParser) -> None:
    labels.add_argument("what", choices=[each.value for each in Labelled])
    labels.add_argument("--out", type=Path, required=True, help="the PDF to write")
    labels.add_argument("--zone", default="", help="only this zone's bins or items")
    labels.add_argument(
        "--totes", type=_from_1, default=60, help="how many totes there are"
    )
    labels.add_argument("--sheet", choices=list(SHEETS), default="avery-l7163")
    labels.add_argument(
        "--used", type=int, default=0, help="labels already peeled off the first sheet"
    )
    _where_it_is(labels)


def _timeline_command(timeline: argparse.ArgumentParser) -> None:
    timeline.add_argument("what", choices=list(What), help="what it is told of")
    timeline.add_argument(
        "code",
        metavar="CODE",
        help="an order's ref, a parcel's SSCC, what is printed on it",
    )
    timeline.add_argument(
        "--limit", type=_from_1, default=50, metavar="N", help="how many at the most"
    )
    timeline.add_argument("--language", default="en", help="what refusals are said in")
    _where_it_is(timeline)


def _undo_command(undo: argparse.ArgumentParser) -> None:
    undo.add_argument("op_id", metavar="OP_ID", help="which: timeline shows their ids")
    undo.add_argument("--show", action="store_true", help="only say how, and do nothing")
    undo.add_argument("--badge", default=NOBODY, help="who does it")
    undo.add_argument("--language", default="en", help="what the answer is said in")
    _where_it_is(undo)


def _looking_commands(
    order: argparse.ArgumentParser,
    sold: argparse.ArgumentParser,
    bought: argparse.ArgumentParser,
) -> None:
    _command(order, by_hand.order)
    order.add_argument("ref", metavar="REF", help="what the shop calls it")
    _command(sold, by_hand.availability)
    sold.add_argument(
        "--after", type=int, default=0, metavar="SEQ", help="only what changed since"
    )
    sold.add_argument("--limit", type=_from_1, default=1_000_000, help="about how many")
    sold.add_argument("--format", choices=("json", "csv"), default="json")
    _command(bought, by_hand.purchases)
    bought.add_argument("--state", choices=list(PurchaseState), help="only these")
    bought.add_argument("--limit", type=_from_1, default=1_000, help="at most so many")
    bought.add_argument("--export", metavar="REF", help="write this one as a CSV")
    bought.add_argument("--out", type=Path, metavar="FILE", help="where to")
    for parser in (order, sold, bought):
        _where_it_is(parser)


def _walk_words(parser: argparse.ArgumentParser) -> None:
    _command(parser, by_hand.walks)
    parser.add_argument(
        "list_id", nargs="?", default="", metavar="LIST_ID", help="one, with its stops"
    )
    parser.add_argument("--zone", default="", help="only those that begin here")
    parser.add_argument(
        "--limit", type=_from_1, default=50, metavar="N", help="how many at the most"
    )
    _where_it_is(parser)


def _notice_words(parser: argparse.ArgumentParser) -> None:
    _command(parser, by_hand.notices)
    parser.add_argument(
        "--state", choices=[each.value for each in NoticeState], help="only these"
    )
    parser.add_argument("--audience", choices=AUDIENCES, help="who is told")
    parser.add_argument("--show", metavar="ID", help="one, as its reader would get it")
    parser.add_argument(
        "--limit", type=_from_1, default=50, metavar="N", help="how many, newest first"
    )
    parser.add_argument("--language", default="en", help="what they are said in")
    _where_it_is(parser)


def _where_it_is(parser: argparse.ArgumentParser) -> None:
    _data(parser, "site")
    _database(parser)


def _do_command(do_it: argparse.ArgumentParser) -> None:
    _command(do_it, by_hand.do)
    do_it.add_argument(
        "kind", metavar="KIND", help="hold_order, cancel_line …: see kinds"
    )
    do_it.add_argument("body", metavar="JSON", help="its fields, or - to read them")
    do_it.add_argument("--badge", default=NOBODY, help="who does it")
    do_it.add_argument("--language", default="en", help="what the answer is said in")
    _where_it_is(do_it)


def _import_commands(bring_in: argparse.ArgumentParser) -> None:
    kinds = bring_in.add_subparsers(required=True, metavar="WHAT")
    orders = _command(kinds.add_parser("orders", help="a file of orders"), _import_orders)
    orders.add_argument("file", type=Path, help="CSV, plain or gzip")
    orders.add_argument("--format", choices=FORMATS, required=True)
    orders.add_argument(
        "--columns", help="for csv: which column is which, order=OrderNo,sku=Article …"
    )
    orders.add_argument("--encoding", default="utf-8", help="how the text is written")
    orders.add_argument("--all-rows", action="store_true", help="list every row left out")
    _where_it_is(orders)

    items = kinds.add_parser("items", help="a catalogue")
    supply = kinds.add_parser("supply", help="how SKUs are bought")
    for parser in (items, supply):
        _command(parser, _import_items)
        parser.set_defaults(is_supply=parser is supply)
        parser.add_argument("file", type=Path, help="CSV, plain or gzip")
        parser.add_argument("--encoding", default="utf-8", help="how the text is written")
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="only say what would become of each row",
        )
        parser.add_argument(
            "--all-rows", action="store_true", help="list every refused row"
        )
        _where_it_is(parser)

    events = _command(
        kinds.add_parser("carrier-events", help="what carriers tell of parcels"),
        _import_events,
    )
    events.add_argument("file", type=Path, help="CSV, plain or gzip")
    events.add_argument("--encoding", default="utf-8", help="how the text is written")
    _where_it_is(events)


def _replay_words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="orders: CSV, plain or gzip")
    parser.add_argument("--format", choices=FORMATS, default="online-retail")
    parser.add_argument(
        "--shorts", type=float, default=1.0, metavar="PERCENT", help="stops without goods"
    )
    parser.add_argument(
        "--damages", type=float, default=0.5, metavar="PERCENT", help="stops with damage"
    )
    parser.add_argument("--seed", type=int, default=1, help="another seed, other chances")
    parser.add_argument(
        "--data",
        type=Path,
        metavar="FOLDER",
        help="an empty folder to keep the site in (default: it is thrown away)",
    )


def _command(
    parser: argparse.ArgumentParser, run: Callable[[argparse.Namespace], int | None]
) -> argparse.ArgumentParser:
    parser.set_defaults(run=run)
    parser.description = str(run.__doc__).partition("\n")[0]
    return parser


def _where(
    parser: argparse.ArgumentParser, *, port: int = PORT, folder: str = "site"
) -> None:
    parser.add_argument(
        "--port", type=int, default=port, help="where to answer (default: %(default)s)"
    )
    parser.add_argument(
        "--only-here", action="store_true", help="do not answer on the network"
    )
    _data(parser, folder)


def _data(parser: argparse.ArgumentParser, folder: str) -> None:
    parser.add_argument(
        "--data",
        type=Path,
        default=ROOT / ".data" / folder,
        metavar="FOLDER",
        help="where everything is kept (default: %(default)s)",
    )


def _database(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--database",
        metavar="URL",
        help="keep the books in PostgreSQL: postgresql://user@host/name "
        "(default: a SQLite file in the folder of --data)",
    )


def _from_1(written: str) -> int:
    if not (written.isascii() and written.isdecimal() and int(written) > 0):
        msg = f"{written} is not a whole number from 1 on"
        raise argparse.ArgumentTypeError(msg)
    return int(written)


# ── run, station ──────────────────────────────────────────────────────────────────────


def _run(given: argparse.Namespace) -> None:
    """Bring up everything on this machine, with the demo site in an empty folder."""
    from app import main as wiring

    _check_port(given.port)
    station, token = wiring.open_site(given.data, given.database)
    with contextlib.closing(station):
        if not given.no_demo and see_setting(station, "name") in ("", DEMO):
            load_demo(station)
        app = wiring.web_app(station, token=token, syncer=None)
        places = serving.addresses(
            given.data, given.port, is_for_network=not given.only_here
        )
        _say("Zonewise is up. Open it in a browser:")
        _say(f"  {places[0].url}   on this machine")
        for where in places[1:]:
            assert where.certificate is not None
            _say(f"  {where.url}   on the network (accept the site's own certificate)")
            _say(f"  fingerprint {where.certificate.fingerprint[:29]}…")
        if given.database:
            _say(f"The books are kept in {station.tables.db.name}.")
        what = "Everything else" if given.database else "Everything"
        _say(f"{what} is kept in {given.data}. Stop with Ctrl+C.")
        asyncio.run(serving.serve(app, places))


def _station(given: argparse.Namespace) -> None:
    """A further station: its own database, in step with a shared store elsewhere."""
    from app import main as wiring

    _check_port(given.port)
    station, syncer = wiring.open_station(
        given.data, given.store, given.token, given.name
    )
    with contextlib.closing(station):
        app = wiring.web_app(station, token=None, syncer=syncer)
        places = serving.addresses(
            given.data, given.port, is_for_network=not given.only_here
        )
        _say(f"Station {given.name} is up, in step with {given.store}.")
        for where in places:
            _say(f"  {where.url}")
        asyncio.run(serving.serve(app, places))


def _check_port(port: int) -> None:
    if port not in PORTS:
        msg = f"--port is {port}. Choose one from 1 to {PORTS[-1]}."
        raise OSError(msg)
    if not serving.is_free(port):
        says = (
            f"something answers on port {port} already. Stop it, or choose another port"
        )
        msg = f"{says} with --port."
        raise OSError(msg)


def load_demo(station: Station) -> None:
    """Fill an empty site with the demo: floor, people, catalogue, stock, a day's orders.

    Where it was interrupted it goes on; where it was done it does nothing.
    """
    site = load_demo_site(ROOT / "assets" / "demo")
    if was_imported(station, site.orders):
        return
    _say("Making the demo site: a web shop's day of real orders.")
    if not see_setting(station, "name"):
        # Its day is of 2010: by the delay rule every order would be cancelled at once.
        rule = SetDelayRule(is_on=False)
        do_all(station, [_building(site), rule, *site.people, *site.items, *site.stock])
    report = import_orders(station, site.orders, _progress("orders"))
    _say(
        f"  {len(site.items)} items, {_orders(report)} orders, "
        f"{report.counts[f'rows_{RowFate.IMPORTED}']} lines"
    )


def _building(site: DemoSite) -> SetUpSite:
    return SetUpSite(
        name=DEMO,
        ship_from=(DEMO, "1 Gift Shop Lane", "London", "United Kingdom"),
        floor=site.floor_text,
    )


def _store(given: argparse.Namespace) -> "contextlib.closing[Station]":
    """The shared store, opened beside the one that may be running."""
    given.data.mkdir(parents=True, exist_ok=True)
    where = given.database or given.data
    return contextlib.closing(open_store(where, name="COMMAND-LINE"))


# ── labels ────────────────────────────────────────────────────────────────────────────


def _labels(given: argparse.Namespace) -> None:
    """Write sheets of labels as a PDF: bins, totes, items, people, places."""
    sheet = SHEETS[given.sheet]
    if not 0 <= given.used < sheet.places:
        msg = f"--used is {given.used}, but {sheet.name} has {sheet.places} labels."
        raise OSError(msg)
    with _store(given) as station:
        labels = see_labels(
            station, Labelled(given.what), zone=given.zone.upper(), totes=given.totes
        )
    if not labels:
        msg = f"There are no {given.what} to label in {given.data}."
        raise OSError(msg)
    given.out.write_bytes(sheet_pdf(labels, sheet, used=given.used))
    sheets = -(-(given.used + len(labels)) // sheet.places)
    _say(f"{len(labels):,} labels on {sheets:,} sheets {sheet.name}: {given.out}")


# ── import ────────────────────────────────────────────────────────────────────────────


def _import_orders(given: argparse.Namespace) -> None:
    """Take a file of orders in: all of it or nothing, every row accounted for."""
    file = read_order_file(
        given.file.read_bytes(),
        name=given.file.name,
        format=given.format,
        columns=column_map(given.columns) if given.columns else None,
        encoding=given.encoding,
        progress=_progress("rows read"),
    )
    with _store(given) as station:
        report = import_orders(station, file, _progress("orders placed"))
    print_report(report, every_row=given.all_rows)


def _import_items(given: argparse.Namespace) -> None:
    """Take in what a file says of SKUs: all of it or nothing, every row accounted for."""
    read = read_supply_file if given.is_supply else read_item_file
    file = read(given.file.read_bytes(), name=given.file.name, encoding=given.encoding)
    with _store(given) as station:
        report = import_items(station, file, _progress("items"), is_dry_run=given.dry_run)
    _say(f"{report.name}: {len(report.rows):,} rows")
    for fate, means in _ITEM_FATES.items():
        _say(f"  {report.counts[fate]:>7,}  {means}")
    refused = [row for row in report.rows if row.fate is ItemFate.REFUSED]
    _list_refused(
        [(row.line, row.sku, row.reason) for row in refused], every_row=given.all_rows
    )
    if given.dry_run:
        _say("Only tried: nothing was changed.")


def _import_events(given: argparse.Namespace) -> None:
    """Take a carrier's file of events in: all of it or nothing, every row reported."""
    file = read_event_file(
        given.file.read_bytes(), name=given.file.name, encoding=given.encoding
    )
    with _store(given) as station:
        report = import_events(station, file, _progress("events"))
    _say(f"{report.name}: {len(report.rows):,} rows")
    for row in report.rows:
        why = f": {row.reason}" if row.reason else ""
        _say(f"  line {row.line}, {row.parcel or '-'}: {row.fate}{why}")
    for fate, means in _EVENT_FATES.items():
        _say(f"  {report.counts[fate]:>7,}  {means}")


def print_report(report: ImportReport, *, every_row: bool = False) -> None:
    """Say what became of every row."""
    counts = report.counts
    _say(f"{report.name}: {counts['rows']:,} rows")
    for fate, means in _FATES.items():
        _say(f"  {counts[f'rows_{fate}']:>7,}  {means}")
    for count, means in _COUNTS.items():
        if counts.get(count):
            _say(f"  {counts[count]:>7,}  {means}")
    refused = [row for row in report.rows if row.fate is RowFate.REFUSED]
    _list_refused(
        [(row.line, row.ref, row.reason) for row in refused], every_row=every_row
    )


def _list_refused(rows: Sequence[tuple[int, str, str]], *, every_row: bool) -> None:
    shown = rows if every_row else rows[:SHOWN_ROWS]
    if shown:
        _say("Refused:")
    for line, ref, reason in shown:
        _say(f"  line {line}, {ref}: {reason}")
    if len(rows) > len(shown):
        _say(f"  … and {len(rows) - len(shown)} more; --all-rows lists them all")


_FATES = {
    RowFate.IMPORTED: "rows are lines of orders",
    RowFate.CHARGE: "rows are charges, no goods",
    RowFate.CANCELLATION: "rows are cancellations",
    RowFate.REFUSED: "rows refused",
}
_ITEM_FATES = {
    ItemFate.NEW: "items new",
    ItemFate.CHANGED: "items changed",
    ItemFate.SAME: "items as they were",
    ItemFate.REFUSED: "rows refused",
}
_EVENT_FATES = {
    EventFate.NOTED: "events noted",
    EventFate.KNOWN: "events were here already",
    EventFate.REFUSED: "rows refused",
}
_COUNTS = {
    "orders_promised": "orders promised in full",
    "orders_with_backorders": "orders with something backordered",
    "orders_unpaid": "orders waiting for payment",
    "orders_known": "orders were here already",
    "orders_refused": "orders refused: their reference is taken by another order",
    "cancellations_applied": "cancellations taken off their order",
    "cancellations_unmatched": "cancellations match no order here, and are kept",
    "cancellations_known": "cancellations were here already",
}


# ── verify ────────────────────────────────────────────────────────────────────────────


def _verify(given: argparse.Namespace) -> int:
    """Prove the books of a site from its ledger, also while it works; 1 when they differ."""
    if not given.database and not (given.data / "store.db").exists():
        msg = f"there is no site in {given.data}. Say where it is with --data."
        raise FileNotFoundError(msg)
    with _store(given) as station:
        proof = verify(station)
    print_proof(proof)
    return 1 if proof.differences else 0


def print_proof(proof: Proof) -> None:
    """Say what differs, or that nothing does and how much was looked at."""
    for sentence in proof.differences:
        _say(sentence)
    looked_at = (
        f"{proof.rows:,} rows, {proof.movements:,} movements, {proof.orders:,} orders"
    )
    if proof.differences:
        _say(f"The books differ in {len(proof.differences):,} places ({looked_at}).")
    else:
        _say(f"The books are right: {looked_at}.")
    if proof.waiting:
        _say(f"{proof.waiting:,} discrepancies wait for a person.")


# ── replay ────────────────────────────────────────────────────────────────────────────


def _replay(given: argparse.Namespace) -> int:
    """Work through a file of orders with a crew that never sleeps, and prove the books."""
    file = read_order_file(
        given.file.read_bytes(), name=given.file.name, format=given.format
    )
    with contextlib.ExitStack() as after:
        folder: Path = given.data or Path(
            after.enter_context(tempfile.TemporaryDirectory())
        )
        if (folder / "store.db").exists():
            msg = f"there is a site in {folder}. Name an empty folder with --data."
            raise FileExistsError(msg)
        folder.mkdir(parents=True, exist_ok=True)
        station = after.enter_context(contextlib.closing(open_store(folder)))
        begun = time.perf_counter()
        report = replay_orders(
            station,
            file,
            random.Random(given.seed),
            Chances(shorts=given.shorts, damages=given.damages),
            lambda day, done: _say(f"  {day:%a %d %b %Y}: {done:,} operations"),
        )
        took_s = time.perf_counter() - begun
        size_b = sum(part.stat().st_size for part in folder.glob("store.db*"))
        proof = verify(station)
    print_replay(report, took_s, size_b)
    print_proof(proof)
    return 1 if proof.differences or report.hanging else 0


def print_replay(report: ReplayReport, took_s: float, size_b: int) -> None:
    """Say what the crew did, how fast, and what became of every order."""
    _say(
        f"{report.days} days, {report.operations:,} operations in {took_s:.0f} s "
        f"({report.operations / took_s:,.0f} a second), "
        f"database {size_b / 1_000_000:,.1f} MB"
    )
    for title, counts in (
        ("Orders", report.orders),
        ("Stops that ran short", report.shorts),
        ("Order lines that wait for goods", report.waiting_lines),
    ):
        _say(f"{title}: {sum(counts.values()):,}")
        for name, count in counts.items():
            _say(f"  {count:>7,}  {name.replace('_', ' ')}")
    if report.hanging:
        _say(f"Orders that hang: {', '.join(report.hanging)}")


def _orders(report: ImportReport) -> int:
    placed = ("orders_promised", "orders_with_backorders", "orders_unpaid")
    return sum(report.counts.get(fate, 0) for fate in placed)


def _progress(what: str) -> Callable[[int, int], None]:
    """Show how far it is on one line, on a terminal only."""
    if not sys.stderr.isatty():
        return lambda _done, _of: None

    def show(done: int, of: int) -> None:
        if done % 200 == 0 or done == of:
            end = "\n" if done == of else ""
            sys.stderr.write(f"\r  {done:,} of {of:,} {what}{end}")
            sys.stderr.flush()

    return show


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
