"""Make the tones of `assets/sounds`: short WAV files, from nothing but the standard library.

    python build-scripts/sounds.py

Loud halls eat high, soft sounds; ears at the end of a shift hate long, loud ones. So good
is short, high and quiet, wrong is long and low, and the two share no pitch: they are told
apart by rhythm alone, too, by those who hear only part of the range.
"""

import math
import struct
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

RATE_HZ = 22_050
SOUNDS = Path(__file__).parent.parent / "assets" / "sounds"


@dataclass(frozen=True)
class Note:
    """One pitch (0 Hz is a rest), how long, and how loud from 0 to 1."""

    pitch_hz: float
    long_ms: int
    loud: float
    rough: float = 0.0
    """How much of the odd overtones is in it: 0 is a flute, 1 nearly a buzzer."""


TONES: dict[str, Sequence[Note]] = {
    "good": [Note(1760, 70, 0.35)],
    "line_done": [Note(1319, 70, 0.4), Note(1760, 120, 0.4)],
    "order_done": [
        Note(1047, 80, 0.45),
        Note(1319, 80, 0.45),
        Note(1568, 80, 0.45),
        Note(2093, 220, 0.45),
    ],
    "careful": [Note(880, 140, 0.6, 0.2), Note(0, 50, 0), Note(659, 220, 0.6, 0.2)],
    "wrong": [Note(196, 260, 0.9, 0.7), Note(0, 60, 0), Note(147, 460, 0.9, 0.7)],
}


def main() -> None:
    SOUNDS.mkdir(parents=True, exist_ok=True)
    for name, notes in TONES.items():
        _write(SOUNDS / f"{name}.wav", [level for note in notes for level in play(note)])
        print(f"{name}.wav  {sum(note.long_ms for note in notes)} ms")


def play(note: Note) -> list[float]:
    """The note's samples, -1 to 1, faded in and out so that nothing clicks."""
    length = RATE_HZ * note.long_ms // 1000
    return [
        note.loud * _envelope(at, length) * _shape(note, at / RATE_HZ)
        for at in range(length)
    ]


def _shape(note: Note, at_s: float) -> float:
    # The octave and the odd overtones carry a low pitch through a small loudspeaker
    # that cannot move the air for its root.
    turn = 2 * math.pi * note.pitch_hz * at_s
    overtones = math.sin(3 * turn) / 3 + math.sin(5 * turn) / 5 + math.sin(7 * turn) / 7
    plain = math.sin(turn) + 0.25 * math.sin(2 * turn)
    return (plain + 2 * note.rough * overtones) / (1.25 + 1.1 * note.rough)


def _envelope(at: int, length: int) -> float:
    rise, fall = RATE_HZ * 4 // 1000, RATE_HZ * 30 // 1000
    return min(1.0, at / rise, (length - at) / fall)


def _write(path: Path, levels: Sequence[float]) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        whole = [round(max(-1.0, min(1.0, level)) * 32_000) for level in levels]
        file.writeframes(struct.pack(f"<{len(whole)}h", *whole))


if __name__ == "__main__":
    main()
