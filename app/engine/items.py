"""What a SKU is, and which barcodes mean it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from app.engine.names import Sku
from app.engine.refusals import Refusal, Refused

GTIN_LENGTHS: Final = (8, 12, 13, 14)


class Uom(StrEnum):
    """How goods are packed that one barcode stands for. Books count eaches only."""

    EACH = "each"
    INNER = "inner"
    CASE = "case"
    PALLET = "pallet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something sold and picked, kept in eaches.

    Sizes and weight are of one each; 0 means not measured yet. `look_alike_group` is the
    same for items that people confuse. `safety_each` are never promised to anybody.
    """

    sku: Sku
    name: str
    weight_g: int = 0
    description: str = ""
    picture: str = ""
    length_mm: int = 0
    width_mm: int = 0
    height_mm: int = 0
    hazard: str = ""
    is_fragile: bool = False
    look_alike_group: str = ""
    tracks_lot: bool = False
    tracks_serial: bool = False
    safety_each: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Barcode:
    """A trade code on a SKU; scanning it once counts `qty_each` eaches."""

    code: str
    sku: Sku
    qty_each: int = 1
    uom: Uom = Uom.EACH


class TradeCode(NamedTuple):
    """A barcode as a catalogue lists it: the code, what one scan counts, how packed."""

    code: str
    qty_each: int = 1
    uom: Uom = Uom.EACH


@dataclass(frozen=True, slots=True, kw_only=True)
class KitPart:
    """A kit is sold as one and picked as parts: so many eaches of this one. 0: no more."""

    kit: Sku
    part: Sku
    qty_each: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SetKit:
    """The SKU `kit` is sold as one, and made of these parts. None: it is no kit any more."""

    kit: Sku
    parts: tuple[tuple[Sku, int], ...]


def add_item(item: Item, barcodes: Sequence[Barcode]) -> Refused | None:
    """Say why an item cannot be in the catalogue, or None when it can.

    A code of only digits and of a GTIN's length has to have a GTIN's check digit: with
    any other it was mistyped, and no scanner will ever read it.
    """
    if not item.sku.strip() or not item.name.strip():
        return Refused(reason=Refusal.ITEM_WITHOUT_NAME, got=item.sku or item.name)
    sizes = (item.weight_g, item.length_mm, item.width_mm, item.height_mm)
    if min(*sizes, item.safety_each) < 0:
        return Refused(reason=Refusal.MEASURE_BELOW_ZERO, got=item.sku)
    for barcode in barcodes:
        if barcode.qty_each <= 0:
            return Refused(
                reason=Refusal.QUANTITY_NOT_POSITIVE,
                wanted=barcode.code,
                got=f"{barcode.qty_each}",
            )
        if not is_possible_code(barcode.code):
            return Refused(
                reason=Refusal.WRONG_CHECK_DIGIT, wanted=item.sku, got=barcode.code
            )
    return None


def set_kit(asked: SetKit) -> Refused | None:
    """Say why these parts make no kit, or None when they do."""
    for part, qty_each in asked.parts:
        if part == asked.kit:
            return Refused(reason=Refusal.KIT_OF_ITSELF, got=asked.kit)
        if qty_each <= 0:
            return Refused(
                reason=Refusal.QUANTITY_NOT_POSITIVE, wanted=part, got=f"{qty_each}"
            )
    return None


def is_possible_code(code: str) -> bool:
    """Whether a barcode can be read at all: a GTIN only with the right last digit."""
    if not (code.isascii() and code.isdecimal() and len(code) in GTIN_LENGTHS):
        return bool(code.strip())
    return gtin_check_digit(code[:-1]) == code[-1]


def gtin_check_digit(digits: str) -> str:
    """The GS1 modulo-10 check digit for the digits before it.

    Weights 3 and 1 alternate from the right (GS1 General Specifications 7.9.1).
    """
    total = sum(
        int(digit) * (3 if place % 2 == 0 else 1)
        for place, digit in enumerate(reversed(digits))
    )
    return str(-total % 10)
