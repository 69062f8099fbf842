"""Training: gradients are right, a small corpus is learnt, the file says what the net says."""

import numpy as np
import pytest

from systems.topology import VISEME
from systems.voice.framing import RATE
from systems.voice.mel import BANDS
from systems.voice.visemes.augment import augmented, warped
from systems.voice.visemes.corpus import Rows, joined, rows_of
from systems.voice.visemes.export import export
from systems.voice.visemes.labels import labelled
from systems.voice.visemes.mlp import Perceptron, dropout, smoothed, softmax
from systems.voice.visemes.net import AHEAD, VisemeNet
from systems.voice.visemes.normalise import Normaliser, normalised
from systems.voice.visemes.recipe import Recipe
from systems.voice.visemes.training import colours, tapped, train
from systems.voice.visemes.unvoiced import KINDS, unvoiced
from systems.voice.visemes.weights import read_weights

RANDOM = np.random.default_rng(4)


@pytest.mark.parametrize("share", [0.0, 0.5])
def test_gradients_are_those_of_finite_differences(share):
    net = Perceptron((6, 5, 4), 1)
    net.layers = [(w.astype(float), b.astype(float)) for w, b in net.layers]
    x = RANDOM.normal(size=(7, 6))
    targets = smoothed(RANDOM.integers(0, 4, 7), 4, np.array([1, 2, 0.5, 1.5])).astype(float)
    kept = dropout(7, (5,), share, RANDOM)
    slopes = net.gradients(x, targets, kept)
    for array, slope in zip(
        [*net.parameters(), x], [*slopes.parameters, slopes.input], strict=True
    ):
        place = tuple(0 for _ in array.shape)
        array[place] += 1e-6
        above = net.gradients(x, targets, kept).loss
        array[place] -= 2e-6
        below = net.gradients(x, targets, kept).loss
        array[place] += 1e-6
        assert slope[place] == pytest.approx((above - below) / 2e-6, abs=1e-5)


def test_without_masks_the_loss_is_the_cross_entropy_of_what_is_told():
    net, x = Perceptron((6, 5, 4), 1), RANDOM.normal(size=(7, 6)).astype(np.float32)
    targets = smoothed(RANDOM.integers(0, 4, 7), 4, np.ones(4, np.float32))
    told = -(targets * np.log(net(x))).sum() / len(x)
    assert net.gradients(x, targets).loss == pytest.approx(told, rel=1e-5)


def test_dropout_leaves_out_a_share_of_units_and_keeps_their_mean():
    wide, narrow = dropout(400, (60, 30), 0.2, RANDOM)
    assert wide.shape == (400, 60)
    assert narrow.shape == (400, 30)
    assert (wide == 0).mean() == pytest.approx(0.2, abs=0.02)
    assert wide.mean() == pytest.approx(1, abs=0.03)


def test_a_colour_is_one_spectrum_at_all_taps_and_another_for_each_row():
    recipe = Recipe(colour=0.5)
    drawn = colours(recipe, RANDOM).reshape(recipe.batch, len(recipe.taps), recipe.cepstra)
    assert (drawn == drawn[:, :1]).all()
    assert drawn[:, 0].std(axis=0) == pytest.approx(0.5, abs=0.1)


def test_softmax_takes_numbers_of_any_size():
    assert np.allclose(softmax(np.array([[1e4, 1e4, -1e4]], np.float32)), [[0.5, 0.5, 0]])


def toy(count=4000):
    """Return rows in which the loudest of five bands tells the viseme."""
    visemes = np.repeat(RANDOM.integers(0, 15, count // 10), 10)
    mel = RANDOM.normal(0, 0.3, (count, BANDS)).astype(np.float32)
    mel[np.arange(count), 2 * visemes + 3] += 4
    starts = np.zeros(count, np.intp)
    return Rows(mel, visemes, starts, starts + count, np.zeros(BANDS, np.float32))


@pytest.fixture(scope="module")
def learnt():
    losses = []
    recipe = Recipe(cepstra=40, hidden=(48,), steps=400, batch=128, rate=3e-3)
    rows = toy()
    return train(rows, recipe, lambda _, loss: losses.append(loss)), rows, losses


def test_what_can_be_learnt_is_learnt(learnt):
    trained, rows, losses = learnt
    inputs = tapped(trained.inputs(rows.mel), rows, np.arange(len(rows.mel)), trained.taps)
    assert (trained.net(inputs).argmax(axis=1) == rows.visemes).mean() > 0.9
    assert losses[-1] < losses[0] / 2


def test_the_same_seed_makes_the_same_net_and_another_seed_another():
    rows = toy(400)
    made = [export(train(rows, Recipe(steps=20, seed=seed), lambda *_: None)) for seed in (1, 1, 2)]
    assert made[0] == made[1] != made[2]


def test_the_file_says_what_the_trained_net_says(learnt, tmp_path):
    trained, _, _ = learnt
    file = tmp_path / "toy.onnx"
    file.write_bytes(export(trained))
    mel = RANDOM.normal(-4, 2, (60, BANDS)).astype(np.float32)
    rows = normalised(mel, trained.prior)
    stream = Rows(rows, *(np.full(60, n, np.intp) for n in (0, 0, 60)), trained.prior)
    inputs = tapped(trained.inputs(rows), stream, np.arange(60 - AHEAD), trained.taps)
    assert np.allclose(VisemeNet(file).push(mel), trained.net(inputs), atol=0.02)  # 16-bit weights


def test_weights_come_back_from_the_file(learnt, tmp_path):
    trained, _, _ = learnt
    file = tmp_path / "toy.onnx"
    file.write_bytes(export(trained))
    back = read_weights(file)
    assert back.taps == trained.taps
    for ours, theirs in zip(back.net.parameters(), trained.net.parameters(), strict=True):
        assert np.allclose(ours, theirs, atol=2e-3)


def test_taps_stay_within_their_stream():
    inputs = np.arange(10, dtype=np.float32)[:, None]
    starts, ends = np.repeat([0, 5], 5), np.repeat([5, 10], 5)
    rows = Rows(inputs, np.zeros(10, np.intp), starts, ends, np.zeros(1, np.float32))
    assert tapped(inputs, rows, np.array([1, 5, 9]), (-2, 0, 2)).tolist() == [
        [0, 1, 3],
        [5, 5, 7],
        [7, 9, 9],
    ]


def test_gain_wears_off_at_once_and_a_filter_with_time():
    """A quiet, dull microphone gives nearly the rows of a good one once it is known."""
    random = np.random.default_rng(8)
    speech = (-4 + random.normal(size=(300, 1)) + random.normal(size=(300, BANDS))).astype("f")
    dull = speech - 3 - np.linspace(-1, 2, BANDS, dtype=np.float32)
    prior = np.zeros(BANDS, np.float32)
    apart = normalised(dull, prior) - normalised(speech, prior)
    assert np.abs(apart[:30].mean(axis=1)).max() < 0.1
    tilt = np.abs(apart).mean(axis=1)
    assert tilt[-50:].mean() < tilt[0] / 2
    assert tilt[100] < tilt[0] * 0.75


def test_pauses_do_not_wash_the_speaker_away():
    prior = np.zeros(BANDS, np.float32)
    normaliser = Normaliser(prior)
    loud = np.linspace(-2, 2, BANDS, dtype=np.float32)
    for _ in range(200):
        before = normaliser.push(loud)
    for _ in range(300):
        normaliser.push(np.full(BANDS, -12, np.float32))
    assert np.allclose(normaliser.push(loud), before, atol=0.1)


def test_utterances_that_are_joined_keep_their_labels():
    one = labelled(np.ones(RATE // 2, np.float32), [(0.1, 0.5, VISEME["aa"])], "x")
    both = joined([one, one], np.random.default_rng(1))
    sounding = both.samples[np.arange(len(both.samples) // 160) * 160 + 80] != 0
    said = both.rows(len(sounding)) == VISEME["aa"]
    assert said.sum() == pytest.approx(80, abs=2)
    assert sounding[np.flatnonzero(said)].all()


def test_changed_speech_keeps_its_labels_in_step():
    """A click stays under its label at any speed and in any room."""
    samples = np.zeros(RATE, np.float32)
    samples[8000:8160] = 1
    speech = labelled(samples, [(0.5, 0.51, VISEME["PP"])], "x")
    for seed in range(8):
        changed = augmented(speech, np.random.default_rng(seed))
        click = np.abs(changed.samples).argmax() / RATE
        place = int(np.flatnonzero(changed.visemes == VISEME["PP"])[0])
        assert changed.ends[place - 1] - 0.01 < click < changed.ends[place] + 0.02
        assert np.abs(changed.samples).max() <= 1


def test_a_warp_by_1_changes_nothing_and_a_tone_moves_up_with_a_smaller_throat():
    mel = RANDOM.normal(size=(3, BANDS)).astype(np.float32)
    assert np.allclose(warped(mel, 1.0), mel)
    tone = np.zeros((1, BANDS), np.float32)
    tone[0, 20] = 1
    assert warped(tone, 0.8).argmax() > 20


@pytest.mark.parametrize("kind", KINDS)
def test_sounds_without_a_mouth_are_finite_and_of_the_length_asked_for(kind):
    sound = kind(8000, np.random.default_rng(2))
    assert sound.shape == (8000,)
    assert np.isfinite(sound).all()
    assert sound.std() > 0


def test_sounds_without_a_mouth_do_not_clip():
    peaks = [np.abs(unvoiced(0.5, np.random.default_rng(seed))).max() for seed in range(20)]
    assert 0.001 < min(peaks) < max(peaks) <= 1


def test_the_prior_is_the_spectrum_of_what_is_spoken():
    spoken = np.tile(np.linspace(-1, 1, BANDS, dtype=np.float32), (10, 1))
    found = rows_of([(spoken, np.ones(10, np.intp)), (-spoken, np.zeros(10, np.intp))])
    assert np.allclose(found.prior, spoken[0], atol=1e-6)
