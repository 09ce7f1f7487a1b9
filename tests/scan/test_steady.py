"""Many frames, one scan."""

import pytest

from app.scan.steady import Steady
from app.scan.symbol import Symbol

FRAME_MS = 100


def play(
    script: str, steady: Steady | None = None, expects: str = "", every_ms: int = FRAME_MS
) -> list[str]:
    """Show frames, written as the letters in view (`.` for none); what was said, if so.

    Each answer is `letter@frame`. `expects` holds the letters the step waits for; empty
    for a step that takes anything.
    """
    steady = steady or Steady(agree=2, window_ms=300, blank_ms=1_500)
    said: list[str] = []
    for frame, letters in enumerate(script.split()):
        scan = steady.see(
            [Symbol(raw=letter) for letter in letters if letter != "."],
            frame * every_ms,
            expects=lambda symbol: not expects or symbol.raw in expects,
        )
        if scan:
            said.append(f"{scan.raw}@{frame}")
    return said


@pytest.mark.parametrize(
    ("frames", "said"),
    [
        (". . . .", []),
        ("A", []),
        ("A A", ["A@1"]),
        ("A . A", ["A@2"]),
        ("A . . . A", []),
        ("A B A B", ["A@2", "B@3"]),
        ("A A A A A A A A", ["A@1"]),
        ("A A B B", ["A@1", "B@3"]),
        ("A A . A A . A A", ["A@1"]),
        ("A A . . . A A", ["A@1"]),
        ("A A . . . . A A", ["A@1", "A@7"]),
        ("AB AB AB", ["A@1", "B@2"]),
    ],
)
def test_frames_become_scans(frames: str, said: list[str]):
    assert play(frames) == said


def test_a_label_counts_once_however_long_a_hand_holds_it():
    assert play("A " * 200) == ["A@1"]


def test_a_slow_camera_that_misses_a_held_label_does_not_count_it_twice():
    assert play("A A . . A A . . . A A", Steady(), every_ms=400) == ["A@1"]


def test_a_code_one_frame_misread_is_never_said():
    assert play("A A X A A Y A A") == ["A@1"]


@pytest.mark.parametrize(
    ("frames", "said"),
    [
        ("AB AB AB AB", ["B@1"]),
        ("A AB AB AB", ["B@2"]),
        ("B AB A A A A A A", ["B@1"]),
        ("A A A", ["A@1"]),
    ],
)
def test_with_several_codes_in_view_the_expected_one_is_said(
    frames: str, said: list[str]
):
    assert play(frames, expects="B") == said


def test_the_other_codes_on_a_label_keep_quiet_after_the_one_that_was_meant():
    steady = Steady(agree=2, window_ms=300, blank_ms=1_500)
    assert play("AB AB", steady, expects="B") == ["B@1"]
    later = [
        steady.see(
            [Symbol(raw="A"), Symbol(raw="B")],
            at,
            expects=lambda symbol: symbol.raw == "C",
        )
        for at in range(200, 1_500, 100)
    ]
    assert later == [None] * len(later)


def test_a_code_that_lay_beside_the_last_one_passes_when_the_next_step_expects_it():
    steady = Steady(agree=2, window_ms=300, blank_ms=1_500)
    assert play("AB AB", steady, expects="B") == ["B@1"]
    both = [Symbol(raw="A"), Symbol(raw="B")]
    scan = steady.see(both, 200, expects=lambda symbol: symbol.raw == "A")
    assert scan is not None
    assert scan.raw == "A"


def test_a_fresh_start_hears_the_same_code_again():
    steady = Steady(agree=2, window_ms=300, blank_ms=1_500)
    assert play("A A", steady) == ["A@1"]
    steady.forget()
    assert play("A A", steady) == ["A@1"]


def test_one_reading_is_enough_where_that_was_asked():
    assert play("A", Steady(agree=1)) == ["A@0"]


def test_the_symbol_said_is_the_one_last_seen():
    steady = Steady(agree=2)
    steady.see([Symbol(raw="A", corners=((0, 0),))], 0)
    scan = steady.see([Symbol(raw="A", corners=((9, 9),))], 50)
    assert scan == Symbol(raw="A", corners=((9, 9),))


def test_twice_the_same_code_in_one_frame_is_one_reading():
    assert play("AA") == []
