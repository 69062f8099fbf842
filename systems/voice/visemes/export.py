"""A trained net as ONNX."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto, checker, helper, numpy_helper

from systems.voice.mel import BANDS
from systems.voice.visemes.net import PAST, SPAN
from systems.voice.visemes.trained import Trained

OPSET = 17
IR = 8


def export(trained: Trained) -> bytes:
    """Return the file of a net, with 16-bit weights that the runtime widens when it opens it."""
    graph = _Graph()
    wide = {name: graph.wide(name, array) for name, array in _arrays(trained).items()}
    graph.keep("taps", np.array(trained.taps, np.int64) + PAST)
    graph.keep("flat", np.array([0, -1], np.int64))
    graph.node("Gather", ["windows", "taps"], "tapped", axis=1)
    graph.node("MatMul", ["tapped", wide["projection"]], "projected")
    graph.node("Add", ["projected", wide["offset"]], "whitened")
    graph.node("Reshape", ["whitened", "flat"], "layer0")
    last = len(trained.net.layers)
    for number in range(last):
        names = [f"layer{number}", wide[f"weights{number}"], wide[f"biases{number}"]]
        graph.node("Gemm", names, f"sum{number}")
        if number < last - 1:
            graph.node("Relu", [f"sum{number}"], f"layer{number + 1}")
    graph.node("Softmax", [f"sum{last - 1}"], "visemes", axis=-1)
    return graph.serialised(trained.net.layers[-1][0].shape[1])


def _arrays(trained: Trained) -> dict[str, NDArray[np.float32]]:
    arrays = {"projection": trained.projection, "offset": trained.offset, "prior": trained.prior}
    for number, (weights, biases) in enumerate(trained.net.layers):
        arrays |= {f"weights{number}": weights, f"biases{number}": biases}
    return arrays


class _Graph:
    def __init__(self) -> None:
        self._nodes: list[object] = []
        self._constants: list[object] = []

    def keep(self, name: str, array: NDArray[np.generic]) -> None:
        self._constants.append(numpy_helper.from_array(array, name))

    def wide(self, name: str, array: NDArray[np.float32]) -> str:
        """Keep an array in half the space; return the name of its 32-bit twin."""
        self.keep(f"{name}16", array.astype(np.float16))
        self.node("Cast", [f"{name}16"], name, to=TensorProto.FLOAT)
        return name

    def node(self, kind: str, inputs: list[str], output: str, **attributes: int) -> None:
        self._nodes.append(helper.make_node(kind, inputs, [output], **attributes))

    def serialised(self, classes: int) -> bytes:
        shape = ["n", SPAN, BANDS]
        float32 = TensorProto.FLOAT
        graph = helper.make_graph(
            self._nodes,
            "visemes",
            [helper.make_tensor_value_info("windows", float32, shape)],
            [
                helper.make_tensor_value_info("visemes", float32, ["n", classes]),
                helper.make_tensor_value_info("prior", float32, [BANDS]),
            ],
            self._constants,
        )
        opset = helper.make_opsetid("", OPSET)
        model = helper.make_model(graph, opset_imports=[opset], ir_version=IR)
        checker.check_model(model, full_check=True)
        return bytes(model.SerializeToString())
