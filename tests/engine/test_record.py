"""Sessions: what is recorded comes back the same, also after a kill."""

import errno
import json
import subprocess
import sys
import textwrap

import numpy as np
import pytest

from engine import App, Clock, Component, Mut, Query, Res, Stage, column, run_step, system
from engine.errors import DataError, FileError
from engine.extract import Receiver
from engine.record import Recorder, SessionSource, record_rows, restore_rows


class Whale(Component):
    position = column(3, dtype="f8", unit="m")
    age = column(dtype="i4", unit="a")


class Song(Component):
    on = Whale
    pitch = column(unit="Hz")


@system(Stage.SOLVE)
def swim(whales: Query[Mut[Whale], Mut[Song]], clock: Res[Clock]) -> None:
    for whale in whales:
        whale[Whale].position[:] = np.sin(clock.now * np.array([1, 2, 3]))
        whale[Whale].age += 1
        whale[Song].pitch[...] = 100 + clock.tick


def record(folder, ticks, components=(Whale, Song)):
    app = App(strict=True).add(swim, record_rows)
    recorder = Recorder(folder, components)
    app.insert(recorder)
    app.on_close(recorder.flush)
    app.track.world.spawn(Whale(age=5))
    run_step(app, None, frames=ticks, dt=0.1)
    return app


def replayed(folder, components=(Whale, Song)):
    """Return the rows a system sees at each replayed tick."""
    seen = []

    @system(Stage.OUTPUT)
    def look(whales: Query[Mut[Whale], Mut[Song]], clock: Res[Clock]) -> None:
        for whale in whales:
            row = (clock.now, whale.entity, *whale[Whale].position, int(whale[Whale].age))
            seen.append((*row, float(whale[Song].pitch)))

    app = App(strict=True).add(restore_rows, look)
    app.insert(Receiver())
    run_step(app, SessionSource(folder, components))
    return seen


def test_a_replay_gives_the_recorded_rows_at_the_recorded_times(tmp_path):
    record(tmp_path / "s", ticks=250)
    assert len(list((tmp_path / "s").glob("chunk_*.npz"))) == 3
    seen = replayed(tmp_path / "s")
    assert len(seen) == 250
    times = np.array([row[0] for row in seen])
    assert np.allclose(times, np.arange(250) * 0.1)
    assert np.array_equal([row[2:5] for row in seen], np.sin(times[:, None] * [1, 2, 3]))
    assert [row[5] for row in seen] == list(range(6, 256))
    assert [row[6] for row in seen] == list(range(100, 350))


def test_an_entity_that_leaves_is_gone_in_the_replay_too(tmp_path):
    @system(Stage.OUTPUT)
    def end_at_three(whales: Query[Mut[Whale]], clock: Res[Clock]) -> None:
        for whale in whales:
            if clock.tick == 3:
                app.track.world.despawn(whale.entity)

    app = App(strict=True).add(swim, record_rows, end_at_three)
    recorder = Recorder(tmp_path / "s", (Whale, Song))
    app.insert(recorder)
    app.track.world.spawn(Whale)
    run_step(app, None, frames=6)
    recorder.flush()
    assert len(replayed(tmp_path / "s")) == 4


def test_a_killed_recording_is_readable_to_its_last_chunk(tmp_path):
    code = f"""
        import os, pathlib
        from tests.engine.test_record import *
        app = App(strict=True).add(swim, record_rows)
        app.insert(Recorder(pathlib.Path({str(tmp_path / "s")!r}), (Whale, Song)))
        app.track.world.spawn(Whale)

        @system(Stage.OUTPUT)
        def die(clock: Res[Clock]) -> None:
            if clock.tick == 249:
                os.kill(os.getpid(), 9)

        run_step(app.add(die), None, frames=300, dt=0.1)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], check=False)
    assert done.returncode == -9
    assert len(replayed(tmp_path / "s")) == 200


def test_components_the_app_does_not_know_are_passed_over(tmp_path):
    record(tmp_path / "s", ticks=3)
    source = SessionSource(tmp_path / "s", (Whale,))
    assert source.components == [Whale]
    sample = source.read()
    assert list(sample.snapshot.stores) == [Whale]


def test_a_changed_component_is_refused_by_name(tmp_path):
    record(tmp_path / "s", ticks=3)
    other = type("Song", (Component,), {"pitch": column(2), "__module__": __name__})
    with pytest.raises(DataError, match="component Song has changed"):
        SessionSource(tmp_path / "s", (Whale, other))


def test_a_session_of_another_format_is_refused(tmp_path):
    (tmp_path / "session.json").write_text(json.dumps({"format": 99}))
    with pytest.raises(DataError, match="format 99"):
        SessionSource(tmp_path, (Whale,))


def test_a_folder_without_a_session_is_refused(tmp_path):
    with pytest.raises(FileError, match="no readable session"):
        SessionSource(tmp_path, (Whale,))


def test_a_session_is_never_written_over(tmp_path):
    record(tmp_path, ticks=3)
    with pytest.raises(FileError, match="holds a session already"):
        Recorder(tmp_path, (Whale,))


def test_a_session_that_never_got_a_chunk_may_be_begun_again(tmp_path):
    Recorder(tmp_path, (Whale, Song))
    record(tmp_path, ticks=3)
    assert len(replayed(tmp_path)) == 3


def test_a_description_that_is_not_ours_is_never_written_over(tmp_path):
    (tmp_path / "session.json").write_text("{")
    with pytest.raises(FileError, match="holds a session already"):
        Recorder(tmp_path, (Whale,))
    assert (tmp_path / "session.json").read_text() == "{"


@pytest.mark.parametrize("ticks", [50, 150])
def test_a_chunk_that_cannot_be_written_ends_the_run_with_its_name(tmp_path, monkeypatch, ticks):
    def full_disk(path):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("engine.record.whole_file", full_disk)
    with pytest.raises(FileError, match=r"cannot write .*chunk_00000\.npz: No space left"):
        record(tmp_path / "s", ticks)


def test_a_damaged_chunk_is_named(tmp_path):
    record(tmp_path / "s", ticks=150)
    (tmp_path / "s" / "chunk_00000.npz").write_bytes(b"PK\x03\x04 nothing more")
    with pytest.raises(DataError, match=r"chunk_00000\.npz"):
        replayed(tmp_path / "s")
