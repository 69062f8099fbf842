"""A studio: pictures of one avatar without a window, for sheets, strips and tests."""

from __future__ import annotations

import math

import cv2
import numpy as np

from systems.avatar.avatars import Avatar
from systems.avatar.background import Background, Picture
from systems.avatar.context import open_context
from systems.avatar.desk.view_control import ViewControl
from systems.avatar.pose import Pose, View
from systems.avatar.quality import FINE
from systems.topology import ARKIT, SHAPE

FACE = View((0.0, 0.0, 0.80), (0.0, -0.018, 0.0), math.radians(13.5))
"""The view of a face alone."""

TURNS = (-90, -45, 0, 45, 90)
"""Degrees of a turntable's strip."""

LOOK = {"In": (-30, 0), "Out": (30, 0), "Up": (0, -25), "Down": (0, 25)}
"""Degrees outward and down at which an eyeLook shape is 1, as of the built-in performer."""

INK, PAPER = (40, 40, 48), (244, 244, 240)
CAPTION = 26  # px


class Studio:
    """Draws one avatar into pictures.

    Parameters
    ----------
    avatar : Avatar
    size : (width, height)
        Of a picture, px.
    background : Background
        The avatar's own wall by default.
    """

    def __init__(
        self, avatar: Avatar, size: tuple[int, int], *, background: Background = None
    ) -> None:
        self.avatar = avatar
        self._ground = background or avatar.wall
        self._context = open_context()
        with self._context:
            self._painter = avatar.painter(self._context, size, FINE)

    def picture(self, pose: Pose, view: View) -> Picture:
        """Return a picture (H, W, 3) RGB of one moment."""
        with self._context:
            self._painter.draw(pose, view, self._ground)
            return self._painter.read()[..., :3].copy()

    def strip(self) -> Picture:
        """Return the neutral avatar from all sides, next to each other."""
        views = [ViewControl(yaw=math.radians(turn)).view(self.avatar.portrait) for turn in TURNS]
        return np.concatenate([self.picture(Pose(), view) for view in views], 1)

    def sheet(self, columns: int = 4) -> Picture:
        """Return every shape at 0.5 and at 1, captioned, `columns` shapes to a row."""
        cells = [self._cell(name) for name in ARKIT]
        blank = np.full_like(cells[0], PAPER)
        cells += [blank] * (-len(cells) % columns)
        rows = [np.concatenate(cells[i : i + columns], 1) for i in range(0, len(cells), columns)]
        return np.concatenate(rows)

    def _cell(self, name: str) -> Picture:
        pair = [self.picture(shaped(name, weight), FACE) for weight in (0.5, 1.0)]
        picture = np.concatenate(pair, 1)
        caption = np.full((CAPTION, picture.shape[1], 3), PAPER, np.uint8)
        text = f"{name} at 0.5 and 1"
        cv2.putText(caption, text, (8, 18), cv2.FONT_HERSHEY_SIMPLEX, 0.5, INK, 1, cv2.LINE_AA)
        return np.concatenate([caption, picture])


def shaped(name: str, weight: float) -> Pose:
    """Return the pose of one ARKit shape; the eyes follow the shapes that look."""
    pose = Pose()
    pose.weights[SHAPE[name]] = weight
    side = next((s for s in ("Left", "Right") if name.endswith(s)), "")
    way = name.removesuffix(side).removeprefix("eyeLook")
    if name.startswith("eyeLook"):
        out, down = weight * np.radians(LOOK[way])
        aside = out if side == "Left" else -out
        gaze = np.array([math.sin(aside) * math.cos(down), -math.sin(down), math.cos(aside)])
        setattr(pose, f"gaze_{side.lower()}", gaze / np.linalg.norm(gaze))
    return pose
