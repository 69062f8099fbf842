"""Nets run from fixed buffers, and a model that cannot serve is named with its fault."""

from types import SimpleNamespace

import numpy as np
import onnx
import pytest

from engine.errors import ModelError
from systems.track.contract import Contract, Either
from systems.track.runtimes import OnnxModel, WatchedNet, open_net
from tests.systems.track.conftest import bundled

BLENDSHAPES = Contract("blendshapes", (1, 146, 2), ((52,),))
DOUBLER = Contract("mesh", (1, 4), ((1, 4),))


FLOAT, HALF, DOUBLE = (getattr(onnx.TensorProto, name) for name in ("FLOAT", "FLOAT16", "DOUBLE"))


def onnx_doubler(*shape, kind=FLOAT):
    """A model that doubles its input."""
    ends = [onnx.helper.make_tensor_value_info(name, kind, shape) for name in "xy"]
    return whole(onnx.helper.make_node("Add", ["x", "x"], ["y"]), ends)


def onnx_summer(inputs, outputs):
    """A model of free size that multiplies with ones."""
    tensor = onnx.helper.make_tensor_value_info
    node = onnx.helper.make_node("MatMul", ["x", "ones"], ["y"])
    ones = onnx.numpy_helper.from_array(np.ones((inputs, outputs), np.float32), "ones")
    return whole(node, [tensor("x", FLOAT, "ab"), tensor("y", FLOAT, ["a", outputs])], [ones])


def onnx_picker(*picked):
    """A model that returns some of its inputs and does not say how many."""
    tensor = onnx.helper.make_tensor_value_info
    node = onnx.helper.make_node("Compress", ["x", "picked"], ["y"], axis=1)
    choice = onnx.numpy_helper.from_array(np.array(picked), "picked")
    return whole(node, [tensor("x", FLOAT, [1, 4]), tensor("y", FLOAT, [1, "n"])], [choice])


def whole(node, ends, weights=()):
    graph = onnx.helper.make_graph([node], "net", ends[:1], ends[1:], weights)
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


@pytest.mark.parametrize("kind", [HALF, DOUBLE])
def test_model_of_other_numbers_is_named_with_its_fault(kind):
    fault = r"m\.onnx .*'x' is tensor\((float16|double)\)"
    with pytest.raises(ModelError, match=fault) as caught:
        open_net("m.onnx", onnx_doubler(1, 4, kind=kind), DOUBLER)
    assert "float32" in caught.value.fix


def test_tflite_model_of_whole_numbers_is_named_with_its_fault(monkeypatch):
    end = {"name": "x", "index": 0, "shape": (1, 4), "dtype": np.int8}
    quantised = SimpleNamespace(get_input_details=lambda: [end], get_output_details=lambda: [end])
    monkeypatch.setattr("systems.track.runtimes._interpreter", lambda *_: quantised)
    with pytest.raises(ModelError, match=r"m\.tflite .*'x' is int8"):
        open_net("m.tflite", b"\x1c\0\0\0TFL3", DOUBLER)


def test_free_sizes_are_those_of_the_contract():
    net = open_net("doubler", onnx_doubler("a", "b"), DOUBLER)
    assert net.input().shape == (1, 4)
    net.input()[...] = 1
    assert net.run()[0].tolist() == [[2, 2, 2, 2]]


def test_free_sizes_are_those_of_the_form_of_as_many_dimensions():
    forms = (Contract("mesh", (1, 4, 2), ((3,),)), Contract("mesh", (1, 5), ((3,),)))
    content = onnx_summer(5, 3)
    for contracts in (forms, forms[::-1]):
        assert OnnxModel("m", content, Either(contracts)).open().input().shape == (1, 5)


def test_model_that_cannot_run_at_the_contracts_size_is_a_model_error():
    with pytest.raises(ModelError, match=r"m\.onnx is not a usable .* model: \S"):
        open_net("m.onnx", onnx_summer(5, 4), DOUBLER)


def test_model_whose_outputs_turn_out_to_be_of_another_size_is_named_with_its_fault():
    with pytest.raises(ModelError, match=r"it has output 0 1x3, not 1x4"):
        open_net("m.onnx", onnx_picker(True, True, False, True), DOUBLER)


def test_outputs_that_are_no_numbers_are_told_of_once(caplog):
    net = WatchedNet("m.onnx", open_net("m.onnx", onnx_doubler(1, 4), DOUBLER))
    for value in (1, (np.inf, -np.inf, 0, 0), 2, np.nan):
        net.input()[...] = value
        net.run()
        assert len(caplog.messages) == (0 if value == 1 else 1)
    assert "m.onnx" in caplog.messages[0]


@pytest.mark.parametrize("content", [b"", b"hello", b"\x1c\0\0\0TFL3" + b"\xff" * 200])
def test_file_that_is_no_model_is_a_model_error(content):
    with pytest.raises(ModelError, match=r"m is not a usable \.tflite or \.onnx model: \S"):
        open_net("m", content, DOUBLER)


def test_opening_a_net_prints_nothing(capfd):
    open_net("blendshapes", bundled("face_blendshapes.tflite"), BLENDSHAPES)
    assert capfd.readouterr() == ("", "")
