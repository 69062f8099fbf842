"""The one-slot mailbox."""

import threading

from hypothesis import given
from hypothesis import strategies as st

from engine import Latest
from tests.engine.fish import FAST


@given(st.lists(st.booleans()))
def test_no_older_value_ever_comes_after_a_newer_one_and_every_gap_is_counted(puts):
    box: Latest[int] = Latest()
    taken, offered = [], 0
    for put in puts:
        if put:
            box.put(offered)
            offered += 1
        elif (value := box.take(timeout=0)) is not None:
            taken.append(value)
    if (last := box.take(timeout=0)) is not None:
        taken.append(last)
    assert taken == sorted(set(taken))
    assert taken[-1:] == [offered - 1][:offered]
    assert box.dropped == offered - len(taken)


def test_between_threads_values_come_out_in_order_and_the_last_one_arrives():
    box: Latest[int] = Latest()

    def feed() -> None:
        for i in range(5000):
            box.put(i)
        box.close()

    feeder = threading.Thread(target=feed)
    feeder.start()
    taken = []
    while not box.ended:
        if (value := box.take(FAST)) is not None:
            taken.append(value)
    feeder.join()
    assert taken == sorted(set(taken))
    assert taken[-1] == 4999
    assert box.dropped == 5000 - len(taken)


def test_without_dropping_every_value_arrives():
    box: Latest[int] = Latest()

    def feed() -> None:
        for i in range(500):
            box.put_when_empty(i)
        box.close()

    feeder = threading.Thread(target=feed)
    feeder.start()
    taken = []
    while not box.ended:
        if (value := box.take(FAST)) is not None:
            taken.append(value)
    feeder.join()
    assert taken == list(range(500))
    assert box.dropped == 0


def test_a_displaced_value_is_handed_back():
    box: Latest[str] = Latest()
    assert box.put("old") is None
    assert box.put("new") == "old"
    assert box.take() == "new"
    assert box.put("next") is None


def test_taking_from_an_empty_box_ends_with_the_timeout():
    assert Latest().take(timeout=0.001) is None


def test_closing_wakes_whoever_waits_for_a_value():
    box: Latest[int] = Latest()
    waiter = _waiting(box.take)
    box.close()
    waiter.join(FAST)
    assert not waiter.is_alive()


def test_closing_wakes_whoever_waits_for_room():
    box: Latest[int] = Latest()
    box.put(1)
    waiter = _waiting(lambda: box.put_when_empty(2))
    box.close()
    waiter.join(FAST)
    assert not waiter.is_alive()


def test_a_closed_box_still_gives_what_is_inside_and_then_has_ended():
    box: Latest[int] = Latest()
    box.put(1)
    box.close()
    assert not box.ended
    assert box.take() == 1
    assert box.ended
    assert box.take() is None


def _waiting(action) -> threading.Thread:
    thread = threading.Thread(target=action, daemon=True)
    thread.start()
    thread.join(0.02)
    assert thread.is_alive()
    return thread
