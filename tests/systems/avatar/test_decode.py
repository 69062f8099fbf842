import zlib

import cv2
import numpy as np
import pytest

from systems.avatar.decode import SIGNATURE, decode, plain_png

PIXELS = np.random.default_rng(0).integers(0, 256, (20, 30, 4), np.uint8)
GOOD = cv2.imencode(".png", PIXELS)[1].tobytes()


def chunk(kind, data):
    sum_ = zlib.crc32(kind + data).to_bytes(4, "big")
    return len(data).to_bytes(4, "big") + kind + data + sum_


def decoded(data):
    return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)


def test_a_whole_png_keeps_its_picture():
    np.testing.assert_array_equal(decoded(plain_png(GOOD)), PIXELS)


def test_a_colour_profile_is_left_out_without_a_word(capfd):
    header = len(SIGNATURE) + 25
    profile = chunk(b"iCCP", b"bad\x00\x00" + zlib.compress(b"no profile"))
    noisy = GOOD[:header] + profile + GOOD[header:]
    decoded(noisy)
    assert "iCCP" in capfd.readouterr().err
    np.testing.assert_array_equal(decoded(plain_png(noisy)), PIXELS)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("length", [8, 12, 20, 40, len(GOOD) // 2, len(GOOD) - 1])
def test_a_png_that_is_cut_off_is_nothing(length):
    assert plain_png(GOOD[:length]) == b""


@pytest.mark.parametrize("place", [18, 45, len(GOOD) // 2, len(GOOD) - 2])
def test_a_changed_byte_is_noticed(place):
    broken = bytearray(GOOD)
    broken[place] ^= 255
    assert plain_png(bytes(broken)) == b""


def test_a_transparent_colour_is_kept():
    grey = cv2.imencode(".png", np.full((4, 4), 7, np.uint8))[1].tobytes()
    header = len(SIGNATURE) + 25
    clear = grey[:header] + chunk(b"tRNS", b"\x00\x07") + grey[header:]
    assert plain_png(clear) == clear


@pytest.mark.parametrize("data", [b"", GOOD[:40], b"\xff\xd8 no photograph", b"text"])
def test_what_cannot_be_decoded_is_none_without_a_word(data, capfd):
    assert decode(data) is None
    assert capfd.readouterr().err == ""


def test_what_is_no_png_is_left_alone():
    assert plain_png(b"\xff\xd8 a photograph") == b"\xff\xd8 a photograph"
