import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ModelError
from systems.solve.canonical import parse_canonical_face, read_canonical_face


def varint(value):
    out = b""
    while value > 0x7F:
        out += bytes([value & 0x7F | 0x80])
        value >>= 7
    return out + bytes([value])


def block(number, content):
    return varint(number << 3 | 2) + varint(len(content)) + content


def floats(number, values):
    return b"".join(varint(number << 3 | 5) + struct.pack("<f", v) for v in values)


def metadata(vertices, triangles, weights):
    mesh = b"\x08\x00\x10\x00" + floats(3, vertices.ravel())
    mesh += b"".join(varint(4 << 3) + varint(i) for i in triangles.ravel().tolist())
    pairs = (b"\x08" + varint(i) + floats(2, [w]) for i, w in weights.items())
    return block(1, mesh) + b"".join(block(2, pair) for pair in pairs) + b"\x18\x01"


VERTICES = np.random.default_rng(0).normal(size=(468, 5)).astype("f4")
TRIANGLES = np.random.default_rng(1).integers(0, 468, (898, 3))
METADATA = metadata(VERTICES, TRIANGLES, {4: 0.25, 300: 0.5})


def test_vertices_triangles_and_weights_are_read_in_metres():
    face = parse_canonical_face(METADATA)
    assert face.vertices == pytest.approx(VERTICES[:, :3] / 100)
    assert face.triangles.tolist() == TRIANGLES.tolist()
    assert (face.weights[4], face.weights[300], face.weights.sum()) == (0.25, 0.5, 0.75)


@given(end=st.integers(0, len(METADATA) - 20))
def test_metadata_that_is_cut_short_is_refused(end):
    with pytest.raises(ModelError, match=rf"the face geometry \({end} bytes\) is damaged"):
        parse_canonical_face(METADATA[:end])


@given(st.binary(max_size=200))
def test_random_bytes_are_refused_as_a_model_error(data):
    with pytest.raises(ModelError):
        parse_canonical_face(data)


def test_a_missing_or_foreign_file_is_named_with_the_command_that_mends_it(tmp_path):
    foreign = tmp_path / "face_landmarker.task"
    with pytest.raises(ModelError, match=r"face_landmarker\.task") as missing:
        read_canonical_face(foreign)
    foreign.write_bytes(b"not a zip")
    with pytest.raises(ModelError, match=r"face_landmarker\.task"):
        read_canonical_face(foreign)
    assert missing.value.fix == "run: python -m engine models install"


def test_googles_face_is_the_documented_one(face):
    assert face.vertices[33] == pytest.approx([-0.04446, 0.02664, 0.03173], abs=1e-5)
    assert face.vertices[4] == pytest.approx([0, -0.00463, 0.07587], abs=1e-5)
    assert face.weights[[4, 33, 263]] == pytest.approx([0.070909939, 0.058724169, 0.058724169])
    assert np.count_nonzero(face.weights) == 33
