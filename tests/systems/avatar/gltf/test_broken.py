"""Broken files give one clear error, at once and in little memory."""

import json
import struct
import time
import tracemalloc

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import FileError
from systems.avatar.gltf.load import load_model
from tests.systems.avatar.gltf.glb import pack, unpack, whole_file

GOOD = whole_file().glb()
TREE, DATA = unpack(GOOD)


@pytest.fixture
def refusal(tmp_path):
    """Return a function that gives the error of a file's bytes, which must take little memory."""

    def text(data, name="a.glb"):
        (tmp_path / name).write_bytes(data)
        tracemalloc.start()
        with pytest.raises(FileError) as caught:
            load_model(tmp_path / name)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 30e6
        assert str(caught.value).count("\n") == 1
        return caught.value.message

    return text


def changed(change):
    tree = json.loads(json.dumps(TREE))
    change(tree)
    return pack(tree, DATA)


def put(*path_and_value):
    """Return a change that writes a value at a path of the JSON."""
    *path, key, value = path_and_value

    def change(tree):
        for step in path:
            tree = tree[step]
        tree[key] = value

    return change


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FileError, match="nowhere"):
        load_model(tmp_path / "nowhere.glb")


@pytest.mark.parametrize("length", [0, 3, 11, 12, 19, 21, 400, len(GOOD) - 1])
def test_a_truncated_file(refusal, length):
    assert "a.glb" in refusal(GOOD[:length])


def test_a_wrong_magic(refusal):
    assert "neither a GLB nor a JSON" in refusal(b"glTX" + GOOD[4:])


def test_the_first_version_of_the_format(refusal):
    assert "version" in refusal(GOOD[:4] + struct.pack("<I", 1) + GOOD[8:])
    assert "version '1.0'" in refusal(changed(put("asset", "version", "1.0")))


def test_a_header_that_claims_two_gigabytes(refusal):
    assert "cut off" in refusal(pack(TREE, DATA, total=2**31))
    assert "claims 2147483648" in refusal(changed(put("buffers", 0, "byteLength", 2**31)))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (put("accessors", 0, "count", 2**31 - 1), "claims"),
        (put("accessors", 0, "count", 5), "ends at"),
        (put("accessors", 0, "byteOffset", 10**12), "ends at"),
        (put("accessors", 0, "bufferView", 999), "buffer view 999"),
        (put("accessors", 0, "count", -1), "count"),
        (put("accessors", 0, "type", "VEC9"), "VEC9"),
        (put("bufferViews", 1, "byteLength", 10**9), "ends at"),
        (put("bufferViews", 1, "buffer", 3), "buffer 3"),
        (put("meshes", 0, "primitives", 0, "attributes", "POSITION", 999), "accessor 999"),
        (put("meshes", 0, "primitives", 0, "attributes", "POSITION", "x"), "Expected `int`"),
        (put("meshes", 0, "primitives", 0, "attributes", {}), "POSITION"),
        (put("meshes", 0, "primitives", 0, "material", 9), "material 9"),
        (put("meshes", 0, "primitives", 0, "targets", 0, "POSITION", 1), "VEC2"),
        (put("nodes", 1, "children", [0]), "circle"),
        (put("nodes", 0, "children", [1, 1]), "two parents"),
        (put("nodes", 0, "children", [77]), "node 77"),
        (put("nodes", 2, "mesh", 5), "mesh 5"),
        (put("nodes", 2, "skin", 5), "skin 5"),
        (put("nodes", 0, "matrix", [1, 2]), "matrix"),
        (put("nodes", 0, "translation", [1e8, 0, 0]), "km away"),
        (put("skins", 0, "joints", [0]), "joint"),
        (put("skins", 0, "joints", [0, 1, 2]), "fewer matrices"),
        (put("images", 0, {"uri": "missing.png"}), "missing.png"),
        (put("images", 0, {"uri": "../../etc/passwd"}), "not beside it"),
        (put("images", 0, {"uri": "data:image/png;base64,AAAA"}), "image 0"),
        (put("images", 0, {}), "image 0"),
        (put("textures", 0, "source", 4), "image 4"),
        (
            put("materials", 0, "pbrMetallicRoughness", "baseColorTexture", {"index": 7}),
            "texture 7",
        ),
        (put("extensionsRequired", ["KHR_draco_mesh_compression"]), "KHR_draco_mesh_compression"),
        (put("extensionsRequired", ["EXT_meshopt_compression"]), "EXT_meshopt_compression"),
        (put("nodes", []), "mesh 0|no mesh|has 0"),
    ],
)
def test_a_file_that_contradicts_itself_says_where(refusal, change, says):
    assert any(part in refusal(changed(change)) for part in says.split("|"))


def test_numbers_that_are_not_finite(refusal):
    start = TREE["bufferViews"][TREE["accessors"][0]["bufferView"]]["byteOffset"]
    data = bytearray(DATA)
    data[start : start + 4] = np.float32(np.nan).tobytes()
    assert "not finite" in refusal(pack(TREE, bytes(data)))


def test_a_broken_picture_is_refused_without_a_word_from_its_decoder(refusal, capfd):
    start = TREE["bufferViews"][TREE["images"][0]["bufferView"]]["byteOffset"]
    data = bytearray(DATA)
    data[start + 45] ^= 255
    assert "image 0 cannot be decoded" in refusal(pack(TREE, bytes(data)))
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    "text", [b"{}", b"[]", b"nul", b"{" * 9000, b"[" * 9000, b'{"asset":\xff}']
)
def test_json_that_is_none(refusal, text):
    assert "a.glb" in refusal(pack(text, b""))


def test_meshes_worn_too_often(refusal, monkeypatch):
    monkeypatch.setattr("systems.avatar.gltf.meshes.MOST_VERTICES", 100)
    worn = changed(lambda tree: tree["nodes"].extend([{"mesh": 0}] * 30))
    assert "124 vertices, 100 at most" in refusal(worn)


def test_targets_that_move_too_much(refusal, monkeypatch):
    monkeypatch.setattr("systems.avatar.gltf.meshes.MOST_ROWS", 3)
    assert "4 rows" in refusal(GOOD)


def survives(path):
    try:
        load_model(path)
    except FileError as refused:
        return "\n" not in refused.message
    return True


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_value_anywhere_in_the_json_is_read_or_refused(tmp_path, data):
    tree = json.loads(json.dumps(TREE))
    place = tree
    while True:
        key = data.draw(
            st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place)))
        )
        inner = place[key]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.integers(0, 3)) == 0:
            break
        place = inner
    numbers = st.one_of(st.integers(-2, 20), st.integers(-(2**40), 2**40), st.floats(-1e9, 1e9))
    leaves = st.one_of(st.none(), st.booleans(), numbers, st.text(max_size=8))
    place[key] = data.draw(st.recursive(leaves, lambda inner: st.lists(inner, max_size=4)))
    path = tmp_path / "a.glb"
    path.write_bytes(pack(tree, DATA))
    assert survives(path)


def mutated(rng):
    """Return the good file with some bytes or, half of the time, digits of its JSON changed."""
    data = bytearray(GOOD)
    digits = [i for i in range(20, len(GOOD) - len(DATA)) if chr(GOOD[i]).isdigit()]
    for _ in range(rng.integers(1, 9)):
        place = int(rng.integers(len(data)))
        if digits and rng.random() < 0.5:
            data[int(rng.choice(digits))] = ord("0") + int(rng.integers(10))
        elif rng.random() < 0.2:
            digits = []
            del data[place : place + int(rng.integers(1, 40))]
        else:
            data[place] = int(rng.integers(256))
    return bytes(data)


@pytest.mark.slow
def test_ten_thousand_mutations_neither_crash_nor_stall(tmp_path):
    rng = np.random.default_rng(4)
    path = tmp_path / "a.glb"
    longest = 0.0
    for _ in range(10_000):
        path.write_bytes(mutated(rng))
        start = time.process_time()
        assert survives(path)
        longest = max(longest, time.process_time() - start)
    assert longest < 2.0
