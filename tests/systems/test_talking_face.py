"""The source system's own sample: its landmarks and head angles against ours, on the same clip.

Its rows are the pictures of ``cropped_25fps.mp4``, for which about every sixth picture of the clip
was dropped; which one a row shows is found by comparing pictures.
"""

from pathlib import Path

import cv2
import numpy as np
import pytest

from engine import App, run_step
from systems import solve
from systems.capture.video import Video
from systems.solve.rotation import yaw_pitch_roll
from systems.solve.table import TrackRows, collect_rows
from systems.track import stage as track
from tests.footage import talking_face

JAW, FACE = slice(0, 17), slice(17, 68)
OUTER_CORNERS = [36, 45]
LEAST_CORRELATION = (0.95, 0.80, 0.85)  # yaw, pitch, roll


@pytest.fixture(scope="module")
def folder():
    return talking_face().parent


@pytest.fixture(scope="module")
def ours():
    rows = TrackRows()
    app = App(strict=True).insert(rows).add(track.plugin, solve.plugin, collect_rows)
    run_step(app, Video(talking_face()))
    return rows.table(source="raw.mp4", model_hashes={}).columns


@pytest.fixture(scope="module")
def pairs(folder):
    """Return for each row of the sample the picture of the clip that it shows."""
    clip, sample = thumbnails(folder / "cropped.mp4"), thumbnails(folder / "cropped_25fps.mp4")
    return np.array([np.abs(clip - picture).mean((1, 2)).argmin() for picture in sample])


def thumbnails(path: Path) -> np.ndarray:
    video, pictures = Video(path), []
    while (frame := video.read()) is not None:
        grey = cv2.cvtColor(frame.image, cv2.COLOR_BGR2GRAY)
        pictures.append(cv2.resize(grey, (121, 121), interpolation=cv2.INTER_AREA).astype("f4"))
        frame.release()
    return np.array(pictures)


def test_the_sample_dropped_about_every_sixth_picture(pairs):
    assert pairs[:13].tolist() == list(range(13))
    assert pairs[-1] == 149
    assert set(np.diff(pairs).tolist()) == {1, 2}


def test_every_picture_has_its_row(ours):
    assert ours["frame"].tolist() == list(range(150))
    assert ours["time"] == pytest.approx(np.arange(150) * 1001 / 30000, abs=1e-6)


def test_our_68_landmarks_lie_on_theirs(folder, ours, pairs):
    lines = (folder / "landmarks68.txt").read_text(encoding="utf-8").splitlines()
    theirs = np.array([[xy.split("_") for xy in line.split()[1:]] for line in lines], float)
    width = np.linalg.norm(theirs[:, 36] - theirs[:, 45], axis=1)
    distance = np.linalg.norm(ours["landmarks68"][pairs, :, :2] - theirs, axis=2)
    error = distance / width[:, None]
    print(f"landmarks68: {error[:, FACE].mean():.1%}, jaw {error[:, JAW].mean():.1%}")  # noqa: T201
    assert error.mean() <= 0.06
    assert error[:, FACE].mean() <= 0.04


@pytest.mark.parametrize("column", ["head_rotation", "face_transform"])
def test_our_head_angles_follow_theirs_with_yaw_the_other_way(folder, ours, pairs, column):
    theirs = np.load(folder / "yaw_pitch_roll.npy")
    rotations = ours[column][pairs, :3, :3]
    angles = np.array([yaw_pitch_roll(R) for R in rotations])
    correlation = np.array([np.corrcoef(theirs[:, i], angles[:, i])[0, 1] for i in range(3)])
    print(f"{column}: correlation of yaw, pitch, roll {correlation.round(3)}")  # noqa: T201
    assert (np.abs(correlation) >= LEAST_CORRELATION).all()
    assert correlation[0] < 0 < correlation[1:].min()


def test_talking_and_blinking_do_not_shake_the_head(ours):
    """Between pictures the head nods no faster while the lids move than while they rest."""
    lids = np.abs(np.diff(ours["eye_open"].mean(1)))
    nod = np.abs(np.diff(ours["yaw_pitch_roll"][:, 1]))
    blinking = lids > 0.05
    assert blinking.sum() > 5
    assert np.median(nod[blinking]) < np.median(nod[~blinking]) + 0.3


def test_both_eyes_shut_together_in_every_blink(ours):
    left, right = ours["eye_state"].T
    assert (left == right).mean() > 0.95
    assert 1 <= (np.diff(left.astype(int)) == -1).sum() <= 15


def test_the_newsreader_looks_into_the_lens(ours):
    into_lens = -ours["head_translation"] / np.linalg.norm(
        ours["head_translation"], axis=1, keepdims=True
    )
    off = np.degrees(np.arccos((ours["gaze_camera"] * into_lens).sum(1).clip(-1, 1)))
    assert np.median(off) < 6
