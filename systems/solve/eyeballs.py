"""Where a person's eyeballs lie, learned while they are tracked."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine import Array, Component, column
from systems.components import Face
from systems.solve.eyeball_model import EyeballModel
from systems.solve.gaze import GazeSample, aside_up


class Eyeballs(Component):
    """How far a person's eyeballs lie beyond `EyeballModel`'s; kept while the face is lost."""

    on = Face
    place: Array = column(2, 2, dtype="f8", unit="m")  # left, right; outward, up
    seen: Array = column(dtype="f8", unit="s")  # for how long they have been learned
    at: Array = column(dtype="f8", unit="s", default=math.nan)  # NaN: not yet


@dataclass(frozen=True, slots=True)
class Learning:
    """How eyeballs are learned.

    Attributes
    ----------
    apart : float
        Between the pupils, m: 63 mm, the adult mean (Dodgson, Proc. SPIE 5291, 2004).
    first, memory : float
        s. What has been seen for so long counts as much as the canonical eyes; and no more than
        this much of the past counts against the present.
    ahead : float
        Angle, rad, of gaze and head up to which the eyes are seen well enough.
    farthest : float
        m beyond the canonical place at most.
    """

    apart: float = 0.063
    first: float = 1.0
    memory: float = 20.0
    ahead: float = math.radians(15)
    farthest: float = 4e-3


def learn(
    balls: Eyeballs,
    sample: GazeSample,
    to_camera: NDArray[np.float64],
    dt: float,
    model: EyeballModel,
    learning: Learning,
) -> None:
    """Move the eyeballs, in place, so that the two gazes agree.

    Parameters
    ----------
    balls : Eyeballs
        A row of them.
    sample : GazeSample
        The newest gaze, measured with `balls.place`.
    to_camera : (3,) float64
        From the head to the camera in the head frame, m.
    dt : float
        Seconds since the last sample.
    model, learning
        The eyeball and the pace.

    Notes
    -----
    A person's two eyes look at one thing: at one height, and turned toward each other as much as
    the distance of screen and camera asks. What they are measured to differ beyond that is the
    error of their places, half each: an eyeball of reach r that is off by d turns the gaze by
    d / r. A mean over time, so that a glance at one's own nose does no harm. What both eyes err in
    common cannot be told from where somebody likes to look, and is left to calibration.
    """
    aim, seen = to_camera.tolist(), float(sample.confidence.min())
    views = (*aside_up(sample.combined.tolist()), *aside_up(aim))
    if not (seen > 0 and max(map(abs, views)) < learning.ahead):
        return
    aside, up = sample.parting.tolist()
    aside += learning.apart / max(math.hypot(*aim), 0.2)
    past = min(float(balls.seen), learning.memory) + learning.first
    step = min(dt * seen / past, 1.0) * model.reach / 2
    balls.place += np.array(((step * aside, step * up), (step * aside, -step * up)))
    np.clip(balls.place, -learning.farthest, learning.farthest, out=balls.place)
    balls.seen += dt
