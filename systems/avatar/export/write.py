"""Writes a built-in character to a file."""

from __future__ import annotations

from pathlib import Path

from engine.errors import FileError, UsageError
from systems.avatar.cache import load_head
from systems.avatar.character import Character
from systems.avatar.export.scene import make_scene
from systems.avatar.export.vrm import make_vrm

SUFFIXES = (".glb", ".vrm")


def export(character: Character, path: Path) -> int:
    """Write a character as glTF 2.0 (``.glb``) or VRM 1.0 (``.vrm``); return the bytes written.

    The targets are the 52 ARKit shapes; our correctives, for which glTF has no word, stay behind.

    Raises
    ------
    UsageError
        If the suffix is neither.
    FileError
        If the file cannot be written.
    DeviceError
        If there is no OpenGL, which paints the eyes' texture.
    """
    if path.suffix.lower() not in SUFFIXES:
        msg = f"cannot export to {path}: it is neither a .glb nor a .vrm"
        raise UsageError(msg, fix=f"write {character.name}.vrm or {character.name}.glb")
    head = load_head(character)
    scene = make_scene(character, head)
    if path.suffix.lower() == ".vrm":
        make_vrm(scene, character, head)
    data = scene.glb()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        msg = f"cannot write {path}: {error.strerror}"
        raise FileError(msg, fix="choose a folder you may write to") from error
    return len(data)
