"""The rig scripts of assets/scripts move heads that their authors never saw."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from engine import App, Mut, Query, Stage, run_step, system
from engine.errors import UsageError
from engine.script import add_scripts
from systems.avatar.show import Show, puppet_plugin
from systems.components import Rig
from systems.topology import SHAPE
from tests.systems.avatar.vrm.rig_files import cat, paper, robot

pytestmark = pytest.mark.gl

SCRIPTS = Path(__file__).parents[2] / "assets" / "scripts"


@pytest.fixture
def perform(tmp_path, context):
    """Return a function that plays a script on a file with fixed weights: (H, W, 3) integers."""

    def picture(file, script, **weights):
        (tmp_path / "head.glb").write_bytes(file.glb())
        app = App(strict=True)
        shot = tmp_path / "shot.png"
        show = Show(
            avatar=str(tmp_path / "head.glb"),
            size=(160, 160),
            headless=True,
            screenshot=shot,
            background="#000000",
        )
        app.draw.world.insert(show)
        app.add(puppet_plugin)

        @system(Stage.RIG)
        def hold_still(rigs: Query[Mut[Rig]]) -> None:
            for rig in rigs:
                rig[Rig].weights[:] = 0
                rig[Rig].head_rotation[...] = np.eye(3)
                for name, value in weights.items():
                    rig[Rig].weights[SHAPE[name]] = value

        app.add(hold_still)
        add_scripts(app, [SCRIPTS / script])
        run_step(app, None, frames=2)
        return cv2.imread(str(shot))[..., ::-1].astype(np.int16)

    return picture


def pixels(picture, colour):
    """Return the rows and columns of the pixels in which a channel ("r", "g", "b") prevails."""
    channel = "rgb".index(colour)
    others = np.delete(picture, channel, 2).max(2)
    return np.argwhere(picture[..., channel] > others + 40)


def test_brows_prick_the_ears_and_a_frown_lays_them_down(perform):
    def spread(**weights):
        ears = pixels(perform(cat(), "brow_ears.py", **weights), "b")
        assert len(ears) > 100
        return np.abs(ears[:, 1] - 79.5).mean()

    rest = spread()
    up = spread(browOuterUpLeft=1, browOuterUpRight=1)
    down = spread(browDownLeft=1, browDownRight=1)
    assert up < rest - 3
    assert down > rest + 3


def test_one_brow_moves_the_ear_of_its_side(perform):
    change = np.abs(perform(cat(), "brow_ears.py", browDownLeft=1) - perform(cat(), "brow_ears.py"))
    assert np.argwhere(change.max(2) > 40)[:, 1].min() > 80  # the subject's left, image right


def test_a_robots_jaw_drops_and_its_lamps_glow(perform):
    shut, open_ = (perform(robot(), "robot_head.py", jawOpen=jaw) for jaw in (0.0, 1.0))
    assert (
        np.argwhere(open_.max(2) > 30)[:, 0].max() > np.argwhere(shut.max(2) > 30)[:, 0].max() + 3
    )
    lamps, dim = (p[50:75, 40:120, 0] - p[50:75, 40:120, 2] for p in (open_, shut))
    assert (lamps > 60).sum() > 100
    assert lamps.max() > dim.max() + 20


def test_a_robots_left_shutter_closes_with_the_left_eye(perform):
    wink = pixels(perform(robot(), "robot_head.py", eyeBlinkLeft=1), "g")
    assert len(wink) > 100
    assert np.median(wink[:, 1]) > 85


def test_paper_drawings_take_each_others_place(perform):
    mouths = [
        len(pixels(perform(paper(), "paper_puppet.py", jawOpen=jaw), "r")) for jaw in (0, 0.3, 0.9)
    ]
    assert 0 < mouths[0] < 0.7 * mouths[1] < 0.5 * mouths[2]
    awake, asleep = (
        len(pixels(perform(paper(), "paper_puppet.py", eyeBlinkLeft=b, eyeBlinkRight=b), "b"))
        for b in (0.0, 1.0)
    )
    assert 0 < asleep < 0.7 * awake


def test_a_script_that_names_what_is_not_there_is_told_what_is(perform):
    with pytest.raises(UsageError, match="Ear_L") as caught:
        perform(robot(), "brow_ears.py")
    assert "Eye_L" in caught.value.fix
