"""The `zonewise` command."""

import argparse
import asyncio
import contextlib
import logging
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from app import by_hand
from app.channels.demo_site import DemoSite, load_demo_site
from app.channels.order_csv import column_map
from app.channels.order_files import FORMATS, read_order_file
from app.engine.importing import RowFate
from app.engine.names import NOBODY
from app.engine.site import SetUpSite
from app.errors import WarehouseError
from app.operations.importing import ImportReport, import_orders
from app.operations.running import do_all
from app.operations.seeing_work import see_setting
from app.server import serving
from app.station import Station, open_store

ROOT = Path(__file__).resolve().parent.parent
PORT = 8550
SHOWN_ROWS = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 when it did what was asked, 1 with a sentence when not."""
    given = _parser().parse_args(arguments)
    answer = 0
    logging.basicConfig(
        level=logging.WARNING, format="%(levelname)s %(name)s %(message)s"
    )
    try:
        answer = given.run(given) or 0
    except (WarehouseError, OSError) as error:
        sys.stderr.write(f"zonewise: {error}\n")
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

    station = _command(
        commands.add_parser("station", help="a further station of a site"), _station
    )
    station.add_argument("--store", required=True, metavar="URL", help="the shared store")
    station.add_argument(
        "--token", required=True, help="from station-token.txt in the store's folder"
    )
    station.add_argument("--name", default="Station", help="what people call it")
    _where(station, port=PORT + 1, folder="station")

    bring_in = commands.add_parser("import", help="take files in")
    kinds = bring_in.add_subparsers(required=True, metavar="WHAT")
    orders = _command(kinds.add_parser("orders", help="a file of orders"), _import_orders)
    orders.add_argument("file", type=Path, help="CSV, plain or gzip")
    orders.add_argument("--format", choices=FORMATS, required=True)
    orders.add_argument(
        "--columns", help="for csv: which column is which, order=OrderNo,sku=Article …"
    )
    orders.add_argument("--encoding", default="utf-8", help="how the text is written")
    orders.add_argument("--all-rows", action="store_true", help="list every row left out")
    _data(orders, "site")

    do_it = _command(
        commands.add_parser("do", help="do anything a person can do"), by_hand.do
    )
    do_it.add_argument(
        "kind", metavar="KIND", help="hold_order, cancel_line …: see kinds"
    )
    do_it.add_argument("body", metavar="JSON", help="its fields, or - to read them")
    do_it.add_argument("--badge", default=NOBODY, help="who does it")
    do_it.add_argument("--language", default="en", help="what the answer is said in")
    _data(do_it, "site")
    _command(commands.add_parser("kinds", help="list what can be done"), by_hand.kinds)
    order = _command(commands.add_parser("order", help="look at an order"), by_hand.order)
    order.add_argument("ref", metavar="REF", help="what the shop calls it")
    _data(order, "site")
    return parser


def _command(
    parser: argparse.ArgumentParser, run: Callable[[argparse.Namespace], int | None]
) -> argparse.ArgumentParser:
    parser.set_defaults(run=run)
    parser.description = str(run.__doc__).partition("\n")[0]
    return parser


def _where(
    parser: argparse.ArgumentParser, *, port: int = PORT, folder: str = "site"
) -> None:
    parser.add_argument("--port", type=int, default=port)
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


# ── run, station ──────────────────────────────────────────────────────────────────────


def _run(given: argparse.Namespace) -> None:
    """Bring up everything on this machine, with the demo site in an empty folder."""
    from app import main as wiring

    _check_port(given.port)
    station, token = wiring.open_site(given.data)
    with contextlib.closing(station):
        if not given.no_demo and not see_setting(station, "name"):
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
        _say(f"Everything is kept in {given.data}. Stop with Ctrl+C.")
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
    if not serving.is_free(port):
        says = (
            f"something answers on port {port} already. Stop it, or choose another port"
        )
        msg = f"{says} with --port."
        raise OSError(msg)


def load_demo(station: Station) -> None:
    """Fill an empty site with the demo: floor, people, catalogue, stock, a day's orders."""
    site = load_demo_site(ROOT / "assets" / "demo")
    _say("Making the demo site: a web shop's day of real orders.")
    do_all(station, [_building(site), *site.people, *site.items, *site.stock])
    report = import_orders(station, site.orders, _progress("orders"))
    _say(
        f"  {len(site.items)} items, {_orders(report)} orders, "
        f"{report.counts[f'rows_{RowFate.IMPORTED}']} lines"
    )


def _building(site: DemoSite) -> SetUpSite:
    return SetUpSite(
        name="Zonewise demo",
        ship_from=("Zonewise demo", "1 Gift Shop Lane", "London", "United Kingdom"),
        floor=site.floor_text,
    )


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
    given.data.mkdir(parents=True, exist_ok=True)
    with contextlib.closing(open_store(given.data, name="COMMAND-LINE")) as station:
        report = import_orders(station, file, _progress("orders placed"))
    print_report(report, every_row=given.all_rows)


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
    shown = refused if every_row else refused[:SHOWN_ROWS]
    if shown:
        _say("Refused:")
    for row in shown:
        _say(f"  line {row.line}, {row.ref}: {row.reason}")
    if len(refused) > len(shown):
        _say(f"  … and {len(refused) - len(shown)} more; --all-rows lists them all")


_FATES = {
    RowFate.IMPORTED: "rows are lines of orders",
    RowFate.CHARGE: "rows are charges, no goods",
    RowFate.CANCELLATION: "rows are cancellations",
    RowFate.REFUSED: "rows refused",
}
_COUNTS = {
    "orders_promised": "orders promised in full",
    "orders_with_backorders": "orders with something backordered",
    "orders_known": "orders were here already",
    "orders_refused": "orders refused: their reference is taken by another order",
    "cancellations_applied": "cancellations taken off their order",
    "cancellations_unmatched": "cancellations match no order here, and are kept",
    "cancellations_known": "cancellations were here already",
}


def _orders(report: ImportReport) -> int:
    return report.counts.get("orders_promised", 0) + report.counts.get(
        "orders_with_backorders", 0
    )


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
