import numpy as np
import pytest
from scipy.spatial import cKDTree

from systems.avatar.cache import load_head
from systems.avatar.character import load_character
from systems.avatar.normals import vertex_normals
from systems.avatar.part import Material
from systems.avatar.quality import FAST
from systems.avatar.thin import thin
from systems.topology import ARKIT


@pytest.fixture(scope="module", params=["hana", "adult"])
def head(request):
    return load_head(load_character(request.param))


@pytest.fixture(scope="module")
def thinned(head):
    return thin(head, FAST.triangles)


def posed(head, name):
    positions = head.positions.copy()
    positions[head.targets[name].indices] += head.targets[name].positions
    return positions


def test_a_thinned_head_has_the_triangles_asked_for(thinned):
    assert 0.98 * FAST.triangles < len(thinned.triangles) <= FAST.triangles
    assert len(np.unique(thinned.triangles)) == len(thinned.positions)
    assert len(thinned.inked) == len(thinned.triangles)


def test_every_vertex_keeps_its_place_and_its_targets(head, thinned):
    _, source = cKDTree(head.positions).query(thinned.positions)
    assert np.array_equal(head.positions[source], thinned.positions)
    for name in ARKIT:
        target = thinned.targets[name]
        assert (np.diff(target.indices) > 0).all()
        assert len(target.indices) == len(target.deltas)
    assert len(thinned.correctives) == len(head.correctives)


@pytest.mark.parametrize("name", ["browDownLeft", "jawOpen", "eyeBlinkRight", "mouthPucker"])
def test_the_surface_stays_within_a_millimetre_and_a_half_under_any_shape(head, thinned, name):
    """A vertex that went lies near the plane of the corner that is nearest now."""
    fine, coarse = posed(head, name), posed(thinned, name)
    skin = head.materials == Material.SKIN
    tree = cKDTree(coarse[thinned.triangles].mean(1))
    _, nearest = tree.query(fine[skin], k=12)
    corners = coarse[thinned.triangles[nearest]]
    normal = np.cross(
        corners[..., 1, :] - corners[..., 0, :], corners[..., 2, :] - corners[..., 0, :]
    )
    normal /= np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-15)
    away = np.abs(((fine[skin][:, None] - corners[..., 0, :]) * normal).sum(-1)).min(1)
    assert np.percentile(away, 99) < 0.0015


def test_eyes_are_left_alone(head, thinned):
    for material in (Material.EYE_LEFT, Material.EYE_RIGHT):
        assert (thinned.materials == material).sum() == (head.materials == material).sum()


def skin_normals(head):
    """Return the skin's vertices and their normals."""
    skin = head.triangles[head.materials[head.triangles[:, 0]] == Material.SKIN]
    used = np.unique(skin)
    return head.positions[used], vertex_normals(head.positions.astype(float), skin)[used]


def test_the_skin_is_folded_nowhere(head, thinned):
    (fine, before), (coarse, after) = skin_normals(head), skin_normals(thinned)
    away, source = cKDTree(fine).query(coarse)
    assert away.max() == 0
    assert np.percentile((after * before[source]).sum(1), 1) > 0.5


def test_a_head_that_is_coarse_enough_stays_as_it_is(head):
    same = thin(head, len(head.triangles))
    assert np.array_equal(same.positions[same.triangles], head.positions[head.triangles])


def test_no_head_is_thinned_beyond_what_holds_it_together(head):
    assert len(thin(head, 10).triangles) > 500
