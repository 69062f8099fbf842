"""Which ARKit shape a name means, in any of the spellings that exporters write."""

from __future__ import annotations

import re
from typing import Final

from systems.topology import ARKIT

SIDES: Final = (("_l", "left"), ("_r", "right"), (".l", "left"), (".r", "right"))


def _plain(name: str) -> str:
    """Return a name in lower case, its side spelt out, without anything but letters."""
    lower = name.strip().lower()
    for short, side in SIDES:
        if lower.endswith(short):
            lower = lower.removesuffix(short) + side
    return re.sub("[^a-z]", "", lower)


_SHAPES: Final = {_plain(name): name for name in ARKIT}


def arkit_name(name: str) -> str | None:
    """Return the ARKit shape that `name` spells, or None.

    Case, separators and prefixes before a dot or a colon do not matter (``Face.eyeBlink_L``).

    Examples
    --------
    >>> [arkit_name(n) for n in ("EyeBlinkLeft", "eyeBlink_L", "mouth_smile_right", "MouthLeft")]
    ['eyeBlinkLeft', 'eyeBlinkLeft', 'mouthSmileRight', 'mouthLeft']
    >>> arkit_name("Fcl_EYE_Close") is None
    True
    """
    whole = _SHAPES.get(_plain(name))
    if whole is not None:
        return whole
    return _SHAPES.get(_plain(re.split(r"[.:|](?=[^.:|]{3,}$)", name)[-1]))
