import numpy as np
import pytest
import soxr

from systems.voice.activity import Activity
from systems.voice.ear import Ear
from systems.voice.hearing import Hearer, Hearing
from systems.voice.sound import Block
from systems.voice.soundtrack import Soundtrack
from tests.systems.voice.fakes import LoudnessNet


def hearer(quality="HQ", **hearing):
    return Hearer(Ear(LoudnessNet(), Activity()), Hearing(**hearing), quality)


def blocks(samples, rate, begins=0.0, drift=1.0):
    size = rate // 100
    for k in range(len(samples) // size):
        piece = samples[k * size : (k + 1) * size]
        yield Block(piece.astype(np.float32), rate, begins + drift * k / 100)


def heard(samples, rate, begins=0.0, drift=1.0, **options):
    listener = hearer(**options)
    rows = [row for block in blocks(samples, rate, begins, drift) for row in listener.hear(block)]
    return rows + listener.finish()


def burst(rate, at=1.0, seconds=2.0):
    """Return silence with 50 ms of a tone in the middle of which time `at` lies."""
    times = np.arange(int(seconds * rate)) / rate
    return np.where(np.abs(times - at) < 0.025, 0.5 * np.sin(2 * np.pi * 500 * times), 0)


def loudest(rows):
    """Return the time around which the power lies."""
    power = np.array([10 ** (row.level / 10) for row in rows])
    return (power * [row.captured_at for row in rows]).sum() / power.sum()


@pytest.mark.parametrize("rate", [8000, 16000, 44100, 48000])
@pytest.mark.parametrize("quality", ["LQ", "HQ"])
def test_a_sound_is_heard_at_its_time_at_any_rate(rate, quality):
    rows = heard(burst(rate), rate, begins=7.0, quality=quality)
    assert loudest(rows) == pytest.approx(8.0, abs=0.002)


def test_an_early_sound_counts_as_later_in_rows_and_in_films_alike():
    soundtrack = Soundtrack()
    soundtrack.wanted = True
    listener = Hearer(Ear(LoudnessNet(), Activity()), Hearing(offset=0.25), "HQ", soundtrack)
    given = list(blocks(burst(16000), 16000, begins=7.0))
    rows = [row for block in given for row in listener.hear(block)] + listener.finish()
    assert loudest(rows) == pytest.approx(8.25, abs=0.002)
    filmed = [block.captured_at for block in soundtrack.take(0.0)]
    assert filmed == pytest.approx([block.captured_at + 0.25 for block in given])


def test_rows_are_10_ms_apart_and_cover_the_whole_sound():
    rows = heard(burst(16000), 16000)
    times = [row.captured_at for row in rows]
    assert np.allclose(np.diff(times), 0.01)
    assert times[0] == pytest.approx(0.0125)
    assert times[-1] == pytest.approx(2.0, abs=0.02)


def test_the_offset_moves_every_time():
    late = heard(burst(16000), 16000, offset=0.2)
    assert loudest(late) == pytest.approx(1.2, abs=0.002)


def test_gain_is_in_decibels_and_clips_at_full_scale():
    plain, louder, clipped = (
        max(row.level for row in heard(burst(16000), 16000, gain=gain)) for gain in (0, 3, 60)
    )
    assert louder - plain == pytest.approx(3, abs=0.05)
    assert -3 < clipped <= 0


def test_a_drifting_clock_is_followed():
    rows = heard(burst(16000, at=9.0, seconds=10.0), 16000, drift=1.001)
    assert loudest(rows) == pytest.approx(9.009, abs=0.004)


def test_after_a_gap_or_at_another_rate_the_sound_begins_anew():
    listener = hearer()
    sound = burst(16000)
    rows = [row for block in blocks(sound, 16000) for row in listener.hear(block)]
    rows = [row for block in blocks(sound, 16000, 30.0) for row in listener.hear(block)]
    assert loudest(rows) == pytest.approx(31.0, abs=0.002)
    slow = burst(8000)
    rows = [row for block in blocks(slow, 8000, 32.0) for row in listener.hear(block)]
    assert loudest(rows) == pytest.approx(33.0, abs=0.002)


def test_jitter_of_the_stamps_does_not_reach_the_rows():
    listener, rng = hearer(), np.random.default_rng(1)
    rows = []
    for block in blocks(burst(16000, seconds=4.0), 16000):
        shaken = block._replace(captured_at=block.captured_at + rng.uniform(-0.02, 0.02))
        rows += listener.hear(shaken)
    later = np.diff([row.captured_at for row in rows])[100:]
    assert np.abs(later - 0.01).max() < 0.001


def test_a_first_stamp_that_is_wrong_is_soon_forgotten():
    listener, rows = hearer(), []
    for k, block in enumerate(blocks(burst(16000, at=0.5), 16000)):
        wrong = -0.1 if k == 0 else 0.0
        rows += listener.hear(block._replace(captured_at=block.captured_at + wrong))
    assert loudest(rows) == pytest.approx(0.5, abs=0.004)


def test_what_is_no_number_is_silence():
    sound = np.full(8000, np.nan, np.float32)
    levels = [row.level for row in heard(sound, 16000)]
    assert len(levels) > 40
    assert np.isfinite(levels).all()


def test_nothing_heard_leaves_nothing_to_finish():
    assert hearer().finish() == []


def test_a_resampled_sound_is_heard_like_the_sound():
    rng = np.random.default_rng(6)
    sound = soxr.resample(rng.normal(0, 0.1, 8000), 8000, 48000, "VHQ")
    ours = heard(sound, 48000)
    wanted = heard(soxr.resample(sound, 48000, 16000, "HQ"), 16000)
    levels = [np.array([row.level for row in rows[5:90]]) for rows in (ours, wanted)]
    assert np.abs(levels[0] - levels[1]).max() < 0.5
