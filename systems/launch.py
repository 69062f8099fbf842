"""Puts an app together from what a command asks for, and runs it."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from rich.console import Console

from engine import App, ClockKind, Source, run_live, run_step, write_chrome_trace
from engine.cli.costs import print_costs
from engine.errors import UsageError
from engine.extract import Receiver
from engine.record import Recorder, SessionSource, record_rows, restore_rows
from engine.script import add_scripts
from engine.whole import require_writable
from ext import warm_up
from systems.avatar.show import Show, puppet_plugin
from systems.capture.actor import Actor
from systems.capture.images import Images
from systems.capture.lens import Lens
from systems.capture.sources import CaptureOptions, open_source
from systems.capture.switch import Switch
from systems.components import RECORDED, Load
from systems.defaults import face_plugin
from systems.inputs import require_outputs
from systems.kept_rows import kept
from systems.link.links import Links
from systems.solve.calibration.settings import Calibration
from systems.solve.settings import SolveSettings
from systems.solve.table import TrackRows, collect_rows
from systems.solve.table_files import table_writer
from systems.track.ladder import Ladder
from systems.track.load import load_plugin
from systems.track.nets import ModelHashes
from systems.track.settings import TrackSettings
from systems.voice.hashes import hearing_hashes
from systems.voice.mic import Mic
from systems.voice.stage import Listening, replayed_voice_plugin, voice_plugin


@dataclass(frozen=True, kw_only=True)
class Launch:
    """What one run is made of.

    Attributes
    ----------
    source : str
        As in ``--source``.
    capture : CaptureOptions
    fov : float or None
        Vertical field of view of the camera, degrees.
    track : TrackSettings
    solve : SolveSettings
    calibration : Calibration or None
        Of the shapes; None leaves them as the net gives them.
    show : Show or None
        How the puppet is shown; None tracks without one.
    links : Links
        Where the puppet is sent.
    cpu : float
        Share of all cores that a live run may take, 0..1.
    mic : Mic
        What is listened to.
    clock : ClockKind or None
        None takes `step` where nobody watches and no device sets the pace, else `live`.
    frames : int or None
        Stop after this many.
    scripts : sequence of Path
    strict : bool
    session : Path or None
        Folder to record the tracked data into.
    trace : Path or None
        File for a Chrome trace.
    """

    source: str
    capture: CaptureOptions = field(default_factory=CaptureOptions)
    fov: float | None = None
    track: TrackSettings = field(default_factory=TrackSettings)
    solve: SolveSettings = field(default_factory=SolveSettings)
    calibration: Calibration | None = None
    show: Show | None = None
    links: Links = field(default_factory=Links)
    cpu: float = 1.0
    mic: Mic = field(default_factory=Mic)
    clock: ClockKind | None = None
    frames: int | None = None
    scripts: tuple[Path, ...] = ()
    strict: bool = False
    session: Path | None = None
    trace: Path | None = None


def build(launch: Launch, *, replayed: bool = False) -> App:
    """Return the app; a replayed one restores recorded rows instead of tracking pictures."""
    warm_up()
    app = App(strict=launch.strict)
    if replayed:
        app.insert(Receiver()).add(restore_rows, replayed_voice_plugin)
        app.track.mention(RECORDED)
    else:
        if launch.calibration is not None:
            app.insert(launch.calibration)
        app.insert(launch.track).insert(launch.solve).add(face_plugin)
        app.track.world.spawn(Load)
        app.insert(replace(launch.mic, choosable=_watched(launch))).add(voice_plugin)
    app.add(partial(load_plugin, budget=launch.cpu))
    if launch.session is not None:
        recorder = Recorder(launch.session, RECORDED)
        app.insert(recorder).add(record_rows)
        app.on_close(recorder.flush)
    if launch.show is not None:
        app.insert(launch.show).add(puppet_plugin, launch.links.plugin)
    add_scripts(app, list(launch.scripts))
    return app


def run(launch: Launch, console: Console) -> None:
    """Open the source, build the app, run it to its end and print what it cost."""
    require_outputs(launch)
    _require_time_for_a_microphone(launch)
    with _opened(launch, console) as source:
        replayed = isinstance(source, SessionSource)
        if replayed:
            launch = replace(launch, mic=_none_beside_a_session(launch.mic))
        app = build(_suited(launch, source), replayed=replayed)
        _drive(app, _switchable(app, source, launch), launch, console)


def track(launch: Launch, out: Path, console: Console) -> None:
    """Write one row per face and frame of a source to a table.

    Raises
    ------
    UsageError
        If the file's extension names no format, it is read, or there is nothing to track.
    FileError
        If the file cannot be written there.
    """
    # What cannot be written is refused before the work, not after it.
    table_writer(out)
    require_writable(out)
    require_outputs(launch, out)
    if launch.source == "none":
        msg = "there is nothing to track in --source none"
        raise UsageError(msg, fix="give a video, an image, a folder of images or actor")
    with _opened(launch, console) as source:
        if isinstance(source, SessionSource):
            msg = f"{launch.source} is a session: it holds no pictures to track"
            raise UsageError(msg, fix="give the video that it was recorded from")
        stills = isinstance(source, Images) and launch.capture.fps is None
        launch = replace(launch, track=replace(launch.track, thorough=True, stills=stills))
        app = build(_suited(launch, source))
        heard = launch.mic.wanted != "none"
        if heard:
            app.track.world.resource(ModelHashes).update(hearing_hashes(launch.mic.voice))
        rows = TrackRows(heard=heard)
        app.insert(rows).add(collect_rows)
        with kept(rows, app, launch.source, out, console):
            _drive(app, source, launch, console)


def _suited(launch: Launch, source: Source | None) -> Launch:
    film = source is not None and not source.realtime and not isinstance(source, Actor)
    track = replace(launch.track, cuts=film and not launch.capture.loop)
    unseen = source is None or isinstance(source, SessionSource)
    show = None if launch.show is None else replace(launch.show, alone=unseen)
    return replace(launch, track=track, show=show)


def _switchable(app: App, source: Source | None, launch: Launch) -> Source | None:
    """Return a source that the window's settings panel can exchange, where there is one."""
    if source is None or isinstance(source, SessionSource) or not _watched(launch):
        return source
    switch = Switch(source, launch.source, lambda spec: open_source(spec, launch.capture))
    app.insert(switch)
    return switch


def _drive(app: App, source: Source | None, launch: Launch, console: Console) -> None:
    clock = launch.clock or _natural_clock(source, launch)
    if source is not None and launch.fov is not None:
        source = Lens(source, math.radians(launch.fov))
    if launch.mic.wanted != "none":
        console.print(f"sound: {app.track.world.resource(Listening)}", highlight=False)
    began = time.perf_counter()
    try:
        if clock is ClockKind.STEP:
            run_step(app, source, frames=launch.frames)
        else:
            run_live(app, source, frames=launch.frames, drop=clock is ClockKind.LIVE)
    except KeyboardInterrupt:
        console.print("stopped")
    finally:
        app.close()
    print_costs(app, time.perf_counter() - began, console)
    if clock is ClockKind.LIVE:
        ladder = app.track.world.resource(Ladder)
        console.print(f"quality: {ladder.rung.name}, {ladder.why}")
    if launch.trace is not None:
        write_chrome_trace(launch.trace, [app.track.trace, app.draw.trace])


def _require_time_for_a_microphone(launch: Launch) -> None:
    if launch.mic.live and launch.clock is ClockKind.STEP:
        msg = f"--mic {launch.mic.wanted} has its own pace and cannot be heard in steps"
        raise UsageError(msg, fix="use --clock live, or give --mic a file")


def _none_beside_a_session(mic: Mic) -> Mic:
    """Listen to nothing; a session holds what was heard. Who asks for more by an option is told."""
    if mic.wanted != "none" and not mic.patient:
        msg = f"--mic {mic.wanted} cannot be heard beside a session, which holds what was heard"
        raise UsageError(msg, fix="leave --mic out, or give the video that it was recorded from")
    return Mic()


def _watched(launch: Launch) -> bool:
    return launch.show is not None and not launch.show.headless


def _natural_clock(source: Source | None, launch: Launch) -> ClockKind:
    watched = _watched(launch)
    paced = launch.mic.live or (source is not None and source.realtime)
    if isinstance(source, SessionSource) and watched:
        return ClockKind.REPLAY
    return ClockKind.LIVE if watched or paced else ClockKind.STEP


@contextmanager
def _opened(launch: Launch, console: Console) -> Iterator[Source | None]:
    source = open_source(launch.source, launch.capture)
    if source is not None:
        console.print(f"source: {source}")
    try:
        yield source
    finally:
        if source is not None:
            source.close()
