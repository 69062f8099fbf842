"""What an avatar has, and what will be missing when it follows a face."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from systems.avatar.cache import load_head
from systems.avatar.character import Character, characters, load_character
from systems.avatar.vrm.drive import Drive
from systems.avatar.vrm.expressions import LOOK, MOUTH, PRESETS
from systems.avatar.vrm.figure import Figure
from systems.avatar.vrm.load import SUFFIXES, load_figure
from systems.topology import ARKIT

LICENCE = {
    # key in the file's meta: VRM 1.0 first, then VRM 0.x
    "author": ("authors", "author"),
    "licence": ("licenseUrl", "licenseName"),
    "another licence": ("otherLicenseUrl", "otherPermissionUrl"),
    "who may use it": ("avatarPermission", "allowedUserName"),
    "commercial use": ("commercialUsage", "commercialUssageName"),
    "may be passed on": ("allowRedistribution",),
    "may be changed": ("modification",),
    "credit": ("creditNotation",),
}

REGIONS = {
    # what people see: the ARKit shapes of it, and what replaces them where they are missing
    "lids": (("eyeBlink", "eyeWide", "eyeSquint"), ("blink", "blinkLeft", "blinkRight")),
    "brows": (("brow",), ("angry", "sad", "surprised")),
    "cheeks and nose": (("cheek", "nose"), ()),
    "jaw and mouth": (("jaw", "mouth"), (*MOUTH, "happy")),
    "tongue": (("tongue",), ()),
}


@dataclass(frozen=True)
class Inspection:
    """What was found.

    Attributes
    ----------
    facts : dict of str to str
        In the order in which they are shown.
    missing : list of str
        One sentence each, with what follows from it.
    """

    facts: dict[str, str]
    missing: list[str]


def inspect(name: str) -> Inspection:
    """Inspect a built-in character or a file.

    Raises
    ------
    UsageError
        If there is no such character and no such file.
    FileError
        If the file is broken, or needs what is not read here.
    """
    path = Path(name)
    if name not in characters() and path.suffix.lower() in SUFFIXES:
        return _inspect_figure(load_figure(path))
    return _inspect_character(load_character(name))


def _inspect_character(character: Character) -> Inspection:
    head = load_head(character)
    facts = {
        "name": character.name,
        "kind": f"built-in generator, {character.style}",
        "size": f"{len(head.positions)} vertices, {len(head.triangles)} triangles",
        "shapes": f"{len(head.targets)} of {len(ARKIT)}, and {len(head.correctives)} correctives",
        "eyes": "turn by gaze",
        "licence": "Apache-2.0",
    }
    return Inspection(facts, ["springs: none, hair and clothes do not swing"])


def _inspect_figure(figure: Figure) -> Inspection:
    names = [target.name for target in figure.model.geometry.target_names]
    drive = Drive(figure.expressions, names, eyes_turn=figure.eyes_turn)
    facts = {
        "name": figure.name,
        "kind": f"VRM {figure.version}" if figure.version else "glTF 2.0",
        "size": _size(figure),
        "shapes": _shapes(drive),
        "expressions": _expressions(figure),
        "bones": f"{len(figure.bones)}: {', '.join(figure.bones)}" if figure.bones else "none",
        "eyes": _eyes(figure, drive),
        "springs": f"{len(figure.joints)} joints, {len(figure.colliders)} colliders",
        "constraints": f"{len(figure.constraints)}",
        **_licence(figure.meta),
    }
    return Inspection(facts, _missing(figure, drive, facts["eyes"]))


def _size(figure: Figure) -> str:
    model = figure.model
    triangles = sum(len(part) for part in model.geometry.triangles.values())
    return (
        f"{len(model.geometry.vertices)} vertices, {triangles} triangles, "
        f"{len(model.materials) - 1} materials, {len(model.pictures)} textures"
    )


def _shapes(drive: Drive) -> str:
    kinds = list(drive.shapes.values())
    found = f"{len(kinds)} of {len(ARKIT)}"
    if not kinds:
        return found
    clips, morphs = kinds.count("expression"), kinds.count("morph")
    return f"{found}: {clips} as expressions (perfect sync), {morphs} as morph targets"


def _expressions(figure: Figure) -> str:
    there = [e for e in figure.expressions if e.effective]
    presets = [e.name for e in there if e.name in PRESETS]
    own = len(there) - len(presets)
    empty = len(figure.expressions) - len(there)
    return f"presets {', '.join(presets) or 'none'}; {own} of its own; {empty} empty"


def _eyes(figure: Figure, drive: Drive) -> str:
    if figure.eyes_turn:
        return "turn by bones"
    by_looks = figure.look_at is not None and figure.look_at.kind == "expression"
    looks = by_looks and any(e.effective and e.name in LOOK for e in figure.expressions)
    if looks or any(name.startswith("eyeLook") for name in drive.shapes):
        return "turn by expressions"
    return "do not turn"


def _licence(meta: Mapping[str, str]) -> dict[str, str]:
    found = {
        title: next((meta[key] for key in keys if meta.get(key) not in (None, "", "None")), "")
        for title, keys in LICENCE.items()
    }
    there = {title: text for title, text in found.items() if text}
    return there or {"licence": "not stated"}


def _missing(figure: Figure, drive: Drive, eyes: str) -> list[str]:
    missing = [
        sentence
        for region, (starts, presets) in REGIONS.items()
        if (sentence := _region(region, starts, presets, drive))
    ]
    if eyes == "do not turn":
        missing.append("eyes: neither bones nor expressions turn them, they look ahead")
    if "head" not in figure.bones:
        missing.append("bones: no head, the whole figure turns")
    if not figure.joints:
        missing.append("springs: none, hair and clothes do not swing")
    return missing


def _region(
    region: str, starts: tuple[str, ...], presets: Sequence[str], drive: Drive
) -> str | None:
    wanted = [name for name in ARKIT if name.startswith(starts)]
    absent = [name for name in wanted if name not in drive.shapes]
    if not absent:
        return None
    instead = [preset for preset in drive.presets if preset in presets]
    if len(absent) < len(wanted):
        return f"{region}: without {', '.join(absent)}"
    if instead:
        return f"{region}: no ARKit shape; instead the presets {', '.join(instead)}"
    return f"{region}: do not move"
