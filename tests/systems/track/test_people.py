"""Proportions of a face, and who is known by them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from systems.solve.rotation import rotation
from systems.track.face_shape import SIZE, describe, unlike
from systems.track.identity import HORIZON, expected
from systems.track.people import LIKE, REMEMBERED, People

ANGLE = st.floats(-0.7, 0.7)


def described(points):
    out = np.empty(SIZE, np.float32)
    describe(points.astype(np.float32), out)
    return out


@given(ANGLE, ANGLE, ANGLE, st.floats(0.2, 5))
def test_proportions_do_not_change_with_place_turn_and_distance(yaw, pitch, roll, scale):
    points = np.random.default_rng(0).normal(0, 100, (478, 3))
    moved = scale * points @ rotation(yaw, pitch, roll).T + (300, 200, -40)
    np.testing.assert_allclose(described(moved), described(points), atol=1e-4)


def test_all_points_in_one_place_are_no_division_by_zero():
    assert np.isfinite(described(np.zeros((478, 3)))).all()


def shape(offset):
    """Return proportions that differ from those of offset 0 by `offset`."""
    out = np.ones(SIZE, np.float32)
    out[::2] += offset
    out[1::2] -= offset
    return out


def knowing(**offsets):
    people = People()
    for number, offset in enumerate(offsets.values()):
        assert people.number() == number
        people.learn(number, shape(offset))
    return people


def test_unlike_is_the_root_mean_square():
    assert unlike(shape(0.0), shape(0.03)) == pytest.approx(0.03, rel=1e-4)


def test_somebody_new_who_looks_like_somebody_known_is_that_one():
    people = knowing(ann=0.0, bob=0.03)
    assert people.recognise(2, shape(0.028), taken=()) == 1
    assert people.recognise(2, shape(0.028), taken={1}) == 2
    assert people.recognise(2, shape(0.03 + 1.1 * LIKE), taken=()) == 2


def test_a_number_that_fits_is_not_doubted_for_one_that_fits_a_little_better():
    people = knowing(ann=0.0, twin=0.004)
    assert people.recognise(0, shape(0.004), taken=()) == 0
    assert knowing(ann=0.0, bob=0.03).recognise(0, shape(0.03), taken=()) == 1


def test_two_who_carry_each_others_numbers_are_seen_and_twins_are_left_alone():
    people = knowing(ann=0.0, bob=0.03)
    assert people.exchanged({0: shape(0.03), 1: shape(0.0)})
    assert not people.exchanged({0: shape(0.0), 1: shape(0.03)})
    assert not knowing(ann=0.0, twin=0.005).exchanged({0: shape(0.005), 1: shape(0.0)})


def test_a_person_is_the_mean_of_what_was_seen():
    people = knowing(ann=0.0)
    people.learn(0, shape(0.02))
    assert people.recognise(1, shape(0.01 + 0.9 * LIKE), taken=()) == 0
    assert people.recognise(1, shape(0.01 + 1.1 * LIKE), taken=()) == 1


def test_only_so_many_are_remembered_and_the_longest_gone_is_forgotten_first():
    people = knowing(**{f"p{i}": 0.05 * i for i in range(REMEMBERED)})
    people.learn(0, shape(0.0))  # seen again
    people.learn(99, shape(0.05 * REMEMBERED))
    assert people.recognise(100, shape(0.0), taken=()) == 0
    assert people.recognise(100, shape(0.05), taken=()) == 100


def test_a_hidden_face_goes_on_for_a_while_and_then_stands():
    box, velocity = np.float32([0, 0, 10, 10]), np.array([100.0, 0])
    assert expected(box, velocity, 0.1).tolist() == [10, 0, 20, 10]
    assert expected(box, velocity, 60).tolist() == pytest.approx(
        [100 * HORIZON, 0, 100 * HORIZON + 10, 10]
    )
