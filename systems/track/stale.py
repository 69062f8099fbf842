"""A camera that gives nothing any more loses its faces: what it saw last is not what is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from engine import Clock, Commands, Query, Read, Res, ResMut, Stage, World, fresh, system
from systems.capture.frame import Frame
from systems.components import Landmarks

STALE: Final = 0.5
"""Seconds after which the newest picture no longer stands for the present."""

MISSED: Final = 3
"""Pictures that may be missing of a slow source before the same is true of it."""


@dataclass
class Pulse:
    """When the newest picture was taken, and how long after the one before, s."""

    at: float = 0.0
    period: float = 0.0


@system(Stage.DETECT, when=fresh(Frame))
def feel_pulse(frame: Res[Frame], pulse: ResMut[Pulse]) -> None:
    """Note the time of a picture."""
    pulse.period, pulse.at = frame.captured_at - pulse.at, frame.captured_at


def _without_a_picture(world: World, last_run: int) -> bool:
    return not fresh(Frame)(world, last_run)


@system(Stage.ALIGN, when=_without_a_picture)
def lose_stale_faces(
    faces: Query[Read[Landmarks]], pulse: Res[Pulse], clock: Res[Clock], commands: Commands
) -> None:
    """Take the landmarks off faces whose camera has fallen silent."""
    if clock.now - pulse.at > max(STALE, MISSED * pulse.period):
        for face in faces:
            commands.remove(face.entity, Landmarks)
