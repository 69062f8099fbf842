"""Options that several commands share, as annotated types."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from engine import ClockKind
from systems.avatar.quality import Quality


class Preset(StrEnum):
    """Named configurations of the tracker."""

    DEFAULT = "default"
    MEDIAPIPE = "mediapipe"


class Profile(StrEnum):
    """How much of the machine a run may use."""

    DESKTOP = "desktop"
    EMBEDDED = "embedded"

    @property
    def picture(self) -> str | None:
        """Size to ask a camera for where none is named."""
        return "640x480" if self is Profile.EMBEDDED else None


SourceOption = Annotated[
    str | None,
    typer.Option(
        "--source",
        help="Camera number or name, a video, an image or a folder of images, a recorded session, "
        "`-` for raw frames on stdin, `actor` (or `actor:AVATAR`: who performs), `none`, or "
        "`auto`: a camera where there is one, else the actor.",
        show_default="as in the settings, else auto",
    ),
]
SizeOption = Annotated[
    str | None, typer.Option("--size", metavar="WxH", help="Picture size to ask a camera for.")
]
FpsOption = Annotated[
    float | None,
    typer.Option("--fps", help="Rate to ask for, or of raw frames and of images that are a film."),
]
FourccOption = Annotated[
    str | None, typer.Option("--fourcc", help="Pixel format to ask a camera for, such as MJPG.")
]
BackendOption = Annotated[
    str | None,
    typer.Option("--backend", help="OpenCV's way to cameras: v4l2, dshow, msmf, avfoundation."),
]
RawOption = Annotated[
    str | None, typer.Option("--raw", metavar="WxHxrgb24", help="Layout of raw frames on stdin.")
]
LoopOption = Annotated[bool, typer.Option("--loop", help="Begin a file again at its end.")]
FovOption = Annotated[
    float | None,
    typer.Option(
        "--fov",
        min=5,
        max=150,
        help="Vertical field of view of the camera, degrees.",
        show_default="63",
    ),
]
PresetOption = Annotated[
    Preset, typer.Option("--preset", help="`mediapipe` gives FaceLandmarker's own numbers.")
]
PoseModelOption = Annotated[
    str | None, typer.Option("--pose-model", help="Head to pose: canonical, aifi39, FILE.toml.")
]
FacesOption = Annotated[int, typer.Option("--faces", min=1, max=16, help="Most faces followed.")]
ModelOption = Annotated[
    list[str] | None,
    typer.Option("--model", metavar="ROLE=FILE", help="Use another model for a role."),
]
LevelsOption = Annotated[
    str | None,
    typer.Option(
        "--detector-levels",
        metavar="16,32",
        help="Levels of the detector's pyramid, of 8, 16 and 32: without 8 it is faster, and faces "
        "must be 1.6 times as large.",
        show_default="all",
    ),
]
ProfileOption = Annotated[
    Profile,
    typer.Option(
        "--profile",
        help="`embedded` takes one thread, detector levels 16,32, small pictures and less memory.",
    ),
]
UserOption = Annotated[
    str | None,
    typer.Option(
        "--user",
        metavar="NAME|FILE.toml",
        help="Profile of the face, as `calibrate` writes it; read again whenever it is saved.",
        show_default="learned while running; `track` then leaves the shapes as the net gives them",
    ),
]
ThreadsOption = Annotated[
    int | None,
    typer.Option("--threads", min=1, help="Threads of the mesh net.", show_default="2 at most"),
]
ScriptOption = Annotated[
    list[Path] | None, typer.Option("--script", help="A user script; may be given repeatedly.")
]
StrictOption = Annotated[
    bool, typer.Option("--strict", help="Let an error of a user system end the run.")
]
FramesOption = Annotated[
    int | None, typer.Option("--frames", min=1, help="Stop after this many frames.")
]
ClockOption = Annotated[
    ClockKind | None,
    typer.Option(
        "--clock",
        help="`live` drops what comes too fast, `replay` keeps the recorded pace, `step` takes "
        "every frame as fast as it can.",
        show_default="step where there is no window and no camera",
    ),
]
TraceOption = Annotated[
    Path | None, typer.Option("--trace", help="Write a Chrome trace of every system to this file.")
]
SettingsOption = Annotated[
    str | None,
    typer.Option(
        "--settings",
        metavar="NAME|FILE.toml",
        help="Settings that count where an option is left out; a window saves in them what is "
        "changed there.",
        show_default="default; none without a window",
    ),
]
AvatarOption = Annotated[
    str | None,
    typer.Option(
        "--avatar",
        help="A built-in character, as `avatar list` names them.",
        show_default="as in the settings, else hana",
    ),
]
AlwaysOnTopOption = Annotated[
    bool | None,
    typer.Option("--always-on-top/--no-always-on-top", help="Keep the window above others."),
]
BorderlessOption = Annotated[
    bool | None,
    typer.Option("--borderless/--no-borderless", help="No title bar; drag the puppet to move it."),
]
TransparentOption = Annotated[
    bool | None,
    typer.Option("--transparent/--no-transparent", help="Let the desktop show round the puppet."),
]
ClickThroughOption = Annotated[
    bool | None,
    typer.Option("--click-through/--no-click-through", help="Let clicks pass to what is behind."),
]
HeadlessOption = Annotated[bool, typer.Option("--headless", help="Draw without a window.")]
FilmOption = Annotated[
    Path | None,
    typer.Option(
        "--record",
        metavar="FILE.mp4|.webm",
        help="Film the picture and the puppet beside it (.mp4), or the puppet alone, with "
        "transparency (.webm).",
    ),
]
ScreenshotOption = Annotated[
    Path | None,
    typer.Option(
        "--screenshot", metavar="FILE.png", help="Write the last picture of the puppet, with alpha."
    ),
]
BackgroundOption = Annotated[
    str | None,
    typer.Option(
        "--background",
        metavar="transparent|#00ff00|FILE",
        help="What stands behind the puppet.",
        show_default="the character's own wall; transparent in a .webm",
    ),
]
QualityOption = Annotated[
    Quality,
    typer.Option(
        "--quality",
        help="`fast` drops outlines, smooth edges and half of the triangles; `auto` does so in a "
        "window that cannot keep up.",
    ),
]
WindowOption = Annotated[
    str | None,
    typer.Option(
        "--window",
        metavar="WxH",
        help="Size of the puppet's picture.",
        show_default="as in the settings, else 720x720",
    ),
]
MirrorOption = Annotated[
    bool | None,
    typer.Option(
        "--mirror/--no-mirror",
        help="Let the puppet move like a mirror image.",
        show_default="on in a window with a camera",
    ),
]
