"""A profile: what was learned of one person's face, as a file that people can read and change."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import msgspec

from engine.errors import UsageError
from ext.mesh_normalize import NUMBERS
from systems import topology
from systems.solve.calibration.measures import NAMES, ONCE_WRITTEN
from systems.typed_toml import Keys, nearest, parse_toml, placed, read_text

Rest = Annotated[float, msgspec.Meta(ge=-0.9, le=0.9)]
Dead = Annotated[float, msgspec.Meta(ge=0, le=0.9)]
Gain = Annotated[float, msgspec.Meta(ge=0, le=10)]
Curve = Annotated[float, msgspec.Meta(ge=0.1, le=10)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class ShapeResponse(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The curve of one shape, see `Response`; `reached` is the highest weight that was seen."""

    offset: Rest = 0.0
    dead_zone: Dead = 0.0
    gain: Gain = 1.0
    curve: Curve = 1.0
    low: Share = 0.0
    high: Share = 1.0
    reached: float | None = None


class Neutral(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The face at rest: named measures of its mesh, and its normalised patches."""

    measures: dict[str, float] = msgspec.field(default_factory=dict)
    patches: list[float] = msgspec.field(default_factory=list)  # order of `ext.mesh_normalize`


class Profile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """All of it; a file that says nothing changes nothing but what is estimated from the mesh."""

    about: str = ""
    estimates: bool = True  # let the mesh help with shapes that the net sees badly
    zero: list[str] = msgspec.field(default_factory=list)  # shapes that are always 0
    at_most: dict[str, str] = msgspec.field(default_factory=dict)  # shape: never more than this one
    shapes: dict[str, ShapeResponse] = msgspec.field(default_factory=dict)
    neutral: Neutral = msgspec.field(default_factory=Neutral)


def read_profile(path: Path) -> Profile:
    """Read a profile.

    Raises
    ------
    FileError
        If it cannot be read or says something that cannot be meant; the message has its line.
    """
    return parse_profile(read_text(path), str(path))


def parse_profile(text: str, name: str) -> Profile:
    """Return the profile that a TOML text, of a file called `name`, holds."""
    profile = parse_toml(text, name, Profile)
    for keys, fault in _unmeant(profile):
        raise placed(text, name, keys, fault)
    for gone in ONCE_WRITTEN:
        profile.neutral.measures.pop(gone, None)
    return profile


def _unmeant(profile: Profile) -> list[tuple[Keys, UsageError]]:
    """Return what the types allow but cannot be meant."""
    named: list[tuple[Keys, str]] = [(("shapes", name), name) for name in profile.shapes]
    named += [(("zero",), name) for name in profile.zero]
    named += [(("at_most", a), name) for a, b in profile.at_most.items() for name in (a, b)]
    faults = [
        (keys, UsageError(f"there is no shape {name!r}", fix=nearest(name, topology.ARKIT)))
        for keys, name in named
        if name not in topology.SHAPE
    ]
    faults += [
        (
            ("neutral", "measures", name),
            UsageError(f"there is no measure {name!r}", fix=nearest(name, NAMES)),
        )
        for name in profile.neutral.measures
        if name not in (*NAMES, *ONCE_WRITTEN)
    ]
    for name, shape in profile.shapes.items():
        if shape.low > shape.high:
            msg = f"{name} has low {shape.low:g} above high {shape.high:g}"
            faults.append((("shapes", name, "low"), UsageError(msg, fix="exchange the two")))
    if (count := len(profile.neutral.patches)) not in (0, NUMBERS):
        error = UsageError(f"patches must be {NUMBERS} numbers, got {count}", fix=RELEARN)
        faults.append((("neutral", "patches"), error))
    return faults


RELEARN: Final = "take the line out, or run: python -m engine calibrate"
