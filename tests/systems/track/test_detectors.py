"""Both detectors find the same face; the default one also far away and tilted."""

import cv2
import numpy as np
import pytest

from systems.track.crop import roi_from_points
from systems.track.mesh import POINTS
from systems.track.retinaface import PATIENCE, RetinaFace, input_size

GREY = (127, 127, 127)


def turned(picture, degrees):
    """Turn a picture counter-clockwise about its middle; return it and the (2, 3) map."""
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return cv2.warpAffine(picture, matrix, (width, height), borderValue=GREY), matrix


def shrunk(picture, scale, shape):
    """Put a smaller copy of a picture into the middle of a grey one."""
    out = np.full(shape, 127, np.uint8)
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    top, left = ((a - b) // 2 for a, b in zip(shape, small.shape[:2], strict=False))
    out[top : top + small.shape[0], left : left + small.shape[1]] = small
    return out


def eye_distance(points):
    return np.linalg.norm(points[33, :2] - points[263, :2])


def test_both_detectors_find_the_same_eyes(portrait, portrait_mesh, retina, blaze):
    corners = portrait_mesh[[[33, 133], [362, 263]], :2].mean(axis=1)  # right, left eye
    tolerance = 0.15 * eye_distance(portrait_mesh)
    for detector in (retina, blaze):
        found = detector.detect(portrait)
        assert len(found) == 1
        np.testing.assert_allclose(found.eyes[0], corners, atol=tolerance)
        x0, y0, x1, y1 = found.boxes[0]
        assert x0 < portrait_mesh[4, 0] < x1
        assert y0 < portrait_mesh[4, 1] < y1


def test_empty_picture_holds_no_face(retina, blaze):
    blank = np.full((90, 160, 3), 127, np.uint8)
    for detector in (retina, blaze):
        found = detector.detect(blank)
        assert len(found) == 0
        assert found.rois.shape == (0, 5)


@pytest.mark.parametrize("degrees", range(-45, 46, 15))
def test_face_is_found_at_every_rotation_and_the_mesh_lands_on_it(
    degrees, portrait, portrait_mesh, retina, face_mesh
):
    picture, matrix = turned(portrait, degrees)
    found = retina.detect(picture)
    assert len(found) == 1
    points = np.zeros((POINTS, 3), np.float32)
    face_mesh.run(picture, found.rois[0], points)
    assert face_mesh.run(picture, roi_from_points(points), points).present
    truth = portrait_mesh[:, :2] @ matrix[:, :2].T + matrix[:, 2]
    error = np.linalg.norm(points[:, :2] - truth, axis=1).mean()
    assert error < 0.01 * eye_distance(portrait_mesh)


@pytest.mark.parametrize("percent", [18, 12, 9, 7, 6])
def test_upright_face_is_found_down_to_six_percent_of_the_long_side(
    percent, portrait, portrait_mesh, retina
):
    height = np.ptp(portrait_mesh[:, 1])
    picture = shrunk(portrait, percent / 100 * 1280 / height, (1280, 1280, 3))
    assert any(len(retina.detect(picture)) for _ in range(PATIENCE + 1))


def test_large_input_takes_turns_after_five_empty_tries(retina_model):
    detector = RetinaFace(retina_model)
    blank = np.zeros((360, 640, 3), np.uint8)
    sizes = []
    for _ in range(PATIENCE + 4):
        detector.detect(blank)
        sizes.append(max(detector.last_input))
    assert sizes == [320] * PATIENCE + [640, 320, 640, 320]


@pytest.mark.parametrize(
    ("expected", "side"),
    [(0, 320), (1000, 160), (320, 160), (300, 320), (160, 320), (140, 640), (9, 640)],
)
def test_input_follows_the_length_of_the_face_that_is_expected(expected, side, retina_model):
    detector = RetinaFace(retina_model)
    detector.detect(np.zeros((720, 1280, 3), np.uint8), expected)
    assert max(detector.last_input) == side


def test_a_face_that_does_not_come_back_is_searched_for_at_all_sizes(retina_model):
    blank = np.zeros((360, 640, 3), np.uint8)
    detector, sizes = RetinaFace(retina_model), []
    for _ in range(PATIENCE + 4):
        detector.detect(blank, 300.0)
        sizes.append(max(detector.last_input))
    assert sizes == [160] * PATIENCE + [640, 320, 640, 320]


def test_a_thorough_search_takes_both_sizes_whatever_came_before(retina_model, portrait):
    detector = RetinaFace(retina_model, thorough=True)
    for _ in range(3):
        detector.detect(np.zeros((360, 640, 3), np.uint8), 300.0)
        assert max(detector.last_input) == 320  # after 640
    assert len(detector.detect(portrait)) == 1
    assert max(detector.last_input) == 640


def test_no_input_is_larger_than_the_largest(retina_model):
    detector = RetinaFace(retina_model, largest=320, thorough=True)
    for expected in (0.0, 20.0):
        detector.detect(np.zeros((360, 640, 3), np.uint8), expected)
        assert max(detector.last_input) == 320


@pytest.mark.parametrize("length", [330, 200, 150, 90])
def test_a_face_is_found_in_the_input_that_its_length_calls_for(
    length, portrait, portrait_mesh, retina
):
    scale = length / np.ptp(portrait_mesh[:, 1])
    picture = shrunk(portrait[:220, 140:330], scale, (1280, 1280, 3))
    assert len(retina.detect(picture, float(length))) == 1


def test_found_face_brings_the_small_input_back(portrait, retina_model):
    detector = RetinaFace(retina_model, thorough=True)
    detector.detect(portrait)
    assert max(detector.last_input) == 640


@pytest.mark.parametrize(
    ("shape", "size"), [((720, 1280), (192, 320)), ((1280, 720), (320, 192)), ((1, 999), (32, 320))]
)
def test_input_shows_the_whole_picture_in_whole_cells(shape, size):
    assert input_size(np.zeros((*shape, 3), np.uint8), 320) == size


def test_blazeface_box_of_a_wide_picture_is_mapped_back(portrait, blaze):
    head = np.ascontiguousarray(portrait[20:260, 120:340])
    wide = np.full((240, 400, 3), 127, np.uint8)
    wide[:, 180:] = head
    (alone,), (beside,) = blaze.detect(head).boxes, blaze.detect(wide).boxes
    np.testing.assert_allclose(beside - (180, 0, 180, 0), alone, atol=10)
