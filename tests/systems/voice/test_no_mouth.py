"""Music and the noise of rooms leave the drawn mouth shut; the net alone opens it for some."""

import pytest

from systems.topology import VISEME
from systems.voice.visemes.net import VisemeNet, visemes
from tests.systems.voice import instruments
from tests.systems.voice.drawn import drawn_live, drawn_offline, open_share
from tests.systems.voice.sounds import MUSIC, NOISE, at_level
from tests.systems.voice.speech import spoken

MOST = 0.02
"""Share of pictures in which the mouth may be moved."""

NET = VisemeNet()


def shares(name, sound, folder):
    """Print and return the shares of pictures in which the mouth is moved, live and offline."""
    live, offline = open_share(drawn_live(sound)), open_share(drawn_offline(sound, folder))
    net = (visemes(sound, NET).argmax(axis=1) != VISEME["sil"]).mean()
    print(  # noqa: T201
        f"{name}: mouth moved in {live:.1%} of live pictures, {offline:.1%} offline; "
        f"the net alone opens it in {net:.1%} of rows"
    )
    return live, offline


@pytest.mark.parametrize("decibels", [-30, -12])
@pytest.mark.parametrize("name", MUSIC)
def test_music_moves_the_mouth_in_under_2_percent_of_pictures(name, decibels, tmp_path):
    assert max(shares(name, at_level(MUSIC[name], decibels), tmp_path)) < MOST


@pytest.mark.parametrize("decibels", [-50, -30, -12])
@pytest.mark.parametrize("name", NOISE)
def test_room_noise_moves_the_mouth_in_under_2_percent_of_pictures(name, decibels, tmp_path):
    assert max(shares(name, at_level(NOISE[name], decibels), tmp_path)) < MOST


@pytest.mark.parametrize("name", instruments.PROGRAMS)
def test_instruments_move_the_mouth_in_under_2_percent_of_pictures(name, tmp_path):
    sound = instruments.played(name, tmp_path)
    assert max(shares(name, at_level(sound, -12), tmp_path)) < MOST


def test_speech_does_move_the_mouth(tmp_path):
    assert min(shares("speech", at_level(spoken(10), -12), tmp_path)) > 0.8
