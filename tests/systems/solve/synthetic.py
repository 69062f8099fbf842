"""A synthetic face: the canonical mesh with irises, posed and photographed exactly."""

import numpy as np

from systems.solve.camera import Pinhole
from systems.solve.canonical import CanonicalFace
from systems.solve.eyeball_model import EyeballModel
from systems.topology import EYE_CORNERS, LEFT_IRIS, RIGHT_IRIS

CAMERA = Pinhole(1280, 720)
AHEAD = np.array([0.0, 0.0, 1.0])


def direction(yaw: float, pitch: float) -> np.ndarray:
    """Return the unit vector (3,) that looks `yaw` to the subject's left and `pitch` up, rad."""
    flat = np.cos(pitch)
    return np.array([np.sin(yaw) * flat, np.sin(pitch), np.cos(yaw) * flat])


def angles_of(gaze: np.ndarray) -> np.ndarray:
    """Return how far unit vectors (N, 3) look to the subject's left and up, (N, 2) rad."""
    return np.column_stack([np.arctan2(gaze[:, 0], gaze[:, 2]), np.arcsin(gaze[:, 1])])


def head_points(face: CanonicalFace, gaze: np.ndarray = AHEAD) -> np.ndarray:
    """Return the mesh with irises (478, 3) in the head frame, metres; `gaze` is (3,) or (2, 3)."""
    model = EyeballModel()
    corners = face.vertices[EYE_CORNERS]
    centres = (corners[::2] + corners[1::2]) / 2 + (0, model.rise, -model.depth)
    centres += np.array(((model.outward, 0, 0), (-model.outward, 0, 0)))
    irises = centres + model.reach * gaze
    points = np.empty((478, 3))
    points[:468] = face.vertices
    points[LEFT_IRIS], points[RIGHT_IRIS] = irises
    return points


def photograph(
    head: np.ndarray, rotation: np.ndarray, translation: np.ndarray, camera: Pinhole = CAMERA
) -> np.ndarray:
    """Return the mesh (478, 3) that a perfect tracker would see; z is relative depth, px."""
    world = head @ rotation.T + translation
    depth = -world[:, 2]
    near = depth[:468].mean()
    return np.column_stack([camera.project(world), camera.focal * (depth / near - 1)])


def mirror_twins(face: CanonicalFace) -> np.ndarray:
    """Return for each of the 478 points its twin on the other half of the face."""
    mirrored = face.vertices * (-1, 1, 1)
    distance = np.linalg.norm(mirrored[:, None] - face.vertices, axis=2)
    twins = np.arange(478)
    twins[:468] = distance.argmin(1)
    twins[RIGHT_IRIS], twins[LEFT_IRIS] = LEFT_IRIS, RIGHT_IRIS
    return twins
