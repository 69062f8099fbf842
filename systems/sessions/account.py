"""A recorded session as plain columns: what one person did, and how the machine kept up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import DataError
from engine.record import SLOTS, SessionSource, read_chunk
from systems.components import (
    Blendshapes,
    EyeOpen,
    Face,
    Gaze,
    HeadPose,
    Landmarks,
    Load,
    Speech,
)
from systems.track.people import SETTLED

Array = NDArray[Any]

HEAVY = ("Landmarks.points", "Landmarks.raw")
"""Columns that are not needed and would fill the memory: 12 kB a picture."""

WANTED = (Face, Landmarks, Blendshapes, HeadPose, Gaze, EyeOpen, Load, Speech)
NAMES = {"time", *(component.__name__ for component in WANTED)}


@dataclass(frozen=True)
class Account:
    """A session in columns: N ticks, K pictures with a face, L readings of the load, H sounds.

    Attributes
    ----------
    name : str
    ticks : (N,) s
        From the first.
    seen : (N,) bool
        Whether the person was tracked.
    anybody : (N,) bool
        Whether the person or somebody else was.
    person : int
        The person's number.
    people : int
        How many numbers were given for longer than a moment.
    time : (K,) s
        Of the tick that tracked each picture.
    age : (K,) s
        From the picture to the tick that tracked it: how late it was.
    shapes : (K, 52)
    angles : (K, 3) degrees
        Yaw, pitch, roll.
    trusted : (K,) bool
        Whether the pose passed the reprojection gate.
    gaze : (K, 2) degrees
        To the subject's left and down, in the head.
    lids : (K, 2)
        Opening of the left and right lids.
    presence : (K,)
    length : (K,) px
        Of the face's box.
    load_time, rung, why, cpu, dropped : (L,)
    heard_time, level, voiced : (H,) s, dB, probability
        None where nobody was listened to.
    """

    name: str
    ticks: Array
    seen: Array
    anybody: Array
    person: int
    people: int
    time: Array
    age: Array
    shapes: Array
    angles: Array
    trusted: Array
    gaze: Array
    lids: Array
    presence: Array
    length: Array
    load_time: Array
    rung: Array
    why: Array
    cpu: Array
    dropped: Array
    heard_time: Array
    level: Array
    voiced: Array

    @property
    def seconds(self) -> float:
        """Length of the session."""
        return float(self.ticks[-1]) if len(self.ticks) else 0.0


def read_account(folder: Path) -> Account:
    """Read a session; of several people, the one seen for longest.

    Raises
    ------
    FileError
        If the folder holds no session.
    DataError
        If it is of another version, a chunk is broken, or no face was ever tracked in it.
    """
    SessionSource(folder, WANTED).close()  # refuses what cannot be read
    columns = _joined(read_chunk(path) for path in sorted(folder.glob("chunk_*.npz")))
    if not len(columns.get("Landmarks.tick", ())):
        msg = f"{folder} holds no tracked face"
        raise DataError(msg, fix="record again with your face in the picture")
    return _account(folder.name, columns)


def _joined(chunks: Iterable[dict[str, Array]]) -> dict[str, Array]:
    """Lay chunks end to end; positions in ``time`` count through."""
    parts: dict[str, list[Array]] = {}
    before = 0
    for chunk in chunks:
        for name, values in chunk.items():
            if name in HEAVY or name.split(".")[0] not in NAMES:
                continue
            shifted = values + before if name.endswith(".tick") else values
            parts.setdefault(name, []).append(shifted)
        before += len(chunk["time"])
    return {name: np.concatenate(values) for name, values in parts.items()}


def _account(name: str, columns: dict[str, Array]) -> Account:
    start = columns["time"][0]
    ids, counts = np.unique(_ids(columns), return_counts=True)
    own = _ids(columns) == ids[counts.argmax()]
    chosen = own & _measured_anew(columns)
    tick = columns["Landmarks.tick"][chosen]
    every = np.arange(len(columns["time"]))
    box = columns["Face.box"][_rows_of("Face", columns)][chosen]
    x, y, z = columns["Gaze.combined"][chosen].T
    return Account(
        name=name,
        ticks=columns["time"] - start,
        seen=np.isin(every, columns["Landmarks.tick"][own]),
        anybody=np.isin(every, columns["Landmarks.tick"]),
        person=int(ids[counts.argmax()]),
        people=int((counts > SETTLED).sum()),
        time=columns["time"][tick] - start,
        age=columns["time"][tick] - columns["Landmarks.captured_at"][chosen],
        shapes=columns["Blendshapes.weights"][chosen],
        angles=np.degrees(columns["HeadPose.yaw_pitch_roll"][chosen]),
        trusted=columns["HeadPose.trusted"][chosen],
        gaze=np.degrees(np.stack([np.arctan2(x, z), np.arctan2(-y, np.hypot(x, z))], 1)),
        lids=columns["EyeOpen.ratio"][chosen],
        presence=columns["Landmarks.presence"][chosen],
        length=(box[:, 2:] - box[:, :2]).max(1),
        **_readings("Load", ("rung", "why", "cpu", "dropped"), "load_time", columns),
        **_readings("Speech", ("level", "voiced"), "heard_time", columns),
    )


def _keys(component: str, columns: dict[str, Array]) -> Array:
    """Return one number for each row's tick and entity."""
    slot = columns[f"{component}.entity"] & (SLOTS - 1)
    return np.asarray(columns[f"{component}.tick"] * SLOTS + slot)


def _rows_of(component: str, columns: dict[str, Array]) -> Array:
    """Return, for every row of `Landmarks`, the row of a component of the same tick and entity."""
    keys = _keys(component, columns)
    order = np.argsort(keys, kind="stable")
    return np.asarray(order[np.searchsorted(keys[order], _keys("Landmarks", columns))])


def _ids(columns: dict[str, Array]) -> Array:
    return np.asarray(columns["Face.id"][_rows_of("Face", columns)])


def _measured_anew(columns: dict[str, Array]) -> Array:
    """Return which rows are of a new picture: ticks without one find the last face still there."""
    stamps, entities = columns["Landmarks.captured_at"], columns["Landmarks.entity"]
    new = np.ones(len(stamps), bool)
    for entity in np.unique(entities):
        of = np.flatnonzero(entities == entity)
        new[of[1:]] = np.diff(stamps[of]) != 0
    return new


def _readings(
    component: str, names: tuple[str, ...], time: str, columns: dict[str, Array]
) -> dict[str, Array]:
    """Return columns of a component that stands alone, a row for each new reading, and its times.

    It has none before the first: its stamp is then 0.
    """
    stamps = columns.get(f"{component}.captured_at", np.zeros(0))
    read = np.flatnonzero(np.diff(stamps, prepend=0.0) != 0)
    picked = {name: columns.get(f"{component}.{name}", np.zeros(0))[read] for name in names}
    return {time: stamps[read] - columns["time"][0], **picked}
