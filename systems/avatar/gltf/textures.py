"""Textures as pictures, and how each is sampled."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from systems.avatar.decode import decode
from systems.avatar.gltf import schema
from systems.avatar.gltf.document import Document

LARGEST_SIDE = 8192  # px; more is not a texture but an attack on the memory
PNG, JPEG, WEBP = b"\x89PNG", b"\xff\xd8", b"RIFF"


@dataclass(frozen=True, eq=False)
class Picture:
    """A decoded texture: (H, W, 4) uint8 RGBA, top row first, and its sampler."""

    pixels: NDArray[np.uint8]
    sampler: schema.Sampler


def read_pictures(document: Document) -> list[Picture]:
    """Decode every texture that the file's materials may name; images are decoded once.

    Raises
    ------
    FileError
        If an image is missing, is no picture, or is wider than 8192 pixels.
    """
    gltf = document.gltf
    decoded: dict[int, NDArray[np.uint8]] = {}
    pictures = []
    for texture in gltf.textures:
        if texture.source is None:
            document.refuse("a texture without an image that is read here (PNG or JPEG)")
        if texture.source not in decoded:
            image = document.pick(gltf.images, texture.source, "image")
            decoded[texture.source] = _decode(document, image, texture.source)
        sampler = schema.Sampler()
        if texture.sampler is not None:
            sampler = document.pick(gltf.samplers, texture.sampler, "sampler")
        pictures.append(Picture(decoded[texture.source], sampler))
    return pictures


def _decode(document: Document, image: schema.Image, index: int) -> NDArray[np.uint8]:
    if image.buffer_view is not None:
        data = bytes(document.view(image.buffer_view))
    elif image.uri is not None:
        data = document.fetch(image.uri)
    else:
        document.refuse(f"image {index} has neither a buffer view nor a file")
    width, height = _claimed_size(data)
    if not 0 < max(width, height) <= LARGEST_SIDE:
        document.refuse(f"image {index} is no picture of at most {LARGEST_SIDE} pixels")
    pixels = decode(data, cv2.IMREAD_UNCHANGED)
    if pixels is None:
        document.refuse(f"image {index} cannot be decoded")
    return _rgba(pixels)


def _rgba(pixels: NDArray[np.generic]) -> NDArray[np.uint8]:
    if pixels.dtype == np.uint16:
        pixels = np.right_shift(pixels, 8).astype(np.uint8)
    channels = 1 if pixels.ndim == 2 else pixels.shape[2]
    way = {1: cv2.COLOR_GRAY2RGBA, 3: cv2.COLOR_BGR2RGBA, 4: cv2.COLOR_BGRA2RGBA}[channels]
    return np.asarray(cv2.cvtColor(np.asarray(pixels, np.uint8), way), np.uint8)


def _claimed_size(data: bytes) -> tuple[int, int]:
    """Return the width and height that a PNG, JPEG or WebP header claims; zeros if none does."""
    if data[:4] == PNG and len(data) >= 24:
        return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    if data[:4] == WEBP:
        return _webp_size(data)
    return _jpeg_size(data) if data[:2] == JPEG else (0, 0)


def _jpeg_size(data: bytes) -> tuple[int, int]:
    place = 2
    while place + 9 <= len(data) and data[place] == 0xFF:
        marker = data[place + 1]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            high = int.from_bytes(data[place + 5 : place + 7], "big")
            return int.from_bytes(data[place + 7 : place + 9], "big"), high
        place += 2 + max(int.from_bytes(data[place + 2 : place + 4], "big"), 2)
    return 0, 0


def _webp_size(data: bytes) -> tuple[int, int]:
    kind, body = data[12:16], data[20:30]
    if kind == b"VP8X":
        wide, high = body[4:7], body[7:10]
        return int.from_bytes(wide, "little") + 1, int.from_bytes(high, "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        wide, high = body[6:8], body[8:10]
        return int.from_bytes(wide, "little") & 0x3FFF, int.from_bytes(high, "little") & 0x3FFF
    return 0, 0
