"""When a tutor teaches: the page, its fields, and what it says before saving."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from corved import clock
from corved.queries.people.tutor_hours import tutor_hours
from corved.scheduling.weekly_hours import WeeklyHours
from corved.use_cases.people.set_weekly_hours import set_weekly_hours
from tests import given
from tests.blueprints.questions import ask_of_a_writing_view


def test_weekly_hours_are_kept(client, world, superuser):
    url = f"/admin/people/{world.tutor}/hours"
    client.sign_in_as(world.admin).get(url)

    client.follow(client.post(url, {"from_1": "15:00", "to_1": "00:00", "from_2": "", "to_2": ""}, status=303))

    assert client.page.one("#hours-from-1")["value"] == "15:00"
    assert client.page.one("#hours-to-1")["value"] == "00:00"
    kept = superuser.execute("select weekly_hours from tutor_hours where tutor_user_id = %s", (world.tutor,)).fetchone()
    assert kept == ([{"day": 1, "from": "15:00", "to": "24:00"}],)
    for wrong in (
        {"from_1": "10:00", "to_1": "10:00"},
        {"from_1": "15:00"},
        {"from_1": "15:00", "to_1": "14:00"},
        {"from_1": "x", "to_1": "y"},
    ):
        client.post(url, wrong, status=422)
    client.post(f"/admin/people/{world.student}/hours", {}, status=404)


def test_weekly_hours_go_on_over_midnight_and_begin_again(client, world, superuser):  # situation 28
    url = f"/admin/people/{world.tutor}/hours"
    client.sign_in_as(world.admin).get(url)
    typed = {"from_1": "09:00", "to_1": "12:00", "from_1_2": "20:00", "to_1_2": "02:00", "from_2": "11:00"}
    typed |= {"to_2": "13:00", "from_6": "22:00", "to_6": "01:00"}  # after Saturday, nothing on Sunday

    client.follow(client.post(url, typed, status=303))

    [[kept]] = superuser.execute(
        "select weekly_hours from tutor_hours where tutor_user_id = %s", (world.tutor,)
    ).fetchall()
    assert [(each["day"], each["from"], each["to"]) for each in kept] == [
        (0, "00:00", "01:00"),
        (1, "09:00", "12:00"),
        (1, "20:00", "24:00"),
        (2, "00:00", "02:00"),
        (2, "11:00", "13:00"),
        (6, "22:00", "24:00"),
    ]
    fields = client.page.soup.select("[id^=hours-from], [id^=hours-to]")
    shown = {each["name"]: each.get("value", "") for each in fields}
    assert {name: value for name, value in shown.items() if value} == typed
    hours = WeeklyHours.from_json("Europe/London", kept)
    tuesday = datetime(2026, 3, 3, 1, tzinfo=clock.now().tzinfo)
    assert hours.allow(tuesday, tuesday + timedelta(hours=1))
    assert hours.allow(tuesday - timedelta(hours=2), tuesday)
    assert not hours.allow(tuesday, tuesday + timedelta(hours=2))


@pytest.mark.parametrize(
    "typed",
    [
        {"from_1": "20:00", "to_1": "02:00"},
        {"from_1": "20:00", "to_1": "02:00", "from_2": "20:00", "to_2": "02:00"},
        {"from_1": "10:00", "to_1": "09:00"},
        {"from_6": "20:00", "to_6": "02:00"},
    ],
)
def test_hours_over_midnight_are_shown_as_they_were_typed(client, world, typed):
    url = f"/admin/people/{world.tutor}/hours"
    client.sign_in_as(world.admin).get(url)

    client.follow(client.post(url, typed, status=303))

    fields = client.page.soup.select("[id^=hours-from], [id^=hours-to]")
    assert {each["name"]: each["value"] for each in fields if each.get("value")} == typed


FOUR = {
    "": ("06:00", "08:00"),
    "_2": ("10:00", "12:00"),
    "_3": ("15:00", "16:30"),
    "_4": ("20:00", "01:00"),
}


def test_a_day_has_up_to_four_stretches(client, world):
    url = f"/admin/people/{world.tutor}/hours"
    client.sign_in_as(world.admin).get(url)
    typed = {f"from_1{part}": first for part, (first, _last) in FOUR.items()}
    typed |= {f"to_1{part}": last for part, (_first, last) in FOUR.items()}

    client.follow(client.post(url, typed, status=303))

    fields = client.page.soup.select("[id^=hours-from], [id^=hours-to]")
    assert {each["name"]: each["value"] for each in fields if each.get("value")} == typed


def test_several_days_get_the_same_hours_at_once(client, world, superuser):
    url = f"/admin/people/{world.tutor}/hours"
    client.sign_in_as(world.admin).get(url)
    same = {"same_days": ["1", "3", "5"], "same_from": "18:00", "same_to": "00:00"}

    client.post(url, same | {"from_3": "08:00", "to_3": "09:00", "from_6": "08:00", "to_6": "09:00"}, status=303)

    kept = superuser.execute(
        "select weekly_hours from tutor_hours where tutor_user_id = %s", (world.tutor,)
    ).fetchone()[0]
    assert [(each["day"], each["from"], each["to"]) for each in kept] == [
        (1, "18:00", "24:00"),
        (3, "18:00", "24:00"),
        (5, "18:00", "24:00"),
        (6, "08:00", "09:00"),
    ]
    client.post(url, {"same_days": ["1"]}, status=422)
    assert "Enter the hours of the days that you ticked." in client.page.says("#main")
    client.post(url, {"same_from": "18:00", "same_to": "20:00"}, status=422)
    assert "Tick the days that have these hours." in client.page.says("#main")


MONDAYS = {"from_1": "15:00", "to_1": "21:00"}


@pytest.fixture
def running(world):
    return given.a_running_course(learner=world.student_learner, tutor=world.tutor)


def test_only_an_admin_changes_them(client, world):
    url = f"/admin/people/{world.tutor}/hours"
    ask_of_a_writing_view(
        client, url, MONDAYS, not_for=[world.student, world.tutor, world.stranger], owner=world.admin, answers_get=True
    )
    assert not tutor_hours(world.tutor).on(date(2026, 3, 2)).spans


def test_saving_first_names_the_sessions_that_would_be_outside(client, world, running):
    url = f"/admin/people/{world.tutor}/hours"
    sunday = {"from_0": "06:00", "to_0": "07:00"}
    client.sign_in_as(world.admin).get(url)
    coming = [each for each in given.sessions_of(running) if each.scheduled_start_utc > clock.now()]

    client.post(url, sunday, status=200)

    assert client.page.says("#outside-title") == f"{len(coming)} sessions to come are outside these hours"
    assert not tutor_hours(world.tutor).on(date(2026, 3, 2)).spans
    seen = client.page.one("[name=seen]")["value"]
    client.post(url, sunday | {"from_0": "08:00", "to_0": "09:00", "seen": str(len(coming))}, status=200)
    client.post(url, sunday | {"seen": seen}, status=303)
    assert tutor_hours(world.tutor).on(date(2026, 3, 2)).in_words() == "Sundays 06:00 to 07:00"
    assert [each.scheduled_start_utc for each in given.sessions_of(running)][-1] == coming[-1].scheduled_start_utc


def test_what_entered_hours_do_is_shown_before_they_are_saved(client, world):
    url = f"/admin/people/{world.tutor}/hours"
    client.sign_in_as(world.admin).get(url)

    client.post(url, MONDAYS | {"look": "1"}, status=200)

    assert "With these hours" in client.page.says("#effect")
    assert "Mondays 15:00 to 21:00" in client.page.says("#effect")
    part = client.post(url, MONDAYS | {"look": "1"}, htmx=True).get_data(as_text=True)
    assert part.startswith('<div id="effect"')
    assert "Mondays 15:00 to 21:00" in part
    assert not tutor_hours(world.tutor).on(date(2026, 3, 2)).spans


def test_hours_until_a_day_go_back_and_can_be_taken_away(client, world):
    url = f"/admin/people/{world.tutor}/hours"
    usual = WeeklyHours("Europe/London", ((1, 900, 1260),))
    set_weekly_hours(tutor_id=world.tutor, hours=usual)
    client.sign_in_as(world.admin).get(url)

    ramadan = {"from_1": "20:00", "to_1": "23:00", "since": "2026-03-20", "until": "2026-04-18"}
    client.follow(client.post(url, ramadan, status=303))

    assert [each.get_text(" ", strip=True) for each in client.page.soup.select("#later b")] == [
        "From Fri 20 Mar",
        "From Sun 19 Apr",
    ]
    dated = tutor_hours(world.tutor)
    begins = datetime(2026, 3, 23, 20, tzinfo=clock.now().tzinfo)
    assert dated.allow(begins, begins + timedelta(hours=1))
    assert not dated.allow(begins - timedelta(hours=4), begins - timedelta(hours=3))
    client.follow(client.post(url, {"drop": "2026-03-20"}, status=303))
    assert [each.hours for each in tutor_hours(world.tutor).versions] == [usual]
    client.post(url, {"drop": "2026-03-20"}, status=422)


def test_other_sessions_than_those_that_were_named_are_named_first(client, world, running):
    """As many, but not the same."""
    given.a_running_course(learner=world.zara, tutor=world.tutor, pattern=given.a_schedule((2, 4), "15:00"))
    url = f"/admin/people/{world.tutor}/hours"
    first = {"from_1": "16:00", "to_1": "19:00", "from_3": "16:00", "to_3": "19:00"}
    second = {"from_2": "14:00", "to_2": "17:00", "from_4": "14:00", "to_4": "17:00"}
    client.sign_in_as(world.admin).get(url)
    client.post(url, first, status=200)
    assert client.page.says("#outside-title").startswith("8 sessions")
    seen = client.page.one("[name=seen]")["value"]

    client.post(url, second | {"seen": seen}, status=200)

    assert client.page.says("#outside-title").startswith("8 sessions")


def test_later_hours_that_go_are_named_first(client, world):
    url = f"/admin/people/{world.tutor}/hours"
    client.sign_in_as(world.admin).get(url)
    client.post(url, MONDAYS, status=303)
    client.post(url, MONDAYS | {"from_1": "18:00", "since": "2026-03-20", "until": "2026-03-30"}, status=303)

    client.post(url, MONDAYS | {"from_1": "12:00"}, status=200)

    assert "from Fri 20 Mar Mondays 18:00 to 21:00" in client.page.says("#dropped")
    seen = client.page.one("[name=seen]")["value"]
    client.post(url, MONDAYS | {"from_1": "12:00", "seen": seen}, status=303)
    assert len(tutor_hours(world.tutor).versions) == 2


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ({"since": "2026-01-01"}, "This day is over."),
        ({"since": "2026-03-20", "until": "2026-03-19"}, "The last day is before the first."),
        ({"since": "20.3."}, "Enter a day like 2027-03-02."),
        ({"until": "9999-12-31"}, "Enter a year until 2100."),
    ],
)
def test_days_that_make_no_sense_are_refused(client, world, days, words):
    url = f"/admin/people/{world.tutor}/hours"
    client.sign_in_as(world.admin).get(url)

    client.post(url, MONDAYS | days, status=422)

    assert words in client.page.says("#main")
    assert not tutor_hours(world.tutor).on(date(2026, 3, 2)).spans
