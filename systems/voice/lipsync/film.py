"""A film of an avatar that says a recording."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engine.errors import BunrakuError
from systems.avatar.act import ANGLES, TRAVEL
from systems.avatar.avatars import Avatar
from systems.avatar.film import FORMATS, Film
from systems.avatar.idle import idle
from systems.avatar.pose import Pose, seated
from systems.avatar.studio import Studio
from systems.solve.rotation import rotation
from systems.topology import BLINK
from systems.voice.lipsync.track import MouthTrack
from systems.voice.sound_file import SoundFile

FILMS: Final = tuple(FORMATS)
"""Suffixes of films."""


def film_speech(
    track: MouthTrack, sound: Path, avatar: Avatar, out: Path, *, fps: float, size: tuple[int, int]
) -> None:
    """Film an avatar whose mouth follows a track, with the sound; Ctrl-C ends the film there.

    Parameters
    ----------
    track : MouthTrack
        With `fps` rows a second.
    sound : Path
        The recording that the track was made of.
    avatar : Avatar
    out : Path
    fps : float
    size : (width, height)
        px, even.

    Raises
    ------
    FileError
        If the film cannot be written; what was begun of it is removed.
    """
    studio = Studio(avatar, size)
    with closing(SoundFile(sound, stereo=True)) as source:
        film = Film(out, size, fps, channels=source.channels)
        try:
            with closing(film):
                for time, weights in zip(track.time, track.blendshapes, strict=True):
                    while (block := source.read()) is not None:
                        film.hear(block, 0.0)
                        if block.captured_at > time:
                            break
                    film.write(studio.picture(pose_at(float(time), weights), avatar.portrait))
        except BunrakuError:
            out.unlink(missing_ok=True)
            raise


def pose_at(time: float, weights: NDArray[np.float32]) -> Pose:
    """Return the pose at a time (s): a mouth of weights (52,) in a face that idles."""
    act = idle(time)
    pose = Pose(weights=weights.copy(), head_rotation=rotation(*act[ANGLES]), time=time)
    pose.weights[BLINK] = act[BLINK]
    pose.head_translation = act[TRAVEL] + seated(pose.head_rotation)
    return pose
