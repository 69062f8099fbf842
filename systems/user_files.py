"""Where a user's own TOML files lie."""

from __future__ import annotations

import os
import re
from pathlib import Path

import platformdirs

from engine.errors import UsageError


def user_file(option: str, wanted: str, *below: str) -> Path:
    """Return a path that ends in ``.toml`` as it is, or the file of a name in the user's folder.

    ``BUNRAKU_SETTINGS`` names another folder.

    Parameters
    ----------
    option : str
        Who asks, for the error.
    wanted : str
        The path or name.
    *below : str
        Folders below the user's that hold files of this kind.

    Raises
    ------
    UsageError
        If it can be neither.
    """
    if wanted.endswith(".toml"):
        return Path(wanted)
    if not re.fullmatch(r"[\w-]+", wanted):
        msg = f"{option} {wanted} is neither a name nor a .toml file"
        raise UsageError(msg, fix="write a name of letters and digits, or a path ending in .toml")
    folder = os.environ.get("BUNRAKU_SETTINGS") or platformdirs.user_config_dir("bunraku")
    return Path(folder, *below, f"{wanted}.toml")
