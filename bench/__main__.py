"""Prints one table of all benches and writes ``out/bench.json``: ``python -m bench [--quick]``."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.progress import track
from rich.table import Table

from bench import (
    drawing,
    ecs,
    kernels,
    latency,
    memory,
    phonemes,
    retinaface,
    seed_stages,
    seed_table,
    together,
    tracker,
    visemes,
)
from bench.aims import aim

PARTS = {
    part.__name__.removeprefix("bench."): part
    for part in (
        *(kernels, retinaface, seed_table, seed_stages, ecs),
        *(tracker, latency, together, memory, drawing, visemes, phonemes),
    )
}
WIDTH = 120  # columns, where no terminal tells
OUT = Path(__file__).parents[1] / "out" / "bench.json"


def main() -> None:
    """Run the parts that are asked for, all by default."""
    options = _options()
    console = Console() if sys.stdout.isatty() else Console(width=WIDTH)
    lines: list[dict[str, Any]] = []
    for name in track(options.parts or PARTS, "measuring", console=Console(stderr=True)):
        lines += PARTS[name].rows(quick=options.quick)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(lines, indent=1) + "\n")
    console.print(_table(lines))
    console.print(f"{_machine()}; written to {options.out}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"some of {', '.join(PARTS)}; by default all")
    parser.add_argument("--quick", action="store_true", help="few rounds: to see that it runs")
    parser.add_argument("--out", type=Path, default=OUT, help="JSON file")
    options = parser.parse_args()
    unknown = sorted(set(options.parts) - PARTS.keys())
    if unknown:
        parser.error(f"there is no bench {', '.join(unknown)}; choose from {', '.join(PARTS)}")
    return options


def _table(lines: list[dict[str, Any]]) -> Table:
    table = Table("bench", "case", title="ratio above 1: ours is better", box=SIMPLE)
    for name in ("ours", "peer's", "ratio", "aim"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("unit")
    table.add_column("peer")
    for line, following in pairwise([*lines, {"bench": None}]):
        least, ratio = aim(line), line["ratio"]
        missed = ratio is not None and least is not None and ratio < least
        table.add_row(
            line["bench"],
            line["case"],
            _number(line["ours"], 3),
            _number(line["peer_value"], 3),
            f"[red]{ratio:.2f}[/red]" if missed else _number(ratio, 2),
            _number(least, 2),
            line["unit"],
            line["peer"],
            end_section=line["bench"] != following["bench"],
        )
    return table


def _number(value: float | None, digits: int) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def _machine() -> str:
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{platform.machine()}, {os.cpu_count()} cores{load}"


if __name__ == "__main__":
    main()
