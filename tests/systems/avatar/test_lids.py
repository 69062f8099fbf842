import numpy as np
import pytest

from systems.avatar.contours import Lids
from systems.avatar.skin import EYE_POINTS, LID_RINGS

BARYCENTRES = np.array([[1, 1, 1], [4, 1, 1], [1, 4, 1], [1, 1, 4]]) / np.array(
    [[3], [6], [6], [6]]
)


def lid_triangles(head, character):
    """Return the triangles of the left eye's rings outside the lid's edge, (T, 3)."""
    ring = np.arange(EYE_POINTS * (len(LID_RINGS) + 1))
    on_the_skin = ring[EYE_POINTS:]
    rows = np.isin(head.triangles, on_the_skin).all(1)
    return head.triangles[rows]


@pytest.mark.parametrize("blink", [0.0, 0.25, 0.5, 0.75, 1.0])
@pytest.mark.parametrize("rival", [None, "eyeLookDownLeft", "eyeSquintLeft", "eyeLookUpLeft"])
def test_the_eyeball_never_pokes_through_the_lids(head, character, shaped, blink, rival):
    weights = {"eyeBlinkLeft": blink} | ({rival: 1.0} if rival else {})
    positions = shaped(**weights)
    corners = positions[lid_triangles(head, character)]
    points = np.einsum("bc,tcx->tbx", BARYCENTRES, corners).reshape(-1, 3)
    eye = head.eyes[0]
    assert np.linalg.norm(points - eye.centre, axis=1).min() > eye.radius


def test_a_blink_brings_the_lids_together_along_the_whole_eye(head, character, shaped):
    edge = EYE_POINTS + np.arange(EYE_POINTS)
    upper, lower = edge[1 : EYE_POINTS // 2], edge[: EYE_POINTS // 2 : -1]
    neutral, shut = shaped(), shaped(eyeBlinkLeft=1.0)
    opening = (neutral[upper, 1] - neutral[lower, 1]).max()
    assert opening > 0.8 * (character.eye.upper + character.eye.lower)
    assert np.abs(shut[upper, 1] - shut[lower, 1]).max() < 0.04 * opening


def test_lids_open_wide_and_squint(shaped):
    upper, lower = EYE_POINTS + EYE_POINTS // 4, EYE_POINTS + 3 * EYE_POINTS // 4
    openings = [
        shaped(**weights)[upper, 1] - shaped(**weights)[lower, 1]
        for weights in ({"eyeSquintLeft": 1.0}, {"eyeLookDownLeft": 1.0}, {}, {"eyeWideLeft": 1.0})
    ]
    assert openings[0] < openings[2] < openings[3]
    assert openings[1] < openings[2]


def test_the_contour_runs_once_round_the_eye(character):
    contour = Lids(character.eye).contour(EYE_POINTS)
    x, y = contour.T
    area = np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)) / 2
    assert area > 0  # anticlockwise
    assert abs(x.max() - x.min() - 2 * character.eye.half_width) < 1e-6
