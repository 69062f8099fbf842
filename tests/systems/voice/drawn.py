"""The mouth as it is drawn of a sound: live, block by block, and offline.

    from tests.systems.voice.drawn import drawn_live, drawn_offline, open_share

Nobody is seen, so that the voice has the mouth to itself.
"""

import numpy as np

from systems.topology import ARKIT
from systems.voice.activity import Activity
from systems.voice.ear import Ear
from systems.voice.framing import HOP, RATE
from systems.voice.heard import silence
from systems.voice.hearing import Hearer, Hearing
from systems.voice.lipsync.fusion import SpeakingMouth
from systems.voice.lipsync.recording import Recording
from systems.voice.lipsync.track import mouth_track
from systems.voice.sound import Block
from systems.voice.visemes.net import VisemeNet
from tests.systems.voice.test_sound_file import write_wav

PICTURES = 60.0
"""A second."""

OPEN = 0.05
"""Weight of any shape of the mouth or the jaw from which on it counts as moved: a twelfth of what
an aa opens the jaw by."""

MOUTH = [name.startswith(("jaw", "mouth", "tongue")) for name in ARKIT]


def drawn_live(samples):
    """Return the weights (n, 52) of every picture, drawn while the sound comes in."""
    hearer, mouth = Hearer(Ear(VisemeNet(), Activity()), Hearing()), SpeakingMouth()
    now, unseen, pictures = silence(0.0), np.zeros(len(ARKIT), np.float32), []
    for start in range(0, len(samples), HOP):
        block = Block(samples[start : start + HOP], RATE, start / RATE)
        now = (hearer.hear(block) or [now])[-1]
        while len(pictures) / PICTURES <= start / RATE:
            pictures.append(mouth.step(unseen, now, 0.0, 1 / PICTURES))
    return np.array(pictures)


def drawn_offline(samples, folder):
    """Return the weights (n, 52) of every picture of a sound that lies in a file."""
    said = Recording(sound=write_wav(folder / "sound.wav", samples, RATE)).listen()
    return mouth_track(said.visemes, said.voiced, said.seconds, PICTURES).blendshapes


def open_share(weights):
    """Return the share of pictures in which the mouth is moved."""
    return (weights[:, MOUTH].max(axis=1) > OPEN).mean()
