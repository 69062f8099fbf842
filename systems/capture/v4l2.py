"""What a Linux camera offers, asked from Video4Linux without disturbing who uses it.

Structures and request numbers: linux/videodev2.h (UAPI, unchanged since Linux 3.3).
"""

from __future__ import annotations

import itertools
import os
import struct
from collections.abc import Callable, Iterator
from typing import NamedTuple

Ioctl = Callable[[int, int, bytearray], object]
"""Performs request `int` on a file descriptor and changes the buffer in place."""

QUERYCAP = 0x80685600
ENUM_FMT = 0xC0405602
ENUM_FRAMESIZES = 0xC02C564A
ENUM_FRAMEINTERVALS = 0xC034564B

VIDEO_CAPTURE = 1  # the buffer type
CAPTURES = 0x0000_1001  # capability bits: pictures in one plane, or in several
DEVICE_CAPS = 0x8000_0000  # capability bit: the node's own are told apart from the device's
DISCRETE = 1


class Mode(NamedTuple):
    """One picture size of a camera; for sizes and rates in steps, the largest."""

    fourcc: str
    width: int  # px
    height: int  # px
    rates: tuple[float, ...]  # Hz, fastest first


def captures(path: str, ioctl: Ioctl | None = None) -> bool:
    """Return whether a device node gives pictures, as opposed to metadata or a codec's output.

    A node that may not be opened counts as one, so that it is listed rather than overlooked.
    """
    try:
        with _Node(path, ioctl) as node:
            (answer,) = node.answers(QUERYCAP, lambda _: bytearray(104), limit=1)
    except (OSError, ValueError):
        return True
    capabilities, device = struct.unpack_from("=II", answer, 84)
    return bool((device if capabilities & DEVICE_CAPS else capabilities) & CAPTURES)


def modes(path: str, ioctl: Ioctl | None = None) -> list[Mode]:
    """Return the sizes and rates that a device node offers; none where it cannot be opened."""
    try:
        with _Node(path, ioctl) as node:
            return [
                Mode(_fourcc(pixels), *size, _rates(node, pixels, *size))
                for pixels in _formats(node)
                for size in _sizes(node, pixels)
            ]
    except OSError:
        return []


class _Node:
    """An opened device node."""

    def __init__(self, path: str, ioctl: Ioctl | None) -> None:
        self._path = path
        self._ioctl = _fcntl_ioctl() if ioctl is None else ioctl

    def __enter__(self) -> _Node:
        self._descriptor = os.open(self._path, os.O_RDWR | getattr(os, "O_NONBLOCK", 0))
        return self

    def __exit__(self, *error: object) -> None:
        os.close(self._descriptor)

    def answers(
        self, request: int, question: Callable[[int], bytearray], limit: int = 256
    ) -> Iterator[bytearray]:
        """Yield the answers to numbered questions until the driver has no more."""
        for number in itertools.islice(itertools.count(), limit):
            buffer = question(number)
            try:
                self._ioctl(self._descriptor, request, buffer)
            except OSError:
                return
            yield buffer


def _fcntl_ioctl() -> Ioctl:
    import fcntl  # not there on Windows

    return fcntl.ioctl


def _formats(node: _Node) -> Iterator[int]:
    for answer in node.answers(ENUM_FMT, lambda n: _packed(64, n, VIDEO_CAPTURE)):
        yield struct.unpack_from("=I", answer, 44)[0]


def _sizes(node: _Node, pixels: int) -> Iterator[tuple[int, int]]:
    for answer in node.answers(ENUM_FRAMESIZES, lambda n: _packed(44, n, pixels)):
        kind, first, second, _, _, fifth = struct.unpack_from("=6I", answer, 8)
        if kind != DISCRETE:  # least, most and step of the width, then of the height
            yield second, fifth
            return
        yield first, second


def _rates(node: _Node, pixels: int, width: int, height: int) -> tuple[float, ...]:
    rates = []
    for answer in node.answers(
        ENUM_FRAMEINTERVALS, lambda n: _packed(52, n, pixels, width, height)
    ):
        kind, numerator, denominator = struct.unpack_from("=3I", answer, 16)
        rates.append(round(denominator / max(numerator, 1), 2))
        if kind != DISCRETE:
            break
    return tuple(sorted(rates, reverse=True))


def _packed(size: int, *numbers: int) -> bytearray:
    buffer = bytearray(size)
    struct.pack_into(f"={len(numbers)}I", buffer, 0, *numbers)
    return buffer


def _fourcc(pixels: int) -> str:
    return pixels.to_bytes(4, "little").decode("ascii", "replace").strip()
