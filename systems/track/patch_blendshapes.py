"""Nets of the user's own that read the normalised patches: 450 offsets from neutral to 52 shapes.

The form is that of Haiba Labs' ``model.onnx``, re-implemented from its description.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine import Mut, Query, Read, Res, ResMut, Stage, system
from engine.errors import ModelError
from ext.mesh_normalize import NUMBERS
from systems.components import Blendshapes, Landmarks, PatchOffsets
from systems.topology import ARKIT, SHAPE
from systems.track.blendshapes import NewMeshes, due
from systems.track.contract import Contract
from systems.track.ladder import Rung
from systems.track.runtimes import Net

CONTRACT: Final = Contract("blendshapes", (1, NUMBERS), ((1, len(ARKIT)),))

NAMES_KEY: Final = "shapes"
"""Key of a model's metadata under which it may name its outputs, with commas between."""

_EYE = ("Blink", "LookDown", "LookIn", "LookOut", "LookUp", "Squint", "Wide")
_PAIRED_MOUTH = ("Smile", "Frown", "Dimple", "Stretch")
_SINGLE_MOUTH = ("RollLower", "RollUpper", "ShrugLower", "ShrugUpper")


def _right_left(stem: str) -> tuple[str, str]:
    return f"{stem}Right", f"{stem}Left"


ORDER: Final = (
    *(f"eye{name}{side}" for side in ("Right", "Left") for name in _EYE),
    *("jawForward", "jawRight", "jawLeft", "jawOpen"),
    *("mouthClose", "mouthFunnel", "mouthPucker", "mouthRight", "mouthLeft"),
    *(name for stem in _PAIRED_MOUTH for name in _right_left(f"mouth{stem}")),
    *(f"mouth{name}" for name in _SINGLE_MOUTH),
    *(n for stem in ("Press", "LowerDown", "UpperUp") for n in _right_left(f"mouth{stem}")),
    *(*_right_left("browDown"), "browInnerUp", *_right_left("browOuterUp")),
    *("cheekPuff", *_right_left("cheekSquint"), *_right_left("noseSneer"), "tongueOut"),
)
"""Outputs of a model that does not name its own: the source system's order, right before left."""


class PatchBlendshapeNet:
    """A net from patch offsets to shapes.

    Parameters
    ----------
    net : Net
        A net that keeps `CONTRACT`.
    order : sequence of str, default `ORDER`
        ARKit name of each output.
    """

    def __init__(self, net: Net, order: tuple[str, ...] = ORDER) -> None:
        self._net = net
        self._columns = np.array([SHAPE[name] for name in order])

    def run(self, offsets: NDArray[np.float32], out: NDArray[np.float32]) -> None:
        """Turn offsets into shapes.

        Parameters
        ----------
        offsets : (450,) float32
            As `PatchOffsets`.
        out : (52,) float32
            Receives the weights, clipped to 0..1, in the order of `topology.ARKIT`.
        """
        self._net.input().reshape(-1)[:] = offsets
        (scores,) = self._net.run()
        out[self._columns] = np.clip(scores.reshape(-1), 0, 1)


def read_order(name: str, metadata: dict[str, str]) -> tuple[str, ...]:
    """Return the names of a model's outputs, by its metadata or else `ORDER`.

    Raises
    ------
    ModelError
        If the metadata do not name each of the 52 shapes once.
    """
    if NAMES_KEY not in metadata:
        return ORDER
    order = tuple(word.strip() for word in metadata[NAMES_KEY].split(","))
    if sorted(order) == sorted(ARKIT):
        return order
    wrong = sorted(set(order) ^ set(ARKIT)) or ["a name given twice"]
    msg = f"{name} cannot serve as 'blendshapes': its metadata '{NAMES_KEY}' are off by {wrong[0]}"
    raise ModelError(msg, fix="name the 52 ARKit shapes once each, or leave the key out")


@system(Stage.SOLVE, heavy=True)
def predict_from_patches(
    meshes: NewMeshes,
    faces: Query[Read[Landmarks], Read[PatchOffsets], Mut[Blendshapes]],
    net: ResMut[PatchBlendshapeNet],
    rung: Res[Rung],
) -> None:
    """Turn a new mesh's offsets from neutral into the 52 shapes, as often as can be afforded."""
    for entity in due(meshes, rung):
        if (face := faces.get(entity)) is not None:
            shapes = face[Blendshapes]
            net.run(face[PatchOffsets].offsets, shapes.weights)
            shapes.captured_at[...] = face[Landmarks].captured_at
