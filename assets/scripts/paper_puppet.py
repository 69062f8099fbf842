"""Play a flat puppet of pictures: drawings of mouths and eyes that take each other's place.

Each drawing is a card, a node of its own: Mouth_Shut, Mouth_Open, Mouth_Wide, Eyes_Open, Eyes_Shut.
Run: python -m engine --avatar paper.glb --script assets/scripts/paper_puppet.py
"""

from engine import Query, Read, ResMut, Stage, system
from systems.avatar.vrm.parts import Parts
from systems.components import Rig
from systems.topology import SHAPE


def show(parts, cards, shown):
    """Show one of several cards; a card of no size is not drawn."""
    for card in cards:
        parts.node(card).scale[:] = float(card == shown)


@system(Stage.RIG)
def swap_drawings(avatars: Query[Read[Rig]], parts: ResMut[Parts]) -> None:
    for avatar in avatars:
        weights = avatar[Rig].weights
        jaw = weights[SHAPE["jawOpen"]]
        blink = (weights[SHAPE["eyeBlinkLeft"]] + weights[SHAPE["eyeBlinkRight"]]) / 2
        mouth = "Mouth_Wide" if jaw > 0.45 else "Mouth_Open" if jaw > 0.12 else "Mouth_Shut"
        show(parts, ("Mouth_Shut", "Mouth_Open", "Mouth_Wide"), mouth)
        show(parts, ("Eyes_Open", "Eyes_Shut"), "Eyes_Shut" if blink > 0.5 else "Eyes_Open")
