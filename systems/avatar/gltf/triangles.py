"""Triangle lists out of a primitive's indices, strips and fans included."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from systems.avatar.gltf import schema
from systems.avatar.gltf.accessors import read_array
from systems.avatar.gltf.document import Document

STRIP, FAN = 5, 6  # modes of a primitive, as OpenGL numbers them


def read_triangles(document: Document, primitive: schema.Primitive) -> NDArray[np.int32]:
    """Return a primitive's triangles, (T, 3).

    Raises
    ------
    FileError
        If an index is out of range.
    """
    if "POSITION" not in primitive.attributes:
        document.refuse("a primitive without POSITION")
    count = len(read_array(document, primitive.attributes["POSITION"], "VEC3"))
    if primitive.indices is None:
        indices = np.arange(count)
    else:
        indices = read_array(document, primitive.indices, "SCALAR")
    if indices.dtype.kind not in "iu" or indices.max(initial=0) >= count:
        document.refuse(f"a triangle reaches beyond the {count} vertices of its primitive")
    return _triangles(indices.astype(np.int32), primitive.mode)


def _triangles(indices: NDArray[np.int32], mode: int) -> NDArray[np.int32]:
    if mode == STRIP and len(indices) >= 3:
        out = np.stack([indices[:-2], indices[1:-1], indices[2:]], 1)
        out[1::2, :2] = out[1::2, 1::-1]
        return out
    if mode == FAN and len(indices) >= 3:
        hub = np.full(len(indices) - 2, indices[0], np.int32)
        return np.stack([hub, indices[1:-1], indices[2:]], 1)
    return indices[: len(indices) // 3 * 3].reshape(-1, 3)
