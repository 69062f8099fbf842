"""Smoothing of shapes: noise goes, what is small but moves stays."""

import numpy as np
import pytest

from engine import App, Commands, Mut, Query, Read, Res, ResMut, Stage, run_step, system
from systems.capture.frame import Frame
from systems.components import Blendshapes, Face, Landmarks
from systems.solve import smooth_shapes
from systems.solve.smooth import Smoothing
from systems.topology import SHAPE
from tests.systems.solve.stage import FPS, Ticks

JAW, ASIDE = SHAPE["jawOpen"], SHAPE["jawLeft"]


class Film:
    """Weights (T, 52) to play, and what came out of SMOOTH."""

    def __init__(self, weights):
        self.weights, self.out = weights, []


@system(Stage.DETECT)
def find_face(faces: Query[Read[Face]], commands: Commands) -> None:
    if not len(faces):
        commands.spawn(Face, Landmarks)


@system(Stage.ALIGN)
def show(faces: Query[Mut[Blendshapes]], frame: Res[Frame], film: Res[Film]) -> None:
    for face in faces:
        face[Blendshapes].weights[...] = film.weights[frame.index]
        face[Blendshapes].captured_at[...] = frame.captured_at


@system(Stage.OUTPUT)
def keep(faces: Query[Read[Blendshapes]], film: ResMut[Film]) -> None:
    film.out.extend(face[Blendshapes].weights.copy() for face in faces)


def smoothed(weights):
    film = Film(np.asarray(weights, np.float32))
    app = App(strict=True).insert(film).insert(Smoothing())
    app.add(find_face, show, smooth_shapes.plugin, keep)
    run_step(app, Ticks(len(weights)))
    return np.array(film.out)


def made(column, series):
    weights = np.zeros((len(series), 52))
    weights[:, column] = series
    return smoothed(weights)[:, column]


@pytest.mark.parametrize("height", [0.6, 0.05, 0.001, 0.0001])
def test_a_movement_comes_in_time_however_small_it_is(height):
    time = np.arange(2 * FPS) / FPS
    true = height * np.sin(np.pi * np.clip(time - 0.5, 0, 1)) ** 2
    seen = made(ASIDE, true)
    assert np.corrcoef(true, seen)[0, 1] > 0.97
    assert seen.max() > 0.85 * height


@pytest.mark.parametrize("weight", [0.05, 0.3, 0.95])
def test_the_nets_noise_goes_however_large_the_weight_is(weight):
    noise = 0.012 * min(1, 12 * weight * (1 - weight))
    shaking = weight + noise * np.random.default_rng(0).normal(size=300)
    assert made(JAW, shaking)[30:].std() < 0.5 * noise


def test_rows_that_are_no_numbers_are_held():
    weights = np.full((5, 52), 0.4)
    weights[2:4, JAW] = np.nan, np.inf
    assert smoothed(weights) == pytest.approx(0.4)
