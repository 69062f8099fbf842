"""The model store: face models by role, installed once, checked by sha256, used offline."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Final

import filelock
import msgspec
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn

from engine.errors import ModelError, UsageError
from engine.whole import whole_file
from systems.track.sources import Source, SourceError
from systems.user_files import cache_folder

INSTALL: Final = "run: python -m engine models install"


class State(StrEnum):
    """What the store finds where a model's file should be."""

    INSTALLED = "installed"
    MISSING = "missing"
    TRUNCATED = "truncated"
    ALTERED = "altered"


class Role(msgspec.Struct, frozen=True):
    """A model of `assets/models.toml`: what it is for, how it is recognised, where it is got."""

    file: str
    job: str
    licence: str
    sha256: str
    sources: tuple[Source, ...]
    size: int = msgspec.field(name="bytes")

    def judge(self, path: Path) -> State:
        """Compare a file with what this model must be."""
        if not path.is_file():
            return State.MISSING
        if path.stat().st_size < self.size:
            return State.TRUNCATED
        return State.INSTALLED if self.accepts(path.read_bytes()) else State.ALTERED

    def accepts(self, content: bytes) -> bool:
        """Whether these bytes are this model."""
        return hashlib.sha256(content).hexdigest() == self.sha256


@lru_cache(maxsize=1)
def roles() -> dict[str, Role]:
    """Return the models of `assets/models.toml` by role."""
    text = resources.files("assets").joinpath("models.toml").read_bytes()
    return msgspec.toml.decode(text, type=dict[str, Role])


class Store:
    """The installed models of this user, shared by processes.

    Parameters
    ----------
    cache : Path, optional
        Folder whose ``models`` holds the files; by default the user's cache.
    table : dict, optional
        The models by role; by default those of `assets/models.toml`.
    """

    def __init__(self, cache: Path | None = None, table: dict[str, Role] | None = None) -> None:
        self.folder = (cache or cache_folder()) / "models"
        self.roles = roles() if table is None else table

    def path(self, role: str) -> Path:
        """Return a model's checked file; installs it where it is missing.

        Raises
        ------
        ModelError
            If the file is truncated or altered, or if no source gives it.

        Notes
        -----
        Reads the whole file to check it: about 10 ms for both models.
        """
        model, target = self._role(role), self._target(role)
        state = model.judge(target)
        if state is State.MISSING:
            self.install(role)
        elif state is not State.INSTALLED:
            raise _broken(role, state, target)
        return target

    def read(self, role: str, member: str | None = None) -> bytes:
        """Return a model's bytes, or those of one member of a ``.task`` bundle."""
        content = self.path(role).read_bytes()
        if member is None:
            return content
        with zipfile.ZipFile(io.BytesIO(content)) as bundle:
            return bundle.read(member)

    def derived(self, file: str, make: Callable[[], bytes]) -> bytes:
        """Return what is made once from a model and then kept under ``derived``.

        Parameters
        ----------
        file : str
            A name that says which bytes it was made from, and how.
        make : callable
            Makes it where it is missing or damaged; a sha256 is kept beside it.

        Raises
        ------
        ModelError
            If the folder cannot be written.
        """
        target = self.folder / "derived" / file
        if (kept := _checked(target)) is not None:
            return kept
        content = make()
        with self._locked():
            target.parent.mkdir(exist_ok=True)
            _write(target, content)
            _write(_digest(target), hashlib.sha256(content).hexdigest().encode())
        return content

    def status(self) -> dict[str, State]:
        """Return the state of every model; nothing is installed or changed."""
        return {name: role.judge(self._target(name)) for name, role in self.roles.items()}

    def verify(self) -> None:
        """Check every model.

        Raises
        ------
        ModelError
            For the first one that is missing, truncated or altered.
        """
        for name, state in self.status().items():
            if state is not State.INSTALLED:
                raise _broken(name, state, self._target(name))

    def install(self, *names: str) -> None:
        """Install the named models, or all; what is there and right is left alone.

        Raises
        ------
        ModelError
            If no source gives a model or the folder cannot be written.
        """
        wanted = names or tuple(self.roles)
        with self._locked():
            for name in wanted:
                if self._role(name).judge(self._target(name)) is not State.INSTALLED:
                    self._fetch(name)

    def _role(self, name: str) -> Role:
        if name not in self.roles:
            msg = f"there is no model '{name}'"
            raise UsageError(msg, fix=f"use one of: {', '.join(self.roles)}")
        return self.roles[name]

    def _target(self, name: str) -> Path:
        return self.folder / self._role(name).file

    @contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with filelock.FileLock(self.folder / ".lock"):
                yield
        except OSError as error:
            msg = f"cannot write to {self.folder}: {error.strerror or error}"
            fix = "set BUNRAKU_CACHE to a folder that can be written"
            raise ModelError(msg, fix=fix) from error

    def _fetch(self, name: str) -> None:
        role, failures = self._role(name), []
        with _progress() as progress:
            task = progress.add_task(f"model {name}", total=role.size)
            for source in role.sources:
                try:
                    content = _read(source, progress, task)
                except SourceError as error:
                    failures.append(f"{source}: {error}")
                    continue
                if role.accepts(content):
                    _write(self._target(name), content)
                    return
                failures.append(f"{source}: its sha256 is not that of {name}")
        msg = f"model '{name}' cannot be installed; {'; '.join(failures)}"
        raise ModelError(msg, fix=f"connect to the network once and {INSTALL}")


def _read(source: Source, progress: Progress, task: TaskID) -> bytes:
    progress.reset(task, description=f"{source}")
    content = bytearray()
    for chunk in source.read():
        content += chunk
        progress.update(task, completed=len(content))
    return bytes(content)


def _progress() -> Progress:
    err = Console(stderr=True)
    bar = TextColumn("{task.description}"), BarColumn(), DownloadColumn()
    return Progress(*bar, console=err, transient=True, disable=not err.is_terminal)


def _write(target: Path, content: bytes) -> None:
    with whole_file(target) as file:
        file.write(content)


def _digest(target: Path) -> Path:
    return target.with_name(f"{target.name}.sha256")


def _checked(target: Path) -> bytes | None:
    """Return a file's bytes if they are what its sha256 beside it says."""
    try:
        content, digest = target.read_bytes(), _digest(target).read_text()
    except OSError:
        return None
    return content if hashlib.sha256(content).hexdigest() == digest else None


def _broken(role: str, state: State, target: Path) -> ModelError:
    return ModelError(f"model '{role}' is {state}: {target}", fix=INSTALL)
