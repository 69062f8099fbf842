"""How often the nets of the shapes run: on every picture, or as a rung of the ladder affords."""

import numpy as np
import pytest

from engine import App, Changed, Mut, Query, Read, Res, Stage, fresh, run_step, system
from systems.capture.frame import Frame
from systems.components import Blendshapes, Face, Landmarks, PatchOffsets
from systems.track.blendshapes import BlendshapeNet, predict_blendshapes
from systems.track.ladder import RUNGS, Rung
from systems.track.patch_blendshapes import PatchBlendshapeNet, predict_from_patches
from tests.systems.track.following import Pictures

COUNT = 12


class FakeNet:
    """Counts its runs, which it gives back as every weight."""

    def __init__(self, *shape):
        self._input, self.runs = np.zeros(shape, np.float32), 0

    def input(self):
        return self._input

    def run(self):
        self.runs += 1
        return [np.full((1, 52), self.runs / 100, np.float32)]


@system(Stage.ALIGN, when=fresh(Frame))
def move(faces: Query[Mut[Landmarks]], frame: Res[Frame]) -> None:
    for face in faces:
        face[Landmarks].captured_at[...] = frame.captured_at


KINDS = {
    "of the mesh": (BlendshapeNet, (1, 146, 2), predict_blendshapes),
    "of the patches": (PatchBlendshapeNet, (1, 450), predict_from_patches),
}


def changed(kind, rung):
    """Return how often a net ran, and the pictures whose shapes count as changed."""
    make, shape, predict = KINDS[kind]
    net, new = FakeNet(*shape), []

    @system(Stage.OUTPUT, when=fresh(Frame))
    def note(faces: Query[Read[Blendshapes], Changed[Blendshapes]], frame: Res[Frame]) -> None:
        new.extend((frame.index, float(face[Blendshapes].captured_at)) for face in faces)

    app = App(strict=True).insert(make(net)).insert(rung).add(move, predict, note)
    face = app.track.world.spawn(Face, Landmarks)
    if not app.track.world.has(face, PatchOffsets):
        app.track.world.insert_parts(face, PatchOffsets)
    stamps = 100 + np.arange(COUNT) / 30
    run_step(app, Pictures([None] * COUNT, stamps))
    assert [at for _, at in new] == [stamps[index] for index, _ in new]
    return net.runs, [index for index, _ in new]


@pytest.mark.parametrize("kind", KINDS)
def test_on_the_best_rung_every_picture_has_its_own_shapes(kind):
    assert changed(kind, RUNGS[0]) == (COUNT, list(range(COUNT)))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("rung", "every"), [(RUNGS[2], 2), (Rung("slow", shapes_period=0.09), 3)])
def test_shapes_that_a_rung_leaves_as_they_are_do_not_count_as_changed(kind, rung, every):
    """Else they would be calibrated twice, and what is calibrated be learned as neutral."""
    kept = list(range(0, COUNT, every))
    assert changed(kind, rung) == (len(kept), kept)
