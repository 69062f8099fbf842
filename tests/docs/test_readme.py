"""What the documentation shows can be run, typed and opened."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from engine.__main__ import commands, with_command

ROOT = Path(__file__).parents[2]
PAGES = (
    *("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "bench/README.md"),
    *sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md")),
)
TEXTS = {page: (ROOT / page).read_text(encoding="utf-8") for page in PAGES}
FENCED = re.compile(r"```(\w*)\n(.*?)```", re.DOTALL)

EXAMPLES = [
    pytest.param(code, id=f"{page}: {code.strip().splitlines()[0]}")
    for page, text in TEXTS.items()
    for language, code in FENCED.findall(text)
    if language == "python"
]


def typed():
    """Walk what the pages tell to type: fenced lines without a language, and inline code."""
    for page, text in TEXTS.items():
        fenced = [
            line
            for language, code in FENCED.findall(text)
            if not language
            for line in code.replace("\\\n", " ").splitlines()
        ]
        for command in (*fenced, *re.findall(r"`([^`\n]+)`", FENCED.sub("", text))):
            yield page, command.strip()


ENGINE = [(p, c) for p, c in typed() if re.match(r"(\S*python3? -m engine|bunraku)\b", c)]
MAKE = sorted({command for _, command in typed() if command.startswith("make ")})


def resolved(words):
    """Return the command that words name, and the rest of the words."""
    command = typer.main.get_command(commands())
    words = with_command(words)
    while words and words[0] in getattr(command, "commands", {}):
        command, words = command.commands[words[0]], words[1:]
    return command, words


@pytest.mark.parametrize("code", EXAMPLES)
def test_an_example_runs(code, tmp_path):
    (tmp_path / "example.py").write_text(code)
    words = [sys.executable, "-W", "error", "example.py"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=300)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_engine_alone_prints_how_deep_the_fish_has_sunk(tmp_path):
    (code,) = (c for _, c in FENCED.findall(TEXTS["README.md"]) if "class Fish" in c)
    (tmp_path / "fish.py").write_text(code)
    done = subprocess.run(
        [sys.executable, "fish.py"], cwd=tmp_path, capture_output=True, text=True, timeout=300
    )
    assert float(done.stdout) == pytest.approx(2 + 10 * 0.1, abs=1e-5)


@pytest.mark.parametrize("command", sorted({command for _, command in ENGINE}))
def test_a_command_of_the_program_exists_with_its_options(command):
    words = shlex.split(command)
    words = words[words.index("engine") + 1 :] if "engine" in words else words[1:]
    found, rest = resolved(words)
    options = {name for parameter in found.params for name in parameter.opts}
    assert {word for word in rest if word.startswith("--")} <= options | {"--help", "--debug"}
    bare = [word for word in rest if not word.startswith("-")]
    assert not hasattr(found, "commands") or not bare, f"there is no command {bare}"


@pytest.mark.parametrize("command", MAKE)
def test_a_make_command_exists(command):
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert command.split()[1] in targets


@pytest.mark.parametrize("page", PAGES)
def test_every_file_that_is_linked_or_named_is_there(page):
    links = re.findall(r"\]\((?!https?:)([^)#]+)", TEXTS[page])
    named = re.findall(r"`((?:assets|docs|engine|systems|ext|tests|bench)/[\w./]+)`", TEXTS[page])
    beside = (ROOT / page).parent
    missing = [name for name in links if not (beside / name).exists()]
    missing += [name for name in named if not (ROOT / name).exists()]
    assert not missing
