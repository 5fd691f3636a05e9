"""The receipt and its repairs, changes of schedule, withdrawals, swaps, closures, people's zones and hours."""

from datetime import UTC, date, datetime
from urllib.parse import parse_qs

import pytest

from corved.models import Match, Package
from corved.scheduling.obstacles import Closed
from corved.scheduling.weekly_hours import WeeklyHours
from corved.use_cases.closures.add_closure import add_closure
from corved.use_cases.people.set_weekly_hours import set_weekly_hours
from tests import given
from tests.blueprints.handovers import after_looking
from tests.blueprints.matches.test_matches import SCHEDULE
from tests.blueprints.questions import ask_of_a_writing_view
from tests.page_inspection import Page

EID = Closed("Eid ul-Fitr", date(2026, 3, 16), date(2026, 3, 18), "Asia/Karachi")
SHORT = {"end_date": "2026-03-29", "follows": ""}  # the pattern gives no more than eight dates
CHANGE = {
    "start_date": "2026-03-16",
    "days": ["2", "4"],
    "time": "18:00",
    "duration_mins": "60",
    "timezone": "Europe/London",
}


@pytest.fixture
def waiting(world):
    return given.a_matched_course(learner=world.student_learner, tutor=world.tutor)


@pytest.fixture
def running(world):
    return given.a_running_course(learner=world.student_learner, tutor=world.tutor)


def preview(client, course, **more):
    return Page(
        client.post(f"/admin/matches/{course.match}/preview", SCHEDULE | more, htmx=True, status=200).get_data(
            as_text=True
        )
    )


def press(client, course, page, button, **more):
    """What a press of a repair's button sends: the form with its hidden fields, and the button."""
    hidden = {
        each["name"]: [*([each["value"]])] for each in page.soup.select('input[type=hidden][form="schedule-form"]')
    }
    return preview(client, course, **{"apply": page.one(button)["value"], **hidden, **more})


def test_the_receipt_counts_says_the_cycle_and_the_choice_of_window(client, world, waiting):
    client.sign_in_as(world.admin).get(f"/admin/matches/{waiting.match}")
    assert "(one month)" in client.page.says("#facts")

    receipt = preview(client, waiting).says("#receipt")

    assert "8 of 8 sessions fit between Mon 2 Mar and Wed 1 Apr" in receipt
    assert "First session Mon 2 Mar, last session Wed 25 Mar, London, UTC+0." in receipt
    assert "The next month can start on Thu 2 Apr, in 31 days." in receipt


@pytest.mark.parametrize(
    ("kind", "last"), [("one_month", "2026-04-01"), ("calendar_month", "2026-03-31"), ("28_days", "2026-03-29")]
)
def test_the_last_day_follows_the_kind_of_window_which_is_kept(client, world, waiting, kind, last):
    client.sign_in_as(world.admin).get(f"/admin/matches/{waiting.match}")

    page = preview(client, waiting, window_kind=kind)
    if kind != "one_month":
        assert page.one("#schedule-end")["value"] == last
    sent = SCHEDULE | {"window_kind": kind, "end_date": last, "follows": f"2026-03-02 {kind}"}
    client.follow(client.post(f"/admin/matches/{waiting.match}/sessions", sent, status=303))

    package = given.db.get_one(Package, waiting.package)
    assert (package.window_kind, package.end_date.isoformat()) == (kind, last)


def test_a_longer_window_needs_a_reason(client, world, waiting):
    client.sign_in_as(world.admin).get(f"/admin/matches/{waiting.match}")
    longer = {"end_date": "2026-04-20"}
    assert preview(client, waiting, **longer).one("#schedule-reason")

    refused = client.post(f"/admin/matches/{waiting.match}/sessions", SCHEDULE | longer, htmx=True, status=422)
    assert "Enter a reason for this exception: longer than the month." in refused.get_data(as_text=True)
    client.post(f"/admin/matches/{waiting.match}/sessions", SCHEDULE | longer | {"reason": "Ramadan"}, status=303)

    assert len(given.sessions_of(waiting)) == 8


@pytest.mark.parametrize("htmx", [True, False])
def test_closures_lose_dates_and_each_repair_is_one_press(client, world, waiting, htmx):
    add_closure(closed=EID)
    client.sign_in_as(world.admin).get(f"/admin/matches/{waiting.match}")
    page = preview(client, waiting, **SHORT)
    assert "6 of 8" in page.says("#receipt")
    assert "2 sessions" in page.says("#receipt")
    assert page.text.count("Closed. Eid ul-Fitr, Mon 16 Mar to Wed 18 Mar, Karachi.") == 2

    while page.soup.select("#repair-1"):
        page = press(client, waiting, page, "#repair-1", **SHORT)

    assert "8 of 8" in page.says("#receipt")
    assert page.says("#preview").count("Instead of") == 2
    assert page.one("#receipt").has_attr("data-focus")
    sent = SCHEDULE | {"end_date": "2026-03-29", "instead": [e["value"] for e in page.soup.select("[name=instead]")]}
    client.post(f"/admin/matches/{waiting.match}/sessions", sent, htmx=htmx, status=204 if htmx else 303)
    assert len(given.sessions_of(waiting)) == 8
    assert not any(EID.covers(each.scheduled_start_utc) for each in given.sessions_of(waiting))


def test_a_time_agreed_instead_is_undone(client, world, waiting):
    add_closure(closed=EID)
    client.sign_in_as(world.admin).get(f"/admin/matches/{waiting.match}")
    page = press(client, waiting, preview(client, waiting, **SHORT), "#repair-1", **SHORT)
    assert "Instead of Mon 16 Mar." in page.says("#preview")

    back = press(client, waiting, page, "[id^=preview-without]", **SHORT)

    assert "Instead of" not in back.says("#preview")


def test_to_teach_on_closed_days_is_an_exception_that_can_be_undone(client, world, waiting):
    add_closure(closed=EID)
    client.sign_in_as(world.admin).get(f"/admin/matches/{waiting.match}")
    page = preview(client, waiting, **SHORT)
    number = next(
        each["id"] for each in page.soup.select("#repairs button") if "anyway" in each.get_text(" ", strip=True)
    )

    page = press(client, waiting, page, f"#{number}", **SHORT)

    assert "8 of 8" in page.says("#receipt")
    assert "during a closure" in page.says("#receipt")
    assert "6 of 8" in press(client, waiting, page, "#receipt-rest", **SHORT).says("#receipt")


def test_a_repair_without_javascript_is_a_page_with_an_address(client, world, waiting):
    add_closure(closed=EID)
    client.sign_in_as(world.admin).get(f"/admin/matches/{waiting.match}")
    client.follow(client.post(f"/admin/matches/{waiting.match}/preview", SCHEDULE | SHORT, status=303))
    button = client.page.one("#repair-1")
    assert button["formaction"] == f"/admin/matches/{waiting.match}/preview"

    answer = client.post(button["formaction"], SCHEDULE | SHORT | {"apply": button["value"]}, status=303)
    client.follow(answer)

    assert "Instead of Mon 16 Mar." in client.page.says("#preview")
    assert "instead" in parse_qs(answer.headers["Location"].partition("?")[2])


@pytest.mark.parametrize(
    "wrong",
    [
        {"instead": "nonsense"},
        {"instead": "2026-03-16=2026-99-99T10:00"},
        {"instead": "2026-03-16=9999-12-31T23:59"},
        {"instead": "0001-01-01=0001-01-01T00:00"},
        {"apply": "instead=x"},
        {"apply": "days=9"},
        {"window_kind": "forever"},
        {"follows": "x y z"},
        {"time_1": "99:99"},
        {"apply": "%%%"},
    ],
)
def test_nonsense_beside_the_schedule_is_answered(client, world, waiting, wrong):
    client.sign_in_as(world.admin).get(f"/admin/matches/{waiting.match}")
    client.post(f"/admin/matches/{waiting.match}/preview", SCHEDULE | wrong, htmx=True, status=200)
    client.follow(client.post(f"/admin/matches/{waiting.match}/preview", SCHEDULE | wrong, status=303))


def test_another_time_on_a_day(client, world, waiting):
    client.sign_in_as(world.admin).get(f"/admin/matches/{waiting.match}")
    page = preview(client, waiting)
    assert [each["id"] for each in page.soup.select("#schedule-times input[type=time]")] == [
        "schedule-time-1",
        "schedule-time-3",
    ]

    page = preview(client, waiting, time_3="19:30", times_for="13")

    assert page.says("#preview").count("19:30–20:30") == 4
    assert not page.soup.select("#schedule-times"), "what is being typed in is not swapped"
    client.post(f"/admin/matches/{waiting.match}/sessions", SCHEDULE | {"time_3": "19:30"}, status=303)
    assert {f"{each.local_start:%a %H:%M}" for each in given.sessions_of(waiting)} == {"Mon 17:00", "Wed 19:30"}
    assert ">19:30</td>" in client.get(f"/admin/matches/{waiting.match}").get_data(as_text=True)


def test_hours_warn_and_do_not_refuse(client, world, waiting):
    set_weekly_hours(tutor_id=world.tutor, hours=WeeklyHours("Europe/London", ((1, 9 * 60, 20 * 60),)))
    client.sign_in_as(world.admin).get(f"/admin/matches/{waiting.match}")

    page = preview(client, waiting)

    assert page.says("#preview").count("Outside Tariq’s weekly hours.") == 4
    assert "8 of 8" in page.says("#receipt")


def test_a_pattern_across_midnight_shows_the_other_sides_date(client, world, waiting):
    client.sign_in_as(world.admin).get(f"/admin/matches/{waiting.match}")

    page = preview(client, waiting, time="02:00")

    marks = [each.get_text(strip=True) for each in page.soup.select("#preview .day-mark")]
    assert marks[:4] == ["Sun 1 Mar", "Tue 3 Mar", "Sun 8 Mar", "Tue 10 Mar"], "the evening before in New York"


def test_a_change_is_previewed_and_made(client, world, running):
    url = f"/admin/matches/{running.match}/schedule"
    client.sign_in_as(world.admin).get(url)
    assert client.page.one("#schedule-time")["value"] == "17:00"
    assert client.page.one("#schedule-start")["value"] == "2026-03-03"

    answer = Page(client.post(url + "/preview", CHANGE, htmx=True).get_data(as_text=True))
    assert "8 of 8" in answer.says("#change-receipt")
    assert "Keeps 4, removes 4, adds 4." in answer.says("#change-receipt")
    words = [each.get_text(strip=True) for each in answer.soup.select("#change tbody td:first-child")]
    assert [words.count(each) for each in ("Stays", "Removed", "New")] == [4, 4, 4]
    seen = answer.one("[name=seen]")["value"]

    client.follow(client.post(url, CHANGE | {"seen": seen}, status=303))

    assert "4 sessions removed, 4 added." in client.page.says("#toasts")
    assert "From Mon 16 Mar: Tuesdays and Thursdays, 18:00 London" in client.page.says("#agreed-week")
    assert "Fixed to London time all year." in client.page.says("#agreed-week")


@pytest.mark.parametrize("htmx", [True, False])
def test_a_schedule_can_be_kept_before_the_package_is_paid(client, world, htmx):
    course = given.a_matched_course(learner=world.student_learner, tutor=world.tutor, paid=False)
    client.sign_in_as(world.admin).get(f"/admin/matches/{course.match}")
    button = preview(client, course).one("#schedule-keep")

    client.post(button["formaction"], SCHEDULE, htmx=htmx, status=204 if htmx else 303)

    client.get(f"/admin/matches/{course.match}")
    assert "Mondays and Wednesdays, 17:00 London" in client.page.says("#agreed")
    assert client.page.one("#schedule-time")["value"] == "17:00"


def test_hours_warn_of_a_change_too(client, world, running):
    set_weekly_hours(tutor_id=world.tutor, hours=WeeklyHours("Europe/London", ((2, 9 * 60, 20 * 60),)))
    url = f"/admin/matches/{running.match}/schedule"
    client.sign_in_as(world.admin).get(url)

    answer = Page(client.post(url + "/preview", CHANGE, htmx=True).get_data(as_text=True))

    assert answer.says("#change").count("outside Tariq Tutor’s weekly hours") == 2, "Thursdays; Tuesdays are inside"


def test_a_change_without_javascript(client, world, running):
    url = f"/admin/matches/{running.match}/schedule"
    client.sign_in_as(world.admin).get(url)

    client.follow(client.post(url + "/preview", CHANGE, status=303))

    assert "Keeps 4, removes 4, adds 4." in client.page.says("#change-receipt")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"days": []}, "Choose at least one day"),
        ({"start_date": "2026-03-01"}, "in the past"),
        ({"start_date": "9999-01-01"}, "year"),
        ({"until": "2026-03-10"}, "before its first"),
        ({"timezone": "Mars"}, "not a time zone"),
        ({"seen": "0" * 16}, "have changed since you looked"),
        ({"days": ["2"]}, "Fewer sessions fit"),
    ],
)
@pytest.mark.parametrize("htmx", [True, False])
def test_a_change_that_cannot_be_is_refused_and_loses_nothing(client, world, running, wrong, says, htmx):
    before = [each.scheduled_start_utc for each in given.sessions_of(running)]
    client.sign_in_as(world.admin).get(f"/admin/matches/{running.match}/schedule")

    text = client.post(f"/admin/matches/{running.match}/schedule", CHANGE | wrong, htmx=htmx, status=422).get_data(
        as_text=True
    )

    assert says in text
    assert Page(text).one("#schedule-time")["value"] == "18:00"
    assert [each.scheduled_start_utc for each in given.sessions_of(running)] == before


def test_the_look_ahead_says_whose_hour_changes(client, world, running):
    client.sign_in_as(world.admin).get(f"/admin/matches/{running.match}/schedule")

    lines = [each.get_text(" ", strip=True) for each in client.page.soup.select("#look-ahead li")]

    assert len(lines) == 4
    first = " ".join(lines[0].split())
    assert first.startswith(
        "Clocks go forward in New York on Sun 8 Mar: from Mon 9 Mar the session is at 13:00 instead of 12:00, "
        "New York, UTC−4, for Ayaan; no change for Tariq."
    )
    assert "Affects a month that you have added" in first
    assert "Affects a month that you have added" not in lines[2]


def test_withdrawing_says_its_numbers_first(client, world, running):
    client.sign_in_as(world.admin).get(f"/admin/matches/{running.match}")
    url = client.page.one("[id^=package-][id$=-withdraw]")["href"]
    client.get(url)
    assert "This deletes 8 sessions and keeps 0" in client.page.text

    client.post(url, {"seen": "7"}, status=409)
    client.follow(client.post(url, {"seen": "8", "reason": "moved away"}, status=303))

    assert "8 sessions deleted, 0 kept." in client.page.says("#toasts")
    assert given.db.get_one(Match, running.match).status == "matched"
    client.get(f"/admin/matches/{running.match}")
    assert "8 of 8" in client.page.says("#receipt"), "the schedule is still agreed: one press creates them again"


def test_a_package_of_another_match_is_not_here(client, world, running):
    other = given.a_matched_course(learner=world.zara, tutor=world.tutor)
    client.sign_in_as(world.admin)
    client.get(f"/admin/matches/{running.match}/packages/{other.package}/withdrawal", status=404)


def test_swapping_from_a_sessions_page(client, world, running):
    other = given.a_running_course(learner=world.zara, tutor=world.tutor, pattern=given.a_schedule((2, 4)))
    mine, theirs = given.sessions_of(running)[3], given.sessions_of(other)[3]
    client.sign_in_as(world.admin).get(f"/admin/sessions/{mine.id}")
    client.get(client.page.one("#session-swap")["href"])
    value = next(each["value"] for each in client.page.soup.select("option") if str(theirs.id) in each["value"])
    seen = client.page.one("[name=seen]")["value"]

    client.post(f"/admin/sessions/{mine.id}/swap", {"other": "", "seen": seen}, status=422)
    assert "Choose the session to swap with." in client.page.says("#swap-summary")
    with given.after(datetime(2026, 3, 2, 9, 5, tzinfo=UTC)):
        client.follow(client.post(f"/admin/sessions/{mine.id}/swap", {"other": value, "seen": seen}, status=303))

    assert "The two sessions are swapped." in client.page.says("#toasts")
    assert "(swapped)" in client.page.says("#history")
    client.post(f"/admin/sessions/{mine.id}/swap", {"other": value, "seen": seen}, status=422)
    assert "Amna Rizvi changed this session in the meantime: it is “moved” now." in client.page.text


def test_closing_days_lists_what_they_take_and_opening_puts_it_back(client, world, running):
    client.sign_in_as(world.admin).get("/admin/closures")
    assert "No closures or leave" in client.page.text
    asked = "name=Eid&tutor=&first_day=2026-03-16&last_day=2026-03-18"
    client.get(f"/admin/closures?{asked}")
    assert "Eid affects 2 sessions" in client.page.says("#taken")
    names = [each["name"] for each in client.page.soup.select("#taken select")]
    values = [each.option["value"] for each in client.page.soup.select("#taken select")]
    days = {"name": "Eid", "tutor": "", "first_day": "2026-03-16", "last_day": "2026-03-18"}

    client.follow(client.post("/admin/closures", {**days, names[0]: values[0], names[1]: ""}, status=303))

    assert "“Eid” is added. 1 session moved, 1 to reschedule." in client.page.says("#toasts")
    assert "Mon 16 Mar to Wed 18 Mar" in client.page.says("#closures")
    client.get(client.page.one("[id^=closure-][id$=-remove]")["href"])
    assert client.page.says("#took").count("back to") == 2
    client.follow(client.post(client.page.one("#closure-removal")["action"], {}, status=303))
    assert "2 sessions moved back, 0 not." in client.page.says("#toasts")
    assert {each.status for each in given.sessions_of(running)} == {"scheduled"}


def test_leave_is_chosen_by_tutor(client, world, running):
    client.sign_in_as(world.admin).get(f"/admin/people/{world.tutor}")
    client.get(client.page.one("#person-leave")["href"])
    assert client.page.one("#closure-tutor option[selected]")["value"] == str(world.tutor)
    client.get(f"/admin/closures?name=Leave&tutor={world.other_tutor}&first_day=2026-03-16&last_day=2026-03-18")
    assert "Leave affects 0 sessions" in client.page.says("#taken")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": ""}, "Enter a name"),
        ({"first_day": "x"}, "Enter the first day"),
        ({"first_day": "9999-01-01"}, "year"),
        ({"last_day": "2026-03-01"}, "before the first"),
        ({"last_day": "2027-03-01"}, "three months"),
    ],
)
def test_a_closure_that_cannot_be_is_refused(client, world, superuser, wrong, says):
    client.sign_in_as(world.admin).get("/admin/closures")
    days = {"name": "Eid", "tutor": "", "first_day": "2026-03-16", "last_day": "2026-03-18"}
    client.post("/admin/closures", days | wrong, status=422)
    assert says in client.page.says("#closure-summary")
    assert superuser.execute("select count(*) from closures").fetchone() == (0,)


@pytest.mark.parametrize("tutor", ["x", "00000000-0000-4000-8000-000000000000"])
def test_leave_of_nobody_is_not_here(client, world, tutor):
    client.sign_in_as(world.admin).get("/admin/closures")
    client.post("/admin/closures", {"name": "L", "tutor": tutor, "first_day": "2026-03-16"}, status=404)


def test_a_zone_is_looked_at_before_it_is_changed_and_changes_no_instant(client, world, running):
    before = [each.scheduled_start_utc for each in given.sessions_of(running)]
    client.sign_in_as(world.admin).get(f"/admin/people/{world.tutor}?timezone=Asia/Karachi")
    assert "Mon 2 Mar, 17:00–18:00" in client.page.text
    assert "22:00–23:00" in client.page.text
    assert client.page.one("#zone-save").get_text(strip=True) == "Change the time zone to Karachi"
    assert "It stays fixed to London time. You can use Karachi as the fixed time zone" in client.page.text

    client.follow(client.post(f"/admin/people/{world.tutor}/zone", {"timezone": "Asia/Karachi"}, status=303))

    assert "in Karachi, UTC+5" in client.page.text
    assert [each.scheduled_start_utc for each in given.sessions_of(running)] == before
    client.get(client.page.one('a[href*="timezone=Asia"]')["href"])
    assert client.page.one("#schedule-timezone")["value"] == "Asia/Karachi"
    assert client.page.one("#schedule-time")["value"] == "17:00", "the same hour, by another clock"
    client.post(f"/admin/people/{world.tutor}/zone", {"timezone": "Europe/London"}, status=303)


def test_a_schedule_that_somebody_elses_clock_leads_is_not_offered_to_be_re_agreed(client, world, running):
    client.sign_in_as(world.admin).get(f"/admin/people/{world.student}")
    assert "re-agree" not in client.page.text
    client.get(f"/admin/people/{world.student}?timezone=Asia/Karachi")
    assert "re-agree" not in client.page.text


def test_weekly_hours_stay_by_the_clock_they_were_agreed_by(client, world, waiting):
    monday = {"from_1": "15:00", "to_1": "21:00", "from_3": "15:00", "to_3": "21:00"}
    client.sign_in_as(world.admin).get(f"/admin/people/{world.tutor}")
    client.post(f"/admin/people/{world.tutor}/hours", monday, status=303)

    client.follow(client.post(f"/admin/people/{world.tutor}/zone", {"timezone": "Asia/Tokyo"}, status=303))

    client.get(f"/admin/people/{world.tutor}/hours")
    assert "Now, London" in client.page.text
    assert "They are in London time. When you save them again, they are in Tokyo time." in client.page.text
    assert "weekly hours" not in preview(client, waiting).says("#preview")
    client.post(f"/admin/people/{world.tutor}/zone", {"timezone": "Europe/London"}, status=303)


@pytest.mark.parametrize("zone", ["", "Mars", "UTC+5"])
def test_a_zone_that_is_none_is_refused(client, world, zone):
    client.sign_in_as(world.admin).get(f"/admin/people/{world.student}?timezone={zone}")
    client.post(f"/admin/people/{world.student}/zone", {"timezone": zone}, status=422)
    client.get("/admin/people/00000000-0000-4000-8000-000000000000", status=404)


@pytest.mark.parametrize("side", ["student", "tutor"])
def test_families_and_tutors_are_told_a_week_before_until_the_first_week_after(client, world, running, side):
    shown = {}
    for day in (*range(1, 18), 28, 31):
        month, date_ = (2, 28) if day == 28 else (3, day)
        with given.after(datetime(2026, month, date_, 9, tzinfo=UTC)):
            client.sign_in_as(getattr(world, side)).get(f"/{side}")
            shown[month, date_] = [
                each.get_text(" ", strip=True) for each in client.page.soup.select(".callout.is-now")
            ]

    assert shown[2, 28] == []
    assert all(len(shown[3, day]) == 1 for day in range(2, 12) if day != 11)
    assert shown[3, 17] == []
    text = " ".join(shown[3, 2][0].split())
    if side == "student":
        assert (
            "Clocks go forward in New York on Sun 8 Mar: from Mon 9 Mar the session is at 13:00 instead of 12:00"
            in text
        )
        assert "no change for Tariq." in text
    else:
        assert text.endswith("for Ayaan; no change for you.")


def test_another_tutor_from_a_day_on(client, world, running):
    url = f"/admin/matches/{running.match}/tutor"
    client.sign_in_as(world.admin).get(url)
    seen = client.page.one("[name=seen]")["value"]
    for wrong, says in (
        ({"tutor": ""}, "Choose the new tutor"),
        ({"since": "x"}, "Enter a day like"),
        ({"tutor": str(world.student)}, "Choose a tutor"),
        ({"seen": str(world.other_tutor)}, "another tutor in the meantime"),
    ):
        sent = {"tutor": str(world.other_tutor), "since": "2026-03-10", "seen": seen}
        client.post(url, after_looking(client, url, sent) | wrong, status=422)
        assert says in client.page.says("#reassignment-summary")

    sent = {"tutor": str(world.other_tutor), "since": "2026-03-10", "seen": seen}
    client.follow(client.post(url, after_looking(client, url, sent), status=303))

    assert "The new tutor teaches 5 upcoming sessions." in client.page.says("#toasts")
    assert "Bilal Ahmed" in client.page.says("#facts")


WRITING = {
    "/admin/matches/{match}/tutor": {"tutor": "{tutor}", "since": "2026-03-10"},
    "/admin/matches/{match}/schedule": CHANGE,
    "/admin/matches/{match}/packages/{package}/withdrawal": {"seen": "8"},
    "/admin/sessions/{session}/swap": {"other": "x"},
    "/admin/closures": {"name": "x", "first_day": "2026-03-16"},
    "/admin/closures/{closure}/removal": {},
    "/admin/people/{student}/zone": {"timezone": "Asia/Tokyo"},
}


@pytest.mark.parametrize("path", WRITING)
def test_only_admins_write_here(client, world, running, superuser, path):
    closure = add_closure(closed=Closed("Off", date(2026, 6, 1), date(2026, 6, 1), "Asia/Karachi"))
    url = path.format(
        match=running.match,
        package=running.package,
        session=given.sessions_of(running)[0].id,
        closure=closure.id,
        student=world.student,
        tutor=world.tutor,
    )

    def everything():
        tables = "sessions", "closures", "users", "tutor_profiles", "match_patterns"
        return [superuser.execute(f"select * from {each} order by 1").fetchall() for each in tables]

    before = everything()
    ask_of_a_writing_view(
        client,
        url,
        WRITING[path],
        not_for=[world.student, world.tutor, world.stranger],
        owner=world.admin,
        answers_get="people" not in path,
    )
    assert everything() == before


def test_a_proposed_time_that_was_taken_meanwhile_closes_no_day(client, world, running):
    """Somebody else got the time: the list is shown again, and nothing is closed."""
    session = given.sessions_of(running)[4]
    days = {"name": "Eid", "first_day": "2026-03-16", "last_day": "2026-03-16", "tutor": ""}
    client.sign_in_as(world.admin)

    client.post("/admin/closures", {**days, f"session-{session.id}": "2026-03-17T09:00:00+00:00"}, status=409)

    assert "no longer free" in client.page.text
    assert given.session_now(session.id).time == session.time
    client.get("/admin/closures")
    assert "No closures or leave" in client.page.text
