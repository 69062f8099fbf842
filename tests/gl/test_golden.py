"""Pictures stay as they were approved: a contact sheet per character, compared tile by tile."""

import cv2
import numpy as np
import pytest

from systems.avatar.background import Flat
from systems.avatar.character import characters
from systems.avatar.pose import Pose, bust, seated
from systems.avatar.studio import FACE
from systems.solve.rotation import rotation
from systems.topology import SHAPE, SIDES

pytestmark = pytest.mark.gl

TOLERANCE = 3.0
"""Mean difference of a tile, of 255: other versions of Mesa place edges a little otherwise."""

SIDE, COLUMNS = 128, 5  # px, tiles

SHAPES = {
    "neutral": {},
    "brows up": {"browInnerUp": 1, "browOuterUp": 1},
    "brows down": {"browDown": 1, "noseSneer": 0.6},
    "blink": {"eyeBlink": 1},
    "wide": {"eyeWide": 1, "jawOpen": 0.3, "mouthFunnel": 0.3},
    "squint": {"eyeSquint": 1, "cheekSquint": 1, "cheekPuff": 0.5},
    "look down": {"eyeLookDown": 1},
    "look aside": {"eyeLookOutLeft": 1, "eyeLookInRight": 1},
    "turn": {},
    "jaw open": {"jawOpen": 1},
    "jaw aside": {"jawLeft": 1, "jawForward": 0.5, "mouthLeft": 1},
    "smile": {"mouthSmile": 1, "mouthDimple": 0.5, "jawOpen": 0.3},
    "frown": {"mouthFrown": 1, "mouthLowerDown": 0.6, "mouthStretch": 0.4, "mouthUpperUp": 0.4},
    "pucker": {"mouthPucker": 1, "mouthPress": 0.5, "mouthRollLower": 0.4, "mouthShrugUpper": 0.4},
    "tongue": {"tongueOut": 1, "jawOpen": 0.5, "mouthClose": 0.1},
}  # fmt: skip
"""One tile each; shapes without a side stand for both."""


def pose(name):
    weights = np.zeros(52, np.float32)
    for shape, weight in SHAPES[name].items():
        for full in SIDES[shape]:
            weights[SHAPE[full]] = weight
    R = rotation(0.45, 0.1, -0.1) if name == "turn" else np.eye(3)
    toward = {"look down": (0, -0.4, 1), "look aside": (0.45, 0, 1), "turn": (0.3, 0.1, 1)}
    ahead = np.array(toward.get(name, (0, 0, 1)))
    ahead = ahead / np.linalg.norm(ahead)
    return Pose(weights, R, seated(R), ahead, ahead)


def view(name):
    return bust() if name in ("neutral", "turn") else FACE


def tiles(sheet):
    """Return a sheet's tiles, (N, SIDE, SIDE, 3)."""
    rows = sheet.reshape(-1, SIDE, COLUMNS, SIDE, 3)
    return rows.transpose(0, 2, 1, 3, 4).reshape(-1, SIDE, SIDE, 3)


@pytest.mark.parametrize("name", characters())
def test_pictures_stay_as_they_were_approved(paint, name, request):
    options = {"background": Flat((0.5, 0.5, 0.5)), "size": (SIDE, SIDE), "samples": 4}
    drawn = [paint(pose(p), name, view(p), **options)[..., :3] for p in SHAPES]
    rows = [np.concatenate(drawn[i : i + COLUMNS], 1) for i in range(0, len(drawn), COLUMNS)]
    path = request.path.parent / "golden" / f"{name}.png"
    if request.config.getoption("--update-golden"):
        path.parent.mkdir(exist_ok=True)
        smallest = [cv2.IMWRITE_PNG_COMPRESSION, 9]
        cv2.imwrite(str(path), np.concatenate(rows)[..., ::-1].astype(np.uint8), smallest)
        return
    approved = tiles(cv2.imread(str(path))[..., ::-1].astype(np.int16))
    away = np.abs(approved - drawn).mean((1, 2, 3))
    changed = {p: round(d, 1) for p, d in zip(SHAPES, away, strict=True) if d > TOLERANCE}
    assert not changed, "look at them, then run with --update-golden"


def test_every_tile_of_a_sheet_is_another_picture(request):
    sheet = cv2.imread(str(request.path.parent / "golden" / "hana.png")).astype(np.int16)
    faces = [tile for p, tile in zip(SHAPES, tiles(sheet), strict=True) if view(p) is FACE]
    for one in range(len(faces)):
        for other in range(one):
            assert np.abs(faces[one] - faces[other]).mean() > 0.15
