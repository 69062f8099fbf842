"""The parts of a loaded avatar by name: what a rig script moves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
from numpy.typing import NDArray

from engine.errors import UsageError
from systems.avatar.gltf.material import Values
from systems.avatar.vrm.figure import Figure

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class NodePart:
    """What is added to a node's pose: arrays to write into, +X left, +Y up, +Z to the front.

    Attributes
    ----------
    rotation : (3, 3)
    translation : (3,) m
    scale : (3,)
        Factors; 0 hides what hangs on the node.
    """

    rotation: Floats
    translation: Floats
    scale: Floats


@dataclass(frozen=True)
class MaterialPart:
    """A material's values; arrays to write into.

    Attributes
    ----------
    colour : (4,)
        Linear RGBA.
    emission : (3,)
        Linear RGB.
    offset, scale : (2,)
        Of the texture, as in KHR_texture_transform.
    """

    colour: NDArray[np.float32]
    emission: NDArray[np.float32]
    offset: NDArray[np.float32]
    scale: NDArray[np.float32]


class Parts:
    """Every node, morph, expression and material of the loaded file, by name.

    A resource of the DRAW world. What is written stays until it is written again, and is added to
    what the tracked face does. Without a file, as for the built-in characters, there are no parts.

    Parameters
    ----------
    figure : Figure or None

    Examples
    --------
    >>> parts = Parts()
    >>> parts.node("Ear_L")
    Traceback (most recent call last):
    engine.errors.UsageError: there is no node called 'Ear_L'
      fix: this avatar has none; load a .vrm or .glb file with --avatar
    """

    def __init__(self, figure: Figure | None = None) -> None:
        nodes = () if figure is None else figure.model.skeleton.names
        targets = () if figure is None else figure.model.geometry.target_names
        materials = () if figure is None else figure.model.materials[:-1]
        self._nodes = _first_of_each(nodes)
        self._morphs = _first_of_each(list(dict.fromkeys(target.name for target in targets)))
        self._expressions = _first_of_each([e.name for e in figure.expressions] if figure else ())
        self._materials = _first_of_each([material.name for material in materials])
        self._moved: dict[int, NodePart] = {}
        self._morph_rows = np.array([self._morphs[t.name] for t in targets], np.intp)
        self._morph_weights = np.zeros(len(self._morphs), np.float32)
        self.expression_weights = np.zeros(0 if figure is None else len(figure.expressions))
        rest = [material.values for material in figure.model.materials] if figure else []
        self.values: Values = np.array(rest)

    def stand_for(self, other: Parts) -> None:
        """Become the parts of another avatar, which a user has just loaded.

        Whoever holds this object then moves the new avatar; parts got before move the old one.
        """
        self.__dict__.update(other.__dict__)

    @property
    def moved(self) -> dict[int, NodePart]:
        """Every node that was asked for, by its index."""
        return self._moved

    @property
    def target_weights(self) -> NDArray[np.float32]:
        """Weight of every morph target (T,); targets of one name move together."""
        return np.asarray(self._morph_weights[self._morph_rows])

    def node(self, name: str) -> NodePart:
        """Return a node's part.

        Raises
        ------
        UsageError
            If no node has this name.
        """
        index = _find("node", name, self._nodes)
        part = NodePart(np.eye(3), np.zeros(3), np.ones(3))
        return self._moved.setdefault(index, part)

    def morph(self, name: str) -> NDArray[np.float32]:
        """Return the weight (an array without axes) added to all morph targets of a name.

        Raises
        ------
        UsageError
            If no morph target has this name.
        """
        index = _find("morph", name, self._morphs)
        return self._morph_weights[index : index + 1].reshape(())

    def expression(self, name: str) -> NDArray[np.float64]:
        """Return the weight (an array without axes) added to an expression.

        Raises
        ------
        UsageError
            If no expression has this name.
        """
        index = _find("expression", name, self._expressions)
        return self.expression_weights[index : index + 1].reshape(())

    def material(self, name: str) -> MaterialPart:
        """Return a material's values.

        Raises
        ------
        UsageError
            If no material has this name.
        """
        index = _find("material", name, self._materials)
        names = ("colour", "emission", "offset", "scale")
        return MaterialPart(*(self.values[value][index] for value in names))


def _first_of_each(names: Sequence[str]) -> dict[str, int]:
    return {name: index for index, name in reversed(list(enumerate(names)))}


def _find(kind: str, name: str, known: dict[str, int]) -> int:
    if name in known:
        return known[name]
    msg = f"there is no {kind} called {name!r}"
    near = get_close_matches(name, known, 3, 0.4) or sorted(known)[:3]
    fix = "this avatar has none; load a .vrm or .glb file with --avatar"
    raise UsageError(msg, fix=f"did you mean {', '.join(near)}?" if near else fix)
