"""A profile: a minute of reading or five vowels make the net fit a voice that it fits badly."""

from dataclasses import replace
from functools import partial

import numpy as np
import pytest

from engine.errors import DataError, FileError
from systems.topology import VISEME
from systems.voice.framing import RATE
from systems.voice.mel import BANDS
from systems.voice.visemes.adaptation import adapt, five_vowels, read_aloud
from systems.voice.visemes.corpus import joined
from systems.voice.visemes.labels import labelled
from systems.voice.visemes.net import VisemeNet, visemes
from systems.voice.visemes.place import PASSAGE, SHIPPED
from systems.voice.visemes.profile import Profile, load_profile
from systems.voice.visemes.score import score
from systems.voice.visemes.voices import sentences
from tests.systems.voice.visemes.small_voice import small


@pytest.fixture(scope="module")
def others(engine):
    """Sentences that are not in the passage."""
    return [small(engine, text) for text in sentences()[60:80]]


def profiled(profile, folder):
    profile.save(folder / "me.npz")
    return partial(visemes, net=VisemeNet(profile=folder / "me.npz"))


def test_half_a_minute_makes_a_small_voice_better_understood(engine, others, tmp_path):
    spoken = joined([small(engine, text) for text in sentences()[:12]], np.random.default_rng(1))
    before = score(visemes, others)
    after = score(profiled(adapt(SHIPPED, spoken), tmp_path), others)
    assert after.visemes > before.visemes + 0.05
    assert after.mouths > before.mouths + 0.05


@pytest.fixture(scope="module")
def reading(engine, tmp_path_factory):
    """Return a text file and what espeak-ng makes of it."""
    lines = PASSAGE.read_text().splitlines()[:3]
    text = tmp_path_factory.mktemp("reading") / "three lines.txt"
    text.write_text("\n".join(lines))
    said = [engine.speak(line, "en-us+f4", words=140) for line in lines]
    return text, joined(said, np.random.default_rng(1))


def test_a_reading_is_aligned_with_its_text(reading):
    text, truth = reading
    count = len(truth.samples) // 160 - 2
    found = read_aloud(truth.samples, text).rows(count)
    assert (found == truth.rows(count)).mean() > 0.65


def test_a_reading_of_something_else_is_refused(reading):
    _, truth = reading
    with pytest.raises(DataError, match=r"is not found to be passage\.txt"):
        read_aloud(truth.samples[: 2 * RATE])


def vowels(engine, voice=small):
    parts = []
    for word in ("ah", "eh", "ee", "oh", "oo"):
        sound = voice(engine, word).samples
        middle = sound[len(sound) // 3 : len(sound) // 3 + 1600]
        held = np.concatenate([np.concatenate([middle, middle[::-1]])] * 4)
        parts += [np.zeros(RATE // 2, np.float32), held]
    return np.concatenate([*parts, np.zeros(RATE // 2, np.float32)])


def test_five_vowels_are_found_in_their_order(engine):
    heard = five_vowels(vowels(engine))
    said = [int(v) for v in heard.visemes if v]
    assert said == [VISEME[name] for name in ("aa", "E", "I", "O", "U")]


def test_five_vowels_make_vowels_better_understood(engine, others, tmp_path):
    heard = five_vowels(vowels(engine))
    tell = profiled(adapt(SHIPPED, heard, whole=False), tmp_path)
    own = [heard]
    assert score(tell, own).visemes > score(visemes, own).visemes
    assert score(tell, others).visemes > score(visemes, others).visemes


def test_five_vowels_leave_a_voice_that_is_understood_as_it_is(engine, tmp_path):
    def usual(engine, text):
        return engine.speak(text, "en-us+f2", words=140)

    said = [usual(engine, text) for text in sentences()[60:72]]
    tell = profiled(adapt(SHIPPED, five_vowels(vowels(engine, usual)), whole=False), tmp_path)
    assert score(tell, said).visemes > score(visemes, said).visemes - 0.02


def test_other_than_five_sounds_are_refused(engine):
    with pytest.raises(DataError, match="not 5 sounds with pauses between them are heard, but 4"):
        five_vowels(vowels(engine)[: -RATE * 3 // 2])


def test_silence_is_refused():
    with pytest.raises(DataError, match="nothing is said"):
        adapt(SHIPPED, labelled(np.zeros(RATE, np.float32), [], "nobody"))


def test_a_profile_of_another_net_is_refused(engine, tmp_path):
    profile = replace(adapt(SHIPPED, small(engine, "hello")), net="another")
    profile.save(tmp_path / "me.npz")
    with pytest.raises(DataError, match="was made for another net"):
        VisemeNet(profile=tmp_path / "me.npz")


def test_what_is_no_profile_is_refused(tmp_path):
    with pytest.raises(FileError, match=r"there is no voice profile .*none\.npz"):
        VisemeNet(profile=tmp_path / "none.npz")
    np.save(tmp_path / "one array.npy", np.zeros(40))
    one_array = (tmp_path / "one array.npy").read_bytes()
    for content in (b"no profile", b"", b"PK\x03\x04 an archive cut off", one_array):
        (tmp_path / "bad.npz").write_bytes(content)
        with pytest.raises(FileError, match="is no voice profile"):
            VisemeNet(profile=tmp_path / "bad.npz")


def test_a_profile_is_read_or_refused_whichever_bit_of_it_is_wrong(tmp_path):
    random, path = np.random.default_rng(4), tmp_path / "me.npz"
    rows = random.normal(size=(42, BANDS)).astype(np.float32)
    Profile(rows[0], rows[1:-1], rows[-1], "n" * 64).save(path)
    whole, refused = path.read_bytes(), []
    for place in range(0, len(whole), 4):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << random.integers(8)
        path.write_bytes(damaged)
        try:
            assert load_profile(path, "n" * 64).matrix.shape == (BANDS, BANDS)
        except (FileError, DataError) as error:
            refused.append(str(error))
    assert len(refused) > len(whole) / 8
    assert {said.count("\n") for said in refused} == {1}


def test_a_profile_is_small_and_leaves_streaming_as_it_is(engine, tmp_path):
    profile = adapt(SHIPPED, small(engine, "hello there"))
    profile.save(tmp_path / "me.npz")
    assert (tmp_path / "me.npz").stat().st_size < 10_000
    net = VisemeNet(profile=tmp_path / "me.npz")
    mel = np.random.default_rng(3).normal(-6, 3, (90, 40)).astype(np.float32)
    whole = net.push(mel)
    net.reset()
    assert np.allclose(np.concatenate([net.push(row[None]) for row in mel]), whole, atol=1e-5)
