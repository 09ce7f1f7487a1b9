"""Reading back what was printed: a PDF becomes pixels, and pixels become codes again."""

# pyzbar has no type information.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false

import io
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from pyzbar.pyzbar import decode

Read = Callable[[Image.Image], set[str]]
Pages = Callable[[bytes, int], list[Image.Image]]


@pytest.fixture
def read() -> Read:
    """All codes in a picture."""

    def codes_in(picture: Image.Image) -> set[str]:
        return {symbol.data.decode() for symbol in decode(picture)}

    return codes_in


@pytest.fixture
def pages(tmp_path: Path) -> Pages:
    """A PDF's pages at a printer's resolution, drawn by poppler and not by us."""
    if shutil.which("pdftoppm") is None:
        why = (
            "pdftoppm is missing, so no printed code was read back: install poppler-utils"
        )
        if os.environ.get("CI") == "true":
            pytest.fail(why)
        pytest.skip(why)

    def drawn(pdf: bytes, dpi: int) -> list[Image.Image]:
        file = tmp_path / "printed.pdf"
        file.write_bytes(pdf)
        stem = tmp_path / f"page-{dpi}"
        command = ["pdftoppm", "-r", str(dpi), "-gray", "-png", str(file), str(stem)]
        subprocess.run(command, check=True, capture_output=True)
        found = sorted(tmp_path.glob(f"page-{dpi}-*.png"))
        return [Image.open(io.BytesIO(page.read_bytes())) for page in found]

    return drawn
