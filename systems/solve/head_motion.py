"""Head motion: how fast the pose that goes out changes."""

from __future__ import annotations

import math
from typing import Final

from engine import Array, Component, Mut, Query, Stage, column, fresh, system
from systems.capture.frame import Frame
from systems.components import HeadPose


class HeadMotion(Component):
    """The last pose that went out."""

    on = HeadPose
    yaw_pitch_roll: Array = column(3, dtype="f8", unit="rad")
    at: Array = column(dtype="f8", unit="s", default=math.nan)  # NaN: none yet


@system(Stage.SMOOTH, when=fresh(Frame))
def measure_head_motion(
    faces: Query[Mut[HeadPose], Mut[HeadMotion]],
) -> None:
    """Measure the rates of yaw, pitch and roll since the last picture; add after all smoothing."""
    for face in faces:
        head, last = face[HeadPose], face[HeadMotion]
        dt = elapsed(last.at, head.captured_at)
        if dt == 0:
            continue
        change = head.yaw_pitch_roll - last.yaw_pitch_roll
        shortest = (change + math.pi) % (2 * math.pi) - math.pi
        head.angular_velocity[...] = shortest / dt if dt > 0 else 0
        last.yaw_pitch_roll[...] = head.yaw_pitch_roll


LONGEST: Final = 0.5
"""s that one picture counts for at most where something is learned by time: of what was out of
sight it tells no more than any other."""


def learnt_for(at: Array, now: Array) -> float:
    """Move a clock as `elapsed`; return the seconds for which what is seen now counts."""
    return min(elapsed(at, now), LONGEST)


def elapsed(at: Array, now: Array) -> float:
    """Move a clock `at` (0-d, s) to `now`; return the seconds passed, NaN for the first sample."""
    dt = float(now) - float(at)
    at[...] = now
    return dt
