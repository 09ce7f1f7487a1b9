"""Reading back what was printed: pixels become codes again."""

# pyzbar has no type information.
# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false

from collections.abc import Callable

import pytest
from PIL import Image
from pyzbar.pyzbar import decode

Read = Callable[[Image.Image], set[str]]


@pytest.fixture
def read() -> Read:
    """All codes in a picture."""

    def codes_in(picture: Image.Image) -> set[str]:
        return {symbol.data.decode() for symbol in decode(picture)}

    return codes_in
