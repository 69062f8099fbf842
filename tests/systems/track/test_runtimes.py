"""Nets run from fixed buffers, and a model that cannot serve is named with its fault."""

import numpy as np
import onnx
import pytest

from engine.errors import ModelError
from systems.track.contract import Contract
from systems.track.runtimes import OnnxModel, open_net
from tests.systems.track.conftest import bundled

BLENDSHAPES = Contract("blendshapes", (1, 146, 2), ((52,),))
DOUBLER = Contract("mesh", (1, 4), ((1, 4),))


def onnx_doubler(*shape):
    """A model that doubles its input."""
    tensor = onnx.helper.make_tensor_value_info
    node = onnx.helper.make_node("Add", ["x", "x"], ["y"])
    ends = tensor("x", 1, shape), tensor("y", 1, shape)
    graph = onnx.helper.make_graph([node], "doubler", ends[:1], ends[1:])
    opset = [onnx.helper.make_opsetid("", 17)]
    return onnx.helper.make_model(graph, opset_imports=opset, ir_version=9).SerializeToString()


def test_outputs_are_the_same_arrays_on_every_run(blendshape_net):
    net = blendshape_net._net
    assert all(a is b for a, b in zip(net.run(), net.run(), strict=True))


def test_litert_gives_the_same_numbers_again_after_other_input():
    net = open_net("blendshapes", bundled("face_blendshapes.tflite"), BLENDSHAPES)
    points = np.random.default_rng(0).random((146, 2)).astype(np.float32)
    net.input()[0] = points
    first = net.run()[0].copy()
    net.input()[0] = points[::-1]
    assert not np.array_equal(net.run()[0], first)
    net.input()[0] = points
    np.testing.assert_array_equal(net.run()[0], first)


def test_onnx_reads_and_writes_its_fixed_buffers():
    net = open_net("doubler", onnx_doubler(1, 4), DOUBLER)
    for value in (1.5, -2.0):
        net.input()[...] = value
        np.testing.assert_array_equal(net.run()[0], np.full((1, 4), 2 * value))


def test_onnx_of_any_size_is_bound_to_several_sizes_at_once():
    model = OnnxModel("doubler", onnx_doubler(1, "n"), Contract("detect", (1, None), ((1, None),)))
    small, large = model.bind((1, 2)), model.bind((1, 3))
    small.input()[...], large.input()[...] = 1, 2
    assert small.run()[0].tolist() == [[2, 2]]
    assert large.run()[0].tolist() == [[4, 4, 4]]


def test_leading_dimensions_of_one_do_not_count():
    Contract("mesh", (4,), ((1, 1, 4),)).check("m", [(1, 4)], [(4,)])


@pytest.mark.parametrize(
    ("shape", "fault"),
    [
        ((1, 5), r"m\.onnx cannot serve as 'mesh': it has input 1x5, not 1x4"),
        ((2, 4), r"it has input 2x4, not 1x4"),
    ],
)
def test_model_of_the_wrong_shape_is_named_with_its_fault(shape, fault):
    with pytest.raises(ModelError, match=fault) as caught:
        open_net("m.onnx", onnx_doubler(*shape), DOUBLER)
    assert "--model mesh" in caught.value.fix


def test_model_with_too_few_outputs_is_named_with_its_fault():
    contract = Contract("mesh", (1, 146, 2), ((1, 1434), (1, 1), (1, 1)))
    fault = r"it has 1 inputs and 1 outputs, not 1 and 3"
    with pytest.raises(ModelError, match=fault):
        open_net("m.tflite", bundled("face_blendshapes.tflite"), contract)


@pytest.mark.parametrize("content", [b"", b"hello", b"\x1c\0\0\0TFL3" + b"\xff" * 200])
def test_file_that_is_no_model_is_a_model_error(content):
    with pytest.raises(ModelError, match=r"m is not a usable \.tflite or \.onnx model: \S"):
        open_net("m", content, DOUBLER)


def test_opening_a_net_prints_nothing(capfd):
    open_net("blendshapes", bundled("face_blendshapes.tflite"), BLENDSHAPES)
    assert capfd.readouterr() == ("", "")
