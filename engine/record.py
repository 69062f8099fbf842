"""Sessions on disk: components recorded in chunks, and read back as a source.

A session is a folder: ``session.json`` names the components with their columns; ``chunk_00000.npz``
and so on hold ten seconds each. A chunk has ``time`` (N,) and, for each component, ``Name.tick``
(K,) positions in ``time``, ``Name.entity`` (K,) and ``Name.column`` (K, ...). Chunks are written
under another name first, so whatever carries the name is whole: a killed recording is readable up
to its last chunk.
"""

from __future__ import annotations

import itertools
import json
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from engine.clock import Clock
from engine.component import Array, Component
from engine.errors import DataError, FileError
from engine.extract import Receiver, Snapshot
from engine.query import Res, ResMut
from engine.system import Stage, fresh, system
from engine.whole import whole_file
from engine.world import SLOT_MASK, World

FORMAT = 1  # of the layout above; a folder of another is refused
SLOTS = 64  # most entities of a tick, as in a World that is not asked for more
CHUNK_SECONDS = 10.0  # what a killed recording can lose


class Recorder:
    """Collects component rows and writes them in chunks; what cannot be written is kept.

    Parameters
    ----------
    folder : Path
        Where to write; made if missing.
    components : iterable of Component classes
        What to record.

    Raises
    ------
    FileError
        If the folder cannot be made or holds a session already.
    """

    def __init__(self, folder: Path, components: Iterable[type[Component]]) -> None:
        self.folder = folder
        self.components = tuple(components)
        self._times: list[float] = []
        self._rows: defaultdict[str, list[Any]] = defaultdict(list)
        self._chunks = 0
        self._begin()

    def add(self, world: World, now: float) -> None:
        """Take the present rows of one tick; write a chunk when ten seconds are full."""
        if self._times and now - self._times[0] >= CHUNK_SECONDS:
            self.flush()
        for component in self.components:
            self._take(world, component)
        self._times.append(now)

    def flush(self) -> None:
        """Write what has been collected, if anything; `FileError` if the disk is full."""
        if not self._times:
            return
        arrays = {name: np.array(rows) for name, rows in self._rows.items()}
        _write_chunk(self.folder / f"chunk_{self._chunks:05}.npz", np.array(self._times), arrays)
        self._chunks += 1
        self._times.clear()
        self._rows.clear()

    def _begin(self) -> None:
        path, description = self.folder / "session.json", self._description()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            # The same, but without chunks, is what a run leaves that failed at its start.
            begun = path.exists() and path.read_bytes() != description.encode()
            if begun or any(self.folder.glob("chunk_*.npz")):
                msg = f"{self.folder} holds a session already"
                raise FileError(msg, fix="choose another folder")
            path.write_bytes(description.encode())
        except OSError as error:
            msg = f"cannot write the session {self.folder}: {error.strerror}"
            raise FileError(msg, fix="choose a folder that can be written") from error

    def _description(self) -> str:
        columns = {
            c.__name__: {
                n: {"shape": col.shape, "dtype": col.dtype.str, "unit": col.unit}
                for n, col in c.columns.items()
            }
            for c in self.components
        }
        return json.dumps({"format": FORMAT, "components": columns}, indent=1)

    def _take(self, world: World, component: type[Component]) -> None:
        store, name = world.register(component), component.__name__
        for slot in np.flatnonzero(store.present):
            self._rows[f"{name}.tick"].append(len(self._times))
            self._rows[f"{name}.entity"].append(world.entity(int(slot)))
            for column, array in store.columns.items():
                self._rows[f"{name}.{column}"].append(array[slot].copy())


@system(Stage.OUTPUT)
def record_rows(world: World, recorder: ResMut[Recorder], clock: Res[Clock]) -> None:
    """Take this tick's rows into the session."""
    recorder.add(world, clock.now)


class Replayed:
    """One recorded tick, as a sample.

    Attributes
    ----------
    captured_at : float
        When it is to be played; a live run moves it to its own clock, s.
    """

    def __init__(self, recorded_at: float, snapshot: Snapshot) -> None:
        self.captured_at = self._recorded_at = recorded_at
        self.snapshot = snapshot

    def shift(self) -> None:
        """Move the columns ``captured_at`` as far as the sample was moved, so that ages hold."""
        shift, self._recorded_at = self.captured_at - self._recorded_at, self.captured_at
        for store in self.snapshot.stores.values():
            if "captured_at" in store.columns:
                store.columns["captured_at"][store.present] += shift

    def release(self) -> None:
        """Do nothing: a replayed sample owns no pooled buffer."""


class SessionSource:
    """Reads a recorded session, tick by tick.

    Components that the session has and the app does not know are passed over.

    Parameters
    ----------
    folder : Path
        The session.
    components : iterable of Component classes
        What the app knows.

    Raises
    ------
    FileError
        If the folder holds no session.
    DataError
        If the session is of another format, or a component has other columns now.
    """

    realtime = False

    def __init__(self, folder: Path, components: Iterable[type[Component]]) -> None:
        self.folder = folder
        recorded = _description(folder)
        self.components = [c for c in components if c.__name__ in recorded]
        for component in self.components:
            _require_same_columns(component, recorded[component.__name__])
        self._ticks = self._read_ticks()

    def __str__(self) -> str:
        return f"session {self.folder}"

    def read(self) -> Replayed | None:
        """Return the next recorded tick; None at the end."""
        return next(self._ticks, None)

    def close(self) -> None:
        """End the reading."""
        self._ticks = iter(())

    def _read_ticks(self) -> Iterator[Replayed]:
        count = itertools.count(1)
        for path in sorted(self.folder.glob("chunk_*.npz")):
            chunk = read_chunk(path)
            for tick, now in enumerate(chunk["time"]):
                yield Replayed(float(now), self._snapshot(chunk, tick, next(count)))

    def _snapshot(self, chunk: dict[str, Array], tick: int, stamp: int) -> Snapshot:
        snapshot = Snapshot(SLOTS, self.components)
        for component, store in snapshot.stores.items():
            name = component.__name__
            for row in np.flatnonzero(chunk.get(f"{name}.tick", np.empty(0)) == tick):
                entity = int(chunk[f"{name}.entity"][row])
                slot = entity & SLOT_MASK
                snapshot.entities[slot] = entity
                store.present[slot] = True
                store.changed[slot] = stamp
                store.assign(slot, {c: chunk[f"{name}.{c}"][row] for c in component.columns})
        return snapshot


@system(Stage.CAPTURE, when=fresh(Replayed))
def restore_rows(world: World, sample: Res[Replayed], receiver: ResMut[Receiver]) -> None:
    """Write a recorded tick into the world."""
    sample.shift()
    receiver.receive(world, sample.snapshot)


def _description(folder: Path) -> dict[str, Any]:
    try:
        description = json.loads((folder / "session.json").read_text())
    except (OSError, ValueError) as error:
        msg = f"{folder} holds no readable session"
        raise FileError(msg, fix="give the folder that `python -m engine record` wrote") from error
    if description.get("format") != FORMAT:
        msg = f"{folder} is a session of format {description.get('format')}, not {FORMAT}"
        raise DataError(msg, fix="replay it with the version of Bunraku that recorded it")
    components: dict[str, Any] = description["components"]
    return components


def _require_same_columns(component: type[Component], recorded: dict[str, Any]) -> None:
    now = {n: (list(c.shape), c.dtype.str) for n, c in component.columns.items()}
    then = {n: (c["shape"], c["dtype"]) for n, c in recorded.items()}
    if now != then:
        msg = f"component {component.__name__} has changed since the session was recorded"
        raise DataError(msg, fix="replay it with the version of Bunraku that recorded it")


def _write_chunk(path: Path, times: Array, arrays: dict[str, Array]) -> None:
    try:
        with whole_file(path) as file:
            np.savez(file, allow_pickle=False, time=times, **arrays)
    except OSError as error:
        msg = f"cannot write {path}: {error.strerror or error}"
        fix = "record to a disk with room; the chunks before this one can be replayed"
        raise FileError(msg, fix=fix) from error


def read_chunk(path: Path) -> dict[str, Array]:
    """Return the arrays of one chunk; `DataError` if it cannot be read."""
    try:
        with path.open("rb") as file, np.load(file) as chunk:
            return dict(chunk)
    except (OSError, ValueError, EOFError, zipfile.BadZipFile) as error:
        msg = f"{path} cannot be read: {error}"
        fix = "delete this chunk; the rest of the session can be used"
        raise DataError(msg, fix=fix) from error
