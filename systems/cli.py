"""The commands about faces, and the order in which all commands are mounted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from engine import App, ClockKind
from engine.cli.doctor import print_findings
from engine.cli.plan import print_plan
from systems import launch
from systems import live_options as live
from systems import options as o
from systems.avatar.cli import avatar as avatars
from systems.avatar.order import ShowWords, StyleWords, order_show
from systems.avatar.quality import Quality
from systems.avatar.show import Show
from systems.capture.cli import devices
from systems.capture.sources import CaptureOptions
from systems.doctor import CHECKS
from systems.launch import Launch
from systems.learn.cli import evaluate
from systems.learn.pose.cli import pose
from systems.link.links import order_links
from systems.sessions.cli import record, replay, report
from systems.solve.calibration.cli import calibrate
from systems.solve.calibration.settings import order_calibration
from systems.solve.settings import order_solving
from systems.track.cli import models
from systems.track.load import parse_budget
from systems.track.settings import order_tracking, seats
from systems.voice import options as v
from systems.voice.lipsync.cli import lipsync
from systems.voice.mic import MicWords, own_mic
from systems.voice.visemes.cli import train

CONSOLE = Console()


def run(
    source: o.SourceOption = None,
    size: o.SizeOption = None,
    fps: o.FpsOption = None,
    fourcc: o.FourccOption = None,
    backend: o.BackendOption = None,
    raw: o.RawOption = None,
    loop: o.LoopOption = False,
    fov: o.FovOption = None,
    preset: o.PresetOption = o.Preset.DEFAULT,
    pose_model: o.PoseModelOption = None,
    faces: o.FacesOption = 1,
    model: o.ModelOption = None,
    user: o.UserOption = None,
    threads: o.ThreadsOption = None,
    levels: o.LevelsOption = None,
    profile: o.ProfileOption = o.Profile.DESKTOP,
    mic: v.MicOption = None,
    mic_gain: v.MicGainOption = None,
    mic_gate: v.MicGateOption = None,
    sound_offset: v.SoundOffsetOption = None,
    voice: v.VoiceOption = None,
    mouth: v.MouthOption = None,
    settings: o.SettingsOption = None,
    avatar: o.AvatarOption = None,
    window: o.WindowOption = None,
    always_on_top: o.AlwaysOnTopOption = None,
    borderless: o.BorderlessOption = None,
    transparent: o.TransparentOption = None,
    click_through: o.ClickThroughOption = None,
    arms: live.ArmsOption = None,
    headless: o.HeadlessOption = False,
    mirror: o.MirrorOption = None,
    lost: live.LostOption = None,
    pin: live.PinOption = None,
    cpu: live.CpuOption = "100%",
    session: live.SessionOption = None,
    send: live.SendOption = None,
    virtual_camera: live.VirtualCameraOption = False,
    record: o.FilmOption = None,
    mute: v.MuteOption = False,
    screenshot: o.ScreenshotOption = None,
    background: o.BackgroundOption = None,
    quality: o.QualityOption = Quality.AUTO,
    script: o.ScriptOption = None,
    strict: o.StrictOption = False,
    clock: o.ClockOption = None,
    frames: o.FramesOption = None,
    trace: o.TraceOption = None,
) -> None:
    """Run the puppet: the default command.

    Example: `python -m engine --source talk.mp4 --headless --record out.mp4`
    """
    words = ShowWords(
        settings=settings,
        avatar=avatar,
        window=window,
        headless=headless,
        mirror=mirror,
        lost=lost,
        pin=pin,
        film=record,
        mouth=mouth,
        mute=mute,
        screenshot=screenshot,
        background=background,
        quality=quality,
        style=StyleWords(always_on_top, borderless, transparent, click_through),
        arms=arms,
    )
    kept = words.read()
    source = source or kept.source
    heard = MicWords(mic, mic_gain, mic_gate, sound_offset, loop, voice)
    order = Launch(
        source=source,
        capture=CaptureOptions(size or profile.picture, fps, fourcc, backend, raw, loop),
        fov=fov,
        track=order_tracking(preset, seats(faces, pin), model, threads, levels, profile),
        solve=order_solving(preset, pose_model, linked_blink=kept.linked_blink),
        calibration=order_calibration(user, preset),
        cpu=parse_budget(cpu),
        show=order_show(words, kept, source, loop=loop),
        links=order_links(send, virtual_camera=virtual_camera),
        mic=heard.order(kept.sound, source, choosable=not headless),
        clock=clock,
        frames=frames,
        scripts=tuple(script or ()),
        strict=strict,
        session=session,
        trace=trace,
    )
    launch.run(order, CONSOLE)


def track(
    source: Annotated[str, typer.Argument(help="A video, an image, a folder of images, `actor`.")],
    out: Annotated[Path, typer.Option("--out", help="FILE.npz, FILE.csv or FILE.parquet.")],
    fps: o.FpsOption = None,
    raw: o.RawOption = None,
    fov: o.FovOption = None,
    preset: o.PresetOption = o.Preset.DEFAULT,
    pose_model: o.PoseModelOption = None,
    faces: o.FacesOption = 1,
    model: o.ModelOption = None,
    user: o.UserOption = None,
    threads: o.ThreadsOption = None,
    levels: o.LevelsOption = None,
    profile: o.ProfileOption = o.Profile.DESKTOP,
    mic: v.TableMicOption = None,
    voice: v.VoiceOption = None,
    script: o.ScriptOption = None,
    strict: o.StrictOption = False,
    frames: o.FramesOption = None,
    trace: o.TraceOption = None,
) -> None:
    """Write what is tracked in a video or in images to a table.

    Example: `python -m engine track talk.mp4 --out talk.npz`
    """
    tracking = order_tracking(preset, faces, model, threads, levels, profile)
    launch.track(
        Launch(
            source=source,
            capture=CaptureOptions(fps=fps, raw=raw),
            fov=fov,
            track=tracking,
            calibration=None if user is None else order_calibration(user, preset),
            solve=order_solving(preset, pose_model),
            mic=own_mic(source, voice, mic),
            clock=ClockKind.STEP,
            frames=frames,
            scripts=tuple(script or ()),
            strict=strict,
            trace=trace,
        ),
        out,
        CONSOLE,
    )


def plan(
    preset: o.PresetOption = o.Preset.DEFAULT,
    script: o.ScriptOption = None,
) -> None:
    """Print which system runs when, what it touches, and what it waits for.

    Example: `python -m engine plan --script ears.py`
    """
    tracking = order_tracking(preset, 1, None)
    show = Show(headless=True)
    app: App = launch.build(
        Launch(source="none", track=tracking, show=show, scripts=tuple(script or ()))
    )
    print_plan(app.schedule, CONSOLE)
    app.close()


def doctor() -> None:
    """Say what works here, what does not, and the fix.

    Example: `python -m engine doctor`
    """
    if not print_findings(CHECKS, CONSOLE):
        raise typer.Exit(4)


def mount(commands: typer.Typer) -> None:
    """Add every command, in the order in which help lists them."""
    commands.command()(run)
    commands.add_typer(models, name="models")
    commands.add_typer(avatars, name="avatar")
    train.command()(pose)
    commands.add_typer(train, name="train")
    looking, working = (devices, doctor, plan), (track, record, replay, report, calibrate)
    for command in (*looking, *working, lipsync, evaluate):
        commands.command()(command)
