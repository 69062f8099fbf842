"""Keys: defaults, choices, and the list that F1 shows."""

import pytest

from engine.errors import UsageError
from systems.avatar.desk.hotkeys import ACTIONS, KEYS, bind, key_name, listing

EXPRESSIONS = ("smile", "wink")


def test_every_default_key_exists_and_is_used_once():
    bound = bind({}, EXPRESSIONS)
    assert set(bound) <= KEYS
    assert set(bound.values()) == {*ACTIONS, *EXPRESSIONS}
    assert bound["1"] == "smile"


def test_a_chosen_key_is_taken_from_the_action_that_had_it():
    bound = bind({"wink": "m"}, EXPRESSIONS)
    assert bound["m"] == "wink"
    assert "mirror" not in bound.values()
    assert "2" not in bound


def test_modifiers_may_stand_in_any_order_and_case():
    assert key_name("Shift + Ctrl+S") == "ctrl+shift+s"


@pytest.mark.parametrize("wrong", ["", "ctrl", "hyper+s", "ss", "+"])
def test_a_key_that_no_keyboard_has_is_refused(wrong):
    with pytest.raises(UsageError, match="there is no key"):
        key_name(wrong)


def test_the_list_says_what_every_bound_key_does():
    lines = listing(bind({"record": "", "mirror": "ctrl+m"}, EXPRESSIONS), EXPRESSIONS)
    assert lines[0] == ("Esc", "settings panel")
    assert ("Ctrl+M", "mirror the avatar") in lines
    assert ("2", "expression: wink") in lines
    assert not any("film" in meaning for _, meaning in lines)
