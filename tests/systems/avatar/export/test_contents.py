"""What an exported file holds, read without any loader."""

import json
import struct

import cv2
import numpy as np
import pytest

from engine.errors import FileError, UsageError
from systems.avatar.cache import load_head
from systems.avatar.character import load_character
from systems.avatar.export.bones import STANDING, make_bones, skin_weights
from systems.avatar.export.write import export
from systems.avatar.pose import NECK
from systems.solve.rotation import rotation
from systems.topology import ARKIT, SHAPE

pytestmark = pytest.mark.gl

DTYPES = {5121: "u1", 5123: "<u2", 5125: "<u4", 5126: "<f4"}
WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT4": 16}


class Glb:
    """A GLB file, read naively."""

    def __init__(self, path):
        data = path.read_bytes()
        magic, number, length = struct.unpack_from("<4sII", data)
        assert (magic, number, length) == (b"glTF", 2, len(data))
        size = struct.unpack_from("<I", data, 12)[0]
        self.json = json.loads(data[20 : 20 + size])
        self.binary = data[28 + size :]

    def view(self, index):
        view = self.json["bufferViews"][index]
        return self.binary[view["byteOffset"] : view["byteOffset"] + view["byteLength"]]

    def array(self, index):
        accessor = self.json["accessors"][index]
        width, dtype = WIDTHS[accessor["type"]], DTYPES[accessor["componentType"]]
        out = np.zeros((accessor["count"], width), dtype)
        if "bufferView" in accessor:
            out[:] = np.frombuffer(self.view(accessor["bufferView"]), dtype).reshape(-1, width)
        if sparse := accessor.get("sparse"):
            kind = DTYPES[sparse["indices"]["componentType"]]
            rows = np.frombuffer(self.view(sparse["indices"]["bufferView"]), kind)
            values = np.frombuffer(self.view(sparse["values"]["bufferView"]), dtype)
            out[rows] = values.reshape(-1, width)
        return out

    def mesh(self, name):
        return next(mesh for mesh in self.json["meshes"] if mesh["name"] == name)


@pytest.fixture(scope="module")
def hana(exported):
    return Glb(exported("hana", ".glb"))


@pytest.fixture(scope="module")
def head():
    return load_head(load_character("hana"))


def test_the_face_moves_as_our_own_does(hana, head):
    skin = hana.mesh("Face")["primitives"][0]
    still = hana.array(skin["attributes"]["POSITION"]) - STANDING
    for name in ("jawOpen", "eyeBlinkLeft", "mouthSmileRight"):
        moved = still + hana.array(skin["targets"][SHAPE[name]]["POSITION"])
        ours = head.positions.copy()
        ours[head.targets[name].indices] += head.targets[name].positions
        used = np.unique(head.triangles[head.materials[head.triangles[:, 0]] == 0])
        np.testing.assert_allclose(moved, ours[used], atol=2e-6)
    assert hana.mesh("Face")["extras"]["targetNames"] == list(ARKIT)


def test_every_triangle_is_there_once(hana, head):
    counts = [
        hana.json["accessors"][primitive["indices"]]["count"] // 3
        for mesh in hana.json["meshes"]
        for primitive in mesh["primitives"]
    ]
    assert sum(counts) == len(head.triangles)


def test_colours_are_linear(hana, head):
    hair = hana.array(hana.mesh("Hair")["primitives"][0]["attributes"]["COLOR_0"])
    ours = head.colours[np.unique(head.triangles[head.materials[head.triangles[:, 0]] == 1])]
    np.testing.assert_allclose(hair, ours**2.2, atol=0.02)


def test_the_eyes_turn_about_their_own_centres(hana, head):
    nodes = {node["name"]: node for node in hana.json["nodes"]}
    for side, eye in zip(("left", "right"), head.eyes, strict=True):
        place = np.array(nodes[f"{side}Eye"]["translation"]) + STANDING + NECK
        np.testing.assert_allclose(place, STANDING + eye.centre, atol=1e-6)
        ball = hana.mesh(f"Eye{side.capitalize()}")["primitives"][0]
        offsets = hana.array(ball["attributes"]["POSITION"])
        np.testing.assert_allclose(np.linalg.norm(offsets, axis=1), eye.radius, rtol=1e-4)


def test_the_iris_is_painted_on_the_eyes(hana):
    data = np.frombuffer(hana.view(hana.json["images"][0]["bufferView"]), np.uint8)
    picture = cv2.imdecode(data, cv2.IMREAD_UNCHANGED)[..., ::-1].astype(int)
    assert picture.shape == (256, 256, 3)
    assert picture[128, 128].sum() < 150  # the pupil
    assert (picture[128, 4] > 220).all()  # the sclera
    blue = (picture[..., 2] > picture[..., 0] + 60).mean()
    assert 0.1 < blue < 0.6
    bright = np.argwhere((picture.min(2) > 250) & (np.hypot(*np.mgrid[-128:128, -128:128]) < 60))
    assert bright[:, 0].mean() < 128  # the glint is above
    ball = hana.mesh("EyeLeft")["primitives"][0]
    places = hana.array(ball["attributes"]["TEXCOORD_0"])
    np.testing.assert_allclose(places[0], 0.5, atol=1e-6)
    assert 0 < places.min() < places.max() < 1


def test_a_neck_that_turns_half_way_leaves_the_skin_where_our_own_drawing_puts_it(head):
    bones = make_bones(head)
    joints, weights = skin_weights(head, bones)
    np.testing.assert_allclose(weights.sum(1), 1, atol=1e-6)
    yaw = 0.3
    names = [bone.name for bone in bones]
    turn = {"chest": np.eye(3), "neck": rotation(yaw / 2, 0, 0), "head": rotation(yaw, 0, 0)}
    about = {name: bones[names.index(name)].place - STANDING for name in turn}
    moved = np.zeros_like(head.positions)
    for name, R in turn.items():
        share = np.where(joints == names.index(name), weights, 0).sum(1)[:, None]
        moved += share * ((head.positions - about[name]) @ R.T + about[name])
    whole = (head.positions - NECK) @ turn["head"].T + NECK
    ours = head.positions + head.held[:, None] * (whole - head.positions)
    assert np.abs(moved - ours).max() < 0.004


def test_another_suffix_is_refused(tmp_path):
    with pytest.raises(UsageError, match=r"neither a \.glb nor a \.vrm") as caught:
        export(load_character("hana"), tmp_path / "a.fbx")
    assert "hana.vrm" in caught.value.fix


def test_a_place_that_cannot_be_written_is_one_clear_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="cannot write"):
        export(load_character("hana"), tmp_path / "file" / "a.glb")
