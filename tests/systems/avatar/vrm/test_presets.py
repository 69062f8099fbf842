"""What a head with VRM's presets alone shows of shapes."""

import numpy as np
import pytest

from systems.avatar.vrm.presets import RULES
from systems.topology import (
    ARKIT,
    SIDES,
    VISEME,
    VISEME_PRESETS,
    VISEME_SHAPES,
    VISEMES,
    VRM_VOWELS,
)


def mouth(weights):
    """Return the weight of each of VRM's five mouths."""
    named = dict(zip(ARKIT, map(float, weights), strict=True))
    shown = {rule.preset: rule(named) for rule in RULES}
    return np.array([shown[vowel] for vowel in VRM_VOWELS])


def shapes(**weights):
    sides = {side: weight for shape, weight in weights.items() for side in SIDES[shape]}
    return [sides.get(name, 0.0) for name in ARKIT]


@pytest.mark.parametrize("viseme", VISEMES)
def test_the_shapes_of_a_viseme_make_the_preset_that_the_table_gives_it(viseme):
    made, given = mouth(VISEME_SHAPES[VISEME[viseme]]), VISEME_PRESETS[VISEME[viseme]]
    if given.max() < 0.2:  # closed or nearly
        assert made.sum() < 0.25
    else:
        assert made.argmax() == given.argmax()
        assert made.max() > 0.6 * given.max() or given.max() <= 0.5


def test_a_vowel_is_hardly_mixed_with_others():
    for vowel in ("aa", "E", "I", "O", "U"):
        made = np.sort(mouth(VISEME_SHAPES[VISEME[vowel]]))
        assert made[-2] < 0.6 * made[-1]


def test_a_smile_with_closed_lips_opens_no_mouth():
    assert mouth(shapes(mouthSmile=0.9, mouthStretch=0.2)).sum() < 0.05


def test_a_jaw_that_drops_behind_closed_lips_opens_no_mouth():
    assert mouth(shapes(jawOpen=0.4, mouthClose=0.4)).sum() == 0


def test_a_kiss_is_round_and_a_yawn_is_wide():
    assert VRM_VOWELS[mouth(shapes(mouthPucker=0.8)).argmax()] == "ou"
    assert (
        VRM_VOWELS[mouth(shapes(jawOpen=0.9, mouthUpperUp=0.2, mouthLowerDown=0.4)).argmax()]
        == "aa"
    )
