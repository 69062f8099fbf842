"""Smoothing of shapes: noise goes, what is small but moves stays."""

import numpy as np
import pytest

from engine import App, Commands, Mut, Query, Read, Res, ResMut, Stage, World, run_step, system
from systems.capture.frame import Frame
from systems.components import Blendshapes, Face, Landmarks
from systems.solve import smooth_shapes
from systems.solve.smooth import Smoothing
from systems.solve.smooth_shapes import ShapeFilter, learn_noise, noise
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


def state_of(**values):
    world = World()
    return world.value(world.spawn(ShapeFilter(**values)), ShapeFilter)


def lag(noise):
    """Return by how many pictures an opening after two seconds of rest comes late."""
    time = np.arange(4 * FPS) / FPS
    true = 0.3 + 0.4 * np.clip((time - 2.5) / 0.2, 0, 1)
    shaking = true + noise * np.random.default_rng(1).normal(size=len(time))
    return FPS * (true - made(JAW, shaking))[2 * FPS :].sum() / (FPS * 0.4)


def test_what_trembles_less_is_followed_sooner():
    assert lag(0.0005) < 0.75 * lag(0.015) < 0.5


@pytest.mark.parametrize("talking", [False, True])
def test_noise_is_told_from_talking(talking):
    time = np.arange(20 * FPS) / FPS
    pauses = np.sin(2 * np.pi * time / 2.5) > -0.5
    mouth = 0.2 * talking * pauses * (1 - np.cos(2 * np.pi * 4 * time))
    weights = np.zeros((len(time), 52), np.float32)
    weights[:, JAW] = 0.3 + mouth + 0.01 * np.random.default_rng(2).normal(size=len(time))
    state = state_of(samples=np.tile(weights[0], (2, 1)))
    for row in weights:
        learn_noise(state, row)
    assert 0.5 < noise(state, weights[-1], 1 / FPS)[JAW] < (2.3 if talking else 1.5)


def test_a_smile_that_is_held_after_a_rest_without_any_noise_stands_still():
    noise = 0.012 * np.random.default_rng(3).normal(size=10 * FPS)
    shaking = np.concatenate([np.zeros(10 * FPS), 0.5 + noise])
    assert made(JAW, shaking)[11 * FPS :].std() < 0.5 * noise.std()


def test_motion_between_pictures_far_apart_counts_as_no_more_noise_than_one_unit():
    state = state_of(bend=np.full(52, 0.2, np.float32), count=300)
    units = [float(noise(state, np.full(52, 0.5), dt).max()) for dt in (1 / 10, 1 / 20, 1 / 30)]
    assert units == pytest.approx([1.0, 1.0, 1.44])


def test_rows_that_are_no_numbers_are_held():
    weights = np.full((5, 52), 0.4)
    weights[2:4, JAW] = np.nan, np.inf
    assert smoothed(weights) == pytest.approx(0.4)
