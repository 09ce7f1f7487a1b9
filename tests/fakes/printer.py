"""A printer without paper: the dots a PDF puts down, drawn by PDFium and not by us."""

# pypdfium2's types are incomplete.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false

from typing import Any

from PIL import Image
from pypdfium2 import PdfDocument

POINTS_PER_INCH = 72


def printed(pdf: bytes, dpi: int) -> list[Image.Image]:
    """A PDF's pages at a printer's resolution, in greys."""
    document = PdfDocument(pdf)
    try:
        pages: list[Any] = list(document)
        scale = dpi / POINTS_PER_INCH
        return [page.render(scale=scale, grayscale=True).to_pil() for page in pages]
    finally:
        document.close()
