"""``python -m engine record`` and ``replay``: what was tracked and heard, kept in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from engine.errors import FileError
from engine.whole import require_apart, require_writable
from systems import launch
from systems import live_options as live
from systems import options as o
from systems.avatar.order import ShowWords, StyleWords, order_show
from systems.avatar.quality import Quality
from systems.capture.sources import CaptureOptions
from systems.inputs import files_of
from systems.launch import Launch
from systems.link.links import order_links
from systems.sessions.account import read_account
from systems.sessions.advice import advise
from systems.sessions.report import require_matplotlib, write_report
from systems.solve.calibration.settings import order_calibration
from systems.solve.settings import order_solving
from systems.track.load import parse_budget
from systems.track.settings import order_tracking
from systems.voice import options as v
from systems.voice.mic import MicWords
from systems.voice.settings import SoundSettings

CONSOLE = Console()


def record(
    session: Annotated[Path, typer.Argument(help="Folder for the session.")],
    source: o.SourceOption = None,
    size: o.SizeOption = None,
    fps: o.FpsOption = None,
    fourcc: o.FourccOption = None,
    backend: o.BackendOption = None,
    raw: o.RawOption = None,
    fov: o.FovOption = None,
    preset: o.PresetOption = o.Preset.DEFAULT,
    pose_model: o.PoseModelOption = None,
    faces: o.FacesOption = 1,
    model: o.ModelOption = None,
    user: o.UserOption = None,
    levels: o.LevelsOption = None,
    profile: o.ProfileOption = o.Profile.DESKTOP,
    mic: v.MicOption = None,
    mic_gain: v.MicGainOption = None,
    mic_gate: v.MicGateOption = None,
    sound_offset: v.SoundOffsetOption = None,
    voice: v.VoiceOption = None,
    cpu: live.CpuOption = "100%",
    script: o.ScriptOption = None,
    clock: o.ClockOption = None,
    frames: o.FramesOption = None,
) -> None:
    """Record what is tracked and heard, never pictures or sound, to a session. Ctrl-C ends it.

    Example: `python -m engine record --source talk.mp4 session/`
    """
    source = source or "auto"
    listened = MicWords(mic, mic_gain, mic_gate, sound_offset, voice=voice)
    launch.run(
        Launch(
            source=source,
            capture=CaptureOptions(
                size=size or profile.picture, fps=fps, fourcc=fourcc, backend=backend, raw=raw
            ),
            fov=fov,
            track=order_tracking(preset, faces, model, None, levels, profile),
            solve=order_solving(preset, pose_model),
            calibration=order_calibration(user, preset),
            cpu=parse_budget(cpu),
            mic=listened.order(SoundSettings(), source),
            clock=clock,
            frames=frames,
            scripts=tuple(script or ()),
            session=session,
        ),
        CONSOLE,
    )


def replay(
    session: Annotated[
        Path, typer.Argument(help="A folder that `record` or `run --session` wrote.")
    ],
    settings: o.SettingsOption = None,
    avatar: o.AvatarOption = None,
    window: o.WindowOption = None,
    always_on_top: o.AlwaysOnTopOption = None,
    borderless: o.BorderlessOption = None,
    transparent: o.TransparentOption = None,
    click_through: o.ClickThroughOption = None,
    headless: o.HeadlessOption = False,
    mirror: o.MirrorOption = None,
    mouth: v.MouthOption = None,
    arms: live.ArmsOption = None,
    lost: live.LostOption = None,
    pin: live.PinOption = None,
    send: live.SendOption = None,
    virtual_camera: live.VirtualCameraOption = False,
    record: o.FilmOption = None,
    screenshot: o.ScreenshotOption = None,
    background: o.BackgroundOption = None,
    quality: o.QualityOption = Quality.AUTO,
    script: o.ScriptOption = None,
    strict: o.StrictOption = False,
    clock: o.ClockOption = None,
    frames: o.FramesOption = None,
) -> None:
    """Play a recorded session through the puppet, at its own pace.

    Example: `python -m engine replay session/`
    """
    if not (session / "session.json").is_file():
        msg = f"{session} holds no recorded session"
        raise FileError(msg, fix="give the folder that `python -m engine record` wrote")
    words = ShowWords(
        settings=settings,
        avatar=avatar,
        window=window,
        headless=headless,
        mirror=mirror,
        mouth=mouth,
        lost=lost,
        pin=pin,
        film=record,
        screenshot=screenshot,
        background=background,
        quality=quality,
        style=StyleWords(always_on_top, borderless, transparent, click_through),
        arms=arms,
    )
    given = str(session.absolute())  # a folder called 0 is no camera
    launch.run(
        Launch(
            source=given,
            show=order_show(words, words.read(), given),
            links=order_links(send, virtual_camera=virtual_camera),
            clock=clock,
            frames=frames,
            scripts=tuple(script or ()),
            strict=strict,
        ),
        CONSOLE,
    )


def report(
    session: Annotated[
        Path, typer.Argument(help="A folder that `record` or `run --session` wrote.")
    ],
    out: Annotated[Path, typer.Option("--out", help="The page.", show_default=True)] = Path(
        "report.html"
    ),
) -> None:
    """Make one page of a session: plots, figures, and the advice that a friend would give.

    Example: `python -m engine report session/ --out report.html`
    """
    require_matplotlib()
    require_writable(out)
    require_apart(out, *files_of(str(session)))
    account = read_account(session)
    write_report(account, out)
    for line in advise(account) or ["all is well"]:
        CONSOLE.print(line)
    CONSOLE.print(f"report: {out}")
