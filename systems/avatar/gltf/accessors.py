"""Accessors as arrays: strided, sparse, normalised; every bound checked before it is allocated."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from systems.avatar.gltf.document import Document
from systems.avatar.gltf.schema import Accessor, Sparse

DTYPES: Final[dict[int, np.dtype[Any]]] = {
    5120: np.dtype("i1"),
    5121: np.dtype("u1"),
    5122: np.dtype("<i2"),
    5123: np.dtype("<u2"),
    5125: np.dtype("<u4"),
    5126: np.dtype("<f4"),
}
WIDTHS: Final[dict[str, tuple[int, ...]]] = {
    "SCALAR": (),
    "VEC2": (2,),
    "VEC3": (3,),
    "VEC4": (4,),
    "MAT2": (2, 2),
    "MAT3": (3, 3),
    "MAT4": (4, 4),
}
LARGEST: Final = 1e6
"""Beyond it a float is no place in metres; its square would overflow in float32 sums."""

DECODED_LIMIT: Final = 16
"""Decoded bytes per byte of the file: bytes widen to floats, and ranges may be shared."""


def read_array(document: Document, index: int, *types: str) -> NDArray[Any]:
    """Return an accessor's elements, (count, ...), read-only; floats must be finite.

    Normalised integers become float32. Matrices come out row-major.

    Parameters
    ----------
    document : Document
    index : int
    *types : str
        What the accessor may be, as ``"VEC3"``.

    Raises
    ------
    FileError
        If it is of another type, reaches beyond its bytes or holds NaN.

    Notes
    -----
    Source: glTF 2.0, sections 3.6.2 "Accessors" and 3.11 "normalised integers".
    """
    if index not in document.arrays:
        accessor = document.pick(document.gltf.accessors, index, "accessor")
        document.arrays[index] = _decode(document, accessor, index)
    accessor = document.gltf.accessors[index]
    if accessor.type not in types:
        document.refuse(f"accessor {index} is {accessor.type}, not {' or '.join(types)}")
    return document.arrays[index]


def _decode(document: Document, accessor: Accessor, index: int) -> NDArray[Any]:
    dtype = DTYPES[accessor.component_type]
    shape = WIDTHS[accessor.type]
    _within_budget(document, accessor.count * 4 * int(np.prod(shape)), index)
    if accessor.buffer_view is None:
        out = np.zeros((accessor.count, *shape), dtype)
    else:
        stride = document.gltf.buffer_views[accessor.buffer_view : accessor.buffer_view + 1]
        step = stride[0].byte_stride if stride else None
        out = _strided(document, accessor.buffer_view, accessor.byte_offset, accessor, step).copy()
    if accessor.sparse is not None:
        _replace(document, accessor, accessor.sparse, out)
    if accessor.normalized and dtype.kind in "iu":
        out = np.maximum(out / np.float32(np.iinfo(dtype).max), np.float32(-1)).astype(np.float32)
    if dtype.kind == "f" and not (np.abs(out) < LARGEST).all():
        document.refuse(f"accessor {index} holds numbers that are not finite, or above {LARGEST:g}")
    if len(shape) == 2:
        out = out.swapaxes(1, 2)
    out.flags.writeable = False
    return out


def _within_budget(document: Document, claim: int, index: int) -> None:
    """Refuse what an accessor claims beyond what a file of this size can mean."""
    document.decoded += claim
    most = DECODED_LIMIT * document.byte_count
    if claim > 4 * document.byte_count or document.decoded > max(most, 1 << 20):
        document.refuse(f"accessor {index} claims {claim} bytes")


def _strided(
    document: Document, view: int, offset: int, accessor: Accessor, step: int | None
) -> NDArray[Any]:
    """Return a view (count, ...) of bytes that may be interleaved."""
    dtype, shape = DTYPES[accessor.component_type], WIDTHS[accessor.type]
    if len(shape) == 2 and (dtype.itemsize * shape[0]) % 4:
        document.refuse("a matrix of small integers: its columns would need padding")
    size = dtype.itemsize * int(np.prod(shape))
    step = size if step is None else step
    data = document.view(view)
    end = offset + step * (accessor.count - 1) + size
    if end > len(data) or step < size:
        document.refuse(f"an accessor ends at byte {end} of {len(data)} in buffer view {view}")
    inner = [dtype.itemsize * int(np.prod(shape[axis + 1 :])) for axis in range(len(shape))]
    return np.ndarray((accessor.count, *shape), dtype, data, offset, [step, *inner])


def _replace(document: Document, accessor: Accessor, sparse: Sparse, out: NDArray[Any]) -> None:
    if not sparse.count:
        return
    places, values = sparse.indices, sparse.values
    which = Accessor(component_type=places.component_type, count=sparse.count, type="SCALAR")
    what = Accessor(component_type=accessor.component_type, count=sparse.count, type=accessor.type)
    rows = _strided(document, places.buffer_view, places.byte_offset, which, None)
    if rows.max() >= accessor.count:
        document.refuse(f"a sparse accessor of {accessor.count} replaces {rows.max()}")
    out[rows] = _strided(document, values.buffer_view, values.byte_offset, what, None)
