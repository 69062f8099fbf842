"""The CALIBRATE stage in the loop: who gets it, the profile's hot reload, what it costs nobody."""

import logging

import numpy as np
import pytest

from engine import Query, Read, Stage, system
from engine.errors import FileError
from ext.mesh_normalize import mesh_normalize
from systems.components import PatchOffsets
from systems.solve.calibration import settings
from systems.solve.calibration.conclude import changes, of_parts
from systems.solve.calibration.lesson import Seen
from systems.solve.calibration.measures import NAMES, SPOTS, MeshRuler
from systems.solve.calibration.settings import Calibration
from systems.toml_file import save
from systems.topology import BLINK, SHAPE
from tests.systems.solve.calibration.played import Play, perform
from tests.systems.solve.synthetic import head_points, photograph

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


class Performer:
    """A made-up face: its jaw falls by `drop` mm, and the net sees `net` of it above `rest`."""

    def __init__(self, face, *, drop=16.0, net=0.5, rest=0.1):
        self.face, self.drop, self.net, self.rest = face, drop, net, rest

    def opens(self, truths):
        """Return a play of a jaw that is open by each of `truths`."""
        meshes = np.array([self._mesh(truth) for truth in truths], np.float32)
        weights = np.full((len(meshes), 52), float(self.rest))
        weights[:, JAW] += self.net * np.asarray(truths)
        return Play(meshes, weights)

    def _mesh(self, truth):
        points = head_points(self.face)
        points[[14, *SPOTS["lip_end"]], 1] -= self.drop * truth / 1000
        return photograph(points, np.eye(3), np.array([0.0, 0.0, -0.6]))

    def seen(self, truth):
        """Return what a calibration sees of it."""
        play, ruler = self.opens([truth]), MeshRuler(self.face)
        sizes = np.zeros(len(NAMES), np.float32)
        ruler(play.meshes[0], sizes)
        return Seen([play.weights[0].astype(np.float32)], [sizes], [np.zeros(450, np.float32)])


def saved(profile, path):
    """Return the calibration of a profile, by way of its file."""
    save(path, changes(profile), header="", what="the profile was", option="--out")
    return Calibration(path)


def test_a_profile_of_extremes_neither_exaggerates_a_movement_nor_cuts_it_off(face, tmp_path):
    performer = Performer(face)
    profile = of_parts(performer.seen(0), {"jawOpen": performer.seen(1)}, "a test")
    truths = np.array([0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 1.0])
    out = perform(performer.opens(truths), calibrated=saved(profile, tmp_path / "me.toml"))[:, JAW]
    assert (out <= 1.15 * truths + 0.01).all()
    assert (np.diff(out) > 0.05).all()
    assert out[-1] == pytest.approx(1, abs=0.02)


def test_a_range_that_proves_itself_does_not_cut_a_movement_off(face):
    truths = np.zeros(32 * 30)
    truths[150::150] = truths[151::150] = 1.0
    truths[-4:] = 0.8, 0.9, 0.95, 1.0
    out = perform(
        Performer(face, drop=19.5, net=0.8, rest=0).opens(truths), calibrated=Calibration()
    )
    assert (np.diff(out[-4:, JAW]) > 0.02).all()
    assert out[-1, JAW] > 0.97


def looking_down(play, *, then):
    """Let lids and net do what a character's do 25 degrees down, and then what a blink does."""
    down = slice(SHAPE["eyeLookDownLeft"], SHAPE["eyeLookDownRight"] + 1)
    play.weights[:, [*range(52)[down], *range(52)[BLINK]]] = 0.1
    play.weights[10:, BLINK], play.weights[10:, down] = 0.44, 0.61
    play.weights[then:, BLINK], play.weights[then:, down] = 0.7, 0.1

    def lids(index):
        play.opening = 1.0 if index < 10 else 0.6 if index < then else 0.15

    play.before = lids
    return play


def test_eyes_shut_on_demand_do_not_make_a_blink_of_looking_down(face, tmp_path):
    performer = Performer(face)
    shut = performer.seen(0)
    shut.weights[0][BLINK] = 0.68
    profile = of_parts(performer.seen(0), {"eyeBlink": shut}, "a test")
    play = looking_down(performer.opens(np.zeros(30)), then=25)
    without = perform(
        looking_down(performer.opens(np.zeros(30)), then=25), calibrated=Calibration()
    )
    out = perform(play, calibrated=saved(profile, tmp_path / "me.toml"))
    assert (out[10:25, BLINK] <= without[10:25, BLINK] + 0.03).all()
    assert (out[25:, BLINK] > 0.95).all()
