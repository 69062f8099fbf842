"""What the overlay says of faces and of the machine."""

import pytest

from systems.avatar.status_lines import load_line, presence_line
from systems.components import Load, Presence


class Row:
    def __init__(self, **values):
        self.__dict__.update(values)


@pytest.mark.parametrize(
    ("states", "person", "absent", "said"),
    [
        ((3, 3, 3, 3), 0, 0.0, "face 0 tracked"),
        ((2, 2, 2, 2), 1, 0.2, "face 1 lost 0.2 s: head held, eyes held, face held, mouth held"),
        ((0, 0, 1, 4), 0, 7.0, "face 0 lost 7.0 s: head idle, eyes idle, face eased, mouth voice"),
        ((1, 1, 1, 1), 0, 0.0, "face 0: head eased, eyes eased, face eased, mouth eased"),
        (
            (0, 0, 0, 0),
            -1,
            float("inf"),
            "no face yet: head idle, eyes idle, face idle, mouth idle",
        ),
    ],
)
def test_who_is_followed_and_how(states, person, absent, said):
    names = ("head", "eyes", "face", "mouth")
    assert set(names) < set(Presence.columns)
    row = Row(person=person, absent=absent, **dict(zip(names, states, strict=True)))
    assert presence_line(row) == said


def test_the_load_and_the_rung_with_its_reason():
    assert {"cpu", "rung", "why"} < set(Load.columns)
    assert load_line(Row(cpu=0.63, rung=1, why=1)) == "cpu 63%, fast drawing: over the CPU budget"
