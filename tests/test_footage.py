"""The footage is what its docstrings say, on line once and off line ever after."""

import numpy as np

from tests import footage


def test_astronaut_is_a_bgr_portrait_with_an_orange_suit():
    picture = footage.astronaut()
    assert picture.shape == (512, 512, 3)
    assert picture.dtype == np.uint8
    blue, green, red = picture[440, 150].astype(int)
    assert red > green > blue


def test_talking_face_is_a_file():
    assert footage.talking_face().is_file()


def test_carphone_is_read_from_the_cache_without_a_download(monkeypatch):
    clip = footage.carphone()
    monkeypatch.setattr(footage, "_download", None)
    assert footage.carphone() == clip


def test_damaged_carphone_is_installed_anew(tmp_path, monkeypatch):
    content = footage.carphone().read_bytes()
    monkeypatch.setenv("BUNRAKU_CACHE", str(tmp_path))
    clip = tmp_path / "footage" / "carphone_pristine.mp4"
    clip.parent.mkdir()
    clip.write_bytes(content[:1000])
    assert footage.carphone().read_bytes() == content
