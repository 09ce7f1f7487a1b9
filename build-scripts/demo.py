"""Make the demo site in assets/demo anew: always the same files from the same day.

    build-scripts/demo                    from the day that is there (orders.csv.gz)
    build-scripts/demo path/to/file.csv.gz   cut the day out of a published file first

The orders are real and stay as published. What a shop does not publish is made up here,
by rule and from fixed seeds: barcodes, bins, opening stock, weights and people. The floor
plan (floor.toml) is drawn by hand and only read.
"""

import argparse
import csv
import gzip
import io
import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.channels import demo_site, online_retail  # noqa: E402 - after the path is set
from app.channels.order_files import read_order_file  # noqa: E402
from app.engine.importing import OrderFile  # noqa: E402
from app.engine.items import gtin_check_digit  # noqa: E402
from app.engine.names import BinCode, Sku, zone_of  # noqa: E402
from app.floor.plan import Bin, FloorPlan, load_plan  # noqa: E402

DEMO: Final = ROOT / "assets" / "demo"
DAY: Final = "2010-12-06"

SEED: Final = "zonewise demo 1"
SHORT_SHARE: Final = 0.04
SECOND_BIN_FROM_LINES: Final = 7

PEOPLE: Final = (
    ("BADGE-0001", "Ada Okafor", "supervisor"),
    ("BADGE-0002", "Tom Birch", "supervisor"),
    ("BADGE-0003", "Mina Kaur", "picker"),
    ("BADGE-0004", "Luis Ferreira", "picker"),
    ("BADGE-0005", "Joanna Nowak", "picker"),
    ("BADGE-0006", "Samuel Grant", "picker"),
    ("BADGE-0007", "Elif Demir", "picker"),
    ("BADGE-0008", "Owen Pryce", "picker"),
    ("BADGE-0009", "Grace Lin", "packer"),
    ("BADGE-0010", "Daniel Weiss", "packer"),
    ("BADGE-0011", "Rosa Marino", "packer"),
)

# What one weighs, by a word in its name; the first that is found counts.
WEIGHTS_G: Final = (
    (r"KNOB|CARD|TAG|STICKER|RIBBON|WRAP|NAPKIN|DOILY|DOILIES|TISSUE", 40),
    (r"DOORMAT", 1800),
    (r"CABINET|DRAWER|CHEST|STOOL|CHAIR|TABLE(?!CLOTH)", 3200),
    (r"SCALES|CLOCK|LANTERN|DOORSTOP|SEWING BOX", 850),
    (r"HOT WATER BOTTLE|CUSHION|APRON|TEA TOWEL|TABLECLOTH", 320),
    (r"TEACUP|MUG|PLATE|BOWL|JUG|CAKESTAND|TEAPOT|JAR|VASE", 420),
    (r"TIN|FRAME|MIRROR|TRAY|SIGN", 300),
    (r"T-LIGHT|CANDLE|HOLDER", 180),
    (r"BAG|PURSE|POUCH|SOCK|SCARF|GLOVE", 90),
    (r"PENCIL|PEN|CHARM|KEY|RING|NECKLACE|BRACELET|EARRING|MAGNET", 35),
)

_KEPT: Final = frozenset(
    {"TV", "CD", "LED", "UK", "USA", "XL", "BBQ", "EIRE", "II", "S/4"}
)
_SMALL: Final = frozenset(
    {"A", "AND", "AT", "FOR", "IN", "OF", "ON", "THE", "TO", "WITH"}
)


@dataclass(slots=True)
class Line:
    """A SKU's row in the catalogue, while it is being made."""

    sku: Sku
    published: str
    price_minor: int
    demand: list[int]
    bins: list[str]
    opening_each: list[int]


def main() -> None:
    """Write every file but the floor plan."""
    asked = argparse.ArgumentParser(description="Make the demo site in assets/demo anew.")
    asked.add_argument(
        "source", nargs="?", type=Path, help="a published Online Retail file"
    )
    asked.add_argument(
        "--into", type=Path, default=DEMO, help="another folder to write to"
    )
    words = asked.parse_args()
    into: Path = words.into
    if words.source:
        _write_day(into / demo_site.ORDERS, gzip.decompress(words.source.read_bytes()))
    orders = into / demo_site.ORDERS if words.source else DEMO / demo_site.ORDERS
    day = read_order_file(
        orders.read_bytes(),
        name=demo_site.ORDERS,
        format=online_retail.FORMAT,
    )
    plan = load_plan((DEMO / demo_site.FLOOR).read_text("utf-8"))
    catalogue = _wanted(day)
    _give_bins(catalogue, plan)
    _give_stock(catalogue)
    _write_catalogue(into / demo_site.CATALOGUE, catalogue)
    _write(into / demo_site.PEOPLE, demo_site.PEOPLE_COLUMNS, PEOPLE)
    _tell(day, catalogue)
    print(f"written to {into}")


def _write_day(path: Path, published: bytes) -> None:
    """Keep the header and the rows of one day, byte for byte."""
    header, *rows = published.splitlines(keepends=True)
    date = f",{DAY} ".encode()
    day = header + b"".join(row for row in rows if date in row)
    # Without a time and a name inside, the file is the same every time.
    path.write_bytes(gzip.compress(day, 9, mtime=0))


def _wanted(day: OrderFile) -> list[Line]:
    """Every SKU ordered that day, most often asked for first."""
    names: dict[Sku, Counter[str]] = defaultdict(Counter)
    found: dict[Sku, Line] = {}
    for order in day.orders:
        for line in order.lines:
            names[line.sku][line.name] += 1
            new = Line(line.sku, "", line.price_minor, [], [], [])
            kept = found.setdefault(line.sku, new)
            kept.demand.append(line.qty_each)
            kept.price_minor = min(kept.price_minor, line.price_minor)
    for line in found.values():
        line.published = min(names[line.sku].items(), key=lambda one: (-one[1], one[0]))[
            0
        ]
    return sorted(found.values(), key=lambda line: (-len(line.demand), line.sku))


# ── bins ──────────────────────────────────────────────────────────────────────────────


def _give_bins(catalogue: Sequence[Line], plan: FloorPlan) -> None:
    """Spread fast movers evenly over the zones, the fastest nearest to each entrance.

    Neighbours in the ranking lie in different zones, so most orders cross zones. The
    fastest have a second bin, behind everybody's first.
    """
    shelves = {zone.code: _nearest_first(plan, zone.code) for zone in plan.zones}
    filled = dict.fromkeys(shelves, 0)
    fast = [line for line in catalogue if len(line.demand) >= SECOND_BIN_FROM_LINES]
    for line in catalogue:
        zone = min(shelves, key=lambda code: (filled[code] / len(shelves[code]), code))
        line.bins.append(_next_bin(shelves[zone], filled[zone]))
        filled[zone] += 1
    for line in fast:
        zone = zone_of(BinCode(line.bins[0]))
        line.bins.append(_next_bin(shelves[zone], filled[zone]))
        filled[zone] += 1


def _nearest_first(plan: FloorPlan, zone_code: str) -> list[Bin]:
    zone = next(zone for zone in plan.zones if zone.code == zone_code)

    def effort(each: Bin) -> tuple[int, str]:
        walk = abs(each.spot.x_mm - zone.entrance.x_mm) + abs(
            each.spot.y_mm - zone.entrance.y_mm
        )
        # Between knee and shoulder is quickest; bending or reaching costs a few steps.
        return walk + {"B": 0, "C": 0, "A": 3_000}.get(each.code[-1], 6_000), each.code

    return sorted(plan.bins_of(zone_code), key=effort)


def _next_bin(shelf: Sequence[Bin], filled: int) -> str:
    return shelf[filled % len(shelf)].code


# ── stock ─────────────────────────────────────────────────────────────────────────────


def _give_stock(catalogue: Sequence[Line]) -> None:
    """Enough for the day of everything, but for the SKUs that make some lines run short."""
    short = _runs_short(catalogue)
    for line in catalogue:
        total = short.get(line.sku)
        if total is None:
            total = _plenty_each(line)
        front = total if len(line.bins) == 1 else math.ceil(total * 0.4)
        line.opening_each = [front, total - front][: len(line.bins)]


def _runs_short(catalogue: Sequence[Line]) -> dict[Sku, int]:
    """What there is of the SKUs that run short: of every third nothing, else a part.

    Only SKUs of up to eight lines are chosen, so no single one makes all the shorts.
    """
    chance = Random(SEED)
    wanted = SHORT_SHARE * sum(len(line.demand) for line in catalogue)
    few = [line for line in catalogue if len(line.demand) <= 8]
    chance.shuffle(few)
    short: dict[Sku, int] = {}
    lines = 0
    for number, line in enumerate(few):
        if lines >= wanted:
            break
        part = 0 if number % 3 == 0 else chance.uniform(0.3, 0.8)
        short[line.sku] = int(sum(line.demand) * part)
        lines += _short_lines(line.demand, short[line.sku])
    return short


def _plenty_each(line: Line) -> int:
    """A tenth to a half more than the day takes, in full packs of six."""
    spare = Random(f"{SEED} {line.sku}").uniform(1.1, 1.5)
    return math.ceil(sum(line.demand) * spare / 6) * 6


def _short_lines(demand: Iterable[int], opening_each: int) -> int:
    """How many lines get less than they ask for, first come, first served."""
    short = 0
    for qty_each in demand:
        short += qty_each > opening_each
        opening_each -= min(qty_each, opening_each)
    return short


# ── names, barcodes, weights ──────────────────────────────────────────────────────────


def _readable(published: str) -> str:
    """WHITE HANGING HEART T-LIGHT HOLDER as White Hanging Heart T-Light Holder."""
    words = re.split(r"(\s+)", published)
    return "".join(_word(word, is_first=place == 0) for place, word in enumerate(words))


def _word(word: str, *, is_first: bool) -> str:
    if word in _KEPT:
        return word
    if word in _SMALL and not is_first:
        return word.lower()
    if not re.search("[A-Z]{2}", word):
        return word
    # CHILDREN'S is one word, T-LIGHT and SET/20 are several.
    return re.sub(r"[A-Za-z]+(?:'[A-Z]+)*", lambda run: run[0].capitalize(), word)


def _ean(sku: Sku) -> str:
    """An EAN-13 of prefix 29, which GS1 leaves to shops for use inside their own walls.

    Prefix, five digits of the code, then its letters as a number: 85123A is
    29 85123 00001 and the check digit. DCGS codes go under 00000, where no code begins.
    """
    found = re.fullmatch(r"([0-9]{5})([A-Z]{0,3})|DCGS([0-9]{4})", sku)
    assert found, sku
    digits, letters, own = found.groups()
    tail = (
        int(own)
        if own
        else sum(
            (ord(letter) - 64) * 27**place
            for place, letter in enumerate(reversed(letters))
        )
    )
    body = f"29{digits or '00000'}{tail:05}"
    return body + gtin_check_digit(body)


def _weight_g(line: Line) -> int:
    """A guess: what such things weigh by their name, or by their price; give or take."""
    by_name = (
        grams
        for words, grams in WEIGHTS_G
        if re.search(rf"\b(?:{words})S?\b", line.published.upper())
    )
    guess = next(by_name, 60 + line.price_minor // 2)
    packs = re.search(
        r"(?:SET OF|PACK OF|BOX OF|SET/|PACK/)\s*([0-9]{1,2})\b", line.published
    )
    if packs:
        guess = guess * (2 + int(packs[1])) // 4
    return max(
        10, round(guess * Random(f"{SEED} {line.sku} g").uniform(0.8, 1.2) / 5) * 5
    )


# ── files ─────────────────────────────────────────────────────────────────────────────


def _write_catalogue(path: Path, catalogue: Sequence[Line]) -> None:
    rows = [
        (
            line.sku,
            _readable(line.published),
            _ean(line.sku),
            str(_weight_g(line)),
            " ".join(line.bins),
            " ".join(map(str, line.opening_each)),
        )
        for line in sorted(catalogue, key=lambda line: line.sku)
    ]
    _write(path, demo_site.CATALOGUE_COLUMNS, rows)


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    path.write_text(text.getvalue(), "utf-8", newline="\n")


def _tell(day: OrderFile, catalogue: Sequence[Line]) -> None:
    lines = sum(len(line.demand) for line in catalogue)
    short = sum(_short_lines(line.demand, sum(line.opening_each)) for line in catalogue)
    crossing = _share_of_orders_crossing(day, catalogue)
    print(f"{DAY}: {len(day.orders)} orders, {lines} lines, {len(catalogue)} SKUs")
    print(
        f"{short} lines run short ({short / lines:.1%}); {crossing:.0%} of orders cross zones"
    )


def _share_of_orders_crossing(day: OrderFile, catalogue: Sequence[Line]) -> float:
    zone = {line.sku: line.bins[0][0] for line in catalogue}
    crossing = sum(
        len({zone[line.sku] for line in order.lines}) > 1 for order in day.orders
    )
    return crossing / len(day.orders)


if __name__ == "__main__":
    main()
