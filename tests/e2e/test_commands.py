"""Every command does on real input what its help and the README say."""

import json
import re

import av
import numpy as np
import pytest
import typer

from engine.__main__ import commands
from systems.avatar.show import Show
from systems.launch import Launch, build
from tests.e2e.program import ROOT, save, succeed
from tests.footage import astronaut, talking_face

KEYS = {
    # key: shape of a row; from design.md, "The command line"
    "frame": (), "time": (), "face": (), "box": (4,), "confidence": (), "landmarks": (478, 3),
    "landmarks68": (68, 3), "blendshapes": (52,), "head_rotation": (3, 3),
    "head_translation": (3,), "face_transform": (4, 4), "yaw_pitch_roll": (3,),
    "head_angular_velocity": (3,), "reprojection_error": (), "gaze": (3,), "gaze_left": (3,),
    "gaze_right": (3,), "gaze_camera": (3,), "eye_open": (2,), "mouth_open": (),
    "eye_state": (2,), "mouth_state": (), "visemes": (15,),
}  # fmt: skip
CONSTANTS = {
    *("blendshape_names", "viseme_names", "camera_matrix"),
    *("source", "model_hashes", "version"),
}


def tree(command, words=()):
    """Walk a command and all below it, as (words, command)."""
    yield words, command
    for name, child in getattr(command, "commands", {}).items():
        yield from tree(child, (*words, name))


COMMANDS = dict(tree(typer.main.get_command(commands())))
LEAVES = [words for words, command in COMMANDS.items() if not hasattr(command, "commands")]


def listed(help_text):
    """Return the names in the box of commands of a help text."""
    box = help_text.partition("─ Commands ─")[2]
    return re.findall(r"^│ ([a-z][a-z-]*) ", box, re.MULTILINE)


# what there is to type


def test_help_and_readme_list_exactly_the_commands_there_are(tmp_path):
    there = [name for words in COMMANDS for name in words if len(words) == 1]
    assert sorted(listed(succeed("--help", cwd=tmp_path).stdout)) == sorted(there)
    table = (ROOT / "README.md").read_text().partition("## What you can type")[2]
    rows = re.findall(r"^\| `python -m engine ?([a-z]*)", table.partition("\n## ")[0], re.MULTILINE)
    assert {name or "run" for name in rows} == set(there)


@pytest.mark.parametrize("words", LEAVES, ids=" ".join)
def test_help_of_every_command_has_an_example_of_it(words):
    text = COMMANDS[words].help
    example = re.search(r"Example: `python -m engine( [^`]*)`", text)
    assert example is not None
    assert words == ("run",) or example[1].startswith(" " + " ".join(words))


def test_help_of_a_command_can_be_read_from_a_shell(tmp_path):
    shown = succeed("track", "--help", cwd=tmp_path).stdout
    assert "Example: python -m engine track talk.mp4 --out talk.npz" in shown


def test_plan_prints_every_system_whole(tmp_path):
    printed = succeed("plan", cwd=tmp_path).stdout
    app = build(Launch(source="none", show=Show(headless=True)))
    names = {system.name for system in app.schedule.systems}
    app.close()
    assert len(names) > 15
    assert {name for name in names if not re.search(rf"\b{name}\b", printed)} == set()
    assert {"TRACK", "DRAW"} <= set(re.findall(r"\b[A-Z]{4,}\b", printed))


def test_doctor_names_what_it_looked_at_and_finds_nothing_wrong(tmp_path):
    printed = succeed("doctor", cwd=tmp_path).stdout
    for subject in ("Python", "kernels", "models", "camera", "OpenGL", "screen", "films"):
        assert re.search(rf"^ (ok|note) +{subject} ", printed, re.MULTILINE), subject


def test_devices_tells_of_cameras_and_screens(tmp_path):
    printed = succeed("devices", cwd=tmp_path).stdout
    assert "camera" in printed
    assert "screen" in printed


@pytest.mark.parametrize("verb", ["list", "verify"])
def test_models_are_listed_with_licence_and_state(verb, tmp_path):
    rows = succeed("models", verb, cwd=tmp_path).stdout.splitlines()
    assert any(re.search(r"face_landmarker .* Apache-2.0 +installed", row) for row in rows)
    assert any(re.search(r"retinaface .* MIT +installed", row) for row in rows)


# track


@pytest.fixture(scope="module")
def tables(tmp_path_factory):
    """The whole clip as a table, in the three formats."""
    place = tmp_path_factory.mktemp("tables")
    for name in ("a.npz", "a.csv", "a.parquet"):
        succeed("track", talking_face(), "--out", name, cwd=place)
    return place


@pytest.fixture(scope="module")
def npz(tables):
    with np.load(tables / "a.npz") as file:
        return dict(file)


def flat(table):
    """Return the table's columns under the names they have in flat files."""
    return {
        "_".join([key, *map(str, index)]): table[key][(slice(None), *index)]
        for key, shape in KEYS.items()
        for index in np.ndindex(shape)
    }


def test_a_table_has_the_documented_keys_for_all_150_frames(npz):
    assert set(npz) == {*KEYS, *CONSTANTS}
    assert {key: npz[key].shape for key in KEYS} == {k: (150, *s) for k, s in KEYS.items()}
    assert npz["frame"].tolist() == list(range(150))
    np.testing.assert_allclose(npz["time"], np.arange(150) * 1001 / 30000, atol=1e-4)
    assert np.isfinite(np.concatenate([np.ravel(npz[key]) for key in KEYS])).all()
    assert npz["blendshape_names"].shape == (52,)
    assert npz["camera_matrix"].shape == (3, 3)
    assert all(len(sha256) == 64 for _, sha256 in npz["model_hashes"])
    nets = ["blendshapes", "detect", "mesh", "silero", "visemes"]
    assert [role for role, _ in npz["model_hashes"]] == nets


def test_csv_holds_the_same_numbers(tables, npz):
    lines = (tables / "a.csv").read_text().splitlines()
    header = [line for line in lines if line.startswith("#")]
    names, *rows = [line.split(",") for line in lines[len(header) :]]
    assert [line[2:].split(":")[0] for line in header] == [k for k in npz if k in CONSTANTS]
    for name, column, values in zip(
        names, zip(*rows, strict=True), flat(npz).values(), strict=True
    ):
        assert name in flat(npz)
        assert (np.array(column, np.float64).astype(values.dtype) == values).all(), name


def test_parquet_holds_the_same_numbers(tables, npz):
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs the extra [table]")
    table = parquet.read_table(tables / "a.parquet")
    wanted = flat(npz)
    assert table.column_names == list(wanted)
    for name, values in wanted.items():
        assert (table[name].to_numpy() == values).all(), name
    kept = json.loads(table.schema.metadata[b"blendshape_names"])
    assert kept == npz["blendshape_names"].tolist()


# sources


@pytest.fixture(scope="module")
def portraits(tmp_path_factory):
    """A folder of three pictures of a woman; the last one is moved 20 px aside."""
    folder = tmp_path_factory.mktemp("portraits")
    for name, shift in (("1.png", 0), ("2.png", 0), ("10.png", 20)):
        save(np.roll(astronaut(), shift, axis=1), folder / name)
    return folder


def tracked(*words, cwd, **options):
    succeed("track", *words, "--out", "a.npz", cwd=cwd, **options)
    with np.load(cwd / "a.npz") as file:
        return dict(file)


def test_a_single_image_is_one_row(portraits, tmp_path):
    table = tracked(portraits / "1.png", cwd=tmp_path)
    assert table["frame"].tolist() == [0]
    x0, y0, x1, y1 = table["box"][0]
    assert x0 < 225 < x1  # the tip of the nose
    assert y0 < 120 < y1


def test_a_folder_is_a_film_in_natural_order_at_its_rate(portraits, tmp_path):
    table = tracked(portraits, "--fps", "10", cwd=tmp_path)
    assert table["frame"].tolist() == [0, 1, 2]
    np.testing.assert_allclose(table["time"], [0, 0.1, 0.2])
    moved = (table["landmarks"] - table["landmarks"][0])[..., 0].mean(axis=1)
    np.testing.assert_allclose(moved, [0, 0, 20], atol=1)


def test_raw_frames_on_a_pipe_are_the_pictures_they_hold(portraits, tmp_path):
    picture = astronaut()[:, :, ::-1]
    piped = tracked(
        "-", "--raw", "512x512xrgb24", "--fps", "5", cwd=tmp_path, stdin=picture.tobytes() * 3
    )
    still = tracked(portraits / "1.png", cwd=tmp_path)
    np.testing.assert_allclose(piped["time"], [0, 0.2, 0.4])
    np.testing.assert_allclose(piped["landmarks"][0], still["landmarks"][0], atol=1)


def test_a_known_field_of_view_changes_distances_and_nothing_in_the_picture(portraits, tmp_path):
    usual = tracked(portraits / "1.png", cwd=tmp_path)
    narrow = tracked(portraits / "1.png", "--fov", "30", cwd=tmp_path)
    assert (usual["landmarks"] == narrow["landmarks"]).all()
    further = narrow["head_translation"][0, 2] / usual["head_translation"][0, 2]
    assert further == pytest.approx(np.tan(np.radians(31.5)) / np.tan(np.radians(15)), rel=0.1)


def test_without_a_source_the_puppet_stays_alive(tmp_path):
    printed = succeed("run", "--source", "none", "--headless", "--frames", "5", cwd=tmp_path).stdout
    assert re.search(r"^5 frames in [\d.]+ s: [\d.]+ fps; 0 dropped$", printed, re.MULTILINE)
    assert re.search(r"^ render +5 ", printed, re.MULTILINE)


# what a run leaves behind


@pytest.fixture(scope="module")
def left_behind(tmp_path_factory):
    """The folder of a short run that was filmed and traced."""
    place = tmp_path_factory.mktemp("left")
    words = ("--source", talking_face(), "--frames", 12, "--window", "240x200")
    succeed(*words, "--headless", "--record", "new/film.mp4", "--trace", "t.json", cwd=place)
    return place


def test_a_film_shows_the_picture_and_the_puppet_side_by_side(left_behind):
    with av.open(str(left_behind / "new" / "film.mp4")) as file:
        stream = file.streams.video[0]
        assert stream.average_rate == 30
        pictures = [frame.to_ndarray(format="rgb24") for frame in file.decode(stream)]
    assert [picture.shape for picture in pictures] == [(200, 480, 3)] * 12
    for half in np.split(pictures[-1], 2, axis=1):
        assert half.mean() > 40
        assert half.std() > 20


def test_a_trace_is_json_with_a_span_of_every_system_that_ran(left_behind):
    events = json.loads((left_behind / "t.json").read_text())["traceEvents"]
    spans = [event for event in events if event["ph"] == "X"]
    assert {"track_mesh", "solve_head_pose", "draw_puppet", "film"} <= {s["name"] for s in spans}
    assert sum(span["name"] == "draw_puppet" for span in spans) == 12
    assert all(span["dur"] >= 0 for span in spans)
