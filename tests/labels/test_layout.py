"""Where things land on the paper: nothing over an edge, nothing left out."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pytest

from app.labels.codes import Barcode, sscc
from app.labels.fonts import ASCENT, CAP_HEIGHT, DESCENT, MM_PER_PT, Face, width_mm
from app.labels.manifest import ManifestRow, ManifestSheet, draw_manifest
from app.labels.paper import INK, Box, Point
from app.labels.parcel import (
    HEIGHT_MM,
    WIDTH_MM,
    ParcelLabel,
    draw_parcel_label,
    weight_text,
)
from app.labels.sheets import (
    ZONE_COLOURS,
    Arrow,
    BadgeLabel,
    BinLabel,
    ItemLabel,
    Label,
    PlaceLabel,
    ToteLabel,
    draw_label,
    zone_colour,
)
from app.labels.slip import PackingSlip, SlipLine, draw_packing_slip

LONG = "Przedsiębiorstwo Wielobranżowe Donaudampfschifffahrtsgesellschaft Źródło"


@dataclass
class Listening:
    """Paper that only remembers what was drawn, and where."""

    page: int = 1
    boxes: list[Box] = field(default_factory=list[Box])
    symbols: list[tuple[Box, Barcode]] = field(default_factory=list[tuple[Box, Barcode]])
    words: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])

    def next_page(self) -> None:
        self.page += 1

    def fill(self, box: Box, colour: str = INK, *, radius_mm: float = 0) -> None:
        self.boxes.append(box)

    def frame(self, box: Box, colour: str = INK, *, line_mm: float = 0.3) -> None:
        self.boxes.append(box)

    def shape(self, points_mm: Sequence[Point], colour: str = INK) -> None:
        xs, ys = zip(*points_mm, strict=True)
        self.boxes.append(Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)))

    def letters(
        self, at_mm: Point, text: str, face: Face, size_pt: float, colour: str = INK
    ) -> None:
        self.words.append((self.page, text))
        is_low = text.isascii() and text == text.upper()
        above = (CAP_HEIGHT if is_low else ASCENT) * size_pt * MM_PER_PT
        below = (0 if is_low else DESCENT) * size_pt * MM_PER_PT
        wide = width_mm(text, face, size_pt)
        if text.strip():
            self.boxes.append(Box(at_mm[0], at_mm[1] - above, wide, above + below))

    def bars(self, box: Box, code: Barcode) -> None:
        self.symbols.append((box, code))
        self.boxes.append(box)

    def all_within(self, whole: Box) -> bool:
        hair = 0.01
        return all(
            whole.x_mm - hair <= box.x_mm
            and whole.y_mm - hair <= box.y_mm
            and box.right_mm <= whole.right_mm + hair
            and box.bottom_mm <= whole.bottom_mm + hair
            for box in self.boxes
        )

    def count(self, text: str) -> int:
        return sum(1 for _, each in self.words if each == text)


LABELS: list[Label] = [
    BinLabel(code="A-07-3-B", arrow=Arrow.UP),
    BinLabel(code="W-99-99-W", arrow=Arrow.DOWN),
    BinLabel(code="B-12-14-A"),
    ToteLabel(code="TOTE-0042"),
    ToteLabel(code="TOTE"),
    ItemLabel(sku="85123A", name=LONG, gtin="4006381333931"),
    ItemLabel(sku="A-VERY-LONG-SKU-000123", name=LONG * 3),
    BadgeLabel(code="BADGE-0007", name=LONG, role=LONG),
    PlaceLabel(code="DROP-PACK-1", name=LONG),
]


@pytest.mark.parametrize("size", [(99.1, 38.1), (63.5, 38.1), (99.1, 67.7), (100, 50)])
@pytest.mark.parametrize(
    "label",
    LABELS,
    ids=lambda label: label.code[:9] if hasattr(label, "code") else label.sku,
)
def test_a_label_keeps_clear_of_its_edges(label: Label, size: tuple[float, float]):
    paper = Listening()
    whole = Box(10, 20, *size)
    draw_label(paper, whole, label)
    assert paper.all_within(whole.inset(1.5))


def parcel(**more: object) -> ParcelLabel:
    label = ParcelLabel(
        ship_to=("Zofia Wiśniewska", "ul. Świętokrzyska 14", "00-050 Warszawa"),
        ship_from=("Demo warehouse", "Bristol"),
        carrier="Northline",
        service="Standard",
        order_ref="536365",
        sscc=sscc("4012345", 1),
    )
    return replace(label, **more)


@pytest.mark.parametrize(
    "label",
    [
        parcel(),
        parcel(ship_to=(LONG,) * 8, ship_from=(LONG,) * 6),
        parcel(carrier=LONG, service=LONG, order_ref="ORDER-" * 8),
        parcel(number=999, count=999, weight_g=1_234_567),
        parcel(tracking="JD014600001234567890"),
        parcel(tracking="1Z" * 40, ship_to=(LONG,) * 8),
    ],
)
def test_a_parcel_label_keeps_clear_of_its_edges(label: ParcelLabel):
    paper = Listening()
    draw_parcel_label(paper, label)
    assert paper.all_within(Box(0, 0, WIDTH_MM, HEIGHT_MM).inset(3))
    [(box, code)] = paper.symbols
    assert box.width_mm / code.width_modules == pytest.approx(0.5)
    assert box.height_mm >= 32


@pytest.mark.parametrize("tracking", ["", "JD014600001234567890"])
def test_a_carriers_number_is_on_the_label_when_there_is_one(tracking: str):
    paper = Listening()
    draw_parcel_label(paper, parcel(tracking=tracking))
    assert paper.count("TRACKING") == (1 if tracking else 0)
    assert not tracking or paper.count(tracking) == 1


def sheet(count: int, text: str = "536365") -> ManifestSheet:
    rows = tuple(
        ManifestRow(
            sscc=sscc("4012345", number),
            order_ref=text,
            tracking=text if number % 3 else "",
            weight_g=1_000 if number % 2 else None,
        )
        for number in range(count)
    )
    return ManifestSheet(
        carrier=text,
        number="01JDXM3K2V8Q9W7R5T6Y4Z1A2B",
        day="2010-12-06 17:04",
        ship_from=(text,) * 6,
        driver=text,
        at_dock=text,
        rows=rows,
    )


@pytest.mark.parametrize("text", ["536365", LONG])
@pytest.mark.parametrize("count", [0, 1, 2, 23, 24, 25, 30, 31, 32, 33, 60, 90])
def test_every_parcel_of_a_manifest_is_printed_once_and_signed_for_once(
    count: int, text: str
):
    paper, asked = Listening(), sheet(count, text)
    draw_manifest(paper, asked)
    for number, row in enumerate(asked.rows, start=1):
        code = row.sscc
        assert paper.count(f"{code[0]} {code[1:8]} {code[8:17]} {code[17]}") == 1
        assert paper.count(f"{number}") == 1
    assert paper.count(asked.words.signature) == 1
    assert paper.count("1 parcel" if count == 1 else f"{count} parcels") == 1
    assert paper.count(asked.words.page.format(number=paper.page, count=paper.page)) == 1
    assert paper.all_within(Box(0, 0, 210, 297).inset(14))


def test_a_manifest_says_what_it_weighs_and_how_many_nobody_weighed():
    paper = Listening()
    draw_manifest(paper, sheet(4))
    assert paper.count("2.00 kg, 2 not weighed") == 1


def slip(count: int, text: str = "Lantern") -> PackingSlip:
    lines = tuple(
        SlipLine(
            sku=f"SKU-{each}",
            description=text,
            ordered_each=6,
            shipped_each=4,
            backordered_each=2,
            note=text if each % 2 else "",
        )
        for each in range(count)
    )
    return PackingSlip(
        order_ref="536365",
        ordered_at="1 December 2025",
        ship_to=(text, text, text),
        ship_from=(text, text),
        lines=lines,
        gift_note="For you",
    )


@pytest.mark.parametrize("text", ["Lantern", LONG, LONG * 5])
@pytest.mark.parametrize("count", [1, 2, 7, 8, 9, 10, 16, 17, 18, 38, 39, 40, 60])
def test_every_line_of_a_slip_is_printed_once_and_so_is_what_follows(
    count: int, text: str
):
    paper, asked = Listening(), slip(count, text)
    draw_packing_slip(paper, asked)
    for line in asked.lines:
        assert paper.count(line.sku) == 1
    assert paper.count("For you") == 1
    assert paper.count(asked.words.returns) == 1
    assert paper.count(asked.words.page.format(number=paper.page, count=paper.page)) == 1
    assert paper.all_within(Box(0, 0, 210, 297).inset(14))


def test_a_slip_without_returns_has_no_form():
    paper = Listening()
    asked = replace(slip(2), has_returns=False, gift_note="")
    draw_packing_slip(paper, asked)
    assert paper.count(asked.words.returns) == 0
    assert paper.count(asked.words.gift) == 0


@pytest.mark.parametrize(
    ("weight_g", "text"),
    [(None, "-"), (1, "1 g"), (999, "999 g"), (1000, "1.00 kg"), (12_345, "12.35 kg")],
)
def test_weights_are_said_as_people_say_them(weight_g: int | None, text: str):
    assert weight_text(weight_g) == text


def test_white_letters_can_be_read_on_every_zone_colour():
    for colour in ZONE_COLOURS:
        assert contrast_with_white(colour) >= 4.5, colour


def test_a_zone_has_one_colour_and_its_neighbours_others():
    assert zone_colour("A") == zone_colour("a") == ZONE_COLOURS[0]
    assert len({zone_colour(letter) for letter in "ABCDEFGH"}) == 8


def contrast_with_white(colour: str) -> float:
    """WCAG 2 contrast."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
