"""Wheel and mouse: what is dragged follows the hand, and nothing can get lost."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from systems.avatar.desk.view_control import FARTHEST, NEAREST, STEEPEST, ViewControl
from systems.avatar.pose import View, bust

REST = View((0.1, 0.2, 1.05), (0.0, -0.004, 0.0), np.radians(20))
drags = st.tuples(st.floats(-3, 3), st.floats(-3, 3))


def on_screen(view, point):
    """Return where a world point is seen, in heights of the picture from its middle, y up."""
    x, y, _, w = view.matrix(1.0) @ (*point, 1)
    return np.array((x, y)) / w / 2


def test_at_rest_the_view_is_the_one_it_was_given():
    view = ViewControl().view(REST)
    assert np.allclose(view.eye, REST.eye)
    assert view.target == REST.target
    assert view.fov == REST.fov


def test_a_notch_away_from_the_user_brings_the_avatar_nearer():
    near = ViewControl().zoomed(1).view(bust())
    assert near.eye[2] == pytest.approx(0.9 * 1.05, abs=1e-6)
    assert near.target == bust().target


@given(st.lists(st.floats(-20, 20), max_size=8))
def test_no_wheel_leaves_the_bounds_of_distance(notches):
    control = ViewControl()
    for notch in notches:
        control = control.zoomed(notch)
    assert NEAREST <= control.distance <= FARTHEST


@given(drag=drags, notches=st.floats(-5, 5))
def test_what_is_panned_follows_the_mouse_at_every_zoom(drag, notches):
    right, down = drag[0] / 20, drag[1] / 20
    control = ViewControl().zoomed(notches)
    before = on_screen(control.view(REST), REST.target)
    after = on_screen(control.panned(right, down).view(REST), REST.target)
    assert np.allclose(after - before, (right, -down), atol=1e-3 + 0.02 * abs(right + down))


def test_a_drag_to_the_right_turns_the_front_of_the_avatar_to_the_right():
    nose = (0.0, 0.0, 0.1)
    turned = ViewControl().orbited(0.1, 0).view(bust())
    assert on_screen(turned, nose)[0] > 0.01
    assert turned.eye[0] < 0


def test_a_drag_down_turns_the_front_of_the_avatar_down():
    nose = (0.0, 0.0, 0.1)
    turned = ViewControl().orbited(0, 0.1).view(bust())
    assert on_screen(turned, nose)[1] < -0.01
    assert turned.eye[1] > 0


@given(st.lists(drags, max_size=8))
def test_an_orbit_keeps_the_distance_and_never_looks_along_up(moves):
    control = ViewControl()
    for move in moves:
        control = control.orbited(*move)
    view = control.view(REST)
    arm = np.subtract(view.eye, view.target)
    assert np.linalg.norm(arm) == pytest.approx(
        np.linalg.norm(np.subtract(REST.eye, REST.target)), rel=1e-9
    )
    assert abs(np.arcsin(arm[1] / np.linalg.norm(arm))) <= STEEPEST + 1e-9
    assert np.isfinite(view.matrix(1.5)).all()


@given(st.lists(drags, max_size=8))
def test_reset_undoes_every_drag_but_not_the_choice_of_frame(moves):
    control = ViewControl().framing_other()
    for move in moves:
        control = control.orbited(*move).panned(*move).zoomed(move[0])
    assert control.reset() == ViewControl(full=True)
    assert control.reset().framing_other() == ViewControl()
