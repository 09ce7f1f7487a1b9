"""Goods coming in."""

from dataclasses import dataclass

from app.engine.names import BinCode, Sku


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiveStock:
    """So many eaches of the SKU arrived from a supplier and lie in the bin."""

    sku: Sku
    bin_code: BinCode
    qty_each: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AddItem:
    """The catalogue has this SKU, under these trade codes."""

    sku: Sku
    name: str
    weight_g: int
    barcodes: tuple[tuple[str, int], ...]
