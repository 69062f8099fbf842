"""User scripts: loading, reloading, replacing, and their errors."""

import os
import re
import sys
from pathlib import Path

import numpy as np
import pytest

from engine import App, Component, Mut, Query, Stage, column, run_step, system
from engine.errors import EcsError, ScriptError
from engine.script import Script, add_scripts, import_script


class Fish(Component):
    depth = column(unit="m")


@system(Stage.SOLVE)
def sink(fish: Query[Mut[Fish]]) -> None:
    for one in fish:
        one[Fish].depth += 1


SCRIPT = """
from engine import Mut, Query, Stage, system
from tests.engine.test_script import Fish

@system(Stage.SMOOTH)
def dive(fish: Query[Mut[Fish]]) -> None:
    for one in fish:
        one[Fish].depth += {step}
"""


def app_with_fish():
    app = App(strict=True).add(sink)
    return app, app.track.world.spawn(Fish)


def write(path: Path, text: str) -> Path:
    """Write a script with a time stamp that no earlier version had."""
    stamp = path.stat().st_mtime_ns + 1_000_000_000 if path.exists() else 10**18
    path.write_text(text)
    os.utime(path, ns=(stamp, stamp))
    return path


def depth(app, fish):
    return float(app.track.world.value(fish, Fish).depth)


def test_a_script_adds_its_systems_and_is_reloaded_when_saved(tmp_path):
    app, fish = app_with_fish()
    path = write(tmp_path / "dive.py", SCRIPT.format(step=10))
    script = Script(app, path)
    script.load()
    app.run_steps(1)
    assert depth(app, fish) == 11
    write(path, SCRIPT.format(step=100))
    script.reload_if_changed()
    app.run_steps(1)
    assert depth(app, fish) == 112


def test_a_broken_save_keeps_the_old_version_running_and_says_so(tmp_path):
    app, fish = app_with_fish()
    path = write(tmp_path / "dive.py", SCRIPT.format(step=10))
    script = Script(app, path)
    script.load()
    write(path, "def dive(:\n")
    script.reload_if_changed()
    assert "line 1" in app.quarantine["script dive.py"]
    app.run_steps(1)
    assert depth(app, fish) == 11
    write(path, SCRIPT.format(step=100))
    script.reload_if_changed()
    assert not app.quarantine


def test_a_save_whose_systems_clash_puts_the_old_ones_back(tmp_path):
    app, fish = app_with_fish()
    path = write(tmp_path / "dive.py", SCRIPT.format(step=10))
    script = Script(app, path)
    script.load()
    write(path, SCRIPT.format(step=10).replace("def dive", "def sink"))
    script.reload_if_changed()
    assert "already" in app.quarantine["script dive.py"]
    app.run_steps(1)
    assert depth(app, fish) == 11


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Query[Mut[Fish]]", "Query[Mut[Fsh]]", "asks for Fsh, which is not defined"),
        ("Query[Mut[Fish]]", "Query[Mut[Fish.fin]]", "has no attribute 'fin'"),
        ("Query[Mut[Fish]]", "int", "parameter 'fish' of system 'dive'"),
        ("import Fish", "import Fish as F\nclass Fish(F): ...", "component Fish .* clashes"),
    ],
)
def test_a_save_that_cannot_be_planned_does_not_end_the_run(tmp_path, old, new, said):
    app, fish = app_with_fish()
    text = f"from __future__ import annotations\n{SCRIPT.format(step=10)}"
    path = write(tmp_path / "dive.py", text)
    script = Script(app, path)
    script.load()
    app.run_steps(1)
    write(path, text.replace(old, new))
    script.reload_if_changed()
    assert re.search(said, app.quarantine["script dive.py"])
    app.run_steps(1)
    assert depth(app, fish) == 22


def test_a_script_replaces_a_system_and_gives_it_back_when_it_no_longer_does(tmp_path):
    app, fish = app_with_fish()
    replacing = SCRIPT.format(step=10).replace("SMOOTH)", "SOLVE, replaces='sink')")
    path = write(tmp_path / "dive.py", replacing)
    script = Script(app, path)
    script.load()
    app.run_steps(1)
    assert depth(app, fish) == 10
    write(path, "")
    script.reload_if_changed()
    app.run_steps(1)
    assert depth(app, fish) == 11


def test_a_reloaded_script_may_change_its_component(tmp_path):
    text = """
from engine import Component, Mut, Query, Stage, column, system
from tests.engine.test_script import Fish

class Fin(Component):
    on = Fish
    angle = column({shape})

@system(Stage.RIG)
def wave(fins: Query[Mut[Fin]]) -> None:
    for fin in fins:
        fin[Fin].angle += 1

@system(Stage.RIG)
def keep(fish: Query[Mut[Fish]]) -> None: ...
"""
    app, _ = app_with_fish()
    path = write(tmp_path / "fins.py", text.format(shape=""))
    script = Script(app, path)
    script.load()
    app.run_steps(1)
    write(path, text.format(shape="2"))
    script.reload_if_changed()
    app.run_steps(1)
    fins = [c for c in app.draw.world.components if c.__name__ == "Fin"]
    assert len(fins) == 1
    column = app.draw.world.column(fins[0], "angle")
    assert column.shape == (64, 2)
    assert np.array_equal(column[0], [1, 1])


def test_scripts_reload_while_the_app_runs(tmp_path):
    app, fish = app_with_fish()
    path = write(tmp_path / "dive.py", SCRIPT.format(step=0))
    add_scripts(app, [path])
    run_step(app, None, frames=15)
    write(path, SCRIPT.format(step=100))
    run_step(app, None, frames=31)
    assert depth(app, fish) >= 15 + 31 + 100


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x = = 1", "line 1: SyntaxError"),
        ("\n1 / 0", "line 2: ZeroDivisionError"),
        ("import nothing_of_that_name", "line 1: ModuleNotFoundError"),
        ("raise SystemExit(0)", "line 1: SystemExit"),
    ],
)
def test_a_script_that_cannot_be_loaded_is_an_error_with_its_line(tmp_path, text, said):
    path = write(tmp_path / "bad.py", text)
    with pytest.raises(ScriptError, match=f"bad.py, {said}") as caught:
        add_scripts(App(), [path])
    assert caught.value.fix
    assert caught.value.exit_code == 3


def test_a_missing_script_is_an_error():
    with pytest.raises(ScriptError, match=r"no script nowhere\.py"):
        add_scripts(App(), [Path("nowhere.py")])


def test_a_signature_that_cannot_be_served_names_parameter_and_system(tmp_path):
    path = write(
        tmp_path / "odd.py",
        "from engine import Stage, system\n@system(Stage.RIG)\ndef odd(what: int) -> None: ...\n",
    )
    with pytest.raises(EcsError, match="parameter 'what' of system 'odd'"):
        add_scripts(App(), [path])


def test_two_scripts_of_one_file_name_are_two_modules(tmp_path):
    modules = []
    for folder in ("left", "right"):
        (tmp_path / folder).mkdir()
        modules.append(import_script(write(tmp_path / folder / "ears.py", f"SIDE = {folder!r}")))
    names = [module.__name__ for module in modules]
    assert len(set(names)) == 2
    assert [sys.modules[name].SIDE for name in names] == ["left", "right"]
