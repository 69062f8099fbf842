"""How well the shipped net tells visemes; its log says which of the voices it was trained on.

LibriVox: five recordings of one reader; the reference is pocketsphinx's own alignment of them.
"""

import pytest

from bench import viseme_bands
from bench import visemes as bench
from engine.errors import FileError
from systems.voice.activity import Activity
from systems.voice.ear import Ear
from systems.voice.visemes.files import read_folder
from systems.voice.visemes.net import VisemeNet, visemes
from systems.voice.visemes.recipe import Recipe, Synthesizer
from systems.voice.visemes.score import score
from systems.voice.visemes.voices import left_out, sentences
from tests.footage import librivox


def left_out_by(synthesizer):
    try:
        (speech,) = left_out(sentences(), [synthesizer], Recipe.seed).values()
    except FileError as error:
        pytest.skip(f"needs {synthesizer}: {error.fix}")
    return speech


CLIPS = {
    "LibriVox": lambda: read_folder(librivox()),
    "festival": lambda: left_out_by(Synthesizer.FESTIVAL),
    "espeak-ng": lambda: left_out_by(Synthesizer.ESPEAK),
}


@pytest.fixture(scope="module", params=CLIPS)
def scores(request):
    clips = CLIPS[request.param]()
    ours, bands = score(visemes, clips), score(viseme_bands.visemes, clips)
    return ours, bands


def test_half_of_the_visemes_and_62_percent_of_the_mouths_are_right(scores):
    ours, _ = scores
    assert ours.visemes >= 0.50
    assert ours.mouths >= 0.62


def test_the_net_beats_frequency_bands_and_naming_the_commonest(scores):
    ours, bands = scores
    assert ours.visemes > bands.visemes + 0.15
    assert ours.mouths > bands.mouths + 0.10
    assert ours.visemes > 2 * ours.majority


def test_what_the_ear_shuts_in_pauses_is_no_word_of_the_reader():
    ear, clips = Ear(VisemeNet(), Activity()), read_folder(librivox())
    heard, net = score(lambda samples: ear.hear(samples).visemes, clips), score(visemes, clips)
    print(  # noqa: T201
        f"LibriVox: {heard.visemes:.1%} of visemes and {heard.mouths:.1%} of mouths right through "
        f"the ear, {net.visemes:.1%} and {net.mouths:.1%} by the net alone"
    )
    assert heard.visemes >= max(0.50, net.visemes - 0.005)
    assert heard.mouths >= max(0.62, net.mouths - 0.005)


def test_the_bench_says_which_readings_are_missing(monkeypatch):
    def missing(*_):
        msg = "the program 'festival' is not installed"
        raise FileError(msg, fix="apt-get install festival")

    monkeypatch.setattr(bench, "librivox", lambda: pytest.skip("cannot be fetched"))
    monkeypatch.setattr(bench, "left_out", missing)
    told = [(line["case"], line["ours"], line["peer"]) for line in bench.rows()[:-1]]
    assert told == [
        ("LibriVox", None, "not measured: cannot be fetched"),
        ("festival", None, "not measured: apt-get install festival"),
        ("espeak", None, "not measured: apt-get install festival"),
    ]
