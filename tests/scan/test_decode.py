"""Barcodes we draw ourselves, read back through the worst a hand and a lens do to them."""

import io
import os
import random
import subprocess
import sys
import threading
from typing import Any

import barcode
import cv2
import numpy as np
import pytest
from barcode.writer import ImageWriter
from numpy.typing import NDArray
from PIL import Image

import app.scan.decode as decoding
from app.errors import DecoderMissing
from app.scan.decode import decode
from app.scan.symbol import Source, Symbol, Symbology

Grey = NDArray[np.uint8]

LABELS = [
    ("code128", "A-07-3-B", "A-07-3-B", Symbology.CODE_128),
    ("code128", "TOTE-0042", "TOTE-0042", Symbology.CODE_128),
    ("ean13", "290000000001", "2900000000018", Symbology.EAN_13),
    ("ean8", "9638507", "96385074", Symbology.EAN_8),
    ("upca", "03600029145", "0036000291452", Symbology.UPC_A),
    ("itf", "15400141288763", "15400141288763", Symbology.ITF_14),
    ("gs1_128", "00340123450000000017", "00340123450000000017", Symbology.GS1_128),
]


def drawn(kind: str, text: str, module_mm: float = 0.35) -> Grey:
    """A label as a printer would print it, with the white it needs on both sides.

    That is ten narrow bars, and a narrow bar of an ITF is two modules here.
    """
    options: dict[str, Any] = {
        "write_text": False,
        "module_width": module_mm,
        "quiet_zone": 22 * module_mm,
    }
    made: Any = barcode.get(kind, text, writer=ImageWriter())
    return np.asarray(made.render(options).convert("L"), dtype=np.uint8)


def on_a_desk(label: Grey, *, degrees: float = 0, scale: float = 1.0) -> Grey:
    """The label lying on a grey desk, as a camera frame of 1280 by 720 shows it."""
    frame = np.full((720, 1280), 150, np.uint8)
    height, width = label.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, scale)
    turn[:, 2] += (640 - width / 2, 360 - height / 2)
    where = cv2.warpAffine(np.full_like(label, 255), turn, (1280, 720))
    what = cv2.warpAffine(label, turn, (1280, 720), flags=cv2.INTER_AREA)
    return np.where(where > 127, what, frame).astype(np.uint8)


def read(frame: Grey | bytes, **options: Any) -> list[str]:
    return [symbol.raw for symbol in decode(frame, budget_ms=3_000, **options)]


@pytest.mark.parametrize(("kind", "text", "raw", "symbology"), LABELS)
def test_every_label_is_read_in_its_one_spelling(
    kind: str, text: str, raw: str, symbology: Symbology
):
    [symbol] = decode(on_a_desk(drawn(kind, text)), budget_ms=3_000)
    assert (symbol.raw, symbology, symbol.source) == (
        raw,
        symbol.symbology,
        Source.CAMERA,
    )


@pytest.mark.parametrize("degrees", [0, 7, -12, 45, 90, 135, 180, 270])
@pytest.mark.parametrize("scale", [0.8, 1.0, 1.2])
@pytest.mark.parametrize(("kind", "text", "raw"), [label[:3] for label in LABELS[:3]])
def test_a_label_is_read_however_it_is_held(
    kind: str, text: str, raw: str, degrees: float, scale: float
):
    assert read(on_a_desk(drawn(kind, text), degrees=degrees, scale=scale)) == [raw]


@pytest.mark.parametrize("sigma", [0.8, 1.5, 2.0])
@pytest.mark.parametrize(("kind", "text", "raw"), [label[:3] for label in LABELS[:3]])
def test_a_label_is_read_a_little_out_of_focus(
    kind: str, text: str, raw: str, sigma: float
):
    frame = cv2.GaussianBlur(on_a_desk(drawn(kind, text)), (0, 0), sigma)
    assert read(frame.astype(np.uint8)) == [raw]


def test_a_label_is_read_in_the_shade_and_through_grain():
    dim = on_a_desk(drawn("code128", "A-07-3-B")).astype(np.float64)
    dim *= np.linspace(0.15, 0.6, dim.shape[1])
    dim += np.random.default_rng(7).normal(0, 4, dim.shape)
    assert read(np.clip(dim, 0, 255).astype(np.uint8)) == ["A-07-3-B"]


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_a_file_is_read_like_the_picture_in_it(kind: str, mode: str):
    file = io.BytesIO()
    Image.fromarray(on_a_desk(drawn("code128", "A-07-3-B"))).convert(mode).save(
        file, kind
    )
    assert read(file.getvalue()) == ["A-07-3-B"]


@pytest.mark.parametrize("mode", ["P", "LA", "RGBA", "1"])
def test_a_png_of_any_kind_is_read(mode: str):
    file = io.BytesIO()
    Image.fromarray(drawn("code128", "A-07-3-B")).convert(mode).save(file, "PNG")
    assert read(file.getvalue()) == ["A-07-3-B"]


def test_a_qr_code_is_read():
    code = cv2.QRCodeEncoder.create().encode("https://zonewise.example/enrol?code=1")
    large = cv2.resize(code, None, fx=6, fy=6, interpolation=cv2.INTER_NEAREST)
    framed = cv2.copyMakeBorder(
        large, 40, 40, 40, 40, cv2.BORDER_CONSTANT, value=(255.0,)
    )
    [symbol] = decode(framed.astype(np.uint8))
    assert symbol.raw == "https://zonewise.example/enrol?code=1"
    assert symbol.symbology is Symbology.QR


def test_two_labels_in_view_are_both_read():
    frame = np.full((720, 1280), 255, np.uint8)
    for text, top in (("A-07-3-B", 60), ("TOTE-0042", 420)):
        label = drawn("code128", text)
        frame[top : top + label.shape[0], 200 : 200 + label.shape[1]] = label
    assert sorted(read(frame)) == ["A-07-3-B", "TOTE-0042"]


def test_only_what_is_wanted_is_read():
    frame = on_a_desk(drawn("code128", "A-07-3-B"))
    assert read(frame, wanted=frozenset({Symbology.EAN_13})) == []
    assert read(frame, wanted=frozenset({Symbology.CODE_128})) == ["A-07-3-B"]


def test_a_upc_is_read_where_only_eans_are_wanted():
    frame = on_a_desk(drawn("upca", "03600029145"))
    assert read(frame, wanted=frozenset({Symbology.EAN_13})) == ["0036000291452"]


@pytest.mark.parametrize("degrees", [0, 45, 90, -20])
def test_the_corners_lie_around_the_code_in_the_frames_own_pixels(degrees: float):
    [symbol] = decode(
        on_a_desk(drawn("code128", "A-07-3-B"), degrees=degrees), budget_ms=3_000
    )
    assert len(symbol.corners) == 4
    middle_x = sum(x for x, _ in symbol.corners) / 4
    middle_y = sum(y for _, y in symbol.corners) / 4
    assert (middle_x, middle_y) == (
        pytest.approx(640, abs=40),
        pytest.approx(360, abs=40),
    )


def test_corners_of_a_large_photograph_are_in_its_own_pixels():
    large = cv2.resize(on_a_desk(drawn("code128", "A-07-3-B")), None, fx=3, fy=3)
    file = io.BytesIO()
    Image.fromarray(large).save(file, "JPEG")
    [symbol] = decode(file.getvalue(), budget_ms=3_000)
    middle_x = sum(x for x, _ in symbol.corners) / 4
    assert middle_x == pytest.approx(1920, abs=60)


def test_a_trade_code_with_a_wrong_check_digit_is_not_said():
    wrong = drawn("itf", "15400141288764")
    assert read(on_a_desk(wrong)) == []


def test_two_readings_of_one_label_silence_each_other():
    box = ((0, 0), (100, 0), (100, 50), (0, 50))
    tally = decoding._Tally(frozenset({Symbology.EAN_13}))  # pyright: ignore[reportPrivateUsage]
    for raw in ("8000121310370", "8000781370370"):
        tally.seen[raw] = decoding._Candidate(  # pyright: ignore[reportPrivateUsage]
            Symbology.EAN_13, lines=60, lines_best=40, looks=2, corners=box
        )
    assert tally.symbols() == []


GARBAGE = [
    b"",
    b"x",
    b"\xff\xd8\xff\xe0",
    b"\x89PNG\r\n\x1a\n",
    b"GIF89a" + bytes(200),
    b"II*\x00" + bytes(200),
    b"RIFF\x00\x00\x00\x00WEBP",
]


@pytest.mark.parametrize("data", GARBAGE)
def test_bytes_that_are_no_picture_show_no_code(data: bytes):
    assert decode(data) == []


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_picture_shows_no_code_or_the_right_one(seed: int):
    chance = random.Random(seed)
    file = io.BytesIO()
    kind = chance.choice(["JPEG", "PNG"])
    Image.fromarray(drawn("code128", "A-07-3-B")).save(file, kind)
    data = bytearray(file.getvalue())
    for _ in range(chance.randrange(1, 30)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    assert read(bytes(data[: chance.randrange(len(data))])) in ([], ["A-07-3-B"])


@pytest.mark.parametrize(
    "shape", [(0, 0), (1, 1), (7, 300), (300, 300), (300, 300, 3), (300, 300, 4), (9,)]
)
def test_noise_of_any_shape_shows_no_code(shape: tuple[int, ...]):
    noise = np.random.default_rng(3).integers(0, 256, shape, dtype=np.uint8)
    assert decode(noise) == []


def test_a_frame_of_another_kind_of_number_shows_no_code():
    assert decode(np.zeros((100, 100), np.float32)) == []  # pyright: ignore[reportArgumentType]


def test_a_frame_without_a_code_costs_little_more_than_its_budget():
    began = decoding.time.monotonic()
    decode(np.full((720, 1280), 128, np.uint8), budget_ms=1)
    assert decoding.time.monotonic() - began < 1.0


def test_four_threads_read_their_own_frames():
    labels = [f"A-{aisle:02}-3-B" for aisle in range(1, 5)]
    frames = {label: on_a_desk(drawn("code128", label)) for label in labels}
    got: dict[str, list[list[str]]] = {label: [] for label in labels}

    def work(label: str) -> None:
        for _ in range(8):
            got[label].append(read(frames[label]))

    threads = [threading.Thread(target=work, args=(label,)) for label in labels]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == {label: [[label]] * 8 for label in labels}


def test_without_any_decoder_the_error_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(decoding, "zbar", None)
    monkeypatch.setattr(decoding, "zxing", None)
    with pytest.raises(DecoderMissing, match="libzbar0"):
        decode(b"")


def test_without_zbar_the_other_decoder_reads(monkeypatch: pytest.MonkeyPatch):
    pytest.importorskip("zxingcpp", reason="the second reader is an optional extra")
    monkeypatch.setattr(decoding, "zbar", None)
    for kind, text, raw, symbology in LABELS:
        found = decode(on_a_desk(drawn(kind, text)), budget_ms=3_000)
        assert [(each.raw, each.symbology) for each in found] == [(raw, symbology)]


def test_decoding_writes_nothing_to_stderr():
    program = (
        "import numpy as np; from app.scan.decode import decode\n"
        "noise = np.random.default_rng(1)\n"
        "for n in range(30):\n"
        "    decode(noise.integers(0, 2, (200, 400), dtype=np.uint8) * 255, budget_ms=30)\n"
        "    decode(b'\\xff\\xd8\\xff' + noise.bytes(300))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=True,
        env={**os.environ},
    )
    assert done.stderr == b""


def test_a_symbol_is_a_value():
    assert Symbol(raw="A") == Symbol(raw="A")
    assert len({Symbol(raw="A"), Symbol(raw="A")}) == 1
