"""Pictures from bytes, without a word on the terminal about what is wrong with them."""

from __future__ import annotations

import zlib

import cv2
import numpy as np
from numpy.typing import NDArray

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def decode(data: bytes, flags: int = cv2.IMREAD_COLOR) -> NDArray[np.generic] | None:
    """Return a picture as ``cv2.imdecode`` does; None if it cannot be decoded."""
    try:
        return cv2.imdecode(np.frombuffer(plain_png(data), np.uint8), flags)
    except cv2.error:  # of nothing
        return None


def plain_png(data: bytes) -> bytes:
    """Return a PNG of the chunks that make its picture; nothing if one of them is broken.

    OpenCV's decoder writes to the terminal what it thinks of colour profiles, and of broken
    chunks. What is no PNG is returned as it is.

    Examples
    --------
    >>> plain_png(SIGNATURE + b"cut off")
    b''
    """
    if not data.startswith(SIGNATURE):
        return data
    kept, place, kind = [SIGNATURE], len(SIGNATURE), b""
    while kind != b"IEND":
        end = place + 12 + int.from_bytes(data[place : place + 4], "big")
        kind = data[place + 4 : place + 8]
        if len(kind) < 4 or end > len(data):
            return b""
        if kind[:1].isupper() or kind == b"tRNS":  # lower case is ancillary: PNG 1.2, 3.3
            if zlib.crc32(data[place + 4 : end - 4]) != int.from_bytes(data[end - 4 : end], "big"):
                return b""
            kept.append(data[place:end])
        place = end
    return b"".join(kept)
