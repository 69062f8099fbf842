"""Plays all scenes to the trackers and takes their figures."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from engine.errors import DataError
from systems.learn.evaluation.audience import OURS, Audience
from systems.learn.evaluation.figures import Figure
from systems.learn.evaluation.head import DIFFICULT, head_figures
from systems.learn.evaluation.lids import lid_figures
from systems.learn.evaluation.look import gaze_figures
from systems.learn.evaluation.measure import RESTING, Shown
from systems.learn.evaluation.people import people_figures
from systems.learn.evaluation.scene import Scene
from systems.learn.evaluation.scenes import all_scenes
from systems.learn.evaluation.seen import Seen
from systems.learn.evaluation.shapes import shape_figures
from systems.learn.evaluation.theatre import Theatre

log = logging.getLogger("bunraku")

MEASURES: Final = (head_figures, gaze_figures, shape_figures, lid_figures, people_figures)


@dataclass
class Evaluation:
    """What every tracker saw of every scene.

    Attributes
    ----------
    scenes : dict of str to Scene
    seen : dict of str to dict of str to Seen
        By the tracker's name, then by the scene's.
    """

    scenes: dict[str, Scene]
    seen: dict[str, dict[str, Seen]] = field(default_factory=dict)

    def shown(self, tracker: str) -> Shown:
        """Return one tracker's share."""
        return Shown(self.scenes, self.seen[tracker])

    @property
    def trackers(self) -> dict[str, Shown]:
        """Every tracker's share."""
        return {tracker: self.shown(tracker) for tracker in self.seen}

    def figures(self, tracker: str) -> list[Figure]:
        """Return one tracker's figures."""
        return [figure for measure in MEASURES for figure in measure(self.shown(tracker))]


def play(
    theatre: Theatre, audience: Audience, *, quick: bool, progress: Callable[[str], None]
) -> Evaluation:
    """Play every scene to all who watch.

    Parameters
    ----------
    theatre : Theatre
    audience : Audience
    quick : bool
        Shorter scenes.
    progress : function of str
        Is told each scene's name before it is played.

    Raises
    ------
    DataError
        If the tracker sees no face on the avatar.
    """
    scenes = {scene.name: scene for scene in all_scenes(quick=quick)}
    result = Evaluation(scenes)
    for name, scene in scenes.items():
        progress(name)
        all_seen = audience.watch(theatre.pictures(scene), faces=len(scene.acts))
        for tracker, seen in all_seen.items():
            result.seen.setdefault(tracker, {})[name] = seen
        if name not in DIFFICULT and _blind(result, name, theatre.star):
            audience = replace(audience, peer=None)
    return result


def _blind(result: Evaluation, scene: str, star: str) -> bool:
    """Whether the peer sees no face at all on an avatar that rests: it then leaves."""
    unseen = [name for name, seen in result.seen.items() if not seen[scene].found[RESTING].any()]
    if OURS in unseen:
        msg = f"no face is found on the avatar {star}, so nothing can be measured"
        raise DataError(msg, fix="take an avatar with a more human face, such as adult")
    for name in unseen:
        log.warning("%s finds no face on %s and is left out", name, star)
        del result.seen[name]
    return bool(unseen)
