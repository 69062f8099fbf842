"""Gains and expressions, on weights and in the RIG stage."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import App, run_step
from systems.avatar.desk.expressions import (
    BLINK,
    EXPRESSIONS,
    MOUTH,
    Expression,
    Gains,
    Mood,
    put_on,
    shape_weights,
)
from systems.avatar.puppet import Display
from systems.components import Rig
from systems.topology import ARKIT, SHAPE


def weights(**shapes):
    values = np.zeros(52, np.float32)
    for name, value in shapes.items():
        values[SHAPE[name]] = value
    return values


def shown(mood, **tracked):
    values = weights(**tracked)
    put_on(values, mood)
    return {name: float(v) for name, v in zip(ARKIT, values, strict=True) if v}


def rig_after(gains, mood, *, mirror=False, ticks=1, **tracked):
    app = App(strict=True).add(shape_weights)
    app.insert(gains).insert(mood).insert(Display(mirror=mirror))
    avatar = app.draw.world.spawn(Rig)
    app.draw.world.value(avatar, Rig).weights[:] = weights(**tracked)
    run_step(app, None, frames=ticks)
    return app.draw.world.value(avatar, Rig).weights


def test_every_built_in_expression_names_shapes_that_exist():
    for expression in EXPRESSIONS.values():
        assert set(expression.shapes) <= set(ARKIT)
        assert all(0 < value <= 1 for value in expression.shapes.values())


def test_the_masks_hold_lids_and_mouth():
    assert {ARKIT[i] for i in np.flatnonzero(BLINK)} == {"eyeBlinkLeft", "eyeBlinkRight"}
    assert MOUTH[SHAPE["jawOpen"]]
    assert MOUTH[SHAPE["tongueOut"]]
    assert not MOUTH[SHAPE["cheekPuff"]]


def test_an_expression_fades_in_stays_and_fades_out():
    mood = Mood({"smile": Expression({"mouthSmileLeft": 0.8}, fade=0.2)})
    mood.press("smile")
    seen = []
    for tick in range(12):
        if tick == 6:
            mood.press("smile")
        mood.fade(0.05)
        seen.append(shown(mood).get("mouthSmileLeft", 0))
    rise = [0.2, 0.4, 0.6, 0.8, 0.8, 0.8]
    assert seen == pytest.approx([*rise, 0.6, 0.4, 0.2, 0, 0, 0], abs=1e-6)
    assert mood.levels == {}


def test_one_expression_takes_over_from_another():
    table = {"a": Expression({"jawOpen": 1}, fade=0.1), "b": Expression({"cheekPuff": 1}, fade=0.1)}
    mood = Mood(table)
    mood.press("a")
    mood.fade(1)
    mood.press("b")
    mood.fade(0.05)
    assert shown(mood) == pytest.approx({"jawOpen": 0.5, "cheekPuff": 0.5})
    mood.fade(0.05)
    assert shown(mood) == pytest.approx({"cheekPuff": 1.0})


@pytest.mark.parametrize(("override", "lid"), [("none", 1.0), ("blend", 0.6), ("block", 0.0)])
def test_a_blink_is_overridden_as_vrm_says(override, lid):
    """The vectors of VRMC_vrm's rules: happy at 0.4 over a blink of 1."""
    mood = Mood({"happy": Expression({"mouthSmileLeft": 1}, blink=override)}, levels={"happy": 0.4})
    assert shown(mood, eyeBlinkLeft=1).get("eyeBlinkLeft", 0) == pytest.approx(lid)


def test_a_mouth_is_overridden_and_the_expressions_own_mouth_shows():
    mood = Mood({"o": Expression({"mouthFunnel": 0.7}, mouth="block")}, levels={"o": 1.0})
    assert shown(mood, jawOpen=1, browInnerUp=0.3) == pytest.approx(
        {"mouthFunnel": 0.7, "browInnerUp": 0.3}
    )


def test_who_smiles_more_than_the_expression_keeps_that_smile():
    mood = Mood({"s": Expression({"mouthSmileLeft": 0.5})}, levels={"s": 1.0})
    assert shown(mood, mouthSmileLeft=0.9)["mouthSmileLeft"] == pytest.approx(0.9)


@given(
    st.lists(st.floats(0, 1), min_size=52, max_size=52),
    st.dictionaries(st.sampled_from(sorted(EXPRESSIONS)), st.floats(0, 1)),
)
def test_no_expression_leaves_the_range_of_weights(values, levels):
    face = np.array(values, np.float32)
    put_on(face, Mood(levels=levels))
    assert 0 <= face.min()
    assert face.max() <= 1 + 1e-6


def test_a_gain_scales_its_shape_and_stays_in_range():
    rig = rig_after(Gains.of({"jawOpen": 2, "cheekPuff": 0.5}), Mood(), jawOpen=0.8, cheekPuff=0.6)
    assert rig[SHAPE["jawOpen"]] == 1
    assert rig[SHAPE["cheekPuff"]] == pytest.approx(0.3)


def test_a_gain_is_of_the_persons_own_side_in_a_mirror_too():
    gains = Gains.of({"mouthSmileLeft": 2})
    rig = rig_after(gains, Mood(), mirror=True, mouthSmileLeft=0.3, mouthSmileRight=0.3)
    assert rig[SHAPE["mouthSmileRight"]] == pytest.approx(0.6)
    assert rig[SHAPE["mouthSmileLeft"]] == pytest.approx(0.3)


def test_a_pressed_expression_reaches_the_rig():
    mood = Mood()
    mood.press("surprise")
    rig = rig_after(Gains(), mood, ticks=31)
    assert rig[SHAPE["browInnerUp"]] == pytest.approx(0.9)
    assert rig[SHAPE["mouthSmileLeft"]] == 0
