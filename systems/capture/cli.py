"""``python -m engine devices``: what there is to capture from and to draw on."""

from __future__ import annotations

from itertools import groupby

from rich.console import Console
from rich.table import Table

from engine.errors import DeviceError
from systems.capture.devices import CameraInfo, Screen, cameras, screens
from systems.capture.v4l2 import Mode
from systems.voice.portaudio import MicrophoneInfo, microphones


def devices() -> None:
    """List cameras with their sizes and rates, microphones, and screens.

    Example: `python -m engine devices`, then `python -m engine --source 1 --mic 3`
    """
    console = Console()
    print_devices(cameras(), screens(), console)
    try:
        print_microphones(microphones(), console)
    except DeviceError as error:
        console.print(f"no microphone: {error.message}; {error.fix}", highlight=False)


def print_microphones(found: list[MicrophoneInfo], console: Console) -> None:
    """Print a table of microphones; a star stands at the one that `--mic auto` takes."""
    if not found:
        console.print("no microphone: `--mic FILE` takes a sound file or a video")
        return
    table = Table("microphone", "name", "system", "channels", "rate", title="microphones", box=None)
    for microphone in found:
        number = f"{microphone.index}{' *' if microphone.chosen else ''}"
        rate = f"{microphone.rate} Hz"
        table.add_row(number, microphone.name, microphone.host, str(microphone.channels), rate)
    console.print(table)


def print_devices(found: list[CameraInfo], shown_on: list[Screen], console: Console) -> None:
    """Print one table per kind of device that shows or sees."""
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
