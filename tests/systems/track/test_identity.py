"""Faces keep their numbers; two tracks never share a face for long."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from systems.track.identity import RETURNED, SAME, distance, intruders, nearest
from systems.track.people import People

numbers = st.floats(-1000, 1000)
sides = st.floats(1, 500)


def box(x, y, side):
    return np.array([x - side / 2, y - side / 2, x + side / 2, y + side / 2])


@given(numbers, numbers, sides, numbers, numbers, sides)
def test_distance_is_symmetric_and_zero_at_home(x, y, a, u, v, b):
    there = distance(box(x, y, a), box(u, v, b))
    np.testing.assert_allclose(distance(box(u, v, b), box(x, y, a)), there, rtol=1e-9, atol=1e-9)
    assert distance(box(x, y, a), box(x, y, b)) < 1e-6


@given(st.floats(0.1, 3), sides)
def test_distance_counts_in_sides_of_the_face(steps, side):
    apart = distance(box(0, 0, side), box(steps * side, 0, side))
    np.testing.assert_allclose(apart, steps, rtol=1e-3)


def test_nearest_is_none_where_all_are_too_far():
    here = box(0, 0, 100)
    others = {7: box(60, 0, 100), 8: box(30, 0, 100), 9: box(500, 0, 100)}
    assert nearest(here, others, RETURNED) == 8
    assert nearest(here, {9: others[9]}, RETURNED) is None
    assert nearest(here, {}, SAME) is None


def test_track_that_jumped_onto_a_followed_face_is_the_intruder():
    before = [box(0, 0, 100), box(300, 0, 100), box(600, 0, 100)]
    after = [box(5, 0, 100), box(12, 0, 100), box(605, 0, 100)]
    assert intruders(before, after) == {1}
    assert intruders(before[::-1], after[::-1]) == {1}


def test_faces_side_by_side_are_two():
    places = [box(0, 0, 100), box(80, 0, 100)]
    assert intruders(places, places) == set()


def test_numbers_are_never_handed_out_twice():
    people = People()
    assert [people.number() for _ in range(3)] == [0, 1, 2]


def test_look_comes_every_so_many_pictures():
    people = People()
    assert [people.look_now(3) for _ in range(7)] == [False, False, True] * 2 + [False]
