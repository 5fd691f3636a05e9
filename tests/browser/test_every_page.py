"""axe finds nothing on any page, nothing scrolls sideways, and everything one taps is large enough."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from sqlalchemy import select

from corved import clock
from corved.database.session import db
from corved.models import Subject
from corved.scheduling.obstacles import Closed
from corved.use_cases.add_closure import add_closure
from corved.use_cases.invite_person import invite_person
from corved.use_cases.mark_session import mark_session
from corved.use_cases.open_request import open_request
from corved.use_cases.start_generation_run import start_generation_run
from tests import given

SMALL_TARGETS = """
[...document.querySelectorAll("a.button, button, .tabs a, input:not([type=hidden]):not(.sr), select, textarea")]
  .filter((each) => each.offsetParent && !each.closest(".sr"))
  .map((each) => [each.id || each.outerHTML.slice(0, 90), each.getBoundingClientRect()])
  .filter(([, box]) => box.height < 43.5 || box.width < 43.5)
  .map(([name, box]) => `${name}: ${Math.round(box.width)} x ${Math.round(box.height)}`)
"""


@pytest.fixture
def pages(people, running, world):
    """(who, path, what to press first) of every page and opened part."""
    past = [each for each in given.sessions_of(running) if each.scheduled_end_utc < clock.now()]
    coming = [each for each in given.sessions_of(running) if each.scheduled_start_utc > clock.now()]
    mark_session(session_id=past[0].id, status="done", notes="Good work.")
    mark_session(session_id=coming[1].id, status="rescheduled")
    waiting = given.a_matched_course(learner=people.zara, tutor=people.tutor, first=clock.now().date())
    hour = f"{coming[0].scheduled_start_utc:%H:%M}"
    query = f"duration_mins=60&timezone=UTC&start_date={clock.now():%Y-%m-%d}&time={hour}"
    every_day = "&".join(f"days={day}" for day in range(7))
    match = f"/admin/matches/{running.match}"
    day = f"{coming[2].scheduled_start_utc:%Y-%m-%d}"
    closure = add_closure(closed=Closed("Holiday", *[coming[3].local_start.date()] * 2, "Asia/Karachi"))
    run = start_generation_run([(waiting.match, waiting.package)])
    invite_person(person_id=people.stranger, token_of=lambda salt: salt)
    math = db.scalars(select(Subject.id).where(Subject.name == "Math")).one()
    db.rollback()
    return [
        (None, "/sign-in", ()),
        (None, "/nonsense", ()),
        ("student", "/student", ()),
        ("parent", "/student", ()),
        ("tutor", "/tutor", ()),
        ("owner", "/tutor", ()),
        ("admin", "/admin", ()),
        ("admin", "/admin?show=ending", ()),
        ("admin", "/admin/matches", ()),
        ("admin", "/admin/people", ()),
        ("admin", "/admin/people/new", ()),
        ("admin", "/admin/import", ()),
        ("admin", "/admin/requests", ()),
        ("admin", f"/admin/requests/{running.request}", ()),
        ("admin", f"/admin/requests/{open_request(learner_id=people.zara, subject_id=math, level='o_level')}", ()),
        ("admin", "/admin/enrolment", ()),
        ("admin", "/admin/academy", ()),
        ("admin", "/admin/start", ()),
        ("admin", f"{match}/stop", ()),
        ("tutor", "/profile", ()),
        (None, f"/invitations/{invite_person(person_id=people.student)}", ()),
        (None, "/invitations/00000000-0000-4000-8000-000000000000", ()),
        ("admin", "/admin/week", ()),
        ("owner", "/admin/week", ()),
        ("tutor", "/tutor/week", ()),
        ("tutor", f"/tutor/sessions/{coming[0].id}", ()),
        ("admin", match, ()),
        ("admin", match, (f'[id="session-{coming[0].id}-move"]',)),
        ("admin", match, (f'[id="session-{past[0].id}-history"]', "#facts-meet-link-change")),
        ("admin", f"/admin/matches/{waiting.match}", ()),
        ("admin", f"/admin/matches/{waiting.match}?{query}&{every_day}", ()),
        ("admin", f"/admin/matches/{waiting.match}?{query}&days=1", ()),
        ("admin", "/admin/sessions?when=all", ()),
        ("admin", f"/admin/sessions/{coming[0].id}", ()),
        ("admin", f"/admin/sessions/{coming[0].id}/swap", ()),
        ("admin", f"{match}/schedule?days=2&time={hour}&duration_mins=60&timezone=UTC&start_date={day}", ()),
        ("admin", f"{match}/packages/{running.package}/withdrawal", ()),
        ("admin", f"{match}/tutor", ()),
        ("admin", f"{match}/packages/{running.package}/session?makes_up={coming[1].id}", ()),
        ("admin", f"/admin/sessions/{coming[1].id}", ()),
        ("admin", f"/admin/sessions/{coming[1].id}/decision", ()),
        ("admin", f"/admin/packages/{running.package}/statement", ()),
        ("student", f"/student/packages/{running.package}/statement", ()),
        ("admin", "/admin/closures", ()),
        ("admin", f"/admin/closures?name=Eid&first_day={day}&last_day={day}", ()),
        ("admin", f"/admin/closures?name=Eid&first_day={day}&last_day=2020-01-01", ()),
        ("admin", f"/admin/closures/{closure.id}/removal", ()),
        ("admin", f"/admin/people/{people.tutor}?timezone=America/New_York", ()),
        ("admin", f"/admin/people/{people.parent}", ()),
        ("admin", "/admin/month", ()),
        ("admin", "/admin/messages", ()),
        ("admin", "/admin/messages", ("li.letter + li.letter summary",)),
        ("admin", f"/admin/messages?match={running.match}", ()),
        ("admin", f"/admin/people/{people.stranger}/invitation", ()),
        ("admin", "/admin/messages/texts?situation=reminder_family", ()),
        ("student", "/student/calendar", ()),
        ("admin", "/admin/audit", ()),
        ("admin", f"/admin/month/runs/{run}", ()),
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(window, pages, scheme, width):
    windows = {}
    found = []
    for who, path, presses in pages:
        if who not in windows:
            windows[who] = window(viewport={"width": width, "height": 800}, color_scheme=scheme)
            if who:
                windows[who].sign_in(who)
        page = windows[who].go(path)
        for selector in presses:
            page.click(selector)
            page.wait_for_timeout(300)
        violations = Axe().run(page).response["violations"]
        found += [f"{who} {path} {presses}: {each['id']} {each['nodes'][0]['html'][:200]}" for each in violations]
        sideways = page.evaluate("document.documentElement.scrollWidth")
        if sideways > width:
            found.append(f"{who} {path} {presses}: {sideways} wide")
        if width == 360:
            found += [f"{who} {path}: {each}" for each in page.evaluate(SMALL_TARGETS)]
    for each in windows.values():
        # axe's own styles meet our policy; and one of the pages is a 404.
        each.wrong = [words for words in each.wrong if "404" not in words and "Applying inline style" not in words]
    assert found == [], "\n".join(found)


def test_the_page_is_worked_by_keyboard_alone(window, people, running):
    lesson = next(each for each in given.sessions_of(running) if each.scheduled_end_utc < clock.now())
    page = window().sign_in("tutor").page
    page.focus(f'[id="session-{lesson.id}-done"]')
    page.keyboard.press("Enter")
    page.wait_for_selector(f'[id="session-{lesson.id}-undo"]')

    expect(page.locator(f'[id="session-{lesson.id}-undo"]')).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_selector(f'[id="session-{lesson.id}-done"]')
    assert given.session_now(lesson.id).status == "scheduled"


def test_the_skip_link_comes_first(window, people):
    page = window().sign_in("student").page
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
