"""A perceptron of several layers in numpy, trained by Adam."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

SMOOTHING: Final = 0.05
"""Share of every label that is spread over all classes (Szegedy et al., 2016)."""


class Slopes(NamedTuple):
    """Gradients of the mean cross-entropy by every parameter and by the input, and itself."""

    parameters: list[Floats]
    input: Floats
    loss: float


class Perceptron:
    """Layers of weights and biases with ReLU between them, softmax at the end.

    Parameters
    ----------
    sizes : sequence of int
        Width of the input, of every hidden layer, of the output.
    seed : int
    """

    def __init__(self, sizes: Sequence[int], seed: int) -> None:
        random = np.random.default_rng(seed)
        self.layers: list[tuple[Floats, Floats]] = [
            (
                (random.normal(size=(n, m)) * np.sqrt(2 / n)).astype(np.float32),
                np.zeros(m, np.float32),
            )
            for n, m in pairwise(sizes)
        ]

    def __call__(self, x: Floats) -> Floats:
        """Return the (n, classes) probabilities of (n, inputs)."""
        return softmax(self._forward(x, self._all())[-1])

    def gradients(self, x: Floats, targets: Floats, kept: Sequence[Floats] | None = None) -> Slopes:
        """Return how the cross-entropy changes.

        Parameters
        ----------
        x : ndarray, (n, inputs)
        targets : ndarray, (n, classes)
            Their sums are the weights of the rows.
        kept : sequence of ndarray, (n, width), optional
            What each hidden layer is multiplied by, as `dropout` draws it.
        """
        kept = self._all() if kept is None else kept
        outputs = self._forward(x, kept)
        told = softmax(outputs[-1])
        loss = -float((targets * np.log(told + 1e-9)).sum()) / len(x)
        slope = (told * targets.sum(axis=1, keepdims=True) - targets) / np.float32(len(x))
        slopes: list[Floats] = []
        for number, (weights, _) in reversed(list(enumerate(self.layers))):
            slopes += [slope.sum(axis=0), outputs[number].T @ slope]
            slope = slope @ weights.T
            if number > 0:
                slope *= (outputs[number] > 0) * kept[number - 1]
        return Slopes(slopes[::-1], slope, loss)

    def parameters(self) -> list[Floats]:
        """Return the arrays that training changes, in the order of their gradients."""
        return [array for layer in self.layers for array in layer]

    def _all(self) -> list[Floats]:
        return [np.ones(1, np.float32) for _ in self.layers[1:]]

    def _forward(self, x: Floats, kept: Sequence[Floats]) -> list[Floats]:
        outputs = [x]
        for (weights, biases), mask in zip(self.layers[:-1], kept, strict=True):
            outputs.append(np.maximum(outputs[-1] @ weights + biases, 0) * mask)
        weights, biases = self.layers[-1]
        return [*outputs, outputs[-1] @ weights + biases]


class Adam:
    """Kingma and Ba, 2015, with their constants, on arrays in place."""

    def __init__(self, parameters: Sequence[Floats]) -> None:
        self._parameters = parameters
        self._means = [np.zeros_like(array) for array in parameters]
        self._squares = [np.zeros_like(array) for array in parameters]
        self._steps = 0

    def step(self, gradients: Sequence[Floats], rate: float) -> None:
        """Go one step down."""
        self._steps += 1
        rate *= np.sqrt(1 - 0.999**self._steps) / (1 - 0.9**self._steps)
        states = zip(self._parameters, gradients, self._means, self._squares, strict=True)
        for parameter, gradient, mean, square in states:
            mean += 0.1 * (gradient - mean)
            square += 0.001 * (gradient**2 - square)
            parameter -= np.float32(rate) * mean / (np.sqrt(square) + np.float32(1e-8))


def softmax(x: Floats) -> Floats:
    """Return probabilities along the last axis."""
    powers = np.exp(x - x.max(axis=-1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=-1, keepdims=True))


def dropout(
    count: int, widths: Sequence[int], share: float, random: np.random.Generator
) -> list[Floats]:
    """Return (count, width) masks of layers: 0 for a share of units, that the rest makes up for.

    Source: Srivastava et al., 2014.
    """
    drawn = (random.random((count, width), np.float32) for width in widths)
    return [np.asarray((layer >= share) / (1 - share), np.float32) for layer in drawn]


def smoothed(labels: NDArray[np.intp], classes: int, weights: Floats) -> Floats:
    """Return smoothed (n, classes) targets, each row multiplied by the weight of its class."""
    rows = np.full((len(labels), classes), SMOOTHING / classes, np.float32)
    rows[np.arange(len(labels)), labels] += 1 - SMOOTHING
    return rows * weights[labels][:, None]
