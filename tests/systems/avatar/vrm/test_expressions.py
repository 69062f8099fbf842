import numpy as np
import pytest

from systems.avatar.vrm.animator import Animator
from systems.avatar.vrm.expressions import Expression, resolve
from systems.avatar.vrm.look_at import LookAt, RangeMap, yaw_pitch
from tests.systems.avatar.vrm.conftest import load_sample


def resolved(happy, blink, weights):
    """Return the applied weights of an expression `happy` with options, and of `blink`."""
    both = (Expression("happy", **happy), Expression("blink", **blink))
    return resolve(both, np.array(weights)).tolist()


@pytest.mark.parametrize(
    ("happy", "blink", "asked", "applied"),
    [
        ({"override_blink": "blend"}, {}, (0.4, 1), (0.4, 0.6)),
        ({"override_blink": "block"}, {}, (0.4, 1), (0.4, 0)),
        ({"override_blink": "block"}, {}, (0, 1), (0, 1)),
        ({}, {}, (0.4, 1), (0.4, 1)),
        ({"binary": True, "override_blink": "blend"}, {}, (0.4, 1), (0, 1)),
        ({"binary": True, "override_blink": "blend"}, {}, (0.6, 1), (1, 0)),
        ({"override_blink": "blend"}, {"binary": True}, (0.1, 1), (0.1, 0)),
        ({}, {"binary": True}, (0, 0.5), (0, 0)),
        ({}, {}, (-3, 7), (0, 1)),
        ({}, {"override_blink": "block"}, (0, 0.7), (0, 0.7)),
    ],
)
def test_weights_are_binary_and_overridden_as_the_specification_has_it(
    happy, blink, asked, applied
):
    assert np.allclose(resolved(happy, blink, asked), applied)


def test_two_overrides_together_do_not_go_below_nothing():
    three = [Expression(n, override_mouth="blend") for n in ("happy", "sad")] + [Expression("aa")]
    assert np.allclose(resolve(three, np.array([0.7, 0.7, 1.0])), [0.7, 0.7, 0])


@pytest.mark.parametrize(
    ("name", "asked", "applied"),
    [
        ("VRMC_vrm_expressions_isBinary_Overrides", (0.4, 1), (0, 1)),
        ("VRMC_vrm_expressions_isBinary_Overrides", (0.6, 1), (1, 0)),
        ("VRMC_vrm_expressions_isBinary_Overridden", (0.1, 1), (0.1, 0)),
        ("VRMC_vrm_expressions_isBinary_Overridden", (0, 0.6), (0, 1)),
    ],
)
def test_the_consortiums_samples_follow_the_same_rules(name, asked, applied):
    figure = load_sample(name)
    assert [e.name for e in figure.expressions] == ["happy", "blink"]
    assert np.allclose(resolve(figure.expressions, np.array(asked)), applied)


def test_an_expression_moves_a_texture_by_its_weight():
    from systems.avatar.pose import Pose

    animator = Animator(load_sample("VRMC_vrm_expressions_isBinary_Overridden"))
    animator.parts.expression("happy")[...] = 0.5
    animator(Pose())
    assert np.allclose(animator.values["offset"][0], (0.4375, 0))
    assert np.allclose(animator.values["scale"][0], 0.125)


@pytest.mark.parametrize(
    ("most", "scale", "angle", "out"),
    [(90, 10, 45, 5), (90, 10, 120, 10), (0, 10, 3, 10), (0, 10, 0, 0)],
)
def test_a_range_map_scales_up_to_its_end(most, scale, angle, out):
    assert RangeMap(most, scale)(angle) == out
    assert RangeMap(most, scale)(-angle) == out


def test_looking_left_uses_the_outer_map_of_the_left_eye_and_the_inner_one_of_the_right():
    look = LookAt("bone", inner=RangeMap(90, 10), outer=RangeMap(90, 30))
    gaze = np.array([np.sin(0.5), 0, np.cos(0.5)])
    angles = [2 * np.arcsin(look.eye(gaze, left=left)[1]) for left in (True, False)]
    assert np.allclose(np.degrees(angles), np.degrees(0.5) / 90 * np.array([30, 10]))


def test_gaze_angles_are_positive_to_the_left_and_down():
    assert np.allclose(yaw_pitch((1, 0, 1)), (45, 0))
    assert np.allclose(yaw_pitch((0, -1, 1)), (0, 45))


def test_expressions_that_look_get_their_weights_from_the_gaze():
    look = LookAt("expression", outer=RangeMap(90, 1), down=RangeMap(45, 1), up=RangeMap(45, 1))
    weights = look.weights((-1, -1, 1))
    assert weights["lookRight"] == pytest.approx(0.5)
    assert weights["lookDown"] == pytest.approx(np.degrees(np.arctan2(1, np.sqrt(2))) / 45)
    assert weights["lookLeft"] == weights["lookUp"] == 0
