"""A figure in motion: a pose and a time in, vertices and material values out."""

from __future__ import annotations

import numpy as np

from ext.morph_blend import morph_blend
from ext.skin_vertices import skin_vertices
from systems.avatar.gltf.skeleton import Locals
from systems.avatar.pose import Pose
from systems.avatar.vrm.constraints import constrain
from systems.avatar.vrm.drive import Drive
from systems.avatar.vrm.expressions import apply, resolve
from systems.avatar.vrm.figure import Figure
from systems.avatar.vrm.parts import Parts
from systems.avatar.vrm.posing import ARMS, Posing
from systems.avatar.vrm.springs import Springs


class Animator:
    """Everything that moves in one figure.

    Parameters
    ----------
    figure : Figure
    arms : float
        Angle of the upper arms below the horizontal, rad.

    Attributes
    ----------
    parts : Parts
        What scripts move.
    vertices : (V, 6) float32
        Position (m) and normal in the world, reused by every call.
    weights : (T,) float32
        Of the morph targets now.
    values : (M,) of VALUES
        Of the materials now.
    """

    def __init__(self, figure: Figure, *, arms: float = ARMS) -> None:
        self.figure, self.parts = figure, Parts(figure)
        geometry = figure.model.geometry
        names = [target.name for target in geometry.target_names]
        self.drive = Drive(figure.expressions, names, eyes_turn=figure.eyes_turn)
        self.posing = Posing(figure, arms=arms)
        self.springs = Springs(figure.model.skeleton, figure.joints, figure.colliders)
        self.values = self.parts.values.copy()
        self._speeds = np.array([material.speed for material in figure.model.materials])
        self._asked = np.zeros(len(figure.expressions))
        self.weights = np.zeros(len(names), np.float32)
        self._morphed = geometry.vertices.copy()
        self.vertices = geometry.vertices.copy()
        self._matrices = np.empty((len(geometry.joint_nodes), 4, 4), np.float32)

    def __call__(self, pose: Pose) -> None:
        """Bring `vertices` and `values` to a pose and its time."""
        self._express(pose)
        places = self.place(pose)
        geometry = self.figure.model.geometry
        world = self.figure.model.skeleton.world(places)
        self._matrices[:] = world[geometry.joint_nodes] @ geometry.inverse_binds
        morph_blend(geometry.vertices, geometry.targets, self.weights, self._morphed)
        skin_vertices(
            self._morphed, geometry.joints, geometry.weights, self._matrices, self.vertices
        )

    def place(self, pose: Pose) -> Locals:
        """Return where every node stands: posed, moved by scripts, constrained, swung."""
        places = self.posing(pose, pose.time)
        for node, part in self.parts.moved.items():
            self.posing.turn_node(places, node, part.rotation)
            self.posing.shift_node(places, node, part.translation)
            places.scales[node] *= part.scale
        constrain(self.figure.constraints, self.figure.model.skeleton, places)
        self.springs(places, pose.time)
        return places

    def _express(self, pose: Pose) -> None:
        """Set the weights of the morph targets and the values of the materials."""
        expressions = self.figure.expressions
        self.drive.expressions(pose.weights, self._asked)
        look = self.figure.look_at
        if look is not None and look.kind == "expression":
            gaze = (np.asarray(pose.gaze_left) + pose.gaze_right) / 2
            shown = look.weights(gaze)
            self._asked += [shown.get(expression.name, 0.0) for expression in expressions]
        self._asked += self.parts.expression_weights
        self.drive.targets(pose.weights, self.weights)
        self.weights += self.parts.target_weights
        np.copyto(self.values, self.parts.values)
        effective = resolve(expressions, self._asked)
        apply(expressions, effective, self.parts.values, self.weights, self.values)
        self.values["phase"] = (self._speeds * pose.time) % (1.0, 1.0, 2 * np.pi)
