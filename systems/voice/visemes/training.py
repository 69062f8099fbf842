"""Trains a viseme net on numpy."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.fft import dct

from systems.topology import VISEMES
from systems.voice.mel import BANDS
from systems.voice.visemes.corpus import Rows
from systems.voice.visemes.mlp import Adam, Perceptron, dropout, smoothed
from systems.voice.visemes.recipe import Recipe
from systems.voice.visemes.trained import Trained

Floats = NDArray[np.float32]


def train(rows: Rows, recipe: Recipe, report: Callable[[int, float], None]) -> Trained:
    """Return a net that tells the visemes of rows.

    Parameters
    ----------
    rows : Rows
    recipe : Recipe
    report : callable
        Is given the number of steps and the mean cross-entropy of the last twentieth of them.
    """
    trained = _untrained(rows, recipe)
    inputs = trained.inputs(rows.mel)
    weights = _weights(rows.visemes, recipe.balance)
    random = np.random.default_rng(recipe.seed)
    adam = Adam(trained.net.parameters())
    losses: list[float] = []
    for step in range(recipe.steps):
        chosen = random.integers(0, len(inputs), recipe.batch)
        targets = smoothed(rows.visemes[chosen], len(VISEMES), weights)
        seen = tapped(inputs, rows, chosen, recipe.taps) + colours(recipe, random)
        kept = dropout(recipe.batch, recipe.hidden, recipe.dropout, random)
        slopes = trained.net.gradients(seen, targets, kept)
        losses.append(slopes.loss)
        adam.step(slopes.parameters, recipe.rate * (1 - step / recipe.steps))
        if (step + 1) % max(recipe.steps // 20, 1) == 0:
            report(step + 1, float(np.mean(losses)))
            losses.clear()
    return trained


def tapped(inputs: Floats, rows: Rows, chosen: NDArray[np.intp], taps: tuple[int, ...]) -> Floats:
    """Return what the net sees of some rows, (n, taps * cepstra); streams end with their rows."""
    places = chosen[:, None] + np.array(taps)
    inside = places.clip(rows.starts[chosen, None], rows.ends[chosen, None] - 1)
    return np.asarray(inputs[inside].reshape(len(chosen), -1))


def colours(recipe: Recipe, random: np.random.Generator) -> Floats:
    """Return what is added to the inputs of a batch: a spectrum each, the same at all taps."""
    spectra = random.standard_normal((recipe.batch, recipe.cepstra), np.float32)
    return np.tile(np.float32(recipe.colour) * spectra, len(recipe.taps))


def _untrained(rows: Rows, recipe: Recipe) -> Trained:
    cosines = dct(np.eye(BANDS), axis=0, norm="ortho")[: recipe.cepstra].T
    cepstra = rows.mel @ cosines
    mean, deviation = cepstra.mean(axis=0), cepstra.std(axis=0)
    sizes = (recipe.cepstra * len(recipe.taps), *recipe.hidden, len(VISEMES))
    return Trained(
        Perceptron(sizes, recipe.seed),
        recipe.taps,
        (cosines / deviation).astype(np.float32),
        (-mean / deviation).astype(np.float32),
        rows.prior,
    )


def _weights(visemes: NDArray[np.intp], balance: float) -> Floats:
    shares = np.bincount(visemes, minlength=len(VISEMES)).clip(min=1) / len(visemes)
    weights = shares**-balance
    return np.asarray(weights / (weights * shares).sum(), np.float32)
