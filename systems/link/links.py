"""All that a run sends to other programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine import App
from systems.link.address import VmcAddress, parse_address
from systems.link.send import vmc_plugin
from systems.link.virtual_camera import virtual_camera_plugin


@dataclass(frozen=True)
class Links:
    """Where the puppet goes besides its own window.

    Attributes
    ----------
    send : tuple of VmcAddress
    virtual_camera : bool
    """

    send: tuple[VmcAddress, ...] = ()
    virtual_camera: bool = False

    def plugin(self, app: App) -> None:
        """Add what these links need; the puppet's own plugin comes before."""
        if self.send:
            vmc_plugin(app, self.send)
        if self.virtual_camera:
            virtual_camera_plugin(app)


def order_links(send: Sequence[str] | None, *, virtual_camera: bool) -> Links:
    """Return the links that the words of a command line ask for.

    Raises
    ------
    UsageError
        If an address cannot be meant.
    """
    return Links(tuple(map(parse_address, send or ())), virtual_camera)
