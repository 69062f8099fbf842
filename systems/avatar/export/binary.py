"""The binary half of a glTF file: arrays in, accessors out."""

from __future__ import annotations

import json
import struct
from typing import Any

import numpy as np
from numpy.typing import NDArray

Json = dict[str, Any]

KINDS = {1: "SCALAR", 2: "VEC2", 3: "VEC3", 4: "VEC4", 16: "MAT4"}
COMPONENTS = {"u1": 5121, "u2": 5123, "u4": 5125, "f4": 5126}
VERTICES, INDICES = 34962, 34963  # targets of buffer views; glTF 2.0, section 5.11


class Binary:
    """Collects arrays into one buffer.

    Attributes
    ----------
    views, accessors : list of dict
        As they stand in the file's JSON.
    """

    def __init__(self) -> None:
        self.views: list[Json] = []
        self.accessors: list[Json] = []
        self._bytes = bytearray()

    def view(self, data: bytes, target: int | None = None) -> int:
        """Add bytes, aligned to four, and return the number of their buffer view."""
        self._bytes += bytes(-len(self._bytes) % 4)
        view: Json = {"buffer": 0, "byteOffset": len(self._bytes), "byteLength": len(data)}
        if target is not None:
            view["target"] = target
        self._bytes += data
        self.views.append(view)
        return len(self.views) - 1

    def add(
        self, array: NDArray[Any], target: int | None = VERTICES, *, bounds: bool = False
    ) -> int:
        """Add an array (N,) or (N, components) and return the number of its accessor."""
        array = np.ascontiguousarray(array)
        accessor = _describe(array, bounds=bounds)
        accessor["bufferView"] = self.view(array.tobytes(), target)
        return self._append(accessor)

    def add_sparse(self, count: int, rows: NDArray[np.integer], values: NDArray[np.float32]) -> int:
        """Add an array (count, 3) that is zero but for `values` at `rows`, which must rise."""
        whole = np.zeros((count, values.shape[1]), np.float32)
        whole[rows] = values
        accessor = _describe(whole, bounds=True)
        if len(rows):
            narrow = np.ascontiguousarray(rows, "u2" if count <= 1 << 16 else "u4")
            accessor["sparse"] = {
                "count": len(rows),
                "indices": {
                    "bufferView": self.view(narrow.tobytes()),
                    "componentType": COMPONENTS[narrow.dtype.str[1:]],
                },
                "values": {"bufferView": self.view(np.ascontiguousarray(values).tobytes())},
            }
        return self._append(accessor)

    def glb(self, document: Json) -> bytes:
        """Return the whole file: `document` with the views, accessors and buffer added."""
        self._bytes += bytes(-len(self._bytes) % 4)
        document = {
            **document,
            "accessors": self.accessors,
            "bufferViews": self.views,
            "buffers": [{"byteLength": len(self._bytes)}],
        }
        text = json.dumps(document, separators=(",", ":")).encode()
        text += b" " * (-len(text) % 4)
        chunks = struct.pack("<I4s", len(text), b"JSON") + text
        chunks += struct.pack("<I4s", len(self._bytes), b"BIN\0") + bytes(self._bytes)
        return struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks

    def _append(self, accessor: Json) -> int:
        self.accessors.append(accessor)
        return len(self.accessors) - 1


def _describe(array: NDArray[Any], *, bounds: bool) -> Json:
    width = 1 if array.ndim == 1 else array.shape[1]
    accessor: Json = {
        "componentType": COMPONENTS[array.dtype.str[1:]],
        "count": len(array),
        "type": KINDS[width],
    }
    if bounds:
        accessor["min"] = array.reshape(-1, width).min(0).tolist()
        accessor["max"] = array.reshape(-1, width).max(0).tolist()
    return accessor
