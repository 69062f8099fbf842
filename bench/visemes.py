"""Our viseme net beside the heuristic of frequency bands and the templates of pylipsync."""

from __future__ import annotations

import subprocess
import wave
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest

from bench import peer, viseme_bands
from bench.row import row, seconds
from engine.errors import FileError
from systems.topology import VISEME
from systems.voice.framing import HOP, RATE
from systems.voice.mel import LogMel
from systems.voice.visemes import net
from systems.voice.visemes.files import read_folder
from systems.voice.visemes.labels import Labelled
from systems.voice.visemes.recipe import Recipe, Synthesizer
from systems.voice.visemes.score import Score, score
from systems.voice.visemes.voices import left_out, sentences
from tests.footage import librivox

HOME = peer.HOME.with_name(".venv-pylipsync")
INTERPRETER = HOME / peer.INTERPRETER.relative_to(peer.HOME)

NAMES = {"silence": "sil", "aa": "aa", "ee": "E", "ih": "I", "oh": "O", "ou": "U"}
"""Oculus' names of the phonemes that pylipsync knows."""

LIMITS = {"15 visemes": 50.0, "6 mouths": 38.0}
"""Per cent of rows that may be wrong on LibriVox."""

BANDS, TEMPLATES = "frequency bands", "pylipsync"


def rows(*, quick: bool = False) -> list[dict[str, Any]]:
    """Return the share of wrong rows on each set of clips, and the cost of 10 ms."""
    sets = _sets(quick=quick).items()
    return [*(line for name, clips in sets for line in _scored(name, clips)), _cost()]


def _scored(name: str, clips: Sequence[Labelled] | str) -> list[dict[str, Any]]:
    if isinstance(clips, str):
        return [_row(name, None, clips, None)]
    ours = _wrong(score(net.visemes, clips))
    theirs = {BANDS: _wrong(score(viseme_bands.visemes, clips)), **_templates(clips)}
    found = [_row(f"{name}, {w}", ours[w], p, v[w]) for p, v in theirs.items() for w in ours]
    if name == "LibriVox":
        found += [_row(f"{name}, {w}", ours[w], "limit", LIMITS[w]) for w in ours]
    return found


def _sets(*, quick: bool) -> dict[str, Sequence[Labelled] | str]:
    """Return clips by what they are, or why they cannot be had on this machine."""
    texts = sentences(24 if quick else None)
    found = _had("LibriVox", lambda: {"LibriVox": read_folder(librivox())})
    for synthesizer in (Synthesizer.FESTIVAL, Synthesizer.ESPEAK):
        found |= _had(synthesizer, partial(left_out, texts, [synthesizer], Recipe.seed))
    return found


def _had(name: str, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return make()
    except (FileError, pytest.skip.Exception) as error:
        why = error.fix if isinstance(error, FileError) else error.msg
        return {name: f"not measured: {why}"}


def _wrong(scored: Score) -> dict[str, float]:
    return {"15 visemes": 100 * (1 - scored.visemes), "6 mouths": 100 * (1 - scored.mouths)}


def _row(case: str, ours: float | None, other: str, value: float | None) -> dict[str, Any]:
    return row("visemes", case, ours, other, value, "% wrong")


def _templates(clips: Sequence[Labelled]) -> dict[str, dict[str, Any]]:
    if not INTERPRETER.exists():
        return {f"{TEMPLATES}, {peer.MISSING}": dict.fromkeys(LIMITS)}
    with TemporaryDirectory() as folder:
        files = [_written(clip, Path(folder) / f"{i}.wav") for i, clip in enumerate(clips)]
        script = Path(__file__).with_name("viseme_templates.py")
        command = [str(INTERPRETER), str(script), *map(str, files)]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    answers = iter(said.splitlines())
    return {TEMPLATES: dict(_wrong(score(lambda samples: _named(samples, next(answers)), clips)))}


def _written(clip: Labelled, path: Path) -> Path:
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes((clip.samples * 32767).clip(-32768, 32767).astype("<i2").tobytes())
    return path


def _named(samples: np.ndarray, line: str) -> np.ndarray:
    """Return (T, 15) of named segments, the one in which the middle of each of our rows lies."""
    names = line.split()[1:]
    count = len(LogMel().push(samples))
    told = np.zeros((count, len(VISEME)), np.float32)
    for k in range(count):
        told[k, VISEME[NAMES[names[min(k, len(names) - 1)]]]] = 1
    return told


def _cost() -> dict[str, Any]:
    """Return the median time of log-mel and net for a block of 10 ms."""
    mel, visemes = LogMel(), net.VisemeNet()
    noise = np.random.default_rng(1).normal(0, 0.1, (500, HOP)).astype(np.float32)
    times = [seconds(lambda block=block: visemes.push(mel.push(block))) for block in noise]
    return row("visemes", "a block of 10 ms", 1e6 * float(np.median(times)), "limit", 100.0, "us")
