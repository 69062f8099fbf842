"""The CALIBRATE stage: from the net's weights to this person's."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine import App, Changed, Mut, Query, Read, Res, ResMut, Row, Stage, fresh, system
from systems.capture.frame import Frame
from systems.components import Blendshapes, HeadPose
from systems.solve.calibration import blinks, estimates
from systems.solve.calibration.measures import FaceMeasures, MeshRuler, measure_mesh
from systems.solve.calibration.running import Running, frontal, learn, reach
from systems.solve.calibration.settings import Calibration
from systems.solve.canonical import CanonicalFace
from systems.solve.lids import Lids

Floats = NDArray[np.float32]

OPENED: Final = 0.55
"""Mean opening from which lids are not down. Who began with eyes wide open rests at 0.65."""


@system(Stage.CALIBRATE, when=fresh(Frame))
def learn_neutral(
    faces: Query[
        Read[Blendshapes],
        Changed[Blendshapes],
        Read[HeadPose],
        Read[FaceMeasures],
        Read[Lids],
        Mut[Running],
    ],
    frame: Res[Frame],
) -> None:
    """Learn the neutral face and its ranges from frontal pictures, until they freeze.

    Lids that are down, in a blink or to look down, are no neutral's.
    """
    for face in faces:
        weights, measures = face[Blendshapes].weights, face[FaceMeasures].sizes
        if not frontal(face[HeadPose]) or sum(face[Lids].opening.tolist()) < 2 * OPENED:
            continue
        if np.isfinite(measures).all() and np.isfinite(weights).all():
            learn(face[Running], weights, measures, frame.captured_at)


@system(Stage.CALIBRATE, when=fresh(Frame))
def calibrate_shapes(
    faces: Query[
        Mut[Blendshapes],
        Changed[Blendshapes],
        Read[HeadPose],
        Read[FaceMeasures],
        Mut[Running],
        Read[Lids],
        Mut[blinks.Lowering],
    ],
    calibration: ResMut[Calibration],
) -> None:
    """Turn the net's weights into the person's, by the profile or by what was learned."""
    calibration.look()
    for face in faces:
        weights = face[Blendshapes].weights
        response = calibration.response(face[Running])
        response.take_rest_off(weights)
        if calibration.estimates:
            _estimate(face, weights, *calibration.neutral(face[Running]))
        if face[Running].at == face[Blendshapes].captured_at:  # `learn_neutral` took it
            reach(face[Running], weights)
        response.bend(weights)


def _estimate(face: Row, weights: Floats, neutral: Floats, sure: float) -> None:
    sizes = face[FaceMeasures].sizes
    change = sizes - neutral
    if np.isfinite(change).all():
        estimates.blend(weights, change, float(face[HeadPose].yaw_pitch_roll[0]), sure)
        state, at = face[blinks.Lowering], face[Blendshapes].captured_at
        blinks.blend_blinks(weights, face[Lids].opening, state, at)


def calibrated(app: App, face: CanonicalFace) -> None:
    """Add measuring, learning and calibrating."""
    app.insert(MeshRuler(face)).add(measure_mesh, learn_neutral, calibrate_shapes)
