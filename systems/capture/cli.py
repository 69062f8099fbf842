"""``python -m engine devices``: what there is to capture from and to draw on."""

from __future__ import annotations

from itertools import groupby

from rich.console import Console
from rich.table import Table

from systems.capture.devices import CameraInfo, Screen, cameras, screens
from systems.capture.v4l2 import Mode


def devices() -> None:
    """List cameras with their sizes and rates, and screens.

    Example: `python -m engine devices`, then `python -m engine --source 1 --size 1280x720`
    """
    print_devices(cameras(), screens(), Console())


def print_devices(found: list[CameraInfo], shown_on: list[Screen], console: Console) -> None:
    """Print one table per kind of device."""
    console.print(_camera_table(found) if found else "no camera: try `--source actor` or a video")
    console.print(_screen_table(shown_on) if shown_on else "no screen: `--headless` draws to files")


def _camera_table(found: list[CameraInfo]) -> Table:
    table = Table("camera", "name", "format", "sizes and rates", title="cameras", box=None)
    for camera in found:
        lines = [(fourcc, _sizes(list(group))) for fourcc, group in _by_format(camera.modes())]
        for position, (fourcc, sizes) in enumerate(lines or [("", "not told by the system")]):
            first = position == 0
            table.add_row(
                str(camera.index) if first else "", camera.name if first else "", fourcc, sizes
            )
    return table


def _by_format(modes: list[Mode]) -> groupby[str, Mode]:
    return groupby(modes, key=lambda mode: mode.fourcc)


def _sizes(modes: list[Mode]) -> str:
    return ", ".join(
        f"{mode.width}x{mode.height}" + (f" @ {max(mode.rates):g}" if mode.rates else "")
        for mode in modes
    )


def _screen_table(found: list[Screen]) -> Table:
    table = Table("screen", "size", "position", "rate", title="screens", box=None)
    for number, screen in enumerate(found):
        rate = f"{screen.rate:g} Hz" if screen.rate else ""
        size, place = f"{screen.width}x{screen.height}", f"{screen.x}, {screen.y}"
        table.add_row(str(number), size, place, rate)
    return table
