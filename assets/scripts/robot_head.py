"""Drive a robot's head that has no morphs: a jaw on a hinge, shutters, and lamps for eyes.

Its nodes are Jaw, Shutter_L and Shutter_R; its material Lamp glows as the mouth opens.
Run: python -m engine --avatar robot.glb --script assets/scripts/robot_head.py
"""

from engine import Query, Read, ResMut, Stage, system
from systems.avatar.vrm.parts import Parts
from systems.components import Rig
from systems.solve.rotation import rotation
from systems.topology import SHAPE

JAW = 0.5  # rad at full opening
GLOW = (1.0, 0.6, 0.1)  # linear RGB


@system(Stage.RIG)
def drive_robot(avatars: Query[Read[Rig]], parts: ResMut[Parts]) -> None:
    for avatar in avatars:
        weights = avatar[Rig].weights
        jaw = weights[SHAPE["jawOpen"]]
        parts.node("Jaw").rotation[:] = rotation(0, JAW * jaw, 0)
        for side in ("Left", "Right"):
            closed = weights[SHAPE[f"eyeBlink{side}"]]
            parts.node(f"Shutter_{side[0]}").scale[:] = 1, max(closed, 0.02), 1
        parts.material("Lamp").emission[:] = [part * (0.2 + jaw) for part in GLOW]
