"""Scanners that type, as their keys arrive from a browser and from a native window."""

import pytest

from app.scan.symbol import Source, Symbol
from app.scan.wedge import LENGTH_MAX, Wedge

Key = tuple[str, bool, bool]


def keys(text: str, *, is_web: bool = False) -> list[Key]:
    """What the keyboard events of a US layout scanner look like for this text.

    Recorded behaviour: letters arrive upper case, shifted digits as the digit (`*` as
    itself on the web), the GS1 separator as Ctrl+], everything else as itself.
    """
    shifted = dict(zip("!@#$%^&*()", "1234567890", strict=True))
    events: list[Key] = []
    for sign in text:
        if sign == "\x1d":
            events += [("Control Left", False, True), ("]", False, True)]
        elif sign in shifted:
            label = sign if is_web and sign == "*" else shifted[sign]
            events += [("Shift Left", True, False), (label, True, False)]
        elif sign.isupper():
            events += [("Shift Left", True, False), (sign, True, False)]
        else:
            events.append((sign.upper(), False, False))
    return events


def type_keys(
    wedge: Wedge, events: list[Key], *, from_ms: int = 0, every_ms: int = 5
) -> tuple[list[Symbol], int]:
    """Feed events; the scans, and the time after the last key."""
    scans: list[Symbol] = []
    at_ms = from_ms
    for key, shift, ctrl in events:
        at_ms += every_ms
        scan = wedge.key(key, shift=shift, ctrl=ctrl, at_ms=at_ms)
        scans += [scan] if scan else []
    return scans, at_ms


ENTER: Key = ("Enter", False, False)
CODES = [
    "A-07-3-B",
    "TOTE-0042",
    "2900000000018",
    "abcXYZ123",
    "(01)02900000000018(10)L7",
    "price$4*2",
    "]C10102900000000018" + "10L7\x1d2112",
    "http://x.test/?a=1",
]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("is_web", [True, False])
@pytest.mark.parametrize("every_ms", [0, 1, 5, 12, 30])
@pytest.mark.parametrize("end", ["Enter", "Numpad Enter", "Tab"])
def test_a_recorded_scan_is_the_code_that_was_printed(
    code: str, is_web: bool, every_ms: int, end: str
):
    events = [*keys(code, is_web=is_web), (end, False, False)]
    scans, _ = type_keys(Wedge(), events, every_ms=every_ms)
    assert scans == [Symbol(raw=code, source=Source.WEDGE)]


def test_the_number_pad_types_digits_and_signs():
    pad = ["5", "Multiply", "7", "Subtract", "1", "Add", "Divide", "Decimal"]
    events = [(f"Numpad {name}", False, False) for name in pad]
    scans, _ = type_keys(Wedge(), [*events, ("Numpad Enter", False, False)])
    assert [scan.raw for scan in scans] == ["5*7-1+/."]


def test_scans_may_follow_each_other_without_a_pause():
    events = [*keys("A-07-3-B"), ENTER, *keys("2900000000018"), ENTER]
    scans, _ = type_keys(Wedge(), events, every_ms=0)
    assert [scan.raw for scan in scans] == ["A-07-3-B", "2900000000018"]


def test_what_was_typed_before_a_pause_does_not_stick_to_the_scan():
    wedge = Wedge()
    _, at_ms = type_keys(wedge, keys("hello"))
    scans, _ = type_keys(wedge, [*keys("A-07-3-B"), ENTER], from_ms=at_ms + 300)
    assert [scan.raw for scan in scans] == ["A-07-3-B"]


def test_a_person_typing_slowly_is_no_scan():
    scans, _ = type_keys(Wedge(), [*keys("12345"), ENTER], every_ms=400)
    assert scans == []


@pytest.mark.parametrize("events", [[ENTER], [*keys("ab"), ENTER], [ENTER, ENTER]])
def test_too_few_keys_are_no_scan(events: list[Key]):
    assert type_keys(Wedge(), events)[0] == []


def test_a_scanner_without_an_end_key_is_heard_once_it_has_gone_quiet():
    wedge = Wedge()
    _, at_ms = type_keys(wedge, keys("A-07-3-B"))
    assert wedge.flush_idle(at_ms + 20) is None
    scan = wedge.flush_idle(at_ms + 150)
    assert scan == Symbol(raw="A-07-3-B", source=Source.WEDGE)
    assert wedge.flush_idle(at_ms + 500) is None


def test_an_end_key_after_the_quiet_does_not_make_a_second_scan():
    wedge = Wedge()
    _, at_ms = type_keys(wedge, keys("A-07-3-B"))
    assert wedge.flush_idle(at_ms + 150)
    assert type_keys(wedge, [ENTER], from_ms=at_ms + 160)[0] == []


def test_a_person_who_stops_typing_has_not_scanned():
    wedge = Wedge()
    _, at_ms = type_keys(wedge, keys("536365"), every_ms=120)
    assert wedge.flush_idle(at_ms + 1_000) is None


def test_keys_that_make_no_sign_are_passed_over():
    odd = [("F5", False, False), ("Arrow Left", False, False), ("C", False, True)]
    scans, _ = type_keys(Wedge(), [*odd, *keys("a073b"), *odd, ENTER])
    assert [scan.raw for scan in scans] == ["a073b"]


def test_what_a_text_field_took_is_dropped():
    wedge = Wedge()
    type_keys(wedge, keys("A-07"))
    wedge.forget()
    assert type_keys(wedge, [ENTER], from_ms=20)[0] == []


def test_a_key_held_down_forever_fills_no_memory():
    wedge = Wedge()
    scans, _ = type_keys(wedge, [*keys("a" * 5_000), ENTER], every_ms=1)
    assert [len(scan.raw) for scan in scans] == [LENGTH_MAX]
