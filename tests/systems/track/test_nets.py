"""The user's own models, and what the settings refuse."""

import hashlib

import numpy as np
import pytest

from engine.errors import FileError, ModelError, UsageError
from systems.track.blazeface import BlazeFace
from systems.track.nets import open_nets
from systems.track.retinaface import RetinaFace
from systems.track.settings import TrackSettings, parse_models
from systems.track.store import Store
from tests.systems.track.conftest import bundled


@pytest.fixture
def short_range(tmp_path):
    """BlazeFace as a file of the user's own."""
    path = tmp_path / "mine.tflite"
    path.write_bytes(bundled("face_detector.tflite"))
    return path


def test_presets_choose_their_detectors():
    assert isinstance(open_nets(TrackSettings(), Store()).detector, RetinaFace)
    settings = TrackSettings(preset="mediapipe")
    assert isinstance(open_nets(settings, Store()).detector, BlazeFace)


def test_own_detector_is_used_and_its_hash_is_told(short_range, portrait):
    nets = open_nets(TrackSettings(models={"detect": short_range}), Store())
    assert len(nets.detector.detect(portrait)) == 1
    assert nets.hashes["detect"] == hashlib.sha256(short_range.read_bytes()).hexdigest()
    assert set(nets.hashes) == {"detect", "mesh", "blendshapes"}


def test_own_model_in_the_wrong_role_is_named_with_its_fault(short_range):
    fault = r"mine\.tflite cannot serve as 'mesh': it has 1 inputs and 2 outputs, not 1 and 3"
    with pytest.raises(ModelError, match=fault):
        open_nets(TrackSettings(models={"mesh": short_range}), Store())


def test_truncated_own_model_is_a_model_error(short_range):
    short_range.write_bytes(short_range.read_bytes()[:5000])
    with pytest.raises(ModelError, match=r"mine\.tflite is not a usable"):
        open_nets(TrackSettings(models={"detect": short_range}), Store())


def test_more_threads_give_the_same_detections(portrait):
    one, two = (open_nets(TrackSettings(threads=n), Store()).detector for n in (1, 2))
    a, b = one.detect(portrait), two.detect(portrait)
    np.testing.assert_allclose(a.boxes, b.boxes, atol=1e-3)


def test_model_options_are_read(short_range):
    assert parse_models([f"detect={short_range}"]) == {"detect": short_range}


@pytest.mark.parametrize("option", ["nose=x", "detect", "=x"])
def test_model_option_without_a_role_is_refused(option):
    with pytest.raises(UsageError, match=f"--model {option} does not name") as caught:
        parse_models([option])
    assert "detect, mesh, blendshapes" in caught.value.fix


def test_model_option_of_a_missing_file_is_refused():
    with pytest.raises(FileError, match="--model mesh: there is no file"):
        parse_models(["mesh=nowhere.onnx"])


def test_unknown_preset_is_refused():
    with pytest.raises(UsageError, match="there is no preset 'best'"):
        TrackSettings(preset="best")
