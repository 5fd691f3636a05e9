"""The academy's day in Chromium: agree a schedule, see it, mark it, move it; each once more without JavaScript."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from corved import clock
from corved.scheduling.local_time import hour_label, local
from tests import given
from tests.browser.conftest import press

WITH_AND_WITHOUT = pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])


@WITH_AND_WITHOUT
def test_the_admin_previews_and_creates_and_both_see_the_same_session(window, world, to_schedule, javascript):
    admin = window(javascript=javascript).sign_in_by_form("admin")
    page = admin.page
    page.click("#places >> text=Learners")
    page.click(f"#course-{to_schedule.request}-open")
    for day in range(7):
        page.locator(f"label:has(#schedule-day-{day})").click()
    page.fill("#schedule-time", "17:00")
    page.fill("#schedule-timezone", "Europe/London")
    if not javascript:
        page.click("#schedule-preview")
    page.wait_for_selector("text=17:00 London")

    assert page.locator("#preview tbody tr").count() == 8
    assert "1/8" in page.inner_text("#preview")
    page.click("#schedule-create")
    page.wait_for_selector("#sessions li.row")
    assert page.locator("#sessions li.row").count() == 8
    assert "Sessions created: 8." in page.inner_text("#toasts")

    first = given.sessions_of(to_schedule)[0].scheduled_start_utc
    student = window(javascript=javascript).sign_in("student").page
    tutor = window(javascript=javascript).sign_in("tutor").page
    assert local(first, "America/New_York").strftime("%H:%M") in student.inner_text("#next-session .clock >> nth=0")
    assert "New York" in student.inner_text("#next-session .clock >> nth=0")
    assert "17:00" in student.inner_text("#next-session .clock >> nth=1")
    assert "17:00" in tutor.inner_text("#next-session")
    assert f"{hour_label(first, 'America/New_York')} New York" in tutor.inner_text("#today")
    assert student.get_attribute("#next-session-join", "href").endswith("/join")


@WITH_AND_WITHOUT
def test_the_tutor_marks_undoes_and_marks(window, world, running, javascript):
    lesson = next(each for each in given.sessions_of(running) if each.scheduled_end_utc < clock.now())
    page = window(javascript=javascript).sign_in("tutor").page
    before = page.locator("#unmarked li").count()

    page.click(f'[id="session-{lesson.id}-no-show-student"]')
    page.wait_for_selector(f'[id="session-{lesson.id}-undo"]')
    assert given.session_now(lesson.id).status == "no_show_student"
    assert page.locator("#unmarked li").count() == before - 1
    assert "student absent" in page.inner_text("#toasts").lower()

    page.click(f'[id="session-{lesson.id}-undo"]')
    page.wait_for_selector(f'[id="session-{lesson.id}-done"]')
    assert given.session_now(lesson.id).status == "scheduled"

    page.fill(f'[id="session-{lesson.id}-note"]', "Chapter four.")
    page.click(f'[id="session-{lesson.id}-done"]')
    page.wait_for_selector(f'[id="session-{lesson.id}-undo"]')
    now = given.session_now(lesson.id)
    assert (now.status, now.tutor_notes) == ("done", "Chapter four.")


def type_new_time(page, form, new):
    page.click(f'[id="{form}-other"] > summary')
    page.fill(f'[id="{form}-date"]', f"{new:%Y-%m-%d}")
    page.fill(f'[id="{form}-time"]', f"{new:%H:%M}")


@WITH_AND_WITHOUT
def test_the_admin_moves_a_session_and_the_family_sees_old_and_new(window, world, running, javascript):
    lesson = next(
        each for each in given.sessions_of(running) if each.scheduled_start_utc > clock.now() + timedelta(hours=25)
    )
    admin = window(javascript=javascript).sign_in("admin")
    page = admin.go(f"/admin/matches/{running.match}")
    press(page, f"session-{lesson.id}-move")
    form = f"session-{lesson.id}-move"
    new = local(lesson.scheduled_start_utc + timedelta(minutes=75), "Asia/Karachi")
    type_new_time(page, form, new)
    if not javascript:
        page.click(f'[id="{form}-check"]')
    page.wait_for_selector("text=Both are free.")
    assert f"{new:%H:%M}" in page.inner_text(f'[id="{form}-preview"]')
    page.click(f'[id="{form}-save"]')
    page.wait_for_selector("text=is moved.", timeout=15000)

    now = given.session_now(lesson.id)
    assert now.status == "rescheduled"
    assert now.original_start_utc == lesson.scheduled_start_utc
    assert now.scheduled_start_utc == lesson.scheduled_start_utc + timedelta(minutes=75)
    student = window(javascript=javascript).sign_in("student").page
    assert "Moved by the academy" in student.inner_text("main")


@WITH_AND_WITHOUT
def test_a_refused_move_keeps_what_was_typed_and_says_why(window, world, running, javascript):
    lesson = next(each for each in given.sessions_of(running) if each.scheduled_start_utc > clock.now())
    page = window(javascript=javascript).sign_in("admin").go(f"/admin/sessions/{lesson.id}")
    form = f"session-{lesson.id}-move"
    new = local(lesson.scheduled_start_utc + timedelta(minutes=75), "Asia/Karachi")
    type_new_time(page, form, new)
    if not javascript:
        page.click(f'[id="{form}-check"]')
    page.wait_for_selector(f'[id="{form}-reason"]')
    page.click(f'[id="{form}-save"]')

    page.wait_for_selector(f'[id="{form}-summary"]')
    assert "Enter a reason" in page.inner_text(f'[id="{form}-summary"]')
    assert page.input_value(f'[id="{form}-time"]') == f"{new:%H:%M}"
    if javascript:
        expect(page.locator(f'[id="{form}-summary"]')).to_be_focused()


def test_a_mark_in_the_list_answers_in_place_and_keeps_the_rest(window, world, running):
    lesson = next(each for each in given.sessions_of(running) if each.scheduled_end_utc < clock.now())
    page = window().sign_in("admin").go("/admin/sessions?when=all")
    page.evaluate("window.stillHere = true")

    page.click(f'[id="session-{lesson.id}-done"]')
    page.wait_for_selector(f'[id="session-{lesson.id}-undo"]')

    assert page.evaluate("window.stillHere")
    assert "Done" in page.inner_text(f'[id="session-{lesson.id}"]')
    press(page, f"session-{lesson.id}-history")
    page.wait_for_selector(f'[id="session-{lesson.id}-history-row"]')
    press(page, f"session-{lesson.id}-history")
    page.wait_for_selector(f'[id="session-{lesson.id}-history-row"]', state="detached")


def test_two_fast_taps_are_one_mark(window, world, running, superuser):
    lesson = next(each for each in given.sessions_of(running) if each.scheduled_end_utc < clock.now())
    page = window().sign_in("tutor").page

    page.dblclick(f'[id="session-{lesson.id}-done"]')
    page.wait_for_selector(f'[id="session-{lesson.id}-undo"]')
    page.wait_for_load_state("networkidle")

    count = superuser.execute("select count(*) from audit_logs where session_id = %s", (lesson.id,)).fetchone()
    assert count == (1,)
    assert given.session_now(lesson.id).status == "done"


def test_a_note_being_typed_survives_the_mark_of_another_lesson(window, world, running):
    waiting = [each for each in given.sessions_of(running) if each.scheduled_end_utc < clock.now()]
    page = window().sign_in("tutor").page
    page.fill(f'[id="session-{waiting[0].id}-note"]', "Half a sen")

    page.click(f'[id="session-{waiting[1].id}-done"]')
    page.wait_for_selector(f'[id="session-{waiting[1].id}-undo"]')

    assert page.input_value(f'[id="session-{waiting[0].id}-note"]') == "Half a sen"


@pytest.mark.parametrize("pressed_again", [False, True])
def test_a_tap_without_a_connection_is_kept_and_sent_later_once(window, world, running, superuser, pressed_again):
    lesson = next(each for each in given.sessions_of(running) if each.scheduled_end_utc < clock.now())
    tutor = window().sign_in("tutor")
    tutor.context.set_offline(True)
    tutor.page.click(f'[id="session-{lesson.id}-done"]')
    tutor.page.wait_for_selector("text=This will be sent when you are online")
    assert given.session_now(lesson.id).status == "scheduled"

    if pressed_again:  # too early: it is kept again
        tutor.page.click("text=Send again")
        expect(tutor.page.locator("text=This will be sent when you are online")).to_have_count(1)
    tutor.context.set_offline(False)
    tutor.page.wait_for_selector(f'[id="session-{lesson.id}-undo"]')

    assert not tutor.page.locator("text=This will be sent when you are online").count()
    marks = superuser.execute("select count(*) from audit_logs where action = 'session.marked'").fetchone()
    assert marks == (1,)
    assert given.session_now(lesson.id).status == "done"
    tutor.wrong.clear()  # the browser's own words about the lost connection


def test_several_taps_without_a_connection_are_all_kept(window, world, running):
    waiting = [each for each in given.sessions_of(running) if each.scheduled_end_utc < clock.now()][:2]
    tutor = window().sign_in("tutor")
    tutor.context.set_offline(True)
    for lesson in waiting:
        tutor.page.click(f'[id="session-{lesson.id}-done"]')
    expect(tutor.page.locator("text=This will be sent when you are online")).to_have_count(2)

    held = []
    tutor.page.route("**/mark", lambda route: held.append((route, route.fetch())))
    tutor.context.set_offline(False)
    for _ in waiting:  # an answer that overtook another would show the page as it was before
        while not held:
            tutor.page.wait_for_timeout(50)
        tutor.page.wait_for_timeout(300)
        while held:
            route, answer = held.pop()
            route.fulfill(response=answer)
    for lesson in waiting:
        tutor.page.wait_for_selector(f'[id="session-{lesson.id}-undo"]')

    assert {given.session_now(each.id).status for each in waiting} == {"done"}
    tutor.wrong.clear()  # the browser's own words about the lost connection


def test_a_sign_in_that_ended_leads_to_the_sign_in_page(window, world, running, superuser):
    lesson = next(each for each in given.sessions_of(running) if each.scheduled_end_utc < clock.now())
    tutor = window().sign_in("tutor")
    superuser.execute("update users set session_stamp = gen_random_uuid() where id = %s", (world.tutor,))

    tutor.page.click(f'[id="session-{lesson.id}-done"]')

    tutor.page.wait_for_selector("#sign-in-email")


def test_the_last_day_follows_the_first_and_focus_stays(window, world, to_schedule):
    page = window().sign_in("admin").go(f"/admin/matches/{to_schedule.match}")
    first = clock.now().date() + timedelta(days=5)
    page.fill("#schedule-start", f"{first}")
    page.focus("#schedule-start")

    expect(page.locator("#schedule-end")).to_have_value(f"{given.one_month(first).last}")
    expect(page.locator("#schedule-start")).to_be_focused()


def test_back_after_creating_shows_no_second_chance(window, world, to_schedule):
    page = window().sign_in("admin").go(f"/admin/matches/{to_schedule.match}")
    for day in range(7):
        page.locator(f"label:has(#schedule-day-{day})").click()
    page.fill("#schedule-time", "17:00")
    page.wait_for_selector("#schedule-create")
    page.click("#schedule-create")
    page.wait_for_selector("#sessions li.row")

    page.go_back()
    page.wait_for_load_state()

    assert page.locator("#schedule-create").count() == 0
    assert len(given.sessions_of(to_schedule)) == 8


def test_focus_goes_to_what_can_be_done_next(window, world, running):
    lesson = next(each for each in given.sessions_of(running) if each.scheduled_end_utc < clock.now())
    page = window().sign_in("admin").go(f"/admin/matches/{running.match}")
    page.focus(f'[id="session-{lesson.id}-done"]')
    page.keyboard.press("Enter")
    page.wait_for_selector(f'[id="session-{lesson.id}-undo"]')

    expect(page.locator(f'[id="session-{lesson.id}-undo"]')).to_be_focused()


def test_opening_and_leaving_keeps_the_focus_near(window, world, running):
    lesson = next(each for each in given.sessions_of(running) if each.scheduled_start_utc > clock.now())
    page = window().sign_in("admin").go(f"/admin/matches/{running.match}")
    row = f"session-{lesson.id}"

    press(page, f"{row}-move")
    expect(page.locator(f'[id="{row}-move-to-1"]')).to_be_focused()
    page.click(f'[id="{row}-move-leave"]')
    page.wait_for_selector(f'[id="{row}-move-row"]', state="detached")
    expect(page.locator(f'[id="{row}-move"]')).to_be_focused()
    press(page, f"{row}-history")
    expect(page.locator(f'[id="{row}-note"]')).to_be_focused()
    press(page, f"{row}-history")
    page.wait_for_selector(f'[id="{row}-history-row"]', state="detached")
    expect(page.locator(f'[id="{row}-more"]')).to_be_focused()
    page.click("#facts-meet-link-change")
    expect(page.locator("#facts-meet-link")).to_be_focused()
    page.click("#facts-meet-link-leave")
    expect(page.locator("#facts-meet-link-change")).to_be_focused()


def test_after_a_move_on_a_matchs_page_nothing_stands_twice(window, world, running):
    lesson = next(
        each for each in given.sessions_of(running) if each.scheduled_start_utc > clock.now() + timedelta(days=2)
    )
    page = window().sign_in("admin").go(f"/admin/matches/{running.match}")
    form = f"session-{lesson.id}-move"
    press(page, form)
    new = local(lesson.scheduled_start_utc + timedelta(minutes=75), "Asia/Karachi")
    type_new_time(page, form, new)
    page.click(f'[id="{form}-save"]')
    page.wait_for_selector("text=is moved.", timeout=15000)

    ids = page.eval_on_selector_all("[id]", "all => all.map(each => each.id)")
    assert len(ids) == len(set(ids))
    assert page.locator("#sessions").count() == 1
    assert page.locator("ol.rows ol.rows").count() == 0


def test_a_new_time_is_looked_at_while_it_is_typed_on_the_sessions_own_page(window, world, running):
    lesson = next(
        each for each in given.sessions_of(running) if each.scheduled_start_utc > clock.now() + timedelta(hours=25)
    )
    page = window().sign_in("admin").go(f"/admin/sessions/{lesson.id}")
    form = f"session-{lesson.id}-move"
    new = local(lesson.scheduled_start_utc + timedelta(minutes=75), "Asia/Karachi")
    type_new_time(page, form, new)

    page.wait_for_selector("text=Both are free.")


def test_after_a_move_from_today_the_focus_stays_on_the_board(window, world, running):
    lesson = next(each for each in given.sessions_of(running) if each.scheduled_start_utc > clock.now())
    page = window().sign_in("admin").go("/admin")
    press(page, f"session-{lesson.id}-move")
    page.click(f'[id="session-{lesson.id}-move-to-1"]')
    page.wait_for_selector("text=Both are free.")
    page.fill(f'[id="session-{lesson.id}-move-reason"]', "Agreed.")
    page.click(f'[id="session-{lesson.id}-move-save"]')
    page.wait_for_selector("text=is moved.", timeout=15000)

    assert page.evaluate("document.activeElement.closest('#board') !== null"), page.evaluate(
        "document.activeElement.outerHTML.slice(0, 200)"
    )


@WITH_AND_WITHOUT
def test_back_shows_the_step_before_as_it_was_filled_in(window, world, javascript):
    page = window(javascript=javascript).sign_in("admin").go(f"/admin/enrolment?learner={world.zara}")
    page.select_option("#enrolment-subject", label="Math")
    if javascript:
        page.wait_for_selector("#enrolment-tutors .face")
    page.click("#enrolment-next")
    page.wait_for_selector("#enrolment-tier-1")
    page.check("#enrolment-tier-1", force=True)
    page.click("#enrolment-next")
    page.wait_for_selector("#enrolment-save")
    page.go_back()

    assert page.locator("#enrolment-tier-1").is_checked()
    assert "Math" in page.inner_text("[aria-label='So far']")
