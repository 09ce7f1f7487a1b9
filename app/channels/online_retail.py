"""The Online Retail format: one row for each invoice line of a UK gift shop.

Published as such by the UCI Machine Learning Repository (Chen 2015). An invoice that
begins with C takes goods back. Codes without goods behind them are postage, discounts
and fees. Clerks also booked found, lost and broken stock as invoices without a customer.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from app.channels.accounts import Accounts, Aside, Progress, Verdict, counted
from app.channels.cells import (
    Unclear,
    folded,
    moment_month_first,
    money_minor,
    sku_of,
    whole_number,
)
from app.channels.gathering import Gathering, Head, Sale
from app.channels.promises import ship_by
from app.channels.tables import Table, columns_of
from app.engine.importing import RowFate
from app.engine.names import Sku
from app.engine.orders import GUEST, AskedLine, CancelQuantity, Payment

FORMAT: Final = "online-retail"

COLUMNS: Final = (
    "InvoiceNo",
    "StockCode",
    "Description",
    "Quantity",
    "InvoiceDate",
    "UnitPrice",
    "CustomerID",
    "Country",
)

# Goods have five digits first (85123A), or are of the shop's own range (DCGS0003).
# PADS are cushion pads. Whatever else has a code is money, not something in a bin.
_GOODS: Final = re.compile(r"[0-9]{5}|DCGS|PADS$")
_CHARGES: Final[dict[str, str]] = {
    "AMAZONFEE": "marketplace fee",
    "B": "bad debt",
    "BANK CHARGES": "bank charges",
    "C2": "carriage",
    "CRUK": "charity commission",
    "D": "discount",
    "DOT": "postage",
    "M": "manual entry",
    "POST": "postage",
    "S": "samples account",
}
_ROYAL_MAIL: Final = frozenset({"United Kingdom", "Channel Islands"})
# The shop writes goods in capitals. A note by a clerk (found, amazon, ?) has no such word.
_WORD_IN_CAPITALS: Final = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """A row whose numbers could be read."""

    line: int
    ref: str
    sku: Sku
    name: str
    qty_each: int
    at: datetime
    price_minor: int
    customer: str
    country: str

    @property
    def is_cancellation(self) -> bool:
        return self.ref.startswith("C")


def understand(table: Table, *, progress: Progress | None = None) -> Accounts:
    """Every row of an Online Retail file, given its fate.

    Times in the file name no zone; they are taken as UTC, which December in the United
    Kingdom is.

    Raises:
        OrderFileUnreadable: The file has not the eight columns of this format.
    """
    places = columns_of(
        table,
        {name: name for name in COLUMNS},
        required=COLUMNS,
        cure="Take the format csv for other files, and say which column is which.",
    )
    accounts = Accounts(Gathering(FORMAT))
    for row in counted(table, progress):
        cells = [row.cells[places[name]] for name in COLUMNS]
        accounts.enter(row.line, folded(cells[0]).upper(), _verdict(row.line, cells))
    return accounts


def _verdict(line: int, cells: list[str]) -> Verdict:
    entry = _entry(line, cells)
    if isinstance(entry, Unclear):
        return Aside(RowFate.REFUSED, entry.reason)
    if not _GOODS.match(entry.sku):
        return Aside(RowFate.CHARGE, f"{_charge(entry.sku)}, no goods")
    if entry.is_cancellation:
        return _cancellation(entry)
    if reason := _why_no_sale(entry):
        return Aside(RowFate.REFUSED, reason)
    return Sale(_head(entry), _asked(entry))


def _entry(line: int, cells: list[str]) -> _Entry | Unclear:
    ref, code, name, quantity, date, price, customer, country = map(folded, cells)
    if not ref or not code:
        return Unclear("no invoice number" if not ref else "no stock code")
    qty_each = whole_number(quantity, called="quantity")
    at = moment_month_first(date)
    price_minor = money_minor(price)
    if isinstance(qty_each, Unclear):
        return qty_each
    if isinstance(at, Unclear):
        return at
    if isinstance(price_minor, Unclear):
        return price_minor
    return _Entry(
        line=line,
        ref=ref.upper(),
        sku=sku_of(code),
        name=name,
        qty_each=qty_each,
        at=at,
        price_minor=price_minor,
        # Spreadsheets turn a column with gaps into decimals: 17850.0.
        customer=customer.removesuffix(".0") or GUEST,
        country=country,
    )


def _charge(sku: Sku) -> str:
    return "gift voucher" if sku.startswith("GIFT_") else _CHARGES.get(sku, "charge")


def _cancellation(entry: _Entry) -> CancelQuantity | Aside:
    if entry.qty_each >= 0:
        return Aside(RowFate.REFUSED, "cancellation that takes nothing back")
    return CancelQuantity(
        channel=FORMAT,
        ref=entry.ref,
        row=0,
        customer=entry.customer,
        sku=entry.sku,
        qty_each=-entry.qty_each,
        at=entry.at,
    )


def _why_no_sale(entry: _Entry) -> str:
    is_free = entry.price_minor == 0
    if entry.qty_each < 0:
        return "stock write-off, no order"
    if entry.qty_each == 0:
        return "quantity is zero"
    if entry.price_minor < 0:
        return "price below zero"
    if is_free and entry.customer == GUEST and not _WORD_IN_CAPITALS.search(entry.name):
        return "stock correction, no sale"
    return ""


def _head(entry: _Entry) -> Head:
    person = "Guest" if entry.customer == GUEST else f"Customer {entry.customer}"
    carrier, service = _carriage(entry.country)
    return Head(
        ref=entry.ref,
        customer=entry.customer,
        ship_to=(person, entry.country) if entry.country else (person,),
        placed_at=entry.at,
        ship_by=ship_by(entry.at),
        carrier=carrier,
        service=service,
        payment=Payment.PAID,
    )


def _carriage(country: str) -> tuple[str, str]:
    if country in _ROYAL_MAIL:
        return "Royal Mail", "Tracked 24"
    return "DHL", "Parcel International"


def _asked(entry: _Entry) -> AskedLine:
    return AskedLine(
        sku=entry.sku,
        name=entry.name or entry.sku,
        qty_each=entry.qty_each,
        price_minor=entry.price_minor,
    )
