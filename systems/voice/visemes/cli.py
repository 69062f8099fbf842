"""``python -m engine train visemes``: the net that tells visemes from sound, and its profiles."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import tomlkit
import typer
from rich.console import Console
from rich.table import Table

from engine.errors import UsageError
from engine.whole import require_apart, require_writable, whole_file
from systems.voice.visemes.place import PASSAGE, SHIPPED
from systems.voice.visemes.recipe import Order, Recipe, Synthesizer

CONSOLE = Console()

NET, PROFILE = "visemes.onnx", "voice.npz"
"""What is written without ``--out``."""

STEPS, SEED = str(Recipe.steps), str(Recipe.seed)

train = typer.Typer(help="Make anew what was learned here: nets and tables.", no_args_is_help=True)


@train.callback()
def about() -> None:
    """Make anew what was learned here: nets and tables."""


@train.command()
def visemes(
    out: Annotated[
        str | None,
        typer.Option(
            "--out",
            metavar="FILE.onnx|NAME|FILE.npz",
            help="The net, its log FILE.toml beside it; with --adapt the profile, as --voice takes "
            "it.",
            show_default=f"{NET}; with --adapt {PROFILE}",
        ),
    ] = None,
    data: Annotated[
        list[Path] | None,
        typer.Option("--data", help="A folder of .wav with .lab, .TextGrid or .json beside."),
    ] = None,
    voices: Annotated[
        list[Synthesizer] | None,
        typer.Option("--voices", help="Only the voices of this program; all three by default."),
    ] = None,
    sentences: Annotated[
        int | None, typer.Option("--sentences", min=2, help="Let only so many be read.")
    ] = None,
    steps: Annotated[
        int | None, typer.Option("--steps", min=1, help="Of training.", show_default=STEPS)
    ] = None,
    seed: Annotated[int | None, typer.Option("--seed", min=0, show_default=SEED)] = None,
    adapt: Annotated[
        Path | None,
        typer.Option("--adapt", help="Train nothing anew: fit the net to who reads in this file."),
    ] = None,
    text: Annotated[
        Path | None, typer.Option("--text", help="What is read; by default what --passage prints.")
    ] = None,
    vowels: Annotated[
        bool, typer.Option("--vowels", help="Not a reading: ah, eh, ee, oh, oo, a second each.")
    ] = False,
    passage: Annotated[
        bool, typer.Option("--passage", help="Print what to read aloud, and do nothing else.")
    ] = False,
) -> None:
    """Train the viseme net on synthetic voices, whose times are exact, and on recordings.

    Example: `python -m engine train visemes --data my_recordings --out visemes.onnx`

    To fit the shipped net to a person: `python -m engine train visemes --adapt me.wav --out me`
    """
    anew = {"--data": data, "--voices": voices, "--sentences": sentences}
    anew |= {"--steps": steps, "--seed": seed}
    fitted = {"--text": text, "--vowels": vowels}
    if passage:
        _refuse("--passage only prints", anew | fitted | {"--adapt": adapt, "--out": out})
        typer.echo(PASSAGE.read_text(encoding="utf-8"))
    elif adapt is not None:
        _refuse("--adapt trains nothing anew", anew)
        _refuse("--vowels is no reading", {"--text": text} if vowels else {})
        fit(adapt, text, out or PROFILE, vowels=vowels)
    else:
        _refuse("without --adapt nobody's recording is fitted to", fitted)
        recipe = Recipe(steps=steps or Recipe.steps, seed=Recipe.seed if seed is None else seed)
        order = Order(voices or list(Synthesizer), data or [], sentences, recipe)
        train_anew(order, Path(out or NET))


def _refuse(why: str, options: Mapping[str, object]) -> None:
    """Refuse options that would count for nothing; None and False were not given."""
    given = [name for name, value in options.items() if value is not None and value is not False]
    if given:
        msg = f"{why}: {given[0]} counts for nothing"
        raise UsageError(msg, fix=f"leave {given[0]} out")


def train_anew(order: Order, out: Path) -> None:
    """Write a net and its log; print how well it does on voices that were left out."""
    from systems.voice.visemes.building import build

    if out.suffix != ".onnx":
        msg = f"the net would be written to '{out}'"
        raise UsageError(msg, fix="give --out a name that ends with .onnx")
    log_file = out.with_suffix(".toml")
    for file in (out, log_file):
        require_writable(file)
    with CONSOLE.status("") as status:
        log = build(order, out, status.update)
    with whole_file(log_file) as log_out:
        log_out.write(tomlkit.dumps(log).encode())
    CONSOLE.print(figures(log))
    CONSOLE.print(f"{out}: {log['bytes']} bytes; its log: {log_file}")


def fit(sound: Path, text: Path | None, out: str, *, vowels: bool) -> None:
    """Write the profile of who is heard in a file, to a name or a path as `profile_path`."""
    from systems.voice.lipsync.recording import heard_samples
    from systems.voice.visemes.adaptation import adapt, five_vowels, read_aloud
    from systems.voice.visemes.profile import profile_path

    file = profile_path("--out", out)
    require_apart(file, sound, text)
    file.parent.mkdir(parents=True, exist_ok=True)
    require_writable(file)
    samples = heard_samples(sound)
    heard = five_vowels(samples) if vowels else read_aloud(samples, text)
    adapt(SHIPPED, heard, whole=not vowels).save(file)
    CONSOLE.print(f"profile: {file}; use it: --voice {out}")


def figures(log: dict[str, Any]) -> Table:
    """Return the table of a log's scores on voices that were left out."""
    table = Table("voice left out", "15 visemes", "6 mouths", "majority", "rows", box=None)
    for name, told in log["left_out"].items():
        shares = (f"{told[k]:.1%}" for k in ("visemes", "mouths", "majority"))
        table.add_row(name, *shares, str(told["rows"]))
    return table
