"""Blush when smiling. Run: python -m engine --script assets/scripts/blush.py"""

from engine import Component, Mut, Query, Read, Stage, column, system
from systems.components import Blendshapes, Rig
from systems.topology import SHAPE


class Joy(Component):
    on = Blendshapes
    felt = column()


@system(Stage.RIG)
def smiles_bring_colour(faces: Query[Read[Blendshapes], Mut[Joy]], rigs: Query[Mut[Rig]]) -> None:
    for face, avatar in zip(faces, rigs, strict=False):
        smile = face[Blendshapes].weights[SHAPE["mouthSmileLeft"]]
        face[Joy].felt += 0.1 * (smile - face[Joy].felt)
        avatar[Rig].blush[...] = face[Joy].felt
