"""Phones of English by pocketsphinx, from the words that are known to be said."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import pocketsphinx

from engine.errors import DataError
from systems.voice.framing import RATE, WINDOW, Samples
from systems.voice.lipsync.phones import Phone
from systems.voice.lipsync.recognise import FRAME, decode, label, quiet_decoder, recognised
from systems.voice.lipsync.spelling import guessed
from systems.voice.lipsync.transcript import Sentence

BEAMS: Final = (1e-48, 1e-60, 1e-80, 1e-120)
"""How much worse than the best a path may be: pocketsphinx's own, then wider. Where the beam is
narrow the path to the last word can be lost before it is reached, and nothing is returned: mostly
where words are said otherwise than the dictionary, or a guess, has them."""

MARGIN: Final = 0.1
"""Seconds around a subtitle that are listened to as well: people set them loosely."""

FOREIGN: Final = 0.5
"""Share of unknown words from which a text is not English; names and trade words are fewer."""


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
        In order of time.

    Raises
    ------
    DataError
        If the text is not English, or a sentence begins after the sound's end.
    """
    sentences = [sentence._replace(words=_plain(sentence.words)) for sentence in sentences]
    decoders = Decoders(sentences)
    done = Alignment(remarks=decoders.remarks)
    for number, sentence in enumerate(sentences, start=1):
        name = f"sentence {number} '{_shortened(str(sentence))}'"
        start, part = _part(samples, sentence, name)
        phones, remarks = decoders.align(part, sentence, name)
        done.remarks += remarks
        done.phones += _after(done.phones, start, phones)
    return done


class Decoders:
    """pocketsphinx at each width of beam, made when it is first needed.

    Parameters
    ----------
    sentences : sequence of Sentence
        All that will be aligned.

    Attributes
    ----------
    remarks : list of str
        What was guessed of words that the dictionary does not have.
    """

    def __init__(self, sentences: Sequence[Sentence]) -> None:
        self._made: dict[float, pocketsphinx.Decoder] = {}
        self._guesses: dict[str, str] = {}
        words = dict.fromkeys(word for sentence in sentences for word in sentence.words)
        unknown = [word for word in words if self._at(BEAMS[0]).lookup_word(word) is None]
        _require_english(unknown, len(words))
        self._guesses = {word: guessed(word) for word in unknown}
        self._made.clear()
        self.remarks = [f"'{w}' is in no dictionary: guessed {s}" for w, s in self._guesses.items()]

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


def _plain(words: Sequence[str]) -> tuple[str, ...]:
    """Return words without accents, which the dictionary does not have either."""
    plain = (unicodedata.normalize("NFD", word) for word in words)
    return tuple("".join(c for c in word if not unicodedata.combining(c)) for word in plain)


def _require_english(unknown: Sequence[str], count: int) -> None:
    strange = [word for word in unknown if not (word.isascii() and word.strip("'").isalpha())]
    if strange or len(unknown) > FOREIGN * count:
        msg = f"no words of English: {', '.join((strange or list(unknown))[:5])}"
        fix = "write numbers as words; for other languages give timed phones: --phones LABELS"
        raise DataError(msg, fix=fix)


def _shortened(text: str) -> str:
    return text if len(text) <= 30 else f"{text[:27]}..."


def _part(samples: Samples, sentence: Sentence, name: str) -> tuple[float, Samples]:
    """Return where a sentence's sound begins, s, and the sound."""
    length = len(samples) / RATE
    start = max((sentence.start or 0.0) - MARGIN, 0.0)
    end = length if sentence.end is None else sentence.end + MARGIN
    part = samples[round(start * RATE) : round(end * RATE)]
    if len(part) < WINDOW:
        msg = f"{name} is said at {start:.1f} s, but the sound is {length:.1f} s long"
        raise DataError(msg, fix="give the text of this recording")
    return start, part


def _aligned(decoder: pocketsphinx.Decoder, samples: Samples, text: str) -> list[Phone]:
    """Return the phones, or nothing if the beam has lost the path to the last word."""
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


def _after(before: Sequence[Phone], start: float, phones: Sequence[Phone]) -> Iterator[Phone]:
    """Yield phones that begin at `start`, without what overlaps those before."""
    began = before[-1].end if before else 0.0
    for phone in phones:
        if phone.end + start > began:
            yield Phone(max(phone.start + start, began), phone.end + start, phone.label)
