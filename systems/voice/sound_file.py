"""The sound of a file: wav, flac, mp3, or what is heard in a video."""

from __future__ import annotations

import contextlib
import itertools
import logging
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from av.stream import Disposition

from engine.errors import DataError, FileError
from systems.capture.media import open_media
from systems.voice.downmix import Downmix
from systems.voice.framing import Samples
from systems.voice.sound import Block

log = logging.getLogger("bunraku")

STEREO = 2
"""Channels in which sound is read, one channel twice."""

LOWEST_RATE = 1000
"""Samples a second; less is no sound but a header that lies."""

HOLE = 0.05
"""Seconds that a time stamp must be ahead of the samples before silence is put between."""


class SoundFile:
    """The sound of a file, mixed to stereo by FFmpeg and to mono by us, in blocks of 10 ms.

    Parameters
    ----------
    path : Path
        Any container and codec that FFmpeg reads.
    loop : bool, default False
        Begin again at the end, that of a video's pictures, for which its file is read through
        once; time goes on growing.
    stereo : bool, default False
        Keep two channels where the file has more than one: blocks then have samples (n, 2).

    Attributes
    ----------
    rate : int
        Samples a second, those of the file.
    channels : int
        1 or 2.

    Raises
    ------
    FileError
        If the file is missing, broken or has no sound.
    DataError
        If not one sample of it can be decoded, or its rate or channels are no sound's.

    Notes
    -----
    Time 0 is that of the file's first picture; without pictures, the first sample's. Time stamps of
    sound begin with the silence that an encoder puts before it and FFmpeg takes away again, so
    samples are counted and stamps only tell of holes.
    """

    realtime = False

    def __init__(self, path: Path, *, loop: bool = False, stereo: bool = False) -> None:
        self.ended = False
        self._blocks: Iterator[Samples] = iter(())
        self._path = path
        self._loop = loop
        self._downmix = Downmix(STEREO)
        self._open()
        self.rate = int(self._stream.rate)
        self.channels = STEREO if stereo and self._stream.layout.nb_channels > 1 else 1
        first = next(self._decoded, None)
        if first is None:
            self.close()
            msg = f"{path.name} is a sound file, but no sound in it can be decoded"
            raise DataError(msg, fix="record it again, or convert it with another program")
        self._require_mixable(first)
        pictures = _pictures_begin(path)
        begins = 0.0 if pictures is None else (first.time or 0.0) - pictures
        seconds = _round(path) if loop else None
        self._round = None if seconds is None else round(seconds * self.rate)
        self._count = round(begins * self.rate)
        self._blocks = self._cut(itertools.chain([first], self._decoded))

    def __str__(self) -> str:
        return f"{self._path.name}: {self.rate} Hz, {self._stream.codec_context.name}"

    def read(self, timeout: float = 0.0) -> Block | None:  # noqa: ARG002 - a file never waits
        """Return the next block at once; None at the end."""
        samples = next(self._blocks, None)
        if samples is None and self._loop:
            self._container.close()
            self._open()
            self._blocks = self._cut(self._decoded)
            samples = next(self._blocks, None)
        if samples is None:
            self.ended = True
            return None
        captured_at = self._count / self.rate
        self._count += len(samples)
        if self.channels == 1:
            samples = self._downmix.push(samples)
        return Block(samples, self.rate, captured_at)

    def close(self) -> None:
        """Close the file. Closing twice is harmless."""
        self.ended, self._loop = True, False
        self._blocks = iter(())
        self._container.close()

    def _open(self) -> None:
        self._container = open_media(self._path, "sound")
        if not self._container.streams.audio:
            self._container.close()
            msg = f"{self._path.name} has no sound in it"
            raise FileError(msg, fix="give a file with sound: wav, flac, mp3 or a video")
        self._stream = self._container.streams.audio[0]
        self._decoded = _decodable(self._container, self._stream, self._path)

    def _require_mixable(self, frame: av.AudioFrame) -> None:
        with contextlib.suppress(av.FFmpegError):  # of channels that are no loudspeakers
            self._mixer(frame).resample(frame)
            if self.rate >= LOWEST_RATE:
                return
        self.close()
        channels = self._stream.layout.nb_channels
        msg = f"{self._path.name} has {channels} channels of {self.rate} Hz, which cannot be mixed"
        raise DataError(msg, fix="convert it to mono or stereo of 16000 Hz or more")

    def _mixed(self, frames: Iterator[av.AudioFrame]) -> Iterator[Samples]:
        """Yield the samples of every frame, (n, 2), and silence for holes."""
        count, start, mixer, setup = 0, None, None, None
        for frame in frames:
            start = frame.time if start is None else start
            told = None not in (frame.time, start)
            missing = round((frame.time - start) * self.rate) - count if told else 0
            if missing > HOLE * self.rate:
                count += missing
                yield np.zeros((missing, STEREO), np.float32)
            if mixer is None or setup != _setup(frame):  # as a broadcast between two programmes
                mixer, setup = self._mixer(frame), _setup(frame)
            for mixed in mixer.resample(frame):
                count += mixed.samples
                samples = mixed.to_ndarray().T.astype(np.float32) / 32768
                yield np.broadcast_to(samples, (mixed.samples, STEREO))

    def _mixer(self, frame: av.AudioFrame) -> av.AudioResampler:
        # In 16 bits FFmpeg's downmix cannot clip. One channel it would make softer by 3 dB, and
        # two that cancel each other would be silence in its mono.
        layout = "mono" if frame.layout.nb_channels == 1 else "stereo"
        return av.AudioResampler(format="s16p", layout=layout, rate=self.rate)

    def _of_a_round(self, pieces: Iterator[Samples]) -> Iterator[Samples]:
        """Yield sound that is as long as a looped video's pictures: it is cut, or silence added."""
        if self._round is None:
            yield from pieces
            return
        left = self._round
        for piece in pieces:
            yield piece[:left]
            left -= len(piece[:left])
            if not left:
                return
        yield np.zeros((left, STEREO), np.float32)

    def _cut(self, frames: Iterator[av.AudioFrame]) -> Iterator[Samples]:
        size = self.rate // 100
        rest = np.zeros((0, STEREO), np.float32)
        for piece in self._of_a_round(self._mixed(frames)):
            rest = np.concatenate([rest, piece])
            whole = len(rest) // size * size
            yield from rest[:whole].reshape(-1, size, STEREO)
            rest = rest[whole:]
        if len(rest):
            yield rest


def _setup(frame: av.AudioFrame) -> tuple[str, str, int]:
    """Return what a mixer is made for: every other sound needs a new one."""
    return frame.format.name, frame.layout.name, frame.sample_rate


def _pictures_begin(path: Path) -> float | None:
    """Return the time stamp of the first picture, s; None without pictures."""
    with open_media(path, "sound") as container:
        stream = _pictures_stream(container)
        if stream is None:
            return None
        stamps = (packet.pts for packet in container.demux(stream))
        first = next((stamp for stamp in stamps if stamp is not None), 0)
        return float(first * stream.time_base)


def _round(path: Path) -> float | None:
    """Return after how many seconds a video's pictures begin again, as `Video`; None for never."""
    with open_media(path, "sound") as container:
        stream = _pictures_stream(container)
        if stream is None or stream.average_rate is None:
            return None
        stamps = [packet.pts for packet in container.demux(stream) if packet.pts is not None]
        if len(stamps) < 2:  # a still beside a song
            return None
        span = (max(stamps) - min(stamps)) * stream.time_base
        return float(span + 1 / stream.average_rate)


def _pictures_stream(container: av.container.InputContainer) -> av.VideoStream | None:
    """Return the stream of pictures, a cover aside."""
    videos = container.streams.video
    return next((s for s in videos if not s.disposition & Disposition.attached_pic), None)


def _decodable(
    container: av.container.InputContainer, stream: av.AudioStream, path: Path
) -> Iterator[av.AudioFrame]:
    """Yield what can be decoded; the damaged rest is passed over, and that is said once."""
    damage, packets = "", container.demux(stream)
    while True:
        try:
            packet = next(packets, None)
            frames = packet.decode() if packet is not None else []
        except av.FFmpegError as error:
            damage = damage or str(error.strerror)
            continue
        if packet is None:
            break
        yield from frames
    if damage:
        log.warning("%s is damaged (%s); what can be read of it is heard", path, damage)
