import time

import numpy as np
import pytest

from engine.errors import DeviceError
from systems.avatar.breath import SECONDS
from systems.avatar.context import open_context
from systems.avatar.pose import Pose, seated, tracker_view
from systems.capture.performance import perform
from systems.solve.rotation import rotation
from systems.topology import SHAPE

pytestmark = pytest.mark.gl


def weights(**named):
    values = np.zeros(52, np.float32)
    for name, value in named.items():
        values[SHAPE[name]] = value
    return values


def turned(yaw=0.0, pitch=0.0, roll=0.0):
    R = rotation(yaw, pitch, roll)
    return Pose(head_rotation=R, head_translation=seated(R))


def centre_of_change(one, other):
    """Return the mean (x, y) of the pixels that differ clearly."""
    changed = np.abs(one - other).max(2) > 24
    assert changed.any()
    return np.argwhere(changed).mean(0)[::-1]


@pytest.mark.parametrize("name", ["hana", "adult"])
def test_the_same_pose_gives_the_same_picture(paint, name):
    assert np.array_equal(paint(Pose(), name), paint(Pose(), name))


def test_a_pose_leaves_nothing_behind_for_the_next(paint):
    first = paint(Pose())
    paint(Pose(weights=np.ones(52), head_rotation=rotation(0.5, 0.2, 0.1)))
    assert np.array_equal(paint(Pose()), first)


def test_the_head_stands_in_the_middle_over_its_shoulders(paint):
    picture = paint(Pose(), background=None)
    inside = picture[..., 3] > 0
    assert not inside[0].any()
    assert inside[-1].mean() > 0.3
    assert abs(np.argwhere(inside[:120])[:, 1].mean() - 160) < 6


def test_the_ground_is_transparent_without_a_background(paint):
    assert paint(Pose(), background=None)[2, 2].tolist() == [0, 0, 0, 0]
    assert paint(Pose())[2, 2, 3] == 255


def test_a_left_blink_changes_the_left_eye_alone(paint):
    x, y = centre_of_change(paint(Pose(weights=weights(eyeBlinkLeft=1))), paint(Pose()))
    assert 165 < x < 215
    assert 70 < y < 130


def test_an_open_jaw_changes_the_lower_face(paint):
    x, y = centre_of_change(paint(Pose(weights=weights(jawOpen=1))), paint(Pose()))
    assert abs(x - 160) < 8
    assert y > 120


def iris(picture):
    """Return the mean x of strongly blue pixels: hana's irises."""
    blue = (picture[..., 2] > picture[..., 0] + 90) & (picture[..., 1] > 40)
    return np.argwhere(blue[60:130])[:, 1].mean()


def test_gaze_moves_the_irises_to_the_subjects_left(paint):
    ahead = iris(paint(Pose()))
    aside = np.array([0.4, 0, np.sqrt(1 - 0.16)])
    assert iris(paint(Pose(gaze_left=aside, gaze_right=aside))) > ahead + 2


def test_a_head_turned_left_shows_its_face_further_right(paint):
    assert iris(paint(turned(yaw=0.35))) > iris(paint(Pose())) + 5


def test_the_shoulders_stay_while_the_head_turns(paint):
    change = np.abs(paint(turned(yaw=0.35)) - paint(Pose())).max(2)
    assert change[:150].mean() > 5
    assert change[225:].mean() < 1


def test_blush_reddens_the_cheeks(paint):
    blushing = paint(Pose(blush=1.0)) - paint(Pose())
    x, _ = centre_of_change(paint(Pose(blush=1.0)), paint(Pose()))
    assert abs(x - 160) < 15
    assert blushing[..., 1].sum() < blushing[..., 0].sum() - 1000


def test_a_tint_colours_everything_but_the_background(paint):
    red = paint(Pose(tint=(1, 0, 0)), background=None)
    assert red[..., 1].max() == 0
    assert red[..., 0].max() > 200


def test_the_actor_stands_where_the_truth_says(paint):
    truth = perform(0.0)
    pose = Pose(truth.weights, truth.head_rotation, np.array([0.06, 0.0, -0.6]))
    x, _ = centre_of_change(
        paint(pose, "adult", tracker_view(np.radians(40)), background=None)[:130],
        np.zeros((130, 320, 4), np.int16),
    )
    focal = 120 / np.tan(np.radians(20))
    assert abs(x - (160 + focal * 0.06 / 0.6)) < 5


def test_multisampling_softens_edges_only(paint):
    hard, soft = paint(Pose()), paint(Pose(), samples=4)
    change = np.abs(hard - soft).max(2)
    assert change.max() > 20
    assert np.abs(hard - soft).mean() < 4


def test_an_outline_darkens_the_silhouette(paint):
    assert paint(Pose(), outline=True).mean() < paint(Pose()).mean() - 0.3


def test_a_resized_painter_draws_at_its_new_size(context, heads):
    from systems.avatar.character import load_character
    from systems.avatar.painter import Painter
    from systems.avatar.pose import bust

    painter = Painter(context, load_character("hana"), heads["hana"], (64, 48), samples=4)
    painter.resize((120, 90))
    painter.draw(Pose(), bust(), (0, 0, 0))
    assert painter.read().shape == (90, 120, 4)
    assert painter.read().max() > 100
    painter.release()


@pytest.mark.parametrize("samples", [0, 4])
def test_drawing_stays_within_a_loose_budget_on_software(context, heads, samples):
    from systems.avatar.character import load_character
    from systems.avatar.painter import Painter
    from systems.avatar.pose import bust

    painter = Painter(context, load_character("hana"), heads["hana"], (640, 480), samples=samples)

    def draw(truth):
        painter.draw(Pose(truth.weights, truth.head_rotation), bust(), (0.5, 0.5, 0.5))
        painter.read()

    drawing, adding = [], []
    for moment in range(12):
        drawing.append(cpu_seconds(draw, perform(moment * 0.7)))
        adding.append(cpu_seconds(sum, range(1_000_000)))
    painter.release()
    assert min(drawing) < 10 * min(adding)  # 0.1 s where a picture takes 0.04


def cpu_seconds(action, *arguments):
    """Return the CPU time of all threads: other programs take none of it."""
    start = time.process_time()
    action(*arguments)
    return time.process_time() - start


def test_a_missing_driver_is_one_clear_error(monkeypatch):
    def refuse(**_):
        raise Exception("libEGL.so not loaded")  # noqa: EM101 - moderngl raises just this

    monkeypatch.setattr("moderngl.create_context", refuse)
    with pytest.raises(DeviceError, match="libEGL") as caught:
        open_context()
    assert "apt-get install libgl1 libegl1" in caught.value.fix


@pytest.mark.parametrize("name", ["hana", "adult"])
def test_breath_moves_the_shoulders_and_leaves_the_face_alone(paint, name):
    full, empty = (paint(Pose(time=t), name) for t in (SECONDS / 4, 3 * SECONDS / 4))
    rest = paint(Pose(time=SECONDS), name)
    changed = np.abs(full - empty).max(2) > 8
    assert changed[190:].any()
    assert not changed[20:130, 110:210].any()
    assert np.array_equal(rest, paint(Pose(), name))


def test_a_full_chest_stands_higher(paint):
    full, empty = (paint(Pose(time=t), background=None) for t in (SECONDS / 4, 3 * SECONDS / 4))
    assert (full[..., 3] > 0)[200:].sum() > (empty[..., 3] > 0)[200:].sum()
