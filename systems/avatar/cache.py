"""Baked heads on disk, so that a character is made once per machine and version."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import msgspec
import numpy as np

from engine.whole import whole_file
from systems.avatar.character import Character
from systems.avatar.mesh import Corrective, Eye, HeadMesh, Target
from systems.avatar.thin import thin
from systems.user_files import cache_folder

VERSION = 5  # of `bake`; raised when the same character comes out different
PLAIN = ("positions", "normals", "colours", "materials", "held", "triangles", "inked")


def load_head(
    character: Character, folder: Path | None = None, *, triangles: int | None = None
) -> HeadMesh:
    """Return a character's head from the cache, or bake it and keep it there.

    With `triangles` the head is thinned to so many. A cached file that cannot be read is replaced;
    a folder that cannot be written is passed over.
    """
    folder = folder or cache_folder() / "heads"
    detail = "" if triangles is None else f"-{triangles}"
    path = folder / f"{character.name}-{_fingerprint(character)}{detail}.npz"
    try:
        return read_head(path)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile):
        head = _make(character, folder, triangles)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_head(head, path)
    except OSError:
        return head
    return head


def write_head(head: HeadMesh, path: Path) -> None:
    """Write a head to an .npz file, atomically."""
    arrays = {name: getattr(head, name) for name in PLAIN}
    for name, target in head.targets.items():
        arrays[f"target {name} indices"] = target.indices
        arrays[f"target {name} deltas"] = target.deltas
    for corrective in head.correctives:
        key = " ".join(("corrective", *corrective.shapes, corrective.driver))
        arrays[f"{key} indices"] = corrective.target.indices
        arrays[f"{key} deltas"] = corrective.target.deltas
    arrays["eyes"] = np.array([[*eye.centre, eye.radius] for eye in head.eyes], np.float32)
    with whole_file(path) as file:
        np.savez(file, **arrays)


def read_head(path: Path) -> HeadMesh:
    """Read what `write_head` wrote."""
    with path.open("rb") as stream, np.load(stream) as file:
        arrays = dict(file)
    targets, correctives = {}, []
    for key in arrays:
        kind, *names, part = key.split(" ") if " " in key else (key, "")
        if part != "indices":
            continue
        target = Target(arrays[key], arrays[key.removesuffix("indices") + "deltas"])
        if kind == "target":
            targets[names[0]] = target
        else:
            correctives.append(Corrective((names[0], names[1]), names[2], target))
    left, right = (Eye(row[:3], float(row[3])) for row in arrays["eyes"])
    return HeadMesh(
        **{name: arrays[name] for name in PLAIN},
        targets=targets,
        correctives=tuple(correctives),
        eyes=(left, right),
    )


def _make(character: Character, folder: Path, triangles: int | None) -> HeadMesh:
    if triangles is not None:
        return thin(load_head(character, folder), triangles)
    from systems.avatar.bake import bake  # most runs bake nothing, and scipy takes long to load

    return bake(character)


def _fingerprint(character: Character) -> str:
    recipe = msgspec.json.encode(character) + str(VERSION).encode()
    return hashlib.sha256(recipe).hexdigest()[:16]
