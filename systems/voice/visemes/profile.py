"""What makes a net fit one person and one microphone."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.errors import DataError, FileError
from engine.whole import whole_file
from systems.user_files import user_file
from systems.voice.mel import BANDS
from systems.voice.visemes.place import SHIPPED

Floats = NDArray[np.float32]

MAKE: Final = "python -m engine train visemes --adapt me.wav --out NAME"
"""The command that writes a profile."""

SHAPES: Final = {"prior": (BANDS,), "matrix": (BANDS, BANDS), "bias": (BANDS,)}


@dataclass(frozen=True)
class Profile:
    """An affine map of normalised log-mel, and where the normaliser begins.

    Attributes
    ----------
    prior : ndarray, (bands,)
        Mean spectrum of the person's speech.
    matrix : ndarray, (bands, bands)
    bias : ndarray, (bands,)
        The net sees rows times the matrix plus the bias.
    net : str
        The `net_hash` of the net it is for.
    """

    prior: Floats
    matrix: Floats
    bias: Floats
    net: str

    def save(self, path: Path) -> None:
        """Write the profile as `.npz`, about 7 kB."""
        content = io.BytesIO()
        arrays = {name: getattr(self, name) for name in SHAPES}
        np.savez_compressed(content, allow_pickle=False, net=np.array(self.net), **arrays)
        with whole_file(path) as file:
            file.write(content.getvalue())


def net_hash(content: bytes) -> str:
    """Return what tells a net's file from any other: its sha256."""
    return hashlib.sha256(content).hexdigest()


def profile_path(option: str, wanted: str) -> Path:
    """Return the file of a profile: a path that ends in ``.npz``, or a name in the user's folder.

    Raises
    ------
    UsageError
        If it can be neither.
    """
    return user_file(option, wanted, "voices", suffix=".npz")


def order_voice(wanted: str | None) -> Path | None:
    """Return the file of the profile that ``--voice`` asks for; None without one.

    Raises
    ------
    UsageError, FileError, DataError
        If it cannot be meant, is not there, is none, or was made for another than the shipped net.
    """
    if wanted is None:
        return None
    path = profile_path("--voice", wanted)
    load_profile(path, net_hash(SHIPPED.read_bytes()))
    return path


def load_profile(path: Path, net: str) -> Profile:
    """Return the profile of a file, which must be for the net of this `net_hash`.

    Raises
    ------
    FileError
        If it is missing or no profile.
    DataError
        If it was made for another net.
    """
    if not path.is_file():
        msg = f"there is no voice profile {path}"
        raise FileError(msg, fix=f"make one: {MAKE}")
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
            arrays = {name: kept[name].astype(np.float32) for name in SHAPES}
            made_for = str(kept["net"])
    except Exception as error:  # of a damaged file, numpy, zipfile and zlib each raise their own
        msg = f"{path} is no voice profile: {' '.join(str(error).split())}"
        raise FileError(msg, fix=f"make one: {MAKE}") from error
    wrong = [name for name, shape in SHAPES.items() if arrays[name].shape != shape]
    if wrong or not all(np.isfinite(array).all() for array in arrays.values()):
        msg = f"{path} is no voice profile: {', '.join(wrong) or 'a number'} is not usable"
        raise FileError(msg, fix=f"make it anew: {MAKE}")
    if made_for != net:
        msg = f"the voice profile {path} was made for another net"
        raise DataError(msg, fix=f"make it anew: {MAKE}")
    return Profile(**arrays, net=made_for)
