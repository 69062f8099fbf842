import math

import numpy as np
import pytest

from engine import App
from systems import solve as solve_package
from systems.components import (
    EyeOpen,
    FaceTransform,
    Gaze,
    HeadPose,
    MouthOpen,
)
from systems.solve.one_euro import vector_step
from systems.solve.rotation import rotation, yaw_pitch_roll
from systems.solve.smooth import Smoothing
from systems.topology import INNER_LIPS, LIDS
from systems.track.settings import TrackSettings
from tests.systems.solve.stage import FPS, metric, solve, unsmoothed
from tests.systems.solve.synthetic import direction, head_points, photograph

CENTRED = np.array([0.02, -0.01, -0.5])
STRAIGHT = rotation(0.1, 0.05, -0.1)
UPPER_LIP, LOWER_LIP = INNER_LIPS[:2]


@pytest.mark.parametrize("column", [HeadPose, FaceTransform])
def test_a_still_head_is_solved_in_both_columns(face, column):
    script = solve([photograph(head_points(face), STRAIGHT, CENTRED)] * 3)
    if column is HeadPose:
        R, t = script.column(HeadPose, "rotation")[-1], script.column(HeadPose, "translation")[-1]
    else:
        matrix = script.column(FaceTransform, "matrix")[-1]
        R, t = matrix[:3, :3], matrix[:3, 3]
    assert R == pytest.approx(STRAIGHT, abs=1e-4)
    assert t == pytest.approx(CENTRED, abs=1e-4)


def test_angles_and_rates_follow_a_steady_turn(face):
    yaws = np.linspace(-0.3, 0.3, 60)
    heads = [photograph(head_points(face), rotation(yaw, 0, 0), CENTRED) for yaw in yaws]
    script = solve(heads)
    rate = (yaws[1] - yaws[0]) * FPS
    assert script.column(HeadPose, "angular_velocity")[30:, 0] == pytest.approx(rate, rel=0.02)
    assert script.column(HeadPose, "yaw_pitch_roll")[-1, 0] == pytest.approx(0.3, abs=0.02)
    assert script.column(HeadPose, "captured_at")[-1] == pytest.approx(59 / FPS)


def test_the_rate_of_a_roll_through_a_half_turn_has_no_jump(face):
    rolls = np.linspace(math.pi - 0.2, math.pi + 0.2, 30)
    heads = [photograph(head_points(face), rotation(0, 0, roll), CENTRED) for roll in rolls]
    rates = solve(heads, pose=metric).column(HeadPose, "angular_velocity")[1:, 2]
    assert rates == pytest.approx(0.4 / 29 * FPS, rel=0.01)


def test_gaze_in_the_world_is_gaze_in_the_head_turned_with_it(face):
    script = solve([photograph(head_points(face, direction(0.2, -0.1)), STRAIGHT, CENTRED)] * 3)
    assert script.column(Gaze, "combined")[-1] == pytest.approx(direction(0.2, -0.1), abs=1e-3)
    turned = STRAIGHT @ direction(0.2, -0.1)
    assert script.column(Gaze, "camera")[-1] == pytest.approx(turned, abs=1e-3)


def test_gaze_is_held_through_a_blink_and_says_so(face):
    open_eyes = photograph(head_points(face, direction(0.1, 0)), STRAIGHT, CENTRED)
    shut = photograph(head_points(face, direction(0.1, -0.6)), STRAIGHT, CENTRED)
    shut[LIDS[::2]] = shut[LIDS[1::2]]
    script = solve([open_eyes] * 5 + [shut] * 3)
    assert script.column(Gaze, "combined")[-1] == pytest.approx(direction(0.1, 0), abs=1e-3)
    assert script.column(Gaze, "confidence")[-1].tolist() == [0, 0]
    assert script.column(EyeOpen, "state")[[4, 5]].tolist() == [[1, 1], [0, 0]]
    assert script.column(EyeOpen, "ratio")[-1] == pytest.approx([0, 0], abs=1e-6)


def test_a_pose_that_is_not_trusted_is_held_and_says_so(face):
    head = photograph(head_points(face), STRAIGHT, CENTRED)
    scattered = np.random.default_rng(0).uniform(100, 600, (478, 3))
    script = solve([head] * 3 + [scattered] + [head])
    assert script.column(HeadPose, "trusted").tolist() == [True, True, True, False, True]
    held = script.column(HeadPose, "rotation")
    assert held == pytest.approx(np.broadcast_to(STRAIGHT, held.shape), abs=1e-4)


@pytest.mark.filterwarnings("ignore:invalid value encountered:RuntimeWarning")
@pytest.mark.parametrize("broken", [np.nan, np.inf, 0.0])
def test_a_mesh_that_is_none_is_held_and_leaves_no_trace(face, broken):
    seen = photograph(head_points(face, direction(0.1, 0)), STRAIGHT, CENTRED)
    script = solve([*[seen] * 3, np.full_like(seen, broken), *[seen] * 3])
    for name in ("rotation", "translation"):
        column = script.column(HeadPose, name)
        assert column == pytest.approx(np.broadcast_to(column[0], column.shape), abs=1e-5)
    assert list(script.column(HeadPose, "trusted")) == [True] * 3 + [False] + [True] * 3
    assert not script.column(FaceTransform, "matrix")[3].any()
    for component, name in ((FaceTransform, "matrix"), (Gaze, "combined"), (Gaze, "camera")):
        column = script.column(component, name)
        assert column[-1] == pytest.approx(column[0], abs=1e-3)  # the eyeballs are being learned


def test_nothing_is_held_before_something_was_seen(face):
    rng = np.random.default_rng(0)
    head = photograph(head_points(face, direction(0.1, 0)), STRAIGHT, CENTRED)
    script = solve([rng.uniform(100, 600, (478, 3)) for _ in range(2)] + [head])
    assert script.column(HeadPose, "trusted").tolist() == [False, False, True]
    assert script.column(HeadPose, "rotation")[-1] == pytest.approx(STRAIGHT, abs=1e-4)
    assert np.isfinite(script.column(Gaze, "combined")).all()


def test_the_mediapipe_preset_takes_the_metric_pose_unsmoothed(face):
    noise = np.random.default_rng(0).normal(scale=3, size=(4, 478, 3))
    script = solve(photograph(head_points(face), STRAIGHT, CENTRED) + noise, pose=metric)
    matrices = script.column(FaceTransform, "matrix")
    assert script.column(HeadPose, "rotation").tolist() == matrices[:, :3, :3].tolist()
    assert script.column(HeadPose, "translation").tolist() == matrices[:, :3, 3].tolist()
    assert script.column(HeadPose, "trusted").all()
    angles = [yaw_pitch_roll(matrix[:3, :3]) for matrix in matrices]
    assert script.column(HeadPose, "yaw_pitch_roll") == pytest.approx(np.array(angles))


def test_smoothing_quiets_a_still_head(face):
    rng = np.random.default_rng(0)
    still = photograph(head_points(face), STRAIGHT, CENTRED)
    shaky = [still + rng.normal(scale=1, size=still.shape) for _ in range(60)]
    smooth, raw = solve(shaky), solve(shaky, pose=unsmoothed)
    for name in ("yaw_pitch_roll", "translation"):
        after, before = smooth.column(HeadPose, name)[20:], raw.column(HeadPose, name)[20:]
        assert np.diff(after, axis=0).std() < 0.6 * np.diff(before, axis=0).std()


def test_a_nod_comes_less_than_a_frame_late(face):
    time = np.arange(60) / FPS
    pitch = 0.15 * np.sin(2 * math.pi * time)
    heads = [photograph(head_points(face), rotation(0, angle, 0), CENTRED) for angle in pitch]
    smooth = solve(heads).column(HeadPose, "yaw_pitch_roll")[30:, 1]
    late = 0.15 * np.sin(2 * math.pi * (time[30:] - 1 / FPS))
    assert np.abs(smooth - pitch[30:]).mean() < np.abs(late - pitch[30:]).mean()


def test_a_blink_of_a_tenth_of_a_second_keeps_its_peak():
    value, slope = np.zeros(14, "f4"), np.zeros(14, "f4")
    peak = 0.0
    for weight in (0.0, 0.5, 1.0, 0.5, 0.0):
        sample = np.full(14, weight, "f4")
        vector_step(value, slope, sample, dt=1 / FPS, tuning=Smoothing().eyes)
        peak = max(peak, value[0])
    assert peak > 0.9


def test_opening_and_closing_the_mouth_changes_its_state(face):
    shut = photograph(head_points(face), STRAIGHT, CENTRED)
    shut[UPPER_LIP] = shut[LOWER_LIP]
    talking = shut.copy()
    talking[LOWER_LIP, 1] += 12
    script = solve([shut] * 2 + [talking] * 2 + [shut])
    assert script.column(MouthOpen, "state").tolist() == [0, 0, 1, 1, 0]
    assert script.column(MouthOpen, "ratio")[[1, 4]].tolist() == [0, 0]


@pytest.mark.parametrize(
    ("preset", "pose", "smoothing"),
    [("default", "solve_head_pose", True), ("mediapipe", "take_metric_pose", False)],
)
def test_the_preset_decides_on_pose_and_smoothing(preset, pose, smoothing):
    app = App().insert(TrackSettings(preset=preset)).add(solve_package.plugin)
    names = [system.name for system in app.schedule.systems]
    assert ("smooth_head" in names) == smoothing
    assert pose in names
    assert names[-1] == "measure_head_motion"
