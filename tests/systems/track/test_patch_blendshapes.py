"""Nets of the source system's form: 450 offsets to 52 shapes in their own order, or a named one."""

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper

from engine import App, Query, Read, Stage, run_step, system
from engine.errors import ModelError
from systems.components import Blendshapes, PatchOffsets
from systems.defaults import face_plugin
from systems.topology import ARKIT, SHAPE
from systems.track.nets import open_nets
from systems.track.patch_blendshapes import ORDER, PatchBlendshapeNet
from systems.track.settings import TrackSettings
from systems.track.store import Store
from tests.systems.track.following import Pictures

RNG = np.random.default_rng(3)
LAYERS = tuple(
    RNG.normal(0, 0.1, shape).astype(np.float32) for shape in ((352, 450), (352,), (52, 352), (52,))
)


def by_numpy(offsets):
    """Return what the net of `LAYERS` says, in its own order."""
    a, b, c, d = LAYERS
    return np.clip(np.maximum(offsets @ a.T + b, 0) @ c.T + d, 0, 1)


def write_net(path, inputs=450, outputs=52, **metadata):
    """Write the source system's graph: Flatten, Gemm, Relu, Gemm."""
    a, b, c, d = LAYERS
    weights = {"a": a[:, :inputs], "b": b, "c": c[:outputs], "d": d[:outputs]}
    nodes = [
        helper.make_node("Flatten", ["x"], ["flat"]),
        helper.make_node("Gemm", ["flat", "a", "b"], ["hidden"], transB=1),
        helper.make_node("Relu", ["hidden"], ["active"]),
        helper.make_node("Gemm", ["active", "c", "d"], ["y"], transB=1),
    ]
    graph = helper.make_graph(
        nodes,
        "net",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, inputs])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, [1, outputs])],
        [numpy_helper.from_array(np.ascontiguousarray(w), name) for name, w in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14)], ir_version=8)
    if metadata:
        helper.set_model_props(model, metadata)
    onnx.save(model, path)
    return path


def opened(path):
    net = open_nets(TrackSettings(models={"blendshapes": path}), Store()).blendshapes
    assert isinstance(net, PatchBlendshapeNet)
    return net


def test_a_net_of_free_size_is_opened_at_the_forms(tmp_path):
    model = onnx.load(write_net(tmp_path / "net.onnx"))
    for size, name in zip(model.graph.input[0].type.tensor_type.shape.dim, "ab", strict=True):
        size.dim_param = name
    onnx.save(model, tmp_path / "net.onnx")
    offsets, out = RNG.normal(0, 0.3, 450).astype(np.float32), np.zeros(52, np.float32)
    opened(tmp_path / "net.onnx").run(offsets, out)
    assert out[SHAPE["jawOpen"]] == pytest.approx(by_numpy(offsets)[17], abs=1e-5)


def test_a_net_that_gives_no_numbers_is_told_of(tmp_path, caplog):
    net = opened(write_net(tmp_path / "net.onnx"))
    net.run(np.full(450, np.nan, np.float32), np.zeros(52, np.float32))
    assert "net.onnx gives outputs that are no numbers" in caplog.text


def test_the_order_of_outputs_is_the_source_systems():
    assert sorted(ORDER) == sorted(ARKIT)
    known = {0: "eyeBlinkRight", 13: "eyeWideLeft", 17: "jawOpen", 23: "mouthSmileRight"}
    known |= {34: "mouthShrugUpper", 43: "browInnerUp", 46: "cheekPuff", 51: "tongueOut"}
    assert {index: ORDER[index] for index in known} == known


def test_outputs_are_numpys_clipped_and_under_their_own_names(tmp_path):
    net, out = opened(write_net(tmp_path / "net.onnx")), np.full(52, 9, np.float32)
    for scale in (0.01, 0.3, 3.0):
        offsets = RNG.normal(0, scale, 450).astype(np.float32)
        net.run(offsets, out)
        wanted = dict(zip(ORDER, by_numpy(offsets), strict=True))
        np.testing.assert_allclose(out, [wanted[name] for name in ARKIT], atol=1e-5)


def test_metadata_may_name_another_order(tmp_path):
    net = opened(write_net(tmp_path / "net.onnx", shapes=",".join(ARKIT)))
    offsets, out = RNG.normal(0, 0.3, 450).astype(np.float32), np.zeros(52, np.float32)
    net.run(offsets, out)
    np.testing.assert_allclose(out, by_numpy(offsets), atol=1e-5)


def test_metadata_that_name_other_shapes_are_refused(tmp_path):
    path = write_net(tmp_path / "net.onnx", shapes=",".join([*ARKIT[:-1], "tongue"]))
    with pytest.raises(ModelError, match=r"net\.onnx .*metadata 'shapes' are off by tongue"):
        opened(path)


@pytest.mark.parametrize("size", [{"inputs": 449}, {"outputs": 51}])
def test_a_net_of_another_form_is_named_with_both_contracts(tmp_path, size):
    with pytest.raises(ModelError, match=r"net\.onnx cannot serve as 'blendshapes'") as caught:
        opened(write_net(tmp_path / "net.onnx", **size))
    assert "1x146x2" in caught.value.message or "not 52" in caught.value.message
    assert "in its other form" in caught.value.message


def test_the_tracker_runs_it_on_the_offsets_of_the_same_picture(tmp_path, portrait):
    path, rows = write_net(tmp_path / "net.onnx"), []

    @system(Stage.OUTPUT)
    def keep(faces: Query[Read[Blendshapes], Read[PatchOffsets]]) -> None:
        face = faces.first()
        assert face is not None
        rows.append((face[Blendshapes].weights.copy(), face[PatchOffsets].offsets.copy()))

    settings = TrackSettings(models={"blendshapes": path}, preset="mediapipe")
    app = App(strict=True).insert(settings).add(face_plugin, keep)
    shifted = [np.roll(portrait, 3 * i, 1) for i in range(4)]
    run_step(app, Pictures(shifted, np.arange(4) / 30))
    assert len(rows) == 4
    for weights, offsets in rows:
        wanted = by_numpy(offsets)[[ORDER.index(name) for name in ARKIT]]
        np.testing.assert_allclose(weights, wanted, atol=1e-5)
    assert not rows[0][1].any()
    assert rows[3][1].any()
    assert rows[0][0][SHAPE["jawOpen"]] == pytest.approx(by_numpy(np.zeros(450))[17], abs=1e-5)
