"""What `lipsync` writes: a table, mouth cues, or a film."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from engine.errors import FileError, UsageError
from engine.whole import require_writable, whole_file
from systems.solve.table import TrackTable
from systems.solve.table_files import write_table
from systems.topology import ARKIT, VISEME_PRESETS, VISEMES, VRM_VOWELS
from systems.voice.lipsync.recording import Said
from systems.voice.lipsync.rhubarb import cues, mouth_cues, tsv
from systems.voice.lipsync.track import MouthTrack

Writer = Callable[[Said, MouthTrack, Path, Path], None]


def require_known_format(out: Path, films: tuple[str, ...]) -> None:
    """Refuse, before the work, a file that could not be written after it.

    Raises
    ------
    UsageError, FileError
        If no format ends like this, or it cannot be written.
    """
    known = (*WRITERS, *films)
    if out.suffix.lower() not in known:
        msg = f"cannot write mouth shapes to {out.name}: unknown extension '{out.suffix}'"
        raise UsageError(msg, fix=f"end the name in {', '.join(known)}")
    require_writable(out)


def table_of(said: Said, track: MouthTrack, sound: Path) -> TrackTable:
    """Return the table: a row for each time, constants with the names and the phones.

    What `track` has too, it has under the same key: `solve.table.TrackTable`.
    """
    constants: dict[str, NDArray[Any]] = {
        "viseme_names": np.array(VISEMES),
        "blendshape_names": np.array(ARKIT),
        "preset_names": np.array(VRM_VOWELS),
        "phone_start": np.array([phone.start for phone in said.phones], np.float64),
        "phone_end": np.array([phone.end for phone in said.phones], np.float64),
        "phones": np.array([phone.label for phone in said.phones], str),
        "source": np.array(str(sound)),
        "model_hashes": np.array(sorted(said.hashes.items()), str).reshape(-1, 2),
        "version": np.array(version("bunraku")),
    }
    columns: dict[str, NDArray[Any]] = {
        "frame": np.arange(len(track.time)),
        "time": track.time,
        "visemes": track.visemes,
        "blendshapes": track.blendshapes,
        "presets": track.visemes @ VISEME_PRESETS,
    }
    return TrackTable(columns, constants)


def write(said: Said, track: MouthTrack, sound: Path, out: Path) -> None:
    """Write a table or mouth cues, whole or not at all; the suffix names the format."""
    WRITERS[out.suffix.lower()](said, track, sound, out)


def _write_table(said: Said, track: MouthTrack, sound: Path, out: Path) -> None:
    write_table(table_of(said, track, sound), out)


def _write_json(said: Said, track: MouthTrack, sound: Path, out: Path) -> None:
    """Write the table's keys, and beside them those of Rhubarb's JSON."""
    table = table_of(said, track, sound)
    values = {
        "metadata": {"soundFile": str(sound), "duration": round(said.seconds, 2)},
        "mouthCues": mouth_cues(cues(said.visemes, said.seconds)),
        **{key: value.tolist() for key, value in table.constants.items()},
        **{key: np.round(value, 5).tolist() for key, value in table.columns.items()},
    }
    _write_text(json.dumps(values), out)


def _write_tsv(said: Said, track: MouthTrack, sound: Path, out: Path) -> None:  # noqa: ARG001
    _write_text(tsv(cues(said.visemes, said.seconds)), out)


def _write_text(text: str, out: Path) -> None:
    try:
        with whole_file(out) as file:
            file.write(text.encode())
    except OSError as error:
        msg = f"cannot write {out}: {error.strerror or error}"
        raise FileError(msg, fix="choose a folder you may write to, on a disk with room") from error


WRITERS: Final[dict[str, Writer]] = {
    ".npz": _write_table,
    ".csv": _write_table,
    ".json": _write_json,
    ".tsv": _write_tsv,
}
