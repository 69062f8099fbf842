"""From what was seen to a profile."""

import cv2
import numpy as np
import pytest

from systems.solve.calibration.conclude import changes, of_parts, of_whole
from systems.solve.calibration.lesson import Seen
from systems.solve.calibration.measures import NAMES
from systems.solve.calibration.profile import Profile
from systems.solve.calibration.response import Response
from systems.solve.calibration.stills import LOOKS, Stills
from systems.topology import SHAPE

SMILE, JAW = SHAPE["mouthSmileLeft"], SHAPE["jawOpen"]


def seen(weights):
    rows = list(np.atleast_2d(weights).astype(np.float32))
    measures = [np.arange(len(NAMES), dtype=np.float32)] * len(rows)
    return Seen(rows, measures, [np.linspace(0, 1, 450, dtype=np.float32)] * len(rows))


def calibrated(profile: Profile, **weights):
    out = np.zeros(52, np.float32)
    for name, value in weights.items():
        out[SHAPE[name]] = value
    Response.of(profile).apply(out)
    return out


def test_what_was_neutral_becomes_0_and_what_was_most_becomes_1():
    rest, top = np.full((60, 52), 0.1), np.full((60, 52), 0.1)
    top[:, SMILE] = 0.6
    profile = of_parts(seen(rest), {"mouthSmile": seen(top)}, "a test")
    assert calibrated(profile, mouthSmileLeft=0.1)[SMILE] == pytest.approx(0, abs=1e-3)
    assert calibrated(profile, mouthSmileLeft=0.6)[SMILE] == pytest.approx(1, abs=0.01)
    assert calibrated(profile, jawOpen=0.6)[JAW] == pytest.approx(0.5, abs=0.01)
    assert profile.shapes["mouthSmileLeft"].reached == pytest.approx(0.6)
    assert profile.neutral.measures == dict(zip(NAMES, range(len(NAMES)), strict=True))
    assert len(profile.neutral.patches) == 450


def test_an_extreme_that_the_net_does_not_see_is_not_made_of_noise():
    top = np.full((60, 52), 0.1)
    top[:, SHAPE["cheekPuff"]] = 0.13
    profile = of_parts(seen(np.full((60, 52), 0.1)), {"cheekPuff": seen(top)}, "a test")
    assert profile.shapes["cheekPuff"].gain < 1


def test_who_trembles_at_rest_gets_a_dead_zone_that_quiets_it():
    noise = np.random.default_rng(0).normal(0.2, 0.02, (200, 52))
    profile = of_parts(seen(noise), {}, "a test")
    out = noise.astype(np.float32)
    for row in out:
        Response.of(profile).apply(row)
    assert out.std() < 0.1 * noise.std()


def test_one_picture_of_a_face_at_rest_quiets_it_as_many_do():
    profile = of_parts(seen(np.full(52, 0.3)), {}, "a test")
    out = np.random.default_rng(0).normal(0.3, 0.025, (200, 52)).astype(np.float32)
    for row in out:
        Response.of(profile).apply(row)
    assert out.std() < 0.1 * 0.025


def test_how_far_eyes_turn_and_shut_on_demand_sets_no_range():
    rest, top = np.full((60, 52), 0.1), np.full((60, 52), 0.6)
    extremes = dict.fromkeys(("eyeBlink", "eyeLookDown", "eyeLookIn"), seen(top))
    profile = of_parts(seen(rest), extremes, "a test")
    assert calibrated(profile, eyeLookDownLeft=0.6, eyeLookInLeft=0.6).max() <= 0.51
    assert calibrated(profile, eyeBlinkLeft=0.6).max() < 0.56


def test_a_little_that_the_mesh_makes_of_noise_is_no_range():
    few, some = np.full((60, 52), 0.0), np.full((60, 52), 0.0)
    some[:, SHAPE["browDownLeft"]] = 0.2
    profile = of_parts(seen(few), {"browDown": seen(some)}, "a test")
    assert profile.shapes["browDownLeft"].gain == pytest.approx(1)


def test_a_video_of_a_smile_is_no_neutral():
    weights = np.zeros((100, 52))
    weights[:, SMILE] = 0.8
    assert calibrated(of_whole(seen(weights), "a test"), mouthSmileLeft=0.8)[SMILE] > 0.6


def test_one_wild_picture_sets_no_range():
    weights = np.zeros((100, 52))
    weights[50, JAW] = 1.0
    assert of_whole(seen(weights), "a test").shapes["jawOpen"].reached == pytest.approx(0, abs=0.01)


def test_what_a_user_sets_by_hand_is_never_among_the_changes():
    saved = {keys[-1] for keys in changes(of_whole(seen(np.zeros((20, 52))), "a test"))}
    assert not saved & {"zero", "low", "high", "estimates"}


def test_each_still_counts_at_its_last_look(tmp_path):
    for name in ("Neutral.png", "jawOpen.png", "mouthSmile.png", "dog.png"):
        cv2.imwrite(str(tmp_path / name), np.zeros((8, 8, 3), np.uint8))
    stills, parts = Stills(tmp_path), []
    while frame := stills.read():
        parts.append(stills.part_of(frame))
    assert sorted(filter(None, parts)) == ["jawOpen", "mouthSmile", "neutral"]
    assert len(parts) == 3 * LOOKS
    assert stills.passed_over == ["dog.png"]
