import msgspec
import numpy as np
import pytest

from systems.avatar.bake import bake
from systems.avatar.character import Glasses, load_character
from systems.avatar.glasses import make_glasses
from systems.avatar.surface import Surface


@pytest.fixture(params=["hana", "kaito", "mira", "adult"])
def wearer(request):
    """A character with glasses."""
    return msgspec.structs.replace(load_character(request.param), glasses=Glasses(worn=True))


@pytest.fixture
def wire(wearer):
    """Every vertex of the frame, (N, 3) m."""
    return np.concatenate([part.positions for part in make_glasses(wearer, Surface(wearer))])


def test_kaito_wears_glasses_and_the_others_can():
    worn = [n for n in ("hana", "kaito", "mira", "adult") if load_character(n).glasses.worn]
    assert worn == ["kaito"]


def test_who_wears_none_has_none(wearer):
    bare = msgspec.structs.replace(wearer, glasses=Glasses())
    assert make_glasses(bare, Surface(bare)) == []


def test_the_frame_is_its_own_mirror_image(wire):
    points, image = (np.round(p * 1e6).astype(int) for p in (wire, wire * [-1, 1, 1]))
    assert {tuple(p) for p in np.abs(points)} == {tuple(p) for p in np.abs(image)}
    np.testing.assert_allclose(wire[:, 0].min(), -wire[:, 0].max())


def test_the_frame_touches_no_skin(wire, wearer):
    surface = Surface(wearer)
    ahead = wire[wire[:, 2] > surface.hull.widest(wire[:, 1]) + 0.01]
    inside = np.abs(ahead[:, 0]) < surface.hull.half_width(ahead[:, 1])
    assert (ahead[inside, 2] > surface.depth(ahead[inside, :2])).all()


def test_a_rim_stands_round_each_eye(wire, wearer):
    x, y = wearer.eye.centre
    rim = wire[(wire[:, 0] > 0) & (wire[:, 2] > surface_front(wearer, x, y))]
    assert rim[:, 0].min() < x - wearer.eye.half_width * 0.5
    assert rim[:, 0].max() > x + wearer.eye.half_width * 0.5
    assert rim[:, 1].min() < y < rim[:, 1].max()


def surface_front(wearer, x, y):
    return float(Surface(wearer).depth(np.array([[x, y]]))[0]) - 0.01


def test_temples_reach_the_ears(wire):
    assert wire[:, 2].min() < -0.03


def test_no_expression_moves_the_frame():
    with_glasses, bare = load_character("kaito"), load_character("kaito")
    bare = msgspec.structs.replace(bare, glasses=Glasses())
    heads = [bake(one) for one in (with_glasses, bare)]
    assert len(heads[0].positions) > len(heads[1].positions) + 300
    for name, target in heads[0].targets.items():
        assert len(target.indices) == len(heads[1].targets[name].indices), name
