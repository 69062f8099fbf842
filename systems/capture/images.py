"""Image files, one or a folder of them, as a film."""

from __future__ import annotations

import re
from pathlib import Path

import cv2
import numpy as np

from engine.errors import DataError, FileError
from systems.capture.exif import field_of_view
from systems.capture.frame import Frame, Image

SUFFIXES = frozenset(
    {".bmp", ".jpeg", ".jpg", ".pbm", ".pgm", ".png", ".ppm", ".tif", ".tiff", ".webp"}
)

RATE = 30.0
"""Pictures per second of a folder whose rate is not given."""


class Images:
    """Still pictures, `rate` per second.

    Parameters
    ----------
    path : Path
        An image, or a folder whose images are taken in natural order: 2.png before 10.png.
    rate : float, default 30
        Pictures per second.
    loop : bool, default False
        Begin again at the end; index and time go on growing.

    Attributes
    ----------
    count : int or None
        Number of pictures, None where they loop.

    Raises
    ------
    FileError
        If the path is missing or, on reading, an image is broken.
    DataError
        If the folder has no images.
    """

    realtime = False

    def __init__(self, path: Path, *, rate: float = RATE, loop: bool = False) -> None:
        self._paths = image_paths(path)
        self._loop = loop
        self._index = 0
        self.rate = rate
        self.count = None if loop else len(self._paths)

    def __str__(self) -> str:
        number = len(self._paths)
        return f"{number} image{'s' if number > 1 else ''}, {self.rate:.4g} fps"

    def read(self) -> Frame | None:
        """Return the next picture, or None at the end."""
        index = self._index
        if not self._paths or (index >= len(self._paths) and not self._loop):
            return None
        image, fov = read_photo(self._paths[index % len(self._paths)])
        self._index += 1
        return Frame(image, index / self.rate, index, fov)

    def close(self) -> None:
        """End the pictures. Closing twice is harmless."""
        self._paths = []


def read_image(path: Path) -> Image:
    """Return an image upright as (H, W, 3) uint8 BGR.

    Grey becomes BGR, 16 bits become 8, transparency is dropped, EXIF orientation is carried out.

    Raises
    ------
    FileError
        If the file cannot be read or decoded.
    """
    return read_photo(path)[0]


def read_photo(path: Path) -> tuple[Image, float | None]:
    """Return an image as `read_image` does, and its vertical field of view, rad, if it says so.

    Raises
    ------
    FileError
        If the file cannot be read or decoded.
    """
    try:
        content = np.fromfile(path, np.uint8)  # unlike imread, it takes any path on Windows
    except OSError as error:
        msg = f"image {path} cannot be read: {error.strerror}"
        raise FileError(msg, fix="check the path and its permissions") from error
    if not content.size:
        msg = f"image {path} is empty: 0 bytes"
        raise FileError(msg, fix="fetch or export it again, or remove it")
    image, kinds, blocks = cv2.imdecodeWithMetadata(content, cv2.IMREAD_COLOR)
    if image is None or not image.size:
        msg = f"image {path} is broken or of an unknown format"
        raise FileError(msg, fix="check that it opens elsewhere; save it as PNG or JPEG")
    told = dict(zip(np.ravel(kinds).tolist(), blocks, strict=False))
    exif = np.asarray(told.get(cv2.IMAGE_METADATA_EXIF, b""))
    return np.ascontiguousarray(image), field_of_view(exif.tobytes(), *image.shape[:2])


def image_paths(path: Path) -> list[Path]:
    """Return the image itself, or a folder's images in natural order.

    Raises
    ------
    FileError
        If there is nothing at the path.
    DataError
        If the folder has no images.
    """
    if not path.exists():
        msg = f"there is no file {path}"
        raise FileError(msg, fix="check the path and its spelling")
    if path.is_file():
        return [path]
    found = [entry for entry in path.iterdir() if _is_listed(entry)]
    if not found:
        msg = f"folder {path} has no images in it"
        raise DataError(msg, fix=f"give a folder with {', '.join(sorted(SUFFIXES))}")
    return sorted(found, key=_natural)


def _is_listed(path: Path) -> bool:
    """Whether a folder's entry counts as an image; macOS keeps ``._name.jpg`` that are none."""
    return path.suffix.lower() in SUFFIXES and not path.name.startswith(".")


def _natural(path: Path) -> list[int | str]:
    """Split a name into words and numbers, always in turn, so that 2 comes before 10."""
    parts = re.split(r"(\d+)", path.name.casefold())
    return [int(part) if place % 2 else part for place, part in enumerate(parts)]
