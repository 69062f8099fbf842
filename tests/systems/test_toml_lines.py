import pytest

from systems.toml_lines import line_of

TEXT = """\
top = 1
[a]  # a table
b = 2
"quoted key" = 3
c.d = 4

[a.e]
f = { g = 5 }
"""


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (("top",), 1),
        (("a",), 2),
        (("a", "b"), 3),
        (("a", "quoted key"), 4),
        (("a", "c", "d"), 5),
        (("a", "e"), 7),
        (("a", "e", "f", "g"), 8),
        (("a", "nowhere"), 2),
        (("nowhere",), 1),
    ],
)
def test_a_key_stands_in_its_line_or_in_that_of_its_table(keys, line):
    assert line_of(TEXT, keys) == line
