"""Loaded heads stay as they were approved: a row of tiles per file, compared tile by tile."""

import math

import cv2
import numpy as np
import pytest

from systems.avatar.background import Flat
from systems.avatar.character import load_character
from systems.avatar.desk.view_control import ViewControl
from systems.avatar.export.write import export
from systems.avatar.pose import Pose, seated
from systems.avatar.vrm.animator import Animator
from systems.avatar.vrm.framing import full_figure, portrait
from systems.avatar.vrm.load import load_figure
from systems.avatar.vrm.painter import FigurePainter
from systems.solve.rotation import rotation
from systems.topology import SHAPE
from tests.systems.avatar.vrm.vrm_file import vrm0, vrm1

pytestmark = pytest.mark.gl

TOLERANCE = 3.0
"""Mean difference of a tile, of 255: other versions of Mesa place edges a little otherwise."""

SIDE = 128  # px
SWING = 12  # steps of 1/60 s in which the head turns, for the springs to lag
TILES = ("rest", "shapes", "swung", "behind", "whole")
SHAPES = ("jawOpen", "eyeBlinkLeft", "mouthSmileLeft", "mouthSmileRight")
FILES = {
    "vrm1": lambda path: path.write_bytes(vrm1().file.glb()),
    "vrm0": lambda path: path.write_bytes(vrm0().file.glb()),
    "mira": lambda path: export(load_character("mira"), path),
}


@pytest.fixture(scope="module")
def folder(shared_context, tmp_path_factory):
    """A folder with all files; an export needs a context of its own."""
    place = tmp_path_factory.mktemp("files")
    for name, write in FILES.items():
        write(place / f"{name}.vrm")
    return place


@pytest.fixture
def row(folder, context):
    """Return a function that draws a file's tiles, (5, SIDE, SIDE, 3)."""

    def tiles(name):
        animator = Animator(load_figure(folder / f"{name}.vrm"))
        painter = FigurePainter(context, animator, (SIDE, SIDE), samples=4)
        drawn = [picture(painter, animator, tile) for tile in TILES]
        painter.release()
        return np.stack(drawn)

    return tiles


def picture(painter, animator, tile):
    pose, view = Pose(), portrait(animator)
    if tile == "shapes":
        pose.weights[[SHAPE[shape] for shape in SHAPES]] = 1
        pose.gaze_left = pose.gaze_right = np.array([0.5, 0, math.sqrt(0.75)])
    if tile == "swung":
        for step in range(SWING + 1):
            R = rotation(0.8 * step / SWING, 0, 0)
            pose = Pose(head_rotation=R, head_translation=seated(R), time=step / 60)
            animator(pose)
    if tile == "behind":
        view = ViewControl(yaw=math.pi).view(view)
    if tile == "whole":
        view = ViewControl(yaw=0.6).view(full_figure(animator))
    painter.draw(pose, view, Flat((0.5, 0.5, 0.5)))
    return painter.read()[..., :3].astype(np.int16)


@pytest.mark.parametrize("name", FILES)
def test_loaded_heads_stay_as_they_were_approved(row, name, request):
    drawn = row(name)
    path = request.path.parent / "golden" / f"file_{name}.png"
    if request.config.getoption("--update-golden"):
        sheet = np.concatenate(list(drawn), 1)[..., ::-1].astype(np.uint8)
        cv2.imwrite(str(path), sheet, [cv2.IMWRITE_PNG_COMPRESSION, 9])
        return
    sheet = cv2.imread(str(path))[..., ::-1].astype(np.int16)
    away = np.abs(np.stack(np.split(sheet, len(TILES), 1)) - drawn).mean((1, 2, 3))
    changed = {t: round(d, 1) for t, d in zip(TILES, away, strict=True) if d > TOLERANCE}
    assert not changed, "look at them, then run with --update-golden"


@pytest.mark.parametrize("name", FILES)
def test_every_tile_shows_something_else(row, name):
    drawn = row(name)
    for one in range(len(TILES)):
        for other in range(one):
            assert np.abs(drawn[one] - drawn[other]).mean() > 0.1, (TILES[one], TILES[other])
