"""What makes a glTF scene a VRM 1.0 avatar: bones, expressions, gaze, materials and licence."""

from __future__ import annotations

import numpy as np

from systems.avatar.character import Character
from systems.avatar.export.binary import Json
from systems.avatar.export.bones import make_bones
from systems.avatar.export.scene import Scene
from systems.avatar.mesh import HeadMesh
from systems.avatar.part import INKED, Material
from systems.avatar.pose import NECK
from systems.capture.performance import VOWELS
from systems.topology import ARKIT, SHAPE, SIDES

EMOTIONS = {
    "happy": {"mouthSmile": 0.9, "cheekSquint": 0.6, "eyeSquint": 0.4, "browInnerUp": 0.15},
    "angry": {"browDown": 0.9, "noseSneer": 0.5, "mouthFrown": 0.5, "mouthPress": 0.3},
    "sad": {"browInnerUp": 0.9, "mouthFrown": 0.7, "eyeLookDown": 0.3, "mouthShrugLower": 0.3},
    "relaxed": {"mouthSmile": 0.35, "eyeBlink": 0.35, "browInnerUp": 0.1},
    "surprised": {"browInnerUp": 0.9, "browOuterUp": 0.9, "eyeWide": 0.9, "jawOpen": 0.35},
}
"""Weights of the presets; shapes without a side stand for both."""

MOUTHS = {"aa": "a", "ih": "i", "ou": "u", "ee": "e", "oh": "o"}
"""Presets of the mouth and the built-in performer's vowels."""

LIDS = {
    "blink": {"eyeBlink": 1.0},
    "blinkLeft": {"eyeBlinkLeft": 1.0},
    "blinkRight": {"eyeBlinkRight": 1.0},
    "lookUp": {"eyeLookUp": 1.0},
    "lookDown": {"eyeLookDown": 1.0},
    "lookLeft": {"eyeLookOutLeft": 1.0, "eyeLookInRight": 1.0},
    "lookRight": {"eyeLookInLeft": 1.0, "eyeLookOutRight": 1.0},
    "neutral": {},
}

GAZE = 35.0
"""Degrees that the eyes follow; a target farther aside leaves them there."""

TOON = {"shadingShiftFactor": -0.05, "shadingToonyFactor": 0.85, "giEqualizationFactor": 0.9}
SOFT = {"shadingShiftFactor": -0.1, "shadingToonyFactor": 0.1, "giEqualizationFactor": 0.5}
SHADE = (0.72, 0.55, 0.62)  # of a drawn surface, over its own colour
OUTLINE = 0.0009  # m


def make_vrm(scene: Scene, character: Character, head: HeadMesh) -> None:
    """Turn a scene into a VRM 1.0 avatar."""
    document = scene.document
    for number, material in enumerate(document["materials"]):
        material["extensions"] = _shading(scene, number, character)
    document["extensionsUsed"] = [
        "VRMC_vrm",
        "VRMC_materials_mtoon",
        "KHR_materials_unlit",
    ]
    document["extensions"] = {
        "VRMC_vrm": {
            "specVersion": "1.0",
            "meta": _meta(character),
            "humanoid": _humanoid(scene, head),
            "expressions": _expressions(scene),
            "lookAt": _look_at(head),
        }
    }


def _meta(character: Character) -> Json:
    return {
        "name": character.name,
        "version": "1",
        "authors": ["The Bunraku authors"],
        "copyrightInformation": "The Bunraku authors, Apache-2.0",
        "licenseUrl": "https://vrm.dev/licenses/1.0/",
        "avatarPermission": "everyone",
        "commercialUsage": "corporation",
        "creditNotation": "unnecessary",
        "allowRedistribution": True,
        "modification": "allowModificationRedistribution",
        "allowExcessivelyViolentUsage": True,
        "allowExcessivelySexualUsage": False,
        "allowPoliticalOrReligiousUsage": True,
        "allowAntisocialOrHateUsage": False,
    }


def _humanoid(scene: Scene, head: HeadMesh) -> Json:
    bones = {bone.name: {"node": scene.nodes[bone.name]} for bone in make_bones(head)}
    return {"humanBones": bones}


def _expressions(scene: Scene) -> Json:
    vowels = {preset: VOWELS[sound] for preset, sound in MOUTHS.items()}
    preset = {
        name: _expression(scene, weights)
        for name, weights in {**EMOTIONS, **vowels, **LIDS}.items()
    }
    for name in ("happy", "relaxed", "surprised"):
        preset[name]["overrideBlink"] = "blend"  # their lids are no longer open to be closed
    return {"preset": preset, "custom": {name: _expression(scene, {name: 1.0}) for name in ARKIT}}


def _expression(scene: Scene, weights: dict[str, float]) -> Json:
    full = {name: weight for shape, weight in weights.items() for name in SIDES[shape]}
    binds = [
        {"node": scene.nodes["Face"], "index": SHAPE[name], "weight": weight}
        for name, weight in full.items()
    ]
    return {"isBinary": False, "morphTargetBinds": binds}


def _look_at(head: HeadMesh) -> Json:
    middle = (head.eyes[0].centre + head.eyes[1].centre) / 2 - NECK
    ranges = ("HorizontalInner", "HorizontalOuter", "VerticalDown", "VerticalUp")
    identity = {"inputMaxValue": GAZE, "outputScale": GAZE}
    return {
        "type": "bone",
        "offsetFromHeadBone": middle.tolist(),
        **{f"rangeMap{name}": identity for name in ranges},
    }


def _shading(scene: Scene, number: int, character: Character) -> Json:
    kind = scene.looks[number]
    if kind in (Material.EYE_LEFT, Material.EYE_RIGHT, Material.LINE):
        return {"KHR_materials_unlit": {}}
    shade = (scene.shades[number] * np.array(SHADE)).tolist()
    toon = character.style == "toon"
    mtoon: Json = {
        "specVersion": "1.0",
        "shadeColorFactor": shade,
        **(TOON if toon else SOFT),
    }
    if toon and kind in INKED:
        ink = (0.3 * scene.shades[number]).tolist()
        mtoon |= {
            "outlineWidthMode": "worldCoordinates",
            "outlineWidthFactor": OUTLINE,
            "outlineColorFactor": ink,
            "outlineLightingMixFactor": 0.0,
        }
    return {"KHR_materials_unlit": {}, "VRMC_materials_mtoon": mtoon}
