"""Both eyes blink as one, for who does not want to wink by chance."""

from __future__ import annotations

from engine import App, Mut, Query, Stage, fresh, system
from systems.capture.frame import Frame
from systems.components import Blendshapes, EyeOpen
from systems.topology import BLINK


@system(Stage.SMOOTH, when=fresh(Frame))
def link_blinks(faces: Query[Mut[Blendshapes], Mut[EyeOpen]]) -> None:
    """Give both lids their mean, and let both eyes be open while one is."""
    for face in faces:
        weights, state = face[Blendshapes].weights, face[EyeOpen].state
        weights[BLINK] = weights[BLINK].mean()
        state[...] = state.max()


def plugin(app: App) -> None:
    """Link the blinks; add after the smoothing."""
    app.add(link_blinks)
