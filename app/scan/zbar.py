"""One look at one grey picture with the zbar library, through pyzbar's bindings.

pyzbar's own `decode` is not used because it hides two things: whether a Code 128 began
with FNC1 (then it is a GS1-128), and it asks for symbologies that print warnings.
"""

# pyright: reportMissingTypeStubs=false

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from ctypes import POINTER, c_char_p, c_uint, c_void_p, cast, string_at
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from pyzbar import wrapper
from pyzbar.wrapper import ZBarConfig, ZBarSymbol

from app.scan.reads import Read
from app.scan.symbol import Symbology

_GREY_8_BIT: Final = int.from_bytes(b"Y800", "little")
_BEGAN_WITH_FNC1: Final = 1

_OURS: Final = {
    ZBarSymbol.EAN13: Symbology.EAN_13,
    ZBarSymbol.EAN8: Symbology.EAN_8,
    ZBarSymbol.UPCA: Symbology.UPC_A,
    ZBarSymbol.UPCE: Symbology.UPC_E,
    ZBarSymbol.CODE128: Symbology.CODE_128,
    ZBarSymbol.CODE39: Symbology.CODE_39,
    ZBarSymbol.I25: Symbology.ITF_14,
    ZBarSymbol.QRCODE: Symbology.QR,
}
_THEIRS: Final = {ours: theirs for theirs, ours in _OURS.items()} | {
    Symbology.GS1_128: ZBarSymbol.CODE128
}

try:
    _modifiers_of = wrapper.zbar_function(
        "zbar_symbol_get_modifiers", c_uint, POINTER(wrapper.zbar_symbol)
    )
except AttributeError:  # a library older than 0.11 does not tell
    _modifiers_of = None


def look(grey: NDArray[np.uint8], wanted: frozenset[Symbology]) -> list[Read]:
    """Read every wanted code in the picture, straight or sideways, unverified.

    The scanner is made anew for each picture: a scanner that is used again keeps half an
    EAN from the last picture and glues it to half of the next.
    """
    height, width = grey.shape
    pixels = np.ascontiguousarray(grey).tobytes()
    with _scanner(wanted) as scanner, _image() as image:
        wrapper.zbar_image_set_format(image, _GREY_8_BIT)
        wrapper.zbar_image_set_size(image, width, height)
        wrapper.zbar_image_set_data(
            image, cast(c_char_p(pixels), c_void_p), len(pixels), None
        )
        wrapper.zbar_scan_image(scanner, image)
        return [_read(symbol) for symbol in _symbols(image)]


@contextmanager
def _scanner(wanted: frozenset[Symbology]) -> Generator[Any]:
    scanner = wrapper.zbar_image_scanner_create()
    try:
        # Everything off first: DataBar and PDF417 write warnings to stderr, and a
        # symbology nobody asked for can only be a misread.
        configure = wrapper.zbar_image_scanner_set_config
        configure(scanner, ZBarSymbol.NONE, ZBarConfig.CFG_ENABLE, 0)
        for symbology in {_THEIRS[each] for each in wanted if each in _THEIRS}:
            configure(scanner, symbology, ZBarConfig.CFG_ENABLE, 1)
        yield scanner
    finally:
        wrapper.zbar_image_scanner_destroy(scanner)


@contextmanager
def _image() -> Generator[Any]:
    image = wrapper.zbar_image_create()
    try:
        yield image
    finally:
        wrapper.zbar_image_destroy(image)


def _symbols(image: Any) -> Iterator[Any]:
    symbol = wrapper.zbar_image_first_symbol(image)
    while symbol:
        if symbol.contents.type in _OURS:
            yield symbol
        symbol = wrapper.zbar_symbol_next(symbol)


def _read(symbol: Any) -> Read:
    data = string_at(
        wrapper.zbar_symbol_get_data(symbol), wrapper.zbar_symbol_get_data_length(symbol)
    )
    symbology = _OURS[ZBarSymbol(symbol.contents.type)]
    if symbology is Symbology.CODE_128 and _began_with_fnc1(symbol):
        symbology = Symbology.GS1_128
    points = tuple(
        (
            float(wrapper.zbar_symbol_get_loc_x(symbol, index)),
            float(wrapper.zbar_symbol_get_loc_y(symbol, index)),
        )
        for index in range(wrapper.zbar_symbol_get_loc_size(symbol))
    )
    lines = int(wrapper.zbar_symbol_get_quality(symbol))
    return Read(symbology, _text(data), lines, points)


def _began_with_fnc1(symbol: Any) -> bool:
    return bool(_modifiers_of and _modifiers_of(symbol) & _BEGAN_WITH_FNC1)


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")
