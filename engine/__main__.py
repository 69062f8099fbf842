"""The command line and composition root: the only part of the engine that knows the systems."""

from __future__ import annotations

import errno
import logging
import os
import signal
import sys
from collections.abc import Sequence

import typer

from engine.errors import BunrakuError, FileError, UsageError

UNREACHABLE = (errno.ENAMETOOLONG, errno.EACCES)
"""Errors of paths that no command looks for."""


def commands() -> typer.Typer:
    """Return the command line with every command mounted.

    Raises
    ------
    UsageError
        If the environment asks for a build of the kernels that does not exist or is not there.
    """
    try:
        from systems.cli import mount
    except (ValueError, ImportError) as error:
        if "BUNRAKU_KERNELS" not in os.environ:
            raise
        msg = f"the kernels cannot be loaded: {error}"
        fix = "unset BUNRAKU_KERNELS, or name a build that is there"
        raise UsageError(msg, fix=fix) from error
    root = typer.Typer(
        name="bunraku",
        help="A real-time face puppet: a camera goes in, an avatar that moves like you comes out.",
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode="markdown",
    )
    mount(root)
    return root


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code.

    Exit codes: 0 ok, 2 usage, 3 model or file, 4 device, 5 data. Errors are two lines on stderr;
    ``--debug`` shows the traceback too. Being told to end, or the terminal's end, counts as Ctrl-C:
    films and sessions are closed.
    """
    for name in ("SIGTERM", "SIGHUP", "SIGBREAK"):
        end = getattr(signal, name, None)  # each system has two of them
        if end is not None and signal.getsignal(end) is signal.SIG_DFL:
            signal.signal(end, signal.default_int_handler)
    words = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in words
    logging.basicConfig(level=logging.DEBUG if debug else logging.WARNING, format="%(message)s")
    try:
        commands()(with_command([w for w in words if w != "--debug"]), standalone_mode=False)
    except (Exception, KeyboardInterrupt) as error:
        if debug:
            logging.getLogger("bunraku").exception("stopped by:")
        sys.exit(report(error))


def with_command(words: list[str]) -> list[str]:
    """Put the default command in front of options that stand alone.

    Examples
    --------
    >>> with_command(["--source", "actor"])
    ['run', '--source', 'actor']
    >>> with_command(["--help"])
    ['--help']
    """
    if words[:1] == ["--help"] or (words and not words[0].startswith("-")):
        return words
    return ["run", *words]


def report(error: BaseException) -> int:
    """Print an error in two lines and return its exit code."""
    if isinstance(error, KeyboardInterrupt | typer.Abort):
        return 130
    if isinstance(error, typer.TyperException):
        error = misused(error)
    if isinstance(error, OSError) and error.errno in UNREACHABLE and error.filename:
        error = unreachable(error)
    if not isinstance(error, BunrakuError):
        what = f"{type(error).__name__}: {error}".splitlines()[0]
        where = "".join(f", {note}" for note in getattr(error, "__notes__", ()))
        error = BunrakuError(what + where, fix="run again with --debug and report what it prints")
    print(f"error: {error}", file=sys.stderr)  # noqa: T201
    return error.exit_code


def misused(error: typer.TyperException) -> UsageError:
    """Return what was wrong with the words of the command line."""
    context = getattr(error, "ctx", None)
    command = "python -m engine" if context is None else context.command_path
    # Without its command a group prints its help and leaves the message empty.
    message = error.format_message() or f"{command} needs a command"
    return UsageError(message, fix=f"see `{command} --help`")


def unreachable(error: OSError) -> FileError:
    """Return what was wrong with a path at which not even a question can be asked."""
    msg = f"cannot look for {error.filename}: {error.strerror}"
    return FileError(msg, fix="check the path, its length, and who may enter its folders")


if __name__ == "__main__":
    main()
