"""Writes small glTF files, also wrong ones: dictionaries and arrays in, bytes out."""

import base64
import json
import struct

import cv2
import numpy as np

COMPONENTS = {"i1": 5120, "u1": 5121, "i2": 5122, "u2": 5123, "u4": 5125, "f4": 5126}
TYPES = {(): "SCALAR", (2,): "VEC2", (3,): "VEC3", (4,): "VEC4", (4, 4): "MAT4"}


class Glb:
    """A file in the making; `json` may be changed at will before it is packed."""

    def __init__(self):
        self.json = {"asset": {"version": "2.0"}, "scene": 0, "scenes": [{"nodes": []}]}
        self.data = bytearray()

    def add(self, kind, **item):
        """Append an item to one of the JSON's lists and return its index."""
        items = self.json.setdefault(kind, [])
        items.append(item)
        return len(items) - 1

    def view(self, data, **options):
        self.data += b"\0" * (-len(self.data) % 4)
        start = len(self.data)
        self.data += data
        place = {"buffer": 0, "byteOffset": start, "byteLength": len(data)}
        return self.add("bufferViews", **place, **options)

    def accessor(self, array, **options):
        """Write an array and return its accessor; matrices are given row-major."""
        array = np.ascontiguousarray(array)
        stored = array.swapaxes(1, 2) if array.ndim == 3 else array
        return self.add(
            "accessors",
            bufferView=self.view(stored.tobytes()),
            componentType=COMPONENTS[array.dtype.str[1:]],
            count=len(array),
            type=TYPES[array.shape[1:]],
            **options,
        )

    def sparse(self, array):
        """Write only the rows of an array (n, 3) that are not zero."""
        rows = np.flatnonzero(array.any(1))
        indices = {"bufferView": self.view(rows.astype("<u2").tobytes()), "componentType": 5123}
        values = {"bufferView": self.view(array[rows].astype("<f4").tobytes())}
        return self.add(
            "accessors",
            componentType=5126,
            count=len(array),
            type="VEC3",
            sparse={"count": len(rows), "indices": indices, "values": values},
        )

    def picture(self, pixels):
        """Write a picture (H, W, 3 or 4) RGB and return its texture."""
        order = cv2.COLOR_RGBA2BGRA if pixels.shape[2] == 4 else cv2.COLOR_RGB2BGR
        data = cv2.imencode(".png", cv2.cvtColor(pixels, order))[1].tobytes()
        return self.add("textures", source=self.add("images", bufferView=self.view(data)))

    def node(self, name, parent=None, **options):
        index = self.add("nodes", name=name, **options)
        if parent is None:
            self.json["scenes"][0]["nodes"].append(index)
        else:
            self.json["nodes"][parent].setdefault("children", []).append(index)
        return index

    def mesh(self, positions, triangles, material=None, morphs=None, name="mesh", **attributes):
        """Write a mesh; `morphs` maps names to changes of position (V, 3)."""
        primitive = {
            "attributes": {
                "POSITION": self.accessor(np.float32(positions)),
                **{key: self.accessor(value) for key, value in attributes.items()},
            },
            "indices": self.accessor(np.uint16(triangles).ravel()),
        }
        if material is not None:
            primitive["material"] = material
        mesh = {"name": name, "primitives": [primitive]}
        if morphs:
            primitive["targets"] = [{"POSITION": self.sparse(d)} for d in morphs.values()]
            mesh["extras"] = {"targetNames": list(morphs)}
        return self.add("meshes", **mesh)

    def glb(self):
        self.json["buffers"] = [{"byteLength": len(self.data)}]
        return pack(self.json, bytes(self.data))

    def gltf(self, uri=None):
        """Return JSON with its bytes in a data URI, or at `uri`."""
        inside = "data:application/octet-stream;base64," + base64.b64encode(self.data).decode()
        self.json["buffers"] = [{"byteLength": len(self.data), "uri": uri or inside}]
        return json.dumps(self.json).encode()


def pack(tree, data, *, total=None):
    text = tree if isinstance(tree, bytes) else json.dumps(tree).encode()
    text += b" " * (-len(text) % 4)
    data += b"\0" * (-len(data) % 4)
    chunks = struct.pack("<II", len(text), 0x4E4F534A) + text
    chunks += struct.pack("<II", len(data), 0x004E4942) + data
    return struct.pack("<4sII", b"glTF", 2, total or 12 + len(chunks)) + chunks


def unpack(data):
    """Return the JSON and the binary chunk of a GLB."""
    size = struct.unpack_from("<I", data, 12)[0]
    return json.loads(data[20 : 20 + size]), data[28 + size :]


QUAD = np.float32([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]])
QUAD_UVS = np.float32([[0, 1], [1, 1], [1, 0], [0, 0]])
QUAD_TRIANGLES = np.uint16([[0, 1, 2], [0, 2, 3]])


def whole_file():
    """Return a Glb that uses everything which is read: morphs, a skin, a texture, two nodes."""
    file = Glb()
    texture = file.picture(np.full((4, 4, 3), 128, np.uint8))
    material = file.add(
        "materials",
        name="Body",
        pbrMetallicRoughness={"baseColorTexture": {"index": texture}},
    )
    raise_top = np.float32([[0, 0, 0], [0, 0, 0], [0, 0.5, 0], [0, 0.5, 0]])
    mesh = file.mesh(
        QUAD,
        QUAD_TRIANGLES,
        material,
        {"jawOpen": raise_top, "eyeBlink_L": -raise_top},
        TEXCOORD_0=QUAD_UVS,
        JOINTS_0=np.uint8([[0, 0, 0, 0]] * 2 + [[1, 0, 0, 0]] * 2),
        WEIGHTS_0=np.float32([[1, 0, 0, 0]] * 4),
    )
    root = file.node("Root")
    tip = file.node("Tip", root, translation=[0, 1, 0])
    binds = np.float32([np.eye(4), np.eye(4)])
    binds[1, 1, 3] = -1
    skin = file.add("skins", joints=[root, tip], inverseBindMatrices=file.accessor(binds))
    file.node("Quad", mesh=mesh, skin=skin)
    return file
