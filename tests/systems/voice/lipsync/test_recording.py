"""From a sound file to a table: the methods, the formats, and what cannot be used."""

import csv
import hashlib
import itertools
import json
import wave

import av
import numpy as np
import pytest

from engine.errors import BunrakuError, DataError, FileError, UsageError
from systems.topology import ARKIT, SHAPE, VISEME, VISEMES
from systems.track.store import Store
from systems.voice.framing import RATE
from systems.voice.lipsync import rhubarb
from systems.voice.lipsync.files import require_known_format, write
from systems.voice.lipsync.film import FILMS
from systems.voice.lipsync.phones import Phone, Shown, shown_visemes
from systems.voice.lipsync.recording import Method, Recording, heard_samples
from systems.voice.lipsync.track import mouth_track, rows_of
from systems.voice.mel import BANDS
from systems.voice.visemes.place import SHIPPED
from systems.voice.visemes.profile import Profile
from tests.e2e.test_commands import CONSTANTS, KEYS
from tests.systems.voice.speech import espeak

SAID = "Bob gave my father a map."
CLOSED = [SHAPE["mouthPressLeft"], SHAPE["jawOpen"]]


def write_wav(path, samples, rate=RATE, channels=1):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        words = np.repeat((samples * 32767).clip(-32768, 32767).astype("<i2")[:, None], channels, 1)
        file.writeframes(words.tobytes())
    return path


@pytest.fixture(scope="module")
def spoken():
    """Return a sentence, with half a second of silence around it."""
    return np.pad(espeak(SAID), RATE // 2)


@pytest.fixture
def sound(tmp_path, spoken):
    return write_wav(tmp_path / "said.wav", spoken)


@pytest.fixture
def text(tmp_path):
    path = tmp_path / "said.txt"
    path.write_text(SAID)
    return path


def made(said, fps=60.0):
    return mouth_track(said.visemes, said.voiced, said.seconds, fps)


@pytest.mark.parametrize("method", [Method.ALIGN, Method.PHONES])
def test_a_recording_moves_the_mouth_while_it_speaks_and_not_before(sound, text, method):
    said = Recording(sound=sound, method=method, text=text if method is Method.ALIGN else None)
    track = made(said.listen())
    jaw = track.blendshapes[:, SHAPE["jawOpen"]]
    speaks = (track.time > 0.5) & (track.time < track.time[-1] - 0.5)
    assert jaw[speaks].max() > 0.25
    assert jaw[track.time < 0.3].max() < 0.05
    assert jaw[-10:].max() < 0.05
    assert track.visemes.sum(1) == pytest.approx(1, abs=1e-5)


def test_the_net_hears_without_being_told_anything(sound):
    said = Recording(sound=sound).listen()
    assert not said.phones
    assert made(said).blendshapes[:, SHAPE["jawOpen"]].max() > 0.2


def test_labels_of_any_language_move_the_mouth_as_they_say(sound, tmp_path):
    labels = tmp_path / "said.lab"
    labels.write_text("0 0.5 _\n0.5 0.6 p\n0.6 0.9 a:\n0.9 1.0 m\n1.0 1.3 o:")
    said = Recording(sound=sound, phones=labels).listen()
    track = made(said, 100)
    closed = track.blendshapes[:, CLOSED]
    np.testing.assert_allclose(closed[53:58], np.tile(closed[55], (5, 1)), atol=0.02)
    assert closed[55, 0] > 0.4
    assert closed[80, 1] > 0.5
    assert closed[95, 1] < 0.02


@pytest.mark.parametrize("duration", [0.02, 0.04, 0.08])
@pytest.mark.parametrize("fps", [25, 30, 60])
def test_lips_touch_in_the_middle_of_every_p_whatever_the_rate(duration, fps):
    for start in np.arange(0.5, 0.54, 0.007):
        phones = [
            Phone(0, start, "AA"),
            Phone(start, start + duration, "P"),
            Phone(start + duration, 1.2, "AA"),
        ]
        rows = rows_of(shown_visemes(phones), 1.2)
        track = mouth_track(rows, np.ones(len(rows), np.float32), 1.2, fps)
        assert track.visemes[:, VISEME["PP"]].max() > 0.9


def test_a_table_has_a_row_for_each_picture_and_names_for_each_column(sound, text, tmp_path):
    said = Recording(sound=sound, text=text).listen()
    track, out = made(said, 30), tmp_path / "a.npz"
    write(said, track, sound, out)
    with np.load(out) as table:
        count = len(table["time"])
        assert table["time"][1] == pytest.approx(1 / 30)
        assert count == int(np.ceil(said.seconds * 30))
        assert table["visemes"].shape == (count, 15)
        assert table["blendshapes"].shape == (count, 52)
        assert table["presets"].shape == (count, 5)
        assert tuple(table["blendshape_names"]) == ARKIT
        assert tuple(table["viseme_names"]) == VISEMES
        assert len(table["phones"]) == len(table["phone_start"]) == len(said.phones)


PICTURED = {
    *("face", "box", "confidence", "landmarks", "landmarks68", "face_transform"),
    *("head_rotation", "head_translation", "yaw_pitch_roll", "head_angular_velocity"),
    *("reprojection_error", "gaze", "gaze_left", "gaze_right", "gaze_camera"),
    *("eye_open", "eye_state", "mouth_open", "mouth_state", "camera_matrix"),
}
"""Keys of a track table for which there must be a picture."""


@pytest.mark.parametrize("suffix", [".npz", ".json"])
def test_a_table_has_every_key_of_a_track_table_that_needs_no_picture(sound, tmp_path, suffix):
    said, out = Recording(sound=sound).listen(), tmp_path / f"a{suffix}"
    write(said, made(said), sound, out)
    if suffix == ".npz":
        with np.load(out) as file:
            table = dict(file)
    else:
        table = {key: np.array(value) for key, value in json.loads(out.read_text()).items()}
    assert {*KEYS, *CONSTANTS} - table.keys() == PICTURED
    count = len(table["time"])
    for key in KEYS.keys() - PICTURED:
        assert table[key].shape == (count, *KEYS[key])
    assert table["frame"].tolist() == list(range(count))
    assert table["frame"].dtype.kind == "i"


def hashes_in(said, sound, out):
    write(said, made(said), sound, out)
    with np.load(out) as table:
        return dict(table["model_hashes"].reshape(-1, 2).tolist())


def test_a_table_tells_which_nets_heard(sound, text, tmp_path):
    out, me = tmp_path / "a.npz", tmp_path / "me.npz"
    shipped = hashlib.sha256(SHIPPED.read_bytes()).hexdigest()
    Profile(np.zeros(BANDS), np.eye(BANDS), np.zeros(BANDS), shipped).save(me)
    by_net = hashes_in(Recording(sound=sound).listen(), sound, out)
    assert by_net == {"visemes": shipped, "silero": Store().roles["silero"].sha256}
    by_voice = hashes_in(Recording(sound=sound, voice=me).listen(), sound, out)
    assert by_voice == by_net | {"voice": hashlib.sha256(me.read_bytes()).hexdigest()}
    assert hashes_in(Recording(sound=sound, text=text).listen(), sound, out) == {}


def test_every_format_says_the_same(sound, text, tmp_path):
    said = Recording(sound=sound, text=text).listen()
    track = made(said)
    for suffix in (".csv", ".json", ".tsv"):
        write(said, track, sound, tmp_path / f"a{suffix}")
    lines = [x for x in (tmp_path / "a.csv").read_text().splitlines() if not x.startswith("#")]
    jaw = [float(row[f"blendshapes_{SHAPE['jawOpen']}"]) for row in csv.DictReader(lines)]
    np.testing.assert_allclose(jaw, track.blendshapes[:, SHAPE["jawOpen"]], atol=1e-6)
    read = json.loads((tmp_path / "a.json").read_text())
    np.testing.assert_allclose(read["blendshapes"], track.blendshapes, atol=1e-5)
    cues = [line.split("\t") for line in (tmp_path / "a.tsv").read_text().splitlines()]
    assert [(c["start"], c["value"]) for c in read["mouthCues"]] == [
        (float(t), s) for t, s in cues[:-1]
    ]
    assert read["metadata"]["duration"] == pytest.approx(float(cues[-1][0]), abs=0.011)
    assert {shape for _, shape in cues} <= set("ABCDEFGHX")


def test_rhubarbs_cues_follow_each_other_and_keep_closures():
    shown = [
        Shown(0.1, 0.3, VISEME["aa"]),
        Shown(0.3, 0.33, VISEME["PP"]),
        Shown(0.33, 0.35, VISEME["DD"]),
        Shown(0.35, 0.6, VISEME["U"]),
    ]
    cues = rhubarb.cues(rows_of(shown, 0.8), 0.8)
    assert [cue.shape for cue in cues] == ["X", "D", "A", "F", "X"]
    assert [cue.start for cue in cues] == [0, 0.1, 0.3, 0.35, 0.6]
    assert all(a.end == b.start for a, b in itertools.pairwise(cues))
    assert rhubarb.tsv(cues).endswith("0.60\tX\n0.80\tX\n")


def test_every_viseme_has_a_shape_of_rhubarbs():
    assert len(rhubarb.SHAPES) == len(VISEMES)
    assert rhubarb.SHAPES[VISEME["PP"]] == "A"


@pytest.mark.parametrize(("rate", "channels"), [(8000, 1), (44100, 2), (48000, 6)])
def test_any_rate_and_any_number_of_channels_is_heard(tmp_path, spoken, text, rate, channels):
    import soxr

    path = write_wav(tmp_path / "a.wav", soxr.resample(spoken, RATE, rate), rate, channels)
    said = Recording(sound=path, text=text).listen()
    assert said.seconds == pytest.approx(len(spoken) / RATE, abs=0.02)
    assert sum(phone.label in {"B", "P", "M", "F"} for phone in said.phones) == 6


def test_sound_in_aac_is_heard_at_its_time(tmp_path, spoken):
    path = tmp_path / "a.m4a"
    with av.open(str(path), "w") as file:
        stream = file.add_stream("aac", rate=RATE, layout="5.1")
        frame = av.AudioFrame.from_ndarray(np.repeat(spoken[None], 6, 0), "fltp", "5.1")
        frame.sample_rate, frame.pts = RATE, 0
        file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    heard = heard_samples(path)[: len(spoken)]
    lag = np.correlate(heard[:16000], spoken[4000:12000], "valid").argmax() - 4000
    assert abs(lag) < 0.005 * RATE


def test_silence_keeps_the_mouth_shut_and_says_so(tmp_path):
    path = write_wav(tmp_path / "a.wav", np.zeros(RATE, np.float32))
    for method in (Method.AUTO, Method.PHONES):
        said = Recording(sound=path, method=method).listen()
        assert said.remarks == ["no speech is heard in a.wav: the mouth stays shut"]
        assert not made(said).blendshapes.any()


@pytest.mark.parametrize("method", [Method.NET, Method.PHONES])
def test_a_recording_that_is_far_too_soft_is_heard_like_any_other(sound, spoken, tmp_path, method):
    soft = write_wav(tmp_path / "soft.wav", spoken / np.abs(spoken).max() * 0.004)
    jaws = [
        made(Recording(sound=path, method=method).listen()).blendshapes[:, SHAPE["jawOpen"]]
        for path in (sound, soft)
    ]
    assert np.corrcoef(jaws)[0, 1] > 0.7


def test_a_text_cannot_be_in_silence(tmp_path, text):
    path = write_wav(tmp_path / "a.wav", np.zeros(RATE, np.float32))
    with pytest.raises(DataError, match=r"no speech is heard in a\.wav"):
        Recording(sound=path, text=text).listen()


def test_a_header_that_promises_more_than_there_is_gives_what_there_is(tmp_path, sound, spoken):
    content = bytearray(sound.read_bytes())
    content[40:44] = (2**31 - 40).to_bytes(4, "little")
    lying = tmp_path / "lying.wav"
    lying.write_bytes(content)
    assert len(heard_samples(lying)) == pytest.approx(len(spoken), abs=RATE // 50)


@pytest.mark.parametrize(
    "content", [b"", b"RIFF", b"hello, world", b"RIFF\xff\xff\xff\xffWAVEfmt "]
)
def test_a_file_that_is_no_sound_is_refused_in_two_lines(tmp_path, content):
    path = tmp_path / "a.wav"
    path.write_bytes(content)
    with pytest.raises(BunrakuError) as refused:
        Recording(sound=path).listen()
    assert isinstance(refused.value, FileError | DataError)
    assert str(refused.value).count("\n") == 1
    with pytest.raises(FileError, match="there is no file"):
        Recording(sound=tmp_path / "none.wav").listen()


def test_a_wav_without_a_sample_is_refused(tmp_path):
    path = write_wav(tmp_path / "a.wav", np.zeros(0, np.float32))
    with pytest.raises((FileError, DataError)):
        Recording(sound=path).listen()


def test_options_that_contradict_each_other_are_refused(sound, text):
    for words in (
        {"method": Method.ALIGN},
        {"method": Method.NET, "text": text},
        {"method": Method.PHONES, "phones": text},
        {"text": text, "phones": text},
    ):
        with pytest.raises(UsageError):
            Recording(sound=sound, **words).listen()


def test_labels_of_another_recording_are_refused(sound, tmp_path):
    labels = tmp_path / "a.lab"
    labels.write_text("0 60 a")
    with pytest.raises(DataError, match=r"phones until 60\.0 s, but the sound is 2"):
        Recording(sound=sound, phones=labels).listen()


def test_an_unknown_format_is_refused_before_the_work(tmp_path):
    with pytest.raises(UsageError, match=r"unknown extension '\.wav'"):
        require_known_format(tmp_path / "a.wav", FILMS)
    with pytest.raises(FileError, match="there is no folder"):
        require_known_format(tmp_path / "none" / "a.npz", FILMS)
