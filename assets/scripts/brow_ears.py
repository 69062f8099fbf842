"""Raise an animal's ears with the brows.

Any .glb or .vrm with nodes called Ear_L and Ear_R will do; other names are changed below.
Run: python -m engine --avatar cat.glb --script assets/scripts/brow_ears.py
"""

from engine import Query, Read, ResMut, Stage, system
from systems.avatar.vrm.parts import Parts
from systems.components import Rig
from systems.solve.rotation import rotation
from systems.topology import SHAPE

PRICK, FOLD = 0.5, 0.7  # rad: how far brows lift the ears, and a frown lays them down


@system(Stage.RIG)
def brows_move_ears(avatars: Query[Read[Rig]], parts: ResMut[Parts]) -> None:
    for avatar in avatars:
        for side, ear, way in (("Left", "Ear_L", 1), ("Right", "Ear_R", -1)):
            up, down = (
                avatar[Rig].weights[SHAPE[f"{b}{side}"]] for b in ("browOuterUp", "browDown")
            )
            parts.node(ear).rotation[:] = rotation(0, 0, way * (PRICK * up - FOLD * down))
