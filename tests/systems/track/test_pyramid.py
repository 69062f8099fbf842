"""RetinaFace cut down to some levels gives the rows of those levels, bit for bit."""

import itertools
import threading

import numpy as np
import onnx
import pytest

from engine.errors import ModelError, UsageError
from systems.track import retinaface
from systems.track.nets import open_nets
from systems.track.pyramid import cut, reduced
from systems.track.retinaface import LEVELS, RetinaFace
from systems.track.runtimes import OnnxModel
from systems.track.settings import EMBEDDED, TrackSettings, order_tracking
from systems.track.store import Store
from tests.systems.track.test_detectors import shrunk

SUBSETS = [levels for n in (1, 2, 3) for levels in itertools.combinations(LEVELS, n)]
HEIGHT, WIDTH = 192, 320


@pytest.fixture(scope="module")
def content():
    return Store().read("retinaface")


def model_of(content, levels):
    return OnnxModel("cut", cut("it", content, levels), retinaface.CONTRACT)


@pytest.fixture(scope="module")
def reduced_model(content):
    return model_of(content, (16, 32))


@pytest.fixture
def cache(tmp_path):
    """A store that has no models, but a cache of its own."""
    return Store(tmp_path)


def outputs(model, picture):
    net = model.bind((1, 3, HEIGHT, WIDTH))
    net.input()[...] = picture
    return [output[0].copy() for output in net.run()]


def rows_of(levels):
    """Which rows of the whole graph's outputs belong to these levels."""
    counts = [2 * (HEIGHT // stride) * (WIDTH // stride) for stride in LEVELS]
    return np.repeat(np.isin(LEVELS, levels), counts)


@pytest.mark.parametrize("levels", SUBSETS)
def test_outputs_are_the_rows_of_the_whole_graph(levels, content, retina_model):
    picture = np.random.default_rng(0).uniform(-120, 150, (3, HEIGHT, WIDTH)).astype(np.float32)
    whole, part = outputs(retina_model, picture), outputs(model_of(content, levels), picture)
    for one, other in zip(whole, part, strict=True):
        np.testing.assert_array_equal(one[rows_of(levels)], other)


@pytest.mark.parametrize(("levels", "nodes"), [(LEVELS, 237), ((16, 32), 170), ((32,), 103)])
def test_nothing_is_left_that_only_other_levels_need(levels, nodes, content):
    model = onnx.load_from_string(cut("it", content, levels))
    onnx.checker.check_model(model, full_check=True)
    assert len(model.graph.node) == nodes
    used = {name for node in model.graph.node for name in node.input}
    assert {weight.name for weight in model.graph.initializer} <= used


def test_faces_of_64_px_and_more_are_the_same_with_two_levels(
    portrait, portrait_mesh, retina_model, reduced_model
):
    whole = RetinaFace(retina_model, thorough=True)
    part = RetinaFace(reduced_model, levels=(16, 32), thorough=True)
    for length in (64, 80, 96, 128):
        picture = shrunk(portrait, length / np.ptp(portrait_mesh[:, 1]), (640, 640, 3))
        ours, theirs = part.detect(picture), whole.detect(picture)
        assert len(ours) == len(theirs) == 1
        np.testing.assert_allclose(ours.boxes, theirs.boxes, atol=0.05 * length)


def test_a_face_of_28_px_is_what_two_levels_cost(
    portrait, portrait_mesh, retina_model, reduced_model
):
    picture = shrunk(portrait, 28 / np.ptp(portrait_mesh[:, 1]), (320, 320, 3))
    assert len(RetinaFace(retina_model).detect(picture)) == 1
    assert len(RetinaFace(reduced_model, levels=(16, 32)).detect(picture)) == 0


def test_cut_model_is_made_once_and_kept(content, cache, monkeypatch):
    first = reduced("it", content, (16, 32), cache)
    monkeypatch.setattr("systems.track.pyramid.cut", None)  # a second cut would be a TypeError
    assert reduced("it", content, (16, 32), cache) == first
    assert reduced("it", content, LEVELS, cache) is content


def test_other_levels_and_other_models_are_kept_apart(content, cache):
    wanted = [(content, (16, 32)), (content, (8, 16)), (content + b"\x08\x06", (16, 32))]
    cuts = [reduced("it", model, levels, cache) for model, levels in wanted]
    assert len(list((cache.folder / "derived").glob("*.onnx"))) == 3
    assert cuts[0] != cuts[1]


def test_damaged_copy_is_made_anew(content, cache):
    first = reduced("it", content, (16, 32), cache)
    (kept,) = (cache.folder / "derived").glob("*.onnx")
    kept.write_bytes(first[:1000])
    assert reduced("it", content, (16, 32), cache) == first
    assert kept.read_bytes() == first


def test_several_at_once_leave_whole_files_only(content, cache):
    results = []
    make = [
        threading.Thread(target=lambda: results.append(reduced("it", content, (16, 32), cache)))
        for _ in range(4)
    ]
    for thread in make:
        thread.start()
    for thread in make:
        thread.join()
    assert len(set(results)) == 1
    names = {path.suffix for path in (cache.folder / "derived").iterdir()}
    assert names == {".onnx", ".sha256"}


def test_cache_that_cannot_be_written_is_a_model_error(content, tmp_path):
    (tmp_path / "models").write_text("in the way")
    with pytest.raises(ModelError, match="cannot write to"):
        reduced("it", content, (16, 32), Store(tmp_path))


def test_another_net_cannot_be_cut():
    value = onnx.helper.make_tensor_value_info("x", onnx.TensorProto.FLOAT, [1])
    out = onnx.helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, [1])
    node = onnx.helper.make_node("Relu", ["x"], ["y"])
    model = onnx.helper.make_model(onnx.helper.make_graph([node], "g", [value], [out]))
    with pytest.raises(ModelError, match="its output y does not join 3 levels"):
        cut("it", model.SerializeToString(), (16, 32))


def test_broken_file_is_a_model_error():
    with pytest.raises(ModelError, match=r"it is not a usable \.onnx model"):
        cut("it", b"\x00not a model", (16,))


def test_settings_choose_the_levels(portrait):
    nets = open_nets(TrackSettings(levels=(16, 32)), Store())
    assert len(nets.detector.detect(portrait)) == 1


@pytest.mark.parametrize("levels", SUBSETS)
def test_every_subset_of_the_levels_may_be_asked_for(levels):
    words = ",".join(map(str, reversed(levels)))
    assert order_tracking("default", 1, None, levels=words).levels == levels


@pytest.mark.parametrize("words", ["", "16,", "x", "4,8", "16,16", "8 16", "64", "-8"])
def test_other_levels_are_refused(words):
    with pytest.raises(UsageError, match="--detector-levels must be some of 8,16,32") as caught:
        order_tracking("default", 1, None, levels=words)
    assert caught.value.fix == "write --detector-levels 16,32"


def test_levels_are_refused_with_the_mediapipe_preset():
    with pytest.raises(UsageError, match="BlazeFace"):
        order_tracking("mediapipe", 1, None, levels="16,32")


def test_embedded_profile_yields_to_what_is_asked_for_by_name(monkeypatch):
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    settings = order_tracking("default", 1, None, profile="embedded")
    assert {name: getattr(settings, name) for name in EMBEDDED} == EMBEDDED
    settings = order_tracking("default", 1, None, threads=2, levels="8", profile="embedded")
    assert (settings.threads, settings.levels, settings.largest) == (2, (8,), 320)
    assert order_tracking("mediapipe", 1, None, profile="embedded").levels == LEVELS


def test_more_threads_than_cores_are_refused(monkeypatch):
    monkeypatch.setattr("os.cpu_count", lambda: 4)
    assert order_tracking("default", 1, None, threads=4).threads == 4
    with pytest.raises(UsageError, match="--threads 5 is more than the 4 cores") as caught:
        order_tracking("default", 1, None, threads=5)
    assert caught.value.fix == "write --threads 2, or leave it out"
