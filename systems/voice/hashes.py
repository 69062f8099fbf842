"""Which nets have heard: their hashes travel with what was heard."""

from __future__ import annotations

from pathlib import Path

from systems.track.store import roles
from systems.voice.visemes.place import SHIPPED
from systems.voice.visemes.profile import net_hash


def hearing_hashes(voice: Path | None) -> dict[str, str]:
    """Return the sha256 of the viseme net, the detector of speech and a voice's profile, by role.

    Parameters
    ----------
    voice : Path or None
        The profile, as of `order_voice`.
    """
    hashes = {"visemes": net_hash(SHIPPED.read_bytes()), "silero": roles()["silero"].sha256}
    return hashes if voice is None else hashes | {"voice": net_hash(voice.read_bytes())}
