"""Where a user's own files lie, and those that can be made anew."""

from __future__ import annotations

import os
import re
from pathlib import Path

import platformdirs

from engine.errors import UsageError


def user_file(option: str, wanted: str, *below: str, suffix: str = ".toml") -> Path:
    """Return a path that ends in the suffix as it is, or the file of a name in the user's folder.

    ``BUNRAKU_SETTINGS`` names another folder.

    Parameters
    ----------
    option : str
        Who asks, for the error.
    wanted : str
        The path or name.
    *below : str
        Folders below the user's that hold files of this kind.
    suffix : str, default ".toml"

    Raises
    ------
    UsageError
        If it can be neither.
    """
    if wanted.endswith(suffix):
        return Path(wanted)
    if not re.fullmatch(r"[\w-]+", wanted):
        msg = f"{option} {wanted} is neither a name nor a {suffix} file"
        raise UsageError(
            msg, fix=f"write a name of letters and digits, or a path ending in {suffix}"
        )
    folder = os.environ.get("BUNRAKU_SETTINGS") or platformdirs.user_config_dir("bunraku")
    return Path(folder, *below, f"{wanted}{suffix}")


def cache_folder() -> Path:
    """Return the user's cache folder of Bunraku; ``BUNRAKU_CACHE`` overrides it."""
    return Path(os.environ.get("BUNRAKU_CACHE") or platformdirs.user_cache_dir("bunraku"))
