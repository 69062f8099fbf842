"""The bones of a figure by their VRM 1.0 names, found by name where the file names none."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from systems.avatar.gltf.skeleton import Skeleton

GUESSES: Final = (
    ("head", r"head"),
    ("neck", r"neck"),
    ("upperChest", r"(upper_?chest|spine_?2|spine03)"),
    ("chest", r"(chest|spine_?1|spine02)"),
    ("spine", r"(spine|spine01)"),
    ("hips", r"(hips?|pelvis)"),
    ("leftEye", r"(left_?eye|eye_?left|eye[_.]l|l[_.]eye|eyeball_?left)"),
    ("rightEye", r"(right_?eye|eye_?right|eye[_.]r|r[_.]eye|eyeball_?right)"),
    ("leftUpperArm", r"(left_?arm|left_?upper_?arm|upper_?arm[_.]l)"),
    ("rightUpperArm", r"(right_?arm|right_?upper_?arm|upper_?arm[_.]r)"),
    ("leftLowerArm", r"(left_?fore_?arm|left_?lower_?arm|(fore|lower_?)arm[_.]l)"),
    ("rightLowerArm", r"(right_?fore_?arm|right_?lower_?arm|(fore|lower_?)arm[_.]r)"),
)
"""Names of Mixamo, Blender's Rigify and VRoid, without the prefix before a colon or ``Bip_C_``."""

PREFIX: Final = re.compile(r"^(.*:|j_bip_[clr]_|def-|org-|bip01[ _])", re.IGNORECASE)


def guess_bones(skeleton: Skeleton) -> dict[str, int]:
    """Return the bones that the nodes' names give away; the first of a name counts."""
    plain = [PREFIX.sub("", name).strip() for name in skeleton.names]
    found = {bone: _first(pattern, plain) for bone, pattern in GUESSES}
    return {bone: node for bone, node in found.items() if node is not None}


def _first(pattern: str, names: Iterable[str]) -> int | None:
    known = re.compile(pattern, re.IGNORECASE)
    return next((node for node, name in enumerate(names) if known.fullmatch(name)), None)


def bone_from_unity(name: str) -> str:
    """Return the VRM 1.0 name of a bone of VRM 0.x.

    VRM 1.0 counts the thumb from the metacarpal, VRM 0.x from the proximal bone.

    Examples
    --------
    >>> bone_from_unity("leftThumbProximal"), bone_from_unity("head")
    ('leftThumbMetacarpal', 'head')
    """
    if "Thumb" in name:
        return name.replace("Proximal", "Metacarpal").replace("Intermediate", "Proximal")
    return name
