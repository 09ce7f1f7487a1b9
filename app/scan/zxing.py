"""One look with zxing-cpp, where it is installed: a second reader for damaged labels."""

# It may be absent, and then its types are too.
# pyright: reportMissingImports=false, reportUnknownParameterType=false

from typing import Final

import numpy as np
import zxingcpp
from numpy.typing import NDArray
from zxingcpp import BarcodeFormat

from app.scan.reads import Read
from app.scan.symbol import Symbology

_THEIRS: Final = {
    Symbology.EAN_13: BarcodeFormat.EAN13,
    Symbology.EAN_8: BarcodeFormat.EAN8,
    Symbology.UPC_A: BarcodeFormat.UPCA,
    Symbology.UPC_E: BarcodeFormat.UPCE,
    Symbology.CODE_128: BarcodeFormat.Code128,
    Symbology.CODE_39: BarcodeFormat.Code39,
    Symbology.ITF_14: BarcodeFormat.ITF,
    Symbology.QR: BarcodeFormat.QRCode,
}
_OURS: Final = {theirs: ours for ours, theirs in _THEIRS.items()}

_LINES: Final = {
    Symbology.EAN_13: 15,
    Symbology.UPC_A: 15,
    Symbology.EAN_8: 20,
    Symbology.UPC_E: 20,
    Symbology.CODE_39: 4,
    Symbology.ITF_14: 4,
}
"""What its word is worth in scan lines, since it does not say how many it saw. Where the
code itself proves little that is not enough at once, and another look must agree."""

_LINES_ELSE: Final = 3


def look(grey: NDArray[np.uint8], wanted: frozenset[Symbology]) -> list[Read]:
    """Read every wanted code in the picture, straight or sideways, unverified."""
    asked = wanted | ({Symbology.CODE_128} if Symbology.GS1_128 in wanted else set())
    formats = zxingcpp.BarcodeFormats(
        [_THEIRS[each] for each in asked if each in _THEIRS]
    )
    found = zxingcpp.read_barcodes(
        np.ascontiguousarray(grey), formats, text_mode=zxingcpp.TextMode.Plain
    )
    return [_read(barcode) for barcode in found if barcode.format in _OURS]


def _read(barcode: zxingcpp.Barcode) -> Read:
    symbology = _OURS[barcode.format]
    if barcode.symbology_identifier == "]C1":
        symbology = Symbology.GS1_128
    at = barcode.position
    corners = (at.top_left, at.top_right, at.bottom_right, at.bottom_left)
    points = tuple((float(corner.x), float(corner.y)) for corner in corners)
    return Read(symbology, barcode.text, _LINES.get(symbology, _LINES_ELSE), points)
