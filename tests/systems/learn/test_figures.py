"""Trackers whose every fault is known: the figures have to say exactly that."""

import math
from dataclasses import replace

import numpy as np
import pytest

from systems.learn.evaluation.acts import COMPANIONS
from systems.learn.evaluation.changes import CHANGES
from systems.learn.evaluation.footage import Footage, footage_figures
from systems.learn.evaluation.measure import Shown
from systems.learn.evaluation.people import eyes_of, numbered, people_figures
from systems.learn.evaluation.play import MEASURES, Evaluation
from systems.learn.evaluation.scenes import all_scenes
from systems.learn.evaluation.seen import Notes, Seen
from systems.learn.evaluation.shapes import respond
from systems.learn.evaluation.tables import as_json, figure_tables, shape_rows
from systems.learn.evaluation.theatre import SIZE
from systems.solve.camera import Pinhole
from systems.solve.rotation import rotation
from systems.topology import ARKIT, SHAPE
from tests.e2e.program import save

SCENES = {scene.name: scene for scene in all_scenes(quick=True)}
BLINKS = [SHAPE["eyeBlinkLeft"], SHAPE["eyeBlinkRight"]]


def perfect(scene, exchange=False):
    """What a tracker without a fault sees."""
    truth, camera = scene.truth, Pinhole(*SIZE)
    people = []
    for row, t in enumerate(scene.times):
        at = eyes_of(scene, t)
        late = exchange and row > len(scene.times) / 2
        people.append(dict(enumerate(at[::-1] if late else at)))
    return Seen(
        times=scene.times,
        rotation=truth.rotation,
        translation=truth.translation,
        gaze=truth.gaze,
        shapes=truth.weights.astype(float),
        eyes=camera.project(truth.translation),
        error=np.zeros(len(scene.times)),
        by_aifi39=truth.rotation,
        people=people,
    )


def figures(change=lambda seen: seen):
    shown = Shown(SCENES, {name: change(perfect(scene)) for name, scene in SCENES.items()})
    return {f"{f.group}: {f.name}": f for measure in MEASURES for f in measure(shown)}


def late(seen, by):
    rows = np.maximum(np.arange(len(seen.times)) - by, 0)
    columns = {name: getattr(seen, name)[rows] for name in ("rotation", "gaze", "shapes")}
    return replace(seen, **columns)


def test_a_perfect_tracker_has_perfect_figures():
    found = figures()
    for name, f in found.items():
        best = 1.0 if f.more else 0.0
        assert f.value == pytest.approx(best, abs=0.002), name
        if f.aim is not None:
            assert f.aim.met(f.value), name


def test_a_constant_turn_of_the_head_is_taken_off_and_told():
    turn = rotation(*np.radians((4.0, -3.0, 2.0)))

    def turned(seen):
        return replace(seen, rotation=seen.rotation @ turn, gaze=seen.gaze @ turn)

    found = figures(turned)
    for axis, value in (("yaw", 4), ("pitch", -3), ("roll", 2)):
        assert found[f"head: neutral {axis}"].value == pytest.approx(value)
    assert found["head: rotation error within 30°"].value == pytest.approx(0, abs=1e-4)
    assert found["gaze: error as it comes"].value == pytest.approx(0, abs=1e-4)


def test_a_tracker_two_pictures_late_lags_by_two_pictures():
    found = figures(lambda seen: late(seen, 2))
    for name in ("head: lag of yaw", "head: lag of yaw, calm", "shapes: lag of jawOpen, talking"):
        assert found[name].value == pytest.approx(2000 / 30, abs=1.5)
    assert found["lids: blinks come late by"].value == pytest.approx(2000 / 30)
    assert found["lids: blinks found"].value == 1


def test_a_head_that_nods_with_the_jaw_leaks():
    def nodding(seen):
        jaw = seen.shapes[:, SHAPE["jawOpen"]]
        nods = np.array([rotation(0, np.radians(10 * w), 0) for w in jaw])
        return replace(seen, rotation=seen.rotation @ nods)

    found = figures(nodding)
    leak = found["head: leak of 52 expressions"]
    assert leak.note.startswith("most by jawOpen")
    assert 0.1 < leak.value < 0.5  # about 9 degrees in one of 52, less where it accompanies others
    assert found["head: leak of blinking"].value == pytest.approx(0, abs=1e-6)
    assert found["head: leak of talking"].value > 0.5


def test_the_other_pose_model_has_figures_of_its_own():
    def nodding(seen):
        nods = np.array([rotation(0, np.radians(5 * w[17]), 0) for w in seen.shapes])
        return replace(seen, by_aifi39=seen.by_aifi39 @ nods)

    found = figures(nodding)
    assert found["head: leak of 52 expressions"].value == pytest.approx(0, abs=1e-6)
    assert found["head: leak of 52 expressions, aifi39"].value > 0.05
    unknown = figures(lambda seen: replace(seen, by_aifi39=np.full_like(seen.rotation, np.nan)))
    assert math.isnan(unknown["head: rotation error within 30°, aifi39"].value)
    assert unknown["head: rotation error within 30°"].value == pytest.approx(0, abs=1e-4)


def test_noise_at_rest_is_jitter():
    rng = np.random.default_rng(0)

    def trembling(seen):
        yaws = np.radians(rng.normal(0, 0.2, len(seen.times)))
        shapes = seen.shapes + np.eye(52)[7] * rng.normal(0, 0.03, (len(seen.times), 1))
        turns = np.array([rotation(yaw, 0, 0) for yaw in yaws])
        return replace(seen, rotation=turns @ seen.rotation, shapes=shapes)

    found = figures(trembling)
    assert found["head: jitter of yaw"].value == pytest.approx(0.2, rel=0.2)
    assert found["head: jitter of roll"].value == pytest.approx(0, abs=1e-9)
    assert found["shapes: jitter, worst"].value == pytest.approx(0.03, rel=0.2)
    assert found["shapes: jitter, worst"].note == ARKIT[7]


def test_half_a_reach_is_half_a_reach_and_follows_all_the_same():
    found = figures(lambda seen: replace(seen, shapes=seen.shapes / 2))
    assert found["shapes: reach, mean"].value == pytest.approx(0.5, abs=0.01)
    assert found["shapes: correlation, mean"].value == pytest.approx(1, abs=1e-6)
    assert found["lids: wink, its own eye"].value == pytest.approx(0.5, abs=0.02)


def test_a_wink_that_drags_the_other_eye_is_told():
    mix = np.eye(52)
    mix[BLINKS[0], BLINKS[1]] = mix[BLINKS[1], BLINKS[0]] = 0.4
    found = figures(lambda seen: replace(seen, shapes=np.clip(seen.shapes @ mix, 0, 1)))
    assert found["lids: wink, share of the other"].value == pytest.approx(0.4, abs=0.01)


def test_crosstalk_stands_in_the_row_that_is_made_and_the_column_that_is_seen():
    mix = np.eye(52)
    mix[SHAPE["jawOpen"], SHAPE["mouthPucker"]] = 0.5
    seen = {name: perfect(scene) for name, scene in SCENES.items()}
    seen = {name: replace(one, shapes=one.shapes @ mix) for name, one in seen.items()}
    response = respond(Shown(SCENES, seen))
    jaw, pucker = SHAPE["jawOpen"], SHAPE["mouthPucker"]
    assert response.crosstalk[jaw, pucker] == pytest.approx(0.45, abs=0.05)
    assert response.crosstalk[pucker, jaw] == pytest.approx(0, abs=1e-9)
    companions = sum(len(others) for others in COMPANIONS.values())
    assert np.isnan(response.unwanted).sum() == 52 + companions


def test_a_lid_that_falls_with_the_eye_invents_blinks():
    def shut(seen):
        shapes = seen.shapes.copy()
        shapes[:, BLINKS] = np.maximum(shapes[:, BLINKS], shapes[:, [SHAPE["eyeLookDownLeft"]]])
        return replace(seen, shapes=shapes)

    found = figures(shut)
    assert found["lids: blinks invented looking down"].value == 2


def test_people_who_exchange_numbers_once_are_two_switches():
    scene = SCENES["crossing"]
    shown = Shown(SCENES, {"crossing": perfect(scene, exchange=True)})
    assert people_figures(shown)[0].value == 2


def test_a_face_is_of_one_person_only():
    eyes = np.array([[320.0, 226.0], [320.0, 221.0]])
    assert numbered(eyes, {7: np.array([320.0, 226.5])}) == [7, None]
    assert numbered(eyes, {7: np.array([320.0, 221.5]), 3: np.array([321.0, 226.0])}) == [3, 7]
    assert numbered(eyes, {7: np.array([400.0, 221.0])}) == [None, None]


def test_a_tracker_that_loses_the_face_has_gaps_and_no_nonsense():
    def blind(seen):
        lost = np.arange(len(seen.times)) % 4 == 3
        columns = {
            name: np.where(lost.reshape(-1, *[1] * (getattr(seen, name).ndim - 1)), np.nan,
                           getattr(seen, name))
            for name in ("rotation", "translation", "gaze", "shapes", "eyes")
        }  # fmt: skip
        return replace(seen, **columns)

    found = figures(blind)
    assert found["head: pictures with a face, dark"].value == pytest.approx(0.75, abs=0.02)
    assert found["head: rotation error, dark"].value == pytest.approx(0, abs=1e-6)


# tables


def test_tables_and_json_hold_every_figure_once():
    seen = {name: perfect(scene) for name, scene in SCENES.items()}
    evaluation = Evaluation(SCENES, {"A": seen, "B": seen})
    columns = {tracker: evaluation.figures(tracker) for tracker in ("A", "B")}
    tables = figure_tables(columns)
    assert sum(table.row_count for table in tables) == len(columns["A"])
    rows = as_json(columns)
    assert len(rows) == 2 * len(columns["A"])
    assert not [row for row in rows for value in row.values() if value is math.nan]
    assert len(shape_rows(evaluation.trackers)) == 53


def test_a_picture_without_a_face_is_a_row_of_nothing():
    notes = Notes()
    notes.add(0.0, None)
    notes.add(0.1, {"rotation": np.eye(3), "shapes": np.zeros(52)}, {0: np.ones(2)})
    seen = notes.seen()
    assert seen.found.tolist() == [False, True]
    assert np.isnan(seen.translation).all()
    assert seen.shapes.shape == (2, 52)
    assert seen.people[0] == {}


# footage


def test_answers_that_are_off_by_a_known_turn_are_off_by_that_many_degrees(tmp_path):
    clip = Footage(save(np.full((60, 80, 3), 90, np.uint8), tmp_path / "grey.png"), most=4)
    plain = perfect(SCENES["acted"])
    seen = {"": plain, "still": plain}
    for change in CHANGES:
        seen[change.name] = replace(
            plain,
            rotation=change.rotation(plain.rotation) @ rotation(0, np.radians(2.0), 0),
            shapes=change.shapes(plain.shapes) + 0.01,
        )
    values = {f.name: f.value for f in footage_figures(clip, seen)}
    for change in CHANGES:
        assert values[f"rotation, {change.name}"] == pytest.approx(2.0)
        assert values[f"shapes, {change.name}"] == pytest.approx(0.01)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_a_changed_picture_agrees_with_the_camera_that_the_answers_are_changed_for(change):
    """A dot in space, projected, lies where the changed rotation puts it."""
    camera = Pinhole(161, 121)
    place = np.array([0.02, 0.03, -0.5])
    before = np.zeros((121, 161, 3), np.uint8)
    x, y = camera.project(place[None])[0].round().astype(int)
    before[y - 1 : y + 2, x - 1 : x + 2] = 255
    after = change.picture(before)
    rows, columns = np.nonzero(after[..., 0] > 100)
    seen = np.array([columns.mean(), rows.mean()])
    turned = change.rotation(np.eye(3)[None])[0]
    if change.name == "mirrored":
        place = place * (-1, 1, 1)
    elif change.name.startswith("turned"):
        place = turned @ place
    scale = 0.5 if change.name == "at half size" else 1.0
    middle = (np.array(after.shape[1::-1]) - 1) / 2
    expected = middle + scale * (camera.project(place[None])[0] - (80.5, 60.5))
    np.testing.assert_allclose(seen, expected, atol=1.1)
