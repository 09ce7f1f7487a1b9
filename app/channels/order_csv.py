"""Orders as a CSV with one row for each order line, from any shop.

Columns, by the headings `ColumnMap` has for them:

- order: the order's number. Required. Rows with the same one are one order.
- sku, quantity: what, and how many eaches (above zero). Required.
- placed_at: when the customer ordered, 2010-12-01 08:26 or 1.12.2010 8:26, with an offset
  or in UTC. Required.
- name: what the goods are called; the SKU where it is empty.
- price: for one each, 2.55; also 2,55 where columns are separated by semicolons or tabs.
- customer: a number or a name; `guest` where it is empty.
- ship_to: the address; its lines are separated by | or by line breaks.
- ship_by: when it has to leave; the next lorry where it is empty.
- carrier: `any` where it is empty.
- paid: yes or no. An empty cell is no; without the column, everything is paid.

Columns may be separated by commas, semicolons or tabs, and others may stand between.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime, time
from typing import Final

from app.channels.accounts import Accounts, Aside, Progress, Verdict, counted
from app.channels.cells import (
    Unclear,
    folded,
    moment_day_first,
    money_minor,
    sku_of,
    whole_number,
)
from app.channels.gathering import Gathering, Head, Sale
from app.channels.promises import CUT_OFF, ship_by
from app.channels.tables import Table, columns_of
from app.engine.importing import RowFate
from app.engine.orders import GUEST, AskedLine, Payment
from app.errors import OrderFileUnreadable

FORMAT: Final = "csv"
ANY_CARRIER: Final = "any"
STANDARD: Final = "standard"

_REQUIRED: Final = ("order", "sku", "quantity", "placed_at")
_YES: Final = frozenset({"yes", "y", "true", "1", "paid"})
_NO: Final = frozenset({"", "no", "n", "false", "0", "unpaid"})

Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMap:
    """Which heading each column has in the file."""

    order: str = "order"
    sku: str = "sku"
    name: str = "name"
    quantity: str = "quantity"
    price: str = "price"
    customer: str = "customer"
    ship_to: str = "ship_to"
    placed_at: str = "placed_at"
    ship_by: str = "ship_by"
    carrier: str = "carrier"
    paid: str = "paid"


def column_map(text: str) -> ColumnMap:
    """Read `order=OrderNo,sku=Article`; what is not named keeps our own word.

    Raises:
        OrderFileUnreadable: It names a column we do not have, or has no `=`.
    """
    known = [field.name for field in fields(ColumnMap)]
    named: dict[str, str] = {}
    for pair in filter(str.strip, text.split(",")):
        ours, _, theirs = (part.strip() for part in pair.partition("="))
        if ours not in known or not theirs:
            raise _no_pair(pair.strip(), known)
        named[ours] = theirs
    return replace(ColumnMap(), **named)


def understand(
    table: Table, *, columns: ColumnMap, progress: Progress | None = None
) -> Accounts:
    """Every row of an order CSV, given its fate.

    Raises:
        OrderFileUnreadable: A column that is required is not there.
    """
    wanted: dict[str, str] = asdict(columns)
    places = columns_of(
        table,
        wanted,
        required=_REQUIRED,
        cure="Say which column is which, for example --columns order=OrderNo,sku=Article.",
    )
    accounts = Accounts(Gathering(FORMAT))
    for row in counted(table, progress):
        cells = {ours: row.cells[place] for ours, place in places.items()}
        ref = folded(cells["order"])
        accounts.enter(row.line, ref, _verdict(cells, is_comma=table.delimiter != ","))
    return accounts


def _no_pair(text: str, known: Sequence[str]) -> OrderFileUnreadable:
    return OrderFileUnreadable(
        f"{text!r} does not say which column is which. Write ours=theirs, separated by "
        f"commas; ours are {', '.join(known)}."
    )


def _verdict(cells: Cells, *, is_comma: bool) -> Verdict:
    head = _head(cells)
    if isinstance(head, Unclear):
        return Aside(RowFate.REFUSED, head.reason)
    line = _asked(cells, is_comma=is_comma)
    if isinstance(line, Unclear):
        return Aside(RowFate.REFUSED, line.reason)
    return Sale(head, line)


def _head(cells: Cells) -> Head | Unclear:
    ref = folded(cells["order"])
    if not ref:
        return Unclear("no order number")
    placed_at = moment_day_first(cells["placed_at"])
    if isinstance(placed_at, Unclear):
        return placed_at
    leaves = _ship_by(cells.get("ship_by", ""), placed_at)
    if isinstance(leaves, Unclear):
        return leaves
    payment = _payment(cells.get("paid", "yes"))
    if isinstance(payment, Unclear):
        return payment
    customer = folded(cells.get("customer", "")) or GUEST
    return Head(
        ref=ref,
        customer=customer,
        ship_to=_address(cells.get("ship_to", "")) or (customer,),
        placed_at=placed_at,
        ship_by=leaves,
        carrier=folded(cells.get("carrier", "")) or ANY_CARRIER,
        service=STANDARD,
        payment=payment,
    )


def _asked(cells: Cells, *, is_comma: bool) -> AskedLine | Unclear:
    sku = sku_of(cells["sku"])
    if not sku:
        return Unclear("no SKU")
    qty_each = whole_number(cells["quantity"], called="quantity")
    if isinstance(qty_each, Unclear):
        return qty_each
    if qty_each <= 0:
        return Unclear("quantity is not above zero")
    price_minor = money_minor(
        cells.get("price", "").strip() or "0", decimal_comma=is_comma
    )
    if isinstance(price_minor, Unclear):
        return price_minor
    if price_minor < 0:
        return Unclear("price below zero")
    name = folded(cells.get("name", "")) or sku
    return AskedLine(sku=sku, name=name, qty_each=qty_each, price_minor=price_minor)


def _ship_by(text: str, placed_at: datetime) -> datetime | Unclear:
    if not text.strip():
        return ship_by(placed_at)
    asked = moment_day_first(text)
    if isinstance(asked, Unclear):
        return asked
    # A day alone means that day's lorry, not its midnight.
    has_time = asked.time() != time(0) or ":" in text
    return asked if has_time else datetime.combine(asked.date(), CUT_OFF)


def _payment(text: str) -> Payment | Unclear:
    word = folded(text).casefold()
    if word in _YES:
        return Payment.PAID
    return (
        Payment.UNPAID
        if word in _NO
        else Unclear(f"paid says “{word[:40]}”, not yes or no")
    )


def _address(text: str) -> tuple[str, ...]:
    lines = text.replace("|", "\n").splitlines()
    return tuple(folded(line) for line in lines if line.strip())
