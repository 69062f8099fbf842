"""The 52 ARKit shapes from mesh points: 51 from a net of their own, the tongue from the mesh."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine import Changed, Mut, Query, Read, Res, ResMut, Stage, system
from systems.components import Blendshapes, Landmarks
from systems.topology import ARKIT, BLENDSHAPE_POINTS
from systems.track.contract import Contract
from systems.track.ladder import Rung
from systems.track.runtimes import Net

CONTRACT: Final = Contract("blendshapes", (1, len(BLENDSHAPE_POINTS), 2), ((len(ARKIT),),))


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
        out[51] = tongue


@system(Stage.SOLVE, heavy=True)
def predict_blendshapes(
    faces: Query[Read[Landmarks], Changed[Landmarks], Mut[Blendshapes]],
    net: ResMut[BlendshapeNet],
    rung: Res[Rung],
) -> None:
    """Turn every new mesh into the 52 shapes, or as many as the machine can afford."""
    for face in faces:
        marks, shapes = face[Landmarks], face[Blendshapes]
        if 0 < marks.captured_at - shapes.captured_at < rung.shapes_period:
            continue
        net.run(marks.points, float(marks.tongue), shapes.weights)
        shapes.captured_at[...] = marks.captured_at
