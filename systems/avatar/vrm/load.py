"""Any avatar file as a figure."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from systems.avatar.gltf.document import Document
from systems.avatar.gltf.load import read_model
from systems.avatar.vrm.figure import Figure
from systems.avatar.vrm.humanoid import guess_bones
from systems.avatar.vrm.read0 import read_vrm0
from systems.avatar.vrm.read1 import read_vrm1

SUFFIXES: Final = (".vrm", ".glb", ".gltf")
"""What an avatar's file may be called."""


def load_figure(path: Path) -> Figure:
    """Read a .vrm, .glb or .gltf file.

    Raises
    ------
    FileError
        If it is missing, broken, or needs what is not read here.
    """
    document = Document(path)
    model = read_model(document)
    if "VRMC_vrm" in document.gltf.extensions:
        return read_vrm1(document, model)
    if "VRM" in document.gltf.extensions:
        return read_vrm0(document, model)
    return Figure(path.stem, "", model, guess_bones(model.skeleton))
