"""From a file's bytes to its text: gzip undone, encoding checked, size bounded."""

import re
import zlib
from typing import Final

from app.errors import OrderFileUnreadable

MOST_BYTES: Final = 256 * 1024 * 1024
"""The largest file read, unpacked. Five times the whole year of Online Retail."""

_GZIP_MAGIC: Final = b"\x1f\x8b"
_AS_GZIP: Final = 16 + zlib.MAX_WBITS
_NO_TEXT: Final[dict[bytes, str]] = {
    b"PK\x03\x04": "a spreadsheet or zip file",
    b"\xd0\xcf\x11\xe0": "an old Excel file",
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
}
_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")


def unpack(data: bytes, *, name: str, most_bytes: int = MOST_BYTES) -> bytes:
    """The bytes inside `data` when it is gzip, else `data` itself; at most `most_bytes`.

    A gzip file carries its own length and checksum, so one that was cut off or damaged
    on its way is always noticed. Several joined together are read as one.

    Raises:
        OrderFileUnreadable: It is empty, too large, cut off or damaged.
    """
    if data.startswith(_GZIP_MAGIC):
        data = _gunzip(data, name, most_bytes)
    if len(data) > most_bytes:
        raise _too_large(name, most_bytes)
    if not data.strip():
        raise empty(name)
    return data


def decode(data: bytes, *, name: str, encoding: str = "utf-8") -> str:
    """The text of `data`. A byte order mark at its beginning is dropped.

    There is no guessing: a wrong guess changes customers' names without a word.

    Raises:
        OrderFileUnreadable: It is no text, or not in this encoding.
    """
    for magic, what in _NO_TEXT.items():
        if data.startswith(magic):
            raise _no_text(name, what)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _mis_encoded(data, name, encoding, error.start) from None
    except (LookupError, ValueError):
        raise _no_encoding(encoding) from None
    text = text.removeprefix("\ufeff")
    if "\0" in text or _SURROGATE.search(text):
        raise _no_text(name, "no text file")
    return text


def empty(name: str) -> OrderFileUnreadable:
    """The error for a file with nothing in it."""
    return OrderFileUnreadable(f"{name} is empty. Export it again; nothing was imported.")


def _gunzip(data: bytes, name: str, most_bytes: int) -> bytes:
    unpacked = bytearray()
    rest = data
    while rest:
        if not rest.startswith(_GZIP_MAGIC):
            raise _damaged(name, len(data) - len(rest))
        stream = zlib.decompressobj(_AS_GZIP)
        try:
            unpacked += stream.decompress(rest, most_bytes + 1 - len(unpacked))
        except zlib.error:
            raise _damaged(name, len(data) - len(rest)) from None
        if len(unpacked) > most_bytes:
            raise _too_large(name, most_bytes)
        if not stream.eof:
            raise _cut_off(name, len(data))
        # Tapes and some uploads fill the last block up with zeros.
        rest = stream.unused_data.lstrip(b"\0")
    return bytes(unpacked)


def _cut_off(name: str, length: int) -> OrderFileUnreadable:
    return OrderFileUnreadable(
        f"{name} is cut off: its compressed data stops after {length:,} bytes, before "
        "its end. Copy or download it again; nothing was imported."
    )


def _damaged(name: str, byte: int) -> OrderFileUnreadable:
    return OrderFileUnreadable(
        f"{name} is damaged: the compressed data that begins at byte {byte:,} does not "
        "match its checksum or is no gzip. Copy or download it again; nothing was imported."
    )


def _too_large(name: str, most_bytes: int) -> OrderFileUnreadable:
    return OrderFileUnreadable(
        f"{name} holds more than {most_bytes // (1024 * 1024):,} MiB. Split it into "
        "smaller files, for example one a month; nothing was imported."
    )


def _no_text(name: str, what: str) -> OrderFileUnreadable:
    return OrderFileUnreadable(
        f"{name} is {what}, not a CSV file. Save it as CSV (UTF-8) and import that; "
        "nothing was imported."
    )


def _no_encoding(encoding: str) -> OrderFileUnreadable:
    return OrderFileUnreadable(
        f"There is no text encoding called {encoding!r}. Try utf-8 or cp1252."
    )


def _mis_encoded(data: bytes, name: str, encoding: str, byte: int) -> OrderFileUnreadable:
    if data.startswith(_UTF_16):
        return OrderFileUnreadable(
            f"{name} is written in UTF-16. Save it as UTF-8, or import it with "
            "--encoding utf-16; nothing was imported."
        )
    if b"\0" in data:
        return _no_text(name, "no text file")
    line = data.count(b"\n", 0, byte) + 1
    return OrderFileUnreadable(
        f"{name} is not in {encoding.upper()}: byte {byte + 1:,}, in line {line:,}, is "
        f"0x{data[byte]:02X}. Save it as UTF-8, or say how it is written, for example "
        "--encoding cp1252; nothing was imported."
    )
