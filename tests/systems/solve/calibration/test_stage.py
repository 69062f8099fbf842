"""The CALIBRATE stage in the loop: who gets it, the profile's hot reload, what it costs nobody."""

import logging

import numpy as np
import pytest

from engine import Query, Read, Stage, system
from engine.errors import FileError
from ext.mesh_normalize import mesh_normalize
from systems.components import PatchOffsets
from systems.solve.calibration import settings
from systems.solve.calibration.settings import Calibration
from systems.topology import SHAPE
from tests.systems.solve.calibration.played import Play, perform

JAW = SHAPE["jawOpen"]


@pytest.fixture
def half(mesh):
    """Return a play of a still face whose every weight is a half."""
    return lambda count: Play(np.repeat(mesh[None], count, 0), np.full((count, 52), 0.5))


@pytest.fixture
def profile(tmp_path):
    path = tmp_path / "me.toml"
    path.write_text("estimates = false\n[shapes.jawOpen]\ngain = 0.5\n")
    return path


def test_without_a_calibration_weights_are_the_nets(half):
    np.testing.assert_array_equal(perform(half(5)), 0.5)


def test_the_mediapipe_preset_stays_googles(half, profile):
    out = perform(half(5), calibrated=Calibration(profile), preset="mediapipe")
    np.testing.assert_array_equal(out, 0.5)


def test_a_profile_counts_from_the_first_picture(half, profile):
    out = perform(half(3), calibrated=Calibration(profile))
    np.testing.assert_allclose(out[:, JAW], 0.25)
    np.testing.assert_allclose(np.delete(out, JAW, axis=1), 0.5, atol=1e-6)


def test_a_saved_profile_is_read_while_running(half, profile, monkeypatch):
    monkeypatch.setattr(settings, "LOOK_EVERY", 0.0)
    play = half(10)

    def save(index):
        if index == 5:
            profile.write_text("estimates = false\n[shapes.jawOpen]\ngain = 0.25\n#\n")

    play.before = save
    out = perform(play, calibrated=Calibration(profile))[:, JAW]
    np.testing.assert_allclose(out[:5], 0.25)
    np.testing.assert_allclose(out[5:], 0.125)


def test_a_profile_that_breaks_while_running_stays_as_it_was(half, profile, monkeypatch, caplog):
    monkeypatch.setattr(settings, "LOOK_EVERY", 0.0)
    play = half(10)
    play.before = lambda index: profile.write_text("[shapes.jaw]\n") if index == 5 else None
    with caplog.at_level(logging.WARNING, "bunraku"):
        out = perform(play, calibrated=Calibration(profile))[:, JAW]
    np.testing.assert_allclose(out, 0.25)
    assert "me.toml, line 1" in caplog.text
    assert len(caplog.records) == 1


def test_a_profile_that_is_broken_at_the_start_is_refused(profile):
    profile.write_text("gain = 1\n")
    with pytest.raises(FileError, match=r"me\.toml, line 1"):
        Calibration(profile)


def test_the_automatic_calibration_takes_the_rest_off_and_keeps_the_movement(mesh):
    weights = np.full((150, 52), 0.2)
    weights[90:, SHAPE["mouthSmileLeft"]] = 0.9
    out = perform(Play(np.repeat(mesh[None], 150, 0), weights), calibrated=Calibration())
    assert out[60:90, SHAPE["mouthPressLeft"]].max() < 0.01
    smile = out[95:, SHAPE["mouthSmileLeft"]]
    assert smile.min() == pytest.approx(0.75, abs=0.01)  # one kept up is hardly a rest


def test_the_face_of_shut_eyes_is_no_neutral(half):
    play = half(30)
    play.opening = 0.4
    out = perform(play, calibrated=Calibration())
    assert out[:, SHAPE["mouthPressLeft"]].min() == pytest.approx(0.5)


def test_lips_close_no_farther_than_the_jaw_is_open(mesh):
    weights = np.zeros((30, 52))
    weights[:, SHAPE["mouthClose"]] = 0.6
    out = perform(Play(np.repeat(mesh[None], 30, 0), weights), calibrated=Calibration())
    assert not out[:, SHAPE["mouthClose"]].any()


def test_numbers_that_are_none_never_reach_the_neutral(mesh):
    weights = np.full((60, 52), 0.2)
    weights[20] = np.nan
    meshes = np.repeat(mesh[None], 60, 0)
    meshes[30] = np.nan
    out = perform(Play(meshes, weights), calibrated=Calibration())
    assert np.isfinite(out[31:]).all()


def kept_offsets():
    """Return a list, and a system that fills it with the offsets of every picture."""
    offsets = []

    @system(Stage.OUTPUT)
    def keep_offsets(faces: Query[Read[PatchOffsets]]) -> None:
        offsets.extend(face[PatchOffsets].offsets.copy() for face in faces)

    return offsets, keep_offsets


def normalised(mesh):
    out = np.zeros((1, 450), np.float32)
    mesh_normalize(mesh[None], out)
    return out[0]


def test_offsets_are_the_normalised_mesh_less_that_of_the_neutral(mesh):
    moved = mesh.copy()
    moved[13, 1] -= 5
    meshes = np.repeat(mesh[None], 60, 0)
    meshes[50:] = moved
    offsets, keep = kept_offsets()
    perform(Play(meshes, np.zeros((60, 52))), keep)
    np.testing.assert_allclose(offsets[:50], 0, atol=1e-6)
    wanted = normalised(moved) - normalised(mesh)
    assert np.abs(wanted).max() > 0.02
    np.testing.assert_allclose(offsets[50], wanted, atol=0.002)


def test_the_profiles_neutral_goes_before_the_running_one(mesh, profile):
    neutral = np.linspace(0, 1, 450).round(4)
    profile.write_text(f"[neutral]\npatches = {neutral.tolist()}\n")
    offsets, keep = kept_offsets()
    play = Play(mesh[None], np.zeros((1, 52)))
    perform(play, keep, calibrated=Calibration(profile))
    np.testing.assert_allclose(offsets[0], normalised(mesh) - neutral, atol=1e-5)
