"""Cut RetinaFace's graph down to some levels of its feature pyramid."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from engine.errors import ModelError
from systems.track.retinaface import LEVELS
from systems.track.store import Store


def reduced(name: str, content: bytes, levels: Sequence[int], store: Store) -> bytes:
    """Return a RetinaFace model with only these levels, from the store's cache where it is there.

    Parameters
    ----------
    name : str
        What to call the model in errors.
    content : bytes
        The whole model, `.onnx`.
    levels : sequence of int
        Strides to keep, rising, of `LEVELS`.

    Raises
    ------
    ModelError
        If the model is not a RetinaFace of three levels, or the cache cannot be written.
    """
    if tuple(levels) == LEVELS:
        return content
    digest = hashlib.sha256(content).hexdigest()
    kept = "-".join(str(level) for level in levels)
    return store.derived(f"{digest[:16]}-{kept}.onnx", lambda: cut(name, content, levels))


def cut(name: str, content: bytes, levels: Sequence[int]) -> bytes:
    """Return the model without the heads of the other levels and all that only they need.

    Raises
    ------
    ModelError
        If the model is not a RetinaFace of three levels.

    Notes
    -----
    The rows of a level do not depend on the others' heads: outputs are the whole graph's, bit
    for bit. Of its 237 nodes, 170 are left with levels 16 and 32.
    """
    import onnx  # it takes 0.2 s and 20 MB, and is needed once

    try:
        model = onnx.load_from_string(content)
    except Exception as error:  # protobuf's errors have no common base
        msg = f"{name} is not a usable .onnx model: {str(error).splitlines()[0]}"
        raise ModelError(msg, fix="give a model file that is whole") from error
    graph = model.graph
    makers = {output: node for node in graph.node for output in node.output}
    for output in graph.output:
        joint = _joint(name, output.name, makers)
        joint.input[:] = [joint.input[LEVELS.index(level)] for level in levels]
    _prune(graph, makers)
    cut_down: bytes = model.SerializeToString()
    return cut_down


def _joint(name: str, output: str, makers: dict[str, Any]) -> Any:
    """Return the node that puts the rows of all levels together for an output."""
    node = makers.get(output)
    while node is not None and node.op_type != "Concat" and len(node.input) == 1:
        node = makers.get(node.input[0])
    if node is None or node.op_type != "Concat" or len(node.input) != len(LEVELS):
        msg = f"{name} cannot be cut: its output {output} does not join {len(LEVELS)} levels"
        raise ModelError(msg, fix="leave out --detector-levels with this model")
    return node


def _prune(graph: Any, makers: dict[str, Any]) -> None:
    """Drop the nodes and weights that no output needs."""
    needed = _ancestors([output.name for output in graph.output], makers)
    for field, names in ((graph.node, _outputs), (graph.initializer, _name)):
        kept = [item for item in field if needed.intersection(names(item))]
        del field[:]
        field.extend(kept)
    del graph.value_info[:]


def _ancestors(values: Iterable[str], makers: dict[str, Any]) -> set[str]:
    """Return all values that these are computed from, themselves included."""
    found: set[str] = set()
    waiting = list(values)
    while waiting:
        value = waiting.pop()
        if value not in found:
            found.add(value)
            waiting += makers[value].input if value in makers else ()
    return found


def _outputs(node: Any) -> list[str]:
    return list(node.output)


def _name(weight: Any) -> list[str]:
    return [weight.name]
