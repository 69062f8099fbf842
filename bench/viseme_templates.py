"""The peer pylipsync in its own interpreter: names the phoneme of each 10 ms of some wav files.

Run: `python viseme_templates.py FILE.wav …`; prints one line of names for each file.
"""

import sys

import soundfile
from pylipsync import PhonemeAnalyzer

ANALYZER = PhonemeAnalyzer()


def names(path):
    """Return the phoneme of the greatest target in each segment of 10 ms; all 0 is silence."""
    samples, rate = soundfile.read(path, dtype="float32")
    segments = ANALYZER.extract_phoneme_segments(samples, rate, fps=100)
    best = [max(segment.phonemes, key=lambda phoneme: phoneme.target) for segment in segments]
    return [phoneme.name if phoneme.target > 0 else "silence" for phoneme in best]


if __name__ == "__main__":
    for file in sys.argv[1:]:
        print(*names(file))
