"""The weights of a trained net out of its file, for going on with them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper

from engine.errors import ModelError
from systems.voice.visemes.mlp import Perceptron
from systems.voice.visemes.net import PAST
from systems.voice.visemes.trained import Trained


def read_weights(path: Path) -> Trained:
    """Return what a file of `train visemes` holds.

    Raises
    ------
    ModelError
        If it is another kind of file.
    """
    try:
        kept = onnx.load(path).graph.initializer
        arrays = {tensor.name: numpy_helper.to_array(tensor) for tensor in kept}
        taps = tuple(int(tap) - PAST for tap in arrays["taps"])
        wide = {n[:-2]: a.astype(np.float32) for n, a in arrays.items() if a.dtype == np.float16}
        layers = [
            (wide[f"weights{number}"], wide[f"biases{number}"])
            for number in range(sum(name.startswith("weights") for name in wide))
        ]
        net = Perceptron([*(weights.shape[0] for weights, _ in layers), len(layers[-1][1])], 0)
        net.layers = layers
        return Trained(net, taps, wide["projection"], wide["offset"], wide["prior"])
    except Exception as error:
        msg = f"{path} holds no weights of a viseme net"
        raise ModelError(msg, fix="give a file that `train visemes` wrote") from error
