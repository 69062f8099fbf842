"""Avatars of both kinds: the built-in characters and files, opened by name and drawn alike."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import Protocol

import moderngl
import numpy as np
from numpy.typing import NDArray

from engine.errors import UsageError
from systems.avatar.background import Background, Colour
from systems.avatar.cache import load_head
from systems.avatar.character import Character, characters, load_character
from systems.avatar.painter import Painter
from systems.avatar.pose import Pose, View, bust, whole
from systems.avatar.quality import Tier
from systems.avatar.vrm.animator import Animator
from systems.avatar.vrm.figure import Figure
from systems.avatar.vrm.framing import full_figure, portrait
from systems.avatar.vrm.load import SUFFIXES, load_figure
from systems.avatar.vrm.painter import FigurePainter
from systems.avatar.vrm.parts import Parts
from systems.avatar.vrm.posing import ARMS
from systems.avatar.vrm.thinned import thinned

WALL: Colour = (0.62, 0.70, 0.80)
"""sRGB behind avatars from files, which bring no wall of their own."""


class AnyPainter(Protocol):
    """What draws one avatar into a framebuffer of its own."""

    @property
    def framebuffer(self) -> moderngl.Framebuffer:
        """The finished picture; colours are premultiplied by their alpha."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, px."""

    def draw(self, pose: Pose, camera: View, background: Background = None) -> None:
        """Draw one moment."""

    def read(self) -> NDArray[np.uint8]:
        """Return the picture, (H, W, 4) RGBA, top row first; the array is reused."""

    def resize(self, size: tuple[int, int]) -> None:
        """Take on a new size in pixels."""

    def release(self) -> None:
        """Give every GL object back."""


class Avatar(Protocol):
    """Something to draw.

    Attributes
    ----------
    name : str
    wall : Colour
        Behind it, unless its user asks for something else.
    parts : Parts
        What scripts move.
    portrait, whole : View
        Head and shoulders; all there is.
    """

    name: str
    wall: Colour
    parts: Parts
    portrait: View
    whole: View

    def painter(self, context: moderngl.Context, size: tuple[int, int], tier: Tier) -> AnyPainter:
        """Return a painter of a size (px); several may be open at a time."""


class DrawnAvatar:
    """A built-in character, or one from a TOML file."""

    def __init__(self, character: Character) -> None:
        self.name, self.wall = character.name, character.colours.background
        self.parts, self.portrait, self.whole = Parts(), bust(), whole()
        self._character = character

    def painter(self, context: moderngl.Context, size: tuple[int, int], tier: Tier) -> Painter:
        """Return a painter of a size (px)."""
        return Painter(
            context,
            self._character,
            load_head(self._character, triangles=tier.triangles),
            size,
            samples=tier.samples,
            outline=tier.outline and self._character.style == "toon",
        )


class FileAvatar:
    """An avatar from a .vrm, .glb or .gltf file; `animator` is what moves it."""

    def __init__(self, figure: Figure, *, arms: float = ARMS) -> None:
        self.animator = Animator(figure, arms=arms)
        self.name, self.wall = figure.name, WALL
        self.parts = self.animator.parts
        self.portrait, self.whole = portrait(self.animator), full_figure(self.animator)

    def painter(
        self, context: moderngl.Context, size: tuple[int, int], tier: Tier
    ) -> FigurePainter:
        """Return a painter of a size (px)."""
        figure = self.animator.figure
        return FigurePainter(
            context,
            self.animator,
            size,
            samples=tier.samples,
            outline=tier.outline,
            triangles=None if tier.triangles is None else thinned(figure, tier.triangles),
        )


def open_avatar(spec: str, *, arms: float = ARMS) -> Avatar:
    """Return the avatar that a name or a path stands for.

    Parameters
    ----------
    spec : str
    arms : float
        Angle of a loaded avatar's upper arms below the horizontal, rad.

    Raises
    ------
    UsageError
        If it is neither a built-in character nor a file.
    FileError
        If the file cannot be read.
    """
    path = Path(spec)
    if path.suffix.lower() in SUFFIXES:
        return FileAvatar(load_figure(path), arms=arms)
    if spec in characters() or path.is_file():
        return DrawnAvatar(load_character(spec))
    msg = f"there is no avatar called {spec!r}"
    near = get_close_matches(spec, characters(), 1)
    hint = f"did you mean {near[0]}? " if near else ""
    known = ", ".join(characters())
    raise UsageError(msg, fix=f"{hint}choose one of {known}, or name a .vrm or .glb file")
