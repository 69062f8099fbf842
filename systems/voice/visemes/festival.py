"""Speech from the voices of festival and flite, with the time of every phone."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from engine.errors import FileError
from systems.voice.lipsync.phones import Phone, shown_visemes
from systems.voice.lipsync.recording import heard_samples
from systems.voice.visemes.files import read_segments
from systems.voice.visemes.labels import Labelled, labelled

FESTIVAL: Final = {
    "kal_diphone": "festvox-kallpc16k",
    "ked_diphone": "festvox-kdlpc16k",
    "cmu_us_slt_arctic_hts": "festvox-us-slt-hts",
}
"""Voices of festival, and Debian's packages of them."""

FLITE: Final = ("awb", "rms", "slt")
"""Voices of flite."""

INSTALL: Final = f"apt-get install flite festival {' '.join(FESTIVAL.values())}"

_PITCH: Final = {"kal_diphone": 105, "ked_diphone": 110, "awb": 130, "rms": 95, "slt": 180}
"""Hertz about which each voice speaks; slt of festival keeps its own melody."""


def festival(sentences: Sequence[str], voice: str, seed: int) -> list[Labelled]:
    """Return the sentences as one of festival's voices reads them, at rates drawn at random.

    Raises
    ------
    FileError
        If festival or the voice is not installed.
    """
    program = _program("festival")
    random = np.random.default_rng(seed)
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "read.scm"
        lines = [f"(voice_{voice})"]
        for number, sentence in enumerate(sentences):
            lines += _festival_lines(sentence, voice, f"{folder}/{number}", random)
        script.write_text("\n".join(lines))
        done = subprocess.run([program, "-b", str(script)], capture_output=True, check=False)
        if done.returncode or not Path(f"{folder}/{len(sentences) - 1}.lab").exists():
            msg = f"festival could not speak as {voice}"
            raise FileError(msg, fix=INSTALL)
        files = (Path(folder) / f"{number}.wav" for number in range(len(sentences)))
        return [_labelled(file, read_segments(file.with_suffix(".lab")), voice) for file in files]


def flite(sentences: Sequence[str], voice: str, seed: int) -> Iterator[Labelled]:
    """Yield the sentences as one of flite's voices reads them, at rates and pitches at random.

    Raises
    ------
    FileError
        If flite is not installed.
    """
    program = _program("flite")
    random = np.random.default_rng(seed)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "read.wav"
        for sentence in sentences:
            stretch, pitch = _manner(voice, random)
            words = ["-voice", voice, "-psdur", "-t", sentence, "-o", str(file)]
            settings = [f"duration_stretch={stretch:.2f}", f"int_f0_target_mean={pitch}"]
            options = [word for setting in settings for word in ("--setf", setting)]
            done = subprocess.run([program, *options, *words], capture_output=True, check=True)
            yield _labelled(file, list(_flite_phones(done.stdout.decode())), voice)


def missing() -> list[str]:
    """Return Debian's packages that festival and its voices lack here."""
    if shutil.which("festival") is None:
        return ["festival", *FESTIVAL.values()]
    known = _said("festival", "-b", "(print (voice.list))")
    return [package for voice, package in FESTIVAL.items() if voice not in known]


def version(program: str) -> str:
    """Return the version of festival or flite."""
    found = re.search(r"\d+(\.\d+)+", _said(program, "--version"))
    return found.group() if found else "unknown"


def _said(program: str, *words: str) -> str:
    done = subprocess.run([_program(program), *words], capture_output=True, check=False)
    return done.stdout.decode()


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        msg = f"the program '{name}' is not installed"
        raise FileError(msg, fix=INSTALL)
    return found


def _labelled(file: Path, phones: Sequence[Phone], voice: str) -> Labelled:
    return labelled(heard_samples(file), shown_visemes(phones, voice), voice)


def _manner(voice: str, random: np.random.Generator) -> tuple[float, int]:
    stretch = float(random.uniform(0.75, 1.2))
    return stretch, round(_PITCH.get(voice, 170) * float(random.uniform(0.85, 1.2)))


def _festival_lines(
    sentence: str, voice: str, stem: str, random: np.random.Generator
) -> Iterator[str]:
    stretch, pitch = _manner(voice, random)
    yield f"(Parameter.set 'Duration_Stretch {stretch:.2f})"
    if voice in _PITCH:
        melody = f"(target_f0_mean {pitch}) (target_f0_std {pitch // 8})"
        yield f"(set! int_lr_params '({melody} (model_f0_mean 170) (model_f0_std 34)))"
    yield f'(set! said (utt.synth (Utterance Text "{sentence}")))'
    yield f'(utt.save.segs said "{stem}.lab")'
    yield f'(utt.save.wave said "{stem}.wav" \'riff)'


def _flite_phones(printed: str) -> Iterator[Phone]:
    start = 0.0
    for word in printed.split():
        name, _, end = word.rpartition(":")
        yield Phone(start, float(end), name)
        start = float(end)
