"""VMC 3.1 out: a rig as OSC messages, in Unity's axes and under the names of its users.

Source: the VMC protocol specification (https://protocol.vmc.info), English pages "Marionette" and
"Performer".
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from pythonosc.osc_message_builder import OscMessageBuilder

from systems.avatar.gltf.quaternions import quaternions
from systems.avatar.pose import looking
from systems.avatar.vrm.presets import RULES
from systems.link.address import VmcAddress
from systems.topology import ARKIT

Floats = NDArray[Any]

PACKET: Final = 1500
"""Bytes of a packet at most, by the specification."""

BUNDLE: Final = b"#bundle\0" + struct.pack(">Q", 1)
"""Header of an OSC 1.0 bundle that is meant to be carried out at once."""

STILL: Final = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0)
"""Position, m, and quaternion, x y z w, of what does not move."""

VRM0_NAMES: Final = {
    **{"aa": "A", "ih": "I", "ou": "U", "ee": "E", "oh": "O"},
    **{"blinkLeft": "Blink_L", "blinkRight": "Blink_R"},
    **{"happy": "Joy", "angry": "Angry", "sad": "Sorrow", "surprised": "Surprised"},
}
"""VRM 0 names of VRM 1 presets, which senders have to use. `blink` is left to its two sides."""


LOOKS: Final = {
    "LookUp": ("eyeLookUpLeft", "eyeLookUpRight"),
    "LookDown": ("eyeLookDownLeft", "eyeLookDownRight"),
    "LookLeft": ("eyeLookOutLeft", "eyeLookInRight"),
    "LookRight": ("eyeLookInLeft", "eyeLookOutRight"),
}
"""VRM 0 names of looks, each the mean of two shapes, for who turns eyes by shapes."""


@dataclass
class Moment:
    """What is sent: a rig in our own conventions.

    Attributes
    ----------
    time : float
        s since the sender began, of the picture that it comes from.
    tracked : bool
    weights : (52,)
    head_rotation : (3, 3)
    head_translation : (3,) m
    gaze_left, gaze_right : (3,)
        In the head frame.
    """

    time: float
    tracked: bool
    weights: Floats
    head_rotation: Floats
    head_translation: Floats
    gaze_left: Floats
    gaze_right: Floats


def unity_position(position: Floats) -> tuple[float, ...]:
    """Turn metres of ours into Unity's, which are left-handed.

    Ours is +X to the subject's left, +Y up, +Z out of the face; Unity's avatar looks along +Z with
    its left at -X.
    """
    x, y, z = np.asarray(position, np.float64).tolist()
    return (-x, y, z)


def unity_rotation(R: Floats) -> tuple[float, ...]:
    """Turn a rotation (3, 3) of ours into Unity's quaternion x, y, z, w.

    Mirroring the X axis keeps turns about it and reverses those about the other two.
    """
    x, y, z, w = quaternions(np.asarray(R, np.float64)).tolist()
    return (x, -y, -z, w)


def messages(moment: Moment, address: VmcAddress) -> list[bytes]:
    """Return the OSC messages of one moment, in the order in which they are to be carried out."""
    said = [
        message("/VMC/Ext/OK", 1, 3, 0, int(moment.tracked)),  # loaded, calibrated, normal, seen
        message("/VMC/Ext/T", moment.time),
        message("/VMC/Ext/Root/Pos", "root", *unity_position(moment.head_translation), *STILL[3:]),
        _bone("Head", moment.head_rotation),
    ]
    if address.eyes == "bones":
        said += [_bone("LeftEye", looking(np.asarray(moment.gaze_left)))]
        said += [_bone("RightEye", looking(np.asarray(moment.gaze_right)))]
    named = _presets(moment, address) if address.shapes == "vrm" else _perfect(moment, address)
    said += [message("/VMC/Ext/Blend/Val", name, value) for name, value in named]
    return [*said, message("/VMC/Ext/Blend/Apply")]


def packets(said: Iterable[bytes], *, bundle: bool) -> Iterator[bytes]:
    """Put messages into packets of at most 1500 bytes, or each into one of its own."""
    if not bundle:
        yield from said
        return
    packet = BUNDLE
    for one in said:
        part = struct.pack(">i", len(one)) + one
        if len(packet) + len(part) > PACKET:
            yield packet
            packet = BUNDLE
        packet += part
    yield packet


def message(address: str, *values: str | float) -> bytes:
    """Return an OSC message; what does not change between two of a kind is built once."""
    words = tuple(value for value in values if isinstance(value, str))
    numbers = values[len(words) :]
    kinds = "".join("i" if isinstance(value, int) else "f" for value in numbers)
    return _head(address, words, kinds) + struct.pack(f">{kinds}", *numbers)


@cache
def _head(address: str, words: tuple[str, ...], kinds: str) -> bytes:
    builder = OscMessageBuilder(address)
    for word in words:
        builder.add_arg(word, "s")
    for kind in kinds:
        builder.add_arg(0 if kind == "i" else 0.0, kind)
    whole = builder.build().dgram
    return whole[: len(whole) - 4 * len(kinds)]


def _bone(name: str, R: Floats) -> bytes:
    return message("/VMC/Ext/Bone/Pos", name, *STILL[:3], *unity_rotation(R))


def _perfect(moment: Moment, address: VmcAddress) -> Iterator[tuple[str, float]]:
    """Yield the 52 clips of Perfect Sync: ARKit's names with a capital."""
    for name, value in zip(ARKIT, np.asarray(moment.weights).tolist(), strict=True):
        if address.eyes == "shapes" or not name.startswith("eyeLook"):
            yield name[0].upper() + name[1:], value


def _presets(moment: Moment, address: VmcAddress) -> Iterator[tuple[str, float]]:
    """Yield VRM 0's presets, which know no eye of its own."""
    named = dict(zip(ARKIT, np.asarray(moment.weights).tolist(), strict=True))
    for rule in RULES:
        if rule.preset in VRM0_NAMES:
            yield VRM0_NAMES[rule.preset], rule(named)
    if address.eyes == "shapes":
        for name, (one, other) in LOOKS.items():
            yield name, (named[one] + named[other]) / 2
