"""``python -m engine models``: what the store holds, and how to fill and check it."""

from __future__ import annotations

import typer
from rich.console import Console
from rich.table import Table

from systems.track.store import State, Store

models = typer.Typer(help="The face models: list, install, verify.", no_args_is_help=True)

COLOURS = {State.INSTALLED: "green", State.MISSING: "yellow"}


@models.command("list")
def list_models() -> None:
    """List the models, their licences and whether they are installed.

    Example: `python -m engine models list`
    """
    _print(Store())


@models.command("install")
def install_models() -> None:
    """Install what is missing and mend what is damaged.

    Example: `python -m engine models install`
    """
    store = Store()
    store.install()
    _print(store)


@models.command("verify")
def verify_models() -> None:
    """Check every model; exit code 3 if one is missing or damaged.

    Example: `python -m engine models verify`
    """
    store = Store()
    _print(store)
    store.verify()


def _print(store: Store) -> None:
    table = Table("model", "for", "size", "licence", "state", title=str(store.folder), box=None)
    for name, state in store.status().items():
        role, colour = store.roles[name], COLOURS.get(state, "red")
        size = f"{role.size / 1e6:.1f} MB"
        table.add_row(name, role.job, size, role.licence, f"[{colour}]{state}[/{colour}]")
    Console().print(table)
