"""Let the avatar's head bob on a spring, with a kernel of the script's own.

A Numba kernel with a signature is compiled when the script is loaded, never in a frame.
Run: python -m engine --script assets/scripts/bobble_head.py
"""

import numba
import numpy as np

from engine import Clock, Component, Mut, Query, Res, Stage, column, system
from systems.components import Rig
from systems.solve.rotation import rotation, yaw_pitch_roll

STIFFNESS, DAMPING = 180.0, 5.0  # 1/s², 1/s: about two bobs a second, gone in one


class Spring(Component):
    on = Rig
    angles = column(3, dtype="f8", unit="rad")
    speed = column(3, dtype="f8", unit="rad/s")


@numba.njit("void(f8[::1], f8[::1], f8[::1], f8)", nogil=True)
def spring_step(angles, speed, target, dt):
    for i in range(angles.shape[0]):
        speed[i] += dt * (STIFFNESS * (target[i] - angles[i]) - DAMPING * speed[i])
        angles[i] += dt * speed[i]


@system(Stage.RIG)
def bobble_head(avatars: Query[Mut[Rig], Mut[Spring]], clock: Res[Clock]) -> None:
    for avatar in avatars:
        rig, spring = avatar[Rig], avatar[Spring]
        target = np.array(yaw_pitch_roll(rig.head_rotation))
        for _ in range(4):  # small steps keep a stiff spring stable at any display rate
            spring_step(spring.angles, spring.speed, target, min(clock.dt, 0.1) / 4)
        rig.head_rotation[...] = rotation(*spring.angles)
