"""Labels: phones become visemes at the right times, whatever file they come from."""

import json
import wave

import numpy as np
import pytest

from engine.errors import DataError, FileError
from systems.topology import VISEME, VISEMES
from systems.voice.framing import RATE
from systems.voice.visemes.files import read_folder
from systems.voice.visemes.labels import ARPABET, GROUP, GROUPS, labelled

SECOND = np.zeros(RATE, np.float32)


def named(speech, count=98):
    return [VISEMES[index] for index in speech.rows(count)]


def write_sound(path, seconds=1.0, rate=RATE):
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(bytes(2 * round(seconds * rate)))


def test_every_phone_of_the_cmu_dictionary_has_a_viseme():
    phones = (
        "aa ae ah ao aw ay b ch d dh eh er ey f g hh ih iy jh k l m n ng ow oy p r s sh t th "
        "uh uw v w y z zh"
    )
    assert not set(phones.split()) - ARPABET.keys()


def test_every_viseme_has_a_phone_and_belongs_to_one_of_six_mouths():
    assert {index for visemes in ARPABET.values() for index in visemes} == set(range(15))
    assert set(GROUP) == set(range(6))
    assert GROUPS[GROUP[VISEME["PP"]]] == GROUPS[GROUP[VISEME["sil"]]] == "closed"


def test_a_row_shows_what_is_said_in_the_middle_of_its_window():
    speech = labelled(SECOND, [(0.2, 0.4, VISEME["aa"])], "test")
    rows = named(speech)
    assert rows[18:20] == ["sil", "aa"]  # their middles: 0.1925 and 0.2025 s
    assert rows[38:40] == ["aa", "sil"]


def test_nothing_is_said_between_segments_nor_after_the_last():
    speech = labelled(SECOND, [(0.1, 0.2, VISEME["I"]), (0.5, 0.6, VISEME["U"])], "test")
    assert [named(speech)[k] for k in (5, 15, 30, 55, 90)] == ["sil", "I", "sil", "U", "sil"]


FILES = {
    "a.lab": "separator ;\n#\n0.2 100 pau\n0.6 100 ay\n1.0 100 m\n",
    "b.lab": "0 2000000 sil\n2000000 6000000 ay\n6000000 10000000 m\n",
    "c.TextGrid": (
        'File type = "ooTextFile"\nObject class = "TextGrid"\n\nxmin = 0\nxmax = 1\n'
        "tiers? <exists>\nsize = 1\nitem []:\n    item [1]:\n        "
        'class = "IntervalTier"\n        name = "phones"\n        xmin = 0\n        xmax = 1\n'
        "        intervals: size = 3\n"
        + "".join(
            f"        intervals [{i}]:\n            xmin = {a}\n            xmax = {b}\n"
            f'            text = "{name}"\n'
            for i, (a, b, name) in enumerate([(0, 0.2, "sil"), (0.2, 0.6, "AY1"), (0.6, 1, "M")], 1)
        )
    ),
    "d.phone.json": json.dumps(
        {
            "w": [
                {"t": "<sil>", "w": [{"b": 0.0, "d": 0.2, "t": "SIL"}]},
                {
                    "t": "I'm",
                    "w": [{"b": 0.2, "d": 0.4, "t": "AY"}, {"b": 0.6, "d": 0.4, "t": "M"}],
                },
            ]
        }
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_labels_of_festival_htk_praat_and_pocketsphinx_say_the_same(tmp_path, name):
    (tmp_path / name).write_text(FILES[name])
    write_sound(tmp_path / f"{name[0]}.wav")
    (speech,) = read_folder(tmp_path)
    assert [named(speech)[k] for k in (5, 25, 50, 80)] == ["sil", "aa", "I", "PP"]


def test_sound_of_another_rate_is_brought_to_16_khz(tmp_path):
    (tmp_path / "a.lab").write_text(FILES["a.lab"])
    write_sound(tmp_path / "a.wav", rate=44100)
    assert abs(len(read_folder(tmp_path)[0].samples) - RATE) <= 1


def test_sound_without_labels_is_passed_over(tmp_path):
    (tmp_path / "a.lab").write_text(FILES["a.lab"])
    for name in ("a.wav", "b.wav"):
        write_sound(tmp_path / name)
    assert len(read_folder(tmp_path)) == 1


def test_a_folder_without_labelled_sound_is_refused(tmp_path):
    with pytest.raises(FileError, match=r"has no \.wav file with labels"):
        read_folder(tmp_path)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.lab", "#\n0.1 100\n"),
        ("a.phone.json", "{}"),
        ("a.json", "[1]"),
        ("a.lab", "#\n1 1 &&\n"),
        ("a.lab", "#\n0.5 100 ay\n0.2 100 m\n"),
        ("a.lab", "#\nnan 100 ay\n0.2 100 m\n"),
        ("a.lab", "#\n-0.5 100 ay\n"),
        ("a.lab", "#\n1e999 100 ay\n"),
        ("a.lab", "0 1e999 ay\n"),
        ("a.json", '{"w": [{"w": [{"b": 0.1, "d": 0.2, "t": 5}]}]}'),
        ("a.json", '{"w": [{"w": [{"b": "0", "d": "1", "t": "M"}]}]}'),
        ("a.json", '{"w": [{"w": [{"b": 0.1, "d": NaN, "t": "M"}]}]}'),
        ("a.json", '{"w": [{"w": [{"b": 0.1, "d": -0.2, "t": "M"}]}]}'),
        ("a.json", "[" * 100_000),
        ("a.TextGrid", 'File type = "ooTextFile"\n"TextGrid"\n<exists>\n1e999\n'),
    ],
)
def test_labels_that_are_none_are_refused_by_name(tmp_path, name, content):
    (tmp_path / name).write_text(content)
    write_sound(tmp_path / "a.wav")
    with pytest.raises(DataError, match=r"a\."):
        read_folder(tmp_path)


@pytest.mark.parametrize("name", ["a.lab", "a.json"])
def test_labels_that_are_no_text_in_utf_8_are_refused_by_name(tmp_path, name):
    (tmp_path / name).write_bytes("#\n1 100 \xe4\n".encode("latin-1"))
    write_sound(tmp_path / "a.wav")
    with pytest.raises(FileError, match=r"a\..* is no text in UTF-8"):
        read_folder(tmp_path)
