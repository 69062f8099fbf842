"""Speech from espeak-ng with the time of every phoneme, through its C library."""

from __future__ import annotations

import ctypes
import ctypes.util
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any, Final

import numpy as np

from engine.errors import FileError
from systems.topology import VISEME
from systems.voice.framing import RATE, Samples
from systems.voice.lipsync.phones import Shown
from systems.voice.visemes.labels import Labelled, labelled
from systems.voice.visemes.resampling import to_rate

_SYNCHRONOUS, _PHONEME_EVENTS = 2, 1
_END_OF_EVENTS, _PHONEME = 0, 7
_UTF8 = 1
_SPEED, _PITCH, _SPREAD = 1, 3, 4
"""Constants of espeak-ng's speak_lib.h."""

VARIANTS: Final = (
    *("m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "f1", "f2", "f3", "f4", "f5"),
    *("Alicia", "Andrea", "Andy", "Annie", "Denis", "Diogo", "Gene", "Henrique", "Hugo"),
    *("Jacky", "Lee", "Marco", "Mario", "Michael", "Mike", "Nguyen", "pablo", "paul"),
    *("pedro", "quincy", "rob", "robert", "sandro", "steph", "zac", "adam", "antonio", "aunty"),
    *("belinda", "benjamin", "boris", "caleb", "david", "ed", "edward", "grandma", "grandpa"),
    *("gustave", "john", "linda", "marcelo", "max", "michel", "miguel", "norbert", "travis"),
    *("victor", "anika", "klatt", "klatt2", "klatt3", "klatt4"),
)
"""Ways to speak that come with espeak-ng, those left out that no throat could."""

_MNEMONICS: Final = {
    "sil": "_ _: _:: _! ? _|",
    "PP": "p b m",
    "FF": "f v",
    "TH": "T D",
    "DD": "t d t# t2 *",
    "kk": "k g h x",
    "CH": "S Z tS dZ",
    "SS": "s z",
    "nn": "n N l L n- l/2 l#",
    "RR": "r r- R 3 3: V3 @-",
    "aa": "a A: A a# aa aI@ V 0 @ @2 @5 V# A# 0#",
    "E": "E eI e E#",
    "I": "I i i: I2 I# j ; I2# y",
    "O": "O O: oU o O2 o:",
    "U": "U u u: w U# u#",
    "E RR": "e@ e@3 E@",
    "aa RR": "A@",
    "I RR": "i@ i@3",
    "O RR": "O@ o@ 0@",
    "U RR": "U@",
    "aa I": "aI aI3",
    "aa U": "aU aU@",
    "O I": "OI",
    "aa nn": "@L",
}

PHONEMES: Final[dict[str, tuple[int, ...]]] = {
    phoneme: tuple(VISEME[name] for name in names.split())
    for names, phonemes in _MNEMONICS.items()
    for phoneme in phonemes.split()
}
"""Visemes of espeak-ng's mnemonics for English."""


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("phoneme", ctypes.c_char * 8),
    )


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


class Espeak:
    """The one espeak-ng of this process; not for several threads.

    Raises
    ------
    FileError
        If the library or its data are not installed.
    """

    def __init__(self) -> None:
        name = ctypes.util.find_library("espeak-ng")
        if name is None:
            msg = "espeak-ng's library is not installed"
            raise FileError(msg, fix="apt-get install libespeak-ng1")
        self._library: Any = ctypes.CDLL(name)
        self._rate = self._library.espeak_Initialize(_SYNCHRONOUS, 200, None, _PHONEME_EVENTS)
        if self._rate <= 0:
            msg = "espeak-ng does not find its data"
            raise FileError(msg, fix="apt-get install espeak-ng-data")
        self._callback = _Callback(self._receive)

    def version(self) -> str:
        """Return the version of the library."""
        self._library.espeak_Info.restype = ctypes.c_char_p
        said: bytes = self._library.espeak_Info(None)
        return said.decode().split()[0]

    def speak(
        self, text: str, voice: str, *, words: int = 160, pitch: int = 50, spread: int = 50
    ) -> Labelled:
        """Return speech with exact times.

        Parameters
        ----------
        text : str
        voice : str
            As ``en-us+m3``.
        words : int, default 160
            A minute.
        pitch, spread : int, default 50
            0 to 100: height of the voice, and how much it moves.
        """
        self._blocks: list[Samples] = []
        self._phonemes: list[tuple[float, str]] = []
        self._library.espeak_SetSynthCallback(self._callback)
        self._library.espeak_SetVoiceByName(voice.encode())
        for parameter, value in ((_SPEED, words), (_PITCH, pitch), (_SPREAD, spread)):
            self._library.espeak_SetParameter(parameter, value, 0)
        content = text.encode()
        self._library.espeak_Synth(content, len(content) + 1, 0, 0, 0, _UTF8, None, None)
        samples = to_rate(np.concatenate(self._blocks), self._rate)
        shown = shown_phonemes(self._phonemes, len(samples) / RATE)
        return labelled(samples, shown, f"espeak {voice}")

    def _receive(self, block: Any, count: int, events: Any) -> int:
        if block and count:
            heard = np.ctypeslib.as_array(block, (count,))
            self._blocks.append(np.asarray(heard / np.float32(32768), np.float32))
        for event in _until_end(events):
            if event.type == _PHONEME:
                self._phonemes.append((event.audio_position / 1000, event.phoneme.decode()))
        return 0


def _until_end(events: Any) -> Iterator[_Event]:
    index = 0
    while events[index].type != _END_OF_EVENTS:
        yield events[index]
        index += 1


def shown_phonemes(starts: Sequence[tuple[float, str]], seconds: float) -> Iterator[Shown]:
    """Yield what phonemes show that begin at given times, s; those of a glide share its time.

    An empty or unknown name is a pause.
    """
    ends = [start for start, _ in starts[1:]]
    for (start, phoneme), end in zip(starts, [*ends, seconds], strict=True):
        visemes = PHONEMES.get(phoneme, (VISEME["sil"],))
        step = (end - start) / len(visemes)
        for i, viseme in enumerate(visemes):
            yield Shown(start + i * step, start + (i + 1) * step, viseme)


def utterances(sentences: Sequence[str], seed: int, voices: Sequence[str]) -> list[Labelled]:
    """Return each sentence in a voice, rate and pitch drawn at random.

    They are spoken in a process of their own: what espeak-ng says sounds by what it has said
    before, and by what memory it finds.

    Raises
    ------
    FileError
        If espeak-ng is not installed.
    """
    Espeak()
    with ProcessPoolExecutor(1, get_context("spawn")) as fresh:
        return fresh.submit(_spoken, list(sentences), seed, list(voices)).result()


def _spoken(sentences: Sequence[str], seed: int, voices: Sequence[str]) -> list[Labelled]:
    random = np.random.default_rng(seed)
    engine = Espeak()
    return [
        engine.speak(
            sentence,
            f"en-us+{random.choice(voices)}",
            words=int(random.integers(120, 220)),
            pitch=int(random.integers(20, 80)),
            spread=int(random.integers(20, 80)),
        )
        for sentence in sentences
    ]
