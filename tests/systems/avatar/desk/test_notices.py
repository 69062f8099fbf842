from engine.errors import FileError
from systems.avatar.desk.notices import SECONDS, SECONDS_OF_ALARM, SECONDS_TO_READ, Notices

ERROR = FileError("it is broken", fix="mend it")


def test_a_line_goes_away_by_itself():
    notices = Notices()
    assert notices.at(0) is None
    notices.say("mirror on", 10)
    assert notices.at(10 + SECONDS - 0.1).text == "mirror on"
    assert notices.at(10 + SECONDS) is None


def test_an_error_stays_longer_and_says_its_remedy():
    notices = Notices()
    notices.warn(ERROR, 0)
    assert notices.at(SECONDS_OF_ALARM - 0.1).text == "it is broken\n  fix: mend it"
    assert notices.at(SECONDS_OF_ALARM) is None


def test_an_error_can_be_read_before_another_line_takes_its_place():
    notices = Notices()
    notices.warn(ERROR, 0)
    notices.say("smile", SECONDS_TO_READ - 0.1)
    assert notices.at(SECONDS_TO_READ).alarm
    notices.say("smile", SECONDS_TO_READ + 0.1)
    assert notices.at(SECONDS_TO_READ + 0.2).text == "smile"
