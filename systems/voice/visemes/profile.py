"""What makes a net fit one person and one microphone."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.errors import DataError, FileError
from engine.whole import whole_file
from systems.voice.visemes.normalise import BANDS

Floats = NDArray[np.float32]

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
        The sha256 of the net it is for.
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


def load_profile(path: Path, net: str) -> Profile:
    """Return the profile of a file, which must be for a net of this sha256.

    Raises
    ------
    FileError
        If it is missing or no profile.
    DataError
        If it was made for another net.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name].astype(np.float32) for name in SHAPES}
            made_for = str(file["net"])
    except (OSError, ValueError, KeyError, EOFError) as error:
        msg = f"{path} is no voice profile: {error}"
        raise FileError(msg, fix="make one: python -m engine train visemes --adapt WAV") from error
    wrong = [name for name, shape in SHAPES.items() if arrays[name].shape != shape]
    if wrong or not all(np.isfinite(array).all() for array in arrays.values()):
        msg = f"{path} is no voice profile: {', '.join(wrong) or 'a number'} is not usable"
        raise FileError(msg, fix="make it anew: python -m engine train visemes --adapt WAV")
    if made_for != net:
        msg = f"the voice profile {path} was made for another net"
        raise DataError(msg, fix="make it anew: python -m engine train visemes --adapt WAV")
    return Profile(**arrays, net=made_for)
