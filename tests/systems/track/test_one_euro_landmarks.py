"""MediaPipe's smoothing against a plain float64 transcription of its rules."""

import math

import numpy as np

from engine import World
from systems.components import Landmarks
from systems.track.one_euro_landmarks import MeshFilter, smooth

RNG = np.random.default_rng(1)
TIMES = (0.0, 0.033, 0.067, 0.1, 0.101, 0.4)
MESHES = (RNG.normal(size=(478, 3)) * 50 + np.cumsum(RNG.normal(size=(6, 1, 3)), 0)).astype("f4")


def transcribed(meshes, times):
    """One-Euro after tracker geometry: velocity of raw values over the mean face side."""

    def share(cutoff, f):
        return 1 / (1 + f / (2 * math.pi * cutoff))

    out = [meshes[0].astype(float)]
    slope, y = np.zeros((478, 3)), out[0]
    for i in range(1, len(meshes)):
        x, before = meshes[i].astype(float), meshes[i - 1].astype(float)
        f = 1 / (times[i] - times[i - 1])
        scale = np.ptp(x[:, :2], axis=0).sum() / 2
        slope += share(1.0, f) * ((x - before) * f / scale - slope)
        cutoff = 0.05 + 80 * np.abs(slope)
        y = y + 1 / (1 + f / (2 * math.pi * cutoff)) * (x - y)
        out.append(y)
    return out


def a_face():
    world = World()
    entity = world.spawn(Landmarks)
    world.register(MeshFilter)
    return world.value(entity, MeshFilter), world.value(entity, Landmarks)


def advance(state, marks, mesh, now):
    marks.raw[...] = marks.points[...] = mesh
    marks.captured_at[...] = now
    smooth(state, marks)
    return marks.points.copy()


def test_smoothing_equals_the_plain_transcription():
    face = a_face()
    for mesh, now, expected in zip(MESHES, TIMES, transcribed(MESHES, TIMES), strict=True):
        np.testing.assert_allclose(advance(*face, mesh, now), expected, rtol=1e-5, atol=1e-4)


def test_first_picture_passes_unfiltered_also_at_time_zero():
    np.testing.assert_array_equal(advance(*a_face(), MESHES[0], 0.0), MESHES[0])


def test_picture_that_is_not_newer_passes_and_leaves_no_trace():
    face, other = a_face(), a_face()
    for state, marks in (face, other):
        advance(state, marks, MESHES[0], 1.0)
    np.testing.assert_array_equal(advance(*face, MESHES[3], 1.0), MESHES[3])
    after = [advance(*f, MESHES[1], 1.1) for f in (face, other)]
    np.testing.assert_array_equal(*after)


def test_mesh_without_size_passes_unfiltered():
    face = a_face()
    advance(*face, MESHES[0], 0.0)
    point = np.full((478, 3), 7, np.float32)
    np.testing.assert_array_equal(advance(*face, point, 0.1), point)
