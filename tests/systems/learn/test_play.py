import numpy as np
import pytest

from systems.avatar.avatars import open_avatar
from systems.learn.evaluation import theatre as stage
from systems.learn.evaluation.acting import acted
from systems.learn.evaluation.audience import OURS, THEIRS, Audience
from systems.learn.evaluation.landmarker import INTERPRETER, landmarker, looked
from systems.learn.evaluation.ours import watch
from systems.learn.evaluation.scene import Scene
from systems.learn.evaluation.scenes import crossing
from systems.solve.calibration.settings import Calibration
from systems.topology import SHAPE

pytestmark = pytest.mark.gl


@pytest.fixture(scope="module")
def theatre():
    with stage.opened([open_avatar("adult"), open_avatar("mira")]) as opened:
        yield opened


def nodding(name="nod", **how):
    return Scene(name, 0.5, (lambda t: acted({"jawOpen": t}, turn=(40 * t, 0, 0)),), **how)


def test_a_scene_looks_the_same_twice(theatre):
    first = [picture.copy() for picture in theatre.pictures(nodding())]
    for picture, again in zip(first, theatre.pictures(nodding()), strict=True):
        np.testing.assert_array_equal(picture, again)
    assert len(first) == 15


def test_motion_blur_mixes_moments(theatre):
    sharp = np.array([picture.copy() for picture in theatre.pictures(nodding())], float)
    soft = np.array([p.copy() for p in theatre.pictures(nodding(exposure=0.03))], float)
    edges = [(np.diff(film[8, 120:320], axis=1) ** 2).mean() for film in (sharp, soft)]
    assert edges[1] < 0.8 * edges[0]
    assert np.abs(sharp.mean(0) - soft.mean(0)).mean() < 1


def test_the_nearer_of_two_hides_the_farther(theatre):
    near, far = crossing(3.0).acts
    alone = next(theatre.pictures(Scene("near", 0.1, (lambda _: near(1.5),)))).copy()
    both = next(theatre.pictures(Scene("two", 0.1, (lambda _: near(1.5), lambda _: far(1.5)))))
    face = (slice(220, 260), slice(310, 330))
    np.testing.assert_allclose(both[face], alone[face], atol=1)
    assert (both != alone).any()


def test_our_tracker_sees_what_is_played_and_twice_the_same(theatre):
    first, second = (watch(theatre.pictures(nodding()), Calibration()) for _ in range(2))
    assert first.found.all()
    np.testing.assert_array_equal(first.shapes, second.shapes)
    np.testing.assert_array_equal(first.rotation, second.rotation)
    jaw = first.shapes[:, SHAPE["jawOpen"]]
    assert jaw[-1] > jaw[0] + 0.1


@pytest.mark.peers
def test_face_landmarker_sees_the_same_pictures_beside_us(theatre):
    if not INTERPRETER.exists():
        pytest.skip("needs the peers' venv: make peers")
    with landmarker() as peer:
        both = Audience(peer).watch(theatre.pictures(nodding()))
        again = Audience(peer).watch(theatre.pictures(nodding()))
    ours, theirs = both[OURS], both[THEIRS]
    assert theirs.found.all()
    np.testing.assert_array_equal(theirs.times, ours.times)
    np.testing.assert_array_equal(theirs.shapes, again[THEIRS].shapes)
    np.testing.assert_allclose(theirs.eyes, ours.eyes, atol=4)
    np.testing.assert_allclose(theirs.translation, ours.translation, atol=0.06)


def test_their_looking_shapes_become_angles_of_our_frame():
    shapes = np.zeros(52)
    shapes[[SHAPE["eyeLookOutLeft"], SHAPE["eyeLookInRight"]]] = 0.5
    shapes[[SHAPE["eyeLookDownLeft"], SHAPE["eyeLookDownRight"]]] = 1.0
    np.testing.assert_allclose(np.degrees(looked(shapes)), [15, 25])


def test_without_the_peers_venv_nobody_watches_beside_us(monkeypatch, tmp_path):
    monkeypatch.setattr("systems.learn.evaluation.landmarker.INTERPRETER", tmp_path / "python")
    with landmarker() as peer:
        assert peer is None
