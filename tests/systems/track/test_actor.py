"""The semi-realistic character passes for a face: with the detector and with the mesh."""

import numpy as np
import pytest

from systems.capture.actor import Actor
from systems.capture.performance import LENGTH
from systems.solve.rotation import yaw_pitch_roll
from systems.track.crop import roi_from_points

pytestmark = [pytest.mark.gl, pytest.mark.slow]

FRONTAL = np.radians((15.0, 15.0, 15.0))
"""Yaw, pitch and roll up to which a frame is frontal."""

SURE = 0.9
"""Presence that the mesh must give."""

SETTLING = 2
"""Runs of the mesh between the detector's region and its own."""


def presence(mesh, image, roi):
    """Return the mesh's presence once its region has settled, from a detector's region."""
    points = np.empty((478, 3), np.float32)
    for _ in range(SETTLING):
        mesh.run(image, roi, points)
        roi = roi_from_points(points)
    return mesh.run(image, roi, points).presence


def test_the_adult_is_found_on_its_frontal_frames_each_by_itself(retina, face_mesh):
    actor, found, sure = Actor(rate=15), [], []
    for _ in range(int(LENGTH * actor.rate)):
        frame = actor.read()
        if (np.abs(yaw_pitch_roll(frame.truth.head_rotation)) < FRONTAL).all():
            detections = retina.detect(frame.image)
            found.append(len(detections) == 1)
            scores = [presence(face_mesh, frame.image, roi) for roi in detections.rois[:1]]
            sure.append(max(scores, default=0.0))
        frame.release()
    sure = np.array(sure)
    share = f"RetinaFace {np.mean(found):.1%}, presence {np.mean(sure > SURE):.1%}"
    print(f"{len(found)} frontal frames: {share}, least presence {sure.min():.3f}")  # noqa: T201
    assert len(found) > 60
    assert np.mean(found) >= 0.98
    assert np.mean(sure > SURE) >= 0.98
