import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from systems.avatar.bake import bake
from systems.avatar.blend import Blend, driven
from systems.avatar.character import load_character
from systems.topology import ARKIT, SHAPE

HEAD = bake(load_character("hana"))


def dense(head, weights):
    """Return the blend in float64, every target as a full array."""
    total = np.concatenate([head.positions, head.normals], 1).astype(np.float64)
    for name in ARKIT:
        full = np.zeros_like(total)
        full[head.targets[name].indices] = head.targets[name].deltas
        total += weights[SHAPE[name]] * full
    for corrective in head.correctives:
        first, second = (weights[SHAPE[name]] for name in corrective.shapes)
        full = np.zeros_like(total)
        full[corrective.target.indices] = corrective.target.deltas
        amount = {
            "between": first * (1 - first) * (1 if len(set(corrective.shapes)) == 1 else second),
            "product": first * second,
            "root": np.sqrt(first * second),
        }[corrective.driver]
        total += amount * full
    return total


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from([0.0, 0.25, 0.5, 0.9, 1.0]), min_size=52, max_size=52))
def test_the_sparse_blend_equals_the_dense_one(weights):
    blended = Blend(HEAD)(weights)
    np.testing.assert_allclose(blended, dense(HEAD, weights), atol=2e-4)
    np.testing.assert_allclose(blended[:, :3], dense(HEAD, weights)[:, :3], atol=2e-6)


def test_no_weight_gives_the_neutral_head_and_reuses_its_buffer():
    blend = Blend(HEAD)
    blend(np.ones(52))
    neutral = blend(np.zeros(52))
    assert np.array_equal(neutral[:, :3], HEAD.positions)
    assert neutral is blend.vertices


@pytest.mark.parametrize(
    ("driver", "first", "second", "weight"),
    [
        ("between", 0.5, 1.0, 0.25),
        ("between", 0.5, 0.4, 0.1),
        ("between", 1.0, 1.0, 0.0),
        ("product", 0.5, 0.4, 0.2),
        ("root", 0.64, 0.25, 0.4),
        ("root", 0.5, -0.1, 0.0),
    ],
)
def test_correctives_are_driven_by_both_shapes(driver, first, second, weight):
    assert driven(driver, first, second) == pytest.approx(weight)
