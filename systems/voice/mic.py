"""What `--mic` can mean, and opening it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import msgspec

from engine.errors import BunrakuError, FileError, UsageError
from systems.voice.ear import GATE
from systems.voice.microphone import Microphone
from systems.voice.settings import SoundSettings
from systems.voice.sound import SoundSource
from systems.voice.sound_file import SoundFile
from systems.voice.visemes.profile import order_voice

KEPT = ("mic", "gain", "gate", "offset")
"""What is said by options where not by the settings."""


@dataclass(frozen=True, kw_only=True)
class Mic:
    """What is listened to, and how.

    Attributes
    ----------
    wanted : str
        As in ``--mic``: `auto`, `none`, a number, a name or a part of it, or a file.
    gain : float
        dB.
    gate : float
        dB below which the mouth stays shut.
    voice : Path or None
        Profile of who speaks, as of `order_voice`.
    offset : float
        Seconds that the sound comes earlier than the picture of the same moment. Live, an early one
        is held back; a late one (negative) only counts as earlier.
    loop : bool
        Begin a file again at its end.
    patient : bool
        Wait for a microphone that is not there: one of the settings, that nobody asked for now.
    alone : bool
        There are no pictures to wait for.
    choosable : bool
        A window's settings panel may choose another microphone; otherwise, alone, the run ends
        with the sound.
    """

    wanted: str = "none"
    gain: float = 0.0
    gate: float = GATE
    voice: Path | None = None
    offset: float = 0.0
    loop: bool = False
    patient: bool = False
    alone: bool = False
    choosable: bool = False

    @property
    def live(self) -> bool:
        """Whether a microphone is meant."""
        return self.wanted != "none" and not self.file

    @property
    def file(self) -> bool:
        """Whether a file is meant: it is there, or has a file's suffix, unlike "USB Audio 2.0"."""
        if self.wanted in ("auto", "none") or self.wanted.isdecimal():
            return False
        path = Path(self.wanted)
        return path.exists() or re.fullmatch(r"\.[a-z]\w{1,4}", path.suffix.lower()) is not None


@dataclass(frozen=True)
class MicWords:
    """Options of a command that listens; None where nothing was said. Gains in dB, offset in ms."""

    mic: str | None = None
    gain: float | None = None
    gate: float | None = None
    offset: float | None = None
    loop: bool = False
    voice: str | None = None

    def order(self, settings: SoundSettings, source: str, *, choosable: bool = False) -> Mic:
        """Return what is listened to: by default what the settings name, without them nothing.

        A microphone that the settings name may be missing, one that the words name may not.

        Raises
        ------
        UsageError, FileError, DataError
            As `order_voice`, or if a profile is given, nothing is listened to, and no microphone
            is `choosable` later.
        """
        profile = order_voice(self.voice)
        said = {name: value for name in KEPT if (value := getattr(self, name)) is not None}
        kept = msgspec.structs.replace(settings, **said)
        if kept.mic == "none" and not choosable:
            refuse_voice(self.voice)
        return Mic(
            wanted=kept.mic,
            gain=kept.gain,
            gate=kept.gate,
            voice=profile,
            offset=kept.offset / 1000,
            loop=self.loop,
            patient=self.mic is None,
            alone=source == "none",
        )


def own_mic(source: str, voice: str | None = None, mic: str | None = None) -> Mic:
    """Return what is heard beside a video's pictures: its own sound, where it has any.

    Parameters
    ----------
    source : str
        As in ``--source``.
    voice : str, optional
        As in ``--voice``.
    mic : str, optional
        Something else, as in ``--mic``: a file, or `none`.

    Raises
    ------
    UsageError
        If a microphone is asked for, or a profile though nothing is listened to.
    FileError, DataError
        As `order_voice`.
    """
    heard = Mic(wanted=source if mic is None else mic, voice=order_voice(voice))
    if mic is not None and heard.live:
        msg = f"--mic {mic} has its own pace and cannot be heard beside a file"
        raise UsageError(msg, fix="give --mic a file or none")
    if mic is None:
        try:
            SoundFile(Path(source)).close()
        except BunrakuError as error:
            refuse_voice(voice, error.message)
            return Mic()
    if mic == "none":
        refuse_voice(voice)
    return heard


def refuse_voice(voice: str | None, why: str = "nobody is listened to") -> None:
    """Refuse a profile where nothing is listened to.

    Raises
    ------
    UsageError
        If one is given.
    """
    if voice is not None:
        msg = f"--voice {voice} counts for nothing: {why}"
        raise UsageError(msg, fix="leave --voice out, or give --mic something to listen to")


def open_sound(mic: Mic) -> SoundSource | None:
    """Open what is asked for; None for `none`.

    Raises
    ------
    DeviceError
        If there is no such microphone, or it cannot be opened.
    FileError, DataError
        If the file is missing, broken or silent by its format.
    """
    if mic.wanted == "none":
        return None
    if not mic.file:
        number = mic.wanted.isdecimal()
        wanted = None if mic.wanted == "auto" else int(mic.wanted) if number else mic.wanted
        return Microphone(wanted, patient=mic.patient)
    path = Path(mic.wanted)
    if path.is_dir():
        msg = f"{path} is a folder and no sound"
        raise FileError(msg, fix="give --mic a wav, flac or mp3 file, or a video")
    return SoundFile(path, loop=mic.loop)
