"""Run a net from fixed buffers: LiteRT for `.tflite`, onnxruntime for `.onnx`."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, Protocol

import numpy as np
import onnxruntime
from ai_edge_litert.interpreter import Interpreter
from numpy.typing import NDArray

from engine.errors import ModelError
from systems.track.contract import Contract, Either, Shape

Floats = NDArray[np.float32]

log = logging.getLogger("bunraku")

TFLITE_MAGIC: Final = b"TFL3"
"""At byte 4 of every `.tflite` file. Source: the file identifier of TFLite's FlatBuffers schema."""


class Net(Protocol):
    """A net with one float32 input and fixed buffers."""

    def input(self) -> Floats:
        """Return the array to write the input into; let go of it before `run`."""

    def run(self) -> tuple[Floats, ...]:
        """Compute and return the outputs, which the next `run` overwrites."""


def open_net(name: str, content: bytes, contract: Contract, *, threads: int = 1) -> Net:
    """Open a `.tflite` or `.onnx` model at the contract's size, told apart by content.

    Parameters
    ----------
    name : str
        What to call the model in errors.
    content : bytes
        The file.
    threads : int, default 1
        Cores one `run` may use.

    Raises
    ------
    ModelError
        If the file is neither, is damaged, or breaks the contract.
    """
    if content[4:8] == TFLITE_MAGIC:
        return LiteRtNet(name, content, contract, threads=threads)
    return OnnxModel(name, content, contract, threads=threads).open()


class WatchedNet:
    """A net of which is told, once, when its outputs are no numbers."""

    def __init__(self, name: str, net: Net) -> None:
        self._name, self._net, self._told = name, net, False
        self.input = net.input

    def run(self) -> tuple[Floats, ...]:
        """Compute and return the outputs, which the next `run` overwrites."""
        outputs = self._net.run()
        if not self._told and not all(np.isfinite(output).all() for output in outputs):
            self._told = True
            log.warning("%s gives outputs that are no numbers", self._name)
        return outputs


class LiteRtNet:
    """A `.tflite` model.

    Notes
    -----
    `run` refuses to start while a view of a tensor is alive, and a copy of each output is a few
    microseconds: hence outputs are copied into arrays of our own, and the input is handed out anew
    for every picture.
    """

    def __init__(self, name: str, content: bytes, contract: Contract, *, threads: int = 1) -> None:
        self._interpreter = _open(name, lambda: _interpreter(content, threads))
        (source, *surplus) = self._interpreter.get_input_details()
        targets = self._interpreter.get_output_details()
        ends = (source, *surplus, *targets)
        for end in ends:
            _require_floats(name, end["name"], np.dtype(end["dtype"]).name, "float32")
        shapes = [tuple(int(n) for n in end["shape"]) for end in ends]
        inputs = 1 + len(surplus)
        contract.check(name, shapes[:inputs], shapes[inputs:])
        self._source: int = source["index"]
        self._targets: list[int] = [d["index"] for d in targets]
        self._outputs = tuple(np.zeros(shape, np.float32) for shape in shapes[inputs:])

    def input(self) -> Floats:
        """Return the array to write the input into; let go of it before `run`."""
        view: Floats = self._interpreter.tensor(self._source)()
        return view

    def run(self) -> tuple[Floats, ...]:
        """Compute and return the outputs, which the next `run` overwrites."""
        self._interpreter.invoke()
        for target, output in zip(self._targets, self._outputs, strict=True):
            np.copyto(output, self._interpreter.tensor(target)())
        return self._outputs


class OnnxModel:
    """An `.onnx` model that may be bound to several input sizes."""

    def __init__(
        self, name: str, content: bytes, contract: Contract | Either, *, threads: int = 1
    ) -> None:
        session = _open(name, lambda: _session(content, threads))
        nodes = session.get_inputs(), session.get_outputs()
        for node in (*nodes[0], *nodes[1]):
            _require_floats(name, node.name, node.type, "tensor(float)")
        inputs, outputs = ([_static(node.shape) for node in end] for end in nodes)
        self._name, self._contract = name, contract.check(name, inputs, outputs)
        self.input_shape = inputs[0]
        self.metadata: dict[str, str] = session.get_modelmeta().custom_metadata_map
        self._content, self._threads, self._sessions = content, threads, {threads: session}

    def open(self) -> OnnxNet:
        """Return the net for its own input size, where that is free for the contract's."""
        return self.bind(self._contract.filled(self.input_shape))

    def bind(self, shape: tuple[int, ...], *, alone: bool = False) -> OnnxNet:
        """Return the net for one input size, with buffers of its own; `alone` takes one thread.

        Raises
        ------
        ModelError
            If it cannot run at that size, or its outputs are not the contract's.
        """
        threads = 1 if alone else self._threads
        if threads not in self._sessions:
            self._sessions[threads] = _session(self._content, threads)
        net: OnnxNet = _open(self._name, lambda: OnnxNet(self._sessions[threads], shape))
        self._contract.check(self._name, [shape], net.output_shapes)
        return net


class OnnxNet:
    """An `.onnx` model at one input size.

    Notes
    -----
    The first, blind run tells the output shapes; all later ones read and write the same arrays.
    """

    def __init__(self, session: Any, shape: tuple[int, ...]) -> None:
        self._session = session
        self._input = np.zeros(shape, np.float32)
        feed = {session.get_inputs()[0].name: self._input}
        self._outputs = tuple(np.ascontiguousarray(a) for a in session.run(None, feed))
        self._binding = session.io_binding()
        self._bind(self._binding.bind_input, session.get_inputs()[0].name, self._input)
        for node, output in zip(session.get_outputs(), self._outputs, strict=True):
            self._bind(self._binding.bind_output, node.name, output)

    @property
    def output_shapes(self) -> list[Shape]:
        """What the first run gave."""
        return [output.shape for output in self._outputs]

    def input(self) -> Floats:
        """Return the array to write the input into."""
        return self._input

    def run(self) -> tuple[Floats, ...]:
        """Compute and return the outputs, which the next `run` overwrites."""
        self._session.run_with_iobinding(self._binding)
        return self._outputs

    @staticmethod
    def _bind(bind: Callable[..., None], name: str, array: Floats) -> None:
        bind(name, "cpu", 0, np.float32, array.shape, array.ctypes.data)


def open_session(name: str, content: bytes) -> Any:
    """Open an `.onnx` model of several inputs, such as one with a state, on one thread.

    Raises
    ------
    ModelError
        If the file is damaged.
    """
    return _open(name, lambda: _session(content, 1))


def _open(name: str, build: Callable[[], Any]) -> Any:
    """Turn whatever a runtime throws at a broken file into one kind of error."""
    try:
        return build()
    except Exception as error:
        reason = str(error).strip().splitlines()[0]
        msg = f"{name} is not a usable .tflite or .onnx model: {reason}"
        raise ModelError(msg, fix="give a whole model file, made for this role") from error


def _require_floats(name: str, end: str, found: str, wanted: str) -> None:
    if found != wanted:
        msg = f"{name} is not a usable .tflite or .onnx model: its '{end}' is {found}"
        raise ModelError(msg, fix="save the model with inputs and outputs of float32")


def _interpreter(content: bytes, threads: int) -> Any:
    with _quiet():
        interpreter = Interpreter(model_content=content, num_threads=threads)
        interpreter.allocate_tensors()
    return interpreter


def _session(content: bytes, threads: int) -> Any:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 4  # errors are raised, not printed as well
    # A thread that sleeps between two layers takes longer to wake than the layer lasts; one that
    # waits busily after the last would burn a core until the next picture.
    options.add_session_config_entry("session.force_spinning_stop", "1")
    return onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep LiteRT's delegate notice, which nothing else turns off, from standard error."""
    kept = os.dup(2)
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123 - os.devnull is no path on Windows
        os.dup2(nowhere.fileno(), 2)
    try:
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _static(shape: Sequence[Any]) -> Shape:
    return tuple(size if isinstance(size, int) else None for size in shape)
