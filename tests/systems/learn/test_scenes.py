import numpy as np
import pytest

from systems.learn.evaluation.acting import acted, bump, gaze_of, looks, shut
from systems.learn.evaluation.acts import COMPANIONS, REST, Jumps, Sweeps, Winking
from systems.learn.evaluation.faults import Dark, Noise, bar
from systems.learn.evaluation.look import aside_down, direction
from systems.learn.evaluation.measure import angles
from systems.learn.evaluation.scenes import all_scenes
from systems.topology import ARKIT, SHAPE

FULL = {scene.name: scene for scene in all_scenes(quick=False)}
QUICK = {scene.name: scene for scene in all_scenes(quick=True)}
EVERY = [*FULL.values(), *QUICK.values()]

GREY = np.full((120, 160, 3), 100, np.uint8)


# truth


@pytest.mark.parametrize("scene", EVERY, ids=lambda s: f"{s.name} {s.length:.1f}")
def test_truth_is_the_same_twice_and_inside_its_limits(scene):
    again = {s.name: s for s in all_scenes(quick=scene.length != FULL[scene.name].length)}
    truth = scene.truth
    np.testing.assert_array_equal(truth.weights, again[scene.name].truth.weights)
    assert 0 <= truth.weights.min() <= truth.weights.max() <= 1
    turns = truth.rotation @ truth.rotation.transpose(0, 2, 1)
    np.testing.assert_allclose(turns, np.broadcast_to(np.eye(3), turns.shape), atol=1e-9)
    assert np.abs(angles(truth.rotation)).max(0) == pytest.approx([20, 12.5, 12.5], abs=20.1)
    np.testing.assert_allclose(np.linalg.norm(truth.gaze, axis=1), 1, atol=1e-9)
    assert (truth.translation[:, 2] < -0.3).all()


def test_both_evaluations_have_the_same_scenes():
    assert list(FULL) == list(QUICK)


@pytest.mark.parametrize("name", ["pose", "shapes", "dots", "gaze", "down", "talk", "blinks"])
def test_a_scene_begins_with_a_face_at_rest(name):
    resting = FULL[name].times < REST - 1e-6
    assert not FULL[name].truth.weights[resting].any()
    np.testing.assert_allclose(FULL[name].truth.rotation[resting][:, 0, 0], 1)


def test_the_head_turns_as_far_as_it_should_along_every_axis():
    turned = angles(FULL["pose"].truth.rotation)
    np.testing.assert_allclose(turned.max(0), [40, 25, 25], atol=0.3)
    np.testing.assert_allclose(turned.min(0), [-40, -25, -25], atol=0.3)


@pytest.mark.parametrize("each", [1 / 3, 1.0])
def test_every_shape_is_made_alone_from_nothing_to_all_and_back(each):
    sweeps = Sweeps(each)
    for name in ARKIT:
        rows = sweeps.rows(name)
        weights = np.array([sweeps(i / 30).weights for i in range(rows.start, rows.stop)])
        own = weights[:, SHAPE[name]]
        assert own.max() > 0.9
        assert own[0] < 0.1
        assert own[-1] < 0.1
        others = {ARKIT[i] for i in np.flatnonzero(weights.max(0) > 0.01)} - {name}
        assert others == set(COMPANIONS.get(name, {}))


def test_looks_and_gaze_undo_each_other():
    for aside, down in ((12.0, 0.0), (-30.0, 20.0), (0.0, -25.0)):
        left = {name: value for name, value in looks(aside, down).items() if "Down" not in name}
        both = {f"eyeLook{way}Left": looks(aside, down)[f"eyeLook{way}"] for way in ("Down", "Up")}
        assert gaze_of({**left, **both}) == pytest.approx((aside, down))


def test_gaze_toward_the_subjects_left_and_down_moves_x_up_and_y_down():
    moment = acted(gaze=(20.0, 10.0))
    assert moment.gaze_left[0] > 0 > moment.gaze_left[1]
    np.testing.assert_allclose(np.degrees(aside_down(moment.gaze_left[None])), [[20, 10]])
    np.testing.assert_allclose(direction(np.radians([[20, 10]]))[0], moment.gaze_left)


def test_a_blink_closes_wholly_and_faster_than_it_opens():
    times = np.linspace(0, 0.3, 301)
    closed = np.array([shut(t, 0.05, 0.2) for t in times])
    assert closed.max() == 1
    assert closed[0] == closed[-1] == 0
    half = times[closed > 0.5]
    shut_at = times[closed == 1]
    assert shut_at[0] - half[0] < half[-1] - shut_at[-1]


def test_a_wink_moves_one_eye_only():
    winking = Winking(3, 2)
    for start, side in winking.winks:
        weights = winking(start + 0.2).weights
        other = {"Left": "Right", "Right": "Left"}[side]
        assert weights[SHAPE[f"eyeBlink{side}"]] > 0.9
        assert weights[SHAPE[f"eyeBlink{other}"]] == 0


def test_jumps_go_there_and_back_by_30_degrees():
    jumps = Jumps(3)
    yaw = angles(np.array([jumps(t).head_rotation for t in (0.5, 1.2, 2.2, 3.2)]))[:, 0]
    np.testing.assert_allclose(yaw, [-15, 15, -15, 15], atol=1e-9)
    assert bump(0.5, 0.0, 1.0) == 1


# faults


def test_noise_has_its_strength_and_is_new_in_every_picture_but_not_in_every_run():
    noise, pictures = Noise(2.5, seed=1), [GREY.copy() for _ in range(3)]
    for picture, index in zip(pictures, (0, 1, 0), strict=True):
        noise(picture, index)
    assert pictures[0].std() == pytest.approx(2.5, rel=0.05)
    assert (pictures[0] != pictures[1]).mean() > 0.5
    np.testing.assert_array_equal(pictures[0], pictures[2])


def test_noise_covers_pictures_larger_than_its_store():
    picture = np.full((1500, 2100, 3), 100, np.uint8)
    Noise(2.5, seed=1)(picture, 0)
    assert picture[-100:, -100:].std() == pytest.approx(2.5, rel=0.1)


def test_a_dark_room_keeps_an_eighth_of_the_light():
    picture = np.full((240, 320, 3), 200, np.uint8)
    Dark(seed=1)(picture, 0)
    assert (picture.mean() / 200) ** 2.2 == pytest.approx(1 / 8, rel=0.05)


def test_a_bar_hides_a_band_where_it_is_held():
    picture = GREY.copy()
    bar(lambda _: 0.5, 0.1)(picture, 0)
    hidden = np.flatnonzero((picture != GREY).any((1, 2)))
    assert (hidden[0], hidden[-1]) == (54, 65)
