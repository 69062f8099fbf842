import pytest

from engine.errors import UsageError
from systems.avatar.size import window_size


def test_a_size_is_a_width_and_a_height():
    assert window_size("161x99") == (161, 99)
    assert window_size("8192x2", film=True) == (8192, 2)


@pytest.mark.parametrize(
    ("text", "film", "said"),
    [
        ("big", False, "--window big is no size"),
        ("100000x100000", False, "100000x100000 is too large"),
        ("2x8193", False, "at most 8192"),
        ("161x160", True, "must be even"),
        ("160x161", True, "must be even"),
    ],
)
def test_what_cannot_be_drawn_or_filmed_is_refused(text, film, said):
    with pytest.raises(UsageError, match=said):
        window_size(text, film=film)
