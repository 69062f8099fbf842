"""`PatchOffsets`: the mesh in its normalised patches, less that of the person's neutral face."""

from __future__ import annotations

import math

import numpy as np

from engine import App, Array, Component, Mut, Query, Read, Res, Stage, column, fresh, system
from ext.mesh_normalize import NUMBERS, mesh_normalize
from systems.capture.frame import Frame
from systems.components import Face, HeadPose, Landmarks, PatchOffsets
from systems.solve.calibration.quantile import advance
from systems.solve.calibration.running import NEUTRAL_FREEZES, frontal
from systems.solve.calibration.settings import Calibration
from systems.wanted import Wanted


class NeutralPatches(Component):
    """The running neutral of the patches: a median of frontal pictures that freezes."""

    on = Face
    frontal: Array = column(dtype="f8", unit="s")  # seconds of evidence
    pictures: Array = column(dtype="i8", unit="1")
    at: Array = column(dtype="f8", unit="s", default=math.nan)
    patches: Array = column(NUMBERS, unit="1")
    spread: Array = column(NUMBERS, unit="1")


def learn_patches(state: NeutralPatches, patches: Array, at: float) -> None:
    """Take the patches (450,) of one more frontal picture into the running neutral."""
    if float(state.frontal) >= NEUTRAL_FREEZES:
        return
    if not math.isnan(state.at):
        state.frontal += min(max(at - float(state.at), 0.0), 0.1)
    state.at[...] = at
    advance(state.patches, state.spread, patches, 0.5, int(state.pictures))
    state.pictures += 1


def plugin(app: App) -> None:
    """Add `offset_patches`, which does nothing until a system asks for `PatchOffsets`.

    It comes after the head's pose and before whatever reads the offsets in SOLVE.
    """
    patches = np.zeros((1, NUMBERS), np.float32)
    calibration = app.track.world.find(Calibration) or Calibration()

    @system(Stage.SOLVE, when=Wanted(app, PatchOffsets, fresh(Frame)))
    def offset_patches(
        faces: Query[Read[Landmarks], Read[HeadPose], Mut[NeutralPatches], Mut[PatchOffsets]],
        frame: Res[Frame],
    ) -> None:
        """Normalise the patches of every mesh and take the neutral off."""
        for face in faces:
            state = face[NeutralPatches]
            mesh_normalize(face[Landmarks].points[None], patches)
            if not state.pictures or frontal(face[HeadPose]):
                learn_patches(state, patches[0], frame.captured_at)
            known = calibration.patches
            neutral = known if len(known) else state.patches
            np.subtract(patches[0], neutral, out=face[PatchOffsets].offsets)

    app.add(offset_patches)
