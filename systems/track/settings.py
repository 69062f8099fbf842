"""What the tracker is asked to do."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from engine.errors import FileError, UsageError
from systems.track.retinaface import PATIENCE

MODEL_ROLES: Final = ("detect", "mesh", "blendshapes")
"""Nets that the user may replace by one of their own."""

PRESETS: Final = ("default", "mediapipe")


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
    patience : int
        Empty tries of the default detector before it looks closer; 0 suits stills.
    look_every : int
        Frames between looks for more faces while fewer than `faces` are followed.
    """

    faces: int = 1
    preset: str = "default"
    threads: int = field(default=min(2, os.cpu_count() or 1))
    models: Mapping[str, Path] = field(default_factory=dict)
    patience: int = PATIENCE
    look_every: int = 15

    def __post_init__(self) -> None:
        if self.preset not in PRESETS:
            msg = f"there is no preset '{self.preset}'"
            raise UsageError(msg, fix=f"use one of: {', '.join(PRESETS)}")

    @property
    def mediapipe(self) -> bool:
        """Whether to follow FaceLandmarker to the letter."""
        return self.preset == "mediapipe"


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
