"""User scripts: loaded by path under a real module name, and reloaded while the app runs."""

from __future__ import annotations

import importlib.util
import linecache
import logging
import os
import sys
import traceback
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from engine.app import App
from engine.errors import BunrakuError, ScriptError
from engine.query import ResMut
from engine.system import Stage, System, system

log = logging.getLogger("bunraku")


@dataclass
class Script:
    """One script file and the systems that it has in the schedule.

    Every system defined in the file is added, in order. A function ``plugin(app)`` is called once,
    when the script is first loaded.
    """

    app: App
    path: Path
    systems: list[System] = field(default_factory=list)
    _replaced: dict[str, System] = field(default_factory=dict)
    _stamp: int = -1

    def load(self) -> None:
        """Load the file for the first time and add what it defines.

        Raises
        ------
        ScriptError
            If the file cannot be read or raises while it is imported.
        """
        self._stamp = self._modified()
        module = import_script(self.path)
        self._add(_systems_of(module))
        if hasattr(module, "plugin"):
            module.plugin(self.app)

    def reload_if_changed(self) -> None:
        """Load the file again if it has changed; a broken version leaves the old one running."""
        stamp = self._modified()
        if stamp in (self._stamp, -1):
            return
        self._stamp = stamp
        title = f"script {self.path.name}"
        try:
            self._swap(_systems_of(import_script(self.path)))
        except BunrakuError as error:
            self.app.quarantine[title] = str(error)
            log.error("%s was not reloaded: %s", title, error)
            return
        self.app.quarantine.pop(title, None)
        log.info("%s was reloaded", title)

    def _modified(self) -> int:
        try:
            return self.path.stat().st_mtime_ns
        except OSError:
            return -1

    def _swap(self, new: list[System]) -> None:
        old = self._remove()
        for one in old:
            self.app.quarantine.pop(one.name, None)
        try:
            self._add(new)
        except BunrakuError:
            self._remove()
            self._add(old)
            raise

    def _add(self, systems: list[System]) -> None:
        for one in systems:
            self._require_plannable(one)
            original = self.app.schedule.get(one.replaces) if one.replaces is not None else None
            self.app.schedule.add(one)
            self.systems.append(one)
            if original is not None:
                self._replaced[one.name] = original

    def _require_plannable(self, one: System) -> None:
        """Raise now what planning would raise in the middle of a run."""
        for component in one.components:
            for loop in (self.app.track, self.app.draw):
                loop.world.refuse_name_clash(component)

    def _remove(self) -> list[System]:
        old, self.systems = self.systems, []
        for one in reversed(old):
            original = self._replaced.pop(one.name, None)
            if original is None:
                self.app.schedule.remove(one.name)
            else:
                self.app.schedule.replace(one.name, original)
        return old


class Scripts(list[Script]):
    """The loaded scripts."""


@system(Stage.CAPTURE, every=15)
def reload_scripts(scripts: ResMut[Scripts]) -> None:
    """Load scripts again whose files have changed, about twice a second."""
    for script in scripts:
        script.reload_if_changed()


def add_scripts(app: App, paths: list[Path]) -> None:
    """Load user scripts into an app and keep them hot.

    Raises
    ------
    ScriptError
        If a script cannot be loaded.
    """
    scripts = Scripts(Script(app, path) for path in paths)
    for script in scripts:
        script.load()
    app.insert(scripts)
    app.add(reload_scripts)


def import_script(path: Path) -> ModuleType:
    """Import a file as a module of its own, whatever other scripts have the same file name.

    Raises
    ------
    ScriptError
        If the file cannot be read or raises; the message names the line.
    """
    if not path.is_file():
        msg = f"there is no script {path}"
        raise ScriptError(msg, fix="give --script the path of a Python file")
    name = f"bunraku_script_{path.stem}_{zlib.crc32(os.fsencode(path.resolve())):08x}"
    linecache.checkcache(str(path))
    spec = importlib.util.spec_from_loader(name, loader=None, origin=str(path))
    assert spec is not None, "a spec without a loader can always be made"
    module = importlib.util.module_from_spec(spec)
    module.__file__ = str(path)
    sys.modules[name] = module
    try:
        exec(compile(path.read_bytes(), str(path), "exec"), module.__dict__)
    except (Exception, SystemExit) as error:
        said = error.msg if isinstance(error, SyntaxError) else error
        msg = f"script {path.name}{_line_of(error, path)}: {type(error).__name__}: {said}"
        fix = "mend the script; it is loaded again when it is saved"
        raise ScriptError(msg.splitlines()[0], fix=fix) from error
    return module


def _line_of(error: BaseException, path: Path) -> str:
    if isinstance(error, SyntaxError):
        return f", line {error.lineno}"
    lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == str(path)]
    return f", line {lines[-1]}" if lines else ""


def _systems_of(module: ModuleType) -> list[System]:
    own = (v for v in vars(module).values() if isinstance(v, System))
    return [s for s in own if s.function.__module__ == module.__name__]
