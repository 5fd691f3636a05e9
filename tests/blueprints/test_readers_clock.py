"""What a page says of schedules and of changes of clocks, by the clock of who reads it."""

from datetime import UTC, date, datetime

from corved import clock
from corved.scheduling.pattern import Pattern, parse_time
from corved.use_cases.matches.reassign_tutor import reassign_tutor
from tests import given

KARACHI_DAWN = Pattern("Asia/Karachi", (2, 4, 6), parse_time("06:00"))


def test_a_schedule_is_told_in_the_readers_weekdays_and_hours():  # situation 24
    winter, summer = date(2026, 2, 2), date(2026, 7, 6)
    assert KARACHI_DAWN.in_words() == "Tuesdays, Thursdays and Saturdays, 06:00 Karachi"
    new_york = {"zone": "America/New_York"}
    assert KARACHI_DAWN.in_words(**new_york, week_of=winter) == "Mondays, Wednesdays and Fridays, 20:00 New York"
    assert KARACHI_DAWN.in_words(**new_york, week_of=summer) == "Mondays, Wednesdays and Fridays, 21:00 New York"


def test_different_times_are_told_day_by_day():  # situation 25
    times = Pattern("Asia/Karachi", (1, 3), parse_time("18:00"), 60, {3: parse_time("19:30")})
    assert times.in_words() == "Mondays 18:00, Wednesdays 19:30 Karachi"
    told = times.in_words(zone="America/Los_Angeles", week_of=date(2026, 2, 2))
    assert told == "Mondays 05:00, Wednesdays 06:30 Los Angeles"


def test_a_family_sees_its_week_by_its_own_clock(client, world):
    given.a_running_course(learner=world.student_learner, tutor=world.tutor, pattern=KARACHI_DAWN)
    client.sign_in_as(world.student).get("/student")
    assert "Every week, New York" in client.page.says("#weekly")
    assert "Math with Tariq Tutor, 60 minutes, fixed to Karachi time." in client.page.says("#weekly")
    cells = [cell.get_text(" ", strip=True) for cell in client.page.soup.select("#weekly tbody td")]
    assert cells == ["20:00", "", "20:00", "", "20:00", "", ""]


def test_a_tutor_who_came_after_the_change_is_told_of_none(client, world):  # situation 26
    course = given.a_running_course(learner=world.student_learner, tutor=world.other_tutor)
    with clock.at(datetime(2026, 3, 9, 9, tzinfo=UTC)):
        client.sign_in_as(world.other_tutor).get("/tutor")
        assert client.page.soup.select(".callout.is-now")
        client.sign_in_as(world.admin)
        reassign_tutor(match_id=course.match, tutor_id=world.owner, since=date(2026, 3, 10))
        client.sign_in_as(world.owner).get("/tutor")
        assert not client.page.soup.select(".callout.is-now")


def test_after_the_change_it_is_told_in_the_past(client, world):  # situation 27
    given.a_running_course(learner=world.student_learner, tutor=world.tutor)
    client.sign_in_as(world.student)
    for day, says in (
        (6, "Clocks go forward in New York on Sun 8 Mar: from Mon 9 Mar the session is at 13:00 instead of 12:00"),
        (9, "The clocks went forward in New York on Sun 8 Mar: from Mon 9 Mar the session is at 13:00"),
    ):
        with clock.at(datetime(2026, 3, day, 9, tzinfo=UTC)):
            client.get("/student")
            assert says in client.page.text
