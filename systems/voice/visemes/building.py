"""From sentences to a trained net and the log of how it came about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from engine.whole import whole_file
from systems.voice.framing import RATE
from systems.voice.visemes.corpus import rows_of, streams
from systems.voice.visemes.export import export
from systems.voice.visemes.files import read_folder
from systems.voice.visemes.net import VisemeNet, visemes
from systems.voice.visemes.recipe import Order
from systems.voice.visemes.score import score
from systems.voice.visemes.training import train
from systems.voice.visemes.voices import Speech, learnt, left_out, require, sentences, versions

COPIES: Final = 2
"""How often each utterance is heard, in another room and through another microphone each time."""

PACKAGES: Final = ("numpy", "scipy", "soxr", "onnx", "onnxruntime")

Say = Callable[[str], None]
Log = dict[str, Any]


def build(order: Order, out: Path, say: Say) -> Log:
    """Write the ONNX file of a net; return the log of its training.

    Parameters
    ----------
    order : Order
    out : Path
    say : callable
        Is told what is being done.

    Raises
    ------
    FileError, DataError
        If a program or voice is missing, or a folder holds nothing to learn from.
    """
    require(order.synthesizers)
    own = {str(folder): read_folder(folder) for folder in order.folders}
    say("letting the voices read")
    told = (sentences(order.sentences), order.synthesizers, order.recipe.seed)
    speech = learnt(*told) | own
    say("changing rooms and microphones")
    rows = rows_of(list(streams(speech, order.recipe.seed, COPIES)))
    losses: dict[str, float] = {}

    def report(step: int, loss: float) -> None:
        losses[str(step)] = round(loss, 4)
        say(f"step {step} of {order.recipe.steps}, cross-entropy {loss:.3f}")

    content = export(train(rows, order.recipe, report))
    with whole_file(out) as file:
        file.write(content)
    return {
        "bytes": len(content),
        "corpus": _corpus(speech, len(rows.mel)),
        "recipe": asdict(order.recipe),
        "versions": {name: version(name) for name in PACKAGES} | versions(order.synthesizers),
        "cross_entropy": losses,
        "left_out": left_out_figures(VisemeNet(out), left_out(*told)),
    }


def left_out_figures(net: VisemeNet, speech: Speech) -> Log:
    """Return the score of a net on each voice, by its name."""
    scores = {name: score(partial(visemes, net=net), said) for name, said in speech.items()}
    return {name: {k: round(v, 4) for k, v in asdict(s).items()} for name, s in scores.items()}


def _corpus(speech: Speech, rows: int) -> Log:
    seconds = {
        name: round(sum(len(utterance.samples) for utterance in said) / RATE)
        for name, said in speech.items()
    }
    return {"rows": rows, "copies": COPIES, "seconds_read": seconds}
