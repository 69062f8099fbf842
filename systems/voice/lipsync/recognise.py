"""Phones of English by pocketsphinx, without knowing what is said."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
import pocketsphinx

from systems.voice.framing import RATE, WINDOW, Samples
from systems.voice.lipsync.phones import Phone

FRAME: Final = 0.01
"""Seconds of a frame of pocketsphinx."""

SETTINGS: Final = {"beam": 1e-20, "pbeam": 1e-20, "lw": 2.0}
"""Those of pocketsphinx's own recipe for phonemes."""

DITHER: Final = 3e-4
"""Standard deviation of noise that is added, 70 dB below full scale: the model was trained on rooms
and takes the digital silence of a synthesizer for a phone. With it, in 54 sentences of espeak-ng,
57 % of phones are wrong instead of 63 %, and all are aligned at once instead of 78 %."""

NOT_A_PHONE: Final = {"+NSN+", "+SPN+", "<s>", "</s>", "<sil>", "(NULL)"}
"""What fills the time between phones: noise and sentence ends."""


def recognised(samples: Samples) -> list[Phone]:
    """Return the phones of speech in ARPABET; pauses are `SIL`.

    Parameters
    ----------
    samples : ndarray, (n,) float32
        Mono, 16 kHz, -1..1.

    Notes
    -----
    Takes about 5 % of the sound's length. Nothing is returned for sound too short for a phone.
    """
    if len(samples) < WINDOW:
        return []
    model = Path(pocketsphinx.get_model_path()) / "en-us"
    decoder = quiet_decoder(lm=None, allphone=str(model / "en-us-phone.lm.bin"), **SETTINGS)
    decode(decoder, samples)
    return [
        Phone(segment.start_frame * FRAME, (segment.end_frame + 1) * FRAME, label(segment.word))
        for segment in decoder.seg() or ()
    ]


def quiet_decoder(**settings: object) -> pocketsphinx.Decoder:
    """Return a decoder of American English that keeps what it thinks to itself."""
    pocketsphinx.set_loglevel("FATAL")
    return pocketsphinx.Decoder(samprate=RATE, loglevel="FATAL", **settings)


def decode(decoder: pocketsphinx.Decoder, samples: Samples) -> None:
    """Let a decoder hear samples, as one utterance."""
    noise = np.random.default_rng(0).normal(0, DITHER, len(samples))
    words = ((samples + noise).clip(-1, 1) * 32767).astype(np.int16)
    decoder.start_utt()
    decoder.process_raw(words.tobytes(), full_utt=True)
    decoder.end_utt()


def label(name: str) -> str:
    """Return the label of what the decoder calls a phone, or a filler between phones."""
    return "SIL" if name in NOT_A_PHONE else name
