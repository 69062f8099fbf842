"""``python -m engine train visemes``: the net that tells visemes from sound, and its profiles."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import tomlkit
import typer
from rich.console import Console
from rich.table import Table

from engine.errors import UsageError
from engine.whole import require_writable, whole_file
from systems.voice.visemes.recipe import Order, Recipe, Synthesizer

CONSOLE = Console()

train = typer.Typer(help="Train the nets that are made here.", no_args_is_help=True)


@train.callback()
def about() -> None:
    """Train the nets that are made here."""


@train.command()
def visemes(
    out: Annotated[
        Path, typer.Option("--out", help="FILE.onnx; its log becomes FILE.toml beside it.")
    ] = Path("visemes.onnx"),
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
    steps: Annotated[int, typer.Option("--steps", min=1, help="Of training.")] = Recipe.steps,
    seed: Annotated[int, typer.Option("--seed", min=0)] = Recipe.seed,
) -> None:
    """Train the viseme net on synthetic voices, whose times are exact, and on recordings.

    Example: `python -m engine train visemes --data my_recordings --out visemes.onnx`
    """
    from systems.voice.visemes.building import build

    if out.suffix != ".onnx":
        msg = f"the net would be written to '{out}'"
        raise UsageError(msg, fix="give --out a name that ends with .onnx")
    log_file = out.with_suffix(".toml")
    for file in (out, log_file):
        require_writable(file)
    recipe = Recipe(steps=steps, seed=seed)
    order = Order(voices or list(Synthesizer), data or [], sentences, recipe)
    with CONSOLE.status("") as status:
        log = build(order, out, status.update)
    with whole_file(log_file) as log_out:
        log_out.write(tomlkit.dumps(log).encode())
    CONSOLE.print(figures(log))
    CONSOLE.print(f"{out}: {log['bytes']} bytes; its log: {log_file}")


def figures(log: dict[str, Any]) -> Table:
    """Return the table of a log's scores on voices that were left out."""
    table = Table("voice left out", "15 visemes", "6 mouths", "majority", "rows", box=None)
    for name, told in log["left_out"].items():
        shares = (f"{told[k]:.1%}" for k in ("visemes", "mouths", "majority"))
        table.add_row(name, *shares, str(told["rows"]))
    return table
