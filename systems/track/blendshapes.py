"""The 52 ARKit shapes from mesh points: 51 from a net of their own, the tongue from the mesh."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine import Changed, Entity, Mut, Query, Read, Res, ResMut, Stage, system
from systems.components import Blendshapes, Landmarks
from systems.topology import ARKIT, BLENDSHAPE_POINTS, SHAPE
from systems.track.contract import Contract
from systems.track.ladder import Rung
from systems.track.runtimes import Net

CONTRACT: Final = Contract("blendshapes", (1, len(BLENDSHAPE_POINTS), 2), ((len(ARKIT),),))

JAW_OPEN: Final = SHAPE["jawOpen"]

TONGUE_PER_JAW: Final = 4.0
"""Most tongueOut per jawOpen: a tongue needs an open mouth. A hand before the mouth was one to the
mesh net in 61 pictures of a film, with a jaw below 0.01 in 50 of them and 0.09 at most; the drawn
characters' tongues come with 0.5 to 0.8."""


class BlendshapeNet:
    """The blendshape net; it normalises position and scale itself, but not rotation or aspect.

    Parameters
    ----------
    net : Net
        A net that keeps `CONTRACT`. Its output 0 is "_neutral"; 1 to 51 are `topology.ARKIT`
        without the tongue.
    """

    def __init__(self, net: Net) -> None:
        self._net = net

    def run(self, points: NDArray[np.float32], tongue: float, out: NDArray[np.float32]) -> None:
        """Turn a mesh into shapes; 0.4 ms on one core.

        Parameters
        ----------
        points : (478, 3) float32
            The mesh in the picture, px.
        tongue : float
            Probability of the mesh net that the tongue is out.
        out : (52,) float32
            Receives the weights, 0..1, in the order of `topology.ARKIT`.
        """
        self._net.input()[0] = np.take(points, BLENDSHAPE_POINTS, axis=0)[:, :2]
        (scores,) = self._net.run()
        out[:51] = scores.ravel()[1:]
        out[51] = min(tongue, TONGUE_PER_JAW * float(out[JAW_OPEN]))


NewMeshes = Query[Read[Landmarks], Changed[Landmarks], Read[Blendshapes]]
"""Faces with a new mesh, and the shapes of an older one."""


def due(meshes: NewMeshes, rung: Rung) -> Iterator[Entity]:
    """Walk the faces whose shapes are older than the machine can afford to leave them.

    The others' are not touched: what counts as changed is calibrated and learned from again.
    """
    for face in meshes:
        age = face[Landmarks].captured_at - face[Blendshapes].captured_at
        if not 0 < age < rung.shapes_period:
            yield face.entity


@system(Stage.SOLVE, heavy=True)
def predict_blendshapes(
    meshes: NewMeshes,
    faces: Query[Read[Landmarks], Mut[Blendshapes]],
    net: ResMut[BlendshapeNet],
    rung: Res[Rung],
) -> None:
    """Turn every new mesh into the 52 shapes, or as many as the machine can afford."""
    for entity in due(meshes, rung):
        if (face := faces.get(entity)) is not None:
            marks, shapes = face[Landmarks], face[Blendshapes]
            net.run(marks.points, float(marks.tongue), shapes.weights)
            shapes.captured_at[...] = marks.captured_at
