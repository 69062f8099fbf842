"""A character: everything the procedural head is made from, as read from a TOML file."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Literal

import msgspec

from engine.errors import FileError, UsageError

Colour = tuple[float, float, float]
Slice = tuple[float, float, float, float, float]


class Head(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The skull and the nose.

    `slices` are rows of height y, half width, z of the widest point, z of the front and z of the
    back, in metres of the head frame, from chin to crown; see `systems.avatar.hull.Hull`.
    """

    slices: tuple[Slice, ...]
    nose: tuple[tuple[float, float, float], ...]  # y, height over the face, half width; m
    nostril: tuple[float, float, float] = (0.0065, -0.017, 0.0)  # x, y, darkness 0..1
    wings: tuple[float, float, float] = (0.0125, -0.0105, 0.0)  # x, y, height; m
    cheek: float = 0.0  # roundness of the cheeks, m
    ears: bool = True


class EyeShape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The left eye; the right one is its mirror image. Lengths in metres."""

    centre: tuple[float, float]
    half_width: float
    upper: float  # lid heights over and under the line between the corners
    lower: float
    tilt: float  # rise of the outer corner over the centre
    roundness: float  # 1 = almond, larger = squarer
    radius: float  # of the eyeball
    bulge: float  # how far the eyeball stands out of the socket
    socket: float  # depth of the socket
    iris: float  # radius
    iris_aspect: float  # height over width
    pupil: float  # share of the iris
    lash: float  # thickness of the upper lash line
    wing: float  # length of the lash at the outer corner
    crease: float  # distance of the lid fold over the lid; 0 = none


class BrowShape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The left brow: a ribbon through five points of (x, y, thickness), metres."""

    points: tuple[tuple[float, float, float], ...]


class MouthShape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Lips and what is behind them. Lengths in metres."""

    height: float  # y of the slit
    half_width: float
    curve: float  # rise of the corners over the slit's middle
    upper: float  # lip heights
    lower: float
    bow: float  # depth of Cupid's bow, share of `upper`
    fullness: float
    opening: float  # angle of the jaw at jawOpen 1, radians
    expression: float  # strength of the mouth's shapes


class HairShape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The silhouette of the hair (slices as of the head) and how its locks are cut."""

    slices: tuple[Slice, ...]
    lengths: tuple[tuple[float, float], ...]  # azimuth in degrees from the front, y of the tip
    locks: int
    width: float  # of a lock, over the distance between two locks
    thickness: float  # m
    taper: float  # length of a lock's point, m
    sweep: float  # how far the fringe turns aside from the parting, radians
    wave: float  # how far locks wander aside on their way, radians
    ragged: float  # variation of the tips' heights, m
    parting: float  # x of the parting on the crown, m
    seed: int
    band: float = 0.0  # half width of a hairband, m; 0 = none


class Glasses(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A pair of glasses with a frame of wire. Lengths in metres."""

    worn: bool = False
    half_width: float = 0.0215  # of a lens
    half_height: float = 0.0165
    squareness: float = 2.6  # 2 = an ellipse, larger = squarer
    outward: float = 0.0  # of a lens's middle from the eye's
    up: float = -0.001
    thickness: float = 0.0016  # of the wire
    clearance: float = 0.004  # of frame and lenses from the face
    colour: Colour = (0.13, 0.12, 0.14)


class Colours(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Colours, sRGB 0..1."""

    skin: Colour
    blush: Colour
    lips: Colour
    brow: Colour
    lash: Colour
    sclera: Colour
    iris: Colour
    iris_light: Colour
    hair: Colour
    hair_tip: Colour
    clothes: Colour
    trim: Colour
    background: Colour


class Character(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One avatar of the procedural generator."""

    name: str
    style: Literal["toon", "soft"]
    spacing: float  # of the skin's finest vertices, m
    head: Head
    eye: EyeShape
    brow: BrowShape
    mouth: MouthShape
    hair: HairShape
    body: tuple[Slice, ...]
    collar: float  # y of the neckline at the front, m
    colours: Colours
    about: str = ""  # one line for lists
    glasses: Glasses = Glasses()


def characters() -> list[str]:
    """Return the names of the built-in characters."""
    folder = files("assets") / "avatars"
    return sorted(file.name[:-5] for file in folder.iterdir() if file.name.endswith(".toml"))


def load_character(name: str | Path) -> Character:
    """Read a character by its built-in name or from a TOML file.

    Raises
    ------
    UsageError
        If no built-in character has this name and no such file exists.
    FileError
        If the file is not a valid character.
    """
    text = _read(name)
    try:
        return msgspec.toml.decode(text, type=Character)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        msg = f"{name} is not a character: {error}"
        raise FileError(msg, fix="compare it with assets/avatars/hana.toml") from error


def _read(name: str | Path) -> bytes:
    if str(name) in characters():
        return (files("assets") / "avatars" / f"{name}.toml").read_bytes()
    if Path(name).is_file():
        return Path(name).read_bytes()
    msg = f"there is no avatar called {str(name)!r}"
    raise UsageError(msg, fix=f"choose one of {', '.join(characters())} or name a .toml file")
