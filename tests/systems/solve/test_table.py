import importlib.util
import json
import math
from importlib.metadata import version

import numpy as np
import pytest
from pyarrow import parquet

from engine import App, Commands, Mut, Query, Res, Stage, run_step, system
from engine.errors import FileError, UsageError
from systems.capture.frame import Frame
from systems.components import Blendshapes, Face, HeadPose, Landmarks, Speech
from systems.solve.camera import Pinhole
from systems.solve.table import KEYS, TrackRows, collect_rows
from systems.solve.table_files import table_writer, write_table
from systems.topology import ARKIT, VISEMES
from tests.systems.solve.stage import Ticks


@system(Stage.DETECT)
def meet_two_people(frame: Res[Frame], commands: Commands) -> None:
    if frame.index == 1:
        commands.spawn(Face(id=4), Landmarks)
        commands.spawn(Face(id=9), Landmarks)


@system(Stage.ALIGN)
def measure_anything(
    faces: Query[Mut[Landmarks], Mut[Blendshapes], Mut[HeadPose]], frame: Res[Frame]
) -> None:
    rng = np.random.default_rng(frame.index)
    for face in faces:
        face[Landmarks].points[...] = rng.normal(scale=300, size=(478, 3))
        face[Landmarks].frame[...] = frame.index
        face[Landmarks].captured_at[...] = frame.captured_at
        face[Blendshapes].weights[...] = rng.random(52)
        face[HeadPose].yaw_pitch_roll[...] = 0.1, math.pi / 2, 1 / 3


@system(Stage.VOICE)
def hear_anything(speakers: Query[Mut[Speech]], frame: Res[Frame]) -> None:
    for speaker in speakers:
        speaker[Speech].visemes[...] = np.arange(15) + frame.index


@pytest.fixture(scope="module")
def table():
    return gather(ticks=4)


def gather(ticks, *, heard=False):
    rows = TrackRows(heard=heard)
    app = App(strict=True).insert(rows)
    app.add(meet_two_people, measure_anything, hear_anything, collect_rows)
    if heard:
        app.track.world.spawn(Speech)
    run_step(app, Ticks(ticks))
    return rows.table(source="clip.mp4", model_hashes={"mesh": "ab12"})


def read_csv(path):
    with path.open(encoding="utf-8") as file:
        head = [line[2:].split(": ", 1) for line in file if line.startswith("#")]
    constants = {name: json.loads(value) for name, value in head}
    names = path.read_text(encoding="utf-8").splitlines()[len(head)].split(",")
    return constants, names, np.loadtxt(path, delimiter=",", skiprows=len(head) + 1, ndmin=2)


def test_there_is_one_row_per_face_and_picture(table):
    assert table.columns["frame"].tolist() == [1, 1, 2, 2, 3, 3]
    assert table.columns["face"].tolist() == [4, 9] * 3
    assert table.columns["time"] == pytest.approx(np.repeat([1, 2, 3], 2) / 30)


def test_the_shapes_are_the_documented_ones(table):
    shapes = {key: values.shape[1:] for key, values in table.columns.items()}
    assert shapes == {
        **dict.fromkeys(("frame", "time", "face", "confidence"), ()),
        **dict.fromkeys(("reprojection_error", "mouth_open", "mouth_state"), ()),
        **dict.fromkeys(("yaw_pitch_roll", "head_angular_velocity", "head_translation"), (3,)),
        **dict.fromkeys(("gaze", "gaze_left", "gaze_right", "gaze_camera"), (3,)),
        **dict.fromkeys(("eye_open", "eye_state"), (2,)),
        "box": (4,),
        "landmarks": (478, 3),
        "landmarks68": (68, 3),
        "blendshapes": (52,),
        "head_rotation": (3, 3),
        "face_transform": (4, 4),
    }


def test_where_there_is_sound_every_row_has_the_visemes_of_its_picture(tmp_path):
    heard = gather(ticks=4, heard=True)
    expected = np.repeat([1, 2, 3], 2)[:, None] + np.arange(15)
    assert heard.columns["visemes"].tolist() == expected.tolist()
    assert heard.constants["viseme_names"].tolist() == list(VISEMES)
    write_table(heard, tmp_path / "a.csv")
    assert read_csv(tmp_path / "a.csv")[1][-15:] == [f"visemes_{i}" for i in range(15)]


def test_without_sound_there_is_no_column_of_visemes(table):
    assert not {"visemes", "viseme_names"} & {*table.columns, *table.constants}


def test_angles_leave_in_degrees(table):
    assert table.columns["yaw_pitch_roll"][0] == pytest.approx(
        [math.degrees(0.1), 90, 60 / math.pi]
    )


def test_what_is_constant_says_where_the_numbers_come_from(table):
    constants = table.constants
    assert constants["blendshape_names"].tolist() == list(ARKIT)
    assert constants["camera_matrix"].tolist() == Pinhole(1280, 720).matrix.tolist()
    assert constants["model_hashes"].tolist() == [["mesh", "ab12"]]
    assert (str(constants["source"]), str(constants["version"])) == ("clip.mp4", version("bunraku"))


def test_npz_csv_and_parquet_hold_the_same_numbers(table, tmp_path):
    paths = [tmp_path / f"a.{ending}" for ending in ("npz", "csv", "parquet")]
    for path in paths:
        write_table(table, path)
    npz = np.load(paths[0])
    constants, names, rows = read_csv(paths[1])
    columnar = parquet.read_table(paths[2])
    assert names == columnar.column_names
    for key in table.columns:
        assert npz[key].tolist() == table.columns[key].tolist()
        flat = npz[key].reshape(len(rows), -1).astype(np.float64)
        mine = [i for i, name in enumerate(names) if _is_part(name, key)]
        assert rows[:, mine].tolist() == flat.tolist()
        assert np.stack([columnar[i].to_numpy() for i in mine], 1).tolist() == flat.tolist()
    assert set(npz) == {*KEYS, *table.constants} - {"visemes"}
    for name, value in table.constants.items():
        assert constants[name] == npz[name].tolist() == value.tolist()
        assert json.loads(columnar.schema.metadata[name.encode()]) == value.tolist()


def _is_part(name, key):
    rest = name.removeprefix(key)
    return rest != name and all(part.isdigit() for part in rest.split("_")[1:]) and rest[:1] in "_"


def test_columns_are_named_by_their_indices(table, tmp_path):
    write_table(table, tmp_path / "a.csv")
    _, names, _ = read_csv(tmp_path / "a.csv")
    assert names[:5] == ["frame", "time", "face", "box_0", "box_1"]
    assert {"landmarks_477_2", "face_transform_3_3", "mouth_open"} <= set(names)


def test_a_clip_without_a_face_gives_a_table_without_rows(tmp_path):
    empty = gather(ticks=1)
    for ending in ("npz", "csv", "parquet"):
        write_table(empty, tmp_path / f"a.{ending}")
    assert np.load(tmp_path / "a.npz")["landmarks"].shape == (0, 478, 3)
    assert parquet.read_table(tmp_path / "a.parquet").num_rows == 0


def test_the_same_table_gives_the_same_bytes(table, tmp_path):
    for name in ("a.npz", "b.npz"):
        write_table(table, tmp_path / name)
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_an_unknown_extension_is_refused_before_anything_runs(tmp_path):
    with pytest.raises(UsageError, match=r"a\.xlsx: unknown extension '\.xlsx'") as refusal:
        table_writer(tmp_path / "a.xlsx")
    assert ".npz, .csv, .parquet" in refusal.value.fix


def test_parquet_without_pyarrow_names_the_extra(monkeypatch, tmp_path):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(UsageError, match="pyarrow is not installed") as refusal:
        table_writer(tmp_path / "a.parquet")
    assert "bunraku[table]" in refusal.value.fix


def test_a_folder_that_is_not_there_is_named(table, tmp_path):
    with pytest.raises(FileError, match=r"cannot write .*nowhere"):
        write_table(table, tmp_path / "nowhere" / "a.npz")


def test_a_failed_write_leaves_the_old_file_and_nothing_else(table, tmp_path, monkeypatch):
    path = tmp_path / "a.npz"
    path.write_bytes(b"old")
    monkeypatch.setattr(np, "savez_compressed", _fail_half_way)
    with pytest.raises(FileError, match="No space left"):
        write_table(table, path)
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.npz"]


def _fail_half_way(file, **_):
    file.write(b"half")
    raise OSError(28, "No space left on device")
