"""The line on the screen: every key since the last code, from a hand or a scanner.

The wedge decoder forgets what hands type slowly, and passes over codes of one or two
signs; a packer types counts and grams, a picker a code no camera reads. A slow moment can
also tear a scan in two. So the same keys are kept here, and what the decoder heard is
looked at in their light.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

LENGTH_MAX: Final = 64

# As Flet names keys. A shifted letter or digit has the same name after `Shift+`.
_SHIFTED: Final = dict(zip("1234567890", "!@#$%^&*()", strict=True))
_PLAIN: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._/*()"

KEYS: Final = {
    **{sign: sign for sign in _PLAIN},
    **{f"Shift+{sign}": _SHIFTED.get(sign, sign) for sign in _PLAIN},
    **{f"Numpad {digit}": digit for digit in "0123456789"},
    "Numpad Subtract": "-",
    "Numpad Decimal": ".",
}
"""Every key that makes a sign of a code, and the sign it makes."""


@dataclass(eq=False)
class TypedLine:
    """The signs since the last Enter."""

    text: str = ""

    def press(self, sign: str) -> None:
        """One more sign."""
        self.text = (self.text + sign)[-LENGTH_MAX:]

    def back(self) -> None:
        """Take the last sign off."""
        self.text = self.text[:-1]

    def clear(self) -> None:
        """Begin a new line."""
        self.text = ""

    def beyond(self, unheard: Sequence[str]) -> str:
        """What was typed besides the scans that stand on the line too, not heard yet."""
        rest = self.text
        for raw in unheard:
            if rest.lower().startswith(raw.lower()):
                rest = rest[len(raw) :]
        return rest

    def take(self, raw: str) -> tuple[str, ...]:
        """Take a scan off the line: what it may mean, the likelier first.

        With something before it, the scan is the quick end of what a hand typed, or the
        tail of a torn code, or a code after a stray key. What came since stays.
        """
        before, found, since = self.text.lower().partition(raw.lower())
        if not found:
            return (raw,)
        whole = self.text[: len(before) + len(raw)]
        self.text = self.text[len(self.text) - len(since) :] if since else ""
        return (whole, raw) if before else (raw,)
