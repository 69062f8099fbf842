"""The RIG stage's part of the voice: the drawn mouth says what is heard, at the display's rate."""

from __future__ import annotations

from engine import App, Clock, Mut, Query, Read, Res, ResMut, Stage, system
from systems.components import Landmarks, MouthOpen, Presence, Rig
from systems.voice.heard import Heard
from systems.voice.lipsync.fusion import SPOKEN, SpeakingMouth

LONGEST_STEP = 0.1
"""Seconds that one frame counts as at most: a machine that slept has heard nothing meanwhile."""


@system(Stage.RIG)
def speak(
    avatars: Query[Mut[Rig], Read[Presence]],
    faces: Query[Read[Landmarks], Read[MouthOpen]],
    heard: Res[Heard],
    mouth: ResMut[SpeakingMouth],
    clock: Res[Clock],
) -> None:
    """Let each avatar's mouth follow camera and voice, once anything has been heard."""
    now = heard.latest()
    mouth.told_at = now.captured_at
    if now.captured_at == 0:
        return
    looks = {f.entity: (float(f[Landmarks].presence), float(f[MouthOpen].seen)) for f in faces}
    for avatar in avatars:
        rig = avatar[Rig]
        presence, seen = looks.get(int(rig.face), (0.0, 1.0))
        if avatar[Presence].absent > 0:
            presence = 0.0
        if mouth.balance > 0:  # what hides a mouth moves as the mesh imagines
            rig.weights[SPOKEN] *= seen
        dt = min(clock.dt, LONGEST_STEP)
        rig.weights[:] = mouth.step(rig.weights, now, presence * seen, dt)


def mouth_plugin(app: App, *, balance: float) -> None:
    """Let the voice have its part of the mouth where somebody is listened to.

    Mount it between what poses the puppet and what gives its shapes their gains.
    """
    if app.draw.world.find(Heard) is not None:
        app.insert(SpeakingMouth(balance)).add(speak)
