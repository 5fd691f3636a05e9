"""axe finds nothing on any page, nothing scrolls sideways, and everything one taps is large enough."""

from datetime import date

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import expect
from sqlalchemy import select

from corved import clock
from corved.database.session import db
from corved.models import Payment, Subject, TutorRequest
from corved.scheduling.obstacles import Closed
from corved.use_cases.closures.add_closure import add_closure
from corved.use_cases.enrolment.open_request import open_request
from corved.use_cases.matches.substitute_tutor import substitute_tutor
from corved.use_cases.months.start_generation_run import start_generation_run
from corved.use_cases.people.ask_for_leave import ask_for_leave
from corved.use_cases.people.invite_person import invite_person
from corved.use_cases.sessions.mark_session import mark_session
from tests import given

# Without preload axe fetches no stylesheet again, from addresses that are none.
VIOLATIONS = """async (rules) => {
  const found = await axe.run({ resultTypes: ["violations"], preload: false, ...(rules ? { runOnly: rules } : {}) })
  return found.violations.map((each) => `${each.id}: ${each.nodes[0].html.slice(0, 200)}`)
}"""
WIDTHS = (1280, 768, 640, 360)  # 640 is 1280 at 200 %
PARTS = 3
# The first page of an empty academy (test_start looks at it), a part of a page, files.
REDIRECTS = {"auth.home", "auth.join", "admin.history", "admin.move_page"}
NO_PAGE = (
    REDIRECTS
    | {"admin.people", "admin.matches", "admin.requests"}
    | {"auth.favicon", "auth.apple_touch_icon", "auth.robots", "auth.change_password", "auth.security"}
    | {"health.healthz", "health.readyz", "health.metrics"}
    | {"auth.setup", "auth.sign_in_code", "admin.messages_waiting", "static"}
)
FILES = (".csv", ".ics", ".xlsx", ".zip")
OPEN_ALL = """
for (const each of document.querySelectorAll("details:not([open])")) {
  each.removeAttribute("name")
  each.open = true
}
"""
SMALL_TARGETS = """
[...document.querySelectorAll("a.button, button, .tabs a, input:not([type=hidden]):not(.sr), select, textarea")]
  .filter((each) => each.offsetParent && !each.closest(".sr"))
  .map((each) => [each.id || each.outerHTML.slice(0, 90), (each.closest("label") ?? each).getBoundingClientRect()])
  .filter(([, box]) => box.height < 43.5 || box.width < 43.5)
  .map(([name, box]) => `${name}: ${Math.round(box.width)} x ${Math.round(box.height)}`)
"""


@pytest.fixture
def pages(running, world):
    """(who, path, what to press first) of every page and opened part."""
    past = [each for each in given.sessions_of(running) if each.scheduled_end_utc < clock.now()]
    coming = [each for each in given.sessions_of(running) if each.scheduled_start_utc > clock.now()]
    mark_session(session_id=past[0].id, status="done", notes="Good work.")
    mark_session(session_id=coming[1].id, status="rescheduled")
    waiting = given.a_matched_course(learner=world.zara, tutor=world.tutor, first=clock.now().date())
    hour = f"{coming[0].scheduled_start_utc:%H:%M}"
    query = f"duration_mins=60&timezone=UTC&start_date={clock.now():%Y-%m-%d}&time={hour}"
    every_day = "&".join(f"days={day}" for day in range(7))
    match = f"/admin/matches/{running.match}"
    day = f"{coming[2].scheduled_start_utc:%Y-%m-%d}"
    closure = add_closure(closed=Closed("Holiday", *[coming[3].local_start.date()] * 2, "Asia/Karachi"))
    run = start_generation_run([(waiting.match, waiting.package)])
    invite_person(person_id=world.stranger, token_of=lambda salt: salt)
    math = db.scalars(select(Subject.id).where(Subject.name == "Math")).one()
    db.rollback()
    paid = db.scalars(select(Payment.id).where(Payment.package_id == running.package)).one()
    db.rollback()
    with given.speaking_for("app_tutor", world.tutor):
        ask_for_leave(first_day=date(2026, 3, 20), last_day=date(2026, 3, 25), reason="", today=date(2026, 3, 2))
    asked = db.scalars(select(TutorRequest.id)).one()
    db.rollback()
    substitute_tutor(match_id=running.match, session_ids=[coming[-1].id], tutor_id=world.other_tutor)
    wanted = open_request(learner_id=world.zara, subject_id=math, level_id=given.level_id("O Levels"))
    return [
        (None, "/sign-in", ()),
        (None, "/nonsense", ()),
        (None, "/password-link", ()),
        (None, "/help", ()),
        ("student", "/student", ()),
        ("parent", "/student", ()),
        ("parent", f"/student/learners/{world.zara}", ()),
        ("tutor", "/tutor", ()),
        ("owner", "/tutor", ()),
        ("admin", "/admin", ()),
        ("admin", "/admin?show=ending", ()),
        ("admin", "/admin/learners", ()),
        ("admin", "/admin/find?q=ayaan", ()),
        ("admin", "/admin/reports", ()),
        ("admin", "/admin/families", ()),
        ("admin", "/admin/tutors", ()),
        ("admin", "/admin/people/new", ()),
        ("admin", "/admin/import", ()),
        ("admin", f"/admin/requests/{running.request}", ()),
        ("admin", f"/admin/requests/{wanted}", ()),
        ("admin", "/admin/enrolment", ()),
        ("admin", "/admin/enrolment", ("#enrolment-new", "#enrolment-next")),
        ("admin", f"/admin/enrolment?learner={world.zara}", ("#enrolment-next",)),
        ("admin", "/admin/academy", ()),
        ("admin", "/admin/catalogue", ()),
        ("admin", "/admin/prices", ()),
        ("admin", "/admin/payments", ()),
        ("parent", "/student/payments", ()),
        ("admin", "/admin/pay", ()),
        ("admin", f"/admin/pay/{world.tutor}", ()),
        ("admin", f"/admin/payments/{paid}/receipt", ()),
        ("student", f"/student/payments/{paid}/receipt", ()),
        ("admin", "/admin/start", ()),
        ("admin", f"{match}/stop", ()),
        ("admin", f"{match}/meet-link", ()),
        ("admin", f"/admin/packages/{running.package}/payment", ()),
        ("admin", f"/admin/packages/{waiting.package}/payment", ()),
        ("admin", f"/admin/requests/{running.request}/packages/{running.package}/refund", ()),
        ("admin", f"/admin/requests/{waiting.request}/packages/{waiting.package}/cancellation", ()),
        ("admin", f"/admin/requests/{waiting.request}/end", ()),
        ("admin", f"/admin/people/{world.parent}/learners/{world.zara}", ()),
        ("admin", f"/admin/people/{world.tutor}/hours", ()),
        ("admin", f"/admin/people/{world.tutor}/leaving", ()),
        ("admin", f"/admin/people/{world.tutor}/deactivation", ()),
        ("admin", f"/admin/people/{world.tutor}/erasure", ()),
        ("admin", f"/admin/tutor-requests/{asked}", ()),
        ("tutor", "/tutor/hours", ()),
        ("student", "/student/availability", ()),
        ("student", f"/student/requests/{running.request}/availability", ()),
        ("tutor", "/profile", ()),
        ("tutor", "/password-again", ()),
        ("tutor", "/profile/second-step", ()),
        (None, f"/invitations/{invite_person(person_id=world.student)}", ()),
        (None, "/invitations/00000000-0000-4000-8000-000000000000", ()),
        ("admin", "/admin/week", ()),
        ("owner", "/admin/week", ()),
        ("admin", "/admin/week?view=day", ()),
        ("admin", "/admin/week?view=month", ()),
        ("tutor", "/tutor/week", ()),
        ("tutor", "/tutor/month", ()),
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
        ("admin", f"/admin/sessions/{coming[1].id}/removal", ()),
        ("admin", f"{match}/schedule?days=2&time={hour}&duration_mins=60&timezone=UTC&start_date={day}", ()),
        ("admin", f"{match}/packages/{running.package}/withdrawal", ()),
        ("admin", f"{match}/tutor", ()),
        ("admin", f"{match}/tutor?how=sessions&sessions={coming[2].id}", ()),
        ("admin", f"{match}/substitutes/{world.other_tutor}/link", ()),
        ("admin", f"{match}/packages/{running.package}/session?makes_up={coming[1].id}", ()),
        ("admin", f"/admin/sessions/{coming[1].id}", ()),
        ("admin", f"/admin/sessions/{coming[1].id}/decision", ()),
        ("admin", f"/admin/packages/{running.package}/statement", ()),
        ("student", f"/student/packages/{running.package}/statement", ()),
        ("admin", "/admin/closures", ()),
        ("admin", f"/admin/closures?name=Eid&first_day={day}&last_day={day}", ()),
        ("admin", f"/admin/closures?name=Eid&first_day={day}&last_day=2020-01-01", ()),
        ("admin", f"/admin/closures/{closure.id}/removal", ()),
        ("admin", f"/admin/people/{world.tutor}?timezone=America/New_York", ()),
        ("admin", f"/admin/people/{world.parent}", ()),
        ("admin", "/admin/month", ()),
        ("admin", "/admin/messages", ()),
        ("admin", "/admin/messages", ("li.letter + li.letter summary",)),
        ("admin", f"/admin/messages?match={running.match}", ()),
        ("admin", f"/admin/people/{world.stranger}/invitation", ()),
        ("admin", "/admin/messages/texts?situation=reminder_family", ()),
        ("student", "/student/calendar", ()),
        ("tutor", "/tutor/calendar", ()),
        ("student", "/nowhere", ()),
        ("admin", "/admin/audit", ()),
        ("admin", f"/admin/month/runs/{run}", ()),
    ]


def endpoint(app, path):
    return app.url_map.bind("localhost").match(path.partition("?")[0])[0]


def test_the_list_of_pages_has_every_page(app, pages):
    looked_at = {endpoint(app, path) for _who, path, _presses in pages if path != "/nonsense"}
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and not rule.rule.endswith(FILES)]
    all_of_them = {rule.endpoint for rule in rules}

    assert looked_at >= all_of_them - NO_PAGE
    assert all_of_them >= NO_PAGE
    assert not looked_at & NO_PAGE


@pytest.mark.parametrize("part", range(PARTS))
def test_axe_finds_nothing_and_nothing_scrolls_sideways(window, pages, part):
    """Wide and light: axe with all its rules. Narrow and dark: contrast again, and the size of what one taps."""
    windows = {}
    found = []
    for who, path, presses in pages[part::PARTS]:
        if who not in windows:
            # Without transitions: a colour on its way from light to dark is neither.
            windows[who] = window(
                viewport={"width": WIDTHS[0], "height": 800}, color_scheme="light", reduced_motion="reduce"
            )
            if who:
                windows[who].sign_in(who)
        page = windows[who].go(path)
        for selector in presses:
            menu = page.locator(f"details.menu:not([open]):has({selector})")
            if menu.count():
                menu.locator("> summary").click()
            page.click(selector)
            page.wait_for_load_state("networkidle")
        page.evaluate(AXE_SCRIPT)
        wrong = page.evaluate(VIOLATIONS, None)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            if (sideways := page.evaluate("document.documentElement.scrollWidth")) > width:
                wrong.append(f"{sideways} wide in {width}")
            page.evaluate("document.dir = 'rtl'")
            if (sideways := page.evaluate("document.documentElement.scrollWidth")) > width:
                wrong.append(f"{sideways} wide in {width}, from right to left")
            page.evaluate("document.dir = 'ltr'")
        page.emulate_media(color_scheme="dark")
        wrong += page.evaluate(SMALL_TARGETS) + page.evaluate(VIOLATIONS, ["color-contrast"])
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": WIDTHS[0], "height": 800})
        page.evaluate(OPEN_ALL)
        wrong += [f"all open: {each}" for each in page.evaluate(VIOLATIONS, None)]
        found += [f"{who} {path} {presses}: {each}" for each in wrong]
    # Some pages are a 404 to those who are not signed in.
    nobody = windows.get(None)
    if nobody is not None:
        nobody.wrong = [words for words in nobody.wrong if "404" not in words]
    assert found == [], "\n".join(found)
    assert len(pages[part::PARTS]) >= 10


def test_the_page_is_worked_by_keyboard_alone(window, world, running):
    lesson = next(each for each in given.sessions_of(running) if each.scheduled_end_utc < clock.now())
    page = window().sign_in("tutor").page
    page.focus(f'[id="session-{lesson.id}-done"]')
    page.keyboard.press("Enter")
    page.wait_for_selector(f'[id="session-{lesson.id}-undo"]')

    expect(page.locator(f'[id="session-{lesson.id}-undo"]')).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_selector(f'[id="session-{lesson.id}-done"]')
    assert given.session_now(lesson.id).status == "scheduled"


def test_the_skip_link_comes_first(window, world):
    page = window().sign_in("student").page
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"


def test_the_first_done_is_six_tabs_from_the_skip_link(window, world, running):
    page = window().sign_in("admin").go("/admin")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    reached = []
    for _tab in range(6):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id"))

    assert any(each.endswith("-done") for each in reached), reached


def test_the_find_box_of_every_page_shows_results_while_typing(window, world, running):
    page = window().sign_in("admin").go("/admin/learners")
    page.keyboard.press("/")
    page.keyboard.type("ayaan")
    page.wait_for_selector("#find-menu #found-course")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#find-menu') !== null")
    page.locator("h1").click()
    expect(page.locator("#find-menu")).to_be_hidden()
    page.focus("#find")
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/find?q=ayaan")
