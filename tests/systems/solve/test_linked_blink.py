import numpy as np
import pytest

from engine import App, Mut, Query, Stage, run_step, system
from systems import solve as solve_package
from systems.components import Blendshapes, EyeOpen, Face, Landmarks
from systems.solve import linked_blink
from systems.solve.settings import SolveSettings
from systems.topology import ARKIT, BLINK
from tests.systems.solve.stage import Ticks


def test_the_columns_of_blinks_are_those_of_both_eyes():
    assert ARKIT[BLINK] == ("eyeBlinkLeft", "eyeBlinkRight")


def test_a_wink_becomes_a_blink_of_both_eyes_and_nothing_else_changes():
    @system(Stage.SOLVE)
    def wink(faces: Query[Mut[Blendshapes], Mut[EyeOpen]]) -> None:
        for face in faces:
            face[Blendshapes].weights[:] = np.linspace(0, 1, 52)
            face[Blendshapes].weights[BLINK] = 0.9, 0.3
            face[EyeOpen].state[:] = 0, 1

    app = App(strict=True).add(wink, linked_blink.plugin)
    entity = app.track.world.spawn(Face, Landmarks)
    run_step(app, Ticks(2))
    weights = app.track.world.value(entity, Blendshapes).weights
    assert weights[BLINK] == pytest.approx([0.6, 0.6])
    others = np.setdiff1d(np.arange(52), np.r_[BLINK])
    assert np.array_equal(weights[others], np.linspace(0, 1, 52).astype("f4")[others])
    assert app.track.world.value(entity, EyeOpen).state.tolist() == [1, 1]


def test_blinks_are_linked_only_where_the_settings_say_so():
    for linked in (False, True):
        app = App().insert(SolveSettings(linked_blink=linked)).add(solve_package.plugin)
        names = [system.name for system in app.schedule.systems]
        assert ("link_blinks" in names) == linked
