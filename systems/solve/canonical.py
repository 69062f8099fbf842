"""The canonical face: the rigid head that every pose is measured against."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import ModelError

MEMBER = "geometry_pipeline_metadata_landmarks.binarypb"
METRES = 0.01  # the file is in centimetres
REPAIR = "run: python -m engine models install"


@dataclass(frozen=True, slots=True)
class CanonicalFace:
    """A neutral adult face in the head frame.

    Attributes
    ----------
    vertices : (468, 3) float64
        Metres; +X the subject's left, +Y up, +Z out of the face. Row = mesh landmark.
    triangles : (898, 3) intp
        Vertex indices.
    weights : (468,) float64
        How much each vertex counts in the Procrustes fit; 33 are not zero.
    """

    vertices: NDArray[np.float64]
    triangles: NDArray[np.intp]
    weights: NDArray[np.float64]


def read_canonical_face(task: Path) -> CanonicalFace:
    """Read the canonical face out of MediaPipe's ``face_landmarker.task``, a zip archive.

    Raises
    ------
    ModelError
        If the file is missing, is not a zip, or holds no readable face geometry.
    """
    try:
        with zipfile.ZipFile(task) as archive:
            metadata = archive.read(MEMBER)
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        msg = f"cannot read the face geometry from {task}: {error}"
        raise ModelError(msg, fix=REPAIR) from error
    return parse_canonical_face(metadata)


def parse_canonical_face(metadata: bytes) -> CanonicalFace:
    """Decode the geometry metadata, a protocol buffer.

    Parameters
    ----------
    metadata : bytes
        Field 1 is the mesh: field 3 its vertex floats (X, Y, Z, U, V each), field 4 its triangle
        indices. Field 2 repeats: landmark id and Procrustes weight.

    Raises
    ------
    ModelError
        If the bytes are cut short or hold another mesh.

    References
    ----------
    MediaPipe, ``face_geometry/protos/geometry_pipeline_metadata.proto`` and ``mesh_3d.proto``.
    """
    try:
        message = _grouped(metadata)
        mesh = _grouped(message[1][0])
        vertices = np.array([_float(v) for v in mesh[3]]).reshape(468, 5)[:, :3] * METRES
        triangles = np.array(mesh[4], np.intp).reshape(898, 3)
        weights = np.zeros(468)
        for entry in map(_grouped, message[2]):
            weights[entry[1][0]] = _float(entry[2][0])
    except (LookupError, TypeError, ValueError, struct.error) as error:
        msg = f"the face geometry ({len(metadata)} bytes) is damaged: {error}"
        raise ModelError(msg, fix=REPAIR) from error
    return CanonicalFace(vertices, triangles, weights)


def _grouped(data: bytes) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = {}
    for number, value in _fields(data):
        groups.setdefault(number, []).append(value)
    return groups


def _fields(data: bytes) -> Iterator[tuple[int, int | bytes]]:
    """Walk the wire format: integers for varints, bytes for everything else.

    Source: Protocol Buffers, "Encoding".
    """
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        wire = key & 7
        if wire == 0:
            value, at = _varint(data, at)
            yield key >> 3, value
            continue
        if wire == 2:
            size, at = _varint(data, at)
        else:
            size = {1: 8, 5: 4}[wire]
        if at + size > len(data):
            msg = f"field {key >> 3} ends after {at + size} bytes"
            raise ValueError(msg)
        yield key >> 3, data[at : at + size]
        at += size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        value |= (data[at] & 0x7F) << shift
        shift += 7
        at += 1
        if data[at - 1] < 0x80:
            return value, at


def _float(data: bytes) -> float:
    (value,) = struct.unpack("<f", data)
    return float(value)
