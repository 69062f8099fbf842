"""From what the net says of an average face to what this person does."""

from __future__ import annotations

from engine import App
from systems.solve.calibration import patches, stage
from systems.solve.calibration.settings import Calibration
from systems.solve.canonical import read_canonical_face
from systems.track.patch_blendshapes import PatchBlendshapeNet, predict_from_patches
from systems.track.settings import TrackSettings
from systems.track.store import Store


def plugin(app: App) -> None:
    """Add the offsets of the patches, the user's net that reads them, and the CALIBRATE stage.

    Shapes are calibrated where the app has a `Calibration`, and never under ``--preset mediapipe``:
    that gives the net's own numbers.

    Raises
    ------
    ModelError
        If the face model is not there and cannot be installed.
    """
    world = app.track.world
    app.add(patches.plugin)
    if world.find(PatchBlendshapeNet) is not None:
        app.add(predict_from_patches)
    settings = world.find(TrackSettings) or TrackSettings()
    if world.find(Calibration) is not None and not settings.mediapipe:
        face = read_canonical_face(Store().path("face_landmarker"))
        stage.calibrated(app, face)
