"""What was read, before anyone knows what it means."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Symbology(StrEnum):
    """The kind of barcode, as printed on a label's specification."""

    EAN_13 = "ean_13"
    EAN_8 = "ean_8"
    UPC_A = "upc_a"
    UPC_E = "upc_e"
    CODE_128 = "code_128"
    GS1_128 = "gs1_128"
    CODE_39 = "code_39"
    ITF_14 = "itf_14"
    QR = "qr"
    UNSAID = "unsaid"
    """Keys do not say what was printed: a wedge scanner or fingers."""


WAREHOUSE: Final = frozenset(Symbology) - {Symbology.UNSAID}
"""Every symbology the camera can be asked for."""

GROUP_SEPARATOR: Final = "\x1d"
"""Ends an element of variable length in a GS1 barcode."""


class Source(StrEnum):
    """Which way the symbol came in."""

    CAMERA = "camera"
    WEDGE = "wedge"
    TYPED = "typed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """One code as it was read.

    `raw` is the text, and for UPC-A and UPC-E the thirteen digits of the same article in
    EAN-13 form (a leading zero; UPC-E expanded), so a trade code is spelt one way only.
    `corners` are four points in pixels of the frame, around the code, or empty.
    """

    raw: str
    symbology: Symbology = Symbology.UNSAID
    source: Source = Source.CAMERA
    corners: tuple[tuple[int, int], ...] = ()
