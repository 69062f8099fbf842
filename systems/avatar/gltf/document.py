"""A glTF file opened: its JSON, checked, and its bytes, never more of them than there are."""

from __future__ import annotations

import base64
import binascii
import struct
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NoReturn, TypeVar
from urllib.parse import unquote

import msgspec
from numpy.typing import NDArray

from engine.errors import FileError
from systems.avatar.gltf import schema

MAGIC: Final = b"glTF"
JSON_CHUNK: Final = 0x4E4F534A  # "JSON" in ASCII
BINARY_CHUNK: Final = 0x004E4942  # "BIN"
READ_EXTENSIONS: Final = {
    "KHR_materials_emissive_strength",
    "KHR_materials_unlit",
    "KHR_mesh_quantization",
    "KHR_texture_transform",
    "VRM",
    "VRMC_materials_mtoon",
    "VRMC_node_constraint",
    "VRMC_springBone",
    "VRMC_vrm",
}
"""Extensions that a file may require."""

T = TypeVar("T")


class Document:
    """The JSON and the bytes of one file.

    Parameters
    ----------
    path : Path
        A .glb, .vrm or .gltf file.

    Raises
    ------
    FileError
        If the file is missing, is not glTF 2.0, contradicts itself, or requires an extension that
        is not read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        text, self._chunk = self._split(_read_bytes(path))
        self.gltf = self._decode(text)
        self._refuse_unread()
        self._buffers: dict[int, memoryview] = {}
        self.arrays: dict[int, NDArray[Any]] = {}  # decoded accessors
        self.decoded = 0  # bytes of them

    def refuse(self, what: str) -> NoReturn:
        """Raise the FileError of a file that contradicts itself."""
        msg = f"{self.path.name} is broken: {what}"
        raise FileError(msg, fix="export it again, or check it with the glTF validator")

    def pick(self, items: list[T], index: int, kind: str) -> T:
        """Return an item of a list.

        Raises
        ------
        FileError
            If the index is out of range.
        """
        if not 0 <= index < len(items):
            self.refuse(f"{kind} {index} is asked for, but it has {len(items)}")
        return items[index]

    def extension(self, holder: dict[str, Any], name: str, kind: type[T]) -> T | None:
        """Return an extension of an object as `kind`, or None where it is absent.

        Raises
        ------
        FileError
            If the extension does not have the fields that it must have.
        """
        if name not in holder:
            return None
        try:
            return msgspec.convert(holder[name], kind)
        except msgspec.ValidationError as error:
            self.refuse(f"{name}: {error}")

    def view(self, index: int) -> memoryview:
        """Return the bytes of a buffer view.

        Raises
        ------
        FileError
            If it reaches beyond its buffer.
        """
        view = self.pick(self.gltf.buffer_views, index, "buffer view")
        whole = self._buffer(view.buffer)
        end = view.byte_offset + view.byte_length
        if end > len(whole):
            self.refuse(f"buffer view {index} ends at {end} of {len(whole)} bytes")
        return whole[view.byte_offset : end]

    def fetch(self, uri: str) -> bytes:
        """Return what a data URI or the name of a neighbouring file stands for.

        Raises
        ------
        FileError
            If it is neither, or the file is missing or lies outside the folder.
        """
        if uri.startswith("data:"):
            return self._data(uri)
        folder = self.path.parent.resolve()
        try:
            target = (folder / unquote(uri)).resolve()
            inside = target.is_relative_to(folder) and target.is_file()
        except (OSError, ValueError):
            inside = False
        if not inside:
            self.refuse(f"the file {uri[:60]!r} is not beside it")
        return _read_bytes(target)

    @cached_property
    def byte_count(self) -> int:
        """Bytes of all buffers that are really there."""
        return sum(len(self._buffer(index)) for index in range(len(self.gltf.buffers)))

    def _data(self, uri: str) -> bytes:
        head, comma, body = uri.partition(",")
        if not comma or not head.endswith(";base64"):
            self.refuse(f"the data URI {uri[:40]!r} is not base64")
        try:
            return base64.b64decode(body)
        except (binascii.Error, ValueError) as error:
            self.refuse(f"a data URI is not base64: {error}")

    def _buffer(self, index: int) -> memoryview:
        if index not in self._buffers:
            buffer = self.pick(self.gltf.buffers, index, "buffer")
            there = self._chunk if buffer.uri is None else memoryview(self.fetch(buffer.uri))
            if buffer.byte_length > len(there):
                claim = f"buffer {index} claims {buffer.byte_length} bytes, {len(there)} are there"
                self.refuse(claim)
            self._buffers[index] = there[: buffer.byte_length]
        return self._buffers[index]

    def _split(self, data: bytes) -> tuple[memoryview, memoryview]:
        """Return the JSON and the binary chunk of a file."""
        if data[:4] != MAGIC:
            if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
                return memoryview(data.removeprefix(b"\xef\xbb\xbf")), memoryview(b"")
            self.refuse("it is neither a GLB nor a JSON file")
        if len(data) < 12 or struct.unpack_from("<I", data, 4)[0] != 2:
            self.refuse("it is not glTF version 2")
        if struct.unpack_from("<I", data, 8)[0] > len(data):
            self.refuse(f"it is cut off after {len(data)} bytes")
        return self._chunks(memoryview(data))

    def _chunks(self, data: memoryview) -> tuple[memoryview, memoryview]:
        chunks: dict[int, memoryview] = {}
        place = 12
        while place + 8 <= len(data):
            length, kind = struct.unpack_from("<II", data, place)
            if length > len(data) - place - 8:
                self.refuse(f"a chunk claims {length} bytes at byte {place} of {len(data)}")
            chunks.setdefault(kind, data[place + 8 : place + 8 + length])
            place += 8 + length
        if JSON_CHUNK not in chunks:
            self.refuse("it has no JSON chunk")
        return chunks[JSON_CHUNK], chunks.get(BINARY_CHUNK, memoryview(b""))

    def _decode(self, text: memoryview) -> schema.Gltf:
        try:
            return msgspec.json.decode(text, type=schema.Gltf)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            self.refuse(str(error))

    def _refuse_unread(self) -> None:
        if not self.gltf.asset.version.startswith("2."):
            self.refuse(f"it is glTF version {self.gltf.asset.version[:20]!r}, not 2")
        unread = sorted(set(self.gltf.extensions_required) - READ_EXTENSIONS)
        if unread:
            msg = f"{self.path.name} needs {', '.join(unread)[:80]}, which is not read here"
            packed = any("draco" in name or "meshopt" in name for name in unread)
            fix = "export it without compression" if packed else "export it without this extension"
            raise FileError(msg, fix=fix)


def _read_bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        msg = f"cannot read {path}: {error.strerror}"
        raise FileError(msg, fix="check the path and the permissions") from error
