"""How large words may be where their room is fixed, so that nothing is cut and nothing jumps."""

from typing import Final

LETTER_EM: Final = 0.58
"""The width of a letter of the bold family, on the safe side, in parts of its size."""

LINE_EM: Final = 1.25
"""The height of a line of text, in parts of its size."""

LEAST_SP: Final = 11


def lines_of(text: str, size: float, width: float) -> int:
    """How many lines a text takes at `size` sp in `width` dp, broken at its spaces."""
    most = max(1.0, width / (size * LETTER_EM))
    lines, used = 1, 0
    for word in text.split():
        needed = used + bool(used) + len(word)
        if needed > most and used:
            lines, used = lines + 1, len(word)
        else:
            used = needed
    return lines


def fitting(text: str, *, width: float, height: float, most: float) -> float:
    """The largest size up to `most`, in sp, at which a text fits into `width` by `height` dp."""
    longest = max((len(word) for word in text.split()), default=1)
    size = min(most, width / (longest * LETTER_EM))
    while size > LEAST_SP and lines_of(text, size, width) * size * LINE_EM > height:
        size -= 1
    return max(size, LEAST_SP)
