"""Repairs, changes of schedule and runs as an admin does them, in a real browser."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from corved import clock
from corved.scheduling.obstacles import Closed
from corved.scheduling.pattern import weekday
from corved.use_cases.closures.add_closure import add_closure
from corved.use_cases.matches.change_schedule import change_schedule
from tests import given


@pytest.fixture
def everyday(window, world, to_schedule):
    """The schedule form, filled for nine days without the fifth, at 17:00, with the third day closed."""
    first = clock.now().date() + timedelta(days=3)
    add_closure(closed=Closed("Eid ul-Fitr", *[first + timedelta(days=2)] * 2, "Asia/Karachi"))
    page = window().sign_in("admin").go(f"/admin/matches/{to_schedule.match}")
    page.fill("#schedule-timezone", "Asia/Karachi")
    page.fill("#schedule-start", f"{first}")
    page.fill("#schedule-end", f"{first + timedelta(days=8)}")
    for day in set(range(7)) - {weekday(first + timedelta(days=4))}:
        page.locator(f"label:has(#schedule-day-{day})").click()
    page.fill("#schedule-time", "17:00")
    page.wait_for_selector("text=7 of 8")
    return page


def test_a_repair_is_one_press_and_what_was_typed_stays(everyday, to_schedule):
    everyday.click("#repair-1")
    everyday.wait_for_selector("text=8 of 8")

    expect(everyday.locator("#receipt")).to_be_focused()
    assert everyday.input_value("#schedule-time") == "17:00"
    assert everyday.locator("text=Instead of").count() == 1
    everyday.click("#schedule-create")
    everyday.wait_for_selector("#sessions li.row")
    assert len(given.sessions_of(to_schedule)) == 8


def test_it_is_undone_with_one_press(everyday):
    everyday.click("#repair-1")
    everyday.wait_for_selector("text=8 of 8")
    everyday.click("[id^=preview-without]")
    everyday.wait_for_selector("text=7 of 8")


def test_an_exception_asks_for_its_reason_and_keeps_it(everyday, to_schedule):
    everyday.locator("#repairs li", has_text="anyway").locator("button").click()
    everyday.wait_for_selector("#schedule-reason")
    everyday.click("#schedule-create")
    everyday.wait_for_selector("#schedule-summary")
    everyday.fill("#schedule-reason", "They asked for it")
    everyday.fill("#schedule-time", "18:00")
    everyday.wait_for_selector("#preview >> text=18:00 Karachi")
    assert everyday.input_value("#schedule-reason") == "They asked for it"
    everyday.click("#schedule-create")
    everyday.wait_for_selector("#sessions li.row")
    assert len(given.sessions_of(to_schedule)) == 8


def test_a_time_of_its_own_appears_with_the_day_and_the_focus_stays(window, world, to_schedule):
    page = window().sign_in("admin").go(f"/admin/matches/{to_schedule.match}")
    page.locator("label:has(#schedule-day-1)").click()
    page.locator("label:has(#schedule-day-3)").click()
    page.wait_for_selector("#schedule-time-3")
    page.fill("#schedule-time", "17:00")
    page.fill("#schedule-time-3", "19:30")
    page.wait_for_selector("#preview >> text=19:30")

    expect(page.locator("#schedule-time-3")).to_be_focused()


def test_a_change_of_schedule_shows_what_goes_and_comes(window, world, running):
    page = window().sign_in("admin").go(f"/admin/matches/{running.match}")
    page.click("#course-schedule")
    page.wait_for_selector("#schedule-form")
    page.fill("#schedule-time", "21:15")
    page.wait_for_selector("#change >> text=21:15")
    page.click("#schedule-save")
    page.wait_for_selector("text=The schedule is changed")

    assert len(given.sessions_of(running)) == 8


def test_a_run_goes_on_by_itself_to_its_report(window, world, to_schedule):
    page = window().sign_in("admin").go("/admin/month")
    page.wait_for_selector("text=Something is missing")
    every_day = given.a_schedule((0, 1, 2, 3, 4, 5, 6), "22:00")
    change_schedule(match_id=to_schedule.match, since=clock.now().date() + timedelta(days=1), pattern=every_day)
    page.reload()
    page.click("#accept-all")
    page.wait_for_selector("text=Done: 1 of 1 course")

    expect(page.locator("#generation-run .sum")).to_have_text("8 sessions created for 1 course")
