"""Phones of English by pocketsphinx, from the words that are known to be said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import pocketsphinx

from engine.errors import DataError
from systems.voice.framing import RATE, WINDOW, Samples
from systems.voice.lipsync.english import listed, unlisted
from systems.voice.lipsync.phones import Phone
from systems.voice.lipsync.recognise import FRAME, decode, label, quiet_decoder, recognised
from systems.voice.lipsync.spelling import guessed
from systems.voice.lipsync.transcript import Sentence

BEAMS: Final = (1e-48, 1e-60, 1e-80, 1e-120)
"""How much worse than the best a path may be: pocketsphinx's own, then wider. Where the beam is
narrow the path to the last word can be lost before it is reached, and nothing is returned: mostly
where words are said otherwise than the dictionary, or a guess, has them."""


@dataclass
class Alignment:
    """Phones in ARPABET in order of time, and what went otherwise than hoped for."""

    phones: list[Phone] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def align(samples: Samples, sentences: Sequence[Sentence]) -> Alignment:
    """Return the phones of known sentences.

    A sentence that cannot be aligned is tried again with wider beams; if none is wide enough its
    phones are recognised without the words. Both are remarked. Takes 5 to 15 % of the sound's
    length.

    Parameters
    ----------
    samples : ndarray, (n,) float32
        Mono, 16 kHz, -1..1.
    sentences : sequence of Sentence
        In order of time, none before the one before it ends.

    Raises
    ------
    DataError
        If the text is not English, or a sentence begins after the sound's end.
    """
    sentences = [s._replace(words=tuple(map(listed, s.words))) for s in sentences]
    guesses = {w: guessed(w) for w in unlisted([w for s in sentences for w in s.words])}
    decoders = Decoders(guesses)
    done = Alignment(
        remarks=[f"'{w}' is in no dictionary: guessed {s}" for w, s in guesses.items()]
    )
    for number, sentence in enumerate(sentences, start=1):
        name = f"sentence {number} '{_shortened(str(sentence))}'"
        phones, remarks = decoders.align(_part(samples, sentence, name), sentence, name)
        done.remarks += remarks
        done.phones += [
            Phone(sentence.start + phone.start, sentence.start + phone.end, phone.label)
            for phone in phones
        ]
    return done


class Decoders:
    """pocketsphinx at each width of beam, made when it is first needed.

    Parameters
    ----------
    guesses : mapping of str to str
        Pronunciations of words that the dictionary does not have.
    """

    def __init__(self, guesses: Mapping[str, str]) -> None:
        self._made: dict[float, pocketsphinx.Decoder] = {}
        self._guesses = guesses

    def align(
        self, samples: Samples, sentence: Sentence, name: str
    ) -> tuple[list[Phone], list[str]]:
        """Return the phones of a sentence, and a remark if it was not easy."""
        for beam in BEAMS:
            phones = _aligned(self._at(beam), samples, str(sentence))
            if phones:
                easy = beam == BEAMS[0]
                return phones, [] if easy else [f"{name}: aligned with a wider beam, {beam:g}"]
        return recognised(samples), [f"{name}: cannot be aligned; recognised without the words"]

    def _at(self, beam: float) -> pocketsphinx.Decoder:
        if beam not in self._made:
            widths = dict.fromkeys(("beam", "pbeam", "wbeam"), beam)
            decoder = self._made[beam] = quiet_decoder(lm=None, bestpath=False, **widths)
            for word, sounds in self._guesses.items():
                decoder.add_word(word, sounds)
        return self._made[beam]


def _shortened(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:27]}..."


def _part(samples: Samples, sentence: Sentence, name: str) -> Samples:
    """Return a sentence's sound."""
    length = len(samples) / RATE
    if sentence.start + WINDOW / RATE > length:
        msg = f"{name} is said at {sentence.start:.1f} s, but the sound is {length:.1f} s long"
        raise DataError(msg, fix="give the text of this recording")
    return samples[round(sentence.start * RATE) : round(min(sentence.end, length) * RATE)]


def _aligned(decoder: pocketsphinx.Decoder, samples: Samples, text: str) -> list[Phone]:
    """Return the phones, or nothing if the beam has lost the path to the last word."""
    if len(samples) < WINDOW:
        return []
    decoder.set_align_text(text)
    decode(decoder, samples)
    if decoder.hyp() is None:
        return []
    decoder.set_alignment()
    decode(decoder, samples)
    return [
        Phone(phone.start * FRAME, (phone.start + phone.duration) * FRAME, label(phone.name))
        for word in decoder.get_alignment() or ()
        for phone in word
    ]
