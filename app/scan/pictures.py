"""Ways to make a picture easier to read, each remembering where its pixels came from."""

from dataclasses import dataclass, replace
from io import BytesIO
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

Grey = NDArray[np.uint8]
Affine = NDArray[np.float64]
"""Two rows of three: where a point of one picture lies in another."""

PIXELS_MAX: Final = 60_000_000
"""A larger picture is no camera's frame; opening it could fill the memory."""

SIDE_MAX_PX: Final = 2_000
"""What the best attempts work on. A code that needs more is too far away to be meant."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Grey pixels, and `back`: where each of their points lies in the frame."""

    grey: Grey
    back: Affine

    @property
    def side_px(self) -> int:
        """The longer side."""
        return max(self.grey.shape)


def opened(frame: bytes | NDArray[np.generic]) -> Picture | None:
    """The frame as a grey picture, or None when it is no picture at all.

    Bytes are JPEG or PNG. Pillow opens them because OpenCV's readers write to stderr
    about every damaged byte. An array is grey, or colour with the channels last.
    """
    if not isinstance(frame, np.ndarray):
        return _opened_file(frame)
    grey = _grey(frame)
    if grey is None or not _is_a_fair_size(*grey.shape):
        return None
    return within(Picture(grey, np.eye(2, 3)), SIDE_MAX_PX)


def within(picture: Picture, side_px: int) -> Picture:
    """The same picture, made smaller so that its longer side fits."""
    if picture.side_px <= side_px:
        return picture
    return scaled(picture, side_px / picture.side_px)


def scaled(picture: Picture, factor: float) -> Picture:
    """The same picture, `factor` times as wide and high."""
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    grey = cv2.resize(picture.grey, None, fx=factor, fy=factor, interpolation=how)
    there = np.array([[1 / factor, 0, 0], [0, 1 / factor, 0]])
    return Picture(_bytes(grey), _joined(picture.back, there))


def turned(picture: Picture, degrees: float) -> Picture:
    """The same picture turned, on a white ground large enough for all of it."""
    height, width = picture.grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    cos, sin = abs(turn[0, 0]), abs(turn[0, 1])
    wide, high = int(height * sin + width * cos), int(height * cos + width * sin)
    turn[:, 2] += (wide - width) / 2, (high - height) / 2
    grey = cv2.warpAffine(picture.grey, turn, (wide, high), borderValue=(255.0,))
    there = cv2.invertAffineTransform(turn).astype(np.float64)
    return Picture(_bytes(grey), _joined(picture.back, there))


def evened(picture: Picture) -> Picture:
    """Shadows and glare evened out, place by place (CLAHE)."""
    clahe = cv2.createCLAHE(clipLimit=3.0, tileGridSize=(8, 8))
    return replace(picture, grey=_bytes(clahe.apply(picture.grey)))


def sharpened(picture: Picture) -> Picture:
    """Edges a hand or a lens has blurred, made steeper (unsharp mask)."""
    soft = cv2.GaussianBlur(picture.grey, (0, 0), 2.5)
    return replace(
        picture, grey=_bytes(cv2.addWeighted(picture.grey, 2.5, soft, -1.5, 0))
    )


def softened(picture: Picture) -> Picture:
    """Grain and print dots smoothed away."""
    return replace(picture, grey=_bytes(cv2.GaussianBlur(picture.grey, (0, 0), 1.2)))


def inked(picture: Picture) -> Picture:
    """Only black and white, by what is dark beside its own surroundings."""
    block = max(11, picture.side_px // 25 | 1)
    way, kind = cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY
    grey = cv2.adaptiveThreshold(picture.grey, 255, way, kind, block, 7)
    return replace(picture, grey=_bytes(grey))


def _opened_file(data: bytes) -> Picture | None:
    try:
        with Image.open(BytesIO(data), formats=("JPEG", "PNG")) as image:
            if not _is_a_fair_size(image.height, image.width):
                return None
            wide = image.width
            # JPEG can be opened at an eighth, a quarter or a half for the same price.
            image.draft("L", (SIDE_MAX_PX, SIDE_MAX_PX))
            grey = np.asarray(_on_white(image).convert("L"))
    # What a damaged file makes Pillow raise is not documented; these were seen.
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ):
        return None
    shrunk = wide / grey.shape[1]
    picture = Picture(grey, np.array([[shrunk, 0, 0], [0, shrunk, 0]]))
    return within(picture, SIDE_MAX_PX)


def _on_white(image: Image.Image) -> Image.Image:
    """Paper under a picture that has see-through parts, which would read as black."""
    if image.mode not in ("P", "PA", "LA", "RGBA"):
        return image
    over = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", over.size, "white"), over)


def _grey(array: NDArray[np.generic]) -> Grey | None:
    if array.dtype != np.uint8 or array.size == 0:
        return None
    pixels = _bytes(array)
    match pixels.shape:
        case (_, _):
            return pixels
        case (_, _, 1):
            return pixels[:, :, 0]
        case (_, _, 3):
            return _bytes(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY))
        case (_, _, 4):
            return _bytes(cv2.cvtColor(pixels, cv2.COLOR_BGRA2GRAY))
        case _:
            return None


def _is_a_fair_size(height: int, width: int) -> bool:
    return min(height, width) >= 8 and height * width <= PIXELS_MAX


def _bytes(array: NDArray[np.generic]) -> Grey:
    return array.astype(np.uint8, copy=False)


def _joined(outer: Affine, inner: Affine) -> Affine:
    """First `inner`, then `outer`, as one."""
    return outer @ np.vstack([inner, [0.0, 0.0, 1.0]])
