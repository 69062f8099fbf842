"""What a good file becomes."""

import numpy as np
import pytest

from ext.morph_blend import morph_blend
from systems.avatar.gltf.accessors import read_array
from systems.avatar.gltf.document import Document
from systems.avatar.gltf.load import load_model
from systems.avatar.gltf.morph_names import arkit_name
from systems.topology import ARKIT
from tests.systems.avatar.gltf.glb import QUAD, QUAD_TRIANGLES, Glb, whole_file


@pytest.fixture
def load(tmp_path):
    def model(data, name="a.glb"):
        (tmp_path / name).write_bytes(data)
        return load_model(tmp_path / name)

    return model


def document_of(file, tmp_path):
    (tmp_path / "a.glb").write_bytes(file.glb())
    return Document(tmp_path / "a.glb")


def test_a_glb_gives_its_nodes_vertices_targets_and_pictures(load):
    model = load(whole_file().glb())
    assert model.skeleton.names == ("Root", "Tip", "Quad")
    assert model.skeleton.parents.tolist() == [-1, 0, -1]
    assert np.array_equal(model.geometry.vertices[:, :3], QUAD)
    assert [target.name for target in model.geometry.target_names] == ["jawOpen", "eyeBlink_L"]
    assert np.array_equal(model.geometry.triangles[0], QUAD_TRIANGLES)
    assert model.pictures[0].pixels[0, 0].tolist() == [128, 128, 128, 255]
    assert model.materials[0].textures == {"base": 0}


def test_the_same_file_reads_alike_packed_inline_and_beside_a_bin(load, tmp_path):
    file = whole_file()
    (tmp_path / "a b.bin").write_bytes(file.data)
    models = [load(file.glb()), load(file.gltf(), "b.gltf"), load(file.gltf("a%20b.bin"), "c.gltf")]
    first, *others = (model.geometry.vertices for model in models)
    assert all(np.array_equal(first, other) for other in others)


def test_missing_normals_are_computed_from_the_triangles(load):
    normals = load(whole_file().glb()).geometry.vertices[:, 3:]
    assert np.allclose(normals, [0, 0, 1])


def test_a_sparse_target_moves_the_vertices_that_it_names(load):
    geometry = load(whole_file().glb()).geometry
    out = np.empty_like(geometry.vertices)
    morph_blend(geometry.vertices, geometry.targets, np.float32([1, 0]), out)
    assert np.allclose(out[:, 1], [-1, -1, 1.5, 1.5])


def test_skinned_vertices_follow_joints_and_others_their_node(load):
    file = whole_file()
    file.node("Plain", mesh=file.mesh(QUAD, QUAD_TRIANGLES))
    geometry = load(file.glb()).geometry
    assert geometry.joint_nodes.tolist() == [0, 1, 3]
    assert geometry.joints[:, 0].tolist() == [0, 0, 1, 1, 2, 2, 2, 2]
    assert np.allclose(geometry.inverse_binds[1, :3, 3], [0, -1, 0])


def test_a_mesh_worn_twice_stands_twice(load):
    file = whole_file()
    file.node("Twin", mesh=0, translation=[5, 0, 0])
    geometry = load(file.glb()).geometry
    assert len(geometry.vertices) == 8
    assert [target.node for target in geometry.target_names] == [2, 2, 3, 3]


def test_primitives_that_share_vertices_keep_them_once(load):
    file = whole_file()
    primitive = file.json["meshes"][0]["primitives"][0]
    other = file.add("materials", name="Other")
    file.json["meshes"][0]["primitives"].append({**primitive, "material": other})
    geometry = load(file.glb()).geometry
    assert len(geometry.vertices) == 4
    assert sorted(geometry.triangles) == [0, 1]


def test_interleaved_attributes_are_read_by_their_stride(tmp_path):
    file = Glb()
    rows = np.zeros(3, np.dtype([("position", "f4", 3), ("uv", "f4", 2)]))
    rows["position"], rows["uv"] = np.arange(9).reshape(3, 3), 7
    view = file.view(rows.tobytes(), byteStride=20)
    index = file.add("accessors", bufferView=view, componentType=5126, count=3, type="VEC3")
    assert np.array_equal(read_array(document_of(file, tmp_path), index, "VEC3"), rows["position"])


@pytest.mark.parametrize(
    ("dtype", "given", "read"),
    [("u1", 255, 1.0), ("i1", -128, -1.0), ("i1", 127, 1.0), ("u2", 65535, 1.0), ("i2", 0, 0.0)],
)
def test_normalised_integers_become_shares(tmp_path, dtype, given, read):
    file = Glb()
    index = file.accessor(np.full((2, 4), given, dtype), normalized=True)
    array = read_array(document_of(file, tmp_path), index, "VEC4")
    assert array.dtype == np.float32
    assert (array == read).all()


def test_quantized_positions_are_read_as_they_stand(load):
    file = Glb()
    mesh = file.mesh(QUAD, QUAD_TRIANGLES)
    small = np.zeros((4, 4), "i2")
    small[:, :3] = QUAD * 100
    view = file.view(small.tobytes(), byteStride=8)
    place = file.add("accessors", bufferView=view, componentType=5122, count=4, type="VEC3")
    file.json["meshes"][mesh]["primitives"][0]["attributes"]["POSITION"] = place
    file.json["extensionsRequired"] = ["KHR_mesh_quantization"]
    file.node("Quad", mesh=mesh, scale=[0.01, 0.01, 0.01])
    assert np.array_equal(load(file.glb()).geometry.vertices[:, :3], QUAD * 100)


def test_a_matrix_and_its_parts_place_a_node_alike(load):
    parts = {"translation": [1, 2, 3], "rotation": [0.5, 0.5, 0.5, 0.5], "scale": [1, 2, -3]}
    matrix = np.zeros((4, 4))
    matrix[:3, :3] = np.float64([[0, 0, 1], [1, 0, 0], [0, 1, 0]]) * parts["scale"]
    matrix[:, 3] = *parts["translation"], 1
    file = whole_file()
    one, other = file.node("parts", **parts), file.node("matrix", matrix=matrix.T.ravel().tolist())
    skeleton = load(file.glb()).skeleton
    world = skeleton.world(skeleton.rest)
    assert np.allclose(world[one], matrix)
    assert np.allclose(world[other], matrix)


def test_the_world_of_a_child_hangs_on_its_parent(load):
    skeleton = load(whole_file().glb()).skeleton
    places = skeleton.rest.copy()
    places.rotations[0] = 0, 0, np.sin(np.pi / 4), np.cos(np.pi / 4)
    assert np.allclose(skeleton.world(places)[1, :3, 3], [-1, 0, 0])


@pytest.mark.parametrize("mode", [5, 6])
def test_strips_and_fans_become_triangles_of_one_winding(load, mode):
    order = [0, 1, 3, 2] if mode == 5 else [0, 1, 2, 3]
    file = whole_file()
    primitive = file.json["meshes"][0]["primitives"][0]
    primitive["mode"], primitive["indices"] = mode, file.accessor(np.uint8(order))
    geometry = load(file.glb()).geometry
    a, b, c = (geometry.vertices[geometry.triangles[0][:, i], :3] for i in range(3))
    assert (np.cross(b - a, c - a)[:, 2] > 0).all()


def test_names_of_targets_come_from_the_mesh_the_primitive_or_the_target(load):
    file = whole_file()
    mesh = file.json["meshes"][0]
    del mesh["extras"]
    primitive = mesh["primitives"][0]

    def names():
        return [target.name for target in load(file.glb()).geometry.target_names]

    assert names() == ["target 0", "target 1"]
    primitive["targets"][1]["extras"] = {"name": "smile"}
    assert names() == ["target 0", "smile"]
    primitive["extras"] = {"targetNames": ["a", "b"]}
    assert names() == ["a", "b"]


@pytest.mark.parametrize("name", ARKIT)
def test_every_spelling_of_an_arkit_shape_is_known(name):
    short = (
        name.replace("Left", "_L").replace("Right", "_R")
        if name[-4:] != "Left"
        else name[:-4] + "_L"
    )
    sided = not name.startswith(("jawLeft", "jawRight", "mouthLeft", "mouthRight"))
    spellings = [name, name[0].upper() + name[1:], name.upper(), f"Face.{name}", f"head:{name}"]
    spellings += [short, f"bs.{short}"] if sided else []
    assert {arkit_name(spelling) for spelling in spellings} == {name}


@pytest.mark.parametrize("name", ["", "Fcl_EYE_Close", "blink", "left", "mouth", "A"])
def test_other_names_are_no_arkit_shape(name):
    assert arkit_name(name) is None


def test_a_texture_transform_is_read(load):
    file = whole_file()
    ref = file.json["materials"][0]["pbrMetallicRoughness"]["baseColorTexture"]
    ref["extensions"] = {"KHR_texture_transform": {"offset": [0.25, 0.5], "scale": [2, 3]}}
    values = load(file.glb()).materials[0].values
    assert values["offset"].tolist() == [0.25, 0.5]
    assert values["scale"].tolist() == [2, 3]
