"""How late the mouth is behind its sound in a written film, measured by decoding it."""

from functools import partial

import av
import numpy as np
import pytest

from engine import Clock, Res, Stage, run_live, run_step, system
from systems.avatar.show import Show
from systems.launch import Launch, build
from systems.voice.framing import RATE
from systems.voice.mic import Mic
from tests.systems.voice.fakes import LoudnessNet
from tests.systems.voice.speech import espeak
from tests.systems.voice.test_sound_file import write_wav

SIZE = (240, 320)
VOWELS = 1.0 + 0.8 * np.arange(8)  # s
CLICK = 0.01  # s
STEP = 0.01  # s, of the comparison
CLOSE = 0.02  # s by which a mouth may be off its sound
TRIES = 6  # a machine that is busy with something else gets other chances

pytestmark = [pytest.mark.gl, pytest.mark.slow]


@pytest.fixture(autouse=True)
def _net(monkeypatch):
    """Use a net whose mouth is as open as its sound is loud."""
    monkeypatch.setattr("systems.voice.stage.VisemeNet", lambda **_: LoudnessNet())


@pytest.fixture
def vowels(tmp_path):
    """A recording of vowels that set in with a click."""
    vowel = espeak("aah")[320:]  # without its soft beginning
    sound = np.zeros(round((VOWELS[-1] + 1.2) * RATE), np.float32)
    for start in (VOWELS * RATE).round().astype(int):
        sound[start : start + len(vowel)] = vowel
        sound[start : start + round(CLICK * RATE)] = 0.7
    return write_wav(tmp_path / "vowels.wav", sound, RATE)


def filmed(sound, out, run):
    """Film a puppet without a camera that hears a recording; return the film, and s a picture."""
    drawn = []

    @system(Stage.RENDER)
    def note(clock: Res[Clock]) -> None:
        drawn.append(clock.now)

    show = Show(headless=True, film=out, size=SIZE)
    launched = Launch(source="none", show=show, mic=Mic(wanted=str(sound), alone=True))
    run(build(launched).add(note), None)
    return out, float(np.median(np.diff(drawn)))


def opening(path):
    """Return times of a film's pictures and how dark the puppet's mouth is in each."""
    with av.open(str(path)) as file:
        pictures = [(f.time, f.to_ndarray(format="gray")) for f in file.decode(video=0)]
    place = np.s_[160:230, SIZE[0] + 90 : SIZE[0] + 150]
    return np.array([(time, (picture[place] < 70).mean()) for time, picture in pictures]).T


def loudness(path):
    """Return times and whether a vowel is heard then, 0 or 1."""
    with av.open(str(path)) as file:
        frames = [(f.time, f.sample_rate, f.to_ndarray()[0]) for f in file.decode(audio=0)]
    rate, samples = frames[0][1], np.concatenate([samples for _, _, samples in frames])
    size = round(STEP * rate)
    blocks = samples[: len(samples) // size * size].reshape(-1, size)
    return frames[0][0] + np.arange(len(blocks)) * STEP, (np.abs(blocks).max(1) > 0.02).astype(
        float
    )


def lateness(path):
    """Return by how much the mouth's opening follows the sound, s: where they correlate best.

    NaN where they do not, as in a film that a busy machine has torn.
    """
    (seen_at, dark), (heard_at, loud) = opening(path), loudness(path)
    grid = np.arange(0.5, seen_at[-1] - 0.5, STEP)
    sound, shifts = np.interp(grid, heard_at, loud), np.arange(-0.2, 0.4, STEP)
    mouths = (np.interp(grid + shift, seen_at, dark) for shift in shifts)
    fits = np.array([np.corrcoef(sound, mouth)[0, 1] for mouth in mouths])
    at = int(fits.argmax())
    if fits[at] < 0.5:
        return np.nan
    a, b, c = fits[at - 1 : at + 2]
    return float(shifts[at] + STEP * (a - c) / (2 * (a - 2 * b + c)))


def test_in_a_live_film_the_mouth_is_no_later_than_in_one_made_step_by_step(vowels, tmp_path):
    """There every picture has the mouth of its moment, with nothing but its own inertia."""
    periods = []
    for _ in range(TRIES):
        film, period = filmed(vowels, tmp_path / "live.mp4", run_live)
        live = lateness(film)
        step = lateness(filmed(vowels, tmp_path / "step.mp4", partial(run_step, dt=period))[0])
        print(f"sound to mouth: live {1e3 * live:.0f} ms, in steps {1e3 * step:.0f} ms")  # noqa: T201
        if abs(live - step) < CLOSE:
            return
        periods.append(period)
    if min(periods) > 1.1 / 60:
        pytest.skip("this machine is too busy to draw 60 pictures a second")
    pytest.fail(f"live {live:.3f} s, in steps {step:.3f} s")
