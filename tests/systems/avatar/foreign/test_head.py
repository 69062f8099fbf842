"""Heads that other programs have written: shapes, skin, springs, 2048-pixel textures.

Three.js' exporter under Node writes one wherever npm is; Blender's, of 375 MB, where
`make foreign` has been run.
"""

import statistics
import subprocess
import time
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from engine.errors import DeviceError
from systems.avatar.avatars import open_avatar
from systems.avatar.context import open_context
from systems.avatar.pose import Pose, seated
from systems.avatar.quality import FAST, FINE
from systems.avatar.vrm.animator import Animator
from systems.avatar.vrm.load import load_figure
from systems.solve.rotation import rotation
from systems.topology import ARKIT, SHAPE
from tests.systems.avatar.export.node import run_script

pytestmark = pytest.mark.slow

HERE = Path(__file__).parent
BLENDER = HERE.parents[3] / ".venv-foreign" / "bin" / "python"
SHAPES = ",".join(ARKIT)


@pytest.fixture(scope="module", params=["three", "blender"])
def file(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("foreign") / f"{request.param}.vrm"
    if request.param == "three":
        run_script(HERE / "write_head.mjs", path, SHAPES)
    elif BLENDER.exists():
        words = [BLENDER, HERE / "write_suzanne.py", path, SHAPES]
        subprocess.run(words, capture_output=True, timeout=300, check=True)
    else:
        pytest.skip("needs Blender: make foreign")
    return path


@pytest.fixture(scope="module")
def figure(file):
    return load_figure(file)


@pytest.fixture(scope="module")
def shaped(figure):
    """Return a function that gives all vertices (V, 3) under named weights."""
    animator = Animator(figure)

    def vertices(**weights):
        pose = Pose()
        for name, weight in weights.items():
            pose.weights[SHAPE[name]] = weight
        animator(pose)
        return animator.vertices[:, :3].copy()

    return vertices


def test_it_is_as_large_as_heads_that_people_bring(figure):
    geometry = figure.model.geometry
    assert 30_000 < sum(len(t) for t in geometry.triangles.values()) < 80_000
    assert {p.pixels.shape[:2] for p in figure.model.pictures} == {(2048, 2048)}
    assert len(figure.joints) >= 2


@pytest.mark.parametrize(
    ("name", "side"), [("jawOpen", 0), ("mouthSmileRight", -1), ("eyeBlinkLeft", 1)]
)
def test_a_shape_moves_its_side(shaped, name, side):
    change = np.abs(shaped(**{name: 1.0}) - shaped()).max(1)
    assert change.max() > 0.004
    assert np.sign(round(shaped()[change > 0.001, 0].mean(), 3)) == side


def test_every_shape_has_an_effect(figure, shaped):
    rest = shaped()
    still = [n for n in ARKIT if np.abs(shaped(**{n: 1.0}) - rest).max() < 1e-4]
    # Where eyes turn by their bones, the shapes that look rest, not to look twice.
    looks = [name for name in ARKIT if name.startswith("eyeLook")]
    assert still == (looks if "leftEye" in figure.bones else [])


def test_springs_lag_behind_a_turning_head_and_come_to_rest(figure):
    animator, ways = Animator(figure), []
    for step in range(360):
        R = rotation(0.6 * min(max(step - 60, 0) / 30, 1), 0, 0)
        animator(Pose(head_rotation=R, head_translation=seated(R), time=step / 60))
        ways.append(animator.vertices[:, :3].copy())
    lag = np.linalg.norm(ways[90] - ways[-1], axis=1)
    assert np.quantile(lag, 0.98) > 0.005
    assert np.median(lag) < 1e-3
    assert np.abs(ways[-1] - ways[-2]).max() < 1e-4
    assert np.isfinite(ways).all()


@pytest.mark.gl
def test_loading_and_drawing_take_what_is_printed(file):
    tracemalloc.start()
    load_figure(file)
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    start = time.process_time()
    avatar = open_avatar(str(file))
    load = time.process_time() - start
    try:
        context = open_context()
    except DeviceError as error:
        pytest.skip(f"needs OpenGL: {error.message}")
    medians = {}
    with context:
        for name, tier in (("fast", FAST), ("fine", FINE)):
            painter, times = avatar.painter(context, (640, 480), tier), []
            for step in range(12):
                pose = Pose(weights=np.full(52, 0.5), time=step / 60)
                start = time.perf_counter()
                painter.draw(pose, avatar.portrait, avatar.wall)
                painter.read()
                times.append(time.perf_counter() - start)
            medians[name] = 1000 * statistics.median(times[2:])
            assert (painter.read()[200:280, 280:360, 3] == 255).all()
            painter.release()
    frames = ", ".join(f"{name} {t:.1f} ms" for name, t in medians.items())
    print(f"{file.name}: load {load:.2f} s, peak {peak:.0f} MB, a frame {frames}")  # noqa: T201
    assert load < 5
    assert peak < 400
