import numpy as np

from systems.capture.performance import BLINK, BLINKS, LENGTH, perform
from systems.solve.rotation import yaw_pitch_roll
from systems.topology import SHAPE

TIMES = np.arange(0, LENGTH, 1 / 30)
ACT = [perform(t) for t in TIMES]
WEIGHTS = np.stack([truth.weights for truth in ACT])


def test_the_performance_repeats_without_a_jump():
    for t in (0.0, 2.3, 7.1):
        np.testing.assert_allclose(perform(t).weights, perform(t + LENGTH).weights, atol=1e-6)
    end, start = perform(LENGTH - 1e-6), perform(0.0)
    np.testing.assert_allclose(end.weights, start.weights, atol=1e-4)
    np.testing.assert_allclose(end.head_rotation, start.head_rotation, atol=1e-4)
    np.testing.assert_allclose(end.head_translation, start.head_translation, atol=1e-5)


def test_weights_stay_between_zero_and_one():
    assert WEIGHTS.min() >= 0
    assert WEIGHTS.max() <= 1


def test_rotations_and_gazes_are_proper():
    for truth in ACT:
        np.testing.assert_allclose(
            truth.head_rotation @ truth.head_rotation.T, np.eye(3), atol=1e-9
        )
        assert np.linalg.norm(truth.gaze_left) == np.linalg.norm(truth.gaze_right)
        assert abs(np.linalg.norm(truth.gaze_left) - 1) < 1e-9


def test_the_head_turns_nods_and_tips_both_ways():
    angles = np.degrees([yaw_pitch_roll(truth.head_rotation) for truth in ACT])
    assert (angles.max(0) > [24, 14, 11]).all()
    assert (angles.min(0) < [-24, -14, -11]).all()


def test_nothing_moves_faster_than_a_person():
    step = np.abs(np.diff(WEIGHTS, axis=0)).max(0)
    lids = [SHAPE["eyeBlinkLeft"], SHAPE["eyeBlinkRight"]]
    assert np.delete(step, lids).max() < 0.30
    angles = np.degrees([yaw_pitch_roll(truth.head_rotation) for truth in ACT])
    assert np.abs(np.diff(angles, axis=0)).max() * 30 < 150  # degrees per second


def test_every_blink_closes_both_eyes_once():
    for start in BLINKS:
        middle = perform(start + BLINK / 2)
        assert middle.weights[SHAPE["eyeBlinkLeft"]] == 1
        assert middle.weights[SHAPE["eyeBlinkRight"]] == 1
        assert perform(start + BLINK + 0.01).weights[SHAPE["eyeBlinkRight"]] == 0


def test_one_eye_winks():
    difference = WEIGHTS[:, SHAPE["eyeBlinkLeft"]] - WEIGHTS[:, SHAPE["eyeBlinkRight"]]
    assert difference.max() == 1


def test_looking_left_drives_the_left_eye_out():
    left = max(ACT, key=lambda truth: truth.gaze_left[0])
    assert left.weights[SHAPE["eyeLookOutLeft"]] > 0.4
    assert left.weights[SHAPE["eyeLookInRight"]] > 0.4
    assert left.weights[SHAPE["eyeLookInLeft"]] == 0


def test_the_head_is_in_front_of_the_camera():
    depths = [truth.head_translation[2] for truth in ACT]
    assert -0.7 < min(depths) < max(depths) < -0.5
