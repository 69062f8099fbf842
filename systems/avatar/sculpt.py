"""All 52 shapes and their correctives, for any part of the head."""

from __future__ import annotations

import numpy as np

from systems.avatar.character import Character
from systems.avatar.contours import Lids
from systems.avatar.face_shapes import FaceShapes
from systems.avatar.hull import Floats
from systems.avatar.jaw_shapes import JawShapes
from systems.avatar.lid_shapes import Field, LidShapes
from systems.avatar.mesh import Driver
from systems.avatar.part import Attachment, Part
from systems.avatar.surface import Surface

MIRROR = np.array([-1.0, 1.0, 1.0])
SPLIT = ("mouthUpperUp", "mouthLowerDown", "mouthPress")
LID_WAYS = ("", "eyeLookDown", "eyeSquint")
LID_RIVALS = ("eyeLookDown", "eyeLookUp", "eyeSquint", "eyeWide")


class Sculpt:
    """Displacements of a part's vertices under one shape at weight 1."""

    def __init__(self, character: Character, surface: Surface) -> None:
        self.surface = surface
        self.lids = LidShapes(Lids(character.eye))
        self.face = FaceShapes(character)
        self.jaw = JawShapes(character)

    def shape(self, part: Part, name: str) -> Floats:
        """Return the displacements under the ARKit shape `name`, (N, 3) m."""
        if name.endswith("Right"):
            return np.asarray(self.shape(_reflected(part), name[:-5] + "Left") * MIRROR)
        if part.attachment in (Attachment.JAW, Attachment.TONGUE):
            return self._on_the_bone(part, name)
        if part.attachment == Attachment.FIXED:
            return np.zeros_like(part.positions)
        if name in self.jaw.names:
            return self.jaw.skin(name, part.positions, part.seats) * part.follow[:, None]
        return self._slide(part, self._field(part, name))

    def corrective(self, part: Part, first: str, second: str, driver: Driver) -> Floats:
        """Return the displacements of the corrective of two shapes, (N, 3) m."""
        if first.endswith("Right") and second.endswith("Right"):
            left = self.corrective(
                _reflected(part), first[:-5] + "Left", second[:-5] + "Left", driver
            )
            return np.asarray(left * MIRROR)
        if part.attachment not in (Attachment.SKIN, Attachment.BROW):
            return np.zeros_like(part.positions)
        if driver == "between":
            on_skin = part.attachment == Attachment.SKIN
            return self._half_way(part, first, second) * on_skin
        if driver == "root":
            return self.jaw.close(part.positions, part.seats) * part.follow[:, None]
        if first.endswith("Left") and second.endswith("Right"):
            return self._slide(part, self.face.middle[first[:-4]])
        return -self.shape(part, second)

    def _half_way(self, part: Part, blink: str, rival: str) -> Floats:
        """Return what keeps a half closed lid on the eyeball, alone or under a second shape."""
        if rival == blink:
            half = self._slide(part, lambda seats: self.lids.close(seats, 0.5))
            return 4 * half - 2 * self.shape(part, blink)
        other = self._field(part, rival)
        right = self._slide(part, lambda seats: self.lids.close(seats, 0.5) + other(seats) / 2)
        blended = self.shape(part, blink) + self.shape(part, rival)
        return 4 * right - 2 * blended - self._half_way(part, blink, blink)

    def _field(self, part: Part, name: str) -> Field:
        short = name.removesuffix("Left")
        if short in self.lids.fields:
            return _still if part.attachment == Attachment.BROW else self.lids.fields[short]
        return self.face.left.get(short) or self.face.whole[name]

    def _slide(self, part: Part, field: Field) -> Floats:
        motion = field(part.seats)
        rise = self.surface.depth(part.seats + motion[:, :2]) - self.surface.depth(part.seats)
        return np.column_stack([motion[:, :2], motion[:, 2] + rise]) * part.follow[:, None]

    def _on_the_bone(self, part: Part, name: str) -> Floats:
        if name == "tongueOut" and part.attachment == Attachment.TONGUE:
            return self.jaw.tongue(part.positions, part.follow)
        if name in self.jaw.names:
            return self.jaw.bone(name, part.positions)
        return np.zeros_like(part.positions)


def correctives() -> list[tuple[str, str, Driver]]:
    """Return the pairs of shapes that need a corrective, and how each is driven."""
    pairs: list[tuple[str, str, Driver]] = [("jawOpen", "mouthClose", "root")]
    pairs += [(f"{name}Left", f"{name}Right", "product") for name in SPLIT]
    for side in ("Left", "Right"):
        blink = f"eyeBlink{side}"
        pairs += [(blink, blink if way == "" else way + side, "between") for way in LID_WAYS]
        pairs += [(blink, rival + side, "product") for rival in LID_RIVALS]
    return pairs


def _still(seats: Floats) -> Floats:
    return np.zeros((len(seats), 3))


def _reflected(part: Part) -> Part:
    """Return the part with its vertices reflected in x = 0, in their order."""
    return Part(
        part.positions * MIRROR,
        part.triangles,
        part.colours,
        part.material,
        part.attachment,
        part.seats * MIRROR[:2],
        part.follow,
        part.held,
        part.normals,
        part.inked,
    )
