import pytest

from engine.errors import DataError, FileError
from systems.voice.lipsync.labels import read_phones
from systems.voice.lipsync.phones import Phone

LONG = """File type = "ooTextFile"
Object class = "TextGrid"

xmin = 0
xmax = 1.5
tiers? <exists>
size = 3
item []:
    item [1]:
        class = "IntervalTier"
        name = "words"
        xmin = 0
        xmax = 1.5
        intervals: size = 2
        intervals [1]:
            xmin = 0
            xmax = 0.5
            text = ""
        intervals [2]:
            xmin = 0.5
            xmax = 1.5
            text = "say ""hi"" 2"
    item [2]:
        class = "TextTier"
        name = "clicks"
        xmin = 0
        xmax = 1.5
        points: size = 1
        points [1]:
            number = 0.7
            mark = "x"
    item [3]:
        class = "IntervalTier"
        name = "Ann - phones"
        xmin = 0
        xmax = 1.5
        intervals: size = 2
        intervals [1]:
            xmin = 0
            xmax = 0.5
            text = "HH"
        intervals [2]:
            xmin = 0.5
            xmax = 1.5
            text = "AY1"
"""
SHORT = """File type = "ooTextFile"
Object class = "TextGrid"

0
1.5
<exists>
1
"IntervalTier"
"MAU"
0
1.5
2
0
0.5
"h"
0.5
1.5
"aI"
"""
PHONES = [Phone(0.0, 0.5, "HH"), Phone(0.5, 1.5, "AY1")]


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_long_textgrid_is_read_in_any_coding_of_praat(written, coding):
    assert read_phones(written("a.TextGrid", LONG, coding)) == PHONES


def test_a_short_textgrid_is_read(written):
    assert [p.label for p in read_phones(written("a.TextGrid", SHORT))] == ["h", "aI"]


@pytest.mark.parametrize(
    "lines", ["0 0.5 HH\n0.5\t1.5\tAY1\n\n", "0 5000000 HH\n5000000 15000000 AY1"]
)
def test_labels_of_audacity_and_htk_are_read(written, lines):
    assert read_phones(written("a.lab", lines)) == PHONES


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.lab", "", "holds no phones"),
        ("a.lab", "0 0.5 HH\n0.5 AY", "a.lab, line 2"),
        ("a.lab", "1 0.5 HH", "'HH' lasts from 1 to 0.5 s"),
        ("a.lab", "-1 0.5 HH", "'HH' lasts from -1 to 0.5 s"),
        ("a.lab", "nan nan HH", "'HH' lasts from nan to nan s"),
        ("a.TextGrid", "hello", "is no TextGrid"),
        ("a.TextGrid", LONG[:400], "breaks off"),
        ("a.TextGrid", LONG.replace("phones", "gestures"), "holds no phones"),
    ],
)
def test_labels_that_are_none_are_refused(written, name, text, said):
    with pytest.raises(DataError, match=said):
        read_phones(written(name, text))


def test_what_is_no_text_is_refused(tmp_path):
    path = tmp_path / "a.lab"
    path.write_bytes(b"\x80\x81\x00")
    with pytest.raises(FileError, match="no text in UTF-8"):
        read_phones(path)
    with pytest.raises(FileError, match="cannot read"):
        read_phones(tmp_path / "none.lab")
