"""The plugin of tracking: from pictures to meshes and shapes."""

from __future__ import annotations

import cv2

from engine import App
from systems.track import eye_crops
from systems.track.align import track_mesh
from systems.track.blendshapes import BlendshapeNet, predict_blendshapes
from systems.track.cuts import Scene, cut_faces
from systems.track.detect import detect_faces
from systems.track.detections import Detector
from systems.track.ladder import RUNGS
from systems.track.nets import open_nets
from systems.track.one_euro_landmarks import smooth_landmarks
from systems.track.people import People
from systems.track.recognise import doubt_faces, recognise_people
from systems.track.settings import TrackSettings
from systems.track.stale import Pulse, feel_pulse, lose_stale_faces
from systems.track.stills import forget_faces
from systems.track.store import Store


def plugin(app: App) -> None:
    """Add detection, mesh, shapes and eye crops, as the app's `TrackSettings` ask.

    Raises
    ------
    ModelError
        If a model is missing and cannot be installed, is damaged, or breaks its contract.
    """
    settings = app.track.world.find(TrackSettings) or TrackSettings()
    cv2.setNumThreads(settings.threads)  # its pool would take every core, to little avail
    nets = open_nets(settings, Store())
    app.insert(nets.detector, key=Detector)
    for resource in (
        settings,
        nets.mesh,
        nets.blendshapes,
        nets.hashes,
        People(),
        RUNGS[0],
        Pulse(),
    ):
        app.insert(resource)
    app.add(detect_faces, track_mesh, feel_pulse, lose_stale_faces)
    if settings.stills:
        app.add(forget_faces)
    if settings.mediapipe and settings.faces == 1:  # it smooths a single face only
        app.add(smooth_landmarks)
    if not settings.mediapipe:
        if settings.cuts:
            app.insert(Scene()).add(cut_faces, doubt_faces)
        app.add(recognise_people)
    if isinstance(nets.blendshapes, BlendshapeNet):
        app.add(predict_blendshapes)  # a net that reads patches comes after the head's pose
    app.add(eye_crops.plugin)
