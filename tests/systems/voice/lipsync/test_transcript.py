# ruff: noqa: RUF001  quotation marks look like others
import unicodedata

import pytest

from engine.errors import DataError, FileError
from systems.voice.lipsync.transcript import Sentence, read_transcript, words_of

SRT = """1
00:00:01,500 --> 00:00:02,750 align:start
<i>Hello</i>, world!
It's me.

2
00:01:00,000 --> 00:01:01,500
[MUSIC]
"""
WORDS = """File type = "ooTextFile"
Object class = "TextGrid"

0
1.5
<exists>
1
"IntervalTier"
"words"
0
1.5
3
0
0.5
""
0.5
1
"say ""hi"" 2"
1
1.5
"now"
"""


def cue(times, text):
    return f"1\n00:00:{times[0]} --> 00:00:{times[1]}\n{text}\n\n"


@pytest.fixture
def heard(written):
    return lambda text, name="a.srt": read_transcript(written(name, text))


def said(sentences):
    return [str(sentence) for sentence in sentences]


def test_subtitles_tell_when_words_are_said_and_a_little_around_it(heard):
    (only,) = heard(SRT)
    assert only.words == ("hello", "world", "it's", "me")
    assert (only.start, only.end) == pytest.approx((1.4, 2.85))
    hourless = "WEBVTT\n\n" + SRT.replace(",", ".").replace("00:0", "0", 1)
    assert heard(hourless, "a.vtt") == [only]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_subtitles_are_read_whatever_ends_their_lines(heard, end):
    text = cue(("01,000", "02,000"), "Hello\nyou") + cue(("03,000", "04,000"), "there")
    assert said(heard(text.replace("\n", end))) == ["hello you", "there"]


@pytest.mark.parametrize("blank", ["", "\n", "\n\n"])
def test_a_subtitle_without_text_leaves_the_next_one_alone(heard, blank):
    text = f"1\n00:00:01,000 --> 00:00:02,000\n{blank}2\n00:00:03,000 --> 00:00:04,000\nHello\n"
    (only,) = heard(text)
    assert only.words == ("hello",)
    assert only.start == pytest.approx(2.9)


@pytest.mark.parametrize(("text", "count"), [("ah hello you " * 1000, 3000), ("é" * 5000, 5)])
def test_a_subtitle_may_be_one_very_long_line(heard, text, count):
    (only,) = heard(cue(("01,000", "02,000"), text))
    assert "".join(only.words) == text.replace(" ", "")
    assert len(only.words) == count


def test_what_webvtt_says_beside_its_cues_is_not_spoken(heard):
    text = (
        "WEBVTT a title\n\nSTYLE\n::cue { color: red }\n\nNOTE not said\n\nopening\n"
        "00:01.000 --> 00:02.000\n<v Ann>Hello\n\nNOTE neither\nis this\n\nclosing\n"
        "00:03.000 --> 00:04.000\nyou\n"
    )
    assert said(heard(text, "a.vtt")) == ["hello", "you"]


def test_subtitles_out_of_order_are_put_in_order(heard):
    text = cue(("03,000", "04,000"), "later") + cue(("01,000", "02,000"), "earlier")
    assert said(heard(text)) == ["earlier", "later"]


def test_a_subtitle_that_ends_before_it_begins_lasts_until_the_next(heard):
    text = cue(("03,000", "02,000"), "hello") + cue(("05,000", "06,000"), "you")
    first, second = heard(text)
    assert (first.start, first.end, second.start) == pytest.approx((2.9, 5.0, 5.0))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.srt", cue(("03,000", "02,000"), "hello")),
        ("a.TextGrid", WORDS.replace('1\n1.5\n"now"', '3\n2\n"hello"')),
    ],
)
def test_words_that_end_before_they_begin_are_refused(heard, name, text):
    with pytest.raises(DataError, match="'hello' lasts from 3 to 2 s"):
        heard(text, name)


def test_subtitles_listen_to_the_gap_around_them_but_not_to_each_other(heard):
    times = [("01,000", "02,000"), ("02,000", "03,000"), ("03,100", "04,000"), ("03,500", "05,000")]
    found = heard("".join(cue(t, "hello") for t in times))
    limits = [(0.9, 2.0), (2.0, 3.05), (3.05, 3.5), (3.5, 5.1)]
    assert [(s.start, s.end) for s in found] == [pytest.approx(limit) for limit in limits]


def test_a_subtitle_at_the_very_start_begins_there(heard):
    assert heard(cue(("00,050", "01,000"), "hello"))[0].start == 0


def test_the_words_of_a_textgrid_tell_exactly_when_they_are_said(heard):
    found = [Sentence(("say", "hi", "2"), 0.5, 1.0), Sentence(("now",), 1.0, 1.5)]
    assert heard(WORDS, "a.TextGrid") == found


def test_plain_text_is_one_sentence(heard):
    found = heard("Don\u2019t stop -- {aside} now.\nGo!", "a.txt")
    assert found == [Sentence(("don't", "stop", "now", "go"))]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("you&nbsp;&amp;&nbsp;me", "you and me"),
        ("&lt;there&gt; R&B", "there r and b"),
        ("‘Hello’, he said", "'hello' he said"),
        ("rock ’n’ roll isnʼt", "rock 'n' roll isn't"),
        (unicodedata.normalize("NFD", "Fäther naïve"), "fäther naïve"),
        ("a ﬁne day", "a fine day"),
    ],
)
def test_words_are_those_that_are_spoken(text, words):
    assert " ".join(words_of(text)) == words


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.txt", " ... \n"), ("a.srt", "no cue"), ("a.srt", ""), ("a.vtt", ""), ("a.txt", "")],
)
def test_a_text_without_words_is_refused(heard, name, text):
    with pytest.raises(DataError, match="not one word"):
        heard(text, name)


def test_a_missing_text_is_refused(tmp_path):
    with pytest.raises(FileError, match="cannot read"):
        read_transcript(tmp_path / "none.txt")
