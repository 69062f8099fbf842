"""Every error Bunraku raises on purpose, as one tree.

BunrakuError                 what happened + ``fix:``, and the exit code of the command line
├── UsageError          2    an option, a name or a value that cannot be meant
├── FileError           3    a file that is missing, broken or of the wrong kind
│   └── ModelError      3    a face model that is missing, altered or breaks its contract
├── DeviceError         4    a camera, a display or a sound device that is not there
├── DataError           5    data that cannot be used: an empty video, a broken session
└── EcsError            1    a mistake in a system or a script
    ├── AccessError          a system touched data it did not declare
    ├── ReadOnlyError        a system wrote through a ``Read`` view
    ├── StaleEntityError     an entity that has been despawned
    ├── NameClashError       two components or systems of one name
    └── ScriptError     3    a user script that cannot be loaded
"""

from __future__ import annotations

import functools
from typing import Self


class BunrakuError(Exception):
    """An error with a remedy.

    Parameters
    ----------
    message : str
        What happened, in one line, with the offending value.
    fix : str
        What to do next, in one line.
    """

    exit_code = 1

    def __init__(self, message: str, *, fix: str) -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix

    def __reduce__(self) -> tuple[functools.partial[Self], tuple[str]]:
        return functools.partial(type(self), fix=self.fix), (self.message,)

    def __str__(self) -> str:
        return f"{self.message}\n  fix: {self.fix}"


class UsageError(BunrakuError):
    """An option, a name or a value that cannot be meant."""

    exit_code = 2


class FileError(BunrakuError):
    """A file that is missing, broken or of the wrong kind."""

    exit_code = 3


class ModelError(FileError):
    """A face model that is missing, altered or breaks its contract."""


class DeviceError(BunrakuError):
    """A camera, a display or a sound device that is not there."""

    exit_code = 4


class DataError(BunrakuError):
    """Data that cannot be used: an empty video, a broken session."""

    exit_code = 5


class EcsError(BunrakuError):
    """A mistake in a system or a script."""


class AccessError(EcsError):
    """A system touched data that its signature does not declare."""


class ReadOnlyError(EcsError):
    """A system wrote through a ``Read`` view."""


class StaleEntityError(EcsError):
    """An entity that has been despawned was used."""


class NameClashError(EcsError):
    """Two components or two systems share one name."""


class ScriptError(EcsError):
    """A user script that cannot be loaded."""

    exit_code = 3
