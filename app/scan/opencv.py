"""One look with OpenCV's own reader of trade codes: quick, and wrong about other things.

It works on the picture's gradients where zbar works on scan lines, so the two seldom
misread the same label alike. That makes it the second opinion on a weak read.
"""

from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from app.scan.reads import Read
from app.scan.symbol import Symbology

_OURS: Final = {
    "EAN_13": Symbology.EAN_13,
    "EAN_8": Symbology.EAN_8,
    "UPC_A": Symbology.UPC_A,
    "UPC_E": Symbology.UPC_E,
}
_LINES: Final = {Symbology.EAN_13: 15, Symbology.UPC_A: 15}
"""What its word is worth in scan lines: never enough at once. It sees EAN-13s in other
barcodes, but not the same one twice when the picture's size changes; real ones it does."""


def look(grey: NDArray[np.uint8], wanted: frozenset[Symbology]) -> list[Read]:
    """Read the trade codes in the picture, at any angle, unverified."""
    if not wanted & set(_OURS.values()):
        return []
    # The stubs do not say that the corners are None when nothing was found.
    found: Any = cv2.barcode.BarcodeDetector().detectAndDecodeWithType(grey)
    _, texts, kinds, corners = found
    if corners is None:
        return []
    return [
        _read(text, _OURS[kind], points)
        for text, kind, points in zip(texts, kinds, corners, strict=True)
        if text and kind in _OURS
    ]


def _read(text: str, symbology: Symbology, points: NDArray[np.float32]) -> Read:
    at = tuple((float(x), float(y)) for x, y in points)
    return Read(symbology, text, _LINES.get(symbology, 1), at)
