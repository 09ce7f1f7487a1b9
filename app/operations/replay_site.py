"""A building for a file of orders that names none: floor, catalogue, people and goods.

The orders are real; where their goods lie and how many there are is made up, from chance
that was passed in, so that the same seed makes the same building.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Final

from app.engine.importing import OrderFile
from app.engine.items import TradeCode, gtin_check_digit
from app.engine.names import Badge, BinCode, Sku
from app.engine.receiving import AddItem, ReceiveStock
from app.engine.site import AddPerson, Role, SetUpSite
from app.floor.plan import load_plan

ZONES: Final = "ABCD"
PICKERS: Final = {zone: Badge(f"PICKER-{zone}") for zone in ZONES}
PACKER: Final = Badge("PACKER-1")
SUPERVISOR: Final = Badge("SUPERVISOR-1")

SECOND_BIN_FROM_LINES: Final = 40
"""SKUs asked for this often have a second bin, so that a short may be filled elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplaySite:
    """A building, and what comes in: `deliveries` by the week they arrive in."""

    set_up: SetUpSite
    people: tuple[AddPerson, ...]
    items: tuple[AddItem, ...]
    deliveries: Mapping[tuple[int, int], tuple[ReceiveStock, ...]]


def week_of(day: date) -> tuple[int, int]:
    """The ISO year and week of a day."""
    year, week, _ = day.isocalendar()
    return year, week


def make_site(file: OrderFile, chance: Random) -> ReplaySite:
    """A building with a bin for every SKU of the file, and a delivery for every week.

    What arrives is guessed from what will be asked for, between three quarters of it and
    half as much again; so some SKUs run short and are backordered until the next week.
    """
    text = floor_text()
    names: dict[Sku, str] = {}
    lines: Counter[Sku] = Counter()
    for order in file.orders:
        for line in order.lines:
            names.setdefault(line.sku, line.name)
            lines[line.sku] += 1
    busiest = sorted(names, key=lambda sku: (-lines[sku], sku))
    bins = _bins(busiest, lines, [each.code for each in load_plan(text).bins])
    return ReplaySite(
        set_up=SetUpSite(name="Replay", ship_from=("Replay", "London"), floor=text),
        people=_people(),
        items=tuple(_items(busiest, names)),
        deliveries=_deliveries(file, bins, chance),
    )


def _people() -> tuple[AddPerson, ...]:
    pickers = [
        AddPerson(badge=badge, name=f"Picker {zone}", role=Role.PICKER)
        for zone, badge in PICKERS.items()
    ]
    packer = AddPerson(badge=PACKER, name="Packer", role=Role.PACKER)
    supervisor = AddPerson(badge=SUPERVISOR, name="Supervisor", role=Role.SUPERVISOR)
    return (*pickers, packer, supervisor)


def _items(skus: Iterable[Sku], names: Mapping[Sku, str]) -> Iterator[AddItem]:
    for number, sku in enumerate(skus, start=1):
        body = f"29{number:010d}"
        ean = body + gtin_check_digit(body)
        yield AddItem(sku=sku, name=names[sku], weight_g=100, barcodes=(TradeCode(ean),))


def _bins(
    skus: Iterable[Sku], lines: Mapping[Sku, int], codes: Iterable[str]
) -> dict[Sku, list[BinCode]]:
    """Give out bins zone by turn, so that neighbours in the ranking lie in other zones."""
    shelves: defaultdict[str, list[str]] = defaultdict(list)
    for code in sorted(codes, reverse=True):
        shelves[code[0]].append(code)
    bins: dict[Sku, list[BinCode]] = {}
    for number, sku in enumerate(skus):
        zone = ZONES[number % len(ZONES)]
        other = ZONES[(number + 1) % len(ZONES)]
        bins[sku] = [BinCode(shelves[zone].pop())]
        if lines[sku] >= SECOND_BIN_FROM_LINES:
            bins[sku].append(BinCode(shelves[other].pop()))
    return bins


def _deliveries(
    file: OrderFile, bins: Mapping[Sku, list[BinCode]], chance: Random
) -> dict[tuple[int, int], tuple[ReceiveStock, ...]]:
    demand: defaultdict[tuple[int, int], Counter[Sku]] = defaultdict(Counter)
    for order in file.orders:
        week = demand[week_of(order.placed_at.date())]
        for line in order.lines:
            week[line.sku] += line.qty_each
    return {
        week: tuple(
            receipt
            for sku, qty_each in sorted(wanted.items())
            for receipt in _received(
                sku, bins[sku], math.ceil(qty_each * chance.uniform(0.75, 1.5))
            )
        )
        for week, wanted in sorted(demand.items())
    }


def _received(sku: Sku, bins: list[BinCode], qty_each: int) -> Iterator[ReceiveStock]:
    share = math.ceil(qty_each / len(bins))
    for bin_code in bins:
        part = min(share, qty_each)
        if part:
            yield ReceiveStock(sku=sku, bin_code=bin_code, qty_each=part)
        qty_each -= part


def floor_text() -> str:
    """Four zones of a thousand bins on both sides of one walkway, as TOML."""
    return _BUILDING + "".join(
        _zone(code, 2_000 + 48_000 * (n % 2), is_north=n < 2)
        for n, code in enumerate(ZONES)
    )


def _zone(code: str, x_mm: int, *, is_north: bool) -> str:
    entrance = [x_mm + 16_000, 33_000 if is_north else 36_000]
    return _ZONE.format(
        code=code,
        colour=ZONES.index(code),
        at=[x_mm, 2_000 if is_north else 42_000],
        facing="north" if is_north else "south",
        entrance=entrance,
        drop=[entrance[0] + 3_000, entrance[1]],
        front=[entrance[0], 25_750 if is_north else 43_250],
        way=[entrance[0], 34_500],
    )


_BUILDING: Final = """format = 1
name = "Replay"
width_mm = 100000
depth_mm = 80000

[[walkway]]
points = [[2000, 34500], [98000, 34500]]

[[place]]
code = "DROP-PACK-1"
name = "Packing 1"
kind = "packing"
at = [98000, 34000]
"""

_ZONE: Final = """
[[zone]]
code = "{code}"
name = "Zone {code}"
colour_index = {colour}
at = {at}
facing = "{facing}"
aisles = 10
bays_per_side = 10
levels = 5
bay_width_mm = 2000
rack_depth_mm = 600
aisle_width_mm = 1800
cross_aisle_width_mm = 2500
entrance = {entrance}
drop = {{ code = "DROP-{code}", at = {drop} }}

[[walkway]]
points = [{way}, {front}]
"""
