"""The systems that send what is drawn to other programs."""

from __future__ import annotations

import logging
import socket

from engine import App, Clock, Query, Read, Res, ResMut, Row, Stage, system
from systems.avatar.puppet import Display, mirror
from systems.components import HeadPose, Presence, Rig
from systems.link.address import VmcAddress, resolved
from systems.link.vmc import Moment, messages, packets

log = logging.getLogger("bunraku")


class VmcSender:
    """Sends moments to one receiver.

    Parameters
    ----------
    address : VmcAddress

    Raises
    ------
    DeviceError
        If nobody knows the host.
    """

    def __init__(self, address: VmcAddress) -> None:
        self.address = address
        family, self._place = resolved(address)
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        self._socket.settimeout(0)
        self._failed = ""

    def send(self, moment: Moment) -> None:
        """Send one moment; what does not go out now is not sent later."""
        try:
            for packet in packets(messages(moment, self.address), bundle=self.address.bundle):
                self._socket.sendto(packet, self._place)
        except BlockingIOError:
            return
        except OSError as error:
            self._complain(str(error.strerror or error))

    def close(self) -> None:
        """Close the socket."""
        self._socket.close()

    def _complain(self, said: str) -> None:
        """Say once what is wrong: a network comes back by itself."""
        if said != self._failed:
            self._failed = said
            log.warning("vmc://%s:%d cannot be reached: %s", *self._place, said)


class VmcSenders(list[VmcSender]):
    """Everybody who is sent to, and when that began.

    Attributes
    ----------
    began : float or None
        s.
    """

    began: float | None = None


@system(Stage.RENDER)
def send_vmc(
    avatars: Query[Read[Rig], Read[Presence]],
    faces: Query[Read[HeadPose]],
    senders: ResMut[VmcSenders],
    display: Res[Display],
    clock: Res[Clock],
) -> None:
    """Send the first avatar's rig, with all that was laid over the tracked face."""
    avatar = avatars.first()
    if avatar is None:
        return
    captured_at = _captured_at(avatar, faces, clock)
    senders.began = captured_at if senders.began is None else senders.began
    for sender in senders:
        moment = Moment(
            time=max(0.0, captured_at - senders.began),
            tracked=avatar[Presence].absent == 0,
            weights=avatar[Rig].weights.copy(),
            head_rotation=avatar[Rig].head_rotation.copy(),
            head_translation=avatar[Rig].head_translation.copy(),
            gaze_left=avatar[Rig].gaze_left.copy(),
            gaze_right=avatar[Rig].gaze_right.copy(),
        )
        if sender.address.mirror is not display.mirror:
            mirror(moment)
        sender.send(moment)


def _captured_at(avatar: Row, faces: Query[Read[HeadPose]], clock: Clock) -> float:
    """Return when the picture was taken that the rig follows, or the present without one."""
    for face in faces:
        if face.entity == avatar[Rig].face:
            return float(face[HeadPose].captured_at)
    return clock.now


def vmc_plugin(app: App, addresses: tuple[VmcAddress, ...]) -> None:
    """Send to these receivers."""
    senders = VmcSenders(VmcSender(address) for address in addresses)
    for sender in senders:
        app.on_close(sender.close)
    app.draw.world.insert(senders)
    app.add(send_vmc)
