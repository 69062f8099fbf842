"""Where a link goes: ``vmc://HOST:PORT?mirror=1``."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from engine.errors import DeviceError, UsageError

VMC_PORT: Final = 39539
"""Where a program that shows avatars listens. Source: VMC protocol specification."""

WORDS: Final = {
    "mirror": ("0", "1"),
    "bundle": ("1", "0"),
    "shapes": ("arkit", "vrm"),
    "eyes": ("bones", "shapes"),
}
"""What may stand behind the ``?``; the first is meant where nothing is said."""

EXAMPLE: Final = "write vmc://127.0.0.1:39539, with ?mirror=1, shapes=vrm, eyes=shapes or bundle=0"


@dataclass(frozen=True)
class VmcAddress:
    """A receiver of VMC and how it wants to be told.

    Attributes
    ----------
    host : str
    port : int
    mirror : bool
        The other avatar moves like a mirror image.
    bundle : bool
        Many messages in a packet; some receivers want one in each.
    shapes : {"arkit", "vrm"}
        The 52 shapes of Perfect Sync, or VRM's presets for avatars without them.
    eyes : {"bones", "shapes"}
        What turns the eyes; both at once would turn some avatars' eyes twice.
    """

    host: str
    port: int = VMC_PORT
    mirror: bool = False
    bundle: bool = True
    shapes: str = "arkit"
    eyes: str = "bones"


def parse_address(text: str) -> VmcAddress:
    """Read an address as ``--send`` takes it.

    Raises
    ------
    UsageError
        If it cannot be meant.

    Examples
    --------
    >>> parse_address("vmc://127.0.0.1:39540?mirror=1")
    VmcAddress(host='127.0.0.1', port=39540, mirror=True, bundle=True, shapes='arkit', eyes='bones')
    """
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, VMC_PORT if parts.port is None else parts.port
        (host or "").encode("idna")  # as a look-up encodes it: no part empty or too long
        query = parts.query
        words = dict(parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query)))
    except ValueError as error:
        msg = f"--send {text} is no address: {error}"
        raise UsageError(msg, fix=EXAMPLE) from error
    if parts.scheme != "vmc" or not host or parts.path or not port:
        msg = f"--send {text} is no address of a kind that is known"
        raise UsageError(msg, fix=EXAMPLE)
    for name, value in words.items():
        if value not in WORDS.get(name, ()):
            msg = f"--send {text}: {name}={value} means nothing"
            raise UsageError(msg, fix=EXAMPLE)
    said = {name: words.get(name, choices[0]) for name, choices in WORDS.items()}
    return VmcAddress(
        host, port, said["mirror"] == "1", said["bundle"] == "1", said["shapes"], said["eyes"]
    )


def resolved(address: VmcAddress) -> tuple[int, tuple[str, int]]:
    """Return the address family and the socket address of a receiver.

    Raises
    ------
    DeviceError
        If nobody knows the host.
    """
    try:
        found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_DGRAM)
    except OSError as error:
        msg = f"--send: the host {address.host} is not known: {error.strerror}"
        raise DeviceError(msg, fix="give its number, such as 127.0.0.1") from error
    family, _, _, _, place = found[0]
    return int(family), (str(place[0]), int(place[1]))
