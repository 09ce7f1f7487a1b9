"""Photographs nobody here made: real packages, real light, and pictures with no code."""

from pathlib import Path

import pytest

from app.scan.decode import decode
from app.scan.symbol import Symbology

PHOTOS = Path(__file__).parent / "photos"

SHOWN = {
    "quagga_ean_image-001.jpg": (Symbology.EAN_13, "3574660239843"),
    "zxing_code128-1_4.png": (Symbology.GS1_128, "123456"),
    "zxing_code128-3_1.png": (Symbology.CODE_128, "10064908"),
    "zxing_code39-1_1.png": (Symbology.CODE_39, "TEST-SHEET"),
    "zxing_ean13-3_44.png": (Symbology.EAN_13, "9780735619937"),
    "zxing_ean13-4_02.png": (Symbology.EAN_13, "9780441014989"),
    "zxing_ean13-4_10.png": (Symbology.EAN_13, "9780441014989"),
    "zxing_ean8-1_5.png": (Symbology.EAN_8, "80674313"),
    "quagga_upc_image-001.jpg": (Symbology.UPC_A, "0882428015268"),
    "zxing_upce-2_17.png": (Symbology.UPC_E, "0041244000098"),
}


@pytest.mark.parametrize("name", SHOWN)
def test_the_code_in_a_photograph_is_read(name: str):
    found = decode((PHOTOS / name).read_bytes(), budget_ms=3_000)
    assert [(each.symbology, each.raw) for each in found] == [SHOWN[name]]


def test_a_picture_that_only_resembles_a_code_shows_none():
    picture = (PHOTOS / "zxingcpp_falsepositives-1_570.png").read_bytes()
    assert decode(picture, budget_ms=3_000) == []


def test_every_photograph_is_in_the_list():
    kept = {path.name for path in PHOTOS.iterdir() if path.suffix in {".jpg", ".png"}}
    assert kept == set(SHOWN) | {"zxingcpp_falsepositives-1_570.png"}
