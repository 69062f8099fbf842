"""Hidden mouths: things of foreign colours at once, a hand once the lips are known."""

import cv2
import numpy as np
import pytest

from engine import Query, Read, Stage, system
from systems.capture.video import Video
from systems.components import Landmarks, MouthOpen
from systems.solve import stage
from systems.solve.lips import INNER, OUTER, SKIN, lip_redness, lips_seen
from tests.footage import actress, carphone, talking_face
from tests.systems.track.following import follow

BEIGE = (160, 180, 220)
SEVERAL = 90
JAW = [234, 93, 132, 58, 172, 136, 150, 149, 176, 148, 152]
JAW += [377, 400, 378, 379, 365, 397, 288, 361, 323, 454, 195]


def painted(lips, skin, light=(1.0, 1.0, 1.0)):
    """Return a picture in which a mesh's lips and skin have flat colours, and its points."""
    points = np.random.default_rng(0).permutation(np.mgrid[5:105:4, 5:105:4].reshape(2, -1).T)[:478]
    points = np.column_stack([points, np.zeros(len(points))])
    image = np.zeros((120, 120, 3))
    for places, colour in ((SKIN, skin), (OUTER, lips), (INNER, lips)):
        for x, y, _ in points[places].astype(int):
            image[y - 1 : y + 2, x - 1 : x + 2] = np.multiply(colour, light)
    points[INNER] = points[OUTER]
    return image.astype(np.uint8), points


def test_redness_is_the_ratio_of_ratios_whatever_the_light():
    expected = np.log((204 / 104) / (224 / 184))
    assert lip_redness(*painted((100, 100, 200), BEIGE)) == pytest.approx(expected, abs=1e-6)
    blue = painted((100, 100, 200), BEIGE, light=(1.3, 0.8, 0.6))
    assert lip_redness(*blue) == pytest.approx(expected, abs=0.05)


def test_a_picture_without_colours_tells_nothing_of_lips():
    image, points = painted((80, 80, 80), (150, 150, 150))
    assert np.isnan(lip_redness(image, points))
    assert np.isnan(lip_redness(image, points + 500))


def test_known_lips_stay_seen_where_a_picture_loses_its_colours():
    pictures, _ = shown(talking_face())
    grey = [cv2.merge([cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)] * 3) for picture in pictures[:30]]
    assert (seen(pictures + grey) > 0.95).all()


def test_skin_hides_lips_only_where_they_are_known():
    assert lips_seen(0.02, 0.2) == 0
    assert lips_seen(0.02, 0.0) == 1
    assert lips_seen(0.15, 0.2) == 1


def covered(image, points, thing):
    """Return a picture in which a thing is before the mouth."""
    covered, points = image.copy(), points[:, :2]
    (x, y), width = points[OUTER].mean(0), np.linalg.norm(points[234] - points[454])
    at = (round(float(x)), round(float(y)))
    if thing == "plate":
        cv2.circle(covered, at, round(0.25 * width), (128, 128, 128), -1)
    if thing == "microphone":
        cv2.circle(covered, at, round(0.2 * width), (25, 22, 20), -1)
    if thing == "mask":
        cv2.fillPoly(covered, [points[JAW].astype(np.int32)], (180, 150, 110))
    if thing == "hand":
        cheek_x, cheek_y = points[50].astype(int)
        axes = (round(0.4 * width), round(0.2 * width))
        cv2.ellipse(covered, at, axes, 0, 0, 360, image[cheek_y, cheek_x].tolist(), -1)
    return covered


def shown(clip):
    """Return pictures of a clip and the points that are found in them."""
    video, pictures = Video(clip), []
    while len(pictures) < SEVERAL and (frame := video.read()) is not None:
        pictures.append(frame.image.copy())
        frame.release()
    video.close()
    return pictures, [face[0]["raw"] for face in follow(pictures).frames]


@pytest.fixture(scope="module", params=[talking_face, carphone, actress])
def clip(request):
    return shown(request.param())


def seen(pictures):
    """Return how far the lips are seen in each picture."""
    values = []

    @system(Stage.OUTPUT)
    def look(faces: Query[Read[Landmarks], Read[MouthOpen]]) -> None:
        values.extend(float(face[MouthOpen].seen) for face in faces)

    follow(pictures, stage.plugin, look)
    return np.array(values)


def test_lips_of_people_are_seen(clip):
    pictures, _ = clip
    values = seen(pictures)
    assert len(values) == SEVERAL
    assert (values > 0.5).mean() > 0.95


@pytest.mark.parametrize("thing", ["plate", "microphone"])
def test_things_before_a_mouth_are_noticed_from_the_first_picture(clip, thing):
    values = seen([covered(*each, thing) for each in zip(*clip, strict=True)])
    assert (values < 0.1).mean() > 0.95


@pytest.mark.parametrize("clip", [talking_face, actress])
def test_a_mask_is_noticed_where_the_mesh_does_not_slip_off_the_face(clip):
    values = seen([covered(*each, "mask") for each in zip(*shown(clip()), strict=True)])
    assert (values < 0.1).mean() > 0.95


def test_a_hand_is_noticed_within_a_second_once_the_lips_are_known(clip):
    pictures, points = clip
    half = SEVERAL // 2
    hidden = [covered(*each, "hand") for each in zip(pictures[:half], points[:half], strict=True)]
    values = seen(pictures + hidden)
    assert values[:SEVERAL].mean() > 0.9
    assert values[SEVERAL + 30 :].mean() < 0.5
