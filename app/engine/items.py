"""What a SKU is, and which barcodes mean it."""

from dataclasses import dataclass

from app.engine.names import Sku


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something sold and picked. `weight_g` of 0 means not weighed yet."""

    sku: Sku
    name: str
    weight_g: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Barcode:
    """A trade code on a SKU; scanning it once counts `qty_each` eaches."""

    code: str
    sku: Sku
    qty_each: int = 1


def gtin_check_digit(digits: str) -> str:
    """The GS1 modulo-10 check digit for the digits before it.

    Weights 3 and 1 alternate from the right (GS1 General Specifications 7.9.1).
    """
    total = sum(
        int(digit) * (3 if place % 2 == 0 else 1)
        for place, digit in enumerate(reversed(digits))
    )
    return str(-total % 10)
