"""A loaded avatar: what a file holds and what its extensions make of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from systems.avatar.gltf.load import Model
from systems.avatar.vrm.constraints import Constraint
from systems.avatar.vrm.expressions import Expression
from systems.avatar.vrm.look_at import LookAt
from systems.avatar.vrm.springs import Collider, Joint


@dataclass(frozen=True, eq=False)
class Figure:
    """An avatar from a file, in metres, facing +Z, the subject's left at +X.

    Attributes
    ----------
    name : str
    version : str
        ``"1.0"`` or ``"0.x"`` of VRM; empty for plain glTF.
    meta : mapping of str to str
        Licence and authorship as the file has them.
    model : Model
    bones : mapping of str to int
        Nodes by VRM 1.0 bone names.
    expressions : tuple of Expression
    look_at : LookAt or None
    joints, colliders : of the spring bones
    constraints : in the order in which they are solved
    """

    name: str
    version: str
    model: Model
    bones: Mapping[str, int]
    meta: Mapping[str, str] = field(default_factory=dict)
    expressions: tuple[Expression, ...] = ()
    look_at: LookAt | None = None
    joints: tuple[Joint, ...] = ()
    colliders: tuple[Collider, ...] = ()
    constraints: tuple[Constraint, ...] = ()

    @property
    def eyes_turn(self) -> bool:
        """Whether bones turn the eyes; a lookAt by expression leaves them alone."""
        by_bones = self.look_at is None or self.look_at.kind == "bone"
        return by_bones and "leftEye" in self.bones and "rightEye" in self.bones
