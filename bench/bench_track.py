"""The nets on one 512x512 portrait, and whole frames in turns with MediaPipe's FaceLandmarker."""

import numpy as np
import pytest

from systems.track.crop import roi_from_points
from systems.track.nets import open_nets
from systems.track.retinaface import RetinaFace
from systems.track.settings import TrackSettings
from systems.track.store import Store
from tests.footage import astronaut, talking_face
from tests.peers import turns

THREADS = [1, 2]


@pytest.fixture(scope="module")
def portrait():
    return astronaut()


def nets(threads, **settings):
    return open_nets(TrackSettings(threads=threads, **settings), Store())


@pytest.mark.parametrize("threads", THREADS)
@pytest.mark.parametrize("patience", [5, 0], ids=["320", "640"])
def test_retinaface(benchmark, portrait, threads, patience):
    detector = nets(threads).detector
    assert isinstance(detector, RetinaFace)

    def detect():
        detector._empty = 0
        detector._patience = patience
        return detector.detect(portrait)

    assert len(benchmark(detect)) == 1


@pytest.mark.parametrize("threads", THREADS)
def test_blazeface(benchmark, portrait, threads):
    assert len(benchmark(nets(threads, preset="mediapipe").detector.detect, portrait)) == 1


@pytest.mark.parametrize("threads", THREADS)
def test_crop_and_mesh_478_points(benchmark, portrait, threads):
    opened, points = nets(threads), np.zeros((478, 3), np.float32)
    opened.mesh.run(portrait, opened.detector.detect(portrait).rois[0], points)
    roi = roi_from_points(points)
    assert benchmark(opened.mesh.run, portrait, roi, points).present


def test_blendshapes_146_points(benchmark):
    points = np.random.default_rng(0).random((478, 3)).astype(np.float32)
    benchmark(nets(1).blendshapes.run, points, 0.0, np.zeros(52, np.float32))


@pytest.mark.parametrize("threads", THREADS)
def test_150_frames_in_turns_with_face_landmarker(benchmark, tmp_path, threads):
    arguments = {"args": (talking_face(), tmp_path), "kwargs": {"threads": threads}}
    theirs, ours = benchmark.pedantic(turns.run, rounds=1, **arguments)
    for clock in ("cpu", "wall"):
        peer, own = (1000 * float(np.median(side[clock][10:])) for side in (theirs, ours))
        benchmark.extra_info[clock] = {"theirs_ms": peer, "ours_ms": own}
        print(
            f"\n{threads} threads, {clock} a frame: theirs {peer:.2f} ms, ours {own:.2f} ms", end=""
        )
