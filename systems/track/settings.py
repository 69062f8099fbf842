"""What the tracker is asked to do."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from engine.errors import FileError, UsageError
from systems.track.retinaface import LARGE, LEVELS

MODEL_ROLES: Final = ("detect", "mesh", "blendshapes")
"""Nets that the user may replace by one of their own."""

PRESETS: Final = ("default", "mediapipe")

EMBEDDED: Final = {"threads": 1, "levels": (16, 32), "largest": 320}
"""What the `embedded` profile sets: it finds faces from a fifth of the picture's long side."""


@dataclass(frozen=True)
class TrackSettings:
    """How faces are found and followed.

    Attributes
    ----------
    faces : int
        Most faces followed at once.
    preset : str
        "default", or "mediapipe" for the numbers of Google's FaceLandmarker in VIDEO mode.
    threads : int
        Cores the mesh net may use: two halve its time, one costs the least power.
    models : dict of str to Path
        Nets of the user's own by role, see `MODEL_ROLES`.
    thorough : bool
        Whether the default detector looks closely at once, instead of after some empty tries.
    stills : bool
        Whether the pictures are photographs, and none shows what the one before it did.
    cuts : bool
        Whether there may be cuts, as in a film. A camera makes none, whatever the light does.
    look_every : int
        Frames between looks for more faces while fewer than `faces` are followed.
    levels : tuple of int
        Levels of the default detector's pyramid, of 8, 16 and 32, rising: fewer are faster, the
        finest finds the smallest faces.
    largest : int
        Longest long side of the default detector's input, px.
    """

    faces: int = 1
    preset: str = "default"
    threads: int = field(default=min(2, os.cpu_count() or 1))
    models: Mapping[str, Path] = field(default_factory=dict)
    thorough: bool = False
    stills: bool = False
    cuts: bool = False
    look_every: int = 15
    levels: tuple[int, ...] = LEVELS
    largest: int = LARGE

    def __post_init__(self) -> None:
        if self.preset not in PRESETS:
            msg = f"there is no preset '{self.preset}'"
            raise UsageError(msg, fix=f"use one of: {', '.join(PRESETS)}")
        if not self.levels or list(self.levels) != sorted(set(self.levels) & set(LEVELS)):
            msg = f"--detector-levels must be some of 8,16,32, got {_listed(self.levels)}"
            raise UsageError(msg, fix="write --detector-levels 16,32")
        if self.mediapipe and self.levels != LEVELS:
            msg = "--detector-levels has no meaning with --preset mediapipe: BlazeFace has none"
            raise UsageError(msg, fix="leave one of the two out")

    @property
    def mediapipe(self) -> bool:
        """Whether to follow FaceLandmarker to the letter."""
        return self.preset == "mediapipe"


def order_tracking(
    preset: str,
    faces: int,
    models: Sequence[str] | None,
    threads: int | None = None,
    levels: str | None = None,
    profile: str = "desktop",
) -> TrackSettings:
    """Return the settings that options ask for; what is asked for by name outdoes the profile.

    Raises
    ------
    UsageError
        If an option cannot be meant.
    FileError
        If a model's file is not there.
    """
    chosen: dict[str, Any] = dict(EMBEDDED) if profile == "embedded" else {}
    if preset == "mediapipe":
        chosen.pop("levels", None)  # BlazeFace has none
    if threads is not None:
        _require_cores(threads)
        chosen["threads"] = threads
    if levels is not None:
        chosen["levels"] = parse_levels(levels)
    return TrackSettings(faces=faces, preset=preset, models=parse_models(models or ()), **chosen)


def _require_cores(threads: int) -> None:
    """Refuse more threads than cores: they would wait for each other, and a thousand for memory."""
    cores = os.cpu_count() or 1
    if threads > cores:
        msg = f"--threads {threads} is more than the {cores} cores of this machine"
        raise UsageError(msg, fix=f"write --threads {min(cores, 2)}, or leave it out")


def seats(faces: int, pin: int | None) -> int:
    """Return how many faces to follow: beside a pinned person others must not take the only place.

    Examples
    --------
    >>> seats(1, pin=0)
    2
    """
    return faces if pin is None else max(faces, 2)


def parse_levels(text: str) -> tuple[int, ...]:
    """Read levels such as ``16,32``.

    Raises
    ------
    UsageError
        If it is not a list of whole numbers.

    Examples
    --------
    >>> parse_levels("32,16")
    (16, 32)
    """
    try:
        return tuple(sorted(int(word) for word in text.split(",")))
    except ValueError:
        msg = f"--detector-levels must be some of 8,16,32, got {text!r}"
        raise UsageError(msg, fix="write --detector-levels 16,32") from None


def _listed(levels: Sequence[int]) -> str:
    return ",".join(map(str, levels)) or "none"


def parse_models(options: Sequence[str]) -> dict[str, Path]:
    """Read ``ROLE=FILE`` options.

    Raises
    ------
    UsageError
        If one has no ``=`` or names no role.
    FileError
        If the file is not there.

    Examples
    --------
    >>> parse_models([])
    {}
    """
    models = {}
    for option in options:
        role, equals, file = option.partition("=")
        if role not in MODEL_ROLES or not equals:
            msg = f"--model {option} does not name a role and a file"
            raise UsageError(msg, fix=f"give ROLE=FILE with ROLE one of: {', '.join(MODEL_ROLES)}")
        if not Path(file).is_file():
            msg = f"--model {role}: there is no file {file}"
            raise FileError(msg, fix="check the path")
        models[role] = Path(file)
    return models
