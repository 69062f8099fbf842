"""What a photograph says of the lens that took it.

Source: CIPA DC-008 (Exif 2.32), sections 4.5 and 4.6; TIFF 6.0.
"""

from __future__ import annotations

import math
import struct
from typing import Final

EXIF_IFD: Final = 0x8769
FOCAL_LENGTH_IN_35MM: Final = 0xA405

DIAGONAL: Final = math.hypot(36, 24)
"""mm of a 35 mm picture; the equivalent focal length is that of the same diagonal angle (CIPA
DCG-001)."""

USUAL: Final = (8, 400)
"""mm of focal length that are believed: other values are placeholders or telescopes."""


def field_of_view(exif: bytes, height: int, width: int) -> float | None:
    """Return the vertical field of view, rad, of a picture of this size; None where none is said.

    Parameters
    ----------
    exif : bytes
        The Exif block, from its TIFF header on. Damage counts as silence.
    height, width : int
        Size as shown, px. A picture that was cropped seems to be taken by a wider lens than it was.

    Examples
    --------
    >>> field_of_view(b"", 480, 640) is None
    True
    """
    try:
        order = {b"II": "<", b"MM": ">"}[exif[:2]]
        (start,) = struct.unpack_from(f"{order}I", exif, 4)
        inner = _entry(exif, order, start, EXIF_IFD)
        focal = _entry(exif, order, inner, FOCAL_LENGTH_IN_35MM)
    except (KeyError, struct.error):
        return None
    if not USUAL[0] <= focal <= USUAL[1]:
        return None
    pixels = focal / DIAGONAL * math.hypot(height, width)
    return 2 * math.atan(height / 2 / pixels)


def _entry(exif: bytes, order: str, start: int, wanted: int) -> int:
    """Return the whole number that a directory holds under a tag.

    Raises
    ------
    KeyError
        If there is none.
    struct.error
        If the directory reaches out of the block.
    """
    (count,) = struct.unpack_from(f"{order}H", exif, start)
    for place in range(start + 2, start + 2 + 12 * count, 12):
        tag, kind = struct.unpack_from(f"{order}HH", exif, place)
        if tag == wanted:
            (value,) = struct.unpack_from(order + ("H" if kind == 3 else "I"), exif, place + 8)
            return int(value)
    raise KeyError(wanted)
