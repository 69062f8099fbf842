"""What a recording says: its sound, its phones or visemes, and the mouth that follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Final

import numpy as np
import soxr
from numpy.typing import NDArray

from engine.errors import DataError, UsageError
from systems.voice.activity import Activity, Gate
from systems.voice.ear import Ear
from systems.voice.framing import RATE, Samples
from systems.voice.hashes import hearing_hashes
from systems.voice.lipsync.align import align
from systems.voice.lipsync.labels import read_phones
from systems.voice.lipsync.phones import Phone, shown_visemes
from systems.voice.lipsync.recognise import recognised
from systems.voice.lipsync.track import rows_of
from systems.voice.lipsync.transcript import read_transcript
from systems.voice.sound_file import SoundFile
from systems.voice.visemes.net import VisemeNet

NEAR: Final = 10
"""Blocks of 10 ms around speech that belong to it: silences of stops, and soft ends."""

LEAST: Final = 2 * NEAR + 10
"""Blocks near speech without which a recording has none: the shortest yes lasts 100 ms."""


LOUD: Final = 0.05
"""Root mean square of the loudest 0.2 s, -26 dB, to which a soft recording is raised, so that no
gate shuts it out. A live voice cannot be: nobody knows how loud it will be."""

MOST_GAIN: Final = 100.0
"""40 dB: what is softer than that is silence."""


class Method(StrEnum):
    """How a recording is understood."""

    AUTO = "auto"  # align with a text, labels with phones, else net
    NET = "net"  # visemes by the net that the live puppet runs; any language
    PHONES = "phones"  # phones of English by pocketsphinx
    ALIGN = "align"  # phones of the words of a text


@dataclass(frozen=True)
class Said:
    """What is said, a row each 10 ms.

    Attributes
    ----------
    visemes : (n, 15) float32
    voiced : (n,) float32
        Probability that somebody speaks.
    seconds : float
        Length of the sound.
    phones : list of Phone
        Empty where the net heard.
    hashes : mapping of str to str
        sha256 of each net that heard, by role.
    remarks : list of str
        What went otherwise than hoped for.
    """

    visemes: NDArray[np.float32]
    voiced: NDArray[np.float32]
    seconds: float
    phones: list[Phone] = field(default_factory=list)
    hashes: Mapping[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Recording:
    """A sound file and what is known of it.

    Attributes
    ----------
    sound : Path
    method : Method
    text : Path or None
        As of `read_transcript`.
    phones : Path or None
        As of `read_phones`.
    voice : Path or None
        Profile of who speaks, for the net; as of `order_voice`.
    """

    sound: Path
    method: Method = Method.AUTO
    text: Path | None = None
    phones: Path | None = None
    voice: Path | None = None

    def way(self) -> Method | None:
        """Return the method that is taken; None takes the phones as they are labelled.

        Raises
        ------
        UsageError
            If what is said contradicts itself.
        """
        given = self.text or self.phones
        if self.text and self.phones:
            msg = f"--text {self.text} and --phones {self.phones} both tell what is said"
            raise UsageError(msg, fix="give one of them: labelled phones need no text")
        if self.method is Method.ALIGN and not self.text:
            msg = "--method align has no text to align"
            raise UsageError(msg, fix="give --text FILE, or take --method phones")
        if self.method in (Method.NET, Method.PHONES) and given:
            msg = f"--method {self.method} does not read {given}"
            raise UsageError(msg, fix="leave --method out")
        way = self.method
        if way is Method.AUTO:
            way = Method.ALIGN if self.text else Method.NET
        if self.voice and (self.phones or way is not Method.NET):
            msg = f"--voice {self.voice} is for the net, which does not hear this recording"
            raise UsageError(msg, fix="leave --voice out, or the text, the phones and the method")
        return None if self.phones else way

    def listen(self) -> Said:
        """Return what is said.

        Raises
        ------
        BunrakuError
            If options contradict each other, a file cannot be used, or the net is missing.
        """
        way = self.way()
        labelled = read_phones(self.phones) if self.phones else []
        sentences = read_transcript(self.text) if self.text else []
        samples = raised(heard_samples(self.sound))
        seconds = len(samples) / RATE
        if self.phones:
            _require_within(labelled, seconds, self.phones)
            return _of_phones(labelled, seconds, self.phones.name)
        speech = speech_rows(samples)
        if speech.sum() < LEAST:
            return self._nothing(seconds)
        if way is Method.NET:
            return _of_net(samples, seconds, self.voice)
        if way is Method.PHONES:
            return _of_phones(recognised(samples), seconds, "pocketsphinx", speech)
        aligned = align(samples, sentences)
        said = _of_phones(aligned.phones, seconds, "pocketsphinx", speech)
        return replace(said, remarks=aligned.remarks)

    def _nothing(self, seconds: float) -> Said:
        """Return a shut mouth, or say that a text cannot be found in silence."""
        if self.text:
            msg = f"no speech is heard in {self.sound.name}, so {self.text.name} cannot be in it"
            raise DataError(msg, fix="check that it is the right recording, and its level")
        remark = f"no speech is heard in {self.sound.name}: the mouth stays shut"
        return replace(_of_phones([], seconds, ""), remarks=[remark])


def heard_samples(path: Path) -> Samples:
    """Return the sound of a file from its time 0, mono, 16 kHz.

    Raises
    ------
    FileError, DataError
        If it cannot be read or has no sound.
    """
    source = SoundFile(path)
    blocks = list(iter(source.read, None))
    source.close()
    sound = np.concatenate([block.samples for block in blocks])
    start = round(blocks[0].captured_at * source.rate)
    sound = np.concatenate([np.zeros(max(start, 0), np.float32), sound[max(-start, 0) :]])
    resampled: Samples = soxr.resample(np.nan_to_num(sound), source.rate, RATE)
    return resampled


def raised(samples: Samples) -> Samples:
    """Return a recording that is not softer than `LOUD`, unless there is nothing in it."""
    ends = np.cumsum(np.pad(np.square(samples, dtype=np.float64), (1, RATE // 5)))
    loudest = np.sqrt((ends[RATE // 5 :] - ends[: -RATE // 5]).max() / (RATE // 5))
    return samples * np.float32(np.clip(LOUD / max(loudest, 1e-9), 1, MOST_GAIN))


def speech_rows(samples: Samples) -> NDArray[np.bool_]:
    """Return whether there is speech in or near each 10 ms, (n,)."""
    speech = Gate().push(samples)
    return np.convolve(speech, np.ones(2 * NEAR + 1), "same") > 0 if len(speech) else speech


def _require_within(phones: Sequence[Phone], seconds: float, path: Path) -> None:
    end = max(phone.end for phone in phones)
    if end > seconds + 1:
        msg = f"{path.name} has phones until {end:.1f} s, but the sound is {seconds:.1f} s long"
        raise DataError(msg, fix="give the labels of this recording")


def _of_net(samples: Samples, seconds: float, voice: Path | None) -> Said:
    rows = Ear(VisemeNet(profile=voice), Activity()).hear(samples)
    # A row describes the middle of its window, a step later than it begins.
    said = Said(_delayed(rows.visemes), _delayed(rows.voiced), seconds)
    return replace(said, hashes=hearing_hashes(voice))


def _delayed(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.concatenate([rows[:1], rows])


def _of_phones(
    phones: list[Phone], seconds: float, name: str, speech: NDArray[np.bool_] | None = None
) -> Said:
    """Return what phones of a file called `name` say, where there is speech."""
    rows = rows_of(shown_visemes(phones, name), seconds)
    voiced = np.ones(len(rows), np.float32)
    if speech is not None:
        voiced[: len(speech)] = speech[: len(rows)]
    return Said(rows, voiced, seconds, phones)
