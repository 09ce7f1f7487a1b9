"""A scanner that types: key events become codes.

Made for Flet's `page.on_keyboard_event`, whose events name the key on the keyboard and
not the sign it makes (recorded on native Linux and on the web; US scanner layout). Caps
Lock is not visible in them, so codes are compared without regard to case.
"""

from typing import Final

from app.scan.symbol import GROUP_SEPARATOR, Source, Symbol

ENDS: Final = frozenset({"Enter", "Numpad Enter", "Tab"})
GAP_MS: Final = 250
"""A scanner leaves far less between two keys, and hands rarely less for long."""

IDLE_MS: Final = 120
IDLE_PACE_MS: Final = 40
LENGTH_MIN: Final = 3
LENGTH_MAX: Final = 512

# Desktops name the base key of a shifted digit, the web names the sign for some of them.
# Every other sign arrives as itself.
_SHIFTED: Final = dict(zip("1234567890", "!@#$%^&*()", strict=True))
_NUMPAD: Final = {
    "Multiply": "*",
    "Subtract": "-",
    "Add": "+",
    "Divide": "/",
    "Decimal": ".",
}


class Wedge:
    """Collects keys until they are a scan.

    A scan ends with Enter or Tab. Keys further apart than `gap_ms` do not belong
    together: what came before was somebody typing, or a scan whose end was lost. A
    scanner set up without an end key is heard through `flush_idle`.
    """

    def __init__(
        self,
        *,
        gap_ms: int = GAP_MS,
        idle_ms: int = IDLE_MS,
        length_min: int = LENGTH_MIN,
    ) -> None:
        self._gap_ms, self._idle_ms, self._length_min = gap_ms, idle_ms, length_min
        self._signs: list[str] = []
        self._first_at: int | None = None
        self._last_at: int | None = None

    def key(self, key: str, *, shift: bool, ctrl: bool, at_ms: int) -> Symbol | None:
        """Take in one key event; the scan, when this key ends one.

        Args:
            key: The key's label, such as `A`, `9`, `Numpad 5` or `Enter`.
            shift: Whether Shift was down.
            ctrl: Whether Ctrl was down; Ctrl+] is how scanners type the GS1 separator.
            at_ms: When, on a clock that only goes forward.
        """
        if self._last_at is not None and at_ms - self._last_at > self._gap_ms:
            self.forget()
        if key in ENDS:
            return self._scan()
        sign = _sign(key, shift=shift, ctrl=ctrl)
        if sign and len(self._signs) < LENGTH_MAX:
            self._signs.append(sign)
            self._first_at = at_ms if self._first_at is None else self._first_at
        self._last_at = at_ms
        return None

    def flush_idle(self, at_ms: int) -> Symbol | None:
        """The scan of a scanner that presses no key at the end, once it has gone quiet.

        Call it a while after the last key, on a timer. Only keys that came at a
        machine's pace count, so a person who stops typing has not scanned.
        """
        if self._last_at is None or at_ms - self._last_at < self._idle_ms:
            return None
        if not self._is_machine_paced():
            return None
        return self._scan()

    def forget(self) -> None:
        """Drop what was collected, as when a text field takes the keys."""
        self._signs.clear()
        self._first_at = self._last_at = None

    def _is_machine_paced(self) -> bool:
        if self._first_at is None or self._last_at is None:
            return False
        gaps = max(len(self._signs) - 1, 1)
        return (self._last_at - self._first_at) / gaps <= IDLE_PACE_MS

    def _scan(self) -> Symbol | None:
        raw = "".join(self._signs)
        self.forget()
        if len(raw) < self._length_min:
            return None
        return Symbol(raw=raw, source=Source.WEDGE)


def _sign(key: str, *, shift: bool, ctrl: bool) -> str:
    if ctrl:
        return GROUP_SEPARATOR if key == "]" else ""
    if key.startswith("Numpad "):
        name = key.removeprefix("Numpad ")
        return _NUMPAD.get(name, name if len(name) == 1 else "")
    if len(key) != 1:
        return " " if key == "Space" else ""
    if shift:
        return _SHIFTED.get(key, key)
    return key.lower() if key.isalpha() else key
