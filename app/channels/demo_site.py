"""The demo site: a building with goods, people and one busy day of real orders."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.channels import online_retail
from app.channels.order_files import read_order_file
from app.channels.tables import columns_of, read_table
from app.channels.unpacking import decode
from app.engine.importing import OrderFile
from app.engine.items import TradeCode
from app.engine.names import Badge, BinCode, Sku
from app.engine.receiving import AddItem, ReceiveStock
from app.engine.site import AddPerson, Role
from app.errors import OrderFileUnreadable

FLOOR: Final = "floor.toml"
CATALOGUE: Final = "catalogue.csv"
PEOPLE: Final = "people.csv"
ORDERS: Final = "orders.csv.gz"

CATALOGUE_COLUMNS: Final = ("sku", "name", "ean", "weight_g", "bins", "opening_each")
PEOPLE_COLUMNS: Final = ("badge", "name", "role")

_CURE: Final = "Run build-scripts/demo to make the demo site anew."


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoSite:
    """Everything an empty site needs for its first day, as the operations that bring it in.

    `floor_text` is the floor plan's TOML. `stock` names only bins of that plan and only
    SKUs of `items`; what has run out is in `items` and not in `stock`.
    """

    items: tuple[AddItem, ...]
    stock: tuple[ReceiveStock, ...]
    orders: OrderFile
    people: tuple[AddPerson, ...]
    floor_text: str


def load_demo_site(folder: Path) -> DemoSite:
    """Read the demo site from its folder, `assets/demo` in the repository.

    Raises:
        OrderFileUnreadable: A file is missing or not as `build-scripts/demo` makes it.
    """
    catalogue = tuple(_rows(folder / CATALOGUE, CATALOGUE_COLUMNS))
    return DemoSite(
        items=tuple(map(_item, catalogue)),
        stock=tuple(line for row in catalogue for line in _stock(folder, row)),
        orders=read_order_file(
            _bytes(folder / ORDERS), name=ORDERS, format=online_retail.FORMAT
        ),
        people=tuple(
            _person(folder, row) for row in _rows(folder / PEOPLE, PEOPLE_COLUMNS)
        ),
        floor_text=_text(folder / FLOOR),
    )


def _item(row: dict[str, str]) -> AddItem:
    return AddItem(
        sku=Sku(row["sku"]),
        name=row["name"],
        weight_g=int(row["weight_g"]),
        barcodes=(TradeCode(row["ean"]),),
    )


def _stock(folder: Path, row: dict[str, str]) -> Iterator[ReceiveStock]:
    bins, counts = row["bins"].split(), row["opening_each"].split()
    if len(bins) != len(counts):
        raise _odd(folder / CATALOGUE, row["sku"])
    for bin_code, qty_each in zip(bins, map(int, counts), strict=True):
        if qty_each:
            yield ReceiveStock(
                sku=Sku(row["sku"]), bin_code=BinCode(bin_code), qty_each=qty_each
            )


def _person(folder: Path, row: dict[str, str]) -> AddPerson:
    if row["role"] not in set(Role):
        raise _odd(folder / PEOPLE, row["badge"])
    return AddPerson(badge=Badge(row["badge"]), name=row["name"], role=Role(row["role"]))


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[dict[str, str]]:
    table = read_table(_text(path), name=path.name, delimiter=",")
    wanted = {name: name for name in columns}
    places = columns_of(table, wanted, required=columns, cure=_CURE)
    for row in table.rows:
        cells = {name: row.cells[place] for name, place in places.items()}
        numbers = f"{cells.get('weight_g', '')} {cells.get('opening_each', '')}"
        if not all(word.isdecimal() for word in numbers.split()):
            raise _odd(path, row.cells[0])
        yield cells


def _text(path: Path) -> str:
    return decode(_bytes(path), name=path.name)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise _missing(path, error) from None


def _missing(path: Path, error: OSError) -> OrderFileUnreadable:
    return OrderFileUnreadable(
        f"{path} of the demo site cannot be read ({error.strerror}). {_CURE}"
    )


def _odd(path: Path, row: str) -> OrderFileUnreadable:
    return OrderFileUnreadable(
        f"{path.name}, row {row}: not as the demo site has it. {_CURE}"
    )
