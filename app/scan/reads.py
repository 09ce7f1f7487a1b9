"""What one reader saw in one look, before it is believed."""

from dataclasses import dataclass

from app.scan.symbol import Symbology


@dataclass(frozen=True, slots=True)
class Read:
    """Text with the points it was found at, in pixels of the picture that was looked at.

    `lines` says how many scan lines agreed on it; a reader that cannot say claims few.
    """

    symbology: Symbology
    raw: str
    lines: int
    points: tuple[tuple[float, float], ...]
